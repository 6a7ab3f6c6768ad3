//! Times a box of 24,576 quads minus a sphere of 81,920 triangles, or as fine as two numbers say:
//! `cargo run --release -p espalier-geometry --example boolean_speed [DIVISIONS FREQUENCY]`
#![allow(clippy::print_stdout, reason = "the figures are the program's output")]

use std::time::Instant;

use espalier_geometry::ops::boolean::{Boolean, Operation, boolean};
use espalier_geometry::ops::create::{Cuboid, Icosphere, cuboid, icosphere};
use espalier_geometry::{Geometry, Topology};
use glam::Vec3;
use task::Task;

/// The same geometry with nothing derived yet.
fn fresh(geometry: &Geometry) -> Geometry {
    let old = geometry.topology();
    let (offsets, corners) = (old.offsets().to_vec(), old.corners().to_vec());
    let topology = Topology::new(old.point_count(), offsets, corners, old.kinds().to_vec());
    let [points, vertices, primitives, detail] =
        espalier_geometry::Domain::ALL.map(|domain| geometry.table(domain).clone());
    Geometry::from_tables(topology, points, vertices, primitives, detail)
}

fn main() {
    let task = Task::unlimited();
    let mut sizes = std::env::args().skip(1).filter_map(|text| text.parse().ok());
    let (divisions, frequency) = (sizes.next().unwrap_or(64), sizes.next().unwrap_or(64));
    let cuboid_settings =
        Cuboid { size: Vec3::splat(1.5), divisions: [divisions; 3], ..Cuboid::default() };
    let cube = cuboid(&cuboid_settings, &task).expect("nothing limits it");
    let ball = Icosphere { radius: Vec3::splat(0.9), frequency, ..Icosphere::default() };
    let ball = icosphere(&ball, &task).expect("nothing limits it");
    println!("{} and {} faces", cube.primitive_count(), ball.primitive_count());
    for operation in [Operation::AMinusB, Operation::Union, Operation::Intersect] {
        let settings = Boolean { operation, ..Boolean::default() };
        for (what, is_cold) in [("nothing derived before", true), ("A moved", false)] {
            let mut times = [0.0; 15];
            let mut result = Geometry::default();
            for (round, slot) in times.iter_mut().enumerate() {
                let (mut a, b) = if is_cold {
                    (fresh(&cube), fresh(&ball))
                } else {
                    (cube.clone(), ball.clone())
                };
                a.positions_mut().iter_mut().for_each(|at| at.x += 0.001 * round as f32);
                let start = Instant::now();
                result = boolean(&a, &b, &settings, &task).expect("both are closed");
                *slot = start.elapsed().as_secs_f64();
            }
            times.sort_by(f64::total_cmp);
            let (points, faces) = (result.point_count(), result.primitive_count());
            println!(
                "{operation:?}, {what}: {:.1} ms (least {:.1}), {points} points, {faces} faces",
                times[7] * 1e3,
                times[0] * 1e3
            );
        }
    }
}
