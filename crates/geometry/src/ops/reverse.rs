//! Primitives turned round.

use glam::Vec3;
use task::{Stop, Task};

use crate::{Domain, Geometry, PrimitiveKind, Selection, Topology};

/// Reverses the order of the vertices of the chosen primitives: polygons face the other way,
/// polylines run the other way.
///
/// The first vertex of a polygon stays first. Normals of vertices and primitives turn with
/// their polygon; normals of points turn where all polygons around them do. Every other
/// attribute and all groups stay with their elements. Packed instances stay as they are.
pub fn reverse(geometry: &Geometry, chosen: &Selection, task: &Task) -> Result<Geometry, Stop> {
    let mut result = reverse_vertices(geometry, chosen, task)?;
    turn_normals(&mut result, chosen, task)?;
    Ok(result)
}

/// The order of vertices reversed as by [`reverse`], and nothing done to normals.
pub(crate) fn reverse_vertices(
    geometry: &Geometry,
    chosen: &Selection,
    task: &Task,
) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let mut vertices_from: Vec<u32> = (0..geometry.vertex_count() as u32).collect();
    for primitive in 0..geometry.primitive_count() {
        if primitive.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        if chosen.contains(primitive) {
            let order = &mut vertices_from[topology.vertices(primitive)];
            match topology.kind(primitive) {
                PrimitiveKind::Polygon => order.get_mut(1..).unwrap_or(&mut []).reverse(),
                PrimitiveKind::Polyline => order.reverse(),
                PrimitiveKind::Packed => {}
            }
        }
    }
    let corners = topology.corners();
    let corners = task.map(vertices_from.len(), |new| corners[vertices_from[new] as usize])?;
    let turned = Topology::new(
        geometry.point_count(),
        topology.offsets().to_vec(),
        corners,
        topology.kinds().to_vec(),
    );
    let primitives_from: Vec<u32> = (0..geometry.primitive_count() as u32).collect();
    geometry.with_topology(turned, &vertices_from, &primitives_from, task)
}

fn turn_normals(geometry: &mut Geometry, chosen: &Selection, task: &Task) -> Result<(), Stop> {
    let topology = geometry.topology().clone();
    let of_vertex = topology.try_primitive_of_vertex(task)?;
    let turns = |primitive: usize| topology.is_polygon(primitive) && chosen.contains(primitive);
    let around = topology.try_vertices_of_point(task)?;
    for domain in [Domain::Point, Domain::Vertex, Domain::Primitive] {
        if geometry.table(domain).read::<Vec3>("N").is_none() {
            continue;
        }
        let normals = geometry.table_mut(domain).write::<Vec3>("N");
        task.fill(normals, |element, normal| {
            let turned = match domain {
                Domain::Primitive => turns(element),
                Domain::Vertex => turns(of_vertex[element] as usize),
                _ => {
                    let vertices = around.of(element);
                    let all = |&vertex: &u32| turns(of_vertex[vertex as usize] as usize);
                    !vertices.is_empty() && vertices.iter().all(all)
                }
            };
            if turned {
                *normal = -*normal;
            }
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn reversed(geometry: &Geometry) -> Geometry {
        let all = Selection::All(geometry.primitive_count());
        reverse(geometry, &all, &Task::unlimited()).unwrap()
    }

    #[test]
    fn volumes_change_their_sign_and_twice_is_as_before() {
        for (name, shape) in shapes::all() {
            let once = reversed(&shape);
            shapes::assert_sound(&once, !name.contains("not numbers"), name);
            if !name.contains("not numbers") {
                assert_eq!(reversed(&once), shape, "{name}");
            }
            if shape.is_closed() && name != "packed cubes" && !name.contains("not numbers") {
                assert!((once.volume() + shape.volume()).abs() < 1e-4, "{name}");
            }
        }
    }

    #[test]
    fn normals_turn_with_their_faces_and_corners_keep_their_attributes() {
        let mut cube = shapes::with_attributes(shapes::cube());
        cube.table_mut(Domain::Point).write::<Vec3>("N").fill(Vec3::X);
        cube.table_mut(Domain::Primitive).write::<Vec3>("N").fill(Vec3::X);
        let one = Selection::parse("0", &cube, Domain::Primitive).unwrap();
        let turned = reverse(&cube, &one, &Task::unlimited()).unwrap();
        let normals = turned.primitives().read::<Vec3>("N").unwrap();
        assert_eq!(normals[..2], [Vec3::NEG_X, Vec3::X]);
        assert!(turned.points().read::<Vec3>("N").unwrap().iter().all(|n| *n == Vec3::X));
        let uvs =
            |geometry: &Geometry| geometry.vertices().read::<[f32; 2]>("uv").unwrap().to_vec();
        assert_eq!(uvs(&turned)[1], uvs(&cube)[3]);
        assert_eq!(turned.topology().primitive(0)[1], cube.topology().primitive(0)[3]);
    }
}
