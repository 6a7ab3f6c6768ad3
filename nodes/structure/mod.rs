//! Nodes that join, choose and refer: the structure of a graph.
