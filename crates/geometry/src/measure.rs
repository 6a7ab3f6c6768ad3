//! Sizes of a whole geometry.

use glam::{DVec3, Vec3};
use rayon::prelude::*;
use task::GRAIN;

use crate::Geometry;

impl Geometry {
    /// The area of all polygons, in square metres, those inside packed instances included.
    pub fn area(&self) -> f64 {
        let own = self.sum_triangles(|a, b, c| 0.5 * (b - a).cross(c - a).length());
        own + self.instances().map(|instance| placed(&instance).area()).sum::<f64>()
    }

    /// The volume that the polygons bound, in cubic metres: positive where they face outwards.
    /// It means something only where [`Geometry::is_closed`] holds. Packed instances included:
    /// one that is mirrored keeps its outside outside.
    pub fn volume(&self) -> f64 {
        let origin = self.bounds().center().as_dvec3();
        let signed =
            |a: DVec3, b: DVec3, c: DVec3| (a - origin).dot((b - origin).cross(c - origin)) / 6.0;
        let inner = self.instances().map(|instance| {
            instance.geometry.volume() * f64::from(instance.matrix.determinant().abs())
        });
        self.sum_triangles(signed) + inner.sum::<f64>()
    }

    /// Points in use, less edges, plus polygons: 2 for anything like a sphere, 0 for a torus.
    pub fn euler_number(&self) -> i64 {
        let topology = self.topology();
        let used = topology.vertices_of_point();
        let points = (0..self.point_count()).filter(|&point| !used.of(point).is_empty()).count();
        points as i64 - topology.edges().len() as i64 + topology.primitive_count() as i64
    }

    /// The sum over all triangles, chunk by chunk in order, whatever the number of threads.
    fn sum_triangles(&self, value: impl Fn(DVec3, DVec3, DVec3) -> f64 + Sync) -> f64 {
        let corners = self.topology().corners();
        let positions = self.positions();
        let at = |vertex: u32| positions[corners[vertex as usize] as usize].as_dvec3();
        let chunks = self.triangles().vertices.par_chunks(GRAIN);
        let sums: Vec<f64> = chunks
            .map(|chunk| chunk.iter().map(|&[a, b, c]| value(at(a), at(b), at(c))).sum())
            .collect();
        sums.iter().sum()
    }
}

/// What an instance shows, with its matrix applied.
pub(crate) fn placed(instance: &crate::Instance<'_>) -> Geometry {
    let mut geometry = (**instance.geometry).clone();
    let matrix = instance.matrix;
    geometry.positions_mut().par_iter_mut().with_min_len(GRAIN).for_each(|point: &mut Vec3| {
        *point = matrix * *point;
    });
    geometry
}
