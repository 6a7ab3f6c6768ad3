//! Scatter: points strewn over polygons.

use std::sync::Arc;

use geometry::ops::scatter::{Amount, Error, Scatter, Seeding, scatter};
use geometry::{Domain, PerElement};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, filled, per_element, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GENERATE_BY: Parameter<Chosen<By>> = Parameter::menu("generate_by", "Generate By")
    .help("Whether to say how many points there are in all, or how many on a square metre.");
const COUNT: Parameter<i64> = Parameter::integer("count", "Force Total Count", 1000)
    .at_least(0.0)
    .soft(0.0, 10_000.0)
    .shown_when(&[GENERATE_BY.is(&["count"])])
    .help("How many points in all, shared out by area.");
const DENSITY: Parameter<f32> = Parameter::float("density", "Density", 10.0)
    .at_least(0.0)
    .soft(0.0, 1000.0)
    .unit("/m²")
    .shown_when(&[GENERATE_BY.is(&["density"])])
    .per_element()
    .help("How many points on a square metre. An expression is over the points of the surface.");
const DENSITY_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "density_attribute", "Density Attribute", "").help(
        "A float attribute of vertices, points or primitives that multiplies the density from \
         place to place. Empty for none.",
    );
const SEED: Parameter<i64> = Parameter::integer("seed", "Global Seed", 0)
    .soft(0.0, 100.0)
    .help("Another number, other points.");
const SEED_BY: Parameter<Chosen<SeedBy>> = Parameter::menu("seed_by", "Seed By").help(
    "What points depend on. By primitive or piece, with a density, points stay where they are \
     while other primitives or pieces change; primitives are told by the attribute id where \
     they have it.",
);
const PIECE_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "piece_attribute", "Piece Attribute", "piece")
        .shown_when(&[SEED_BY.is(&["piece"])])
        .help("The integer or text attribute of primitives whose value names their piece.");
const LEAST_DISTANCE: Parameter<f32> = Parameter::float("least_distance", "Minimum Distance", 0.0)
    .at_least(0.0)
    .soft(0.0, 1.0)
    .unit("m")
    .help(
        "Of points nearer to each other than this, one stays: Poisson-disk sampling. 0 keeps all.",
    );
const RELAX_ITERATIONS: Parameter<i64> =
    Parameter::integer("relax_iterations", "Relax Iterations", 0)
        .at_least(0.0)
        .at_most(1000.0)
        .soft(0.0, 50.0)
        .help("How often points push their neighbours away over the surface, to lie evenly.");
const ATTRIBUTES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attributes", "Attributes to Transfer", "*")
        .help("Attributes and groups that points take over from the surface under them.");
const SOURCE_PRIMITIVE: Parameter<Arc<str>> = Parameter::text_of(
    TextKind::Attribute,
    "source_primitive",
    "Source Primitive Attribute",
    "",
)
.help(
    "A name for the number of the primitive under each point, such as sourceprim. Empty for none.",
);
const SOURCE_UVW: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "source_uvw", "Source UVW Attribute", "").help(
        "A name for how much each corner of the triangle under each point weighs, such as \
         sourceprimuv. Empty for none.",
    );

#[derive(Clone, Copy, PartialEq)]
enum By {
    Count,
    Density,
}

impl Choices for By {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("count", "Count"), Choice::new("density", "Density")];
    const VALUES: &'static [Self] = &[Self::Count, Self::Density];
}

#[derive(Clone, Copy)]
enum SeedBy {
    Surface,
    Primitive,
    Piece,
}

impl Choices for SeedBy {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("surface", "Whole Surface"),
        Choice::new("primitive", "Primitive"),
        Choice::new("piece", "Piece"),
    ];
    const VALUES: &'static [Self] = &[Self::Surface, Self::Primitive, Self::Piece];
}

/// The declaration of Scatter.
pub const NODE: NodeType = NodeType {
    id: "scatter",
    label: "Scatter",
    category: "copy",
    aliases: &["Scatter Points", "Distribute Points on Faces", "Poisson Disk", "Blue Noise"],
    help: "Strews points over the polygons of the group, evenly by area. Points carry the \
           attributes of the surface and its normal as N. A minimum distance drops points that \
           are too near to others; relaxing pushes them apart instead. Packed geometry and \
           curves carry no points.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Points")],
    parameters: &[
        GROUP.declaration,
        GENERATE_BY.declaration,
        COUNT.declaration,
        DENSITY.declaration,
        DENSITY_ATTRIBUTE.declaration,
        SEED.declaration,
        SEED_BY.declaration,
        PIECE_ATTRIBUTE.declaration,
        LEAST_DISTANCE.declaration,
        RELAX_ITERATIONS.declaration,
        ATTRIBUTES.declaration,
        SOURCE_PRIMITIVE.declaration,
        SOURCE_UVW.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let (density, piece) = (cook.get(DENSITY_ATTRIBUTE), cook.get(PIECE_ATTRIBUTE));
    let (attributes, primitive) = (cook.get(ATTRIBUTES), cook.get(SOURCE_PRIMITIVE));
    let uvw = cook.get(SOURCE_UVW);
    let (amount, point_density) = match cook.get(GENERATE_BY) {
        Chosen(By::Count) => (Amount::Count(cook.get(COUNT) as u64), None),
        Chosen(By::Density) => match per_element(cook, DENSITY, geometry, Domain::Point)? {
            PerElement::Same(density) => (Amount::Density(density), None),
            PerElement::Each(densities) => (Amount::Density(1.0), Some(densities)),
        },
    };
    let settings = Scatter {
        amount,
        point_density: point_density.as_deref(),
        selection: (!chosen.is_all()).then_some(&chosen),
        density_attribute: filled(&density),
        seed: cook.get(SEED) as u64,
        seeding: match cook.get(SEED_BY) {
            Chosen(SeedBy::Surface) => Seeding::Whole,
            Chosen(SeedBy::Primitive) => Seeding::Primitive,
            Chosen(SeedBy::Piece) => Seeding::Piece(&piece),
        },
        least_distance: cook.get(LEAST_DISTANCE),
        relax_iterations: cook.get(RELAX_ITERATIONS) as u32,
        attributes: &attributes,
        source_primitive: filled(&primitive),
        source_weights: filled(&uvw),
    };
    let points = scatter(geometry, &settings, cook.task()).map_err(|error| match error {
        Error::Stop(stop) => stop.into(),
        other => NodeError::message(other),
    })?;
    Ok(Outputs::one::<GeometryWire>(points))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_count_and_a_density_give_points_on_the_group() {
        let grid = shapes::grid(6, 4);
        let points = cook_geometry(&NODE, &[("count", Value::Integer(50))], &[&grid]).unwrap();
        assert_eq!((points.point_count(), points.primitive_count()), (50, 0));
        let values = [
            ("group", text("0-5")),
            ("generate_by", text("density")),
            ("density", Value::Float(100.0)),
            ("source_primitive", text("sourceprim")),
        ];
        let points = cook_geometry(&NODE, &values, &[&grid]).unwrap();
        assert_eq!(points.point_count(), 600);
        let sources = points.points().read::<i32>("sourceprim").unwrap();
        assert!(sources.iter().all(|source| (0..6).contains(source)));
    }

    #[test]
    fn a_density_attribute_that_is_missing_is_named() {
        let values = [("density_attribute", text("mask"))];
        let error = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap_err();
        assert!(error.to_string().contains("\"mask\""), "{error}");
    }
}
