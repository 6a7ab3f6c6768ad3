//! Opening and cooking projects for all commands.

use std::path::Path;
use std::sync::Arc;

use graph::{
    Budget, Context, Document, Evaluated, Evaluator, NodeError, NodePath, Problem, Report, Request,
    Setting, WireValue,
};

use super::{Failure, watch};

/// An opened project.
pub struct Project {
    pub document: Document,
    pub problems: Vec<Problem>,
    evaluator: Evaluator,
    folder: Arc<Path>,
}

/// The value of one target, and what became of every node on the way.
pub struct Cooked {
    pub value: Result<WireValue, Arc<NodeError>>,
    pub report: Report,
}

impl Project {
    /// Opens a project file.
    pub fn open(path: &Path, budget: Budget) -> Result<Self, Failure> {
        let library = nodes::library();
        let loaded =
            graph::project::load(path, &library).map_err(|error| Failure::of_file(path, error))?;
        Ok(Self {
            document: loaded.document,
            problems: loaded.problems,
            evaluator: Evaluator::new(library, budget),
            folder: path.parent().unwrap_or(Path::new("")).into(),
        })
    }

    /// The target that a command means: what it names, or the displayed node.
    pub fn target(&self, node: Option<&str>) -> Result<String, Failure> {
        if let Some(node) = node {
            let node = if node.starts_with('/') { node.to_owned() } else { format!("/{node}") };
            let path = node.split_once(':').map_or(&*node, |(path, _)| path);
            let path = NodePath::parse(path).map_err(|error| Failure::Usage(error.to_string()))?;
            self.document.node(&path).map_err(|error| Failure::Usage(error.to_string()))?;
            return Ok(node);
        }
        let display = self.document.root.display.as_ref();
        let missing = "no node of the project has the display flag; name one with --node";
        Ok(format!("/{}", display.ok_or_else(|| Failure::Usage(missing.to_owned()))?))
    }

    /// Sets a parameter from a text `PATH/PARAMETER=VALUE`, or `PATH/PARAMETER==EXPRESSION`.
    pub fn set(&mut self, assignment: &str) -> Result<(), Failure> {
        let wrong = |message: String| Failure::Usage(format!("--set {assignment}: {message}"));
        let (place, text) = assignment
            .split_once('=')
            .ok_or_else(|| wrong("write it as PATH/PARAMETER=VALUE".to_owned()))?;
        let (node, parameter) = place
            .trim()
            .rsplit_once('/')
            .ok_or_else(|| wrong("write it as PATH/PARAMETER=VALUE".to_owned()))?;
        let node = if node.starts_with('/') { node.to_owned() } else { format!("/{node}") };
        let path = NodePath::parse(&node).map_err(|error| wrong(error.to_string()))?;
        let library = self.evaluator.library();
        self.document.node(&path).map_err(|error| wrong(error.to_string()))?;
        let declaration = self
            .document
            .parameter_declaration(&path, parameter, library)
            .ok_or_else(|| wrong(format!("{path} has no parameter \"{parameter}\"")))?;
        let setting = match text.trim_start().strip_prefix('=') {
            Some(expression) => Setting::Expression(expression.trim().into()),
            None => Setting::Value(declaration.parse(text).map_err(wrong)?),
        };
        let mut edit = self.document.edit(library);
        edit.set_parameter(&path, parameter, setting).map_err(|error| wrong(error.to_string()))
    }

    /// The Export node that a target names, if it does: its parameters, evaluated.
    pub fn export_node(&self, target: &str, frame: f64) -> Option<Evaluated> {
        let found = self.evaluator.parameters(&self.document, target, frame).ok()?;
        (found.node_type.id == nodes::file::export::NODE.id).then_some(found)
    }

    /// Names the file of weights of a Train node, if it is another one.
    pub fn set_weights(&mut self, node: &NodePath, weights: &str) -> Result<(), Failure> {
        let parameter = nodes::learn::training::WEIGHTS.declaration.id;
        let value = graph::Value::Text(weights.into());
        let mut edit = self.document.edit(self.evaluator.library());
        edit.set_parameter(node, parameter, Setting::Value(value))
            .map_err(|error| Failure::Node(format!("{node}: {error}")))
    }

    /// Writes the project to its file.
    pub fn save(&self, path: &Path) -> Result<(), Failure> {
        graph::project::save(path, &self.document, self.evaluator.library())
            .map_err(|error| Failure::of_file(path, error))
    }

    /// What cooks.
    pub fn evaluator(&self) -> &Evaluator {
        &self.evaluator
    }

    /// What a cook may read besides the document.
    pub fn context(&self, frame: f64) -> Context {
        Context { frame, project_folder: self.folder.clone() }
    }

    /// The folder that relative paths begin at.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Cooks one target with a progress bar.
    pub fn cook(&self, target: &str, frame: f64) -> Cooked {
        let request = Request {
            targets: vec![target.to_owned()],
            context: self.context(frame),
            cancel: watch::cancel_token(),
            ..Request::default()
        };
        let activity = request.activity.clone();
        let state = move || {
            let names: Vec<String> =
                activity.running().iter().map(|(path, _)| path.to_string()).collect();
            (activity.fraction(), names.join(" "))
        };
        let mut cooked =
            watch::with_progress(state, || self.evaluator.cook(&self.document, &request));
        Cooked { value: cooked.values.remove(0), report: cooked.report }
    }
}

impl Cooked {
    /// The value, or the failure that names the node and its reason.
    pub fn into_value(self, target: &str) -> Result<(WireValue, Report), Failure> {
        match self.value {
            Ok(value) => Ok((value, self.report)),
            Err(error) if error.is_cancelled() => Err(Failure::Cancelled),
            Err(error) => {
                let whose = self.report.nodes.iter().find(|node| {
                    let upstream = |error: &NodeError| matches!(error, NodeError::Upstream { .. });
                    node.error.as_ref().is_some_and(|error| !upstream(error))
                });
                let whose = whose.map_or(target, |node| &node.path);
                let cause = match &*error {
                    NodeError::Upstream { error, .. } => error.to_string(),
                    own => own.to_string(),
                };
                Err(Failure::Node(format!("{whose}: {cause}")))
            }
        }
    }
}

/// All warnings of a report, each with the path of its node.
pub fn warnings(report: &Report) -> Vec<String> {
    let all = report.nodes.iter();
    all.flat_map(|node| node.warnings.iter().map(|warning| format!("{}: {warning}", node.path)))
        .collect()
}
