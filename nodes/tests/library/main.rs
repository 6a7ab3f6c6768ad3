//! The node library tested as a library: what every node must keep, in one loop over the list;
//! and nodes that break each rule, which the loop must catch.

mod bad;
mod cooking;
mod declarations;
mod memory;
mod old;
mod reference;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use cooking::Limits;

/// Held while nodes cook, so that one test's memory is not counted as another's.
static COOKING: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    COOKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[test]
fn every_node_is_declared_in_full() {
    let complaints = declarations::complaints(espalier_nodes::ALL);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_node_cooks_on_every_shape_with_every_extreme() {
    let _alone = alone();
    let (next, complaints) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(node) = espalier_nodes::ALL.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let found = cooking::complaints(node, Limits::default());
                    complaints.lock().unwrap().extend(found);
                }
            });
        }
    });
    let mut complaints = complaints.into_inner().unwrap();
    complaints.sort();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
