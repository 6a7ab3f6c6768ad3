//! Sharp and soft: which corners share a point.

use glam::Vec3;
use task::{Stop, Task};

use crate::group::converted;
use crate::ops::clean::{Clean, clean};
use crate::ops::fuse::{Fuse, Snap, fuse};
use crate::ops::normal::{Normals, Weighting, normals};
use crate::{Domain, Geometry, PrimitiveKind, Selection, Topology};

/// What is done, in this order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facet {
    /// Gives every vertex of the chosen primitives a point of its own.
    pub unique_points: bool,
    /// Makes one of the points of the chosen primitives that are within this distance of each
    /// other, in metres.
    pub consolidate: Option<f32>,
    /// Turns polygons over, chosen or not, that do not face like their neighbours; closed
    /// surfaces outwards.
    pub orient: bool,
    /// Gives polygons that turn from each other by more than this angle, in degrees, points of
    /// their own along their common edge.
    pub cusp_degrees: Option<f32>,
    /// Takes points out of polygons that lie on the straight line between their neighbours, to
    /// within this distance in metres.
    pub remove_inline: Option<f32>,
    /// Moves the corners of each polygon of more than three corners into its mean plane. Shared
    /// points go to the mean of what their polygons want.
    pub make_planar: bool,
    /// Takes out polygons without an area and polylines without a length, chosen or not.
    pub remove_degenerate: bool,
    /// Sets point normals afterwards.
    pub normals: bool,
    /// Turns the normals of all domains round, where there are any.
    pub reverse_normals: bool,
}

/// Makes edges sharp or soft, points unique or shared, polygons plane.
///
/// New points have the attributes and groups of the one that they were split from and stand
/// behind all others; those that become one follow [`fuse`]. Vertices and primitives keep theirs.
/// Polylines and packed instances stay, but for what is said above.
pub fn facet(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Facet,
    task: &Task,
) -> Result<Geometry, Stop> {
    let mut result = geometry.clone();
    if settings.unique_points {
        result = split(&result, chosen, -2.0, task)?;
    }
    if let Some(distance) = settings.consolidate {
        let (primitives, points) = (Domain::Primitive, Domain::Point);
        let points = converted(result.topology(), &chosen.to_mask(), primitives, points);
        // Primitives that collapse stay for now: the choice is one of these primitives.
        let fused = Fuse { snap: Snap::Near { distance }, repair: false, ..Fuse::default() };
        result = fuse(&result, &Selection::Some(points), &fused, task)?;
    }
    if settings.orient {
        result = clean(&result, &Clean { orient: true, ..NOTHING }, task)?;
    }
    if let Some(degrees) = settings.cusp_degrees {
        let least = degrees.clamp(0.0, 180.0).to_radians().cos();
        result = split(&result, chosen, least, task)?;
    }
    if let Some(distance) = settings.remove_inline {
        result = without_inline_points(&result, chosen, distance.max(0.0), task)?;
    }
    if settings.make_planar {
        make_planar(&mut result, chosen, task)?;
    }
    if settings.remove_degenerate {
        let degenerate = Clean::default().degenerate;
        result = clean(&result, &Clean { repeated_corners: true, degenerate, ..NOTHING }, task)?;
    }
    if settings.normals {
        let settings =
            Normals { domain: Domain::Point, weighting: Weighting::Angle, ..Normals::default() };
        let all = Selection::All(result.point_count());
        result = normals(&result, &all, &settings, task)?;
    }
    if settings.reverse_normals {
        for domain in [Domain::Point, Domain::Vertex, Domain::Primitive] {
            if result.table(domain).read::<Vec3>("N").is_some() {
                let normals = result.table_mut(domain).write::<Vec3>("N");
                task.fill(normals, |_, normal| *normal = -*normal)?;
            }
        }
    }
    Ok(result)
}

/// Puts nothing in order.
const NOTHING: Clean = Clean {
    not_numbers: false,
    repeated_corners: false,
    degenerate: None,
    duplicates: false,
    orient: false,
    unused_points: false,
    empty_groups: false,
    default_attributes: false,
};

/// Splits points between polygons whose normals have a cosine below `least_cosine`; below -1,
/// between all.
fn split(
    geometry: &Geometry,
    chosen: &Selection,
    least_cosine: f32,
    task: &Task,
) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let (edges, around) = (topology.try_edges(task)?, topology.try_vertices_of_point(task)?);
    let (of_vertex, next) =
        (topology.try_primitive_of_vertex(task)?, topology.try_next_vertices(task)?);
    task.reserve(geometry.vertex_count() as u64, 64, "a point for each corner")?;
    let units = task.map(geometry.primitive_count(), |primitive| {
        geometry.polygon_area_vector(primitive).normalize_or_zero()
    })?;
    let takes_part = |vertex: u32| {
        let primitive = of_vertex[vertex as usize] as usize;
        topology.is_polygon(primitive) && chosen.contains(primitive)
    };
    let is_soft = |a: u32, b: u32| {
        let (a, b) = (of_vertex[a as usize] as usize, of_vertex[b as usize] as usize);
        least_cosine >= -1.0 && units[a].dot(units[b]) >= least_cosine - 1e-6
    };
    let mut corners = topology.corners().to_vec();
    let mut points_from: Vec<u32> = (0..geometry.point_count() as u32).collect();
    let mut class = Vec::<usize>::new();
    for point in 0..geometry.point_count() {
        if point.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        let fan = around.of(point);
        class.clear();
        class.extend(0..fan.len());
        // Corners that do not take part all stay together at the old point.
        let mut still = None;
        for (index, &vertex) in fan.iter().enumerate() {
            // Around the tip of a fan every corner looks at all others.
            if fan.len() > task::GRAIN {
                task.check()?;
            }
            if !takes_part(vertex) {
                let first = *still.get_or_insert(index);
                unite(&mut class, first, index);
                continue;
            }
            // The edges of the fan: along the half-edge that leaves, and the one that comes in.
            let vertices = topology.vertices(of_vertex[vertex as usize] as usize);
            let before = if vertex as usize == vertices.start {
                vertices.end - 1
            } else {
                vertex as usize - 1
            };
            for half in [vertex, before as u32] {
                let Some(twin) = edges.twin(half) else { continue };
                // The twin's vertex at this point: itself, or the one after it.
                let here = if topology.corners()[twin as usize] as usize == point {
                    twin
                } else {
                    next[twin as usize]
                };
                if let Some(other) = fan.iter().position(|&vertex| vertex == here)
                    && takes_part(here)
                    && is_soft(vertex, here)
                {
                    unite(&mut class, index, other);
                }
            }
        }
        // The class of the first corner that stays, else of the first corner, keeps the point.
        let keeps = root(&class, still.unwrap_or(0).min(class.len().saturating_sub(1)));
        let mut made = Vec::<(usize, u32)>::new();
        for (index, &vertex) in fan.iter().enumerate() {
            let root = root(&class, index);
            if root == keeps {
                continue;
            }
            let known = made.iter().find(|(class, _)| *class == root).map(|(_, new)| *new);
            corners[vertex as usize] = known.unwrap_or_else(|| {
                let new = points_from.len() as u32;
                points_from.push(point as u32);
                made.push((root, new));
                new
            });
        }
    }
    let split = Topology::new(
        points_from.len(),
        topology.offsets().to_vec(),
        corners,
        topology.kinds().to_vec(),
    );
    Ok(Geometry::from_tables(
        split,
        geometry.points().gather(&points_from, task)?,
        geometry.vertices().clone(),
        geometry.primitives().clone(),
        geometry.detail().clone(),
    )
    .with_packed(geometry.packed().clone()))
}

fn root(class: &[usize], mut index: usize) -> usize {
    while class.get(index).is_some_and(|&parent| parent != index) {
        index = class[index];
    }
    index
}

/// The smaller root leads, so that the result does not depend on the order of unions.
fn unite(class: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(class, a), root(class, b));
    class[a.max(b)] = a.min(b);
}

fn without_inline_points(
    geometry: &Geometry,
    chosen: &Selection,
    distance: f32,
    task: &Task,
) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let positions = geometry.positions();
    let (mut offsets, mut vertices_from) = (vec![0_u32], Vec::new());
    let mut kept = Vec::new();
    for primitive in 0..geometry.primitive_count() {
        if primitive.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        kept.clear();
        kept.extend(topology.vertices(primitive).map(|vertex| vertex as u32));
        if topology.is_polygon(primitive) && chosen.contains(primitive) {
            let mut index = 0;
            // Against the neighbours that are still there, so that a slow curve is not eaten up.
            while index < kept.len() && kept.len() > 3 {
                let at = |step: usize| {
                    let vertex = kept[(index + step) % kept.len()];
                    positions[topology.corners()[vertex as usize] as usize]
                };
                let (before, here, after) = (at(kept.len() - 1), at(0), at(1));
                if distance_to_segment(here, before, after) <= distance {
                    kept.remove(index);
                } else {
                    index += 1;
                }
            }
        }
        vertices_from.extend_from_slice(&kept);
        offsets.push(vertices_from.len() as u32);
    }
    let corners = vertices_from.iter().map(|&from| topology.corners()[from as usize]).collect();
    let kinds: Vec<PrimitiveKind> = topology.kinds().to_vec();
    let thinned = Topology::new(geometry.point_count(), offsets, corners, kinds);
    let primitives_from: Vec<u32> = (0..geometry.primitive_count() as u32).collect();
    geometry.with_topology(thinned, &vertices_from, &primitives_from, task)
}

fn distance_to_segment(point: Vec3, start: Vec3, end: Vec3) -> f32 {
    let along = end - start;
    let square = along.length_squared();
    let t = if square > 0.0 { ((point - start).dot(along) / square).clamp(0.0, 1.0) } else { 0.0 };
    point.distance(start + along * t)
}

fn make_planar(geometry: &mut Geometry, chosen: &Selection, task: &Task) -> Result<(), Stop> {
    let topology = geometry.topology().clone();
    let positions = geometry.positions();
    let planes = task.map(topology.primitive_count(), |primitive| {
        let corners = topology.primitive(primitive);
        let flat = topology.is_polygon(primitive) && corners.len() > 3;
        if !flat || !chosen.contains(primitive) {
            return (Vec3::ZERO, Vec3::ZERO);
        }
        let sum: Vec3 = corners.iter().map(|&point| positions[point as usize]).sum();
        let normal = geometry.polygon_area_vector(primitive).normalize_or_zero();
        (sum / corners.len() as f32, normal)
    })?;
    let around = topology.try_vertices_of_point(task)?;
    let of_vertex = topology.try_primitive_of_vertex(task)?;
    let moved = task.map(positions.len(), |point| {
        let here = positions[point];
        let vertices = around.of(point);
        let wanted = vertices.iter().map(|&vertex| {
            let (center, normal) = planes[of_vertex[vertex as usize] as usize];
            here - normal * (here - center).dot(normal)
        });
        if vertices.is_empty() { here } else { wanted.sum::<Vec3>() / vertices.len() as f32 }
    })?;
    geometry.positions_mut().copy_from_slice(&moved);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn with(geometry: &Geometry, settings: Facet) -> Geometry {
        let all = Selection::All(geometry.primitive_count());
        facet(geometry, &all, &settings, &Task::unlimited()).unwrap()
    }

    #[test]
    fn points_that_were_made_unique_are_consolidated_again() {
        let cube = shapes::with_attributes(shapes::cube());
        let unique = with(&cube, Facet { unique_points: true, ..Facet::default() });
        let again = Facet { consolidate: Some(0.001), orient: true, ..Facet::default() };
        let soft = with(&unique, again.clone());
        assert_eq!((soft.point_count(), soft.primitive_count()), (8, 6));
        assert!(soft.is_closed() && soft.primitives() == cube.primitives());
        let first = Selection::parse("0 2", &unique, Domain::Primitive).unwrap();
        let part = facet(&unique, &first, &again, &Task::unlimited()).unwrap();
        assert_eq!(part.point_count(), 24 - 2, "two faces share an edge");
        let flat = Facet { consolidate: Some(10.0), ..again };
        assert_eq!(with(&unique, flat.clone()).primitive_count(), 6);
        let gone = with(&unique, Facet { remove_degenerate: true, ..flat });
        assert_eq!(gone.primitive_count(), 0);
    }

    #[test]
    fn normals_are_turned_round_where_there_are_any() {
        let turned = Facet { reverse_normals: true, ..Facet::default() };
        assert_eq!(with(&shapes::cube(), turned.clone()), shapes::cube());
        let out = with(&shapes::cube(), Facet { normals: true, ..Facet::default() });
        let back = with(&out, turned);
        let read = |geometry: &Geometry| geometry.points().read::<Vec3>("N").unwrap().to_vec();
        assert!(read(&out).iter().zip(read(&back)).all(|(out, back)| *out == -back));
    }

    #[test]
    fn unique_points_leave_no_point_shared() {
        let cube = shapes::with_attributes(shapes::cube());
        let split = with(&cube, Facet { unique_points: true, ..Facet::default() });
        assert_eq!(split.point_count(), 24);
        assert_eq!(
            split.points().read::<f32>("mass").unwrap()[..8],
            [0., 1., 2., 3., 4., 5., 6., 7.]
        );
        assert_eq!(split.area(), cube.area());
    }

    #[test]
    fn the_cusp_angle_splits_a_cube_but_not_a_fine_sphere() {
        let cusp = |degrees| Facet { cusp_degrees: Some(degrees), ..Facet::default() };
        assert_eq!(with(&shapes::cube(), cusp(60.0)).point_count(), 24);
        assert_eq!(with(&shapes::cube(), cusp(91.0)).point_count(), 8);
        let sphere = shapes::sphere(32, 16);
        assert_eq!(with(&sphere, cusp(40.0)).point_count(), sphere.point_count());
        let fan = with(&shapes::non_manifold(), cusp(180.0));
        assert_eq!(fan.point_count(), 12, "a non-manifold edge is never soft");
    }

    #[test]
    fn only_chosen_faces_leave_their_neighbours() {
        let cube = shapes::cube();
        let one = Selection::parse("3", &cube, Domain::Primitive).unwrap();
        let settings = Facet { unique_points: true, ..Facet::default() };
        let split = facet(&cube, &one, &settings, &Task::unlimited()).unwrap();
        assert_eq!(split.point_count(), 12);
    }

    #[test]
    fn inline_points_go_and_corners_stay() {
        let corners = [[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [2.0, 2.0], [1.0, 2.0], [0.0, 2.0]];
        let square = shapes::polygon(&corners);
        let settings = Facet { remove_inline: Some(1e-4), ..Facet::default() };
        let thin = with(&square, settings);
        assert_eq!(thin.topology().primitive(0), [0, 2, 3, 5]);
        assert_eq!(thin.area(), 4.0);
    }

    #[test]
    fn a_bent_quad_becomes_plane() {
        let mut quad = shapes::grid(1, 1);
        quad.positions_mut()[0].y = 0.4;
        let flat = with(&quad, Facet { make_planar: true, ..Facet::default() });
        let normal = flat.polygon_area_vector(0).normalize();
        let heights: Vec<f32> = flat.positions().iter().map(|p| p.dot(normal)).collect();
        assert!(heights.iter().all(|height| (height - heights[0]).abs() < 0.02), "{heights:?}");
    }

    #[test]
    fn every_shape_survives_everything() {
        let settings = Facet {
            unique_points: true,
            consolidate: Some(0.01),
            orient: true,
            cusp_degrees: Some(30.0),
            remove_inline: Some(0.01),
            make_planar: true,
            remove_degenerate: false,
            normals: true,
            reverse_normals: true,
        };
        for (name, shape) in shapes::all() {
            let result = with(&shape, settings.clone());
            shapes::assert_sound(&result, !name.contains("not numbers"), name);
            assert_eq!(result.primitive_count(), shape.primitive_count(), "{name}");
            let cusped = with(&shape, Facet { unique_points: false, ..settings.clone() });
            shapes::assert_sound(&cusped, !name.contains("not numbers"), name);
            let fewer = with(&shape, Facet { remove_degenerate: true, ..settings.clone() });
            shapes::assert_sound(&fewer, !name.contains("not numbers"), name);
        }
    }
}
