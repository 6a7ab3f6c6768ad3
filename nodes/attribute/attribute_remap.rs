//! Attribute Remap: numbers brought from one range to another along a curve.

use std::sync::Arc;

use geometry::ops::attribute::remap::{Outside, Remap, remap};
use graph::{
    Between, Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs,
    Parameter, Ramp, Required, Stop, TextKind,
};

use crate::fields::{DomainChoice, GROUP, attribute_failed, filled, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu("class", "Class").help("What the attribute belongs to.");
const NAME: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "original_name", "Original Name", "")
        .help("The attribute whose numbers are brought to another range.");
const RESULT: Parameter<Arc<str>> = Parameter::text("new_name", "New Name", "")
    .help("The name of the result. Empty replaces the original.");
const SET_RANGE: Parameter<bool> = Parameter::toggle("set_input_range", "Set Input Range", false)
    .help("Gives the input range; otherwise it goes from the least to the greatest value.");
const FROM: Parameter<[f32; 2]> = Parameter::vector2("input_range", "Input Range", [0.0, 1.0])
    .shown_when(&[SET_RANGE.is(&["true"])])
    .help("The values that stand at the beginning and at the end of the curve.");
const OUTSIDE: Parameter<Chosen<OutsideChoice>> = Parameter::menu("outside", "Outside the Range")
    .shown_when(&[SET_RANGE.is(&["true"])])
    .help("What becomes of values before and after the input range.");
const RAMP: Parameter<Arc<Ramp>> = Parameter::curve("ramp", "Ramp", STRAIGHT)
    .help("The way from the input range to the output range.");
const TO: Parameter<[f32; 2]> = Parameter::vector2("output_range", "Output Range", [0.0, 1.0])
    .help("What 0 and 1 of the curve stand for.");

const STRAIGHT: &[Stop] =
    &[Stop::height(0.0, 0.0, Between::Linear), Stop::height(1.0, 1.0, Between::Linear)];

#[derive(Debug, Clone, Copy)]
struct OutsideChoice(Outside);

impl Choices for OutsideChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("clamp", "Clamp"),
        Choice::new("repeat", "Repeat"),
        Choice::new("mirror", "Mirror"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Outside::Clamp), Self(Outside::Repeat), Self(Outside::Mirror)];
}

/// The declaration of Attribute Remap.
pub const NODE: NodeType = NodeType {
    id: "attribute_remap",
    label: "Attribute Remap",
    category: "attribute",
    aliases: &["Attrib Remap", "Map Range", "Float Curve", "Fit", "Ramp", "Levels"],
    help: "Brings the numbers of an attribute from one range to another, along a curve: a slope \
           to a mask, a height to a width, a distance to a falloff. Vectors are brought component \
           by component; the result is of floats.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        NAME.declaration,
        RESULT.declaration,
        SET_RANGE.declaration,
        FROM.declaration,
        OUTSIDE.declaration,
        RAMP.declaration,
        TO.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let (name, result, ramp) = (cook.get(NAME), cook.get(RESULT), cook.get(RAMP));
    let name = filled(&name).ok_or_else(|| NodeError::Parameter {
        parameter: NAME.declaration.id.to_owned(),
        message: "name the attribute to be remapped".to_owned(),
    })?;
    let range = cook.get(SET_RANGE).then(|| cook.get(FROM));
    let settings = Remap {
        name,
        domain,
        result: filled(&result).unwrap_or(name),
        input: range,
        output: cook.get(TO),
        outside: if range.is_some() { cook.get(OUTSIDE).0.0 } else { Outside::Clamp },
        curve: &|place| ramp.height(place),
    };
    let remapped = remap(geometry, &settings, &chosen, cook.task()).map_err(attribute_failed)?;
    Ok(Outputs::one::<GeometryWire>(remapped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_curve_leads_from_range_to_range() {
        let cube = shapes::with_attributes(shapes::cube());
        let stops = [(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)];
        let stops = stops.map(|(place, height)| Stop::height(place, height, Between::Linear));
        let values = [
            ("original_name", text("mass")),
            ("new_name", text("hump")),
            ("ramp", Value::Ramp(Ramp::new(stops, false).unwrap().into())),
            ("output_range", Value::Vector2([0.0, 10.0])),
        ];
        let humped = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        let humps = humped.points().read::<f32>("hump").unwrap();
        assert_eq!((humps[0], humps[7]), (0.0, 0.0));
        assert!(humps[1] > 0.0 && humps.iter().all(|hump| *hump <= 10.0));
        assert!(cook_geometry(&NODE, &[], &[&cube]).is_err(), "without a name");
    }
}
