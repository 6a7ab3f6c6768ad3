//! Attributes that copies take over from what they are made on.

use std::sync::Arc;

use task::{Stop, Task};

use super::realize::Copies;
use crate::runs::{fill_runs, zeroes};
use crate::{Column, Data, Domain, NamePattern, PACKED_SOURCE, PACKED_TRANSFORM, Table, Text};

/// What becomes of a value of the copy where another comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TransferMethod {
    /// The new value takes its place.
    #[default]
    Set,
    /// They are multiplied; groups are intersected.
    Multiply,
    /// They are added; groups are united.
    Add,
}

/// Which attributes copies take over, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// The attributes and groups by name: see [`NamePattern`]. `P` is never among them, nor is
    /// what packed instances show.
    pub names: String,
    /// Which elements of the copies get them: points, vertices or primitives.
    pub to: Domain,
    /// What becomes of the values that are there. Where there are none, or none of this type and
    /// size, every method sets.
    pub method: TransferMethod,
}

impl Transfer {
    /// What Houdini's Copy to Points begins with: all but what places the copies is set on their
    /// points, `Alpha` multiplied and `v` added.
    pub fn usual() -> Vec<Self> {
        let transfer =
            |names: &str, method| Self { names: names.to_owned(), to: Domain::Point, method };
        vec![
            transfer(Self::USUAL_SET, TransferMethod::Set),
            transfer("Alpha", TransferMethod::Multiply),
            transfer("v", TransferMethod::Add),
        ]
    }

    /// The names that are set unless somebody says otherwise.
    pub const USUAL_SET: &str =
        "* ^v ^Alpha ^N ^up ^pscale ^scale ^orient ^rot ^pivot ^trans ^transform";
}

/// Gives every element of the `i`-th copy the values of the row `chosen[i]` (`i` if `None`) of
/// `from`.
pub(crate) fn transfer(
    copies: &mut Copies,
    from: &Table,
    chosen: Option<&[u32]>,
    wanted: &Transfer,
    task: &Task,
) -> Result<(), Stop> {
    let names = NamePattern::new(&wanted.names);
    for (name, column) in from.iter().filter(|_| wanted.to != Domain::Detail) {
        let places = ["P", PACKED_SOURCE, PACKED_TRANSFORM].contains(&&**name);
        if places || !names.matches(name) {
            continue;
        }
        let column = match chosen {
            Some(chosen) => column.gather(chosen, task)?,
            None => column.clone(),
        };
        let spread = match copies.one_each(wanted.to) {
            true => column,
            false => spread(&column, copies.offsets(wanted.to), task)?,
        };
        let table = copies.geometry.table_mut(wanted.to);
        let value = match (wanted.method, table.get(name)) {
            (TransferMethod::Set, _) | (_, None) => spread,
            (method, Some(there)) => combined(there, spread, method, task)?,
        };
        table.set(name, value);
    }
    Ok(())
}

/// Each value of a column once for every element of its run.
fn spread(column: &Column, offsets: &[u32], task: &Task) -> Result<Column, Stop> {
    let total = offsets.last().map_or(0, |&end| end as usize);
    let size = column.size();
    let values = match column.data() {
        Data::Float(values) => {
            Column::floats_of_size(spread_values(values, size, total, offsets, task)?, size)
        }
        Data::Int(values) => {
            Column::ints_of_size(spread_values(values, size, total, offsets, task)?, size)
        }
        Data::Bool(values) => Column::group(spread_values(values, 1, total, offsets, task)?),
        Data::Text(text) => Column::text(Text {
            indices: Arc::new(spread_values(&text.indices, 1, total, offsets, task)?),
            strings: text.strings.clone(),
        }),
    };
    Ok(values.with_meaning(column.meaning()))
}

fn spread_values<T: bytemuck::Zeroable + Copy + Send + Sync>(
    values: &[T],
    size: usize,
    total: usize,
    offsets: &[u32],
    task: &Task,
) -> Result<Vec<T>, Stop> {
    task.reserve(total as u64, (size * size_of::<T>()) as u64, "an attribute of the copies")?;
    let mut out = zeroes::<T>(total * size);
    fill_runs(offsets, size, &mut out, task, |run, _, slots| {
        let value = &values[run * size..][..size];
        slots.chunks_exact_mut(size).for_each(|slot| slot.copy_from_slice(value));
    })?;
    Ok(out)
}

/// The values of two columns multiplied or added; the second ones where types differ.
fn combined(
    there: &Column,
    new: Column,
    method: TransferMethod,
    task: &Task,
) -> Result<Column, Stop> {
    if there.size() != new.size() {
        return Ok(new);
    }
    let multiply = method == TransferMethod::Multiply;
    let column = match (there.data(), new.data()) {
        (Data::Float(a), Data::Float(b)) => {
            let f = |i: usize| if multiply { a[i] * b[i] } else { a[i] + b[i] };
            Column::floats_of_size(task.map(a.len(), f)?, there.size())
        }
        (Data::Int(a), Data::Int(b)) => {
            let f = |i: usize| {
                if multiply { a[i].wrapping_mul(b[i]) } else { a[i].wrapping_add(b[i]) }
            };
            Column::ints_of_size(task.map(a.len(), f)?, there.size())
        }
        (Data::Bool(a), Data::Bool(b)) => {
            let f = |i: usize| if multiply { a[i] & b[i] } else { a[i] | b[i] };
            Column::group(task.map(a.len(), f)?)
        }
        _ => return Ok(new),
    };
    Ok(column.with_meaning(there.meaning()))
}
