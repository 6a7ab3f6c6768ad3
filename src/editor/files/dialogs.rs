//! The system's file dialogs, asked on a thread of their own.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Purpose;

/// What came of asking the system.
pub enum Asked {
    /// A file.
    Chosen(PathBuf),
    /// The artist closed the dialog.
    Closed,
    /// The system has no dialog to offer.
    NoDialog,
}

/// A person needs longer than this to close a dialog: one that is gone sooner was never there.
const NOBODY_IS_SO_QUICK: Duration = Duration::from_millis(250);

/// Asks the system for a file. Blocks until there is an answer.
pub fn ask(purpose: &Purpose, place: &Path) -> Asked {
    let start = Instant::now();
    let (folder, name) = match purpose {
        Purpose::Save | Purpose::Export | Purpose::Picture => {
            (place.parent().unwrap_or(place), place.file_name())
        }
        _ => (place, None),
    };
    let mut dialog = rfd::FileDialog::new().set_title(title(purpose)).set_directory(folder);
    if let Some(name) = name {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    for (label, extensions) in filters(purpose) {
        dialog = dialog.add_filter(*label, extensions);
    }
    let chosen = if writes(purpose) { dialog.save_file() } else { dialog.pick_file() };
    match chosen {
        Some(path) => Asked::Chosen(path),
        None if start.elapsed() < NOBODY_IS_SO_QUICK => Asked::NoDialog,
        None => Asked::Closed,
    }
}

/// What the dialog is called.
pub fn title(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Open => "Open Project",
        Purpose::Save => "Save Project",
        Purpose::Export => "Export Mesh",
        Purpose::Picture => "Save Picture",
        Purpose::Parameter { .. } => "Choose File",
    }
}

/// Whether the file is to be written.
pub fn writes(purpose: &Purpose) -> bool {
    match purpose {
        Purpose::Save | Purpose::Export | Purpose::Picture => true,
        Purpose::Parameter { writes, .. } => *writes,
        Purpose::Open => false,
    }
}

/// Kinds of file with their extensions.
pub fn filters(purpose: &Purpose) -> &'static [(&'static str, &'static [&'static str])] {
    match purpose {
        Purpose::Open | Purpose::Save => &[("Projects", &["ron"])],
        Purpose::Picture => &[("Pictures", &["png"])],
        Purpose::Export => &[
            ("GLB", &["glb"]),
            ("glTF", &["gltf"]),
            ("OBJ", &["obj"]),
            ("PLY", &["ply"]),
            ("STL", &["stl"]),
        ],
        Purpose::Parameter { .. } => &[
            ("Meshes", &["obj", "ply", "stl", "gltf", "glb"]),
            ("Images", &["png", "jpg", "jpeg", "exr", "hdr", "tif", "tiff"]),
            ("All", &["*"]),
        ],
    }
}
