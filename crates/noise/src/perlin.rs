//! Gradient noise on the cubic lattice: Perlin, "Improving Noise", SIGGRAPH 2002.

use glam::Vec3;

use super::ValueGradient;
use super::lattice::{Axis, corner_hash, edge_dot3, edge_dot4, edge_vector3, seed_key};

/// One over the greatest value that 3D noise reaches, 1.036 near the middle of a cell.
const SCALE_3D: f32 = 0.965;
/// Brings what 4D noise was seen to reach in 30 million samples to [-1, 1]. Sixteen gradients that
/// all point to the middle of a cell would give 1.2.
const SCALE_4D: f32 = 0.8;

/// Perlin noise in 3D, in [-1, 1], zero at integer positions. `seed` picks one of 2^32 fields.
pub fn perlin3(position: Vec3, seed: u32) -> f32 {
    value3(position.x, position.y, position.z, seed_key(seed))
}

/// Perlin noise in 4D, `time` being the fourth coordinate; about [-1, 1], zero at integers.
pub fn perlin4(position: Vec3, time: f32, seed: u32) -> f32 {
    value4(position.x, position.y, position.z, time, seed_key(seed))
}

/// [`perlin3`] and its derivative by x, y and z.
pub fn perlin3_gradient(position: Vec3, seed: u32) -> ValueGradient {
    let axes = [Axis::new::<0>(position.x), Axis::new::<1>(position.y), Axis::new::<2>(position.z)];
    let key = seed_key(seed);
    let mut sum = ValueGradient { value: 0.0, gradient: Vec3::ZERO };
    // Each corner adds weight(x, y, z) * dot(gradient, offset): the product rule gives the rest.
    for corner in 0..8usize {
        let side = [corner & 1, (corner >> 1) & 1, corner >> 2];
        let pick = |axis: usize| (axes[axis].keys[side[axis]], axes[axis].offsets[side[axis]]);
        let ((kx, x), (ky, y), (kz, z)) = (pick(0), pick(1), pick(2));
        let vector = edge_vector3(corner_hash(key ^ kx ^ ky ^ kz));
        let dot = vector.dot(Vec3::new(x, y, z));
        let weight = |axis: usize| {
            let (rise, slope) = (fade(axes[axis].offsets[0]), fade_slope(axes[axis].offsets[0]));
            if side[axis] == 1 { (rise, slope) } else { (1.0 - rise, -slope) }
        };
        let ((wx, dx), (wy, dy), (wz, dz)) = (weight(0), weight(1), weight(2));
        let product = wx * wy * wz;
        sum.value += product * dot;
        sum.gradient +=
            product * vector + dot * Vec3::new(dx * wy * wz, wx * dy * wz, wx * wy * dz);
    }
    ValueGradient { value: SCALE_3D * sum.value, gradient: SCALE_3D * sum.gradient }
}

/// The quintic of 2002: first and second derivative vanish at 0 and at 1.
#[inline(always)]
fn fade(t: f32) -> f32 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

#[inline(always)]
fn fade_slope(t: f32) -> f32 {
    30.0 * t * t * (t * (t - 2.0) + 1.0)
}

#[inline(always)]
fn mix(amount: f32, from: f32, to: f32) -> f32 {
    from + amount * (to - from)
}

#[inline(always)]
pub(super) fn value3(x: f32, y: f32, z: f32, key: u32) -> f32 {
    let (x, y, z) = (Axis::new::<0>(x), Axis::new::<1>(y), Axis::new::<2>(z));
    let (rise_x, rise_y, rise_z) = (fade(x.offsets[0]), fade(y.offsets[0]), fade(z.offsets[0]));
    let low = face3(&x, &y, rise_x, rise_y, key ^ z.keys[0], z.offsets[0]);
    let high = face3(&x, &y, rise_x, rise_y, key ^ z.keys[1], z.offsets[1]);
    SCALE_3D * mix(rise_z, low, high)
}

/// The four corners of one z plane, mixed.
#[inline(always)]
fn face3(x: &Axis, y: &Axis, rise_x: f32, rise_y: f32, key: u32, z: f32) -> f32 {
    let corner = |key: u32, x: f32, y: f32| edge_dot3(corner_hash(key), x, y, z);
    let low = mix(
        rise_x,
        corner(key ^ y.keys[0] ^ x.keys[0], x.offsets[0], y.offsets[0]),
        corner(key ^ y.keys[0] ^ x.keys[1], x.offsets[1], y.offsets[0]),
    );
    let high = mix(
        rise_x,
        corner(key ^ y.keys[1] ^ x.keys[0], x.offsets[0], y.offsets[1]),
        corner(key ^ y.keys[1] ^ x.keys[1], x.offsets[1], y.offsets[1]),
    );
    mix(rise_y, low, high)
}

#[inline(always)]
pub(super) fn value4(x: f32, y: f32, z: f32, w: f32, key: u32) -> f32 {
    let (x, y) = (Axis::new::<0>(x), Axis::new::<1>(y));
    let (z, w) = (Axis::new::<2>(z), Axis::new::<3>(w));
    let rises = [fade(x.offsets[0]), fade(y.offsets[0])];
    let (rise_z, rise_w) = (fade(z.offsets[0]), fade(w.offsets[0]));
    // The four (x, y) keys serve all four (z, w) planes.
    let keys = [
        key ^ x.keys[0] ^ y.keys[0],
        key ^ x.keys[1] ^ y.keys[0],
        key ^ x.keys[0] ^ y.keys[1],
        key ^ x.keys[1] ^ y.keys[1],
    ];
    let face = |side_z: usize, side_w: usize| {
        face4(
            &x,
            &y,
            rises,
            keys,
            z.keys[side_z] ^ w.keys[side_w],
            z.offsets[side_z],
            w.offsets[side_w],
        )
    };
    let low = mix(rise_z, face(0, 0), face(1, 0));
    let high = mix(rise_z, face(0, 1), face(1, 1));
    SCALE_4D * mix(rise_w, low, high)
}

/// The four corners of one (z, w) plane, mixed.
#[inline(always)]
fn face4(x: &Axis, y: &Axis, rises: [f32; 2], keys: [u32; 4], key: u32, z: f32, w: f32) -> f32 {
    let corner = |of_plane: u32, x: f32, y: f32| edge_dot4(corner_hash(of_plane ^ key), x, y, z, w);
    let low = mix(
        rises[0],
        corner(keys[0], x.offsets[0], y.offsets[0]),
        corner(keys[1], x.offsets[1], y.offsets[0]),
    );
    let high = mix(
        rises[0],
        corner(keys[2], x.offsets[0], y.offsets[1]),
        corner(keys[3], x.offsets[1], y.offsets[1]),
    );
    mix(rises[1], low, high)
}

#[cfg(test)]
mod tests {
    use super::super::statistics::{finite_difference, scattered};
    use super::*;

    #[test]
    fn zero_at_lattice_points() {
        for x in -5..5i8 {
            for y in -5..5i8 {
                for z in [-900i16, -1, 0, 1, 77] {
                    let position = Vec3::new(f32::from(x), f32::from(y), f32::from(z));
                    assert_eq!(perlin3(position, 3), 0.0, "{position}");
                    assert_eq!(perlin4(position, f32::from(y), 3), 0.0, "{position}");
                }
            }
        }
    }

    #[test]
    fn gradient_is_the_derivative() {
        for position in scattered(2000, 40.0) {
            let exact = perlin3_gradient(position, 9);
            assert!((exact.value - perlin3(position, 9)).abs() < 1e-6, "{position}");
            let measured = finite_difference(position, |at| perlin3(at, 9));
            assert!(exact.gradient.abs_diff_eq(measured, 1e-3), "{position} {exact:?} {measured}");
        }
    }

    #[test]
    fn fade_is_flat_at_both_ends() {
        assert_eq!([fade(0.0), fade(1.0), fade(0.5)], [0.0, 1.0, 0.5]);
        assert_eq!([fade_slope(0.0), fade_slope(1.0)], [0.0, 0.0]);
    }
}
