//! Small lattices that the tests here share.

use glam::Vec3;
use task::Task;

use super::{CELL, MODULE};
use crate::{Column, Domain, Geometry, Text};

/// Every cell of a block from the origin.
pub fn block(counts: [i32; 3]) -> Vec<[i32; 3]> {
    let [x, y, z] = counts;
    let layer = |j: i32| (0..z).flat_map(move |k| (0..x).map(move |i| [i, j, k]));
    (0..y).flat_map(layer).collect()
}

/// Cells as points a metre apart, each with the module that `module` says.
pub fn filled(cells: &[[i32; 3]], module: impl Fn([i32; 3]) -> &'static str) -> Geometry {
    let positions = cells.iter().map(|cell| Vec3::from(cell.map(|number| number as f32)));
    let mut geometry = Geometry::from_points(positions.collect());
    let points = geometry.table_mut(Domain::Point);
    points.set(CELL, Column::new(cells.to_vec()));
    points.set(MODULE, Column::text(Text::from_strings(cells.iter().map(|&cell| module(cell)))));
    geometry
}

/// The modules of cells, in their order.
pub fn modules(geometry: &Geometry) -> Vec<String> {
    let text = geometry.points().get(MODULE).and_then(Column::texts).expect("cells have modules");
    (0..geometry.point_count()).map(|point| text.get(point).to_owned()).collect()
}

/// Work that nobody stops.
pub fn free() -> Task {
    Task::unlimited()
}
