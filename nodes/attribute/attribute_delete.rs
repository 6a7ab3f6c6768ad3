//! Attribute Delete: deletes attributes and groups by patterns of names.

use std::sync::Arc;

use geometry::ops::attribute::names::{Include, delete};
use geometry::{Domain, NamePattern};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const INCLUDE: Parameter<Chosen<IncludeChoice>> =
    Parameter::menu("include", "Delete").help("What the patterns are about.");
const NEGATE: Parameter<bool> = Parameter::toggle("negate", "Keep Only These", false).help(
    "Deletes what the patterns do not name, in each class whose pattern says something; a class \
     without a pattern is left alone.",
);
const POINT: Parameter<Arc<str>> = field("point_attributes", "Point Attributes");
const VERTEX: Parameter<Arc<str>> = field("vertex_attributes", "Vertex Attributes");
const PRIMITIVE: Parameter<Arc<str>> = field("primitive_attributes", "Primitive Attributes");
const DETAIL: Parameter<Arc<str>> = field("detail_attributes", "Detail Attributes");

const fn field(id: &'static str, label: &'static str) -> Parameter<Arc<str>> {
    Parameter::text_of(TextKind::Attribute, id, label, "").help(
        "Names separated by spaces, with the wildcards * and ?; ^ before a name takes it away \
         again, as in \"* ^uv\".",
    )
}

/// What patterns of names are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct IncludeChoice(pub Include);

impl Choices for IncludeChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("attributes", "Attributes"),
        Choice::new("groups", "Groups"),
        Choice::new("both", "Attributes and Groups"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Include::Attributes), Self(Include::Groups), Self(Include::Both)];
}

/// The declaration of Attribute Delete.
pub const NODE: NodeType = NodeType {
    id: "attribute_delete",
    label: "Attribute Delete",
    category: "attribute",
    aliases: &["Attrib Delete", "Remove Named Attribute", "Group Delete", "Remove Attribute"],
    help: "Deletes the attributes or groups whose names fit a pattern, or all others. Positions \
           and what packed instances are made of always stay.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        INCLUDE.declaration,
        NEGATE.declaration,
        POINT.declaration,
        VERTEX.declaration,
        PRIMITIVE.declaration,
        DETAIL.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let mut geometry = cook.input(INPUT)?.clone();
    let Chosen(IncludeChoice(include)) = cook.get(INCLUDE);
    let negate = cook.get(NEGATE);
    for (domain, field) in Domain::ALL.into_iter().zip([POINT, VERTEX, PRIMITIVE, DETAIL]) {
        let text = cook.get(field);
        let pattern = NamePattern::new(&text);
        if pattern.is_empty() {
            continue;
        }
        let table = geometry.table(domain);
        for name in pattern.written_out() {
            if !table.get(name).is_some_and(|column| include.holds(column)) {
                cook.warn(format!("there is no {} \"{name}\" to be found", domain.name()));
            }
        }
        delete(&mut geometry, domain, &pattern, include, negate);
    }
    Ok(Outputs::one::<GeometryWire>(geometry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Geometry, shapes};
    use graph::{Value, WireValue, run_node};

    fn cooked(values: &[(&str, Value)]) -> Geometry {
        cook_geometry(&NODE, values, &[&shapes::with_attributes(shapes::cube())]).unwrap()
    }

    #[test]
    fn each_class_has_its_own_pattern() {
        let values = [("point_attributes", text("* ^mass")), ("vertex_attributes", text("uv"))];
        let cube = cooked(&values);
        let names: Vec<&str> = cube.points().iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["P", "first_half", "mass"]);
        assert!(!cube.vertices().contains("uv"));
        assert!(cube.primitives().contains("piece") && cube.detail().contains("note"));
    }

    #[test]
    fn only_what_is_named_can_be_kept() {
        let values = [
            ("negate", Value::Toggle(true)),
            ("include", text("both")),
            ("point_attributes", text("Cd")),
        ];
        let cube = cooked(&values);
        let names: Vec<&str> = cube.points().iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["Cd", "P"]);
        assert!(cube.vertices().contains("uv"), "no pattern, no change");
    }

    #[test]
    fn a_name_that_is_not_there_is_warned_about() {
        let cube = WireValue::new::<GeometryWire>(shapes::cube());
        let values = [("point_attributes", text("roof wall*"))];
        let task = task::Task::unlimited();
        let (_, warnings) = run_node(&NODE, &values, &[vec![cube]], &task).unwrap();
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].contains("\"roof\""));
    }
}
