//! How strongly a surface bends at its points.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use glam::Vec3;
use task::{Stop, Task};

use crate::{Adjacency, Column, Domain, Geometry};

/// What is said of the bend. A sphere of radius r that faces outwards has `1/r²` by the first
/// and `1/r` by the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurvatureKind {
    /// The product of the two principal curvatures, per square metre: above 0 on domes and
    /// bowls, below 0 on saddles, 0 on what can be unrolled.
    Gaussian,
    /// Their mean, per metre: above 0 where the surface bulges outwards.
    Mean,
    /// The greater of the two, per metre.
    Greatest,
    /// The lesser of the two, per metre.
    Least,
}

/// What is measured, and where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Curvature<'a> {
    /// What is said of the bend.
    pub kind: CurvatureKind,
    /// The name of the float attribute of points for it.
    pub attribute: &'a str,
}

/// The geometry with the curvature of its polygons as a float attribute of points.
///
/// By the angles, the cotangents and the mixed areas of the triangles around each point (Meyer,
/// Desbrun, Schröder, Barr 2003). On a border, angles are held against half a turn, and the mean
/// is 0. Points of no polygon, and those whose triangles have no area or are not finite, have 0.
/// Nothing else changes.
pub fn curvature(
    geometry: &Geometry,
    settings: &Curvature<'_>,
    task: &Task,
) -> Result<Geometry, Stop> {
    let triangles = &geometry.try_triangles(task)?.vertices;
    let (count, corners) = (geometry.point_count(), geometry.topology().corners());
    task.reserve(3 * triangles.len() as u64, 12, "the triangles around each point")?;
    let vertices = triangles.as_flattened();
    let points = task.map(vertices.len(), |corner| corners[vertices[corner] as usize])?;
    let around = Adjacency::try_invert(&points, count, task)?;
    let borders = borders(geometry, task)?;
    let values = task.map(count, |point| {
        let place = geometry.positions()[point];
        let mut ring = Ring::default();
        for &corner in around.of(point) {
            let triangle = geometry.triangle(corner / 3);
            let [_, b, c] = [0, 1, 2].map(|step| triangle[(corner as usize + step) % 3]);
            ring.add(b - place, c - place);
        }
        let value = ring.curvature(borders[point], settings.kind);
        if value.is_finite() { value } else { 0.0 }
    })?;
    let mut result = geometry.clone();
    if settings.attribute != "P" {
        result.table_mut(Domain::Point).set(settings.attribute, Column::new(values));
    }
    Ok(result)
}

/// Whether each point is on an edge of one polygon.
fn borders(geometry: &Geometry, task: &Task) -> Result<Vec<bool>, Stop> {
    let edges = geometry.topology().try_edges(task)?;
    let mut borders = vec![false; geometry.point_count()];
    for (edge, points) in edges.points.iter().enumerate() {
        if edge % task::GRAIN == 0 {
            task.check()?;
        }
        if edges.is_border(edge) {
            points.iter().for_each(|&point| borders[point as usize] = true);
        }
    }
    Ok(borders)
}

/// Sums over the triangles around a point.
#[derive(Default)]
struct Ring {
    /// The angles at the point.
    angles: f32,
    /// The part of the area that is nearest to the point.
    area: f32,
    /// The cotangent-weighted way from the neighbours to the point.
    away: Vec3,
    /// The area vectors of the triangles.
    normal: Vec3,
}

impl Ring {
    /// Adds the triangle of the point, `b` and `c`, both seen from the point.
    fn add(&mut self, b: Vec3, c: Vec3) {
        let double_area_vector = b.cross(c);
        let double_area = double_area_vector.length();
        if !(double_area > 0.0 && double_area.is_finite()) {
            return;
        }
        let angle = double_area.atan2(b.dot(c));
        // Cotangents of the angles at b and c.
        let (cotangent_b, cotangent_c) = (b.dot(b - c) / double_area, c.dot(c - b) / double_area);
        self.angles += angle;
        self.normal += double_area_vector;
        self.away -= (b * cotangent_c + c * cotangent_b) * 0.5;
        self.area += if angle > FRAC_PI_2 {
            double_area / 4.0
        } else if cotangent_b < 0.0 || cotangent_c < 0.0 {
            double_area / 8.0
        } else {
            (b.length_squared() * cotangent_c + c.length_squared() * cotangent_b) / 8.0
        };
    }

    fn curvature(&self, is_border: bool, kind: CurvatureKind) -> f32 {
        let whole = if is_border { PI } else { TAU };
        let gaussian = (whole - self.angles) / self.area;
        if self.area <= 0.0 {
            return 0.0;
        }
        let mean = if is_border {
            0.0
        } else {
            (self.away.length() / (2.0 * self.area)).copysign(self.away.dot(self.normal))
        };
        let half_difference = (mean * mean - gaussian).max(0.0).sqrt();
        match kind {
            CurvatureKind::Gaussian => gaussian,
            CurvatureKind::Mean => mean,
            CurvatureKind::Greatest => mean + half_difference,
            CurvatureKind::Least => mean - half_difference,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn run(geometry: &Geometry, kind: CurvatureKind) -> Vec<f32> {
        let settings = Curvature { kind, attribute: "curvature" };
        let result = curvature(geometry, &settings, &Task::unlimited()).unwrap();
        result.points().read::<f32>("curvature").unwrap().to_vec()
    }

    const ALL: [CurvatureKind; 4] = [
        CurvatureKind::Gaussian,
        CurvatureKind::Mean,
        CurvatureKind::Greatest,
        CurvatureKind::Least,
    ];

    #[test]
    fn every_shape_has_a_finite_curvature() {
        for (name, shape) in shapes::all() {
            for kind in ALL {
                assert!(run(&shape, kind).iter().all(|value| value.is_finite()), "{name}");
            }
        }
    }

    #[test]
    fn a_sphere_bends_by_one_over_its_radius() {
        let mut sphere = shapes::sphere(64, 32);
        sphere.positions_mut().iter_mut().for_each(|point| *point *= 2.0);
        for (kind, expected) in ALL.into_iter().zip([0.25, 0.5, 0.5, 0.5]) {
            let values = run(&sphere, kind);
            // Where triangles are not long and thin as around the poles.
            for row in 8..24 {
                let value = values[1 + row * 64];
                assert!((value - expected).abs() < 0.1, "{kind:?} {value} {expected}");
            }
        }
    }

    #[test]
    fn the_angles_that_are_missing_add_up_to_the_euler_number() {
        for (shape, euler) in [(shapes::torus(32, 16), 0.0), (shapes::cube(), 2.0)] {
            let ring = |point: u32| -> f32 {
                let around = shape.triangles().vertices.iter().enumerate();
                around
                    .filter_map(|(index, triangle)| {
                        let at = |vertex: u32| shape.topology().corners()[vertex as usize];
                        let place = triangle.iter().position(|&vertex| at(vertex) == point)?;
                        let corners = shape.triangle(index as u32);
                        let [a, b, c] = [0, 1, 2].map(|step| corners[(place + step) % 3]);
                        let mut ring = Ring::default();
                        ring.add(b - a, c - a);
                        Some(ring.area)
                    })
                    .sum()
            };
            let values = run(&shape, CurvatureKind::Gaussian);
            let total: f32 =
                (0..shape.point_count()).map(|point| values[point] * ring(point as u32)).sum();
            assert!((total / TAU - euler).abs() < 1e-2, "{total}");
            let area: f32 = (0..shape.point_count()).map(|point| ring(point as u32)).sum();
            assert!((f64::from(area) / shape.area() - 1.0).abs() < 1e-4, "areas fill the surface");
        }
    }

    #[test]
    fn flat_is_flat_and_inside_out_is_hollow() {
        for kind in ALL {
            let values = run(&shapes::grid(4, 4), kind);
            assert!(values[6].abs() < 1e-5, "{values:?}");
        }
        let sphere = shapes::sphere(32, 16);
        let corners = sphere.topology().corners().iter().rev().copied().collect();
        let offsets = sphere.topology().offsets();
        let last = *offsets.last().unwrap();
        let offsets = offsets.iter().rev().map(|offset| last - offset).collect();
        let topology = crate::Topology::polygons(sphere.point_count(), offsets, corners);
        let hollow = Geometry::new(topology, sphere.positions().to_vec());
        assert!(run(&hollow, CurvatureKind::Mean)[100] < -0.8);
    }
}
