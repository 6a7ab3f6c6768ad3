//! Training in the background: jobs that the artist starts, one after another, on threads of
//! their own. What they learn reaches the graph through the evaluator's resources alone.

mod job;
mod needs;

pub use job::{Beginning, Failure, Order, Phase, Trained, Watch, forget_checkpoint, run};
pub use needs::{State, carry_weights, state_of, train_nodes, wanting};

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use graph::{Evaluator, NodePath};
use learn::Progress;
use task::CancelToken;

/// A job as it is shown.
#[derive(Debug, Clone)]
pub struct Job {
    /// Tells it from others of the same node.
    number: u64,
    /// The Train node.
    pub node: NodePath,
    /// How far it is.
    pub phase: Phase,
    /// What it has learned so far.
    pub progress: Option<Progress>,
}

/// What came of a job, for the document to take over.
#[derive(Debug)]
pub struct Ended {
    /// The Train node.
    pub node: NodePath,
    /// The weights, or why there are none.
    pub result: Result<Trained, Failure>,
}

#[derive(Default)]
struct Desk {
    queue: VecDeque<(u64, Order)>,
    /// How many jobs there have been.
    count: u64,
    running: Option<(NodePath, CancelToken)>,
    /// The newest job of each node, in the order in which they were started.
    jobs: Vec<Job>,
    ended: Vec<Ended>,
    /// How often weights were published.
    publications: u64,
    closed: bool,
}

struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_job(&self, number: u64, change: impl FnOnce(&mut Job)) {
        if let Some(job) = self.desk().jobs.iter_mut().find(|job| job.number == number) {
            change(job);
        }
        (self.wake)();
    }
}

/// The queue of jobs and the thread that works on it.
pub struct Training {
    evaluator: Arc<Evaluator>,
    shared: Arc<Shared>,
    worker: Option<std::thread::JoinHandle<()>>,
}

impl Training {
    /// Starts with an empty queue. `wake` is called when there is something new to show.
    pub fn start(
        evaluator: Arc<Evaluator>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { desk: Mutex::default(), changed: Condvar::new(), wake });
        let (school, queue) = (evaluator.clone(), shared.clone());
        let worker = std::thread::Builder::new()
            .name("training".to_owned())
            .spawn(move || work(&school, &queue))?;
        Ok(Self { evaluator, shared, worker: Some(worker) })
    }

    /// Puts a job at the end of the queue, in the place of one of the same node that waits.
    pub fn request(&self, order: Order) {
        let mut desk = self.shared.desk();
        let node = order.node.clone();
        desk.count += 1;
        let number = desk.count;
        desk.queue.retain(|(_, other)| other.node != node);
        desk.jobs.retain(|job| job.node != node);
        desk.jobs.push(Job { number, node, phase: Phase::Waiting, progress: None });
        desk.queue.push_back((number, order));
        self.shared.changed.notify_one();
    }

    /// Ends the job of a node, or takes it out of the queue.
    pub fn stop(&self, node: &NodePath) {
        let mut desk = self.shared.desk();
        let waiting = desk.queue.len();
        desk.queue.retain(|(_, order)| order.node != *node);
        if desk.queue.len() < waiting
            && let Some(job) = desk.jobs.iter_mut().find(|job| job.node == *node)
        {
            job.phase = Phase::Stopped;
        }
        if let Some((running, cancel)) = &desk.running
            && running == node
        {
            cancel.cancel();
        }
    }

    /// Forgets what is shown of a node's training, and what it published.
    pub fn forget(&self, node: &NodePath) {
        self.stop(node);
        self.shared.desk().jobs.retain(|job| job.node != *node);
        self.evaluator.resources().take_back(&node.to_string());
    }

    /// Ends everything: another project takes the place of this one.
    pub fn clear(&self) {
        let nodes: Vec<NodePath> = self.jobs().into_iter().map(|job| job.node).collect();
        nodes.iter().for_each(|node| self.forget(node));
        self.shared.desk().ended.clear();
    }

    /// The newest job of each node.
    pub fn jobs(&self) -> Vec<Job> {
        self.shared.desk().jobs.clone()
    }

    /// How often weights were published so far: when it grows, there is something new to cook.
    pub fn publications(&self) -> u64 {
        self.shared.desk().publications
    }

    /// Jobs that have ended since the last call. What they published stands until it is taken
    /// back, so that nothing is untrained in between.
    pub fn take_ended(&self) -> Vec<Ended> {
        std::mem::take(&mut self.shared.desk().ended)
    }

    /// Takes back what a job published: the document names its weights now.
    pub fn take_back(&self, node: &NodePath) {
        self.evaluator.resources().take_back(&node.to_string());
    }
}

impl Drop for Training {
    fn drop(&mut self) {
        let mut desk = self.shared.desk();
        desk.closed = true;
        desk.queue.clear();
        if let Some((_, cancel)) = &desk.running {
            cancel.cancel();
        }
        drop(desk);
        self.shared.changed.notify_one();
        if let Some(worker) = self.worker.take() {
            // It ends by itself; a panic in it was told where it happened.
            let _ = worker.join();
        }
    }
}

struct Watcher<'a> {
    shared: &'a Shared,
    number: u64,
}

impl Watch for Watcher<'_> {
    fn phase(&self, phase: Phase) {
        self.shared.with_job(self.number, |job| job.phase = phase);
    }

    fn progress(&self, progress: Progress) {
        self.shared.with_job(self.number, |job| job.progress = Some(progress));
    }

    fn published(&self) {
        self.shared.desk().publications += 1;
        (self.shared.wake)();
    }
}

fn work(evaluator: &Evaluator, shared: &Shared) {
    while let Some((number, order, cancel)) = next(shared) {
        let watcher = Watcher { shared, number };
        let train = || run(&order, evaluator, &cancel, &watcher);
        // A defect of the program ends the job, not the queue.
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(train));
        let result = result.unwrap_or_else(|_| {
            let message = "training failed inside: a defect of the program; your work is safe";
            Err(Failure::Node(Arc::new(graph::NodeError::message(message))))
        });
        let phase = match &result {
            Ok(trained) => trained.phase.clone(),
            Err(failure) => failure.phase(),
        };
        let mut desk = shared.desk();
        desk.running = None;
        if let Some(job) = desk.jobs.iter_mut().find(|job| job.number == number) {
            job.phase = phase;
            desk.ended.push(Ended { node: order.node, result });
        } else {
            // It was forgotten meanwhile, and nobody waits for its weights.
            evaluator.resources().take_back(&order.node.to_string());
        }
        drop(desk);
        (shared.wake)();
    }
}

/// Waits for a job; none when the program ends.
fn next(shared: &Shared) -> Option<(u64, Order, CancelToken)> {
    let mut desk = shared.desk();
    loop {
        if desk.closed {
            return None;
        }
        if let Some((number, order)) = desk.queue.pop_front() {
            let cancel = CancelToken::default();
            desk.running = Some((order.node.clone(), cancel.clone()));
            return Some((number, order, cancel));
        }
        desk = shared.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
    }
}
