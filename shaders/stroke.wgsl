// A straight line with a width in pixels and soft edges, as two triangles.

struct Style {
    colour: vec4<f32>,
    // Width in points of the interface; how much nearer it is drawn; the length in pixels below
    // which it fades; how much of the geometry's own colour it takes.
    width: f32,
    lift: f32,
    fade: f32,
    own_colour: f32,
}

@group(3) @binding(0) var<uniform> style: Style;

struct Stroke {
    clip: vec4<f32>,
    // Pixels from the middle of the line, and half its width.
    across: vec2<f32>,
    // What is left of it where it is short.
    strength: f32,
}

/// A depth a little nearer than it is.
fn lifted(clip: vec4<f32>, lift: f32) -> vec4<f32> {
    let by = select(lift * clip.w, clip.z * lift, view.eye.w > 0.5);
    return vec4<f32>(clip.xy, clip.z + by, clip.w);
}

/// Corner 0 to 5 of the line from one place to another.
fn stroke(start: vec3<f32>, end: vec3<f32>, corner: u32) -> Stroke {
    var a = view.clip_from_world * vec4<f32>(start, 1.0);
    var b = view.clip_from_world * vec4<f32>(end, 1.0);
    let near = view.numbers.y;
    var out: Stroke;
    if view.eye.w > 0.5 {
        if a.w < near && b.w < near {
            out.clip = vec4<f32>(0.0, 0.0, -1.0, 1.0);
            return out;
        }
        if a.w < near {
            a = mix(a, b, (near - a.w) / (b.w - a.w));
        } else if b.w < near {
            b = mix(b, a, (near - b.w) / (a.w - b.w));
        }
    }
    let half_size = view.size.xy * 0.5;
    let from_pixel = a.xy / a.w * half_size;
    let to_pixel = b.xy / b.w * half_size;
    let apart = to_pixel - from_pixel;
    let length_pixels = length(apart);
    var along = vec2<f32>(1.0, 0.0);
    if length_pixels > 1e-4 {
        along = apart / length_pixels;
    }
    let half_width = style.width * view.numbers.x * 0.5;
    let reach = half_width + 1.0;
    let is_end = corner == 1u || corner == 2u || corner == 4u;
    let side = select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u);
    let clip = select(a, b, is_end);
    let middle = select(from_pixel - along * half_width * 0.5, to_pixel + along * half_width * 0.5, is_end);
    let pixel = middle + vec2<f32>(-along.y, along.x) * side * reach;
    out.clip = lifted(vec4<f32>(pixel / half_size * clip.w, clip.z, clip.w), style.lift);
    out.across = vec2<f32>(side * reach, half_width);
    out.strength = clamp(length_pixels / max(style.fade * view.numbers.x, 1e-3), 0.0, 1.0);
    return out;
}

/// How much of a pixel the line covers.
fn coverage(across: vec2<f32>) -> f32 {
    return clamp(across.y + 0.5 - abs(across.x), 0.0, min(1.0, across.y * 2.0));
}
