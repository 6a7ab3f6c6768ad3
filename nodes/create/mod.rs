//! Nodes that make geometry from nothing.
