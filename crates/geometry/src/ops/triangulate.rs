//! Polygons cut into triangles.

use task::{Stop, Task};

use crate::{Geometry, PrimitiveKind, Selection, Topology};

/// Cuts the chosen polygons that have more than `most_corners` corners into triangles.
///
/// Concave polygons are cut rightly: see [`Geometry::triangles`]. Points stay; each new vertex
/// and primitive has the attributes and groups of the one that it comes from. Polygons of fewer
/// than three corners, polylines and packed instances stay as they are. Triangles stand where
/// their polygon stood.
pub fn triangulate(
    geometry: &Geometry,
    chosen: &Selection,
    most_corners: usize,
    task: &Task,
) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let is_cut = |primitive: usize| {
        topology.is_polygon(primitive)
            && topology.vertices(primitive).len() > most_corners.max(3)
            && chosen.contains(primitive)
    };
    if !(0..geometry.primitive_count()).any(is_cut) {
        return Ok(geometry.clone());
    }
    // A polygon of n corners becomes n - 2 triangles: at most three vertices for each of its own.
    task.reserve(geometry.vertex_count() as u64 * 3, 16, "triangulating")?;
    let triangles = geometry.try_triangles(task)?;
    let total = triangles.vertices.len() * 3;
    let mut vertices_from = Vec::with_capacity(total);
    let mut primitives_from = Vec::with_capacity(triangles.primitives.len());
    let mut offsets = vec![0_u32];
    let mut at = 0;
    for primitive in 0..geometry.primitive_count() {
        if primitive.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        let cut = is_cut(primitive);
        while triangles.primitives.get(at) == Some(&(primitive as u32)) {
            if cut {
                vertices_from.extend(triangles.vertices[at]);
                primitives_from.push(primitive as u32);
                offsets.push(vertices_from.len() as u32);
            }
            at += 1;
        }
        if !cut {
            vertices_from.extend(topology.vertices(primitive).map(|vertex| vertex as u32));
            primitives_from.push(primitive as u32);
            offsets.push(vertices_from.len() as u32);
        }
    }
    let corners = topology.corners();
    let corners = task.map(vertices_from.len(), |new| corners[vertices_from[new] as usize])?;
    let kinds: Vec<PrimitiveKind> = match topology.is_all_polygons() {
        true => Vec::new(),
        false => primitives_from.iter().map(|&from| topology.kind(from as usize)).collect(),
    };
    let cut = Topology::new(geometry.point_count(), offsets, corners, kinds);
    geometry.with_topology(cut, &vertices_from, &primitives_from, task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Domain, shapes};

    fn all(geometry: &Geometry) -> Geometry {
        let chosen = Selection::All(geometry.primitive_count());
        triangulate(geometry, &chosen, 3, &Task::unlimited()).unwrap()
    }

    #[test]
    fn area_volume_and_euler_number_stay() {
        for (name, shape) in shapes::all() {
            let cut = all(&shape);
            shapes::assert_sound(&cut, !name.contains("not numbers"), name);
            let largest = (0..cut.primitive_count()).filter(|&p| cut.topology().is_polygon(p));
            assert!(largest.map(|p| cut.topology().primitive(p).len()).max().unwrap_or(0) <= 3);
            assert_eq!(cut.packed_count(), shape.packed_count());
            if name.contains("not numbers") {
                continue;
            }
            assert!((cut.area() - shape.area()).abs() <= 1e-5 * shape.area(), "{name}");
            if shape.is_closed() {
                assert!(cut.is_closed(), "{name}");
                assert_eq!(cut.euler_number(), shape.euler_number(), "{name}");
            }
        }
    }

    #[test]
    fn only_chosen_polygons_with_more_corners_are_cut_and_attributes_follow() {
        let cube = shapes::with_attributes(shapes::cube());
        let chosen = Selection::parse("odd", &cube, Domain::Primitive).unwrap();
        let cut = triangulate(&cube, &chosen, 3, &Task::unlimited()).unwrap();
        assert_eq!(cut.primitive_count(), 9);
        assert_eq!(
            cut.primitives().read::<i32>("piece").unwrap(),
            [0, 1, 1, 2, 3, 3, 4, 5, 5],
            "each triangle stands where its polygon stood"
        );
        let untouched = triangulate(&cube, &chosen, 4, &Task::unlimited()).unwrap();
        assert_eq!(untouched, cube);
        let uv = |geometry: &Geometry, vertex: usize| {
            geometry.vertices().read::<[f32; 2]>("uv").unwrap()[vertex]
        };
        assert_eq!(uv(&cut, 4), uv(&cube, 4));
    }
}
