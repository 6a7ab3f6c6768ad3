//! Where the edges of one operand run through the triangles of the other.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicU64, Ordering};

use glam::{DVec3, Vec3};
use rayon::prelude::*;
use task::{Stop, Task};

use super::operand::{EdgeName, Operand};
use super::orientation::{Depth, Grid, Orientation, Place};
use super::{BooleanError, Side};
use crate::Bounds;
use crate::box_tree::BoxTree;

/// Triangles that one thread looks for others of at a time.
const BLOCK: usize = 512;

/// Pairs of triangles after which a thread asks whether it should go on.
const PAIRS: u32 = 1024;

/// An edge that runs through a triangle of the other operand.
#[derive(Debug, Clone, Default)]
pub(super) struct Crossing {
    /// Whose edge it is.
    pub side: Side,
    pub edge: EdgeName,
    /// The triangle, of the other operand.
    pub triangle: u32,
    /// How far along the edge, from 0 to 1, in the direction in which the edge is named.
    pub part: f64,
    /// Whether the edge, in that direction, goes in.
    pub enters: bool,
    pub at: DVec3,
}

/// One end of a segment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct End {
    pub crossing: u32,
    /// For the triangles of A and B: which of their edges it lies on, 3 for inside.
    pub slots: [u8; 2],
}

/// What a triangle of A and one of B share. It runs from its first to its last end so that what
/// lies inside B is on its left, seen from the front of A's triangle.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Segment {
    pub triangles: [u32; 2],
    pub ends: [End; 2],
}

/// All crossings, by side, edge and the way along it; and all segments, by their triangles.
#[derive(Debug, Default)]
pub(super) struct Crossings {
    pub all: Vec<Crossing>,
    pub segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Key {
    side: Side,
    edge: EdgeName,
    triangle: u32,
}

/// A segment whose ends are not numbered yet.
#[derive(Clone, Copy)]
struct Found {
    triangles: [u32; 2],
    keys: [Key; 2],
    slots: [[u8; 2]; 2],
}

impl Crossings {
    /// The crossings of one edge, in the direction in which it is named.
    pub(super) fn of_edge(&self, side: Side, edge: EdgeName) -> Range<usize> {
        let key = |crossing: &Crossing| (crossing.side, crossing.edge);
        let first = self.all.partition_point(|crossing| key(crossing) < (side, edge));
        let same = self.all[first..].iter().take_while(|crossing| key(crossing) == (side, edge));
        first..first + same.count()
    }
}

/// Two operands, and how ties between them are broken.
pub(super) struct Pair<'a> {
    pub operands: [&'a Operand<'a>; 2],
    pub orientation: Orientation<'a>,
    /// How far positions may lie from their places on the grid, and some more.
    pub margin: f32,
}

impl Pair<'_> {
    pub(super) fn operand(&self, side: Side) -> &Operand<'_> {
        self.operands[side as usize]
    }

    /// Finds what all triangles of one operand share with those of the other.
    pub(super) fn crossings(&self, task: &Task) -> Result<Crossings, BooleanError> {
        let found = self.segments(task)?;
        let mut keys: Vec<Key> = found.iter().flat_map(|segment| segment.keys).collect();
        keys.par_sort_unstable();
        keys.dedup();
        task.check()?;
        let computed = task.map(keys.len(), |index| self.crossing(keys[index]))?;

        // Those on one edge in their order along it.
        let mut order: Vec<u32> = (0..keys.len() as u32).collect();
        for same in order.chunk_by_mut(|&a, &b| {
            let (a, b) = (&keys[a as usize], &keys[b as usize]);
            (a.side, a.edge) == (b.side, b.edge)
        }) {
            let part = |index: u32| computed[index as usize].part;
            same.sort_by(|&a, &b| part(a).total_cmp(&part(b)));
        }
        let mut number = vec![0; order.len()];
        for (index, &key) in order.iter().enumerate() {
            number[key as usize] = index as u32;
        }
        task.check()?;
        let segments = task.map(found.len(), |index| {
            let Found { triangles, keys: ends, slots } = found[index];
            let end = |end: usize| {
                let key = keys.binary_search(&ends[end]).unwrap_or_default();
                End { crossing: number[key], slots: slots[end] }
            };
            Segment { triangles, ends: [end(0), end(1)] }
        })?;
        let all = order.iter().map(|&key| computed[key as usize].clone()).collect();
        Ok(Crossings { all, segments })
    }

    /// The segments of all pairs of triangles, by their numbers.
    fn segments(&self, task: &Task) -> Result<Vec<Found>, BooleanError> {
        // The tree is of the smaller operand: building costs more than searching.
        let [a, b] = self.operands;
        let (tree_of, others) =
            if a.triangle_count() < b.triangle_count() { (a, b) } else { (b, a) };
        let common = common(a, b, self.margin);
        let tree = tree(tree_of, common, self.margin, task)?;
        let total = AtomicU64::new(0);
        let blocks: Vec<Vec<Found>> = (0..others.triangle_count().div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| {
                task.check()?;
                let end = ((block + 1) * BLOCK).min(others.triangle_count());
                let mut found = Vec::new();
                let mut pairs = 0;
                for triangle in (block * BLOCK) as u32..end as u32 {
                    let bounds = others.bounds_of(triangle);
                    if !meet(&bounds, &common) {
                        continue;
                    }
                    self.meet_all(triangle, &bounds, (&tree, tree_of), &mut found, |found| {
                        pairs += 1;
                        if pairs % PAIRS != 0 {
                            return Ok(());
                        }
                        let bytes = size_of::<Found>() as u64;
                        let all = total.load(Ordering::Relaxed) + found as u64;
                        task.reserve(all, 2 * bytes, "the seam of a boolean")
                    })?;
                }
                total.fetch_add(found.len() as u64, Ordering::Relaxed);
                Ok(found)
            })
            .collect::<Result<_, BooleanError>>()?;
        let count: usize = blocks.iter().map(Vec::len).sum();
        task.reserve(count as u64, size_of::<Found>() as u64 * 3, "the seam of a boolean")?;
        let mut found = blocks.concat();
        found.par_sort_unstable_by_key(|found| found.triangles);
        Ok(found)
    }

    /// Adds what a triangle shares with those in the tree of the other operand.
    fn meet_all(
        &self,
        triangle: u32,
        bounds: &Bounds,
        (tree, tree_of): (&BoxTree, &Operand<'_>),
        found: &mut Vec<Found>,
        mut go_on: impl FnMut(usize) -> Result<(), Stop>,
    ) -> Result<(), BooleanError> {
        let mut error = None;
        let ended = tree.meeting(bounds, |slot| {
            let other = tree.order()[slot as usize];
            let [of_a, of_b] = match tree_of.side {
                Side::A => [other, triangle],
                Side::B => [triangle, other],
            };
            let step = self.meeting(of_a, of_b).map(|segment| found.extend(segment));
            match step.and_then(|()| Ok(go_on(found.len())?)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(stop) => {
                    error = Some(stop);
                    ControlFlow::Break(())
                }
            }
        });
        if ended.is_break() { Err(error.unwrap_or(BooleanError::Unresolved)) } else { Ok(()) }
    }

    /// What a triangle of A and one of B share.
    fn meeting(&self, of_a: u32, of_b: u32) -> Result<Option<Found>, BooleanError> {
        let [a, b] = self.operands;
        let (f, g) = (a.places(of_a), b.places(of_b));
        let sides = |plane: &[Place; 3], places: &[Place; 3]| {
            let [p, q, r] = plane;
            places.each_ref().map(|place| self.orientation.side([p, q, r, place]))
        };
        let apart = |[p, q, r]: [i8; 3]| p != 0 && p == q && q == r;
        let of_f = sides(&g, &f);
        if apart(of_f) {
            return Ok(None);
        }
        let of_g = sides(&f, &g);
        if apart(of_g) {
            return Ok(None);
        }
        const UNKNOWN: i8 = 2;
        let mut around = [[UNKNOWN; 3]; 3];
        let mut around = |i: usize, j: usize| {
            let slot = &mut around[i][j];
            if *slot == UNKNOWN {
                *slot = self.orientation.side([&f[i], &f[(i + 1) % 3], &g[j], &g[(j + 1) % 3]]);
            }
            *slot
        };
        let mut ends: [Option<(Key, [u8; 2])>; 2] = [None; 2];
        let mut count = 0;
        let names = [a.triangle(of_a), b.triangle(of_b)];
        for slot in 0..3 {
            let next = (slot + 1) % 3;
            if of_f[slot] * of_f[next] < 0 {
                let first = around(slot, 0);
                if first != 0 && first == around(slot, 1) && first == around(slot, 2) {
                    let edge = a.edge(names[0][slot], names[0][next]).0;
                    let key = Key { side: Side::A, edge, triangle: of_b };
                    // What lies inside B ends where the border goes in.
                    ends[usize::from(of_f[slot] < 0)] = Some((key, [slot as u8, 3]));
                    count += 1;
                }
            }
            if of_g[slot] * of_g[next] < 0 {
                let first = around(0, slot);
                if first != 0 && first == around(1, slot) && first == around(2, slot) {
                    let edge = b.edge(names[1][slot], names[1][next]).0;
                    let key = Key { side: Side::B, edge, triangle: of_a };
                    ends[usize::from(of_g[slot] > 0)] = Some((key, [3, slot as u8]));
                    count += 1;
                }
            }
        }
        match (count, ends) {
            (0, _) => Ok(None),
            (2, [Some((from, from_slots)), Some((to, to_slots))]) => Ok(Some(Found {
                triangles: [of_a, of_b],
                keys: [from, to],
                slots: [from_slots, to_slots],
            })),
            _ => Err(BooleanError::Unresolved),
        }
    }

    fn crossing(&self, Key { side, edge, triangle }: Key) -> Crossing {
        let (operand, other) = (self.operand(side), self.operand(side.other()));
        let ends = operand.ends(edge);
        let [p, q, r] = &other.places(triangle);
        let depth = |point: u32| self.orientation.depth([p, q, r, &operand.place(point)]);
        let [low, high] = ends.map(depth);
        let part = way_between(low, high);
        let [from, to] = ends.map(|point| operand.geometry.positions()[point as usize].as_dvec3());
        let at = from + (to - from) * part;
        Crossing { side, edge, triangle, part, enters: low.value < 0.0, at }
    }

    /// How a ray from a point along x changes the number of times that it is inside a surface,
    /// where it runs through a triangle of it: 1 if it goes out, -1 if it goes in.
    pub(super) fn leaves(&self, surface: Side, triangle: u32, point: u32) -> i32 {
        let from = self.operand(surface.other()).place(point);
        let far = Place {
            at: DVec3::new(Grid::FAR, from.at.y, from.at.z),
            moves: from.moves.without_normal(),
        };
        let [p, q, r] = &self.operand(surface).places(triangle);
        let [start, end] = [&from, &far].map(|at| self.orientation.side([p, q, r, at]));
        if start * end >= 0 {
            return 0;
        }
        let [first, second, third] =
            [[p, q], [q, r], [r, p]].map(|[c, d]| self.orientation.side([&from, &far, c, d]));
        if first != 0 && first == second && second == third { i32::from(start) } else { 0 }
    }
}

/// The box that both operands lie in, grown by the margin.
pub(super) fn common(a: &Operand<'_>, b: &Operand<'_>, margin: f32) -> Bounds {
    let (a, b) = (a.geometry.bounds(), b.geometry.bounds());
    let margin = Vec3::splat(margin);
    Bounds { min: a.min.max(b.min) - margin, max: a.max.min(b.max) + margin }
}

pub(super) fn meet(a: &Bounds, b: &Bounds) -> bool {
    a.min.cmple(b.max).all() && b.min.cmple(a.max).all()
}

/// The tree of the triangles of an operand that lie in a box, each box grown by the margin.
pub(super) fn tree(
    operand: &Operand<'_>,
    within: Bounds,
    margin: f32,
    task: &Task,
) -> Result<BoxTree, BooleanError> {
    let count = operand.triangle_count();
    task.reserve(count as u64, 48, "the search tree of a boolean")?;
    let margin = Vec3::splat(margin);
    let bounds_of = |triangle| {
        let bounds = operand.bounds_of(triangle);
        let grown = Bounds { min: bounds.min - margin, max: bounds.max + margin };
        if meet(&grown, &within) { grown } else { Bounds::EMPTY }
    };
    Ok(BoxTree::build(count, bounds_of, task)?)
}

/// Where a plane lies on the way between two places on its sides, from 0 to 1, in the limit of
/// vanishing moves.
fn way_between(low: Depth, high: Depth) -> f64 {
    match low.order.cmp(&high.order) {
        std::cmp::Ordering::Less => 1.0,
        std::cmp::Ordering::Greater => 0.0,
        std::cmp::Ordering::Equal => (low.value / (low.value - high.value)).clamp(0.0, 1.0),
    }
}
