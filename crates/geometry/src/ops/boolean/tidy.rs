//! Seams without slivers: what coincides but for rounding is joined.
//!
//! Where surfaces share planes, edges or points, exact cutting leaves edges without length and
//! strips without width. Points of one face that lie in one place become one, edges that run
//! through a point of their face are divided there, and edges that then run to and fro cancel.
//! Every step adds rings or takes them away as a whole, so that what is closed stays closed.
//! Where it would leave more than two sides on an edge, the points there are left as they were.

use std::collections::{BTreeSet, HashMap};

use glam::Vec3;
use rayon::prelude::*;
use task::{Stop, Task};

use super::Side;
use super::faces::{Cut, Face, Node, normal_of};
use super::folds::unfold;
use super::joins::{Joins, close_pairs, divisions};
use super::rings::rings_of;

/// How often points that cannot be joined are found and left out before nothing is joined.
const ROUNDS: usize = 8;

/// How often edges are divided, as new edges may run through points too.
const PASSES: usize = 4;

/// Faces after tidying.
#[derive(Debug, Default)]
pub(super) struct Tidy {
    pub faces: Vec<Face>,
    /// For points of B, and crossings, the points that take their place.
    pub same: HashMap<u32, u32>,
}

/// What is known of points: where they lie, and which old ones they are.
pub(super) struct Points<'a> {
    pub cut: &'a Cut<'a>,
    counts: [u32; 2],
}

impl<'a> Points<'a> {
    pub(super) fn new(cut: &'a Cut<'a>) -> Self {
        let counts = cut.pair.operands.map(|operand| operand.geometry.point_count() as u32);
        Self { cut, counts }
    }

    /// The old point that a point is, if it is no crossing.
    pub(super) fn old(&self, point: u32) -> Option<(Side, u32)> {
        let [a, b] = self.counts;
        if point < a {
            Some((Side::A, point))
        } else if point < a + b {
            Some((Side::B, point - a))
        } else {
            None
        }
    }

    /// The number of an old point.
    pub(super) fn of_old(&self, side: Side, point: u32) -> u32 {
        if side == Side::A { point } else { self.counts[0] + point }
    }

    /// The number of the first crossing.
    pub(super) fn first_crossing(&self) -> u32 {
        self.counts[0] + self.counts[1]
    }

    pub(super) fn at(&self, point: u32) -> Vec3 {
        match self.old(point) {
            Some((side, point)) => self.cut.pair.operand(side).geometry.positions()[point as usize],
            None => {
                let crossing = (point - self.first_crossing()) as usize;
                self.cut.crossings.all[crossing].at.as_vec3()
            }
        }
    }
}

/// Joins what coincides in `faces`. `whole` says which polygons of A and B stay uncut; those
/// whose edges are divided come to the faces, and are marked no longer.
pub(super) fn tidy(
    points: &Points<'_>,
    faces: Vec<Face>,
    whole: &mut [Vec<bool>; 2],
    task: &Task,
) -> Result<Tidy, Stop> {
    let pairs = per_face(&faces, task, |face| close_pairs(face, points))?;
    let none = Joins::default();
    if pairs.is_empty() && per_face(&faces, task, |face| divisions(face, points, &none))?.is_empty()
    {
        let mut faces = faces;
        unfold(&mut faces, points);
        return Ok(Tidy { faces, same: HashMap::new() });
    }
    let mut frozen = BTreeSet::new();
    for _ in 0..ROUNDS {
        task.check()?;
        let joins = Joins::new(&pairs, &frozen, points);
        let (pulled, dividing) = (Vec::new(), BTreeSet::new());
        let mut round = Round { points, joins, whole, pulled, dividing };
        let tidied = round.tidied(&faces, task)?;
        let crowded = round.crowded(&tidied);
        if crowded.is_empty() {
            let pulled = round.pulled;
            let same = round.joins.same();
            pulled.into_iter().for_each(|(side, polygon)| {
                whole[side as usize][polygon as usize] = false;
            });
            return Ok(Tidy { faces: tidied, same });
        }
        frozen.extend(crowded);
    }
    Ok(Tidy { faces, same: HashMap::new() })
}

fn per_face<T: Send>(
    faces: &[Face],
    task: &Task,
    f: impl Fn(&Face) -> Vec<T> + Sync,
) -> Result<Vec<T>, Stop> {
    let found: Vec<Vec<T>> = faces
        .par_iter()
        .with_min_len(64)
        .map(|face| {
            task.check()?;
            Ok(f(face))
        })
        .collect::<Result<_, Stop>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// One try with some points left as they are.
struct Round<'a> {
    points: &'a Points<'a>,
    joins: Joins,
    whole: &'a [Vec<bool>; 2],
    /// Whole polygons whose edges are divided.
    pulled: Vec<(Side, u32)>,
    /// Points that divide edges, and the ends of these.
    dividing: BTreeSet<u32>,
}

/// A point on an edge: the edge by its points, the lower first, and the part of the way.
pub(super) type Division = ([u32; 2], f32, u32);

impl Round<'_> {
    fn tidied(&mut self, faces: &[Face], task: &Task) -> Result<Vec<Face>, Stop> {
        let mut faces = faces.to_vec();
        faces.par_iter_mut().with_min_len(64).for_each(|face| {
            let mut changed = false;
            for node in face.rings.iter_mut().flatten() {
                let joined = self.joins.of(node.point);
                changed |= joined != node.point;
                node.point = joined;
            }
            if changed {
                face.rings = rings_of(edges_of(face), face.normal, |point| self.points.at(point));
            }
        });
        for _ in 0..PASSES {
            let mut found =
                per_face(&faces, task, |face| divisions(face, self.points, &self.joins))?;
            if found.is_empty() {
                break;
            }
            found.sort_unstable_by(|a, b| (a.0, a.2).cmp(&(b.0, b.2)).then(a.1.total_cmp(&b.1)));
            found.dedup_by_key(|division| (division.0, division.2));
            found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            self.dividing.extend(found.iter().flat_map(|&([a, b], _, point)| [a, b, point]));
            self.pull(&found, &mut faces);
            faces.par_iter_mut().with_min_len(64).for_each(|face| {
                let divided = divided(face, &found);
                if let Some(edges) = divided {
                    face.rings = rings_of(edges, face.normal, |point| self.points.at(point));
                }
            });
        }
        faces.retain(|face| !face.rings.is_empty());
        unfold(&mut faces, self.points);
        Ok(faces)
    }

    /// Adds whole polygons along edges that are divided to the faces.
    fn pull(&mut self, divisions: &[Division], faces: &mut Vec<Face>) {
        let mut found = BTreeSet::new();
        for same in divisions.chunk_by(|a, b| a.0 == b.0) {
            for side in [Side::A, Side::B] {
                let [Some(a), Some(b)] =
                    same[0].0.map(|point| self.joins.old(point, side, self.points))
                else {
                    continue;
                };
                self.polygons_between(side, a, b, |polygon| {
                    found.insert((side, polygon));
                });
            }
        }
        for (side, polygon) in found {
            if self.pulled.contains(&(side, polygon)) {
                continue;
            }
            self.pulled.push((side, polygon));
            let operand = self.points.cut.pair.operand(side);
            let node = |vertex: usize| {
                let point = self.points.of_old(side, operand.point_of(vertex as u32));
                Node::corner(self.joins.of(point), vertex as u32)
            };
            let ring = operand.topology().vertices(polygon as usize).map(node).collect();
            let normal = normal_of(operand, polygon);
            faces.push(Face { side, primitive: polygon, normal, rings: vec![ring] });
        }
    }

    /// Calls `f` with the whole polygons that have an edge between two points.
    fn polygons_between(&self, side: Side, a: u32, b: u32, mut f: impl FnMut(u32)) {
        let topology = self.points.cut.pair.operand(side).topology();
        let (corners, next) = (topology.corners(), topology.next_vertices());
        for [from, to] in [[a, b], [b, a]] {
            for &vertex in topology.vertices_of_point().of(from as usize) {
                let polygon = topology.primitive_of_vertex()[vertex as usize];
                if corners[next[vertex as usize] as usize] == to
                    && self.whole[side as usize][polygon as usize]
                {
                    f(polygon);
                }
            }
        }
    }

    /// The members of joined points on edges that would have more than one polygon on a side.
    fn crowded(&self, faces: &[Face]) -> BTreeSet<u32> {
        let mut touched = self.dividing.clone();
        touched.extend(self.joins.joined());
        let mut edges: Vec<(u32, u32)> = Vec::new();
        let mut add = |from: u32, to: u32| {
            if touched.contains(&from) || touched.contains(&to) {
                edges.push((from, to));
            }
        };
        for ring in faces.iter().flat_map(|face| &face.rings) {
            for (index, node) in ring.iter().enumerate() {
                add(node.point, ring[(index + 1) % ring.len()].point);
            }
        }
        let pulled: BTreeSet<(Side, u32)> = self.pulled.iter().copied().collect();
        for side in [Side::A, Side::B] {
            let topology = self.points.cut.pair.operand(side).topology();
            let mut near = BTreeSet::new();
            for old in touched.iter().filter_map(|&point| self.joins.old(point, side, self.points))
            {
                let around = topology.vertices_of_point().of(old as usize).iter();
                near.extend(around.map(|&v| topology.primitive_of_vertex()[v as usize]));
            }
            let whole = |&polygon: &u32| {
                self.whole[side as usize][polygon as usize] && !pulled.contains(&(side, polygon))
            };
            for polygon in near.into_iter().filter(whole) {
                let corners = topology.primitive(polygon as usize);
                let point = |corner: usize| {
                    self.joins.of(self.points.of_old(side, corners[corner % corners.len()]))
                };
                (0..corners.len()).for_each(|corner| add(point(corner), point(corner + 1)));
            }
        }
        edges.sort_unstable();
        let twice = edges.windows(2).filter(|pair| pair[0] == pair[1]);
        twice.flat_map(|pair| [pair[0].0, pair[0].1]).flat_map(|p| self.joins.members(p)).collect()
    }
}

/// The edges of a face, ring after ring.
pub(super) fn edges_of(face: &Face) -> Vec<(Node, Node)> {
    let around = |ring: &'_ Vec<Node>| -> Vec<(Node, Node)> {
        (0..ring.len()).map(|index| (ring[index], ring[(index + 1) % ring.len()])).collect()
    };
    face.rings.iter().flat_map(around).collect()
}

/// The edges of a face with divided ones in their parts; none if no edge is divided.
fn divided(face: &Face, divisions: &[Division]) -> Option<Vec<(Node, Node)>> {
    let on = |from: u32, to: u32| {
        let ends = [from.min(to), from.max(to)];
        let first = divisions.partition_point(|division| division.0 < ends);
        let count = divisions[first..].iter().take_while(|division| division.0 == ends).count();
        &divisions[first..first + count]
    };
    let edges = edges_of(face);
    if edges.iter().all(|(from, to)| on(from.point, to.point).is_empty()) {
        return None;
    }
    let mut parts = Vec::with_capacity(edges.len() + 1);
    for (from, to) in edges {
        let forwards = from.point < to.point;
        let mut last = from;
        let on = on(from.point, to.point);
        for index in 0..on.len() {
            let (_, part, point) = on[if forwards { index } else { on.len() - 1 - index }];
            let node = mixed(point, &from, &to, if forwards { part } else { 1.0 - part });
            parts.push((last, node));
            last = node;
        }
        parts.push((last, to));
    }
    Some(parts)
}

/// A node between two others of a face.
fn mixed(point: u32, from: &Node, to: &Node, part: f32) -> Node {
    let mut all: Vec<(u32, f32)> = Vec::with_capacity(6);
    for (node, share) in [(from, 1.0 - part), (to, part)] {
        for (&source, &weight) in node.sources.iter().zip(&node.weights) {
            match all.iter_mut().find(|(other, _)| *other == source) {
                Some((_, sum)) => *sum += share * weight,
                None => all.push((source, share * weight)),
            }
        }
    }
    // Ends of an edge lie in one triangle, so that three are all, but where points were joined.
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(3);
    let total: f32 = all.iter().map(|(_, weight)| weight).sum();
    let mut node = Node::corner(point, all[0].0);
    for (slot, (source, weight)) in all.into_iter().enumerate() {
        node.sources[slot] = source;
        node.weights[slot] = weight / total;
    }
    node
}
