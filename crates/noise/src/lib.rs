//! Noise: smooth random fields over space and time.
//!
//! [`Noise`] describes a field and samples it at many positions at once; that is what nodes use.
//! The functions of one position ([`perlin3`], [`simplex3_gradient`], [`perlin3_curl`] …) give the
//! same fields with one octave, and their derivatives.
//!
//! Every field depends on position, time and seed alone, never on the machine, its instruction set
//! or how a caller cuts up its elements: the same input gives the same bytes. Coordinates beyond
//! 2^20 cells from the origin, infinite ones among them, are held at that limit, and NaN counts as
//! the lower limit; so every value is finite.

mod batch;
mod curl;
mod lattice;
mod perlin;
mod simplex;
#[cfg(test)]
mod statistics;
mod worley;

use glam::Vec3;

pub use curl::{perlin3_curl, simplex3_curl};
pub use lattice::channel_seed;
pub use perlin::{perlin3, perlin3_gradient, perlin4};
pub use simplex::{simplex3, simplex3_gradient, simplex4};
pub use worley::{worley3, worley4};

/// The greatest number of octaves that are summed.
pub const MAX_OCTAVES: u32 = 16;

/// The function that a fractal sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Gradients on a cubic lattice (Perlin 2002). About [-1, 1]; zero at integer positions.
    Perlin,
    /// Gradients on a lattice of simplices (Perlin 2001, Gustavson 2005). [-1, 1].
    Simplex,
    /// Distance to random feature points, one a cell (Worley 1996). [0, 1].
    Worley(WorleyValue),
}

/// Which distance [`Basis::Worley`] gives, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorleyValue {
    /// To the nearest feature point: round cells.
    F1,
    /// To the second nearest.
    F2,
    /// The difference of both: zero on the borders between cells.
    F2MinusF1,
}

/// How octaves of the basis are combined. Each is the same field at a higher frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fractal {
    /// The basis alone; octaves, roughness and lacunarity do nothing.
    None,
    /// The weighted mean of the octaves (fractional Brownian motion). The range of the basis.
    Standard,
    /// The weighted mean of their absolute values: billows with sharp valleys (Perlin 1985).
    /// [0, 1]. The same as `Standard` for Worley, which is never negative.
    Turbulence,
    /// Sharp crests, with detail on the crests and smooth valleys: the ridged multifractal of
    /// Musgrave (Ebert et al., "Texturing and Modeling", 3rd edition, chapter 16), with offset 1
    /// and gain 2. [0, 1].
    Ridged,
}

/// A random field over space, and over time if it is animated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// The function that is summed.
    pub basis: Basis,
    /// How its octaves are combined.
    pub fractal: Fractal,
    /// How many octaves, 0 to [`MAX_OCTAVES`]; a fraction adds the last one in part, so that the
    /// field changes smoothly with this number. With 0 the field is 0.
    pub octaves: f32,
    /// Weight of each octave relative to the one before, at least 0 and usually below 1; also
    /// called gain or persistence.
    pub roughness: f32,
    /// Frequency of each octave relative to the one before, usually about 2.
    pub lacunarity: f32,
    /// Cells per unit of length along each axis, for the first octave.
    pub frequency: Vec3,
    /// Added to positions after `frequency`, in cells of the first octave.
    pub offset: Vec3,
    /// Whether the field changes with time. Costs more: one dimension is added.
    pub animated: bool,
    /// Picks one of 2^32 unrelated fields.
    pub seed: u32,
}

impl Default for Noise {
    /// Five octaves of Perlin noise with cells of size 1, not animated.
    fn default() -> Self {
        Self {
            basis: Basis::Perlin,
            fractal: Fractal::Standard,
            octaves: 5.0,
            roughness: 0.5,
            lacunarity: 2.0,
            frequency: Vec3::ONE,
            offset: Vec3::ZERO,
            animated: false,
            seed: 0,
        }
    }
}

/// A value, and its derivative by x, y and z.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueGradient {
    /// The value.
    pub value: f32,
    /// Its derivative by position; it points uphill.
    pub gradient: Vec3,
}

impl Noise {
    /// Writes the field's value at each position into `out`. Runs on the calling thread: cut long
    /// slices into chunks of some thousands and spread those over the cores, which changes nothing
    /// in the result. `time` is read only if the noise is animated: it is a fourth coordinate, in
    /// cells of the first octave; finer octaves run faster, as they are finer in space.
    ///
    /// # Panics
    /// If `out` is not as long as `positions`.
    pub fn sample(&self, positions: &[Vec3], time: f32, out: &mut [f32]) {
        batch::sample(self, positions, time, out);
    }

    /// As [`Noise::sample`], with the positions axis by axis, and a time for each, which may stay
    /// empty if the noise is not animated.
    ///
    /// # Panics
    /// If the columns are not all as long as `out`.
    pub fn sample_columns(&self, positions: [&[f32]; 3], times: &[f32], out: &mut [f32]) {
        batch::sample_columns(self, positions, times, out);
    }

    /// As [`Noise::sample`], with three unrelated fields as x, y and z; x is the field that
    /// `sample` gives.
    ///
    /// # Panics
    /// If `out` is not as long as `positions`.
    pub fn sample_vector(&self, positions: &[Vec3], time: f32, out: &mut [Vec3]) {
        batch::sample_vector(self, positions, time, out);
    }
}
