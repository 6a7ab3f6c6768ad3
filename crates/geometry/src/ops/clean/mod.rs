//! Geometry without what says nothing or does harm.

pub(crate) mod corners;
mod duplicates;
mod orient;
#[cfg(test)]
mod tests;

use task::{Stop, Task};

use crate::ops::extract::{LoosePoints, Losing, points, primitives};
use crate::ops::group::without_empty_groups;
use crate::{Column, Data, Domain, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, default_value};

/// What is put in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clean {
    /// Removes points with a position that is not finite; primitives go on without them, or go
    /// too where too few corners are left.
    pub not_numbers: bool,
    /// Removes corners at the same point as the corner before.
    pub repeated_corners: bool,
    /// Removes polygons whose corners lie within this many metres of one line, and polylines
    /// that lie within it of one place; those with too few corners always. None keeps them.
    pub degenerate: Option<f32>,
    /// Removes primitives with the same points as an earlier one, also if they face the other
    /// way.
    pub duplicates: bool,
    /// Turns polygons over that do not face like their neighbours; closed surfaces outwards.
    pub orient: bool,
    /// Removes points that no primitive uses.
    pub unused_points: bool,
    /// Removes groups without members.
    pub empty_groups: bool,
    /// Removes attributes with the same value in all elements that elements without a value
    /// have, such as a white `Cd`.
    pub default_attributes: bool,
}

impl Default for Clean {
    fn default() -> Self {
        Self {
            not_numbers: true,
            repeated_corners: true,
            degenerate: Some(1e-6),
            duplicates: true,
            orient: false,
            unused_points: true,
            empty_groups: false,
            default_attributes: false,
        }
    }
}

/// The geometry put in order, step by step as [`Clean`] lists them.
///
/// Elements that stay keep their order, attributes and groups in all domains; packed instances
/// stay unless their point is not finite. Where there is nothing to do everything is shared.
pub fn clean(geometry: &Geometry, settings: &Clean, task: &Task) -> Result<Geometry, Stop> {
    task.check()?;
    let mut cleaned = geometry.clone();
    if settings.not_numbers {
        let positions = cleaned.positions();
        let finite = task.map(positions.len(), |point| positions[point].is_finite())?;
        cleaned = points(&cleaned, &finite, Losing::Shrink, task)?;
    }
    if settings.repeated_corners {
        cleaned = corners::without_repeated(&cleaned, task)?;
    }
    if let Some(tolerance) = settings.degenerate {
        let tolerance = f64::from(tolerance).max(0.0);
        let keep = task.map(cleaned.primitive_count(), |primitive| {
            !corners::is_degenerate(&cleaned, primitive, tolerance)
        })?;
        cleaned = primitives(&cleaned, &keep, LoosePoints::Keep, task)?;
    }
    if settings.duplicates {
        let keep = duplicates::first_of_each(cleaned.topology(), task)?;
        cleaned = primitives(&cleaned, &keep, LoosePoints::Keep, task)?;
    }
    if settings.orient {
        cleaned = orient::orient(&cleaned, task)?;
    }
    if settings.unused_points {
        let all = vec![true; cleaned.primitive_count()];
        cleaned = primitives(&cleaned, &all, LoosePoints::Drop, task)?;
    }
    if settings.empty_groups {
        cleaned = without_empty_groups(cleaned);
    }
    if settings.default_attributes {
        cleaned = without_default_attributes(cleaned, task)?;
    }
    Ok(cleaned)
}

fn without_default_attributes(mut geometry: Geometry, task: &Task) -> Result<Geometry, Stop> {
    for domain in Domain::ALL {
        task.check()?;
        let needed = |name: &str| ["P", PACKED_SOURCE, PACKED_TRANSFORM].contains(&name);
        let table = geometry.table(domain);
        let says_nothing = |name: &str, column: &Column| !needed(name) && is_default(name, column);
        if table.iter().any(|(name, column)| says_nothing(name, column)) {
            let table = geometry.table_mut(domain);
            table.retain(|name, column| !says_nothing(name, column));
        }
    }
    Ok(geometry)
}

/// Whether every element has the value that elements without one have. Groups are not judged.
fn is_default(name: &str, column: &Column) -> bool {
    let size = column.size();
    let value = |index: usize| default_value(name, index % size);
    match column.data() {
        Data::Float(values) => values.iter().enumerate().all(|(i, &number)| number == value(i)),
        Data::Int(values) => values.iter().enumerate().all(|(i, &int)| int == value(i) as i32),
        Data::Text(text) => (0..column.len()).all(|element| text.get(element).is_empty()),
        Data::Bool(_) => false,
    }
}
