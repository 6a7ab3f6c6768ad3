//! What lies outside the document: files, known by the hash of their content.

use std::any::Any;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use task::Task;

/// A file as it was when it was last looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Where it is, absolute or from the program's folder.
    pub path: PathBuf,
    /// The hash of its content, and of the files that are read with it; or why it cannot be
    /// read.
    pub state: Result<[u8; 32], String>,
}

/// What a job published for a node: a value that cooks of the node may read, until it is taken back.
#[derive(Clone)]
pub struct Published {
    /// Differs for whatever was published before.
    pub number: u64,
    /// The value.
    pub value: Arc<dyn Any + Send + Sync>,
}

impl std::fmt::Debug for Published {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Published({})", self.number)
    }
}

/// Gives the files that are read together with a file, such as those that its content names.
/// Those that are missing count too: they may come.
pub type FilesBeside = fn(&Path, &Task) -> Vec<PathBuf>;

/// Size and time of change: while both stay, the content is taken to be the same.
type Stamp = (u64, Option<SystemTime>);

/// What is remembered of a file.
#[derive(Debug, Clone)]
struct Known {
    stamp: Stamp,
    resource: Arc<Resource>,
    /// The files that are read with it, once somebody asked for them.
    beside: Option<Arc<[PathBuf]>>,
}

/// The one way to what lies outside the document. It remembers content hashes by size and time
/// of change, so that an unchanged file is hashed once.
#[derive(Debug, Default)]
pub struct Resources {
    known: Mutex<HashMap<PathBuf, Known>>,
    published: Mutex<PublishedByNode>,
}

/// How many values were published so far, and those that stand, by the path of their node.
#[derive(Debug, Default)]
struct PublishedByNode {
    count: u64,
    standing: HashMap<Arc<str>, Published>,
}

impl Resources {
    /// Publishes a value for the node at a path, in the place of an older one. The next cook of
    /// a node that declares that it reads what is published sees it.
    pub fn publish(&self, node: &str, value: Arc<dyn Any + Send + Sync>) {
        let mut published = self.publications();
        published.count += 1;
        let number = published.count;
        published.standing.insert(node.into(), Published { number, value });
    }

    /// Takes back what was published for a node.
    pub fn take_back(&self, node: &str) {
        self.publications().standing.remove(node);
    }

    /// What is published for a node.
    pub fn published(&self, node: &str) -> Option<Published> {
        self.publications().standing.get(node).cloned()
    }

    fn publications(&self) -> std::sync::MutexGuard<'_, PublishedByNode> {
        self.published.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The file at a path and those beside it, hashed anew if any changed since they were last
    /// asked for. A cancelled task gives a file that cannot be read, which is not remembered.
    pub fn file(&self, path: &Path, beside: FilesBeside, task: &Task) -> Arc<Resource> {
        let own = self.alone(path, task);
        let Ok(hash) = own.resource.state else { return own.resource };
        let beside = own.beside.unwrap_or_else(|| {
            let found: Arc<[PathBuf]> = beside(path, task).into();
            if let (Some(known), Ok(())) = (self.lock().get_mut(path), task.check()) {
                known.beside = Some(found.clone());
            }
            found
        });
        if beside.is_empty() {
            return own.resource;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&hash);
        for path in beside.iter() {
            match &self.alone(path, task).resource.state {
                Ok(hash) => hasher.update(hash),
                Err(message) => hasher.update(message.as_bytes()),
            };
        }
        let state = Ok(*hasher.finalize().as_bytes());
        Arc::new(Resource { path: path.to_owned(), state })
    }

    /// A single file.
    fn alone(&self, path: &Path, task: &Task) -> Known {
        let unknown = |message: &str| {
            let state = Err(message.to_owned());
            let resource = Arc::new(Resource { path: path.to_owned(), state });
            Known { stamp: (0, None), resource, beside: None }
        };
        let stamp = match std::fs::metadata(path) {
            Ok(data) if data.is_dir() => return unknown("is a folder, not a file"),
            Ok(data) => (data.len(), data.modified().ok()),
            Err(error) => return unknown(&io_message(&error)),
        };
        if let Some(known) = self.lock().get(path).filter(|known| known.stamp == stamp) {
            return known.clone();
        }
        let hashed = hash_file(path, task);
        if task.check().is_err() {
            return unknown("it was not read to its end");
        }
        let state = hashed.map_err(|error| io_message(&error));
        let resource = Arc::new(Resource { path: path.to_owned(), state });
        let known = Known { stamp, resource, beside: None };
        self.lock().insert(path.to_owned(), known.clone());
        known
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Known>> {
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn io_message(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this file may not be read".to_owned(),
        _ => error.to_string(),
    }
}

fn hash_file(path: &Path, task: &Task) -> std::io::Result<[u8; 32]> {
    const PIECE: usize = 1 << 20;
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    loop {
        task.check().map_err(std::io::Error::other)?;
        match file.read(&mut piece)? {
            0 => return Ok(*hasher.finalize().as_bytes()),
            count => hasher.update(&piece[..count]),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(resources: &Resources, path: &Path) -> Arc<Resource> {
        resources.file(path, |_, _| Vec::new(), &Task::unlimited())
    }

    #[test]
    fn a_changed_file_has_another_hash_and_a_missing_one_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mesh.obj");
        let resources = Resources::default();
        assert!(look(&resources, &path).state.as_ref().unwrap_err().contains("no such file"));
        std::fs::write(&path, "v 0 0 0").unwrap();
        let before = look(&resources, &path);
        assert!(Arc::ptr_eq(&before, &look(&resources, &path)), "hashed once");
        std::fs::write(&path, "v 0 0 0 v").unwrap();
        assert_ne!(before.state, look(&resources, &path).state);
        let said = look(&resources, folder.path()).state.clone().unwrap_err();
        assert!(said.contains("folder"), "{said}");
    }

    #[test]
    fn a_file_beside_counts_when_it_comes_changes_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mesh.obj");
        let beside = folder.path().join("mesh.mtl");
        std::fs::write(&path, "v 0 0 0").unwrap();
        let resources = Resources::default();
        let with_materials = |path: &Path, _: &Task| vec![path.with_extension("mtl")];
        let state = || resources.file(&path, with_materials, &Task::unlimited()).state.clone();
        let missing = state().unwrap();
        std::fs::write(&beside, "newmtl red").unwrap();
        let there = state().unwrap();
        std::fs::write(&beside, "newmtl blue").unwrap();
        let changed = state().unwrap();
        assert!(missing != there && there != changed && changed != missing);
        assert_eq!(state().unwrap(), changed, "the same as long as nothing changes");
        std::fs::remove_file(&beside).unwrap();
        assert_eq!(state().unwrap(), missing);
    }

    #[test]
    fn a_cancelled_look_is_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mesh.obj");
        std::fs::write(&path, "v 0 0 0").unwrap();
        let resources = Resources::default();
        let cancelled = Task::unlimited();
        cancelled.cancel_token().cancel();
        assert!(resources.file(&path, |_, _| Vec::new(), &cancelled).state.is_err());
        assert!(look(&resources, &path).state.is_ok());
    }
}
