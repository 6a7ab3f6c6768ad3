//! Groups carried from one kind of element to another.

use task::{Stop, Task};

use crate::{Domain, Geometry};

/// Which elements a group of another kind takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Touching {
    /// Those that touch a member.
    #[default]
    Any,
    /// Those that touch nothing but members.
    All,
    /// Those that touch members and others: where the group ends.
    Border,
}

/// The elements of `to` that the members among the elements of `from` take. Vertices touch
/// their point and their primitive, points and primitives touch each other's vertices.
pub fn convert(
    geometry: &Geometry,
    members: &[bool],
    from: Domain,
    to: Domain,
    touching: Touching,
    task: &Task,
) -> Result<Vec<bool>, Stop> {
    let topology = geometry.topology();
    let corners = topology.corners();
    let primitives = topology.try_primitive_of_vertex(task)?;
    let by_vertex = task.map(corners.len(), |vertex| match from {
        Domain::Point => members[corners[vertex] as usize],
        Domain::Primitive => members[primitives[vertex] as usize],
        Domain::Vertex => members[vertex],
        Domain::Detail => members.first().copied().unwrap_or(false),
    })?;
    let taken = |vertices: &mut dyn Iterator<Item = usize>| {
        let (mut any, mut all) = (false, true);
        for vertex in vertices {
            any |= by_vertex[vertex];
            all &= by_vertex[vertex];
        }
        match touching {
            Touching::Any => any,
            Touching::All => any && all,
            Touching::Border => any && !all,
        }
    };
    match to {
        Domain::Point => {
            let of_point = topology.try_vertices_of_point(task)?;
            task.map(topology.point_count(), |point| {
                taken(&mut of_point.of(point).iter().map(|&vertex| vertex as usize))
            })
        }
        Domain::Primitive => task
            .map(topology.primitive_count(), |primitive| taken(&mut topology.vertices(primitive))),
        Domain::Vertex => task.map(corners.len(), |vertex| taken(&mut std::iter::once(vertex))),
        Domain::Detail => Ok(vec![taken(&mut (0..corners.len()))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn converted(members: &[usize], from: Domain, to: Domain, touching: Touching) -> Vec<usize> {
        let grid = shapes::grid(3, 3);
        let members: Vec<bool> = (0..grid.count(from)).map(|e| members.contains(&e)).collect();
        let task = Task::unlimited();
        let converted = convert(&grid, &members, from, to, touching, &task).unwrap();
        (0..converted.len()).filter(|&element| converted[element]).collect()
    }

    #[test]
    fn faces_become_points_and_points_faces() {
        use Domain::{Point, Primitive};
        assert_eq!(converted(&[0], Primitive, Point, Touching::Any), [0, 1, 4, 5]);
        assert_eq!(converted(&[0], Primitive, Point, Touching::All), [0], "only this face uses it");
        assert_eq!(converted(&[0], Primitive, Point, Touching::Border), [1, 4, 5]);
        assert_eq!(converted(&[0, 1, 4, 5], Point, Primitive, Touching::All), [0]);
        assert_eq!(converted(&[5], Point, Primitive, Touching::Any), [0, 1, 3, 4]);
        assert_eq!(converted(&[0], Primitive, Domain::Vertex, Touching::Any), [0, 1, 2, 3]);
    }

    #[test]
    fn every_shape_has_groups_of_every_kind() {
        let task = Task::unlimited();
        for (name, shape) in shapes::all() {
            for from in Domain::ALL {
                let members: Vec<bool> = (0..shape.count(from)).map(|e| e % 2 == 0).collect();
                for to in Domain::ALL {
                    for touching in [Touching::Any, Touching::All, Touching::Border] {
                        let converted =
                            convert(&shape, &members, from, to, touching, &task).unwrap();
                        assert_eq!(converted.len(), shape.count(to), "{name}");
                    }
                }
            }
        }
    }
}
