// The depth of polygons seen from the key light.

@vertex
fn shadow_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> @builtin(position) vec4<f32> {
    let vertex = elements[(index / 3u) * 4u + index % 3u];
    let world = place(instance, position(corners[vertex]));
    return view.light_from_world * vec4<f32>(world, 1.0);
}
