//! A tree of boxes over many items: finds those near a point or along a ray.
//!
//! Items are ordered along a space-filling curve; eight neighbours in that order share a node,
//! eight nodes share a node of the next level, and so on up to one root (a packed R-tree,
//! Kamel and Faloutsos 1993). There is nothing to balance: the tree follows from the order, is
//! built level by level on all cores, and is the same whatever the number of threads.

use std::ops::ControlFlow;

use glam::Vec3;
use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use crate::{Bounds, sort};

/// Children of a node.
const WIDTH: usize = 8;

/// Entries that wait at most in a search: seven for each level of a tree of 2³² items, and one.
const WAITING: usize = 80;

/// The boxes of up to eight children, axis by axis so that one instruction tests several.
#[derive(Debug, Clone, Copy)]
struct Node {
    min: [[f32; WIDTH]; 3],
    max: [[f32; WIDTH]; 3],
    /// The first child: an item's slot on the lowest level, else a node.
    first: u32,
    children: u32,
}

impl Default for Node {
    fn default() -> Self {
        let (min, max) = ([[f32::INFINITY; WIDTH]; 3], [[f32::NEG_INFINITY; WIDTH]; 3]);
        Self { min, max, first: 0, children: 0 }
    }
}

impl Node {
    fn push(&mut self, bounds: Bounds) {
        for axis in 0..3 {
            self.min[axis][self.children as usize] = bounds.min[axis];
            self.max[axis][self.children as usize] = bounds.max[axis];
        }
        self.children += 1;
    }

    fn bounds(&self) -> Bounds {
        let low = |axis: usize| self.min[axis].iter().copied().fold(f32::INFINITY, f32::min);
        let high = |axis: usize| self.max[axis].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        Bounds { min: Vec3::new(low(0), low(1), low(2)), max: Vec3::new(high(0), high(1), high(2)) }
    }

    /// The squared distance from a point to each child's box.
    #[inline]
    fn distances(&self, point: Vec3) -> [f32; WIDTH] {
        let mut out = [0.0; WIDTH];
        for axis in 0..3 {
            for (child, sum) in out.iter_mut().enumerate() {
                let below = self.min[axis][child] - point[axis];
                let above = point[axis] - self.max[axis][child];
                let outside = larger(larger(below, above), 0.0);
                *sum += outside * outside;
            }
        }
        out
    }

    /// Whether each child's box meets a box; boxes that only touch meet.
    #[inline]
    fn meets(&self, bounds: &Bounds) -> [bool; WIDTH] {
        let mut out = [true; WIDTH];
        for axis in 0..3 {
            let (low, high) = (bounds.min[axis], bounds.max[axis]);
            for (child, meets) in out.iter_mut().enumerate() {
                *meets &= self.min[axis][child] <= high && self.max[axis][child] >= low;
            }
        }
        out
    }

    /// Where a ray enters each child's box; NaN where it misses it.
    #[inline]
    fn entries(&self, ray: &Ray, from: f32, to: f32) -> [f32; WIDTH] {
        /// Room for the rounding of the two products (Ize 2013).
        const ROUNDING: f32 = 5e-7;
        let mut enter = [from; WIDTH];
        let mut leave = [to; WIDTH];
        for axis in 0..3 {
            let (origin, inverse) = (ray.origin[axis], ray.inverse[axis]);
            let (mut near, mut far) = (&self.min[axis], &self.max[axis]);
            if inverse.is_sign_negative() {
                (near, far) = (far, near);
            }
            for child in 0..WIDTH {
                // Zero times infinity, on a side that the ray runs along, constrains nothing.
                enter[child] = larger((near[child] - origin) * inverse, enter[child]);
                let out = (far[child] - origin) * inverse;
                leave[child] = smaller(out + out.abs() * ROUNDING, leave[child]);
            }
        }
        let mut out = [f32::NAN; WIDTH];
        for child in 0..WIDTH {
            if enter[child] <= leave[child] {
                out[child] = enter[child];
            }
        }
        out
    }
}

/// The second if either is NaN. One instruction, where `f32::max` needs several.
#[inline]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline]
fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// A half-line, made ready for box tests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ray {
    origin: Vec3,
    inverse: Vec3,
}

impl Ray {
    pub(crate) fn new(origin: Vec3, direction: Vec3) -> Self {
        Self { origin, inverse: direction.recip() }
    }
}

/// The tree. Items are named by their *slot*: their place in [`BoxTree::order`].
#[derive(Debug, Default)]
pub(crate) struct BoxTree {
    order: Vec<u32>,
    /// The lowest level first, the root last.
    nodes: Vec<Node>,
    lowest: u32,
}

impl BoxTree {
    /// The tree of items `0..count`; those whose box is not finite are left out.
    pub(crate) fn build(
        count: usize,
        bounds_of: impl Fn(u32) -> Bounds + Sync,
        task: &Task,
    ) -> Result<Self, Stop> {
        let order = ordered(count, &bounds_of, task)?;
        let mut nodes = vec![Node::default(); order.len().div_ceil(WIDTH)];
        let lowest = nodes.len();
        task.fill_chunks(&mut nodes, GRAIN / WIDTH, |start, nodes| {
            for (index, node) in nodes.iter_mut().enumerate() {
                let first = (start + index) * WIDTH;
                node.first = first as u32;
                let last = (first + WIDTH).min(order.len());
                order[first..last].iter().for_each(|&item| node.push(bounds_of(item)));
            }
        })?;
        let mut level = 0..lowest;
        while level.len() > 1 {
            let above: Vec<Node> = nodes[level.clone()]
                .par_chunks(WIDTH)
                .enumerate()
                .with_min_len(GRAIN / WIDTH)
                .map(|(index, children)| {
                    let first = (level.start + index * WIDTH) as u32;
                    let mut node = Node { first, ..Node::default() };
                    children.iter().for_each(|child| node.push(child.bounds()));
                    node
                })
                .collect();
            level = nodes.len()..nodes.len() + above.len();
            nodes.extend_from_slice(&above);
            task.check()?;
        }
        Ok(Self { order, nodes, lowest: lowest as u32 })
    }

    /// The item of each slot.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Calls `visit` with the slots of items whose boxes are near a point, nearer boxes first
    /// within a node. `limit` is the squared distance beyond which nothing is looked for;
    /// `visit` returns the new one.
    pub(crate) fn near(&self, point: Vec3, limit: f32, visit: impl FnMut(u32, f32) -> f32) {
        self.search(limit, |node, _| node.distances(point), visit);
    }

    /// Calls `visit` with the slots of items whose boxes a ray meets from `from` to `to`, in
    /// lengths of its direction. `visit` returns the new end.
    pub(crate) fn along(&self, ray: &Ray, from: f32, to: f32, visit: impl FnMut(u32, f32) -> f32) {
        self.search(to, |node, to| node.entries(ray, from, to), visit);
    }

    /// Calls `visit` with the slots of items whose boxes meet a box, until it breaks off.
    pub(crate) fn meeting(
        &self,
        bounds: &Bounds,
        mut visit: impl FnMut(u32) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(root) = self.nodes.len().checked_sub(1) else { return ControlFlow::Continue(()) };
        let mut waiting = [root as u32; WAITING];
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let index = waiting[count];
            let node = &self.nodes[index as usize];
            let meets = node.meets(bounds);
            for child in (0..node.children).filter(|&child| meets[child as usize]) {
                if index < self.lowest {
                    visit(node.first + child)?;
                } else {
                    waiting[count] = node.first + child;
                    count += 1;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Visits children by rising `cost`, as long as it is not above the limit.
    #[inline]
    fn search(
        &self,
        mut limit: f32,
        costs: impl Fn(&Node, f32) -> [f32; WIDTH],
        mut visit: impl FnMut(u32, f32) -> f32,
    ) {
        let Some(root) = self.nodes.len().checked_sub(1) else { return };
        let mut waiting = [(0.0_f32, 0_u32); WAITING];
        waiting[0].1 = root as u32;
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let (cost, index) = waiting[count];
            if cost > limit {
                continue;
            }
            let node = &self.nodes[index as usize];
            let costs = costs(node, limit);
            // Those within the limit, the dearest first, on top of what waits.
            let base = count;
            for (child, &cost) in costs[..node.children as usize].iter().enumerate() {
                if cost <= limit {
                    let mut slot = count;
                    while slot > base && waiting[slot - 1].0 < cost {
                        waiting[slot] = waiting[slot - 1];
                        slot -= 1;
                    }
                    waiting[slot] = (cost, node.first + child as u32);
                    count += 1;
                }
            }
            if index < self.lowest {
                for &(cost, slot) in waiting[base..count].iter().rev() {
                    if cost <= limit {
                        limit = visit(slot, limit);
                    }
                }
                count = base;
            }
        }
    }
}

/// The items with finite boxes along a space-filling curve through the middles of their boxes.
fn ordered(
    count: usize,
    bounds_of: &(impl Fn(u32) -> Bounds + Sync),
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    let middle = |item: usize| {
        let bounds = bounds_of(item as u32);
        let finite = bounds.min.is_finite() && bounds.max.is_finite();
        finite.then(|| bounds.min * 0.5 + bounds.max * 0.5)
    };
    let mut parts = vec![Bounds::EMPTY; count.div_ceil(GRAIN)];
    task.fill_chunks(&mut parts, 1, |part, slot| {
        let items = part * GRAIN..((part + 1) * GRAIN).min(count);
        slot[0] = items.filter_map(middle).fold(Bounds::EMPTY, Bounds::with);
    })?;
    let all = parts.into_iter().fold(Bounds::EMPTY, Bounds::union);
    // A key is the place on the curve above the item's number; no number has all bits set.
    let number_bits = u64::BITS - (count as u64).leading_zeros();
    let axis_bits = ((u64::BITS - number_bits) / 3).min(16);
    let cells = ((1_u32 << axis_bits) - 1) as f32;
    let scale = 1.0 / all.size().max_element().max(f32::MIN_POSITIVE);
    let mut keys = vec![u64::MAX; count];
    task.fill(&mut keys, |item, key| {
        if let Some(middle) = middle(item) {
            let cell = ((middle - all.min) * scale).clamp(Vec3::ZERO, Vec3::ONE) * cells;
            let place = curve_place(cell.as_uvec3().to_array(), axis_bits);
            *key = place << number_bits | item as u64;
        }
    })?;
    let mut keys = sort::sort(keys, task)?;
    keys.truncate(keys.partition_point(|&key| key != u64::MAX));
    let mask = (1_u64 << number_bits) - 1;
    task.map(keys.len(), |slot| (keys[slot] & mask) as u32)
}

/// The place of a cell on the Hilbert curve through 2^`bits` cells a side, by Skilling's method
/// ("Programming the Hilbert curve", 2004).
fn curve_place(mut cell: [u32; 3], bits: u32) -> u64 {
    for bit in (1..bits).rev() {
        let lower = (1 << bit) - 1;
        for axis in 0..3 {
            if cell[axis] >> bit & 1 == 1 {
                cell[0] ^= lower;
            } else {
                let exchanged = (cell[0] ^ cell[axis]) & lower;
                cell[0] ^= exchanged;
                cell[axis] ^= exchanged;
            }
        }
    }
    cell[1] ^= cell[0];
    cell[2] ^= cell[1];
    let mut turned = 0;
    for bit in (1..bits).rev() {
        if cell[2] >> bit & 1 == 1 {
            turned ^= (1 << bit) - 1;
        }
    }
    let [x, y, z] = cell.map(|value| spread(value ^ turned));
    x << 2 | y << 1 | z
}

/// The lowest 16 bits with two zeros before each.
fn spread(value: u32) -> u64 {
    let mut bits = u64::from(value & 0xffff);
    bits = (bits | bits << 16) & 0x001f_0000_ff00_00ff;
    bits = (bits | bits << 8) & 0x100f_00f0_0f00_f00f;
    bits = (bits | bits << 4) & 0x10c3_0c30_c30c_30c3;
    (bits | bits << 2) & 0x1249_2492_4924_9249
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn the_curve_goes_from_neighbour_to_neighbour_through_all_cells() {
        let mut cells: Vec<[u32; 3]> =
            (0..512).map(|index| [index & 7, index >> 3 & 7, index >> 6]).collect();
        cells.sort_by_key(|&cell| curve_place(cell, 3));
        for pair in cells.windows(2) {
            let step: u32 = (0..3).map(|axis| pair[0][axis].abs_diff(pair[1][axis])).sum();
            assert_eq!(step, 1, "{pair:?}");
        }
    }

    #[test]
    fn the_nearest_of_many_points_is_found_and_those_that_are_not_finite_never() {
        let random = Stream::new(5);
        let mut points: Vec<Vec3> = (0..3000)
            .map(|index| Vec3::from([0, 1, 2].map(|axis| random.unit(3 * index + axis))))
            .collect();
        points[7] = Vec3::NAN;
        points[8].y = f32::INFINITY;
        let bounds = |item: u32| Bounds::EMPTY.with(points[item as usize]);
        let infinite = |item: u32| item == 8 || item == 7;
        let tree = BoxTree::build(points.len(), bounds, &Task::unlimited()).unwrap();
        assert_eq!(tree.order().len(), points.len() - 2);
        for query in 0..200 {
            let query =
                Vec3::from([0, 1, 2].map(|axis| 2.0 * random.unit(90_000 + query * 3 + axis)));
            let mut best = (f32::INFINITY, 0);
            tree.near(query, f32::INFINITY, |slot, limit| {
                let item = tree.order()[slot as usize];
                assert!(!infinite(item));
                let distance = points[item as usize].distance_squared(query);
                if distance < limit {
                    best = (distance, item);
                }
                distance.min(limit)
            });
            let nearest = points
                .iter()
                .filter(|point| point.is_finite())
                .map(|point| point.distance_squared(query))
                .fold(f32::INFINITY, f32::min);
            assert_eq!(best.0, nearest);
        }
    }

    #[test]
    fn all_boxes_that_meet_a_box_are_visited_once_and_no_others() {
        let random = Stream::new(8);
        let place =
            |index: u64| Vec3::from([0, 1, 2].map(|axis| random.unit(3 * index + axis as u64)));
        let boxes: Vec<Bounds> = (0..2000)
            .map(|item| {
                let corner = place(2 * item);
                Bounds { min: corner, max: corner + 0.2 * place(2 * item + 1) }
            })
            .collect();
        let build = |item: u32| boxes[item as usize];
        let tree = BoxTree::build(boxes.len(), build, &Task::unlimited()).unwrap();
        let meets = |a: &Bounds, b: &Bounds| a.min.cmple(b.max).all() && b.min.cmple(a.max).all();
        for query in &boxes[..100] {
            let mut seen = Vec::new();
            let ended = tree.meeting(query, |slot| {
                seen.push(tree.order()[slot as usize]);
                ControlFlow::Continue(())
            });
            assert!(ended.is_continue());
            seen.sort_unstable();
            let expected = (0..2000).filter(|&item| meets(&boxes[item as usize], query));
            assert!(seen.into_iter().eq(expected));
            assert!(tree.meeting(query, |_| ControlFlow::Break(())).is_break());
        }
    }

    #[test]
    fn no_items_and_items_in_one_place_are_fine() {
        let mut seen = 0;
        let none = BoxTree::build(0, |_| Bounds::EMPTY, &Task::unlimited()).unwrap();
        none.near(Vec3::ZERO, f32::INFINITY, |_, limit| {
            seen += 1;
            limit
        });
        assert_eq!(seen, 0);
        let same = |_| Bounds::EMPTY.with(Vec3::ONE);
        let heap = BoxTree::build(1000, same, &Task::unlimited()).unwrap();
        heap.near(Vec3::ONE, 0.0, |_, limit| {
            seen += 1;
            limit
        });
        assert_eq!(seen, 1000);
    }
}
