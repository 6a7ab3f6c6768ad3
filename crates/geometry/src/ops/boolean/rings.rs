//! Rings put together from edges.

use std::f64::consts::TAU;

use glam::{DVec3, Vec3};

use super::faces::Node;
use super::fill::Plane;

/// The rings of edges that run around something on their left, seen from where `normal` points.
/// Edges between the same points in opposite directions cancel. Where several edges go on from
/// a point, the first one clockwise from the way back is taken, so that rings do not cross.
pub(super) fn rings_of(
    edges: Vec<(Node, Node)>,
    normal: DVec3,
    at: impl Fn(u32) -> Vec3,
) -> Vec<Vec<Node>> {
    let edges = without_opposites(edges);
    let plane = Plane::of(normal);
    let angle = |from: &Node, to: &Node| {
        let way = plane.flat(at(to.point)) - plane.flat(at(from.point));
        way.y.atan2(way.x)
    };
    // By the points where they begin.
    let leaving = |point: u32| {
        let first = edges.partition_point(|edge| edge.0.point < point);
        let count = edges[first..].iter().take_while(|edge| edge.0.point == point).count();
        first..first + count
    };
    let mut taken = vec![false; edges.len()];
    let mut next = vec![usize::MAX; edges.len()];
    for (index, (from, here)) in edges.iter().enumerate() {
        let ways = leaving(here.point);
        let back = if ways.len() > 1 { angle(here, from) } else { 0.0 };
        let turn = |&way: &usize| {
            let turn = (back - angle(here, &edges[way].1)).rem_euclid(TAU);
            if turn == 0.0 { TAU } else { turn }
        };
        let free: Vec<usize> = ways.filter(|&way| !taken[way]).collect();
        let chosen = match free[..] {
            [only] => Some(only),
            _ => free.into_iter().min_by(|a, b| turn(a).total_cmp(&turn(b))),
        };
        if let Some(way) = chosen {
            taken[way] = true;
            next[index] = way;
        }
    }
    let mut rings = Vec::new();
    let mut seen = vec![false; edges.len()];
    for first in 0..edges.len() {
        let mut ring = Vec::new();
        let mut edge = first;
        while edge != usize::MAX && !std::mem::replace(&mut seen[edge], true) {
            ring.push(edges[edge].0);
            edge = next[edge];
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

/// Edges that lead somewhere and are not undone by another one, by the point where they begin.
fn without_opposites(mut edges: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    edges.retain(|(from, to)| from.point != to.point);
    let ends = |edge: &(Node, Node)| {
        let [from, to] = [edge.0.point, edge.1.point];
        (from.min(to), from.max(to), from > to)
    };
    edges.sort_by_key(ends);
    let mut left = Vec::with_capacity(edges.len());
    let pair = |edge: &(Node, Node)| (ends(edge).0, ends(edge).1);
    for same in edges.chunk_by(|a, b| pair(a) == pair(b)) {
        let ahead = same.iter().filter(|edge| !ends(edge).2).count();
        let back = same.len() - ahead;
        let more = ahead > back;
        let left_over = same.iter().filter(|edge| ends(edge).2 != more);
        left.extend(left_over.take(ahead.abs_diff(back)).copied());
    }
    left.sort_by_key(|edge: &(Node, Node)| (edge.0.point, edge.1.point));
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(rings: &[&[u32]]) -> Vec<(Node, Node)> {
        let around = |ring: &&[u32]| -> Vec<(Node, Node)> {
            let node = |index: usize| Node::corner(ring[index % ring.len()], 0);
            (0..ring.len()).map(|index| (node(index), node(index + 1))).collect()
        };
        rings.iter().flat_map(around).collect()
    }

    fn rings(of: &[&[u32]], places: &[[f32; 2]]) -> Vec<Vec<u32>> {
        let at = |point: u32| Vec3::new(places[point as usize][0], places[point as usize][1], 0.0);
        let rings = rings_of(edges(of), DVec3::Z, at);
        rings.iter().map(|ring| ring.iter().map(|node| node.point).collect()).collect()
    }

    #[test]
    fn an_outline_and_a_hole_that_share_their_sides_leave_nothing() {
        let square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        assert!(rings(&[&[0, 1, 2, 3], &[3, 2, 1, 0]], &square).is_empty());
        // A hole along one side leaves a U.
        let places = [
            [0.0, 0.0],
            [3.0, 0.0],
            [3.0, 3.0],
            [2.0, 3.0],
            [1.0, 3.0],
            [0.0, 3.0],
            [1.0, 1.0],
            [2.0, 1.0],
        ];
        let u = rings(&[&[0, 1, 2, 3, 4, 5], &[4, 3, 7, 6]], &places);
        assert_eq!(u, [[0, 1, 2, 3, 7, 6, 4, 5]]);
    }

    #[test]
    fn squares_that_touch_at_a_corner_stay_apart() {
        let places =
            [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0]];
        let found = rings(&[&[0, 1, 2, 3], &[2, 4, 5, 6]], &places);
        assert_eq!(found, [[0, 1, 2, 3], [2, 4, 5, 6]]);
    }
}
