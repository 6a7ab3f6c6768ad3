//! Geometry and its reflection.

use glam::{Mat3, Vec3};
use task::{Stop, Task};

use crate::ops::merge::merge;
use crate::ops::reverse::reverse_vertices;
use crate::{Column, Domain, Geometry, NONE, Selection, Topology, Turning};

/// The plane, and what becomes of the two halves.
#[derive(Debug, Clone, PartialEq)]
pub struct Mirror {
    /// A point of the plane.
    pub origin: Vec3,
    /// The direction across the plane; need not be of unit length.
    pub normal: Vec3,
    /// Whether the original stays beside its reflection.
    pub keep_original: bool,
    /// Points nearer to the plane than this, in metres, are moved onto it and shared by both
    /// halves. None welds nothing.
    pub weld: Option<f32>,
    /// The name of a primitive group of the reflection; empty for none.
    pub group: String,
}

/// Reflects geometry across a plane.
///
/// The reflection has all attributes and groups of the original: positions, vectors, normals,
/// quaternions and packed instances are reflected, polygons face outwards again. It stands
/// behind the original. Polygons that lie in the plane with all their points welded have no
/// reflection: it would cover them. A normal without a direction gives the original.
pub fn mirror(geometry: &Geometry, settings: &Mirror, task: &Task) -> Result<Geometry, Stop> {
    let Some(normal) = settings.normal.try_normalize() else { return Ok(geometry.clone()) };
    let height = |point: Vec3| (point - settings.origin).dot(normal);
    let across = |axis: Vec3| axis - 2.0 * normal * axis.dot(normal);
    let turning = Turning {
        matrix: Mat3::from_cols(across(Vec3::X), across(Vec3::Y), across(Vec3::Z)),
        position: 2.0 * normal * settings.origin.dot(normal),
    };
    let mut original = geometry.clone();
    let welded: Vec<bool> = match settings.weld.filter(|_| settings.keep_original) {
        None => Vec::new(),
        Some(distance) => {
            let near = |&point: &Vec3| height(point).abs() <= distance.max(0.0);
            geometry.positions().iter().map(near).collect()
        }
    };
    if welded.contains(&true) {
        task.fill(original.positions_mut(), |point, position| {
            if welded[point] {
                *position -= normal * height(*position);
            }
        })?;
    }
    let all = Selection::All(original.primitive_count());
    // The reflection turns normals rightly by itself; only the order of corners is left to mend.
    let mut reflected = reverse_vertices(&turning.whole(&original, task)?, &all, task)?;
    if !settings.group.is_empty() {
        let members = vec![true; reflected.primitive_count()];
        reflected.table_mut(Domain::Primitive).set(&settings.group, Column::group(members));
    }
    if !settings.keep_original {
        return Ok(reflected);
    }
    let both = merge(&[&original, &reflected], task)?;
    if welded.contains(&true) { weld(&both, &welded, task) } else { Ok(both) }
}

/// Of a geometry whose second half reflects the first, makes welded points one.
fn weld(both: &Geometry, welded: &[bool], task: &Task) -> Result<Geometry, Stop> {
    let half = welded.len();
    let topology = both.topology();
    let mut new_of_old = vec![NONE; both.point_count()];
    let mut points_from = Vec::with_capacity(both.point_count());
    for old in 0..both.point_count() {
        if old >= half && welded[old - half] {
            new_of_old[old] = new_of_old[old - half];
        } else {
            new_of_old[old] = points_from.len() as u32;
            points_from.push(old as u32);
        }
    }
    let first_reflected = topology.primitive_count() / 2;
    let mut primitives_from = Vec::with_capacity(topology.primitive_count());
    let mut vertices_from = Vec::with_capacity(topology.vertex_count());
    let (mut offsets, mut kinds) = (vec![0_u32], Vec::new());
    for primitive in 0..topology.primitive_count() {
        if primitive.is_multiple_of(task::GRAIN) {
            task.check()?;
        }
        let points = topology.primitive(primitive);
        let covers = primitive >= first_reflected
            && topology.is_polygon(primitive)
            && !points.is_empty()
            && points.iter().all(|&point| welded[point as usize - half]);
        if !covers {
            primitives_from.push(primitive as u32);
            kinds.push(topology.kind(primitive));
            vertices_from.extend(topology.vertices(primitive).map(|vertex| vertex as u32));
            offsets.push(vertices_from.len() as u32);
        }
    }
    let corners = vertices_from
        .iter()
        .map(|&from| new_of_old[topology.corners()[from as usize] as usize])
        .collect();
    Ok(Geometry::from_tables(
        Topology::new(points_from.len(), offsets, corners, kinds),
        both.points().gather(&points_from, task)?,
        both.vertices().gather(&vertices_from, task)?,
        both.primitives().gather(&primitives_from, task)?,
        both.detail().clone(),
    )
    .with_packed(both.packed().clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn across_x() -> Mirror {
        Mirror {
            origin: Vec3::ZERO,
            normal: Vec3::X * 3.0,
            keep_original: true,
            weld: Some(1e-4),
            group: "mirrored".to_owned(),
        }
    }

    fn mirrored(geometry: &Geometry, settings: &Mirror) -> Geometry {
        mirror(geometry, settings, &Task::unlimited()).unwrap()
    }

    /// A cube of which the face at x = -1 is open and lies on the plane.
    fn open_cube() -> Geometry {
        let mut cube = shapes::cube();
        cube.positions_mut().iter_mut().for_each(|point| point.x += 1.0);
        let corners = cube.topology().corners()[4..].to_vec();
        Geometry::new(Topology::uniform(8, 4, corners), cube.positions().to_vec())
    }

    #[test]
    fn two_open_halves_weld_to_a_closed_whole() {
        let whole = mirrored(&open_cube(), &across_x());
        assert_eq!((whole.point_count(), whole.primitive_count()), (12, 10));
        assert!(whole.is_closed());
        assert!((whole.volume() - 16.0).abs() < 1e-5);
        let members = whole.primitives().group("mirrored").unwrap();
        assert_eq!(members.iter().filter(|&&member| member).count(), 5);
    }

    #[test]
    fn a_face_in_the_plane_is_not_doubled() {
        let mut cube = shapes::cube();
        cube.positions_mut().iter_mut().for_each(|point| point.x += 1.0);
        assert_eq!(mirrored(&cube, &across_x()).primitive_count(), 11);
    }

    #[test]
    fn normals_and_volume_are_those_of_the_reflection() {
        let alone = Mirror { keep_original: false, weld: None, ..across_x() };
        let mut sphere = shapes::sphere(16, 8);
        sphere.positions_mut().iter_mut().for_each(|point| point.x += 5.0);
        let all = Selection::All(sphere.point_count());
        let settings = crate::ops::normal::Normals::default();
        let task = Task::unlimited();
        let sphere = crate::ops::normal::normals(&sphere, &all, &settings, &task).unwrap();
        let reflected = mirrored(&sphere, &alone);
        assert!((reflected.volume() - sphere.volume()).abs() < 1e-4);
        let normals = reflected.points().read::<Vec3>("N").unwrap();
        for (normal, point) in normals.iter().zip(reflected.positions()) {
            assert!(normal.dot(*point + Vec3::X * 5.0) > 0.9, "{normal} at {point}");
        }
    }

    #[test]
    fn every_shape_stays_sound() {
        for (name, shape) in shapes::all() {
            let result = mirrored(&shape, &across_x());
            shapes::assert_sound(&result, !name.contains("not numbers"), name);
            assert_eq!(result.packed_count() % 2, 0, "{name}");
            let flat = Mirror { normal: Vec3::ZERO, ..across_x() };
            assert_eq!(mirrored(&shape, &flat).point_count(), shape.point_count());
        }
    }
}
