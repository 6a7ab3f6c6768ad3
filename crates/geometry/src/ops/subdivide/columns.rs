//! Attributes on their way through the levels.

use bytemuck::allocation::cast_vec;
use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use super::mesh::{AnyFaces, Mesh};
use super::values::{Tuple, refine};
use super::{Scheme, faces::Faces, faces::Quads};
use crate::{Column, Data, Meaning};

/// A float column that the masks are applied to, in parts of up to four floats a tuple.
pub(super) struct Smoothed {
    size: usize,
    meaning: Meaning,
    parts: Vec<Part>,
}

enum Part {
    One(Vec<Tuple<1>>),
    Two(Vec<Tuple<2>>),
    Three(Vec<Tuple<3>>),
    Four(Vec<Tuple<4>>),
}

impl Smoothed {
    /// None if the column is not of floats.
    pub(super) fn new(column: &Column) -> Option<Self> {
        let (size, meaning) = (column.size(), column.meaning());
        let mut values = column.floats()?.to_vec();
        if meaning == Meaning::Quaternion {
            // Both signs are the same turn; with one of them throughout, a mean is one too.
            let first: Vec<f32> = values.iter().copied().take(size).collect();
            for tuple in values.chunks_exact_mut(size) {
                if tuple.iter().zip(&first).map(|(a, b)| a * b).sum::<f32>() < 0.0 {
                    tuple.iter_mut().for_each(|value| *value = -*value);
                }
            }
        }
        if size <= 4 {
            return Some(Self { size, meaning, parts: vec![Part::new(values, size)] });
        }
        let parts = (0..size).step_by(4).map(|start| {
            let width = (size - start).min(4);
            let tuples = values.chunks_exact(size);
            Part::new(
                tuples.flat_map(|tuple| &tuple[start..start + width]).copied().collect(),
                width,
            )
        });
        let parts = parts.collect();
        Some(Self { size, meaning, parts })
    }

    /// Takes the values a level down.
    pub(super) fn refine(&mut self, mesh: &Mesh<'_>, task: &Task) -> Result<(), Stop> {
        for part in &mut self.parts {
            match part {
                Part::One(values) => *values = refine(mesh, values, task)?,
                Part::Two(values) => *values = refine(mesh, values, task)?,
                Part::Three(values) => *values = refine(mesh, values, task)?,
                Part::Four(values) => *values = refine(mesh, values, task)?,
            }
        }
        Ok(())
    }

    /// The values as a column.
    pub(super) fn finish(mut self) -> Column {
        let size = self.size;
        let mut values = if self.parts.len() == 1 {
            self.parts.remove(0).into_floats().0
        } else {
            let parts: Vec<(Vec<f32>, usize)> =
                self.parts.into_iter().map(Part::into_floats).collect();
            let count = parts[0].0.len() / parts[0].1;
            (0..count)
                .flat_map(|row| {
                    parts.iter().flat_map(move |(values, width)| &values[row * width..][..*width])
                })
                .copied()
                .collect()
        };
        if matches!(self.meaning, Meaning::Normal | Meaning::Quaternion) {
            values.par_chunks_mut(GRAIN * size).for_each(|chunk| {
                for tuple in chunk.chunks_exact_mut(size) {
                    let length = tuple.iter().map(|value| value * value).sum::<f32>().sqrt();
                    if length > 0.0 {
                        tuple.iter_mut().for_each(|value| *value /= length);
                    }
                }
            });
        }
        Column::floats_of_size(values, size).with_meaning(self.meaning)
    }
}

impl Part {
    fn new(values: Vec<f32>, size: usize) -> Self {
        match size {
            1 => Self::One(cast(values)),
            2 => Self::Two(cast(values)),
            3 => Self::Three(cast(values)),
            _ => Self::Four(cast(values)),
        }
    }

    fn into_floats(self) -> (Vec<f32>, usize) {
        match self {
            Self::One(values) => (cast_vec(values), 1),
            Self::Two(values) => (cast_vec(values), 2),
            Self::Three(values) => (cast_vec(values), 3),
            Self::Four(values) => (cast_vec(values), 4),
        }
    }
}

fn cast<const N: usize>(values: Vec<f32>) -> Vec<Tuple<N>> {
    bytemuck::cast_slice(&values).to_vec()
}

/// Where values that cannot be averaged come from: for each point of the next level a point of
/// the first one, `sources` being that of this level. Of an edge that is its first point, of a
/// face its first corner.
pub(super) fn descend_sources(
    mesh: &Mesh<'_>,
    sources: &[u32],
    task: &Task,
) -> Result<Vec<u32>, Stop> {
    let mut child = vec![0_u32; mesh.child_points()];
    let (vertex_points, rest) = child.split_at_mut(mesh.point_count);
    let (edge_points, face_points) = rest.split_at_mut(mesh.halves().len());
    vertex_points.copy_from_slice(sources);
    let source = |half: u32| sources[mesh.corners[half as usize] as usize];
    task.fill(edge_points, |edge, slot| *slot = source(mesh.halves()[edge][0]))?;
    task.fill(face_points, |face, slot| {
        let first = match mesh.faces(mesh.level) {
            AnyFaces::Polygons(faces) => faces.halves(face as u32).start,
            AnyFaces::Quads => 4 * face as u32,
            AnyFaces::Triangles => 3 * face as u32,
        };
        *slot = source(first);
    })?;
    Ok(child)
}

/// How the half-edges of a level come from those of the first one.
#[derive(Clone, Copy)]
pub(super) struct Descent {
    pub scheme: Scheme,
    pub levels: u32,
}

impl Descent {
    /// The first level's half-edge in whose corner a half-edge lies.
    pub(super) fn source(self, mut half: u32) -> u32 {
        if self.scheme != Scheme::Loop {
            return half.checked_shr(2 * self.levels).unwrap_or(0);
        }
        for _ in 0..self.levels {
            half = match (half / 3 % 4, half % 3) {
                (3, middle) => 3 * (half / 12) + middle,
                (corner, _) => 3 * (half / 12) + corner,
            };
        }
        half
    }

    /// What is left of the sharpness `edges` of the first level's half-edges on one of the last
    /// level; `previous` gives the half-edge before one of the first level.
    pub(super) fn crease(self, mut half: u32, edges: &[f32], previous: impl Fn(u32) -> u32) -> f32 {
        for level in (0..self.levels).rev() {
            let before = |half: u32| match (level, self.scheme) {
                (0, _) => previous(half),
                (_, Scheme::Loop) => super::faces::Triangles.previous(half),
                _ => Quads.previous(half),
            };
            half = if self.scheme == Scheme::Loop {
                match (half / 3 % 4, half % 3) {
                    (3, _) | (_, 1) => return 0.0,
                    (corner, 0) => 3 * (half / 12) + corner,
                    (corner, _) => before(3 * (half / 12) + corner),
                }
            } else {
                match half % 4 {
                    0 => half / 4,
                    3 => before(half / 4),
                    _ => return 0.0,
                }
            };
        }
        self.sharpness(edges[half as usize])
    }

    /// A sharpness so many levels down.
    pub(super) fn sharpness(self, sharpness: f32) -> f32 {
        (0..self.levels).fold(sharpness, |sharpness, _| super::sharp::after_one_level(sharpness))
    }
}

/// Which of the values at each point's vertices are one and the same: for each vertex the number
/// of its value, and for each value its vertex.
pub(super) fn distinct_values(
    corners: &[u32],
    rings: &crate::Adjacency,
    column: &Column,
    vertex: impl Fn(u32) -> u32,
    task: &Task,
) -> Result<(Vec<u32>, Vec<u32>), Stop> {
    let Data::Float(values) = column.data() else { return Ok((corners.to_vec(), Vec::new())) };
    let size = column.size();
    let bits: &[u32] = bytemuck::cast_slice(values);
    let tuple = |half: u32| &bits[vertex(half) as usize * size..][..size];
    let mut numbers = vec![0; corners.len()];
    let mut vertices = Vec::new();
    let mut order = Vec::new();
    for point in 0..rings.len() {
        if point.is_multiple_of(GRAIN) {
            task.check()?;
        }
        order.clear();
        order.extend_from_slice(rings.of(point));
        order.sort_unstable_by(|&a, &b| tuple(a).cmp(tuple(b)).then(a.cmp(&b)));
        let mut last = None;
        for &half in &order {
            if last.is_none_or(|last| tuple(last) != tuple(half)) {
                vertices.push(half);
            }
            numbers[half as usize] = vertices.len() as u32 - 1;
            last = Some(half);
        }
    }
    Ok((numbers, vertices))
}
