// Edges of polygons, curves, and normals as lines.

struct Fragment {
    @builtin(position) clip: vec4<f32>,
    @location(0) @interpolate(linear) across: vec2<f32>,
    @location(1) colour: vec4<f32>,
}

fn drawn(line: Stroke, colour: vec4<f32>) -> Fragment {
    var out: Fragment;
    out.clip = line.clip;
    out.across = line.across;
    out.colour = vec4<f32>(colour.rgb, colour.a * line.strength);
    return out;
}

/// `elements` holds two points an edge.
@vertex
fn edge_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let start = (index / 6u) * 2u;
    let a = place(instance, position(elements[start]));
    let b = place(instance, position(elements[start + 1u]));
    return drawn(stroke(a, b, index % 6u), style.colour);
}

/// `elements` holds two vertices and their primitive a segment.
@vertex
fn curve_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let start = (index / 6u) * 3u;
    let corner = index % 6u;
    let first = elements[start];
    let second = elements[start + 1u];
    let primitive = elements[start + 2u];
    let a = place(instance, position(corners[first]));
    let b = place(instance, position(corners[second]));
    let is_end = corner == 1u || corner == 2u || corner == 4u;
    let vertex = select(first, second, is_end);
    var colour = style.colour;
    if mesh.colours != 0u {
        let own = colour_at(element(mesh.colours, vertex, primitive));
        colour = mix(colour, vec4<f32>(own.rgb, colour.a), style.own_colour);
    }
    if mesh.marks != 0u && (marks[primitive] & 0x10000u) != 0u {
        colour = vec4<f32>(view.accent.rgb, 1.0);
    }
    return drawn(stroke(a, b, corner), colour);
}

/// `elements` holds a vertex and its primitive for each normal that is drawn.
@vertex
fn normal_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let start = (index / 6u) * 2u;
    let vertex = elements[start];
    let primitive = elements[start + 1u];
    let a = place(instance, position(corners[vertex]));
    var direction = vec3<f32>(0.0);
    if mesh.normals != 0u {
        let local = unpack_normal(normals[element(mesh.normals, vertex, primitive)]);
        direction = normalize(turn_normal(instance, local));
    }
    return drawn(stroke(a, a + direction * view.numbers.z * 0.03, index % 6u), style.colour);
}

@fragment
fn line_fragment(in: Fragment) -> @location(0) vec4<f32> {
    let alpha = coverage(in.across) * in.colour.a;
    if alpha <= 0.002 {
        discard;
    }
    return vec4<f32>(in.colour.rgb * alpha, alpha);
}
