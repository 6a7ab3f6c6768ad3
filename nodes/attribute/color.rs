//! Color: sets `Cd`.

use std::sync::Arc;

use geometry::ColourRamp;
use geometry::ops::attribute::colour::{Colours, colour};
use glam::Vec3;
use graph::{
    Between, Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs,
    Parameter, Ramp, Required, Stop, TextKind,
};

use crate::fields::{DomainChoice, GROUP, attribute_failed, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu("class", "Class").help("What the colour belongs to.");
const TYPE: Parameter<Chosen<ColorType>> =
    Parameter::menu("color_type", "Color Type").help("Where colours come from.");
const COLOR: Parameter<[f32; 3]> = Parameter::colour("color", "Color", [1.0, 1.0, 1.0])
    .shown_when(&[TYPE.is(&["constant"])])
    .help("The colour, linear.");
const ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attribute", "Attribute", "")
        .shown_when(&[TYPE.is(&["random_attribute", "ramp"])])
        .help("The attribute that the colour follows, of any class; of vectors their length.");
const SEED: Parameter<i64> = Parameter::integer("seed", "Seed", 0)
    .soft(0.0, 100.0)
    .shown_when(&[TYPE.is(&["random", "random_attribute"])])
    .help("Picks other random colours.");
const BY_RAMP: &[graph::Condition] = &[TYPE.is(&["ramp"])];
const RAMP: Parameter<Chosen<RampChoice>> = Parameter::menu("ramp", "Attribute Ramp")
    .shown_when(BY_RAMP)
    .help("The colours from the least value to the greatest.");
const BY_TWO: &[graph::Condition] = &[TYPE.is(&["ramp"]), RAMP.is(&["two_colors"])];
const COLOURS: Parameter<Arc<Ramp>> = Parameter::colours("colors", "Colors", BLUE_TO_WHITE)
    .shown_when(&[TYPE.is(&["ramp"]), RAMP.is(&["custom"])])
    .help("The colours from the least value to the greatest, linear.");
const FIRST: Parameter<[f32; 3]> = Parameter::colour("first_color", "First Color", [0.0; 3])
    .shown_when(BY_TWO)
    .help("The colour of the least value, linear.");
const LAST: Parameter<[f32; 3]> = Parameter::colour("last_color", "Last Color", [1.0; 3])
    .shown_when(BY_TWO)
    .help("The colour of the greatest value, linear.");
const SET_RANGE: Parameter<bool> = Parameter::toggle("set_range", "Set Range", false)
    .shown_when(BY_RAMP)
    .help("Gives the values of both ends of the ramp; otherwise they are those that there are.");
const RANGE: Parameter<[f32; 2]> = Parameter::vector2("range", "Range", [0.0, 1.0])
    .shown_when(&[TYPE.is(&["ramp"]), SET_RANGE.is(&["true"])])
    .help("The values of the first and the last colour of the ramp.");

const BLUE_TO_WHITE: &[Stop] =
    &[Stop::colour(0.0, [0.02, 0.08, 0.25]), Stop::colour(1.0, [0.9, 0.95, 1.0])];

#[derive(Debug, Clone, Copy)]
enum ColorType {
    Constant,
    BoundingBox,
    Random,
    RandomByAttribute,
    Ramp,
}

impl Choices for ColorType {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("constant", "Constant"),
        Choice::new("bounding_box", "Bounding Box"),
        Choice::new("random", "Random"),
        Choice::new("random_attribute", "Random from Attribute"),
        Choice::new("ramp", "Ramp from Attribute"),
    ];
    const VALUES: &'static [Self] =
        &[Self::Constant, Self::BoundingBox, Self::Random, Self::RandomByAttribute, Self::Ramp];
}

/// A menu of ramps.
#[derive(Debug, Clone, Copy)]
enum RampChoice {
    BuiltIn(fn() -> ColourRamp),
    TwoColours,
    Custom,
}

impl Choices for RampChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("infrared", "Infra-Red"),
        Choice::new("blackbody", "Blackbody"),
        Choice::new("greys", "Grayscale"),
        Choice::new("rainbow", "Rainbow"),
        Choice::new("two_colors", "Two Colors"),
        Choice::new("custom", "Custom"),
    ];
    const VALUES: &'static [Self] = &[
        Self::BuiltIn(ColourRamp::infrared),
        Self::BuiltIn(ColourRamp::blackbody),
        Self::BuiltIn(ColourRamp::greys),
        Self::BuiltIn(ColourRamp::rainbow),
        Self::TwoColours,
        Self::Custom,
    ];
}

/// The declaration of Color.
pub const NODE: NodeType = NodeType {
    id: "color",
    label: "Color",
    category: "attribute",
    aliases: &["Colour", "Set Color", "Cd", "Color Ramp"],
    help: "Gives points, vertices, primitives or the whole geometry a colour, as the attribute \
           Cd that the viewport and exported files show: one for all, at random, or by the value \
           of an attribute. Elements outside the group keep theirs.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        TYPE.declaration,
        COLOR.declaration,
        ATTRIBUTE.declaration,
        SEED.declaration,
        RAMP.declaration,
        COLOURS.declaration,
        FIRST.declaration,
        LAST.declaration,
        SET_RANGE.declaration,
        RANGE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let name = cook.get(ATTRIBUTE);
    let seed = cook.get(SEED).cast_unsigned();
    let Chosen(kind) = cook.get(TYPE);
    if matches!(kind, ColorType::RandomByAttribute | ColorType::Ramp) && name.trim().is_empty() {
        return Err(NodeError::Parameter {
            parameter: ATTRIBUTE.declaration.id.to_owned(),
            message: "name the attribute that the colour shall follow".to_owned(),
        });
    }
    let colours = match kind {
        ColorType::Constant => Colours::Constant(Vec3::from(cook.get(COLOR))),
        ColorType::BoundingBox => Colours::BoundingBox,
        ColorType::Random => Colours::Random { seed },
        ColorType::RandomByAttribute => Colours::RandomByAttribute { name, seed },
        ColorType::Ramp => Colours::Ramp {
            name,
            ramp: match cook.get(RAMP).0 {
                RampChoice::BuiltIn(built_in) => built_in(),
                RampChoice::TwoColours => ColourRamp::even(&[cook.get(FIRST), cook.get(LAST)]),
                RampChoice::Custom => mixed(&cook.get::<Arc<Ramp>>(COLOURS)),
            },
            range: cook.get(SET_RANGE).then(|| cook.get(RANGE)),
        },
    };
    let coloured =
        colour(geometry, domain, &colours, &chosen, cook.task()).map_err(attribute_failed)?;
    Ok(Outputs::one::<GeometryWire>(coloured))
}

/// A ramp as colours that are mixed linearly: its stops, or where it is no straight way between
/// them, many.
fn mixed(ramp: &Ramp) -> ColourRamp {
    const PIECES: usize = 512;
    if ramp.stops().iter().all(|stop| stop.between == Between::Linear) {
        let stops = ramp.stops().iter();
        let colour = |stop: &Stop| Vec3::from(stop.value.map(|channel| channel as f32));
        return ColourRamp::new(stops.map(|stop| (stop.place as f32, colour(stop))));
    }
    let places = (0..=PIECES).map(|piece| piece as f32 / PIECES as f32);
    ColourRamp::new(places.map(|place| (place, Vec3::from(ramp.at(place)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_group_is_coloured_and_the_rest_stays_white() {
        let values = [("group", text("0-1")), ("color", vector([1.0, 0.0, 0.0]))];
        let colored = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        let colors = colored.points().read::<Vec3>("Cd").unwrap();
        assert_eq!(colors[..3], [Vec3::X, Vec3::X, Vec3::ONE]);
    }

    #[test]
    fn an_unknown_group_is_named() {
        let error = cook_geometry(&NODE, &[("group", text("roof"))], &[&shapes::cube()]);
        assert!(error.unwrap_err().to_string().contains("no group \"roof\""));
    }

    #[test]
    fn a_ramp_follows_an_attribute_between_two_colours() {
        let cube = shapes::with_attributes(shapes::cube());
        let values = [
            ("color_type", text("ramp")),
            ("attribute", text("mass")),
            ("ramp", text("two_colors")),
            ("last_color", vector([0.0, 1.0, 0.0])),
            ("set_range", Value::Toggle(true)),
            ("range", Value::Vector2([0.0, 4.0])),
        ];
        let colored = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        let colors = colored.points().read::<Vec3>("Cd").unwrap();
        assert_eq!((colors[0], colors[2].y, colors[7]), (Vec3::ZERO, 0.5, Vec3::Y));
        let error = cook_geometry(&NODE, &values[..1], &[&cube]).unwrap_err();
        assert!(error.to_string().contains("name the attribute"));
    }

    #[test]
    fn a_ramp_of_one_s_own_may_jump() {
        let cube = shapes::with_attributes(shapes::cube());
        let stop = |place, value, between| Stop { place, value, between };
        let stops = [
            stop(0.0, [1.0, 0.0, 0.0], Between::Constant),
            stop(0.5, [0.0, 0.0, 1.0], Between::Linear),
        ];
        let values = [
            ("color_type", text("ramp")),
            ("attribute", text("mass")),
            ("ramp", text("custom")),
            ("colors", Value::Ramp(Ramp::new(stops, true).unwrap().into())),
        ];
        let colored = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        let colors = colored.points().read::<Vec3>("Cd").unwrap();
        assert_eq!([colors[0], colors[3], colors[7]], [Vec3::X, Vec3::X, Vec3::Z]);
    }
}
