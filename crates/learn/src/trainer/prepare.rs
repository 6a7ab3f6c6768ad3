//! What is looked at and decided before the first step.

use task::Task;

use super::Trainer;
use crate::architecture::{Architecture, Output};
use crate::dataset::{Column, Dataset, Values};
use crate::error::LearnError;
use crate::features::{Encoder, Field, check_finite};
use crate::metrics::{Baseline, Metrics, class_baseline, number_baseline};
use crate::network;
use crate::optimiser::Memory;
use crate::settings::{Goal, Loss, Settings};

impl Trainer {
    /// A network that has learned nothing yet. What cannot be learned from is refused.
    pub fn new(dataset: &Dataset, settings: &Settings, task: &Task) -> Result<Self, LearnError> {
        settings.check()?;
        check(dataset, settings.goal)?;
        let data = dataset.hash();
        let dataset = match dataset.validation() {
            Some(_) => dataset.clone(),
            None => {
                let share = settings.validation;
                dataset.split(share, settings.validation_by, settings.seed)?
            }
        };
        task.reserve(dataset.rows() as u64, 16, "training on this many rows")?;
        let marks = dataset.validation().unwrap_or(&[]);
        let rows_where = |held_out: bool| -> Vec<u32> {
            let rows = marks.iter().zip(0..).filter(|(mark, _)| **mark == held_out);
            rows.map(|(_, row)| row).collect()
        };
        let (training, held_out) = (rows_where(false), rows_where(true));
        if training.is_empty() {
            return Err(LearnError::data(
                "all rows are held out for validation: leave some to learn from",
            ));
        }
        if dataset.weights().is_some_and(|w| training.iter().all(|&row| w[row as usize] == 0.0)) {
            return Err(LearnError::data("all rows have the weight 0: nothing can be learned"));
        }
        let class_weights = class_weights(&dataset, settings, &training)?;
        let baseline = baseline(&dataset, &training, &held_out, settings.goal, task)?;
        let fields = |columns: &[Column], normalise: bool| -> Vec<Field> {
            columns.iter().map(|column| Field::of(column, &training, normalise)).collect()
        };
        let inputs = fields(dataset.inputs(), settings.normalise);
        let bounded = settings.loss == Loss::Textbook;
        let targets = fields(dataset.targets(), settings.normalise && !bounded);
        let architecture = Architecture {
            inputs: dataset.width(),
            hidden: settings.hidden.clone(),
            outputs: targets.iter().map(|field| field.size).sum(),
            activation: settings.activation,
            output: match settings.loss {
                Loss::CrossEntropy => Output::Softmax,
                Loss::Textbook => Output::Sigmoid,
                _ => Output::Linear,
            },
        };
        let count = architecture.parameter_count();
        task.reserve(count as u64, 4 * 24, "a network of this size")?;
        let parameters = architecture.initial(settings.seed);
        let mut trainer = Self {
            notes: notes(&dataset, &training),
            memory: Memory::new(settings.optimiser, count),
            device: network::device(settings.processor)?,
            settings: settings.clone(),
            order: Vec::new(),
            at: 0,
            loss: 0.0,
            weight: 0.0,
            history: Vec::new(),
            best: None,
            latest: Metrics::default(),
            seconds: 0.0,
            dataset,
            data,
            architecture,
            inputs,
            targets,
            training,
            held_out,
            class_weights,
            baseline,
            parameters,
        };
        trainer.begin_epoch();
        Ok(trainer)
    }

    /// The class of a row, by its number; none where numbers are learned.
    pub(super) fn class_of(&self, row: u32) -> Option<usize> {
        match &self.dataset.targets()[0].values {
            Values::Classes { index, .. } => Some(index[row as usize] as usize),
            Values::Numbers(_) => None,
        }
    }

    /// The numbers of the targets of some rows, as the network shall give them.
    pub(super) fn encoded_targets(&self, rows: &[u32]) -> Result<Vec<f32>, LearnError> {
        let encoder = Encoder::bind(&self.targets, self.dataset.targets())?;
        let mut numbers = vec![0.0; rows.len() * encoder.width()];
        for (&row, out) in rows.iter().zip(numbers.chunks_exact_mut(encoder.width())) {
            encoder.encode(row as usize, out, None);
        }
        Ok(numbers)
    }
}

fn check(dataset: &Dataset, goal: Goal) -> Result<(), LearnError> {
    let wrong = |message: String| Err(LearnError::data(message));
    if dataset.rows() == 0 {
        return wrong("the dataset has no rows: nothing can be learned from it".to_owned());
    }
    if dataset.width() == 0 {
        return wrong("the dataset has no inputs: choose what the network is given".to_owned());
    }
    let Some(target) = dataset.targets().first() else {
        return wrong(
            "the dataset has no targets: choose what the network shall answer".to_owned(),
        );
    };
    dataset.columns().try_for_each(check_finite)?;
    let is_classes = |column: &Column| matches!(column.values, Values::Classes { .. });
    match goal {
        Goal::Classes if dataset.targets().len() > 1 => {
            wrong("a classifier learns one target; choose one, or train one for each".to_owned())
        }
        Goal::Classes if !is_classes(target) => wrong(format!(
            "\"{}\" holds numbers, and a classifier tells classes apart: give it a text \
             attribute, or learn numbers with Train Regressor",
            target.name
        )),
        Goal::Numbers => match dataset.targets().iter().find(|column| is_classes(column)) {
            Some(column) => wrong(format!(
                "\"{}\" holds classes (text), and a regressor gives numbers: learn classes with \
                 Train Classifier",
                column.name
            )),
            None => Ok(()),
        },
        Goal::Classes => Ok(()),
    }
}

/// What each class weighs; all of them 1 unless rare ones shall weigh as much as frequent ones.
fn class_weights(
    dataset: &Dataset,
    settings: &Settings,
    training: &[u32],
) -> Result<Vec<f32>, LearnError> {
    let target = &dataset.targets()[0];
    let Values::Classes { index, names } = &target.values else { return Ok(Vec::new()) };
    let mut counts = vec![0_usize; names.len()];
    training.iter().for_each(|&row| counts[index[row as usize] as usize] += 1);
    let used = counts.iter().filter(|&&count| count > 0).count();
    if used < 2 {
        let only = counts.iter().position(|&count| count > 0).map_or("", |class| &names[class]);
        return Err(LearnError::data(format!(
            "all rows to learn from have the class \"{only}\": there is nothing to tell apart"
        )));
    }
    let weight = |&count: &usize| match settings.balance_classes {
        true if count > 0 => training.len() as f32 / (used * count) as f32,
        _ => 1.0,
    };
    Ok(counts.iter().map(weight).collect())
}

fn baseline(
    dataset: &Dataset,
    training: &[u32],
    held_out: &[u32],
    goal: Goal,
    task: &Task,
) -> Result<Baseline, LearnError> {
    Ok(match (goal, &dataset.targets()[0].values) {
        (Goal::Classes, Values::Classes { index, names }) => {
            class_baseline(dataset.inputs(), index, names.len(), training, held_out, task)?
        }
        _ => number_baseline(dataset.targets(), training, held_out),
    })
}

/// What the artist should know of the data.
fn notes(dataset: &Dataset, training: &[u32]) -> Vec<String> {
    let mut notes = Vec::new();
    for column in dataset.inputs() {
        let is_constant = match &column.values {
            Values::Numbers(values) => {
                let row = |row: u32| &values[row as usize * column.size..][..column.size];
                training.iter().all(|&other| row(other) == row(training[0]))
            }
            Values::Classes { index, .. } => {
                training.iter().all(|&row| index[row as usize] == index[training[0] as usize])
            }
        };
        if is_constant {
            notes.push(format!(
                "\"{}\" is the same in all rows: the network can learn nothing from it",
                column.name
            ));
        }
    }
    notes
}
