//! The algorithms, one file an operation. Each says what becomes of attributes and groups in
//! all domains, and none panics on any input.

pub mod attribute;
pub mod attribute_transfer;
pub mod bound;
pub mod choose;
pub mod clean;
pub mod clip;
pub mod connectivity;
pub mod convex_hull;
pub mod copy_to_points;
pub mod copy_transform;
pub mod create;
pub mod extract;
pub mod facet;
pub mod fuse;
pub mod group;
pub mod match_size;
pub mod measure;
pub mod merge;
pub mod mirror;
pub mod mountain;
pub mod normal;
pub mod pack;
pub mod peak;
pub mod pieces;
pub mod placement;
pub mod ray;
mod realize;
pub mod reverse;
pub mod scatter;
pub mod smooth;
pub mod subdivide;
pub mod transfer;
pub mod transform;
pub mod triangulate;
pub mod triangulation;
pub mod unpack;
