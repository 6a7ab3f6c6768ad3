//! Training as the window starts, stops and takes it over.

use graph::{NodePath, Setting, Value};
use nodes::learn::training::WEIGHTS;

use super::app::Editor;
use super::log::Level;
use super::session::Session;
use crate::training::{self, Beginning, Job, Phase, State};

/// What the artist asks of a Train node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Learn, from weights by chance.
    Start,
    /// End, and keep what was learned.
    Stop,
    /// Learn on.
    Continue,
    /// Forget what was learned.
    Reset,
}

impl Session {
    /// Whether a node trains a network.
    pub fn is_train_node(&self, path: &NodePath) -> bool {
        let node = self.document().node(path).ok();
        let node_type = node.and_then(|node| self.library.get(&node.type_id));
        node_type.is_some_and(nodes::learn::training::is_trained)
    }

    /// The newest job of a Train node.
    pub fn job(&self, path: &NodePath) -> Option<&Job> {
        self.jobs.iter().find(|job| job.node == *path)
    }

    /// Whether a Train node names a file of weights.
    pub fn has_weights(&self, path: &NodePath) -> bool {
        let setting = self.document().node(path).ok();
        let setting = setting.and_then(|node| node.parameters.get(WEIGHTS.declaration.id));
        match setting {
            Some(Setting::Value(value)) => value.as_text().is_some_and(|text| !text.is_empty()),
            Some(Setting::Expression(_)) => true,
            None => false,
        }
    }

    /// What a Train node is.
    pub fn training_state(&self, path: &NodePath) -> State {
        let report = self.results.report(&path.to_string());
        training::state_of(self.job(path), self.has_weights(path), report)
    }
}

impl Editor {
    /// Does what was asked of a Train node.
    pub fn train(&mut self, node: &NodePath, request: Request) {
        match request {
            Request::Start => self.start_training(node, Beginning::Anew),
            Request::Continue => self.start_training(node, Beginning::Continue),
            Request::Stop => self.training.stop(node),
            Request::Reset => self.reset_training(node),
        }
    }

    fn start_training(&mut self, node: &NodePath, beginning: Beginning) {
        if self.session.file.is_none() {
            let text = "Save the project first: weights are kept in a folder beside it";
            self.session.log.tell(Level::Warning, text);
            return;
        }
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.training.request(training::Order {
            document: self.session.document().clone(),
            node: node.clone(),
            context: self.session.context(),
            beginning,
            // One core is left for the window and for cooking.
            threads: cores.saturating_sub(1).max(1),
            memory: self.memory,
        });
        super::panes::bring_to_front(&mut self.arrangement, super::panes::Pane::Training);
    }

    fn reset_training(&mut self, node: &NodePath) {
        self.training.forget(node);
        let folder = self.session.context().project_folder;
        if self.session.file.is_some()
            && let Err(error) = training::forget_checkpoint(&folder, node)
        {
            self.session.log.tell(Level::Warning, format!("{node}: {error}"));
        }
        if self.session.has_weights(node) {
            let node = node.clone();
            self.edit("Reset Training", move |edit| {
                edit.reset(&node, WEIGHTS.declaration.id).map(|()| Vec::new())
            });
        }
    }

    /// Takes over what jobs have come to.
    pub(super) fn take_training(&mut self) {
        for ended in self.training.take_ended() {
            let name = ended.node.name().map_or_else(String::new, ToString::to_string);
            match ended.result {
                Ok(trained) => {
                    let (node, weights) = (ended.node.clone(), trained.weights.clone());
                    let step = format!("Train {name}");
                    self.edit(&step, move |edit| {
                        let value = Value::Text(weights.as_str().into());
                        edit.set_parameter(&node, WEIGHTS.declaration.id, value.into())
                            .map(|()| Vec::new())
                    });
                    let what = match trained.phase {
                        Phase::Stopped => "stopped; what it learned is kept",
                        _ => "is trained",
                    };
                    let info = trained.model.info();
                    let text = format!("{} {what}, best epoch {}", ended.node, info.epoch);
                    self.session.log.tell(Level::Information, text);
                }
                Err(failure) if failure.is_cancelled() => {
                    let text = format!("{}: training was stopped before it began", ended.node);
                    self.session.log.tell(Level::Information, text);
                }
                Err(failure) => {
                    let text = format!("{}: {failure}", ended.node);
                    self.session.log.tell(Level::Error, text);
                }
            }
            // The document names the weights now, or there are none.
            self.training.take_back(&ended.node);
            self.cook_again();
        }
        self.session.jobs = self.training.jobs();
    }
}
