//! Numbers of an attribute brought from one range to another along a curve.

use rayon::prelude::*;
use task::{GRAIN, Task};

use super::{Error, check_place};
use crate::{Column, Domain, Geometry, Selection};

/// What becomes of values outside the input range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outside {
    /// They count as its ends.
    #[default]
    Clamp,
    /// The range begins anew after its end.
    Repeat,
    /// The range goes back and forth.
    Mirror,
}

/// What to do: see [`remap`].
#[derive(Clone, Copy)]
pub struct Remap<'a> {
    /// The attribute: floats or integers.
    pub name: &'a str,
    /// What it belongs to.
    pub domain: Domain,
    /// The name of the result; the same to replace it.
    pub result: &'a str,
    /// The values that stand for 0 and 1 on the curve; none for the least and the greatest that
    /// there are, of all components.
    pub input: Option<[f32; 2]>,
    /// What 0 and 1 of the curve stand for.
    pub output: [f32; 2],
    /// What becomes of values outside the input range.
    pub outside: Outside,
    /// The curve over 0 to 1.
    pub curve: &'a (dyn Fn(f32) -> f32 + Sync),
}

/// Brings the numbers of an attribute from one range to another along a curve, each component for
/// itself. The result is of floats. Elements that are not chosen keep what the result had before,
/// or have the attribute's own value. What is no number stays as it is.
pub fn remap(
    geometry: &Geometry,
    settings: &Remap<'_>,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Error> {
    let Remap { name, domain, result, .. } = *settings;
    let table = geometry.table(domain);
    let column = table.get(name).ok_or_else(|| Error::missing(name, table, domain))?;
    let size = column.size();
    let old: Vec<f32> = match (column.floats(), column.ints()) {
        (Some(floats), _) => floats.to_vec(),
        (_, Some(ints)) => task.map(ints.len(), |slot| ints[slot] as f32)?,
        _ => {
            let wanted = "only numbers can be brought to another range";
            return Err(Error::wrong_type(name, domain, column, wanted));
        }
    };
    let [low, high] = settings.input.unwrap_or_else(|| ends(&old, size, chosen));
    let [bottom, top] = settings.output;
    let mut values = match table.get(result).filter(|there| there.size() == size) {
        Some(there) if result != name => {
            there.floats().map_or_else(|| old.clone(), <[f32]>::to_vec)
        }
        _ => old.clone(),
    };
    task.fill(&mut values, |slot, value| {
        if chosen.contains(slot / size) && !old[slot].is_nan() {
            let place = placed(old[slot], low, high, settings.outside);
            *value = bottom + (top - bottom) * (settings.curve)(place);
        }
    })?;
    let column = Column::floats_of_size(values, size).with_meaning(column.meaning());
    check_place(result, domain, Some(&column))?;
    let mut geometry = geometry.clone();
    geometry.table_mut(domain).set(result, column);
    Ok(geometry)
}

/// Where a value lies between two others, from 0 to 1.
fn placed(value: f32, low: f32, high: f32, outside: Outside) -> f32 {
    let place = (value - low) / (high - low);
    if !place.is_finite() {
        // A range without width: what lies at it or before it counts as its beginning.
        return f32::from(u8::from(value > low));
    }
    match outside {
        Outside::Clamp => place.clamp(0.0, 1.0),
        // The end itself is no beginning.
        Outside::Repeat if place > 0.0 && place.fract() == 0.0 => 1.0,
        Outside::Repeat => place.rem_euclid(1.0),
        Outside::Mirror => 1.0 - (place.rem_euclid(2.0) - 1.0).abs(),
    }
}

/// The least and the greatest finite value of chosen elements; 0 and 1 if there is none.
fn ends(values: &[f32], size: usize, chosen: &Selection) -> [f32; 2] {
    let none = || [f32::INFINITY, f32::NEG_INFINITY];
    // Least and greatest do not depend on the order, so the split may be any.
    let [low, high] = values
        .par_iter()
        .with_min_len(GRAIN)
        .enumerate()
        .filter(|&(slot, value)| value.is_finite() && chosen.contains(slot / size))
        .fold(none, |[low, high], (_, &value)| [low.min(value), high.max(value)])
        .reduce(none, |[a, b], [c, d]| [a.min(c), b.max(d)]);
    if low <= high { [low, high] } else { [0.0, 1.0] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn line(values: Vec<f32>) -> Geometry {
        let mut grid = shapes::grid(values.len() - 1, 1);
        let columns = values.repeat(2);
        grid.table_mut(Domain::Point).set("mass", Column::new(columns));
        grid
    }

    fn settings<'a>(curve: &'a (dyn Fn(f32) -> f32 + Sync)) -> Remap<'a> {
        Remap {
            name: "mass",
            domain: Domain::Point,
            result: "mass",
            input: None,
            output: [0.0, 1.0],
            outside: Outside::Clamp,
            curve,
        }
    }

    fn remapped(geometry: &Geometry, settings: &Remap<'_>, chosen: &Selection) -> Vec<f32> {
        let result = remap(geometry, settings, chosen, &Task::unlimited()).unwrap();
        result.points().read::<f32>(settings.result).unwrap()[..4].to_vec()
    }

    #[test]
    fn ranges_and_the_curve_are_kept() {
        let geometry = line(vec![1.0, 2.0, 3.0, 5.0]);
        let all = Selection::All(8);
        let straight = |place: f32| place;
        assert_eq!(remapped(&geometry, &settings(&straight), &all), [0.0, 0.25, 0.5, 1.0]);
        let square = |place: f32| place * place;
        let own = Remap { input: Some([1.0, 3.0]), output: [10.0, 20.0], ..settings(&square) };
        assert_eq!(remapped(&geometry, &own, &all), [10.0, 12.5, 20.0, 20.0]);
        let mirror = Remap { outside: Outside::Mirror, output: [0.0, 1.0], ..own };
        assert_eq!(remapped(&geometry, &mirror, &all), [0.0, 0.25, 1.0, 0.0]);
        let repeat =
            Remap { input: Some([1.0, 2.5]), outside: Outside::Repeat, ..settings(&straight) };
        let repeated = remapped(&geometry, &repeat, &all);
        assert!((repeated[2] - 1.0 / 3.0).abs() < 1e-6 && (repeated[1] - 2.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_not_chosen_keeps_its_value_and_integers_become_floats() {
        let mut geometry = line(vec![1.0, 2.0, 3.0, 5.0]);
        let mut members = vec![false; 8];
        members[1] = true;
        let double = |place: f32| place * 2.0;
        let named = Remap { result: "twice", input: Some([0.0, 4.0]), ..settings(&double) };
        let chosen = Selection::Some(members);
        assert_eq!(remapped(&geometry, &named, &chosen), [1.0, 1.0, 3.0, 5.0]);
        let ids = Column::new((0..8).collect::<Vec<i32>>());
        geometry.table_mut(Domain::Point).set("id", ids);
        let all = Selection::All(8);
        let of_ids = Remap { name: "id", result: "id", ..settings(&double) };
        assert_eq!(remapped(&geometry, &of_ids, &all)[1], 2.0 / 7.0);
        let names = Remap { name: "nothing", ..named };
        assert!(remap(&geometry, &names, &all, &Task::unlimited()).is_err());
    }

    #[test]
    fn every_shape_stays_sound() {
        let straight = |place: f32| place;
        for (what, shape) in shapes::all() {
            for outside in [Outside::Clamp, Outside::Repeat, Outside::Mirror] {
                let settings = Remap { name: "P", result: "rest", outside, ..settings(&straight) };
                let all = Selection::All(shape.point_count());
                let result = remap(&shape, &settings, &all, &Task::unlimited()).unwrap();
                shapes::assert_sound(&result, false, what);
            }
        }
    }
}
