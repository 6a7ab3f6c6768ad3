//! Measures Mountain on a grid of a million points with five octaves of animated Perlin noise.
//!
//! `cargo run --release -p espalier-geometry --features test-shapes --example mountain_speed`
#![allow(clippy::print_stdout, reason = "the figures are the program's output")]

use std::time::Instant;

use espalier_geometry::noise::Noise;
use espalier_geometry::ops::attribute::noise::Range;
use espalier_geometry::ops::mountain::{Along, Mountain, mountain};
use espalier_geometry::ops::normal::{Normals, normals};
use espalier_geometry::{Selection, shapes};
use glam::Vec3;
use task::Task;

fn main() {
    let task = Task::unlimited();
    let all = |geometry: &espalier_geometry::Geometry| Selection::All(geometry.point_count());
    let noise = Noise { animated: true, frequency: Vec3::splat(0.0137), ..Noise::default() };
    for (what, along, with_normals) in [
        ("up", Along::Direction(Vec3::Y), false),
        ("along normals that are made", Along::Normal, false),
        ("along N, made anew", Along::Normal, true),
        ("anywhere", Along::Anywhere, false),
    ] {
        let mut best = f32::INFINITY;
        for run in 0..5 {
            // A grid of its own for each run, so that nothing derived is there yet.
            let mut grid = shapes::grid(999, 999);
            if with_normals {
                grid = normals(&grid, &all(&grid), &Normals::default(), &task).expect("runs");
            }
            let settings = Mountain {
                noise,
                time: run as f32 * 0.1,
                range: Range::ZeroCentred(1.0),
                along,
                mask: "".into(),
                location: "".into(),
                recompute_normals: true,
            };
            let start = Instant::now();
            mountain(&grid, &settings, &all(&grid), &task).expect("nothing stops it");
            best = best.min(start.elapsed().as_secs_f32());
        }
        println!("{what}: {:.1} ms", best * 1e3);
    }
}
