//! Nodes that join, choose and refer: the structure of a graph.

pub mod merge;
pub mod null;
pub mod object_merge;
pub mod subnet;
pub mod subnet_input;
pub mod subnet_output;
pub mod switch;
