//! Blast: deletes the elements of a group, or all others.

use graph::{Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::fields::{GROUP, GroupTypeChoice, selection};
use crate::losing;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<GroupTypeChoice>> =
    Parameter::menu("group_type", "Group Type").help("Whether points or primitives are deleted.");
const INVERT: Parameter<bool> =
    Parameter::toggle("delete_non_selected", "Delete Non-Selected", false)
        .help("Deletes all but the group.");

/// The declaration of Blast.
pub const NODE: NodeType = NodeType {
    id: "blast",
    label: "Blast",
    category: "modify",
    aliases: &["Delete by Group", "Isolate", "Keep by Group", "Delete Geometry"],
    help: "Deletes the points or primitives of a group, or keeps only these. With no group \
           nothing is deleted. Delete chooses by rules too.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        GROUP_TYPE.declaration,
        INVERT.declaration,
        losing::UNUSED_POINTS.declaration,
        losing::SHRINKING.declaration,
        losing::UNUSED_GROUPS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.shared(INPUT)?;
    let pattern = cook.get(GROUP);
    if pattern.trim().is_empty() {
        return Ok(Outputs::one::<GeometryWire>(geometry));
    }
    let Chosen(kind) = cook.get(GROUP_TYPE);
    let domain = kind.domain(&pattern, &geometry);
    let group = selection(cook, GROUP, &geometry, domain)?;
    let keep = if cook.get(INVERT) { group } else { group.inverted() };
    let kept = losing::part(cook, &geometry, domain, &keep.to_mask())?;
    Ok(Outputs::one::<GeometryWire>(kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    fn pieces(values: &[(&str, Value)]) -> Vec<i32> {
        let cube = shapes::with_attributes(shapes::cube());
        let left = cook_geometry(&NODE, values, &[&cube]).unwrap();
        left.primitives().read::<i32>("piece").unwrap().to_vec()
    }

    #[test]
    fn the_group_goes_or_stays() {
        let odd = ("group", text("odd"));
        assert_eq!(pieces(&[]), [0, 1, 2, 3, 4, 5], "no group");
        assert_eq!(pieces(std::slice::from_ref(&odd)), [0, 2, 4]);
        let others = ("delete_non_selected", Value::Toggle(true));
        assert_eq!(pieces(&[odd, others]), [1, 3, 5]);
        assert_eq!(pieces(&[("group", text("0-2"))]), [3, 4, 5]);
    }

    #[test]
    fn points_go_with_what_they_hold() {
        let values = [("group", text("first_half")), ("losing_points", text("delete"))];
        assert_eq!(pieces(&values), [5], "the face between the points that stay");
    }
}
