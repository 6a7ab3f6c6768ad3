//! Using a model on rows that it has not seen.

use burn::tensor::Device;
use rayon::prelude::*;
use task::Task;

use crate::architecture::{Architecture, Output};
use crate::dataset::Column;
use crate::error::LearnError;
use crate::features::{Encoder, Field};
use crate::model::Model;
use crate::network::{Layers, device};
use crate::settings::Processor;

/// Rows that one thread answers at a time. The split does not depend on the number of threads.
const CHUNK: usize = 2048;

/// What a model answers to rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Numbers for each row: one for each class, or for each number of the targets.
    pub size: usize,
    /// Row after row: probabilities of the classes, or the numbers in their own units.
    pub values: Vec<f32>,
}

impl Prediction {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.len() / self.size.max(1)
    }

    /// The answer to one row.
    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.size..(row + 1) * self.size]
    }

    /// The likeliest class of each row; the first of several that are.
    pub fn classes(&self) -> Vec<u32> {
        self.values.par_chunks(self.size.max(1)).map(likeliest).collect()
    }

    /// How uncertain each row is: the entropy of its probabilities, from 0 to 1, where 1 is that
    /// all classes are as likely.
    pub fn entropy(&self) -> Vec<f32> {
        let most = (self.size.max(2) as f32).ln();
        let of_row = |row: &[f32]| {
            let parts = row.iter().filter(|&&share| share > 0.0).map(|share| -share * share.ln());
            (parts.sum::<f32>() / most).clamp(0.0, 1.0)
        };
        self.values.par_chunks(self.size.max(1)).map(of_row).collect()
    }
}

pub(crate) fn likeliest(row: &[f32]) -> u32 {
    let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter().position(|&share| share == best).unwrap_or(0) as u32
}

/// A model made ready for use on the processor. It may be used from several threads.
#[derive(Debug, Clone)]
pub struct Predictor {
    model: Model,
    layers: Layers,
    device: Device,
}

impl Predictor {
    /// Makes a model ready.
    pub fn new(model: &Model) -> Result<Self, LearnError> {
        let device = device(Processor::Cpu)?;
        let layers = Layers::new(&model.info().architecture, model.parameters(), &device);
        Ok(Self { model: model.clone(), layers, device })
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What the model answers to rows. The columns are found by name and may be in any order;
    /// others are passed over. All must be of one length.
    pub fn predict(&self, columns: &[Column], task: &Task) -> Result<Prediction, LearnError> {
        let info = self.model.info();
        let encoder = Encoder::bind(&info.inputs, columns)?;
        let (rows, size) = (encoder.rows(), info.architecture.outputs);
        task.reserve(rows as u64, size as u64 * 4, "the predictions for this many rows")?;
        let mut values = vec![0.0; rows * size];
        let width = encoder.width();
        let chunk = |(number, out): (usize, &mut [f32])| -> Result<(), LearnError> {
            task.check()?;
            let (first, count) = (number * CHUNK, out.len() / size);
            let mut inputs = vec![0.0; count * width];
            for (at, row) in inputs.chunks_exact_mut(width).enumerate() {
                encoder.encode(first + at, row, None);
            }
            out.copy_from_slice(&self.answer(inputs, count)?);
            Ok(())
        };
        values.par_chunks_mut(CHUNK * size).enumerate().try_for_each(chunk)?;
        Ok(Prediction { size, values })
    }

    /// The answers to rows that are laid out as the network sees them: the numbers of all inputs
    /// in the order of [`crate::ModelInfo::inputs`], classes as a one among zeros.
    pub fn predict_encoded(&self, rows: &[f32]) -> Result<Prediction, LearnError> {
        let info = self.model.info();
        let (width, size) = (info.architecture.inputs, info.architecture.outputs);
        if width == 0 || !rows.len().is_multiple_of(width) {
            let count = rows.len();
            return Err(LearnError::mismatch(format!("{count} numbers are no rows of {width}")));
        }
        let mut inputs = rows.to_vec();
        for row in inputs.chunks_exact_mut(width) {
            scale(&info.inputs, row);
        }
        Ok(Prediction { size, values: self.answer(inputs, rows.len() / width)? })
    }

    fn answer(&self, inputs: Vec<f32>, rows: usize) -> Result<Vec<f32>, LearnError> {
        let info = self.model.info();
        let mut values = self.layers.answer(&info.architecture, inputs, rows, &self.device)?;
        finish(&info.architecture, &info.targets, !self.model.classes().is_empty(), &mut values);
        Ok(values)
    }
}

/// Brings the numbers of a row of inputs to what the network learned with.
fn scale(inputs: &[Field], row: &mut [f32]) {
    let mut rest = row;
    for field in inputs {
        let (own, after) = rest.split_at_mut(field.size);
        for (value, (mean, deviation)) in
            own.iter_mut().zip(field.mean.iter().zip(&field.deviation))
        {
            *value = (*value - mean) / deviation;
        }
        rest = after;
    }
}

/// Makes probabilities, or numbers in their own units, of what the network gives.
pub(crate) fn finish(
    architecture: &Architecture,
    targets: &[Field],
    is_classes: bool,
    values: &mut [f32],
) {
    match (is_classes, architecture.output) {
        (true, Output::Softmax) => {}
        (true, _) => {
            for row in values.chunks_exact_mut(architecture.outputs) {
                let sum = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
                row.iter_mut().for_each(|share| *share /= sum);
            }
        }
        (false, _) => {
            let means = targets.iter().flat_map(|field| field.mean.iter().zip(&field.deviation));
            let scale: Vec<_> = means.collect();
            for row in values.chunks_exact_mut(architecture.outputs) {
                for (value, (mean, deviation)) in row.iter_mut().zip(&scale) {
                    *value = *value * *deviation + *mean;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_is_1_where_all_is_as_likely_and_0_where_one_is_certain() {
        let values = vec![0.25, 0.25, 0.25, 0.25, 0.0, 1.0, 0.0, 0.0];
        let prediction = Prediction { size: 4, values };
        let entropy = prediction.entropy();
        assert!((entropy[0] - 1.0).abs() < 1e-6 && entropy[1] == 0.0);
        assert_eq!(prediction.classes(), [0, 1]);
        assert_eq!((prediction.rows(), prediction.row(1)), (2, &[0.0, 1.0, 0.0, 0.0][..]));
    }
}
