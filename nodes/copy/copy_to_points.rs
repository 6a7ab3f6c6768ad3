//! Copy to Points: copies of the first input on the points of the second.

use std::sync::Arc;

use geometry::ops::copy_to_points::{CopyToPoints, CopyToPointsError, copy_to_points};
use geometry::ops::extract::{self, LoosePoints};
use geometry::ops::transfer::{Transfer, TransferMethod};
use geometry::{Domain, Geometry};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{per_element, selection};
use crate::wires::GeometryWire;

const SOURCE: Required<GeometryWire> = Required::new("geometry", "Geometry to Copy");
const TARGETS: Required<GeometryWire> = Required::new("points", "Target Points");

const SOURCE_GROUP: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Group, "source_group", "Source Group", "")
        .help("Primitives of the first input to copy. Empty means everything.");
const TARGET_GROUP: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Group, "target_group", "Target Points", "")
        .help("Points of the second input that get a copy. Empty means all.");
const USE_PIECE: Parameter<bool> = Parameter::toggle("use_piece", "Use Piece Attribute", false)
    .help(
        "Each point gets only the piece of the first input whose value of the piece attribute is \
     its own, so that an attribute picks among variants.",
    );
const PIECE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "piece_attribute", "Piece Attribute", "name")
        .shown_when(const { &[USE_PIECE.is(&["true"])] })
        .help(
            "An integer or text attribute: on the primitives or points of the first input, and \
             on the points of the second.",
        );
const PACK: Parameter<bool> = Parameter::toggle("pack", "Pack and Instance", false).help(
    "Makes one packed instance a point. All of them share one geometry, which is much faster \
     and smaller; Unpack makes them real.",
);
const TRANSFORM: Parameter<bool> =
    Parameter::toggle("transform", "Transform Using Target Point Orientations", true).help(
        "Turns and scales each copy by its point's attributes: orient, or N (or v) with up; rot; \
         pscale and scale; trans and pivot; or transform in place of all of them.",
    );
const SCALE: Parameter<f32> = Parameter::float("scale", "Scale", 1.0)
    .soft(0.0, 2.0)
    .shown_when(const { &[TRANSFORM.is(&["true"])] })
    .per_element()
    .help(
        "How large the copies are, besides what pscale and scale of the points say. An expression \
         is over the target points: 0.5 + rand(@ptnum).",
    );
const APPLY_TO: Parameter<Chosen<ApplyTo>> = Parameter::menu("apply_to", "Apply Attributes to")
    .help("Which elements of the copies get the attributes of the target points.");
const SET: Parameter<Arc<str>> = Parameter::text_of(
    TextKind::Attribute,
    "set_attributes",
    "Set Attributes",
    Transfer::USUAL_SET,
)
.help(
    "Attributes and groups of the target points that copies take over, in place of their own: \
     names with the wildcards * and ?; ^ takes away.",
);
const MULTIPLY: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "multiply_attributes", "Multiply Attributes", "Alpha")
        .help("Attributes of the target points that the copies' own are multiplied by.");
const ADD: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "add_attributes", "Add Attributes", "v")
        .help("Attributes of the target points that are added to the copies' own.");

/// Which elements take over attributes.
#[derive(Debug, Clone, Copy)]
struct ApplyTo(Domain);

impl Choices for ApplyTo {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("points", "Points"),
        Choice::new("vertices", "Vertices"),
        Choice::new("primitives", "Primitives"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Domain::Point), Self(Domain::Vertex), Self(Domain::Primitive)];
}

/// The declaration of Copy to Points.
pub const NODE: NodeType = NodeType {
    id: "copy_to_points",
    label: "Copy to Points",
    category: "copy",
    aliases: &["Copy Stamp", "Instance on Points", "Instancer", "Duplicate"],
    help: "Copies the first input to each point of the second, turned and scaled by the points' \
           attributes, as real geometry or as packed instances that share it. The copies keep \
           their attributes and groups and take over those of their point.",
    inputs: &[SOURCE.declaration, TARGETS.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        SOURCE_GROUP.declaration,
        TARGET_GROUP.declaration,
        USE_PIECE.declaration,
        PIECE.declaration,
        PACK.declaration,
        TRANSFORM.declaration,
        SCALE.declaration,
        APPLY_TO.declaration,
        SET.declaration,
        MULTIPLY.declaration,
        ADD.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let source = chosen_source(cook)?;
    let targets = cook.input(TARGETS)?;
    let chosen = selection(cook, TARGET_GROUP, targets, Domain::Point)?;
    let Chosen(ApplyTo(to)) = cook.get(APPLY_TO);
    let transfer = |parameter, method| {
        let names = cook.get::<Arc<str>>(parameter);
        Transfer { names: names.to_string(), to, method }
    };
    let settings = CopyToPoints {
        pack: cook.get(PACK),
        turn: cook.get(TRANSFORM),
        scale: per_element(cook, SCALE, targets, Domain::Point)?,
        piece: cook.get(USE_PIECE).then(|| cook.get(PIECE).trim().to_owned()),
        transfers: vec![
            transfer(SET, TransferMethod::Set),
            transfer(MULTIPLY, TransferMethod::Multiply),
            transfer(ADD, TransferMethod::Add),
        ],
    };
    let copies = copy_to_points(&source, targets, &chosen, &settings, cook.task());
    let copies = copies.map_err(|error| match error {
        CopyToPointsError::Stop(stop) => stop.into(),
        CopyToPointsError::Source(_) | CopyToPointsError::Points(_) => NodeError::Parameter {
            parameter: PIECE.declaration.id.to_owned(),
            message: error.to_string(),
        },
    })?;
    Ok(Outputs::one::<GeometryWire>(copies))
}

/// What of the first input is copied.
fn chosen_source(cook: &Cook<'_>) -> Result<Geometry, NodeError> {
    let source = cook.input(SOURCE)?;
    if cook.get(SOURCE_GROUP).trim().is_empty() {
        return Ok(source.clone());
    }
    let chosen = selection(cook, SOURCE_GROUP, source, Domain::Primitive)?;
    Ok(extract::primitives(source, &chosen.to_mask(), LoosePoints::Drop, cook.task())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, shapes};
    use graph::Value;

    #[test]
    fn cubes_stand_on_a_grid_packed_or_real() {
        let inputs = [&shapes::cube(), &shapes::grid(4, 4)];
        let real = cook_geometry(&NODE, &[], &inputs).unwrap();
        assert_eq!((real.point_count(), real.packed_count()), (200, 0));
        let pack = [("pack", Value::Toggle(true))];
        let packed = cook_geometry(&NODE, &pack, &inputs).unwrap();
        assert_eq!((packed.point_count(), packed.packed_count()), (25, 25));
        assert_eq!(packed.bounds(), real.bounds());
    }

    #[test]
    fn groups_limit_both_sides() {
        let values = [("source_group", text("0")), ("target_group", text("0-1"))];
        let inputs = [&shapes::cube(), &shapes::grid(4, 4)];
        let copies = cook_geometry(&NODE, &values, &inputs).unwrap();
        assert_eq!((copies.point_count(), copies.primitive_count()), (8, 2));
    }

    #[test]
    fn a_piece_attribute_picks_variants_and_is_missed_where_it_is_not() {
        let mut cube = shapes::cube();
        let sides = Column::new(vec![0_i32, 1, 1, 2, 2, 2]);
        cube.table_mut(Domain::Primitive).set("side", sides);
        let mut points = Geometry::from_points(vec![glam::Vec3::ZERO; 2]);
        points.table_mut(Domain::Point).set("side", Column::new(vec![2_i32, 1]));
        let mut values =
            vec![("use_piece", Value::Toggle(true)), ("piece_attribute", text("side"))];
        let copies = cook_geometry(&NODE, &values, &[&cube, &points]).unwrap();
        assert_eq!(copies.primitive_count(), 5);
        values[1].1 = text("part");
        let error = cook_geometry(&NODE, &values, &[&cube, &points]).unwrap_err();
        assert!(error.to_string().contains("piece_attribute"), "{error}");
    }
}
