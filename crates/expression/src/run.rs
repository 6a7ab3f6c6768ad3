//! Running programs: over all elements in parallel, or for one value.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use task::{Stop, Task};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::host::{Change, Column, Host, Written};
use crate::machine::{Failure, LANES, Machine, Run, Target};
use crate::program::Program;
use crate::types::{Base, Type};
use crate::value::Value;

/// Elements that one thread takes at a time.
const CHUNK: usize = 8 * LANES;

/// Why a run gave nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RunError {
    /// It was cancelled, or would have taken too much memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// It went wrong, and where.
    #[error(transparent)]
    Failed(Diagnostics),
}

/// What a run gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Output {
    /// The attributes that the program wrote, whole.
    pub attributes: Vec<WrittenAttribute>,
    /// What it asked for besides, in the order of the elements.
    pub changes: Vec<Change>,
    /// What it wants to tell.
    pub warnings: Vec<String>,
    /// Of an expression the value of each element.
    pub values: Option<Written>,
}

/// An attribute that a program wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenAttribute {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it is a group.
    pub is_group: bool,
    /// Its values.
    pub values: Written,
}

impl Program {
    /// Runs the program for every element, or for those that are `selected`; others keep the
    /// attributes that they have, or have zero.
    pub fn run(
        &self,
        host: &dyn Host,
        selected: Option<&[bool]>,
        task: &Task,
    ) -> Result<Output, RunError> {
        let count = self.class.map_or(1, |class| host.count(0, class));
        let run = self.prepared(host, count, task);
        let mut once = Machine::new(&run, None);
        once.run_once().map_err(|failure| self.failed(failure))?;
        let mut columns = Vec::new();
        for attribute in self.tree.attributes.iter().filter(|attribute| attribute.is_written) {
            let kind = self.tree.variables[attribute.variable];
            let old = run.columns[attribute.source];
            columns.push(new_column(kind, attribute.is_group, count, old, selected, task)?);
        }
        if let Some(kind) = self.result {
            columns.push(new_column(kind, false, count, None, None, task)?);
        }
        let selected = selected.filter(|selected| selected.len() == count);
        let has_result = self.result.is_some();
        let whole = Whole { run: &run, once: &once, selected, count, has_result };
        let mut bases = Vec::new();
        if self.tree.adds_elements {
            // A first run counts what every element adds, so that the numbers of new elements
            // are known, in the order of the elements, when they are asked for.
            let counted = whole.chunks(&mut columns.clone(), &[], task);
            bases = summed(counted.map_err(|failure| self.failed(failure))?.added);
        }
        let done = whole.chunks(&mut columns, &bases, task);
        let mut done = done.map_err(|failure| self.failed(failure))?;
        done.warnings.extend(once.warnings.iter().cloned());
        if self.tree.adds_elements && summed(done.added) != bases {
            let message = "how many points or primitives an element adds must not depend on the \
                           numbers that they are given";
            let all = vec![Diagnostic::new(crate::Span::default(), message)];
            return Err(RunError::Failed(Diagnostics::new(&self.source, all)));
        }
        let values = self.result.and_then(|_| columns.pop());
        let written = self.tree.attributes.iter().filter(|attribute| attribute.is_written);
        let attributes = written
            .zip(columns)
            .map(|(attribute, values)| WrittenAttribute {
                name: attribute.name.clone(),
                is_group: attribute.is_group,
                values,
            })
            .collect();
        let mut warnings = done.warnings;
        warnings.dedup();
        Ok(Output { attributes, changes: done.changes, warnings, values })
    }

    /// The value of an expression that needs no elements.
    pub fn evaluate(&self, host: &dyn Host, task: &Task) -> Result<Value, RunError> {
        let run = self.prepared(host, 1, task);
        let mut machine = Machine::new(&run, None);
        let ran = machine.run_once().and_then(|()| machine.run_block(&mut []));
        ran.map_err(|failure| self.failed(failure))?;
        Ok(machine.result(0))
    }

    /// Finds the columns and parameters that the program reads.
    fn prepared<'a>(&'a self, host: &'a dyn Host, count: usize, task: &'a Task) -> Run<'a> {
        let column = |source: &crate::tree::Source| {
            let column = host.column(source.input, source.class, &source.name, source.is_group)?;
            let is_own = source.input == 0 && Some(source.class) == self.class;
            let fits = match (column, source.kind) {
                (Column::Floats(_, size), kind) => kind.components() == size && kind != Type::INT,
                (Column::Ints(_) | Column::Bools(_), kind) => kind == Type::INT,
                (Column::Texts(..), kind) => kind == Type::TEXT,
            };
            Some(column).filter(|column| fits && (!is_own || column.len() == count))
        };
        let channels = self.tree.channels.iter().map(|channel| {
            let value = host.parameter(&channel.path)?;
            converted(value, channel.kind?)
        });
        Run {
            code: &self.code,
            tree: &self.tree,
            host,
            task,
            columns: self.tree.sources.iter().map(column).collect(),
            channels: channels.collect(),
        }
    }

    pub(crate) fn failed(&self, failure: Failure) -> RunError {
        match failure {
            Failure::Stop(stop) => RunError::Stop(stop),
            Failure::At(span, message) => {
                let all = vec![Diagnostic::new(span, message)];
                RunError::Failed(Diagnostics::new(&self.source, all))
            }
        }
    }
}

/// A parameter's value as the type that it is read as.
pub(crate) fn converted(value: Value, kind: Type) -> Option<Value> {
    if value.kind() == kind {
        return Some(value);
    }
    let floats = value.floats();
    let first = *floats.first()?;
    Some(match kind.base {
        Base::Int => Value::Int(first as i32),
        Base::Float => Value::Float(first),
        Base::Text => Value::Text(value.to_string().into()),
        _ => {
            let size = kind.components();
            let bits: Vec<u32> = match floats.len() {
                1 => vec![first.to_bits(); size],
                count if count >= size => floats.iter().map(|value| value.to_bits()).collect(),
                // A vector is made longer by zeros; a matrix is not.
                _ if size <= 4 => {
                    let zeros = std::iter::repeat(0.0);
                    floats.iter().copied().chain(zeros).take(size).map(f32::to_bits).collect()
                }
                _ => return None,
            };
            Value::from_bits(kind, &bits)
        }
    })
}

/// A column to be written: with the old values where elements are left out.
fn new_column(
    kind: Type,
    is_group: bool,
    count: usize,
    old: Option<Column<'_>>,
    selected: Option<&[bool]>,
    task: &Task,
) -> Result<Written, Stop> {
    let size = kind.components();
    task.reserve(count as u64, 4 * size.max(4) as u64, "an attribute of this many elements")?;
    let old = old.filter(|_| selected.is_some());
    Ok(match (kind, old) {
        (Type::TEXT, Some(Column::Texts(indices, strings))) => {
            let text = |&index: &u32| strings.get(index as usize).cloned().unwrap_or_default();
            Written::Texts(indices.iter().map(text).collect())
        }
        (Type::TEXT, _) => Written::Texts(vec!["".into(); count]),
        (Type::INT, Some(Column::Bools(values))) => Written::Bools(values.to_vec()),
        (Type::INT, _) if is_group => Written::Bools(vec![false; count]),
        (Type::INT, Some(Column::Ints(values))) => Written::Ints(values.to_vec()),
        (Type::INT, _) => Written::Ints(vec![0; count]),
        (_, Some(Column::Floats(values, of))) if of == size => {
            Written::Floats(values.to_vec(), size)
        }
        _ => Written::Floats(vec![0.0; count * size], size),
    })
}

/// For each element the sum of what those before it have.
fn summed(mut added: Vec<[u32; 2]>) -> Vec<[u32; 2]> {
    let mut sum = [0_u32; 2];
    for counts in &mut added {
        let before = sum;
        sum = [sum[0].wrapping_add(counts[0]), sum[1].wrapping_add(counts[1])];
        *counts = before;
    }
    added
}

/// A run over all chunks of elements.
struct Whole<'a> {
    run: &'a Run<'a>,
    once: &'a Machine<'a>,
    selected: Option<&'a [bool]>,
    count: usize,
    /// Whether the last column is for the values of an expression.
    has_result: bool,
}

/// What chunks have come to, in the order of the elements.
#[derive(Default)]
struct Done {
    changes: Vec<Change>,
    warnings: Vec<String>,
    added: Vec<[u32; 2]>,
}

impl Whole<'_> {
    fn chunks(
        &self,
        columns: &mut [Written],
        bases: &[[u32; 2]],
        task: &Task,
    ) -> Result<Done, Failure> {
        let count = self.count.div_ceil(CHUNK);
        let targets = split(columns, count);
        // After one failure the rest is not worth running.
        let has_failed = AtomicBool::new(false);
        let results: Vec<Result<Done, Failure>> = targets
            .into_par_iter()
            .enumerate()
            .map_init(
                || Machine::new(self.run, Some(self.once)),
                |machine, (chunk, mut targets)| {
                    if has_failed.load(Ordering::Relaxed) {
                        return Ok(Done::default());
                    }
                    let done = self.chunk(machine, chunk, &mut targets, bases);
                    has_failed.fetch_or(done.is_err(), Ordering::Relaxed);
                    done
                },
            )
            .collect();
        task.check()?;
        let mut all = Done::default();
        for result in results {
            let done = result?;
            all.changes.extend(done.changes);
            all.added.extend(done.added);
            all.warnings.extend(done.warnings);
        }
        Ok(all)
    }

    /// Runs the blocks of one chunk of elements.
    fn chunk(
        &self,
        machine: &mut Machine<'_>,
        chunk: usize,
        targets: &mut [Target<'_>],
        bases: &[[u32; 2]],
    ) -> Result<Done, Failure> {
        let start = chunk * CHUNK;
        let end = (start + CHUNK).min(self.count);
        let chosen: Option<Vec<u32>> = self.selected.map(|selected| {
            (start..end)
                .filter(|&element| selected[element])
                .map(|element| element as u32)
                .collect()
        });
        let mut added = vec![[0; 2]; if self.run.tree.adds_elements { end - start } else { 0 }];
        let total = chosen.as_ref().map_or(end - start, Vec::len);
        for offset in (0..total).step_by(LANES) {
            let count = LANES.min(total - offset);
            let list = chosen.as_ref().map(|chosen| &chosen[offset..offset + count]);
            let element = |lane: usize| match list {
                Some(list) => list[lane] as usize,
                None => start + offset + lane,
            };
            machine.set_block(list, start, offset, count);
            machine.bases.clear();
            if !bases.is_empty() {
                machine.bases.extend((0..count).map(|lane| bases[element(lane)]));
            }
            machine.run_block(targets)?;
            if let (true, Some(target)) = (self.has_result, targets.last_mut()) {
                machine.store_result(target);
            }
            if !added.is_empty() {
                for lane in 0..count {
                    added[element(lane) - start] = machine.added[lane];
                }
            }
        }
        let mut changes = std::mem::take(&mut machine.changes);
        changes.sort_by_key(|(element, _)| *element);
        Ok(Done {
            changes: changes.into_iter().map(|(_, change)| change).collect(),
            warnings: std::mem::take(&mut machine.warnings),
            added,
        })
    }
}

/// The part of each column that each chunk writes.
fn split(columns: &mut [Written], count: usize) -> Vec<Vec<Target<'_>>> {
    let mut chunks: Vec<Vec<Target<'_>>> = (0..count).map(|_| Vec::new()).collect();
    for column in columns {
        match column {
            Written::Floats(values, size) => {
                for (chunk, part) in chunks.iter_mut().zip(values.chunks_mut(CHUNK * *size)) {
                    chunk.push(Target::Floats(part, *size));
                }
            }
            Written::Ints(values) => {
                for (chunk, part) in chunks.iter_mut().zip(values.chunks_mut(CHUNK)) {
                    chunk.push(Target::Ints(part));
                }
            }
            Written::Bools(values) => {
                for (chunk, part) in chunks.iter_mut().zip(values.chunks_mut(CHUNK)) {
                    chunk.push(Target::Bools(part));
                }
            }
            Written::Texts(values) => {
                for (chunk, part) in chunks.iter_mut().zip(values.chunks_mut(CHUNK)) {
                    chunk.push(Target::Texts(part));
                }
            }
        }
    }
    chunks
}
