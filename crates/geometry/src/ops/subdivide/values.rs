//! The values of points at the next level: the masks of the schemes.

use std::ops::{Add, Mul, Range};

use bytemuck::allocation::zeroed_vec;
use bytemuck::{Pod, Zeroable};
use task::{Stop, Task};

use super::Scheme;
use super::faces::{Faces, Quads, Triangles};
use super::mesh::{AnyFaces, Generation, Mesh};

/// What is averaged: a tuple of floats that lies in memory as it does in a column.
#[derive(Debug, Clone, Copy, Zeroable, Pod)]
#[repr(transparent)]
pub(super) struct Tuple<const N: usize>([f32; N]);

impl<const N: usize> Add for Tuple<N> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }
}

impl<const N: usize> Mul<f32> for Tuple<N> {
    type Output = Self;

    fn mul(self, factor: f32) -> Self {
        Self(self.0.map(|value| value * factor))
    }
}

/// The points' values at the next level, in its numbering.
pub(super) fn refine<const N: usize>(
    mesh: &Mesh<'_>,
    old: &[Tuple<N>],
    task: &Task,
) -> Result<Vec<Tuple<N>>, Stop> {
    match mesh.faces(mesh.level) {
        AnyFaces::Polygons(faces) => refine_over(mesh, &faces, old, task),
        AnyFaces::Quads => refine_over(mesh, &Quads, old, task),
        AnyFaces::Triangles => refine_over(mesh, &Triangles, old, task),
    }
}

fn refine_over<const N: usize, F: Faces>(
    mesh: &Mesh<'_>,
    faces: &F,
    old: &[Tuple<N>],
    task: &Task,
) -> Result<Vec<Tuple<N>>, Stop> {
    let mut new = zeroed_vec::<Tuple<N>>(mesh.child_points());
    let (vertex_points, rest) = new.split_at_mut(mesh.point_count);
    let (edge_points, face_points) = rest.split_at_mut(mesh.halves().len());
    let corner = |half: u32| old[mesh.corners[half as usize] as usize];
    task.fill(face_points, |face, slot| {
        let halves = faces.halves(face as u32);
        let weight = 1.0 / halves.len() as f32;
        *slot = halves.map(corner).fold(Tuple::zeroed(), Add::add) * weight;
    })?;
    let face_points = &*face_points;
    task.fill_chunks(edge_points, task::GRAIN, |start, slots| {
        for (slot, &[along, against]) in slots.iter_mut().zip(&mesh.halves()[start..]) {
            let ends = corner(along) + corner(faces.next(along));
            *slot = match mesh.scheme {
                Scheme::Linear => ends * 0.5,
                Scheme::Loop => {
                    let across = corner(faces.previous(along)) + corner(faces.previous(against));
                    ends * 0.375 + across * 0.125
                }
                Scheme::CatmullClark => {
                    let centre = |half| face_points[faces.face(half) as usize];
                    (ends + centre(along) + centre(against)) * 0.25
                }
            };
        }
    })?;
    // On borders the halves of an edge do not lead to its ends: there the sharp rule is needed.
    mesh.sharp.apply_to_edges(old, edge_points, task)?;
    if mesh.scheme == Scheme::Linear {
        vertex_points.copy_from_slice(old);
        return Ok(new);
    }
    let star = Star { faces, corners: &mesh.corners, old, face_points };
    star.fill(mesh, vertex_points, task)?;
    mesh.sharp.apply_to_points(old, vertex_points, task)?;
    Ok(new)
}

/// What the smooth rule for a point reads.
struct Star<'a, const N: usize, F> {
    faces: &'a F,
    corners: &'a [u32],
    old: &'a [Tuple<N>],
    face_points: &'a [Tuple<N>],
}

impl<const N: usize, F: Faces> Star<'_, N, F> {
    /// The smooth rule for all points of a level, one generation after another: each knows the
    /// half-edges around its points from the level that made them.
    fn fill(&self, mesh: &Mesh<'_>, out: &mut [Tuple<N>], task: &Task) -> Result<(), Stop> {
        let rings = mesh.rings();
        let (cage_points, mut rest) = out.split_at_mut(rings.len());
        task.fill(cage_points, |point, slot| {
            let ring = rings.of(point).iter().map(|&half| F::descend(half, mesh.level));
            let sum = ring.clone().fold(Tuple::zeroed(), |sum, half| sum + self.spoke(half));
            *slot = self.smooth(point, sum, ring.len() as f32);
        })?;
        let past = mesh.generations.iter().take(mesh.level as usize);
        for (generation, level) in past.zip(0..) {
            let (edge_points, after) = rest.split_at_mut(generation.halves.len());
            let face_points = if F::LOOP { 0 } else { generation.faces };
            let (face_points, after) = after.split_at_mut(face_points);
            rest = after;
            match mesh.faces(level) {
                AnyFaces::Polygons(faces) => {
                    self.fill_edge_points(mesh, generation, level, &faces, edge_points, task)?;
                    self.fill_face_points(mesh, generation, level, &faces, face_points, task)?;
                }
                AnyFaces::Quads => {
                    self.fill_edge_points(mesh, generation, level, &Quads, edge_points, task)?;
                    self.fill_face_points(mesh, generation, level, &Quads, face_points, task)?;
                }
                AnyFaces::Triangles => {
                    self.fill_edge_points(mesh, generation, level, &Triangles, edge_points, task)?;
                }
            }
        }
        Ok(())
    }

    /// Points that edges of an older level gave.
    fn fill_edge_points<G: Faces>(
        &self,
        mesh: &Mesh<'_>,
        generation: &Generation,
        level: u32,
        faces: &G,
        out: &mut [Tuple<N>],
        task: &Task,
    ) -> Result<(), Stop> {
        let below = mesh.level - level - 1;
        task.fill(out, |edge, slot| {
            let mut sum = Tuple::zeroed();
            for half in generation.halves[edge] {
                faces.around_edge(half, |child| sum = sum + self.spoke(F::descend(child, below)));
            }
            *slot = self.smooth(generation.points + edge, sum, F::EDGE_VALENCE);
        })
    }

    /// Points that faces of an older level gave.
    fn fill_face_points<G: Faces>(
        &self,
        mesh: &Mesh<'_>,
        generation: &Generation,
        level: u32,
        faces: &G,
        out: &mut [Tuple<N>],
        task: &Task,
    ) -> Result<(), Stop> {
        let below = mesh.level - level - 1;
        let first = generation.points + generation.halves.len();
        task.fill(out, |face, slot| {
            let ring: Range<u32> = faces.halves(face as u32);
            let valence = ring.len() as f32;
            let spokes = ring.map(|half| self.spoke(F::descend(4 * half + 2, below)));
            let sum = spokes.fold(Tuple::zeroed(), Add::add);
            *slot = self.smooth(first + face, sum, valence);
        })
    }

    /// What a half-edge that leaves a point adds to the point's sum: the edge's other end, and
    /// for Catmull-Clark the middle of the face.
    fn spoke(&self, half: u32) -> Tuple<N> {
        let end = self.old[self.corners[self.faces.next(half) as usize] as usize];
        if F::LOOP { end } else { end + self.face_points[self.faces.face(half) as usize] }
    }

    /// The smooth rule: Catmull-Clark's (n - 2) / n, 1 / n² and 1 / n², or Loop's
    /// 1 - n b and b = (5/8 - (3/8 + cos(2 pi / n) / 4)²) / n.
    fn smooth(&self, point: usize, sum: Tuple<N>, valence: f32) -> Tuple<N> {
        if valence == 0.0 {
            return self.old[point];
        }
        if F::LOOP {
            let beta = if valence == 6.0 { 0.0625 } else { loop_beta(valence) };
            return self.old[point] * (1.0 - valence * beta) + sum * beta;
        }
        let inverse = 1.0 / valence;
        self.old[point] * (1.0 - 2.0 * inverse) + sum * (inverse * inverse)
    }
}

fn loop_beta(valence: f32) -> f32 {
    let centre = 0.375 + 0.25 * (std::f64::consts::TAU / f64::from(valence)).cos();
    ((0.625 - centre * centre) / f64::from(valence)) as f32
}
