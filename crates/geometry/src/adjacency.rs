//! Who is beside whom: lists of neighbours in flat arrays, and the edges of a topology.

use task::{Stop, Task};

use crate::Topology;
use crate::runs::{fill_whole_runs, zeroes};
use crate::topology::uncancelled;

/// "None" where an array of indices has to say so.
pub const NONE: u32 = u32::MAX;

/// Elements between two looks at whether the work shall end.
const OFTEN: usize = 1 << 16;

/// For each element a list of indices, all in one flat array.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Adjacency {
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl Adjacency {
    /// For each of `count` keys the positions in `keys` where it stands, in rising order.
    pub fn invert(keys: &[u32], count: usize) -> Self {
        uncancelled(Self::try_invert(keys, count, &Task::unlimited()))
    }

    /// The same for a task that may be cancelled.
    pub fn try_invert(keys: &[u32], count: usize, task: &Task) -> Result<Self, Stop> {
        let mut offsets = zeroes::<u32>(count + 1);
        for keys in keys.chunks(OFTEN) {
            task.check()?;
            for &key in keys.iter().filter(|&&key| key != NONE) {
                offsets[key as usize + 1] += 1;
            }
        }
        let mut sum = 0;
        for offsets in offsets.chunks_mut(OFTEN) {
            task.check()?;
            for offset in offsets {
                sum += *offset;
                *offset = sum;
            }
        }
        let mut next = offsets.clone();
        let mut items = zeroes(sum as usize);
        for (chunk, keys) in keys.chunks(OFTEN).enumerate() {
            task.check()?;
            for (index, &key) in keys.iter().enumerate() {
                if key != NONE {
                    let slot = &mut next[key as usize];
                    items[*slot as usize] = (chunk * OFTEN + index) as u32;
                    *slot += 1;
                }
            }
        }
        Ok(Self { offsets, items })
    }

    /// From flat arrays: the list of element `i` is `items[offsets[i]..offsets[i + 1]]`.
    pub fn from_parts(offsets: Vec<u32>, items: Vec<u32>) -> Self {
        assert_eq!(offsets.last().copied(), Some(items.len() as u32), "offsets end at the end");
        Self { offsets, items }
    }

    /// The number of lists.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there are no lists.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The list of one element.
    pub fn of(&self, element: usize) -> &[u32] {
        &self.items[self.offsets[element] as usize..self.offsets[element + 1] as usize]
    }

    /// Where the list of each element begins in [`Self::items`], and the end.
    pub fn offsets(&self) -> &[u32] {
        &self.offsets
    }

    /// All lists, one after another.
    pub fn items(&self) -> &[u32] {
        &self.items
    }
}

/// The edges of a topology: each pair of points that some primitive joins, once.
///
/// A *half-edge* is named by the vertex that it starts from; it leads to the next vertex of its
/// primitive. Edges are ordered by their lower point, then by their higher one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edges {
    /// The two points of each edge, the lower first.
    pub points: Vec<[u32; 2]>,
    /// For each vertex the edge of its half-edge; [`NONE`] at the end of a polyline, in packed
    /// instances, and where a half-edge joins a point to itself.
    pub of_vertex: Vec<u32>,
    /// For each edge the vertices whose half-edges lie on it, in rising order.
    pub vertices: Adjacency,
}

impl Edges {
    pub(crate) fn build(topology: &Topology, task: &Task) -> Result<Self, Stop> {
        let next = topology.try_next_vertices(task)?;
        let corners = topology.corners();
        // Half-edges by their lower point, as (higher point, vertex).
        let lower = task.map(corners.len(), |vertex| match (corners[vertex], next[vertex]) {
            (_, NONE) => NONE,
            (from, next) if corners[next as usize] == from => NONE,
            (from, next) => from.min(corners[next as usize]),
        })?;
        let by_lower = Adjacency::try_invert(&lower, topology.point_count(), task)?;
        let higher = |vertex: u32| {
            let from = corners[vertex as usize];
            from.max(corners[next[vertex as usize] as usize])
        };
        let order = sorted_lists(by_lower, higher, task)?;
        let mut points = Vec::with_capacity(order.len() / 2 + 1);
        let mut of_vertex = vec![NONE; corners.len()];
        let mut offsets = Vec::with_capacity(order.len() / 2 + 2);
        for (position, &vertex) in order.iter().enumerate() {
            if position.is_multiple_of(OFTEN) {
                task.check()?;
            }
            let pair = [lower[vertex as usize], higher(vertex)];
            if points.last() != Some(&pair) {
                points.push(pair);
                offsets.push(position as u32);
            }
            of_vertex[vertex as usize] = points.len() as u32 - 1;
        }
        offsets.push(order.len() as u32);
        Ok(Self { points, of_vertex, vertices: Adjacency { offsets, items: order } })
    }

    /// The number of edges.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The other half-edge of a two-sided edge, by its vertex.
    pub fn twin(&self, vertex: u32) -> Option<u32> {
        let edge = self.of_vertex[vertex as usize];
        if edge == NONE {
            return None;
        }
        match *self.vertices.of(edge as usize) {
            [first, second] if first == vertex => Some(second),
            [first, second] if second == vertex => Some(first),
            _ => None,
        }
    }

    /// Whether an edge has primitives on one side only.
    pub fn is_border(&self, edge: usize) -> bool {
        self.vertices.of(edge).len() == 1
    }
}

/// All lists one after another, each sorted by the key of its items and then by the items.
fn sorted_lists(
    lists: Adjacency,
    key: impl Fn(u32) -> u32 + Sync,
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    /// Items of a list that all cores sort together, as around the tip of a fan.
    const LONG: usize = 1 << 16;
    let Adjacency { offsets, items: mut order } = lists;
    let list = |index: usize| offsets[index] as usize..offsets[index + 1] as usize;
    fill_whole_runs(&offsets, &mut order, task, |lists, slots| {
        let first = offsets[lists.start] as usize;
        for list in lists.map(list).filter(|list| list.len() <= LONG) {
            slots[list.start - first..list.end - first]
                .sort_unstable_by_key(|&item| (key(item), item));
        }
    })?;
    for long in (0..offsets.len() - 1).map(list).filter(|list| list.len() > LONG) {
        let items = &mut order[long];
        let keys =
            task.map(items.len(), |i| u64::from(key(items[i])) << 32 | u64::from(items[i]))?;
        let sorted = crate::sort::sort(keys, task)?;
        task.fill(items, |index, item| *item = sorted[index] as u32)?;
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_inverted_and_sorted_whether_short_or_long() {
        let task = Task::unlimited();
        let keys: Vec<u32> = (0..200_000).map(|i| if i % 3 == 0 { i / 3 % 7 } else { 7 }).collect();
        let lists = Adjacency::try_invert(&keys, 9, &task).unwrap();
        assert_eq!(lists.of(2)[..3], [6, 27, 48]);
        assert_eq!((lists.of(7).len(), lists.of(8).len()), (133_333, 0));
        let key = |item: u32| (item * 7919) % 1000;
        let sorted = sorted_lists(lists.clone(), key, &task).unwrap();
        let mut from = 0;
        for list in 0..lists.len() {
            let mut expected = lists.of(list).to_vec();
            expected.sort_by_key(|&item| (key(item), item));
            assert!(sorted[from..from + expected.len()] == expected);
            from += expected.len();
        }
    }
}
