//! Work that survives a crash: the project is written to a side file every now and then, and
//! offered again when the program ended without a word.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use graph::{Document, Library, Network};

use super::session::Session;

const PROJECT: &str = "project.ron";
const ORIGIN: &str = "origin.txt";
const LOCK: &str = "lock";

/// The side file of this run.
pub struct Recovery {
    folder: PathBuf,
    /// Held while the program runs: a run whose lock is free has ended.
    _lock: File,
    last: Instant,
    written: Option<Arc<Network>>,
}

/// The side file of a run that ended without closing.
#[derive(Debug, Clone)]
pub struct Found {
    folder: PathBuf,
    /// The project that was being worked on; none if it had no file yet.
    pub origin: Option<PathBuf>,
    /// When it was written.
    pub time: SystemTime,
}

impl Found {
    /// The file to read.
    pub fn project(&self) -> PathBuf {
        self.folder.join(PROJECT)
    }

    /// Its name, as the artist knows it.
    pub fn name(&self) -> String {
        let name = self.origin.as_deref().and_then(Path::file_name);
        name.map_or_else(|| "untitled".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// How long ago it was written, in words.
    pub fn age(&self) -> String {
        let minutes = self.time.elapsed().unwrap_or_default().as_secs() / 60;
        match minutes {
            0 => "less than a minute ago".to_owned(),
            1 => "a minute ago".to_owned(),
            2..=119 => format!("{minutes} minutes ago"),
            120..=2879 => format!("{} hours ago", minutes / 60),
            _ => format!("{} days ago", minutes / 1440),
        }
    }

    /// Forgets it.
    pub fn discard(&self) {
        // What cannot be removed is offered again: no harm is done.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Recovery {
    /// Begins to keep a side file under the settings' folder. None where it cannot be written.
    pub fn begin(settings: &Path) -> Option<Self> {
        let runs = settings.join("recovery");
        fs::create_dir_all(&runs).ok()?;
        let folder = (0..1000).map(|number| runs.join(format!("{}-{number}", std::process::id())));
        let folder = folder.into_iter().find(|folder| fs::create_dir(folder).is_ok())?;
        let lock = File::create(folder.join(LOCK)).ok()?;
        lock.try_lock().ok()?;
        Some(Self { folder, _lock: lock, last: Instant::now(), written: None })
    }

    /// The side files of runs that ended without closing, the newest first.
    pub fn found(settings: &Path) -> Vec<Found> {
        let runs = fs::read_dir(settings.join("recovery"));
        let mut found: Vec<Found> = runs
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|run| {
                let folder = run.path();
                let lock = File::options().write(true).open(folder.join(LOCK)).ok()?;
                lock.try_lock().ok()?;
                let Ok(data) = fs::metadata(folder.join(PROJECT)) else {
                    // It ended before there was anything to keep.
                    let _ = fs::remove_dir_all(&folder);
                    return None;
                };
                let origin = fs::read_to_string(folder.join(ORIGIN)).ok();
                let origin = origin.filter(|text| !text.is_empty()).map(PathBuf::from);
                Some(Found { folder, origin, time: data.modified().ok()? })
            })
            .collect();
        found.sort_by_key(|found| std::cmp::Reverse(found.time));
        found
    }

    /// Writes the side file in the background, if it is time and something has changed.
    pub fn follow(&mut self, session: &Session, every: Option<u32>) {
        let Some(seconds) = every else { return };
        let due = self.last.elapsed() >= Duration::from_secs(u64::from(seconds));
        let root = &session.document().root;
        let is_new = self.written.as_ref().is_none_or(|written| !Arc::ptr_eq(written, root));
        if !due {
            return;
        }
        self.last = Instant::now();
        if !session.history.is_modified() {
            // The project's own file holds everything.
            self.forget();
        } else if is_new {
            self.written = Some(root.clone());
            let (folder, library) = (self.folder.clone(), session.library.clone());
            let (document, origin) = (session.document().clone(), session.file.clone());
            std::thread::spawn(move || write(&folder, &document, origin.as_deref(), &library));
        }
    }

    /// Forgets the side file: the work is saved, or not wanted.
    pub fn forget(&mut self) {
        if self.written.take().is_some() {
            let _ = fs::remove_file(self.folder.join(PROJECT));
        }
    }
}

impl Drop for Recovery {
    /// A run that ends in order leaves nothing behind.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn write(folder: &Path, document: &Document, origin: Option<&Path>, library: &Library) {
    let origin = origin.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let written = fs::write(folder.join(ORIGIN), origin).map_err(|error| error.to_string());
    let saved = graph::project::save(&folder.join(PROJECT), document, library);
    if let Err(error) = written.and(saved.map_err(|error| error.to_string())) {
        eprintln!("espalier: the side file was not written: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::session::Change;
    use graph::NodePath;

    fn wait_for(path: &Path) {
        for _ in 0..500 {
            if path.exists() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{} was not written", path.display());
    }

    #[test]
    fn what_a_crash_leaves_is_found_and_an_orderly_end_leaves_nothing() {
        let settings = tempfile::tempdir().unwrap();
        let mut session = Session::new(nodes::library());
        let add: Change =
            Box::new(|edit| Ok(vec![edit.add_node(&NodePath::ROOT, "torus", [0.0; 2])?]));
        session.edit("Add", None, add).unwrap();
        session.file = Some(PathBuf::from("/work/ring.ron"));
        let mut recovery = Recovery::begin(settings.path()).unwrap();
        recovery.follow(&session, Some(0));
        wait_for(&recovery.folder.join(PROJECT));
        assert!(Recovery::found(settings.path()).is_empty(), "it still runs");
        // A crash: the lock is gone, and nothing is tidied up.
        let Recovery { folder, .. } = &recovery;
        let folder = folder.clone();
        let kept = settings.path().join("recovery/crashed");
        fs::create_dir(&kept).unwrap();
        for name in [PROJECT, ORIGIN, LOCK] {
            fs::copy(folder.join(name), kept.join(name)).unwrap();
        }
        drop(recovery);
        assert!(!folder.exists());
        let found = Recovery::found(settings.path());
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].name().as_str(), found[0].age().as_str()),
            ("ring.ron", "less than a minute ago")
        );
        let opened = graph::project::load(&found[0].project(), &nodes::library()).unwrap();
        assert!(opened.document.node(&NodePath::parse("/torus1").unwrap()).is_ok());
        found[0].discard();
        assert!(Recovery::found(settings.path()).is_empty());
    }

    #[test]
    fn nothing_is_written_while_nothing_changes() {
        let settings = tempfile::tempdir().unwrap();
        let session = Session::new(nodes::library());
        let mut recovery = Recovery::begin(settings.path()).unwrap();
        recovery.follow(&session, Some(0));
        recovery.follow(&session, None);
        std::thread::sleep(Duration::from_millis(30));
        assert!(!recovery.folder.join(PROJECT).exists());
    }
}
