//! Creases, borders and corners: where the smooth masks do not hold.
//!
//! The rules are those of DeRose, Kass and Truong, "Subdivision Surfaces in Character Animation"
//! (1998), as OpenSubdiv's uniform creasing applies them: sharpness falls by one a level, and
//! where it ends between two levels the masks of both are mixed.

use task::{GRAIN, Stop, Task};

use super::values::Tuple;
use crate::NONE;

/// The sharpness from which on an edge or point stays sharp for ever.
pub(super) const INFINITE: f32 = 10.0;

/// An edge whose sharpness is above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SharpEdge {
    pub edge: u32,
    /// Its points, in the edge's direction.
    pub ends: [u32; 2],
    pub sharpness: f32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct SharpPoint {
    point: u32,
    /// Its own sharpness, 0 where only its edges are sharp.
    sharpness: f32,
    /// Where its edges begin in the list of edges by point.
    first: u32,
}

/// The sharp edges of a level, and the points that they or their own sharpness make sharp.
#[derive(Debug, Default)]
pub(super) struct Sharp {
    edges: Vec<SharpEdge>,
    points: Vec<SharpPoint>,
    /// For each point its places in `edges`, one list after another.
    edges_by_point: Vec<u32>,
}

/// Which mask a point's sharpness calls for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    Smooth,
    /// Along the curve to the two points.
    Crease([u32; 2]),
    Corner,
}

impl Sharp {
    /// `edges` in rising order; `corners` holds each point's own sharpness.
    pub(super) fn new(edges: Vec<SharpEdge>, corners: &[f32], task: &Task) -> Result<Self, Stop> {
        let mut counts = vec![0_u32; corners.len()];
        for chunk in edges.chunks(GRAIN) {
            task.check()?;
            for end in chunk.iter().flat_map(|edge| edge.ends) {
                counts[end as usize] += 1;
            }
        }
        let mut points = Vec::new();
        let mut first = 0;
        for (start, (corners, counts)) in
            (0_usize..).step_by(GRAIN).zip(corners.chunks(GRAIN).zip(counts.chunks_mut(GRAIN)))
        {
            task.check()?;
            for (index, (&sharpness, count)) in corners.iter().zip(counts).enumerate() {
                let here = first;
                first += *count;
                if *count > 0 || sharpness > 0.0 {
                    points.push(SharpPoint {
                        point: (start + index) as u32,
                        sharpness,
                        first: here,
                    });
                }
                *count = here;
            }
        }
        let mut edges_by_point = vec![0; first as usize];
        for (index, edge) in edges.iter().enumerate() {
            for end in edge.ends {
                let slot = &mut counts[end as usize];
                edges_by_point[*slot as usize] = index as u32;
                *slot += 1;
            }
        }
        Ok(Self { edges, points, edges_by_point })
    }

    fn edges_of(&self, index: usize) -> &[u32] {
        let end = self.points.get(index + 1).map_or(self.edges_by_point.len() as u32, |p| p.first);
        &self.edges_by_point[self.points[index].first as usize..end as usize]
    }

    /// The next level's sharpness; its edge points begin at `first_edge_point`.
    pub(super) fn child(&self, first_edge_point: u32, task: &Task) -> Result<Self, Stop> {
        let mut child = Self::default();
        // For each edge the place of its first half in the child's list.
        let mut places = Vec::with_capacity(self.edges.len());
        let mut middles = Vec::new();
        for (index, edge) in self.edges.iter().enumerate() {
            if index.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let sharpness = after_one_level(edge.sharpness);
            places.push(if sharpness > 0.0 { child.edges.len() as u32 } else { NONE });
            if sharpness > 0.0 {
                let middle = first_edge_point + edge.edge;
                middles.push(SharpPoint { point: middle, sharpness: 0.0, first: 0 });
                child.edges.extend([0, 1].map(|side| SharpEdge {
                    edge: 2 * edge.edge + side,
                    ends: [edge.ends[side as usize], middle],
                    sharpness,
                }));
            }
        }
        for (index, &point) in self.points.iter().enumerate() {
            if index.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let first = child.edges_by_point.len() as u32;
            for &edge in self.edges_of(index) {
                let place = places[edge as usize];
                if place != NONE {
                    let side = u32::from(self.edges[edge as usize].ends[0] != point.point);
                    child.edges_by_point.push(place + side);
                }
            }
            let sharpness = after_one_level(point.sharpness);
            if sharpness > 0.0 || child.edges_by_point.len() as u32 > first {
                child.points.push(SharpPoint { sharpness, first, ..point });
            }
        }
        for (index, mut middle) in (0_u32..).zip(middles) {
            middle.first = child.edges_by_point.len() as u32;
            child.points.push(middle);
            child.edges_by_point.extend([2 * index, 2 * index + 1]);
        }
        Ok(child)
    }

    /// Puts the sharp rule's values of edge points in the place of the smooth ones.
    pub(super) fn apply_to_edges<const N: usize>(
        &self,
        old: &[Tuple<N>],
        edge_points: &mut [Tuple<N>],
        task: &Task,
    ) -> Result<(), Stop> {
        for edges in self.edges.chunks(GRAIN) {
            task.check()?;
            for edge in edges {
                let middle = (old[edge.ends[0] as usize] + old[edge.ends[1] as usize]) * 0.5;
                let slot = &mut edge_points[edge.edge as usize];
                let weight = edge.sharpness.min(1.0);
                *slot =
                    if weight < 1.0 { middle * weight + *slot * (1.0 - weight) } else { middle };
            }
        }
        Ok(())
    }

    /// Puts the sharp rules' values of old points in the place of the smooth ones.
    pub(super) fn apply_to_points<const N: usize>(
        &self,
        old: &[Tuple<N>],
        vertex_points: &mut [Tuple<N>],
        task: &Task,
    ) -> Result<(), Stop> {
        for index in 0..self.points.len() {
            if index.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let point = self.points[index].point as usize;
            let smooth = vertex_points[point];
            let value = |rule| match rule {
                Rule::Smooth => smooth,
                Rule::Corner => old[point],
                Rule::Crease([a, b]) => {
                    old[point] * 0.75 + (old[a as usize] + old[b as usize]) * 0.125
                }
            };
            let (rule, next_rule) = (self.rule(index, |s| s), self.rule(index, after_one_level));
            vertex_points[point] = if rule == next_rule {
                value(rule)
            } else {
                let weight = self.remaining(index);
                value(rule) * weight + value(next_rule) * (1.0 - weight)
            };
        }
        Ok(())
    }

    /// The rule for a point, its sharpness and its edges' taken through `level`.
    fn rule(&self, index: usize, level: impl Fn(f32) -> f32) -> Rule {
        let point = self.points[index];
        if level(point.sharpness) > 0.0 {
            return Rule::Corner;
        }
        let mut ends = [NONE; 2];
        let mut count = 0;
        for &edge in self.edges_of(index) {
            let edge = self.edges[edge as usize];
            if level(edge.sharpness) > 0.0 {
                if let Some(end) = ends.get_mut(count) {
                    *end = if edge.ends[0] == point.point { edge.ends[1] } else { edge.ends[0] };
                }
                count += 1;
            }
        }
        match count {
            0 | 1 => Rule::Smooth,
            2 => Rule::Crease(ends),
            _ => Rule::Corner,
        }
    }

    /// How much of this level's rule remains where the next level's is another: the mean
    /// sharpness of what becomes smooth.
    fn remaining(&self, index: usize) -> f32 {
        let edges = self.edges_of(index).iter().map(|&edge| self.edges[edge as usize].sharpness);
        let ending = edges.chain([self.points[index].sharpness]).filter(|s| *s > 0.0 && *s <= 1.0);
        let (sum, count) = ending.fold((0.0, 0.0), |(sum, count), s| (sum + s, count + 1.0));
        if count > 0.0 { f32::min(sum / count, 1.0) } else { 0.0 }
    }
}

/// Sharpness a level further down.
pub(super) fn after_one_level(sharpness: f32) -> f32 {
    if sharpness >= INFINITE { INFINITE } else { (sharpness - 1.0).max(0.0) }
}
