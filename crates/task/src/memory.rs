//! The memory that pieces of work which run at the same time share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A number of bytes that several tasks share: what one of them holds the others cannot have.
///
/// A task holds as much as the greatest request that it made, until it and its clones are gone.
#[derive(Debug)]
pub struct Memory {
    limit: u64,
    held: AtomicU64,
}

impl Memory {
    /// Memory of this many bytes, of which nothing is held.
    pub fn new(limit: u64) -> Arc<Self> {
        Arc::new(Self { limit, held: AtomicU64::new(0) })
    }

    /// Bytes that all tasks together may hold.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Bytes that tasks hold now.
    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: u64) -> bool {
        let more = |held: u64| held.checked_add(bytes).filter(|&held| held <= self.limit);
        self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    fn give_back(&self, bytes: u64) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// What one task holds of the memory.
#[derive(Debug)]
pub(crate) struct Share {
    pub memory: Arc<Memory>,
    held: AtomicU64,
}

impl Share {
    pub fn of(memory: Arc<Memory>) -> Self {
        Self { memory, held: AtomicU64::new(0) }
    }

    /// Holds this many bytes, or as many as were held before if those are more. Where others
    /// hold too many, gives how many could be held.
    pub fn hold(&self, bytes: u64) -> Result<(), u64> {
        loop {
            let before = self.held.load(Ordering::Relaxed);
            let Some(more) = bytes.checked_sub(before).filter(|&more| more > 0) else {
                return Ok(());
            };
            if !self.memory.take(more) {
                let others = self.memory.held().saturating_sub(before);
                return Err(self.memory.limit.saturating_sub(others));
            }
            let swap =
                self.held.compare_exchange(before, bytes, Ordering::Relaxed, Ordering::Relaxed);
            if swap.is_ok() {
                return Ok(());
            }
            // Another thread of the same task was quicker.
            self.memory.give_back(more);
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.memory.give_back(self.held.load(Ordering::Relaxed));
    }
}

#[cfg(test)]
mod tests {
    use crate::{CancelToken, Memory, Stop, Task};

    #[test]
    fn what_one_task_holds_the_others_cannot_have() {
        let memory = Memory::new(1000);
        let [one, other] = [0; 2].map(|_| Task::sharing(CancelToken::default(), &memory));
        assert_eq!(one.reserve(600, 1, "a grid"), Ok(()));
        assert_eq!(one.child().reserve(500, 1, "a grid"), Ok(()), "the greatest request counts");
        assert_eq!(memory.held(), 600);
        let crowded = other.reserve(500, 1, "a line").unwrap_err();
        assert_eq!(crowded, Stop::Crowded { what: "a line", needed: 500, free: 400 });
        assert_eq!(
            crowded.to_string(),
            "a line would need 500 bytes, and what runs at the same time leaves 400 bytes"
        );
        let alone = other.reserve(1001, 1, "a line");
        assert!(matches!(alone, Err(Stop::TooLarge { .. })), "it would never fit");
        assert_eq!(other.reserve(400, 1, "a line"), Ok(()));
        drop(one);
        assert_eq!(other.reserve(1000, 1, "a line"), Ok(()));
        drop(other);
        assert_eq!(memory.held(), 0);
    }

    #[test]
    fn threads_of_one_task_hold_it_once() {
        let memory = Memory::new(u64::MAX);
        let task = Task::sharing(CancelToken::default(), &memory);
        std::thread::scope(|scope| {
            for thread in 1..=8 {
                let task = &task;
                scope.spawn(move || {
                    (0..1000).for_each(|step| task.reserve(thread * step, 1, "it").unwrap());
                });
            }
        });
        assert_eq!(memory.held(), 8 * 999);
    }
}
