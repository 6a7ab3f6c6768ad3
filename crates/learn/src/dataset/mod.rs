//! Rows to learn from: named input and target columns.

mod column;
pub mod table;
#[cfg(test)]
mod tests;

pub use column::{Column, UNKNOWN, Values};

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use task::{Stop, Task};

use crate::error::LearnError;
use crate::random::Random;
use crate::settings::ValidationBy;

/// A hash of content that outlives the program: 128 bits, shown as 32 letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Hash([u8; 16]);

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bits = u128::from_str_radix(&text, 16).map_err(|error| format!("{text}: {error}"))?;
        Ok(Self(bits.to_be_bytes()))
    }
}

impl Hash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::finish(blake3::Hasher::new().update(bytes))
    }

    fn finish(hasher: &blake3::Hasher) -> Self {
        let mut short = [0; 16];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(short)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Where rows came from: for each row an index into the names.
type Sources = (Arc<[u32]>, Arc<[Arc<str>]>);

/// A table of named columns: what a network is given, and what it shall answer. Clones share
/// everything.
#[derive(Debug, Clone)]
pub struct Dataset {
    inputs: Vec<Column>,
    targets: Vec<Column>,
    rows: usize,
    weights: Option<Arc<[f32]>>,
    sources: Option<Sources>,
    validation: Option<Arc<[bool]>>,
    hash: Arc<OnceLock<Hash>>,
}

impl PartialEq for Dataset {
    fn eq(&self, other: &Self) -> bool {
        self.inputs == other.inputs
            && self.targets == other.targets
            && self.weights == other.weights
            && self.sources == other.sources
            && self.validation == other.validation
    }
}

impl Dataset {
    /// A dataset of these columns, which must be of one length and have names of their own.
    pub fn new(inputs: Vec<Column>, targets: Vec<Column>) -> Result<Self, LearnError> {
        let mut columns = inputs.iter().chain(&targets);
        let Some(first) = columns.next() else {
            return Err(LearnError::data("a dataset needs at least one column"));
        };
        let rows = first.rows();
        if let Some(other) = columns.find(|column| column.rows() != rows) {
            return Err(LearnError::data(format!(
                "\"{}\" has {rows} rows and \"{}\" has {}",
                first.name,
                other.name,
                other.rows()
            )));
        }
        let mut names = HashSet::new();
        let mut all = inputs.iter().chain(&targets);
        if let Some(twice) = all.find(|column| !names.insert(&column.name)) {
            return Err(LearnError::data(format!(
                "two columns are called \"{}\": an attribute is an input or a target, not both",
                twice.name
            )));
        }
        if rows as u64 > task::MOST_ELEMENTS {
            return Err(Stop::TooMany { what: "the rows of a dataset", count: rows as u64 }.into());
        }
        Ok(Self {
            inputs,
            targets,
            rows,
            weights: None,
            sources: None,
            validation: None,
            hash: Arc::default(),
        })
    }

    /// Says how much each row counts: 1 is usual, 0 is nothing.
    pub fn with_weights(self, weights: impl Into<Arc<[f32]>>) -> Result<Self, LearnError> {
        let weights = weights.into();
        self.fits("weights", weights.len())?;
        if let Some(row) =
            weights.iter().position(|&weight| !(0.0..f32::INFINITY).contains(&weight))
        {
            let weight = weights[row];
            return Err(LearnError::data(format!(
                "the weight of row {row} is {weight}: a weight is a number of at least 0"
            )));
        }
        Ok(Self { weights: Some(weights), hash: Arc::default(), ..self })
    }

    /// Says where each row came from: the place of one of `names`.
    pub fn with_sources(
        self,
        source_of: impl Into<Arc<[u32]>>,
        names: impl Into<Arc<[Arc<str>]>>,
    ) -> Result<Self, LearnError> {
        let (source_of, names) = (source_of.into(), names.into());
        self.fits("sources", source_of.len())?;
        if let Some(bad) = source_of.iter().find(|&&source| source as usize >= names.len()) {
            return Err(LearnError::data(format!("there is no source number {bad}")));
        }
        Ok(Self { sources: Some((source_of, names)), hash: Arc::default(), ..self })
    }

    /// Says which rows are held out for validation.
    pub fn with_validation(self, held_out: impl Into<Arc<[bool]>>) -> Result<Self, LearnError> {
        let held_out = held_out.into();
        self.fits("validation marks", held_out.len())?;
        Ok(Self { validation: Some(held_out), hash: Arc::default(), ..self })
    }

    fn fits(&self, what: &str, count: usize) -> Result<(), LearnError> {
        if count == self.rows {
            return Ok(());
        }
        let rows = self.rows;
        Err(LearnError::data(format!("there are {rows} rows and {count} {what}")))
    }

    /// What the network is given.
    pub fn inputs(&self) -> &[Column] {
        &self.inputs
    }

    /// What it shall answer.
    pub fn targets(&self) -> &[Column] {
        &self.targets
    }

    /// Inputs, then targets.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.inputs.iter().chain(&self.targets)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How much each row counts, where that is said.
    pub fn weights(&self) -> Option<&[f32]> {
        self.weights.as_deref()
    }

    /// Where each row came from, and what the places are called.
    pub fn sources(&self) -> Option<(&[u32], &[Arc<str>])> {
        self.sources.as_ref().map(|(source_of, names)| (&**source_of, &**names))
    }

    /// The rows that are held out, where that is said.
    pub fn validation(&self) -> Option<&[bool]> {
        self.validation.as_deref()
    }

    /// How many rows are held out.
    pub fn validation_rows(&self) -> usize {
        self.validation().map_or(0, |marks| marks.iter().filter(|&&mark| mark).count())
    }

    /// Numbers that the network sees for each row.
    pub fn width(&self) -> usize {
        self.inputs.iter().map(|column| column.size).sum()
    }

    /// Calls `visit` with the address and bytes of each block of memory that it holds.
    pub fn blocks(&self, visit: &mut dyn FnMut(usize, u64)) {
        for column in self.columns() {
            let address = match &column.values {
                Values::Numbers(values) => values.as_ptr() as usize,
                Values::Classes { index, .. } => index.as_ptr() as usize,
            };
            visit(address, column.bytes());
        }
        if let Some(weights) = &self.weights {
            visit(weights.as_ptr() as usize, size_of_val(&**weights) as u64);
        }
        if let Some((source_of, _)) = &self.sources {
            visit(source_of.as_ptr() as usize, size_of_val(&**source_of) as u64);
        }
        if let Some(marks) = &self.validation {
            visit(marks.as_ptr() as usize, marks.len() as u64);
        }
    }

    /// A hash of all that it says, counted once.
    pub fn hash(&self) -> Hash {
        *self.hash.get_or_init(|| {
            let mut hasher = blake3::Hasher::new();
            for (part, columns) in [(0_u64, &self.inputs), (1, &self.targets)] {
                for column in columns {
                    hash_words(&mut hasher, [part, column.size as u64]);
                    hash_text(&mut hasher, &column.name);
                    column.names().iter().for_each(|name| hash_text(&mut hasher, name));
                    match &column.values {
                        Values::Numbers(values) => {
                            hasher.update(bytemuck::cast_slice(values.as_slice()))
                        }
                        Values::Classes { index, .. } => hasher.update(bytemuck::cast_slice(index)),
                    };
                }
            }
            if let Some(weights) = &self.weights {
                hash_text(&mut hasher, "weights");
                hasher.update(bytemuck::cast_slice(weights));
            }
            if let Some((source_of, _)) = &self.sources {
                hash_text(&mut hasher, "sources");
                hasher.update(bytemuck::cast_slice(source_of));
            }
            if let Some(marks) = &self.validation {
                hash_text(&mut hasher, "validation");
                marks.iter().for_each(|&mark| {
                    hasher.update(&[u8::from(mark)]);
                });
            }
            Hash::finish(&hasher)
        })
    }

    /// These rows of it, in this order.
    pub fn take(&self, rows: &[u32], task: &Task) -> Result<Self, Stop> {
        task.reserve(rows.len() as u64, self.bytes_per_row(), "a dataset of this many rows")?;
        let take = |columns: &[Column]| -> Result<Vec<Column>, Stop> {
            columns.iter().map(|column| column.take(rows, task)).collect()
        };
        let sources = self.sources.as_ref().map(|(source_of, names)| {
            (rows.iter().map(|&row| source_of[row as usize]).collect(), names.clone())
        });
        let pick = |values: &Arc<[f32]>| rows.iter().map(|&row| values[row as usize]).collect();
        let marked = |marks: &Arc<[bool]>| rows.iter().map(|&row| marks[row as usize]).collect();
        Ok(Self {
            inputs: take(&self.inputs)?,
            targets: take(&self.targets)?,
            rows: rows.len(),
            weights: self.weights.as_ref().map(pick),
            sources,
            validation: self.validation.as_ref().map(marked),
            hash: Arc::default(),
        })
    }

    fn bytes_per_row(&self) -> u64 {
        let bytes: u64 = self.columns().map(Column::bytes).sum();
        bytes / self.rows.max(1) as u64 + 16
    }

    /// The rows of several datasets with the same columns, one after the other. What only some
    /// of them say of their rows is filled in: a weight of 1, no row held out.
    pub fn merge(datasets: &[&Self], task: &Task) -> Result<Self, LearnError> {
        let Some(&first) = datasets.first() else {
            return Err(LearnError::data("there is no dataset to merge"));
        };
        let rows: u64 = datasets.iter().map(|dataset| dataset.rows as u64).sum();
        task.reserve(rows, first.bytes_per_row(), "a dataset of this many rows")?;
        let join = |of: fn(&Self) -> &[Column]| -> Result<Vec<Column>, LearnError> {
            let wanted = of(first);
            let mut joined = Vec::with_capacity(wanted.len());
            for column in wanted {
                task.check()?;
                let found = datasets.iter().map(|dataset| find_column(of(dataset), &column.name));
                joined.push(Column::join(&found.collect::<Result<Vec<_>, _>>()?)?);
            }
            match datasets
                .iter()
                .flat_map(|dataset| of(dataset))
                .find(|column| !wanted.iter().any(|wanted| wanted.name == column.name))
            {
                Some(extra) => Err(LearnError::mismatch(format!(
                    "only some of the datasets have a column \"{}\"",
                    extra.name
                ))),
                None => Ok(joined),
            }
        };
        let mut merged = Self::new(join(Self::inputs)?, join(Self::targets)?)?;
        if datasets.iter().any(|dataset| dataset.weights.is_some()) {
            let weights = datasets.iter().flat_map(|dataset| {
                (0..dataset.rows).map(|row| dataset.weights().map_or(1.0, |weights| weights[row]))
            });
            merged = merged.with_weights(weights.collect::<Arc<[f32]>>())?;
        }
        if datasets.iter().any(|dataset| dataset.validation.is_some()) {
            let marks = datasets.iter().flat_map(|dataset| {
                (0..dataset.rows).map(|row| dataset.validation().is_some_and(|marks| marks[row]))
            });
            merged = merged.with_validation(marks.collect::<Arc<[bool]>>())?;
        }
        merged.with_merged_sources(datasets)
    }

    /// The rows of a dataset that says no source of its own are one source.
    fn with_merged_sources(self, datasets: &[&Self]) -> Result<Self, LearnError> {
        let mut names: Vec<Arc<str>> = Vec::new();
        let mut source_of: Vec<u32> = Vec::with_capacity(self.rows);
        for (number, dataset) in datasets.iter().enumerate() {
            let first = names.len() as u32;
            match dataset.sources() {
                Some((sources, own)) => {
                    source_of.extend(sources.iter().map(|source| first + source));
                    names.extend(own.iter().cloned());
                }
                None => {
                    source_of.extend(std::iter::repeat_n(first, dataset.rows));
                    names.push(format!("dataset {}", number + 1).into());
                }
            }
        }
        self.with_sources(source_of, names)
    }

    /// The same with a share of rows held out by chance: as many as the share says, rounded.
    pub fn split(&self, share: f32, by: ValidationBy, seed: u64) -> Result<Self, LearnError> {
        let mut marks = vec![false; self.rows];
        match (by, self.sources()) {
            (ValidationBy::Source, Some((source_of, names))) => {
                let mut order: Vec<usize> = (0..names.len()).collect();
                Random::of(&[seed, 0x5011]).shuffle(&mut order);
                let mut held_out = vec![false; names.len()];
                let count = (names.len() as f64 * f64::from(share)).round() as usize;
                order.iter().take(count).for_each(|&source| held_out[source] = true);
                for (mark, &source) in marks.iter_mut().zip(source_of) {
                    *mark = held_out[source as usize];
                }
            }
            (ValidationBy::Source, None) => {
                return Err(LearnError::data(
                    "the rows do not say where they came from: split by row instead",
                ));
            }
            (ValidationBy::Row, _) => {
                let mut order: Vec<u32> = (0..self.rows as u32).collect();
                Random::of(&[seed, 0x5011]).shuffle(&mut order);
                let count = (self.rows as f64 * f64::from(share)).round() as usize;
                order.iter().take(count).for_each(|&row| marks[row as usize] = true);
            }
        }
        self.clone().with_validation(marks)
    }
}

fn find_column<'a>(columns: &'a [Column], name: &str) -> Result<&'a Column, LearnError> {
    columns.iter().find(|column| &*column.name == name).ok_or_else(|| {
        LearnError::mismatch(format!("only some of the datasets have a column \"{name}\""))
    })
}

fn hash_words(hasher: &mut blake3::Hasher, words: [u64; 2]) {
    words.iter().for_each(|word| {
        hasher.update(&word.to_le_bytes());
    });
}

fn hash_text(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}
