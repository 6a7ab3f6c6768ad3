//! Points that are near each other, made one.

mod join;
mod near;
#[cfg(test)]
mod tests;

use glam::Vec3;
use task::{Stop, Task};

pub use join::{GroupRule, NumberRule};

use crate::ops::clean::corners::without_repeated;
use crate::runs::marked;
use crate::{Geometry, PrimitiveKind, Selection, Topology};

/// Which points are fused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Snap {
    /// Points within a distance in metres of an earlier one that is not fused itself; in the
    /// same place if it is zero or less.
    Near {
        /// The distance.
        distance: f32,
    },
    /// Points are moved to the nearest place of a grid, where those in one place are fused.
    Grid {
        /// The lengths between places along each axis, in metres; an axis with zero or less is
        /// left alone.
        spacing: Vec3,
        /// A place of the grid.
        offset: Vec3,
    },
}

/// Where fused points go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// To the mean of their positions.
    #[default]
    Average,
    /// To the one with the least number.
    First,
    /// To the one with the greatest number.
    Last,
}

/// How points are fused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fuse {
    /// Which points.
    pub snap: Snap,
    /// Where they go.
    pub place: Place,
    /// Whether they become one point; else they only move there.
    pub join: bool,
    /// What becomes of the values of their numeric attributes.
    pub numbers: NumberRule,
    /// What becomes of their groups.
    pub groups: GroupRule,
    /// Whether corners that come to stand beside each other at one point become one, and what
    /// is left with too few corners goes.
    pub repair: bool,
}

impl Default for Fuse {
    fn default() -> Self {
        Self {
            snap: Snap::Near { distance: 0.001 },
            place: Place::default(),
            join: true,
            numbers: NumberRule::default(),
            groups: GroupRule::default(),
            repair: true,
        }
    }
}

/// The geometry with the chosen points fused.
///
/// A fused point stands where the first of its points stood in the order; its attributes follow
/// the rules of `settings`, and text takes the value of the first point. Vertices and primitives
/// keep theirs, and all their groups; primitives that collapse go if `repair` is on, but no
/// point does. Points of packed instances are fused like others, and the instances with
/// them go on standing there. Positions that are not finite are never fused. Where nothing is
/// near, everything is shared.
pub fn fuse(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Fuse,
    task: &Task,
) -> Result<Geometry, Stop> {
    task.reserve(geometry.point_count() as u64, 4, "the points to fuse")?;
    let mut geometry = geometry.clone();
    let distance = match settings.snap {
        Snap::Near { distance } => distance,
        Snap::Grid { spacing, offset } => {
            snap_to_grid(&mut geometry, chosen, spacing, offset, task)?;
            if !settings.join {
                return Ok(geometry);
            }
            0.0
        }
    };
    let points = match chosen {
        Selection::All(count) => (0..*count as u32).collect(),
        Selection::Some(members) => marked(members, task)?,
    };
    let targets = near::targets(geometry.positions(), &points, distance, task)?;
    let (numbers, members) = near::joined(&targets, task)?;
    if members.len() == geometry.point_count() {
        return Ok(geometry);
    }
    let places = join::places(geometry.positions(), &members, settings.place, task)?;
    if !settings.join {
        task.fill(geometry.positions_mut(), |point, place| {
            *place = places[numbers[point] as usize];
        })?;
        return Ok(geometry);
    }
    let mut points = join::join(geometry.points(), &members, settings, task)?;
    points.write::<Vec3>("P").copy_from_slice(&places);
    let old = geometry.topology();
    let corners = old.corners();
    let corners = task.map(corners.len(), |vertex| numbers[corners[vertex] as usize])?;
    let kinds: Vec<PrimitiveKind> = old.kinds().to_vec();
    let topology = Topology::new(members.len(), old.offsets().to_vec(), corners, kinds);
    let fused = Geometry::from_tables(
        topology,
        points,
        geometry.vertices().clone(),
        geometry.primitives().clone(),
        geometry.detail().clone(),
    )
    .with_packed(geometry.packed().clone());
    if settings.repair { without_repeated(&fused, task) } else { Ok(fused) }
}

fn snap_to_grid(
    geometry: &mut Geometry,
    chosen: &Selection,
    spacing: Vec3,
    offset: Vec3,
    task: &Task,
) -> Result<(), Stop> {
    task.fill(geometry.positions_mut(), |point, place| {
        if chosen.contains(point) {
            for axis in 0..3 {
                let (step, start) = (f64::from(spacing[axis]), f64::from(offset[axis]));
                let cell = ((f64::from(place[axis]) - start) / step).round();
                let snapped = (start + cell * step) as f32;
                if step > 0.0 && snapped.is_finite() {
                    place[axis] = snapped;
                }
            }
        }
    })
}
