//! Attribute Transfer: attributes taken over from what is near in another geometry.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::attribute_transfer::{TakeFrom, Transfer, attribute_transfer};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::selection;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const SOURCE: Required<GeometryWire> = Required::new("source", "Source");
const POINT_GROUP: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Group, "point_group", "Destination Points", "")
        .help("Points of the first input that take values over. Empty means all.");
const PRIMITIVE_GROUP: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Group, "primitive_group", "Destination Primitives", "").help(
        "Primitives of the first input that take values over, and their vertices. Empty means \
         all.",
    );
const POINTS: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "points", "Points", "*")
        .help("Point attributes and groups to take over. Empty for none.");
const VERTICES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "vertices", "Vertices", "")
        .help("Vertex attributes and groups to take over, such as uv. Empty for none.");
const PRIMITIVES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "primitives", "Primitives", "")
        .help("Primitive attributes and groups to take over. Empty for none.");
const DETAIL: Parameter<Arc<str>> = Parameter::text_of(TextKind::Attribute, "detail", "Detail", "")
    .help("Detail attributes to take over. Empty for none.");
const METHOD: Parameter<Chosen<Method>> = Parameter::menu("method", "Method").help(
    "From the closest place on the polygons of the source, or from its nearest points, vertices \
     and primitives.",
);
const MAX_SAMPLE_COUNT: Parameter<i64> =
    Parameter::integer("max_sample_count", "Max Sample Count", 4)
        .at_least(1.0)
        .at_most(1000.0)
        .soft(1.0, 32.0)
        .shown_when(&[METHOD.is(&["nearest"])])
        .help("From how many elements values are mixed.");
const KERNEL_RADIUS: Parameter<f32> = Parameter::float("kernel_radius", "Kernel Radius", 1.0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .unit("m")
    .shown_when(&[METHOD.is(&["nearest"])])
    .help(
        "How far an element's weight reaches. 0 has no end: then elements weigh by the inverse \
         square of their distance.",
    );
const LIMIT_DISTANCE: Parameter<bool> =
    Parameter::toggle("limit_distance", "Distance Threshold", false)
        .help("Leaves what is too far from the source as it is.");
const DISTANCE: Parameter<f32> = Parameter::float("distance", "Distance", 1.0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .unit("m")
    .shown_when(&[LIMIT_DISTANCE.is(&["true"])])
    .help("Up to here elements take the whole new value.");
const BLEND_WIDTH: Parameter<f32> = Parameter::float("blend_width", "Blend Width", 0.0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .unit("m")
    .shown_when(&[LIMIT_DISTANCE.is(&["true"])])
    .help("Over this distance beyond, the old values come back.");

#[derive(Clone, Copy, PartialEq)]
enum Method {
    Surface,
    Nearest,
}

impl Choices for Method {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("surface", "Closest Surface Point"),
        Choice::new("nearest", "Nearest Elements"),
    ];
    const VALUES: &'static [Self] = &[Self::Surface, Self::Nearest];
}

/// The declaration of Attribute Transfer.
pub const NODE: NodeType = NodeType {
    id: "attribute_transfer",
    label: "Attribute Transfer",
    category: "attribute",
    aliases: &["Attribtransfer", "Data Transfer", "Sample Nearest Surface", "Sample Nearest"],
    help: "Gives the first input attributes and groups of the second, from what is near: points \
           from points, vertices from vertices, primitives from primitives. Beyond a distance \
           the first input keeps its own.",
    inputs: &[INPUT.declaration, SOURCE.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        POINT_GROUP.declaration,
        PRIMITIVE_GROUP.declaration,
        POINTS.declaration,
        VERTICES.declaration,
        PRIMITIVES.declaration,
        DETAIL.declaration,
        METHOD.declaration,
        MAX_SAMPLE_COUNT.declaration,
        KERNEL_RADIUS.declaration,
        LIMIT_DISTANCE.declaration,
        DISTANCE.declaration,
        BLEND_WIDTH.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let (geometry, source) = (cook.input(INPUT)?, cook.input(SOURCE)?);
    let chosen = |parameter, domain| {
        let chosen = selection(cook, parameter, geometry, domain)?;
        Ok::<_, NodeError>((!chosen.is_all()).then_some(chosen))
    };
    let points = chosen(POINT_GROUP, Domain::Point)?;
    let vertices = chosen(PRIMITIVE_GROUP, Domain::Vertex)?;
    let primitives = chosen(PRIMITIVE_GROUP, Domain::Primitive)?;
    let names = [POINTS, VERTICES, PRIMITIVES, DETAIL].map(|parameter| cook.get(parameter));
    let radius = cook.get(KERNEL_RADIUS);
    let is_limited = cook.get(LIMIT_DISTANCE);
    let settings = Transfer {
        points: &names[0],
        vertices: &names[1],
        primitives: &names[2],
        detail: &names[3],
        from: match cook.get(METHOD) {
            Chosen(Method::Surface) => TakeFrom::Surface,
            Chosen(Method::Nearest) => TakeFrom::Nearest {
                count: cook.get(MAX_SAMPLE_COUNT) as u32,
                radius: if radius > 0.0 { radius } else { f32::INFINITY },
            },
        },
        most: if is_limited { cook.get(DISTANCE) } else { f32::INFINITY },
        blend_width: if is_limited { cook.get(BLEND_WIDTH) } else { 0.0 },
        selections: [points.as_ref(), vertices.as_ref(), primitives.as_ref()],
    };
    let result = attribute_transfer(geometry, source, &settings, cook.task())?;
    Ok(Outputs::one::<GeometryWire>(result))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    #[test]
    fn attributes_come_over_by_domain_and_name() {
        let (cube, source) = (shapes::cube(), shapes::with_attributes(shapes::cube()));
        let values = [("points", text("Cd")), ("vertices", text("u*")), ("detail", text("*"))];
        let result = cook_geometry(&NODE, &values, &[&cube, &source]).unwrap();
        assert_eq!(result.points().get("Cd"), source.points().get("Cd"));
        assert!(result.vertices().contains("uv") && result.detail().contains("note"));
        assert!(!result.points().contains("mass") && !result.primitives().contains("piece"));
    }
}
