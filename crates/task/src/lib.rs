//! What long work carries with it: a way to be cancelled, a place to report progress, and the
//! memory it may take.
//!
//! Every heavy function takes a [`Task`] and calls [`Task::check`] at least every few
//! milliseconds, and [`Task::reserve`] before it allocates what grows with a parameter.

mod memory;
mod parallel;

pub use memory::Memory;
pub use parallel::GRAIN;

use memory::Share;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// Why a function ended before its work was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Somebody asked for the work to end. Not an error: a newer request took its place.
    #[error("cancelled")]
    Cancelled,
    /// The work would have needed more memory than it may have; nothing was allocated.
    #[error("{what} would need {}, and the limit is {}", bytes_text(*.needed), bytes_text(*.limit))]
    TooLarge {
        /// What the memory was for, as the subject of a sentence.
        what: &'static str,
        /// Bytes that the work would have needed.
        needed: u64,
        /// Bytes that it may have.
        limit: u64,
    },
    /// The work would have needed more memory than others leave that run at the same time;
    /// nothing was allocated. Later there may be enough.
    #[error(
        "{what} would need {}, and what runs at the same time leaves {}",
        bytes_text(*.needed),
        bytes_text(*.free)
    )]
    Crowded {
        /// What the memory was for, as the subject of a sentence.
        what: &'static str,
        /// Bytes that the work would have needed.
        needed: u64,
        /// Bytes that it could have had.
        free: u64,
    },
    /// The work would have made more elements than can be numbered; nothing was allocated.
    #[error("{what} would be {count} elements, and the most there can be is {MOST_ELEMENTS}")]
    TooMany {
        /// What the elements were for, as the subject of a sentence.
        what: &'static str,
        /// Elements that the work would have made.
        count: u64,
    },
}

/// The most elements of a kind: they are numbered with 32 bits, and the last number says "none".
pub const MOST_ELEMENTS: u64 = u32::MAX as u64 - 1;

/// A number of bytes as people read it: `3.2 GiB`.
pub fn bytes_text(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} bytes") } else { format!("{value:.1} {}", UNITS[unit]) }
}

/// Asks work to end, from any thread. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// Asks the work to end.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked for it.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far work has come, readable from any thread. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Come>);

#[derive(Debug, Default)]
struct Come {
    fraction: AtomicU32,
    /// Steps done, and above them steps in all.
    steps: AtomicU64,
}

impl Progress {
    /// The part done, from 0 to 1.
    pub fn fraction(&self) -> f32 {
        f32::from_bits(self.0.fraction.load(Ordering::Relaxed))
    }

    /// Steps done and steps in all, where the work counts any.
    pub fn steps(&self) -> Option<(u32, u32)> {
        let steps = self.0.steps.load(Ordering::Relaxed);
        (steps != 0).then_some((steps as u32, (steps >> 32) as u32))
    }

    fn set(&self, fraction: f32) {
        self.0.fraction.store(fraction.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
    }
}

/// The cancel token, progress and memory limit of one piece of work.
#[derive(Debug, Clone)]
pub struct Task {
    cancel: CancelToken,
    progress: Progress,
    share: Arc<Share>,
}

impl Default for Task {
    fn default() -> Self {
        Self::unlimited()
    }
}

impl Task {
    /// Work that may be cancelled through `cancel` and may take `memory_limit` bytes at once.
    pub fn new(cancel: CancelToken, memory_limit: u64) -> Self {
        Self::sharing(cancel, &Memory::new(memory_limit))
    }

    /// Work that may be cancelled through `cancel` and shares memory with others.
    pub fn sharing(cancel: CancelToken, memory: &Arc<Memory>) -> Self {
        let share = Arc::new(Share::of(memory.clone()));
        Self { cancel, progress: Progress::default(), share }
    }

    /// Work that nobody cancels and nothing limits: for tests and small tools.
    pub fn unlimited() -> Self {
        Self::new(CancelToken::default(), u64::MAX)
    }

    /// The token through which this work can be cancelled.
    pub fn cancel_token(&self) -> &CancelToken {
        &self.cancel
    }

    /// Bytes that this work and all that shares memory with it may hold together.
    pub fn memory_limit(&self) -> u64 {
        self.share.memory.limit()
    }

    /// Where this work reports how far it is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The same cancel token and memory with a progress of its own.
    pub fn child(&self) -> Self {
        Self { progress: Progress::default(), ..self.clone() }
    }

    /// Reports the part done, from 0 to 1.
    pub fn set_progress(&self, fraction: f32) {
        self.progress.set(fraction);
    }

    /// Reports how many of all steps are done, and with it the part done.
    pub fn set_steps(&self, done: u32, total: u32) {
        let steps = u64::from(total) << 32 | u64::from(done);
        self.progress.0.steps.fetch_max(steps, Ordering::Relaxed);
        self.progress.set(done as f32 / total.max(1) as f32);
    }

    /// Ends the work if somebody asked for it. Cheap enough for every few thousand elements.
    pub fn check(&self) -> Result<(), Stop> {
        if self.cancel.is_cancelled() { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Refuses a request for memory before it is made. What is granted is held until this task
    /// and its clones are gone: the greatest request, not the sum.
    ///
    /// `count` elements of `bytes_each` bytes; a product that overflows is refused too, and so
    /// are more than [`MOST_ELEMENTS`]. `what` is the subject of the message: "a grid of this
    /// many points".
    pub fn reserve(&self, count: u64, bytes_each: u64, what: &'static str) -> Result<(), Stop> {
        if count > MOST_ELEMENTS {
            return Err(Stop::TooMany { what, count });
        }
        let needed = count.saturating_mul(bytes_each);
        let limit = self.share.memory.limit();
        if needed > limit {
            return Err(Stop::TooLarge { what, needed, limit });
        }
        self.share.hold(needed).map_err(|free| Stop::Crowded { what, needed, free })?;
        self.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_task_stops_at_the_next_check() {
        let task = Task::unlimited();
        assert_eq!(task.check(), Ok(()));
        task.cancel_token().cancel();
        assert_eq!(task.check(), Err(Stop::Cancelled));
    }

    #[test]
    fn a_request_beyond_the_limit_is_refused_with_its_number() {
        let task = Task::new(CancelToken::default(), 1 << 30);
        assert_eq!(task.reserve(1 << 20, 12, "a grid"), Ok(()));
        let refused = task.reserve(1 << 30, 12, "a grid").unwrap_err();
        assert_eq!(refused.to_string(), "a grid would need 12.0 GiB, and the limit is 1.0 GiB");
        assert!(task.reserve(1 << 31, u64::MAX, "a grid").is_err(), "a product that overflows");
        let too_many = Task::unlimited().reserve(1 << 32, 1, "a grid").unwrap_err();
        assert_eq!(
            too_many.to_string(),
            "a grid would be 4294967296 elements, and the most there can be is 4294967294"
        );
    }

    #[test]
    fn progress_is_seen_through_a_clone_and_stays_in_range() {
        let task = Task::unlimited();
        let seen = task.progress().clone();
        task.set_progress(7.0);
        assert_eq!(seen.fraction(), 1.0);
        assert_eq!(task.child().progress().fraction(), 0.0);
        assert_eq!(seen.steps(), None);
        task.set_steps(3, 4);
        task.set_steps(2, 4);
        assert_eq!(seen.steps(), Some((3, 4)), "threads may report out of order");
    }
}
