//! Colours in files. `Cd` is linear; OBJ and PLY say nothing of what their numbers mean, and the
//! programs that write them (Blender, MeshLab, scanners) write sRGB, as bytes and as floats. So
//! both are decoded when read and encoded when written. glTF is linear by its specification.
//!
//! The curve is that of IEC 61966-2-1, mirrored at zero and carried on beyond one, so that no
//! colour is clipped.

/// A linear value as sRGB.
pub fn srgb_from_linear(value: f32) -> f32 {
    let x = f64::from(value.abs());
    let encoded = if x <= 0.003_130_8 { 12.92 * x } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 };
    (encoded as f32).copysign(value)
}

/// An sRGB value as linear.
pub fn linear_from_srgb(value: f32) -> f32 {
    let x = f64::from(value.abs());
    let decoded = if x <= 0.040_45 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) };
    (decoded as f32).copysign(value)
}

/// A linear value as an sRGB byte.
pub fn byte_from_linear(value: f32) -> u8 {
    byte_from_unit(srgb_from_linear(value))
}

/// A value from 0 to 1 as a byte, to the nearest.
pub fn byte_from_unit(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_floats_survive_both_ways() {
        for byte in 0..=255_u8 {
            assert_eq!(byte_from_linear(linear_from_srgb(f32::from(byte) / 255.0)), byte);
        }
        for step in -300..300 {
            let value = step as f32 / 100.0;
            let again = linear_from_srgb(srgb_from_linear(value));
            assert!((again - value).abs() <= 1e-6 * value.abs().max(0.1), "{value} {again}");
        }
        assert!((linear_from_srgb(0.5) - 0.214_041).abs() < 1e-6);
        assert_eq!(byte_from_linear(f32::NAN), 0);
    }
}
