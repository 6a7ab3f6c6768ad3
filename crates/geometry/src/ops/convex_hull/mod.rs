//! The smallest convex shape around points.

mod facets;
mod flat;
mod quickhull;

#[cfg(test)]
mod tests;

use glam::{DVec3, Vec3};
use robust::Coord3D;
use task::{Stop, Task};

use self::quickhull::Hull;
use crate::ops::unpack::{Unpack, unpack};
use crate::{Domain, Geometry, PrimitiveKind, Selection, Table, Topology};

/// What the hull is made of.
#[derive(Debug, Clone, Default)]
pub struct ConvexHull<'a> {
    /// The points around which it lies; none for all.
    pub selection: Option<&'a Selection>,
    /// Triangles that turn from each other by no more than this angle, in degrees, become one
    /// polygon, and points within a straight edge go. None keeps triangles.
    pub merge_degrees: Option<f32>,
}

/// The convex hull of the points, those in packed instances included.
///
/// The result is closed, made of triangles that face outwards (or of the polygons that they are
/// merged into), and has only the points that it needs, in their order, with their attributes and
/// groups, and the detail attributes; those of vertices and primitives have nothing to belong to
/// and go. Points in one plane give one polygon, points in one line a polyline from end to end,
/// points in one place a point. Points that are not finite are passed over.
///
/// Quickhull (Barber, Dobkin, Huhdanpaa 1996); which side of a plane a point is on is decided
/// exactly (Shewchuk 1997), so that no input breaks it.
pub fn convex_hull(
    geometry: &Geometry,
    settings: &ConvexHull<'_>,
    task: &Task,
) -> Result<Geometry, Stop> {
    let (geometry, chosen) = chosen_points(geometry, settings.selection, task)?;
    task.reserve(chosen.len() as u64, 100, "the hull of this many points")?;
    let positions = geometry.positions();
    // The sum makes one zero of both zeroes, so that equal coordinates are equal in any order.
    let place = |index: usize| positions[chosen[index] as usize].as_dvec3() + DVec3::ZERO;
    let places: Vec<DVec3> = task.map(chosen.len(), place)?;
    let (kind, mut faces) = match quickhull::hull(&places, task)? {
        Hull::Solid(facets) => (PrimitiveKind::Polygon, facets::faces(&facets, &places, settings)),
        Hull::Polygon(corners) => (PrimitiveKind::Polygon, vec![corners]),
        Hull::Segment(ends) => (PrimitiveKind::Polyline, vec![ends.to_vec()]),
        Hull::Point(point) => (PrimitiveKind::Packed, vec![vec![point]]),
        Hull::Nothing => (PrimitiveKind::Packed, Vec::new()),
    };
    task.check()?;
    // The points in use, in their order, and the corners by their new numbers.
    let mut numbers = vec![0_u32; places.len()];
    faces.iter().flatten().for_each(|&corner| numbers[corner as usize] = 1);
    let used: Vec<u32> = (0..places.len()).filter(|&i| numbers[i] > 0).map(|i| i as u32).collect();
    for (number, &index) in used.iter().enumerate() {
        numbers[index as usize] = number as u32;
    }
    if kind == PrimitiveKind::Packed {
        // No face: a point, or nothing.
        faces.clear();
    }
    let mut offsets = vec![0];
    let mut corners = Vec::with_capacity(3 * faces.len());
    for face in &faces {
        corners.extend(face.iter().map(|&corner| numbers[corner as usize]));
        offsets.push(corners.len() as u32);
    }
    let from: Vec<u32> = used.iter().map(|&index| chosen[index as usize]).collect();
    let topology = Topology::new(from.len(), offsets, corners, vec![kind; faces.len()]);
    let (vertices, primitives) =
        (Table::new(topology.vertex_count()), Table::new(topology.primitive_count()));
    let points = geometry.points().gather(&from, task)?;
    Ok(Geometry::from_tables(topology, points, vertices, primitives, geometry.detail().clone()))
}

/// The geometry without packed instances, and the points that the hull lies around: those chosen
/// that are finite. An instance is in where its point is chosen.
fn chosen_points(
    geometry: &Geometry,
    selection: Option<&Selection>,
    task: &Task,
) -> Result<(Geometry, Vec<u32>), Stop> {
    /// Carries the choice over to what is inside.
    const MARK: &str = "hull_points";
    let mut geometry = geometry.clone();
    let mut mask = selection.filter(|chosen| !chosen.is_all()).map(Selection::to_mask);
    if !geometry.packed().is_empty() {
        let marked = mask.take();
        let any = marked.is_some();
        if let Some(mask) = marked {
            geometry.table_mut(Domain::Point).set(MARK, crate::Column::group(mask));
        }
        let all = Selection::All(geometry.primitive_count());
        let deep = Unpack { deep: true, ..Unpack::default() };
        geometry = unpack(&geometry, &all, &deep, task)?;
        if any {
            let column = geometry.table_mut(Domain::Point).remove(MARK);
            mask = column.and_then(|column| column.bools().map(<[bool]>::to_vec));
        }
    }
    let positions: &[Vec3] = geometry.positions();
    let is_in = |&point: &u32| {
        positions[point as usize].is_finite()
            && mask.as_ref().is_none_or(|mask| mask[point as usize])
    };
    let chosen = (0..positions.len() as u32).filter(is_in).collect();
    Ok((geometry, chosen))
}

/// A number above 0 where `point` is on the side of the plane from which `a`, `b`, `c` are seen
/// counter-clockwise, 0 where it is in the plane. The sign is exact.
fn above([a, b, c]: [DVec3; 3], point: DVec3) -> f64 {
    let coord = |p: DVec3| Coord3D { x: p.x, y: p.y, z: p.z };
    -robust::orient3d(coord(a), coord(b), coord(c), coord(point))
}
