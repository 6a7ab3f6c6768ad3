//! How good a network is on rows that it has not learned from, and what anyone could do.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use task::{Stop, Task};

use crate::dataset::{Column, Values};
use crate::random::mix;

/// How good answers are, on one set of rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Metrics {
    /// How many rows there were.
    pub rows: usize,
    /// The loss that training makes small, here without dropout and masking.
    pub loss: f32,
    /// The share of rows whose likeliest class is the true one; none for numbers.
    pub accuracy: Option<f32>,
    /// The mean of −ln of the true class's probability; none for numbers.
    pub log_loss: Option<f32>,
    /// For each true class, how often each class was the likeliest.
    pub confusion: Vec<Vec<u32>>,
    /// For each number of the targets the mean of the differences, in its own unit.
    pub errors: Vec<f32>,
}

/// What can be had without a network: the most frequent class among the training rows with the
/// same inputs, or the mean of the training rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Baseline {
    /// The share of held-out rows that it gets right; none for numbers.
    pub accuracy: Option<f32>,
    /// Its log loss, from the frequencies, each class counted once more; none for numbers.
    pub log_loss: Option<f32>,
    /// For each number of the targets the mean of the differences; nothing for classes.
    pub errors: Vec<f32>,
}

/// Sums of what metrics are means of. Kept in 64 bits, added in the order of the rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    pub rows: usize,
    pub weight: f64,
    pub loss: f64,
    pub right: f64,
    pub log_loss: f64,
    pub confusion: Vec<Vec<u32>>,
    pub errors: Vec<f64>,
}

impl Sums {
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.weight += other.weight;
        self.loss += other.loss;
        self.right += other.right;
        self.log_loss += other.log_loss;
        if self.confusion.is_empty() {
            self.confusion = other.confusion.clone();
        } else {
            let pairs = self.confusion.iter_mut().flatten().zip(other.confusion.iter().flatten());
            pairs.for_each(|(mine, other)| *mine += other);
        }
        if self.errors.is_empty() {
            self.errors = other.errors.clone();
        } else {
            self.errors.iter_mut().zip(&other.errors).for_each(|(mine, other)| *mine += other);
        }
    }

    pub fn means(self, is_classes: bool) -> Metrics {
        let weight = if self.weight > 0.0 { self.weight } else { 1.0 };
        let mean = |sum: f64| (sum / weight) as f32;
        Metrics {
            rows: self.rows,
            loss: mean(self.loss),
            accuracy: is_classes.then(|| mean(self.right)),
            log_loss: is_classes.then(|| mean(self.log_loss)),
            confusion: self.confusion,
            errors: self.errors.into_iter().map(mean).collect(),
        }
    }
}

/// More kinds of row than this are not remembered one by one.
const MOST_KINDS: usize = 1 << 20;

/// The baseline for classes: counts of each class among training rows with the same inputs.
pub(crate) fn class_baseline(
    inputs: &[Column],
    target: &[u32],
    classes: usize,
    training: &[u32],
    held_out: &[u32],
    task: &Task,
) -> Result<Baseline, Stop> {
    task.reserve(training.len().min(MOST_KINDS) as u64, 64, "a count of the kinds of row")?;
    let mut places: HashMap<u128, u32> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut overall = vec![0_u32; classes];
    for (at, &row) in training.iter().enumerate() {
        if at % 4096 == 0 {
            task.check()?;
        }
        let class = target[row as usize] as usize;
        overall[class] += 1;
        let kind = kind(inputs, row as usize);
        let is_room = places.len() < MOST_KINDS;
        let place = match places.get(&kind) {
            Some(&place) => place as usize,
            None if is_room => {
                places.insert(kind, places.len() as u32);
                counts.resize(counts.len() + classes, 0);
                places.len() - 1
            }
            None => continue,
        };
        counts[place * classes + class] += 1;
    }
    let (mut right, mut log_loss) = (0_usize, 0.0_f64);
    for &row in held_out {
        let counts = match places.get(&kind(inputs, row as usize)) {
            Some(&place) => &counts[place as usize * classes..][..classes],
            None => &overall,
        };
        let class = target[row as usize] as usize;
        let most = counts.iter().copied().max().unwrap_or(0);
        right += usize::from(counts.iter().position(|&count| count == most) == Some(class));
        let all: u32 = counts.iter().sum();
        let share = (f64::from(counts[class]) + 1.0) / (f64::from(all) + classes as f64);
        log_loss -= share.ln();
    }
    let rows = held_out.len().max(1) as f64;
    let accuracy = (!held_out.is_empty()).then_some((right as f64 / rows) as f32);
    let log_loss = (!held_out.is_empty()).then_some((log_loss / rows) as f32);
    Ok(Baseline { accuracy, log_loss, errors: Vec::new() })
}

/// The baseline for numbers: their mean in the training rows.
pub(crate) fn number_baseline(targets: &[Column], training: &[u32], held_out: &[u32]) -> Baseline {
    let mut errors = Vec::new();
    for column in targets {
        let Values::Numbers(values) = &column.values else { continue };
        for at in 0..column.size {
            let value = |row: &u32| f64::from(values[*row as usize * column.size + at]);
            let mean = training.iter().map(value).sum::<f64>() / training.len().max(1) as f64;
            let error = held_out.iter().map(|row| (value(row) - mean).abs()).sum::<f64>();
            errors.push((error / held_out.len().max(1) as f64) as f32);
        }
    }
    Baseline { errors, ..Baseline::default() }
}

/// Equal for rows with equal inputs.
fn kind(inputs: &[Column], row: usize) -> u128 {
    let (mut low, mut high) = (1_u64, 2_u64);
    let mut add = |bits: u32| {
        low = mix(low ^ u64::from(bits));
        high = mix(high.rotate_left(7) ^ u64::from(bits) ^ 0xA5A5);
    };
    for column in inputs {
        match &column.values {
            Values::Numbers(values) => values[row * column.size..(row + 1) * column.size]
                .iter()
                .for_each(|value| add(value.to_bits())),
            Values::Classes { index, .. } => add(index[row]),
        }
    }
    u128::from(high) << 64 | u128::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_is_the_most_frequent_class_for_the_same_inputs() {
        let inputs = [Column::texts("x", ["a", "a", "a", "b", "b", "a", "b", "c"].into_iter())];
        let target = [0, 0, 1, 1, 1, 0, 0, 1];
        let task = Task::unlimited();
        let found =
            class_baseline(&inputs, &target, 2, &[0, 1, 2, 3, 4], &[5, 6, 7], &task).unwrap();
        // a is 0 (right), b is 1 (wrong); c was never seen, and 1 is the most frequent (right).
        assert_eq!(found.accuracy, Some(2.0 / 3.0));
        let expected = -((3.0_f64 / 5.0).ln() + (1.0_f64 / 4.0).ln() + (4.0_f64 / 7.0).ln()) / 3.0;
        assert!((found.log_loss.unwrap() - expected as f32).abs() < 1e-6);
    }

    #[test]
    fn the_baseline_for_numbers_is_the_mean() {
        let target = [Column::numbers("y", 1, vec![1.0, 3.0, 4.0]).unwrap()];
        assert_eq!(number_baseline(&target, &[0, 1], &[2]).errors, [2.0]);
    }
}
