//! Times programs over a million points beside the same loops in plain Rust.
//!
//! `cargo run --release -p espalier-geometry --features test-shapes --example wrangle_speed`

use std::io::Write as _;
use std::time::Instant;

use espalier_geometry::noise::Noise;
use espalier_geometry::ops::wrangle::{GeometryScope, Surroundings, wrangle};
use espalier_geometry::{Domain, Geometry, Selection, shapes};
use glam::Vec3;
use rayon::prelude::*;
use task::Task;

/// What the peer's `wrangle_arithmetic` does, statement by statement.
const ARITHMETIC: &str = "float v = @P.x; v *= 1.3; v += @P.y; v = sin(v); v *= @P.y; v += 1.3;
    v = cos(v); v *= 1.3; v -= @P.y; v = abs(v); v *= @P.y; @P.z += v;";

fn arithmetic(geometry: &Geometry) -> Vec<Vec3> {
    geometry
        .positions()
        .par_iter()
        .with_min_len(4096)
        .map(|&point| {
            let mut v = point.x;
            v *= 1.3;
            v += point.y;
            v = v.sin();
            v *= point.y;
            v += 1.3;
            v = v.cos();
            v *= 1.3;
            v -= point.y;
            v = v.abs();
            v *= point.y;
            point + Vec3::Z * v
        })
        .collect()
}

const NOISE: &str = "@P.y += fbm(set(@P, 0.3), 5);";

fn noise(geometry: &Geometry) -> Vec<Vec3> {
    let noise = Noise { animated: true, ..Noise::default() };
    let mut places = geometry.positions().to_vec();
    places.par_chunks_mut(4096).for_each(|chunk| {
        let mut heights = vec![0.0; chunk.len()];
        noise.sample(chunk, 0.3, &mut heights);
        chunk.iter_mut().zip(heights).for_each(|(place, height)| place.y += height);
    });
    places
}

const LOOP: &str = "for (int i = 0; i < 1 + @ptnum % 8; i++) { if (@P.x > i * 100) continue;
    @P.y += 0.1 * i; }";

fn looped(geometry: &Geometry) -> Vec<Vec3> {
    let each = |(index, &point): (usize, &Vec3)| {
        let mut point = point;
        for i in 0..1 + index as i32 % 8 {
            if point.x <= i as f32 * 100.0 {
                point.y += 0.1 * i as f32;
            }
        }
        point
    };
    geometry.positions().par_iter().with_min_len(4096).enumerate().map(each).collect()
}

fn main() {
    let mut grid = shapes::million();
    for (index, point) in grid.positions_mut().iter_mut().enumerate() {
        point.y = (index % 97) as f32 * 0.01;
    }
    type Plain = fn(&Geometry) -> Vec<Vec3>;
    let cases: [(&str, &str, Plain); 3] = [
        ("arithmetic", ARITHMETIC, arithmetic),
        ("noise", NOISE, noise),
        ("diverging loop", LOOP, looped),
    ];
    for (name, source, plain) in cases {
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        let mut greatest = 0.0_f32;
        for _ in 0..15 {
            let start = Instant::now();
            let scope = GeometryScope::new(&grid, [None; 3], Domain::Point);
            let program = expression::compile(source, &scope).expect("it is right");
            let all = Selection::All(grid.point_count());
            let task = Task::unlimited();
            let done = wrangle(&scope, &program, &all, Surroundings::default(), &task);
            ours.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            let expected = plain(&grid);
            theirs.push(start.elapsed().as_secs_f64());
            let done = done.expect("it runs").geometry;
            let pairs = done.positions().iter().zip(&expected);
            greatest = pairs.map(|(a, b)| a.distance(*b)).fold(greatest, f32::max);
        }
        let median = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        };
        let (ours, theirs) = (median(&mut ours), median(&mut theirs));
        let line = format!(
            "{name}: {:.2} ms, plain Rust {:.2} ms, ratio {:.2}, greatest difference {greatest:e}\n",
            ours * 1e3,
            theirs * 1e3,
            ours / theirs
        );
        std::io::stdout().write_all(line.as_bytes()).expect("somebody reads this");
    }
}
