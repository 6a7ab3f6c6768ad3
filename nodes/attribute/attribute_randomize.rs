//! Attribute Randomize: random values.

use std::sync::Arc;

use geometry::ops::attribute::randomize::{
    Distribution, NewType, Randomize, parse_choices, randomize,
};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{DomainChoice, GROUP, attribute_failed, selection};
use crate::noise_fields::OperationChoice;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu("class", "Attribute Class").help("What the attribute belongs to.");
const NAME: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "name", "Attribute Name", "Cd")
        .help("The attribute. One that is there keeps its type and size.");
const TYPE: Parameter<Chosen<TypeChoice>> = Parameter::menu("type", "Type If New")
    .help("What a new attribute holds. Values that are not numbers make text.");
const SIZE: Parameter<i64> = Parameter::integer("dimensions", "Dimensions If New", 3)
    .at_least(1.0)
    .at_most(1024.0)
    .soft(1.0, 4.0)
    .help("How many numbers each element of a new attribute has.");
const OPERATION: Parameter<Chosen<OperationChoice>> = Parameter::menu("operation", "Operation")
    .help("How random values join the values that are there.");
const DISTRIBUTION: Parameter<Chosen<Spread>> =
    Parameter::menu("distribution", "Distribution").help("How values are spread.");
const BETWEEN: &[graph::Condition] = &[DISTRIBUTION.is(&["uniform", "uniform_discrete"])];
const MIN: Parameter<[f32; 4]> = Parameter::vector4("min", "Min Value", [0.0; 4])
    .shown_when(BETWEEN)
    .help("The least value of each component.");
const MAX: Parameter<[f32; 4]> = Parameter::vector4("max", "Max Value", [1.0; 4])
    .shown_when(BETWEEN)
    .help("The greatest value of each component.");
const STEP: Parameter<[f32; 4]> = Parameter::vector4("step", "Step Size", [0.1; 4])
    .shown_when(&[DISTRIBUTION.is(&["uniform_discrete"])])
    .help("How far values lie from each other; with 0 or less there are no steps.");
const MEAN: Parameter<[f32; 4]> = Parameter::vector4("mean", "Mean", [0.5; 4])
    .shown_when(&[DISTRIBUTION.is(&["normal", "exponential"])])
    .help("The mean of each component.");
const DEVIATION: Parameter<[f32; 4]> =
    Parameter::vector4("deviation", "Standard Deviation", [0.2; 4])
        .shown_when(&[DISTRIBUTION.is(&["normal"])])
        .help("How far two thirds of the values are from the mean at most.");
const VALUE_A: Parameter<[f32; 4]> = Parameter::vector4("value_a", "Value A", [0.0; 4])
    .shown_when(&[DISTRIBUTION.is(&["two_values"])])
    .help("The one value.");
const VALUE_B: Parameter<[f32; 4]> = Parameter::vector4("value_b", "Value B", [1.0; 4])
    .shown_when(&[DISTRIBUTION.is(&["two_values"])])
    .help("The other value.");
const PROBABILITY: Parameter<f32> = Parameter::float("probability", "Probability of Value B", 0.5)
    .at_least(0.0)
    .at_most(1.0)
    .shown_when(&[DISTRIBUTION.is(&["two_values"])])
    .help("How often it is value B.");
const RADIUS: Parameter<[f32; 4]> = Parameter::vector4("radius", "Radius", [1.0; 4])
    .shown_when(&[DISTRIBUTION.is(&["inside_sphere"])])
    .help("The radius along each axis.");
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .shown_when(&[DISTRIBUTION.is(&["direction"])])
        .help("The middle of the cone.");
const CONE_ANGLE: Parameter<f32> = Parameter::float("cone_angle", "Cone Angle", 180.0)
    .at_least(0.0)
    .at_most(180.0)
    .unit("°")
    .shown_when(&[DISTRIBUTION.is(&["direction"])])
    .help("How far directions turn from the middle at most; 180 is every direction.");
const VALUES: Parameter<Arc<str>> = Parameter::text("values", "Values", "oak:2 birch:1")
    .shown_when(&[DISTRIBUTION.is(&["custom_discrete"])])
    .help("Words or numbers separated by spaces, each with a colon and how often it shall come.");
const LIMIT: Parameter<bool> = Parameter::toggle("use_limits", "Limits", false)
    .shown_when(&[DISTRIBUTION.is(&["normal", "exponential"])])
    .help("Holds values between a least and a greatest one.");
const LIMITED: &[graph::Condition] =
    &[DISTRIBUTION.is(&["normal", "exponential"]), LIMIT.is(&["true"])];
const LIMIT_MIN: Parameter<f32> = Parameter::float("min_limit", "Min Limit", 0.0)
    .soft(-1.0, 1.0)
    .shown_when(LIMITED)
    .help("The least value.");
const LIMIT_MAX: Parameter<f32> = Parameter::float("max_limit", "Max Limit", 1.0)
    .soft(-1.0, 1.0)
    .shown_when(LIMITED)
    .help("The greatest value.");
const SCALE: Parameter<f32> = Parameter::float("scale", "Global Scale", 1.0)
    .soft(0.0, 10.0)
    .help("What all random numbers are multiplied by.");
const SEED: Parameter<i64> = Parameter::integer("seed", "Global Seed", 0)
    .soft(0.0, 100.0)
    .help("Picks other random values.");
const SEED_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "seed_attribute", "Seed Attribute", "").help(
        "Elements with equal values of this attribute, such as id or piece, have equal random \
         values, wherever they stand. Empty means the element's number.",
    );

#[derive(Debug, Clone, Copy)]
enum Spread {
    Uniform,
    Steps,
    Normal,
    Exponential,
    TwoValues,
    InsideSphere,
    Direction,
    Values,
}

impl Choices for Spread {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("uniform", "Uniform Continuous"),
        Choice::new("uniform_discrete", "Uniform Discrete"),
        Choice::new("normal", "Normal (Gaussian)"),
        Choice::new("exponential", "Exponential"),
        Choice::new("two_values", "Two Values"),
        Choice::new("inside_sphere", "Inside Sphere"),
        Choice::new("direction", "Direction or Orientation"),
        Choice::new("custom_discrete", "Custom Discrete"),
    ];
    const VALUES: &'static [Self] = &[
        Self::Uniform,
        Self::Steps,
        Self::Normal,
        Self::Exponential,
        Self::TwoValues,
        Self::InsideSphere,
        Self::Direction,
        Self::Values,
    ];
}

#[derive(Debug, Clone, Copy)]
struct TypeChoice(fn(usize) -> NewType);

impl Choices for TypeChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("float", "Float"), Choice::new("integer", "Integer")];
    const VALUES: &'static [Self] = &[Self(NewType::Float), Self(NewType::Integer)];
}

/// The declaration of Attribute Randomize.
pub const NODE: NodeType = NodeType {
    id: "attribute_randomize",
    label: "Attribute Randomize",
    category: "attribute",
    aliases: &["Attrib Randomize", "Random Value", "White Noise", "Randomize"],
    help: "Gives elements random values: numbers spread in many ways, directions, rotations, or \
           words with weights. The same seed always gives the same values.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        NAME.declaration,
        TYPE.declaration,
        SIZE.declaration,
        OPERATION.declaration,
        DISTRIBUTION.declaration,
        MIN.declaration,
        MAX.declaration,
        STEP.declaration,
        MEAN.declaration,
        DEVIATION.declaration,
        VALUE_A.declaration,
        VALUE_B.declaration,
        PROBABILITY.declaration,
        RADIUS.declaration,
        DIRECTION.declaration,
        CONE_ANGLE.declaration,
        VALUES.declaration,
        LIMIT.declaration,
        LIMIT_MIN.declaration,
        LIMIT_MAX.declaration,
        SCALE.declaration,
        SEED.declaration,
        SEED_ATTRIBUTE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let Chosen(spread) = cook.get(DISTRIBUTION);
    let Chosen(TypeChoice(new_type)) = cook.get(TYPE);
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let distribution = distribution(cook, spread)?;
    let words = match &distribution {
        Distribution::Choices(values) => values.iter().any(|(v, _)| v.parse::<f64>().is_err()),
        _ => false,
    };
    let limited = matches!(spread, Spread::Normal | Spread::Exponential) && cook.get(LIMIT);
    let settings = Randomize {
        name: cook.get(NAME),
        domain,
        new_type: if words { NewType::Text } else { new_type(cook.get(SIZE) as usize) },
        distribution,
        limits: limited.then(|| [cook.get(LIMIT_MIN), cook.get(LIMIT_MAX)]),
        scale: cook.get(SCALE),
        operation: cook.get(OPERATION).0.0,
        seed: cook.get(SEED).cast_unsigned(),
        seed_attribute: Some(cook.get(SEED_ATTRIBUTE)),
    };
    let filled = randomize(geometry, &settings, &chosen, cook.task()).map_err(attribute_failed)?;
    Ok(Outputs::one::<GeometryWire>(filled))
}

fn distribution(cook: &Cook<'_>, spread: Spread) -> Result<Distribution, NodeError> {
    let (min, max, mean) = (cook.get(MIN), cook.get(MAX), cook.get(MEAN));
    Ok(match spread {
        Spread::Uniform => Distribution::Uniform { min, max },
        Spread::Steps => Distribution::Steps { min, max, step: cook.get(STEP) },
        Spread::Normal => Distribution::Normal { mean, deviation: cook.get(DEVIATION) },
        Spread::Exponential => Distribution::Exponential { mean },
        Spread::TwoValues => Distribution::TwoValues {
            first: cook.get(VALUE_A),
            second: cook.get(VALUE_B),
            probability: cook.get(PROBABILITY),
        },
        Spread::InsideSphere => Distribution::InsideSphere { radius: cook.get(RADIUS) },
        Spread::Direction => Distribution::Direction {
            axis: Vec3::from(cook.get(DIRECTION)),
            angle: cook.get(CONE_ANGLE).to_radians(),
        },
        Spread::Values => {
            let values =
                parse_choices(&cook.get(VALUES)).map_err(|error| NodeError::Parameter {
                    parameter: VALUES.declaration.id.to_owned(),
                    message: error.to_string(),
                })?;
            Distribution::Choices(values)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, Geometry, shapes};
    use graph::Value;

    fn cooked(values: &[(&str, Value)]) -> Result<Geometry, NodeError> {
        cook_geometry(&NODE, values, &[&shapes::grid(9, 9)])
    }

    #[test]
    fn colours_are_the_default_and_follow_the_seed() {
        let colours = |seed: i64| {
            let grid = cooked(&[("seed", Value::Integer(seed))]).unwrap();
            grid.points().read::<Vec3>("Cd").unwrap().to_vec()
        };
        assert_eq!(colours(1), colours(1));
        assert_ne!(colours(1), colours(-1));
        assert!(colours(1).iter().all(|c| c.min_element() >= 0.0 && c.max_element() < 1.0));
    }

    #[test]
    fn words_make_text_and_numbers_numbers() {
        let kinds = |values: &str| {
            let values = [
                ("distribution", text("custom_discrete")),
                ("values", text(values)),
                ("name", text("kind")),
                ("dimensions", Value::Integer(1)),
            ];
            cooked(&values).unwrap().points().get("kind").unwrap().clone()
        };
        let words = kinds("oak:2 birch");
        let words = words.texts().unwrap();
        assert!((0..100).all(|point| ["oak", "birch"].contains(&words.get(point))));
        let numbers: Column = kinds("1 2:3");
        assert!(numbers.read::<f32>().unwrap().iter().all(|&n| n == 1.0 || n == 2.0));
    }

    #[test]
    fn rotations_are_of_length_one_and_mistakes_name_their_field() {
        let values = [
            ("name", text("orient")),
            ("dimensions", Value::Integer(4)),
            ("distribution", text("direction")),
        ];
        let grid = cooked(&values).unwrap();
        let rotations = grid.points().read::<[f32; 4]>("orient").unwrap();
        let length = |r: &[f32; 4]| r.iter().map(|v| v * v).sum::<f32>();
        assert!(rotations.iter().all(|rotation| (length(rotation) - 1.0).abs() < 1e-4));
        let bad = [("distribution", text("custom_discrete")), ("values", text("a:b"))];
        let error = cooked(&bad).unwrap_err().to_string();
        assert!(error.contains("parameter \"values\"") && error.contains("a:b"), "{error}");
    }
}
