//! Elements that lie in a box, a sphere or a solid.

use glam::Vec3;
use task::{Stop, Task};

use super::inside::inside;
use crate::{Domain, Geometry};

/// A part of space.
#[derive(Debug, Clone, Copy)]
pub enum Volume<'a> {
    /// An axis-aligned box; its faces belong to it.
    Box {
        /// The middle.
        center: Vec3,
        /// The lengths of the sides.
        size: Vec3,
    },
    /// A sphere, or an ellipsoid along the axes; its surface belongs to it.
    Sphere {
        /// The middle.
        center: Vec3,
        /// The diameters.
        size: Vec3,
    },
    /// What the polygons of a geometry enclose, those in packed instances included. Where solids
    /// overlap is inside; a surface that is not closed encloses what lies under it.
    Solid(&'a Geometry),
}

/// Elements in a part of space: points and vertices by their place, primitives by the places of
/// all their points. Points that are not numbers lie nowhere.
#[derive(Debug, Clone, Copy)]
pub struct Region<'a> {
    /// The part of space.
    pub volume: Volume<'a>,
    /// Whether primitives belong to it that have only some points in it.
    pub partly: bool,
}

impl Region<'_> {
    pub(super) fn members(
        &self,
        geometry: &Geometry,
        domain: Domain,
        task: &Task,
    ) -> Result<Vec<bool>, Stop> {
        let positions = geometry.positions();
        let points = match self.volume {
            Volume::Box { center, size } => {
                let half = (size * 0.5).abs();
                task.map(positions.len(), |point| {
                    (positions[point] - center).abs().cmple(half).all()
                })?
            }
            Volume::Sphere { center, size } => {
                let radii = (size * 0.5).abs();
                task.map(positions.len(), |point| in_ellipsoid(positions[point] - center, radii))?
            }
            Volume::Solid(solid) => inside(positions, solid, task)?,
        };
        let topology = geometry.topology();
        let corners = topology.corners();
        match domain {
            Domain::Point | Domain::Detail => Ok(points),
            Domain::Vertex => task.map(corners.len(), |vertex| points[corners[vertex] as usize]),
            Domain::Primitive => task.map(topology.primitive_count(), |primitive| {
                let mut corners = topology.primitive(primitive).iter();
                match self.partly {
                    true => corners.any(|&point| points[point as usize]),
                    false => corners.len() > 0 && corners.all(|&point| points[point as usize]),
                }
            }),
        }
    }
}

fn in_ellipsoid(offset: Vec3, radii: Vec3) -> bool {
    let mut sum = 0.0;
    for axis in 0..3 {
        // A flat ellipsoid holds what lies in its plane.
        if offset[axis] != 0.0 {
            sum += (offset[axis] / radii[axis]).powi(2);
        }
    }
    sum <= 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Selection, shapes};

    fn members(volume: Volume<'_>, partly: bool, geometry: &Geometry, domain: Domain) -> Vec<u32> {
        let members = Region { volume, partly }.members(geometry, domain, &Task::unlimited());
        Selection::Some(members.unwrap()).indices()
    }

    #[test]
    fn boxes_hold_their_faces_and_whole_primitives() {
        let grid = shapes::grid(4, 1);
        let volume =
            Volume::Box { center: Vec3::new(1.0, 0.0, 0.0), size: Vec3::new(2.0, 0.0, 2.0) };
        assert_eq!(members(volume, false, &grid, Domain::Point), [0, 1, 2, 5, 6, 7]);
        assert_eq!(members(volume, false, &grid, Domain::Primitive), [0, 1]);
        assert_eq!(members(volume, true, &grid, Domain::Primitive), [0, 1, 2]);
        assert_eq!(members(volume, false, &grid, Domain::Vertex), [0, 1, 2, 3, 4, 5, 6, 7, 8, 11]);
    }

    #[test]
    fn spheres_may_be_flat_or_stretched() {
        let grid = shapes::grid(2, 2);
        let sphere = |size| Volume::Sphere { center: Vec3::new(1.0, 0.0, -1.0), size };
        assert_eq!(members(sphere(Vec3::splat(2.0)), false, &grid, Domain::Point), [1, 3, 4, 5, 7]);
        let flat = sphere(Vec3::new(2.0, 0.0, 1.0));
        assert_eq!(members(flat, false, &grid, Domain::Point), [3, 4, 5]);
    }
}
