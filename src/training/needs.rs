//! Which nodes learn, what state they are in, and which want training before others can cook.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use graph::{Context, Document, Evaluator, Library, NodePath, Request};
use nodes::ModelWire;
use nodes::learn::training;
use task::CancelToken;

use super::{Job, Phase};

/// What a Train node is, in a word or two.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nothing was learned yet.
    Untrained,
    /// The weights are those that its data and settings give.
    Trained,
    /// The data or settings changed since.
    Stale,
    /// It waits for others.
    Queued,
    /// It learns: the part done.
    Training(f32),
    /// The loss is no number any more.
    Diverged,
    /// Training could not begin or go on, or the weights cannot be read.
    Failed,
}

impl State {
    /// As people read it.
    pub fn text(&self) -> String {
        match self {
            Self::Untrained => "untrained".to_owned(),
            Self::Trained => "trained".to_owned(),
            Self::Stale => "stale".to_owned(),
            Self::Queued => "waits to train".to_owned(),
            Self::Training(fraction) => format!("training {:.0} %", fraction * 100.0),
            Self::Diverged => "diverged".to_owned(),
            Self::Failed => "failed".to_owned(),
        }
    }
}

/// The state of a Train node, from its newest job and what its last cook said. `has_weights` is
/// whether it names a file of weights.
pub fn state_of(job: Option<&Job>, has_weights: bool, report: Option<&graph::NodeReport>) -> State {
    match job.map(|job| (&job.phase, &job.progress)) {
        Some((Phase::Waiting, _)) => return State::Queued,
        Some((Phase::Gathering | Phase::Training, progress)) => {
            return State::Training(progress.as_ref().map_or(0.0, |progress| progress.fraction));
        }
        Some((Phase::Diverged(_), _)) => return State::Diverged,
        Some((Phase::Failed(_), _)) => return State::Failed,
        Some((Phase::Finished | Phase::Stopped, _)) | None => {}
    }
    match report {
        _ if !has_weights => State::Untrained,
        Some(report) if report.error.is_some() => State::Failed,
        Some(report) if report.warnings.iter().any(|it| it.starts_with("stale")) => State::Stale,
        _ => State::Trained,
    }
}

/// The Train nodes that a node's result is made from, itself among them, those first that others
/// are made from.
pub fn train_nodes(document: &Document, library: &Library, target: &NodePath) -> Vec<NodePath> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    // A node is entered, and left when all that it is made from has been.
    let mut stack = vec![(target.clone(), false)];
    while let Some((path, is_left)) = stack.pop() {
        if is_left {
            let node = document.node(&path).ok();
            let node_type = node.and_then(|node| library.get(&node.type_id));
            if node_type.is_some_and(training::is_trained) {
                found.push(path);
            }
        } else if seen.insert(path.clone()) {
            let before = document.dependencies(&path, library);
            stack.push((path, true));
            stack.extend(before.into_iter().rev().map(|path| (path, false)));
        }
    }
    found
}

/// Whether a Train node is untrained, stale, or its weights cannot be read.
pub fn wanting(
    evaluator: &Evaluator,
    document: &Document,
    node: &NodePath,
    folder: &Arc<Path>,
    cancel: &CancelToken,
) -> bool {
    let request = Request {
        targets: vec![node.to_string()],
        context: Context { project_folder: folder.clone(), ..Context::default() },
        cancel: cancel.clone(),
        ..Request::default()
    };
    let cooked = evaluator.cook(document, &request);
    let is_there = cooked.values[0].as_ref().is_ok_and(|value| value.get::<ModelWire>().is_some());
    let report = cooked.report.node(&node.to_string());
    !is_there || state_of(None, true, report) != State::Trained
}

/// Copies the files of weights that a document names to the folder of another project file. What
/// is there already is the same, as its name says.
pub fn carry_weights(
    document: &Document,
    library: &Library,
    from: Option<&Path>,
    to: &Path,
) -> Result<(), String> {
    let (Some(from), Some(to)) = (from.and_then(Path::parent), to.parent()) else { return Ok(()) };
    if from == to {
        return Ok(());
    }
    for (_, node) in document.nodes() {
        let trains = library.get(&node.type_id).is_some_and(training::is_trained);
        let weights = node.parameters.get(training::WEIGHTS.declaration.id).filter(|_| trains);
        let Some(graph::Setting::Value(value)) = weights else { continue };
        let file = Path::new(value.as_text().unwrap_or(""));
        let (source, target) = (from.join(file), to.join(file));
        if file.is_absolute() || target.exists() || !source.is_file() {
            continue;
        }
        let bytes =
            std::fs::read(&source).map_err(|error| format!("{}: {error}", source.display()))?;
        learn::write_file(&target, &bytes).map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(folder: &Path) -> Document {
        std::fs::create_dir_all(folder.join("weights")).unwrap();
        std::fs::write(folder.join("weights/a.safetensors"), "a").unwrap();
        let text = r#"(version: 1, nodes: {
            "points": (type: "line"),
            "rows": (type: "dataset_attributes", inputs: {"geometry": "points"}),
            "first": (type: "train_classifier", inputs: {"dataset": "rows"},
                parameters: {"weights": "weights/a.safetensors"}),
            "guess": (type: "predict_attributes", inputs: {"geometry": "points", "model": "first"}),
            "more": (type: "dataset_attributes", inputs: {"geometry": "guess"}),
            "second": (type: "train_regressor", inputs: {"dataset": "more"}),
            "other": (type: "train_regressor", inputs: {"dataset": "rows"}),
        })"#;
        graph::project::parse(text, &nodes::library()).unwrap().document
    }

    #[test]
    fn what_others_learn_from_is_trained_first() {
        let folder = tempfile::tempdir().unwrap();
        let document = opened(folder.path());
        let target = NodePath::parse("/second").unwrap();
        let found = train_nodes(&document, &nodes::library(), &target);
        let found: Vec<String> = found.iter().map(NodePath::to_string).collect();
        assert_eq!(found, ["/first", "/second"]);
    }

    #[test]
    fn weights_go_with_a_project_that_is_saved_elsewhere() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let document = opened(here.path());
        let from = here.path().join("a.ron");
        let to = there.path().join("a.ron");
        carry_weights(&document, &nodes::library(), Some(&from), &to).unwrap();
        let copied = std::fs::read(there.path().join("weights/a.safetensors")).unwrap();
        assert_eq!(copied, b"a");
    }

    #[test]
    fn states_follow_jobs_weights_and_warnings() {
        let report = |warning: &str| graph::NodeReport {
            path: "/train".into(),
            seconds: 0.0,
            elements: 0,
            bytes: 0,
            cached: false,
            cooks: 1,
            warnings: vec![warning.to_owned()],
            error: None,
        };
        assert_eq!(state_of(None, false, None), State::Untrained);
        assert_eq!(state_of(None, true, None), State::Trained);
        assert_eq!(state_of(None, true, Some(&report("stale: the data changed"))), State::Stale);
        assert_eq!(state_of(None, true, Some(&report("a note"))), State::Trained);
    }
}
