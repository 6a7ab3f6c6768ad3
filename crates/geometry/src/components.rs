//! Which elements are connected.

use std::sync::atomic::{AtomicU32, Ordering};

/// Sets of elements that grow together, joined from many threads at once.
///
/// Every set is named by its lowest element, so that the result does not depend on the order of
/// joining (a lock-free union by index, after Anderson and Woll 1991).
#[derive(Debug)]
pub(crate) struct Components {
    /// For each element another one of its set, never a higher one.
    parents: Vec<AtomicU32>,
}

impl Components {
    /// Each of `count` elements in a set of its own.
    pub(crate) fn new(count: usize) -> Self {
        Self { parents: (0..count as u32).map(AtomicU32::new).collect() }
    }

    /// The lowest element known to be in the set of an element: the lowest of all once nobody
    /// joins any more.
    pub(crate) fn find(&self, mut element: u32) -> u32 {
        loop {
            let parent = self.parent(element);
            let above = self.parent(parent);
            if parent == above {
                return parent;
            }
            // Halves the way for those who come after. It only ever gets lower.
            self.parents[element as usize].fetch_min(above, Ordering::Relaxed);
            element = above;
        }
    }

    /// Makes one set of those of two elements.
    pub(crate) fn join(&self, a: u32, b: u32) {
        let (mut a, mut b) = (a, b);
        loop {
            (a, b) = (self.find(a), self.find(b));
            if a == b {
                return;
            }
            let (low, high) = (a.min(b), a.max(b));
            let slot = &self.parents[high as usize];
            let swap = slot.compare_exchange(high, low, Ordering::Relaxed, Ordering::Relaxed);
            if swap.is_ok() {
                return;
            }
        }
    }

    fn parent(&self, element: u32) -> u32 {
        self.parents[element as usize].load(Ordering::Relaxed)
    }
}

/// Numbers for sets in the order of their first elements, from the name of each element's set;
/// and how many there are. `names` are below `bound`.
pub(crate) fn numbered(names: impl Iterator<Item = u32>, bound: usize) -> (Vec<i32>, usize) {
    let mut numbers = vec![-1_i32; bound];
    let mut count = 0;
    let number = |name: u32| {
        let slot = &mut numbers[name as usize];
        if *slot < 0 {
            *slot = count;
            count += 1;
        }
        *slot
    };
    let all = names.map(number).collect();
    (all, count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;
    use rayon::prelude::*;

    #[test]
    fn sets_are_the_same_whoever_joins_first() {
        let random = Stream::new(9);
        let pair = |index: u64| {
            let bits = random.bits(index);
            ((bits % 10_000) as u32, (bits >> 32) as u32 % 10_000)
        };
        let (one, many) = (Components::new(10_000), Components::new(10_000));
        (0..6000).for_each(|index| one.join(pair(index).0, pair(index).1));
        (0..6000_usize).into_par_iter().with_max_len(1).for_each(|index| {
            let (a, b) = pair(5999 - index as u64);
            many.join(b, a);
        });
        let names = |sets: &Components| -> Vec<u32> { (0..10_000).map(|e| sets.find(e)).collect() };
        assert_eq!(names(&one), names(&many));
        assert!(names(&one).iter().enumerate().all(|(element, &name)| name <= element as u32));
        let (numbers, count) = numbered(names(&one).into_iter(), 10_000);
        assert_eq!(numbers.iter().max().map(|&last| last as usize + 1), Some(count));
        assert!(numbers[0] == 0 && count > 2000);
    }
}
