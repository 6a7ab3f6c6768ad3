//! Null: a named point in the graph.

use graph::{Arity, Cook, InputDeclaration, NodeError, NodeType, OutputDeclaration, Outputs, Wire};

const INPUT: InputDeclaration =
    InputDeclaration { id: "input", label: "Input", wire: Wire::ANY, arity: Arity::Required };

/// The declaration of Null.
pub const NODE: NodeType = NodeType {
    id: "null",
    label: "Null",
    category: "structure",
    aliases: &["Reroute", "Out", "Output"],
    help: "Passes on what comes in, of whatever kind. A place to give a name to: Object Merge and \
           the command line can refer to it while the nodes before it change.",
    inputs: &[INPUT],
    outputs: &[OutputDeclaration { id: "output", label: "Output", wire: Wire::ANY }],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let value = cook.wires(INPUT.id).first().ok_or(NodeError::MissingInput(INPUT.id))?;
    Ok(Outputs::pass(value.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;

    #[test]
    fn what_comes_in_goes_out() {
        assert_eq!(cook_geometry(&NODE, &[], &[&shapes::cube()]).unwrap(), shapes::cube());
        assert!(cook_geometry(&NODE, &[], &[]).is_err());
    }
}
