//! Running what is inside a loop.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use task::{Memory, Stop, Task};

use super::Pass;
use super::desk::Desk;
use super::program::{Program, Slot};
use super::tally::Tallies;
use crate::cache::{Cache, Kept, Key};
use crate::cook::{Context, Outputs};
use crate::error::NodeError;
use crate::evaluator::{Inputs, frame_key};
use crate::formulas::Formulas;
use crate::plan::Plan;
use crate::wire::WireValue;

/// A value from outside the loop, or why there is none.
pub(crate) type Captured = Result<WireValue, Arc<NodeError>>;

/// What every pass of every loop of a request shares.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub plan: &'a Plan,
    pub inputs: &'a Inputs,
    pub cache: &'a Cache,
    pub context: &'a Context,
    pub formulas: &'a Formulas,
    pub memory: &'a Arc<Memory>,
}

/// The network inside a loop, or whatever else the loop's node runs: see [`Cook::inside`](crate::Cook::inside).
///
/// A pass cooks what depends on it and nothing else, and its inner results are not kept: a pass
/// over small geometry takes microseconds. Errors name the inner node and the iteration.
/// Warnings and times of inner nodes come into the report of the request, each node once.
#[derive(Clone, Copy)]
pub struct Inside<'a> {
    pub(crate) around: Surroundings<'a>,
    pub(crate) program: &'a Program,
    /// Stands for what every pass does; none where that is not known.
    pub(crate) structure: Option<Key>,
    pub(crate) captured: &'a [Captured],
    /// What is wired to the loop's first input.
    pub(crate) input: Option<&'a WireValue>,
    pub(crate) task: &'a Task,
    pub(crate) tallies: &'a Tallies,
}

impl<'a> Inside<'a> {
    /// What is wired to the loop's first input; none if nothing is.
    pub fn input(&self) -> Option<&'a WireValue> {
        self.input
    }

    /// The cancel token, progress and memory limit of the loop.
    pub fn task(&self) -> &'a Task {
        self.task
    }

    /// How many results a pass has.
    pub fn output_count(&self) -> usize {
        self.program.outputs.len()
    }

    /// Whether any result depends on the pass at all.
    pub fn depends_on_the_pass(&self) -> bool {
        self.program.outputs.iter().any(|slot| !matches!(slot, Slot::Captured(_)))
    }

    /// What a loop over frames kept as its result at a frame.
    pub fn kept(&self, frame: i64) -> Option<Vec<WireValue>> {
        let kept = self.around.cache.get(frame_key(self.structure?, frame as f64))?;
        Some(kept.outputs.values().to_vec())
    }

    /// Keeps the results of a loop over frames at a frame.
    pub fn keep(&self, frame: i64, results: &[WireValue]) {
        if let Some(structure) = self.structure {
            let kept = Kept::new(Outputs(results.to_vec()), Vec::new(), 0.0);
            self.around.cache.insert(frame_key(structure, frame as f64), kept.into());
        }
    }

    /// The first input of a loop over frames, cooked for one of them; none if nothing is wired.
    pub fn input_at(&self, frame: i64) -> Result<Option<WireValue>, NodeError> {
        let Some(slot) = self.program.initial else { return Ok(None) };
        let pass = Pass { frame: Some(frame as f64), ..Pass::default() };
        let mut desk = Desk::new(self, self.task.child());
        Ok(desk.results(&pass, &[slot])?.pop())
    }

    /// Runs one pass; gives its results in the order of the loop's outputs.
    pub fn run(&self, pass: &Pass) -> Result<Vec<WireValue>, NodeError> {
        Desk::new(self, self.task.child()).run(pass)
    }

    /// Runs passes that do not depend on each other, on all cores, and gives the results of each
    /// in the order of the passes. Reports its progress. The error of the first pass that fails
    /// is the whole's, whatever the number of threads.
    pub fn each(
        &self,
        count: u32,
        pass: impl Fn(u32) -> Result<Pass, NodeError> + Sync,
    ) -> Result<Vec<Vec<WireValue>>, NodeError> {
        self.task.check()?;
        let mut results: Vec<Option<Vec<WireValue>>> = vec![None; count as usize];
        let failures = FirstFailure::default();
        let done = AtomicU32::new(0);
        let one = |desk: &mut Desk<'_>, index: u32, slot: &mut Option<Vec<WireValue>>| {
            match pass(index).and_then(|pass| desk.run(&pass)) {
                Ok(values) => {
                    *slot = Some(values);
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    self.task.set_steps(done, count);
                }
                // Later, when no other pass holds memory, there may be enough.
                Err(NodeError::Stop(Stop::Crowded { .. })) => {}
                Err(error) => failures.note(index, error),
            }
        };
        results.par_iter_mut().enumerate().for_each_init(
            || Desk::new(self, self.own_task()),
            |desk, (index, slot)| {
                if failures.is_before(index as u32) {
                    one(desk, index as u32, slot);
                }
            },
        );
        for (index, slot) in results.iter_mut().enumerate() {
            if slot.is_none() && failures.is_before(index as u32) {
                let mut desk = Desk::new(self, self.own_task());
                *slot = Some(desk.run(&pass(index as u32)?)?);
            }
        }
        failures.into_result()?;
        Ok(results.into_iter().flatten().collect())
    }

    fn own_task(&self) -> Task {
        Task::sharing(self.task.cancel_token().clone(), self.around.memory)
    }
}

/// The failure of the lowest pass.
#[derive(Default)]
struct FirstFailure(Mutex<Option<(u32, NodeError)>>);

impl FirstFailure {
    fn note(&self, pass: u32, error: NodeError) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(before, _)| pass < *before) {
            *first = Some((pass, error));
        }
    }

    /// Whether a pass comes before every failure.
    fn is_before(&self, pass: u32) -> bool {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.as_ref().is_none_or(|(failed, _)| pass < *failed)
    }

    fn into_result(self) -> Result<(), NodeError> {
        let first = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        first.map_or(Ok(()), |(_, error)| Err(error))
    }
}
