//! How parameters follow their slopes: one pass over all of them a step.

use rayon::prelude::*;

use crate::settings::{Optimiser, Settings};

/// What an optimiser remembers from step to step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Memory {
    /// Steps made.
    pub steps: u64,
    /// The mean of the slopes so far; with SGD the last step.
    pub first: Vec<f32>,
    /// The mean of their squares; nothing with SGD.
    pub second: Vec<f32>,
}

impl Memory {
    /// Before the first step.
    pub fn new(optimiser: Optimiser, count: usize) -> Self {
        let second = if optimiser == Optimiser::Sgd { 0 } else { count };
        Self { steps: 0, first: vec![0.0; count], second: vec![0.0; second] }
    }

    /// Moves parameters one step.
    pub fn step(&mut self, settings: &Settings, rate: f32, parameters: &mut [f32], slopes: &[f32]) {
        const CHUNK: usize = 16_384;
        self.steps += 1;
        let decay = settings.weight_decay;
        let chunks = parameters
            .par_chunks_mut(CHUNK)
            .zip(self.first.par_chunks_mut(CHUNK))
            .zip(slopes.par_chunks(CHUNK));
        if settings.optimiser == Optimiser::Sgd {
            chunks.for_each(|((parameters, momentum), slopes)| {
                for ((parameter, momentum), slope) in
                    parameters.iter_mut().zip(momentum).zip(slopes)
                {
                    *momentum = settings.momentum * *momentum + slope + decay * *parameter;
                    *parameter -= rate * *momentum;
                }
            });
            return;
        }
        let is_decoupled = settings.optimiser == Optimiser::AdamW;
        let keep = if is_decoupled { 1.0 - rate * decay } else { 1.0 };
        let decay = if is_decoupled { 0.0 } else { decay };
        const BETA: [f32; 2] = [0.9, 0.999];
        let steps = self.steps.min(i32::MAX as u64) as i32;
        let of_first = 1.0 - f64::from(BETA[0]).powi(steps);
        let of_second = (1.0 - f64::from(BETA[1]).powi(steps)).sqrt();
        let (rate, of_second) = ((f64::from(rate) / of_first) as f32, of_second as f32);
        chunks.zip(self.second.par_chunks_mut(CHUNK)).for_each(
            |(((parameters, first), slopes), second)| {
                let state = first.iter_mut().zip(second);
                for ((parameter, (first, second)), slope) in
                    parameters.iter_mut().zip(state).zip(slopes)
                {
                    let slope = slope + decay * *parameter;
                    *first += (1.0 - BETA[0]) * (slope - *first);
                    *second += (1.0 - BETA[1]) * (slope * slope - *second);
                    let deviation = second.sqrt() / of_second + 1e-8;
                    *parameter = *parameter * keep - rate * *first / deviation;
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Goal;

    fn settings(optimiser: Optimiser, weight_decay: f32) -> Settings {
        Settings { optimiser, weight_decay, ..Settings::new(Goal::Numbers) }
    }

    /// By hand, after the papers, in 64 bits.
    fn expected(settings: &Settings, slopes: &[f64]) -> f64 {
        let (mut x, mut first, mut second) = (2.0, 0.0, 0.0);
        let decay = f64::from(settings.weight_decay);
        for (step, slope) in slopes.iter().enumerate() {
            match settings.optimiser {
                Optimiser::Sgd => {
                    first = 0.9 * first + slope + decay * x;
                    x -= 0.1 * first;
                }
                Optimiser::Adam | Optimiser::AdamW => {
                    let is_decoupled = settings.optimiser == Optimiser::AdamW;
                    let slope = if is_decoupled { *slope } else { slope + decay * x };
                    first = 0.9 * first + 0.1 * slope;
                    second = 0.999 * second + 0.001 * slope * slope;
                    let time = step as i32 + 1;
                    let mean = first / (1.0 - 0.9_f64.powi(time));
                    let deviation = (second / (1.0 - 0.999_f64.powi(time))).sqrt();
                    x -= if is_decoupled { 0.1 * decay * x } else { 0.0 };
                    x -= 0.1 * mean / (deviation + 1e-8);
                }
            }
        }
        x
    }

    #[test]
    fn steps_are_those_of_the_papers() {
        let slopes = [0.5, -1.5, 2.0, 0.1];
        for optimiser in [Optimiser::Sgd, Optimiser::Adam, Optimiser::AdamW] {
            for decay in [0.0, 0.05] {
                let settings = settings(optimiser, decay);
                let mut memory = Memory::new(optimiser, 40_000);
                let mut parameters = vec![2.0; 40_000];
                for slope in slopes {
                    memory.step(&settings, 0.1, &mut parameters, &vec![slope as f32; 40_000]);
                }
                let wanted = expected(&settings, &slopes) as f32;
                for at in [0, 39_999] {
                    let wrong = (parameters[at] - wanted).abs();
                    assert!(wrong < 1e-5, "{optimiser:?} {} {wanted}", parameters[at]);
                }
            }
        }
    }
}
