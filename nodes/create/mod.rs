//! Nodes that make geometry from nothing.

pub mod r#box;
pub mod circle;
pub mod grid;
pub mod line;
mod placing;
pub mod platonic;
pub mod sphere;
pub mod torus;
pub mod tube;
