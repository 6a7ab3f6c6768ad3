//! Resample: curves with new points at even steps.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::resample::{Resample, ResampleNames, resample};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required, TextKind};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Curves");
const USE_LENGTH: Parameter<bool> = Parameter::toggle("use_length", "Maximum Segment Length", true)
    .help("Limits the length of segments.");
const LENGTH: Parameter<f32> = Parameter::float("length", "Length", 0.1)
    .at_least(0.0)
    .soft(0.001, 1.0)
    .unit("m")
    .shown_when(const { &[USE_LENGTH.is(&["true"])] })
    .help("The greatest length of a segment. 0 sets no limit.");
const USE_SEGMENTS: Parameter<bool> = Parameter::toggle("use_segments", "Maximum Segments", false)
    .help("Gives each curve a number of segments: exactly, or at most where a length limits too.");
const SEGMENTS: Parameter<i64> = Parameter::integer("segments", "Segments", 10)
    .at_least(1.0)
    .at_most(u32::MAX as f64)
    .soft(1.0, 100.0)
    .shown_when(const { &[USE_SEGMENTS.is(&["true"])] })
    .help("The number of segments of each curve, or of each edge when resampling by edge.");
const BY_EDGE: Parameter<bool> = Parameter::toggle("edge", "Resample by Polygon Edge", false)
    .help("Divides each edge of a curve on its own, so that the curve's points stay.");
const EVEN: Parameter<bool> = Parameter::toggle("even", "Even Last Segment", true)
    .shown_when(const { &[BY_EDGE.is(&["false"])] })
    .help(
        "Makes all segments of a curve the same length, a little shorter than asked for. \
         Otherwise they have exactly the length, and what is left makes a shorter one.",
    );
const LAST: Parameter<bool> = Parameter::toggle("last", "Maintain Last Vertex", true)
    .shown_when(const { &[BY_EDGE.is(&["false"]), EVEN.is(&["false"])] })
    .help("Keeps the end of the curve with a shorter last segment, in place of cutting it off.");
const CLOSED: Parameter<bool> = Parameter::toggle("closed", "Treat Polygons as Closed", true)
    .help("Keeps polygons closed. Otherwise they are opened at their first point.");
const USE_U: Parameter<bool> = Parameter::toggle("use_curve_u", "Make Curve U Attribute", false)
    .help("Gives points the part of the curve's length up to them, from 0 to 1.");
const U: Parameter<Arc<str>> =
    attribute("curve_u_attribute", "Curve U Attribute", "curveu", &[USE_U.is(&["true"])]);
const USE_TANGENT: Parameter<bool> =
    Parameter::toggle("use_tangent", "Make Tangent Attribute", false)
        .help("Gives points the unit direction of the curve.");
const TANGENT: Parameter<Arc<str>> =
    attribute("tangent_attribute", "Tangent Attribute", "tangentu", &[USE_TANGENT.is(&["true"])]);
const USE_DISTANCE: Parameter<bool> =
    Parameter::toggle("use_distance", "Make Distance Attribute", false)
        .help("Gives points the length of the curve up to them, in metres.");
const DISTANCE: Parameter<Arc<str>> =
    attribute("distance_attribute", "Distance Attribute", "ptdist", &[USE_DISTANCE.is(&["true"])]);
const USE_NUMBER: Parameter<bool> =
    Parameter::toggle("use_curve_number", "Make Curve Number Attribute", false)
        .help("Gives points the number of their curve among the primitives.");
const NUMBER: Parameter<Arc<str>> = attribute(
    "curve_number_attribute",
    "Curve Number Attribute",
    "curvenum",
    &[USE_NUMBER.is(&["true"])],
);

const fn attribute(
    id: &'static str,
    label: &'static str,
    default: &'static str,
    shown_when: &'static [graph::Condition],
) -> Parameter<Arc<str>> {
    Parameter::text_of(TextKind::Attribute, id, label, default)
        .shown_when(shown_when)
        .help("The name of the attribute.")
}

/// The declaration of Resample.
pub const NODE: NodeType = NodeType {
    id: "resample",
    label: "Resample",
    category: "curve",
    aliases: &["Resample Curve", "Subdivide Curve", "Divide"],
    help: "Divides curves and polygon outlines into segments of even length, or into a number of \
           them. Attributes are interpolated along the curve. Each resampled curve gets points \
           of its own.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        USE_LENGTH.declaration,
        LENGTH.declaration,
        USE_SEGMENTS.declaration,
        SEGMENTS.declaration,
        BY_EDGE.declaration,
        EVEN.declaration,
        LAST.declaration,
        CLOSED.declaration,
        USE_U.declaration,
        U.declaration,
        USE_TANGENT.declaration,
        TANGENT.declaration,
        USE_DISTANCE.declaration,
        DISTANCE.declaration,
        USE_NUMBER.declaration,
        NUMBER.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let name = |on: Parameter<bool>, name: Parameter<Arc<str>>| match cook.get(on) {
        true => cook.get(name).trim().to_owned(),
        false => String::new(),
    };
    let settings = Resample {
        length: cook.get(USE_LENGTH).then(|| cook.get(LENGTH)),
        segments: cook.get(USE_SEGMENTS).then(|| cook.get(SEGMENTS) as u32),
        by_edge: cook.get(BY_EDGE),
        even: cook.get(EVEN),
        keep_last: cook.get(LAST),
        closed: cook.get(CLOSED),
        names: ResampleNames {
            curve_u: name(USE_U, U),
            tangent: name(USE_TANGENT, TANGENT),
            distance: name(USE_DISTANCE, DISTANCE),
            curve_number: name(USE_NUMBER, NUMBER),
        },
    };
    let resampled = resample(geometry, &chosen, &settings, cook.task())?;
    Ok(Outputs::one::<GeometryWire>(resampled))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn curves_are_divided_by_number_or_length() {
        let square = shapes::polygon(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]);
        let fine = cook_geometry(&NODE, &[], &[&square]).unwrap();
        assert_eq!((fine.point_count(), fine.primitive_count()), (40, 1));
        let values = [
            ("use_length", Value::Toggle(false)),
            ("use_segments", Value::Toggle(true)),
            ("segments", Value::Integer(8)),
            ("use_curve_u", Value::Toggle(true)),
            ("curve_u_attribute", text("u")),
        ];
        let eight = cook_geometry(&NODE, &values, &[&square]).unwrap();
        assert_eq!(eight.points().read::<f32>("u").unwrap()[..3], [0.0, 0.125, 0.25]);
    }

    #[test]
    fn only_the_group_is_divided() {
        let lines = shapes::polylines();
        let one = cook_geometry(&NODE, &[("group", text("1"))], &[&lines]).unwrap();
        assert_eq!(one.topology().primitive(0).len(), 5);
        assert!(one.topology().primitive(1).len() > 2);
    }
}
