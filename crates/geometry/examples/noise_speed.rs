//! Measures noise: nanoseconds per evaluation of each basis on one core, and a million points of
//! animated Perlin noise on all cores.
//!
//! `cargo run --release -p espalier-geometry --example noise_speed`
#![allow(clippy::print_stdout, reason = "the figures are the program's output")]

use std::time::Instant;

use espalier_geometry::noise::{self, Basis, Fractal, Noise, WorleyValue};
use glam::Vec3;
use rayon::prelude::*;

fn main() {
    const POINTS: usize = 1_000_000;
    let positions: Vec<Vec3> = (0..POINTS)
        .map(|index| Vec3::new((index % 1000) as f32, (index / 1000) as f32, 0.37) * 0.0137)
        .collect();
    let mut out = vec![0.0; POINTS];
    let bases = [
        ("Perlin", Basis::Perlin),
        ("Simplex", Basis::Simplex),
        ("Worley F1", Basis::Worley(WorleyValue::F1)),
    ];
    for (name, basis) in bases {
        for animated in [false, true] {
            let noise = Noise { basis, fractal: Fractal::Standard, animated, ..Noise::default() };
            let evaluations = POINTS as f32 * noise.octaves;
            let best = best_seconds(|| noise.sample(&positions, 0.63, &mut out));
            let dimensions = if animated { "4D" } else { "3D" };
            println!(
                "{name:10} {dimensions}: {:6.2} ns an evaluation, {:6.1} ms for 1 million points of 5 octaves",
                best * 1e9 / evaluations,
                best * 1e3,
            );
        }
    }

    let animated = Noise { animated: true, ..Noise::default() };
    let best = best_seconds(|| {
        let chunks = positions.par_chunks(8192).zip(out.par_chunks_mut(8192));
        chunks.for_each(|(positions, out)| animated.sample(positions, 0.63, out));
    });
    println!(
        "Perlin 4D, 5 octaves, {} threads: {:.1} ms",
        rayon::current_num_threads(),
        best * 1e3
    );

    let mut vectors = vec![Vec3::ZERO; POINTS];
    let mut single = |name, field: fn(Vec3) -> Vec3| {
        report_single(name, &positions, &mut vectors, field);
    };
    single("perlin3", |at| Vec3::splat(noise::perlin3(at, 1)));
    single("perlin3_gradient", |at| noise::perlin3_gradient(at, 1).gradient);
    single("perlin3_curl", |at| noise::perlin3_curl(at, 1));
    single("simplex3_curl", |at| noise::simplex3_curl(at, 1));
}

/// A function of one position, called for each of them.
fn report_single(name: &str, positions: &[Vec3], out: &mut [Vec3], field: impl Fn(Vec3) -> Vec3) {
    let best = best_seconds(|| {
        for (position, out) in positions.iter().zip(&mut *out) {
            *out = field(*position);
        }
    });
    println!("{name:16}: {:6.2} ns a call", best * 1e9 / positions.len() as f32);
}

/// The shortest of five runs.
fn best_seconds(mut work: impl FnMut()) -> f32 {
    let mut best = f32::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f32());
    }
    best
}
