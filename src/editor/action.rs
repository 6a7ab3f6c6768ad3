//! What panels ask for. Drawing changes nothing: it gives actions, which are run afterwards.

use graph::{Edit, EditError, Name, NodePath};

use super::commands::Command;
use super::learning::Request;
use super::log::Level;
use super::panes::Pane;
use super::session::{Change, Selection};

/// Something that a panel asks for.
pub enum Action {
    /// Run a command.
    Run(&'static Command),
    /// Change the document.
    Edit {
        /// The name of the step.
        step: String,
        /// The gesture that it belongs to.
        gesture: Option<String>,
        /// The change.
        change: Change,
    },
    /// A gesture is over.
    EndGesture,
    /// Choose nodes.
    Select(Selection),
    /// Choose an element of the geometry, or none.
    ChooseElement(Option<(geometry::Domain, usize)>),
    /// Show another network.
    Enter(NodePath),
    /// Show a node, in its network.
    GoTo(NodePath),
    /// Straight to a version of the history.
    GoToStep(usize),
    /// Open a project or, as a File node, a mesh.
    OpenFile(std::path::PathBuf),
    /// Ask for a file to put into a parameter.
    Browse {
        /// The node.
        path: NodePath,
        /// The parameter.
        parameter: Name,
        /// Whether the file is to be written.
        writes: bool,
    },
    /// Cook a node because it is looked at, whatever is selected; or none any more.
    LookAt(Option<NodePath>),
    /// Start or stop the training of a node.
    Train(NodePath, Request),
    /// Show another frame.
    SetFrame(f64),
    /// Bring a pane to the front.
    Show(Pane),
    /// Put text on the clipboard.
    Copy(String),
    /// Note a parameter, so that others can refer to it.
    CopyReference(super::parameters::Copied),
    /// Say something.
    Tell(Level, String),
    /// Forget the log.
    ClearLog,
}

/// What was asked for while a frame was drawn.
#[derive(Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// Asks for something.
    pub fn push(&mut self, action: Action) {
        self.0.push(action);
    }

    /// Asks for a command.
    pub fn run(&mut self, command: &'static Command) {
        self.push(Action::Run(command));
    }

    /// Asks for a change that stands for itself.
    pub fn edit(
        &mut self,
        step: impl Into<String>,
        change: impl FnOnce(&mut Edit<'_>) -> Result<(), EditError> + 'static,
    ) {
        self.change(step, None, |edit| change(edit).map(|()| Vec::new()));
    }

    /// Asks for a change that gives the nodes to select.
    pub fn add(
        &mut self,
        step: impl Into<String>,
        change: impl FnOnce(&mut Edit<'_>) -> Result<Vec<NodePath>, EditError> + 'static,
    ) {
        self.change(step, None, change);
    }

    /// Asks for a change, part of a gesture if one is named.
    pub fn change(
        &mut self,
        step: impl Into<String>,
        gesture: Option<String>,
        change: impl FnOnce(&mut Edit<'_>) -> Result<Vec<NodePath>, EditError> + 'static,
    ) {
        self.push(Action::Edit { step: step.into(), gesture, change: Box::new(change) });
    }

    /// What was asked for, in order.
    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.0)
    }
}
