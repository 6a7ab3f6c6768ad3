//! Geometry in files: OBJ, PLY, STL, glTF and GLB, read and written.
//!
//! [`read`] and [`write()`] go by the extension; where a file has none that is known, or plainly
//! holds another format than its extension says, reading goes by the content. Readers never
//! panic and never allocate what a header merely promises; what a file has and geometry cannot
//! hold, and the other way round, is said in notes. A file that is written appears whole or not
//! at all.
//!
//! All formats are right-handed here, Y up, in metres: numbers are taken as they stand.

mod chains;
mod colour;
mod corner_values;
mod error;
mod flat;
mod gltf;
mod join;
mod obj;
mod output;
mod ply;
mod runs;
mod source;
mod stl;
mod text;

#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use task::Task;

use crate::{Column, Domain, Geometry};
use error::Fault;
use output::Staging;

pub use error::{FileError, Place};

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Wavefront OBJ, text.
    Obj,
    /// Stanford PLY, text or binary.
    Ply,
    /// STL, text or binary.
    Stl,
    /// glTF 2.0 as text, with its numbers in a `.bin` beside it.
    Gltf,
    /// glTF 2.0 in one binary file.
    Glb,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Obj, Self::Ply, Self::Stl, Self::Gltf, Self::Glb];

    /// The extension, without its dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Obj => "obj",
            Self::Ply => "ply",
            Self::Stl => "stl",
            Self::Gltf => "gltf",
            Self::Glb => "glb",
        }
    }

    /// The format that a path's extension names, in any case of letters.
    pub fn of_extension(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| format.extension() == extension)
    }

    /// The format that a file's first bytes and length show, where they do.
    pub fn of_content(bytes: &[u8]) -> Option<Self> {
        let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let start = start[..start.len().min(4096)].trim_ascii_start();
        if bytes.starts_with(b"glTF") {
            Some(Self::Glb)
        } else if start.starts_with(b"ply\n") || start.starts_with(b"ply\r") {
            Some(Self::Ply)
        } else if start.starts_with(b"{") {
            Some(Self::Gltf)
        } else if start.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"solid")) {
            Some(Self::Stl)
        } else if let Some(count) = bytes.get(80..84) {
            let count = u32::from_le_bytes([count[0], count[1], count[2], count[3]]);
            let fits = bytes.len() as u64 == 84 + 50 * u64::from(count);
            if fits { Some(Self::Stl) } else { obj::is_likely(start).then_some(Self::Obj) }
        } else {
            obj::is_likely(start).then_some(Self::Obj)
        }
    }
}

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSettings {
    /// Corners of an STL file in exactly the same place become one point. STL stores triangles
    /// without saying which of them share points.
    pub merge_corners: bool,
}

impl Default for ReadSettings {
    fn default() -> Self {
        Self { merge_corners: true }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteSettings {
    /// The format; that of the extension if none.
    pub format: Option<Format>,
    /// PLY and STL as text instead of binary.
    pub text: bool,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The geometry.
    pub geometry: Geometry,
    /// What the artist should know: parts of the file that were passed over, files beside it
    /// that are missing.
    pub notes: Vec<String>,
}

/// Reads a file.
pub fn read(path: &Path, task: &Task) -> Result<Geometry, FileError> {
    Ok(load(path, ReadSettings::default(), task)?.geometry)
}

/// Reads a file, and says what of it was passed over.
pub fn load(path: &Path, settings: ReadSettings, task: &Task) -> Result<Loaded, FileError> {
    let bytes = source::read_file(path, task)?;
    read_bytes(path, &bytes, settings, &|name| source::read_beside(path, name, task), task)
}

/// The files beside a file that reading it takes in: material libraries, the numbers of a glTF
/// file. Each name that the file uses gives all places where reading would look for it, whether
/// something is there or not. None if the file cannot be read.
pub fn files_beside(path: &Path, task: &Task) -> Vec<PathBuf> {
    let Ok(bytes) = source::read_file(path, task) else { return Vec::new() };
    let names = match format_to_read(path, &bytes, &mut Vec::new()) {
        Ok(Format::Obj) => obj::files_named(&bytes),
        Ok(Format::Gltf | Format::Glb) => gltf::files_named(&bytes),
        _ => Vec::new(),
    };
    let mut places: Vec<PathBuf> =
        names.iter().flat_map(|name| source::places_beside(path, name)).collect();
    places.sort();
    places.dedup();
    places
}

/// Reads a file whose content is in memory. `path` names it in messages and gives the extension;
/// `beside` gives the content of a file that it names, such as a material library.
pub fn read_bytes(
    path: &Path,
    bytes: &[u8],
    settings: ReadSettings,
    beside: &(dyn Fn(&str) -> Result<Vec<u8>, FileError> + Sync),
    task: &Task,
) -> Result<Loaded, FileError> {
    let mut reading = Reading { settings, beside, task, notes: Vec::new() };
    let geometry = format_to_read(path, bytes, &mut reading.notes).and_then(|format| {
        task.check()?;
        match format {
            Format::Obj => obj::read(bytes, &mut reading),
            Format::Ply => ply::read(bytes, &mut reading),
            Format::Stl => stl::read(bytes, &mut reading),
            Format::Gltf | Format::Glb => gltf::read(bytes, &mut reading),
        }
    });
    task.check()?;
    let geometry = geometry.map_err(|fault| fault.of_file(path))?;
    task.set_progress(1.0);
    Ok(Loaded { geometry, notes: reading.notes })
}

/// What a reader works with.
struct Reading<'a> {
    settings: ReadSettings,
    beside: &'a (dyn Fn(&str) -> Result<Vec<u8>, FileError> + Sync),
    task: &'a Task,
    notes: Vec<String>,
}

fn format_to_read(path: &Path, bytes: &[u8], notes: &mut Vec<String>) -> Result<Format, Fault> {
    let (named, shown) = (Format::of_extension(path), Format::of_content(bytes));
    match (named, shown) {
        _ if bytes.is_empty() => Err(Fault::whole("the file is empty")),
        (Some(named), Some(shown)) if named != shown && !could_be(named, bytes) => {
            notes.push(format!(
                "the extension says .{}, and the content is {}: it was read as what it is",
                named.extension(),
                shown.extension().to_ascii_uppercase()
            ));
            Ok(shown)
        }
        (Some(named), _) => Ok(named),
        (None, Some(shown)) => Ok(shown),
        (None, None) => Err(Fault::at(
            Place::Whole,
            "neither the extension nor the content is of a known format",
            "OBJ, PLY, STL, glTF and GLB can be read: export it as one of them",
        )),
    }
}

/// Whether a file may be of the format that its extension names, as far as its start shows.
fn could_be(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Ply => bytes.trim_ascii_start().starts_with(b"ply"),
        Format::Glb => bytes.starts_with(b"glTF"),
        Format::Gltf => bytes.trim_ascii_start().starts_with(b"{"),
        // Both may begin with anything, so that only another format's mark speaks against them.
        Format::Obj | Format::Stl => {
            !matches!(Format::of_content(bytes), Some(Format::Ply | Format::Glb | Format::Gltf))
        }
    }
}

/// Writes a file in the format of its extension, binary where there is a choice. Gives notes on
/// what the format could not hold and was left out.
pub fn write(path: &Path, geometry: &Geometry, task: &Task) -> Result<Vec<String>, FileError> {
    write_with(path, geometry, WriteSettings::default(), task)
}

/// Writes a file. Gives notes on what the format could not hold and was left out.
pub fn write_with(
    path: &Path,
    geometry: &Geometry,
    settings: WriteSettings,
    task: &Task,
) -> Result<Vec<String>, FileError> {
    let (_, notes) = stage(Staging::beside(path), path, geometry, settings, task)?;
    Ok(notes)
}

/// Files by name, the one asked for last, after those that it refers to; and notes on what was
/// left out.
pub type Written = (Vec<(String, Vec<u8>)>, Vec<String>);

/// The files that [`write_with`] would write, kept in memory.
pub fn write_bytes(
    name: &str,
    geometry: &Geometry,
    settings: WriteSettings,
    task: &Task,
) -> Result<Written, FileError> {
    stage(Staging::in_memory(), Path::new(name), geometry, settings, task)
}

fn stage(
    staging: Staging,
    path: &Path,
    geometry: &Geometry,
    settings: WriteSettings,
    task: &Task,
) -> Result<Written, FileError> {
    let unwritable = |cause: &str, advice| FileError::Unwritable {
        path: path.into(),
        cause: cause.to_owned(),
        advice,
    };
    let format = settings.format.or_else(|| Format::of_extension(path)).ok_or_else(|| {
        let advice = "End the name with .obj, .ply, .stl, .gltf or .glb";
        unwritable("the extension names no format that can be written", advice)
    })?;
    let name = path.file_name().ok_or_else(|| unwritable("no file is named", "Name a file"))?;
    let mut writing = Writing { path, name, settings, staging, task, notes: Vec::new() };
    match format {
        Format::Obj => obj::write(geometry, &mut writing)?,
        Format::Ply => ply::write(geometry, &mut writing)?,
        Format::Stl => stl::write(geometry, &mut writing)?,
        Format::Gltf | Format::Glb => gltf::write(geometry, &mut writing, format == Format::Glb)?,
    }
    let files = writing.staging.commit()?;
    task.set_progress(1.0);
    Ok((files, writing.notes))
}

/// What a writer works with.
struct Writing<'a> {
    path: &'a Path,
    name: &'a OsStr,
    settings: WriteSettings,
    staging: Staging,
    task: &'a Task,
    notes: Vec<String>,
}

impl Writing<'_> {
    /// The name of a file beside the one that is written, with another extension.
    fn companion(&self, extension: &str) -> String {
        let stem = Path::new(self.name).file_stem().unwrap_or(self.name);
        format!("{}.{extension}", stem.to_string_lossy())
    }

    /// Notes which attributes are left out: those for which `kept` is false.
    fn note_left_out(&mut self, geometry: &Geometry, kept: impl Fn(Domain, &str, &Column) -> bool) {
        let mut left_out = Vec::new();
        for domain in Domain::ALL {
            let columns = geometry.table(domain).iter();
            let names: Vec<&str> = columns
                .filter(|(name, column)| !kept(domain, name, column))
                .map(|(name, _)| &**name)
                .collect();
            if !names.is_empty() {
                left_out.push(format!("{} {}", domain.name(), names.join(", ")));
            }
        }
        if !left_out.is_empty() {
            let list = left_out.join("; ");
            self.notes.push(format!("left out, for the format cannot hold them: {list}"));
        }
    }
}
