//! Corners and primitives that say nothing.

use glam::{DVec3, Vec3};
use task::{Stop, Task};

use crate::ops::extract::Elements;
use crate::runs::{marked, run_offsets};
use crate::{Geometry, PrimitiveKind};

/// The geometry without corners at the same point as the corner before, and without the
/// primitives that this leaves with fewer corners than their kind needs. Points stay; where
/// nothing repeats, everything is shared.
pub(crate) fn without_repeated(geometry: &Geometry, task: &Task) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    // For each primitive how many corners it keeps.
    let left = task.map(topology.primitive_count(), |primitive| {
        let corners = topology.primitive(primitive);
        let kept = (0..corners.len()).filter(|&corner| stays(geometry, primitive, corner)).count();
        let short = kept < corners.len() && kept < least_corners(topology.kind(primitive));
        if short { 0 } else { kept as u32 }
    })?;
    let length = |primitive: usize| topology.vertices(primitive).len();
    if (0..left.len()).all(|primitive| left[primitive] as usize == length(primitive)) {
        return Ok(geometry.clone());
    }
    let whole = task.map(left.len(), |primitive| left[primitive] > 0 || length(primitive) == 0)?;
    let primitives = marked(&whole, task)?;
    let of_vertex = topology.try_primitive_of_vertex(task)?;
    let vertex_stays = task.map(topology.vertex_count(), |vertex| {
        let primitive = of_vertex[vertex] as usize;
        whole[primitive] && stays(geometry, primitive, vertex - topology.vertices(primitive).start)
    })?;
    let vertices = marked(&vertex_stays, task)?;
    let count = |index: usize| left[primitives[index] as usize] as usize;
    let offsets = run_offsets(primitives.len(), count, 4, "the vertices that stay", task)?;
    Elements { points: None, vertices, primitives, offsets }.take(geometry, task)
}

/// Whether a corner is at another point than the one before it.
fn stays(geometry: &Geometry, primitive: usize, corner: usize) -> bool {
    let corners = geometry.topology().primitive(primitive);
    if corner > 0 {
        return corners[corner] != corners[corner - 1];
    }
    // The first corner of a polygon comes after the last one; where all are one point it stays.
    !geometry.topology().is_polygon(primitive)
        || corners.len() < 2
        || corners[0] != corners[corners.len() - 1]
        || corners.iter().all(|&point| point == corners[0])
}

/// The corners that a primitive needs to be one of its kind.
fn least_corners(kind: PrimitiveKind) -> usize {
    match kind {
        PrimitiveKind::Polygon => 3,
        PrimitiveKind::Polyline => 2,
        PrimitiveKind::Packed => 1,
    }
}

/// Whether a primitive has no extent: a polygon whose corners lie within `tolerance` metres of
/// one line, a polyline whose points lie within it of one place, and both with too few corners.
/// Primitives with points that are not numbers are not judged.
pub(super) fn is_degenerate(geometry: &Geometry, primitive: usize, tolerance: f64) -> bool {
    let topology = geometry.topology();
    let (kind, corners) = (topology.kind(primitive), topology.primitive(primitive));
    if kind == PrimitiveKind::Packed {
        return false;
    }
    if corners.len() < least_corners(kind) {
        return true;
    }
    let positions = geometry.positions();
    let place = |&point: &u32| positions[point as usize];
    if !corners.iter().map(place).all(Vec3::is_finite) {
        return false;
    }
    let origin = place(&corners[0]).as_dvec3();
    let offsets = || corners.iter().map(|point| place(point).as_dvec3() - origin);
    let longer = |a: DVec3, b: DVec3| if b.length_squared() > a.length_squared() { b } else { a };
    let along = offsets().fold(DVec3::ZERO, longer);
    let length = along.length();
    if length <= tolerance || kind == PrimitiveKind::Polyline {
        return length <= tolerance;
    }
    let line = along / length;
    offsets().all(|offset| line.cross(offset).length() <= tolerance)
}
