//! Images in files: PNG of 8 and 16 bits, and JPEG, read; PNG of 8 bits, written.
//!
//! The format goes by the content, not by the name. Palettes and fewer than 8 bits become 8
//! bits. Nothing that a file says makes the reader take memory before the task allows it.

mod error;
mod write;

#[cfg(test)]
mod tests;

use std::io::{BufRead, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use task::{Stop, Task};

use crate::Image;

pub use error::FileError;
pub use write::write_png;

/// What the numbers of a file become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Values {
    /// sRGB to linear where the file has colours of 8 bits, else as with `Unit`: what such files
    /// mean almost always. Alpha is never sRGB.
    #[default]
    Automatic,
    /// Parts of the greatest number: 0 to 1.
    Unit,
    /// The same, and from sRGB to linear in all channels but alpha.
    Srgb,
    /// Whole numbers as they are stored: 0 to 255, or to 65,535.
    Stored,
}

/// Reads an image file.
pub fn load(path: &Path, values: Values, task: &Task) -> Result<Image, FileError> {
    let failed = |error: &std::io::Error| FileError::system(path, error);
    let data = std::fs::metadata(path).map_err(|error| failed(&error))?;
    if data.is_dir() {
        return Err(failed(&std::io::ErrorKind::IsADirectory.into()));
    }
    task.reserve(data.len().div_ceil(4096), 4096, "the content of this file")?;
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    read_bytes(path, &bytes, values, task)
}

/// Reads an image file whose content is in memory; `path` names it in messages.
pub fn read_bytes(
    path: &Path,
    bytes: &[u8],
    values: Values,
    task: &Task,
) -> Result<Image, FileError> {
    let content = |cause: String| FileError::Content { path: path.into(), cause };
    let format = match image::guess_format(bytes) {
        _ if bytes.is_empty() => return Err(content("the file is empty".to_owned())),
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => format,
        _ => return Err(FileError::Format { path: path.into() }),
    };
    if format == ImageFormat::Jpeg && !bytes.windows(2).any(|pair| pair == [0xFF, 0xD9]) {
        // What is missing would be grey.
        return Err(content("the file ends before the image does".to_owned()));
    }
    let failed = |error: ImageError| match task.check() {
        // Then it is what made the decoder fail.
        Err(stop) => stop.into(),
        Ok(()) => content(error.to_string()),
    };
    let source = Watched { bytes: Cursor::new(bytes), task };
    let mut reader = ImageReader::with_format(source, format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(task.memory_limit());
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let colour = decoder.color_type();
    let pixels = u64::from(width) * u64::from(height);
    let bytes_each = u64::from(colour.bytes_per_pixel()) + 4 * u64::from(colour.channel_count());
    task.reserve(pixels, bytes_each, "an image of this size")?;
    let mut stored = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut stored).map_err(failed)?;
    task.check()?;
    floats(&stored, colour, values, task)?
        .map(|floats| Image::new(width, height, usize::from(colour.channel_count()), floats))
        .ok_or_else(|| content(format!("pixels of the kind {colour:?} are not read")))
}

/// Bytes that end when the task is cancelled, so that a decoder does too.
struct Watched<'a> {
    bytes: Cursor<&'a [u8]>,
    task: &'a Task,
}

/// Bytes that a decoder gets at a time: some milliseconds of work.
const PIECE: usize = 1 << 16;

impl Read for Watched<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let from = self.fill_buf()?;
        let count = from.len().min(to.len());
        to[..count].copy_from_slice(&from[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Watched<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.task.check().map_err(std::io::Error::other)?;
        let rest = self.bytes.fill_buf()?;
        Ok(&rest[..rest.len().min(PIECE)])
    }

    fn consume(&mut self, count: usize) {
        self.bytes.consume(count);
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// The stored numbers as floats; none if they are of a kind that is not read.
fn floats(
    stored: &[u8],
    colour: ColorType,
    values: Values,
    task: &Task,
) -> Result<Option<Vec<f32>>, Stop> {
    let channels = usize::from(colour.channel_count());
    let (count, most) = match colour {
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8 => (stored.len(), 255),
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => {
            (stored.len() / 2, 65_535_u16)
        }
        _ => return Ok(None),
    };
    let is_colour = channels >= 3;
    let is_srgb = match values {
        Values::Srgb => true,
        Values::Automatic => is_colour && most == 255,
        Values::Unit | Values::Stored => false,
    };
    let scale = if values == Values::Stored { 1.0 } else { f32::from(most) };
    // Every number there can be, once.
    let unit: Vec<f32> = (0..=most).map(|number| f32::from(number) / scale).collect();
    let linear: Vec<f32> = match is_srgb {
        true => unit.iter().map(|&value| linear_from_srgb(value)).collect(),
        false => unit.clone(),
    };
    let has_alpha = channels.is_multiple_of(2);
    let floats = task.map(count, |index| {
        let number = match most {
            255 => usize::from(stored[index]),
            _ => usize::from(u16::from_ne_bytes([stored[2 * index], stored[2 * index + 1]])),
        };
        let is_alpha = has_alpha && index % channels == channels - 1;
        if is_alpha { unit[number] } else { linear[number] }
    })?;
    Ok(Some(floats))
}

/// IEC 61966-2-1.
fn linear_from_srgb(value: f32) -> f32 {
    let x = f64::from(value);
    let linear = if x <= 0.040_45 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) };
    linear as f32
}
