// Takes the noise out of the occlusion, within surfaces.

@group(1) @binding(0) var noisy: texture_2d<f32>;

@fragment
fn smooth_fragment(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = vec2<i32>(at.xy);
    let last = vec2<i32>(textureDimensions(noisy)) - 1;
    let here = textureLoad(noisy, pixel, 0);
    var sum = 0.0;
    var weights = 0.0;
    for (var y = -2; y <= 2; y += 1) {
        for (var x = -2; x <= 2; x += 1) {
            let near = clamp(pixel + vec2<i32>(x, y), vec2<i32>(0), last);
            let there = textureLoad(noisy, near, 0);
            let weight = exp(-abs(there.y - here.y) * 4.0);
            sum += there.x * weight;
            weights += weight;
        }
    }
    return vec4<f32>(sum / max(weights, 1e-6), here.y, 0.0, 1.0);
}
