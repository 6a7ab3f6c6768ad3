//! Elements that face a direction.

use glam::Vec3;
use task::{Stop, Task};

use crate::{Domain, Geometry};

/// Elements whose normal lies within an angle of a direction.
///
/// The attribute `N` of the domain is the normal where there is one (of points for vertices, if
/// they have none of their own). Else primitives face along their own normal, points along the
/// mean of the polygons around them by area, vertices along their polygon. What has no normal
/// faces nowhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facing {
    /// The direction; its length says nothing. Without a length nothing faces it.
    pub direction: Vec3,
    /// The greatest angle between normal and direction, in degrees from 0 to 180.
    pub spread_degrees: f32,
}

impl Facing {
    pub(super) fn members(
        &self,
        geometry: &Geometry,
        domain: Domain,
        task: &Task,
    ) -> Result<Vec<bool>, Stop> {
        let direction = self.direction.normalize_or_zero();
        let topology = geometry.topology();
        let count = geometry.count(domain);
        let spread = self.spread_degrees.clamp(0.0, 180.0).to_radians();
        let faces = |normal: Vec3| {
            let normal = normal.normalize_or_zero();
            // More exact than the arc cosine near 0 and 180 degrees.
            let angle = normal.cross(direction).length().atan2(normal.dot(direction));
            normal != Vec3::ZERO && direction != Vec3::ZERO && angle <= spread + 1e-5
        };
        if let Some(normals) = geometry.table(domain).read::<Vec3>("N") {
            return task.map(count, |element| faces(normals[element]));
        }
        if let (Domain::Vertex, Some(normals)) = (domain, geometry.points().read::<Vec3>("N")) {
            let corners = topology.corners();
            return task.map(count, |vertex| faces(normals[corners[vertex] as usize]));
        }
        let areas = polygon_areas(geometry, task)?;
        match domain {
            Domain::Primitive => task.map(count, |primitive| faces(areas[primitive])),
            Domain::Vertex => {
                let of_vertex = topology.try_primitive_of_vertex(task)?;
                task.map(count, |vertex| faces(areas[of_vertex[vertex] as usize]))
            }
            Domain::Point | Domain::Detail => {
                let of_vertex = topology.try_primitive_of_vertex(task)?;
                let around = topology.try_vertices_of_point(task)?;
                task.map(count, |point| {
                    let vertices = around.of(point).iter();
                    let polygons =
                        vertices.map(|&vertex| areas[of_vertex[vertex as usize] as usize]);
                    faces(polygons.sum())
                })
            }
        }
    }
}

/// The area vector of each polygon; none of anything else.
pub(super) fn polygon_areas(geometry: &Geometry, task: &Task) -> Result<Vec<Vec3>, Stop> {
    let topology = geometry.topology();
    task.map(topology.primitive_count(), |primitive| match topology.is_polygon(primitive) {
        true => geometry.polygon_area_vector(primitive),
        false => Vec3::ZERO,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Selection, shapes};

    fn members(geometry: &Geometry, domain: Domain, direction: Vec3, spread: f32) -> Vec<u32> {
        let facing = Facing { direction, spread_degrees: spread };
        let members = facing.members(geometry, domain, &Task::unlimited()).unwrap();
        Selection::Some(members).indices()
    }

    #[test]
    fn the_faces_of_a_cube_face_their_directions() {
        let cube = shapes::cube();
        assert_eq!(members(&cube, Domain::Primitive, Vec3::Y * 9.0, 1.0), [3]);
        assert_eq!(members(&cube, Domain::Primitive, Vec3::Y, 90.0), [0, 1, 3, 4, 5]);
        assert_eq!(members(&cube, Domain::Primitive, Vec3::Y, 180.0).len(), 6);
        assert_eq!(members(&cube, Domain::Vertex, Vec3::Y, 0.0), [12, 13, 14, 15]);
        assert_eq!(members(&cube, Domain::Point, Vec3::Y, 60.0), [2, 3, 6, 7]);
        assert!(members(&cube, Domain::Point, Vec3::ZERO, 180.0).is_empty());
    }

    #[test]
    fn an_attribute_comes_before_what_the_polygons_say() {
        let mut cube = shapes::cube();
        cube.table_mut(Domain::Point).write::<Vec3>("N")[5] = Vec3::NEG_Z;
        assert_eq!(members(&cube, Domain::Point, Vec3::NEG_Z, 10.0), [5]);
        assert_eq!(members(&cube, Domain::Vertex, Vec3::NEG_Z, 10.0).len(), 3);
        assert_eq!(members(&cube, Domain::Primitive, Vec3::NEG_Z, 10.0), [4]);
    }
}
