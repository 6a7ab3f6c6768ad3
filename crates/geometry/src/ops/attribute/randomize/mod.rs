//! Random values for attributes.

mod draw;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use glam::Vec3;
use task::{GRAIN, Task};

use super::promote::{Method, adapted};
use super::{Error, Operation, check_place, codes};
use crate::random::Stream;
use crate::{Column, Data, Domain, Geometry, Selection, Text};
use draw::{Draw, unit};

/// Four numbers for the components of a tuple; beyond the fourth, all are as the fourth.
pub type Components = [f32; 4];

/// How values are spread. Components are drawn apart, unless it says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// Each value between two is as likely; of integers the ends too.
    Uniform {
        /// The least values.
        min: Components,
        /// The greatest values.
        max: Components,
    },
    /// One of the values from `min` to `max` that lie whole steps apart.
    Steps {
        /// The least values.
        min: Components,
        /// What no value exceeds.
        max: Components,
        /// The distance from value to value; where it is not above 0, as `Uniform`.
        step: Components,
    },
    /// Gauss's bell.
    Normal {
        /// The middle.
        mean: Components,
        /// The standard deviation.
        deviation: Components,
    },
    /// Many small values and few large ones: waiting times.
    Exponential {
        /// The mean.
        mean: Components,
    },
    /// All components together one of two tuples.
    TwoValues {
        /// The one.
        first: Components,
        /// The other.
        second: Components,
        /// How often it is the other, from 0 to 1.
        probability: f32,
    },
    /// A place inside a ball around the origin with as many dimensions as the tuple has.
    InsideSphere {
        /// The radius along each axis.
        radius: Components,
    },
    /// A direction of length 1 in a cone: tuples of 2 or 3. For tuples of 4 a rotation that turns
    /// `axis` to such a direction and any way around it.
    Direction {
        /// The middle of the cone; +Y where it has no direction.
        axis: Vec3,
        /// The angle between the middle and the side of the cone, in radians; π is everywhere.
        angle: f32,
    },
    /// One of these, as often as its weight says; see [`parse_choices`]. Text, or for numbers the
    /// same one in all components.
    Choices(Vec<(Arc<str>, f32)>),
}

/// The type of an attribute that is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewType {
    /// Floats, this many.
    Float(usize),
    /// Integers, this many.
    Integer(usize),
    /// Text; only [`Distribution::Choices`] gives it.
    Text,
}

/// What to fill: see [`randomize`].
#[derive(Debug, Clone, PartialEq)]
pub struct Randomize {
    /// The attribute.
    pub name: Arc<str>,
    /// What it belongs to.
    pub domain: Domain,
    /// Its type if it is not there; one that is there keeps its own.
    pub new_type: NewType,
    /// How values are spread.
    pub distribution: Distribution,
    /// Between what numbers are held, if anything.
    pub limits: Option<[f32; 2]>,
    /// What all numbers are multiplied by before the operation.
    pub scale: f32,
    /// What becomes of the values that are there. Text is always set.
    pub operation: Operation,
    /// Picks one of unrelated rows of random numbers.
    pub seed: u64,
    /// An attribute instead of the element's number: elements that have equal values of it draw
    /// equal numbers, wherever they stand. Of any type and domain.
    pub seed_attribute: Option<Arc<str>>,
}

/// Gives the chosen elements random values. The number of threads and the other elements play no
/// part in what an element draws. Elements outside `chosen` keep what they have, or the default
/// of the name. Everything else is shared with the input.
pub fn randomize(
    geometry: &Geometry,
    settings: &Randomize,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    let Randomize { name, domain, .. } = settings;
    let count = geometry.count(*domain);
    let mut column = match geometry.table(*domain).get(name) {
        Some(column) => column.clone(),
        None => new_column(settings, count, task)?,
    };
    check_place(name, *domain, Some(&column))?;
    let keys = match settings.seed_attribute.as_deref().filter(|name| !name.is_empty()) {
        Some(seed) => {
            let column = adapted(geometry, seed, *domain, Method::First, task)?;
            let table = geometry.table(*domain);
            let column = column.ok_or_else(|| Error::missing(seed, table, *domain))?;
            Some(codes::codes(&column, task)?)
        }
        None => None,
    };
    let streams = Streams { base: Stream::new(settings.seed), keys };
    let size = column.size();
    let draw = Draw::new(settings, size, &column)?;
    match column.data() {
        Data::Text(old) => {
            let text = random_text(old, &draw, &streams, chosen, task)?;
            column = Column::text(text);
        }
        Data::Float(old) => {
            let mut values = old.to_vec();
            fill(&mut values, size, &draw, &streams, chosen, task, |slot, new| {
                *slot = settings.operation.apply(*slot, new as f32);
            })?;
            column = Column::floats_of_size(values, size).with_meaning(column.meaning());
        }
        Data::Int(old) => {
            let mut values = old.to_vec();
            fill(&mut values, size, &draw, &streams, chosen, task, |slot, new| {
                // A cast holds at the ends of the range.
                *slot = settings.operation.apply_to_f64(f64::from(*slot), new).round() as i32;
            })?;
            column = Column::ints_of_size(values, size).with_meaning(column.meaning());
        }
        Data::Bool(_) => {
            let wanted = "random groups are made from random numbers: choose another name";
            return Err(Error::wrong_type(name, *domain, &column, wanted));
        }
    }
    let mut geometry = geometry.clone();
    geometry.table_mut(*domain).set(name, column);
    Ok(geometry)
}

/// An attribute with the default values of its name.
fn new_column(settings: &Randomize, count: usize, task: &Task) -> Result<Column, Error> {
    let size = match settings.new_type {
        NewType::Float(size) | NewType::Integer(size) => size,
        NewType::Text => 1,
    };
    if size == 0 {
        return Err(Error::Setting("an attribute has at least one component".to_owned()));
    }
    task.reserve(count as u64, 4 * size as u64, "the random attribute")?;
    let default = |component| crate::default_value(&settings.name, component);
    Ok(match settings.new_type {
        NewType::Text => Column::text(Text {
            indices: Arc::new(vec![0; count]),
            strings: Arc::new(vec!["".into()]),
        }),
        NewType::Float(_) => {
            let tuple: Vec<f32> = (0..size).map(default).collect();
            let meaning = crate::meaning_of(&settings.name, size);
            Column::floats_of_size(tuple.repeat(count), size).with_meaning(meaning)
        }
        NewType::Integer(_) => {
            let tuple: Vec<i32> = (0..size).map(|c| default(c) as i32).collect();
            Column::ints_of_size(tuple.repeat(count), size)
        }
    })
}

/// A row of random numbers for each element.
struct Streams {
    base: Stream,
    keys: Option<Vec<u64>>,
}

impl Streams {
    fn of(&self, element: usize) -> Stream {
        self.base.child(self.keys.as_ref().map_or(element as u64, |keys| keys[element]))
    }
}

fn fill<T: Send>(
    values: &mut [T],
    size: usize,
    draw: &Draw<'_>,
    streams: &Streams,
    chosen: &Selection,
    task: &Task,
    write: impl Fn(&mut T, f64) + Sync,
) -> Result<(), Error> {
    task.fill_chunks(values, GRAIN * size, |start, tuples| {
        let mut drawn = vec![0.0; size];
        for (index, tuple) in tuples.chunks_exact_mut(size).enumerate() {
            let element = start / size + index;
            if chosen.contains(element) {
                draw.tuple(streams.of(element), &mut drawn);
                tuple.iter_mut().zip(&drawn).for_each(|(slot, &new)| write(slot, new));
            }
        }
    })?;
    Ok(())
}

fn random_text(
    old: &Text,
    draw: &Draw<'_>,
    streams: &Streams,
    chosen: &Selection,
    task: &Task,
) -> Result<Text, Error> {
    let Distribution::Choices(values) = draw.distribution else { return Ok(old.clone()) };
    let mut strings = old.strings.to_vec();
    let mut number_of = |text: &Arc<str>| {
        let known = strings.iter().position(|string| string == text);
        known.unwrap_or_else(|| {
            strings.push(text.clone());
            strings.len() - 1
        }) as u32
    };
    let numbers: Vec<u32> = values.iter().map(|(text, _)| number_of(text)).collect();
    let indices = task.map(old.indices.len(), |element| {
        if chosen.contains(element) {
            numbers[draw.choices.pick(unit(streams.of(element), 0))]
        } else {
            old.indices[element]
        }
    })?;
    Ok(Text { indices: Arc::new(indices), strings: Arc::new(strings) })
}

/// Values with weights from text: `oak:3 birch pine:0.5`, separated by spaces or commas; without
/// a weight it is 1.
pub fn parse_choices(text: &str) -> Result<Vec<(Arc<str>, f32)>, Error> {
    let tokens = text.split(|c: char| c.is_whitespace() || c == ',');
    let choice = |token: &str| {
        let Some((value, weight)) = token.rsplit_once(':') else { return Ok((token.into(), 1.0)) };
        match weight.parse::<f32>() {
            Ok(weight) if weight >= 0.0 && weight.is_finite() => Ok((value.into(), weight)),
            _ => Err(Error::Setting(format!(
                "\"{token}\": the weight behind the colon must be a number of at least 0"
            ))),
        }
    };
    tokens.filter(|token| !token.is_empty()).map(choice).collect()
}
