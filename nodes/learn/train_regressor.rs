//! Train Regressor: a network that learns to give numbers.

use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, ParameterDeclaration, Reads};
use learn::Goal;

use super::training::{self, DATASET, NUMBER_LOSS};
use crate::wires::ModelWire;

const PARAMETERS: [ParameterDeclaration; 24] = training::parameters(NUMBER_LOSS.declaration);

/// The declaration of Train Regressor.
pub const NODE: NodeType = NodeType {
    id: "train_regressor",
    label: "Train Regressor",
    category: "learn",
    aliases: &["ML Train", "Neural Network", "Learn Numbers", "Regression", "MLP"],
    help: "Trains a network to give numbers, from a dataset with targets of numbers, and gives it \
           out as a model. Cooking never trains: Start, or espalier train, does so in the \
           background, and what is downstream cooks with the newest weights while it goes on. \
           The weights are kept in a file beside the project.",
    inputs: &[DATASET.declaration],
    outputs: &[OutputDeclaration::new::<ModelWire>("model", "Model")],
    parameters: &PARAMETERS,
    reads: Reads { published: true, ..Reads::NOTHING },
    wanted: training::wanted,
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    training::cook(cook, Goal::Numbers)
}
