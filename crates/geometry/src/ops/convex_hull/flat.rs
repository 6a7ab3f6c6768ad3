//! Points in one place, one line or one plane, and four that are in none.

use glam::{DVec2, DVec3};
use robust::{Coord, orient2d};
use task::{Stop, Task};

use super::above;

/// As many points in general position as there are.
pub(super) enum Simplex {
    Nothing,
    Point(u32),
    Segment(u32, u32),
    Triangle([u32; 3]),
    Tetrahedron([u32; 4]),
}

/// Four points of different planes, far from each other; fewer where there are not four.
pub(super) fn simplex(points: &[DVec3], task: &Task) -> Result<Simplex, Stop> {
    let Some(a) = extreme(points, |point| -point.x) else { return Ok(Simplex::Nothing) };
    let at = |index: u32| points[index as usize];
    task.check()?;
    let b = extreme(points, |point| point.distance_squared(at(a))).unwrap_or(a);
    if at(a) == at(b) {
        return Ok(Simplex::Point(a));
    }
    task.check()?;
    let along = at(b) - at(a);
    let widest = extreme(points, |point| along.cross(point - at(a)).length_squared());
    let is_off_line = |&c: &u32| !is_in_line(at(a), at(b), at(c));
    let any = || (0..points.len() as u32).find(is_off_line);
    let Some(c) = widest.filter(is_off_line).or_else(any) else {
        return Ok(segment(points, along));
    };
    task.check()?;
    let plane = [at(a), at(b), at(c)];
    match extreme(points, |point| above(plane, point).abs()) {
        Some(d) if above(plane, at(d)) != 0.0 => Ok(Simplex::Tetrahedron([a, b, c, d])),
        _ => Ok(Simplex::Triangle([a, b, c])),
    }
}

/// The first point for which `value` is greatest.
fn extreme(points: &[DVec3], value: impl Fn(DVec3) -> f64) -> Option<u32> {
    let mut best = None;
    for (index, &point) in points.iter().enumerate() {
        let value = value(point);
        if best.is_none_or(|(greatest, _)| value > greatest) {
            best = Some((value, index as u32));
        }
    }
    best.map(|(_, index)| index)
}

/// The ends of points in one line, found along the axis that the line runs along most.
fn segment(points: &[DVec3], along: DVec3) -> Simplex {
    let axis = along.abs().max_position();
    let (low, high) = (extreme(points, |p| -p[axis]), extreme(points, |p| p[axis]));
    match (low, high) {
        (Some(low), Some(high)) => Simplex::Segment(low, high),
        _ => Simplex::Nothing,
    }
}

/// Whether three points are in one line, exactly: then they are in every view along an axis.
fn is_in_line(a: DVec3, b: DVec3, c: DVec3) -> bool {
    (0..3).all(|axis| turn(a, b, c, axis) == 0.0)
}

/// A number above 0 where the way from `a` over `b` to `c` turns left, seen along an axis. The
/// sign is exact.
fn turn(a: DVec3, b: DVec3, c: DVec3, axis: usize) -> f64 {
    let flat = |point: DVec3| {
        let flat = DVec2::new(point[(axis + 1) % 3], point[(axis + 2) % 3]);
        Coord { x: flat.x, y: flat.y }
    };
    orient2d(flat(a), flat(b), flat(c))
}

/// The corners of the polygon around points in the plane of three of them that are in no line,
/// found in a view along an axis from which the plane is not seen edge-on (Andrew 1979).
pub(super) fn polygon(points: &[DVec3], plane: [u32; 3], task: &Task) -> Result<Vec<u32>, Stop> {
    let [a, b, c] = plane.map(|corner| points[corner as usize]);
    let normal = (b - a).cross(c - a).abs();
    let best = normal.max_position();
    let seen = |axis: &usize| turn(a, b, c, *axis) != 0.0;
    let axis = Some(best).filter(seen).or_else(|| (0..3).find(seen)).unwrap_or(best);
    let mut order: Vec<u32> = (0..points.len() as u32).collect();
    let key = |index: u32| {
        let point = points[index as usize];
        (point[(axis + 1) % 3], point[(axis + 2) % 3])
    };
    task.check()?;
    order.sort_by(|&a, &b| {
        let ((ax, ay), (bx, by)) = (key(a), key(b));
        ax.total_cmp(&bx).then(ay.total_cmp(&by))
    });
    task.check()?;
    let mut corners = half(points, order.iter().copied(), axis);
    let upper = half(points, order.iter().rev().copied(), axis);
    corners.pop();
    corners.extend_from_slice(&upper[..upper.len() - 1]);
    Ok(corners)
}

/// The left-turning way from the first point to the last.
fn half(points: &[DVec3], order: impl Iterator<Item = u32>, axis: usize) -> Vec<u32> {
    let mut way: Vec<u32> = Vec::new();
    for next in order {
        let at = |index: u32| points[index as usize];
        while let [.., a, b] = way[..]
            && turn(at(a), at(b), at(next), axis) <= 0.0
        {
            way.pop();
        }
        way.push(next);
    }
    way
}
