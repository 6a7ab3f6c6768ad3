//! Nodes that learn, and nodes that use what was learned.

pub mod predict_attributes;
pub mod train_classifier;
pub mod train_regressor;
pub mod training;
