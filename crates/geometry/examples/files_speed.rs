//! Times reading and writing a mesh of 2,015,232 quads: `files_speed FOLDER [repetitions]`.
//! The files are left in the folder, for other programs to be timed on.

#![allow(clippy::print_stdout)] // What an example is for.

use std::path::Path;
use std::time::Instant;

use espalier_geometry::{files, shapes};
use task::Task;

/// Columns and rows of the mesh.
const QUADS: (usize, usize) = (1536, 1312);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("usage: files_speed FOLDER [repetitions]");
    let repetitions = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(5);
    let grid = shapes::torus(QUADS.0, QUADS.1);
    println!("{} quads, {} points", grid.primitive_count(), grid.point_count());
    for extension in ["obj", "ply", "stl", "glb"] {
        let path = Path::new(&folder).join(format!("speed.{extension}"));
        let (mut writes, mut reads) = (Vec::new(), Vec::new());
        for _ in 0..repetitions {
            // Without what an earlier run has derived, such as triangles.
            let mut fresh = grid.clone();
            fresh.positions_mut()[0].x += 0.0;
            let begin = Instant::now();
            files::write(&path, &fresh, &Task::unlimited()).expect("written");
            writes.push(begin.elapsed().as_secs_f64());
            let begin = Instant::now();
            let again = files::read(&path, &Task::unlimited()).expect("read");
            reads.push(begin.elapsed().as_secs_f64());
            assert_eq!(again.point_count(), grid.point_count());
        }
        let median = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            (times[times.len() / 2], times[0])
        };
        let ((write, least_write), (read, least_read)) = (median(&mut writes), median(&mut reads));
        println!(
            "{extension}: write {write:.3} s (least {least_write:.3}), read {read:.3} s (least {least_read:.3})"
        );
    }
}
