//! One level of refinement, and the topology of the next one.
//!
//! Points of the next level are numbered: the points of this one, then one for each edge, then
//! (not for Loop) one for each face. With that, the next level's corners and edges follow from
//! this level's by arithmetic, and nothing is ever searched for. The structure is that of
//! Dupuy and Vanhoey, "A Halfedge Refinement Rule for Parallel Catmull-Clark Subdivision" (2021).

use std::borrow::Cow;

use task::{Stop, Task};

use super::Scheme;
use super::faces::{Faces, Polygons, Quads, Triangles};
use super::sharp::Sharp;
use crate::{Adjacency, Topology};

/// What a level gave to all later ones: its new points and how they find what is around them.
pub(super) struct Generation {
    /// For each edge a half-edge along it and one against it. For the children of a border, which
    /// has the same one twice, this is some half-edge that only keeps loops simple: what is on
    /// borders follows from [`Sharp`].
    pub halves: Vec<[u32; 2]>,
    /// The number of points before this level's edge points.
    pub points: usize,
    /// The number of faces.
    pub faces: usize,
}

/// The faces, edges and sharp places of one level.
pub(super) struct Mesh<'a> {
    pub scheme: Scheme,
    /// The faces that all began with.
    cage: &'a Topology,
    is_all_quads: bool,
    /// The number of refinements so far.
    pub level: u32,
    /// The number of points, those without faces included.
    pub point_count: usize,
    /// The number of faces.
    pub face_count: usize,
    /// The point of each half-edge.
    pub corners: Cow<'a, [u32]>,
    /// For each half-edge twice its edge, and one more if it runs against it. For the half of
    /// an edge at the half-edge's start this is the number of the child edge.
    pub sides: Vec<u32>,
    /// This level's and all before it.
    pub generations: Vec<Generation>,
    /// Creases, borders and corners.
    pub sharp: Sharp,
}

/// The faces of a level by their kind.
pub(super) enum AnyFaces<'a> {
    Polygons(Polygons<'a>),
    Quads,
    Triangles,
}

impl<'a> Mesh<'a> {
    /// The first level, over polygons of which none joins a point to itself; only triangles
    /// for Loop. `halves` is as in [`Generation::halves`].
    pub(super) fn new(
        scheme: Scheme,
        cage: &'a Topology,
        sides: Vec<u32>,
        halves: Vec<[u32; 2]>,
        sharp: Sharp,
    ) -> Self {
        let (points, faces) = (cage.point_count(), cage.primitive_count());
        let offsets = cage.offsets().iter().enumerate();
        let is_all_quads = offsets.into_iter().all(|(index, &offset)| offset as usize == 4 * index);
        Self {
            scheme,
            cage,
            is_all_quads,
            level: 0,
            point_count: points,
            face_count: faces,
            corners: Cow::Borrowed(cage.corners()),
            sides,
            generations: vec![Generation { halves, points, faces }],
            sharp,
        }
    }

    /// The vertices of each point of the first level.
    pub(super) fn rings(&self) -> &'a Adjacency {
        self.cage.vertices_of_point()
    }

    /// The faces of a level.
    pub(super) fn faces(&self, level: u32) -> AnyFaces<'a> {
        match (self.scheme, level) {
            (Scheme::Loop, _) => AnyFaces::Triangles,
            (_, 0) if !self.is_all_quads => AnyFaces::Polygons(Polygons {
                offsets: self.cage.offsets(),
                faces: self.cage.primitive_of_vertex(),
            }),
            _ => AnyFaces::Quads,
        }
    }

    /// The half-edges of each edge of this level.
    pub(super) fn halves(&self) -> &[[u32; 2]] {
        &self.generations[self.level as usize].halves
    }

    /// The number of points of the next level.
    pub(super) fn child_points(&self) -> usize {
        let face_points = if self.scheme == Scheme::Loop { 0 } else { self.face_count };
        self.point_count + self.halves().len() + face_points
    }

    /// The corners of the next level, with room for `more` after them.
    pub(super) fn child_corners(&self, more: usize, task: &Task) -> Result<Vec<u32>, Stop> {
        match self.faces(self.level) {
            AnyFaces::Polygons(faces) => self.quad_corners(&faces, more, task),
            AnyFaces::Quads => self.quad_corners(&Quads, more, task),
            AnyFaces::Triangles => self.triangle_corners(more, task),
        }
    }

    /// Makes this the next level. `corners` are those of [`Mesh::child_corners`].
    pub(super) fn descend(&mut self, corners: Vec<u32>, task: &Task) -> Result<(), Stop> {
        let (sides, halves) = match self.faces(self.level) {
            AnyFaces::Polygons(faces) => self.quad_edges(&faces, task)?,
            AnyFaces::Quads => self.quad_edges(&Quads, task)?,
            AnyFaces::Triangles => self.triangle_edges(task)?,
        };
        let points = self.child_points();
        let size = if self.scheme == Scheme::Loop { 3 } else { 4 };
        let faces = corners.len() / size;
        self.sharp = self.sharp.child(self.point_count as u32, task)?;
        self.corners = Cow::Owned(corners);
        self.sides = sides;
        self.generations.push(Generation { halves, points, faces });
        (self.level, self.point_count, self.face_count) = (self.level + 1, points, faces);
        Ok(())
    }

    fn quad_corners(&self, faces: &impl Faces, more: usize, task: &Task) -> Result<Vec<u32>, Stop> {
        let first_edge = self.point_count as u32;
        let first_face = first_edge + self.halves().len() as u32;
        let mut corners = vec![0; 4 * self.corners.len() + more];
        let (quads, _) = corners[..4 * self.corners.len()].as_chunks_mut::<4>();
        task.fill(quads, |half, quad| {
            let (edge, before) = (self.sides[half], faces.previous(half as u32) as usize);
            *quad = [
                self.corners[half],
                first_edge + edge / 2,
                first_face + faces.face(half as u32),
                first_edge + self.sides[before] / 2,
            ];
        })?;
        Ok(corners)
    }

    /// The sides and halves of the next level. Child edges are numbered: two for each edge, then
    /// for each half-edge the one from its edge point to its face point.
    fn quad_edges(&self, faces: &impl Faces, task: &Task) -> Result<Edges, Stop> {
        let first_inner = 2 * self.halves().len() as u32;
        let mut sides = vec![[0_u32; 4]; self.sides.len()];
        task.fill(&mut sides, |half, quad| {
            let before = faces.previous(half as u32);
            *quad = [
                2 * self.sides[half],
                2 * (first_inner + half as u32),
                2 * (first_inner + before) + 1,
                2 * (self.sides[before as usize] ^ 1) + 1,
            ];
        })?;
        let mut halves = vec![[0_u32; 2]; 2 * self.halves().len() + self.sides.len()];
        let (outer, inner) = halves.split_at_mut(first_inner as usize);
        let (outer, _) = outer.as_chunks_mut::<2>();
        task.fill(outer, |edge, pair| {
            let [along, against] = self.halves()[edge];
            *pair = [
                [4 * along, 4 * faces.next(against) + 3],
                [4 * against, 4 * faces.next(along) + 3],
            ];
        })?;
        task.fill(inner, |half, pair| {
            *pair = [4 * half as u32 + 1, 4 * faces.next(half as u32) + 2];
        })?;
        Ok((sides.into_flattened(), halves))
    }

    fn triangle_corners(&self, more: usize, task: &Task) -> Result<Vec<u32>, Stop> {
        let first_edge = self.point_count as u32;
        let mut corners = vec![0; 4 * self.corners.len() + more];
        let (triangles, _) = corners[..4 * self.corners.len()].as_chunks_mut::<12>();
        task.fill(triangles, |face, out| {
            let point = |i: usize| self.corners[3 * face + i];
            let edge = |i: usize| first_edge + self.sides[3 * face + i] / 2;
            *out = [
                [point(0), edge(0), edge(2)],
                [point(1), edge(1), edge(0)],
                [point(2), edge(2), edge(1)],
                [edge(0), edge(1), edge(2)],
            ]
            .as_flattened()
            .try_into()
            .expect("four triangles");
        })?;
        Ok(corners)
    }

    /// Like [`Self::quad_edges`]; the inner edge of a half-edge lies across its corner.
    fn triangle_edges(&self, task: &Task) -> Result<Edges, Stop> {
        let first_inner = 2 * self.halves().len() as u32;
        let mut sides = vec![[0_u32; 12]; self.face_count];
        task.fill(&mut sides, |face, out| {
            for i in 0..3 {
                let before = self.sides[3 * face + (i + 2) % 3];
                out[3 * i] = 2 * self.sides[3 * face + i];
                out[3 * i + 1] = 2 * (first_inner + (3 * face + i) as u32);
                out[3 * i + 2] = 2 * (before ^ 1) + 1;
                out[9 + i] = 2 * (first_inner + (3 * face + (i + 1) % 3) as u32) + 1;
            }
        })?;
        let mut halves = vec![[0_u32; 2]; 2 * self.halves().len() + self.sides.len()];
        let (outer, inner) = halves.split_at_mut(first_inner as usize);
        let (outer, _) = outer.as_chunks_mut::<2>();
        let start = |half: u32| 3 * (4 * (half / 3) + half % 3);
        let end = |half: u32| start(Triangles.next(half)) + 2;
        task.fill(outer, |edge, pair| {
            let [along, against] = self.halves()[edge];
            *pair = [[start(along), end(against)], [start(against), end(along)]];
        })?;
        task.fill(inner, |half, pair| {
            let middle = 3 * (4 * (half / 3) + 3) + (half % 3 + 2) % 3;
            *pair = [start(half as u32) + 1, middle as u32];
        })?;
        Ok((sides.into_flattened(), halves))
    }
}

/// Sides and halves of a level.
type Edges = (Vec<u32>, Vec<[u32; 2]>);
