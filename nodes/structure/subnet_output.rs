//! Subnet Output: stands for an output of the subnet around it.

use graph::{Arity, InputDeclaration, NodeType, Parameter, Role, Wire};

const INPUT: InputDeclaration =
    InputDeclaration { id: "input", label: "Input", wire: Wire::ANY, arity: Arity::Required };
const NUMBER: Parameter<i64> = Parameter::integer("number", "Number", 0)
    .at_least(0.0)
    .soft(0.0, 8.0)
    .help("Orders the outputs of the subnet from left to right; equal ones go by name.");

/// The declaration of Subnet Output.
pub const NODE: NodeType = NodeType {
    id: "subnet_output",
    label: "Subnet Output",
    category: "structure",
    aliases: &["Output", "Group Output"],
    help: "Stands, inside a subnet, for one of its outputs: what is wired to it comes out of the \
           subnet. The output has the name of this node.",
    inputs: &[INPUT],
    parameters: &[NUMBER.declaration],
    role: Role::SubnetOutput,
    ..NodeType::BLANK
};
