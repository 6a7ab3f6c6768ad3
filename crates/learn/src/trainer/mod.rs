//! Training: from a dataset and settings, step by step, to a model.

mod checkpoint;
mod evaluate;
mod prepare;
#[cfg(test)]
mod tests;

use std::time::Instant;

use burn::tensor::Device;
use rayon::prelude::*;
use task::Task;

use crate::architecture::Architecture;
use crate::dataset::{Dataset, Hash};
use crate::error::LearnError;
use crate::features::{Encoder, Field};
use crate::metrics::{Baseline, Metrics};
use crate::model::{Epoch, Model, ModelInfo};
use crate::network::{Batch, Layers};
use crate::optimiser::Memory;
use crate::random::Random;
use crate::settings::{Goal, Settings};

/// Rows of a step that one thread works on. The split follows from the batch alone, and the
/// parts are added in their order, so that the number of threads changes nothing.
const SHARD: usize = 256;
/// The most parts of a step.
const MOST_SHARDS: usize = 16;

/// The weights of the epoch that did best on the rows held out.
#[derive(Debug, Clone)]
struct Best {
    epoch: usize,
    loss: f32,
    parameters: Vec<f32>,
    metrics: Metrics,
}

/// A network that is being trained.
///
/// Chance follows from the seed, the epoch and the row, never from what was drawn before: so a
/// trainer that goes on from a checkpoint ends where one ends that was never stopped.
#[derive(Debug)]
pub struct Trainer {
    dataset: Dataset,
    /// The hash of the data as they were given, before rows were held out.
    data: Hash,
    settings: Settings,
    architecture: Architecture,
    inputs: Vec<Field>,
    targets: Vec<Field>,
    training: Vec<u32>,
    held_out: Vec<u32>,
    class_weights: Vec<f32>,
    device: Device,
    notes: Vec<String>,
    baseline: Baseline,
    parameters: Vec<f32>,
    memory: Memory,
    /// The training rows in the order of the current epoch.
    order: Vec<u32>,
    /// How many of them are done.
    at: usize,
    loss: f64,
    weight: f64,
    history: Vec<Epoch>,
    best: Option<Best>,
    latest: Metrics,
    seconds: f64,
}

/// How far training has come, for whoever watches it.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The shape of the network.
    pub architecture: String,
    /// The losses of the epochs that are done.
    pub history: Vec<Epoch>,
    /// How many epochs there shall be.
    pub epochs: usize,
    /// The part done, from 0 to 1.
    pub fraction: f32,
    /// The best epoch, from 1, and its validation loss.
    pub best: Option<(usize, f32)>,
    /// How good the newest weights are on the rows held out.
    pub metrics: Metrics,
    /// What could be had without a network.
    pub baseline: Baseline,
    /// Rows that are learned from.
    pub training_rows: usize,
    /// Rows that are held out.
    pub held_out_rows: usize,
    /// Seconds that training has taken.
    pub seconds: f64,
    /// Seconds that it will take, if it goes on like this.
    pub seconds_left: Option<f64>,
    /// Whether it has ended.
    pub is_finished: bool,
    /// What was noticed in the data.
    pub notes: Vec<String>,
}

impl Trainer {
    /// Whether all epochs are done, or there is no hope of better ones.
    pub fn is_finished(&self) -> bool {
        let waited = self.history.len() - self.best.as_ref().map_or(0, |best| best.epoch);
        let is_hopeless =
            self.settings.patience > 0 && self.best.is_some() && waited >= self.settings.patience;
        self.history.len() >= self.settings.epochs || is_hopeless
    }

    /// Trains until it is finished, and calls `each` after every step.
    pub fn run(
        &mut self,
        task: &Task,
        mut each: impl FnMut(&Self) -> Result<(), LearnError>,
    ) -> Result<(), LearnError> {
        while !self.is_finished() {
            self.step(task)?;
            task.set_progress(self.fraction());
            each(self)?;
        }
        Ok(())
    }

    /// Learns from the next batch of rows, and at the end of an epoch looks at those held out.
    /// Where it is cancelled, the next call takes up what was left.
    pub fn step(&mut self, task: &Task) -> Result<(), LearnError> {
        task.check()?;
        let start = Instant::now();
        let end = (self.at + self.settings.batch).min(self.order.len());
        let rows = &self.order[self.at..end];
        let weights: Vec<f32> = rows.iter().map(|&row| self.row_weight(row)).collect();
        let total: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
        if total > 0.0 {
            let (loss, slopes) = self.slopes(rows, &weights, total)?;
            if !loss.is_finite() {
                return Err(LearnError::Diverged { epoch: self.history.len() + 1 });
            }
            let steps = self.training.len().div_ceil(self.settings.batch) * self.settings.epochs;
            let rate = self.settings.rate(self.memory.steps, steps as u64);
            self.memory.step(&self.settings, rate, &mut self.parameters, &slopes);
            self.loss += loss * total;
            self.weight += total;
        }
        self.at = end;
        let ended = if self.at == self.order.len() { self.end_epoch(task) } else { Ok(()) };
        self.seconds += start.elapsed().as_secs_f64();
        ended
    }

    fn row_weight(&self, row: u32) -> f32 {
        let own = self.dataset.weights().map_or(1.0, |weights| weights[row as usize]);
        match self.class_of(row) {
            Some(class) => own * self.class_weights[class],
            None => own,
        }
    }

    /// The loss of some rows and its slopes, worked out in parts on all threads.
    fn slopes(
        &self,
        rows: &[u32],
        weights: &[f32],
        total: f64,
    ) -> Result<(f64, Vec<f32>), LearnError> {
        let layers = Layers::new(&self.architecture, &self.parameters, &self.device);
        let inputs = Encoder::bind(&self.inputs, self.dataset.inputs())?;
        let shard = rows.len().div_ceil(MOST_SHARDS).max(SHARD);
        let parts: Vec<_> = rows
            .par_chunks(shard)
            .zip(weights.par_chunks(shard))
            .enumerate()
            .map(|(number, (rows, weights))| {
                let weights = weights.iter().map(|&w| (f64::from(w) / total) as f32).collect();
                let batch = self.batch(&inputs, rows, weights, self.at + number * shard)?;
                layers.slopes(&self.architecture, self.settings.loss, batch, &self.device)
            })
            .collect::<Result<_, LearnError>>()?;
        let mut parts = parts.into_iter();
        let Some((mut loss, mut slopes)) = parts.next() else { return Ok((0.0, Vec::new())) };
        for (other, others) in parts {
            loss += other;
            slopes.iter_mut().zip(&others).for_each(|(slope, other)| *slope += other);
        }
        Ok((loss, slopes))
    }

    /// The numbers of some rows, which stand at `place` in the order of the epoch.
    fn batch(
        &self,
        inputs: &Encoder<'_>,
        rows: &[u32],
        weights: Vec<f32>,
        place: usize,
    ) -> Result<Batch, LearnError> {
        let (seed, epoch) = (self.settings.seed, self.history.len() as u64);
        let mut numbers = vec![0.0; rows.len() * inputs.width()];
        for (at, (&row, out)) in
            rows.iter().zip(numbers.chunks_exact_mut(inputs.width())).enumerate()
        {
            let mut random = Random::of(&[seed, 0x3A5C, epoch, (place + at) as u64]);
            let masked = (self.settings.masking > 0.0)
                .then(|| (random.unit() * self.settings.masking, &mut random));
            inputs.encode(row as usize, out, masked);
        }
        let keep = 1.0 - self.settings.dropout;
        let hidden = if keep < 1.0 { &self.settings.hidden[..] } else { &[] };
        let mut random = Random::of(&[seed, 0xD209, epoch, place as u64]);
        let factors = |size: &usize| {
            let factor = |_| if random.unit() < keep { 1.0 / keep } else { 0.0 };
            (0..rows.len() * size).map(factor).collect()
        };
        let dropout = hidden.iter().map(factors).collect();
        let targets = self.encoded_targets(rows)?;
        Ok(Batch { rows: rows.len(), inputs: numbers, targets, weights, dropout })
    }

    fn end_epoch(&mut self, task: &Task) -> Result<(), LearnError> {
        let training = (self.loss / self.weight.max(f64::MIN_POSITIVE)) as f32;
        let metrics = self.evaluate(&self.held_out, task)?;
        let has_held_out = metrics.rows > 0;
        let judged = if has_held_out { metrics.loss } else { training };
        if !(training.is_finite() && judged.is_finite()) {
            return Err(LearnError::Diverged { epoch: self.history.len() + 1 });
        }
        self.history.push(Epoch {
            training,
            validation: has_held_out.then_some(metrics.loss),
            accuracy: metrics.accuracy.filter(|_| has_held_out),
        });
        if self.best.as_ref().is_none_or(|best| judged < best.loss) {
            self.best = Some(Best {
                epoch: self.history.len(),
                loss: judged,
                parameters: self.parameters.clone(),
                metrics: metrics.clone(),
            });
        }
        self.latest = metrics;
        self.begin_epoch();
        Ok(())
    }

    fn begin_epoch(&mut self) {
        self.order.clone_from(&self.training);
        let epoch = self.history.len() as u64;
        Random::of(&[self.settings.seed, 0xE70C, epoch]).shuffle(&mut self.order);
        (self.at, self.loss, self.weight) = (0, 0.0, 0.0);
    }

    fn fraction(&self) -> f32 {
        let part = self.at as f64 / self.order.len().max(1) as f64;
        ((self.history.len() as f64 + part) / self.settings.epochs as f64).min(1.0) as f32
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let (fraction, is_finished) = (self.fraction(), self.is_finished());
        let left = self.seconds * f64::from(1.0 - fraction) / f64::from(fraction.max(1e-6));
        Progress {
            architecture: self.architecture.text(),
            history: self.history.clone(),
            epochs: self.settings.epochs,
            fraction: if is_finished { 1.0 } else { fraction },
            best: self.best.as_ref().map(|best| (best.epoch, best.loss)),
            metrics: self.latest.clone(),
            baseline: self.baseline.clone(),
            training_rows: self.training.len(),
            held_out_rows: self.held_out.len(),
            seconds: self.seconds,
            seconds_left: (fraction > 0.0 && !is_finished).then_some(left),
            is_finished,
            notes: self.notes.clone(),
        }
    }

    /// The weights as they are now, as a model.
    pub fn newest(&self) -> Model {
        self.model(&self.parameters, self.history.len(), &self.latest)
    }

    /// The weights of the epoch that did best on the rows held out; the newest ones before the
    /// first epoch has ended.
    pub fn best(&self) -> Model {
        match &self.best {
            Some(best) => self.model(&best.parameters, best.epoch, &best.metrics),
            None => self.newest(),
        }
    }

    fn model(&self, parameters: &[f32], epoch: usize, metrics: &Metrics) -> Model {
        let info = ModelInfo {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            date: crate::date::now(),
            settings: self.settings.clone(),
            architecture: self.architecture.clone(),
            inputs: self.inputs.clone(),
            targets: self.targets.clone(),
            data: self.data,
            training_rows: self.training.len(),
            history: self.history.clone(),
            epoch,
            metrics: metrics.clone(),
            baseline: self.baseline.clone(),
            notes: self.notes.clone(),
        };
        Model::new(info, parameters)
    }

    /// Begins with the weights of a model instead of by chance: to go on learning from more or
    /// other rows of the same columns.
    pub fn begin_with(&mut self, model: &Model) -> Result<(), LearnError> {
        let info = model.info();
        let same = |own: &[Field], other: &[Field]| {
            let parts = |field: &Field| (field.name.clone(), field.size, field.classes.clone());
            own.iter().map(parts).eq(other.iter().map(parts))
        };
        if info.architecture != self.architecture
            || !same(&self.inputs, &info.inputs)
            || !same(&self.targets, &info.targets)
        {
            return Err(LearnError::mismatch(
                "the columns, classes or layers are not those that the model learned with: \
                 reset, to begin anew",
            ));
        }
        self.inputs.clone_from(&info.inputs);
        self.targets.clone_from(&info.targets);
        self.parameters = model.parameters().to_vec();
        Ok(())
    }

    fn is_classes(&self) -> bool {
        self.settings.goal == Goal::Classes
    }
}
