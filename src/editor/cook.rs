//! Cooking in the background: the newest request wins, and results come back as messages.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use graph::{Activity, Context, Document, Evaluator, NodeError, Report, Request, WireValue};
use task::CancelToken;

use super::results::Expressions;

/// Wakes the window when there is something new to show.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What to cook.
#[derive(Debug, Clone)]
pub struct Order {
    /// The document as it was when asked.
    pub document: Document,
    /// What the viewport shows: the displayed node first, then templates.
    pub displayed: Vec<String>,
    /// What panels look at besides, cooked afterwards.
    pub inspected: Vec<String>,
    /// Frame and project folder.
    pub context: Context,
    /// Whether it comes from a drag that goes on: a cook that is about as quick as the hand is
    /// then left to end, so that the picture follows.
    pub dragging: bool,
}

/// Values of targets, in the order asked for.
pub type Values = Vec<(String, Result<WireValue, Arc<NodeError>>)>;

/// What a request gave.
#[derive(Debug)]
pub struct Done {
    /// The number of the request.
    pub number: u64,
    /// Whether these are the displayed targets, or those looked at.
    pub is_displayed: bool,
    /// The values.
    pub values: Values,
    /// What became of every node.
    pub report: Report,
}

/// A cook that is going on.
#[derive(Debug, Clone)]
pub struct Running {
    /// Where it can be watched.
    pub activity: Activity,
    /// When it began.
    pub since: Instant,
    cancel: CancelToken,
}

#[derive(Default)]
struct Desk {
    next: Option<(u64, Order)>,
    running: Option<Running>,
    /// What the expressions of the selected node give, until the window has taken it.
    expressions: Option<Expressions>,
    /// How long the last whole cook of what is displayed took.
    last: Duration,
    /// Whether an order is being worked on: between its cooks nothing runs.
    is_busy: bool,
    /// The newest request that was cancelled.
    cancelled: u64,
    closed: bool,
}

struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The worker that cooks.
pub struct Cooking {
    evaluator: Arc<Evaluator>,
    shared: Arc<Shared>,
    results: Receiver<Done>,
    number: u64,
    worker: Option<std::thread::JoinHandle<()>>,
}

/// A cook that ends sooner than this may end while a drag goes on.
const AS_QUICK_AS_A_HAND: Duration = Duration::from_millis(700);

impl Cooking {
    /// Starts the worker.
    pub fn start(evaluator: Arc<Evaluator>, wake: Wake) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { desk: Mutex::default(), changed: Condvar::new() });
        let (sender, results) = channel();
        let (kitchen, menu) = (evaluator.clone(), shared.clone());
        let worker = std::thread::Builder::new()
            .name("cook".to_owned())
            .spawn(move || work(&kitchen, &menu, &sender, &wake))?;
        Ok(Self { evaluator, shared, results, number: 0, worker: Some(worker) })
    }

    /// What cooks.
    pub fn evaluator(&self) -> &Arc<Evaluator> {
        &self.evaluator
    }

    /// Asks for a cook in the place of all that were asked for before. Gives its number.
    pub fn request(&mut self, order: Order) -> u64 {
        self.number += 1;
        let mut desk = self.shared.desk();
        let may_end = order.dragging && desk.last < AS_QUICK_AS_A_HAND;
        if let Some(running) = desk.running.as_ref().filter(|_| !may_end) {
            running.cancel.cancel();
        }
        desk.next = Some((self.number, order));
        self.shared.changed.notify_one();
        self.number
    }

    /// Ends what cooks, and forgets what was asked for.
    pub fn cancel(&mut self) {
        let mut desk = self.shared.desk();
        desk.next = None;
        desk.cancelled = self.number;
        if let Some(running) = &desk.running {
            running.cancel.cancel();
        }
    }

    /// The cook that is going on.
    pub fn running(&self) -> Option<Running> {
        self.shared.desk().running.clone()
    }

    /// Whether nothing cooks and nothing waits.
    pub fn is_idle(&self) -> bool {
        let desk = self.shared.desk();
        !desk.is_busy && desk.next.is_none()
    }

    /// What the expressions of the selected node give, if that was found since the last call.
    pub fn take_expressions(&self) -> Option<Expressions> {
        self.shared.desk().expressions.take()
    }

    /// Results that have come since the last call, the oldest first.
    pub fn take_results(&self) -> Vec<Done> {
        self.results.try_iter().collect()
    }
}

impl Drop for Cooking {
    fn drop(&mut self) {
        self.cancel();
        self.shared.desk().closed = true;
        self.shared.changed.notify_one();
        if let Some(worker) = self.worker.take() {
            // It ends by itself; a panic in it was told where it happened.
            let _ = worker.join();
        }
    }
}

fn work(evaluator: &Evaluator, shared: &Shared, results: &Sender<Done>, wake: &Wake) {
    while let Some((number, order)) = next(shared) {
        // These are known before anything has cooked.
        if let Some(path) = order.inspected.first() {
            let values = evaluator.expressions(&order.document, path, order.context.frame);
            shared.desk().expressions = Some(Expressions { path: path.clone(), values });
            wake();
        }
        for (is_displayed, targets) in [(true, &order.displayed), (false, &order.inspected)] {
            let request = Request {
                targets: targets.clone(),
                context: order.context.clone(),
                ..Request::default()
            };
            if !begin(shared, number, &request) {
                break;
            }
            wake();
            let start = Instant::now();
            let cooked = evaluator.cook(&order.document, &request);
            let mut desk = shared.desk();
            desk.running = None;
            if is_displayed && !request.cancel.is_cancelled() {
                desk.last = start.elapsed();
            }
            drop(desk);
            if !request.cancel.is_cancelled() {
                let values = targets.iter().cloned().zip(cooked.values).collect();
                let done = Done { number, is_displayed, values, report: cooked.report };
                if results.send(done).is_err() {
                    return;
                }
            }
            wake();
        }
    }
}

/// Waits for a request; none when the worker is to end.
fn next(shared: &Shared) -> Option<(u64, Order)> {
    let mut desk = shared.desk();
    desk.is_busy = false;
    loop {
        if desk.closed {
            return None;
        }
        if let Some(order) = desk.next.take() {
            desk.is_busy = true;
            return Some(order);
        }
        desk = shared.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Notes that a cook begins, unless a newer request waits already or this one was cancelled.
fn begin(shared: &Shared, number: u64, request: &Request) -> bool {
    let mut desk = shared.desk();
    if desk.next.is_some() || desk.closed || desk.cancelled >= number {
        return false;
    }
    desk.running = Some(Running {
        activity: request.activity.clone(),
        since: Instant::now(),
        cancel: request.cancel.clone(),
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use graph::{Budget, NodePath, Setting, Value};

    fn cooking() -> Cooking {
        let budget = Budget { cache: 1 << 28, memory: 1 << 30 };
        let evaluator = Arc::new(Evaluator::new(nodes::library(), budget));
        Cooking::start(evaluator, Arc::new(|| {})).unwrap()
    }

    fn grid(rows: i64) -> Order {
        let mut document = Document::default();
        let library = nodes::library();
        let mut edit = document.edit(&library);
        let path = edit.add_node(&NodePath::ROOT, "grid", [0.0, 0.0]).unwrap();
        edit.set_parameter(&path, "rows", Setting::Value(Value::Integer(rows))).unwrap();
        Order {
            document,
            displayed: vec!["/grid1".to_owned()],
            inspected: Vec::new(),
            context: Context::default(),
            dragging: false,
        }
    }

    fn wait_for(cooking: &Cooking, number: u64) -> Vec<Done> {
        let start = Instant::now();
        let mut all = Vec::new();
        while !all.iter().any(|done: &Done| done.number == number && done.is_displayed) {
            assert!(start.elapsed() < Duration::from_secs(60), "no result");
            all.extend(cooking.take_results());
            std::thread::sleep(Duration::from_millis(2));
        }
        all
    }

    #[test]
    fn the_newest_request_is_answered_and_results_come_in_order() {
        let mut cooking = cooking();
        let mut last = 0;
        for rows in 2..40 {
            last = cooking.request(grid(rows));
        }
        let done = wait_for(&cooking, last);
        assert!(done.windows(2).all(|pair| pair[0].number <= pair[1].number));
        let newest = done.iter().rfind(|done| done.is_displayed).unwrap();
        let value = newest.values[0].1.as_ref().unwrap();
        assert_eq!(value.get::<nodes::GeometryWire>().unwrap().point_count(), 39 * 10);
    }

    #[test]
    fn what_is_cancelled_gives_no_result_and_dropping_ends_the_worker() {
        let mut cooking = cooking();
        let number = cooking.request(grid(4000));
        cooking.cancel();
        while !cooking.is_idle() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let done = cooking.take_results();
        assert!(done.iter().all(|done| done.number == number));
        assert!(done.iter().all(|done| done.values.is_empty() != done.is_displayed));
        cooking.request(grid(4000));
        drop(cooking);
    }
}
