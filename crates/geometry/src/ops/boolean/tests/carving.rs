//! Long rows of booleans, each on what the last one left.

use super::*;

/// What carves at a step: turned a little further each time.
fn tool(shape: &Geometry, step: u32) -> Geometry {
    let angle = step as f32;
    let turn = Quat::from_euler(glam::EulerRot::XYZ, angle, 0.7 * angle, 0.3 * angle);
    let mut tool = scaled(shape.clone(), 0.35);
    tool.positions_mut().iter_mut().for_each(|at| *at = turn * (*at + Vec3::X));
    tool
}

/// The edges that have other than two polygons, with those.
fn bad_edges(geometry: &Geometry) -> String {
    let (topology, edges) = (geometry.topology(), geometry.topology().edges());
    let bad = (0..edges.len()).filter(|&edge| edges.vertices.of(edge).len() != 2);
    let polygons = |edge: usize| -> Vec<(u32, &[u32])> {
        let of = edges.vertices.of(edge).iter();
        let polygon = of.map(|&vertex| topology.primitive_of_vertex()[vertex as usize]);
        polygon.map(|polygon| (polygon, topology.primitive(polygon as usize))).collect()
    };
    let lines = bad.map(|edge| format!("\n{:?}: {:?}", edges.points[edge], polygons(edge)));
    lines.collect()
}

/// Carves `steps` times, and after each step takes the last tool again: it finds its own walls.
fn carve(solid: Geometry, shape: &Geometry, steps: u32, detriangulate: Detriangulate) {
    let mut solid = solid;
    let with = |a: &Geometry, b: &Geometry, operation| {
        let settings = Boolean { operation, detriangulate, ..Boolean::default() };
        boolean(a, b, &settings, &Task::unlimited())
    };
    for step in 0..steps {
        let tool = tool(shape, step);
        let made = |a: &Geometry, operation| {
            let result = with(a, &tool, operation)
                .unwrap_or_else(|error| panic!("step {step}, {operation:?}: {error}"));
            let is_sound = result.primitive_count() == 0 || result.is_closed();
            assert!(is_sound, "step {step}, {operation:?} is not closed: {}", bad_edges(&result));
            result
        };
        let carved = made(&solid, Operation::AMinusB);
        let chip = made(&solid, Operation::Intersect);
        let volume = carved.volume();
        let close = |found: f64, wanted: f64| (found - wanted).abs() < 1e-4;
        assert!(close(volume + chip.volume(), solid.volume()), "step {step}");
        assert!(close(made(&carved, Operation::AMinusB).volume(), volume), "step {step}");
        assert!(close(made(&carved, Operation::Intersect).volume(), 0.0), "step {step}");
        let both = made(&carved, Operation::Union);
        assert!(close(both.volume(), volume + tool.volume()), "step {step}");
        solid = carved;
    }
}

#[test]
fn a_ball_carved_by_cubes_stays_closed() {
    carve(shapes::sphere(24, 16), &shapes::cube(), 30, Detriangulate::All);
}

#[test]
fn a_ball_carved_by_cubes_into_triangles_stays_closed() {
    carve(shapes::sphere(24, 16), &shapes::cube(), 30, Detriangulate::Unchanged);
}

#[test]
fn a_block_carved_by_balls_stays_closed() {
    carve(block([-0.9; 3], [0.9; 3], 3), &shapes::sphere(12, 8), 20, Detriangulate::All);
}
