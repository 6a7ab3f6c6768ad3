//! Rings of edges in a plane, and the polygons that fill them.

use std::f64::consts::TAU;

use glam::DVec2;
use task::{Stop, Task};

use crate::{Adjacency, NONE};

/// An edge of a ring, with what is to be filled on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Border {
    pub from: u32,
    pub to: u32,
    /// The vertex and the primitive that a corner at `from` takes its attributes from.
    pub vertex: u32,
    pub primitive: u32,
}

/// The polygons that fill the rings of some edges, each as the edges that its corners begin. A
/// ring that runs clockwise is a hole of the smallest ring around it, and is joined to it by a
/// pair of edges that run to and fro; where none is around it, it is filled by itself.
pub(super) fn polygons(
    edges: &[Border],
    at: &impl Fn(u32) -> DVec2,
    task: &Task,
) -> Result<Vec<Vec<u32>>, Stop> {
    let next = successors(edges, at, task)?;
    task.check()?;
    let place = |edge: u32| at(edges[edge as usize].from);
    let mut outer: Vec<(Vec<u32>, f64, [DVec2; 2])> = Vec::new();
    let mut holes = Vec::new();
    for ring in rings(&next) {
        let area = area(&ring, &place);
        if area < 0.0 {
            holes.push(ring);
        } else if ring.len() > 2 {
            let places = || ring.iter().map(|&edge| place(edge));
            let bounds = [
                places().fold(DVec2::INFINITY, DVec2::min),
                places().fold(DVec2::NEG_INFINITY, DVec2::max),
            ];
            outer.push((ring, area, bounds));
        }
    }
    let mut filled: Vec<Vec<u32>> = Vec::new();
    let mut holes_of = vec![Vec::new(); outer.len()];
    for hole in holes {
        task.check()?;
        // The middle of an edge lies on no other ring, even where rings touch at a point.
        let [first, second] = [place(hole[0]), at(edges[hole[0] as usize].to)];
        let middle = (first + second) * 0.5;
        let around = (0..outer.len()).filter(|&index| {
            let (ring, _, [low, high]) = &outer[index];
            middle.cmpge(*low).all() && middle.cmple(*high).all() && encloses(ring, &place, middle)
        });
        match around.min_by(|&a, &b| outer[a].1.total_cmp(&outer[b].1)) {
            Some(index) => holes_of[index].push(hole),
            None if hole.len() > 2 => filled.push(hole),
            None => {}
        }
    }
    for ((ring, ..), holes) in outer.into_iter().zip(holes_of) {
        filled.push(bridged(ring, holes, &place, task)?);
    }
    Ok(filled)
}

/// For each edge the one that goes on from its end: where several do, the first one clockwise
/// from the way back, so that rings that touch do not cross. [`NONE`] where none goes on, and
/// for edges of paths that end somewhere.
fn successors(edges: &[Border], at: &impl Fn(u32) -> DVec2, task: &Task) -> Result<Vec<u32>, Stop> {
    let ends = edges.iter().flat_map(|edge| [edge.from, edge.to]);
    let sorted = crate::sort::sort(ends.map(u64::from).collect(), task)?;
    let mut points: Vec<u32> = sorted.into_iter().map(|point| point as u32).collect();
    points.dedup();
    let number = |point: u32| points.binary_search(&point).unwrap_or_default() as u32;
    let starts = task.map(edges.len(), |edge| number(edges[edge].from))?;
    let ends = task.map(edges.len(), |edge| number(edges[edge].to))?;
    let leaving = Adjacency::try_invert(&starts, points.len(), task)?;
    let coming = Adjacency::try_invert(&ends, points.len(), task)?;

    // Edges of paths that end are taken away from the end, one after another.
    let mut alive = vec![true; edges.len()];
    let count = |of: &Adjacency, alive: &[bool], point: usize| {
        of.of(point).iter().filter(|&&edge| alive[edge as usize]).count()
    };
    let mut ends_here: Vec<usize> = (0..points.len()).collect();
    let mut steps = 0_usize;
    while let Some(point) = ends_here.pop() {
        steps += 1;
        if steps.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        let (out, back) = (count(&leaving, &alive, point), count(&coming, &alive, point));
        if (out == 0) == (back == 0) {
            continue;
        }
        for &edge in leaving.of(point).iter().chain(coming.of(point)) {
            if std::mem::replace(&mut alive[edge as usize], false) {
                ends_here.push(starts[edge as usize] as usize);
                ends_here.push(ends[edge as usize] as usize);
            }
        }
    }

    let angle = |from: u32, to: u32| {
        let way = at(to) - at(from);
        way.y.atan2(way.x)
    };
    let mut next = vec![NONE; edges.len()];
    let mut free = alive.clone();
    for point in 0..points.len() {
        if point.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        for &edge in coming.of(point).iter().filter(|&&edge| alive[edge as usize]) {
            let back = angle(edges[edge as usize].to, edges[edge as usize].from);
            let turn = |other: u32| {
                let other = &edges[other as usize];
                let turn = (back - angle(other.from, other.to)).rem_euclid(TAU);
                if turn == 0.0 { TAU } else { turn }
            };
            let ways = leaving.of(point).iter().copied().filter(|&other| free[other as usize]);
            let chosen = match *leaving.of(point) {
                [only] => ways.into_iter().find(|&other| other == only),
                _ => ways.min_by(|&a, &b| turn(a).total_cmp(&turn(b))),
            };
            if let Some(other) = chosen {
                free[other as usize] = false;
                next[edge as usize] = other;
            }
        }
    }
    Ok(next)
}

/// The closed rings of edges that go on from one another.
fn rings(next: &[u32]) -> Vec<Vec<u32>> {
    let mut seen = vec![false; next.len()];
    let mut rings = Vec::new();
    for first in 0..next.len() as u32 {
        let mut ring = Vec::new();
        let mut edge = first;
        while edge != NONE && !std::mem::replace(&mut seen[edge as usize], true) {
            ring.push(edge);
            edge = next[edge as usize];
        }
        if edge == first && !ring.is_empty() {
            rings.push(ring);
        }
    }
    rings
}

/// Twice the area of a ring, positive if it runs counter-clockwise.
fn area(ring: &[u32], place: &impl Fn(u32) -> DVec2) -> f64 {
    let Some((&first, rest)) = ring.split_first() else { return 0.0 };
    let origin = place(first);
    rest.windows(2).map(|w| (place(w[0]) - origin).perp_dot(place(w[1]) - origin)).sum()
}

/// Whether a place lies inside a ring.
fn encloses(ring: &[u32], place: &impl Fn(u32) -> DVec2, middle: DVec2) -> bool {
    let mut inside = false;
    for (index, &edge) in ring.iter().enumerate() {
        let (a, b) = (place(edge), place(ring[(index + 1) % ring.len()]));
        if (a.y > middle.y) != (b.y > middle.y) {
            let x = a.x + (b.x - a.x) * ((middle.y - a.y) / (b.y - a.y));
            inside ^= middle.x < x;
        }
    }
    inside
}

/// A ring with its holes joined to it, the rightmost first, each from its rightmost corner to
/// the nearest corner that it can be seen from (after Eberly, "Triangulation by Ear Clipping",
/// who shows that there is one).
fn bridged(
    ring: Vec<u32>,
    mut holes: Vec<Vec<u32>>,
    place: &impl Fn(u32) -> DVec2,
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    for hole in &mut holes {
        let right = |&a: &usize, &b: &usize| place(hole[a]).x.total_cmp(&place(hole[b]).x);
        let rightmost = (0..hole.len()).max_by(right).unwrap_or(0);
        hole.rotate_left(rightmost);
    }
    holes.sort_by(|a, b| place(b[0]).x.total_cmp(&place(a[0]).x));
    let mut merged = ring;
    for index in 0..holes.len() {
        task.check()?;
        let hole = &holes[index];
        let from = place(hole[0]);
        let distance = |corner: usize| place(merged[corner]).distance_squared(from);
        let mut nearest: Vec<usize> = (0..merged.len()).collect();
        nearest.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(a.cmp(&b)));
        let is_clear = |corner: usize| {
            let to = place(merged[corner]);
            let mut walls = std::iter::once(&merged).chain(&holes[index..]);
            opens_towards(&merged, corner, place, from)
                && !walls.any(|wall| crosses(wall, place, from, to))
        };
        let mut seen = None;
        for &corner in &nearest {
            task.check()?;
            if is_clear(corner) {
                seen = Some(corner);
                break;
            }
        }
        let corner = seen.unwrap_or(nearest[0]);
        let around = hole.iter().chain(&hole[..1]).chain(&merged[corner..=corner]).copied();
        let around: Vec<u32> = around.collect();
        merged.splice(corner + 1..corner + 1, around);
    }
    Ok(merged)
}

/// On which side of a → b a place lies: positive on the left.
fn side(a: DVec2, b: DVec2, place: DVec2) -> f64 {
    (b - a).perp_dot(place - a)
}

/// Whether the way from a corner to a place begins inside the ring.
fn opens_towards(ring: &[u32], corner: usize, place: &impl Fn(u32) -> DVec2, to: DVec2) -> bool {
    let before = place(ring[(corner + ring.len() - 1) % ring.len()]);
    let (here, after) = (place(ring[corner]), place(ring[(corner + 1) % ring.len()]));
    let (left_of_first, left_of_second) =
        (side(before, here, to) > 0.0, side(here, after, to) > 0.0);
    match side(before, here, after) >= 0.0 {
        true => left_of_first && left_of_second,
        false => left_of_first || left_of_second,
    }
}

/// Whether the way from one place to another crosses an edge of a ring.
fn crosses(ring: &[u32], place: &impl Fn(u32) -> DVec2, from: DVec2, to: DVec2) -> bool {
    (0..ring.len()).any(|index| {
        let (a, b) = (place(ring[index]), place(ring[(index + 1) % ring.len()]));
        side(from, to, a) * side(from, to, b) < 0.0 && side(a, b, from) * side(a, b, to) < 0.0
    })
}
