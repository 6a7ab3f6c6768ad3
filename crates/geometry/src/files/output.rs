//! Writing: pieces formatted on all cores while the ones before are on their way to the disk, and
//! files that appear whole or not at all.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use task::Task;
use tempfile::NamedTempFile;

use super::FileError;

/// Pieces formatted at once.
const WAVE: usize = 8;

/// Files that are written side by side and take their places together, the last one made last.
pub(crate) struct Staging {
    folder: Folder,
    finished: Vec<(OsString, Sink)>,
}

/// Where files go.
enum Folder {
    Disk(PathBuf),
    Memory,
}

/// Where the bytes of one file go.
enum Sink {
    Disk(NamedTempFile),
    Memory(Vec<u8>),
}

/// One file being written.
pub(crate) struct Output<'a> {
    name: OsString,
    path: PathBuf,
    sink: Sink,
    task: &'a Task,
}

impl Staging {
    /// Files in a folder of the disk.
    pub fn beside(target: &Path) -> Self {
        let folder = match target.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        Self { folder: Folder::Disk(folder), finished: Vec::new() }
    }

    /// Files that stay in memory.
    pub fn in_memory() -> Self {
        Self { folder: Folder::Memory, finished: Vec::new() }
    }

    /// Begins a file.
    pub fn begin<'a>(&self, name: &OsStr, task: &'a Task) -> Result<Output<'a>, FileError> {
        let (path, sink) = match &self.folder {
            Folder::Disk(folder) => {
                let path = folder.join(name);
                let file = temporary_in(folder)
                    .map_err(|error| FileError::system(&path, "write here", &error))?;
                (path, Sink::Disk(file))
            }
            Folder::Memory => (name.into(), Sink::Memory(Vec::new())),
        };
        Ok(Output { name: name.to_owned(), path, sink, task })
    }

    /// Brings a file's bytes safely to the disk, still under its temporary name.
    pub fn finish(&mut self, output: Output<'_>) -> Result<(), FileError> {
        if let Sink::Disk(file) = &output.sink {
            let synced = file.as_file().sync_all();
            synced.map_err(|error| FileError::system(&output.path, "write", &error))?;
        }
        self.finished.push((output.name, output.sink));
        Ok(())
    }

    /// Gives every finished file its name, in place of any file of that name; or none of them
    /// where one cannot have it. Gives the bytes of those that stay in memory.
    pub fn commit(self) -> Result<Vec<(String, Vec<u8>)>, FileError> {
        if let Folder::Disk(folder) = &self.folder {
            self.finished.iter().try_for_each(|(name, _)| refuse_to_replace(&folder.join(name)))?;
        }
        let mut kept = Vec::new();
        for (name, sink) in self.finished {
            match (sink, &self.folder) {
                (Sink::Disk(file), Folder::Disk(folder)) => put_in_place(file, folder, &name)?,
                (Sink::Memory(bytes), _) => kept.push((name.to_string_lossy().into(), bytes)),
                (Sink::Disk(_), Folder::Memory) => {}
            }
        }
        if let Folder::Disk(folder) = &self.folder {
            // So that the new names outlive a power cut. Where a folder cannot be opened as a
            // file, as on Windows, the system sees to it.
            let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(kept)
    }
}

fn temporary_in(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    #[cfg(unix)]
    {
        // As any new file: what the system's mask leaves of this.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Refuses to put a file where something is that must stay.
fn refuse_to_replace(path: &Path) -> Result<(), FileError> {
    let Ok(there) = std::fs::metadata(path) else { return Ok(()) };
    let refused = |cause: &str, advice| {
        let (path, cause) = (path.to_owned(), cause.to_owned());
        Err(FileError::System { path, action: "replace", cause, advice })
    };
    if there.is_dir() {
        refused("there is a folder of this name", "Choose another name")
    } else if !there.is_file() {
        // A device or a pipe: what was there would be gone.
        refused("it is no ordinary file", "Name a file")
    } else if there.permissions().readonly() {
        refused("the file there is read-only", "Allow writing to it, or choose another name")
    } else {
        Ok(())
    }
}

fn put_in_place(file: NamedTempFile, folder: &Path, name: &OsStr) -> Result<(), FileError> {
    let path = folder.join(name);
    // A link stays a link: what it leads to is replaced.
    let target = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    if let Ok(old) = std::fs::metadata(&target) {
        let _ = file.as_file().set_permissions(old.permissions());
    }
    match file.persist(&target) {
        Ok(_) => Ok(()),
        Err(error) => Err(FileError::system(&path, "write", &error.error)),
    }
}

impl Output<'_> {
    /// Appends bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        write_to(&mut self.sink, &self.path, bytes)
    }

    /// Appends `count` elements, `grain` at a time: `format` appends the bytes of a range of
    /// elements. It is called for several ranges at once; the bytes come in order.
    pub fn write_elements<F>(
        &mut self,
        count: usize,
        grain: usize,
        format: F,
    ) -> Result<(), FileError>
    where
        F: Fn(Range<usize>, &mut Vec<u8>) + Sync,
    {
        let (sink, path, task) = (&mut self.sink, &self.path, self.task);
        let wave_elements = grain * WAVE;
        let fill = |buffers: &mut [Vec<u8>], wave: usize| {
            buffers.par_iter_mut().enumerate().for_each(|(piece, buffer)| {
                buffer.clear();
                let start = (wave * wave_elements + piece * grain).min(count);
                let end = (start + grain).min(count);
                if start < end && task.check().is_ok() {
                    format(start..end, buffer);
                }
            });
        };
        let mut ready = vec![Vec::new(); WAVE];
        let mut next = vec![Vec::new(); WAVE];
        fill(&mut ready, 0);
        for wave in 0..count.div_ceil(wave_elements) {
            task.check()?;
            let (written, ()) = rayon::join(
                || ready.iter().try_for_each(|piece| write_to(sink, path, piece)),
                || fill(&mut next, wave + 1),
            );
            written?;
            std::mem::swap(&mut ready, &mut next);
        }
        Ok(task.check()?)
    }
}

fn write_to(sink: &mut Sink, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let written = match sink {
        Sink::Disk(file) => file.as_file_mut().write_all(bytes),
        Sink::Memory(kept) => {
            kept.extend_from_slice(bytes);
            Ok(())
        }
    };
    written.map_err(|error| FileError::system(path, "write", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(range: Range<usize>, out: &mut Vec<u8>) {
        range.for_each(|number| out.extend(format!("{number} ").bytes()));
    }

    #[test]
    fn elements_come_in_order() {
        let task = Task::unlimited();
        for count in [0, 1, 7, 100, 1000] {
            let mut staging = Staging::in_memory();
            let mut output = staging.begin(OsStr::new("a"), &task).unwrap();
            output.write_elements(count, 10, numbers).unwrap();
            staging.finish(output).unwrap();
            let files = staging.commit().unwrap();
            let expected: String = (0..count).map(|number| format!("{number} ")).collect();
            assert_eq!(files, [("a".to_owned(), expected.into_bytes())]);
        }
    }

    #[test]
    fn a_cancelled_file_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mesh.obj");
        std::fs::write(&path, "old").unwrap();
        let task = Task::unlimited();
        let staging = Staging::beside(&path);
        let mut output = staging.begin(OsStr::new("mesh.obj"), &task).unwrap();
        let result = output.write_elements(1000, 10, |range, out| {
            numbers(range, out);
            task.cancel_token().cancel();
        });
        assert_eq!(result, Err(FileError::Stopped(task::Stop::Cancelled)));
        drop((output, staging));
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    fn names_in(folder: &Path) -> Vec<OsString> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    }

    /// Stages these files, each with its name as its content.
    fn put(folder: &Path, names: &[&str]) -> Result<(), FileError> {
        let task = Task::unlimited();
        let mut staging = Staging::beside(&folder.join(names[0]));
        for name in names {
            let mut output = staging.begin(OsStr::new(name), &task)?;
            output.write(name.as_bytes())?;
            staging.finish(output)?;
        }
        staging.commit().map(drop)
    }

    #[test]
    fn files_take_their_places_together_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("mesh.bin"), "old").unwrap();
        std::fs::create_dir(path("mesh.gltf")).unwrap();
        let said = put(folder.path(), &["mesh.bin", "mesh.gltf"]).unwrap_err().to_string();
        assert!(said.contains("mesh.gltf: cannot replace: there is a folder"), "{said}");
        assert_eq!(std::fs::read(path("mesh.bin")).unwrap(), b"old");
        assert_eq!(names_in(folder.path()), ["mesh.bin", "mesh.gltf"]);

        std::fs::remove_dir(path("mesh.gltf")).unwrap();
        std::fs::write(path("mesh.gltf"), "old").unwrap();
        let mut permissions = std::fs::metadata(path("mesh.gltf")).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(path("mesh.gltf"), permissions).unwrap();
        let said = put(folder.path(), &["mesh.bin", "mesh.gltf"]).unwrap_err().to_string();
        assert!(said.contains("the file there is read-only"), "{said}");
        assert_eq!(std::fs::read(path("mesh.bin")).unwrap(), b"old");
        put(folder.path(), &["other.bin", "other.gltf"]).unwrap();
        assert_eq!(names_in(folder.path()).len(), 4);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_a_link_and_a_device_stays_a_device() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("real.obj"), "old").unwrap();
        std::os::unix::fs::symlink(path("real.obj"), path("link.obj")).unwrap();
        put(folder.path(), &["link.obj"]).unwrap();
        assert_eq!(std::fs::read(path("real.obj")).unwrap(), b"link.obj");
        assert!(path("link.obj").is_symlink());

        std::os::unix::fs::symlink("/dev/null", path("null.obj")).unwrap();
        let said = put(folder.path(), &["null.obj"]).unwrap_err().to_string();
        assert!(said.contains("it is no ordinary file"), "{said}");
        assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        assert_eq!(names_in(folder.path()), ["link.obj", "null.obj", "real.obj"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let task = Task::unlimited();
        let missing = Path::new("no such folder at all/mesh.obj");
        let error = Staging::beside(missing).begin(OsStr::new("mesh.obj"), &task).err().unwrap();
        assert!(error.to_string().contains("no such folder at all"), "{error}");
    }
}
