//! What several points leave to the one that they become.

use glam::{DVec3, Vec3};
use task::{Stop, Task};

use super::{Fuse, Place};
use crate::{Adjacency, Column, Data, Table, Weights};

/// What becomes of the numbers of several points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberRule {
    /// The mean of floats; of integers the value of the first point.
    #[default]
    Average,
    /// The value of the point with the least number.
    First,
    /// The value of the point with the greatest number.
    Last,
    /// The least value, of each number of a tuple apart.
    Least,
    /// The greatest value, of each number of a tuple apart.
    Greatest,
}

/// What becomes of the groups of several points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupRule {
    /// A member if one of them was.
    #[default]
    Union,
    /// A member if all of them were.
    Intersect,
    /// A member if the first of them was.
    First,
}

/// The position of each new point.
pub(super) fn places(
    positions: &[Vec3],
    members: &Adjacency,
    place: Place,
    task: &Task,
) -> Result<Vec<Vec3>, Stop> {
    let at = |point: u32| positions[point as usize];
    task.map(members.len(), |point| match (place, members.of(point)) {
        (_, []) => Vec3::ZERO,
        (_, [only]) => at(*only),
        (Place::First, [first, ..]) => at(*first),
        (Place::Last, [.., last]) => at(*last),
        (Place::Average, [first, ..]) if members.of(point).iter().all(|&m| at(m) == at(*first)) => {
            at(*first)
        }
        (Place::Average, all) => {
            let sum: DVec3 = all.iter().map(|&member| at(member).as_dvec3()).sum();
            (sum / all.len() as f64).as_vec3()
        }
    })
}

/// The table of the new points. `P` is left to others.
pub(super) fn join(
    points: &Table,
    members: &Adjacency,
    settings: &Fuse,
    task: &Task,
) -> Result<Table, Stop> {
    let end = |last: bool| {
        task.map(members.len(), |point| {
            let all = members.of(point);
            let member = if last { all.last() } else { all.first() };
            member.copied().unwrap_or(0)
        })
    };
    let first = end(false)?;
    let last = if settings.numbers == NumberRule::Last { end(true)? } else { Vec::new() };
    let any_floats =
        points.iter().any(|(name, column)| &**name != "P" && column.floats().is_some());
    let weights = match settings.numbers == NumberRule::Average && any_floats {
        true => {
            let items = members.items();
            let offsets = members.offsets();
            let mut weights = vec![1.0_f32; items.len()];
            for point in 0..members.len() {
                let range = offsets[point] as usize..offsets[point + 1] as usize;
                let part = 1.0 / range.len() as f32;
                weights[range].fill(part);
            }
            task.check()?;
            Weights::from_parts(offsets.to_vec(), items.to_vec(), weights)
        }
        false => Weights::default(),
    };
    let mut joined = Table::new(members.len());
    for (name, column) in points.iter() {
        task.check()?;
        let value = match (column.data(), settings.numbers) {
            _ if &**name == "P" => column.gather(&first, task)?,
            (Data::Bool(group), _) => {
                Column::group(join_group(group, members, settings.groups, task)?)
            }
            (Data::Text(_), _) | (Data::Int(_), NumberRule::Average) => {
                column.gather(&first, task)?
            }
            (Data::Float(_), NumberRule::Average) => column.interpolate(&weights, task)?,
            (_, NumberRule::First) => column.gather(&first, task)?,
            (_, NumberRule::Last) => column.gather(&last, task)?,
            (Data::Float(values), rule) => {
                let choose =
                    |a: f32, b: f32| if rule == NumberRule::Least { a.min(b) } else { a.max(b) };
                let values = extremes(values, column.size(), members, choose, task)?;
                Column::floats_of_size(values, column.size())
            }
            (Data::Int(values), rule) => {
                let choose =
                    |a: i32, b: i32| if rule == NumberRule::Least { a.min(b) } else { a.max(b) };
                let values = extremes(values, column.size(), members, choose, task)?;
                Column::ints_of_size(values, column.size())
            }
        };
        joined.set(name, value.with_meaning(column.meaning()));
    }
    Ok(joined)
}

fn join_group(
    group: &[bool],
    members: &Adjacency,
    rule: GroupRule,
    task: &Task,
) -> Result<Vec<bool>, Stop> {
    task.map(members.len(), |point| {
        let mut all = members.of(point).iter().map(|&member| group[member as usize]);
        match rule {
            GroupRule::Union => all.any(|member| member),
            GroupRule::Intersect => all.all(|member| member),
            GroupRule::First => all.next().unwrap_or(false),
        }
    })
}

fn extremes<T: Copy + Default + Send + Sync>(
    values: &[T],
    size: usize,
    members: &Adjacency,
    choose: impl Fn(T, T) -> T + Sync,
    task: &Task,
) -> Result<Vec<T>, Stop> {
    task.map(members.len() * size, |slot| {
        let (point, place) = (slot / size, slot % size);
        let all = members.of(point).iter().map(|&member| values[member as usize * size + place]);
        all.reduce(&choose).unwrap_or_default()
    })
}
