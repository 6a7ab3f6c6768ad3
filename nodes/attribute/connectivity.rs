//! Connectivity: a number for each connected piece.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::connectivity::{Connectivity, connectivity};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::filled;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CONNECTIVITY_TYPE: Parameter<Chosen<Of>> =
    Parameter::menu("connectivity_type", "Connectivity Type")
        .help("Whether primitives or points get the attribute.");
const ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attribute", "Attribute", "class")
        .help("The name of the attribute that holds the number of the piece.");
const ATTRIBUTE_TYPE: Parameter<Chosen<AttributeType>> =
    Parameter::menu("attribute_type", "Attribute Type")
        .help("Whether pieces are named by integers, or by texts of a prefix and a number.");
const PREFIX: Parameter<Arc<str>> = Parameter::text("prefix", "Prefix", "piece")
    .shown_when(&[ATTRIBUTE_TYPE.is(&["text"])])
    .help("What stands before the number.");
const USE_SEAMS: Parameter<bool> = Parameter::toggle("use_seams", "UV Islands", false)
    .shown_when(&[CONNECTIVITY_TYPE.is(&["primitive"])])
    .help("Pieces end at the seams of a vertex attribute too.");
const SEAM_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "seam_attribute", "UV Attribute", "uv")
        .shown_when(&[CONNECTIVITY_TYPE.is(&["primitive"]), USE_SEAMS.is(&["true"])])
        .help("The vertex attribute whose seams divide pieces.");

#[derive(Clone, Copy)]
struct Of(Domain);

impl Choices for Of {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("primitive", "Primitive"), Choice::new("point", "Point")];
    const VALUES: &'static [Self] = &[Self(Domain::Primitive), Self(Domain::Point)];
}

#[derive(Clone, Copy, PartialEq)]
enum AttributeType {
    Integer,
    Text,
}

impl Choices for AttributeType {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("integer", "Integer"), Choice::new("text", "Text")];
    const VALUES: &'static [Self] = &[Self::Integer, Self::Text];
}

/// The declaration of Connectivity.
pub const NODE: NodeType = NodeType {
    id: "connectivity",
    label: "Connectivity",
    category: "attribute",
    aliases: &["Mesh Island", "Pieces", "Island Index", "Assemble"],
    help: "Numbers the connected pieces, in the order of their first elements: primitives that \
           share points are one piece. UV islands end at seams too.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        CONNECTIVITY_TYPE.declaration,
        ATTRIBUTE.declaration,
        ATTRIBUTE_TYPE.declaration,
        PREFIX.declaration,
        USE_SEAMS.declaration,
        SEAM_ATTRIBUTE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(Of(domain)) = cook.get(CONNECTIVITY_TYPE);
    let (attribute, prefix) = (cook.get(ATTRIBUTE), cook.get(PREFIX));
    let seams = cook.get(SEAM_ATTRIBUTE);
    let attribute = filled(&attribute).ok_or_else(|| NodeError::Parameter {
        parameter: ATTRIBUTE.declaration.id.to_owned(),
        message: "give the attribute a name".to_owned(),
    })?;
    let seams = filled(&seams).filter(|_| cook.get(USE_SEAMS) && domain == Domain::Primitive);
    if let Some(name) = seams
        && !geometry.vertices().contains(name)
    {
        cook.warn(format!("vertices have no attribute \"{name}\", so there are no seams"));
    }
    let is_text = cook.get(ATTRIBUTE_TYPE).0 == AttributeType::Text;
    let settings = Connectivity { domain, attribute, prefix: is_text.then_some(&*prefix), seams };
    Ok(Outputs::one::<GeometryWire>(connectivity(geometry, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, shapes};

    #[test]
    fn pieces_are_numbers_or_texts() {
        let parts = shapes::duplicates();
        let numbered = cook_geometry(&NODE, &[], &[&parts]).unwrap();
        assert_eq!(numbered.primitives().read::<i32>("class"), Some(&[0, 1, 2, 3, 4, 5][..]));
        let values = [("attribute_type", text("text")), ("connectivity_type", text("point"))];
        let named = cook_geometry(&NODE, &values, &[&parts]).unwrap();
        let names = named.points().get("class").and_then(Column::texts).unwrap();
        assert_eq!((names.get(0), names.get(23)), ("piece0", "piece5"));
    }
}
