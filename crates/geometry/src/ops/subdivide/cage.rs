//! The polygons that are subdivided, and the sharpness of their edges and points.

use std::borrow::Cow;

use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use super::mesh::Mesh;
use super::sharp::{INFINITE, Sharp, SharpEdge};
use super::{Borders, Scheme};
use crate::runs::marked;
use crate::{Geometry, NONE, Selection, Topology};

/// The polygons that are subdivided, as a topology over all points of the geometry.
pub(super) struct Cage<'a> {
    pub topology: Cow<'a, Topology>,
    /// For each primitive of the geometry whether it is among them.
    pub chosen: Vec<bool>,
    /// For each face the primitive that it comes from; none if that is the same number.
    pub primitives: Option<Vec<u32>>,
    /// For each half-edge the vertex that it comes from; none if that is the same number.
    pub vertices: Option<Vec<u32>>,
}

impl<'a> Cage<'a> {
    /// The chosen polygons with three corners or more of which none joins a point to itself;
    /// for Loop as triangles.
    pub(super) fn new(
        geometry: &'a Geometry,
        faces: &Selection,
        scheme: Scheme,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = &**geometry.topology();
        let edge_of_vertex = &topology.try_edges(task)?.of_vertex;
        let is_chosen = |primitive: usize| {
            let vertices = topology.vertices(primitive);
            topology.is_polygon(primitive)
                && faces.contains(primitive)
                && vertices.len() >= 3
                && edge_of_vertex[vertices].iter().all(|&edge| edge != NONE)
        };
        let count = topology.primitive_count();
        let chosen = task.map(count, is_chosen)?;
        let all = chosen.iter().all(|&chosen| chosen);
        let mut triangles_alone = (0..count).filter(|&p| chosen[p]);
        if scheme == Scheme::Loop && !triangles_alone.all(|p| topology.vertices(p).len() == 3) {
            return Self::triangulated(geometry, chosen, task);
        }
        if all {
            let topology = Cow::Borrowed(topology);
            return Ok(Self { topology, chosen, primitives: None, vertices: None });
        }
        let primitives = marked(&chosen, task)?;
        let mut offsets = vec![0];
        let mut vertices = Vec::new();
        for primitives in primitives.chunks(GRAIN) {
            task.check()?;
            for &primitive in primitives {
                vertices.extend(topology.vertices(primitive as usize).map(|vertex| vertex as u32));
                offsets.push(vertices.len() as u32);
            }
        }
        let corners =
            task.map(vertices.len(), |half| topology.corners()[vertices[half] as usize])?;
        let topology = Topology::polygons(topology.point_count(), offsets, corners);
        Ok(Self {
            topology: Cow::Owned(topology),
            chosen,
            primitives: Some(primitives),
            vertices: Some(vertices),
        })
    }

    fn triangulated(geometry: &Geometry, chosen: Vec<bool>, task: &Task) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let point = |vertex: u32| topology.corners()[vertex as usize];
        let all = geometry.try_triangles(task)?;
        let (mut primitives, mut vertices, mut corners) = (Vec::new(), Vec::new(), Vec::new());
        for (index, (&triangle, &primitive)) in all.vertices.iter().zip(&all.primitives).enumerate()
        {
            if index.is_multiple_of(GRAIN) {
                task.check()?;
            }
            let [a, b, c] = triangle.map(point);
            if chosen[primitive as usize] && a != b && b != c && c != a {
                primitives.push(primitive);
                vertices.extend(triangle);
                corners.extend([a, b, c]);
            }
        }
        let topology = Topology::uniform(topology.point_count(), 3, corners);
        Ok(Self {
            topology: Cow::Owned(topology),
            chosen,
            primitives: Some(primitives),
            vertices: Some(vertices),
        })
    }

    /// The primitive that a face comes from.
    pub(super) fn primitive(&self, face: u32) -> u32 {
        self.primitives.as_ref().map_or(face, |primitives| primitives[face as usize])
    }

    /// The vertex that a half-edge comes from.
    pub(super) fn vertex(&self, half: u32) -> u32 {
        self.vertices.as_ref().map_or(half, |vertices| vertices[half as usize])
    }

    /// For each half-edge the value of a vertex attribute of edges.
    pub(super) fn edge_values(
        &self,
        geometry: &Geometry,
        values: &[f32],
        task: &Task,
    ) -> Result<Vec<f32>, Stop> {
        let source_next = geometry.topology().try_next_vertices(task)?;
        let next = self.topology.try_next_vertices(task)?;
        task.map(next.len(), |half| {
            let vertex = self.vertex(half as u32);
            // A diagonal of a triangulated polygon is no edge of it.
            let is_edge = source_next[vertex as usize] == self.vertex(next[half]);
            if is_edge { values[vertex as usize] } else { 0.0 }
        })
    }
}

/// What makes edges and points sharp besides what is said in attributes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sharpness<'a> {
    /// For each half-edge the sharpness of its edge. The greater one of two counts.
    pub edges: Option<&'a [f32]>,
    /// For each point its sharpness.
    pub points: Option<&'a [f32]>,
}

/// The first level over these polygons.
pub(super) fn first_level<'a>(
    scheme: Scheme,
    topology: &'a Topology,
    sharpness: Sharpness<'_>,
    borders: Borders,
    task: &Task,
) -> Result<Mesh<'a>, Stop> {
    let corners = topology.corners();
    let edges = topology.try_edges(task)?;
    // What the fans ask for.
    topology.try_vertices_of_point(task)?;
    topology.try_primitive_of_vertex(task)?;
    let sides = task.map(corners.len(), |half| {
        let edge = edges.of_vertex[half];
        2 * edge + u32::from(corners[half] != edges.points[edge as usize][0])
    })?;
    let halves = task.map(edges.len(), |edge| {
        let list = edges.vertices.of(edge);
        let runs = |against: u32| list.iter().find(|&&half| sides[half as usize] & 1 == against);
        let first = list[0];
        [*runs(0).unwrap_or(&first), *runs(1).unwrap_or(&first)]
    })?;
    let fans = Fans { topology, sides: &sides };
    let sharp_edges = fans.sharp_edges(sharpness, task)?;
    let points = task.map(topology.point_count(), |point| {
        let own = sharpness.points.map_or(0.0, |points| points[point]);
        if fans.is_corner(point, borders) { INFINITE } else { own.clamp(0.0, INFINITE) }
    })?;
    let sharp = Sharp::new(sharp_edges, &points, task)?;
    Ok(Mesh::new(scheme, topology, sides, halves, sharp))
}

/// The faces around edges and points.
struct Fans<'a> {
    topology: &'a Topology,
    sides: &'a [u32],
}

impl Fans<'_> {
    /// The half-edge on the other side of a proper edge: one with two faces that face alike.
    fn twin(&self, half: u32) -> Option<u32> {
        let twin = self.topology.edges().twin(half)?;
        let differ = self.sides[half as usize] ^ self.sides[twin as usize];
        (differ & 1 == 1).then_some(twin)
    }

    /// The edges that are sharp: borders and improper edges for ever, others as given.
    fn sharp_edges(&self, given: Sharpness<'_>, task: &Task) -> Result<Vec<SharpEdge>, Stop> {
        let edges = self.topology.try_edges(task)?;
        let sharpness = |edge: usize| {
            let list = edges.vertices.of(edge);
            if self.twin(list[0]).is_none() {
                return INFINITE;
            }
            let Some(given) = given.edges else { return 0.0 };
            let values = list.iter().map(|&half| given[half as usize]);
            values.fold(0.0, f32::max).min(INFINITE)
        };
        let chunks: Vec<usize> = (0..edges.len()).step_by(GRAIN).collect();
        let parts = chunks.into_par_iter().map(|start| {
            task.check()?;
            let part = (start..edges.len().min(start + GRAIN)).map(|edge| SharpEdge {
                edge: edge as u32,
                ends: edges.points[edge],
                sharpness: sharpness(edge),
            });
            Ok(part.filter(|edge| edge.sharpness > 0.0).collect())
        });
        Ok(parts.collect::<Result<Vec<Vec<_>>, Stop>>()?.concat())
    }

    /// Whether a point is a corner for ever by what is around it: a single face, several fans of
    /// faces or an improper edge (but for a fin on a surface that goes on); with fixed borders
    /// every point of a border.
    fn is_corner(&self, point: usize, borders: Borders) -> bool {
        let ring = self.topology.vertices_of_point().of(point);
        let Some(&start) = ring.first() else { return false };
        let next = self.topology.next_vertices();
        let corners = self.topology.corners();
        let previous = |half: u32| self.previous(half);
        let mut count = 1;
        let mut half = start;
        let is_closed = loop {
            match self.twin(half) {
                None => break false,
                Some(twin) if next[twin as usize] == start => break true,
                // A fan cannot be larger than the ring.
                Some(_) if count >= ring.len() => break false,
                Some(twin) => half = next[twin as usize],
            }
            count += 1;
        };
        half = start;
        while !is_closed && count < ring.len() {
            let Some(twin) = self.twin(previous(half)) else { break };
            half = twin;
            count += 1;
        }
        debug_assert_eq!(corners[half as usize] as usize, point);
        if count == ring.len() && (is_closed || borders != Borders::Fixed) {
            return ring.len() == 1 && borders == Borders::EdgesAndCorners;
        }
        borders == Borders::Fixed || !self.is_fin(ring)
    }

    /// Whether a surface goes on through a point with a fin along two improper edges.
    fn is_fin(&self, ring: &[u32]) -> bool {
        let edges = self.topology.edges();
        let edge_of = |half: u32| edges.of_vertex[half as usize] as usize;
        let both = ring.iter().flat_map(|&half| [edge_of(half), edge_of(self.previous(half))]);
        let mut around: Vec<usize> = both.collect();
        around.sort_unstable();
        around.dedup();
        let borders = around.iter().filter(|&&edge| edges.is_border(edge)).count();
        let improper = around.iter().filter(|&&edge| {
            let list = edges.vertices.of(edge);
            list.len() > 1 && self.twin(list[0]).is_none()
        });
        borders == 0 && improper.count() == 2 && ring.len() > around.len()
    }

    fn previous(&self, half: u32) -> u32 {
        let face = self.topology.primitive_of_vertex()[half as usize] as usize;
        let vertices = self.topology.vertices(face);
        let half = half as usize;
        (if half == vertices.start { vertices.end - 1 } else { half - 1 }) as u32
    }
}
