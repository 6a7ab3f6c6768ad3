// The number of what lies under each pixel, counted from 1: of a primitive, and of a point.

struct Fragment {
    @builtin(position) clip: vec4<f32>,
    @location(0) @interpolate(flat) ids: vec2<u32>,
}

/// What is inside a packed instance is the instance.
fn numbered(instance: Instance, primitive: u32, point: u32) -> vec2<u32> {
    if instance.ids.x != 0u {
        return vec2<u32>(instance.ids.x, 0u);
    }
    return vec2<u32>(primitive, point);
}

@vertex
fn surface_id_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let start = (index / 3u) * 4u;
    let vertex = elements[start + index % 3u];
    let world = place(instance, position(corners[vertex]));
    var out: Fragment;
    out.clip = view.clip_from_world * vec4<f32>(world, 1.0);
    out.ids = numbered(instance, elements[start + 3u] + 1u, 0u);
    return out;
}

@vertex
fn curve_id_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let start = (index / 6u) * 3u;
    let a = place(instance, position(corners[elements[start]]));
    let b = place(instance, position(corners[elements[start + 1u]]));
    var out: Fragment;
    out.clip = stroke(a, b, index % 6u).clip;
    out.ids = numbered(instance, elements[start + 2u] + 1u, 0u);
    return out;
}

@vertex
fn point_id_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let point = elements[index / 6u];
    let corner = index % 6u;
    let clip = view.clip_from_world * vec4<f32>(place(instance, position(point)), 1.0);
    let x = select(-1.0, 1.0, corner == 1u || corner == 2u || corner == 4u);
    let y = select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u);
    let offset = vec2<f32>(x, y) * style.width * view.numbers.x * 0.5;
    var out: Fragment;
    out.clip = lifted(vec4<f32>(clip.xy + offset * 2.0 * view.size.zw * clip.w, clip.zw), style.lift);
    out.ids = numbered(instance, 0u, point + 1u);
    return out;
}

@fragment
fn id_fragment(in: Fragment) -> @location(0) vec2<u32> {
    return in.ids;
}
