//! Group Promote: groups of one kind of element as groups of another.

use std::sync::Arc;

use geometry::ops::group::{Combine, GroupError, set_group};
use geometry::ops::group_convert::{Touching, convert};
use geometry::{NamePattern, substituted};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required,
};

use super::ElementChoice;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const NAMES: Parameter<Arc<str>> = Parameter::text("groups", "Group Names", "*")
    .help("The groups to carry over, with the wildcards * and ?; ^ takes away.");
const FROM: Parameter<Chosen<ElementChoice>> =
    Parameter::menu("from_type", "From").help("What the groups hold.");
const TO: Parameter<Chosen<ElementChoice>> =
    Parameter::menu_at("to_type", "To", 1).help("What they shall hold.");
const MODE: Parameter<Chosen<ModeChoice>> = Parameter::menu("mode", "Take").help(
    "Whether elements are taken that touch a member, that touch members only, or that touch \
     members and others.",
);
const NEW_NAME: Parameter<Arc<str>> = Parameter::text("new_name", "New Name", "*")
    .help("The name afterwards; * stands for the old one.");
const KEEP: Parameter<bool> = Parameter::toggle("keep_original", "Keep Original Group", false)
    .help("Keeps the old groups beside the new ones.");

#[derive(Clone, Copy)]
struct ModeChoice(Touching);

impl Choices for ModeChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("any", "What Touches the Group"),
        Choice::new("all", "What Is Wholly in It"),
        Choice::new("border", "Its Border"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Touching::Any), Self(Touching::All), Self(Touching::Border)];
}

/// The declaration of Group Promote.
pub const NODE: NodeType = NodeType {
    id: "group_promote",
    label: "Group Promote",
    category: "group",
    aliases: &["Convert Group", "Group Boundary", "Boundary of Group", "Evaluate on Domain"],
    help: "Makes groups of points, vertices or primitives out of groups of another of these: the \
           points of some primitives, the primitives between some points, or the border of \
           either.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        NAMES.declaration,
        FROM.declaration,
        TO.declaration,
        MODE.declaration,
        NEW_NAME.declaration,
        KEEP.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let (Chosen(ElementChoice(from)), Chosen(ElementChoice(to))) = (cook.get(FROM), cook.get(TO));
    let Chosen(ModeChoice(touching)) = cook.get(MODE);
    let (mask, new_name) = (cook.get(NAMES), cook.get(NEW_NAME));
    let new_name = if new_name.trim().is_empty() { "*" } else { new_name.trim() };
    let pattern = NamePattern::new(&mask);
    let groups = geometry.table(from).groups().filter(|(name, _)| pattern.matches(name));
    let groups: Vec<(&Arc<str>, &[bool])> = groups.collect();
    for name in pattern.written_out().filter(|name| geometry.table(from).group(name).is_none()) {
        cook.warn(format!("there is no {} group \"{name}\"", from.name()));
    }
    if groups.len() > 1 && !new_name.contains('*') {
        return Err(NodeError::Parameter {
            parameter: NEW_NAME.declaration.id.to_owned(),
            message: format!(
                "{} groups cannot all be called \"{new_name}\"; put a * into the name",
                groups.len()
            ),
        });
    }
    let mut result = geometry.clone();
    if !cook.get(KEEP) {
        let old = result.table_mut(from);
        groups.iter().for_each(|(name, _)| drop(old.remove(name)));
    }
    for (name, members) in groups {
        let members = convert(geometry, members, from, to, touching, cook.task())?;
        let name = substituted("*", new_name, name).unwrap_or_else(|| name.to_string());
        let grouped = set_group(&result, to, &name, Combine::Replace, members, cook.task());
        result = grouped.map_err(|error| match error {
            GroupError::Stop(stop) => stop.into(),
            error => NodeError::Parameter {
                parameter: NEW_NAME.declaration.id.to_owned(),
                message: error.to_string(),
            },
        })?;
    }
    Ok(Outputs::one::<GeometryWire>(result))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn faces_become_points_under_a_new_name() {
        let cube = shapes::with_attributes(shapes::cube());
        let promoted = |values: &[(&str, Value)]| cook_geometry(&NODE, values, &[&cube]).unwrap();
        let points = promoted(&[("groups", text("odd"))]);
        assert!(points.points().group("odd").is_some());
        assert!(points.primitives().group("odd").is_none());
        let values = [("new_name", text("around_*")), ("keep_original", Value::Toggle(true))];
        let named = promoted(&values);
        assert!(named.points().group("around_odd").is_some());
        assert!(named.primitives().group("odd").is_some());
        let error = cook_geometry(&NODE, &[("new_name", text("two words"))], &[&cube]);
        assert!(error.unwrap_err().to_string().contains("two words"));
    }
}
