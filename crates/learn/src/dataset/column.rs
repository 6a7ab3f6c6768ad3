//! One named column of a dataset.

use std::collections::HashMap;
use std::sync::Arc;

use task::{Stop, Task};

use crate::error::LearnError;

/// The class that stands for "not known": what masking puts in the place of another one.
pub const UNKNOWN: &str = "unknown";

/// What a column holds for each row.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// As many numbers as the column's size, row after row.
    Numbers(Arc<Vec<f32>>),
    /// One of several classes, by its place among them. The network sees a one for it and zeros
    /// for the others.
    Classes {
        /// The class of each row.
        index: Arc<[u32]>,
        /// What the classes are called.
        names: Arc<[Arc<str>]>,
    },
}

/// A named column. Clones share its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What it is called: the attribute that it came from.
    pub name: Arc<str>,
    /// Numbers that the network sees for each row.
    pub size: usize,
    /// What is in it.
    pub values: Values,
}

impl Column {
    /// A column of `size` numbers for each row.
    pub fn numbers(
        name: impl Into<Arc<str>>,
        size: usize,
        values: impl Into<Arc<Vec<f32>>>,
    ) -> Result<Self, LearnError> {
        let (name, values) = (name.into(), values.into());
        if size == 0 || !values.len().is_multiple_of(size) {
            let count = values.len();
            return Err(LearnError::data(format!(
                "\"{name}\": {count} numbers are no rows of {size}"
            )));
        }
        Ok(Self { name, size, values: Values::Numbers(values) })
    }

    /// A column of classes, each given by its place in `names`.
    pub fn classes(
        name: impl Into<Arc<str>>,
        names: impl Into<Arc<[Arc<str>]>>,
        index: impl Into<Arc<[u32]>>,
    ) -> Result<Self, LearnError> {
        let (name, names, index) = (name.into(), names.into(), index.into());
        let size = names.len();
        if let Some(bad) = index.iter().find(|&&class| class as usize >= size) {
            return Err(LearnError::data(format!("\"{name}\": there is no class number {bad}")));
        }
        Ok(Self { name, size, values: Values::Classes { index, names } })
    }

    /// A column of classes made of texts. The classes are in alphabetical order.
    pub fn texts<'a>(
        name: impl Into<Arc<str>>,
        texts: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        let mut names: Vec<&str> = texts.clone().collect();
        names.sort_unstable();
        names.dedup();
        let places: HashMap<&str, u32> = names.iter().copied().zip(0..).collect();
        let index: Arc<[u32]> = texts.map(|text| places[text]).collect();
        let names: Arc<[Arc<str>]> = names.into_iter().map(Arc::from).collect();
        Self { name: name.into(), size: names.len(), values: Values::Classes { index, names } }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        match &self.values {
            Values::Numbers(values) => values.len() / self.size.max(1),
            Values::Classes { index, .. } => index.len(),
        }
    }

    /// What the classes are called; nothing for numbers.
    pub fn names(&self) -> &[Arc<str>] {
        match &self.values {
            Values::Numbers(_) => &[],
            Values::Classes { names, .. } => names,
        }
    }

    /// Bytes that it holds.
    pub fn bytes(&self) -> u64 {
        match &self.values {
            Values::Numbers(values) => size_of_val(values.as_slice()) as u64,
            Values::Classes { index, .. } => size_of_val(&**index) as u64,
        }
    }

    /// These rows of it, in this order.
    pub(crate) fn take(&self, rows: &[u32], task: &Task) -> Result<Self, Stop> {
        let values = match &self.values {
            Values::Numbers(values) => {
                let mut taken = vec![0.0; rows.len() * self.size];
                task.fill_chunks(&mut taken, self.size * 1024, |start, chunk| {
                    for (at, out) in chunk.chunks_exact_mut(self.size).enumerate() {
                        let row = rows[start / self.size + at] as usize * self.size;
                        out.copy_from_slice(&values[row..row + self.size]);
                    }
                })?;
                Values::Numbers(taken.into())
            }
            Values::Classes { index, names } => {
                let taken = task.map(rows.len(), |at| index[rows[at] as usize])?;
                Values::Classes { index: taken.into(), names: names.clone() }
            }
        };
        Ok(Self { values, ..self.clone() })
    }

    /// Columns of one name and kind, one after the other. Classes that only some of them have
    /// become classes of all.
    pub(crate) fn join(columns: &[&Self]) -> Result<Self, LearnError> {
        let first = columns[0];
        let is_numbers = |column: &Self| matches!(column.values, Values::Numbers(_));
        for column in columns {
            let kinds = [is_numbers(first), is_numbers(column)];
            if kinds == [true, true] && column.size != first.size {
                return Err(LearnError::mismatch(format!(
                    "\"{}\" has {} numbers in one dataset and {} in another",
                    first.name, first.size, column.size
                )));
            }
            if kinds[0] != kinds[1] {
                return Err(LearnError::mismatch(format!(
                    "\"{}\" has numbers in one dataset and classes in another",
                    first.name
                )));
            }
        }
        if is_numbers(first) {
            let joined: Vec<f32> = columns.iter().flat_map(|column| column.floats()).collect();
            return Ok(Self { values: Values::Numbers(joined.into()), ..first.clone() });
        }
        let mut names: Vec<Arc<str>> = Vec::new();
        let mut places: HashMap<Arc<str>, u32> = HashMap::new();
        let mut joined = Vec::with_capacity(columns.iter().map(|column| column.rows()).sum());
        for column in columns {
            let place = |name: &Arc<str>| {
                *places.entry(name.clone()).or_insert_with(|| {
                    names.push(name.clone());
                    names.len() as u32 - 1
                })
            };
            let moved: Vec<u32> = column.names().iter().map(place).collect();
            if let Values::Classes { index, .. } = &column.values {
                joined.extend(index.iter().map(|&class| moved[class as usize]));
            }
        }
        let values = Values::Classes { index: joined.into(), names: names.into() };
        Ok(Self { name: first.name.clone(), size: places.len(), values })
    }

    fn floats(&self) -> impl Iterator<Item = f32> {
        let values = match &self.values {
            Values::Numbers(values) => values.as_slice(),
            Values::Classes { .. } => &[],
        };
        values.iter().copied()
    }
}
