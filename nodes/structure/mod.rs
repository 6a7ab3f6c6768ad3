//! Nodes that join, choose and refer: the structure of a graph.

pub mod for_each;
pub mod merge;
pub mod null;
pub mod object_merge;
mod passes;
pub mod repeat;
pub mod solver;
pub mod subnet;
pub mod subnet_input;
pub mod subnet_output;
pub mod switch;
