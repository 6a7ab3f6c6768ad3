//! Wavefront OBJ: polygons with any number of corners and polylines, as text.
//!
//! | in the file | in the geometry |
//! | --- | --- |
//! | `v x y z` | points |
//! | `v x y z r g b` | `Cd` of points, from sRGB; a fourth value is `Alpha` |
//! | `vt` | vertex `uv`, of two values, or three where any third is not zero |
//! | `vn` | vertex `N` |
//! | `f`, `l` | polygons, polylines, in their order |
//! | `o` | primitive text `name` |
//! | `g` | primitive groups; where these would be too many, primitive text `groups` |
//! | `s` | primitive integer `smoothing` |
//! | `usemtl`, `mtllib` | primitive text `material`, and the materials' properties: see [`crate::material`] |
//!
//! Corners without a texture coordinate or normal have zeros. Points (`p`), free-form curves and
//! surfaces are passed over. Written and read back, points, polygons and polylines keep number
//! and order; other attributes than these are left out.
//!
//! Source: Wavefront, "Object Files (.obj)", Advanced Visualizer manual, appendix B1.

mod assemble;
mod materials;
mod parse;
mod write;

#[cfg(test)]
mod tests;

use rayon::prelude::*;

use super::error::{EXPORT_AGAIN, Fault, Place};
use super::{Reading, text};
use crate::Geometry;
use parse::Piece;

pub(super) use write::write;

/// The name that other programs give to the absence of a material.
const NO_MATERIAL: &str = "(null)";

/// Reads an OBJ file.
pub(super) fn read(bytes: &[u8], reading: &mut Reading<'_>) -> Result<Geometry, Fault> {
    let converted = text::without_lone_returns(bytes);
    let bytes = converted.as_deref().unwrap_or(bytes);
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let task = reading.task;
    let texts = text::pieces(bytes);
    let parse = |text: &&[u8]| {
        task.check()?;
        Ok(parse::parse(text))
    };
    let parsed: Result<Vec<_>, task::Stop> = texts.par_iter().map(parse).collect();
    task.set_progress(0.5);
    let mut pieces: Vec<Piece> = Vec::with_capacity(texts.len());
    let mut begin = 0;
    for (piece, text) in parsed?.into_iter().zip(&texts) {
        let piece = piece.map_err(|wrong| {
            let line = text::line_of(bytes, begin + wrong.at);
            Fault::at(Place::Line(line), wrong.cause, wrong.advice)
        })?;
        note_unknown(&piece, begin, bytes, reading);
        begin += text.len();
        pieces.push(piece);
    }
    if pieces.iter().all(|piece| piece.understood == 0) && !reading.notes.is_empty() {
        return Err(Fault::whole("no line of this file is a line of an OBJ file"));
    }
    assemble::assemble(&pieces, reading).map_err(|wrong| match wrong {
        assemble::Wrong::Stopped(stop) => Fault::Stopped(stop),
        assemble::Wrong::Index { piece, primitive, cause } => {
            let begin: usize = texts[..piece].iter().map(|text| text.len()).sum();
            let byte = begin + parse::byte_of_primitive(texts[piece], primitive);
            Fault::at(Place::Line(text::line_of(bytes, byte)), cause, EXPORT_AGAIN)
        }
    })
}

/// The names of all files that an OBJ file may name.
pub(super) fn files_named(bytes: &[u8]) -> Vec<String> {
    let converted = text::without_lone_returns(bytes);
    let bytes = converted.as_deref().unwrap_or(bytes);
    let pieces = text::pieces(bytes);
    let libraries = pieces.par_iter().flat_map_iter(|piece| {
        memchr::memmem::find_iter(piece, b"mtllib").filter_map(|at| {
            let line = piece[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
            let mut cursor = text::Cursor::new(&piece[line..]);
            let word = cursor.token();
            let word = word.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(word);
            (word == b"mtllib").then(|| text::name(cursor.rest_of_line()))
        })
    });
    let libraries: Vec<String> = libraries.collect();
    libraries.iter().flat_map(|library| materials::names(library)).map(str::to_owned).collect()
}

/// Says once that lines were passed over.
fn note_unknown(piece: &Piece, begin: usize, bytes: &[u8], reading: &mut Reading<'_>) {
    if let (Some((_, at)), true) = (piece.unknown, reading.notes.len() < 4) {
        let line = &bytes[begin + at..];
        let word = text::shown(text::Cursor::new(line).token());
        let number = text::line_of(bytes, begin + at);
        let note = format!("line {number}: \"{word}\" was passed over, as are others like it");
        if !reading.notes.iter().any(|known| known.contains(&format!("\"{word}\""))) {
            reading.notes.push(note);
        }
    }
}

/// Whether the start of a file looks like OBJ: its first line that is not a comment says so.
pub(super) fn is_likely(start: &[u8]) -> bool {
    const WORDS: [&[u8]; 12] =
        [b"v", b"vt", b"vn", b"vp", b"f", b"l", b"p", b"g", b"o", b"s", b"usemtl", b"mtllib"];
    let lines = start.split(|&byte| byte == b'\n' || byte == b'\r').map(<[u8]>::trim_ascii);
    let mut said = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    let first = said.next().and_then(|line| line.split(u8::is_ascii_whitespace).next());
    first.is_some_and(|word| WORDS.contains(&word))
}
