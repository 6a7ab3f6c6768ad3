//! Copy and Transform: copies in a row, each transformed once more than the one before.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::copy_transform::{CopyTransform, copy_transform};
use geometry::ops::extract::{self, LoosePoints};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::selection;
use crate::transforms::{
    ORDER, PIVOT, PIVOT_ROTATE, ROTATE, ROTATE_ORDER, SCALE, SHEAR, TRANSLATE, UNIFORM_SCALE,
    transformation,
};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const SOURCE_GROUP: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Group, "source_group", "Source Group", "")
        .help("Primitives to copy; the others are left out. Empty means everything.");
const TOTAL: Parameter<i64> = Parameter::integer("total_number", "Total Number", 2)
    .at_least(0.0)
    .soft(1.0, 50.0)
    .help("Copies in all; the first is the original in its place.");
const PACK: Parameter<bool> = Parameter::toggle("pack", "Pack and Instance", false).help(
    "Makes one packed instance a copy. All of them share one geometry, which is much faster and \
     smaller; Unpack makes them real.",
);
const NUMBER: Parameter<bool> = Parameter::toggle("use_copy_number", "Copy Number", false)
    .help("Gives every copy its number, counted from 0, as an integer attribute.");
const NUMBER_NAME: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "copy_number", "Copy Attribute", "copynum")
        .shown_when(&[NUMBER.is(&["true"])])
        .help("The name of the attribute.");
const NUMBER_CLASS: Parameter<Chosen<ClassChoice>> =
    Parameter::menu("copy_number_class", "Attribute Class")
        .shown_when(&[NUMBER.is(&["true"])])
        .help("What the attribute belongs to.");

#[derive(Clone, Copy)]
struct ClassChoice(Domain);

impl Choices for ClassChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("primitive", "Primitive"), Choice::new("point", "Point")];
    const VALUES: &'static [Self] = &[Self(Domain::Primitive), Self(Domain::Point)];
}

/// The declaration of Copy and Transform.
pub const NODE: NodeType = NodeType {
    id: "copy_transform",
    label: "Copy and Transform",
    category: "copy",
    aliases: &["Duplicate", "Duplicate Elements", "Array", "Linear Array", "Radial Array"],
    help: "Makes copies in a row. Each is moved, turned and scaled from the one before, so that \
           a translation makes a fence and a rotation about a pivot a ring.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        SOURCE_GROUP.declaration,
        TOTAL.declaration,
        PACK.declaration,
        ORDER.declaration,
        ROTATE_ORDER.declaration,
        TRANSLATE.declaration,
        ROTATE.declaration,
        SCALE.declaration,
        SHEAR.declaration,
        UNIFORM_SCALE.declaration,
        PIVOT.declaration,
        PIVOT_ROTATE.declaration,
        NUMBER.declaration,
        NUMBER_NAME.declaration,
        NUMBER_CLASS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let mut geometry = cook.input(INPUT)?.clone();
    if !cook.get(SOURCE_GROUP).trim().is_empty() {
        let chosen = selection(cook, SOURCE_GROUP, &geometry, Domain::Primitive)?;
        let members = chosen.to_mask();
        geometry = extract::primitives(&geometry, &members, LoosePoints::Drop, cook.task())?;
    }
    let Chosen(ClassChoice(class)) = cook.get(NUMBER_CLASS);
    let name =
        if cook.get(NUMBER) { cook.get(NUMBER_NAME).trim().to_owned() } else { String::new() };
    let settings = CopyTransform {
        total: u32::try_from(cook.get(TOTAL).max(0)).unwrap_or(u32::MAX),
        step: transformation(cook),
        pack: cook.get(PACK),
        number: (name, class),
    };
    Ok(Outputs::one::<GeometryWire>(copy_transform(&geometry, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_row_of_a_group() {
        let cube = shapes::with_attributes(shapes::cube());
        let values = [
            ("source_group", text("odd")),
            ("total_number", Value::Integer(4)),
            ("translate", vector([5.0, 0.0, 0.0])),
            ("use_copy_number", Value::Toggle(true)),
        ];
        let row = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert_eq!(row.primitive_count(), 12);
        assert_eq!(row.bounds().max.x, 16.0);
        assert_eq!(row.primitives().read::<i32>("copynum").unwrap()[9..], [3, 3, 3]);
    }

    #[test]
    fn packed_copies_share_one_geometry() {
        let values = [("pack", Value::Toggle(true)), ("total_number", Value::Integer(9))];
        let packed = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert_eq!((packed.packed().len(), packed.packed_count()), (1, 9));
    }
}
