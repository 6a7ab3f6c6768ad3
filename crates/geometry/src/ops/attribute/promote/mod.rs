//! Attributes carried from one domain to another.

mod reduce;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use task::Task;

use super::relation::{Lists, Relation};
use super::{Error, check_place, codes, is_reserved};
use crate::{Column, Data, Domain, Geometry, NONE, Table};

/// How one value is made of those of several elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The mean; of normals and quaternions brought to unit length, of integers rounded, of groups
    /// whether half or more are members, of text the most frequent.
    #[default]
    Mean,
    /// The middle one, or the mean of the two in the middle; of groups and text as the mean.
    Median,
    /// The most frequent tuple, the first of several that are as frequent.
    Mode,
    /// The least; of groups whether all are members, of text the first in the alphabet.
    Minimum,
    /// The greatest; of groups whether any is a member, of text the last in the alphabet.
    Maximum,
    /// The sum, held at the ends of what an integer can be; of groups whether any is a member, of
    /// text the most frequent.
    Sum,
    /// That of the first element.
    First,
    /// That of the last element.
    Last,
}

/// What to carry: see [`promote`].
#[derive(Debug, Clone, PartialEq)]
pub struct Promote {
    /// The attributes and groups, each with its name afterwards.
    pub names: Vec<(Arc<str>, Arc<str>)>,
    /// What they belong to.
    pub from: Domain,
    /// What they shall belong to.
    pub to: Domain,
    /// How several values become one.
    pub method: Method,
    /// An attribute whose equal values mark the pieces that are worked on apart: each element then
    /// has the value that is made of all elements of its piece.
    pub piece: Option<Arc<str>>,
    /// Whether the old attributes are deleted, where the geometry can do without them.
    pub delete_original: bool,
}

/// Carries attributes, text and groups among them, to another domain.
///
/// Each element takes the values of the elements that it touches: a primitive those of its
/// points (a point that it visits twice counts twice), a point those of its vertices and of the
/// primitives around it, the detail those of all. Component by component, except that the mode,
/// the first and the last are always tuples that there are. What touches nothing takes the
/// default of the new name. A meaning stays. An attribute of the new name is overwritten.
///
/// The piece attribute is looked for where the values come from, then where they go, then
/// elsewhere. It plays no part when the detail does.
pub fn promote(geometry: &Geometry, settings: &Promote, task: &Task) -> Result<Geometry, Error> {
    let Promote { from, to, method, .. } = *settings;
    for (name, _) in &settings.names {
        let table = geometry.table(from);
        table.get(name).ok_or_else(|| Error::missing(name, table, from))?;
    }
    let in_pieces = from != Domain::Detail && to != Domain::Detail;
    let piece = settings.piece.as_deref().filter(|piece| in_pieces && !piece.is_empty());
    let relation = match piece {
        Some(piece) => Relation::within_pieces(geometry, piece, from, to, task)?,
        None => Relation::of(geometry, from, to, task)?,
    };
    let mut result = geometry.clone();
    for (name, new_name) in &settings.names {
        let Some(column) = geometry.table(from).get(name) else { continue };
        let size = 4 * column.size() as u64;
        task.reserve(geometry.count(to) as u64, size, "the promoted attribute")?;
        let column = carried(column, &relation, method, new_name, task)?;
        task.check()?;
        check_place(new_name, to, Some(&column))?;
        result.table_mut(to).set(new_name, column);
    }
    if settings.delete_original {
        for (name, _) in &settings.names {
            let is_result = from == to && settings.names.iter().any(|(_, new)| new == name);
            if !is_result && !is_reserved(name, from) {
                result.table_mut(from).remove(name);
            }
        }
    }
    Ok(result)
}

/// The column of this name for the elements of a domain: its own, or else that of another
/// domain carried there. None if no domain has one.
pub(crate) fn adapted(
    geometry: &Geometry,
    name: &str,
    to: Domain,
    method: Method,
    task: &Task,
) -> Result<Option<Column>, Error> {
    let homes = std::iter::once(to).chain(Domain::ALL);
    let mut found = homes.filter_map(|home| Some((home, geometry.table(home).get(name)?)));
    let Some((home, column)) = found.next() else { return Ok(None) };
    let relation = Relation::of(geometry, home, to, task)?;
    Ok(Some(carried(column, &relation, method, name, task)?))
}

/// A column as the targets of a relation have it.
fn carried(
    column: &Column,
    relation: &Relation<'_>,
    method: Method,
    new_name: &str,
    task: &Task,
) -> Result<Column, Error> {
    Ok(match relation {
        Relation::Same => column.clone(),
        Relation::Each(sources) => gathered(column, sources, new_name, task)?,
        Relation::Lists(lists) => {
            let reduced = reduced(column, lists, method, new_name, task)?;
            match &lists.list_of_target {
                Some(list_of_target) => gathered(&reduced, list_of_target, new_name, task)?,
                None => reduced,
            }
        }
    })
}

/// One tuple for each list.
fn reduced(
    column: &Column,
    lists: &Lists<'_>,
    method: Method,
    new_name: &str,
    task: &Task,
) -> Result<Column, Error> {
    let method = match (column.data(), method) {
        (Data::Text(_), Method::Mean | Method::Median | Method::Sum) => Method::Mode,
        _ => method,
    };
    let picked = match (column.data(), method) {
        (_, Method::First) => Some(reduce::ends(lists, false, task)?),
        (_, Method::Last) => Some(reduce::ends(lists, true, task)?),
        (_, Method::Mode) => Some(reduce::modes(lists, &codes::codes(column, task)?, task)?),
        (Data::Text(text), Method::Minimum | Method::Maximum) => {
            let ranks = codes::alphabetical_ranks(text);
            let rank = |element: u32| ranks[text.indices[element as usize] as usize];
            Some(reduce::extremes(lists, rank, method == Method::Maximum, task)?)
        }
        _ => None,
    };
    if let Some(picked) = picked {
        return gathered(column, &picked, new_name, task);
    }
    Ok(match column.data() {
        Data::Float(values) => {
            let meaning = column.meaning();
            let size = column.size();
            let values = reduce::floats(lists, values, size, meaning, method, new_name, task)?;
            Column::floats_of_size(values, size).with_meaning(meaning)
        }
        Data::Int(values) => {
            let values = reduce::integers(lists, values, column.size(), method, new_name, task)?;
            Column::ints_of_size(values, column.size()).with_meaning(column.meaning())
        }
        Data::Bool(members) => Column::group(reduce::members(lists, members, method, task)?),
        Data::Text(_) => unreachable!("text is always picked"),
    })
}

/// The tuples at `sources`; the default of the new name where that is [`NONE`].
fn gathered(
    column: &Column,
    sources: &[u32],
    new_name: &str,
    task: &Task,
) -> Result<Column, Error> {
    if !sources.contains(&NONE) {
        return Ok(column.gather(sources, task)?);
    }
    // A row without the attribute takes its default; it is put behind the others.
    let mut table = Table::new(column.len());
    table.set(new_name, column.clone());
    let joined = Table::concat(&[&table, &Table::new(1)], task)?;
    let default = column.len() as u32;
    let sources: Vec<u32> = sources.iter().map(|&source| source.min(default)).collect();
    let column = joined.get(new_name).expect("set above");
    Ok(column.gather(&sources, task)?)
}
