//! Nodes that copy, pack and scatter.

pub mod copy_to_points;
pub mod copy_transform;
pub mod pack;
pub mod scatter;
pub mod unpack;
