//! Training that is written down in the middle, and taken up again.

use serde::{Deserialize, Serialize};
use task::Task;

use super::{Best, Trainer};
use crate::dataset::{Dataset, Hash};
use crate::error::LearnError;
use crate::features::Field;
use crate::metrics::Metrics;
use crate::model::Epoch;
use crate::settings::Settings;
use crate::weights;

/// All of a checkpoint that is no tensor. Sums are kept as bits, so that none is lost.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    data: Hash,
    settings: Hash,
    inputs: Vec<Field>,
    targets: Vec<Field>,
    at: usize,
    loss: u64,
    weight: u64,
    steps: u64,
    history: Vec<Epoch>,
    latest: Metrics,
    best: Option<(usize, u32, Metrics)>,
    seconds: f64,
}

impl Trainer {
    /// Everything that is needed to go on from here, as the bytes of a file.
    pub fn checkpoint(&self) -> Result<Vec<u8>, LearnError> {
        let state = State {
            data: self.data,
            settings: self.settings.hash(),
            inputs: self.inputs.clone(),
            targets: self.targets.clone(),
            at: self.at,
            loss: self.loss.to_bits(),
            weight: self.weight.to_bits(),
            steps: self.memory.steps,
            history: self.history.clone(),
            latest: self.latest.clone(),
            best: self
                .best
                .as_ref()
                .map(|best| (best.epoch, best.loss.to_bits(), best.metrics.clone())),
            seconds: self.seconds,
        };
        let about = serde_json::to_string(&state)
            .map_err(|error| LearnError::Checkpoint(error.to_string()))?;
        let best = self.best.as_ref().map_or(&[][..], |best| &best.parameters);
        let tensors = [
            ("parameters", &self.parameters[..]),
            ("first", &self.memory.first),
            ("second", &self.memory.second),
            ("best", best),
        ];
        let tensors =
            tensors.map(|(name, numbers)| (name.to_owned(), vec![numbers.len()], numbers));
        weights::write(&tensors, about)
    }

    /// Goes on from a checkpoint of the same data and settings.
    pub fn resume(
        dataset: &Dataset,
        settings: &Settings,
        checkpoint: &[u8],
        task: &Task,
    ) -> Result<Self, LearnError> {
        let mut trainer = Self::new(dataset, settings, task)?;
        let wrong = |message: &str| LearnError::Checkpoint(message.to_owned());
        let (mut tensors, about) =
            weights::read(checkpoint).map_err(|_| wrong("the checkpoint is damaged"))?;
        let state: State = serde_json::from_str(&about)
            .map_err(|_| wrong("the checkpoint was made by another version of the program"))?;
        if state.data != trainer.data {
            return Err(wrong("the data changed since training stopped"));
        }
        if state.settings != settings.hash() {
            return Err(wrong("the settings changed since training stopped"));
        }
        let mut take = |name: &str, wanted: usize| -> Result<Vec<f32>, LearnError> {
            let found = tensors.remove(name).map(|(_, numbers)| numbers);
            found
                .filter(|numbers| numbers.len() == wanted)
                .ok_or_else(|| wrong("the checkpoint belongs to a network of another size"))
        };
        let count = trainer.parameters.len();
        trainer.parameters = take("parameters", count)?;
        trainer.memory.first = take("first", count)?;
        trainer.memory.second = take("second", trainer.memory.second.len())?;
        trainer.memory.steps = state.steps;
        trainer.inputs = state.inputs;
        trainer.targets = state.targets;
        trainer.history = state.history;
        trainer.latest = state.latest;
        trainer.best = match state.best {
            Some((epoch, loss, metrics)) => {
                let parameters = take("best", count)?;
                Some(Best { epoch, loss: f32::from_bits(loss), parameters, metrics })
            }
            None => None,
        };
        trainer.begin_epoch();
        trainer.at = state.at.min(trainer.order.len());
        trainer.loss = f64::from_bits(state.loss);
        trainer.weight = f64::from_bits(state.weight);
        trainer.seconds = state.seconds;
        Ok(trainer)
    }
}
