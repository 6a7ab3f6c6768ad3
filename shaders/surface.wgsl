// Polygons as lit triangles. `elements` holds three vertices and the primitive of each.

struct Fragment {
    @builtin(position) clip: vec4<f32>,
    @location(0) world: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) colour: vec4<f32>,
    @location(3) @interpolate(flat) facing: vec3<f32>,
    @location(4) @interpolate(flat) emission_roughness: vec4<f32>,
    // Metallic, and whether it is marked.
    @location(5) @interpolate(flat) metallic_marked: vec2<f32>,
}

@vertex
fn surface_vertex(@builtin(vertex_index) index: u32, instance: Instance) -> Fragment {
    let start = (index / 3u) * 4u;
    let primitive = elements[start + 3u];
    let a = position(corners[elements[start]]);
    let b = position(corners[elements[start + 1u]]);
    let c = position(corners[elements[start + 2u]]);
    let vertex = elements[start + index % 3u];
    let local = position(corners[vertex]);

    var out: Fragment;
    out.world = place(instance, local);
    out.clip = view.clip_from_world * vec4<f32>(out.world, 1.0);
    let across = cross(b - a, c - a);
    // Scaled first: the squares of tiny triangles would be nothing.
    let longest = max(max(abs(across.x), abs(across.y)), abs(across.z));
    var local_facing = vec3<f32>(0.0, 1.0, 0.0);
    if longest > 0.0 {
        local_facing = normalize(across / longest);
    }
    out.facing = normalize(turn_normal(instance, local_facing));
    out.normal = out.facing;
    if view.options.x != 0u && mesh.normals != 0u {
        let smooth_normal = turn_normal(instance, unpack_normal(normals[element(mesh.normals, vertex, primitive)]));
        if dot(smooth_normal, smooth_normal) > 1e-20 {
            out.normal = normalize(smooth_normal);
        }
    }

    var mark = 0u;
    if mesh.marks != 0u {
        mark = marks[primitive];
    }
    let material = materials[mark & 0xffffu];
    out.colour = material.base_colour * unpack_colour(instance.ids.y);
    if mesh.colours != 0u {
        out.colour *= colour_at(element(mesh.colours, vertex, primitive));
    }
    out.emission_roughness = vec4<f32>(material.emission, material.roughness);
    let is_marked = (mark & 0x10000u) != 0u || instance.ids.z != 0u;
    out.metallic_marked = vec2<f32>(material.metallic, select(0.0, 1.0, is_marked));
    return out;
}

fn surface_of(in: Fragment) -> Surface {
    var surface: Surface;
    surface.to_viewer = to_viewer(in.world);
    // Both sides of a polygon are lit.
    let turned = select(1.0, -1.0, dot(in.facing, surface.to_viewer) < 0.0);
    surface.normal = normalize(in.normal) * turned;
    surface.albedo = mix(in.colour.rgb, view.accent.rgb, in.metallic_marked.y * 0.6);
    surface.emission = in.emission_roughness.xyz;
    surface.roughness = in.emission_roughness.w;
    surface.metallic = in.metallic_marked.x;
    surface.key_light = key_light_at(in.world, in.facing * turned, in.clip.xy);
    return surface;
}

@fragment
fn surface_fragment(in: Fragment) -> @location(0) vec4<f32> {
    let surface = surface_of(in);
    if view.options.y != 0u {
        return vec4<f32>(matcap(surface), in.colour.a);
    }
    return vec4<f32>(lit(surface), in.colour.a);
}

/// Only the depth counts: what stands behind is hidden.
@fragment
fn hidden_fragment(in: Fragment) -> @location(0) vec4<f32> {
    return vec4<f32>(0.0);
}
