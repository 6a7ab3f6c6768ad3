//! Delete: takes points or primitives away.

use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    ParameterDeclaration, Required,
};

use crate::fields::{GROUP, GroupTypeChoice, selection};
use crate::wires::GeometryWire;
use crate::{losing, rules};

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<GroupTypeChoice>> =
    Parameter::menu("group_type", "Group Type").help("Whether points or primitives are deleted.");
const OPERATION: Parameter<Chosen<Operation>> = Parameter::menu("operation", "Operation")
    .help("Whether the chosen elements are deleted, or all others.");

const OWN: &[ParameterDeclaration] = &[
    GROUP.declaration,
    GROUP_TYPE.declaration,
    OPERATION.declaration,
    losing::UNUSED_POINTS.declaration,
    losing::SHRINKING.declaration,
    losing::UNUSED_GROUPS.declaration,
];

/// The declaration of Delete.
pub const NODE: NodeType = NodeType {
    id: "delete",
    label: "Delete",
    category: "modify",
    aliases: &["Delete Geometry", "Remove", "Cull", "Dissolve Faces"],
    help: "Deletes points or primitives: those of a group, and of these only the ones that keep \
           every rule that is switched on. With no group and no rule nothing is deleted.",
    inputs: &[INPUT.declaration, rules::BOUNDING.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &rules::behind::<{ OWN.len() + rules::ALL.len() }>(OWN),
    cook,
    ..NodeType::BLANK
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    DeleteSelected,
    DeleteOthers,
}

impl Choices for Operation {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("delete_selected", "Delete Selected"),
        Choice::new("delete_non_selected", "Delete Non-Selected"),
    ];
    const VALUES: &'static [Self] = &[Self::DeleteSelected, Self::DeleteOthers];
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.shared(INPUT)?;
    let pattern = cook.get(GROUP);
    if pattern.trim().is_empty() && rules::rules(cook)?.is_empty() {
        return Ok(Outputs::one::<GeometryWire>(geometry));
    }
    let Chosen(kind) = cook.get(GROUP_TYPE);
    let domain = kind.domain(&pattern, &geometry);
    let group = selection(cook, GROUP, &geometry, domain)?;
    let mut keep = rules::chosen(cook, &geometry, domain, &group)?;
    let Chosen(operation) = cook.get(OPERATION);
    if operation == Operation::DeleteSelected {
        cook.task().fill(&mut keep, |_, keep| *keep = !*keep)?;
    }
    Ok(Outputs::one::<GeometryWire>(losing::part(cook, &geometry, domain, &keep)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::{Geometry, shapes};
    use graph::Value;

    fn pieces(values: &[(&str, Value)], inputs: &[&Geometry]) -> Vec<i32> {
        let result = cook_geometry(&NODE, values, inputs).unwrap();
        result.primitives().read::<i32>("piece").unwrap().to_vec()
    }

    fn on(rule: &'static str) -> (&'static str, Value) {
        (rule, Value::Toggle(true))
    }

    #[test]
    fn a_group_goes_or_all_but_it() {
        let cube = shapes::with_attributes(shapes::cube());
        assert_eq!(pieces(&[], &[&cube]), [0, 1, 2, 3, 4, 5], "nothing is chosen");
        assert_eq!(pieces(&[("group", text("odd"))], &[&cube]), [0, 2, 4]);
        let others = ("operation", text("delete_non_selected"));
        assert_eq!(pieces(&[("group", text("odd")), others], &[&cube]), [1, 3, 5]);
        let points = [("group", text("first_half")), ("losing_points", text("delete"))];
        assert_eq!(pieces(&points, &[&cube]), [5], "the face between the points that stay");
    }

    #[test]
    fn each_rule_narrows_what_goes() {
        let grid = shapes::with_attributes(shapes::grid(4, 1));
        let left = [
            on("use_bounding"),
            ("size", vector([4.0, 1.0, 4.0])),
            ("center", Value::Vector3([0.0, 0.0, 0.0])),
        ];
        assert_eq!(pieces(&left, &[&grid]), [2, 3]);
        let range = [on("use_range"), ("select_of", Value::Integer(2))];
        assert_eq!(pieces(&range, &[&grid]), [1, 3]);
        let both: Vec<_> = left.iter().chain(&range).cloned().collect();
        assert_eq!(pieces(&both, &[&grid]), [1, 2, 3]);
        let up = [on("use_normal"), ("direction", vector([0.0, -1.0, 0.0]))];
        assert_eq!(pieces(&up, &[&grid]).len(), 4, "all face up");
        let all = [on("use_random"), ("percent", Value::Float(100.0))];
        assert!(pieces(&all, &[&grid]).is_empty());
        let last =
            [on("use_attribute"), ("attribute", text("piece")), ("value", Value::Float(3.0))];
        assert_eq!(pieces(&last, &[&grid]), [0, 1, 2]);
    }

    #[test]
    fn what_a_surface_encloses_goes() {
        let grid = shapes::with_attributes(shapes::grid(4, 1));
        let values = [
            on("use_bounding"),
            ("bounding_type", text("object")),
            ("include_not_wholly_contained", Value::Toggle(true)),
        ];
        let mut ball = shapes::sphere(16, 8);
        ball.positions_mut().iter_mut().for_each(|point| point.x += 4.0);
        assert_eq!(pieces(&values, &[&grid, &ball]), [0, 1, 2]);
        let missing = cook_geometry(&NODE, &values, &[&grid]).unwrap_err();
        assert!(missing.to_string().contains("\"bounding\" needs a wire"));
    }

    #[test]
    fn points_and_empty_groups_go_as_told() {
        let cube = shapes::with_attributes(shapes::cube());
        let with = |points: &str| {
            let values = [
                ("group", text("odd 0 2")),
                ("unused_points", text(points)),
                on("remove_unused_groups"),
            ];
            cook_geometry(&NODE, &values, &[&cube]).unwrap()
        };
        assert_eq!(with("freed").point_count(), 4);
        assert_eq!(with("keep").point_count(), 8);
        assert!(!with("freed").primitives().contains("odd"));
    }
}
