//! Box: six sides of quads.

use geometry::ops::create::{Cuboid, cuboid};
use glam::Vec3;
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter};

use super::placing::{CENTER, ROTATE, UNIFORM_SCALE, UVS, count, placed};
use crate::wires::GeometryWire;

const SIZE: Parameter<[f32; 3]> =
    Parameter::vector3("size", "Size", [1.0; 3]).unit("m").help("Along X, Y and Z.");
const DIVISIONS_X: Parameter<i64> = Parameter::integer("divisions_x", "Divisions X", 1)
    .at_least(1.0)
    .soft(1.0, 20.0)
    .help("Faces along X.");
const DIVISIONS_Y: Parameter<i64> = Parameter::integer("divisions_y", "Divisions Y", 1)
    .at_least(1.0)
    .soft(1.0, 20.0)
    .help("Faces along Y.");
const DIVISIONS_Z: Parameter<i64> = Parameter::integer("divisions_z", "Divisions Z", 1)
    .at_least(1.0)
    .soft(1.0, 20.0)
    .help("Faces along Z.");
const CONSOLIDATE: Parameter<bool> =
    Parameter::toggle("consolidate_corners", "Consolidate Corner Points", true)
        .help("Sides share the points of their borders. Off, they are six separate pieces.");
const GROUPS: Parameter<bool> = Parameter::toggle("side_groups", "Side Groups", false)
    .help("Makes the primitive groups left, right, bottom, top, back and front.");

/// The declaration of Box.
pub const NODE: NodeType = NodeType {
    id: "box",
    label: "Box",
    category: "create",
    aliases: &["Cube", "Cuboid"],
    help: "Makes a closed box of quads, each side divided as wanted.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        SIZE.declaration,
        CENTER.declaration,
        ROTATE.declaration,
        UNIFORM_SCALE.declaration,
        DIVISIONS_X.declaration,
        DIVISIONS_Y.declaration,
        DIVISIONS_Z.declaration,
        CONSOLIDATE.declaration,
        GROUPS.declaration,
        UVS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let settings = Cuboid {
        size: Vec3::from(cook.get(SIZE)),
        center: Vec3::from(cook.get(CENTER)),
        divisions: [DIVISIONS_X, DIVISIONS_Y, DIVISIONS_Z].map(|axis| count(cook, axis)),
        consolidate: cook.get(CONSOLIDATE),
        groups: cook.get(GROUPS),
        uvs: cook.get(UVS),
    };
    Ok(Outputs::one::<GeometryWire>(placed(cook, cuboid(&settings, cook.task())?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, vector};
    use graph::Value;

    #[test]
    fn it_turns_about_its_middle() {
        let values = [
            ("size", vector([2.0, 4.0, 6.0])),
            ("center", vector([10.0, 0.0, 0.0])),
            ("rotate", vector([0.0, 90.0, 0.0])),
            ("uniform_scale", Value::Float(0.5)),
            ("divisions_y", Value::Integer(3)),
        ];
        let made = cook_geometry(&NODE, &values, &[]).unwrap();
        assert!(made.is_closed());
        assert_eq!(made.primitive_count(), 14);
        assert_eq!(made.bounds().center(), Vec3::X * 10.0);
        assert_eq!(made.bounds().size(), Vec3::new(3.0, 2.0, 1.0));
    }
}
