//! What lies outside the document: files, known by the hash of their content.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

/// A file as it was when it was last looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Where it is, absolute or from the program's folder.
    pub path: PathBuf,
    /// The hash of its content, or why it cannot be read.
    pub state: Result<[u8; 32], String>,
}

/// Size and time of change: while both stay, the content is taken to be the same.
type Stamp = (u64, Option<SystemTime>);

/// The one way to what lies outside the document. It remembers content hashes by size and time
/// of change, so that an unchanged file is hashed once.
#[derive(Debug, Default)]
pub struct Resources {
    known: Mutex<HashMap<PathBuf, (Stamp, Arc<Resource>)>>,
}

impl Resources {
    /// The file at a path, hashed anew if it changed since it was last asked for.
    pub fn file(&self, path: &Path) -> Arc<Resource> {
        let stamp = match std::fs::metadata(path) {
            Ok(data) if data.is_dir() => return missing(path, "is a folder, not a file"),
            Ok(data) => (data.len(), data.modified().ok()),
            Err(error) => return missing(path, &io_message(&error)),
        };
        if let Some((known, resource)) = self.lock().get(path)
            && *known == stamp
        {
            return resource.clone();
        }
        let state = hash_file(path).map_err(|error| io_message(&error));
        let resource = Arc::new(Resource { path: path.to_owned(), state });
        self.lock().insert(path.to_owned(), (stamp, resource.clone()));
        resource
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, (Stamp, Arc<Resource>)>> {
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn missing(path: &Path, message: &str) -> Arc<Resource> {
    Arc::new(Resource { path: path.to_owned(), state: Err(message.to_owned()) })
}

fn io_message(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this file may not be read".to_owned(),
        _ => error.to_string(),
    }
}

fn hash_file(path: &Path) -> std::io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_has_another_hash_and_a_missing_one_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mesh.obj");
        let resources = Resources::default();
        assert!(resources.file(&path).state.as_ref().unwrap_err().contains("no such file"));
        std::fs::write(&path, "v 0 0 0").unwrap();
        let before = resources.file(&path);
        assert!(Arc::ptr_eq(&before, &resources.file(&path)), "hashed once");
        std::fs::write(&path, "v 0 0 0 v").unwrap();
        assert_ne!(before.state, resources.file(&path).state);
        assert!(resources.file(folder.path()).state.as_ref().unwrap_err().contains("folder"));
    }
}
