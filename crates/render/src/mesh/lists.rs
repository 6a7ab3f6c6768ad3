//! What is drawn of a geometry, by numbers: triangles, edges, segments of curves, points.

use geometry::{Geometry, PrimitiveKind};
use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

/// For each triangle its three vertices and its primitive. Concave polygons are cut inside.
///
/// Quads are cut from their first corner wherever both ways are right: so moving points cuts them
/// as before, and nothing has to be sent again.
pub(crate) fn triangles(geometry: &Geometry, task: &Task) -> Result<Vec<[u32; 4]>, Stop> {
    let topology = geometry.topology();
    task.reserve(topology.vertex_count() as u64, 16, "the triangles to draw")?;
    let is_large =
        |primitive: usize| topology.is_polygon(primitive) && topology.vertices(primitive).len() > 4;
    let has_large = (0..topology.primitive_count()).any(is_large);
    let cut = if has_large { Some(geometry.try_triangles(task)?) } else { None };
    task.check()?;
    let triangles = (0..topology.primitive_count()).into_par_iter().with_min_len(GRAIN);
    let triangles = triangles.flat_map_iter(|primitive| {
        let vertices = topology.vertices(primitive);
        let first = vertices.start as u32;
        let corner = move |offset: u32| first + offset;
        let own = match (topology.is_polygon(primitive), vertices.len()) {
            (true, 3) => [Some([0, 1, 2]), None],
            (true, 4) if is_cut_from_second(geometry, primitive) => {
                [Some([1, 2, 3]), Some([1, 3, 0])]
            }
            (true, 4) => [Some([0, 1, 2]), Some([0, 2, 3])],
            _ => [None, None],
        };
        let own = own.into_iter().flatten();
        let own = own.map(move |triangle| triangle.map(corner));
        let large = cut.filter(|_| is_large(primitive)).map(|cut| {
            let start = cut.primitives.partition_point(|&of| (of as usize) < primitive);
            let all = cut.primitives[start..].iter().zip(&cut.vertices[start..]);
            all.take_while(move |(of, _)| **of as usize == primitive).map(|(_, triangle)| *triangle)
        });
        own.chain(large.into_iter().flatten()).map(move |[a, b, c]| [a, b, c, primitive as u32])
    });
    Ok(triangles.collect())
}

/// Whether a quad is right only if it is cut from its second corner to its last.
fn is_cut_from_second(geometry: &Geometry, primitive: usize) -> bool {
    let (positions, points) = (geometry.positions(), geometry.topology().primitive(primitive));
    let at = |corner: usize| positions[points[corner % 4] as usize];
    // Whether the two triangles of a cut from a corner face alike.
    let is_right = |corner: usize| {
        let [p, q, r, s] = [0, 1, 2, 3].map(|step| at(corner + step));
        (q - p).cross(r - p).dot((r - p).cross(s - p)) > 0.0
    };
    !is_right(0) && is_right(1)
}

/// The two points of each edge of a polygon, every edge once.
pub(crate) fn edges(geometry: &Geometry, task: &Task) -> Result<Vec<[u32; 2]>, Stop> {
    let topology = geometry.topology();
    let edges = topology.try_edges(task)?;
    task.reserve(edges.len() as u64, 8, "the edges to draw")?;
    if topology.is_all_polygons() {
        return Ok(edges.points.clone());
    }
    let primitives = topology.try_primitive_of_vertex(task)?;
    let is_of_polygon = |edge: usize| {
        let vertices = edges.vertices.of(edge).iter();
        vertices.copied().any(|vertex| topology.is_polygon(primitives[vertex as usize] as usize))
    };
    Ok((0..edges.len())
        .filter(|&edge| is_of_polygon(edge))
        .map(|edge| edges.points[edge])
        .collect())
}

/// The two vertices and the primitive of each piece of a polyline.
pub(crate) fn segments(geometry: &Geometry, task: &Task) -> Result<Vec<[u32; 3]>, Stop> {
    let topology = geometry.topology();
    if topology.is_all_polygons() {
        return Ok(Vec::new());
    }
    task.reserve(topology.vertex_count() as u64, 12, "the curves to draw")?;
    let mut segments = Vec::new();
    for primitive in 0..topology.primitive_count() {
        if topology.kind(primitive) == PrimitiveKind::Polyline {
            let vertices = topology.vertices(primitive);
            let pieces = vertices.start..vertices.end.saturating_sub(1);
            segments
                .extend(pieces.map(|vertex| [vertex as u32, vertex as u32 + 1, primitive as u32]));
        }
    }
    Ok(segments)
}

/// The points that no primitive uses.
pub(crate) fn loose_points(geometry: &Geometry, task: &Task) -> Result<Vec<u32>, Stop> {
    let topology = geometry.topology();
    task.check()?;
    let mut used = vec![false; topology.point_count()];
    topology.corners().iter().for_each(|&point| used[point as usize] = true);
    Ok((0..used.len() as u32).filter(|&point| !used[point as usize]).collect())
}

/// All points but those that only carry packed instances.
pub(crate) fn every_point(geometry: &Geometry, task: &Task) -> Result<Vec<u32>, Stop> {
    let topology = geometry.topology();
    task.check()?;
    let mut carries = vec![false; topology.point_count()];
    if !topology.is_all_polygons() {
        for primitive in 0..topology.primitive_count() {
            if topology.kind(primitive) == PrimitiveKind::Packed {
                let points = topology.primitive(primitive).iter();
                points.for_each(|&point| carries[point as usize] = true);
            }
        }
    }
    Ok((0..carries.len() as u32).filter(|&point| !carries[point as usize]).collect())
}

/// A vertex and its primitive for each normal that is drawn as a line: one a point where normals
/// belong to points, one a primitive where they belong to primitives, else one a vertex.
pub(crate) fn normal_starts(
    geometry: &Geometry,
    domain: geometry::Domain,
    task: &Task,
) -> Result<Vec<[u32; 2]>, Stop> {
    use geometry::Domain;
    let topology = geometry.topology();
    task.reserve(topology.vertex_count() as u64, 8, "the normals to draw")?;
    let primitives = topology.try_primitive_of_vertex(task)?;
    let of = |vertex: u32| [vertex, primitives[vertex as usize]];
    Ok(match domain {
        Domain::Point => {
            let around = topology.try_vertices_of_point(task)?;
            let first = |point| around.of(point).first().copied();
            (0..topology.point_count()).filter_map(first).map(of).collect()
        }
        Domain::Primitive => (0..topology.primitive_count())
            .filter(|&primitive| topology.is_polygon(primitive))
            .filter_map(|primitive| topology.vertices(primitive).next())
            .map(|vertex| of(vertex as u32))
            .collect(),
        _ => (0..topology.vertex_count() as u32).map(of).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geometry::{Topology, shapes};
    use glam::Vec3;

    /// A square, a polyline over two of its points and a new one, and a loose point.
    fn mixed() -> Geometry {
        let kinds = vec![PrimitiveKind::Polygon, PrimitiveKind::Polyline];
        let topology = Topology::new(6, vec![0, 4, 7], vec![0, 1, 2, 3, 0, 2, 4], kinds);
        let positions =
            (0..6).map(|i| Vec3::new((i % 4 / 2) as f32, ((i + 1) % 4 / 2) as f32, 0.0));
        Geometry::new(topology, positions.collect())
    }

    #[test]
    fn each_kind_of_primitive_gives_its_own_elements() {
        let (geometry, task) = (mixed(), Task::unlimited());
        assert_eq!(triangles(&geometry, &task).unwrap().len(), 2);
        let edges = edges(&geometry, &task).unwrap();
        assert_eq!(edges, [[0, 1], [0, 3], [1, 2], [2, 3]], "no diagonal, no curve");
        assert_eq!(segments(&geometry, &task).unwrap(), [[4, 5, 1], [5, 6, 1]]);
        assert_eq!(loose_points(&geometry, &task).unwrap(), [5]);
        assert_eq!(every_point(&geometry, &task).unwrap().len(), 6);
    }

    #[test]
    fn quads_are_cut_inside_and_as_before_when_they_move() {
        let task = Task::unlimited();
        let arrow = |tip: f32| {
            let places = [[0.0, 0.0], [2.0, 1.0], [0.0, 2.0], [tip, 1.0]];
            shapes::polygon(&places)
        };
        assert_eq!(triangles(&arrow(0.5), &task).unwrap()[0], [1, 2, 3, 0], "not across the notch");
        for tip in [-0.5, -1.0, -9.0] {
            assert_eq!(triangles(&arrow(tip), &task).unwrap(), [[0, 1, 2, 0], [0, 2, 3, 0]]);
        }
        for (name, geometry) in shapes::all() {
            let ours = triangles(&geometry, &task).unwrap();
            let theirs = geometry.triangles();
            let owners: Vec<u32> = ours.iter().map(|triangle| triangle[3]).collect();
            assert_eq!(owners, theirs.primitives, "{name}");
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        let (nothing, task) = (Geometry::default(), Task::unlimited());
        assert!(triangles(&nothing, &task).unwrap().is_empty());
        assert!(edges(&nothing, &task).unwrap().is_empty());
        assert!(segments(&nothing, &task).unwrap().is_empty());
        assert!(every_point(&nothing, &task).unwrap().is_empty());
    }
}
