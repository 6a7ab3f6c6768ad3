//! Nodes that gather rows to learn from.

pub mod dataset_attributes;
pub mod dataset_merge;
pub mod dataset_split;
pub mod dataset_table;
