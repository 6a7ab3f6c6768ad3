//! Nodes that make and combine groups.
