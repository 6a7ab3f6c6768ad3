//! Loops over arrays on all cores that stop soon after they are cancelled.
//!
//! The split into chunks depends on the length alone, never on the number of threads, and no
//! loop here folds values across chunks: the same input gives the same bytes on any machine.

use rayon::prelude::*;

use crate::{Stop, Task};

/// Elements that one thread takes at a time: enough to hide the cost of handing them out, few
/// enough that a cancelled loop ends within a few milliseconds.
pub const GRAIN: usize = 4096;

impl Task {
    /// The values of `f` for `0..count`, in order.
    pub fn map<R, F>(&self, count: usize, f: F) -> Result<Vec<R>, Stop>
    where
        R: Send + Default + Clone,
        F: Fn(usize) -> R + Sync,
    {
        let mut out = vec![R::default(); count];
        self.fill(&mut out, |index, slot| *slot = f(index))?;
        Ok(out)
    }

    /// Calls `f` with each index and element of `out`.
    pub fn fill<T, F>(&self, out: &mut [T], f: F) -> Result<(), Stop>
    where
        T: Send,
        F: Fn(usize, &mut T) + Sync,
    {
        self.fill_chunks(out, GRAIN, |start, chunk| {
            for (index, slot) in chunk.iter_mut().enumerate() {
                f(start + index, slot);
            }
        })
    }

    /// Calls `f` with the start and the elements of each chunk of `chunk` elements of `out`.
    pub fn fill_chunks<T, F>(&self, out: &mut [T], chunk: usize, f: F) -> Result<(), Stop>
    where
        T: Send,
        F: Fn(usize, &mut [T]) + Sync,
    {
        let chunk = chunk.max(1);
        self.check()?;
        if out.len() <= chunk {
            if !out.is_empty() {
                f(0, out);
            }
            return Ok(());
        }
        out.par_chunks_mut(chunk).enumerate().try_for_each(|(index, slots)| {
            self.check()?;
            f(index * chunk, slots);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn map_keeps_the_order() {
        let squares = Task::unlimited().map(100_000, |index| index * index).unwrap();
        assert!(squares.iter().enumerate().all(|(index, &square)| square == index * index));
        assert!(Task::unlimited().map(0, |index| index).unwrap().is_empty());
    }

    #[test]
    fn a_cancelled_loop_stops_before_its_end() {
        let task = Task::unlimited();
        let mut seen = vec![0_u8; 1_000_000];
        let result = task.fill(&mut seen, |_, slot| {
            *slot = 1;
            task.cancel_token().cancel();
        });
        assert_eq!(result, Err(Stop::Cancelled));
        assert!(seen.iter().map(|&slot| usize::from(slot)).sum::<usize>() < seen.len());
    }
}
