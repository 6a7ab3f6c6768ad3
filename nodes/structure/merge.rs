//! Merge: many geometries as one.

use geometry::ops;
use graph::{Cook, Many, NodeError, NodeType, OutputDeclaration, Outputs};

use crate::wires::GeometryWire;

const INPUTS: Many<GeometryWire> = Many::new("inputs", "Inputs");

/// The declaration of Merge.
pub const NODE: NodeType = NodeType {
    id: "merge",
    label: "Merge",
    category: "structure",
    aliases: &["Join Geometry", "Join", "Combine"],
    help: "Joins any number of geometries into one, in the order of their wires. Attributes and \
           groups are united by name; where an input has no such attribute, its elements get the \
           name's default, such as white for Cd. Points stay apart even where they coincide: \
           Fuse welds them.",
    inputs: &[INPUTS.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let merged = ops::merge::merge(&cook.many(INPUTS)?, cook.task())?;
    Ok(Outputs::one::<GeometryWire>(merged))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;

    #[test]
    fn any_number_is_joined() {
        let (cube, grid) = (shapes::cube(), shapes::grid(2, 2));
        let merged = cook_geometry(&NODE, &[], &[&cube, &grid, &cube]).unwrap();
        assert_eq!((merged.point_count(), merged.primitive_count()), (25, 16));
        assert_eq!(cook_geometry(&NODE, &[], &[]).unwrap().point_count(), 0);
    }
}
