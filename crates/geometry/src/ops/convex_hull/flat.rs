//! Points in one place, one line or one plane, and four that are in none.

use glam::DVec3;
use robust::{Coord, orient2d};
use task::{GRAIN, Stop, Task};

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
    if points.is_empty() {
        return Ok(Simplex::Nothing);
    }
    let at = |index: u32| points[index as usize];
    let a = extreme(points, task, |point| -point.x)?;
    let b = extreme(points, task, |point| point.distance_squared(at(a)))?;
    if at(a) == at(b) {
        return Ok(Simplex::Point(a));
    }
    let along = at(b) - at(a);
    let off_line = |point: DVec3| along.cross(point - at(a)).length_squared();
    let mut c = extreme(points, task, off_line)?;
    if is_in_line(at(a), at(b), at(c)) {
        // Rounding may have hidden one that is not.
        let is_off = |point: DVec3| f64::from(u8::from(!is_in_line(at(a), at(b), point)));
        c = extreme(points, task, is_off)?;
    }
    if is_in_line(at(a), at(b), at(c)) {
        let axis = along.abs().max_position();
        let low = extreme(points, task, |point| -point[axis])?;
        return Ok(Simplex::Segment(low, extreme(points, task, |point| point[axis])?));
    }
    let plane = [at(a), at(b), at(c)];
    let d = extreme(points, task, |point| above(plane, point).abs())?;
    Ok(match above(plane, at(d)) {
        0.0 => Simplex::Triangle([a, b, c]),
        _ => Simplex::Tetrahedron([a, b, c, d]),
    })
}

/// The first point for which `value` is greatest, of points that are there.
fn extreme(
    points: &[DVec3],
    task: &Task,
    value: impl Fn(DVec3) -> f64 + Sync,
) -> Result<u32, Stop> {
    let first_greatest =
        |best: (f64, u32), next: (f64, u32)| if next.0 > best.0 { next } else { best };
    const NONE_YET: (f64, u32) = (f64::NEG_INFINITY, 0);
    let mut bests = vec![NONE_YET; points.len().div_ceil(GRAIN)];
    task.fill_chunks(&mut bests, 1, |chunk, best| {
        let start = chunk * GRAIN;
        let points = &points[start..points.len().min(start + GRAIN)];
        let values = points.iter().zip(start as u32..).map(|(&point, index)| (value(point), index));
        best[0] = values.fold(NONE_YET, first_greatest);
    })?;
    Ok(bests.into_iter().fold(NONE_YET, first_greatest).1)
}

/// Whether three points are in one line, exactly: then they are in every view along an axis.
fn is_in_line(a: DVec3, b: DVec3, c: DVec3) -> bool {
    (0..3).all(|axis| turn(a, b, c, axis) == 0.0)
}

/// A number above 0 where the way from `a` over `b` to `c` turns left, seen along an axis. The
/// sign is exact.
fn turn(a: DVec3, b: DVec3, c: DVec3, axis: usize) -> f64 {
    let flat = |point: DVec3| Coord { x: point[(axis + 1) % 3], y: point[(axis + 2) % 3] };
    orient2d(flat(a), flat(b), flat(c))
}

/// The corners of the polygon around points in the plane of three of them that are in no line,
/// found in a view along an axis from which the plane is not seen edge-on.
pub(super) fn polygon(points: &[DVec3], plane: [u32; 3], task: &Task) -> Result<Vec<u32>, Stop> {
    let at = |index: u32| points[index as usize];
    let [a, b, c] = plane.map(at);
    let widest = (b - a).cross(c - a).abs().max_position();
    let is_open = |axis: &usize| turn(a, b, c, *axis) != 0.0;
    let axis = Some(widest).filter(is_open).or_else(|| (0..3).find(is_open)).unwrap_or(widest);
    // What is within the polygon of points that lie farthest out in a few directions goes first,
    // which is nearly everything (Akl and Toussaint 1978).
    let (x, y) = ((axis + 1) % 3, (axis + 2) % 3);
    let mut outermost = plane.to_vec();
    for (right, up) in [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)] {
        let (right, up) = (f64::from(right), f64::from(up));
        outermost.push(extreme(points, task, |point| right * point[x] + up * point[y])?);
    }
    let outer = ring(points, outermost, axis);
    let mut is_out = vec![false; points.len()];
    task.fill(&mut is_out, |index, is_out| {
        let side = |edge: usize| {
            turn(at(outer[edge]), at(outer[(edge + 1) % outer.len()]), points[index], axis)
        };
        *is_out = (0..outer.len()).any(|edge| side(edge) < 0.0);
    })?;
    let out = (0..points.len() as u32).filter(|&index| is_out[index as usize]);
    let candidates = out.chain(outer.iter().copied()).collect();
    task.check()?;
    Ok(ring(points, candidates, axis))
}

/// The corners of the polygon around points that are in no line, counter-clockwise in a view
/// along an axis (Andrew 1979).
fn ring(points: &[DVec3], mut order: Vec<u32>, axis: usize) -> Vec<u32> {
    use rayon::prelude::*;
    let at = |index: u32| points[index as usize];
    let (x, y) = ((axis + 1) % 3, (axis + 2) % 3);
    order.par_sort_unstable_by(|&a, &b| {
        let (p, q) = (at(a), at(b));
        p[x].total_cmp(&q[x]).then(p[y].total_cmp(&q[y])).then(a.cmp(&b))
    });
    // The left-turning way from the first point to the last.
    let way = |order: &mut dyn Iterator<Item = u32>| {
        let mut way: Vec<u32> = Vec::new();
        for next in order {
            while let [.., a, b] = way[..]
                && turn(at(a), at(b), at(next), axis) <= 0.0
            {
                way.pop();
            }
            way.push(next);
        }
        way.pop();
        way
    };
    let mut corners = way(&mut order.iter().copied());
    corners.extend(way(&mut order.iter().rev().copied()));
    corners
}
