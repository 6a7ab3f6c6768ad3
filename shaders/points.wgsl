// Points as discs of an even size. `elements` holds their numbers.

struct Fragment {
    @builtin(position) clip: vec4<f32>,
    @location(0) @interpolate(linear) offset: vec2<f32>,
    @location(1) colour: vec4<f32>,
    @location(2) @interpolate(flat) radius: f32,
}

@vertex
fn point_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let point = elements[index / 6u];
    let corner = index % 6u;
    let world = place(instance, position(point));
    let clip = view.clip_from_world * vec4<f32>(world, 1.0);
    let x = select(-1.0, 1.0, corner == 1u || corner == 2u || corner == 4u);
    let y = select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u);
    let radius = style.width * view.numbers.x * 0.5;
    let offset = vec2<f32>(x, y) * (radius + 1.0);

    var out: Fragment;
    out.offset = offset;
    out.radius = radius;
    out.clip = lifted(vec4<f32>(clip.xy + offset * 2.0 * view.size.zw * clip.w, clip.zw), style.lift);
    out.colour = style.colour;
    if mesh.colours == 1u {
        let own = colour_at(point);
        out.colour = mix(out.colour, vec4<f32>(own.rgb, out.colour.a), style.own_colour);
    }
    return out;
}

@fragment
fn point_fragment(in: Fragment) -> @location(0) vec4<f32> {
    let distance = length(in.offset);
    let alpha = clamp(in.radius + 0.5 - distance, 0.0, 1.0) * in.colour.a;
    if alpha <= 0.002 {
        discard;
    }
    // A darker rim keeps discs apart that lie over each other.
    let rim = smoothstep(in.radius - 1.5, in.radius, distance);
    return vec4<f32>(mix(in.colour.rgb, in.colour.rgb * 0.45, rim) * alpha, alpha);
}
