//! Groups grown and shrunk over neighbours.

use task::{GRAIN, Stop, Task};

use crate::{Adjacency, Domain, Edges, Geometry, NONE, Topology};

/// What makes elements neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Neighbours {
    /// Points joined by an edge; primitives that share an edge.
    #[default]
    ByEdge,
    /// Points of one primitive; primitives that share a point.
    ByPoint,
}

/// How far each element is from a set of points or primitives, in steps from neighbour to
/// neighbour, up to `most` of them: 0 for members, and none beyond.
pub fn steps_from(
    geometry: &Geometry,
    domain: Domain,
    members: &[bool],
    how: Neighbours,
    most: u32,
    task: &Task,
) -> Result<Vec<Option<u32>>, Stop> {
    let mut steps: Vec<Option<u32>> = members.iter().map(|&member| member.then_some(0)).collect();
    let mut front: Vec<u32> = (0..members.len() as u32).filter(|&e| members[e as usize]).collect();
    let around = Around::of(geometry, domain, how, task)?;
    let mut step = 0;
    while step < most && !front.is_empty() {
        step += 1;
        let mut next = Vec::new();
        for elements in front.chunks(GRAIN) {
            task.check()?;
            for &element in elements {
                around.each(element, |neighbour| {
                    let slot = &mut steps[neighbour as usize];
                    if slot.is_none() {
                        *slot = Some(step);
                        next.push(neighbour);
                    }
                });
            }
        }
        front = next;
    }
    Ok(steps)
}

/// A set of points or primitives grown by so many steps from neighbour to neighbour; a negative
/// number shrinks it from where it meets others.
pub fn grow(
    geometry: &Geometry,
    domain: Domain,
    members: &[bool],
    how: Neighbours,
    steps: i32,
    task: &Task,
) -> Result<Vec<bool>, Stop> {
    let most = steps.unsigned_abs();
    if steps >= 0 {
        let reached = steps_from(geometry, domain, members, how, most, task)?;
        return Ok(reached.into_iter().map(|step| step.is_some()).collect());
    }
    let others: Vec<bool> = members.iter().map(|&member| !member).collect();
    let reached = steps_from(geometry, domain, &others, how, most, task)?;
    Ok(reached.into_iter().map(|step| step.is_none()).collect())
}

/// The neighbours of elements.
struct Around<'a> {
    topology: &'a Topology,
    domain: Domain,
    how: Neighbours,
    of_point: &'a Adjacency,
    primitives: &'a [u32],
    edges: &'a Edges,
}

impl<'a> Around<'a> {
    fn of(
        geometry: &'a Geometry,
        domain: Domain,
        how: Neighbours,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = geometry.topology();
        Ok(Self {
            topology,
            domain,
            how,
            of_point: topology.try_vertices_of_point(task)?,
            primitives: topology.try_primitive_of_vertex(task)?,
            edges: topology.try_edges(task)?,
        })
    }

    fn each(&self, element: u32, mut visit: impl FnMut(u32)) {
        let Self { topology, of_point, primitives, edges, .. } = self;
        match (self.domain, self.how) {
            (Domain::Point, Neighbours::ByPoint) => {
                for &vertex in of_point.of(element as usize) {
                    let primitive = primitives[vertex as usize] as usize;
                    topology.primitive(primitive).iter().for_each(|&point| visit(point));
                }
            }
            (Domain::Point, Neighbours::ByEdge) => {
                for &vertex in of_point.of(element as usize) {
                    let range = topology.vertices(primitives[vertex as usize] as usize);
                    let at_start = vertex as usize == range.start;
                    let before = if at_start { range.end } else { vertex as usize };
                    // The half-edges that start here and that end here.
                    for half_edge in [vertex as usize, before - 1] {
                        let edge = edges.of_vertex[half_edge];
                        if edge != NONE {
                            edges.points[edge as usize].iter().for_each(|&point| visit(point));
                        }
                    }
                }
            }
            (_, Neighbours::ByPoint) => {
                for &point in topology.primitive(element as usize) {
                    let vertices = of_point.of(point as usize).iter();
                    vertices.for_each(|&vertex| visit(primitives[vertex as usize]));
                }
            }
            (_, Neighbours::ByEdge) => {
                for vertex in topology.vertices(element as usize) {
                    let edge = edges.of_vertex[vertex];
                    if edge != NONE {
                        let vertices = edges.vertices.of(edge as usize).iter();
                        vertices.for_each(|&vertex| visit(primitives[vertex as usize]));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn grown(domain: Domain, first: usize, how: Neighbours, steps: i32) -> Vec<usize> {
        let grid = shapes::grid(4, 4);
        let mut members = vec![false; grid.count(domain)];
        members[first] = true;
        let grown = grow(&grid, domain, &members, how, steps, &Task::unlimited()).unwrap();
        (0..grown.len()).filter(|&element| grown[element]).collect()
    }

    #[test]
    fn neighbours_join_over_edges_or_points() {
        use Neighbours::{ByEdge, ByPoint};
        assert_eq!(grown(Domain::Primitive, 5, ByEdge, 1), [1, 4, 5, 6, 9]);
        assert_eq!(grown(Domain::Primitive, 5, ByPoint, 1), [0, 1, 2, 4, 5, 6, 8, 9, 10]);
        assert_eq!(grown(Domain::Point, 6, ByEdge, 1), [1, 5, 6, 7, 11]);
        assert_eq!(grown(Domain::Point, 6, ByPoint, 1), [0, 1, 2, 5, 6, 7, 10, 11, 12]);
        assert_eq!(grown(Domain::Primitive, 5, ByEdge, 0), [5]);
        assert_eq!(grown(Domain::Primitive, 0, ByEdge, 100).len(), 16);
    }

    #[test]
    fn what_grew_shrinks_back() {
        let grid = shapes::grid(6, 6);
        let mut members = vec![false; 36];
        members[14] = true;
        let task = Task::unlimited();
        let grow = |members: &[bool], steps| {
            grow(&grid, Domain::Primitive, members, Neighbours::ByEdge, steps, &task).unwrap()
        };
        assert_eq!(grow(&grow(&members, 2), -2), members);
        assert!(grow(&members, -1).iter().all(|&member| !member));
    }

    #[test]
    fn any_shape_can_grow_and_a_cancelled_one_stops() {
        let task = Task::unlimited();
        for (name, shape) in shapes::all() {
            for domain in [Domain::Point, Domain::Primitive] {
                for how in [Neighbours::ByEdge, Neighbours::ByPoint] {
                    let members: Vec<bool> = (0..shape.count(domain)).map(|i| i % 5 == 0).collect();
                    let grown = grow(&shape, domain, &members, how, 2, &task).unwrap();
                    assert!(members.iter().zip(&grown).all(|(&was, &is)| is || !was), "{name}");
                }
            }
        }
        task.cancel_token().cancel();
        let cube = shapes::cube();
        let all = vec![true; 6];
        assert!(grow(&cube, Domain::Primitive, &all, Neighbours::ByEdge, 3, &task).is_err());
    }
}
