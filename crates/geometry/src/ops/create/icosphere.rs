//! A sphere of nearly equal triangles: an icosahedron whose faces are divided.

use std::f32::consts::{PI, TAU};

use glam::{Vec2, Vec3};
use rayon::prelude::*;
use task::{Stop, Task};

use super::Axis;
use super::mesh::{Block, Mesh, Row};
use super::platonic::icosahedron;
use crate::{Geometry, Topology};

/// What an icosphere is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Icosphere {
    /// Metres along X, Y and Z.
    pub radius: Vec3,
    /// Its middle.
    pub center: Vec3,
    /// Pieces that each edge of the icosahedron is divided into, at least 1; the sphere has 20
    /// times its square of triangles.
    pub frequency: u32,
    /// The axis through two of the icosahedron's points.
    pub axis: Axis,
    /// Whether to make texture coordinates, as on a globe.
    pub uvs: bool,
}

impl Default for Icosphere {
    fn default() -> Self {
        Self { radius: Vec3::ONE, center: Vec3::ZERO, frequency: 2, axis: Axis::Y, uvs: false }
    }
}

/// A sphere of nearly equal triangles. Its points are the icosahedron's, then those on its
/// edges, then those in its faces.
pub fn icosphere(settings: &Icosphere, task: &Task) -> Result<Geometry, Stop> {
    let frequency = u64::from(settings.frequency.max(1));
    let square = frequency * frequency;
    let blocks = vec![Block::polygons(square.saturating_mul(20) as usize, 3)];
    let points = square.saturating_mul(10).saturating_add(2);
    let what = "a sphere of this frequency";
    let mut mesh = Mesh::new(points, blocks, settings.uvs, what, task)?;
    let (base_points, base) = icosahedron();
    let division = Division { points: &base_points, base: &base, count: frequency as usize };
    division.fill_positions(&mut mesh.positions, task)?;
    let positions = std::mem::take(&mut mesh.positions);
    let (corners, uvs) = mesh.corners_and_uvs();
    division.fill_corners(corners, task)?;
    if !uvs.is_empty() {
        let corners = corners.as_chunks::<3>().0;
        task.fill(uvs.as_chunks_mut::<3>().0, |triangle, uvs| {
            *uvs = globe_uvs(corners[triangle].map(|point| positions[point as usize]));
        })?;
    }
    mesh.positions = positions;
    let radius = settings.radius.abs();
    task.fill(&mut mesh.positions, |_, place| {
        *place = settings.center + radius * settings.axis.turn(*place);
    })?;
    mesh.finish(&[], task)
}

/// Longitude and latitude of the corners of a triangle on the unit sphere around Y, from 0 to 1;
/// longitudes beyond 1 where it lies across the seam.
fn globe_uvs(corners: [Vec3; 3]) -> [Vec2; 3] {
    let mut uvs = corners.map(|at| {
        let longitude = (-at.z).atan2(at.x) / TAU;
        Vec2::new(longitude.rem_euclid(1.0), at.y.clamp(-1.0, 1.0).asin() / PI + 0.5)
    });
    let is_pole = corners.map(|at| at.x == 0.0 && at.z == 0.0);
    let others = (0..3).filter(|&corner| !is_pole[corner]).map(|corner| uvs[corner].x);
    let last = others.fold(0.0, f32::max);
    for uv in &mut uvs {
        if last - uv.x > 0.5 {
            uv.x += 1.0;
        }
    }
    // A pole has every longitude: here the middle of the other two.
    if let Some(pole) = is_pole.iter().position(|&is_pole| is_pole) {
        uvs[pole].x = 0.5 * (uvs[(pole + 1) % 3].x + uvs[(pole + 2) % 3].x);
    }
    uvs
}

/// A mesh of triangles each of which is divided in `count` squared.
struct Division<'a> {
    points: &'a [Vec3],
    base: &'a Topology,
    count: usize,
}

impl Division<'_> {
    /// Points inside a face.
    fn inside(&self) -> usize {
        (self.count - 1) * self.count.saturating_sub(2) / 2
    }

    /// The point on a half-edge, `steps` from its start.
    fn on_edge(&self, half_edge: usize, steps: usize) -> usize {
        let edges = self.base.edges();
        let edge = edges.of_vertex[half_edge] as usize;
        let from_lower = self.base.corners()[half_edge] == edges.points[edge][0];
        let steps = if from_lower { steps } else { self.count - steps };
        self.points.len() + edge * (self.count - 1) + steps - 1
    }

    /// The point of a face that is `i` steps towards its second corner and `j` towards its third.
    fn point(&self, face: usize, i: usize, j: usize) -> u32 {
        let count = self.count;
        let first = 3 * face;
        let corner = |corner: usize| self.base.corners()[first + corner] as usize;
        let point = match (i, j) {
            (0, 0) => corner(0),
            (i, 0) if i == count => corner(1),
            (0, j) if j == count => corner(2),
            (i, 0) => self.on_edge(first, i),
            (i, j) if i + j == count => self.on_edge(first + 1, j),
            (0, j) => self.on_edge(first + 2, count - j),
            (i, j) => {
                let before = (j - 1) * (count - 1) - j * (j - 1) / 2 + i - 1;
                let edges = self.base.edges().len();
                self.points.len() + edges * (count - 1) + face * self.inside() + before
            }
        };
        point as u32
    }

    fn fill_positions(&self, positions: &mut [Vec3], task: &Task) -> Result<(), Stop> {
        let edges = self.base.edges();
        let count = self.count as f32;
        let (old, rest) = positions.split_at_mut(self.points.len());
        old.copy_from_slice(self.points);
        let (on_edges, in_faces) = rest.split_at_mut(edges.len() * (self.count - 1));
        super::mesh::fill_cells(
            on_edges,
            self.count - 1,
            |edge| {
                let [a, b] = edges.points[edge].map(|point| self.points[point as usize]);
                move |step| [a.lerp(b, (step + 1) as f32 / count).normalize()]
            },
            task,
        )?;
        in_faces.par_chunks_mut(self.inside().max(1)).enumerate().try_for_each(|(face, inside)| {
            let [a, b, c] =
                [0, 1, 2].map(|i| self.points[self.base.corners()[3 * face + i] as usize]);
            let mut rest = inside;
            for j in 1..self.count - 1 {
                task.check()?;
                let (row, after) = rest.split_at_mut(self.count - 1 - j);
                for (i, place) in row.iter_mut().enumerate() {
                    let towards_b = (b - a) * ((i + 1) as f32 / count);
                    *place = (a + towards_b + (c - a) * (j as f32 / count)).normalize();
                }
                rest = after;
            }
            Ok(())
        })
    }

    fn fill_corners(&self, corners: &mut [u32], task: &Task) -> Result<(), Stop> {
        let count = self.count;
        corners.par_chunks_mut(3 * count * count).enumerate().try_for_each(|(face, corners)| {
            let mut rest = corners.as_chunks_mut::<3>().0;
            for j in 0..count {
                task.check()?;
                let [lower, upper] =
                    [j, j + 1].map(|j| Row::new(count - j, |i| self.point(face, i, j)));
                let (triangles, after) = rest.split_at_mut(2 * (count - j) - 1);
                for (i, pair) in triangles.chunks_mut(2).enumerate() {
                    pair[0] = [lower.at(i), lower.at(i + 1), upper.at(i)];
                    if let Some(slot) = pair.get_mut(1) {
                        *slot = [lower.at(i + 1), upper.at(i + 1), upper.at(i)];
                    }
                }
                rest = after;
            }
            Ok(())
        })
    }
}
