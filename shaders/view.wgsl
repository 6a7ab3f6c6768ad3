// What every pass knows of the view. Depth is reversed: 1 is near, 0 is far away.

struct View {
    clip_from_world: mat4x4<f32>,
    world_from_clip: mat4x4<f32>,
    light_from_world: mat4x4<f32>,
    // Unit vectors of the camera in the world.
    right: vec4<f32>,
    up: vec4<f32>,
    back: vec4<f32>,
    // Where the camera stands; w is 1 for perspective and 0 for parallel rays.
    eye: vec4<f32>,
    // Towards the key light; w is the width of a texel of the shadow in the world.
    key: vec4<f32>,
    // Pixels across and down, and their inverses.
    size: vec4<f32>,
    background_top: vec4<f32>,
    background_bottom: vec4<f32>,
    grid: vec4<f32>,
    accent: vec4<f32>,
    // Pixels in a point of the interface, distance of the near plane, radius of the scene,
    // radius of occlusion.
    numbers: vec4<f32>,
    // Smooth normals, matcap, shadow, axis across the grid.
    options: vec4<u32>,
}

@group(0) @binding(0) var<uniform> view: View;

fn to_viewer(world: vec3<f32>) -> vec3<f32> {
    return select(view.back.xyz, normalize(view.eye.xyz - world), view.eye.w > 0.5);
}

/// The place in the world of a pixel at a depth.
fn world_at(pixel: vec2<f32>, depth: f32) -> vec3<f32> {
    let unit = pixel * view.size.zw * vec2<f32>(2.0, -2.0) + vec2<f32>(-1.0, 1.0);
    let world = view.world_from_clip * vec4<f32>(unit, depth, 1.0);
    return world.xyz / world.w;
}

/// Even noise that neighbours differ in (Jimenez 2014).
fn gradient_noise(pixel: vec2<f32>) -> f32 {
    return fract(52.9829189 * fract(dot(pixel, vec2<f32>(0.06711056, 0.00583715))));
}
