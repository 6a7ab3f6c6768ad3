//! Group Create: names a set of elements.

use std::sync::Arc;

use geometry::ops::group::set_group;
use graph::{
    Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, ParameterDeclaration,
    Required, TextKind,
};

use super::{CombineChoice, ElementChoice, GROUP_NAME, group_error};
use crate::fields::selection;
use crate::rules;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<ElementChoice>> =
    Parameter::menu("group_type", "Group Type").help("What the group holds.");
const MERGE: Parameter<Chosen<CombineChoice>> = Parameter::menu("merge_op", "Initial Merge")
    .help("How the elements join a group of this name that is there already.");
const BASE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Group, "base_group", "Base Group", "").help(
        "The elements to begin with: group names with the wildcards * and ?, numbers such as \
         0-99:2, ! for all but these, ^ to take away. Empty means all.",
    );
const INVERT: Parameter<bool> = Parameter::toggle("invert", "Invert", false)
    .help("Takes the elements that are not chosen instead.");

const OWN: &[ParameterDeclaration] = &[
    GROUP_NAME.declaration,
    GROUP_TYPE.declaration,
    MERGE.declaration,
    BASE.declaration,
    INVERT.declaration,
];

/// The declaration of Group Create.
pub const NODE: NodeType = NodeType {
    id: "group_create",
    label: "Group Create",
    category: "group",
    aliases: &["Group", "Group by Range", "Group by Expression", "Select", "Compare"],
    help: "Names a set of points, vertices or primitives: those of the base group that keep \
           every rule that is switched on. Other nodes then work on the group by its name.",
    inputs: &[INPUT.declaration, rules::BOUNDING.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &rules::behind::<{ OWN.len() + rules::ALL.len() }>(OWN),
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(ElementChoice(domain)) = cook.get(GROUP_TYPE);
    let base = selection(cook, BASE, geometry, domain)?;
    let mut members = rules::chosen(cook, geometry, domain, &base)?;
    if cook.get(INVERT) {
        cook.task().fill(&mut members, |_, member| *member = !*member)?;
    }
    let Chosen(CombineChoice(how)) = cook.get(MERGE);
    let name = cook.get(GROUP_NAME);
    let grouped = set_group(geometry, domain, name.trim(), how, members, cook.task());
    Ok(Outputs::one::<GeometryWire>(grouped.map_err(group_error)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn the_border_of_a_grid_becomes_a_group_of_points() {
        let grid = shapes::grid(3, 3);
        let values = [
            ("group_name", text("border")),
            ("group_type", text("point")),
            ("use_edges", Value::Toggle(true)),
        ];
        let grouped = cook_geometry(&NODE, &values, &[&grid]).unwrap();
        let members = grouped.points().group("border").unwrap();
        assert_eq!((0..16).filter(|&point| !members[point]).collect::<Vec<_>>(), [5, 6, 9, 10]);
    }

    #[test]
    fn a_group_that_is_there_is_joined() {
        let cube = shapes::with_attributes(shapes::cube());
        let members = |merge: &str, invert| {
            let values = [
                ("group_name", text("odd")),
                ("merge_op", text(merge)),
                ("base_group", text("0-2")),
                ("invert", Value::Toggle(invert)),
            ];
            let grouped = cook_geometry(&NODE, &values, &[&cube]).unwrap();
            let group = grouped.primitives().group("odd").unwrap();
            (0..6).filter(|&primitive| group[primitive]).collect::<Vec<_>>()
        };
        assert_eq!(members("replace", false), [0, 1, 2]);
        assert_eq!(members("union", false), [0, 1, 2, 3, 5]);
        assert_eq!(members("intersect", true), [3, 5]);
        assert_eq!(members("subtract", false), [3, 5]);
    }

    #[test]
    fn a_name_that_cannot_be_is_refused_at_its_parameter() {
        let values = [("group_name", text("two words"))];
        let error = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap_err();
        assert!(
            error.to_string().starts_with("parameter \"group_name\": \"two words\""),
            "{error}"
        );
    }
}
