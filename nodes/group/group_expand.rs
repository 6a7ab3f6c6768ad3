//! Group Expand: grows or shrinks a group over its neighbours.

use std::sync::Arc;

use geometry::ops::group::{Combine, set_group};
use geometry::ops::group_grow::{Neighbours, grow};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use super::{GROUP_NAME, SetChoice, group_error};
use crate::fields::selection;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<SetChoice>> =
    Parameter::menu("group_type", "Group Type").help("What the group holds.");
const BASE: Parameter<Arc<str>> = Parameter::text_of(TextKind::Group, "group", "Base Group", "")
    .help("The elements to begin with: group names, wildcards, numbers. Empty means none.");
const STEPS: Parameter<i64> = Parameter::integer("steps", "Steps", 1)
    .at_least(-1_000_000.0)
    .at_most(1_000_000.0)
    .soft(-10.0, 10.0)
    .help("How many times the neighbours join; a negative number takes the outermost away.");
const FLOOD: Parameter<bool> = Parameter::toggle("flood_fill", "Flood Fill", false)
    .help("Goes on until no neighbour is left: all that is connected.");
const BY: Parameter<Chosen<ByChoice>> = Parameter::menu("neighbours", "Neighbours").help(
    "Whether an edge makes neighbours, or a common point of primitives, a common primitive of \
     points.",
);

#[derive(Clone, Copy)]
struct ByChoice(Neighbours);

impl Choices for ByChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("edge", "Over Edges"), Choice::new("point", "Over Corners Too")];
    const VALUES: &'static [Self] = &[Self(Neighbours::ByEdge), Self(Neighbours::ByPoint)];
}

/// The declaration of Group Expand.
pub const NODE: NodeType = NodeType {
    id: "group_expand",
    label: "Group Expand",
    category: "group",
    aliases: &["Grow Group", "Shrink Group", "Select More", "Select Less", "Expand Selection"],
    help: "Grows a group of points or primitives by its neighbours, or shrinks it, and names the \
           result. A group of this name that is there already is replaced.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP_NAME.declaration,
        GROUP_TYPE.declaration,
        BASE.declaration,
        FLOOD.declaration,
        STEPS.declaration,
        BY.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(SetChoice(domain)) = cook.get(GROUP_TYPE);
    let members = match cook.get(BASE).trim().is_empty() {
        true => vec![false; geometry.count(domain)],
        false => selection(cook, BASE, geometry, domain)?.to_mask(),
    };
    let steps = match cook.get(FLOOD) {
        true => i32::MAX,
        false => cook.get(STEPS) as i32,
    };
    let Chosen(ByChoice(how)) = cook.get(BY);
    let grown = grow(geometry, domain, &members, how, steps, cook.task())?;
    let name = cook.get(GROUP_NAME);
    let grouped = set_group(geometry, domain, name.trim(), Combine::Replace, grown, cook.task());
    Ok(Outputs::one::<GeometryWire>(grouped.map_err(group_error)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_group_grows_shrinks_and_floods() {
        let grid = shapes::grid(5, 1);
        let members = |values: &[(&str, Value)]| {
            let grouped = cook_geometry(&NODE, values, &[&grid]).unwrap();
            let group = grouped.primitives().group("group1").unwrap();
            (0..5).filter(|&primitive| group[primitive]).collect::<Vec<_>>()
        };
        let base = |base: &str| ("group", text(base));
        assert_eq!(members(&[]), [0; 0]);
        assert_eq!(members(&[base("2")]), [1, 2, 3]);
        assert_eq!(members(&[base("0"), ("flood_fill", Value::Toggle(true))]), [0, 1, 2, 3, 4]);
        assert_eq!(members(&[base("0-3"), ("steps", Value::Integer(-1))]), [0, 1, 2]);
    }
}
