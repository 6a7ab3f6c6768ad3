// The ground as a grid of metres: where rays through pixels meet a plane through the origin.

struct Fragment {
    @location(0) colour: vec4<f32>,
    @builtin(frag_depth) depth: f32,
}

/// How much of a pixel lines at whole numbers cover, for lines a pixel wide.
fn lines(at: vec2<f32>, pixel: vec2<f32>) -> f32 {
    let off = abs(fract(at - 0.5) - 0.5) / max(pixel, vec2<f32>(1e-9));
    let cover = clamp(vec2<f32>(1.0) - off, vec2<f32>(0.0), vec2<f32>(1.0));
    // Where many lines fall into a pixel they are a haze, which is left out.
    let sparse = clamp(vec2<f32>(1.0) - pixel * 3.0, vec2<f32>(0.0), vec2<f32>(1.0));
    return max(cover.x * sparse.x, cover.y * sparse.y);
}

fn cover(at: f32, pixel: f32) -> f32 {
    return clamp(1.0 - abs(at) / max(pixel, 1e-9), 0.0, 1.0);
}

@fragment
fn grid_fragment(@builtin(position) pixel: vec4<f32>) -> Fragment {
    let start = world_at(pixel.xy, 1.0);
    let ahead = world_at(pixel.xy, 0.5);
    let direction = normalize(ahead - start);
    let axis = view.options.w;
    let distance = -start[axis] / direction[axis];
    let world = start + direction * distance;
    let u = (axis + 1u) % 3u;
    let v = (axis + 2u) % 3u;
    let at = vec2<f32>(world[u], world[v]);
    let size = max(fwidth(at), vec2<f32>(1e-9));

    // Cells of 1, 10, 100 metres and so on: the finer fade as they become small.
    let detail = log2(max(size.x, size.y) * 14.0) / log2(10.0);
    let level = max(floor(detail) + 1.0, -3.0);
    let cell = pow(10.0, level);
    let part = clamp(1.0 - (detail - floor(detail)), 0.0, 1.0);
    let fine = lines(at / cell, size / cell) * part;
    let coarse = lines(at / (cell * 10.0), size / (cell * 10.0));
    var colour = vec4<f32>(view.grid.rgb, view.grid.a * max(fine * 0.55, coarse));

    // The two axes in the plane, in their colours.
    let red = vec3<f32>(0.62, 0.14, 0.12);
    let green = vec3<f32>(0.20, 0.48, 0.12);
    let blue = vec3<f32>(0.10, 0.26, 0.62);
    var names = array<vec3<f32>, 3>(red, green, blue);
    let on_u = cover(at.y, size.y) * 0.5;
    let on_v = cover(at.x, size.x) * 0.5;
    if on_u > colour.a {
        colour = vec4<f32>(names[u], on_u);
    }
    if on_v > colour.a {
        colour = vec4<f32>(names[v], on_v);
    }

    // It ends softly: far out, and where one looks along it.
    let reach = view.numbers.z * 6.0 + 6.0;
    let far = clamp(1.0 - length(at) / reach, 0.0, 1.0);
    let grazing = smoothstep(0.02, 0.16, abs(direction[axis]));
    let clip = view.clip_from_world * vec4<f32>(world, 1.0);
    let is_ahead = select(0.0, 1.0, distance > 0.0 && clip.w > 0.0);
    let alpha = colour.a * far * grazing * is_ahead;
    if alpha < 0.003 {
        discard;
    }
    var out: Fragment;
    out.colour = vec4<f32>(colour.rgb * alpha, alpha);
    out.depth = clamp(clip.z / clip.w, 0.0, 1.0);
    return out;
}
