//! How a network is made and trained.

use serde::{Deserialize, Serialize};

use crate::architecture::Activation;
use crate::dataset::Hash;
use crate::error::LearnError;

/// What is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goal {
    /// To tell classes apart.
    Classes,
    /// To give numbers.
    Numbers,
}

/// What training makes small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// The log loss of the true class; the outputs are probabilities.
    CrossEntropy,
    /// The mean of the squared differences.
    Squared,
    /// The mean of the differences.
    Absolute,
    /// Squared for small differences, and not for large ones (Huber 1964).
    Huber,
    /// Half the sum of the squared differences, with a sigmoid at the outputs: the textbook's.
    Textbook,
}

/// How weights follow the slopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Optimiser {
    /// Along the slope, with momentum.
    Sgd,
    /// With a step for each weight (Kingma and Ba 2014).
    Adam,
    /// Adam with the decay of weights beside the slope (Loshchilov and Hutter 2017).
    AdamW,
}

/// How the learning rate goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schedule {
    /// It stays.
    Constant,
    /// Down to nothing along a cosine.
    Cosine,
    /// Down to nothing along a line.
    Linear,
}

/// What is kept together when rows are held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValidationBy {
    /// Nothing: each row goes its own way.
    Row,
    /// The rows that came from one place, such as one example building.
    Source,
}

/// Where tensors are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Processor {
    /// The machine's processor: the same seed gives the same weights.
    Cpu,
    /// The graphics processor.
    Gpu,
}

/// Everything that decides, with the data, what comes out of training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// What is learned.
    pub goal: Goal,
    /// The sizes of the hidden layers.
    pub hidden: Vec<usize>,
    /// What follows each hidden layer.
    pub activation: Activation,
    /// The share of a hidden layer's outputs that is left out at random in each step.
    pub dropout: f32,
    /// What is made small.
    pub loss: Loss,
    /// How weights follow the slopes.
    pub optimiser: Optimiser,
    /// The size of a step.
    pub learning_rate: f32,
    /// How much of the last step goes on, with SGD.
    pub momentum: f32,
    /// How strongly weights are drawn to nothing.
    pub weight_decay: f32,
    /// How the learning rate goes.
    pub schedule: Schedule,
    /// Rows in a step.
    pub batch: usize,
    /// How often all rows are gone through.
    pub epochs: usize,
    /// Epochs without a better validation loss after which training ends; 0 for never.
    pub patience: usize,
    /// Whether rare classes weigh as much as frequent ones.
    pub balance_classes: bool,
    /// The greatest share of one-hot columns that is made unknown in a row.
    pub masking: f32,
    /// Whether numbers are brought to mean 0 and deviation 1.
    pub normalise: bool,
    /// The share of rows that is held out.
    pub validation: f32,
    /// What is kept together when they are.
    pub validation_by: ValidationBy,
    /// What chance begins with.
    pub seed: u64,
    /// Where it is computed.
    pub processor: Processor,
}

impl Settings {
    /// What suits most tables of this kind.
    pub fn new(goal: Goal) -> Self {
        Self {
            goal,
            hidden: vec![128, 128],
            activation: Activation::Relu,
            dropout: 0.0,
            loss: if goal == Goal::Classes { Loss::CrossEntropy } else { Loss::Squared },
            optimiser: Optimiser::Adam,
            learning_rate: 1e-3,
            momentum: 0.9,
            weight_decay: 0.0,
            schedule: Schedule::Cosine,
            batch: 256,
            epochs: 50,
            patience: 0,
            balance_classes: false,
            masking: 0.0,
            normalise: true,
            validation: 0.2,
            validation_by: ValidationBy::Row,
            seed: 0,
            processor: Processor::Cpu,
        }
    }

    /// What is wrong with them, if anything.
    pub fn check(&self) -> Result<(), LearnError> {
        let wrong = |message: &str| Err(LearnError::Settings(message.to_owned()));
        let width = 1..=65_536;
        match self {
            _ if self.hidden.len() > 64 => wrong("a network has at most 64 hidden layers"),
            _ if self.hidden.iter().any(|size| !width.contains(size)) => {
                wrong("a hidden layer has between 1 and 65,536 neurons")
            }
            _ if self.goal == Goal::Classes
                && !matches!(self.loss, Loss::CrossEntropy | Loss::Textbook) =>
            {
                wrong("classes are learned with cross entropy or the textbook's squared error")
            }
            _ if self.goal == Goal::Numbers && self.loss == Loss::CrossEntropy => {
                wrong("cross entropy is for classes: choose another loss for numbers")
            }
            _ if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) => {
                wrong("the learning rate must be greater than 0")
            }
            _ if !(0.0..1.0).contains(&self.dropout) => {
                wrong("dropout must be at least 0 and below 1")
            }
            _ if !(0.0..1.0).contains(&self.validation) => {
                wrong("the validation share must be at least 0 and below 1")
            }
            _ if !(0.0..=1.0).contains(&self.masking) => wrong("masking must be from 0 to 1"),
            _ if self.batch == 0 => wrong("a batch needs at least one row"),
            _ if self.epochs == 0 => wrong("training needs at least one epoch"),
            _ => Ok(()),
        }
    }

    /// A hash of all that changes the result. The number of epochs is left out: more of them
    /// continue what fewer began.
    pub fn hash(&self) -> Hash {
        let rest = Self { epochs: 0, ..self.clone() };
        Hash::of(format!("{rest:?}").as_bytes())
    }

    /// The learning rate of a step out of all steps.
    pub(crate) fn rate(&self, step: u64, steps: u64) -> f32 {
        let done = (step as f64 / steps.max(1) as f64).min(1.0) as f32;
        let part = match self.schedule {
            Schedule::Constant => 1.0,
            Schedule::Cosine => 0.5 + 0.5 * (done * std::f32::consts::PI).cos(),
            Schedule::Linear => 1.0 - done,
        };
        self.learning_rate * part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_make_no_sense_say_so() {
        let good = Settings::new(Goal::Classes);
        assert_eq!(good.check(), Ok(()));
        let said = |settings: Settings| settings.check().unwrap_err().to_string();
        assert!(said(Settings { batch: 0, ..good.clone() }).contains("a batch needs"));
        assert!(said(Settings { learning_rate: f32::NAN, ..good.clone() }).contains("rate"));
        assert!(said(Settings { hidden: vec![8, 0], ..good.clone() }).contains("neurons"));
        assert!(said(Settings { loss: Loss::Huber, ..good.clone() }).contains("cross entropy"));
    }

    #[test]
    fn more_epochs_continue_the_same_training_and_another_seed_does_not() {
        let settings = Settings::new(Goal::Numbers);
        assert_eq!(settings.hash(), Settings { epochs: 7, ..settings.clone() }.hash());
        assert_ne!(settings.hash(), Settings { seed: 7, ..settings.clone() }.hash());
    }

    #[test]
    fn schedules_begin_with_the_rate_and_end_with_nothing() {
        for schedule in [Schedule::Cosine, Schedule::Linear] {
            let settings = Settings { schedule, ..Settings::new(Goal::Classes) };
            assert_eq!(settings.rate(0, 10), settings.learning_rate);
            assert!(settings.rate(10, 10) < 1e-9 && settings.rate(5, 10) > 0.0);
        }
    }
}
