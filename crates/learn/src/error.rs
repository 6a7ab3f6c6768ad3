//! What can go wrong, said so that whoever reads it knows what to do.

use std::path::{Path, PathBuf};

use task::Stop;

/// Why there is no dataset, model or prediction.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LearnError {
    /// The work was cancelled or would have needed too much memory.
    #[error(transparent)]
    Stopped(#[from] Stop),
    /// The data cannot be used as they are.
    #[error("{0}")]
    Data(String),
    /// The settings make no network that could be trained.
    #[error("{0}")]
    Settings(String),
    /// The data do not fit the model.
    #[error("{0}")]
    Mismatch(String),
    /// The loss is no number any more.
    #[error(
        "the training diverged in epoch {epoch}: the loss is no number any more. \
         Lower the learning rate, or turn on Normalise, and reset"
    )]
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
    },
    /// A file of weights is not what it should be.
    #[error("{0}. Train again, or bring the file back")]
    Weights(String),
    /// A checkpoint belongs to something else.
    #[error("{0}. Reset, to begin anew")]
    Checkpoint(String),
    /// A file cannot be read or written.
    #[error("{}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        message: String,
    },
    /// The device does not work here.
    #[error("{0}")]
    Device(String),
}

impl LearnError {
    pub(crate) fn data(message: impl Into<String>) -> Self {
        Self::Data(message.into())
    }

    pub(crate) fn mismatch(message: impl Into<String>) -> Self {
        Self::Mismatch(message.into())
    }

    pub(crate) fn weights(message: impl Into<String>) -> Self {
        Self::Weights(message.into())
    }

    /// What is wrong with a file.
    pub(crate) fn file(path: &Path, message: impl ToString) -> Self {
        Self::File { path: path.to_owned(), message: message.to_string() }
    }

    /// Whether this only says that the work was cancelled.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Stopped(Stop::Cancelled))
    }
}
