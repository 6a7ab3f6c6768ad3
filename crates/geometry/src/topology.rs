//! Which points make which primitives, without any positions.

use std::ops::Range;

use task::{GRAIN, Stop, Task};

use crate::derived::Derived;
use crate::runs::{fill_runs, zeroes};
use crate::{Adjacency, Edges, NONE};

/// What a primitive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum PrimitiveKind {
    /// A closed face with any number of corners.
    #[default]
    Polygon,
    /// An open chain of points: a curve made of straight pieces.
    Polyline,
    /// A shared geometry placed at one point.
    Packed,
}

/// Flat arrays: for each primitive an offset into one array of point indices.
///
/// What can be derived is built when first asked for and kept for every geometry that shares
/// this topology. It comes in two ways: `try_edges` stops when its task is cancelled, for all that
/// runs in a cook; `edges` does not, for small tools and tests.
#[derive(Debug, Clone, Default)]
pub struct Topology {
    point_count: usize,
    /// Where the vertices of each primitive begin, and the end.
    offsets: Vec<u32>,
    /// The point of each vertex.
    corners: Vec<u32>,
    /// Empty when all primitives are polygons.
    kinds: Vec<PrimitiveKind>,
    derived: Kept,
}

#[derive(Debug, Clone, Default)]
struct Kept {
    primitive_of_vertex: Derived<Vec<u32>>,
    vertices_of_point: Derived<Adjacency>,
    next: Derived<Vec<u32>>,
    edges: Derived<Edges>,
}

impl PartialEq for Topology {
    fn eq(&self, other: &Self) -> bool {
        self.point_count == other.point_count
            && self.offsets == other.offsets
            && self.corners == other.corners
            && self.kinds == other.kinds
    }
}

impl Topology {
    /// Points without primitives.
    pub fn points(point_count: usize) -> Self {
        Self { point_count, offsets: vec![0], ..Self::default() }
    }

    /// Polygons. `offsets` has one number more than there are polygons, from 0 to
    /// `corners.len()`; `corners` holds point indices.
    ///
    /// Panics if the ends do not fit or a corner names no point: a mistake of the caller's.
    pub fn polygons(point_count: usize, offsets: Vec<u32>, corners: Vec<u32>) -> Self {
        Self::new(point_count, offsets, corners, Vec::new())
    }

    /// Polygons that all have `size` corners.
    pub fn uniform(point_count: usize, size: usize, corners: Vec<u32>) -> Self {
        let offsets = (0..=corners.len() / size).map(|index| (index * size) as u32).collect();
        Self::new(point_count, offsets, corners, Vec::new())
    }

    /// Primitives of any kind; `kinds` may be empty when all are polygons.
    ///
    /// Panics like [`Topology::polygons`], and if `kinds` has another length than there are
    /// primitives.
    pub fn new(
        point_count: usize,
        offsets: Vec<u32>,
        corners: Vec<u32>,
        mut kinds: Vec<PrimitiveKind>,
    ) -> Self {
        use rayon::prelude::*;
        assert_eq!(offsets.first(), Some(&0), "offsets begin at 0");
        assert_eq!(offsets.last(), Some(&(corners.len() as u32)), "offsets end at the last corner");
        // The greatest of each chunk, which takes many at a time, rather than the first too great.
        let highest = |chunk: &[u32]| chunk.iter().fold(0, |highest, &point| point.max(highest));
        let inside = corners.par_chunks(1 << 16).all(|c| (highest(c) as usize) < point_count);
        assert!(inside, "a corner names a point that is not there");
        if kinds.iter().all(|&kind| kind == PrimitiveKind::Polygon) {
            kinds.clear();
        }
        assert!(kinds.is_empty() || kinds.len() + 1 == offsets.len(), "a kind for each primitive");
        Self { point_count, offsets, corners, kinds, derived: Kept::default() }
    }

    /// The number of points.
    pub fn point_count(&self) -> usize {
        self.point_count
    }

    /// The number of vertices: the corners of all primitives.
    pub fn vertex_count(&self) -> usize {
        self.corners.len()
    }

    /// The number of primitives.
    pub fn primitive_count(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Where the vertices of each primitive begin, and the end.
    pub fn offsets(&self) -> &[u32] {
        if self.offsets.is_empty() { &[0] } else { &self.offsets }
    }

    /// The point of each vertex.
    pub fn corners(&self) -> &[u32] {
        &self.corners
    }

    /// The kind of each primitive, for building another topology; empty when all are polygons.
    pub fn kinds(&self) -> &[PrimitiveKind] {
        &self.kinds
    }

    /// What a primitive is.
    pub fn kind(&self, primitive: usize) -> PrimitiveKind {
        self.kinds.get(primitive).copied().unwrap_or_default()
    }

    /// Whether every primitive is a polygon.
    pub fn is_all_polygons(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Whether a primitive is a polygon.
    pub fn is_polygon(&self, primitive: usize) -> bool {
        self.kind(primitive) == PrimitiveKind::Polygon
    }

    /// The vertices of a primitive.
    pub fn vertices(&self, primitive: usize) -> Range<usize> {
        self.offsets[primitive] as usize..self.offsets[primitive + 1] as usize
    }

    /// The points of a primitive, corner after corner.
    pub fn primitive(&self, primitive: usize) -> &[u32] {
        &self.corners[self.vertices(primitive)]
    }

    /// The primitive of each vertex.
    pub fn primitive_of_vertex(&self) -> &[u32] {
        uncancelled(self.try_primitive_of_vertex(&Task::unlimited()))
    }

    /// The primitive of each vertex, built for a task that may be cancelled.
    pub fn try_primitive_of_vertex(&self, task: &Task) -> Result<&[u32], Stop> {
        let built = self.derived.primitive_of_vertex.get_or_try_build(|| {
            let mut primitives = zeroes(self.corners.len());
            fill_runs(&self.offsets, 1, &mut primitives, task, |primitive, _, slots| {
                slots.fill(primitive as u32);
            })?;
            Ok(primitives)
        });
        built.map(Vec::as_slice)
    }

    /// The vertices of each point, in rising order.
    pub fn vertices_of_point(&self) -> &Adjacency {
        uncancelled(self.try_vertices_of_point(&Task::unlimited()))
    }

    /// The vertices of each point, built for a task that may be cancelled.
    pub fn try_vertices_of_point(&self, task: &Task) -> Result<&Adjacency, Stop> {
        self.derived
            .vertices_of_point
            .get_or_try_build(|| Adjacency::try_invert(&self.corners, self.point_count, task))
    }

    /// For each vertex the next one of its primitive: around a polygon, along a polyline, and
    /// [`NONE`] at a polyline's end and in packed instances.
    pub fn next_vertices(&self) -> &[u32] {
        uncancelled(self.try_next_vertices(&Task::unlimited()))
    }

    /// For each vertex the next one of its primitive, built for a task that may be cancelled.
    pub fn try_next_vertices(&self, task: &Task) -> Result<&[u32], Stop> {
        let built = self.derived.next.get_or_try_build(|| {
            let mut next = task.map(self.corners.len(), |vertex| vertex as u32 + 1)?;
            for primitive in 0..self.primitive_count() {
                if primitive.is_multiple_of(GRAIN) {
                    task.check()?;
                }
                let vertices = self.vertices(primitive);
                if let Some(last) = vertices.clone().last() {
                    let closed = self.is_polygon(primitive);
                    next[last] = if closed { vertices.start as u32 } else { NONE };
                }
            }
            Ok(next)
        });
        built.map(Vec::as_slice)
    }

    /// The edges.
    pub fn edges(&self) -> &Edges {
        uncancelled(self.try_edges(&Task::unlimited()))
    }

    /// The edges, built for a task that may be cancelled.
    pub fn try_edges(&self, task: &Task) -> Result<&Edges, Stop> {
        self.derived.edges.get_or_try_build(|| Edges::build(self, task))
    }

    /// Arrays with their addresses and bytes: see [`crate::Geometry::blocks`].
    pub(crate) fn bytes(&self) -> u64 {
        let words = self.offsets.len() + self.corners.len();
        (words * 4 + self.kinds.len()) as u64
    }
}

/// What was built for a task that nobody cancels and nothing limits.
pub(crate) fn uncancelled<T>(built: Result<T, Stop>) -> T {
    built.expect("nobody cancels a task of one's own")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two quads side by side over six points, and a polyline over the first three.
    fn two_quads_and_a_line() -> Topology {
        let corners = vec![0, 1, 4, 3, 1, 2, 5, 4, 0, 1, 2];
        let kinds = vec![PrimitiveKind::Polygon, PrimitiveKind::Polygon, PrimitiveKind::Polyline];
        Topology::new(6, vec![0, 4, 8, 11], corners, kinds)
    }

    #[test]
    fn edges_are_found_once_and_know_their_half_edges() {
        let topology = two_quads_and_a_line();
        let edges = topology.edges();
        assert_eq!(
            edges.points,
            [[0, 1], [0, 3], [1, 2], [1, 4], [2, 5], [3, 4], [4, 5]],
            "in order, each once"
        );
        assert_eq!(edges.vertices.of(3), [1, 7], "the shared edge has two half-edges");
        assert_eq!(edges.twin(1), Some(7));
        assert_eq!(edges.twin(7), Some(1));
        assert_eq!(edges.twin(0), Some(8), "the polyline runs along the first quad");
        assert_eq!(edges.of_vertex[10], NONE, "a polyline has an end");
        assert!(edges.is_border(4));
    }

    #[test]
    fn vertices_know_their_primitive_and_points_their_vertices() {
        let topology = two_quads_and_a_line();
        assert_eq!(topology.primitive_of_vertex(), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]);
        assert_eq!(topology.vertices_of_point().of(1), [1, 4, 9]);
        assert_eq!(topology.next_vertices()[3], 0);
    }

    #[test]
    fn what_was_cancelled_while_it_was_built_is_built_when_next_asked_for() {
        let topology = two_quads_and_a_line();
        let stopped = Task::unlimited();
        stopped.cancel_token().cancel();
        assert_eq!(topology.try_edges(&stopped), Err(Stop::Cancelled));
        assert_eq!(topology.try_vertices_of_point(&stopped), Err(Stop::Cancelled));
        assert_eq!(topology.try_next_vertices(&stopped), Err(Stop::Cancelled));
        assert_eq!(topology.try_primitive_of_vertex(&stopped), Err(Stop::Cancelled));
        assert_eq!(topology.edges().len(), 7);
        assert_eq!(topology.try_edges(&stopped).map(Edges::len), Ok(7), "it is there already");
    }

    #[test]
    fn the_empty_topology_answers_everything() {
        let topology = Topology::default();
        assert_eq!(topology.offsets(), [0]);
        assert_eq!(topology.primitive_count(), 0);
        assert!(topology.edges().is_empty());
        assert!(topology.vertices_of_point().is_empty());
    }
}
