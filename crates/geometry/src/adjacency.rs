//! Who is beside whom: lists of neighbours in flat arrays, and the edges of a topology.

use rayon::prelude::*;
use task::GRAIN;

use crate::Topology;

/// "None" where an array of indices has to say so.
pub const NONE: u32 = u32::MAX;

/// For each element a list of indices, all in one flat array.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Adjacency {
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl Adjacency {
    /// For each of `count` keys the positions in `keys` where it stands, in rising order.
    pub fn invert(keys: &[u32], count: usize) -> Self {
        let mut offsets = vec![0_u32; count + 1];
        for &key in keys {
            if key != NONE {
                offsets[key as usize + 1] += 1;
            }
        }
        for index in 0..count {
            offsets[index + 1] += offsets[index];
        }
        let mut next = offsets.clone();
        let mut items = vec![0; offsets[count] as usize];
        for (position, &key) in keys.iter().enumerate() {
            if key != NONE {
                let slot = &mut next[key as usize];
                items[*slot as usize] = position as u32;
                *slot += 1;
            }
        }
        Self { offsets, items }
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
    pub(crate) fn build(topology: &Topology) -> Self {
        let next = topology.next_vertices();
        let corners = topology.corners();
        // Half-edges by their lower point, as (higher point, vertex).
        let lower: Vec<u32> = corners
            .par_iter()
            .zip(next)
            .with_min_len(GRAIN)
            .map(|(&from, &next)| match next {
                NONE => NONE,
                next if corners[next as usize] == from => NONE,
                next => from.min(corners[next as usize]),
            })
            .collect();
        let by_lower = Adjacency::invert(&lower, topology.point_count());
        let higher = |vertex: u32| {
            let from = corners[vertex as usize];
            from.max(corners[next[vertex as usize] as usize])
        };
        let mut order = by_lower.items().to_vec();
        let mut starts = Vec::with_capacity(by_lower.len());
        let mut rest = order.as_mut_slice();
        for point in 0..by_lower.len() {
            let (list, after) = rest.split_at_mut(by_lower.of(point).len());
            starts.push(list);
            rest = after;
        }
        starts.par_iter_mut().with_min_len(GRAIN / 8).for_each(|list| {
            list.sort_unstable_by_key(|&vertex| (higher(vertex), vertex));
        });
        let mut points = Vec::with_capacity(order.len() / 2 + 1);
        let mut of_vertex = vec![NONE; corners.len()];
        let mut offsets = Vec::with_capacity(order.len() / 2 + 2);
        for (position, &vertex) in order.iter().enumerate() {
            let pair = [lower[vertex as usize], higher(vertex)];
            if points.last() != Some(&pair) {
                points.push(pair);
                offsets.push(position as u32);
            }
            of_vertex[vertex as usize] = points.len() as u32 - 1;
        }
        offsets.push(order.len() as u32);
        Self { points, of_vertex, vertices: Adjacency { offsets, items: order } }
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
