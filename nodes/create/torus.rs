//! Torus: a ring.

use geometry::ops::create::{Torus, torus};
use glam::Vec3;
use graph::{Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter};

use super::placing::{
    AxisChoice, CENTER, CONNECTIVITY, ConnectivityChoice, ORIENTATION, ROTATE, UNIFORM_SCALE, UVS,
    count, placed,
};
use crate::wires::GeometryWire;

const RING_RADIUS: Parameter<f32> = Parameter::float("ring_radius", "Ring Radius", 1.0)
    .at_least(0.0)
    .soft(0.0, 5.0)
    .unit("m")
    .help("From the middle of the hole to the middle of the ring.");
const SECTION_RADIUS: Parameter<f32> = Parameter::float("section_radius", "Section Radius", 0.5)
    .at_least(0.0)
    .soft(0.0, 5.0)
    .unit("m")
    .help("How thick the ring is.");
const ROWS: Parameter<i64> = Parameter::integer("rows", "Rows", 12)
    .at_least(3.0)
    .soft(3.0, 100.0)
    .help("Points around the section of the ring.");
const COLUMNS: Parameter<i64> = Parameter::integer("columns", "Columns", 24)
    .at_least(3.0)
    .soft(3.0, 100.0)
    .help("Points around the hole.");

/// The declaration of Torus.
pub const NODE: NodeType = NodeType {
    id: "torus",
    label: "Torus",
    category: "create",
    aliases: &["Ring", "Donut"],
    help: "Makes a closed ring.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        ORIENTATION.declaration,
        RING_RADIUS.declaration,
        SECTION_RADIUS.declaration,
        CENTER.declaration,
        ROTATE.declaration,
        UNIFORM_SCALE.declaration,
        ROWS.declaration,
        COLUMNS.declaration,
        CONNECTIVITY.declaration,
        UVS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let Chosen(AxisChoice(axis)) = cook.get(ORIENTATION);
    let Chosen(ConnectivityChoice(connectivity)) = cook.get(CONNECTIVITY);
    let settings = Torus {
        ring_radius: cook.get(RING_RADIUS),
        section_radius: cook.get(SECTION_RADIUS),
        center: Vec3::from(cook.get(CENTER)),
        rows: count(cook, ROWS),
        columns: count(cook, COLUMNS),
        axis,
        connectivity,
        uvs: cook.get(UVS),
    };
    Ok(Outputs::one::<GeometryWire>(placed(cook, torus(&settings, cook.task())?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};

    #[test]
    fn it_is_closed_around_its_axis() {
        let made = cook_geometry(&NODE, &[("orientation", text("z"))], &[]).unwrap();
        assert!(made.is_closed());
        assert_eq!(made.euler_number(), 0);
        let size = made.bounds().size();
        assert!(size.z < 1.001 && size.x > 2.9 && size.y > 2.9, "{size}");
    }
}
