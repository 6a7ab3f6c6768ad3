//! One piece of training: from a node of a document to a file of weights beside the project.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use graph::{Context, Document, Evaluator, NodeError, NodePath, Request};
use learn::{Dataset, LearnError, Model, Progress, Settings, Trainer};
use nodes::learn::training;
use nodes::{DatasetWire, ModelWire};
use task::{CancelToken, Task};

/// How often newer weights are published at most.
const BETWEEN_PUBLICATIONS: Duration = Duration::from_millis(400);
/// How often what was learned is written down at most.
const BETWEEN_CHECKPOINTS: Duration = Duration::from_secs(5);
/// How often progress is told at most.
const BETWEEN_TELLINGS: Duration = Duration::from_millis(100);

/// What training begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Weights by chance.
    Anew,
    /// What the last training came to, if that can be gone on from.
    Continue,
}

/// What to train.
#[derive(Debug, Clone)]
pub struct Order {
    /// The document as it was when asked.
    pub document: Document,
    /// The Train node.
    pub node: NodePath,
    /// Frame and project folder.
    pub context: Context,
    /// What it begins with.
    pub beginning: Beginning,
    /// Threads to train with.
    pub threads: usize,
    /// Bytes that training may hold.
    pub memory: u64,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// Others are before it.
    Waiting,
    /// The examples are cooked.
    Gathering,
    /// It learns.
    Training,
    /// All is done.
    Finished,
    /// It was stopped; what was learned is kept.
    Stopped,
    /// It could not go on; why.
    Failed(String),
    /// The loss is no number any more; what to do.
    Diverged(String),
}

impl Phase {
    /// Whether there is more to come.
    pub fn is_going_on(&self) -> bool {
        matches!(self, Self::Waiting | Self::Gathering | Self::Training)
    }
}

/// What a job came to.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The file of weights, from the project's folder.
    pub weights: String,
    /// The model in it.
    pub model: Model,
    /// Finished or stopped.
    pub phase: Phase,
}

/// Told how a job goes.
pub trait Watch {
    /// It is in another phase.
    fn phase(&self, phase: Phase);
    /// It has come further.
    fn progress(&self, progress: Progress);
    /// Newer weights are published.
    fn published(&self);
}

/// Why a job came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The examples could not be cooked.
    #[error("{0}")]
    Node(#[from] Arc<NodeError>),
    /// Nothing could be learned.
    #[error("{0}")]
    Learn(#[from] LearnError),
}

impl Failure {
    fn message(text: impl Into<String>) -> Self {
        Self::Node(Arc::new(NodeError::Message(text.into())))
    }

    /// Whether it was only cancelled, before anything was learned.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Node(error) => error.is_cancelled(),
            Self::Learn(error) => error.is_cancelled(),
        }
    }

    /// The phase that it ends in.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Learn(error @ LearnError::Diverged { .. }) => Phase::Diverged(error.to_string()),
            other if other.is_cancelled() => Phase::Stopped,
            other => Phase::Failed(other.to_string()),
        }
    }
}

/// The folder of weights of a project, and what files in it are called from the project's folder.
const WEIGHTS: &str = "weights";

/// Where a node's training is written down in the middle.
pub fn checkpoint_file(project_folder: &Path, node: &NodePath) -> PathBuf {
    let names: Vec<&str> = node.names().iter().map(|name| &**name).collect();
    let name = format!("{}.safetensors", names.join("."));
    project_folder.join(WEIGHTS).join("checkpoints").join(name)
}

/// The settings of a Train node.
fn settings(evaluator: &Evaluator, order: &Order) -> Result<Settings, Arc<NodeError>> {
    let node = &order.node;
    let frame = order.context.frame;
    let evaluated = evaluator.parameters(&order.document, &node.to_string(), frame)?;
    let goal = training::goal_of(evaluated.node_type)
        .ok_or_else(|| NodeError::message(format!("{node} does not learn")))?;
    Ok(training::settings(goal, evaluated.parameters())?)
}

/// The rows that a Train node learns from, cooked.
fn dataset(
    evaluator: &Evaluator,
    order: &Order,
    cancel: &CancelToken,
) -> Result<Arc<Dataset>, Failure> {
    let input = training::DATASET.declaration.id;
    let found = order.document.node(&order.node);
    let found = found.map_err(|error| Failure::message(error.to_string()))?;
    let around = order.node.parent().unwrap_or(NodePath::ROOT);
    let missing = || Failure::Node(Arc::new(NodeError::MissingInput(input)));
    let source = found.wires(input).first().ok_or_else(missing)?;
    let target = match &*source.output {
        "" => around.child(&source.node).to_string(),
        output => format!("{}:{output}", around.child(&source.node)),
    };
    let request = Request {
        targets: vec![target.clone()],
        context: order.context.clone(),
        cancel: cancel.clone(),
        ..Request::default()
    };
    let value = evaluator.cook(&order.document, &request).values.remove(0);
    let value = value.map_err(|error| match &*error {
        NodeError::Upstream { .. } | NodeError::Stop(_) => Failure::Node(error),
        own => Failure::message(format!("{target}: {own}")),
    })?;
    value.shared::<DatasetWire>().ok_or_else(|| {
        Failure::message(format!("{target} gives {}, not a dataset", value.wire().id))
    })
}

/// Trains, from cooking the examples to the file of weights. While it runs, the newest weights
/// are published for the node. Stopped training keeps what it has learned.
pub fn run(
    order: &Order,
    evaluator: &Evaluator,
    cancel: &CancelToken,
    watch: &(impl Watch + Sync),
) -> Result<Trained, Failure> {
    watch.phase(Phase::Gathering);
    let settings = settings(evaluator, order)?;
    let dataset = dataset(evaluator, order, cancel)?;
    let task = Task::new(cancel.clone(), order.memory);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.threads.max(1))
        .thread_name(|index| format!("train {index}"))
        .build()
        .map_err(|error| Failure::message(error.to_string()))?;
    pool.install(|| {
        let mut trainer = begin(order, evaluator, &dataset, &settings, &task)?;
        if trainer.is_finished() {
            let epochs = settings.epochs;
            return Err(Failure::message(format!(
                "all {epochs} epochs are done: raise Epochs to go on, or reset to begin anew"
            )));
        }
        watch.phase(Phase::Training);
        watch.progress(trainer.progress());
        let checkpoint = checkpoint_file(&order.context.project_folder, &order.node);
        let node = order.node.to_string();
        let mut rhythm = Rhythm::new();
        let ended = trainer.run(&task, |trainer| {
            if rhythm.tell.is_due() {
                watch.progress(trainer.progress());
            }
            if rhythm.publish.is_due() {
                evaluator.resources().publish(&node, Arc::new(trainer.newest()));
                watch.published();
            }
            if rhythm.checkpoint.is_due() {
                write_checkpoint(&checkpoint, trainer)?;
            }
            Ok(())
        });
        watch.progress(trainer.progress());
        let phase = match ended {
            Ok(()) => Phase::Finished,
            Err(error) if error.is_cancelled() => Phase::Stopped,
            Err(error) => return Err(error.into()),
        };
        write_checkpoint(&checkpoint, &trainer)?;
        let model = trainer.best();
        let file = model.save(&order.context.project_folder.join(WEIGHTS))?;
        Ok(Trained { weights: format!("{WEIGHTS}/{file}"), model, phase })
    })
}

fn begin(
    order: &Order,
    evaluator: &Evaluator,
    dataset: &Dataset,
    settings: &Settings,
    task: &Task,
) -> Result<Trainer, Failure> {
    if order.beginning == Beginning::Anew {
        return Ok(Trainer::new(dataset, settings, task)?);
    }
    let file = checkpoint_file(&order.context.project_folder, &order.node);
    if let Ok(bytes) = std::fs::read(&file) {
        match Trainer::resume(dataset, settings, &bytes, task) {
            Err(LearnError::Checkpoint(_)) => {}
            other => return Ok(other?),
        }
    }
    // The data or the settings are others: what was learned from the old ones is a beginning.
    let request = Request {
        targets: vec![order.node.to_string()],
        context: order.context.clone(),
        cancel: task.cancel_token().clone(),
        ..Request::default()
    };
    let model = evaluator.cook(&order.document, &request).values.remove(0);
    let mut trainer = Trainer::new(dataset, settings, task)?;
    if let Some(model) = model.ok().and_then(|value| value.shared::<ModelWire>()) {
        trainer.begin_with(&model)?;
    }
    Ok(trainer)
}

fn write_checkpoint(file: &Path, trainer: &Trainer) -> Result<(), LearnError> {
    learn::write_file(file, &trainer.checkpoint()?)
}

/// Forgets how far the training of a node was.
pub fn forget_checkpoint(project_folder: &Path, node: &NodePath) -> std::io::Result<()> {
    match std::fs::remove_file(checkpoint_file(project_folder, node)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// When which is to be done again.
struct Rhythm {
    tell: Beat,
    publish: Beat,
    checkpoint: Beat,
}

struct Beat {
    every: Duration,
    last: Instant,
}

impl Rhythm {
    fn new() -> Self {
        let beat = |every| Beat { every, last: Instant::now() };
        Self {
            tell: beat(BETWEEN_TELLINGS),
            publish: beat(BETWEEN_PUBLICATIONS),
            checkpoint: beat(BETWEEN_CHECKPOINTS),
        }
    }
}

impl Beat {
    fn is_due(&mut self) -> bool {
        let is_due = self.last.elapsed() >= self.every;
        if is_due {
            self.last = Instant::now();
        }
        is_due
    }
}
