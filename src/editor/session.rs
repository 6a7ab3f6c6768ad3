//! What is being worked on: the document with its history, what is selected, what cooked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use geometry::Domain;
use graph::{
    Context, Document, Edit, EditError, History, Library, Name, Network, NodePath, Problem,
};

use super::log::{Level, Log};
use super::results::Results;

/// A change of the document that may be refused, with the nodes to select afterwards.
pub type Change = Box<dyn FnOnce(&mut Edit<'_>) -> Result<Vec<NodePath>, EditError>>;

/// The nodes chosen in the network that is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Their names.
    pub names: BTreeSet<Name>,
    /// The one chosen last: its parameters are shown.
    pub last: Option<Name>,
}

impl Selection {
    /// A single node.
    pub fn one(name: Name) -> Self {
        Self { names: BTreeSet::from([name.clone()]), last: Some(name) }
    }

    /// Several nodes.
    pub fn of(names: impl IntoIterator<Item = Name>) -> Self {
        let names: BTreeSet<Name> = names.into_iter().collect();
        let last = names.last().cloned();
        Self { names, last }
    }

    /// The names as edits take them.
    pub fn to_vec(&self) -> Vec<Name> {
        self.names.iter().cloned().collect()
    }
}

/// One project being worked on.
pub struct Session {
    /// The node types.
    pub library: Library,
    /// The document and its older versions.
    pub history: History,
    /// The file that it was opened from or saved to.
    pub file: Option<PathBuf>,
    /// What was the matter with the file when it was opened.
    pub problems: Vec<Problem>,
    /// The network that is shown.
    pub network: NodePath,
    /// What is chosen in it.
    pub selection: Selection,
    /// A node that is looked at, whatever is selected.
    pub looked_at: Option<NodePath>,
    /// The element chosen in the viewport or the spreadsheet: its number.
    pub element: Option<(Domain, usize)>,
    /// The current frame.
    pub frame: f64,
    /// What cooked last.
    pub results: Results,
    /// The parameter that pasted references name.
    pub copied: Option<super::parameters::Copied>,
    /// The training of nodes, as it is now.
    pub jobs: Vec<crate::training::Job>,
    /// What happened.
    pub log: Log,
}

impl Session {
    /// A new project without a file.
    pub fn new(library: Library) -> Self {
        Self {
            library,
            history: History::new(Document::default()),
            file: None,
            problems: Vec::new(),
            network: NodePath::ROOT,
            selection: Selection::default(),
            looked_at: None,
            element: None,
            frame: 1.0,
            results: Results::default(),
            copied: None,
            jobs: Vec::new(),
            log: Log::default(),
        }
    }

    /// Puts another project in the place of this one. The log goes on.
    pub fn replace(&mut self, document: Document, file: Option<PathBuf>, problems: Vec<Problem>) {
        self.history = History::new(document);
        self.file = file;
        self.network = NodePath::ROOT;
        self.selection = Selection::default();
        self.results = Results::default();
        self.looked_at = None;
        self.element = None;
        for problem in &problems {
            let level = match problem.level {
                graph::Level::Information => Level::Information,
                graph::Level::Warning => Level::Warning,
            };
            self.log.add(level, problem.to_string());
        }
        self.problems = problems;
    }

    /// The document as it is now.
    pub fn document(&self) -> &Document {
        self.history.document()
    }

    /// Whether nothing has been begun: no file, no node, no step.
    pub fn is_untouched(&self) -> bool {
        self.file.is_none()
            && self.history.steps().len() == 1
            && self.document().root.nodes.is_empty()
    }

    /// The network that is shown.
    pub fn shown(&self) -> &Network {
        self.document().network(&self.network).unwrap_or(&self.document().root)
    }

    /// The path of a node of the network that is shown.
    pub fn path(&self, name: &str) -> NodePath {
        self.network.child(name)
    }

    /// The paths of the selected nodes.
    pub fn selected_paths(&self) -> Vec<NodePath> {
        self.selection.names.iter().map(|name| self.path(name)).collect()
    }

    /// The node whose parameters are shown.
    pub fn current(&self) -> Option<NodePath> {
        self.selection.last.as_deref().map(|name| self.path(name))
    }

    /// The path of the displayed node of the network that is shown.
    pub fn displayed(&self) -> Option<NodePath> {
        self.shown().display.as_deref().map(|name| self.path(name))
    }

    /// What a cook may read besides the document.
    pub fn context(&self) -> Context {
        let folder = self.file.as_deref().and_then(Path::parent);
        let folder: Arc<Path> = folder.unwrap_or(Path::new("")).into();
        Context { frame: self.frame, project_folder: folder }
    }

    /// The name of the project, for the window's title.
    pub fn name(&self) -> String {
        let name = self.file.as_deref().and_then(Path::file_name);
        name.map_or_else(|| "untitled".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// Changes the document as one step; with a gesture, all its steps are one. What is refused
    /// changes nothing and is the error.
    pub fn edit(
        &mut self,
        step: &str,
        gesture: Option<&str>,
        change: Change,
    ) -> Result<(), EditError> {
        let mut document = self.document().clone();
        let select = change(&mut document.edit(&self.library))?;
        match gesture {
            Some(gesture) => self.history.push_in_gesture(gesture, step, document),
            None => self.history.push(step, document),
        }
        if select.first().and_then(NodePath::parent).as_ref() == Some(&self.network) {
            self.selection = Selection::of(select.iter().filter_map(|path| path.name().cloned()));
        }
        self.settle();
        Ok(())
    }

    /// Takes away from what is shown and selected what is no longer there.
    pub fn settle(&mut self) {
        while self.document().network(&self.network).is_err() {
            self.network = self.network.parent().unwrap_or(NodePath::ROOT);
            self.selection = Selection::default();
        }
        let mut selection = std::mem::take(&mut self.selection);
        let nodes = &self.shown().nodes;
        selection.names.retain(|name| nodes.contains_key(name));
        if selection.last.as_ref().is_none_or(|name| !selection.names.contains(name)) {
            selection.last = selection.names.last().cloned();
        }
        self.selection = selection;
    }

    /// Shows another network; where it is left upwards, the subnet left is selected.
    pub fn enter(&mut self, network: NodePath) {
        if self.document().network(&network).is_err() {
            return;
        }
        let left = self.network.names().get(network.names().len()).cloned();
        let is_above = self.network.is_within(&network);
        self.selection = match left {
            Some(name) if is_above => Selection::one(name),
            _ => Selection::default(),
        };
        self.network = network;
        self.settle();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::new(nodes::library())
    }

    fn add(session: &mut Session, type_id: &'static str) {
        let network = session.network.clone();
        let change: Change =
            Box::new(move |edit| Ok(vec![edit.add_node(&network, type_id, [0.0, 0.0])?]));
        session.edit("Add", None, change).unwrap();
    }

    #[test]
    fn what_is_added_is_selected_and_gone_with_undo() {
        let mut session = session();
        add(&mut session, "box");
        assert_eq!(session.current().unwrap().to_string(), "/box1");
        assert_eq!(session.displayed(), session.current());
        session.history.undo();
        session.settle();
        assert_eq!(session.selection, Selection::default());
    }

    #[test]
    fn a_refused_edit_is_no_step() {
        let mut session = session();
        let steps = session.history.steps().len();
        let change: Change = Box::new(|edit| {
            edit.add_node(&NodePath::ROOT, "box", [0.0, 0.0])?;
            Ok(vec![edit.add_node(&NodePath::ROOT, "hologram", [0.0, 0.0])?])
        });
        assert!(session.edit("Add", None, change).is_err());
        assert_eq!(session.history.steps().len(), steps);
    }

    #[test]
    fn leaving_a_subnet_selects_it() {
        let mut session = session();
        add(&mut session, "subnet");
        session.enter(session.path("subnet1"));
        assert!(session.selection.names.is_empty());
        add(&mut session, "box");
        session.enter(NodePath::ROOT);
        assert_eq!(session.selection.last.as_deref(), Some("subnet1"));
        session.enter(session.path("nowhere"));
        assert!(session.network.is_root());
    }

    #[test]
    fn undoing_a_subnet_leads_out_of_it() {
        let mut session = session();
        add(&mut session, "subnet");
        session.enter(session.path("subnet1"));
        session.history.undo();
        session.settle();
        assert!(session.network.is_root());
    }
}
