//! Nodes that make and change attributes.

pub mod color;
