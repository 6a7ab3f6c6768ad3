// How surfaces look: a sky, a key light with a shadow, a light at the camera.

@group(3) @binding(0) var shadow_map: texture_depth_2d;
@group(3) @binding(1) var shadow_sampler: sampler_comparison;

const SKY: vec3<f32> = vec3<f32>(0.56, 0.59, 0.64);
const GROUND: vec3<f32> = vec3<f32>(0.25, 0.235, 0.225);
const KEY: vec3<f32> = vec3<f32>(0.78, 0.745, 0.685);
const FILL: f32 = 0.14;

/// How much of the key light comes to a place: the mean of samples on a disc, turned at random.
fn key_light_at(world: vec3<f32>, normal: vec3<f32>, pixel: vec2<f32>) -> f32 {
    if view.options.z == 0u {
        return 1.0;
    }
    let slope = 1.0 - clamp(dot(normal, view.key.xyz), 0.0, 1.0);
    let lifted = world + normal * view.key.w * (1.5 + 3.0 * slope);
    let at = view.light_from_world * vec4<f32>(lifted, 1.0);
    let centre = at.xy * vec2<f32>(0.5, -0.5) + 0.5;
    if any(centre < vec2<f32>(0.0)) || any(centre > vec2<f32>(1.0)) || at.z > 1.0 {
        return 1.0;
    }
    let texel = 1.0 / vec2<f32>(textureDimensions(shadow_map));
    let start = gradient_noise(pixel) * 6.2831853;
    var light = 0.0;
    for (var index = 0u; index < 12u; index += 1u) {
        let angle = start + f32(index) * 2.3999632;
        let radius = sqrt((f32(index) + 0.5) / 12.0) * 3.2;
        let offset = vec2<f32>(cos(angle), sin(angle)) * radius * texel;
        light += textureSampleCompareLevel(shadow_map, shadow_sampler, centre + offset, at.z);
    }
    return light / 12.0;
}

struct Surface {
    albedo: vec3<f32>,
    emission: vec3<f32>,
    roughness: f32,
    metallic: f32,
    normal: vec3<f32>,
    to_viewer: vec3<f32>,
    key_light: f32,
}

fn sky_towards(direction: vec3<f32>) -> vec3<f32> {
    return mix(GROUND, SKY, direction.y * 0.5 + 0.5);
}

/// Trowbridge and Reitz's highlight, with Schlick's Fresnel.
fn highlight(surface: Surface, f0: vec3<f32>) -> vec3<f32> {
    let half_way = normalize(surface.to_viewer + view.key.xyz);
    let alpha = max(surface.roughness * surface.roughness, 0.02);
    let n_h = max(dot(surface.normal, half_way), 0.0);
    let spread = n_h * n_h * (alpha * alpha - 1.0) + 1.0;
    let density = alpha * alpha / (3.14159265 * spread * spread);
    let v_h = max(dot(surface.to_viewer, half_way), 0.0);
    let fresnel = f0 + (1.0 - f0) * pow(1.0 - v_h, 5.0);
    return fresnel * density * 0.25;
}

fn lit(surface: Surface) -> vec3<f32> {
    let n_l = max(dot(surface.normal, view.key.xyz), 0.0) * surface.key_light;
    let n_v = max(dot(surface.normal, surface.to_viewer), 0.0);
    let f0 = mix(vec3<f32>(0.04), surface.albedo, surface.metallic);
    let diffuse = surface.albedo * (1.0 - surface.metallic);
    let light = sky_towards(surface.normal) + KEY * n_l + FILL * n_v;
    let reflected = sky_towards(reflect(-surface.to_viewer, surface.normal));
    let shine = f0 * reflected * (1.0 - 0.6 * surface.roughness);
    return diffuse * light + shine + highlight(surface, f0) * KEY * n_l * 3.0 + surface.emission;
}

/// A look that goes by how the surface is turned to the camera: clay under a soft box.
fn matcap(surface: Surface) -> vec3<f32> {
    let x = dot(surface.normal, view.right.xyz);
    let y = dot(surface.normal, view.up.xyz);
    let z = dot(surface.normal, view.back.xyz);
    let soft_box = smoothstep(0.35, 0.95, dot(vec3<f32>(x, y, z), normalize(vec3<f32>(-0.5, 0.7, 0.5))));
    let rim = pow(1.0 - clamp(z, 0.0, 1.0), 3.0);
    let base = mix(vec3<f32>(0.16, 0.15, 0.16), vec3<f32>(0.62, 0.60, 0.58), y * 0.35 + z * 0.45 + 0.2);
    return surface.albedo * (base + soft_box * 0.45) + rim * vec3<f32>(0.10, 0.12, 0.15);
}
