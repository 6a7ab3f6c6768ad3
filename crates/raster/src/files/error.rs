//! What can go wrong with an image file, said so that whoever reads it knows what to do.

use std::path::{Path, PathBuf};

use task::Stop;

/// Why an image was not read, or not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The work was cancelled or would have needed too much memory.
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// The system refused: no such file, no permission.
    #[error("{}: cannot read: {cause}. {advice}", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
        /// What to do.
        advice: &'static str,
    },
    /// The system refused to write: no such folder, no permission, no room.
    #[error("{}: cannot write: {cause}. {advice}", path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
        /// What to do.
        advice: &'static str,
    },
    /// It is no image, or one of a format that is not read.
    #[error("{}: this is no PNG and no JPEG. Save the image as one of them", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// The content breaks the rules of its format.
    #[error("{}: {cause}. The file is damaged or was cut short: save it again", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        cause: String,
    },
}

impl FileError {
    /// What the system said of a file.
    pub(crate) fn system(path: &Path, cause: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let advice = match cause.kind() {
            ErrorKind::NotFound => "Check the path",
            ErrorKind::PermissionDenied => "Check the permissions of the file and its folder",
            ErrorKind::IsADirectory => "Name a file, not a folder",
            _ => "Try again, or choose another file",
        };
        Self::System { path: path.into(), cause: cause.to_string(), advice }
    }

    /// What the system said of a file that was to be written.
    pub(crate) fn unwritten(path: &Path, cause: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let advice = match cause.kind() {
            ErrorKind::NotFound => "Make the folder first, or choose another",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "Choose another folder",
            ErrorKind::StorageFull => "Make room on the disk, or choose another",
            ErrorKind::IsADirectory => "Name a file, not a folder",
            _ => "Try again, or choose another file",
        };
        Self::Unwritten { path: path.into(), cause: cause.to_string(), advice }
    }
}
