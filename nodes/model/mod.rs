//! Nodes that build new faces out of old ones.
