//! Faces of A and B that lie on each other, front to front or back to back.
//!
//! Where a surface was cut along a plane before and is cut there again, rounding leaves its
//! points a little to this and to that side. Parts of both surfaces then stay that enclose
//! nothing: the surface is folded, and both halves meet in edges. What both cover is taken out of
//! both, as edges of one that run against edges of the other.

use std::collections::BTreeSet;

use glam::{DVec2, DVec3, Vec3};

use super::Side;
use super::faces::{Face, Node, weights_in};
use super::fill::{Plane, doubled_area, encloses};
use super::rings::rings_of;
use super::tidy::{Points, edges_of};

/// How often folds are looked for, as faces may be folded onto several others.
const PASSES: usize = 8;

/// What counts as rounding, as a part of the largest coordinate.
const ROUNDING: f64 = 1.0 / (1 << 19) as f64;

/// Takes out what faces of A and B cover together where the surface is folded.
pub(super) fn unfold(faces: &mut Vec<Face>, points: &Points<'_>) {
    for _ in 0..PASSES {
        let pairs = folded(faces, points);
        if pairs.is_empty() {
            return;
        }
        for [a, b] in pairs {
            [faces[a].rings, faces[b].rings] = parted([&faces[a], &faces[b]], points);
        }
        faces.retain(|face| !face.rings.is_empty());
    }
}

/// Pairs of a face of A and one of B that are folded onto each other; none is in two pairs.
fn folded(faces: &[Face], points: &Points<'_>) -> Vec<[usize; 2]> {
    let mut edges: Vec<(u32, u32, bool, usize)> = Vec::new();
    for (index, face) in faces.iter().enumerate() {
        edges.extend(edges_of(face).into_iter().map(|(from, to)| {
            let (a, b) = (from.point, to.point);
            (a.min(b), a.max(b), a > b, index)
        }));
    }
    edges.sort_unstable();
    let mut taken = BTreeSet::new();
    let mut pairs = Vec::new();
    for same in edges.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        for &(_, _, direction, a) in same.iter().filter(|edge| faces[edge.3].side == Side::A) {
            let against = |edge: &&(u32, u32, bool, usize)| {
                faces[edge.3].side == Side::B && edge.2 != direction
            };
            for &(_, _, _, b) in same.iter().filter(against) {
                let is_free = !taken.contains(&a) && !taken.contains(&b);
                if is_free && are_in_one_plane([&faces[a], &faces[b]], points) {
                    taken.extend([a, b]);
                    pairs.push([a, b]);
                }
            }
        }
    }
    pairs
}

/// Whether two faces lie in one plane, facing opposite ways, but for rounding: seen from the front
/// of the larger one, the other runs clockwise.
fn are_in_one_plane(faces: [&Face; 2], points: &Points<'_>) -> bool {
    let [larger, smaller] = match faces {
        [a, b] if a.normal.length() < b.normal.length() => [b, a],
        ordered => ordered,
    };
    let places = || faces.into_iter().flat_map(|face| face.rings.iter().flatten());
    let at = |node: &Node| points.at(node.point).as_dvec3();
    let Some(origin) = places().next().map(at) else { return false };
    if are_opposite(faces) {
        return true;
    }
    let normal = larger.normal.normalize_or_zero();
    let (mut height, mut largest) = (0.0_f64, 0.0_f64);
    for at in places().map(at) {
        height = height.max((at - origin).dot(normal).abs());
        largest = largest.max(at.abs().max_element());
    }
    if height > ROUNDING * largest {
        return false;
    }
    let plane = Plane::of(normal);
    let flat = |node: &Node| plane.flat(points.at(node.point));
    let areas =
        smaller.rings.iter().map(|ring| doubled_area(&ring.iter().map(flat).collect::<Vec<_>>()));
    areas.sum::<f64>() <= 0.0
}

/// Whether two faces have the same edges, in opposite directions.
fn are_opposite(faces: [&Face; 2]) -> bool {
    let [ahead, mut back] = faces.map(|face| {
        let edges = edges_of(face).into_iter();
        edges.map(|(from, to)| [from.point, to.point]).collect::<Vec<_>>()
    });
    back.iter_mut().for_each(|edge| edge.reverse());
    let [ahead, back] = [ahead, back].map(|mut edges| {
        edges.sort_unstable();
        edges
    });
    ahead == back
}

/// The rings of two folded faces without what both cover.
fn parted(faces: [&Face; 2], points: &Points<'_>) -> [Vec<Vec<Node>>; 2] {
    let edges = faces.map(edges_of).concat();
    let mut rings = rings_of(edges, faces[0].normal, |point| points.at(point));
    let plane = Plane::of(faces[0].normal);
    let flat = |ring: &Vec<Node>| -> Vec<DVec2> {
        ring.iter().map(|node| plane.flat(points.at(node.point))).collect()
    };
    let area = |ring: &Vec<Node>| doubled_area(&flat(ring));
    rings.sort_by(|a, b| area(b).abs().total_cmp(&area(a).abs()));
    let places: Vec<Vec<DVec2>> = rings.iter().map(flat).collect();
    // Holes go with what is around them; what runs counter-clockwise else belongs to the first.
    let mut of_first: Vec<bool> = Vec::with_capacity(rings.len());
    for (index, ring) in places.iter().enumerate() {
        let middle = (ring[0] + ring[1]) * 0.5;
        let is_left = doubled_area(ring) >= 0.0;
        let around = (0..index).rev().find(|&other| encloses(&places[other], middle));
        of_first.push(match around {
            Some(other) if (doubled_area(&places[other]) >= 0.0) != is_left => of_first[other],
            _ => is_left,
        });
    }
    let mut parts = [Vec::new(), Vec::new()];
    for (ring, of_first) in rings.into_iter().zip(of_first) {
        let part = usize::from(!of_first);
        let nodes = ring.into_iter().map(|node| node_of(faces[part], node.point, points));
        parts[part].push(nodes.collect());
    }
    parts
}

/// A point as a corner of a face: the one that is there, or one between the old polygon's.
fn node_of(face: &Face, point: u32, points: &Points<'_>) -> Node {
    if let Some(node) = face.rings.iter().flatten().find(|node| node.point == point) {
        return *node;
    }
    let operand = points.cut.pair.operand(face.side);
    let at = points.at(point).as_dvec3();
    let between = |triangle: u32| -> (f64, Node) {
        let sources = operand.triangle(triangle);
        let corners = sources.map(|vertex| operand.position_of(vertex));
        let weights = weights_in(corners, at);
        let mean =
            |sum: DVec3, (corner, weight): (Vec3, f32)| sum + corner.as_dvec3() * f64::from(weight);
        let place = corners.into_iter().zip(weights).fold(DVec3::ZERO, mean);
        (place.distance_squared(at), Node { point, sources, weights })
    };
    let nodes = operand.triangles_of(face.primitive).map(between);
    let nearest = nodes.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, node)| node);
    nearest.unwrap_or(Node::corner(point, 0))
}
