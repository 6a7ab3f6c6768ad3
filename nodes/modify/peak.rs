//! Peak: points moved along their normals.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::peak::{Peak, peak};
use glam::Vec3;
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required, TextKind};

use crate::fields::{GROUP, per_element, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const DISTANCE: Parameter<f32> = Parameter::float("distance", "Distance", 0.1)
    .soft(-1.0, 1.0)
    .unit("m")
    .per_element()
    .help("How far points move outwards; negative moves them inwards.");
const USE_DIRECTION: Parameter<bool> = Parameter::toggle("use_direction", "Use Direction", false)
    .help("Move all points the same way instead of along their normals.");
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .shown_when(&[USE_DIRECTION.is(&["true"])])
        .help("The way, whatever its length.");
const MASK: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "mask", "Mask Attribute", "")
        .help("A float point attribute that multiplies the distance.");
const UPDATE: Parameter<bool> = Parameter::toggle("update_normals", "Update Normals", true)
    .help("Make point normals anew afterwards, if there are any.");

/// The declaration of Peak.
pub const NODE: NodeType = NodeType {
    id: "peak",
    label: "Peak",
    category: "modify",
    aliases: &["Inflate", "Shrink/Fatten", "Set Position", "Displace"],
    help: "Moves points along their normals, or along one direction. Normals are the point \
           attribute N where there is one, else made from the polygons.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        DISTANCE.declaration,
        USE_DIRECTION.declaration,
        DIRECTION.declaration,
        MASK.declaration,
        UPDATE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Point)?;
    let mask = cook.get(MASK);
    if !mask.is_empty() && geometry.points().read::<f32>(&mask).is_none() {
        cook.warn(format!("points have no float attribute \"{mask}\"; the mask does nothing"));
    }
    let settings = Peak {
        distance: per_element(cook, DISTANCE, geometry, Domain::Point)?,
        direction: cook.get(USE_DIRECTION).then(|| Vec3::from(cook.get(DIRECTION))),
        scale_attribute: mask.to_string(),
        update_normals: cook.get(UPDATE),
    };
    Ok(Outputs::one::<GeometryWire>(peak(geometry, &chosen, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_cube_grows_along_its_diagonals() {
        let far = [("distance", Value::Float(3_f64.sqrt()))];
        let grown = cook_geometry(&NODE, &far, &[&shapes::cube()]).unwrap();
        assert!((grown.volume() - 64.0).abs() < 1e-3);
    }
}
