//! Extrude: faces pulled out of a surface, with walls around them.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::extrude::{Direction, Divide, Extrude, ExtrudeGroups, extrude};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, per_element, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const DIVIDE: Parameter<Chosen<DivideChoice>> = Parameter::menu("divide_into", "Divide Into")
    .help("Whether faces that share edges move as one or each for itself.");
const MODE: Parameter<Chosen<Mode>> =
    Parameter::menu("extrusion", "Extrusion").help("Which way faces move.");
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .shown_when(&[MODE.is(&["direction"])])
        .help("The way, whatever its length.");
const DISTANCE: Parameter<f32> = Parameter::float("distance", "Distance", 0.1)
    .soft(-1.0, 1.0)
    .unit("m")
    .per_element()
    .help("How far faces move; below zero into the surface.");
const INSET: Parameter<f32> = Parameter::float("inset", "Inset", 0.0)
    .soft(-1.0, 1.0)
    .unit("m")
    .per_element()
    .help("How far the outline moves into its faces; below zero outwards.");
const LIMIT_INSET: Parameter<bool> = Parameter::toggle("limit_inset", "Limit Inset", true)
    .help("An inset ends where the first edge has shrunk to a point.");
const TWIST: Parameter<f32> = Parameter::float("twist", "Twist", 0.0)
    .soft(-180.0, 180.0)
    .unit("°")
    .help("How far the front turns about its normal.");
const SCALE: Parameter<f32> = Parameter::float("scale", "Front Scale", 1.0)
    .soft(0.0, 2.0)
    .help("How large the front becomes about its middle.");
const DIVISIONS: Parameter<i64> = Parameter::integer("divisions", "Divisions", 1)
    .at_least(1.0)
    .at_most(100_000.0)
    .soft(1.0, 20.0)
    .help("Rows of faces in a wall.");
const DISTANCE_SCALE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "distance_scale", "Distance Scale Attribute", "")
        .help("A float attribute of primitives or points that multiplies the distance.");
const INSET_SCALE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "inset_scale", "Inset Scale Attribute", "")
        .help("A float attribute of primitives or points that multiplies the inset.");
const FRONT: Parameter<bool> =
    Parameter::toggle("output_front", "Output Front", true).help("Keep the moved faces.");
const BACK: Parameter<bool> = Parameter::toggle("output_back", "Output Back", false)
    .help("Leave the faces also where they were, turned over: makes a sheet solid.");
const SIDES: Parameter<bool> =
    Parameter::toggle("output_sides", "Output Sides", true).help("Make the walls.");
const FRONT_GROUP: Parameter<Arc<str>> = Parameter::text("front_group", "Front Group", "")
    .help("The name of a primitive group of the moved faces; empty for none.");
const BACK_GROUP: Parameter<Arc<str>> = Parameter::text("back_group", "Back Group", "")
    .help("The name of a primitive group of the faces that were left; empty for none.");
const SIDE_GROUP: Parameter<Arc<str>> = Parameter::text("side_group", "Side Group", "")
    .help("The name of a primitive group of the walls; empty for none.");
const FRONT_SEAM: Parameter<Arc<str>> =
    Parameter::text("front_seam_group", "Front Seam Points Group", "")
        .help("The name of a point group of where walls meet moved faces; empty for none.");
const BACK_SEAM: Parameter<Arc<str>> =
    Parameter::text("back_seam_group", "Back Seam Points Group", "")
        .help("The name of a point group of where walls stand; empty for none.");

#[derive(Clone, Copy)]
struct DivideChoice(Divide);

impl Choices for DivideChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("connected", "Connected Components"),
        Choice::new("individual", "Individual Elements"),
    ];
    const VALUES: &'static [Self] = &[Self(Divide::Connected), Self(Divide::Individual)];
}

#[derive(Clone, Copy)]
enum Mode {
    PointNormal,
    PrimitiveNormal,
    Direction,
}

impl Choices for Mode {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("point_normal", "Point Normal"),
        Choice::new("primitive_normal", "Primitive Normal"),
        Choice::new("direction", "Direction"),
    ];
    const VALUES: &'static [Self] = &[Self::PointNormal, Self::PrimitiveNormal, Self::Direction];
}

/// The declaration of Extrude.
pub const NODE: NodeType = NodeType {
    id: "extrude",
    label: "Extrude",
    category: "model",
    aliases: &["PolyExtrude", "Extrude Mesh", "Inset", "Push/Pull"],
    help: "Moves faces and joins them to where they were by walls: each for itself or connected \
           ones as one, along normals or a direction, with an inset, a twist and rows of faces \
           in the walls. Of polylines it makes walls.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        DIVIDE.declaration,
        MODE.declaration,
        DIRECTION.declaration,
        DISTANCE.declaration,
        INSET.declaration,
        LIMIT_INSET.declaration,
        TWIST.declaration,
        SCALE.declaration,
        DIVISIONS.declaration,
        DISTANCE_SCALE.declaration,
        INSET_SCALE.declaration,
        FRONT.declaration,
        BACK.declaration,
        SIDES.declaration,
        FRONT_GROUP.declaration,
        BACK_GROUP.declaration,
        SIDE_GROUP.declaration,
        FRONT_SEAM.declaration,
        BACK_SEAM.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let settings = Extrude {
        divide: cook.get(DIVIDE).0.0,
        direction: match cook.get(MODE).0 {
            Mode::PointNormal => Direction::PointNormals,
            Mode::PrimitiveNormal => Direction::PrimitiveNormals,
            Mode::Direction => Direction::Along(Vec3::from(cook.get(DIRECTION))),
        },
        distance: per_element(cook, DISTANCE, geometry, Domain::Primitive)?,
        inset: per_element(cook, INSET, geometry, Domain::Primitive)?,
        limit_inset: cook.get(LIMIT_INSET),
        twist_degrees: cook.get(TWIST),
        scale: cook.get(SCALE),
        divisions: u32::try_from(cook.get(DIVISIONS)).unwrap_or(1),
        distance_scale: cook.get(DISTANCE_SCALE),
        inset_scale: cook.get(INSET_SCALE),
        front: cook.get(FRONT),
        back: cook.get(BACK),
        sides: cook.get(SIDES),
        groups: ExtrudeGroups {
            front: cook.get(FRONT_GROUP),
            back: cook.get(BACK_GROUP),
            sides: cook.get(SIDE_GROUP),
            front_seam: cook.get(FRONT_SEAM),
            back_seam: cook.get(BACK_SEAM),
        },
    };
    Ok(Outputs::one::<GeometryWire>(extrude(geometry, &chosen, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn one_face_pulled_out_leaves_a_closed_solid() {
        let values = [
            ("group", text("3")),
            ("distance", Value::Float(2.0)),
            ("side_group", text("walls")),
            ("front_seam_group", text("rim")),
            ("back_seam_group", text("foot")),
        ];
        let pulled = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert!(pulled.is_closed());
        assert!((pulled.volume() - 16.0).abs() < 1e-4);
        let walls = pulled.primitives().group("walls").unwrap();
        assert_eq!(walls.iter().filter(|&&wall| wall).count(), 4);
        let [rim, foot] = ["rim", "foot"].map(|name| pulled.points().group(name).unwrap());
        let count = |group: &[bool]| group.iter().filter(|&&member| member).count();
        assert_eq!((count(rim), count(foot)), (4, 4));
        assert!(rim.iter().zip(foot).all(|(rim, foot)| !(rim & foot)));
    }
}
