//! Switch: one of many inputs.

use graph::{
    Arity, Cook, InputDeclaration, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Wanted, Wire,
};

const INPUTS: InputDeclaration =
    InputDeclaration { id: "inputs", label: "Inputs", wire: Wire::ANY, arity: Arity::Many };
const INDEX: Parameter<i64> = Parameter::integer("input", "Select Input", 0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .help("Which wire is passed on, counted from 0. Beyond the last, the last one is.");

/// The declaration of Switch.
pub const NODE: NodeType = NodeType {
    id: "switch",
    label: "Switch",
    category: "structure",
    aliases: &["Index Switch", "Menu Switch", "Choose"],
    help: "Passes on one of its inputs. Only that one is cooked: what feeds the others costs \
           nothing until it is chosen.",
    inputs: &[INPUTS],
    outputs: &[OutputDeclaration { id: "output", label: "Output", wire: Wire::ANY }],
    parameters: &[INDEX.declaration],
    wanted: |parameters, wires| match wires {
        0 => Wanted::None,
        _ => {
            let index = usize::try_from(parameters.get(INDEX)).unwrap_or(0);
            Wanted::Wire(index.min(wires - 1))
        }
    },
    cook,
    ..NodeType::BLANK
};

/// The evaluator hands in only the wire that was chosen; a cook outside any graph has them all.
fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let wires = cook.wires(INPUTS.id);
    let index = usize::try_from(cook.get(INDEX)).unwrap_or(0);
    let chosen = wires.get(index).or_else(|| wires.last());
    Ok(Outputs::pass(chosen.ok_or(NodeError::MissingInput(INPUTS.id))?.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn the_chosen_input_or_the_last_is_passed_on() {
        let (cube, grid) = (shapes::cube(), shapes::grid(2, 2));
        for (index, expected) in [(0, &cube), (1, &grid), (7, &grid)] {
            let values = [("input", Value::Integer(index))];
            assert_eq!(&cook_geometry(&NODE, &values, &[&cube, &grid]).unwrap(), expected);
        }
    }
}
