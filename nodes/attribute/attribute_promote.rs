//! Attribute Promote: carries attributes from one class to another.

use std::sync::Arc;

use geometry::ops::attribute::promote::{Method, Promote, promote};
use geometry::{NamePattern, substituted};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{DomainChoice, attribute_failed};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const NAME: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "name", "Original Name", "").help(
        "The attributes to carry over, with the wildcards * and ?; ^ takes away. Groups are \
         carried when their names are written out.",
    );
const FROM: Parameter<Chosen<DomainChoice>> =
    Parameter::menu_at("from_class", "Original Class", 0).help("What the attributes belong to.");
const TO: Parameter<Chosen<DomainChoice>> =
    Parameter::menu_at("to_class", "New Class", 2).help("What they shall belong to.");
const METHOD: Parameter<Chosen<MethodChoice>> = Parameter::menu("method", "Promotion Method")
    .help("How the values of several elements become one.");
const PIECE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "piece", "Piece Attribute", "").help(
        "Elements with equal values of this attribute are a piece: each takes the value that is \
         made of all of its piece. Not for the detail class.",
    );
const NEW_NAME: Parameter<Arc<str>> = Parameter::text("new_name", "New Name", "*")
    .help("The name afterwards; * stands for the old one.");
const DELETE: Parameter<bool> = Parameter::toggle("delete_original", "Delete Original", true)
    .help("Deletes the old attributes; positions stay.");

#[derive(Debug, Clone, Copy)]
struct MethodChoice(Method);

impl Choices for MethodChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("mean", "Average"),
        Choice::new("median", "Median"),
        Choice::new("mode", "Mode"),
        Choice::new("min", "Minimum"),
        Choice::new("max", "Maximum"),
        Choice::new("sum", "Sum"),
        Choice::new("first", "First Match"),
        Choice::new("last", "Last Match"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Method::Mean),
        Self(Method::Median),
        Self(Method::Mode),
        Self(Method::Minimum),
        Self(Method::Maximum),
        Self(Method::Sum),
        Self(Method::First),
        Self(Method::Last),
    ];
}

/// The declaration of Attribute Promote.
pub const NODE: NodeType = NodeType {
    id: "attribute_promote",
    label: "Attribute Promote",
    category: "attribute",
    aliases: &["Attrib Promote", "Capture Attribute", "Evaluate on Domain", "Attribute Statistic"],
    help: "Carries attributes from points, vertices, primitives or the whole geometry to another \
           of these, making one value of several. Works on numbers, text and groups.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        NAME.declaration,
        FROM.declaration,
        TO.declaration,
        METHOD.declaration,
        PIECE.declaration,
        NEW_NAME.declaration,
        DELETE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(from)) = cook.get(FROM);
    let Chosen(DomainChoice(to)) = cook.get(TO);
    let Chosen(MethodChoice(method)) = cook.get(METHOD);
    let (text, new_name) = (cook.get(NAME), cook.get(NEW_NAME));
    let pattern = NamePattern::new(&text);
    let written_out: Vec<&str> = pattern.written_out().collect();
    let table = geometry.table(from);
    for name in &written_out {
        if !table.contains(name) {
            cook.warn(format!("there is no {} attribute \"{name}\"", from.name()));
        }
    }
    let new_name = if new_name.trim().is_empty() { "*" } else { new_name.trim() };
    let names: Vec<(Arc<str>, Arc<str>)> = table
        .iter()
        .filter(|(name, column)| {
            let wanted = !column.is_group() || written_out.contains(&&***name);
            let reserved = geometry::ops::attribute::is_reserved(name, from);
            // What the geometry is made of is carried when it is asked for by name.
            pattern.matches(name) && wanted && (!reserved || written_out.contains(&&***name))
        })
        .filter_map(|(name, _)| Some((name.clone(), substituted("*", new_name, name)?.into())))
        .collect();
    if names.len() > 1 && !new_name.contains('*') {
        return Err(NodeError::Parameter {
            parameter: NEW_NAME.declaration.id.to_owned(),
            message: format!(
                "{} attributes cannot all be called \"{new_name}\"; put a * into the name",
                names.len()
            ),
        });
    }
    if names.is_empty() {
        return Ok(Outputs::one::<GeometryWire>(geometry.clone()));
    }
    let piece = Some(cook.get(PIECE)).filter(|piece| !piece.trim().is_empty());
    let settings = Promote { names, from, to, method, piece, delete_original: cook.get(DELETE) };
    let promoted = promote(geometry, &settings, cook.task()).map_err(attribute_failed)?;
    Ok(Outputs::one::<GeometryWire>(promoted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Geometry, shapes};
    use glam::Vec3;
    use graph::Value;

    fn cooked(values: &[(&str, Value)]) -> Result<Geometry, NodeError> {
        let cube = shapes::with_attributes(shapes::cube());
        cook_geometry(&NODE, values, &[&cube])
    }

    #[test]
    fn patterns_take_attributes_and_full_names_groups_and_positions() {
        let cube = cooked(&[("name", text("*"))]).unwrap();
        assert!(cube.primitives().contains("mass") && !cube.points().contains("mass"));
        assert!(cube.points().contains("first_half"));
        let values = [("name", text("P first_half")), ("new_name", text("centre_*"))];
        let cube = cooked(&values).unwrap();
        assert_eq!(cube.primitives().read::<Vec3>("centre_P").unwrap()[1], Vec3::X);
        assert!(cube.primitives().group("centre_first_half").is_some());
    }

    #[test]
    fn statistics_reach_the_detail_and_the_original_can_stay() {
        let values = [
            ("name", text("mass")),
            ("to_class", text("detail")),
            ("method", text("max")),
            ("new_name", text("most")),
            ("delete_original", Value::Toggle(false)),
        ];
        let cube = cooked(&values).unwrap();
        assert_eq!(cube.detail().read::<f32>("most"), Some(&[7.0][..]));
        assert!(cube.points().contains("mass"));
    }

    #[test]
    fn several_attributes_cannot_take_one_name() {
        let error = cooked(&[("name", text("mass Cd")), ("new_name", text("a"))]).unwrap_err();
        assert!(error.to_string().contains("put a *"), "{error}");
    }
}
