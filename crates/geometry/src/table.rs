//! The attributes of one domain.

use std::sync::Arc;

use task::{Stop, Task};

use crate::column::{Data, Text};
use crate::element::{Element, Number};
use crate::names::{default_value, meaning_of};
use crate::{Blend, Column, Weights};

/// Named columns of one length, by name in alphabetical order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    len: usize,
    /// Sorted by name: few columns are the rule, and a clone is one small allocation.
    columns: Vec<(Arc<str>, Column)>,
}

impl Table {
    /// No columns, for `len` elements.
    pub fn new(len: usize) -> Self {
        Self { len, columns: Vec::new() }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The column of this name.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.place(name).ok().map(|place| &self.columns[place].1)
    }

    /// Where the column of this name stands, or would.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.columns.binary_search_by(|(known, _)| (**known).cmp(name))
    }

    /// The column of this name, to be written.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.place(name).ok().map(|place| &mut self.columns[place].1)
    }

    /// Whether there is a column of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// Names and columns, groups among them, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Column)> {
        self.columns.iter().map(|(name, column)| (name, column))
    }

    /// Names and columns that are not groups.
    pub fn attributes(&self) -> impl Iterator<Item = (&Arc<str>, &Column)> {
        self.iter().filter(|(_, column)| !column.is_group())
    }

    /// Names and members of the groups.
    pub fn groups(&self) -> impl Iterator<Item = (&Arc<str>, &[bool])> {
        self.iter().filter_map(|(name, column)| Some((name, column.bools()?)))
    }

    /// The members of a group.
    pub fn group(&self, name: &str) -> Option<&[bool]> {
        self.get(name)?.bools()
    }

    /// The tuples of an attribute as a Rust type, if kind and size are those of `T`.
    pub fn read<T: Element>(&self, name: &str) -> Option<&[T]> {
        self.get(name)?.read()
    }

    /// The tuples of an attribute for writing. Where there is none of this kind and size yet, it
    /// is made with the name's default values and meaning, in place of any other.
    pub fn write<T: Element>(&mut self, name: &str) -> &mut [T] {
        let fits = self.get(name).is_some_and(|column| column.read::<T>().is_some());
        if !fits {
            let column = match T::NUMBER {
                Number::Float => default_floats(name, T::SIZE, self.len),
                Number::Int => default_ints(name, T::SIZE, self.len),
            };
            self.set(name, column.with_meaning(meaning_of(name, T::SIZE)));
        }
        let column = self.get_mut(name).expect("made above");
        column.write().expect("of this type, by the check above")
    }

    /// Sets a column in place of any other of this name.
    ///
    /// A column without a meaning takes the one that its name has by convention. Panics if its
    /// length is not that of the table: a mistake of the caller's.
    pub fn set(&mut self, name: impl AsRef<str>, column: Column) {
        let name = name.as_ref();
        assert_eq!(column.len(), self.len, "column {name} has another length than its table");
        let column = match column.meaning() {
            crate::Meaning::None if column.floats().is_some() => {
                let meaning = meaning_of(name, column.size());
                column.with_meaning(meaning)
            }
            _ => column,
        };
        match self.place(name) {
            Ok(place) => self.columns[place].1 = column,
            Err(place) => self.columns.insert(place, (name.into(), column)),
        }
    }

    /// Takes a column out.
    pub fn remove(&mut self, name: &str) -> Option<Column> {
        self.place(name).ok().map(|place| self.columns.remove(place).1)
    }

    /// Keeps the columns for which `keep` is true.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &Column) -> bool) {
        self.columns.retain(|(name, column)| keep(name, column));
    }

    /// The table of the elements at `indices`, in that order.
    pub fn gather(&self, indices: &[u32], task: &Task) -> Result<Self, Stop> {
        self.made(indices.len(), |column| column.gather(indices, task))
    }

    /// The table of weighted means: see [`Column::interpolate`].
    pub fn interpolate(&self, weights: &Weights, task: &Task) -> Result<Self, Stop> {
        self.made(weights.len(), |column| column.interpolate(weights, task))
    }

    /// The table of elements between two others each: see [`Column::blend`].
    pub fn blend(&self, blends: &[Blend], task: &Task) -> Result<Self, Stop> {
        self.made(blends.len(), |column| column.blend(blends, task))
    }

    /// A table of other columns under the same names.
    fn made(
        &self,
        len: usize,
        make: impl Fn(&Column) -> Result<Column, Stop>,
    ) -> Result<Self, Stop> {
        let columns = self.columns.iter().map(|(name, column)| Ok((name.clone(), make(column)?)));
        Ok(Self { len, columns: columns.collect::<Result<_, Stop>>()? })
    }

    /// The tables one after another. Attributes are united by name: elements of a table without
    /// one have the name's default value. Where types differ, the first table's type wins and
    /// the others' values are converted, or take the default where they cannot be.
    pub fn concat(tables: &[&Self], task: &Task) -> Result<Self, Stop> {
        let len = tables.iter().map(|table| table.len).sum();
        let mut united = Self::new(len);
        for (name, _) in tables.iter().flat_map(|table| table.iter()) {
            if let Err(place) = united.place(name) {
                let column = concat_column(name, tables, len, task)?;
                united.columns.insert(place, (name.clone(), column));
            }
        }
        Ok(united)
    }
}

fn default_floats(name: &str, size: usize, len: usize) -> Column {
    let tuple: Vec<f32> = (0..size).map(|position| default_value(name, position)).collect();
    let values = if tuple.iter().all(|&value| value == 0.0) {
        vec![0.0; len * size]
    } else {
        tuple.repeat(len)
    };
    Column::floats_of_size(values, size)
}

fn default_ints(name: &str, size: usize, len: usize) -> Column {
    let tuple: Vec<i32> = (0..size).map(|position| default_value(name, position) as i32).collect();
    Column::ints_of_size(tuple.repeat(len), size)
}

fn concat_column(name: &str, tables: &[&Table], len: usize, task: &Task) -> Result<Column, Stop> {
    let model = tables.iter().find_map(|table| table.get(name)).expect("some table has it");
    let size = model.size();
    let pick = |table: &Table, wanted: fn(&Column) -> bool| {
        table.get(name).filter(|column| column.size() == size && wanted(column)).cloned()
    };
    let joined = match model.data() {
        Data::Float(_) => {
            let mut values = Vec::with_capacity(len * size);
            for table in tables {
                task.check()?;
                let floats = pick(table, |column| column.floats().is_some());
                let ints = pick(table, |column| column.ints().is_some());
                match (&floats, &ints) {
                    (Some(column), _) => values.extend_from_slice(column.floats().unwrap_or(&[])),
                    (_, Some(column)) => {
                        values.extend(column.ints().unwrap_or(&[]).iter().map(|&int| int as f32));
                    }
                    _ => values.extend_from_slice(
                        default_floats(name, size, table.len).floats().unwrap_or(&[]),
                    ),
                }
            }
            Column::floats_of_size(values, size)
        }
        Data::Int(_) => {
            let mut values = Vec::with_capacity(len * size);
            for table in tables {
                task.check()?;
                let ints = pick(table, |column| column.ints().is_some());
                let floats = pick(table, |column| column.floats().is_some());
                match (&ints, &floats) {
                    (Some(column), _) => values.extend_from_slice(column.ints().unwrap_or(&[])),
                    (_, Some(column)) => {
                        values.extend(column.floats().unwrap_or(&[]).iter().map(|&f| f as i32));
                    }
                    _ => values.extend_from_slice(
                        default_ints(name, size, table.len).ints().unwrap_or(&[]),
                    ),
                }
            }
            Column::ints_of_size(values, size)
        }
        Data::Bool(_) => {
            let mut members = Vec::with_capacity(len);
            for table in tables {
                task.check()?;
                match table.group(name) {
                    Some(group) => members.extend_from_slice(group),
                    None => members.resize(members.len() + table.len, false),
                }
            }
            Column::group(members)
        }
        Data::Text(_) => Column::text(concat_text(name, tables, task)?),
    };
    Ok(joined.with_meaning(model.meaning()))
}

fn concat_text(name: &str, tables: &[&Table], task: &Task) -> Result<Text, Stop> {
    let mut known = std::collections::HashMap::<Arc<str>, u32>::new();
    let mut strings = Vec::<Arc<str>>::new();
    let mut indices = Vec::new();
    let mut intern = |text: &Arc<str>| {
        *known.entry(text.clone()).or_insert_with(|| {
            strings.push(text.clone());
            strings.len() as u32 - 1
        })
    };
    for table in tables {
        task.check()?;
        if let Some(text) = table.get(name).and_then(Column::texts) {
            let map: Vec<u32> = text.strings.iter().map(&mut intern).collect();
            indices.extend(text.indices.iter().map(|&index| map[index as usize]));
        } else {
            let empty = intern(&"".into());
            indices.resize(indices.len() + table.len, empty);
        }
    }
    Ok(Text { indices: Arc::new(indices), strings: Arc::new(strings) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec3;

    fn table(values: &[f32]) -> Table {
        let mut table = Table::new(values.len());
        table.set("mass", Column::new(values.to_vec()));
        table
    }

    #[test]
    fn a_written_column_leaves_its_clone_alone() {
        let before = table(&[1.0, 2.0]);
        let mut after = before.clone();
        after.write::<f32>("mass")[0] = 9.0;
        assert_eq!(before.read::<f32>("mass"), Some(&[1.0, 2.0][..]));
        assert_eq!(after.read::<f32>("mass"), Some(&[9.0, 2.0][..]));
    }

    #[test]
    fn concat_unites_attributes_and_fills_defaults() {
        let mut right = Table::new(1);
        right.write::<Vec3>("Cd")[0] = Vec3::X;
        right.set("name", Column::text(Text::from_strings(["door"])));
        right.set("top", Column::group(vec![true]));
        let joined = Table::concat(&[&table(&[3.0]), &right], &Task::unlimited()).unwrap();
        assert_eq!(joined.read::<f32>("mass"), Some(&[3.0, 0.0][..]));
        assert_eq!(joined.read::<Vec3>("Cd"), Some(&[Vec3::ONE, Vec3::X][..]));
        assert_eq!(joined.group("top"), Some(&[false, true][..]));
        let names = joined.get("name").and_then(Column::texts).unwrap();
        assert_eq!((names.get(0), names.get(1)), ("", "door"));
    }

    #[test]
    fn concat_converts_where_types_differ() {
        let mut right = Table::new(1);
        right.set("mass", Column::new(vec![4_i32]));
        let joined = Table::concat(&[&table(&[3.0]), &right], &Task::unlimited()).unwrap();
        assert_eq!(joined.read::<f32>("mass"), Some(&[3.0, 4.0][..]));
    }

    #[test]
    fn interpolation_mixes_floats_and_takes_the_strongest_of_the_rest() {
        let mut source = table(&[1.0, 3.0]);
        source.set("id", Column::new(vec![10_i32, 20]));
        let mut weights = Weights::default();
        weights.push([(0, 0.25), (1, 0.75)]);
        weights.push([(0, 1.0)]);
        let mixed = source.interpolate(&weights, &Task::unlimited()).unwrap();
        assert_eq!(mixed.read::<f32>("mass"), Some(&[2.5, 1.0][..]));
        assert_eq!(mixed.read::<i32>("id"), Some(&[20, 10][..]));
    }
}
