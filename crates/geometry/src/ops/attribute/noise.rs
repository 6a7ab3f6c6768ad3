//! Noise on attributes.

use std::borrow::Cow;
use std::sync::Arc;

use glam::Vec3;
use task::{GRAIN, Task};

use super::promote::{Method, adapted};
use super::{Error, Operation, check_place};
use crate::noise::{Basis, Fractal, Noise};
use crate::{Column, Domain, Geometry, Meaning, Selection};

/// Between what values noise lies. Noise reaches both ends seldom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// From minus this number to this number.
    ZeroCentred(f32),
    /// From 0 to this number.
    Positive(f32),
    /// From the first number to the second.
    Between(f32, f32),
}

impl Range {
    /// The factor and the summand that bring what a noise gives into this range.
    pub fn scale_and_shift(self, noise: &Noise) -> (f32, f32) {
        let (low, high) = match self {
            Self::ZeroCentred(amplitude) => (-amplitude, amplitude),
            Self::Positive(amplitude) => (0.0, amplitude),
            Self::Between(low, high) => (low, high),
        };
        let signed = !matches!(noise.basis, Basis::Worley(_))
            && matches!(noise.fractal, Fractal::None | Fractal::Standard);
        if signed { ((high - low) * 0.5, (high + low) * 0.5) } else { (high - low, low) }
    }
}

/// What to fill with noise: see [`attribute_noise`].
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeNoise {
    /// The attribute: floats of any size.
    pub name: Arc<str>,
    /// What it belongs to.
    pub domain: Domain,
    /// Its size if it is not there.
    pub new_size: usize,
    /// The field.
    pub noise: Noise,
    /// Where in time it is sampled, if it is animated.
    pub time: f32,
    /// Between what values it lies.
    pub range: Range,
    /// What becomes of the values that are there.
    pub operation: Operation,
    /// The attribute that says where in space an element samples the field, of 2 or 3 floats; `P`
    /// if empty. Of another domain it is carried over by its mean.
    pub location: Arc<str>,
}

/// Gives the chosen elements values of a noise, an unrelated one in each component.
///
/// Elements outside `chosen` keep what they have, or the default of the name. Normals and
/// quaternions keep length 1. Everything else is shared with the input.
pub fn attribute_noise(
    geometry: &Geometry,
    settings: &AttributeNoise,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    let AttributeNoise { name, domain, .. } = settings;
    let count = geometry.count(*domain);
    let column = match geometry.table(*domain).get(name) {
        Some(column) => column.clone(),
        None => {
            let size = settings.new_size.max(1);
            task.reserve(count as u64, 4 * size as u64, "the new attribute")?;
            let tuple: Vec<f32> =
                (0..size).map(|component| crate::default_value(name, component)).collect();
            let meaning = crate::meaning_of(name, size);
            Column::floats_of_size(tuple.repeat(count), size).with_meaning(meaning)
        }
    };
    check_place(name, *domain, Some(&column))?;
    let (size, meaning) = (column.size(), column.meaning());
    let Some(floats) = column.floats() else {
        let wanted = "noise goes on floats";
        return Err(Error::wrong_type(name, *domain, &column, wanted));
    };
    let positions = locations(geometry, *domain, &settings.location, task)?;
    let mut values = floats.to_vec();
    let (scale, shift) = settings.range.scale_and_shift(&settings.noise);
    let unit = matches!(meaning, Meaning::Normal | Meaning::Quaternion);
    task.fill_chunks(&mut values, GRAIN / 4 * size, |start, tuples| {
        let first = start / size;
        let elements: Vec<usize> = (first..first + tuples.len() / size)
            .filter(|&element| chosen.contains(element))
            .collect();
        let places: Vec<Vec3> = elements.iter().map(|&element| positions[element]).collect();
        let mut sampled = vec![0.0; places.len() * size];
        sample_tuples(&settings.noise, &places, settings.time, size, &mut sampled);
        for (element, new) in elements.iter().zip(sampled.chunks_exact(size)) {
            let tuple = &mut tuples[(element - first) * size..][..size];
            for (slot, new) in tuple.iter_mut().zip(new) {
                *slot = settings.operation.apply(*slot, new * scale + shift);
            }
            if unit {
                to_unit_length(tuple);
            }
        }
    })?;
    let mut geometry = geometry.clone();
    let column = Column::floats_of_size(values, size).with_meaning(meaning);
    geometry.table_mut(*domain).set(name, column);
    Ok(geometry)
}

/// Where the elements of a domain are, by an attribute; by `P` if its name is empty.
pub(crate) fn locations<'a>(
    geometry: &'a Geometry,
    domain: Domain,
    name: &str,
    task: &Task,
) -> Result<Cow<'a, [Vec3]>, Error> {
    let is_position = name.is_empty() || name == "P";
    if is_position && domain == Domain::Point {
        return Ok(geometry.positions().into());
    }
    if is_position && domain == Domain::Detail {
        return Ok(vec![geometry.bounds().center()].into());
    }
    let column = if is_position {
        // Whatever an attribute "P" of another domain may be.
        let mut points = geometry.clone();
        points.table_mut(domain).remove("P");
        adapted(&points, "P", domain, Method::Mean, task)?
    } else {
        adapted(geometry, name, domain, Method::Mean, task)?
    };
    let column = column.ok_or_else(|| Error::missing(name, geometry.table(domain), domain))?;
    match (column.read::<Vec3>(), column.read::<[f32; 2]>()) {
        (Some(positions), _) => Ok(positions.to_vec().into()),
        (_, Some(flat)) => {
            Ok(task.map(flat.len(), |element| Vec3::from((flat[element].into(), 0.0)))?.into())
        }
        _ => {
            let wanted = "places are told by 2 or 3 floats";
            Err(Error::wrong_type(name, domain, &column, wanted))
        }
    }
}

/// Values of a noise, tuple by tuple.
fn sample_tuples(noise: &Noise, positions: &[Vec3], time: f32, size: usize, out: &mut [f32]) {
    if size == 1 {
        noise.sample(positions, time, out);
        return;
    }
    let mut vectors = vec![Vec3::ZERO; positions.len()];
    for first in (0..size).step_by(3) {
        // Unrelated fields, three components at a time.
        let seed = noise.seed.wrapping_add((first as u32).wrapping_mul(0x9E37_79B9));
        Noise { seed, ..*noise }.sample_vector(positions, time, &mut vectors);
        for (tuple, vector) in out.chunks_exact_mut(size).zip(&vectors) {
            let rest = &mut tuple[first..];
            rest.iter_mut().zip(vector.to_array()).for_each(|(slot, value)| *slot = value);
        }
    }
}

fn to_unit_length(tuple: &mut [f32]) {
    let length = tuple.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 && length.is_finite() {
        tuple.iter_mut().for_each(|value| *value /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::WorleyValue;
    use crate::shapes;
    use task::{CancelToken, Stop};

    fn settings(name: &str) -> AttributeNoise {
        AttributeNoise {
            name: name.into(),
            domain: Domain::Point,
            new_size: 1,
            noise: Noise { frequency: Vec3::splat(0.37), ..Noise::default() },
            time: 0.0,
            range: Range::ZeroCentred(1.0),
            operation: Operation::Set,
            location: "".into(),
        }
    }

    fn noisy(geometry: &Geometry, settings: &AttributeNoise) -> Geometry {
        let chosen = Selection::All(geometry.count(settings.domain));
        attribute_noise(geometry, settings, &chosen, &Task::unlimited()).unwrap()
    }

    fn ends(values: &[f32]) -> (f32, f32) {
        let ends = (f32::INFINITY, f32::NEG_INFINITY);
        values.iter().fold(ends, |(low, high), &value| (low.min(value), high.max(value)))
    }

    #[test]
    fn every_domain_of_every_shape_takes_noise_of_any_size() {
        for (what, shape) in shapes::all() {
            for domain in Domain::ALL {
                for size in [1, 2, 3, 7] {
                    for location in ["", "uv", "Cd"] {
                        let location = location.into();
                        let settings =
                            AttributeNoise { domain, new_size: size, location, ..settings("new") };
                        let chosen = Selection::All(shape.count(domain));
                        let task = Task::unlimited();
                        let result = attribute_noise(&shape, &settings, &chosen, &task).unwrap();
                        shapes::assert_sound(&result, !what.contains("not numbers"), what);
                        let column = result.table(domain).get("new").unwrap();
                        assert!(column.size() == size, "{what}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_basis_keeps_to_the_range() {
        let grid = shapes::grid(60, 60);
        let worley = Basis::Worley(WorleyValue::F1);
        for basis in [Basis::Perlin, Basis::Simplex, worley] {
            for fractal in [Fractal::None, Fractal::Standard, Fractal::Turbulence, Fractal::Ridged]
            {
                let noise = Noise { basis, fractal, ..settings("").noise };
                let ranges = [
                    (Range::ZeroCentred(2.0), -2.0, 2.0),
                    (Range::Positive(3.0), 0.0, 3.0),
                    (Range::Between(5.0, 4.0), 4.0, 5.0),
                ];
                for (range, low, high) in ranges {
                    let settings = AttributeNoise { noise, range, ..settings("new") };
                    let result = noisy(&grid, &settings);
                    let (least, greatest) = ends(result.points().read::<f32>("new").unwrap());
                    let span = high - low;
                    let margin = 0.05 * span;
                    assert!(least >= low - margin && greatest <= high + margin, "{settings:?}");
                    assert!(greatest - least > 0.25 * span, "{settings:?}");
                }
            }
        }
    }

    #[test]
    fn components_are_unrelated_and_chosen_elements_alone_change() {
        let grid = shapes::grid(30, 30);
        let result = noisy(&grid, &AttributeNoise { new_size: 7, ..settings("new") });
        let values = result.points().get("new").unwrap().floats().unwrap().to_vec();
        for (a, b) in (0..7).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let product = |tuple: &[f32]| f64::from(tuple[a] * tuple[b]);
            let mean = values.chunks_exact(7).map(product).sum::<f64>() / 961.0;
            assert!(mean.abs() < 0.02, "{a} and {b}: {mean}");
        }
        let first = Selection::parse("0-9", &grid, Domain::Point).unwrap();
        let settings = AttributeNoise { operation: Operation::Add, ..settings("Cd") };
        let mut white = grid.clone();
        white.table_mut(Domain::Point).write::<Vec3>("Cd");
        let result = attribute_noise(&white, &settings, &first, &Task::unlimited()).unwrap();
        let colours = result.points().read::<Vec3>("Cd").unwrap();
        assert!(colours[3] != Vec3::ONE && colours[10..].iter().all(|&c| c == Vec3::ONE));
        // What is chosen beside an element plays no part in its value.
        assert_eq!(
            noisy(&white, &settings).points().read::<Vec3>("Cd").unwrap()[..9],
            colours[..9]
        );
    }

    #[test]
    fn normals_keep_their_length_and_other_types_are_refused() {
        let mut cube = shapes::with_attributes(shapes::cube());
        cube.table_mut(Domain::Point).write::<Vec3>("N").fill(Vec3::Y);
        let result = noisy(&cube, &AttributeNoise { operation: Operation::Add, ..settings("N") });
        let normals = result.points().read::<Vec3>("N").unwrap();
        assert!(normals.iter().all(|normal| (normal.length() - 1.0).abs() < 1e-5));
        let all = Selection::All(8);
        let result = attribute_noise(&cube, &settings("name"), &all, &Task::unlimited());
        assert!(matches!(result, Err(Error::WrongType { .. })));
    }

    #[test]
    fn stops_when_cancelled_or_too_large() {
        let grid = shapes::grid(100, 100);
        let all = Selection::All(grid.point_count());
        let small = Task::new(CancelToken::default(), 1000);
        let result = attribute_noise(&grid, &settings("new"), &all, &small);
        assert!(matches!(result, Err(Error::Stop(Stop::TooLarge { .. }))));
        small.cancel_token().cancel();
        let result = attribute_noise(&grid, &settings("P"), &all, &small);
        assert_eq!(result, Err(Error::Stop(Stop::Cancelled)));
    }
}
