//! Geometry: points, vertices, primitives and their attributes, the algorithms over them, and
//! the file formats that carry them.
//!
//! A [`Geometry`] has four domains, each with a [`Table`] of named, typed [`Column`]s. Columns
//! are shared and copied only when written, so that a clone is cheap and an operation that moves
//! points shares everything but `P`. Y is up, right-handed, metres; faces are counter-clockwise
//! seen from outside.

mod adjacency;
mod box_tree;
mod bytes;
mod cells;
mod column;
mod components;
mod derived;
mod element;
pub mod files;
mod geometry;
mod group;
pub mod material;
mod measure;
mod names;
pub mod ops;
mod packed;
mod packed_bounds;
mod pattern;
mod per_element;
mod point_tree;
mod ramp;
mod random;
mod runs;
mod sampling;
mod shape;
#[cfg(any(test, feature = "test-shapes"))]
pub mod shapes;
mod sort;
mod surface;
mod table;
mod topology;
mod turning;
mod weights;

pub use adjacency::{Adjacency, Edges, NONE};
pub use column::{Column, Data, Meaning, Text};
pub use element::Element;
pub use geometry::{Domain, Geometry};
pub use group::{PatternError, Selection};
pub use names::{default_value, meaning_of};
pub use noise;
pub use packed::{Instance, PACKED_SOURCE, PACKED_TRANSFORM};
pub use pattern::{NamePattern, name_matches, substituted};
pub use per_element::PerElement;
pub use point_tree::{Near, PointTree};
pub use ramp::ColourRamp;
pub use sampling::Sample;
pub use shape::{Bounds, Triangles};
pub use surface::{Pick, Surface, SurfaceHit};
pub use table::Table;
pub use topology::{PrimitiveKind, Topology};
pub use turning::Turning;
pub use weights::{Blend, Weights};
