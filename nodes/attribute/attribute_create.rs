//! Attribute Create: a new attribute or group with one value.

use std::collections::BTreeMap;
use std::sync::Arc;

use geometry::ops::attribute::create::{Create, Existing, Values, create};
use geometry::{Column, Domain, Geometry, Meaning, Selection};
use graph::{
    Choice, Choices, Chosen, Cook, Field, Migration, NodeError, NodeType, OutputDeclaration,
    Outputs, Parameter, Required, Value,
};

use crate::fields::{DomainChoice, GROUP, attribute_failed, expression_column, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const NAME: Parameter<Arc<str>> = Parameter::text("name", "Name", "attribute1")
    .help("The name: letters, digits and underscores, beginning with a letter.");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu("class", "Class").help("What the attribute belongs to.");
const TYPE: Parameter<Chosen<Type>> = Parameter::menu("type", "Type").help(
    "What it holds. Vector and Color are three floats; a group holds the elements of the group \
     field.",
);
const SIZE: Parameter<i64> = Parameter::integer("size", "Size", 1)
    .at_least(1.0)
    .at_most(1024.0)
    .soft(1.0, 16.0)
    .shown_when(&[TYPE.is(&["float", "integer"])])
    .help("How many numbers each element has.");
const VALUE: Parameter<[f64; 4]> = Parameter::exact4("value", "Value", [0.0; 4])
    .shown_when(&[TYPE.is(&["float", "integer", "vector"])])
    .per_element()
    .help(
        "A number for each place of the size; beyond the fourth, all are as the fourth. An \
         expression over elements gives as many as the size: rand(@ptnum).",
    );
const COLOR: Parameter<[f32; 3]> = Parameter::colour("color", "Value", [1.0; 3])
    .shown_when(&[TYPE.is(&["color"])])
    .per_element()
    .help("The colour, linear.");
const TEXT: Parameter<Arc<str>> = Parameter::text("text", "Value", "")
    .shown_when(&[TYPE.is(&["text"])])
    .help("The text that each element holds.");
const DEFAULT: Parameter<[f64; 4]> = Parameter::exact4("default", "Default", [0.0; 4])
    .shown_when(&[TYPE.is(&["float", "integer", "vector", "color"])])
    .help("What elements outside the group have where the attribute is new.");
const DEFAULT_TEXT: Parameter<Arc<str>> = Parameter::text("default_text", "Default", "")
    .shown_when(&[TYPE.is(&["text"])])
    .help("What elements outside the group have where the attribute is new.");
const MEANING: Parameter<Chosen<MeaningChoice>> = Parameter::menu("meaning", "Meaning")
    .shown_when(&[TYPE.is(&["float"])])
    .help("What the numbers mean, so that a transform treats them rightly.");
const EXISTING: Parameter<Chosen<ExistingChoice>> = Parameter::menu("existing", "If It Exists")
    .help("What happens where there is an attribute or group of this name already.");

#[derive(Debug, Clone, Copy, PartialEq)]
enum Type {
    Float,
    Integer,
    Vector,
    Color,
    Text,
    Group,
}

impl Choices for Type {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("float", "Float"),
        Choice::new("integer", "Integer"),
        Choice::new("vector", "Vector"),
        Choice::new("color", "Color"),
        Choice::new("text", "Text"),
        Choice::new("group", "Group"),
    ];
    const VALUES: &'static [Self] =
        &[Self::Float, Self::Integer, Self::Vector, Self::Color, Self::Text, Self::Group];
}

#[derive(Debug, Clone, Copy)]
struct MeaningChoice(Option<Meaning>);

impl Choices for MeaningChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("guess", "Guess from Name"),
        Choice::new("none", "None"),
        Choice::new("position", "Position"),
        Choice::new("vector", "Vector"),
        Choice::new("normal", "Normal"),
        Choice::new("color", "Color"),
        Choice::new("quaternion", "Quaternion"),
        Choice::new("texture_coordinate", "Texture Coordinate"),
        Choice::new("matrix", "Matrix"),
    ];
    const VALUES: &'static [Self] = &[
        Self(None),
        Self(Some(Meaning::None)),
        Self(Some(Meaning::Position)),
        Self(Some(Meaning::Vector)),
        Self(Some(Meaning::Normal)),
        Self(Some(Meaning::Colour)),
        Self(Some(Meaning::Quaternion)),
        Self(Some(Meaning::TextureCoordinate)),
        Self(Some(Meaning::Matrix)),
    ];
}

impl MeaningChoice {
    /// The meaning for tuples of this size, where it can have it.
    fn for_size(self, size: usize) -> Result<Option<Meaning>, NodeError> {
        let sizes: &[usize] = match self.0 {
            None | Some(Meaning::None) => return Ok(self.0),
            Some(Meaning::Position | Meaning::Vector | Meaning::Normal) => &[3],
            Some(Meaning::Colour) => &[3, 4],
            Some(Meaning::Quaternion) => &[4],
            Some(Meaning::TextureCoordinate) => &[2, 3],
            Some(Meaning::Matrix) => &[9],
        };
        if sizes.contains(&size) {
            return Ok(self.0);
        }
        let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
        Err(NodeError::Parameter {
            parameter: MEANING.declaration.id.to_owned(),
            message: format!("this meaning needs a size of {}", sizes.join(" or ")),
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct ExistingChoice(Existing);

impl Choices for ExistingChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("overwrite", "Overwrite"),
        Choice::new("keep", "Keep It"),
        Choice::new("error", "Stop with an Error"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Existing::Overwrite), Self(Existing::Keep), Self(Existing::Refuse)];
}

/// The declaration of Attribute Create.
pub const NODE: NodeType = NodeType {
    id: "attribute_create",
    version: 2,
    label: "Attribute Create",
    category: "attribute",
    aliases: &["Attrib Create", "Store Named Attribute", "New Attribute", "Set Attribute"],
    help: "Gives points, vertices, primitives or the whole geometry an attribute of any type and \
           size, or makes a group. Elements of the group field take the value; others take the \
           default, or keep what they had if the attribute was there.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        NAME.declaration,
        CLASS.declaration,
        TYPE.declaration,
        SIZE.declaration,
        VALUE.declaration,
        COLOR.declaration,
        TEXT.declaration,
        DEFAULT.declaration,
        DEFAULT_TEXT.declaration,
        MEANING.declaration,
        EXISTING.declaration,
    ],
    cook,
    migrations: &[Migration {
        from: 1,
        migrate: one_value_for_numbers_of_both_types,
        renamed: &[("integer", VALUE.declaration.id)],
    }],
    ..NodeType::BLANK
};

/// Integers had a parameter of their own, one number for all places of the size.
fn one_value_for_numbers_of_both_types(parameters: &mut BTreeMap<String, Value>) {
    let kind = parameters.get(TYPE.declaration.id).and_then(Value::as_text);
    // What is left of another type counted for nothing.
    let left_over = if kind == Some("integer") { VALUE.declaration.id } else { "integer" };
    parameters.remove(left_over);
    if let Some(value) = parameters.get_mut("integer")
        && let Value::Integer(number) = *value
    {
        *value = Value::Vector4([number as f64; 4]);
    }
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let Chosen(ExistingChoice(existing)) = cook.get(EXISTING);
    let Chosen(kind) = cook.get(TYPE);
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let size = cook.get(SIZE) as usize;
    let meaning = match kind {
        Type::Float => cook.get(MEANING).0.for_size(size)?,
        Type::Vector => Some(Meaning::Vector),
        Type::Color => Some(Meaning::Colour),
        _ => None,
    };
    // A vector that is called N or P is one of those all the same.
    let name = cook.get(NAME);
    let named = geometry::meaning_of(&name, 3);
    let meaning = if kind == Type::Vector && named != Meaning::None { None } else { meaning };
    let settings = Create { name, domain, values: values(cook, kind, size), meaning, existing };
    let mut made = create(geometry, &settings, &chosen, cook.task()).map_err(attribute_failed)?;
    let is_kept = existing == Existing::Keep && geometry.table(domain).contains(&settings.name);
    if !is_kept && let Some(own) = own_values(cook, kind, size, (geometry, domain))? {
        let column = made.table_mut(domain).get_mut(&settings.name);
        column.into_iter().for_each(|column| put(&own, column, &chosen));
    }
    Ok(Outputs::one::<GeometryWire>(made))
}

/// A value for each element, where an expression over elements gives it.
fn own_values(
    cook: &Cook<'_>,
    kind: Type,
    size: usize,
    over: (&Geometry, Domain),
) -> Result<Option<Column>, NodeError> {
    use expression::Type as Wanted;
    let (id, field) = match kind {
        Type::Float | Type::Integer | Type::Vector => match cook.field(VALUE) {
            Field::Expression(text, channels) => (VALUE.declaration.id, (text, channels)),
            Field::Same(_) => return Ok(None),
        },
        Type::Color => match cook.field(COLOR) {
            Field::Expression(text, channels) => (COLOR.declaration.id, (text, channels)),
            Field::Same(_) => return Ok(None),
        },
        Type::Text | Type::Group => return Ok(None),
    };
    let wanted = match (kind, size) {
        (Type::Vector | Type::Color, _) => Wanted::VECTOR3,
        (Type::Integer, 1) => Wanted::INT,
        (Type::Float, 1..=4) => Wanted::floats(size).unwrap_or(Wanted::FLOAT),
        _ => {
            let message = "an expression over elements gives one whole number, or up to four \
                           floats: make the size smaller";
            let parameter = id.to_owned();
            return Err(NodeError::Parameter { parameter, message: message.to_owned() });
        }
    };
    expression_column(cook, id, field, wanted, over).map(Some)
}

/// Gives the chosen elements of a column the values of another of the same size.
fn put(own: &Column, column: &mut Column, chosen: &Selection) {
    let size = column.size();
    if let (Some(from), Some(to)) = (own.floats(), column.floats_mut()) {
        for (element, (from, to)) in from.chunks(size).zip(to.chunks_mut(size)).enumerate() {
            if chosen.contains(element) {
                to.copy_from_slice(from);
            }
        }
    } else if let (Some(from), Some(to)) = (own.ints(), column.write::<i32>()) {
        for (element, (from, to)) in from.iter().zip(to).enumerate() {
            if chosen.contains(element) {
                *to = *from;
            }
        }
    }
}

fn values(cook: &Cook<'_>, kind: Type, size: usize) -> Values {
    let (value, default) = (cook.get(VALUE), cook.get(DEFAULT));
    let floats = |values: [f64; 4], size: usize| {
        (0..size).map(|place| values[place.min(3)] as f32).collect()
    };
    let integers =
        |values: [f64; 4]| (0..size).map(|place| values[place.min(3)].round() as i32).collect();
    match kind {
        Type::Float => Values::Float(floats(value, size), floats(default, size)),
        Type::Vector => Values::Float(floats(value, 3), floats(default, 3)),
        Type::Color => Values::Float(cook.get(COLOR).to_vec(), floats(default, 3)),
        Type::Integer => Values::Integer(integers(value), integers(default)),
        Type::Text => Values::Text(cook.get(TEXT), cook.get(DEFAULT_TEXT)),
        Type::Group => Values::Group,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    fn cooked(values: &[(&str, Value)]) -> Result<Geometry, NodeError> {
        cook_geometry(&NODE, values, &[&shapes::cube()])
    }

    #[test]
    fn rows_of_features_are_made() {
        let values =
            [("size", Value::Integer(42)), ("value", Value::Vector4([1.0, 2.0, 3.0, 4.0]))];
        let made = cooked(&values).unwrap();
        let column = made.points().get("attribute1").unwrap();
        assert_eq!(
            (column.size(), column.floats().unwrap()[..6].to_vec()),
            (42, vec![1.0, 2.0, 3.0, 4.0, 4.0, 4.0])
        );
    }

    #[test]
    fn a_group_holds_what_the_group_field_names() {
        let values = [
            ("type", text("group")),
            ("group", text("1-2")),
            ("class", text("primitive")),
            ("name", text("side")),
        ];
        let made = cooked(&values).unwrap();
        let expected = [false, true, true, false, false, false];
        assert_eq!(made.primitives().group("side"), Some(&expected[..]));
    }

    #[test]
    fn integers_and_colours_keep_their_exact_values() {
        let values = [
            ("type", text("integer")),
            ("size", Value::Integer(2)),
            ("value", Value::Vector4([123_456_789.0, -7.0, 3.0, 4.0])),
        ];
        let made = cooked(&values).unwrap();
        let pairs = made.points().read::<[i32; 2]>("attribute1").unwrap();
        assert_eq!(pairs[7], [123_456_789, -7]);
        let made = cooked(&[("type", text("color")), ("name", text("Cd"))]).unwrap();
        assert_eq!(made.points().get("Cd").unwrap().meaning(), Meaning::Colour);
    }

    #[test]
    fn vectors_are_vectors_unless_their_name_says_more() {
        let meaning = |name: &str| {
            let made = cooked(&[("type", text("vector")), ("name", text(name))]).unwrap();
            made.points().get(name).unwrap().meaning()
        };
        assert_eq!((meaning("drift"), meaning("N")), (Meaning::Vector, Meaning::Normal));
    }

    #[test]
    fn a_meaning_that_the_size_cannot_have_is_refused() {
        let error = cooked(&[("meaning", text("quaternion"))]).unwrap_err();
        assert!(error.to_string().contains("needs a size of 4"), "{error}");
    }
}
