// A soft gradient from top to bottom.

@fragment
fn background_fragment(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let down = at.y * view.size.w;
    let colour = mix(view.background_top.rgb, view.background_bottom.rgb, smoothstep(0.0, 1.0, down));
    return vec4<f32>(colour, 1.0);
}
