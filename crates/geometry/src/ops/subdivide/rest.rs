//! What is not subdivided: it takes in the new points of edges that it shares with polygons
//! that are, so that no cracks open.

use task::{GRAIN, Stop, Task};

use super::cage::Cage;
use super::mesh::Mesh;
use crate::{Geometry, NONE, PrimitiveKind, Table, Weights};

/// A corner of a primitive that is kept.
#[derive(Debug, Clone, Copy)]
struct Corner {
    point: u32,
    /// As in [`Mesh::sides`]; [`NONE`] where no subdivided polygon is beside the half-edge.
    side: u32,
    /// The vertex whose half-edge it lies on, how far along, and how far the next one is.
    vertex: u32,
    along: f32,
    step: f32,
}

/// Primitives that are kept, with their corners so far.
pub(super) struct Rest {
    /// The primitives that they are.
    pub primitives: Vec<u32>,
    offsets: Vec<u32>,
    corners: Vec<Corner>,
    kinds: Vec<PrimitiveKind>,
}

impl Rest {
    /// All primitives that are not in the cage.
    pub(super) fn new(
        geometry: &Geometry,
        cage: &Cage<'_>,
        mesh: &Mesh<'_>,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let edges = topology.try_edges(task)?;
        let mut rest = Self {
            primitives: Vec::new(),
            offsets: vec![0],
            corners: Vec::new(),
            kinds: Vec::new(),
        };
        if cage.chosen.iter().all(|&chosen| chosen) {
            return Ok(rest);
        }
        // For each edge of the geometry the cage's side that runs from its lower point.
        let mut side_of_edge = vec![NONE; edges.len()];
        let next = cage.topology.try_next_vertices(task)?;
        let next_of_all = topology.try_next_vertices(task)?;
        for (half, &side) in mesh.sides.iter().enumerate() {
            if half.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let (vertex, after) = (cage.vertex(half as u32), cage.vertex(next[half]));
            let edge = edges.of_vertex[vertex as usize];
            if next_of_all[vertex as usize] == after {
                side_of_edge[edge as usize] = side & !1;
            }
        }
        for primitive in 0..topology.primitive_count() {
            if primitive.is_multiple_of(GRAIN) {
                task.check()?;
            }
            if cage.chosen[primitive] {
                continue;
            }
            for vertex in topology.vertices(primitive) {
                let point = topology.corners()[vertex];
                let side = match edges.of_vertex[vertex] {
                    NONE => NONE,
                    edge if side_of_edge[edge as usize] == NONE => NONE,
                    edge => {
                        let runs_down = edges.points[edge as usize][0] != point;
                        side_of_edge[edge as usize] + u32::from(runs_down)
                    }
                };
                let vertex = vertex as u32;
                rest.corners.push(Corner { point, side, vertex, along: 0.0, step: 1.0 });
            }
            rest.primitives.push(primitive as u32);
            rest.offsets.push(rest.corners.len() as u32);
            rest.kinds.push(topology.kind(primitive));
        }
        Ok(rest)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.primitives.is_empty()
    }

    /// The number of corners.
    pub(super) fn corner_count(&self) -> usize {
        self.corners.len()
    }

    /// The number of corners after another level, and of those, how many lie on split edges.
    pub(super) fn split_count(&self) -> usize {
        self.corners.iter().filter(|corner| corner.side != NONE).count()
    }

    /// Takes in the edge points of the level below `mesh`.
    pub(super) fn descend(&mut self, mesh: &Mesh<'_>, task: &Task) -> Result<(), Stop> {
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let mut corners = Vec::with_capacity(self.corners.len() + self.split_count());
        offsets.push(0);
        for range in self.offsets.windows(2) {
            task.check()?;
            for &corner in &self.corners[range[0] as usize..range[1] as usize] {
                if corner.side == NONE {
                    corners.push(corner);
                    continue;
                }
                let step = 0.5 * corner.step;
                corners.push(Corner { side: 2 * corner.side, step, ..corner });
                corners.push(Corner {
                    point: mesh.point_count as u32 + corner.side / 2,
                    side: 2 * (corner.side ^ 1) + 1,
                    along: corner.along + step,
                    step,
                    ..corner
                });
            }
            offsets.push(corners.len() as u32);
        }
        (self.offsets, self.corners) = (offsets, corners);
        Ok(())
    }

    /// Appends to a topology's arrays.
    pub(super) fn append(
        &self,
        offsets: &mut Vec<u32>,
        corners: &mut [u32],
        kinds: &mut Vec<PrimitiveKind>,
    ) {
        let first = offsets.last().copied().unwrap_or(0);
        if self.kinds.iter().any(|&kind| kind != PrimitiveKind::Polygon) {
            kinds.resize(offsets.len() - 1, PrimitiveKind::Polygon);
            kinds.extend_from_slice(&self.kinds);
        }
        offsets.extend(self.offsets[1..].iter().map(|offset| first + offset));
        for (slot, corner) in corners[first as usize..].iter_mut().zip(&self.corners) {
            *slot = corner.point;
        }
    }

    /// The attributes of its vertices: those of the half-edge that a new one lies on, mixed.
    pub(super) fn vertices(&self, geometry: &Geometry, task: &Task) -> Result<Table, Stop> {
        let next = geometry.topology().try_next_vertices(task)?;
        let mut weights = Weights::with_capacity(self.corners.len(), 2 * self.corners.len());
        for corners in self.corners.chunks(GRAIN) {
            task.check()?;
            for corner in corners {
                if corner.along == 0.0 {
                    weights.push([(corner.vertex, 1.0)]);
                } else {
                    let after = next[corner.vertex as usize];
                    weights.push([(corner.vertex, 1.0 - corner.along), (after, corner.along)]);
                }
            }
        }
        geometry.vertices().interpolate(&weights, task)
    }
}
