//! Triangulate: polygons cut into triangles.

use geometry::{Domain, ops};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const MAX_CORNERS: Parameter<i64> = Parameter::integer("max_corners", "Maximum Corners", 3)
    .at_least(3.0)
    .soft(3.0, 12.0)
    .help("Polygons with more corners than this are cut; the others stay. 4 keeps quads.");

/// The declaration of Triangulate.
pub const NODE: NodeType = NodeType {
    id: "triangulate",
    label: "Triangulate",
    category: "model",
    aliases: &["Divide", "Triangulate2D", "Triangulate Mesh", "Convex Polygons"],
    help: "Cuts polygons into triangles, concave ones rightly. Quads are cut along the diagonal \
           that leaves no triangle facing backwards. Attributes and groups follow.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[GROUP.declaration, MAX_CORNERS.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let most = usize::try_from(cook.get(MAX_CORNERS)).unwrap_or(3);
    let cut = ops::triangulate::triangulate(geometry, &chosen, most, cook.task())?;
    Ok(Outputs::one::<GeometryWire>(cut))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn quads_can_stay() {
        let four = [("max_corners", Value::Integer(4))];
        let cut = |values| cook_geometry(&NODE, values, &[&shapes::cube()]).unwrap();
        assert_eq!(cut(&[]).primitive_count(), 12);
        assert_eq!(cut(&four).primitive_count(), 6);
    }
}
