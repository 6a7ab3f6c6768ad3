//! One piece of an OBJ file: what its lines say, with numbers still counted as the lines count
//! them.

use glam::Vec3;

use crate::NONE;
use crate::files::error::EXPORT_AGAIN;
use crate::files::text::{self, Cursor};

/// What lines of text declare for all primitives after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// `g`: names of groups, as they stand.
    Groups(String),
    /// `o`: the name of an object.
    Object(String),
    /// `s`: a smoothing group; 0 is none.
    Smoothing(i32),
    /// `usemtl`: the name of a material.
    Material(String),
}

/// A column of corner references that most files have only parts of.
#[derive(Debug, Default)]
pub struct References {
    /// For each corner an index from 0, or [`NONE`]; shorter than the corners where the rest
    /// has none.
    pub indices: Vec<u32>,
    /// Corners whose index is counted back from what the piece has so far: the corner, and the
    /// index from the piece's first element, which may be negative.
    pub relative: Vec<(u32, i64)>,
}

/// What one piece says.
#[derive(Debug, Default)]
pub struct Piece {
    pub positions: Vec<Vec3>,
    /// Shorter than the positions where the rest has none.
    pub colours: Vec<[f32; 4]>,
    pub uvs: Vec<[f32; 3]>,
    pub normals: Vec<Vec3>,
    /// The corners of each primitive.
    pub counts: Vec<u32>,
    /// The primitives that are polylines.
    pub lines: Vec<u32>,
    pub points: References,
    pub uv_of: References,
    pub normal_of: References,
    /// Each with the number of primitives before it.
    pub statements: Vec<(u32, Statement)>,
    pub libraries: Vec<String>,
    /// Whether a colour has an alpha, and a texture coordinate a third value.
    pub has_alpha: bool,
    pub has_uv_depth: bool,
    /// Lines that are understood.
    pub understood: usize,
    /// Lines that are not: how many, and where the first begins.
    pub unknown: Option<(usize, usize)>,
}

/// What is wrong, and at which byte of the piece.
pub struct Wrong {
    pub at: usize,
    pub cause: String,
    pub advice: &'static str,
}

const WRITE_NUMBERS: &str = "Numbers are written like -1.5 or 2e-3, with blanks between them";

/// Reads one piece. `check` is called now and then and may end the work.
pub fn parse(text: &[u8]) -> Result<Piece, Wrong> {
    let mut piece = Piece::default();
    let mut cursor = Cursor::new(text);
    while !cursor.is_at_end() {
        let begin = cursor.at();
        let wrong = |cause, advice| Wrong { at: begin, cause, advice };
        parse_line(&mut cursor, &mut piece).map_err(|(cause, advice)| wrong(cause, advice))?;
        cursor.next_line();
    }
    Ok(piece)
}

type Said = Result<(), (String, &'static str)>;

#[inline]
fn parse_line(cursor: &mut Cursor<'_>, piece: &mut Piece) -> Said {
    let begin = cursor.at();
    match cursor.token() {
        b"" => return Ok(()),
        b"v" => position(cursor, piece)?,
        b"f" => primitive(cursor, piece, false)?,
        b"vt" => {
            let [u, v, w] = floats(cursor, 1, "a texture coordinate")?.0;
            piece.has_uv_depth |= w != 0.0;
            piece.uvs.push([u, v, w]);
        }
        b"vn" => {
            let ([x, y, z], _) = floats::<3>(cursor, 3, "a normal")?;
            piece.normals.push(Vec3::new(x, y, z));
        }
        b"l" => primitive(cursor, piece, true)?,
        // Points need no primitive here.
        b"p" => {}
        b"g" => {
            let names = text::name(cursor.rest_of_line());
            state(piece, Statement::Groups(names));
        }
        b"o" => {
            let name = text::name(cursor.rest_of_line());
            state(piece, Statement::Object(name));
        }
        b"s" => {
            let number = cursor.rest_of_line();
            let number = Cursor::new(number).integer().unwrap_or(0);
            state(piece, Statement::Smoothing(i32::try_from(number).unwrap_or(0)));
        }
        b"usemtl" => {
            let name = text::name(cursor.rest_of_line());
            state(piece, Statement::Material(name));
        }
        b"mtllib" => piece.libraries.push(text::name(cursor.rest_of_line())),
        [b'#', ..] => return Ok(()),
        _ => {
            piece.unknown.get_or_insert((0, begin)).0 += 1;
            return Ok(());
        }
    }
    piece.understood += 1;
    Ok(())
}

fn state(piece: &mut Piece, statement: Statement) {
    piece.statements.push((piece.counts.len() as u32, statement));
}

/// Up to `N` numbers, at least `least`, the rest zero; and how many there are.
#[inline]
fn floats<const N: usize>(
    cursor: &mut Cursor<'_>,
    least: usize,
    what: &str,
) -> Result<([f32; N], usize), (String, &'static str)> {
    let mut values = [0.0; N];
    let mut count = 0;
    while count < N {
        match cursor.float() {
            Some(value) => values[count] = value,
            None => break,
        }
        count += 1;
    }
    if count < least || !(count == N || cursor.is_at_line_end()) {
        return Err(not_numbers(cursor, count, least, what));
    }
    Ok((values, count))
}

#[cold]
fn not_numbers(
    cursor: &mut Cursor<'_>,
    count: usize,
    least: usize,
    what: &str,
) -> (String, &'static str) {
    if cursor.is_at_line_end() {
        return (format!("{what} needs {least} numbers and has {count}"), EXPORT_AGAIN);
    }
    let token = text::shown(cursor.token());
    (format!("\"{token}\" is not a number"), WRITE_NUMBERS)
}

/// `v x y z`, with a weight `w`, a colour `r g b`, a colour with alpha, or a weight and a colour.
#[inline]
fn position(cursor: &mut Cursor<'_>, piece: &mut Piece) -> Said {
    let (values, count) = floats::<8>(cursor, 3, "a position")?;
    let [x, y, z, rest @ ..] = values;
    let colour = match count {
        6 => Some([rest[0], rest[1], rest[2], 1.0]),
        7 => {
            piece.has_alpha = true;
            Some([rest[0], rest[1], rest[2], rest[3]])
        }
        8 => {
            piece.has_alpha = true;
            Some([rest[1], rest[2], rest[3], rest[4]])
        }
        _ => None,
    };
    if let Some(colour) = colour {
        piece.colours.resize(piece.positions.len(), [1.0; 4]);
        piece.colours.push(colour);
    }
    piece.positions.push(Vec3::new(x, y, z));
    Ok(())
}

/// `f` or `l` and corners: `1`, `1/2`, `1//3`, `1/2/3`.
#[inline]
fn primitive(cursor: &mut Cursor<'_>, piece: &mut Piece, line: bool) -> Said {
    let first = piece.points.indices.len();
    while !cursor.is_at_line_end() {
        let corner = piece.points.indices.len();
        let number = cursor.integer();
        piece.points.push(corner, number, piece.positions.len()).ok_or_else(|| bad(cursor))?;
        if cursor.peek() == Some(b'/') {
            cursor.step();
            if cursor.peek() != Some(b'/') {
                let number = cursor.integer();
                // "1/" has nothing after its stroke.
                if number.is_some() {
                    let count = piece.uvs.len();
                    piece.uv_of.push(corner, number, count).ok_or_else(|| bad(cursor))?;
                }
            }
            if cursor.peek() == Some(b'/') {
                cursor.step();
                let number = cursor.integer();
                if number.is_some() {
                    let count = piece.normals.len();
                    piece.normal_of.push(corner, number, count).ok_or_else(|| bad(cursor))?;
                }
            }
        }
        if cursor.peek().is_some_and(|byte| !byte.is_ascii_whitespace() && byte != b'\\') {
            return Err(bad(cursor));
        }
    }
    let count = piece.points.indices.len() - first;
    if count == 0 {
        let what = if line { "a line" } else { "a face" };
        return Err((format!("{what} without corners"), EXPORT_AGAIN));
    }
    if line {
        piece.lines.push(piece.counts.len() as u32);
    }
    piece.counts.push(count as u32);
    Ok(())
}

#[cold]
fn bad(cursor: &mut Cursor<'_>) -> (String, &'static str) {
    let token = text::shown(cursor.token());
    let advice = "Corners are written like 1, 1/2, 1//3 or 1/2/3; numbers count from 1, or back \
                  from -1";
    (format!("\"{token}\" does not fit a corner"), advice)
}

impl References {
    /// Sets the index of the newest corner; none if the number is missing or zero.
    #[inline]
    fn push(&mut self, corner: usize, number: Option<i64>, count: usize) -> Option<()> {
        if self.indices.len() < corner {
            self.indices.resize(corner, NONE);
        }
        let index = match number? {
            0 => return None,
            number if number > 0 => u32::try_from(number - 1).unwrap_or(NONE - 1).min(NONE - 1),
            number => {
                self.relative.push((corner as u32, number.saturating_add(count as i64)));
                0
            }
        };
        self.indices.push(index);
        Some(())
    }
}

/// Where in a piece the line of a primitive begins: for messages.
pub fn byte_of_primitive(text: &[u8], primitive: usize) -> usize {
    let mut cursor = Cursor::new(text);
    let mut count = 0;
    while !cursor.is_at_end() {
        let begin = cursor.at();
        if matches!(cursor.token(), b"f" | b"l") {
            if count == primitive {
                return begin;
            }
            count += 1;
        }
        cursor.next_line();
    }
    0
}
