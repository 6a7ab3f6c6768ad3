//! Files: chosen in dialogs, read and written in the background.

mod browser;
mod confirm;
mod dialogs;
mod jobs;

use std::path::{Path, PathBuf};

use graph::{Name, NodePath};

use super::action::{Action, Actions};
use super::app::Editor;
use super::cook::Wake;
use super::log::Level;
use super::recovery::Found;

pub use jobs::Done;

/// What a file is chosen for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// A project to open.
    Open,
    /// Where to save the project.
    Save,
    /// Where to write the displayed geometry.
    Export,
    /// Where to write what the viewport shows.
    Picture,
    /// A file for a parameter.
    Parameter {
        /// The node.
        path: NodePath,
        /// The parameter.
        parameter: Name,
        /// Whether it is to be written.
        writes: bool,
    },
}

/// What leaves the project behind, and so asks about unsaved work first.
#[derive(Debug, Clone)]
pub enum Leaving {
    /// An empty project.
    New,
    /// A project that is still to be chosen.
    Ask,
    /// A project.
    Open(PathBuf),
    /// The end.
    Quit,
    /// What a crash left.
    Recover(Found),
}

/// Files being chosen, read and written.
pub struct Files {
    jobs: jobs::Jobs,
    browser: Option<browser::Browser>,
    /// What waits for an answer about unsaved work.
    leaving: Option<Leaving>,
    /// What goes on once the project is saved.
    after_save: Option<Leaving>,
}

impl Files {
    /// Nothing is going on yet. A single export may take `memory` bytes.
    pub fn new(memory: u64, wake: Wake) -> Self {
        Self { jobs: jobs::Jobs::new(memory, wake), browser: None, leaving: None, after_save: None }
    }

    /// Whether a dialog of the program's own is open.
    pub fn is_asking(&self) -> bool {
        self.browser.is_some() || self.leaving.is_some()
    }

    /// What is being read or written, in words.
    pub fn running(&self) -> Option<&str> {
        self.jobs.running()
    }
}

impl Editor {
    /// Goes on to something else, after asking about unsaved work.
    pub fn unless_unsaved(&mut self, leaving: Leaving) {
        if self.session.history.is_modified() {
            self.files.leaving = Some(leaving);
        } else {
            self.leave(leaving);
        }
    }

    fn leave(&mut self, leaving: Leaving) {
        match leaving {
            Leaving::New => {
                self.training.clear();
                self.session.replace(graph::Document::default(), None, Vec::new());
                self.panels.network.frame_all();
            }
            Leaving::Ask => self.files.jobs.choose(
                Purpose::Open,
                self.starting_place(None),
                self.preferences.system_dialogs,
            ),
            Leaving::Open(path) => {
                self.files.jobs.open(path, self.session.library.clone());
            }
            Leaving::Quit => self.may_close = true,
            Leaving::Recover(found) => {
                self.files.jobs.recover(found, self.session.library.clone());
            }
        }
    }

    /// Lets the artist choose a file.
    pub fn ask_for_file(&mut self, purpose: Purpose, _: &egui::Context) {
        let place = self.starting_place(Some(&purpose));
        self.files.jobs.choose(purpose, place, self.preferences.system_dialogs);
    }

    /// Opens a project.
    pub fn open(&mut self, path: PathBuf) {
        self.leave(Leaving::Open(path));
    }

    /// Saves the project.
    pub fn save(&mut self, path: PathBuf) {
        let document = self.session.document().clone();
        let from = self.session.file.clone();
        self.files.jobs.save(path, from, document, self.session.library.clone());
    }

    /// Writes what is displayed to a file.
    pub fn export(&mut self, path: PathBuf) {
        let Some(target) = self.session.displayed() else { return };
        let document = self.session.document().clone();
        let job = jobs::Export {
            document,
            target: target.to_string(),
            to: jobs::To::File(path),
            context: self.session.context(),
        };
        self.files.jobs.export(job, self.cooking.evaluator().clone());
    }

    /// Writes what the viewport shows to a file.
    pub fn save_picture(&mut self, path: PathBuf) {
        match self.panels.viewport.picture() {
            Some(draw) => self.files.jobs.save_picture(path, draw),
            None => self.session.log.tell(Level::Warning, "There is no picture to save"),
        }
    }

    /// Writes the file that an Export node names.
    pub fn write_export_node(&mut self, path: &NodePath) {
        let document = self.session.document().clone();
        let job = jobs::Export {
            document,
            target: path.to_string(),
            to: jobs::To::AsNodeSays,
            context: self.session.context(),
        };
        self.files.jobs.export(job, self.cooking.evaluator().clone());
    }

    /// Opens a project that was dropped onto the window; a mesh becomes a File node.
    pub fn open_dropped(&mut self, path: PathBuf) {
        if is_project(&path) {
            self.unless_unsaved(Leaving::Open(path));
            return;
        }
        let (network, position) = (self.session.network.clone(), self.panels.network.pointer());
        let text = self.path_for_parameter(&path);
        self.edit("Add File", move |edit| {
            let node = edit.add_node(&network, nodes::file::file::NODE.id, position)?;
            edit.set_parameter(&node, "file", graph::Value::Text(text.as_str().into()).into())?;
            Ok(vec![node])
        });
    }

    /// A path as a parameter holds it: from the project's folder, where it lies in that.
    fn path_for_parameter(&self, path: &Path) -> String {
        let folder = self.session.file.as_deref().and_then(Path::parent);
        let inside = folder.and_then(|folder| path.strip_prefix(folder).ok());
        inside.unwrap_or(path).to_string_lossy().into_owned()
    }

    fn starting_place(&self, purpose: Option<&Purpose>) -> PathBuf {
        let folder = self.session.file.as_deref().and_then(Path::parent).map(Path::to_owned);
        let recent = || Some(self.preferences.recent.first()?.parent()?.to_owned());
        let folder = folder.or_else(recent).or_else(std::env::home_dir);
        let folder = folder.filter(|folder| folder.is_dir()).unwrap_or_else(|| ".".into());
        let stem = self.session.file.as_deref().and_then(Path::file_stem);
        let stem = stem.map_or_else(|| "untitled".into(), |stem| stem.to_string_lossy());
        match purpose {
            Some(Purpose::Save) => folder.join(format!("{stem}.ron")),
            Some(Purpose::Export) => folder.join(format!("{stem}.glb")),
            Some(Purpose::Picture) => folder.join(format!("{stem}.png")),
            _ => folder,
        }
    }

    /// Takes what became of files since the last frame.
    pub fn take_files(&mut self, context: &egui::Context) {
        for done in self.files.jobs.take() {
            match done {
                Done::Chosen { purpose, path } => self.chosen(purpose, path),
                Done::NoDialog { purpose, place } => {
                    self.files.browser = Some(browser::Browser::new(purpose, &place));
                }
                Done::Opened { path, result } => self.opened(path, result),
                Done::Recovered { found, result } => self.recovered(&found, result),
                Done::Saved { path, document, result } => self.saved(&path, &document, result),
                Done::Exported { result } => match result {
                    Ok((text, notes)) => {
                        self.session.log.tell(Level::Information, text);
                        for note in notes {
                            self.session.log.tell(Level::Warning, note);
                        }
                    }
                    Err(text) => self.session.log.tell(Level::Error, text),
                },
            }
        }
        if self.files.jobs.running().is_some() {
            context.request_repaint_after(std::time::Duration::from_millis(200));
        }
    }

    fn chosen(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.leave(Leaving::Open(path)),
            Purpose::Save => self.save(with_extension(path, "ron")),
            Purpose::Export => self.export(with_extension(path, "glb")),
            Purpose::Picture => self.save_picture(with_extension(path, "png")),
            Purpose::Parameter { path: node, parameter, .. } => {
                let text = self.path_for_parameter(&path);
                self.edit("Choose File", move |edit| {
                    let value = graph::Value::Text(text.as_str().into());
                    edit.set_parameter(&node, &parameter, value.into()).map(|()| Vec::new())
                });
            }
        }
    }

    fn opened(&mut self, path: PathBuf, result: Result<graph::project::Opened, String>) {
        match result {
            Ok(opened) => {
                let problems = opened.problems.len();
                self.training.clear();
                self.session.replace(opened.document, Some(path.clone()), opened.problems);
                self.preferences.remember(&path);
                self.panels.network.frame_all();
                self.panels.viewport.frame_all();
                if problems > 0 {
                    let text = format!("{}: {problems} remarks, see the log", path.display());
                    self.session.log.tell(Level::Warning, text);
                } else {
                    self.session.log.add(Level::Information, format!("Opened {}", path.display()));
                }
            }
            Err(text) => self.session.log.tell(Level::Error, text),
        }
    }

    fn recovered(&mut self, found: &Found, result: Result<graph::project::Opened, String>) {
        match result {
            Ok(opened) => {
                let empty = graph::Document::default();
                self.training.clear();
                self.session.replace(empty, found.origin.clone(), opened.problems);
                // It is not what the project's file holds.
                self.session.history.push("Recover", opened.document);
                self.session.settle();
                self.panels.network.frame_all();
                self.panels.viewport.frame_all();
                found.discard();
                let text = format!("Recovered {}; save it to keep it", found.name());
                self.session.log.tell(Level::Information, text);
            }
            Err(text) => self.session.log.tell(Level::Error, text),
        }
    }

    /// Offers what a crash left.
    pub fn recovery_ui(&mut self, context: &egui::Context) {
        let Some(found) = self.found.first().cloned() else { return };
        match confirm::recover(context, &found) {
            confirm::Answer::Save => {
                self.found.remove(0);
                self.unless_unsaved(Leaving::Recover(found));
            }
            confirm::Answer::Discard => {
                found.discard();
                self.found.remove(0);
            }
            confirm::Answer::Stay => self.found.clear(),
            confirm::Answer::None => {}
        }
    }

    fn saved(&mut self, path: &Path, document: &graph::Document, result: Result<(), String>) {
        let after = self.files.after_save.take();
        match result {
            Ok(()) => {
                self.session.file = Some(path.to_owned());
                self.preferences.remember(path);
                // What was changed while the file was written is not in it.
                if std::sync::Arc::ptr_eq(&document.root, &self.session.document().root) {
                    self.session.history.mark_saved();
                }
                self.session.log.tell(Level::Information, format!("Saved {}", path.display()));
                if let Some(leaving) = after {
                    self.unless_unsaved(leaving);
                }
            }
            Err(text) => self.session.log.tell(Level::Error, text),
        }
    }

    /// Draws the dialogs that are open.
    pub fn files_ui(&mut self, context: &egui::Context, actions: &mut Actions) {
        if let Some(browser) = &mut self.files.browser {
            match browser.show(context) {
                browser::Answer::None => {}
                browser::Answer::Closed => {
                    self.files.browser = None;
                    self.files.after_save = None;
                }
                browser::Answer::Chosen(path) => {
                    let purpose = browser.purpose().clone();
                    self.files.browser = None;
                    self.chosen(purpose, path);
                }
            }
        }
        let Some(leaving) = self.files.leaving.clone() else { return };
        match confirm::show(context, &self.session.name()) {
            confirm::Answer::None => {}
            confirm::Answer::Stay => self.files.leaving = None,
            confirm::Answer::Discard => {
                self.files.leaving = None;
                self.leave(leaving);
            }
            confirm::Answer::Save => {
                self.files.leaving = None;
                self.files.after_save = Some(leaving);
                actions.push(Action::Run(&super::commands::SAVE));
            }
        }
    }

    /// Closes the window when it was asked for and nothing unsaved stands against it.
    pub fn close_if_wanted(&mut self, context: &egui::Context) {
        if context.input(|input| input.viewport().close_requested()) && !self.may_close {
            context.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.unless_unsaved(Leaving::Quit);
        }
        if self.may_close && !self.wants_to_close {
            self.wants_to_close = true;
            context.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

/// Whether a path is a project's, by its extension.
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"))
}

fn with_extension(path: PathBuf, extension: &str) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension(extension) }
}
