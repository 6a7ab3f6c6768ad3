//! Text STL.

use glam::Vec3;
use rayon::prelude::*;

use super::binary::from_corners;
use crate::files::error::{EXPORT_AGAIN, Fault, Place};
use crate::files::join::{join, starts};
use crate::files::text::{self, Cursor};
use crate::files::{Reading, runs};
use crate::{Column, Domain, Geometry};

/// What one piece says: whole facets.
#[derive(Default)]
struct Piece {
    corners: Vec<Vec3>,
    /// Names of solids, each with the number of triangles before it.
    solids: Vec<(usize, String)>,
}

struct Wrong {
    at: usize,
    cause: String,
}

/// Reads a text file. Words may be of any case.
pub fn read(bytes: &[u8], reading: &mut Reading<'_>) -> Result<Geometry, Fault> {
    let converted = text::without_lone_returns(bytes);
    let bytes = converted.as_deref().unwrap_or(bytes);
    let task = reading.task;
    let texts = text::pieces_at(bytes, text::PIECE, begins_a_facet);
    let parse = |text: &&[u8]| {
        task.check()?;
        Ok(parse(text))
    };
    let parsed: Result<Vec<_>, task::Stop> = texts.par_iter().map(parse).collect();
    let mut pieces = Vec::with_capacity(texts.len());
    let mut begin = 0;
    for (piece, text) in parsed?.into_iter().zip(&texts) {
        pieces.push(piece.map_err(|wrong| {
            let line = text::line_of(bytes, begin + wrong.at);
            Fault::at(Place::Line(line), wrong.cause, EXPORT_AGAIN)
        })?);
        begin += text.len();
    }
    let corners: Vec<&[Vec3]> = pieces.iter().map(|piece| piece.corners.as_slice()).collect();
    let total: usize = corners.iter().map(|corners| corners.len()).sum();
    task.reserve(total as u64, 12, "the corners of this file")?;
    let mut geometry = from_corners(join(&corners), reading)?;
    let firsts = starts(corners.iter().map(|corners| corners.len() / 3));
    let solids = pieces.iter().zip(&firsts).flat_map(|(piece, first)| {
        piece.solids.iter().map(move |(at, name)| (first + at, name.as_str()))
    });
    if solids.clone().any(|(_, name)| !name.is_empty()) {
        let names = runs::text(geometry.primitive_count(), solids);
        geometry.table_mut(Domain::Primitive).set("name", Column::text(names));
    }
    Ok(geometry)
}

/// Whether a piece may begin with a line: the line begins a facet.
fn begins_a_facet(text: &[u8], at: usize) -> bool {
    let line = text[at..].trim_ascii_start();
    line.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"facet"))
}

fn parse(text: &[u8]) -> Result<Piece, Wrong> {
    let mut piece = Piece::default();
    let mut cursor = Cursor::new(text);
    // Where the facet began that is being read.
    let mut facet: Option<usize> = None;
    let mut first = 0;
    loop {
        cursor.skip_space();
        let at = cursor.at();
        let wrong = |cause: String| Wrong { at, cause };
        let word = cursor.token();
        match word.first().map(u8::to_ascii_lowercase) {
            None => break,
            Some(b'v') if word.eq_ignore_ascii_case(b"vertex") => {
                let corner = [cursor.float(), cursor.float(), cursor.float()];
                let [Some(x), Some(y), Some(z)] = corner else {
                    let token = text::shown(cursor.token());
                    return Err(wrong(format!("a vertex needs three numbers, not \"{token}\"")));
                };
                if facet.is_none() {
                    return Err(wrong("a vertex outside of any facet".to_owned()));
                }
                piece.corners.push(Vec3::new(x, y, z));
            }
            Some(b'f') if word.eq_ignore_ascii_case(b"facet") => {
                if facet.is_some() {
                    return Err(wrong("a facet within a facet".to_owned()));
                }
                facet = Some(at);
                first = piece.corners.len();
                cursor.rest_of_line();
            }
            Some(b'o') if word.eq_ignore_ascii_case(b"outer") => {
                cursor.rest_of_line();
            }
            Some(b'e') if word.eq_ignore_ascii_case(b"endloop") => {}
            Some(b'e') if word.eq_ignore_ascii_case(b"endfacet") => {
                let count = piece.corners.len() - first;
                if facet.take().is_none() || count != 3 {
                    return Err(wrong(format!("a facet with {count} vertices instead of three")));
                }
            }
            Some(b's') if word.eq_ignore_ascii_case(b"solid") => {
                let name = text::name(cursor.rest_of_line());
                piece.solids.push((piece.corners.len() / 3, name));
            }
            // "endsolid", also as two words, with or without the name.
            Some(b'e') if word.len() >= 3 && word[..3].eq_ignore_ascii_case(b"end") => {
                cursor.rest_of_line();
            }
            Some(_) => {
                let word = text::shown(word);
                return Err(wrong(format!("\"{word}\" is no word of an STL file")));
            }
        }
    }
    match facet {
        Some(at) => Err(Wrong { at, cause: "the file ends within this facet".to_owned() }),
        None => Ok(piece),
    }
}
