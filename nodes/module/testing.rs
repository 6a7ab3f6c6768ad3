//! Cells and an example house that the tests here share.

use geometry::{Column, Domain, Geometry, Text};
use graph::Value;

use super::module_lattice;
use crate::testing::cook_geometry;

/// A block of cells to be filled.
pub fn cells(wide: i64, high: i64, deep: i64) -> Geometry {
    let counts = [("count_x", wide), ("count_y", high), ("count_z", deep)];
    let values = counts.map(|(name, count)| (name, Value::Integer(count)));
    cook_geometry(&module_lattice::NODE, &values, &[]).expect("a block is always possible")
}

/// A house whose cells name their modules: a roof, walls around, the rest inside.
pub fn house() -> Geometry {
    named(cells(6, 5, 4))
}

/// Cells with the modules that the example house would have there.
pub fn named(mut cells: Geometry) -> Geometry {
    let names: Vec<&str> = {
        let points = cells.points();
        let height = points.read::<f32>("height").expect("cells have heights");
        let bay = points.read::<i32>("bay").expect("cells have bays");
        let occupied = points.group("occupied").expect("cells are occupied or not");
        let name = |cell: usize| match (occupied[cell], bay[cell]) {
            (false, _) => "empty",
            _ if height[cell] == 1.0 => "roof",
            (true, -1) => "inside",
            _ => "wall",
        };
        (0..occupied.len()).map(name).collect()
    };
    cells.table_mut(Domain::Point).set("module", Column::text(Text::from_strings(names)));
    cells
}

/// The modules of cells.
pub fn modules(cells: &Geometry) -> Vec<String> {
    let text = cells.points().get("module").and_then(Column::texts).expect("cells have modules");
    (0..cells.point_count()).map(|cell| text.get(cell).to_owned()).collect()
}
