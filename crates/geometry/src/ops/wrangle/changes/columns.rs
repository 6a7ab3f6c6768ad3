//! Attributes and groups of any elements, set one after another.

use std::collections::BTreeMap;
use std::sync::Arc;

use expression::{Change, Mode, Value};
use task::{Stop, Task};

use super::super::scope::domain_of;
use super::{Ignored, element};
use crate::{Column, Data, Domain, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, Text, default_value};

/// Changes that are made between two looks at whether to go on.
const STEP: usize = 4096;

/// The values of an attribute that is being written.
enum Values {
    Floats(Vec<f32>, usize),
    Ints(Vec<i32>, usize),
    Bools(Vec<bool>),
    Texts(Vec<Arc<str>>),
}

/// Sets attributes and groups.
pub(super) fn set(
    geometry: &mut Geometry,
    changes: &[Change],
    ignored: &mut Ignored<'_>,
    task: &Task,
) -> Result<(), Stop> {
    let mut open: BTreeMap<(Domain, Arc<str>), Values> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        if index.is_multiple_of(STEP) {
            task.check()?;
        }
        let (class, name, number, value, mode) = match change {
            Change::Attribute { class, name, element, value, mode } => {
                (*class, name, *element, value, *mode)
            }
            Change::Group { class, name, element, is_member } => {
                (*class, name, *element, &Value::Int(i32::from(*is_member)), Mode::Set)
            }
            _ => continue,
        };
        let is_group = matches!(change, Change::Group { .. });
        let domain = domain_of(class);
        let Some(element) = element(number, geometry.count(domain)) else {
            ignored.note(|| {
                format!("there is no {} {number} whose \"{name}\" could be set", domain.name())
            });
            continue;
        };
        if domain == Domain::Primitive && [PACKED_SOURCE, PACKED_TRANSFORM].contains(&&**name) {
            ignored.note(|| format!("\"{name}\" belongs to the geometry itself and is not set"));
            continue;
        }
        let values = match open.entry((domain, name.clone())) {
            std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(opened(geometry, domain, name, value, is_group))
            }
        };
        if !values.put(element, value, mode) {
            ignored.note(|| format!("\"{name}\" cannot take a value of type {}", value.kind()));
        }
    }
    for ((domain, name), values) in open {
        let column = match values {
            Values::Floats(values, size) => Column::floats_of_size(values, size),
            Values::Ints(values, size) => Column::ints_of_size(values, size),
            Values::Bools(members) => Column::group(members),
            Values::Texts(texts) => Column::text(Text::from_strings(texts)),
        };
        let table = geometry.table_mut(domain);
        let meaning = table.get(&name).map(Column::meaning).unwrap_or_default();
        table.set(&name, column.with_meaning(meaning));
    }
    Ok(())
}

/// The values that are there; new ones of the type of the first that is set.
fn opened(
    geometry: &Geometry,
    domain: Domain,
    name: &str,
    value: &Value,
    is_group: bool,
) -> Values {
    let table = geometry.table(domain);
    // A group is only replaced by an attribute of its name where that is what is being set.
    let there = table.get(name).filter(|column| column.is_group() == is_group);
    match there.map(Column::data) {
        Some(Data::Float(values)) => Values::Floats(values.to_vec(), there.map_or(1, Column::size)),
        Some(Data::Int(values)) => Values::Ints(values.to_vec(), there.map_or(1, Column::size)),
        Some(Data::Bool(members)) => Values::Bools(members.to_vec()),
        Some(Data::Text(text)) => {
            Values::Texts((0..table.len()).map(|index| text.get(index).into()).collect())
        }
        None => match value {
            _ if is_group => Values::Bools(vec![false; table.len()]),
            Value::Int(_) => Values::Ints(vec![default_value(name, 0) as i32; table.len()], 1),
            Value::Text(_) | Value::Array(_) => Values::Texts(vec!["".into(); table.len()]),
            numbers => {
                let size = numbers.floats().len();
                let tuple: Vec<f32> = (0..size).map(|place| default_value(name, place)).collect();
                Values::Floats(tuple.repeat(table.len()), size)
            }
        },
    }
}

impl Values {
    /// Sets one element; gives whether the value fits.
    fn put(&mut self, element: usize, value: &Value, mode: Mode) -> bool {
        match (self, value) {
            (Self::Texts(texts), Value::Text(text)) => {
                texts[element] = match mode {
                    Mode::Add => format!("{}{text}", texts[element]).into(),
                    _ => text.clone(),
                };
                true
            }
            (Self::Bools(members), Value::Int(member)) => {
                members[element] = *member != 0;
                true
            }
            (Self::Ints(values, 1), Value::Int(new)) => {
                let slot = &mut values[element];
                *slot = match mode {
                    Mode::Set => *new,
                    Mode::Add => slot.wrapping_add(*new),
                    Mode::Mult => slot.wrapping_mul(*new),
                    Mode::Min => (*slot).min(*new),
                    Mode::Max => (*slot).max(*new),
                };
                true
            }
            (Self::Ints(values, 1), value) => match value.floats()[..] {
                [new] => {
                    let joined = joined(values[element] as f32, new, mode);
                    values[element] = joined as i32;
                    true
                }
                _ => false,
            },
            (Self::Floats(values, size), value) => {
                let new = value.floats();
                let slots = &mut values[element * *size..(element + 1) * *size];
                match new.len() {
                    0 => return false,
                    // One number fills a vector.
                    1 => slots.iter_mut().for_each(|slot| *slot = joined(*slot, new[0], mode)),
                    count if count == *size => {
                        let pairs = slots.iter_mut().zip(new);
                        pairs.for_each(|(slot, new)| *slot = joined(*slot, new, mode));
                    }
                    _ => return false,
                }
                true
            }
            _ => false,
        }
    }
}

fn joined(old: f32, new: f32, mode: Mode) -> f32 {
    match mode {
        Mode::Set => new,
        Mode::Add => old + new,
        Mode::Mult => old * new,
        Mode::Min => old.min(new),
        Mode::Max => old.max(new),
    }
}
