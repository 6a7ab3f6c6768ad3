//! Tests of what many samples of a field have in common, and the helpers of all tests here.

use glam::Vec3;

use super::{Basis, Fractal, Noise, WorleyValue};

/// Positions in a cube of this half size, the same ones every time.
pub(super) fn scattered(count: usize, half_size: f32) -> Vec<Vec3> {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ((state >> 40) as f32 / (1 << 23) as f32 - 1.0) * half_size
    };
    (0..count).map(|_| Vec3::new(next(), next(), next())).collect()
}

/// Every basis, with every fractal, still and animated.
pub(super) fn all_noises() -> Vec<Noise> {
    let mut noises = Vec::new();
    for basis in [Basis::Perlin, Basis::Simplex, Basis::Worley(WorleyValue::F2MinusF1)] {
        for fractal in [Fractal::None, Fractal::Standard, Fractal::Turbulence, Fractal::Ridged] {
            for animated in [false, true] {
                noises.push(Noise {
                    basis,
                    fractal,
                    octaves: 2.6,
                    animated,
                    seed: 11,
                    ..Noise::default()
                });
            }
        }
    }
    noises
}

/// The derivative by x, y and z, measured over a short way.
pub(super) fn finite_difference(position: Vec3, field: impl Fn(Vec3) -> f32) -> Vec3 {
    const STEP: f32 = 1.0 / 256.0;
    // Fourth order, so that a step large against rounding is small against curvature.
    Vec3::from_array([Vec3::X, Vec3::Y, Vec3::Z].map(|axis| {
        let at = |steps: f32| field(position + axis * (steps * STEP));
        (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * STEP)
    }))
}

fn signed_noises() -> Vec<Noise> {
    let is_signed = |noise: &Noise| {
        !matches!(noise.basis, Basis::Worley(_))
            && matches!(noise.fractal, Fractal::None | Fractal::Standard)
    };
    all_noises().into_iter().filter(is_signed).collect()
}

fn sampled(noise: &Noise, positions: &[Vec3]) -> Vec<f32> {
    let mut out = vec![f32::NAN; positions.len()];
    noise.sample(positions, 3.4, &mut out);
    out
}

fn mean(values: impl ExactSizeIterator<Item = f32>) -> f64 {
    let count = values.len() as f64;
    values.map(f64::from).sum::<f64>() / count
}

fn correlation(a: &[f32], b: &[f32]) -> f64 {
    let product = |a: &[f32], b: &[f32]| mean(a.iter().zip(b).map(|(a, b)| a * b));
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

#[test]
fn values_stay_in_the_stated_range() {
    let positions = scattered(50_000, 300.0);
    for noise in all_noises() {
        let values = sampled(&noise, &positions);
        let least = values.iter().copied().fold(f32::INFINITY, f32::min);
        let greatest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let is_signed = signed_noises().contains(&noise);
        assert!(least >= if is_signed { -1.0 } else { 0.0 }, "{least} in {noise:?}");
        assert!(greatest <= 1.0, "{greatest} in {noise:?}");
        assert!(greatest - least > 0.6, "{least} to {greatest} in {noise:?}");
    }
}

#[test]
fn signed_fields_have_mean_zero() {
    let positions = scattered(50_000, 300.0);
    for noise in signed_noises() {
        let mean = mean(sampled(&noise, &positions).into_iter());
        assert!(mean.abs() < 0.01, "{mean} in {noise:?}");
    }
}

#[test]
fn fields_are_continuous() {
    let positions = scattered(20_000, 20.0);
    let step = 1e-4;
    let moved: Vec<Vec3> = positions.iter().map(|position| *position + step).collect();
    for noise in all_noises() {
        for (before, after) in sampled(&noise, &positions).iter().zip(sampled(&noise, &moved)) {
            assert!((before - after).abs() < 40.0 * step, "{before} to {after} in {noise:?}");
        }
    }
}

#[test]
fn fields_are_continuous_across_cell_borders() {
    // The last float below each border and the border itself, on all three axes.
    let borders: Vec<Vec3> =
        scattered(3000, 50.0).iter().map(|at| Vec3::new(at.x.round(), at.y, at.z)).collect();
    for turn in 0..3 {
        let turned = |at: Vec3| match turn {
            0 => at,
            1 => Vec3::new(at.y, at.x, at.z),
            _ => Vec3::new(at.y, at.z, at.x),
        };
        let on: Vec<Vec3> = borders.iter().map(|at| turned(*at)).collect();
        let below: Vec<Vec3> =
            borders.iter().map(|at| turned(Vec3::new(at.x.next_down(), at.y, at.z))).collect();
        for noise in all_noises() {
            for (on, below) in sampled(&noise, &on).iter().zip(sampled(&noise, &below)) {
                assert!((on - below).abs() < 2e-4, "{below} to {on} in {noise:?}");
            }
        }
    }
}

#[test]
fn seeds_and_channels_are_unrelated() {
    let positions = scattered(4096, 200.0);
    for noise in signed_noises() {
        let of = |seed| sampled(&Noise { seed, ..noise }, &positions);
        let base = of(0);
        // Independent samples give about 1/64; six times as much is a pattern.
        // The last ones are those that a hash of one round relates to seed 0.
        let related = [419, 1137, 1239, 1470, 2031, 2127, 2409];
        for seed in (1..60).chain((0..32).map(|bit| 1 << bit)).chain(related) {
            let found = correlation(&base, &of(seed));
            assert!(found.abs() < 6.0 / 64.0, "{found} with seed {seed} in {noise:?}");
        }
        let mut vectors = vec![Vec3::NAN; positions.len()];
        noise.sample_vector(&positions, 3.4, &mut vectors);
        let channel = |axis: usize| vectors.iter().map(|at| at[axis]).collect::<Vec<f32>>();
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let found = correlation(&channel(a), &channel(b));
            assert!(found.abs() < 6.0 / 64.0, "{found} in channels {a} {b} of {noise:?}");
        }
    }
}

#[test]
fn fields_do_not_repeat() {
    let positions = scattered(4096, 200.0);
    for noise in signed_noises() {
        if noise.fractal != Fractal::None {
            continue;
        }
        let base = sampled(&noise, &positions);
        for axis in [Vec3::X, Vec3::Y, Vec3::Z, Vec3::new(1.0, 1.0, 0.0), Vec3::ONE] {
            for steps in (2..40u16).chain([64, 128, 255, 256, 512, 1024, 4096]) {
                let moved: Vec<Vec3> =
                    positions.iter().map(|at| *at + axis * f32::from(steps)).collect();
                let found = correlation(&base, &sampled(&noise, &moved));
                assert!(found.abs() < 7.0 / 64.0, "{found} after {steps} {axis} in {noise:?}");
            }
        }
    }
}

#[test]
fn no_direction_is_favoured() {
    // Mean squared change over a quarter of a cell, along axes and diagonals.
    let positions = scattered(40_000, 200.0);
    for noise in signed_noises() {
        let base = sampled(&noise, &positions);
        let change = |direction: Vec3| {
            let step = direction / direction.length() * 0.25;
            let moved: Vec<Vec3> = positions.iter().map(|at| *at + step).collect();
            let after = sampled(&noise, &moved);
            mean(base.iter().zip(&after).map(|(a, b)| (a - b) * (a - b)))
        };
        let changes = [
            Vec3::X,
            Vec3::Y,
            Vec3::Z,
            Vec3::new(1.0, 1.0, 0.0),
            Vec3::new(0.0, 1.0, -1.0),
            Vec3::ONE,
            Vec3::new(-1.0, 1.0, 1.0),
        ]
        .map(change);
        let least = changes.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = changes.iter().copied().fold(0.0, f64::max);
        assert!(greatest < 1.3 * least, "{changes:?} in {noise:?}");
    }
}
