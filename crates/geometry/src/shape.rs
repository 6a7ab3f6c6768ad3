//! What follows from positions and topology together: bounds and triangles.

use crate::derived::Derived;

use glam::Vec3;
use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use crate::topology::uncancelled;
use crate::{Geometry, NONE, Surface};

/// An axis-aligned box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The lowest corner.
    pub min: Vec3,
    /// The highest corner.
    pub max: Vec3,
}

impl Bounds {
    /// The box that holds nothing.
    pub const EMPTY: Self =
        Self { min: Vec3::splat(f32::INFINITY), max: Vec3::splat(f32::NEG_INFINITY) };

    /// The box of points; positions that are not finite are passed over.
    pub fn of(points: &[Vec3]) -> Self {
        // Minimum and maximum do not depend on the order, so the split may be any.
        points
            .par_chunks(GRAIN)
            .map(|chunk| {
                let finite = chunk.iter().filter(|point| point.is_finite());
                finite.fold(Self::EMPTY, |bounds, &point| bounds.with(point))
            })
            .reduce(|| Self::EMPTY, Self::union)
    }

    /// The box of this one and a point.
    pub fn with(self, point: Vec3) -> Self {
        Self { min: self.min.min(point), max: self.max.max(point) }
    }

    /// The box of both.
    pub fn union(self, other: Self) -> Self {
        Self { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        !self.min.cmple(self.max).all()
    }

    /// The middle; the origin if empty.
    pub fn center(&self) -> Vec3 {
        if self.is_empty() { Vec3::ZERO } else { (self.min + self.max) * 0.5 }
    }

    /// The lengths of the sides; zero if empty.
    pub fn size(&self) -> Vec3 {
        if self.is_empty() { Vec3::ZERO } else { self.max - self.min }
    }
}

/// The polygons as triangles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Triangles {
    /// For each triangle its three vertices, in the order of the polygon.
    pub vertices: Vec<[u32; 3]>,
    /// For each triangle its polygon, in rising order.
    pub primitives: Vec<u32>,
}

/// Built when first asked for; shared by clones until a position or the topology is written.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    bounds: Derived<Bounds>,
    triangles: Derived<Triangles>,
    surface: Derived<Surface>,
}

impl Shape {
    pub(crate) fn surface(&self) -> &Derived<Surface> {
        &self.surface
    }
}

/// The area vector of a polygon (Newell): along its normal, as long as its area.
pub(crate) fn area_vector(positions: &[Vec3], corners: &[u32]) -> Vec3 {
    let Some((&origin, rest)) = corners.split_first() else { return Vec3::ZERO };
    let origin = positions[origin as usize];
    let mut sum = Vec3::ZERO;
    for pair in rest.windows(2) {
        let (a, b) = (positions[pair[0] as usize], positions[pair[1] as usize]);
        sum += (a - origin).cross(b - origin);
    }
    sum * 0.5
}

impl Geometry {
    /// The box of all points and of the geometry in packed instances.
    pub fn bounds(&self) -> Bounds {
        *self.shape().bounds.get_or_build(|| match self.packed().is_empty() {
            true => Bounds::of(self.positions()),
            false => self.bounds_with_instances(),
        })
    }

    /// The polygons as triangles: quads by the diagonal that keeps both sides facing alike
    /// (the shorter one if both do), larger ones by ear clipping in the plane of their normal. A polygon of fewer than
    /// three corners gives none; one of n corners gives n - 2, degenerate ones where it cannot
    /// be cut well.
    pub fn triangles(&self) -> &Triangles {
        uncancelled(self.try_triangles(&Task::unlimited()))
    }

    /// The polygons as triangles, built for a task that may be cancelled.
    pub fn try_triangles(&self, task: &Task) -> Result<&Triangles, Stop> {
        let build = || crate::ops::triangulation::triangles(self, task);
        self.shape().triangles.get_or_try_build(build)
    }

    /// The area vector of a polygon (Newell): along its normal, as long as its area.
    pub fn polygon_area_vector(&self, primitive: usize) -> Vec3 {
        area_vector(self.positions(), self.topology().primitive(primitive))
    }

    /// Whether every edge has exactly two polygon sides that run against each other, so that
    /// the polygons bound a volume. Geometry without polygons is not closed.
    pub fn is_closed(&self) -> bool {
        let topology = self.topology();
        let edges = topology.edges();
        let corners = topology.corners();
        let next = topology.next_vertices();
        let mut any = false;
        for edge in 0..edges.len() {
            match *edges.vertices.of(edge) {
                [a, b] if next[a as usize] != NONE && next[b as usize] != NONE => {
                    if corners[a as usize] == corners[b as usize] {
                        return false;
                    }
                    any = true;
                }
                _ => return false,
            }
        }
        any
    }
}
