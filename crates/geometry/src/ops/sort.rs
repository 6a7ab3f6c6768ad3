//! Elements put into another order.

use std::sync::Arc;

use glam::Vec3;
use task::{Stop, Task};

use super::attribute::Error;
use super::extract::{Elements, vertices_of};
use crate::random::Stream;
use crate::{Column, Data, Domain, Geometry, Selection};

/// What decides the order.
#[derive(Debug, Clone, PartialEq)]
pub enum SortBy {
    /// How far along a direction.
    Along(Vec3),
    /// How near to a place.
    Near(Vec3),
    /// A number, or a text by the alphabet; of larger tuples one component.
    Attribute(Arc<str>, usize),
    /// Chance.
    Random(u64),
    /// The old order, moved on by so many places around the end.
    Shift(i64),
}

/// Puts the chosen points or primitives into another order among the places that they have;
/// others stay where they are. Elements that are equal keep their order. With `reverse` the
/// order is turned round.
///
/// All attributes and groups go along. A primitive stands where the mean of its points is.
pub fn sort(
    geometry: &Geometry,
    domain: Domain,
    by: &SortBy,
    reverse: bool,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    let places = chosen.indices();
    let mut order = order(geometry, domain, by, &places, task)?;
    if reverse {
        order.reverse();
    }
    if order.iter().eq(&places) {
        return Ok(geometry.clone());
    }
    let mut all: Vec<u32> = (0..geometry.count(domain) as u32).collect();
    for (&place, &element) in places.iter().zip(&order) {
        all[place as usize] = element;
    }
    Ok(reordered(geometry, domain, all, task)?)
}

/// The elements at some places in their new order.
fn order(
    geometry: &Geometry,
    domain: Domain,
    by: &SortBy,
    places: &[u32],
    task: &Task,
) -> Result<Vec<u32>, Error> {
    let count = places.len();
    task.reserve(count as u64, 16, "the order of this many elements")?;
    let keys: Vec<u32> = match by {
        SortBy::Shift(shift) => {
            let mut order = places.to_vec();
            if count > 0 {
                order.rotate_right(shift.rem_euclid(count as i64) as usize);
            }
            return Ok(order);
        }
        SortBy::Along(direction) => task.map(count, |index| {
            rising(position(geometry, domain, places[index]).dot(*direction))
        })?,
        SortBy::Near(place) => task.map(count, |index| {
            rising(position(geometry, domain, places[index]).distance_squared(*place))
        })?,
        SortBy::Random(seed) => {
            let random = Stream::new(*seed);
            task.map(count, |index| (random.bits(u64::from(places[index])) >> 32) as u32)?
        }
        SortBy::Attribute(name, component) => {
            let table = geometry.table(domain);
            let column = table.get(name).ok_or_else(|| Error::missing(name, table, domain))?;
            let ranks = ranks(column, *component, name)?;
            task.map(count, |index| ranks(places[index] as usize))?
        }
    };
    let keys = task.map(count, |index| u64::from(keys[index]) << 32 | index as u64)?;
    let sorted = crate::sort::sort(keys, task)?;
    Ok(task.map(count, |index| places[sorted[index] as u32 as usize])?)
}

/// Numbers that are ordered as the values of a column.
fn ranks<'a>(
    column: &'a Column,
    component: usize,
    name: &str,
) -> Result<Box<dyn Fn(usize) -> u32 + Sync + 'a>, Error> {
    let size = column.size();
    if component >= size {
        let message =
            format!("\"{name}\" has {size} components, counted from 0: there is no {component}");
        return Err(Error::Setting(message));
    }
    Ok(match column.data() {
        Data::Float(values) => Box::new(move |element| rising(values[element * size + component])),
        Data::Int(values) => {
            Box::new(move |element| values[element * size + component].cast_unsigned() ^ (1 << 31))
        }
        Data::Bool(members) => Box::new(|element| u32::from(members[element])),
        Data::Text(text) => {
            let mut strings: Vec<&str> = text.strings.iter().map(|string| &**string).collect();
            strings.sort_unstable();
            strings.dedup();
            let rank = |string: &Arc<str>| strings.binary_search(&&**string).unwrap_or(0) as u32;
            let ranks: Vec<u32> = text.strings.iter().map(rank).collect();
            Box::new(move |element| ranks[text.indices[element] as usize])
        }
    })
}

/// Bits that are ordered as numbers are, with what is no number last.
fn rising(value: f32) -> u32 {
    if value.is_nan() {
        return u32::MAX;
    }
    // Both zeroes are one number.
    let bits = (value + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

fn position(geometry: &Geometry, domain: Domain, element: u32) -> Vec3 {
    let positions = geometry.positions();
    if domain == Domain::Point {
        return positions[element as usize];
    }
    let corners = geometry.topology().primitive(element as usize);
    let sum: Vec3 = corners.iter().map(|&point| positions[point as usize]).sum();
    sum / corners.len().max(1) as f32
}

/// The geometry with its points or primitives in this order.
fn reordered(
    geometry: &Geometry,
    domain: Domain,
    order: Vec<u32>,
    task: &Task,
) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let elements = match domain {
        Domain::Point => Elements {
            points: Some(order),
            vertices: (0..topology.vertex_count() as u32).collect(),
            primitives: (0..topology.primitive_count() as u32).collect(),
            offsets: topology.offsets().to_vec(),
        },
        _ => {
            let (offsets, vertices) = vertices_of(topology, &order, task)?;
            Elements { points: None, vertices, primitives: order, offsets }
        }
    };
    elements.take(geometry, task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn pieces(by: SortBy, reverse: bool, chosen: &str) -> Vec<i32> {
        let grid = shapes::with_attributes(shapes::grid(4, 1));
        let chosen = Selection::parse(chosen, &grid, Domain::Primitive).unwrap();
        let task = Task::unlimited();
        let sorted = sort(&grid, Domain::Primitive, &by, reverse, &chosen, &task).unwrap();
        sorted.primitives().read::<i32>("piece").unwrap().to_vec()
    }

    #[test]
    fn primitives_are_sorted_by_place_attribute_and_chance() {
        assert_eq!(pieces(SortBy::Along(Vec3::NEG_X), false, ""), [3, 2, 1, 0]);
        assert_eq!(pieces(SortBy::Along(Vec3::Y), false, ""), [0, 1, 2, 3], "equals stay");
        assert_eq!(pieces(SortBy::Along(Vec3::Y), true, ""), [3, 2, 1, 0]);
        assert_eq!(pieces(SortBy::Near(Vec3::new(2.5, 0.0, 0.5)), false, "")[0], 2);
        let attribute = SortBy::Attribute("piece".into(), 0);
        assert_eq!(pieces(attribute, true, "1-3"), [0, 3, 2, 1], "only among their places");
        assert_eq!(pieces(SortBy::Shift(1), false, ""), [3, 0, 1, 2]);
        assert_eq!(pieces(SortBy::Shift(-5), false, ""), [1, 2, 3, 0]);
        let mut random = pieces(SortBy::Random(1), false, "");
        assert_ne!(random, pieces(SortBy::Random(2), false, ""));
        random.sort_unstable();
        assert_eq!(random, [0, 1, 2, 3]);
    }

    #[test]
    fn numbers_rise_from_negative_to_what_is_none() {
        let numbers = [f32::NEG_INFINITY, -2.0, -0.5, 0.0, 1e-30, 3.0, f32::INFINITY, f32::NAN];
        assert!(numbers.windows(2).all(|pair| rising(pair[0]) < rising(pair[1])));
        assert_eq!(rising(0.0), rising(-0.0));
    }

    #[test]
    fn every_shape_stays_what_it_is() {
        let task = Task::unlimited();
        for (name, shape) in shapes::all() {
            for domain in [Domain::Point, Domain::Primitive] {
                let all = Selection::All(shape.count(domain));
                for by in [SortBy::Along(Vec3::ONE), SortBy::Random(5), SortBy::Shift(2)] {
                    let sorted = sort(&shape, domain, &by, true, &all, &task).unwrap();
                    shapes::assert_sound(&sorted, !name.contains("not numbers"), name);
                    assert_eq!(sorted.point_count(), shape.point_count(), "{name}");
                    assert_eq!(sorted.packed_count(), shape.packed_count(), "{name}");
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_sorted_by_is_said() {
        let cube = shapes::with_attributes(shapes::cube());
        let (all, task) = (Selection::All(8), Task::unlimited());
        let by = |name: &str, component| SortBy::Attribute(name.into(), component);
        let error = |by| sort(&cube, Domain::Point, &by, false, &all, &task).unwrap_err();
        assert!(matches!(error(by("roof", 0)), Error::Missing { .. }));
        assert!(error(by("P", 3)).to_string().contains("has 3 components"));
    }
}
