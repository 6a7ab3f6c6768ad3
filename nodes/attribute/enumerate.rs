//! Enumerate: numbers elements or pieces.

use std::sync::Arc;

use geometry::ops::attribute::enumerate::{Enumerate, Numbering, enumerate};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{DomainChoice, GROUP, attribute_failed, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu("class", "Class").help("What is numbered.");
const ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attribute", "Attribute", "index")
        .help("The name of the attribute that holds the number.");
const TYPE: Parameter<Chosen<TypeChoice>> = Parameter::menu("type", "Attribute Type")
    .help("Whether numbers are integers, or texts of a prefix and the number.");
const PREFIX: Parameter<Arc<str>> = Parameter::text("prefix", "Prefix", "piece")
    .shown_when(&[TYPE.is(&["text"])])
    .help("What stands before the number.");
const FIRST: Parameter<i64> = Parameter::integer("start", "Start", 0)
    .at_least(-2_147_483_648.0)
    .at_most(2_147_483_647.0)
    .soft(0.0, 100.0)
    .help("The first number.");
const USE_PIECES: Parameter<Chosen<PieceMode>> = Parameter::menu("piece_mode", "Piece Mode").help(
    "Whether all elements are numbered on, elements anew in each piece, or pieces, whose \
         elements then have one number.",
);
const PIECE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "piece_attribute", "Piece Attribute", "class")
        .shown_when(&[USE_PIECES.is(&["elements", "pieces"])])
        .help("The integer or text attribute whose equal values are a piece.");

#[derive(Clone, Copy, PartialEq)]
enum TypeChoice {
    Integer,
    Text,
}

impl Choices for TypeChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("integer", "Integer"), Choice::new("text", "Text")];
    const VALUES: &'static [Self] = &[Self::Integer, Self::Text];
}

#[derive(Clone, Copy)]
enum PieceMode {
    None,
    Elements,
    Pieces,
}

impl Choices for PieceMode {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("none", "Number All Elements"),
        Choice::new("elements", "Number Elements within Pieces"),
        Choice::new("pieces", "Number Pieces"),
    ];
    const VALUES: &'static [Self] = &[Self::None, Self::Elements, Self::Pieces];
}

/// The declaration of Enumerate.
pub const NODE: NodeType = NodeType {
    id: "enumerate",
    label: "Enumerate",
    category: "attribute",
    aliases: &["Index", "Number Elements", "Point Number", "Accumulate Field"],
    help: "Gives each point, vertex or primitive its number as an attribute, or the number of its \
           piece. Elements outside the group are not counted: they keep what they have.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        ATTRIBUTE.declaration,
        TYPE.declaration,
        PREFIX.declaration,
        FIRST.declaration,
        USE_PIECES.declaration,
        PIECE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let piece = Arc::from(cook.get(PIECE).trim());
    let Chosen(mode) = cook.get(USE_PIECES);
    let Chosen(kind) = cook.get(TYPE);
    let settings = Enumerate {
        domain,
        name: cook.get(ATTRIBUTE).trim().into(),
        numbering: match mode {
            PieceMode::None => Numbering::Elements,
            PieceMode::Elements => Numbering::WithinPieces(piece),
            PieceMode::Pieces => Numbering::Pieces(piece),
        },
        first: cook.get(FIRST) as i32,
        prefix: (kind == TypeChoice::Text).then(|| cook.get(PREFIX)),
    };
    let numbered = enumerate(geometry, &settings, &chosen, cook.task());
    Ok(Outputs::one::<GeometryWire>(numbered.map_err(attribute_failed)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn primitives_are_numbered_as_told() {
        let cube = shapes::with_attributes(shapes::cube());
        let values =
            [("class", text("primitive")), ("group", text("odd")), ("start", Value::Integer(1))];
        let numbered = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        let index = numbered.primitives().read::<i32>("index").unwrap();
        assert_eq!(index, [-1, 1, -1, 2, -1, 3]);
        let missing = [("piece_mode", text("pieces")), ("piece_attribute", text("roof"))];
        let error = cook_geometry(&NODE, &missing, &[&cube]).unwrap_err().to_string();
        assert!(error.contains("no point attribute \"roof\""), "{error}");
    }
}
