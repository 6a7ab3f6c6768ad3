//! Gradient noise on the simplex lattice: Perlin 2001, as explained by Gustavson, "Simplex noise
//! demystified", 2005. Fewer corners than the cubic lattice, and no favoured axes.

use glam::Vec3;

use super::ValueGradient;
use super::lattice::{
    axis_keys, cell_below, corner_hash, edge_dot3, edge_dot4, edge_vector3, limited, seed_key,
};

/// One over the greatest value seen in 30 million samples of 3D noise, with a little room.
const SCALE_3D: f32 = 76.0;
/// The same for 4D noise.
const SCALE_4D: f32 = 62.0;

/// Squared reach of a corner: the height of the simplex, so that no corner is cut off at a face.
/// (Gustavson's 0.6 leaves small jumps.)
const REACH_SQUARED: f32 = 0.5;

const SKEW_3D: f32 = 1.0 / 3.0;
const UNSKEW_3D: f32 = 1.0 / 6.0;
/// (sqrt(5) - 1) / 4.
const SKEW_4D: f32 = 0.309_017;
/// (5 - sqrt(5)) / 20.
const UNSKEW_4D: f32 = 0.138_196_6;

/// Simplex noise in 3D, in [-1, 1]. `seed` picks one of 2^32 fields.
pub fn simplex3(position: Vec3, seed: u32) -> f32 {
    value3(position.x, position.y, position.z, seed_key(seed))
}

/// Simplex noise in 4D, `time` being the fourth coordinate; in [-1, 1].
pub fn simplex4(position: Vec3, time: f32, seed: u32) -> f32 {
    value4(position.x, position.y, position.z, time, seed_key(seed))
}

/// [`simplex3`] and its derivative by x, y and z.
pub fn simplex3_gradient(position: Vec3, seed: u32) -> ValueGradient {
    let mut sum = ValueGradient { value: 0.0, gradient: Vec3::ZERO };
    for corner in corners3(position.x, position.y, position.z, seed_key(seed)) {
        let offset = Vec3::from_array(corner.offset);
        let vector = edge_vector3(corner.hash);
        let dot = vector.dot(offset);
        let near = closeness(offset.length_squared());
        let squared = near * near;
        sum.value += squared * squared * dot;
        sum.gradient += squared * (squared * vector - 8.0 * near * dot * offset);
    }
    ValueGradient { value: SCALE_3D * sum.value, gradient: SCALE_3D * sum.gradient }
}

#[inline(always)]
fn closeness(distance_squared: f32) -> f32 {
    let near = REACH_SQUARED - distance_squared;
    if near > 0.0 { near } else { 0.0 }
}

/// One corner of the simplex around a position.
struct Corner<const N: usize> {
    hash: u32,
    /// From the corner to the position.
    offset: [f32; N],
}

#[inline(always)]
pub(super) fn value3(x: f32, y: f32, z: f32, key: u32) -> f32 {
    let corners = corners3(x, y, z, key);
    let share = |corner: &Corner<3>| {
        let [x, y, z] = corner.offset;
        let near = closeness(x * x + y * y + z * z);
        let squared = near * near;
        squared * squared * edge_dot3(corner.hash, x, y, z)
    };
    let [a, b, c, d] = &corners;
    SCALE_3D * ((share(a) + share(b)) + (share(c) + share(d)))
}

#[inline(always)]
fn corners3(x: f32, y: f32, z: f32, key: u32) -> [Corner<3>; 4] {
    let (x, y, z) = (limited(x), limited(y), limited(z));
    let skew = (x + y + z) * SKEW_3D;
    let (cell_x, below_x) = cell_below(x + skew);
    let (cell_y, below_y) = cell_below(y + skew);
    let (cell_z, below_z) = cell_below(z + skew);
    let unskew = (below_x + below_y + below_z) * UNSKEW_3D;
    let (x, y, z) = (x - (below_x - unskew), y - (below_y - unskew), z - (below_z - unskew));

    // The walk from the first corner to the last steps along the largest offset first.
    let (xy, xz, yz) = (x >= y, x >= z, y >= z);
    let second = [xy & xz, !xy & yz, !xz & !yz];
    let third = [xy | xz, !xy | yz, !xz | !yz];

    let (kx, ky, kz) = (axis_keys::<0>(cell_x), axis_keys::<1>(cell_y), axis_keys::<2>(cell_z));
    let corner = |steps: [bool; 3], number: f32| {
        let key_of = |keys: [u32; 2], step: bool| if step { keys[1] } else { keys[0] };
        let offset_of =
            |offset: f32, step: bool| offset - if step { 1.0 } else { 0.0 } + number * UNSKEW_3D;
        Corner {
            hash: corner_hash(
                key ^ key_of(kx, steps[0]) ^ key_of(ky, steps[1]) ^ key_of(kz, steps[2]),
            ),
            offset: [offset_of(x, steps[0]), offset_of(y, steps[1]), offset_of(z, steps[2])],
        }
    };
    [corner([false; 3], 0.0), corner(second, 1.0), corner(third, 2.0), corner([true; 3], 3.0)]
}

#[inline(always)]
pub(super) fn value4(x: f32, y: f32, z: f32, w: f32, key: u32) -> f32 {
    let (x, y, z, w) = (limited(x), limited(y), limited(z), limited(w));
    let skew = ((x + y) + (z + w)) * SKEW_4D;
    let (cell_x, below_x) = cell_below(x + skew);
    let (cell_y, below_y) = cell_below(y + skew);
    let (cell_z, below_z) = cell_below(z + skew);
    let (cell_w, below_w) = cell_below(w + skew);
    let unskew = ((below_x + below_y) + (below_z + below_w)) * UNSKEW_4D;
    let (x, y) = (x - (below_x - unskew), y - (below_y - unskew));
    let (z, w) = (z - (below_z - unskew), w - (below_w - unskew));

    // An offset's rank is how many of the others it exceeds; the largest steps first.
    let (xy, xz, xw) = (u32::from(x >= y), u32::from(x >= z), u32::from(x >= w));
    let (yz, yw, zw) = (u32::from(y >= z), u32::from(y >= w), u32::from(z >= w));
    let (rank_x, rank_y) = (xy + xz + xw, (1 - xy) + yz + yw);
    let (rank_z, rank_w) = ((1 - xz) + (1 - yz) + zw, (1 - xw) + (1 - yw) + (1 - zw));

    let (kx, ky) = (axis_keys::<0>(cell_x), axis_keys::<1>(cell_y));
    let (kz, kw) = (axis_keys::<2>(cell_z), axis_keys::<3>(cell_w));
    let share = |number: u32| {
        let at = |keys: [u32; 2], offset: f32, rank: u32| {
            let step = rank + number >= 4;
            let shift = number as f32 * UNSKEW_4D;
            if step { (keys[1], offset - 1.0 + shift) } else { (keys[0], offset + shift) }
        };
        let ((kx, x), (ky, y)) = (at(kx, x, rank_x), at(ky, y, rank_y));
        let ((kz, z), (kw, w)) = (at(kz, z, rank_z), at(kw, w, rank_w));
        let near = closeness((x * x + y * y) + (z * z + w * w));
        let squared = near * near;
        squared * squared * edge_dot4(corner_hash(key ^ kx ^ ky ^ kz ^ kw), x, y, z, w)
    };
    SCALE_4D * (((share(0) + share(1)) + (share(2) + share(3))) + share(4))
}

#[cfg(test)]
mod tests {
    use super::super::statistics::{finite_difference, scattered};
    use super::*;

    #[test]
    fn gradient_is_the_derivative() {
        for position in scattered(2000, 20.0) {
            let exact = simplex3_gradient(position, 9);
            assert!((exact.value - simplex3(position, 9)).abs() < 1e-6, "{position}");
            let measured = finite_difference(position, |at| simplex3(at, 9));
            assert!(exact.gradient.abs_diff_eq(measured, 2e-3), "{position} {exact:?} {measured}");
        }
    }

    #[test]
    fn zero_at_the_origin_corner() {
        assert_eq!(simplex3(Vec3::ZERO, 1), 0.0);
        assert_eq!(simplex4(Vec3::ZERO, 0.0, 1), 0.0);
    }
}
