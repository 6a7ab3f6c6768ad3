// A finished picture as it is, into the window.

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var picture_sampler: sampler;

struct Fragment {
    @builtin(position) clip: vec4<f32>,
    @location(0) uv: vec2<f32>,
}

@vertex
fn show_vertex(@builtin(vertex_index) index: u32) -> Fragment {
    let corner = vec2<f32>(f32(index & 1u) * 2.0, f32(index >> 1u) * 2.0);
    var out: Fragment;
    out.clip = vec4<f32>(corner * vec2<f32>(2.0, -2.0) + vec2<f32>(-1.0, 1.0), 0.0, 1.0);
    out.uv = corner;
    return out;
}

@fragment
fn show_fragment(in: Fragment) -> @location(0) vec4<f32> {
    return textureSampleLevel(picture, picture_sampler, in.uv, 0.0);
}

/// For windows that encode sRGB themselves.
@fragment
fn show_linear_fragment(in: Fragment) -> @location(0) vec4<f32> {
    let shown = textureSampleLevel(picture, picture_sampler, in.uv, 0.0);
    let high = pow((shown.rgb + 0.055) / 1.055, vec3<f32>(2.4));
    return vec4<f32>(select(high, shown.rgb / 12.92, shown.rgb <= vec3<f32>(0.04045)), 1.0);
}
