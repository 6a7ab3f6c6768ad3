//! The body of a text file.
//!
//! Rows are taken to be lines, which all cores read at once. Where they are not, the body is read
//! again from its beginning, number by number, with line ends as blanks.

use rayon::prelude::*;
use task::{GRAIN, Task};

use super::build::{Body, ElementData, List};
use super::header::{Element, Header, Property};
use super::plan::Plan;
use crate::files::error::{EXPORT_AGAIN, Fault, Place};
use crate::files::join::{join, starts};
use crate::files::text::{self, Cursor};

/// Reads what is planned of every element.
pub fn read(bytes: &[u8], header: &Header, plans: &[Plan], task: &Task) -> Result<Body, Fault> {
    match read_lines(bytes, header, plans, task) {
        Err(Fault::Stopped(stop)) => Err(Fault::Stopped(stop)),
        // If that fails too, what the lines said is more to the point.
        Err(fault) => match read_freely(bytes, header, plans, task) {
            Err(Fault::Stopped(stop)) => Err(Fault::Stopped(stop)),
            other => other.map_err(|_| fault),
        },
        read => read,
    }
}

fn read_lines(bytes: &[u8], header: &Header, plans: &[Plan], task: &Task) -> Result<Body, Fault> {
    let body = &bytes[header.body..];
    let pieces = text::pieces_at(body, text::PIECE, |_, _| true);
    let count_rows =
        |piece: &&[u8]| piece.split(|&byte| byte == b'\n').filter(has_something).count();
    let rows = starts(pieces.par_iter().map(count_rows).collect::<Vec<_>>().into_iter());
    let needed: u64 = header.elements.iter().map(|element| element.count).sum();
    let there = rows.last().copied().unwrap_or(0) as u64;
    if there < needed {
        let line = text::line_of(bytes, bytes.len());
        let cause = format!("the header promises {needed} lines, and {there} are there");
        return Err(Fault::at(Place::Line(line), cause, EXPORT_AGAIN));
    }
    task.check()?;
    let parsed: Result<Vec<_>, task::Stop> = pieces
        .par_iter()
        .zip(&rows)
        .map(|(piece, &first)| {
            task.check()?;
            Ok(parse(piece, first as u64, header, plans, false, task))
        })
        .collect();
    let mut parts = Vec::with_capacity(pieces.len());
    let mut begin = header.body;
    for (part, piece) in parsed?.into_iter().zip(&pieces) {
        parts.push(part.map_err(|wrong| wrong.of_file(bytes, begin))?);
        begin += piece.len();
    }
    Ok(joined(header, plans, &parts))
}

fn has_something(line: &&[u8]) -> bool {
    line.iter().any(|byte| !byte.is_ascii_whitespace())
}

fn read_freely(bytes: &[u8], header: &Header, plans: &[Plan], task: &Task) -> Result<Body, Fault> {
    let part = parse(&bytes[header.body..], 0, header, plans, true, task);
    let part = part.map_err(|wrong| wrong.of_file(bytes, header.body))?;
    Ok(joined(header, plans, &[part]))
}

/// What a piece of the body says of one element.
#[derive(Default)]
struct Part {
    tuples: Vec<Vec<u32>>,
    /// For each list the lengths and the items.
    lists: Vec<(Vec<u32>, Vec<u32>)>,
}

enum Wrong {
    Stopped(task::Stop),
    At { byte: usize, cause: String },
}

impl Wrong {
    fn of_file(self, bytes: &[u8], begin: usize) -> Fault {
        match self {
            Self::Stopped(stop) => Fault::Stopped(stop),
            Self::At { byte, cause } => {
                let line = text::line_of(bytes, begin + byte);
                Fault::at(Place::Line(line), cause, EXPORT_AGAIN)
            }
        }
    }
}

/// Reads a piece whose first row is the `first` of the body; a part for each element. `freely`
/// takes line ends as blanks.
fn parse(
    piece: &[u8],
    first: u64,
    header: &Header,
    plans: &[Plan],
    freely: bool,
    task: &Task,
) -> Result<Vec<Part>, Wrong> {
    let mut cursor = Cursor::new(piece);
    let mut parts = Vec::with_capacity(plans.len());
    let mut numbers = Vec::new();
    let mut row = first;
    let mut begin = 0;
    for (element, plan) in header.elements.iter().zip(plans) {
        let mut part = Part {
            tuples: vec![Vec::new(); plan.tuples.len()],
            lists: vec![Default::default(); plan.lists.len()],
        };
        let end = begin + element.count;
        while row < end {
            cursor.skip_space();
            if cursor.is_at_end() {
                break;
            }
            if row.is_multiple_of(GRAIN as u64) {
                task.check().map_err(Wrong::Stopped)?;
            }
            let place = cursor.at();
            read_row(&mut cursor, element, plan, &mut numbers, &mut part, freely).ok_or_else(
                || {
                    let wrong = text::shown(cursor.clone().token());
                    let name = &element.name;
                    let cause = if wrong.is_empty() {
                        format!("a line of \"{name}\" has too few numbers")
                    } else {
                        format!("\"{wrong}\" is not a number that fits \"{name}\"")
                    };
                    Wrong::At { byte: place, cause }
                },
            )?;
            if !freely {
                cursor.next_line();
            }
            row += 1;
        }
        if freely && row < end {
            let cause = format!("the file ends within \"{}\"", element.name);
            return Err(Wrong::At { byte: piece.len(), cause });
        }
        begin = end;
        parts.push(part);
    }
    Ok(parts)
}

fn read_row(
    cursor: &mut Cursor<'_>,
    element: &Element,
    plan: &Plan,
    numbers: &mut Vec<u32>,
    part: &mut Part,
    freely: bool,
) -> Option<()> {
    numbers.clear();
    for (index, property) in element.properties.iter().enumerate() {
        if property.count.is_none() {
            numbers.push(number(cursor, property, freely)?);
            continue;
        }
        numbers.push(0);
        let length = u32::try_from(whole(cursor, freely)?).ok()?;
        let list = plan.lists.iter().position(|&list| list == index);
        for _ in 0..length {
            let item = number(cursor, property, freely)?;
            if let Some(list) = list {
                part.lists[list].1.push(item);
            }
        }
        if let Some(list) = list {
            part.lists[list].0.push(length);
        }
    }
    for (values, tuple) in part.tuples.iter_mut().zip(&plan.tuples) {
        values.extend(tuple.properties.iter().map(|&property| {
            let scalar = element.properties[property].scalar;
            let bits = numbers[property];
            match (scalar.is_float(), tuple.scalar.is_float()) {
                (false, true) => (bits as i32 as f32).to_bits(),
                (true, false) => f32::from_bits(bits) as i32 as u32,
                _ => bits,
            }
        }));
    }
    Some(())
}

/// The next number as the bits of its 32-bit type.
#[inline]
fn number(cursor: &mut Cursor<'_>, property: &Property, freely: bool) -> Option<u32> {
    if property.scalar.is_float() {
        if freely {
            cursor.skip_space();
        }
        return Some(cursor.float()?.to_bits());
    }
    let value = whole(cursor, freely)?;
    Some(value.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32 as u32)
}

/// The next whole number; some programs write it like 3.0.
#[inline]
fn whole(cursor: &mut Cursor<'_>, freely: bool) -> Option<i64> {
    if freely {
        cursor.skip_space();
    }
    cursor.skip_blanks();
    let before = cursor.clone();
    let value = cursor.integer()?;
    if cursor.peek().is_none_or(|byte| byte.is_ascii_whitespace()) {
        return Some(value);
    }
    *cursor = before;
    cursor.float().map(|value| value as i64)
}

/// The parts of all pieces as one.
fn joined(header: &Header, plans: &[Plan], pieces: &[Vec<Part>]) -> Body {
    let element = |index: usize| {
        let parts = || pieces.iter().map(move |parts| &parts[index]);
        let properties = &header.elements[index].properties;
        let tuples = (0..plans[index].tuples.len())
            .map(|tuple| {
                join(&parts().map(|part| part.tuples[tuple].as_slice()).collect::<Vec<_>>())
            })
            .collect();
        let lists = (0..plans[index].lists.len())
            .map(|list| {
                let lengths = parts().flat_map(|part| &part.lists[list].0);
                let offsets = starts(lengths.map(|&length| length as usize));
                let items: Vec<&[u32]> =
                    parts().map(|part| part.lists[list].1.as_slice()).collect();
                List {
                    offsets: offsets.into_iter().map(|offset| offset as u32).collect(),
                    items: join(&items),
                    is_float: properties[plans[index].lists[list]].scalar.is_float(),
                }
            })
            .collect();
        ElementData { count: header.elements[index].count as usize, tuples, lists }
    };
    (0..header.elements.len()).map(element).collect()
}
