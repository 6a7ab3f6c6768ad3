//! `espalier train`

use std::path::PathBuf;
use std::sync::Mutex;

use graph::{Budget, NodePath};
use learn::{Goal, Progress};
use serde::Serialize;

use super::project::Project;
use super::{Failure, print, print_json, watch};
use crate::training::{self, Beginning, Phase, Trained, Watch};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The project file (.ron).
    project: PathBuf,
    /// A Train node, or a node whose Train nodes are meant. May be given several times
    /// [default: all Train nodes].
    #[arg(long, value_name = "PATH")]
    node: Vec<String>,
    /// Set a parameter before training, such as /train1/epochs=20; it is saved with the project.
    /// May be given several times.
    #[arg(long, value_name = "PATH/PARAM=VALUE")]
    set: Vec<String>,
    /// Go on where training stopped, or from the last weights, instead of beginning anew.
    #[arg(long = "continue")]
    continues: bool,
    /// Print one JSON list that describes what was learned.
    #[arg(long)]
    json: bool,
}

/// What was learned by a node.
#[derive(Debug, Serialize)]
struct Learned {
    node: String,
    network: String,
    epochs: usize,
    best_epoch: usize,
    training_rows: usize,
    held_out_rows: usize,
    loss: f32,
    accuracy: Option<f32>,
    log_loss: Option<f32>,
    baseline_accuracy: Option<f32>,
    baseline_log_loss: Option<f32>,
    errors: Vec<f32>,
    baseline_errors: Vec<f32>,
    weights: String,
    weights_hash: String,
    stopped: bool,
    notes: Vec<String>,
}

pub fn run(arguments: &Arguments, budget: Budget) -> Result<(), Failure> {
    let mut project = Project::open(&arguments.project, budget)?;
    for assignment in &arguments.set {
        project.set(assignment)?;
    }
    for problem in &project.problems {
        eprintln!("espalier: {problem}");
    }
    let nodes = nodes(&project, &arguments.node)?;
    if nodes.is_empty() {
        return Err(Failure::Usage("there is no Train node to train".to_owned()));
    }
    let beginning = if arguments.continues { Beginning::Continue } else { Beginning::Anew };
    let mut learned = Vec::new();
    for node in nodes {
        let trained = train(&mut project, &node, beginning, budget)?;
        project.save(&arguments.project)?;
        let stopped = trained.phase == Phase::Stopped;
        if !arguments.json {
            print(summary(&node, &trained));
        }
        learned.push(describe(&node, &trained));
        if stopped {
            eprintln!("espalier: stopped; what was learned is kept, --continue goes on");
            break;
        }
    }
    if arguments.json {
        print_json(&learned);
    }
    Ok(())
}

/// The Train nodes that are meant, those first that others are made from.
fn nodes(project: &Project, named: &[String]) -> Result<Vec<NodePath>, Failure> {
    let (document, library) = (&project.document, project.evaluator().library());
    let mut wanted = Vec::new();
    for name in named {
        let target = project.target(Some(name))?;
        let path = target.split_once(':').map_or(&*target, |(path, _)| path);
        wanted.push(NodePath::parse(path).map_err(|error| Failure::Usage(error.to_string()))?);
    }
    if named.is_empty() {
        wanted = document.nodes().map(|(path, _)| path).collect();
    }
    let mut found: Vec<NodePath> = Vec::new();
    for path in wanted {
        let is_named = !named.is_empty();
        let mut nodes = training::train_nodes(document, library, &path);
        // Where a Train node itself is named, those before it are left as they are.
        if is_named && nodes.contains(&path) {
            nodes = vec![path];
        }
        for node in nodes {
            if !found.contains(&node) {
                found.push(node);
            }
        }
    }
    Ok(found)
}

/// Trains a node with a progress bar and puts its weights into the document.
pub fn train(
    project: &mut Project,
    node: &NodePath,
    beginning: Beginning,
    budget: Budget,
) -> Result<Trained, Failure> {
    let order = training::Order {
        document: project.document.clone(),
        node: node.clone(),
        context: project.context(1.0),
        beginning,
        threads: rayon::current_num_threads(),
        memory: budget.memory,
    };
    let news = News::default();
    let state = || news.state(node);
    let cancel = watch::cancel_token();
    let evaluator = project.evaluator();
    let trained = watch::with_progress(state, || training::run(&order, evaluator, &cancel, &news));
    evaluator.resources().take_back(&node.to_string());
    let trained = trained.map_err(|failure| match failure.is_cancelled() {
        true => Failure::Cancelled,
        false => Failure::Node(format!("{node}: {failure}")),
    })?;
    project.set_weights(node, &trained.weights)?;
    Ok(trained)
}

/// What the progress bar shows.
#[derive(Default)]
struct News(Mutex<(Option<Phase>, Option<Progress>)>);

impl News {
    fn with<R>(&self, read: impl FnOnce(&mut (Option<Phase>, Option<Progress>)) -> R) -> R {
        read(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn state(&self, node: &NodePath) -> (f32, String) {
        self.with(|(phase, progress)| match (phase, progress) {
            (Some(Phase::Training), Some(progress)) => {
                let last = progress.history.last().map_or(String::new(), |epoch| {
                    let loss = epoch.validation.unwrap_or(epoch.training);
                    let accuracy = epoch.accuracy.map(|it| format!(", {:.1} %", it * 100.0));
                    format!(", loss {loss:.4}{}", accuracy.unwrap_or_default())
                });
                let left = progress.seconds_left.map(|it| format!(", {it:.0} s left"));
                let (epoch, epochs) = (progress.history.len() + 1, progress.epochs);
                let left = left.unwrap_or_default();
                let epoch = epoch.min(epochs);
                (progress.fraction, format!("{node} epoch {epoch}/{epochs}{last}{left}"))
            }
            _ => (0.0, format!("{node}: making the examples")),
        })
    }
}

impl Watch for News {
    fn phase(&self, phase: Phase) {
        self.with(|news| news.0 = Some(phase));
    }

    fn progress(&self, progress: Progress) {
        self.with(|news| news.1 = Some(progress));
    }

    fn published(&self) {}
}

fn describe(node: &NodePath, trained: &Trained) -> Learned {
    let info = trained.model.info();
    Learned {
        node: node.to_string(),
        network: info.architecture.text(),
        epochs: info.history.len(),
        best_epoch: info.epoch,
        training_rows: info.training_rows,
        held_out_rows: info.metrics.rows,
        loss: info.metrics.loss,
        accuracy: info.metrics.accuracy,
        log_loss: info.metrics.log_loss,
        baseline_accuracy: info.baseline.accuracy,
        baseline_log_loss: info.baseline.log_loss,
        errors: info.metrics.errors.clone(),
        baseline_errors: info.baseline.errors.clone(),
        weights: trained.weights.clone(),
        weights_hash: trained.model.weights_hash().to_string(),
        stopped: trained.phase == Phase::Stopped,
        notes: info.notes.clone(),
    }
}

/// What was learned, in a line.
fn summary(node: &NodePath, trained: &Trained) -> String {
    let info = trained.model.info();
    let (metrics, baseline) = (&info.metrics, &info.baseline);
    let mut text = format!(
        "{node}: {}, best epoch {} of {}, loss {:.4}",
        info.architecture.text(),
        info.epoch,
        info.history.len(),
        metrics.loss
    );
    match info.settings.goal {
        Goal::Classes => {
            if let (Some(own), Some(other)) = (metrics.accuracy, baseline.accuracy) {
                text += &format!(
                    ", accuracy {:.1} % on {} rows held out (baseline {:.1} %)",
                    own * 100.0,
                    metrics.rows,
                    other * 100.0
                );
            }
        }
        Goal::Numbers => {
            let pairs = metrics.errors.iter().zip(&baseline.errors);
            let errors: Vec<String> =
                pairs.map(|(own, other)| format!("{own:.4} (baseline {other:.4})")).collect();
            text +=
                &format!(", mean error {} on {} rows held out", errors.join(", "), metrics.rows);
        }
    }
    text
}
