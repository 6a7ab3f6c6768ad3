//! Reverse: primitives turned round.

use geometry::Domain;
use geometry::ops::reverse::reverse;
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Required};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");

/// The declaration of Reverse.
pub const NODE: NodeType = NodeType {
    id: "reverse",
    label: "Reverse",
    category: "modify",
    aliases: &["Flip Faces", "Flip Normals", "Reverse Curve", "Reverse Vertex Order"],
    help: "Turns polygons round, so that they face the other way, and curves, so that they run \
           the other way. Normals turn with their polygons.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[GROUP.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    Ok(Outputs::one::<GeometryWire>(reverse(geometry, &chosen, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;

    #[test]
    fn a_cube_is_turned_inside_out() {
        assert_eq!(cook_geometry(&NODE, &[], &[&shapes::cube()]).unwrap().volume(), -8.0);
    }
}
