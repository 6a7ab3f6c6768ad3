//! Convex Hull: the smallest convex shape around points.

use geometry::Domain;
use geometry::ops::convex_hull::{ConvexHull, convex_hull};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const MERGE_FLAT: Parameter<bool> = Parameter::toggle("merge_flat", "Merge Flat Faces", true)
    .help("Makes one polygon of triangles in one plane; off, all faces are triangles.");
const FLAT_ANGLE: Parameter<f32> = Parameter::float("flat_angle", "Flat Angle", 0.1)
    .at_least(0.0)
    .at_most(60.0)
    .soft(0.0, 10.0)
    .unit("°")
    .shown_when(&[MERGE_FLAT.is(&["true"])])
    .help("Triangles that turn from each other by no more than this are in one plane.");

/// The declaration of Convex Hull.
pub const NODE: NodeType = NodeType {
    id: "convex_hull",
    label: "Convex Hull",
    category: "model",
    aliases: &["Shrinkwrap", "Hull", "Collision Shape"],
    help: "Wraps the points of the group, those in packed geometry included, into the smallest \
           convex shape. Points keep their attributes. Flat input gives one polygon.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[GROUP.declaration, MERGE_FLAT.declaration, FLAT_ANGLE.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Point)?;
    let settings = ConvexHull {
        selection: (!chosen.is_all()).then_some(&chosen),
        merge_degrees: cook.get(MERGE_FLAT).then(|| cook.get(FLAT_ANGLE)),
    };
    Ok(Outputs::one::<GeometryWire>(convex_hull(geometry, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_cube_is_its_own_hull() {
        let merged = cook_geometry(&NODE, &[], &[&shapes::duplicates()]).unwrap();
        assert_eq!((merged.point_count(), merged.primitive_count()), (8, 6));
        let values = [("merge_flat", Value::Toggle(false))];
        let triangles = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert_eq!(triangles.primitive_count(), 12);
    }
}
