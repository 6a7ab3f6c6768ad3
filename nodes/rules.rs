//! The ways to choose elements that several nodes offer: by number, region, direction, edges,
//! chance and attribute, as parameters.

use std::sync::Arc;

use geometry::ops::choose::{
    Chance, ChooseError, Comparison, Component, EdgeRule, Facing, NumberRange, Operator, Region,
    Rule, Volume, choose,
};
use geometry::{Domain, Geometry, Selection};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Condition, Cook, NodeError, Optional, Parameter, ParameterDeclaration,
    TextKind,
};

use crate::wires::GeometryWire;

/// The input whose surface a region can be.
pub const BOUNDING: Optional<GeometryWire> = Optional::new("bounding", "Bounding Object");

/// Whether elements are chosen by number.
pub const BY_RANGE: Parameter<bool> = Parameter::toggle("use_range", "Number Range", false)
    .help("Keep to elements in a range of numbers.");
/// The first number.
pub const RANGE_START: Parameter<i64> = Parameter::integer("range_start", "Start", 0)
    .help("The first number; negative ones count from the end, -1 being the last element.")
    .soft(0.0, 100.0)
    .shown_when(&[BY_RANGE.is(&["true"])]);
/// The last number.
pub const RANGE_END: Parameter<i64> = Parameter::integer("range_end", "End", -1)
    .help("The last number; negative ones count from the end, -1 being the last element.")
    .soft(-1.0, 100.0)
    .shown_when(&[BY_RANGE.is(&["true"])]);
/// How many of every few.
pub const SELECT: Parameter<i64> = Parameter::integer("select", "Select", 1)
    .help("How many elements of every few are chosen, from the start of the range on.")
    .at_least(0.0)
    .soft(0.0, 10.0)
    .shown_when(&[BY_RANGE.is(&["true"])]);
/// How many are every few.
pub const SELECT_OF: Parameter<i64> = Parameter::integer("select_of", "Of", 1)
    .help("After how many elements the choice begins again: 1 of 2 is every second one.")
    .at_least(1.0)
    .soft(1.0, 10.0)
    .shown_when(&[BY_RANGE.is(&["true"])]);

/// Whether elements are chosen by place.
pub const BY_REGION: Parameter<bool> = Parameter::toggle("use_bounding", "Bounding Region", false)
    .help("Keep to elements that lie in a box, a sphere or a closed surface.");
const WHERE_REGION: &[Condition] = &[BY_REGION.is(&["true"])];
/// The kind of region.
pub const REGION_TYPE: Parameter<Chosen<RegionChoice>> =
    Parameter::menu("bounding_type", "Bounding Type")
        .help("The region: a box, a sphere, or what the surface on the second input encloses.")
        .shown_when(WHERE_REGION);
const WHERE_SIZED: &[Condition] = &[BY_REGION.is(&["true"]), REGION_TYPE.is(&["box", "sphere"])];
/// The size of a box or sphere.
pub const REGION_SIZE: Parameter<[f32; 3]> = Parameter::vector3("size", "Size", [1.0, 1.0, 1.0])
    .help("The lengths of the box, or the diameters of the sphere.")
    .unit("m")
    .shown_when(WHERE_SIZED);
/// The middle of a box or sphere.
pub const REGION_CENTER: Parameter<[f32; 3]> =
    Parameter::vector3("center", "Center", [0.0, 0.0, 0.0])
        .help("The middle of the box or sphere.")
        .unit("m")
        .shown_when(WHERE_SIZED);
/// Whether primitives may lie in the region in part.
pub const REGION_PARTLY: Parameter<bool> = Parameter::toggle(
    "include_not_wholly_contained",
    "Include Primitives Not Wholly Contained",
    false,
)
.help("Also takes primitives of which only some points lie in the region.")
.shown_when(WHERE_REGION);

/// Whether elements are chosen by normal.
pub const BY_NORMAL: Parameter<bool> = Parameter::toggle("use_normal", "Normal", false)
    .help("Keep to elements that face a direction.");
/// The direction.
pub const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .help("The direction that elements have to face; its length does not matter.")
        .soft(-1.0, 1.0)
        .shown_when(&[BY_NORMAL.is(&["true"])]);
/// The angle around the direction.
pub const SPREAD: Parameter<f32> = Parameter::float("spread_angle", "Spread Angle", 45.0)
    .help("The greatest angle between the normal and the direction; 180 takes all that face.")
    .unit("°")
    .at_least(0.0)
    .at_most(180.0)
    .shown_when(&[BY_NORMAL.is(&["true"])]);

/// Whether elements are chosen by edges.
pub const BY_EDGES: Parameter<bool> = Parameter::toggle("use_edges", "Edges", false)
    .help("Keep to points, vertices and polygons on certain edges.");
/// Which edges.
pub const EDGE_TYPE: Parameter<Chosen<EdgeChoice>> = Parameter::menu("edge_type", "Edge Type")
    .help(
        "Unshared edges are the border of a surface. By angle finds creases, by length long or \
           short edges.",
    )
    .shown_when(&[BY_EDGES.is(&["true"])]);
const WHERE_ANGLED: &[Condition] = &[BY_EDGES.is(&["true"]), EDGE_TYPE.is(&["angle"])];
const WHERE_LONG: &[Condition] = &[BY_EDGES.is(&["true"]), EDGE_TYPE.is(&["length"])];
/// The least angle between polygons.
pub const MIN_ANGLE: Parameter<f32> = Parameter::float("min_edge_angle", "Min Edge Angle", 30.0)
    .help("The least angle by which the two polygons of an edge turn from each other.")
    .unit("°")
    .at_least(0.0)
    .at_most(180.0)
    .shown_when(WHERE_ANGLED);
/// The greatest angle between polygons.
pub const MAX_ANGLE: Parameter<f32> = Parameter::float("max_edge_angle", "Max Edge Angle", 180.0)
    .help("The greatest angle by which the two polygons of an edge turn from each other.")
    .unit("°")
    .at_least(0.0)
    .at_most(180.0)
    .shown_when(WHERE_ANGLED);
/// The least length.
pub const MIN_LENGTH: Parameter<f32> = Parameter::float("min_edge_length", "Min Edge Length", 0.0)
    .help("The least length of an edge.")
    .unit("m")
    .at_least(0.0)
    .soft(0.0, 10.0)
    .shown_when(WHERE_LONG);
/// The greatest length.
pub const MAX_LENGTH: Parameter<f32> = Parameter::float("max_edge_length", "Max Edge Length", 1.0)
    .help("The greatest length of an edge.")
    .unit("m")
    .at_least(0.0)
    .soft(0.0, 10.0)
    .shown_when(WHERE_LONG);

/// Whether elements are chosen by chance.
pub const BY_CHANCE: Parameter<bool> =
    Parameter::toggle("use_random", "Random", false).help("Keep to a random part of the elements.");
/// How many of a hundred.
pub const PERCENT: Parameter<f32> = Parameter::float("percent", "Percent", 50.0)
    .help("The part that is chosen. With a greater part all those stay chosen that were.")
    .unit("%")
    .at_least(0.0)
    .at_most(100.0)
    .shown_when(&[BY_CHANCE.is(&["true"])]);
/// The seed.
pub const SEED: Parameter<i64> = Parameter::integer("seed", "Seed", 0)
    .help("Another seed chooses others.")
    .soft(0.0, 100.0)
    .shown_when(&[BY_CHANCE.is(&["true"])]);

/// Whether elements are chosen by an attribute.
pub const BY_ATTRIBUTE: Parameter<bool> = Parameter::toggle("use_attribute", "Attribute", false)
    .help("Keep to elements whose attribute compares with a value.");
const WHERE_COMPARED: &[Condition] = &[BY_ATTRIBUTE.is(&["true"])];
/// The attribute.
pub const ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attribute", "Attribute Name", "P")
        .help(
            "The attribute to compare. Those of other kinds of element are found too: \
               a primitive is chosen when all its points are.",
        )
        .shown_when(WHERE_COMPARED);
/// The part of a tuple.
pub const COMPONENT: Parameter<Chosen<ComponentChoice>> =
    Parameter::menu_at("component", "Component", 1)
        .help("Which number of a vector is compared, or its length.")
        .shown_when(WHERE_COMPARED);
/// The comparison.
pub const COMPARISON: Parameter<Chosen<OperatorChoice>> =
    Parameter::menu("comparison", "Comparison")
        .help("How the attribute has to stand to the value.")
        .shown_when(WHERE_COMPARED);
/// The number to compare with.
pub const VALUE: Parameter<f32> = Parameter::float("value", "Value", 0.0)
    .help("The number that numeric attributes are compared with.")
    .soft(-10.0, 10.0)
    .shown_when(WHERE_COMPARED);
/// The text to compare with.
pub const TEXT: Parameter<Arc<str>> = Parameter::text("text", "Text", "")
    .help(
        "The text that text attributes are compared with; for equality it may hold the \
           wildcards * and ?.",
    )
    .shown_when(WHERE_COMPARED);

/// All parameters here, in the order of the pane.
pub const ALL: &[ParameterDeclaration] = &[
    BY_RANGE.declaration,
    RANGE_START.declaration,
    RANGE_END.declaration,
    SELECT.declaration,
    SELECT_OF.declaration,
    BY_REGION.declaration,
    REGION_TYPE.declaration,
    REGION_SIZE.declaration,
    REGION_CENTER.declaration,
    REGION_PARTLY.declaration,
    BY_NORMAL.declaration,
    DIRECTION.declaration,
    SPREAD.declaration,
    BY_EDGES.declaration,
    EDGE_TYPE.declaration,
    MIN_ANGLE.declaration,
    MAX_ANGLE.declaration,
    MIN_LENGTH.declaration,
    MAX_LENGTH.declaration,
    BY_CHANCE.declaration,
    PERCENT.declaration,
    SEED.declaration,
    BY_ATTRIBUTE.declaration,
    ATTRIBUTE.declaration,
    COMPONENT.declaration,
    COMPARISON.declaration,
    VALUE.declaration,
    TEXT.declaration,
];

/// A node's own parameters with [`ALL`] behind them, which are `COUNT` together.
pub const fn behind<const COUNT: usize>(
    own: &[ParameterDeclaration],
) -> [ParameterDeclaration; COUNT] {
    assert!(COUNT == own.len() + ALL.len());
    let mut all = [ALL[0]; COUNT];
    let (first, rest) = all.split_at_mut(own.len());
    first.copy_from_slice(own);
    rest.copy_from_slice(ALL);
    all
}

/// A menu of regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionChoice {
    /// A box.
    Box,
    /// A sphere.
    Sphere,
    /// The second input.
    Object,
}

impl Choices for RegionChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("box", "Bounding Box"),
        Choice::new("sphere", "Bounding Sphere"),
        Choice::new("object", "Bounding Object"),
    ];
    const VALUES: &'static [Self] = &[Self::Box, Self::Sphere, Self::Object];
}

/// A menu of kinds of edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeChoice {
    /// The border.
    Unshared,
    /// By the angle between polygons.
    Angle,
    /// By length.
    Length,
}

impl Choices for EdgeChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("unshared", "Unshared Edges"),
        Choice::new("angle", "By Angle"),
        Choice::new("length", "By Length"),
    ];
    const VALUES: &'static [Self] = &[Self::Unshared, Self::Angle, Self::Length];
}

/// A menu of the numbers of a vector.
#[derive(Debug, Clone, Copy)]
pub struct ComponentChoice(Component);

impl Choices for ComponentChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("x", "X or Number"),
        Choice::new("y", "Y"),
        Choice::new("z", "Z"),
        Choice::new("w", "W"),
        Choice::new("length", "Length"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Component::At(0)),
        Self(Component::At(1)),
        Self(Component::At(2)),
        Self(Component::At(3)),
        Self(Component::Length),
    ];
}

/// A menu of comparisons.
#[derive(Debug, Clone, Copy)]
pub struct OperatorChoice(Operator);

impl Choices for OperatorChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("equal", "Equal"),
        Choice::new("not_equal", "Not Equal"),
        Choice::new("less", "Less"),
        Choice::new("less_or_equal", "Less or Equal"),
        Choice::new("greater", "Greater"),
        Choice::new("greater_or_equal", "Greater or Equal"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Operator::Equal),
        Self(Operator::NotEqual),
        Self(Operator::Less),
        Self(Operator::LessOrEqual),
        Self(Operator::Greater),
        Self(Operator::GreaterOrEqual),
    ];
}

/// The rules that are switched on.
pub fn rules<'a>(cook: &'a Cook<'_>) -> Result<Vec<Rule<'a>>, NodeError> {
    let mut rules = Vec::new();
    if cook.get(BY_RANGE) {
        rules.push(Rule::Range(NumberRange {
            first: cook.get(RANGE_START),
            last: cook.get(RANGE_END),
            select: cook.get(SELECT).unsigned_abs(),
            of: cook.get(SELECT_OF).unsigned_abs(),
        }));
    }
    if cook.get(BY_REGION) {
        rules.push(Rule::Region(region(cook)?));
    }
    if cook.get(BY_NORMAL) {
        let direction = Vec3::from(cook.get(DIRECTION));
        rules.push(Rule::Facing(Facing { direction, spread_degrees: cook.get(SPREAD) }));
    }
    if cook.get(BY_EDGES) {
        let Chosen(kind) = cook.get(EDGE_TYPE);
        rules.push(Rule::Edges(match kind {
            EdgeChoice::Unshared => EdgeRule::Unshared,
            EdgeChoice::Angle => EdgeRule::Angle {
                least_degrees: cook.get(MIN_ANGLE),
                greatest_degrees: cook.get(MAX_ANGLE),
            },
            EdgeChoice::Length => {
                EdgeRule::Length { least: cook.get(MIN_LENGTH), greatest: cook.get(MAX_LENGTH) }
            }
        }));
    }
    if cook.get(BY_CHANCE) {
        rules.push(Rule::Random(Chance { percent: cook.get(PERCENT), seed: cook.get(SEED) }));
    }
    if cook.get(BY_ATTRIBUTE) {
        let Chosen(ComponentChoice(component)) = cook.get(COMPONENT);
        let Chosen(OperatorChoice(operator)) = cook.get(COMPARISON);
        rules.push(Rule::Compare(Comparison {
            attribute: cook.get(ATTRIBUTE).trim().to_owned(),
            component,
            operator,
            number: cook.get(VALUE),
            text: cook.get(TEXT).to_string(),
        }));
    }
    Ok(rules)
}

fn region<'a>(cook: &'a Cook<'_>) -> Result<Region<'a>, NodeError> {
    let Chosen(kind) = cook.get(REGION_TYPE);
    let center = Vec3::from(cook.get(REGION_CENTER));
    let size = Vec3::from(cook.get(REGION_SIZE));
    let volume = match kind {
        RegionChoice::Box => Volume::Box { center, size },
        RegionChoice::Sphere => Volume::Sphere { center, size },
        RegionChoice::Object => {
            let solid = cook.optional(BOUNDING)?;
            Volume::Solid(solid.ok_or(NodeError::MissingInput(BOUNDING.declaration.id))?)
        }
    };
    Ok(Region { volume, partly: cook.get(REGION_PARTLY) })
}

/// For each element of a domain whether it is in `from` and keeps the rules that are on.
pub fn chosen(
    cook: &Cook<'_>,
    geometry: &Geometry,
    domain: Domain,
    from: &Selection,
) -> Result<Vec<bool>, NodeError> {
    choose(geometry, domain, from, &rules(cook)?, cook.task()).map_err(|error| match error {
        ChooseError::Stop(stop) => stop.into(),
        ChooseError::NoAttribute { .. } => NodeError::Parameter {
            parameter: ATTRIBUTE.declaration.id.to_owned(),
            message: error.to_string(),
        },
    })
}
