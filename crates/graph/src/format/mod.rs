//! The text of project files and of copied nodes: RON, sorted and formatted so that a diff shows
//! just what changed.
//!
//! ```ron
//! (
//!     version: 1,
//!     display: "color1",
//!     nodes: {
//!         "box1": (
//!             type: "box",
//!             position: [0, 0],
//!             parameters: {
//!                 "size": [1, 2.5, 1],
//!             },
//!         ),
//!         "color1": (
//!             type: "color",
//!             version: 2,
//!             position: [0, 120],
//!             bypass: true,
//!             parameters: {
//!                 "amount": {"expression": "$F / 24"},
//!             },
//!             inputs: {
//!                 "geometry": "box1",
//!             },
//!         ),
//!     },
//!     view: (
//!         camera: (distance: 4.5),
//!     ),
//! )
//! ```
//!
//! A wire is the name of a node, or `name:output` where it is not the node's only output; an
//! input with several wires has a list of them; those that are switched off stand under
//! `disabled`, too. A subnet has its network under `network`, with
//! the same fields, and its promoted parameters under `promoted`. Notes and boxes of a network
//! are its `remarks`, a section that programs without them keep as it is. Maps and structs are read
//! alike. What this program does not know is kept as text and written back.

mod check;
mod fields;
mod migrate;
mod pieces;
mod read;
mod remarks;
mod split;
#[cfg(test)]
mod tests;
mod write;

use crate::path::NodePath;

pub(crate) use read::{Pieces, read_document, read_nodes};
#[cfg(test)]
pub(crate) use tests::everything;
pub(crate) use write::{NotFinite, write_document, write_nodes};

/// The version of the format that this program writes; it reads all up to it.
pub const FORMAT_VERSION: u32 = 1;

/// How much a [`Problem`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Good to know: a node was brought to a newer version.
    Information,
    /// Something is not as the file says.
    Warning,
}

/// Something about one node of a file. The rest of the file is not touched by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The node, or the network.
    pub path: NodePath,
    /// How much it matters.
    pub level: Level,
    /// What is the matter, and what becomes of it.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.path, self.message)
    }
}

/// Why a text cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// It is not RON, or not of the shape of a project.
    #[error("{line}:{column}: {message}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there, and what to do.
        message: String,
    },
    /// It comes from a newer program.
    #[error(
        "this was saved in version {saved} of the project format, and this program knows \
         version {FORMAT_VERSION}; open it with a newer version of the program"
    )]
    Newer {
        /// The version in the text.
        saved: u32,
    },
}
