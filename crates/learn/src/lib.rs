//! Networks, datasets, training and weights: tensors in, tensors out.
//!
//! A [`Dataset`] is a table of named columns. [`Trainer`] makes a [`Model`] of it, step by step,
//! and the same data, settings and seed give the same weights on the processor, whatever the
//! number of threads. [`Predictor`] uses a model. Nothing here knows geometry or the graph.

mod architecture;
mod dataset;
mod date;
mod error;
mod features;
mod metrics;
mod model;
mod network;
mod optimiser;
mod predict;
mod random;
mod settings;
mod trainer;
mod weights;

pub use architecture::{Activation, Architecture, Output};
pub use dataset::{Column, Dataset, Hash, UNKNOWN, Values, table};
pub use error::LearnError;
pub use features::Field;
pub use metrics::{Baseline, Metrics};
pub use model::{Epoch, Model, ModelInfo, write_file};
pub use predict::{Prediction, Predictor};
pub use random::Random;
pub use settings::{Goal, Loss, Optimiser, Processor, Schedule, Settings, ValidationBy};
pub use trainer::{Progress, Trainer};
