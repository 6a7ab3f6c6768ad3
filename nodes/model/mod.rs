//! Nodes that build new faces out of old ones.

pub mod boolean;
pub mod clip;
pub mod convex_hull;
pub mod extrude;
pub mod facet;
pub mod subdivide;
pub mod triangulate;
