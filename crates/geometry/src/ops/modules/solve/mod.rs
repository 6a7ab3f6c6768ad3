//! Filling cells with modules, one after another, with the most certain first.
//!
//! Who says what is likely is a [`Chances`]: frequencies or a network. What is legal say the
//! rules, if there are any: then every decision narrows what may stand around it, and one that
//! leaves nothing for a cell is taken back.

mod board;
mod passes;
mod places;
mod queue;
mod solver;

pub use board::{Board, Brief, Chances};

use task::Task;

use self::solver::Solver;
use super::{Class, Error, Rules};

/// How cells are filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placing {
    /// Another seed draws other modules.
    pub seed: u64,
    /// 1 draws modules as they are likely, less prefers the likelier ones, 0 always takes the
    /// likeliest, more makes all alike.
    pub temperature: f32,
    /// How often every cell is drawn anew once all are filled.
    pub passes: u32,
}

impl Default for Placing {
    fn default() -> Self {
        Self { seed: 0, temperature: 1.0, passes: 0 }
    }
}

/// Filled cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// For each cell its module.
    pub modules: Vec<Class>,
    /// How many decisions left nothing for a cell and were taken back.
    pub backups: usize,
}

/// Fills the cells of a brief. With `rules` only pairs that they know are placed. The same seed
/// gives the same modules on any number of threads.
pub fn place(
    brief: &Brief<'_>,
    rules: Option<&Rules>,
    chances: &mut dyn Chances,
    settings: &Placing,
    task: &Task,
) -> Result<Solution, Error> {
    let mut solver = Solver::new(brief, rules, settings, task)?;
    solver.run(chances, task)?;
    let mut solution = solver.into_solution();
    passes::resample(brief, rules, chances, settings, &mut solution.modules, task)?;
    task.set_progress(1.0);
    Ok(solution)
}

#[cfg(test)]
mod tests;
