//! Wave function collapse: cells filled from examples by counting alone.
//!
//! After Maxim Gumin's WaveFunctionCollapse (2016), in its form for whole tiles: the cell that is
//! nearest to certain is decided next, and what cannot stand beside it goes.

use task::Task;

use super::{Board, Brief, Chances, Class, Error, Placing, Rules, Solution, place};

/// What makes a module likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weighing {
    /// How often it is in the examples beside what stands around the cell, as far as that is
    /// decided.
    #[default]
    Neighbours,
    /// How often it is in the examples, wherever.
    Plain,
}

/// Chances from counts of examples.
#[derive(Debug, Clone, Copy)]
pub struct Frequencies<'a> {
    /// The counts.
    pub rules: &'a Rules,
    /// What makes a module likely.
    pub weighing: Weighing,
}

impl Frequencies<'_> {
    /// The weight of a module: its frequency, times, for each decided neighbour, the part of
    /// them that has that neighbour there.
    fn weight(&self, module: Class, around: [Class; 6]) -> f32 {
        let frequency = self.rules.frequency(module) as f32;
        if self.weighing == Weighing::Plain || frequency == 0.0 {
            return frequency;
        }
        let unknown = self.rules.classes().unknown();
        let decided = around.into_iter().enumerate().filter(|&(_, other)| other != unknown);
        decided.fold(frequency, |weight, (direction, other)| {
            let seen = self.rules.pair_count(module, direction, other) as f32;
            weight * (seen + 1e-3) / (frequency + 1.0)
        })
    }
}

impl Chances for Frequencies<'_> {
    fn weigh(
        &mut self,
        board: &Board<'_>,
        cells: &[u32],
        weights: &mut [f32],
        task: &Task,
    ) -> Result<(), Error> {
        let classes = board.classes.len();
        let frequencies = *self;
        Ok(task.fill_chunks(weights, 512 * classes, |start, weights| {
            let cells = &cells[start / classes..];
            for (weights, &cell) in weights.chunks_exact_mut(classes).zip(cells) {
                let around = board.around(cell as usize);
                for (module, weight) in weights.iter_mut().enumerate() {
                    *weight = frequencies.weight(module as Class, around);
                }
            }
        })?)
    }
}

/// Fills the cells of a brief with what the rules' examples have as often as they have it, only
/// with pairs that are there too.
pub fn collapse(
    brief: &Brief<'_>,
    rules: &Rules,
    weighing: Weighing,
    settings: &Placing,
    task: &Task,
) -> Result<Solution, Error> {
    place(brief, Some(rules), &mut Frequencies { rules, weighing }, settings, task)
}
