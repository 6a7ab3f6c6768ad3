//! Normals of primitives, points and vertices.

use glam::Vec3;
use task::{Stop, Task};

use crate::{Column, Domain, Geometry, Meaning, NONE, Selection};

/// How much each polygon around a point counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weighting {
    /// By the angle of its corner there, so that how a face is cut into others changes nothing
    /// (Thürmer and Wüthrich 1998).
    #[default]
    Angle,
    /// By its area.
    Area,
    /// All alike.
    Equal,
}

/// What normals are made, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Normals {
    /// What they belong to.
    pub domain: Domain,
    /// How the polygons around a point are weighed.
    pub weighting: Weighting,
    /// For vertices: polygons that turn from each other by more than this angle, in degrees,
    /// are a hard edge. 180 makes everything smooth.
    pub cusp_degrees: f32,
    /// Whether they point inwards.
    pub reverse: bool,
}

impl Default for Normals {
    fn default() -> Self {
        Self {
            domain: Domain::Point,
            weighting: Weighting::Angle,
            cusp_degrees: 60.0,
            reverse: false,
        }
    }
}

/// Sets the attribute `N` of the chosen elements to unit normals of the polygons around them.
///
/// Other elements keep theirs. Elements without a polygon that has an area get a zero normal;
/// polylines and packed instances count for nothing. Other attributes, groups and the topology
/// stay as they are. `N` in the detail domain is the mean of all polygons by area.
pub fn normals(
    geometry: &Geometry,
    chosen: &Selection,
    settings: &Normals,
    task: &Task,
) -> Result<Geometry, Stop> {
    let count = geometry.count(settings.domain);
    task.reserve(count as u64, 12, "a normal for each element")?;
    let sign = if settings.reverse { -1.0 } else { 1.0 };
    let normals = match (settings.domain, settings.weighting) {
        (Domain::Point, Weighting::Area) => {
            let sums = area_sums(geometry, task)?;
            task.map(count, |point| sums[point].normalize_or_zero())?
        }
        _ => weighed(geometry, settings, task)?,
    };
    let mut result = geometry.clone();
    let table = result.table_mut(settings.domain);
    if chosen.is_all() {
        let normals = task.map(count, |element| normals[element] * sign)?;
        table.set("N", Column::new(normals).with_meaning(Meaning::Normal));
    } else {
        task.fill(table.write::<Vec3>("N"), |element, slot| {
            if chosen.contains(element) {
                *slot = normals[element] * sign;
            }
        })?;
    }
    Ok(result)
}

/// The normal of each element, by any weighting.
fn weighed(geometry: &Geometry, settings: &Normals, task: &Task) -> Result<Vec<Vec3>, Stop> {
    let count = geometry.count(settings.domain);
    let faces = Faces::of(geometry, settings.weighting, task)?;
    Ok(match settings.domain {
        Domain::Primitive => task.map(count, |primitive| faces.units[primitive])?,
        Domain::Point => {
            let around = geometry.topology().try_vertices_of_point(task)?;
            task.map(count, |point| {
                let sum: Vec3 = around.of(point).iter().map(|&vertex| faces.share(vertex)).sum();
                sum.normalize_or_zero()
            })?
        }
        Domain::Vertex => {
            let least = settings.cusp_degrees.clamp(0.0, 180.0).to_radians().cos() - 1e-6;
            let around = geometry.topology().try_vertices_of_point(task)?;
            let corners = geometry.topology().corners();
            let of_vertex = geometry.topology().try_primitive_of_vertex(task)?;
            task.map(count, |vertex| {
                let own = faces.units[of_vertex[vertex] as usize];
                let fan = around.of(corners[vertex] as usize).iter();
                let smooth = fan.filter(|&&other| {
                    other as usize == vertex
                        || faces.units[of_vertex[other as usize] as usize].dot(own) >= least
                });
                let sum: Vec3 = smooth.map(|&other| faces.share(other)).sum();
                sum.try_normalize().unwrap_or(own)
            })?
        }
        Domain::Detail => {
            let sum: Vec3 = (0..geometry.primitive_count())
                .map(|primitive| geometry.polygon_area_vector(primitive))
                .filter(|area| area.is_finite())
                .sum();
            vec![sum.normalize_or_zero()]
        }
    })
}

/// The area vectors of the polygons around each point, added up in the order of polygons.
///
/// Needs nothing that is derived from the topology, so that it is several times as fast as any
/// other weighting on a geometry that is new.
pub(crate) fn area_sums(geometry: &Geometry, task: &Task) -> Result<Vec<Vec3>, Stop> {
    const BLOCK: usize = 1 << 16;
    let topology = geometry.topology();
    let areas = task.map(geometry.primitive_count(), |primitive| {
        let area = match topology.is_polygon(primitive) {
            true => geometry.polygon_area_vector(primitive),
            false => Vec3::ZERO,
        };
        if area.try_normalize().is_some() { area } else { Vec3::ZERO }
    })?;
    let mut sums = vec![Vec3::ZERO; geometry.point_count()];
    for (block, areas) in areas.chunks(BLOCK).enumerate() {
        task.check()?;
        for (index, &area) in areas.iter().enumerate() {
            for &point in topology.primitive(block * BLOCK + index) {
                sums[point as usize] += area;
            }
        }
    }
    Ok(sums)
}

/// The unit normals of polygons, and what each corner adds to the normal of its point.
struct Faces<'a> {
    geometry: &'a Geometry,
    weighting: Weighting,
    units: Vec<Vec3>,
    areas: Vec<f32>,
    next: &'a [u32],
    of_vertex: &'a [u32],
}

impl<'a> Faces<'a> {
    fn of(geometry: &'a Geometry, weighting: Weighting, task: &Task) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let both = task.map(geometry.primitive_count(), |primitive| {
            let area = match topology.is_polygon(primitive) {
                true => geometry.polygon_area_vector(primitive),
                false => Vec3::ZERO,
            };
            match area.try_normalize() {
                Some(unit) => (unit, area.length()),
                None => (Vec3::ZERO, 0.0),
            }
        })?;
        let (units, areas) = both.into_iter().unzip();
        let (next, of_vertex) =
            (topology.try_next_vertices(task)?, topology.try_primitive_of_vertex(task)?);
        Ok(Self { geometry, weighting, units, areas, next, of_vertex })
    }

    /// What the polygon at a vertex adds to the normal there.
    fn share(&self, vertex: u32) -> Vec3 {
        let primitive = self.of_vertex[vertex as usize] as usize;
        let unit = self.units[primitive];
        match self.weighting {
            Weighting::Equal => unit,
            Weighting::Area => unit * self.areas[primitive],
            Weighting::Angle if unit == Vec3::ZERO => unit,
            Weighting::Angle => unit * self.angle(vertex, primitive),
        }
    }

    /// The angle between the two sides of a corner, in radians.
    fn angle(&self, vertex: u32, primitive: usize) -> f32 {
        let topology = self.geometry.topology();
        let vertices = topology.vertices(primitive);
        let before = match vertex as usize {
            first if first == vertices.start => vertices.end - 1,
            other => other - 1,
        };
        let after = self.next[vertex as usize];
        if after == NONE {
            return 0.0;
        }
        let corners = topology.corners();
        let at = |vertex: usize| self.geometry.positions()[corners[vertex] as usize];
        let here = at(vertex as usize);
        let (one, other) = (at(before) - here, at(after as usize) - here);
        // From tangent rather than cosine: exact for thin corners too.
        let angle = one.cross(other).length().atan2(one.dot(other));
        if angle.is_finite() { angle } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn normals_of(geometry: &Geometry, settings: &Normals) -> Vec<Vec3> {
        let all = Selection::All(geometry.count(settings.domain));
        let result = normals(geometry, &all, settings, &Task::unlimited()).unwrap();
        result.table(settings.domain).read::<Vec3>("N").unwrap().to_vec()
    }

    #[test]
    fn the_corners_of_a_cube_point_along_its_diagonals_however_its_faces_are_cut() {
        let quads = normals_of(&shapes::cube(), &Normals::default());
        for (normal, position) in quads.iter().zip(shapes::cube().positions()) {
            assert!(normal.distance(position.normalize()) < 1e-6);
        }
        let all = Selection::All(6);
        let task = Task::unlimited();
        let cut = crate::ops::triangulate::triangulate(&shapes::cube(), &all, 3, &task).unwrap();
        let triangles = normals_of(&cut, &Normals::default());
        assert!(quads.iter().zip(&triangles).all(|(a, b)| a.distance(*b) < 1e-5));
    }

    #[test]
    fn vertices_keep_hard_edges_by_the_cusp_angle() {
        let hard = Normals { domain: Domain::Vertex, ..Normals::default() };
        let cube = shapes::cube();
        let faces = normals_of(&cube, &Normals { domain: Domain::Primitive, ..hard.clone() });
        for (vertex, normal) in normals_of(&cube, &hard).iter().enumerate() {
            assert!(normal.distance(faces[vertex / 4]) < 1e-6);
        }
        let smooth = normals_of(&cube, &Normals { cusp_degrees: 100.0, ..hard });
        assert!(smooth.iter().all(|normal| normal.abs().distance(Vec3::splat(0.57735)) < 1e-3));
    }

    #[test]
    fn a_sphere_has_normals_along_its_radius_and_reversed_ones_against() {
        let sphere = shapes::sphere(48, 24);
        let reversed = Normals { reverse: true, ..Normals::default() };
        for (normal, position) in normals_of(&sphere, &reversed).iter().zip(sphere.positions()) {
            assert!(normal.distance(-*position) < 0.01);
        }
    }

    #[test]
    fn elements_that_are_not_chosen_keep_theirs() {
        let mut grid = shapes::grid(2, 2);
        grid.table_mut(Domain::Point).write::<Vec3>("N").fill(Vec3::X);
        let first = Selection::parse("0", &grid, Domain::Point).unwrap();
        let result = normals(&grid, &first, &Normals::default(), &Task::unlimited()).unwrap();
        let normals = result.points().read::<Vec3>("N").unwrap();
        assert_eq!((normals[0], normals[1]), (Vec3::Y, Vec3::X));
    }

    #[test]
    fn every_shape_and_domain_gives_finite_unit_or_zero_normals() {
        for (name, shape) in shapes::all() {
            for domain in Domain::ALL {
                for weighting in [Weighting::Angle, Weighting::Area, Weighting::Equal] {
                    let settings = Normals { domain, weighting, ..Normals::default() };
                    for normal in normals_of(&shape, &settings) {
                        let length = normal.length();
                        assert!(length < 1e-6 || (length - 1.0).abs() < 1e-4, "{name}: {normal}");
                    }
                }
            }
        }
    }
}
