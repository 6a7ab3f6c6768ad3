//! Scenes made ready for the card on a thread of their own; the newest request wins.

use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use geometry::Geometry;
use render::{Builder, Renderer, Scene, Shown, Wanted};
use task::{CancelToken, Task};

use crate::editor::cook::Wake;

/// What to show.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The geometry of the displayed node.
    pub displayed: Option<Geometry>,
    /// Those of template nodes.
    pub templates: Vec<Geometry>,
    /// What will be drawn of them.
    pub wanted: Wanted,
    /// Bytes that the work may take.
    pub memory: u64,
}

/// A scene, or why there is none.
pub type Prepared = Result<Arc<Scene>, String>;

#[derive(Default)]
struct Desk {
    next: Option<Order>,
    running: Option<CancelToken>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread that makes scenes.
pub struct Preparing {
    shared: Arc<Shared>,
    results: Receiver<Prepared>,
    worker: Option<std::thread::JoinHandle<()>>,
}

impl Preparing {
    /// Starts the thread.
    pub fn start(renderer: &Renderer, wake: Wake) -> std::io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let (sender, results) = channel();
        let (desk, renderer) = (shared.clone(), renderer.clone());
        let worker = std::thread::Builder::new()
            .name("viewport".to_owned())
            .spawn(move || work(&desk, &renderer, &sender, &wake))?;
        Ok(Self { shared, results, worker: Some(worker) })
    }

    /// Asks for a scene in the place of what still waits. One that is being made is left to end,
    /// so that the picture follows a drag.
    pub fn request(&self, order: Order) {
        self.shared.desk().next = Some(order);
        self.shared.changed.notify_one();
    }

    /// The newest scene that was made since the last call.
    pub fn take(&self) -> Option<Prepared> {
        self.results.try_iter().last()
    }
}

impl Drop for Preparing {
    fn drop(&mut self) {
        let mut desk = self.shared.desk();
        desk.closed = true;
        desk.next = None;
        if let Some(running) = &desk.running {
            running.cancel();
        }
        drop(desk);
        self.shared.changed.notify_one();
        if let Some(worker) = self.worker.take() {
            // It ends by itself; a panic in it was told where it happened.
            let _ = worker.join();
        }
    }
}

fn work(shared: &Shared, renderer: &Renderer, results: &Sender<Prepared>, wake: &Wake) {
    let mut builder = Builder::new(renderer);
    while let Some((order, cancel)) = next(shared) {
        let task = Task::new(cancel, order.memory);
        let displayed = order.displayed.iter().map(|geometry| Shown { geometry, is_ghost: false });
        let templates = order.templates.iter().map(|geometry| Shown { geometry, is_ghost: true });
        let shown: Vec<Shown<'_>> = displayed.chain(templates).collect();
        // Whatever is the matter with a geometry, the next one is to be shown.
        let build = AssertUnwindSafe(|| builder.build(&shown, &order.wanted, &task));
        let made = match std::panic::catch_unwind(build) {
            Ok(made) => made.map(Arc::new).map_err(|error| error.to_string()),
            Err(_) => {
                builder = Builder::new(renderer);
                Err("this geometry cannot be drawn: a mistake in the program".to_owned())
            }
        };
        shared.desk().running = None;
        if !task.cancel_token().is_cancelled() && results.send(made).is_err() {
            return;
        }
        wake();
    }
}

/// Waits for an order; none when the thread is to end.
fn next(shared: &Shared) -> Option<(Order, CancelToken)> {
    let mut desk = shared.desk();
    loop {
        if desk.closed {
            return None;
        }
        if let Some(order) = desk.next.take() {
            let cancel = CancelToken::default();
            desk.running = Some(cancel.clone());
            return Some((order, cancel));
        }
        desk = shared.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
    }
}
