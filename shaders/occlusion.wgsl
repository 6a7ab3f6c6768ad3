// How much of the sky is hidden near each place, from depth alone (after Bavoil and Sainz 2009).

@group(1) @binding(0) var depths: texture_depth_multisampled_2d;

fn world_of(pixel: vec2<i32>) -> vec4<f32> {
    let inside = clamp(pixel, vec2<i32>(0), vec2<i32>(view.size.xy) - 1);
    let depth = textureLoad(depths, inside, 0);
    return vec4<f32>(world_at(vec2<f32>(inside) + 0.5, depth), depth);
}

/// The shorter of two steps: the other may lead over an edge.
fn shorter(a: vec3<f32>, b: vec3<f32>) -> vec3<f32> {
    return select(b, a, dot(a, a) < dot(b, b));
}

/// The light that is left, and the distance for the blur.
@fragment
fn occlusion_fragment(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<i32>(at.xy) * 2;
    let here = world_of(pixel);
    if here.w <= 0.0 {
        return vec4<f32>(1.0, 60000.0, 0.0, 1.0);
    }
    let place = here.xyz;
    let east = shorter(world_of(pixel + vec2<i32>(1, 0)).xyz - place, place - world_of(pixel - vec2<i32>(1, 0)).xyz);
    let south = shorter(world_of(pixel + vec2<i32>(0, 1)).xyz - place, place - world_of(pixel - vec2<i32>(0, 1)).xyz);
    let across = cross(south, east);
    // In radii, within what half floats hold.
    let distance = clamp(dot(view.eye.xyz - place, view.back.xyz) / view.numbers.w, -60000.0, 60000.0);
    let normal = across / max(length(across), 1e-30);

    let radius = view.numbers.w;
    let edge = view.clip_from_world * vec4<f32>(place + view.right.xyz * radius, 1.0);
    let centre = view.clip_from_world * vec4<f32>(place, 1.0);
    let reach = abs(edge.x / edge.w - centre.x / centre.w) * 0.5 * view.size.x;
    let pixels = min(reach, view.size.y * 0.12);
    if pixels < 1.5 {
        return vec4<f32>(1.0, distance, 0.0, 1.0);
    }

    let start = gradient_noise(at.xy) * 6.2831853;
    var hidden = 0.0;
    for (var index = 0u; index < 12u; index += 1u) {
        let angle = start + f32(index) * 2.3999632;
        let far = pixels * (f32(index) + 0.7) / 12.0;
        let there = world_of(pixel + vec2<i32>(vec2<f32>(cos(angle), sin(angle)) * far));
        if there.w <= 0.0 {
            continue;
        }
        let step = there.xyz - place;
        let apart = length(step);
        let rise = dot(step, normal) / max(apart, 1e-9) - 0.12;
        hidden += max(rise, 0.0) * clamp(1.0 - apart / (radius * 1.5), 0.0, 1.0);
    }
    return vec4<f32>(clamp(1.0 - hidden / 12.0 * 2.6, 0.0, 1.0), distance, 0.0, 1.0);
}
