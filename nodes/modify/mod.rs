//! Nodes that move, sort and select what is there.

pub mod delete;
pub mod split;
