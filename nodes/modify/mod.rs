//! Nodes that move, sort and select what is there.

pub mod blast;
pub mod bound;
pub mod clean;
pub mod delete;
pub mod fuse;
pub mod match_size;
pub mod mirror;
pub mod mountain;
pub mod peak;
pub mod ray;
pub mod reverse;
pub mod smooth;
pub mod sort;
pub mod split;
pub mod transform;
