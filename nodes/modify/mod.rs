//! Nodes that move, sort and select what is there.
