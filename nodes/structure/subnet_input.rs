//! Subnet Input: stands for an input of the subnet around it.

use graph::{NodeType, OutputDeclaration, Parameter, Role, Wire};

const NUMBER: Parameter<i64> = Parameter::integer("number", "Number", 0)
    .at_least(0.0)
    .soft(0.0, 8.0)
    .help("Orders the inputs of the subnet from left to right; equal ones go by name.");

/// The declaration of Subnet Input.
pub const NODE: NodeType = NodeType {
    id: "subnet_input",
    label: "Subnet Input",
    category: "structure",
    aliases: &["Indirect Input", "Group Input"],
    help: "Stands, inside a subnet, for one of its inputs and gives what is wired to it. The \
           input has the name of this node.",
    outputs: &[OutputDeclaration { id: "output", label: "Output", wire: Wire::ANY }],
    parameters: &[NUMBER.declaration],
    role: Role::SubnetInput,
    ..NodeType::BLANK
};
