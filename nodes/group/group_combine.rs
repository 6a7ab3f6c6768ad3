//! Group Combine: one group out of others.

use std::sync::Arc;

use geometry::ops::group::{Combine, combine, set_group};
use geometry::{Domain, Geometry};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use super::{ElementChoice, GROUP_NAME, group_error};
use crate::fields::selection;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<ElementChoice>> = Parameter::menu("group_type", "Group Type")
    .help("What the groups hold. Groups of other kinds are carried over.");

const GROUP_A: Parameter<Arc<str>> = Parameter::text_of(TextKind::Group, "group_a", "Group A", "")
    .help("The first group, or several by wildcards and numbers; empty means no elements.");
const NOT_A: Parameter<bool> =
    Parameter::toggle("not_a", "Not A", false).help("Takes all but the first group.");
const OPERATION_B: Parameter<Chosen<OperationChoice>> =
    Parameter::menu("operation_ab", "A to B").help("How the second group joins the first one.");
const WHERE_B: &[graph::Condition] =
    &[OPERATION_B.is(&["union", "intersect", "exclusive", "subtract"])];
const GROUP_B: Parameter<Arc<str>> = Parameter::text_of(TextKind::Group, "group_b", "Group B", "")
    .help("The second group, or several by wildcards and numbers; empty means no elements.")
    .shown_when(WHERE_B);
const NOT_B: Parameter<bool> = Parameter::toggle("not_b", "Not B", false)
    .help("Takes all but the second group.")
    .shown_when(WHERE_B);
const OPERATION_C: Parameter<Chosen<OperationChoice>> = Parameter::menu("operation_bc", "B to C")
    .help("How the third group joins what the first two make.")
    .shown_when(WHERE_B);
const WHERE_C: &[graph::Condition] = &[
    OPERATION_B.is(&["union", "intersect", "exclusive", "subtract"]),
    OPERATION_C.is(&["union", "intersect", "exclusive", "subtract"]),
];
const GROUP_C: Parameter<Arc<str>> = Parameter::text_of(TextKind::Group, "group_c", "Group C", "")
    .help("The third group, or several by wildcards and numbers; empty means no elements.")
    .shown_when(WHERE_C);
const NOT_C: Parameter<bool> = Parameter::toggle("not_c", "Not C", false)
    .help("Takes all but the third group.")
    .shown_when(WHERE_C);

/// The declaration of Group Combine.
pub const NODE: NodeType = NodeType {
    id: "group_combine",
    label: "Group Combine",
    category: "group",
    aliases: &["Boolean Math", "Group Union", "Group Subtract", "Group Intersect"],
    help: "Makes a group out of up to three others: A, joined by B, and the result joined by C. \
           A group of this name that is there already is replaced.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP_NAME.declaration,
        GROUP_TYPE.declaration,
        GROUP_A.declaration,
        NOT_A.declaration,
        OPERATION_B.declaration,
        GROUP_B.declaration,
        NOT_B.declaration,
        OPERATION_C.declaration,
        GROUP_C.declaration,
        NOT_C.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

/// A menu of how a further group joins; none if it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OperationChoice(Option<Combine>);

impl Choices for OperationChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("none", "None"),
        Choice::new("union", "Union"),
        Choice::new("intersect", "Intersect"),
        Choice::new("exclusive", "Exclusive Or"),
        Choice::new("subtract", "Subtract"),
    ];
    const VALUES: &'static [Self] = &[
        Self(None),
        Self(Some(Combine::Union)),
        Self(Some(Combine::Intersect)),
        Self(Some(Combine::Exclusive)),
        Self(Some(Combine::Subtract)),
    ];
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(ElementChoice(domain)) = cook.get(GROUP_TYPE);
    let mut result = members(cook, GROUP_A, NOT_A, geometry, domain)?;
    let further = [(OPERATION_B, GROUP_B, NOT_B), (OPERATION_C, GROUP_C, NOT_C)];
    for (operation, group, not) in further {
        // Without a second group there is no third one.
        let Chosen(OperationChoice(Some(how))) = cook.get(operation) else { break };
        let with = members(cook, group, not, geometry, domain)?;
        combine(&mut result, how, &with, cook.task())?;
    }
    let name = cook.get(GROUP_NAME);
    let grouped = set_group(geometry, domain, name.trim(), Combine::Replace, result, cook.task());
    Ok(Outputs::one::<GeometryWire>(grouped.map_err(group_error)?))
}

fn members(
    cook: &Cook<'_>,
    group: Parameter<Arc<str>>,
    not: Parameter<bool>,
    geometry: &Geometry,
    domain: Domain,
) -> Result<Vec<bool>, NodeError> {
    let mut members = match cook.get(group).trim().is_empty() {
        true => vec![false; geometry.count(domain)],
        false => selection(cook, group, geometry, domain)?.to_mask(),
    };
    if cook.get(not) {
        cook.task().fill(&mut members, |_, member| *member = !*member)?;
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    fn combined(values: &[(&str, Value)]) -> Vec<usize> {
        let cube = shapes::with_attributes(shapes::cube());
        let grouped = cook_geometry(&NODE, values, &[&cube]).unwrap();
        let group = grouped.primitives().group("group1").unwrap();
        (0..6).filter(|&primitive| group[primitive]).collect()
    }

    #[test]
    fn groups_are_joined_from_left_to_right() {
        let a = ("group_a", text("0-3"));
        let b = ("group_b", text("odd"));
        let c = ("group_c", text("5"));
        assert_eq!(combined(&[]), [] as [usize; 0]);
        assert_eq!(combined(&[a.clone(), b.clone()]), [0, 1, 2, 3]);
        let ab = |operation| [a.clone(), b.clone(), ("operation_ab", text(operation))];
        assert_eq!(combined(&ab("union")), [0, 1, 2, 3, 5]);
        assert_eq!(combined(&ab("intersect")), [1, 3]);
        assert_eq!(combined(&ab("exclusive")), [0, 2, 5]);
        let mut all = ab("subtract").to_vec();
        assert_eq!(combined(&all), [0, 2]);
        all.extend([c, ("operation_bc", text("union")), ("not_c", Value::Toggle(true))]);
        assert_eq!(combined(&all), [0, 1, 2, 3, 4]);
    }
}
