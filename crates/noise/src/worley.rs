//! Cellular noise: Worley, "A Cellular Texture Basis Function", SIGGRAPH 1996.
//!
//! One feature point a cell, at a random place in it; the nearest 3^n cells are searched. What lies
//! outside them is at least one cell away, so distances are held at 1: that keeps the field
//! continuous where the search would change its mind. It happens to F1 at 0.1 % of all positions
//! and to F2 at 2 %.

#![allow(clippy::needless_range_loop, reason = "lanes of several arrays are read side by side")]

use glam::Vec3;

use super::WorleyValue;
use super::lattice::{AXIS_PRIMES, cell_below, full_hash, limited, seed_key};

/// Worley noise in 3D: a distance in cells, in [0, 1]. `seed` picks one of 2^32 fields.
pub fn worley3(position: Vec3, value: WorleyValue, seed: u32) -> f32 {
    let mut out = [0.0];
    let (x, y, z) = ([position.x], [position.y], [position.z]);
    values3(&x, &y, &z, value, seed_key(seed), &mut out);
    out[0]
}

/// Worley noise in 4D, `time` being the fourth coordinate: a distance in cells, in [0, 1].
pub fn worley4(position: Vec3, time: f32, value: WorleyValue, seed: u32) -> f32 {
    let mut out = [0.0];
    let (x, y, z) = ([position.x], [position.y], [position.z]);
    values4(&x, &y, &z, time, value, seed_key(seed), &mut out);
    out[0]
}

/// Coordinates of many elements along one axis, in their cells.
struct Lanes<const N: usize> {
    keys: [u32; N],
    offsets: [f32; N],
}

impl<const N: usize> Lanes<N> {
    #[inline(always)]
    fn new(coordinates: &[f32; N], axis: usize) -> Self {
        let mut lanes = Self { keys: [0; N], offsets: [0.0; N] };
        for lane in 0..N {
            let coordinate = limited(coordinates[lane]);
            let (index, below) = cell_below(coordinate);
            lanes.keys[lane] = index.wrapping_mul(AXIS_PRIMES[axis]);
            lanes.offsets[lane] = coordinate - below;
        }
        lanes
    }
}

/// Squared distances to the nearest and second nearest feature point, as bits: those of positive
/// floats have the same order, and the least of two integers is a single instruction.
struct Nearest<const N: usize> {
    first: [u32; N],
    second: [u32; N],
}

impl<const N: usize> Nearest<N> {
    #[inline(always)]
    fn new() -> Self {
        Self { first: [1.0f32.to_bits(); N], second: [1.0f32.to_bits(); N] }
    }

    #[inline(always)]
    fn add(&mut self, lane: usize, distance: f32) {
        let distance = distance.to_bits();
        let farther = distance.max(self.first[lane]);
        self.second[lane] = self.second[lane].min(farther);
        self.first[lane] = self.first[lane].min(distance);
    }

    #[inline(always)]
    fn write(&self, value: WorleyValue, out: &mut [f32; N]) {
        // As weights, so that the loop has no branch; the products are exact.
        let (of_first, of_second) = match value {
            WorleyValue::F1 => (1.0, 0.0),
            WorleyValue::F2 => (0.0, 1.0),
            WorleyValue::F2MinusF1 => (-1.0, 1.0),
        };
        for lane in 0..N {
            let first = f32::from_bits(self.first[lane]).sqrt();
            let second = f32::from_bits(self.second[lane]).sqrt();
            out[lane] = of_first * first + of_second * second;
        }
    }
}

/// The number in [0, 1) that the top 23 bits of `bits` make, plus one.
#[inline(always)]
fn one_to_two(bits: u32) -> f32 {
    f32::from_bits((bits >> 9) | 0x3F80_0000)
}

/// What the three cells along an axis add to the key, and their position plus the one of
/// [`one_to_two`].
#[inline(always)]
fn neighbour(step: u32, axis: usize) -> (u32, f32) {
    (step.wrapping_sub(1).wrapping_mul(AXIS_PRIMES[axis]), step as f32 - 2.0)
}

#[inline(always)]
pub(super) fn values3<const N: usize>(
    x: &[f32; N],
    y: &[f32; N],
    z: &[f32; N],
    value: WorleyValue,
    key: u32,
    out: &mut [f32; N],
) {
    let (x, y, z) = (Lanes::new(x, 0), Lanes::new(y, 1), Lanes::new(z, 2));
    let mut nearest = Nearest::new();
    for cell in 0..27 {
        let (key_x, cell_x) = neighbour(cell % 3, 0);
        let (key_y, cell_y) = neighbour(cell / 3 % 3, 1);
        let (key_z, cell_z) = neighbour(cell / 9, 2);
        for lane in 0..N {
            let hash = full_hash(
                key ^ x.keys[lane].wrapping_add(key_x)
                    ^ y.keys[lane].wrapping_add(key_y)
                    ^ z.keys[lane].wrapping_add(key_z),
            );
            let dx = one_to_two(hash) + (cell_x - x.offsets[lane]);
            let dy = one_to_two(hash << 11) + (cell_y - y.offsets[lane]);
            let dz = one_to_two(hash << 22) + (cell_z - z.offsets[lane]);
            nearest.add(lane, dx * dx + dy * dy + dz * dz);
        }
    }
    nearest.write(value, out);
}

#[inline(always)]
pub(super) fn values4<const N: usize>(
    x: &[f32; N],
    y: &[f32; N],
    z: &[f32; N],
    w: f32,
    value: WorleyValue,
    key: u32,
    out: &mut [f32; N],
) {
    let (x, y, z) = (Lanes::new(x, 0), Lanes::new(y, 1), Lanes::new(z, 2));
    let Lanes { keys: [w_key], offsets: [w_offset] } = Lanes::new(&[w], 3);
    let mut nearest = Nearest::new();
    for cell in 0..81 {
        let (key_x, cell_x) = neighbour(cell % 3, 0);
        let (key_y, cell_y) = neighbour(cell / 3 % 3, 1);
        let (key_z, cell_z) = neighbour(cell / 9 % 3, 2);
        let (key_w, cell_w) = neighbour(cell / 27, 3);
        let key = key ^ w_key.wrapping_add(key_w);
        let offset_w = cell_w - w_offset;
        for lane in 0..N {
            let hash = full_hash(
                key ^ x.keys[lane].wrapping_add(key_x)
                    ^ y.keys[lane].wrapping_add(key_y)
                    ^ z.keys[lane].wrapping_add(key_z),
            );
            let dx = one_to_two(hash) + (cell_x - x.offsets[lane]);
            let dy = one_to_two(hash << 8) + (cell_y - y.offsets[lane]);
            let dz = one_to_two(hash << 16) + (cell_z - z.offsets[lane]);
            let dw = one_to_two(hash << 24) + offset_w;
            nearest.add(lane, (dx * dx + dy * dy) + (dz * dz + dw * dw));
        }
    }
    nearest.write(value, out);
}

#[cfg(test)]
mod tests {
    use super::super::statistics::scattered;
    use super::*;

    #[test]
    fn the_second_distance_is_not_below_the_first() {
        for position in scattered(2000, 30.0) {
            let of = |value| worley3(position, value, 4);
            let (first, second) = (of(WorleyValue::F1), of(WorleyValue::F2));
            assert!(first <= second, "{first} {second} at {position}");
            assert_eq!(of(WorleyValue::F2MinusF1), second - first);
            let of = |value| worley4(position, 0.6, value, 4);
            assert_eq!(of(WorleyValue::F2MinusF1), of(WorleyValue::F2) - of(WorleyValue::F1));
        }
    }

    #[test]
    fn going_one_step_changes_a_distance_by_one_step_at_most() {
        // Distances are Lipschitz: a jump would be a feature point that the search has missed.
        let step = Vec3::new(0.6, 0.0, 0.8) * 0.01;
        for position in scattered(4000, 30.0) {
            for value in [WorleyValue::F1, WorleyValue::F2] {
                let change = worley3(position + step, value, 7) - worley3(position, value, 7);
                assert!(change.abs() < 0.010_1, "{change} at {position}");
                let from = worley4(position, 0.5, value, 7);
                let change = worley4(position + step, 0.5, value, 7) - from;
                assert!(change.abs() < 0.010_1, "{change} at {position}");
            }
        }
    }

    #[test]
    fn every_cell_has_a_feature_point_inside() {
        // Walking down the distance field from a cell's middle ends at a point where F1 is zero.
        for index in 0..50u8 {
            let mut position = Vec3::new(f32::from(index) + 0.5, 0.5, -3.5);
            for _ in 0..100 {
                let distance = worley3(position, WorleyValue::F1, 2);
                let slope = super::super::statistics::finite_difference(position, |at| {
                    worley3(at, WorleyValue::F1, 2)
                });
                position -= slope.clamp_length_max(1.0) * distance * 0.5;
            }
            assert!(worley3(position, WorleyValue::F1, 2) < 0.02, "{position}");
        }
    }
}
