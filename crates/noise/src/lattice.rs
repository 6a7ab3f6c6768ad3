//! What the bases share: finding the cell of a coordinate, hashing its corners, choosing gradients.
//!
//! Everything here is branch-free arithmetic on one element, without tables, so that a loop over
//! many elements becomes vector instructions. There is no fused multiply-add anywhere: every
//! instruction set gives the same bits.

/// Coordinates are held within this many cells of the origin. Beyond, 32-bit floats leave fewer
/// than eight steps a cell.
pub(super) const COORDINATE_LIMIT: f32 = 1_048_576.0;

/// One number for each axis, odd and without common structure, that turns a cell index into a key.
pub(super) const AXIS_PRIMES: [u32; 4] = [0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F];

/// Added to a float below 2^22, it leaves the rounded integer in the low bits of the sum.
const ROUNDING: f32 = 12_582_912.0;

const SIGN_BIT: u32 = 0x8000_0000;

/// Holds a coordinate within [`COORDINATE_LIMIT`]; NaN becomes the lower limit.
#[inline(always)]
pub(super) fn limited(coordinate: f32) -> f32 {
    // Written as comparisons: `f32::clamp` passes NaN on and `f32::max` costs three instructions.
    let above = if coordinate > -COORDINATE_LIMIT { coordinate } else { -COORDINATE_LIMIT };
    if above < COORDINATE_LIMIT { above } else { COORDINATE_LIMIT }
}

/// The cell below a limited coordinate: its index, up to a constant, and the same index as a float.
///
/// An integer coordinate belongs to the cell on either side of it, which is harmless since the
/// bases are continuous there.
#[inline(always)]
pub(super) fn cell_below(coordinate: f32) -> (u32, f32) {
    let rounded = (coordinate - 0.5) + ROUNDING;
    (rounded.to_bits(), rounded - ROUNDING)
}

/// One coordinate in its cell, with what both neighbouring lattice planes contribute to the hash.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    /// Key of the lattice plane below, and of the one above.
    pub keys: [u32; 2],
    /// Signed distance from the plane below, and from the one above.
    pub offsets: [f32; 2],
}

impl Axis {
    /// Of coordinate `coordinate` along axis number `AXIS`.
    #[inline(always)]
    pub(super) fn new<const AXIS: usize>(coordinate: f32) -> Self {
        let coordinate = limited(coordinate);
        let (index, below) = cell_below(coordinate);
        let offset = coordinate - below;
        Self { keys: axis_keys::<AXIS>(index), offsets: [offset, offset - 1.0] }
    }
}

/// The keys of cell `index` and of the next one along axis number `AXIS`.
#[inline(always)]
pub(super) fn axis_keys<const AXIS: usize>(index: u32) -> [u32; 2] {
    let key = index.wrapping_mul(AXIS_PRIMES[AXIS]);
    [key, key.wrapping_add(AXIS_PRIMES[AXIS])]
}

/// Scrambles the exclusive-or of axis keys and a seed key; only the high half is good enough to use.
/// With one round instead of two, some pairs of seeds give fields with a correlation of 0.13.
#[inline(always)]
pub(super) fn corner_hash(key: u32) -> u32 {
    let first = (key ^ (key >> 15)).wrapping_mul(0x2C1B_3C6D);
    (first ^ (first >> 13)).wrapping_mul(0x297A_2D39)
}

/// Scrambles all 32 bits: two rounds of xor-shift and multiply.
#[inline(always)]
pub(super) fn full_hash(key: u32) -> u32 {
    let first = (key ^ (key >> 15)).wrapping_mul(0x2C1B_3C6D);
    let second = (first ^ (first >> 12)).wrapping_mul(0x297A_2D39);
    second ^ (second >> 15)
}

/// The key that stands for a user's seed in every hash, so that seeds 1 and 2 share no bits.
#[inline(always)]
pub(super) fn seed_key(seed: u32) -> u32 {
    full_hash(seed.wrapping_add(0x6A09_E667))
}

/// A seed made from another, for octave or channel number `index`; number 0 is the seed itself.
pub(super) fn derived_seed(seed: u32, index: u32) -> u32 {
    if index == 0 { seed } else { full_hash(seed ^ full_hash(index.wrapping_mul(0x9E37_79B9))) }
}

/// The seed of channel 0, 1 or 2 of a vector noise, as [`crate::Noise::sample_vector`] takes it.
pub fn channel_seed(seed: u32, channel: u32) -> u32 {
    // Past the octaves, so that no channel repeats an octave of another.
    if channel == 0 { seed } else { derived_seed(seed, 0x100 + channel) }
}

#[inline(always)]
fn with_sign(value: f32, sign: u32) -> f32 {
    f32::from_bits(value.to_bits() ^ (sign & SIGN_BIT))
}

/// Signed hashes below `-THIRD`, up to `THIRD`, and above it are three equal shares.
const THIRD: i32 = 715_827_882;

/// Dot product of an offset with one of the 12 vectors from the centre of a cube to the middles of
/// its edges (Perlin, "Improving Noise", 2002), each equally likely.
#[inline(always)]
pub(super) fn edge_dot3(hash: u32, x: f32, y: f32, z: f32) -> f32 {
    let choice = hash.cast_signed();
    let first = if choice < -THIRD { y } else { x };
    let second = if choice > THIRD { y } else { z };
    with_sign(first, hash << 12) + with_sign(second, hash << 13)
}

/// The vector that [`edge_dot3`] multiplies with for the same hash.
#[inline(always)]
pub(super) fn edge_vector3(hash: u32) -> glam::Vec3 {
    let choice = hash.cast_signed();
    let (first, second) = (with_sign(1.0, hash << 12), with_sign(1.0, hash << 13));
    if choice < -THIRD {
        glam::Vec3::new(0.0, first, second)
    } else if choice > THIRD {
        glam::Vec3::new(first, second, 0.0)
    } else {
        glam::Vec3::new(first, 0.0, second)
    }
}

/// Dot product of an offset with one of the 32 vectors from the centre of a 4D cube to the middles
/// of its edges, each equally likely.
#[inline(always)]
pub(super) fn edge_dot4(hash: u32, x: f32, y: f32, z: f32, w: f32) -> f32 {
    const QUARTER: i32 = 1 << 30;
    let choice = hash.cast_signed();
    let first = if choice < -QUARTER { y } else { x };
    let second = if choice < 0 { z } else { y };
    let third = if choice < QUARTER { w } else { z };
    with_sign(first, hash << 2) + with_sign(second, hash << 3) + with_sign(third, hash << 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_its_coordinate() {
        for step in -4000..4000i16 {
            let coordinate = limited(f32::from(step) * 0.01);
            let (index, below) = cell_below(coordinate);
            assert!((0.0..=1.0).contains(&(coordinate - below)), "{coordinate} in {below}");
            assert_eq!(index.wrapping_sub(ROUNDING.to_bits()).cast_signed(), below as i32);
        }
    }

    #[test]
    fn coordinates_are_held_in_range() {
        assert_eq!(limited(f32::NAN), -COORDINATE_LIMIT);
        assert_eq!(limited(f32::NEG_INFINITY), -COORDINATE_LIMIT);
        assert_eq!(limited(f32::INFINITY), COORDINATE_LIMIT);
        assert_eq!(limited(-12.5), -12.5);
    }

    #[test]
    fn every_edge_vector_is_as_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for index in 0..120_000 {
            let vector = edge_vector3(corner_hash(index));
            *counts.entry(vector.to_array().map(|part| part as i8)).or_insert(0u32) += 1;
            let offset = glam::Vec3::new(0.3, -0.7, 0.2);
            let dot = edge_dot3(corner_hash(index), offset.x, offset.y, offset.z);
            assert!((vector.dot(offset) - dot).abs() < 1e-6);
        }
        assert_eq!(counts.len(), 12);
        assert!(counts.values().all(|count| count.abs_diff(10_000) < 500), "{counts:?}");
    }

    #[test]
    fn every_edge_vector_in_4d_is_as_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for index in 0..320_000 {
            // Powers of ten: the digits of the product tell which components were added.
            let dot = edge_dot4(corner_hash(index), 1.0, 10.0, 100.0, 1000.0);
            *counts.entry(dot as i32).or_insert(0u32) += 1;
        }
        assert_eq!(counts.len(), 32);
        assert!(counts.values().all(|count| count.abs_diff(10_000) < 500), "{counts:?}");
    }

    #[test]
    fn derived_seeds_differ() {
        let mut seeds: Vec<u32> = (0..16).map(|octave| derived_seed(5, octave)).collect();
        for channel in 1..3 {
            seeds.extend((0..16).map(|octave| derived_seed(channel_seed(5, channel), octave)));
        }
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 48);
        assert_eq!(derived_seed(5, 0), 5);
    }
}
