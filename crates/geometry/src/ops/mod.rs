//! The algorithms, one file an operation. Each says what becomes of attributes and groups in
//! all domains, and none panics on any input.

pub mod attribute;
pub mod extract;
pub mod facet;
pub mod merge;
pub mod normal;
pub mod triangulate;
pub mod triangulation;
