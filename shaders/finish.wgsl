// Light to the numbers of a screen: occlusion, a soft shoulder, sRGB, and noise against bands.

@group(1) @binding(0) var light: texture_2d<f32>;
@group(1) @binding(1) var occlusion: texture_2d<f32>;
@group(1) @binding(2) var linear_sampler: sampler;

fn shoulder(value: vec3<f32>) -> vec3<f32> {
    let above = max(value - 0.75, vec3<f32>(0.0));
    return min(value, vec3<f32>(0.75)) + 0.25 * (1.0 - exp(-above * 4.0));
}

/// IEC 61966-2-1.
fn encoded(value: vec3<f32>) -> vec3<f32> {
    let high = 1.055 * pow(max(value, vec3<f32>(0.0)), vec3<f32>(1.0 / 2.4)) - 0.055;
    return select(high, value * 12.92, value <= vec3<f32>(0.0031308));
}

@fragment
fn finish_fragment(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let colour = textureLoad(light, vec2<i32>(at.xy), 0);
    let open = textureSampleLevel(occlusion, linear_sampler, at.xy * view.size.zw, 0.0).x;
    let shown = encoded(shoulder(max(colour.rgb, vec3<f32>(0.0)) * mix(0.25, 1.0, open)));
    let noise = (gradient_noise(at.xy) - 0.5) / 255.0;
    return vec4<f32>(shown + noise, 1.0);
}
