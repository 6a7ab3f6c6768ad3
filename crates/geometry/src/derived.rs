//! Values that follow from others, built when first asked for and kept.

use std::sync::OnceLock;

/// A value that is built once and shared; asked for from several threads at the same time it
/// may be built more than once, and one of the equal results is kept.
///
/// Unlike [`OnceLock::get_or_init`] nobody waits: a thread that builds with a parallel loop may,
/// while it waits for the loop, be handed other work that asks for the same value, and waiting
/// for itself would never end.
#[derive(Debug, Clone)]
pub(crate) struct Derived<T>(OnceLock<T>);

impl<T> Default for Derived<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Derived<T> {
    pub(crate) fn get_or_build(&self, build: impl FnOnce() -> T) -> &T {
        if let Some(value) = self.0.get() {
            return value;
        }
        let value = build();
        self.0.get_or_init(|| value)
    }

    /// The same for a build that may fail or be cancelled: nothing is kept then, and it is tried
    /// again when next asked for.
    pub(crate) fn get_or_try_build<E>(
        &self,
        build: impl FnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        if let Some(value) = self.0.get() {
            return Ok(value);
        }
        let value = build()?;
        Ok(self.0.get_or_init(|| value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;
    use task::{Stop, Task};

    #[test]
    fn a_build_that_was_cancelled_leaves_nothing_behind() {
        let value = Derived::<u32>::default();
        let task = Task::unlimited();
        task.cancel_token().cancel();
        let build = |task: &Task| task.check().map(|()| 7);
        assert_eq!(value.get_or_try_build(|| build(&task)), Err(Stop::Cancelled));
        assert_eq!(value.get_or_try_build(|| build(&Task::unlimited())), Ok(&7));
        assert_eq!(value.get_or_try_build(|| build(&task)), Ok(&7), "it is there already");
    }

    #[test]
    fn a_parallel_build_that_is_asked_for_within_parallel_work_ends() {
        let value = Derived::<u32>::default();
        let build = || (0..10_000_u32).into_par_iter().with_max_len(16).sum();
        let all: Vec<u32> =
            (0..1000).into_par_iter().with_max_len(1).map(|_| *value.get_or_build(build)).collect();
        assert!(all.iter().all(|&sum| sum == 49_995_000));
    }
}
