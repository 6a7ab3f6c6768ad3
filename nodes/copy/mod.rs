//! Nodes that copy, pack and scatter.
