//! Nodes that read and write files.

pub mod export;
#[allow(clippy::module_inception)] // A node's file has its id's name, its folder its category's.
pub mod file;

use geometry::files::FileError;
use graph::NodeError;

/// A file's error as the node's.
fn failed(error: FileError) -> NodeError {
    match error {
        FileError::Stopped(stop) => stop.into(),
        other => NodeError::message(other),
    }
}
