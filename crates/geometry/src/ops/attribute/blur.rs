//! Attributes evened out over neighbours.

use std::sync::Arc;

use task::{GRAIN, Task};

use super::Error;
use crate::{Adjacency, Domain, Geometry, Meaning, Selection};

/// How much is blurred, and what stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blur {
    /// How many times.
    pub iterations: u32,
    /// How far a value goes towards the mean of its neighbours each time, from 0 to 1.
    pub step: f32,
    /// Whether points on open borders keep their values.
    pub pin_borders: bool,
}

/// Moves the values of float attributes of the chosen points towards the mean of the points that
/// edges join them to. Normals and quaternions keep their length.
///
/// Points that are not chosen, and points without edges, keep their values but give them to
/// their neighbours. All else is shared.
pub fn blur(
    geometry: &Geometry,
    names: &[Arc<str>],
    chosen: &Selection,
    settings: &Blur,
    task: &Task,
) -> Result<Geometry, Error> {
    for name in names {
        let table = geometry.points();
        let column = table.get(name);
        let column = column.ok_or_else(|| Error::missing(name, table, Domain::Point))?;
        if column.floats().is_none() {
            return Err(Error::wrong_type(
                name,
                Domain::Point,
                column,
                "only floats can be blurred",
            ));
        }
    }
    let edges = geometry.topology().try_edges(task)?;
    let step = settings.step.clamp(0.0, 1.0);
    if settings.iterations == 0 || step == 0.0 || edges.is_empty() {
        return Ok(geometry.clone());
    }
    let ends: &[u32] = bytemuck::cast_slice(&edges.points);
    let around = Adjacency::try_invert(ends, geometry.point_count(), task)?;
    let mut moves = chosen.to_mask();
    if settings.pin_borders {
        for edge in (0..edges.len()).filter(|&edge| edges.is_border(edge)) {
            edges.points[edge].iter().for_each(|&point| moves[point as usize] = false);
        }
    }
    let mut result = geometry.clone();
    let steps = settings.iterations.saturating_mul(names.len() as u32);
    let mut done = 0;
    for name in names {
        let Some(column) = result.points().get(name) else { continue };
        let (size, meaning) = (column.size(), column.meaning());
        let Some(floats) = column.floats() else { continue };
        task.reserve(floats.len() as u64, 8, "the blurred attribute")?;
        let (mut from, mut to) = (floats.to_vec(), floats.to_vec());
        for _ in 0..settings.iterations {
            task.fill_chunks(&mut to, GRAIN * size, |start, tuples| {
                for (index, tuple) in tuples.chunks_exact_mut(size).enumerate() {
                    let point = start / size + index;
                    let old = &from[point * size..][..size];
                    tuple.copy_from_slice(old);
                    let list = around.of(point);
                    if moves[point] && !list.is_empty() {
                        towards_mean(tuple, list, ends, &from, step, meaning);
                    }
                }
            })?;
            std::mem::swap(&mut from, &mut to);
            done += 1;
            task.set_progress(done as f32 / steps as f32);
        }
        if let Some(column) = result.table_mut(Domain::Point).get_mut(name)
            && let Some(floats) = column.floats_mut()
        {
            floats.copy_from_slice(&from);
        }
    }
    Ok(result)
}

/// Moves a tuple towards the mean of its neighbours' tuples.
fn towards_mean(
    tuple: &mut [f32],
    list: &[u32],
    ends: &[u32],
    from: &[f32],
    step: f32,
    meaning: Meaning,
) {
    let size = tuple.len();
    let before = length(tuple);
    for (component, value) in tuple.iter_mut().enumerate() {
        // Of an edge's two ends in the list, the other one is beside.
        let beside = |&end: &u32| from[ends[end as usize ^ 1] as usize * size + component];
        let mean = list.iter().map(beside).sum::<f32>() / list.len() as f32;
        *value += (mean - *value) * step;
    }
    if matches!(meaning, Meaning::Normal | Meaning::Quaternion) {
        let after = length(tuple);
        if after > 0.0 {
            tuple.iter_mut().for_each(|value| *value *= before / after);
        }
    }
}

fn length(tuple: &[f32]) -> f32 {
    tuple.iter().map(|value| value * value).sum::<f32>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, shapes};

    const PLAIN: Blur = Blur { iterations: 1, step: 1.0, pin_borders: false };

    fn blurred(values: Vec<f32>, chosen: &str, settings: Blur) -> Vec<f32> {
        let mut grid = shapes::grid(2, 2);
        grid.table_mut(Domain::Point).set("heat", Column::new(values));
        let chosen = Selection::parse(chosen, &grid, Domain::Point).unwrap();
        let names = ["heat".into()];
        let blurred = blur(&grid, &names, &chosen, &settings, &Task::unlimited()).unwrap();
        blurred.points().read::<f32>("heat").unwrap().to_vec()
    }

    #[test]
    fn a_peak_spreads_to_its_neighbours() {
        let mut peak = vec![0.0; 9];
        peak[4] = 12.0;
        assert_eq!(blurred(peak.clone(), "", PLAIN), [0.0, 4.0, 0.0, 4.0, 0.0, 4.0, 0.0, 4.0, 0.0]);
        let pinned = Blur { pin_borders: true, step: 0.5, ..PLAIN };
        let expected = [0.0, 0.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(blurred(peak.clone(), "", pinned), expected);
        let some = blurred(peak, "1", PLAIN);
        assert_eq!((some[1], some[4]), (4.0, 12.0), "only what is chosen changes");
    }

    #[test]
    fn every_shape_stays_sound_and_what_cannot_be_blurred_is_said() {
        let task = Task::unlimited();
        for (name, shape) in shapes::all() {
            let all = Selection::All(shape.point_count());
            let names = ["P".into(), "Cd".into()];
            let names = if shape.points().contains("Cd") { &names[..] } else { &names[..1] };
            let result = blur(&shape, names, &all, &PLAIN, &task).unwrap();
            shapes::assert_sound(&result, !name.contains("not numbers"), name);
        }
        let cube = shapes::with_attributes(shapes::cube());
        let all = Selection::All(8);
        let missing = blur(&cube, &["nothing".into()], &all, &PLAIN, &task).unwrap_err();
        assert!(matches!(missing, Error::Missing { .. }));
        let group = blur(&cube, &["first_half".into()], &all, &PLAIN, &task).unwrap_err();
        assert!(matches!(group, Error::WrongType { .. }));
        task.cancel_token().cancel();
        assert!(blur(&cube, &["P".into()], &all, &PLAIN, &task).is_err());
    }
}
