//! A geometry cut by a plane.

mod cap;
mod loops;
mod pieces;
mod plane;
mod polygon;
#[cfg(test)]
mod tests;

use glam::Vec3;
use task::Task;

use super::group::{Combine, GroupError, set_group};
use super::merge::merge;
use crate::{Domain, Geometry, Selection};
use plane::Plane;

/// Which side of the plane stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// The side that the direction points to.
    #[default]
    Above,
    /// The other side.
    Below,
    /// Both, cut apart along the plane: joined at the cut, or each closed by a cap of its own.
    Both,
}

/// Where a geometry is cut, and what stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// A point of the plane.
    pub origin: Vec3,
    /// The direction that the plane faces; its length says nothing. Without a length, or with
    /// numbers that are not finite, nothing is cut.
    pub direction: Vec3,
    /// How far the plane is moved along the direction, in metres.
    pub distance: f32,
    /// What stays.
    pub keep: Keep,
    /// Whether holes that the plane leaves are filled.
    pub fill: bool,
    /// The primitive group that caps join; empty for none.
    pub cap_group: String,
    /// The point group that points in the plane join; empty for none.
    pub clipped_group: String,
    /// The primitive group that what stays above joins; empty for none.
    pub above_group: String,
    /// The primitive group that what stays below joins; empty for none.
    pub below_group: String,
}

impl Default for Clip {
    fn default() -> Self {
        Self {
            origin: Vec3::ZERO,
            direction: Vec3::Y,
            distance: 0.0,
            keep: Keep::Above,
            fill: false,
            cap_group: "cap".to_owned(),
            clipped_group: "clipped".to_owned(),
            above_group: String::new(),
            below_group: String::new(),
        }
    }
}

/// The geometry on one side of a plane, or on both.
///
/// Polygons are cut, concave ones into as many pieces as they make, and polylines too; packed
/// instances stay or go with their point. Points within rounding of the plane count as in it and
/// stay; where a primitive lies in the plane as a whole it stays, but if holes are filled only on
/// the side that its back faces, so that solids stay closed. Primitives that are not chosen stay
/// whole. Points that no primitive uses go by their side.
///
/// New points and vertices take the values between those of the two ends of their edge, as
/// [`crate::Table::interpolate`] says; pieces take all values and groups of their primitive. A
/// hole is filled where edges of one polygon close a ring in the plane: one polygon fills a ring
/// with the rings inside it, with the attributes of a polygon beside it, in no group but
/// `cap_group`. Points that are not finite are taken to lie in the plane.
pub fn clip(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Clip,
    task: &Task,
) -> Result<Geometry, GroupError> {
    task.check()?;
    let Some(plane) = Plane::of(geometry, settings) else { return Ok(geometry.clone()) };
    let side = |plane: &Plane, group: &str| -> Result<Geometry, GroupError> {
        let part = pieces::cut(geometry, chosen, plane, [true, false], settings.fill, task)?;
        let mut geometry = join_groups(part.geometry, &part.in_plane, settings, task)?;
        geometry = join_all(geometry, group, task)?;
        if settings.fill {
            let cap = cap::fill(&geometry, &part.in_plane, plane, task)?;
            geometry = join_cap(geometry, cap, group, settings, task)?;
        }
        Ok(geometry)
    };
    match settings.keep {
        Keep::Above => side(&plane, &settings.above_group),
        Keep::Below => side(&plane.reversed(), &settings.below_group),
        Keep::Both if settings.fill => {
            let above = side(&plane, &settings.above_group)?;
            let below = side(&plane.reversed(), &settings.below_group)?;
            Ok(merge(&[&above, &below], task)?)
        }
        Keep::Both => {
            let part = pieces::cut(geometry, chosen, &plane, [true, true], false, task)?;
            let mut joined = join_groups(part.geometry, &part.in_plane, settings, task)?;
            for (group, above) in [(&settings.above_group, true), (&settings.below_group, false)] {
                if !group.is_empty() {
                    let members = part.above.iter().map(|&side| side == above).collect();
                    joined = set_group(
                        &joined,
                        Domain::Primitive,
                        group,
                        Combine::Union,
                        members,
                        task,
                    )?;
                }
            }
            Ok(joined)
        }
    }
}

fn join_groups(
    geometry: Geometry,
    in_plane: &[bool],
    settings: &Clip,
    task: &Task,
) -> Result<Geometry, GroupError> {
    let name = &settings.clipped_group;
    if name.is_empty() {
        return Ok(geometry);
    }
    set_group(&geometry, Domain::Point, name, Combine::Union, in_plane.to_vec(), task)
}

fn join_all(geometry: Geometry, group: &str, task: &Task) -> Result<Geometry, GroupError> {
    if group.is_empty() {
        return Ok(geometry);
    }
    let members = vec![true; geometry.primitive_count()];
    set_group(&geometry, Domain::Primitive, group, Combine::Union, members, task)
}

/// Puts the polygons that a cap added, the last ones, into their groups.
fn join_cap(
    before: Geometry,
    capped: Geometry,
    side_group: &str,
    settings: &Clip,
    task: &Task,
) -> Result<Geometry, GroupError> {
    let mut geometry = capped;
    for group in [&settings.cap_group, side_group].into_iter().filter(|name| !name.is_empty()) {
        let first = before.primitive_count();
        let members = (0..geometry.primitive_count()).map(|p| p >= first).collect();
        geometry = set_group(&geometry, Domain::Primitive, group, Combine::Union, members, task)?;
    }
    Ok(geometry)
}
