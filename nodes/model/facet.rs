//! Facet: sharp and soft edges, plane polygons.

use geometry::ops::facet::{Facet, facet};
use geometry::{Domain, Selection};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const UNIQUE: Parameter<bool> = Parameter::toggle("unique_points", "Unique Points", false)
    .help("Give every corner a point of its own, so that all edges are hard.");
const CONSOLIDATE: Parameter<bool> =
    Parameter::toggle("consolidate_points", "Consolidate Points", false)
        .help("Make one of points near each other, so that edges are soft.");
const CONSOLIDATE_DISTANCE: Parameter<f32> =
    Parameter::float("consolidate_distance", "Consolidate Distance", 0.001)
        .at_least(0.0)
        .soft(0.0, 0.1)
        .unit("m")
        .shown_when(&[CONSOLIDATE.is(&["true"])])
        .help("How near points have to be to become one.");
const ORIENT: Parameter<bool> = Parameter::toggle("orient_polygons", "Orient Polygons", false)
    .help("Turn polygons over that do not face like their neighbours; closed surfaces outwards.");
const CUSP: Parameter<bool> = Parameter::toggle("cusp_polygons", "Cusp Polygons", false)
    .help("Split points along edges sharper than the cusp angle.");
const CUSP_ANGLE: Parameter<f32> = Parameter::float("cusp_angle", "Cusp Angle", 20.0)
    .at_least(0.0)
    .at_most(180.0)
    .unit("°")
    .shown_when(&[CUSP.is(&["true"])])
    .help("Faces that turn from each other by more than this angle are split.");
const INLINE: Parameter<bool> = Parameter::toggle("remove_inline", "Remove Inline Points", false)
    .help("Take points out of polygons that lie on a straight side. The points themselves stay.");
const DISTANCE: Parameter<f32> = Parameter::float("distance", "Distance", 0.001)
    .at_least(0.0)
    .soft(0.0, 0.1)
    .unit("m")
    .shown_when(&[INLINE.is(&["true"])])
    .help("How far from the straight line still counts as on it.");
const PLANAR: Parameter<bool> = Parameter::toggle("make_planar", "Make Planar", false)
    .help("Move the corners of bent polygons into their mean plane.");
const DEGENERATE: Parameter<bool> =
    Parameter::toggle("remove_degenerate", "Remove Degenerate", false)
        .help("Take out polygons without an area and polylines without a length.");
const REVERSE: Parameter<bool> = Parameter::toggle("reverse_normals", "Reverse Normals", false)
    .help("Turn the normals of points, vertices and primitives round.");
const NORMALS: Parameter<bool> = Parameter::toggle("post_normals", "Post-Compute Normals", false)
    .help("Set point normals from the result.");

/// The declaration of Facet.
pub const NODE: NodeType = NodeType {
    id: "facet",
    label: "Facet",
    category: "model",
    aliases: &["Split Edges", "Edge Split", "Unique Points", "Make Planar", "Edge Cusp"],
    help: "Decides which corners share a point: unique points or cusped edges make facets hard, \
           consolidated points soft. Can also orient polygons, take out what is needless or \
           degenerate, make polygons plane, and set or turn normals.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        UNIQUE.declaration,
        CONSOLIDATE.declaration,
        CONSOLIDATE_DISTANCE.declaration,
        ORIENT.declaration,
        CUSP.declaration,
        CUSP_ANGLE.declaration,
        INLINE.declaration,
        DISTANCE.declaration,
        PLANAR.declaration,
        DEGENERATE.declaration,
        NORMALS.declaration,
        REVERSE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen: Selection = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let settings = Facet {
        unique_points: cook.get(UNIQUE),
        consolidate: cook.get(CONSOLIDATE).then(|| cook.get(CONSOLIDATE_DISTANCE)),
        orient: cook.get(ORIENT),
        cusp_degrees: cook.get(CUSP).then(|| cook.get(CUSP_ANGLE)),
        remove_inline: cook.get(INLINE).then(|| cook.get(DISTANCE)),
        make_planar: cook.get(PLANAR),
        remove_degenerate: cook.get(DEGENERATE),
        normals: cook.get(NORMALS),
        reverse_normals: cook.get(REVERSE),
    };
    Ok(Outputs::one::<GeometryWire>(facet(geometry, &chosen, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_cusped_cube_has_four_points_a_face() {
        let cusp = [("cusp_polygons", Value::Toggle(true))];
        let cusped = cook_geometry(&NODE, &cusp, &[&shapes::cube()]).unwrap();
        assert_eq!(cusped.point_count(), 24);
        assert_eq!(cook_geometry(&NODE, &[], &[&shapes::cube()]).unwrap(), shapes::cube());
        let soft = [("consolidate_points", Value::Toggle(true))];
        assert_eq!(cook_geometry(&NODE, &soft, &[&cusped]).unwrap().point_count(), 8);
    }
}
