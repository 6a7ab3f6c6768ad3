//! Union, intersection and difference of solids that polygons enclose.
//!
//! Edges of either operand that run through triangles of the other are found exactly
//! (`orientation`, `crossings`); they say which points lie inside (`winding`), and cut polygons
//! into rings (`faces`), which are tidied where surfaces coincide (`tidy`) and filled (`fill`). Polygons that nothing cuts are copied as they are. After the paper of Smith,
//! "Towards robust inexact geometric computation" (2009), and the library Manifold, in that rings
//! close by the way in which they are found, whatever rounding does to places.

mod assemble;
mod combine;
mod crossings;
mod error;
mod faces;
mod fill;
mod folds;
mod joins;
mod operand;
mod orientation;
mod rings;
mod separate;
#[cfg(test)]
mod tests;
mod tidy;
mod winding;

use task::{Stop, Task};

use super::extract::{self, LoosePoints};
use super::group::{Combine, set_group};
use super::merge::merge;
use crate::{Domain, Geometry};
use combine::{Combined, Makes, combine};
pub use error::BooleanError;

/// What is made of two solids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Operation {
    /// What lies in either.
    Union,
    /// What lies in both.
    Intersect,
    /// What lies in A but not in B.
    #[default]
    AMinusB,
    /// What lies in B but not in A.
    BMinusA,
    /// What lies in one of them only: both differences, apart from each other.
    Differences,
}

/// Which polygons of the result have more than three corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detriangulate {
    /// Untouched ones stay as they are, and the pieces of cut ones are as few as they can be:
    /// one polygon for each ring, convex ones where there are holes.
    #[default]
    All,
    /// Untouched ones stay as they are; cut ones fall into triangles.
    Unchanged,
}

/// Names of the groups that the result gets; empty for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BooleanGroups {
    /// The points where the surfaces meet.
    pub seam_points: String,
    /// The polygons of A that lie in B.
    pub a_inside_b: String,
    /// The polygons of A that do not.
    pub a_outside_b: String,
    /// The polygons of B that lie in A.
    pub b_inside_a: String,
    /// The polygons of B that do not.
    pub b_outside_a: String,
}

impl Default for BooleanGroups {
    fn default() -> Self {
        Self {
            seam_points: "abseampoints".to_owned(),
            a_inside_b: "ainsideb".to_owned(),
            a_outside_b: "aoutsideb".to_owned(),
            b_inside_a: "binsidea".to_owned(),
            b_outside_a: "boutsidea".to_owned(),
        }
    }
}

impl BooleanGroups {
    /// No groups.
    pub fn none() -> Self {
        let none = String::new;
        Self {
            seam_points: none(),
            a_inside_b: none(),
            a_outside_b: none(),
            b_inside_a: none(),
            b_outside_a: none(),
        }
    }
}

/// What is made of two solids, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Boolean {
    /// What is made.
    pub operation: Operation,
    /// Which polygons of the result have more than three corners.
    pub detriangulate: Detriangulate,
    /// The groups that say what came from where.
    pub groups: BooleanGroups,
}

/// One of two inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Side {
    /// The first.
    #[default]
    A,
    /// The second.
    B,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Self {
        if self == Self::A { Self::B } else { Self::A }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if *self == Self::A { "A" } else { "B" })
    }
}

/// Joins two solids, or takes one from the other.
///
/// Both have to be closed: each edge with two polygons that run against each other, facing
/// outwards; an input without polygons is an empty solid. Whatever the inputs share (faces,
/// edges, points), the result is closed, and nothing of it is without volume: faces of A and B
/// in one plane become one.
///
/// Polygons that are not cut stay as they are, with any number of corners, and so do their
/// points and vertices. Pieces of the others take the attributes and groups of their polygon;
/// new vertices lie between those of it, new points between those of A (and B, for what A has
/// not), as [`crate::Table::interpolate`] says. Polygons of what is subtracted are turned round,
/// with normals, attribute `N`, of points, vertices and primitives. Attributes are united as in
/// [`merge`]. Polylines, packed instances, polygons of fewer than three corners and points
/// without primitives pass unchanged; of what is subtracted they go.
pub fn boolean(
    a: &Geometry,
    b: &Geometry,
    settings: &Boolean,
    task: &Task,
) -> Result<Geometry, BooleanError> {
    task.check()?;
    let groups = &settings.groups;
    let b_groups = BooleanGroups {
        seam_points: groups.seam_points.clone(),
        a_inside_b: groups.b_inside_a.clone(),
        a_outside_b: groups.b_outside_a.clone(),
        b_inside_a: groups.a_inside_b.clone(),
        b_outside_a: groups.a_outside_b.clone(),
    };
    let made = |makes| make(a, b, makes, settings.detriangulate, groups, task);
    let b_without_a = || {
        make(b, a, Makes::Difference, settings.detriangulate, &b_groups, task)
            .map_err(BooleanError::exchanged)
    };
    match settings.operation {
        Operation::Union => made(Makes::Union),
        Operation::Intersect => made(Makes::Intersection),
        Operation::AMinusB => made(Makes::Difference),
        Operation::BMinusA => b_without_a(),
        Operation::Differences => Ok(merge(&[&made(Makes::Difference)?, &b_without_a()?], task)?),
    }
}

/// Makes one solid of two, with what is no solid of either beside it.
fn make(
    a: &Geometry,
    b: &Geometry,
    makes: Makes,
    detriangulate: Detriangulate,
    groups: &BooleanGroups,
    task: &Task,
) -> Result<Geometry, BooleanError> {
    let ([a, rest_of_a], [b, rest_of_b]) = (apart(a, task)?, apart(b, task)?);
    let passes = [true, makes != Makes::Difference];
    let combined = if a.primitive_count() == 0 || b.primitive_count() == 0 {
        with_one_empty([&a, &b], makes, task)?
    } else {
        // Loose points stand with the rest, if there is any.
        let keeps_loose =
            [passes[0] && rest_of_a.point_count() == 0, passes[1] && rest_of_b.point_count() == 0];
        combine([&a, &b], makes, keeps_loose, detriangulate, task)?
    };
    let mut all = vec![with_groups(combined, makes, groups, task)?];
    all.push(rest_of_a);
    if passes[1] {
        all.push(rest_of_b);
    }
    Ok(merge(&all.iter().collect::<Vec<_>>(), task)?)
}

/// Polygons that can bound a solid, with all points; and the rest, with points of its own.
fn apart(geometry: &Geometry, task: &Task) -> Result<[Geometry; 2], Stop> {
    let topology = geometry.topology();
    let solid = task.map(topology.primitive_count(), |primitive| {
        topology.is_polygon(primitive) && topology.vertices(primitive).len() >= 3
    })?;
    if !solid.contains(&false) {
        return Ok([geometry.clone().without_packed(), Geometry::default()]);
    }
    let rest: Vec<bool> = solid.iter().map(|&solid| !solid).collect();
    let polygons = extract::primitives(geometry, &solid, LoosePoints::Keep, task)?;
    let rest = extract::primitives(geometry, &rest, LoosePoints::DropFreed, task)?;
    Ok([polygons.without_packed(), rest])
}

/// The result where an operand has no polygons: the other one, or nothing.
fn with_one_empty(
    operands: [&Geometry; 2],
    makes: Makes,
    task: &Task,
) -> Result<Combined, BooleanError> {
    let stays = match makes {
        Makes::Union => [true, true],
        Makes::Intersection => [false, false],
        Makes::Difference => [true, false],
    };
    let part = |side: usize| {
        let keep = vec![stays[side]; operands[side].primitive_count()];
        extract::primitives(operands[side], &keep, LoosePoints::DropFreed, task)
    };
    let parts = [part(0)?, part(1)?];
    let from_first = parts[0].primitive_count();
    let geometry = match makes {
        Makes::Difference => parts[0].clone(),
        _ => merge(&parts.each_ref(), task)?,
    };
    let seam = vec![false; geometry.point_count()];
    Ok(Combined { geometry, seam, from_first })
}

/// The result with groups that say what came from where.
fn with_groups(
    combined: Combined,
    makes: Makes,
    groups: &BooleanGroups,
    task: &Task,
) -> Result<Geometry, BooleanError> {
    let Combined { mut geometry, seam, from_first } = combined;
    let count = geometry.primitive_count();
    let [first, second] = match makes {
        Makes::Union => [&groups.a_outside_b, &groups.b_outside_a],
        Makes::Intersection => [&groups.a_inside_b, &groups.b_inside_a],
        Makes::Difference => [&groups.a_outside_b, &groups.b_inside_a],
    };
    let polygons = |is_first: bool| (0..count).map(|p| (p < from_first) == is_first).collect();
    let all = [
        (Domain::Point, &groups.seam_points, seam),
        (Domain::Primitive, first, polygons(true)),
        (Domain::Primitive, second, polygons(false)),
    ];
    for (domain, name, members) in all {
        if !name.is_empty() {
            geometry = set_group(&geometry, domain, name, Combine::Replace, members, task)?;
        }
    }
    Ok(geometry)
}
