//! What can go wrong with a node.

use std::path::PathBuf;
use std::sync::Arc;

use task::Stop;

/// Why a node gave no result. Shown at the node; what is downstream says whose error it was.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NodeError {
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// A required input has no wire.
    #[error("the input \"{0}\" needs a wire")]
    MissingInput(&'static str),
    /// An input carries another kind of value than it takes.
    #[error("the input \"{input}\" takes {wanted}, and {given} comes in")]
    WrongWire {
        /// The input.
        input: &'static str,
        /// The kind that it takes.
        wanted: &'static str,
        /// The kind that came.
        given: &'static str,
    },
    /// A node upstream failed.
    #[error("stopped by an error in {path}: {error}")]
    Upstream {
        /// The node that failed.
        path: String,
        /// What failed there.
        error: Arc<NodeError>,
    },
    /// A node inside a loop failed.
    #[error("iteration {iteration} of {iterations} (counted from 0), {path}: {error}")]
    Iteration {
        /// The node that failed.
        path: String,
        /// The iteration, from 0.
        iteration: u32,
        /// How many there are.
        iterations: u32,
        /// What failed there.
        error: Arc<NodeError>,
    },
    /// A parameter's value makes no sense here.
    #[error("parameter \"{parameter}\": {message}")]
    Parameter {
        /// The parameter's id.
        parameter: String,
        /// What is wrong, and what to do.
        message: String,
    },
    /// A file could not be read.
    #[error("{}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        message: String,
    },
    /// The node is of a type that this program does not have.
    #[error("the node type \"{0}\" is not known to this version of the program")]
    UnknownType(String),
    /// The node was saved by a newer version of its type.
    #[error(
        "the node was saved as version {saved} of \"{id}\", and this program knows version {known}"
    )]
    TooNew {
        /// The type's id.
        id: String,
        /// The version in the file.
        saved: u32,
        /// The newest version known.
        known: u32,
    },
    /// The node feeds itself.
    #[error("the node is part of a cycle: {0}")]
    Cycle(String),
    /// The node's code panicked: a defect of the program, which goes on.
    #[error("the node failed inside: {0}. This is a defect of the program; your work is safe")]
    Panicked(String),
    /// Any other reason, said in full.
    #[error("{0}")]
    Message(String),
}

impl NodeError {
    /// Any reason that can be shown.
    pub fn message(reason: impl ToString) -> Self {
        Self::Message(reason.to_string())
    }

    /// Whether this only says that the work was cancelled.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Stop(Stop::Cancelled) => true,
            Self::Upstream { error, .. } | Self::Iteration { error, .. } => error.is_cancelled(),
            _ => false,
        }
    }
}
