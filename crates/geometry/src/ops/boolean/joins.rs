//! Which points of faces coincide, and which lie on edges, but for rounding.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use glam::Vec3;

use super::Side;
use super::faces::Face;
use super::tidy::{Division, Points};

/// What counts as rounding: parts of the largest coordinate of a place, and of its face.
const OF_PLACE: f32 = 1.0 / (1 << 21) as f32;
const OF_FACE: f32 = 1.0 / (1 << 22) as f32;

/// The greatest number of corners for which all pairs are tried.
const FEW: usize = 24;

/// Points that became one.
#[derive(Debug, Default)]
pub(super) struct Joins {
    /// For each point that goes, the one that stays.
    to: HashMap<u32, u32>,
    /// For each point that stays for others, all of them, itself among them.
    members: BTreeMap<u32, Vec<u32>>,
    frozen: BTreeSet<u32>,
}

impl Joins {
    /// Joins pairs, but for points that are frozen and where that would move an old point.
    pub(super) fn new(pairs: &[[u32; 2]], frozen: &BTreeSet<u32>, points: &Points<'_>) -> Self {
        let mut pairs = pairs.to_vec();
        pairs.sort_unstable();
        pairs.dedup();
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut to: HashMap<u32, u32> = HashMap::new();
        for [a, b] in pairs {
            if frozen.contains(&a) || frozen.contains(&b) {
                continue;
            }
            let [a, b] = [a, b].map(|point| to.get(&point).copied().unwrap_or(point));
            let (stays, goes) = (a.min(b), a.max(b));
            if stays == goes {
                continue;
            }
            let [of_stays, of_goes] = [stays, goes]
                .map(|point| members.get(&point).cloned().unwrap_or_else(|| vec![point]));
            let old = |list: &[u32]| -> Vec<(Side, u32)> {
                list.iter().filter_map(|&point| points.old(point)).collect()
            };
            let clash = old(&of_stays).into_iter().any(|(side, point)| {
                old(&of_goes).into_iter().any(|(other, other_point)| {
                    let [first, second] = [(side, point), (other, other_point)]
                        .map(|(side, point)| points.at(points.of_old(side, point)));
                    side == other || first != second
                })
            });
            if clash {
                continue;
            }
            for &point in &of_goes {
                to.insert(point, stays);
            }
            members.remove(&goes);
            members.insert(stays, [of_stays, of_goes].concat());
        }
        Self { to, members, frozen: frozen.clone() }
    }

    /// The point that takes the place of a point.
    pub(super) fn of(&self, point: u32) -> u32 {
        self.to.get(&point).copied().unwrap_or(point)
    }

    /// Points that stay for others.
    pub(super) fn joined(&self) -> impl Iterator<Item = u32> {
        self.members.keys().copied()
    }

    /// All that became one point.
    pub(super) fn members(&self, point: u32) -> Vec<u32> {
        self.members.get(&point).cloned().unwrap_or_else(|| vec![point])
    }

    /// The old point of a side that a point is, or stays for.
    pub(super) fn old(&self, point: u32, side: Side, points: &Points<'_>) -> Option<u32> {
        let old = |point: u32| points.old(point).filter(|old| old.0 == side).map(|old| old.1);
        match self.members.get(&point) {
            Some(members) => members.iter().find_map(|&point| old(point)),
            None => old(point),
        }
    }

    /// For each point that went, the one that stays.
    pub(super) fn same(self) -> HashMap<u32, u32> {
        self.to
    }
}

/// The corners of a face and what counts as rounding there.
struct Corners {
    /// Each point once, by its place along `axis`.
    points: Vec<(u32, Vec3)>,
    axis: usize,
    rounding: f32,
}

impl Corners {
    fn of(face: &Face, points: &Points<'_>) -> Self {
        let nodes = face.rings.iter().flatten();
        let mut corners: Vec<(u32, Vec3)> =
            nodes.map(|node| (node.point, points.at(node.point))).collect();
        let (mut low, mut high) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
        for (_, at) in &corners {
            (low, high) = (low.min(*at), high.max(*at));
        }
        let size = high - low;
        let axis = (0..3).max_by(|&a, &b| size[a].total_cmp(&size[b])).unwrap_or(0);
        corners.sort_by(|a, b| a.1[axis].total_cmp(&b.1[axis]).then(a.0.cmp(&b.0)));
        corners.dedup_by_key(|corner| corner.0);
        let rounding = OF_FACE * low.abs().max(high.abs()).max_element();
        Self { points: corners, axis, rounding }
    }

    fn rounding_at(&self, at: Vec3) -> f32 {
        self.rounding.max(OF_PLACE * at.abs().max_element())
    }

    /// The corners from one place along the axis to another.
    fn between(&self, from: f32, to: f32) -> &[(u32, Vec3)] {
        if self.points.len() <= FEW {
            return &self.points;
        }
        let first = self.points.partition_point(|corner| corner.1[self.axis] < from);
        let last = self.points.partition_point(|corner| corner.1[self.axis] <= to);
        &self.points[first..last.max(first)]
    }
}

/// Pairs of points of a face that lie in one place but for rounding, at least one of them a
/// crossing.
pub(super) fn close_pairs(face: &Face, points: &Points<'_>) -> Vec<[u32; 2]> {
    let corners = Corners::of(face, points);
    let mut pairs = Vec::new();
    for &(point, at) in &corners.points {
        let rounding = corners.rounding_at(at);
        let place = at[corners.axis];
        for &(other, there) in corners.between(place - rounding, place + rounding) {
            if point < other
                && points.old(other).is_none()
                && at.distance_squared(there) <= rounding * rounding
            {
                pairs.push([point, other]);
            }
        }
    }
    pairs
}

/// Edges of a face that run through a point of it but for rounding.
pub(super) fn divisions(face: &Face, points: &Points<'_>, joins: &Joins) -> Vec<Division> {
    let corners = Corners::of(face, points);
    let mut found = Vec::new();
    for ring in &face.rings {
        for (index, node) in ring.iter().enumerate() {
            let ends = [node.point, ring[(index + 1) % ring.len()].point];
            let ends = [ends[0].min(ends[1]), ends[0].max(ends[1])];
            let [from, to] = ends.map(|point| points.at(point));
            let way = to - from;
            let length = way.length();
            if length == 0.0 || ends.iter().any(|end| joins.frozen.contains(end)) {
                continue;
            }
            let [low, high] = [from, to].map(|end| end[corners.axis]);
            let reach = corners.rounding_at(from.abs().max(to.abs()));
            for &(point, at) in corners.between(low.min(high) - reach, low.max(high) + reach) {
                if ends.contains(&point) || joins.frozen.contains(&point) {
                    continue;
                }
                let rounding = corners.rounding_at(at);
                let part = (at - from).dot(way) / (length * length);
                let beside = (from + way * part).distance_squared(at) <= rounding * rounding;
                if beside && part * length > rounding && (1.0 - part) * length > rounding {
                    found.push((ends, part, point));
                }
            }
        }
    }
    found
}
