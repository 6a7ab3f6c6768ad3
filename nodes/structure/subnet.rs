//! Subnet: a node that holds a network.

use graph::{NodeType, Role};

/// The declaration of Subnet.
pub const NODE: NodeType = NodeType {
    id: "subnet",
    label: "Subnet",
    category: "structure",
    aliases: &["Subnetwork", "Node Group", "Group of Nodes"],
    help: "Holds a network of its own. Its inputs are the Subnet Input nodes inside it, its \
           outputs the Subnet Output nodes; without any it gives its displayed node. Parameters \
           of inner nodes can be promoted, so that they stand on the subnet.",
    role: Role::Subnet,
    ..NodeType::BLANK
};
