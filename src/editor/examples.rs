//! The projects that come with the program: where they are, what they look like, which nodes they
//! use. All of it is read in the background.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use egui::{ColorImage, TextureHandle, TextureOptions};
use raster::Values;
use task::{CancelToken, Task};

/// What is read of an example.
#[derive(Default)]
struct Read {
    text: String,
    picture: Option<ColorImage>,
}

/// The example projects.
pub struct Examples {
    all: Vec<PathBuf>,
    read: Arc<OnceLock<Vec<Read>>>,
    textures: Mutex<Vec<Option<TextureHandle>>>,
}

impl Examples {
    /// Those in the folder; they are read in the background.
    pub fn find() -> Self {
        let all = found();
        let read = Arc::new(OnceLock::new());
        let (paths, done) = (all.clone(), read.clone());
        rayon::spawn(move || {
            let one = |path: &PathBuf| Read {
                text: std::fs::read_to_string(path).unwrap_or_default(),
                picture: picture(path),
            };
            // Nobody else sets it.
            let _ = done.set(paths.iter().map(one).collect());
        });
        let textures = Mutex::new(vec![None; all.len()]);
        Self { all, read, textures }
    }

    /// All of them, by name.
    pub fn all(&self) -> &[PathBuf] {
        &self.all
    }

    /// Those that use a node type.
    pub fn of_type(&self, type_id: &str) -> impl Iterator<Item = &PathBuf> {
        let field = format!("type: \"{type_id}\"");
        let read = self.read.get().map_or(&[][..], Vec::as_slice);
        let uses = self.all.iter().zip(read).filter(move |(_, read)| read.text.contains(&field));
        uses.map(|(path, _)| path)
    }

    /// The picture of one, if it has any and it is read by now.
    pub fn picture(&self, at: usize, context: &egui::Context) -> Option<TextureHandle> {
        let Some(read) = self.read.get() else {
            context.request_repaint_after(std::time::Duration::from_millis(50));
            return None;
        };
        let mut textures = self.textures.lock().unwrap_or_else(PoisonError::into_inner);
        let texture = textures.get_mut(at)?;
        if texture.is_none() {
            let picture = read.get(at)?.picture.clone()?;
            let name = self.all[at].display().to_string();
            *texture = Some(context.load_texture(name, picture, TextureOptions::LINEAR));
        }
        texture.clone()
    }
}

/// The picture beside a project: `pictures/NAME.png`.
fn picture(project: &Path) -> Option<ColorImage> {
    let stem = project.file_stem()?.to_string_lossy();
    let path = project.parent()?.join("pictures").join(format!("{stem}.png"));
    let task = Task::new(CancelToken::default(), 64 << 20);
    let image = raster::load(&path, Values::Stored, &task).ok()?;
    let size = [image.width() as usize, image.height() as usize];
    let channels = image.channels();
    let bytes = image.values().chunks_exact(channels).flat_map(|pixel| {
        let channel = |at: usize| pixel[at.min(channels - 1)].clamp(0.0, 255.0) as u8;
        [channel(0), channel(1), channel(2)]
    });
    Some(ColorImage::from_rgb(size, &bytes.collect::<Vec<u8>>()))
}

fn found() -> Vec<PathBuf> {
    let Some(folder) = folder() else { return Vec::new() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| super::files::is_project(path)).collect();
    found.sort();
    found
}

/// The folder with the example projects: beside the program, or in the source tree.
fn folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let beside = program.parent()?;
    let places = [
        beside.join("projects"),
        beside.join("../share/espalier/projects"),
        beside.join("../Resources/projects"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("projects"),
    ];
    places.into_iter().find(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_belongs_to_an_example_and_is_read() {
        let examples = found();
        let folder = examples[0].parent().unwrap().join("pictures");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let project = examples.iter().find(|project| project.file_stem() == path.file_stem());
            assert!(project.and_then(|it| picture(it)).is_some(), "{}", path.display());
        }
    }
}
