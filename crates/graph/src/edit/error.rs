//! Why an edit is refused.

use crate::document::{LookupError, Name};
use crate::path::NodePath;

/// Why an edit is refused. The document is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A path names nothing.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// A node of a type that is not in the library.
    #[error("there is no node type \"{0}\"")]
    UnknownType(String),
    /// A name that no node can have.
    #[error("\"{name}\" cannot be a node's name: {reason}")]
    BadName {
        /// The name.
        name: String,
        /// What is wrong with it, and what to do.
        reason: &'static str,
    },
    /// A name that another node has.
    #[error("{network} already has a node \"{name}\"; choose another name")]
    NameTaken {
        /// The network.
        network: NodePath,
        /// The name.
        name: String,
    },
    /// An input that the node does not have.
    #[error("{path} has no input \"{input}\"; it has {known}")]
    NoInput {
        /// The node.
        path: NodePath,
        /// The input that was asked for.
        input: String,
        /// The inputs that there are.
        known: String,
    },
    /// An output that the node does not have.
    #[error("{path} has no output \"{output}\"; it has {known}")]
    NoOutput {
        /// The node.
        path: NodePath,
        /// The output that was asked for.
        output: String,
        /// The outputs that there are.
        known: String,
    },
    /// A wire from one kind of value to another.
    #[error("{from} gives {given}, and the input \"{input}\" of {to} takes {wanted}")]
    WrongWire {
        /// Where the wire would start.
        from: NodePath,
        /// The kind that it gives.
        given: &'static str,
        /// Where the wire would end.
        to: NodePath,
        /// The input there.
        input: String,
        /// The kind that it takes.
        wanted: &'static str,
    },
    /// A wire between networks.
    #[error("{from} and {to} lie in different networks; a wire stays within one")]
    OtherNetwork {
        /// Where the wire would start.
        from: NodePath,
        /// Where the wire would end.
        to: NodePath,
    },
    /// A node would be made from its own result.
    #[error("a node cannot be made from its own result: {0}")]
    Cycle(String),
    /// A wire that is not there.
    #[error("the input \"{input}\" of {path} has no wire number {place}")]
    NoWire {
        /// The node.
        path: NodePath,
        /// The input.
        input: String,
        /// The place among the wires of the input.
        place: usize,
    },
    /// A node that has no input for what a wire carries.
    #[error("{path} has no input that takes {given}")]
    NothingFits {
        /// The node.
        path: NodePath,
        /// The kind on the wire.
        given: &'static str,
    },
    /// A parameter that the node does not have.
    #[error("{path} has no parameter \"{parameter}\"")]
    NoParameter {
        /// The node.
        path: NodePath,
        /// The parameter.
        parameter: String,
    },
    /// A setting that the parameter does not take.
    #[error("{path}: {reason}")]
    BadSetting {
        /// The node.
        path: NodePath,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A note or box that is not there.
    #[error("there is no note or box \"{name}\" in {network}")]
    NoRemark {
        /// The network.
        network: NodePath,
        /// Its name.
        name: String,
    },
    /// A node that is protected.
    #[error("{0} is locked; unlock it to change it")]
    Locked(NodePath),
    /// An edit of a subnet at another node.
    #[error("{0} is not a subnet")]
    NotSubnet(NodePath),
    /// An edit of a selection without a node in it.
    #[error("nothing is selected; select a node first")]
    NothingSelected,
    /// Networks inside networks, without an end.
    #[error("subnets can be nested {} deep at most", crate::DEEPEST)]
    TooDeep,
    /// A number that is not finite.
    #[error("{0}: numbers must be finite")]
    NotFinite(NodePath),
    /// Text that holds no nodes to paste.
    #[error("this text holds no nodes: {0}")]
    NotNodes(String),
}

impl EditError {
    pub(super) fn taken(network: &NodePath, name: &Name) -> Self {
        Self::NameTaken { network: network.clone(), name: name.to_string() }
    }
}
