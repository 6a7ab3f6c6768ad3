//! Sampling many positions: blocks of lanes, octaves, and the choice of instruction set.

#![allow(clippy::needless_range_loop, reason = "lanes of several arrays are read side by side")]

use glam::Vec3;

use super::lattice::{channel_seed, derived_seed, seed_key};
use super::{Basis, Fractal, MAX_OCTAVES, Noise, perlin, simplex, worley};

/// Elements that are worked on together: a few vector registers' worth, so that the loops over
/// lanes have a fixed length and their arrays stay in the first-level cache.
const LANES: usize = 64;

/// One number for each lane.
type Lanes = [f32; LANES];

/// How many cells each octave is moved along each axis relative to the one before, so that their
/// lattices, and the zeros on them, do not coincide. The fractions are those of the R4 sequence
/// (Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018), whose multiples
/// stay far apart.
const OCTAVE_SHIFT: [f32; 4] = [17.856_674, 43.733_89, 29.628_706, 5.538_597];

/// `Noise`, with its octaves worked out.
struct Plan {
    basis: Basis,
    fractal: Fractal,
    frequency: Vec3,
    offset: Vec3,
    /// The fourth coordinate, if there is one.
    time: Option<f32>,
    octaves: [Octave; MAX_OCTAVES as usize],
    octave_count: usize,
    /// Brings the sum of the octaves to the range of one.
    scale: f32,
}

#[derive(Clone, Copy, Default)]
struct Octave {
    /// Relative to the first octave.
    frequency: f32,
    weight: f32,
    shift: [f32; 4],
    seed_key: u32,
}

impl Plan {
    fn new(noise: &Noise, time: f32, seed: u32) -> Self {
        let limit = MAX_OCTAVES as f32;
        let (wanted, roughness) = match noise.fractal {
            Fractal::None => (1.0, 1.0),
            // `max` first: it turns NaN into the lower limit.
            _ => (noise.octaves.max(0.0).min(limit), finite(noise.roughness).max(0.0)),
        };
        let mut octaves = [Octave::default(); MAX_OCTAVES as usize];
        let octave_count = wanted.ceil() as usize;
        let (mut frequency, mut weight, mut total) = (1.0, 1.0, 0.0);
        for (index, octave) in octaves.iter_mut().enumerate().take(octave_count) {
            *octave = Octave {
                frequency,
                weight: weight * (wanted - index as f32).min(1.0),
                shift: OCTAVE_SHIFT.map(|shift| shift * index as f32),
                seed_key: seed_key(derived_seed(seed, index as u32)),
            };
            total += octave.weight;
            frequency = finite(frequency * noise.lacunarity);
            weight = finite(weight * roughness);
        }
        Self {
            basis: noise.basis,
            fractal: noise.fractal,
            frequency: noise.frequency,
            offset: noise.offset,
            time: noise.animated.then_some(time),
            octaves,
            octave_count,
            // Less than one octave fades in from zero.
            scale: 1.0 / total.max(1.0),
        }
    }
}

/// Holds a setting in a range whose products cannot overflow; NaN becomes 0.
fn finite(setting: f32) -> f32 {
    if setting.is_nan() { 0.0 } else { setting.clamp(-1e30, 1e30) }
}

pub(super) fn sample(noise: &Noise, positions: &[Vec3], time: f32, out: &mut [f32]) {
    assert_eq!(positions.len(), out.len(), "one value for each position");
    let plan = Plan::new(noise, time, noise.seed);
    for (positions, out) in positions.chunks(LANES).zip(out.chunks_mut(LANES)) {
        let mut values = [0.0; LANES];
        evaluate(&plan, &block_of(positions), None, &mut values);
        out.copy_from_slice(&values[..out.len()]);
    }
}

pub(super) fn sample_columns(
    noise: &Noise,
    [x, y, z]: [&[f32]; 3],
    times: &[f32],
    out: &mut [f32],
) {
    let count = out.len();
    assert!([x, y, z].iter().all(|axis| axis.len() == count), "one value for each position");
    assert!(!noise.animated || times.len() == count, "a time for each position");
    let first = times.first().copied().unwrap_or(0.0);
    let plan = Plan::new(noise, first, noise.seed);
    // The same time for all is worked on once.
    let differ = noise.animated && times.iter().any(|&time| time != first);
    for (index, out) in out.chunks_mut(LANES).enumerate() {
        let part = |column: &[f32]| {
            let mut lanes = [0.0; LANES];
            let start = index * LANES;
            lanes[..out.len()].copy_from_slice(&column[start..start + out.len()]);
            lanes
        };
        let block = [part(x), part(y), part(z)];
        let times = differ.then(|| part(times));
        let mut values = [0.0; LANES];
        evaluate(&plan, &block, times.as_ref(), &mut values);
        out.copy_from_slice(&values[..out.len()]);
    }
}

/// Positions, axis by axis.
#[inline(always)]
fn block_of(positions: &[Vec3]) -> [Lanes; 3] {
    let mut block = [[0.0; LANES]; 3];
    for (lane, position) in positions.iter().enumerate().take(LANES) {
        block[0][lane] = position.x;
        block[1][lane] = position.y;
        block[2][lane] = position.z;
    }
    block
}

pub(super) fn sample_vector(noise: &Noise, positions: &[Vec3], time: f32, out: &mut [Vec3]) {
    assert_eq!(positions.len(), out.len(), "one value for each position");
    let plans = [0, 1, 2].map(|channel| Plan::new(noise, time, channel_seed(noise.seed, channel)));
    for (positions, out) in positions.chunks(LANES).zip(out.chunks_mut(LANES)) {
        let mut values = [[0.0; LANES]; 3];
        let block = block_of(positions);
        for (plan, values) in plans.iter().zip(&mut values) {
            evaluate(plan, &block, None, values);
        }
        for (lane, out) in out.iter_mut().enumerate() {
            *out = Vec3::new(values[0][lane], values[1][lane], values[2][lane]);
        }
    }
}

/// Evaluates one block with the widest instructions that this machine has.
fn evaluate(plan: &Plan, positions: &[Lanes; 3], times: Option<&Lanes>, values: &mut Lanes) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the line above has made sure that this processor has AVX2.
        unsafe { evaluate_avx2(plan, positions, times, values) };
        return;
    }
    evaluate_block(plan, positions, times, values);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn evaluate_avx2(plan: &Plan, positions: &[Lanes; 3], times: Option<&Lanes>, values: &mut Lanes) {
    evaluate_block(plan, positions, times, values);
}

/// The work itself, compiled once for each instruction set.
#[inline(always)]
fn evaluate_block(plan: &Plan, positions: &[Lanes; 3], times: Option<&Lanes>, values: &mut Lanes) {
    let mut block = [[0.0; LANES]; 3];
    for axis in 0..3 {
        let (frequency, offset) = (plan.frequency[axis], plan.offset[axis]);
        for lane in 0..LANES {
            block[axis][lane] = positions[axis][lane] * frequency + offset;
        }
    }
    let mut sum = Sum { values, ridge: [1.0; LANES] };
    *sum.values = [0.0; LANES];
    for octave in &plan.octaves[..plan.octave_count] {
        let basis = match times {
            None => basis_values(plan, octave, &block),
            Some(times) => basis_values_each(plan, octave, &block, times),
        };
        sum.add(plan.fractal, octave.weight, &basis);
    }
    for value in sum.values.iter_mut() {
        *value *= plan.scale;
    }
}

#[inline(always)]
fn basis_values(plan: &Plan, octave: &Octave, block: &[Lanes; 3]) -> Lanes {
    let mut at = [[0.0; LANES]; 3];
    for axis in 0..3 {
        for lane in 0..LANES {
            at[axis][lane] = block[axis][lane] * octave.frequency + octave.shift[axis];
        }
    }
    let [x, y, z] = &at;
    let w = plan.time.map(|time| time * octave.frequency + octave.shift[3]);
    let key = octave.seed_key;
    let mut out = [0.0; LANES];
    match (plan.basis, w) {
        (Basis::Perlin, None) => {
            for lane in 0..LANES {
                out[lane] = perlin::value3(x[lane], y[lane], z[lane], key);
            }
        }
        (Basis::Perlin, Some(w)) => {
            for lane in 0..LANES {
                out[lane] = perlin::value4(x[lane], y[lane], z[lane], w, key);
            }
        }
        (Basis::Simplex, None) => {
            for lane in 0..LANES {
                out[lane] = simplex::value3(x[lane], y[lane], z[lane], key);
            }
        }
        (Basis::Simplex, Some(w)) => {
            for lane in 0..LANES {
                out[lane] = simplex::value4(x[lane], y[lane], z[lane], w, key);
            }
        }
        (Basis::Worley(value), None) => worley::values3(x, y, z, value, key, &mut out),
        (Basis::Worley(value), Some(w)) => worley::values4(x, y, z, w, value, key, &mut out),
    }
    out
}

/// As [`basis_values`], with a time for each element.
#[inline(always)]
fn basis_values_each(plan: &Plan, octave: &Octave, block: &[Lanes; 3], times: &Lanes) -> Lanes {
    let mut at = [[0.0; LANES]; 4];
    for lane in 0..LANES {
        for axis in 0..3 {
            at[axis][lane] = block[axis][lane] * octave.frequency + octave.shift[axis];
        }
        at[3][lane] = times[lane] * octave.frequency + octave.shift[3];
    }
    let [x, y, z, w] = &at;
    let key = octave.seed_key;
    let mut out = [0.0; LANES];
    match plan.basis {
        Basis::Perlin => {
            for lane in 0..LANES {
                out[lane] = perlin::value4(x[lane], y[lane], z[lane], w[lane], key);
            }
        }
        Basis::Simplex => {
            for lane in 0..LANES {
                out[lane] = simplex::value4(x[lane], y[lane], z[lane], w[lane], key);
            }
        }
        Basis::Worley(value) => {
            for lane in 0..LANES {
                let (x, y, z) = ([x[lane]], [y[lane]], [z[lane]]);
                let mut one = [0.0];
                worley::values4(&x, &y, &z, w[lane], value, key, &mut one);
                out[lane] = one[0];
            }
        }
    }
    out
}

/// The octaves so far.
struct Sum<'a> {
    values: &'a mut Lanes,
    /// How much of the next octave a ridge lets through: crests carry detail, valleys do not.
    ridge: Lanes,
}

impl Sum<'_> {
    #[inline(always)]
    fn add(&mut self, fractal: Fractal, weight: f32, basis: &Lanes) {
        const RIDGE_OFFSET: f32 = 1.0;
        const RIDGE_GAIN: f32 = 2.0;
        match fractal {
            Fractal::None | Fractal::Standard => {
                for lane in 0..LANES {
                    self.values[lane] += weight * basis[lane];
                }
            }
            Fractal::Turbulence => {
                for lane in 0..LANES {
                    self.values[lane] += weight * basis[lane].abs();
                }
            }
            Fractal::Ridged => {
                for lane in 0..LANES {
                    let crest = RIDGE_OFFSET - basis[lane].abs();
                    let crest = if crest > 0.0 { crest } else { 0.0 };
                    let signal = crest * crest * self.ridge[lane];
                    self.values[lane] += weight * signal;
                    let passed = signal * RIDGE_GAIN;
                    self.ridge[lane] = if passed < 1.0 { passed } else { 1.0 };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::WorleyValue;
    use super::super::statistics::{all_noises, scattered};
    use super::*;

    fn sampled(noise: &Noise, positions: &[Vec3]) -> Vec<f32> {
        let mut out = vec![f32::NAN; positions.len()];
        noise.sample(positions, 0.7, &mut out);
        out
    }

    fn bits(values: &[f32]) -> Vec<u32> {
        values.iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn every_instruction_set_gives_the_same_bytes() {
        for noise in all_noises() {
            let plan = Plan::new(&noise, 0.7, noise.seed);
            for positions in scattered(LANES * 50, 1e3).chunks(LANES) {
                let (mut dispatched, mut plain) = ([0.0; LANES], [0.0; LANES]);
                let block = block_of(positions);
                evaluate(&plan, &block, None, &mut dispatched);
                evaluate_block(&plan, &block, None, &mut plain);
                assert_eq!(bits(&dispatched), bits(&plain), "{noise:?}");
                let times = block[0].map(|x| x * 0.37);
                evaluate(&plan, &block, Some(&times), &mut dispatched);
                evaluate_block(&plan, &block, Some(&times), &mut plain);
                assert_eq!(bits(&dispatched), bits(&plain), "{noise:?}");
            }
        }
    }

    #[test]
    fn every_chunking_gives_the_same_bytes() {
        let positions = scattered(517, 50.0);
        for noise in all_noises() {
            let whole = sampled(&noise, &positions);
            for length in [1, 7, 64, 200] {
                let parts: Vec<f32> =
                    positions.chunks(length).flat_map(|part| sampled(&noise, part)).collect();
                assert_eq!(bits(&whole), bits(&parts), "{noise:?} in chunks of {length}");
            }
        }
    }

    /// Changes only together with the look of every saved project.
    #[test]
    fn every_machine_and_version_gives_the_same_bytes() {
        let positions = scattered(256, 100.0);
        let sums: Vec<u32> = all_noises()
            .iter()
            .filter(|noise| noise.fractal == Fractal::Ridged)
            .map(|noise| {
                let values = bits(&sampled(noise, &positions));
                values.iter().fold(0, |sum: u32, bits| sum.rotate_left(5) ^ bits)
            })
            .collect();
        assert_eq!(
            sums,
            [0xE286_555F, 0xE38F_D187, 0x97A3_DF38, 0xFD02_3E5D, 0xCF74_FF21, 0x3A9A_208A]
        );
    }

    #[test]
    fn the_functions_of_one_position_give_the_same_field() {
        use super::super::{perlin3, perlin4, simplex3, simplex4, worley3, worley4};
        let value = WorleyValue::F2;
        for position in scattered(100, 30.0) {
            for (basis, still, moving) in [
                (Basis::Perlin, perlin3(position, 8), perlin4(position, 0.7, 8)),
                (Basis::Simplex, simplex3(position, 8), simplex4(position, 0.7, 8)),
                (
                    Basis::Worley(value),
                    worley3(position, value, 8),
                    worley4(position, 0.7, value, 8),
                ),
            ] {
                let noise = Noise { basis, fractal: Fractal::None, seed: 8, ..Noise::default() };
                assert_eq!(sampled(&noise, &[position]), [still]);
                assert_eq!(sampled(&Noise { animated: true, ..noise }, &[position]), [moving]);
            }
        }
    }

    #[test]
    fn the_first_channel_is_the_scalar_field() {
        let positions = scattered(300, 30.0);
        for noise in all_noises() {
            let mut vectors = vec![Vec3::NAN; positions.len()];
            noise.sample_vector(&positions, 0.7, &mut vectors);
            let first: Vec<f32> = vectors.iter().map(|vector| vector.x).collect();
            assert_eq!(first, sampled(&noise, &positions));
        }
    }

    #[test]
    fn columns_give_the_same_field_also_with_a_time_each() {
        let positions = scattered(150, 30.0);
        let axis = |axis: usize| positions.iter().map(|at| at[axis]).collect::<Vec<f32>>();
        let (x, y, z) = (axis(0), axis(1), axis(2));
        for noise in all_noises() {
            let mut out = vec![f32::NAN; positions.len()];
            noise.sample_columns([&x, &y, &z], &vec![0.7; positions.len()], &mut out);
            assert_eq!(out, sampled(&noise, &positions));
            noise.sample_columns([&x, &y, &z], &z, &mut out);
            for (index, position) in positions.iter().enumerate() {
                let mut one = [f32::NAN];
                noise.sample(&[*position], z[index], &mut one);
                assert_eq!(one[0].to_bits(), out[index].to_bits(), "{noise:?}");
            }
        }
    }

    #[test]
    fn octaves_fade_in() {
        let positions = scattered(100, 30.0);
        for noise in all_noises() {
            if noise.fractal == Fractal::None {
                continue;
            }
            let of = |octaves: f32| sampled(&Noise { octaves, ..noise }, &positions);
            assert!(of(0.0).iter().all(|value| *value == 0.0));
            assert_eq!(of(f32::NAN), of(0.0));
            assert_eq!(of(-3.0), of(0.0));
            assert_eq!(of(1e9), of(MAX_OCTAVES as f32));
            for (before, after) in [(0.0, 1e-4), (0.9999, 1.0), (1.0, 1.0001), (2.9999, 3.0001)] {
                for (before, after) in of(before).iter().zip(of(after)) {
                    assert!((before - after).abs() < 1e-3, "{before} to {after}: {noise:?}");
                }
            }
        }
        let one = Noise { octaves: 1.0, ..Noise::default() };
        let alone = Noise { fractal: Fractal::None, ..Noise::default() };
        assert_eq!(sampled(&one, &positions), sampled(&alone, &positions));
    }

    #[test]
    fn every_position_and_setting_gives_a_finite_value() {
        let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, -1e12, 1e-45, 0.0];
        let mut positions: Vec<Vec3> = odd.map(Vec3::splat).to_vec();
        positions.extend(odd.map(|x| Vec3::new(x, 0.3, -2.6)));
        for noise in all_noises() {
            for setting in odd {
                for noise in [
                    noise,
                    Noise { roughness: setting, ..noise },
                    Noise { lacunarity: setting, ..noise },
                    Noise { octaves: setting, ..noise },
                    Noise { frequency: Vec3::splat(setting), ..noise },
                    Noise { offset: Vec3::new(0.0, setting, 0.0), ..noise },
                ] {
                    let mut out = vec![f32::NAN; positions.len()];
                    noise.sample(&positions, setting, &mut out);
                    assert!(out.iter().all(|value| value.is_finite()), "{noise:?}: {out:?}");
                }
            }
        }
    }

    #[test]
    fn time_is_read_only_if_animated() {
        let positions = scattered(100, 30.0);
        for noise in all_noises() {
            let (mut now, mut later) = (vec![0.0; 100], vec![0.0; 100]);
            noise.sample(&positions, 0.25, &mut now);
            noise.sample(&positions, 0.5, &mut later);
            assert_eq!(now != later, noise.animated, "{noise:?}");
        }
    }
}
