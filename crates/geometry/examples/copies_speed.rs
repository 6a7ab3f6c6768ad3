//! Times copying, unpacking and their kin on the sizes that artists ask for:
//! `cargo run --release -p espalier-geometry --features test-shapes --example copies_speed`
#![allow(clippy::print_stdout, reason = "the figures are the program's output")]

use std::time::Instant;

use espalier_geometry::ops::copy_to_points::{CopyToPoints, copy_to_points};
use espalier_geometry::ops::unpack::{Unpack, unpack};
use espalier_geometry::{Domain, Geometry, Selection, shapes};
use glam::{Quat, Vec3};
use task::Task;

/// The median time of several runs, after one to warm up.
fn time<T>(what: &str, mut run: impl FnMut() -> T) -> T {
    let mut result = run();
    let mut times = [0.0; 15];
    for slot in &mut times {
        let start = Instant::now();
        let again = run();
        *slot = start.elapsed().as_secs_f64();
        result = again;
    }
    times.sort_by(f64::total_cmp);
    println!("{what}: {:.2} ms (least {:.2})", times[7] * 1e3, times[0] * 1e3);
    result
}

fn main() {
    let task = Task::unlimited();
    let (cube, grid) = (shapes::cube(), shapes::grid(315, 315));
    let all = Selection::All(grid.point_count());
    let mut turned = grid.clone();
    let orients = turned.table_mut(Domain::Point).write::<[f32; 4]>("orient");
    for (index, orient) in orients.iter_mut().enumerate() {
        *orient = Quat::from_rotation_y(index as f32).to_array();
    }
    turned.table_mut(Domain::Point).write::<f32>("pscale").fill(0.5);
    let mut colored = turned.clone();
    colored.table_mut(Domain::Point).write::<Vec3>("Cd");
    let copy = |targets: &Geometry, pack| {
        let settings = CopyToPoints { pack, ..CopyToPoints::default() };
        copy_to_points(&cube, targets, &all, &settings, &task).expect("nothing limits it")
    };
    for (name, targets) in [("moved", &grid), ("turned", &turned), ("coloured", &colored)] {
        let real = time(&format!("99,856 cubes, {name}, real"), || copy(targets, false));
        assert_eq!(real.primitive_count(), 599_136);
        let packed = time(&format!("99,856 cubes, {name}, packed"), || copy(targets, true));
        time(&format!("99,856 cubes, {name}, unpacked"), || {
            unpack(&packed, &all, &Unpack::default(), &task).expect("nothing limits it")
        });
    }
}
