//! Module Lattice: cells to be filled with modules.

use geometry::ops::modules::{MakeLattice, make_lattice};
use glam::Vec3;
use graph::{Cook, NodeError, NodeType, Optional, OutputDeclaration, Outputs, Parameter};

use super::failed;
use crate::wires::GeometryWire;

const MASS: Optional<GeometryWire> = Optional::new("mass", "Mass");
const CELL_SIZE: Parameter<[f32; 3]> = Parameter::vector3("cell_size", "Cell Size", [3.0; 3])
    .at_least(0.001)
    .soft(0.1, 10.0)
    .unit("m")
    .help("How wide, high and deep a cell is.");
const FIT: Parameter<bool> = Parameter::toggle("fit", "Fit to Mass", true).help(
    "Stretches the cells a little, so that a whole number of them fills the bounds of the mass.",
);
const COUNT_X: Parameter<i64> = Parameter::integer("count_x", "Cells X", 6)
    .at_least(0.0)
    .soft(1.0, 30.0)
    .help("Without a mass: occupied cells along X.");
const COUNT_Y: Parameter<i64> = Parameter::integer("count_y", "Cells Y", 5)
    .at_least(0.0)
    .soft(1.0, 30.0)
    .help("Without a mass: occupied cells along Y, the storeys.");
const COUNT_Z: Parameter<i64> = Parameter::integer("count_z", "Cells Z", 4)
    .at_least(0.0)
    .soft(1.0, 30.0)
    .help("Without a mass: occupied cells along Z.");
const SIDES: Parameter<i64> = Parameter::integer("padding_sides", "Empty Cells at Sides", 1)
    .at_least(0.0)
    .at_most(1000.0)
    .soft(0.0, 4.0)
    .help("Layers of empty cells on each of the four sides.");
const ABOVE: Parameter<i64> = Parameter::integer("padding_above", "Empty Cells Above", 1)
    .at_least(0.0)
    .at_most(1000.0)
    .soft(0.0, 4.0)
    .help("Layers of empty cells above.");
const BELOW: Parameter<i64> = Parameter::integer("padding_below", "Empty Cells Below", 0)
    .at_least(0.0)
    .at_most(1000.0)
    .soft(0.0, 4.0)
    .help("Layers of empty cells below; without one the lowest cells stand on the ground.");
const TRIM: Parameter<bool> = Parameter::toggle("trim", "Only Near the Mass", false).help(
    "Leaves out empty cells that are farther from an occupied one than the layers above say. \
     Useful for several masses at once.",
);

/// The declaration of Module Lattice.
pub const NODE: NodeType = NodeType {
    id: "module_lattice",
    label: "Module Lattice",
    category: "module",
    aliases: &["Labs Building Generator", "Voxelize", "Mesh to Volume", "Cells", "WFC Grid"],
    help: "Makes the cells of a building or the like, as points, from a closed mass or as a \
           block. Cells in the mass are in the group occupied and their module is unknown, \
           others are empty. On each point are its cell (i, j, k), its open sides, its bay and \
           place along its facade, and its height from 0 to 1.",
    inputs: &[MASS.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Cells")],
    parameters: &[
        CELL_SIZE.declaration,
        FIT.declaration,
        COUNT_X.declaration,
        COUNT_Y.declaration,
        COUNT_Z.declaration,
        SIDES.declaration,
        ABOVE.declaration,
        BELOW.declaration,
        TRIM.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let count = |parameter| cook.get::<i64>(parameter).max(0).unsigned_abs();
    let settings = MakeLattice {
        cell_size: Vec3::from(cook.get(CELL_SIZE)),
        counts: [COUNT_X, COUNT_Y, COUNT_Z].map(count),
        fit: cook.get(FIT),
        padding: [SIDES, ABOVE, BELOW].map(count),
        trim: cook.get(TRIM),
    };
    let made = make_lattice(cook.optional(MASS)?, &settings, cook.task()).map_err(failed)?;
    if cook.optional(MASS)?.is_some() && !made.points().group("occupied").is_some_and(any) {
        cook.warn("no cell lies in the mass: it may not be closed, or the cells are too large");
    }
    Ok(Outputs::one::<GeometryWire>(made))
}

fn any(members: &[bool]) -> bool {
    members.contains(&true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, vector};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_block_or_a_mass_becomes_cells() {
        let counts = [("count_x", 3), ("count_y", 2), ("count_z", 4)];
        let mut values: Vec<_> = counts.map(|(name, count)| (name, Value::Integer(count))).to_vec();
        let block = cook_geometry(&NODE, &values, &[]).unwrap();
        assert_eq!(block.point_count(), 5 * 3 * 6);
        values.push(("cell_size", vector([0.5, 1.0, 2.0])));
        let mass = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert_eq!(mass.point_count(), 6 * 3 * 3);
        let occupied = mass.points().group("occupied").unwrap();
        assert_eq!(occupied.iter().filter(|&&member| member).count(), 4 * 2);
    }
}
