//! The body of a binary file.

use std::ops::Range;

use rayon::prelude::*;
use task::{GRAIN, Task};

use super::build::{Body, ElementData, List};
use super::header::{Element, Header, Scalar};
use super::plan::{Plan, Tuple};
use crate::files::error::Fault;

/// Reads what is planned of every element.
pub fn read(
    bytes: &[u8],
    header: &Header,
    plans: &[Plan],
    big_endian: bool,
    task: &Task,
) -> Result<Body, Fault> {
    let mut at = header.body;
    let mut body = Vec::with_capacity(plans.len());
    for (element, plan) in header.elements.iter().zip(plans) {
        let rows = Rows::find(&bytes[at..], element, big_endian, task)
            .map_err(|wrong| wrong.of_element(at, element))?;
        let decode = Decode { bytes: &bytes[at..], element, rows: &rows, big_endian, task };
        let tuples = plan.tuples.iter().map(|tuple| decode.tuple(tuple));
        let tuples = tuples.collect::<Result<_, _>>()?;
        let lists = plan.lists.iter().map(|&list| decode.list(list)).collect::<Result<_, _>>()?;
        body.push(ElementData { count: element.count as usize, tuples, lists });
        at += rows.end(element.count as usize);
    }
    Ok(body)
}

/// Why the rows of an element cannot be told apart.
enum RowFault {
    Stopped(task::Stop),
    CutShort { row: u64, at: usize },
    NegativeCount { at: usize },
}

impl RowFault {
    fn of_element(self, begin: usize, element: &Element) -> Fault {
        match self {
            Self::Stopped(stop) => Fault::Stopped(stop),
            Self::CutShort { row, at } => {
                let (count, name) = (element.count, &element.name);
                let cause = format!("the file ends within \"{name}\" {row} of {count}");
                Fault::byte(begin + at, cause)
            }
            Self::NegativeCount { at } => Fault::byte(
                begin + at,
                format!("a list of \"{}\" has a negative length", element.name),
            ),
        }
    }
}

/// Where the rows of an element lie.
enum Rows {
    /// All of the same size, and each list as long in every row.
    Alike { stride: usize },
    /// The beginning of each, and the end.
    Apart(Vec<usize>),
}

impl Rows {
    fn find(
        bytes: &[u8],
        element: &Element,
        big_endian: bool,
        task: &Task,
    ) -> Result<Self, RowFault> {
        let count = element.count as usize;
        if count == 0 {
            return Ok(Self::Alike { stride: 0 });
        }
        let first = row_end(bytes, 0, element, big_endian).map_err(|at| at.in_row(0))?;
        let whole = first.checked_mul(count).is_some_and(|size| size <= bytes.len());
        if element.properties.iter().all(|property| property.count.is_none()) {
            let row = (bytes.len() / first.max(1)) as u64;
            return match whole {
                true => Ok(Self::Alike { stride: first }),
                false => Err(RowFault::CutShort { row, at: bytes.len() }),
            };
        }
        if whole && all_alike(&bytes[..first * count], first, element, big_endian) {
            return Ok(Self::Alike { stride: first });
        }
        task.reserve(element.count, 8, "the rows of this file").map_err(RowFault::Stopped)?;
        let mut starts = Vec::with_capacity(count + 1);
        let mut at = 0;
        for row in 0..count {
            if row % GRAIN == 0 {
                task.check().map_err(RowFault::Stopped)?;
            }
            starts.push(at);
            at = row_end(bytes, at, element, big_endian).map_err(|at| at.in_row(row as u64))?;
        }
        starts.push(at);
        Ok(Self::Apart(starts))
    }

    fn start(&self, row: usize) -> usize {
        match self {
            Self::Alike { stride } => row * stride,
            Self::Apart(starts) => starts[row],
        }
    }

    fn end(&self, count: usize) -> usize {
        match self {
            Self::Alike { stride } => count * stride,
            Self::Apart(starts) => starts.last().copied().unwrap_or(0),
        }
    }
}

/// Where a row cannot go on.
enum RowEnd {
    CutShort(usize),
    NegativeCount(usize),
}

impl RowEnd {
    fn in_row(self, row: u64) -> RowFault {
        match self {
            Self::CutShort(at) => RowFault::CutShort { row, at },
            Self::NegativeCount(at) => RowFault::NegativeCount { at },
        }
    }
}

/// Where the row that begins at a byte ends.
fn row_end(
    bytes: &[u8],
    mut at: usize,
    element: &Element,
    big_endian: bool,
) -> Result<usize, RowEnd> {
    for property in &element.properties {
        let begin = at;
        let length = match property.count {
            None => 1,
            Some(count) => {
                let number = bytes.get(at..at + count.size()).ok_or(RowEnd::CutShort(begin))?;
                at += count.size();
                let length = integer(number, count, big_endian);
                u64::try_from(length).map_err(|_| RowEnd::NegativeCount(begin))?
            }
        };
        let size = length.saturating_mul(property.scalar.size() as u64);
        at = usize::try_from(size).ok().and_then(|size| at.checked_add(size)).unwrap_or(usize::MAX);
        if at > bytes.len() {
            return Err(RowEnd::CutShort(begin));
        }
    }
    Ok(at)
}

/// Whether the lists of every row are as long as those of the first, so that all rows have its
/// size.
fn all_alike(bytes: &[u8], stride: usize, element: &Element, big_endian: bool) -> bool {
    let mut counts: Vec<(Range<usize>, &[u8])> = Vec::new();
    let mut at = 0;
    for property in &element.properties {
        let length = match property.count {
            None => 1,
            Some(count) => {
                let place = at..at + count.size();
                let number = &bytes[place.clone()];
                counts.push((place, number));
                at += count.size();
                integer(number, count, big_endian) as usize
            }
        };
        at += length * property.scalar.size();
    }
    let alike = |row: &[u8]| counts.iter().all(|(place, number)| row[place.clone()] == **number);
    bytes.par_chunks_exact(stride).with_min_len(GRAIN).all(alike)
}

/// Reads the numbers of one element.
struct Decode<'a> {
    bytes: &'a [u8],
    element: &'a Element,
    rows: &'a Rows,
    big_endian: bool,
    task: &'a Task,
}

impl Decode<'_> {
    /// The values of a tuple for every row, as the bits of floats or integers.
    fn tuple(&self, tuple: &Tuple) -> Result<Vec<u32>, Fault> {
        let (count, size) = (self.element.count as usize, tuple.properties.len());
        self.task.reserve(count as u64, 4 * size as u64, "an attribute of this file")?;
        let mut values = vec![0; count * size];
        if let Some((offset, stride)) = self.copied_as_they_lie(tuple) {
            self.task.fill_chunks(&mut values, GRAIN * size, |start, chunk| {
                let rows = self.bytes[start / size * stride..].chunks(stride);
                for (slot, row) in chunk.chunks_exact_mut(size).zip(rows) {
                    let row = &row[offset..offset + 4 * size];
                    bytemuck::cast_slice_mut::<u32, u8>(slot).copy_from_slice(row);
                }
            })?;
            return Ok(values);
        }
        let float = tuple.scalar.is_float();
        self.task.fill_chunks(&mut values, GRAIN * size, |start, chunk| {
            for (index, slot) in chunk.chunks_exact_mut(size).enumerate() {
                let row = start / size + index;
                for (value, &property) in slot.iter_mut().zip(&tuple.properties) {
                    let scalar = self.element.properties[property].scalar;
                    let number = &self.bytes[self.place(row, property)..][..scalar.size()];
                    *value = bits(number, scalar, float, self.big_endian);
                }
            }
        })?;
        Ok(values)
    }

    /// Where in a row the tuple lies, and the size of rows, if its bytes are those of the result.
    fn copied_as_they_lie(&self, tuple: &Tuple) -> Option<(usize, usize)> {
        let Rows::Alike { stride } = *self.rows else { return None };
        let first = *tuple.properties.first()?;
        let in_order = tuple.properties.iter().enumerate().all(|(offset, &property)| {
            let scalar = self.element.properties[property].scalar;
            property == first + offset
                && scalar == tuple.scalar
                && matches!(scalar, Scalar::F32 | Scalar::I32)
        });
        let native = self.big_endian == cfg!(target_endian = "big");
        let all_scalars = self.element.properties.iter().all(|property| property.count.is_none());
        (in_order && native && all_scalars && self.element.count > 0)
            .then(|| (self.place(0, first), stride))
    }

    /// The items of a list for every row.
    fn list(&self, list: usize) -> Result<List, Fault> {
        let property = &self.element.properties[list];
        let count_scalar = property.count.unwrap_or(Scalar::U8);
        let rows = self.element.count as usize;
        self.task.reserve(rows as u64 + 1, 4, "the lists of this file")?;
        let mut offsets = vec![0_u32; rows + 1];
        let length = |row: usize| {
            let number = &self.bytes[self.place(row, list)..][..count_scalar.size()];
            integer(number, count_scalar, self.big_endian) as u64
        };
        let mut total = 0;
        match self.rows {
            Rows::Alike { .. } if rows > 0 => {
                let each = length(0);
                total = each * rows as u64;
                self.task.reserve(total, 4, "the lists of this file")?;
                self.task.fill(&mut offsets, |row, slot| *slot = (row as u64 * each) as u32)?;
            }
            _ => {
                for row in 0..rows {
                    if row % GRAIN == 0 {
                        self.task.check()?;
                    }
                    total += length(row);
                    offsets[row + 1] = total.min(u64::from(u32::MAX)) as u32;
                }
                self.task.reserve(total, 4, "the lists of this file")?;
            }
        }
        let mut items = vec![0; total as usize];
        let float = property.scalar.is_float();
        let size = property.scalar.size();
        // Rows in blocks, each with the slots of its items.
        let blocks = rows.div_ceil(GRAIN);
        let bound = |block: usize| offsets[(block * GRAIN).min(rows)] as usize;
        let lengths = (0..blocks).map(|block| bound(block + 1) - bound(block));
        let mut slots = crate::files::join::slots(&mut items, lengths);
        slots.par_iter_mut().enumerate().try_for_each(|(block, slots)| {
            self.task.check()?;
            let mut slots = slots.iter_mut();
            for row in block * GRAIN..((block + 1) * GRAIN).min(rows) {
                let length = (offsets[row + 1] - offsets[row]) as usize;
                let begin = self.place(row, list) + count_scalar.size();
                let numbers = self.bytes[begin..begin + length * size].chunks_exact(size);
                for (number, slot) in numbers.zip(&mut slots) {
                    *slot = bits(number, property.scalar, float, self.big_endian);
                }
            }
            Ok::<(), task::Stop>(())
        })?;
        drop(slots);
        Ok(List { offsets, items, is_float: float })
    }

    /// Where a property of a row lies.
    #[inline]
    fn place(&self, row: usize, property: usize) -> usize {
        let mut at = self.rows.start(row);
        for before in &self.element.properties[..property] {
            let length = match before.count {
                None => 1,
                Some(count) => {
                    let number = &self.bytes[at..at + count.size()];
                    at += count.size();
                    integer(number, count, self.big_endian) as usize
                }
            };
            at += length * before.scalar.size();
        }
        at
    }
}

/// A number as the bits of a 32-bit float, or of a 32-bit integer.
#[inline]
fn bits(bytes: &[u8], scalar: Scalar, float: bool, big_endian: bool) -> u32 {
    if scalar.is_float() {
        let value = real(bytes, scalar, big_endian);
        if float { (value as f32).to_bits() } else { value as i32 as u32 }
    } else {
        let value = integer(bytes, scalar, big_endian);
        if float { (value as f32).to_bits() } else { value.min(i64::from(i32::MAX)) as i32 as u32 }
    }
}

#[inline]
fn word<const N: usize>(bytes: &[u8], big_endian: bool) -> [u8; N] {
    let mut word = [0; N];
    word.copy_from_slice(&bytes[..N]);
    if big_endian {
        word.reverse();
    }
    word
}

#[inline]
fn real(bytes: &[u8], scalar: Scalar, big_endian: bool) -> f64 {
    match scalar {
        Scalar::F64 => f64::from_le_bytes(word(bytes, big_endian)),
        _ => f64::from(f32::from_le_bytes(word(bytes, big_endian))),
    }
}

/// A whole number; the whole part where the type is of floats.
#[inline]
fn integer(bytes: &[u8], scalar: Scalar, big_endian: bool) -> i64 {
    match scalar {
        Scalar::I8 => i64::from(bytes[0] as i8),
        Scalar::U8 => i64::from(bytes[0]),
        Scalar::I16 => i64::from(i16::from_le_bytes(word(bytes, big_endian))),
        Scalar::U16 => i64::from(u16::from_le_bytes(word(bytes, big_endian))),
        Scalar::I32 => i64::from(i32::from_le_bytes(word(bytes, big_endian))),
        Scalar::U32 => i64::from(u32::from_le_bytes(word(bytes, big_endian))),
        Scalar::F32 | Scalar::F64 => real(bytes, scalar, big_endian) as i64,
    }
}
