//! Nodes for polylines.
