//! Clip: cuts geometry with a plane.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::clip::{Clip, Keep, clip};
use geometry::ops::group::GroupError;
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Condition, Cook, NodeError, NodeType, OutputDeclaration, Outputs,
    Parameter, Required,
};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const KEEP: Parameter<Chosen<KeepChoice>> = Parameter::menu("keep", "Keep")
    .help("Which side of the plane stays; all cuts along it and keeps both.");
const ORIGIN: Parameter<[f32; 3]> =
    Parameter::vector3("origin", "Origin", [0.0, 0.0, 0.0]).help("A point of the plane.").unit("m");
const DISTANCE: Parameter<f32> = Parameter::float("distance", "Distance", 0.0)
    .help("How far the plane is moved along its direction.")
    .unit("m")
    .soft(-10.0, 10.0);
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .help("The direction that the plane faces; its length does not matter.")
        .soft(-1.0, 1.0);
const FILL: Parameter<bool> = Parameter::toggle("fill", "Fill", false).help(
    "Fills the holes that the plane leaves, so that solids stay closed. Where both sides \
           are kept they are parted, each with a cap of its own.",
);
const CAP_GROUP: Parameter<Arc<str>> = Parameter::text("cap_group", "Cap Group", "cap")
    .help("The primitive group of the polygons that fill; empty for none.")
    .shown_when(&[FILL.is(&["true"])]);
const CLIPPED_GROUP: Parameter<Arc<str>> =
    Parameter::text("clipped_group", "Clipped Points Group", "clipped")
        .help("The point group of the points that lie in the plane; empty for none.");
const WHERE_ALL: &[Condition] = &[KEEP.is(&["all"])];
const ABOVE_GROUP: Parameter<Arc<str>> =
    Parameter::text("above_group", "Above Primitives Group", "")
        .help("The primitive group of what lies above the plane; empty for none.")
        .shown_when(WHERE_ALL);
const BELOW_GROUP: Parameter<Arc<str>> =
    Parameter::text("below_group", "Below Primitives Group", "")
        .help("The primitive group of what lies below the plane; empty for none.")
        .shown_when(WHERE_ALL);

/// The declaration of Clip.
pub const NODE: NodeType = NodeType {
    id: "clip",
    label: "Clip",
    category: "model",
    aliases: &["Bisect", "Cut", "Slice", "Plane Cut"],
    help: "Cuts polygons and curves with a plane and keeps one side of it or both. Points, \
           vertices and their attributes are made along the cut, and holes are filled on \
           request. Packed instances stay or go with their point; unpack them to cut them.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        KEEP.declaration,
        ORIGIN.declaration,
        DISTANCE.declaration,
        DIRECTION.declaration,
        FILL.declaration,
        CAP_GROUP.declaration,
        CLIPPED_GROUP.declaration,
        ABOVE_GROUP.declaration,
        BELOW_GROUP.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

#[derive(Debug, Clone, Copy)]
struct KeepChoice(Keep);

impl Choices for KeepChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("above", "Primitives Above the Plane"),
        Choice::new("below", "Primitives Below the Plane"),
        Choice::new("all", "All Primitives"),
    ];
    const VALUES: &'static [Self] = &[Self(Keep::Above), Self(Keep::Below), Self(Keep::Both)];
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let Chosen(KeepChoice(keep)) = cook.get(KEEP);
    let direction = Vec3::from(cook.get(DIRECTION));
    if direction == Vec3::ZERO {
        return Err(NodeError::Parameter {
            parameter: DIRECTION.declaration.id.to_owned(),
            message: "a plane needs a direction: make one of the numbers other than 0".to_owned(),
        });
    }
    let group = |name: Parameter<Arc<str>>, used: bool| match used {
        true => cook.get(name).trim().to_owned(),
        false => String::new(),
    };
    let settings = Clip {
        origin: Vec3::from(cook.get(ORIGIN)),
        direction,
        distance: cook.get(DISTANCE),
        keep,
        fill: cook.get(FILL),
        cap_group: group(CAP_GROUP, true),
        clipped_group: group(CLIPPED_GROUP, true),
        above_group: group(ABOVE_GROUP, keep == Keep::Both),
        below_group: group(BELOW_GROUP, keep == Keep::Both),
    };
    let clipped = clip(geometry, &chosen, &settings, cook.task()).map_err(|error| match error {
        GroupError::Stop(stop) => NodeError::from(stop),
        error => NodeError::message(error),
    })?;
    Ok(Outputs::one::<GeometryWire>(clipped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn half_a_cube_is_half_as_large_and_closed_when_filled() {
        let cube = shapes::cube();
        let open = cook_geometry(&NODE, &[], &[&cube]).unwrap();
        assert!(!open.is_closed() && open.primitive_count() == 5);
        let values = [
            ("fill", Value::Toggle(true)),
            ("distance", Value::Float(0.5)),
            ("keep", text("below")),
        ];
        let closed = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert!(closed.is_closed() && (closed.volume() - 6.0).abs() < 1e-6);
        assert!(closed.primitives().group("cap").unwrap().contains(&true));
    }

    #[test]
    fn both_sides_can_be_told_apart() {
        let values = [("keep", text("all")), ("above_group", text("roof"))];
        let both = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert_eq!(both.primitive_count(), 10);
        let roof = both.primitives().group("roof").unwrap();
        assert_eq!(roof.iter().filter(|&&member| member).count(), 5);
    }

    #[test]
    fn a_plane_without_a_direction_and_a_bad_group_name_are_refused() {
        let flat = [("direction", vector([0.0; 3]))];
        let error = cook_geometry(&NODE, &flat, &[&shapes::cube()]).unwrap_err();
        assert!(error.to_string().contains("needs a direction"));
        let name = [("clipped_group", text("a b"))];
        let error = cook_geometry(&NODE, &name, &[&shapes::cube()]).unwrap_err();
        assert!(error.to_string().contains("\"a b\" cannot be the name"));
    }
}
