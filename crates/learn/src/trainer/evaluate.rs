//! How good the weights are on rows that are not learned from.

use rayon::prelude::*;
use task::Task;

use super::Trainer;
use crate::error::LearnError;
use crate::features::Encoder;
use crate::metrics::{Metrics, Sums};
use crate::network::Layers;
use crate::predict::{finish, likeliest};
use crate::settings::Loss;

/// Rows that one thread looks at at a time.
const CHUNK: usize = 2048;

impl Trainer {
    /// How good the newest weights are on some rows, without dropout and masking.
    pub(super) fn evaluate(&self, rows: &[u32], task: &Task) -> Result<Metrics, LearnError> {
        let layers = Layers::new(&self.architecture, &self.parameters, &self.device);
        let inputs = Encoder::bind(&self.inputs, self.dataset.inputs())?;
        let parts: Vec<Sums> = rows
            .par_chunks(CHUNK)
            .map(|rows| {
                task.check()?;
                self.evaluate_rows(&layers, &inputs, rows)
            })
            .collect::<Result<_, LearnError>>()?;
        let mut sums = Sums::default();
        parts.iter().for_each(|part| sums.add(part));
        Ok(sums.means(self.is_classes()))
    }

    fn evaluate_rows(
        &self,
        layers: &Layers,
        inputs: &Encoder<'_>,
        rows: &[u32],
    ) -> Result<Sums, LearnError> {
        let mut numbers = vec![0.0; rows.len() * inputs.width()];
        for (&row, out) in rows.iter().zip(numbers.chunks_exact_mut(inputs.width())) {
            inputs.encode(row as usize, out, None);
        }
        let size = self.architecture.outputs;
        let mut answers = layers.answer(&self.architecture, numbers, rows.len(), &self.device)?;
        let targets = self.encoded_targets(rows)?;
        let mut sums = Sums { rows: rows.len(), weight: rows.len() as f64, ..Sums::default() };
        for (answer, target) in answers.chunks_exact(size).zip(targets.chunks_exact(size)) {
            sums.loss += loss_of_row(self.settings.loss, answer, target);
        }
        finish(&self.architecture, &self.targets, self.is_classes(), &mut answers);
        if self.is_classes() {
            sums.confusion = vec![vec![0; size]; size];
            for (answer, &row) in answers.chunks_exact(size).zip(rows) {
                let (truth, guess) = (self.class_of(row).unwrap_or(0), likeliest(answer) as usize);
                sums.confusion[truth][guess] += 1;
                sums.right += f64::from(u8::from(truth == guess));
                sums.log_loss -= f64::from(answer[truth].max(f32::MIN_POSITIVE)).ln();
            }
            return Ok(sums);
        }
        let scale = self.targets.iter().flat_map(|field| field.mean.iter().zip(&field.deviation));
        let scale: Vec<_> = scale.collect();
        sums.errors = vec![0.0; size];
        for (answer, target) in answers.chunks_exact(size).zip(targets.chunks_exact(size)) {
            for (at, (mean, deviation)) in scale.iter().enumerate() {
                let truth = target[at] * *deviation + *mean;
                sums.errors[at] += f64::from((answer[at] - truth).abs());
            }
        }
        Ok(sums)
    }
}

/// The loss of one row, from what the network answers.
fn loss_of_row(loss: Loss, answer: &[f32], target: &[f32]) -> f64 {
    let differences = answer.iter().zip(target).map(|(a, b)| f64::from((a - b).abs()));
    let count = answer.len() as f64;
    match loss {
        Loss::CrossEntropy => {
            let shares = answer.iter().zip(target).filter(|(_, target)| **target > 0.0);
            shares.map(|(share, _)| -f64::from(share.max(f32::MIN_POSITIVE)).ln()).sum()
        }
        Loss::Squared => differences.map(|d| d * d).sum::<f64>() / count,
        Loss::Absolute => differences.sum::<f64>() / count,
        Loss::Huber => {
            differences.map(|d| d.min(1.0) * (d - 0.5 * d.min(1.0))).sum::<f64>() / count
        }
        Loss::Textbook => differences.map(|d| 0.5 * d * d).sum(),
    }
}
