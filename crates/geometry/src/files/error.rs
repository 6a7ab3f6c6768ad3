//! What can go wrong with a file, said so that whoever reads it knows what to do.

use std::fmt;
use std::path::{Path, PathBuf};

use task::Stop;

/// Where in a file something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A line of a text file, counted from 1.
    Line(u64),
    /// A byte of a binary file, counted from 0.
    Byte(u64),
    /// The file as a whole.
    Whole,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(out, ", line {line}"),
            Self::Byte(byte) => write!(out, ", byte {byte}"),
            Self::Whole => Ok(()),
        }
    }
}

/// Why a file was not read or not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The work was cancelled or would have needed too much memory.
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// The system refused: no such file, no permission, no room.
    #[error("{}: cannot {action}: {cause}. {advice}", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What was tried, as it follows "cannot".
        action: &'static str,
        /// What the system said.
        cause: String,
        /// What to do.
        advice: &'static str,
    },
    /// The content breaks the rules of its format, or uses a part of it that is not supported.
    #[error("{}{place}: {cause}. {advice}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// Where in it.
        place: Place,
        /// What is wrong.
        cause: String,
        /// What to do.
        advice: &'static str,
    },
    /// The geometry has something that the format cannot hold.
    #[error("{}: {cause}. {advice}", path.display())]
    Unwritable {
        /// The file that was to be written.
        path: PathBuf,
        /// What cannot be written.
        cause: String,
        /// What to do.
        advice: &'static str,
    },
}

impl FileError {
    /// What the system said of a file.
    pub(crate) fn system(path: &Path, action: &'static str, cause: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let advice = match cause.kind() {
            ErrorKind::NotFound => "Check the path, and that the folder is there",
            ErrorKind::PermissionDenied => "Check the permissions of the file and its folder",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "Make room, or choose another disk"
            }
            ErrorKind::FileTooLarge => "Choose a disk that takes files of this size",
            ErrorKind::ReadOnlyFilesystem => "Choose a folder that can be written to",
            ErrorKind::NotADirectory => "Check the path: a part of it is a file, not a folder",
            ErrorKind::IsADirectory => "Name a file, not a folder",
            ErrorKind::UnexpectedEof => "The file became shorter while it was read: try again",
            _ => "Try again, or choose another place",
        };
        Self::System { path: path.into(), action, cause: cause.to_string(), advice }
    }
}

/// What a reader finds wrong, before it is known which file it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// See [`FileError::Stopped`].
    Stopped(Stop),
    /// See [`FileError::Content`].
    Content { place: Place, cause: String, advice: &'static str },
    /// An error that names its file already.
    Named(FileError),
}

/// The advice where nothing better can be said.
pub(crate) const EXPORT_AGAIN: &str =
    "The file is damaged or was cut short: export it again from where it came from";

/// The advice where an index leads outside.
pub(crate) const ABSURD: &str =
    "The file is damaged, or of another format than it says: export it again";

impl Fault {
    /// Something wrong at a place.
    pub fn at(place: Place, cause: impl Into<String>, advice: &'static str) -> Self {
        Self::Content { place, cause: cause.into(), advice }
    }

    /// Something wrong at a byte, with the advice to export again.
    pub fn byte(byte: usize, cause: impl Into<String>) -> Self {
        Self::at(Place::Byte(byte as u64), cause, EXPORT_AGAIN)
    }

    /// Something wrong with the whole, with the advice to export again.
    pub fn whole(cause: impl Into<String>) -> Self {
        Self::at(Place::Whole, cause, EXPORT_AGAIN)
    }

    /// The error of a file.
    pub fn of_file(self, path: &Path) -> FileError {
        match self {
            Self::Stopped(stop) => FileError::Stopped(stop),
            Self::Content { place, cause, advice } => {
                FileError::Content { path: path.into(), place, cause, advice }
            }
            Self::Named(error) => error,
        }
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

impl From<FileError> for Fault {
    fn from(error: FileError) -> Self {
        Self::Named(error)
    }
}
