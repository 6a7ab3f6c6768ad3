//! What a cook tells of itself: while it runs, and afterwards for every node.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use task::Progress;

use crate::cache::Kept;
use crate::error::NodeError;

/// What became of one node in a cook.
#[derive(Debug, Clone)]
pub struct NodeReport {
    /// The node's path.
    pub path: Arc<str>,
    /// Seconds that its cook took, now or when its result was kept.
    pub seconds: f64,
    /// Elements that its outputs have.
    pub elements: u64,
    /// Bytes that its outputs hold, shared with others or not.
    pub bytes: u64,
    /// Whether the result was there already.
    pub cached: bool,
    /// How many times it cooked: more than once inside a loop, and then seconds and elements are
    /// those of all times together.
    pub cooks: u32,
    /// What the artist should know.
    pub warnings: Vec<String>,
    /// Why there is no result.
    pub error: Option<Arc<NodeError>>,
}

/// What became of all nodes that a cook needed, inputs before what they feed.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One for each node.
    pub nodes: Vec<NodeReport>,
    /// Seconds from request to result.
    pub seconds: f64,
}

impl NodeReport {
    pub(crate) fn kept(path: &Arc<str>, kept: &Kept, cached: bool) -> Self {
        Self {
            path: path.clone(),
            seconds: kept.seconds,
            elements: kept.elements,
            bytes: kept.bytes,
            cached,
            cooks: 1,
            warnings: kept.warnings.clone(),
            error: None,
        }
    }

    pub(crate) fn failed(path: &Arc<str>, error: Arc<NodeError>) -> Self {
        Self {
            path: path.clone(),
            seconds: 0.0,
            elements: 0,
            bytes: 0,
            cached: false,
            cooks: 0,
            warnings: Vec::new(),
            error: Some(error),
        }
    }
}

impl Report {
    /// What became of the node at a path.
    pub fn node(&self, path: &str) -> Option<&NodeReport> {
        self.nodes.iter().find(|node| &*node.path == path)
    }

    /// The nodes that cooked, rather than being found in the cache.
    pub fn cooked(&self) -> impl Iterator<Item = &NodeReport> {
        self.nodes.iter().filter(|node| !node.cached && node.error.is_none())
    }
}

/// A running cook as seen from another thread. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Activity(Arc<State>);

#[derive(Debug, Default)]
struct State {
    done: AtomicUsize,
    total: AtomicUsize,
    running: Mutex<Vec<(Arc<str>, Progress)>>,
}

impl Activity {
    /// Nodes done and nodes to do in all.
    pub fn counts(&self) -> (usize, usize) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }

    /// The nodes that cook at this moment, with the part done of each.
    pub fn running(&self) -> Vec<(Arc<str>, f32)> {
        let running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.iter().map(|(path, progress)| (path.clone(), progress.fraction())).collect()
    }

    /// The nodes that cook at this moment, with how far each has come.
    pub fn progress(&self) -> Vec<(Arc<str>, Progress)> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The part of the whole that is done, from 0 to 1, nodes weighing alike.
    pub fn fraction(&self) -> f32 {
        let (done, total) = self.counts();
        let part: f32 = self.running().iter().map(|(_, fraction)| fraction).sum();
        if total == 0 { 0.0 } else { ((done as f32 + part) / total as f32).min(1.0) }
    }

    pub(crate) fn begin(&self, total: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
    }

    pub(crate) fn node_starts(&self, path: &Arc<str>, progress: &Progress) {
        let mut running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.push((path.clone(), progress.clone()));
    }

    pub(crate) fn node_ends(&self, path: &Arc<str>, is_done: bool) {
        let mut running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|(other, _)| !Arc::ptr_eq(other, path));
        self.0.done.fetch_add(usize::from(is_done), Ordering::Relaxed);
    }
}
