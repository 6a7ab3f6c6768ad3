//! Reading and writing, each on a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use graph::project::Opened;
use graph::{Context, Document, Evaluator, Library, Request};
use task::Task;

use super::Purpose;
use super::dialogs::{self, Asked};
use crate::editor::cook::Wake;
use crate::editor::recovery::Found;
use crate::export;

/// What became of a file.
pub enum Done {
    /// The artist chose one.
    Chosen {
        /// What for.
        purpose: Purpose,
        /// The file.
        path: PathBuf,
    },
    /// The system has no dialog: the program's own is to be shown.
    NoDialog {
        /// What for.
        purpose: Purpose,
        /// Where to begin.
        place: PathBuf,
    },
    /// A project was read.
    Opened {
        /// The file.
        path: PathBuf,
        /// The project, or why there is none.
        result: Result<Opened, String>,
    },
    /// What a crash left was read.
    Recovered {
        /// What it left.
        found: Found,
        /// The project, or why there is none.
        result: Result<Opened, String>,
    },
    /// A project was written.
    Saved {
        /// The file.
        path: PathBuf,
        /// What was written.
        document: Document,
        /// Why it was not.
        result: Result<(), String>,
    },
    /// A mesh was written.
    Exported {
        /// What was written and what the format could not hold, or why nothing was written.
        result: Result<(String, Vec<String>), String>,
    },
}

/// A mesh to write.
pub struct Export {
    /// The document.
    pub document: Document,
    /// The node that gives it.
    pub target: String,
    /// Where to.
    pub to: To,
    /// Frame and project folder.
    pub context: Context,
}

/// Where a mesh is written to.
pub enum To {
    /// To this file.
    File(PathBuf),
    /// To the file that the node, an Export, names.
    AsNodeSays,
}

/// Threads that read and write.
pub struct Jobs {
    sender: Sender<(u64, Option<Done>)>,
    receiver: Receiver<(u64, Option<Done>)>,
    running: Vec<(u64, String)>,
    number: u64,
    memory: u64,
    wake: Wake,
}

impl Jobs {
    pub fn new(memory: u64, wake: Wake) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, running: Vec::new(), number: 0, memory, wake }
    }

    /// What is going on, in words.
    pub fn running(&self) -> Option<&str> {
        self.running.iter().map(|(_, what)| what.as_str()).find(|what| !what.is_empty())
    }

    /// What has ended since the last call.
    pub fn take(&mut self) -> Vec<Done> {
        let ended: Vec<(u64, Option<Done>)> = self.receiver.try_iter().collect();
        self.running.retain(|(number, _)| !ended.iter().any(|(other, _)| other == number));
        ended.into_iter().filter_map(|(_, done)| done).collect()
    }

    /// Lets the artist choose a file.
    pub fn choose(&mut self, purpose: Purpose, place: PathBuf, with_system: bool) {
        self.start("", move || {
            let asked = if with_system && system_has_dialogs() {
                dialogs::ask(&purpose, &place)
            } else {
                Asked::NoDialog
            };
            match asked {
                Asked::Chosen(path) => Some(Done::Chosen { purpose, path }),
                Asked::NoDialog => Some(Done::NoDialog { purpose, place }),
                Asked::Closed => None,
            }
        });
    }

    /// Reads a project.
    pub fn open(&mut self, path: PathBuf, library: Library) {
        self.start(format!("opening {}", name(&path)), move || {
            let result = graph::project::load(&path, &library).map_err(|error| error.to_string());
            Some(Done::Opened { path, result })
        });
    }

    /// Reads what a crash left.
    pub fn recover(&mut self, found: Found, library: Library) {
        self.start(format!("recovering {}", found.name()), move || {
            let result = graph::project::load(&found.project(), &library);
            Some(Done::Recovered { found, result: result.map_err(|error| error.to_string()) })
        });
    }

    /// Writes a project. Where it goes to another folder than `from`, the weights that it names
    /// go with it.
    pub fn save(
        &mut self,
        path: PathBuf,
        from: Option<PathBuf>,
        document: Document,
        library: Library,
    ) {
        self.start(format!("saving {}", name(&path)), move || {
            let carried =
                crate::training::carry_weights(&document, &library, from.as_deref(), &path);
            let saved = || graph::project::save(&path, &document, &library);
            let result = carried.and_then(|()| saved().map_err(|error| error.to_string()));
            Some(Done::Saved { path, document, result })
        });
    }

    /// Cooks a node and writes what it gives.
    pub fn export(&mut self, job: Export, evaluator: Arc<Evaluator>) {
        let memory = self.memory;
        self.start("exporting", move || {
            Some(Done::Exported { result: write(&job, &evaluator, memory) })
        });
    }

    /// Draws a picture and writes it.
    pub fn save_picture(
        &mut self,
        path: PathBuf,
        draw: impl FnOnce() -> Result<render::Picture, String> + Send + 'static,
    ) {
        self.start("saving a picture", move || {
            let written = draw().and_then(|picture| {
                raster::write_png(&path, picture.width, picture.height, &picture.bytes)
                    .map_err(|error| error.to_string())
            });
            let result = written.map(|()| (format!("Saved {}", path.display()), Vec::new()));
            Some(Done::Exported { result })
        });
    }

    fn start(
        &mut self,
        what: impl Into<String>,
        work: impl FnOnce() -> Option<Done> + Send + 'static,
    ) {
        self.number += 1;
        let (number, sender, wake) = (self.number, self.sender.clone(), self.wake.clone());
        self.running.push((number, what.into()));
        let job = move || {
            // Nobody listens any more when the window is gone.
            let _ = sender.send((number, work()));
            wake();
        };
        if let Err(error) = std::thread::Builder::new().name("file".to_owned()).spawn(job) {
            let result = Err(format!("no thread could be started: {error}"));
            let _ = self.sender.send((number, Some(Done::Exported { result })));
        }
    }
}

/// On Linux a dialog comes over the session bus or from zenity; elsewhere there always is one.
fn system_has_dialogs() -> bool {
    if cfg!(not(target_os = "linux")) {
        return true;
    }
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|at| Path::new(&at).join("bus").exists());
    let paths = std::env::var_os("PATH").unwrap_or_default();
    bus || std::env::split_paths(&paths).any(|folder| folder.join("zenity").is_file())
}

fn write(
    job: &Export,
    evaluator: &Evaluator,
    memory: u64,
) -> Result<(String, Vec<String>), String> {
    let request = Request { context: job.context.clone(), ..Request::new(&job.target) };
    let task = Task::new(request.cancel.clone(), memory);
    let cooked = evaluator.cook(&job.document, &request);
    let value = cooked.values.into_iter().next();
    let value =
        value.ok_or("nothing was cooked")?.map_err(|error| format!("{}: {error}", job.target))?;
    let geometry = export::geometry_of(&value).map_err(|what| format!("{}: {what}", job.target))?;
    let (path, notes) = match &job.to {
        To::File(path) => {
            let notes = export::write(path, geometry, &task).map_err(|error| error.to_string())?;
            (path.clone(), notes)
        }
        To::AsNodeSays => as_node_says(job, evaluator, geometry, &task)?,
    };
    let counts =
        format!("{} points, {} primitives", geometry.point_count(), geometry.primitive_count());
    let notes = notes.into_iter().map(|note| format!("{}: {note}", path.display()));
    Ok((format!("Exported {}: {counts}", path.display()), notes.collect()))
}

fn as_node_says(
    job: &Export,
    evaluator: &Evaluator,
    geometry: &geometry::Geometry,
    task: &Task,
) -> Result<(PathBuf, Vec<String>), String> {
    let written = || -> Result<_, graph::NodeError> {
        let node = evaluator.parameters(&job.document, &job.target, job.context.frame);
        let node = node.map_err(graph::NodeError::message)?;
        let path = nodes::file::export::file(node.parameters(), &job.context.project_folder)?;
        let notes = nodes::file::export::write(node.parameters(), geometry, &path, task)?;
        Ok((path, notes))
    };
    written().map_err(|error| format!("{}: {error}", job.target))
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
