//! Which points of one operand lie inside the other.

use glam::Vec3;
use rayon::prelude::*;
use task::{GRAIN, Task};

use super::crossings::{Crossings, Pair, common, meet, tree};
use super::{BooleanError, Side};
use crate::Bounds;
use crate::box_tree::BoxTree;
use crate::runs::zeroes;

/// Rays that are shot past all triangles before a tree is built for the next ones.
const RAYS_WITHOUT_TREE: usize = 8;

const UNKNOWN: i32 = i32::MIN;

/// For each point of an operand 1 if it lies inside the other one and 0 if not.
///
/// Found for one point of each connected part and carried on along edges, whose crossings say
/// how it changes.
pub(super) fn windings(
    pair: &Pair<'_>,
    crossings: &Crossings,
    side: Side,
    task: &Task,
) -> Result<Vec<i32>, BooleanError> {
    let operand = pair.operand(side);
    let topology = operand.topology();
    let (edges, corners) = (operand.edges(), topology.corners());
    let common = common(pair.operands[0], pair.operands[1], pair.margin);
    if crossings.all.is_empty() && common.is_empty() {
        return Ok(vec![0; operand.geometry.point_count()]);
    }
    let mut changes = zeroes::<i32>(edges.len());
    for crossing in crossings.all.iter().filter(|c| c.side == side && !c.edge.is_diagonal) {
        changes[crossing.edge.numbers[0] as usize] += if crossing.enters { 1 } else { -1 };
    }
    let mut rays = Rays { pair, surface: side.other(), common, shot: 0, tree: None };
    let positions = operand.geometry.positions();
    let of_vertex = topology.primitive_of_vertex();
    let mut windings = vec![UNKNOWN; operand.geometry.point_count()];
    let mut done = vec![false; topology.primitive_count()];
    let (mut part, mut waiting) = (Vec::new(), Vec::new());
    let mut steps = 0_usize;
    for start in 0..topology.primitive_count() {
        if done[start] {
            continue;
        }
        part.clear();
        let first = topology.vertices(start).start as u32;
        let seed = corners[first as usize];
        // A part may touch an earlier one in a point.
        let is_known = windings[seed as usize] != UNKNOWN;
        if !is_known {
            windings[seed as usize] = 0;
            part.push(seed);
        }
        waiting.push(first);
        while let Some(from) = waiting.pop() {
            let primitive = of_vertex[from as usize] as usize;
            if std::mem::replace(&mut done[primitive], true) {
                continue;
            }
            steps += 1;
            if steps.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let range = topology.vertices(primitive);
            let mut vertex = from as usize;
            for _ in range.clone() {
                let next = if vertex + 1 == range.end { range.start } else { vertex + 1 };
                let (here, there) = (corners[vertex], corners[next] as usize);
                let edge = edges.of_vertex[vertex] as usize;
                if edge < edges.len() {
                    if windings[there] == UNKNOWN {
                        let change = changes[edge];
                        let forwards = edges.points[edge][0] == here;
                        windings[there] =
                            windings[here as usize] + if forwards { change } else { -change };
                        part.push(there as u32);
                    }
                    if let Some(twin) = edges.twin(vertex as u32)
                        && !done[of_vertex[twin as usize] as usize]
                    {
                        waiting.push(twin);
                    }
                }
                vertex = next;
            }
        }
        // What is known of one point is known of all of its part.
        let outside = |&&point: &&u32| {
            let at = positions[point as usize];
            !meet(&Bounds { min: at, max: at }, &rays.common)
        };
        let base = match part.iter().find(outside) {
            _ if is_known => 0,
            Some(&point) => -windings[point as usize],
            None => rays.shoot(seed, positions[seed as usize], task)? - windings[seed as usize],
        };
        for &point in &part {
            let winding = &mut windings[point as usize];
            *winding += base;
            if !(0..=1).contains(winding) {
                let at = positions[point as usize];
                return Err(BooleanError::CrossesItself { side: side.other(), at });
            }
        }
    }
    Ok(windings)
}

/// Rays along x from points of one operand through the surface of the other.
struct Rays<'a> {
    pair: &'a Pair<'a>,
    surface: Side,
    common: Bounds,
    shot: usize,
    tree: Option<BoxTree>,
}

impl Rays<'_> {
    /// How often the surface winds around a point.
    fn shoot(&mut self, point: u32, at: Vec3, task: &Task) -> Result<i32, BooleanError> {
        task.check()?;
        self.shot += 1;
        let surface = self.pair.operand(self.surface);
        let margin = Vec3::splat(self.pair.margin);
        let endless = |bounds: Bounds| Bounds { max: bounds.max.with_x(f32::INFINITY), ..bounds };
        let ray = endless(Bounds { min: at - margin, max: at + margin });
        if self.shot > RAYS_WITHOUT_TREE && self.tree.is_none() {
            self.tree = Some(tree(surface, endless(self.common), self.pair.margin, task)?);
        }
        let leaves = |triangle| self.pair.leaves(self.surface, triangle, point);
        if let Some(tree) = &self.tree {
            let mut sum = 0;
            let _ = tree.meeting(&ray, |slot| {
                sum += leaves(tree.order()[slot as usize]);
                std::ops::ControlFlow::Continue(())
            });
            return Ok(sum);
        }
        let triangles = (0..surface.triangle_count() as u32).into_par_iter().with_min_len(GRAIN);
        let hits = triangles.filter(|&triangle| meet(&surface.bounds_of(triangle), &ray));
        Ok(hits.map(leaves).sum())
    }
}
