//! The colour attribute `Cd`.

use std::sync::Arc;

use glam::Vec3;
use rayon::prelude::*;
use task::{GRAIN, Task};

use super::Error;
use super::codes;
use super::noise::locations;
use super::promote::{Method, adapted};
use crate::random::Stream;
use crate::{Bounds, ColourRamp, Column, Domain, Geometry, Selection};

/// Where colours come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Colours {
    /// The same for all, linear.
    Constant(Vec3),
    /// The place in the box around the geometry: x as red, y as green, z as blue.
    BoundingBox,
    /// A bright random one for each element.
    Random {
        /// Picks one of unrelated rows of random numbers.
        seed: u64,
    },
    /// A bright random one for each value of an attribute of any type and domain.
    RandomByAttribute {
        /// The attribute.
        name: Arc<str>,
        /// Picks one of unrelated rows of random numbers.
        seed: u64,
    },
    /// By a number.
    Ramp {
        /// The attribute, of numbers or a group, of any domain; of a tuple its length.
        name: Arc<str>,
        /// The colours.
        ramp: ColourRamp,
        /// The values of both ends of the ramp; none for the least and the greatest that chosen
        /// elements have.
        range: Option<[f32; 2]>,
    },
}

/// Sets `Cd` of the chosen elements of a domain; others keep theirs, or are white. Alpha, where
/// `Cd` has four components, stays. Everything else is shared with the input.
pub fn colour(
    geometry: &Geometry,
    domain: Domain,
    colours: &Colours,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    task.reserve(geometry.count(domain) as u64, 12, "a colour for each element")?;
    match colours {
        Colours::Constant(colour) => painted(geometry, domain, chosen, task, |_| *colour),
        Colours::BoundingBox => {
            let places = locations(geometry, domain, "P", task)?;
            let bounds = Bounds::of(geometry.positions());
            let size = bounds.size();
            let inverse = Vec3::select(size.cmpgt(Vec3::ZERO), size.recip(), Vec3::ZERO);
            let inside = |place: Vec3| if place.is_finite() { place } else { bounds.min };
            painted(geometry, domain, chosen, task, |element| {
                ((inside(places[element]) - bounds.min) * inverse).clamp(Vec3::ZERO, Vec3::ONE)
            })
        }
        Colours::Random { seed } => {
            let stream = Stream::new(*seed);
            painted(geometry, domain, chosen, task, |element| bright(stream.child(element as u64)))
        }
        Colours::RandomByAttribute { name, seed } => {
            let column = adapted(geometry, name, domain, Method::First, task)?
                .ok_or_else(|| Error::missing(name, geometry.table(domain), domain))?;
            let keys = codes::codes(&column, task)?;
            let stream = Stream::new(*seed);
            painted(geometry, domain, chosen, task, |element| bright(stream.child(keys[element])))
        }
        Colours::Ramp { name, ramp, range } => {
            let column = adapted(geometry, name, domain, Method::Mean, task)?
                .ok_or_else(|| Error::missing(name, geometry.table(domain), domain))?;
            let values = numbers(&column, name, domain, task)?;
            let [low, high] = range.unwrap_or_else(|| ends(&values, chosen));
            let scale = if high == low { 0.0 } else { (high - low).recip() };
            painted(geometry, domain, chosen, task, |element| {
                ramp.at((values[element] - low) * scale)
            })
        }
    }
}

/// The geometry with the chosen elements coloured.
fn painted(
    geometry: &Geometry,
    domain: Domain,
    chosen: &Selection,
    task: &Task,
    colour: impl Fn(usize) -> Vec3 + Sync,
) -> Result<Geometry, Error> {
    let mut result = geometry.clone();
    let table = result.table_mut(domain);
    if table.read::<[f32; 4]>("Cd").is_some() {
        task.fill(table.write::<[f32; 4]>("Cd"), |element, slot| {
            if chosen.contains(element) {
                slot[..3].copy_from_slice(&colour(element).to_array());
            }
        })?;
    } else {
        task.fill(table.write::<Vec3>("Cd"), |element, slot| {
            if chosen.contains(element) {
                *slot = colour(element);
            }
        })?;
    }
    Ok(result)
}

/// One number for each element.
fn numbers(column: &Column, name: &str, domain: Domain, task: &Task) -> Result<Vec<f32>, Error> {
    let size = column.size();
    let length = |tuple: &mut dyn Iterator<Item = f32>| tuple.map(|v| v * v).sum::<f32>().sqrt();
    Ok(match (column.floats(), column.ints(), column.bools()) {
        (Some(floats), ..) if size == 1 => floats.to_vec(),
        (_, Some(ints), _) if size == 1 => task.map(ints.len(), |element| ints[element] as f32)?,
        (Some(floats), ..) => task.map(column.len(), |element| {
            length(&mut floats[element * size..][..size].iter().copied())
        })?,
        (_, Some(ints), _) => task.map(column.len(), |element| {
            length(&mut ints[element * size..][..size].iter().map(|&int| int as f32))
        })?,
        (.., Some(members)) => {
            task.map(members.len(), |element| f32::from(u8::from(members[element])))?
        }
        _ => {
            let wanted = "a ramp needs numbers; colour text at random by the attribute instead";
            return Err(Error::wrong_type(name, domain, column, wanted));
        }
    })
}

/// The least and greatest finite value of chosen elements; 0 and 0 if there is none.
fn ends(values: &[f32], chosen: &Selection) -> [f32; 2] {
    // Least and greatest do not depend on the order, so the split may be any.
    let [low, high] = values
        .par_iter()
        .with_min_len(GRAIN)
        .enumerate()
        .filter(|&(element, value)| value.is_finite() && chosen.contains(element))
        .fold(
            || [f32::INFINITY, f32::NEG_INFINITY],
            |[low, high], (_, &value)| [low.min(value), high.max(value)],
        )
        .reduce(|| [f32::INFINITY, f32::NEG_INFINITY], |[a, b], [c, d]| [a.min(c), b.max(d)]);
    if low <= high { [low, high] } else { [0.0; 2] }
}

/// A random hue, neither pale nor dark.
fn bright(stream: Stream) -> Vec3 {
    let hue = stream.unit(0) * 6.0;
    let (saturation, value) = (0.5 + 0.4 * stream.unit(1), 0.6 + 0.4 * stream.unit(2));
    // How far each of red, green and blue is from its hue, around the circle of six.
    let pure = Vec3::from([0.0, 2.0, 4.0].map(|own: f32| {
        let distance = (hue - own).abs();
        (2.0 - distance.min(6.0 - distance)).clamp(0.0, 1.0)
    }));
    value * Vec3::ONE.lerp(pure, saturation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;
    use task::{CancelToken, Stop};

    fn every_way() -> Vec<Colours> {
        let ramp = |name: &str| Colours::Ramp {
            name: name.into(),
            ramp: ColourRamp::infrared(),
            range: None,
        };
        vec![
            Colours::Constant(Vec3::X),
            Colours::BoundingBox,
            Colours::Random { seed: 3 },
            Colours::RandomByAttribute { name: "name".into(), seed: 3 },
            Colours::RandomByAttribute { name: "note".into(), seed: 3 },
            ramp("mass"),
            ramp("piece"),
            ramp("odd"),
            ramp("uv"),
            ramp("P"),
        ]
    }

    fn coloured(geometry: &Geometry, colours: &Colours) -> Vec<Vec3> {
        let all = Selection::All(geometry.point_count());
        let task = Task::unlimited();
        let result = colour(geometry, Domain::Point, colours, &all, &task).unwrap();
        result.points().read::<Vec3>("Cd").unwrap().to_vec()
    }

    #[test]
    fn every_way_colours_every_domain_of_every_shape() {
        for (what, shape) in shapes::all() {
            for domain in Domain::ALL {
                for colours in every_way() {
                    let all = Selection::All(shape.count(domain));
                    let result = colour(&shape, domain, &colours, &all, &Task::unlimited());
                    let result = result.unwrap();
                    shapes::assert_sound(&result, false, what);
                    let found = result.table(domain).read::<Vec3>("Cd").unwrap();
                    let sane = |c: &Vec3| c.min_element() >= 0.0 && c.max_element() <= 1.0;
                    assert!(found.iter().all(sane), "{what} {colours:?}");
                }
            }
        }
    }

    #[test]
    fn a_ramp_spans_the_values_that_there_are_or_those_given() {
        let cube = shapes::with_attributes(shapes::cube());
        let ramp = |range| Colours::Ramp { name: "mass".into(), ramp: ColourRamp::greys(), range };
        let colours = coloured(&cube, &ramp(None));
        assert_eq!((colours[0], colours[7]), (Vec3::ZERO, Vec3::ONE));
        let colours = coloured(&cube, &ramp(Some([2.0, 4.0])));
        assert_eq!((colours[1].x, colours[3].x, colours[6].x), (0.0, 0.5, 1.0));
        let backwards = coloured(&cube, &ramp(Some([4.0, 2.0])));
        assert_eq!(backwards[1].x, 1.0);
    }

    #[test]
    fn equal_values_have_equal_random_colours() {
        let cube = shapes::with_attributes(shapes::cube());
        let by_name = Colours::RandomByAttribute { name: "name".into(), seed: 1 };
        let colours = coloured(&cube, &by_name);
        assert!(colours[0] == colours[3] && colours[0] != colours[1]);
        let other = Colours::RandomByAttribute { name: "name".into(), seed: 2 };
        assert_ne!(coloured(&cube, &other)[0], colours[0]);
        let random = coloured(&shapes::grid(30, 30), &Colours::Random { seed: 0 });
        let mean = random.iter().copied().sum::<Vec3>() / random.len() as f32;
        assert!(mean.min_element() > 0.45 && mean.max_element() < 0.65, "no hue is left out");
    }

    #[test]
    fn the_box_and_alpha_are_kept_to() {
        let mut cube = shapes::cube();
        cube.table_mut(Domain::Point).write::<[f32; 4]>("Cd").fill([0.0, 0.0, 0.0, 0.25]);
        let first = Selection::parse("7", &cube, Domain::Point).unwrap();
        let task = Task::unlimited();
        let result = colour(&cube, Domain::Point, &Colours::BoundingBox, &first, &task).unwrap();
        let colours = result.points().read::<[f32; 4]>("Cd").unwrap();
        assert_eq!((colours[6], colours[7]), ([0.0, 0.0, 0.0, 0.25], [1.0, 1.0, 1.0, 0.25]));
    }

    #[test]
    fn mistakes_are_named_and_cancelling_stops() {
        let cube = shapes::with_attributes(shapes::cube());
        let all = Selection::All(8);
        let ramp = |name: &str| Colours::Ramp {
            name: name.into(),
            ramp: ColourRamp::greys(),
            range: None,
        };
        let task = Task::new(CancelToken::default(), 1 << 20);
        let of = |colours: &Colours| colour(&cube, Domain::Point, colours, &all, &task);
        assert!(matches!(of(&ramp("name")), Err(Error::WrongType { .. })));
        assert!(matches!(of(&ramp("heat")), Err(Error::Missing { .. })));
        task.cancel_token().cancel();
        for colours in every_way() {
            assert_eq!(of(&colours), Err(Error::Stop(Stop::Cancelled)));
        }
    }
}
