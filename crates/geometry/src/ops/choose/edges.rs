//! Elements that are on certain edges.

use task::{Stop, Task};

use super::facing::polygon_areas;
use crate::{Domain, Geometry};

/// Elements on edges of polygons: the points that an edge joins, the vertices that it starts
/// from in each polygon, and these polygons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EdgeRule {
    /// Edges that belong to one polygon only: the border of a surface.
    Unshared,
    /// Edges between two polygons that turn from each other by an angle in degrees: 0 where the
    /// surface is flat, 90 at the edges of a box.
    Angle {
        /// The least angle.
        least_degrees: f32,
        /// The greatest angle.
        greatest_degrees: f32,
    },
    /// Edges of a length in metres.
    Length {
        /// The least length.
        least: f32,
        /// The greatest length.
        greatest: f32,
    },
}

impl EdgeRule {
    pub(super) fn members(
        &self,
        geometry: &Geometry,
        domain: Domain,
        task: &Task,
    ) -> Result<Vec<bool>, Stop> {
        task.check()?;
        let topology = geometry.topology();
        let edges = topology.try_edges(task)?;
        let of_vertex = topology.try_primitive_of_vertex(task)?;
        let of_polygon = |vertex: u32| topology.is_polygon(of_vertex[vertex as usize] as usize);
        let areas = match self {
            Self::Angle { .. } => polygon_areas(geometry, task)?,
            _ => Vec::new(),
        };
        let positions = geometry.positions();
        let corners = topology.corners();
        let on: Vec<bool> = task.map(edges.len(), |edge| {
            let mut vertices = edges.vertices.of(edge).iter().copied().filter(|&v| of_polygon(v));
            let sides = [vertices.next(), vertices.next(), vertices.next()];
            match (*self, sides) {
                (_, [None, ..]) => false,
                (Self::Unshared, sides) => sides[1].is_none(),
                (Self::Angle { least_degrees, greatest_degrees }, [Some(a), Some(b), None]) => {
                    let area = |vertex: u32| areas[of_vertex[vertex as usize] as usize];
                    // Polygons that run alike along their edge face apart: one is seen reversed.
                    let alike = corners[a as usize] == corners[b as usize];
                    let other = if alike { -area(b) } else { area(b) };
                    let (first, second) = (area(a).normalize_or_zero(), other.normalize_or_zero());
                    let angle = first.cross(second).length().atan2(first.dot(second)).to_degrees();
                    (least_degrees - 1e-3..=greatest_degrees + 1e-3).contains(&angle)
                }
                (Self::Angle { .. }, _) => false,
                (Self::Length { least, greatest }, _) => {
                    let [from, to] = edges.points[edge].map(|point| positions[point as usize]);
                    (least..=greatest).contains(&from.distance(to))
                }
            }
        })?;
        let starts = |vertex: usize| {
            let edge = edges.of_vertex[vertex];
            on.get(edge as usize).copied().unwrap_or(false) && of_polygon(vertex as u32)
        };
        match domain {
            Domain::Point | Domain::Detail => {
                let mut points = vec![false; geometry.point_count()];
                for (ends, _) in edges.points.iter().zip(&on).filter(|(_, on)| **on) {
                    ends.iter().for_each(|&point| points[point as usize] = true);
                }
                Ok(points)
            }
            Domain::Vertex => task.map(topology.vertex_count(), starts),
            Domain::Primitive => task.map(topology.primitive_count(), |primitive| {
                topology.vertices(primitive).any(starts)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Selection, shapes};

    fn members(rule: EdgeRule, geometry: &Geometry, domain: Domain) -> Vec<u32> {
        let members = rule.members(geometry, domain, &Task::unlimited()).unwrap();
        Selection::Some(members).indices()
    }

    #[test]
    fn the_border_of_a_grid_is_around_it_and_a_cube_has_none() {
        let grid = shapes::grid(3, 3);
        let points = members(EdgeRule::Unshared, &grid, Domain::Point);
        assert_eq!(points, [0, 1, 2, 3, 4, 7, 8, 11, 12, 13, 14, 15]);
        let faces = members(EdgeRule::Unshared, &grid, Domain::Primitive);
        assert_eq!(faces, [0, 1, 2, 3, 5, 6, 7, 8]);
        assert_eq!(members(EdgeRule::Unshared, &grid, Domain::Vertex).len(), 12);
        assert!(members(EdgeRule::Unshared, &shapes::cube(), Domain::Point).is_empty());
        let with_lines = shapes::polylines();
        assert_eq!(members(EdgeRule::Unshared, &with_lines, Domain::Primitive), [2]);
    }

    #[test]
    fn edges_are_told_apart_by_angle_and_length() {
        let angle =
            |least_degrees, greatest_degrees| EdgeRule::Angle { least_degrees, greatest_degrees };
        assert_eq!(members(angle(90.0, 90.0), &shapes::cube(), Domain::Point).len(), 8);
        assert!(members(angle(0.0, 89.0), &shapes::cube(), Domain::Point).is_empty());
        assert_eq!(members(angle(0.0, 1.0), &shapes::grid(2, 1), Domain::Point), [1, 4]);
        let length = EdgeRule::Length { least: 1.1, greatest: 2.0 };
        assert_eq!(
            members(
                length,
                &shapes::polygon(&[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]),
                Domain::Vertex
            ),
            [1]
        );
    }
}
