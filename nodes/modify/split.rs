//! Split: the chosen elements on one output, all others on another.

use graph::{
    Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, ParameterDeclaration,
    Required,
};

use crate::fields::{GROUP, GroupTypeChoice, selection};
use crate::wires::GeometryWire;
use crate::{losing, rules};

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<GroupTypeChoice>> =
    Parameter::menu("group_type", "Group Type").help("Whether points or primitives are chosen.");
const INVERT: Parameter<bool> = Parameter::toggle("invert", "Invert Selection", false)
    .help("Gives the chosen elements on the second output and all others on the first.");

const OWN: &[ParameterDeclaration] = &[
    GROUP.declaration,
    GROUP_TYPE.declaration,
    INVERT.declaration,
    losing::UNUSED_POINTS.declaration,
    losing::SHRINKING.declaration,
    losing::UNUSED_GROUPS.declaration,
];

/// The declaration of Split.
pub const NODE: NodeType = NodeType {
    id: "split",
    label: "Split",
    category: "modify",
    aliases: &["Separate Geometry", "Partition"],
    help: "Parts a geometry in two: elements of the group that keep every rule that is switched \
           on come out first, all others second. With no group and no rule everything comes out \
           first. A primitive whose points are parted comes out where its points do, with the \
           corners that are left.",
    inputs: &[INPUT.declaration, rules::BOUNDING.declaration],
    outputs: &[
        OutputDeclaration::new::<GeometryWire>("chosen", "Chosen"),
        OutputDeclaration::new::<GeometryWire>("rest", "Rest"),
    ],
    parameters: &rules::behind::<{ OWN.len() + rules::ALL.len() }>(OWN),
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(kind) = cook.get(GROUP_TYPE);
    let domain = kind.domain(&cook.get(GROUP), geometry);
    let group = selection(cook, GROUP, geometry, domain)?;
    let mut first = rules::chosen(cook, geometry, domain, &group)?;
    let mut second = cook.task().map(first.len(), |element| !first[element])?;
    if cook.get(INVERT) {
        std::mem::swap(&mut first, &mut second);
    }
    let first = losing::part(cook, geometry, domain, &first)?;
    let second = losing::part(cook, geometry, domain, &second)?;
    Ok(Outputs::one::<GeometryWire>(first).and::<GeometryWire>(second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_all, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn both_parts_together_are_the_whole() {
        let cube = shapes::with_attributes(shapes::cube());
        let parts = cook_all(&NODE, &[("group", text("odd"))], &[&cube]).unwrap();
        assert_eq!(parts[0].primitives().read::<i32>("piece"), Some(&[1, 3, 5][..]));
        assert_eq!(parts[1].primitives().read::<i32>("piece"), Some(&[0, 2, 4][..]));
        let values = [("group", text("odd")), ("invert", Value::Toggle(true))];
        let swapped = cook_all(&NODE, &values, &[&cube]).unwrap();
        assert!(swapped[0] == parts[1] && swapped[1] == parts[0]);
        let whole = cook_all(&NODE, &[], &[&cube]).unwrap();
        assert!(whole[0] == cube && whole[1].primitive_count() == 0);
    }
}
