//! Project files: opened, and saved so that a failure leaves the old file.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::declaration::Library;
use crate::document::Document;
use crate::format::{FormatError, NotFinite, Problem, read_document, write_document};

/// No project is larger: a file that is, is something else.
const LARGEST: u64 = 256 << 20;

/// A project that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The project.
    pub document: Document,
    /// What is the matter with single nodes, to be shown.
    pub problems: Vec<Problem>,
}

/// Why a project could not be opened or saved.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The file cannot be read.
    #[error("{}: {}", .path.display(), reading(.error))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is larger than any project.
    #[error("{}: this file has {}, and no project is so large", .path.display(), task::bytes_text(*.bytes))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// The file holds no text.
    #[error("{}:{line}: this is not text; is it a project?", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The line at which it stops being text.
        line: usize,
    },
    /// The text is no project that this program can read.
    #[error("{}{}{error}", .path.display(), if matches!(.error, FormatError::Syntax { .. }) { ":" } else { ": " })]
    Format {
        /// The file.
        path: PathBuf,
        /// Why.
        error: FormatError,
    },
    /// The project holds a number that no file can.
    #[error(transparent)]
    NotFinite(#[from] NotFinite),
    /// The file cannot be written. The old one is as it was.
    #[error("{}: {}; the file is as it was", .path.display(), writing(.error))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

fn reading(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => "this file may not be read".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder; choose a file in it".to_owned(),
        _ => error.to_string(),
    }
}

fn writing(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder; choose another place".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "this folder may not be written to; choose another place".to_owned()
        }
        io::ErrorKind::IsADirectory => "this is a folder; choose another name".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full; make room and save again".to_owned(),
        _ => error.to_string(),
    }
}

/// Opens a project. Only a file that cannot be read at all is an error; what is the matter with
/// single nodes comes beside the document.
pub fn load(path: &Path, library: &Library) -> Result<Opened, ProjectError> {
    let read_error = |error| ProjectError::Read { path: path.to_owned(), error };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(read_error)?;
    // Some files have no size before they are read.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(read_error)?;
    if bytes.len() as u64 > LARGEST {
        let size = fs::metadata(path).map_or(LARGEST, |data| data.len());
        return Err(ProjectError::TooLarge { path: path.to_owned(), bytes: size });
    }
    let text = str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        ProjectError::NotText { path: path.to_owned(), line }
    })?;
    parse(text, library).map_err(|error| ProjectError::Format { path: path.to_owned(), error })
}

/// Reads the text of a project.
pub fn parse(text: &str, library: &Library) -> Result<Opened, FormatError> {
    let (document, problems) = read_document(text, library)?;
    Ok(Opened { document, problems })
}

/// The text of a project. The same document gives the same text.
pub fn to_text(document: &Document, library: &Library) -> Result<String, NotFinite> {
    write_document(document, library)
}

/// Saves a project: a temporary file beside it is written, synced to the disk and renamed, so
/// that at every moment there is either the old file or the new one.
pub fn save(path: &Path, document: &Document, library: &Library) -> Result<(), ProjectError> {
    let text = to_text(document, library)?;
    // Through a link, the file that it leads to is written.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    replace(&target, &text).map_err(|error| ProjectError::Write { path: path.to_owned(), error })
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".saving");
    let permissions = fs::metadata(path).ok().map(|data| data.permissions());
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    if let Some(permissions) = permissions.or_else(new_file_permissions) {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder);
    Ok(())
}

/// What an ordinary new file has, where temporary ones are private.
#[cfg(unix)]
fn new_file_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file_permissions() -> Option<fs::Permissions> {
    None
}

/// Makes the renaming itself last. The file is whole either way, so that a failure is none.
fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toys::{CONSTANT, Draft, library};

    fn document() -> Document {
        Draft::default().node("constant1", &CONSTANT, &[], &[]).document()
    }

    #[test]
    fn a_project_is_saved_and_opened_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tower.ron");
        save(&path, &Document::default(), &library()).unwrap();
        save(&path, &document(), &library()).unwrap();
        let opened = load(&path, &library()).unwrap();
        assert_eq!(opened.document, document());
        assert!(opened.problems.is_empty());
        let before = fs::read(&path).unwrap();
        save(&path, &opened.document, &library()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_save_that_fails_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tower.ron");
        save(&path, &document(), &library()).unwrap();
        let before = fs::read(&path).unwrap();
        let mut bad = document();
        let node = bad.node_mut(&crate::toys::path("/constant1")).unwrap();
        node.position = [f32::NAN, 0.0];
        let error = save(&path, &bad, &library()).unwrap_err();
        assert!(error.to_string().contains("/constant1: \"position\" is not a finite"), "{error}");
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let error = save(&path, &Document::default(), &library()).unwrap_err();
        assert!(error.to_string().contains("the file is as it was"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let nowhere = folder.path().join("no/such/tower.ron");
        let error = save(&nowhere, &document(), &library()).unwrap_err();
        assert!(error.to_string().contains("there is no such folder"), "{error}");
        let error = save(folder.path(), &document(), &library()).unwrap_err();
        assert!(error.to_string().contains("this is a folder"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_saved_file_keeps_its_permissions_and_its_link() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("tower.ron"), folder.path().join("link.ron"));
        save(&path, &document(), &library()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        save(&link, &Document::default(), &library()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(load(&path, &library()).unwrap().document, Document::default());
    }

    #[test]
    fn a_file_that_is_no_project_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tower.ron");
        let message = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            let message = load(&path, &library()).unwrap_err().to_string();
            message.rsplit_once("tower.ron").unwrap().1.to_owned()
        };
        assert_eq!(message(b"(\n\xFF"), ":2: this is not text; is it a project?");
        assert!(message(b"(version: 1,\n nodes: {").starts_with(":2:"));
        assert!(message(b"(version: 9)").starts_with(": this was saved in version 9"));
        fs::remove_file(&path).unwrap();
        let error = load(&path, &library()).unwrap_err().to_string();
        assert!(error.contains("there is no such file"), "{error}");
        assert!(load(folder.path(), &library()).is_err());
    }
}
