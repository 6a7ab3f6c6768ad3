//! Images written as PNG.

use std::io::Write;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::FileError;

/// Writes four bytes a pixel (red, green, blue as sRGB, opacity; rows from the top) as a PNG.
///
/// The file is written beside its target and renamed when it is whole.
///
/// # Panics
/// If there are not `width * height * 4` bytes.
pub fn write_png(path: &Path, width: u32, height: u32, bytes: &[u8]) -> Result<(), FileError> {
    assert_eq!(bytes.len(), width as usize * height as usize * 4, "{width} x {height}");
    let failed = |error: &std::io::Error| FileError::unwritten(path, error);
    let mut content = Vec::new();
    PngEncoder::new_with_quality(&mut content, CompressionType::Default, FilterType::Adaptive)
        .write_image(bytes, width, height, ExtendedColorType::Rgba8)
        .map_err(|error| failed(&std::io::Error::other(error)))?;
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    if path.is_dir() {
        return Err(failed(&std::io::ErrorKind::IsADirectory.into()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    #[cfg(unix)]
    {
        // As any new file: what the system's mask leaves of this.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(|error| failed(&error))?;
    file.write_all(&content).map_err(|error| failed(&error))?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Values, load};
    use task::Task;

    #[test]
    fn what_is_written_is_read_back_and_a_failure_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let bytes: Vec<u8> = (0..3 * 2 * 4).map(|index| index * 10).collect();
        write_png(&path, 3, 2, &bytes).unwrap();
        let read = load(&path, Values::Stored, &Task::unlimited()).unwrap();
        let back: Vec<u8> = read.values().iter().map(|&value| value as u8).collect();
        assert_eq!((read.width(), read.channels(), back), (3, 4, bytes.clone()));
        let nowhere = folder.path().join("no/such/folder.png");
        let message = write_png(&nowhere, 3, 2, &bytes).unwrap_err().to_string();
        assert!(message.contains("folder.png: cannot write"), "{message}");
        assert!(write_png(folder.path(), 3, 2, &bytes).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
