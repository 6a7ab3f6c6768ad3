//! Subdivide: smooth surfaces from coarse ones.

use geometry::Domain;
use geometry::ops::subdivide::{Borders, Scheme, Subdivide, subdivide};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required,
};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

/// A menu of the schemes.
#[derive(Debug, Clone, Copy)]
pub struct SchemeChoice(Scheme);

impl Choices for SchemeChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("catmull_clark", "Catmull-Clark"),
        Choice::new("loop", "Loop"),
        Choice::new("bilinear", "Bilinear"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Scheme::CatmullClark), Self(Scheme::Loop), Self(Scheme::Linear)];
}

/// A menu of what becomes of borders.
#[derive(Debug, Clone, Copy)]
pub struct BorderChoice(Borders);

impl Choices for BorderChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("edge_and_corner", "Sharp Corners"),
        Choice::new("edge", "Smooth"),
        Choice::new("fixed", "Fixed"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Borders::EdgesAndCorners), Self(Borders::Edges), Self(Borders::Fixed)];
}

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const ALGORITHM: Parameter<Chosen<SchemeChoice>> = Parameter::menu("algorithm", "Algorithm").help(
    "Catmull-Clark makes smooth quads of any polygons. Loop makes smooth triangles; other \
     polygons are triangulated first. Bilinear splits without moving anything.",
);
const ITERATIONS: Parameter<i64> = Parameter::integer("iterations", "Depth", 1)
    .at_least(0.0)
    .at_most(12.0)
    .soft(0.0, 6.0)
    .help("How often: each level makes four times as many faces.");
const BORDERS: Parameter<Chosen<BorderChoice>> =
    Parameter::menu("vtxboundary", "Boundary Interpolation")
        .shown_when(&[ALGORITHM.is(&["catmull_clark", "loop"])])
        .help(
            "What becomes of the border of an open surface: a smooth curve that holds corners of \
             a single face, a smooth curve throughout, or a border that stays where it is.",
        );

/// The declaration of Subdivide.
pub const NODE: NodeType = NodeType {
    id: "subdivide",
    label: "Subdivide",
    category: "model",
    aliases: &["Subdivision Surface", "Subdivide Mesh", "Smooth", "Catmull-Clark", "OpenSubdiv"],
    help: "Splits polygons into smaller ones on a smooth surface. The vertex attribute \
           creaseweight holds edges sharp and the point attribute cornerweight holds points: 0 \
           is smooth, 10 sharp for ever, and what is between lasts that many levels. Texture \
           coordinates keep their seams. With a group, only its polygons are split, and their \
           neighbours take in the new points, so that no cracks open.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        ALGORITHM.declaration,
        ITERATIONS.declaration,
        BORDERS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let faces = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let (Chosen(SchemeChoice(scheme)), Chosen(BorderChoice(borders))) =
        (cook.get(ALGORITHM), cook.get(BORDERS));
    let iterations = u32::try_from(cook.get(ITERATIONS)).unwrap_or(0);
    let settings = Subdivide { scheme, iterations, borders };
    Ok(Outputs::one::<GeometryWire>(subdivide(geometry, &faces, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn schemes_and_depth_are_taken() {
        let run = |values: &[(&str, Value)]| {
            cook_geometry(&NODE, values, &[&shapes::cube()]).unwrap().primitive_count()
        };
        assert_eq!(run(&[]), 24);
        assert_eq!(run(&[("iterations", Value::Integer(3))]), 6 * 64);
        assert_eq!(run(&[("algorithm", text("loop"))]), 48);
        assert_eq!(run(&[("group", text("0"))]), 4 + 5);
    }
}
