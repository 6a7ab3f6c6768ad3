//! Nodes that build new faces out of old ones.

pub mod facet;
pub mod subdivide;
pub mod triangulate;
