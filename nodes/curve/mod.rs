//! Nodes for polylines.

pub mod resample;
pub mod sweep;
