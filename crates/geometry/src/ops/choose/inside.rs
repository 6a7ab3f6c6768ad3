//! Which points a closed surface encloses.

use glam::{DVec3, Mat3, Vec3};
use task::{GRAIN, Stop, Task};

use crate::{Bounds, Geometry};

/// For each position whether the triangles of a geometry wind around it, counted along a ray
/// upwards. Triangles that share an edge agree on which of them a ray through it meets.
pub(in super::super) fn inside(
    positions: &[Vec3],
    solid: &Geometry,
    task: &Task,
) -> Result<Vec<bool>, Stop> {
    let mut triangles = Vec::new();
    collect(solid, Mat3::IDENTITY, Vec3::ZERO, &mut triangles, task)?;
    let columns = Columns::build(&triangles, task)?;
    let mut members = vec![false; positions.len()];
    // Where columns are crowded a thread takes fewer points at a time, to notice a cancel soon.
    let each = columns.triangles.len() / (columns.offsets.len() - 1) + 1;
    task.fill_chunks(&mut members, ((1 << 18) / each).clamp(1, GRAIN), |start, slots| {
        for (index, slot) in slots.iter_mut().enumerate() {
            let point = positions[start + index];
            let above = columns.at(point).iter().map(|&triangle| &triangles[triangle as usize]);
            *slot = above.map(|triangle| winding(triangle, point.as_dvec3())).sum::<i32>() != 0;
        }
    })?;
    Ok(members)
}

/// Adds the finite triangles of a geometry and of its packed instances.
fn collect(
    geometry: &Geometry,
    matrix: Mat3,
    position: Vec3,
    out: &mut Vec<[Vec3; 3]>,
    task: &Task,
) -> Result<(), Stop> {
    let found = &geometry.try_triangles(task)?.vertices;
    task.reserve((out.len() + found.len()) as u64, 36, "the triangles of a solid")?;
    let (corners, positions) = (geometry.topology().corners(), geometry.positions());
    let at = |vertex: u32| position + matrix * positions[corners[vertex as usize] as usize];
    let placed = found.iter().map(|triangle| triangle.map(at));
    out.extend(placed.filter(|triangle| triangle.iter().all(|corner| corner.is_finite())));
    for instance in geometry.instances() {
        let place = position + matrix * instance.position;
        collect(instance.geometry, matrix * instance.matrix, place, out, task)?;
    }
    Ok(())
}

/// How often a triangle passes over a point: 1 facing up, -1 facing down, 0 if it does not.
fn winding(triangle: &[Vec3; 3], point: DVec3) -> i32 {
    let [a, b, c] = triangle.map(Vec3::as_dvec3);
    let sides = [side(a, b, point), side(b, c, point), side(c, a, point)];
    if sides[0] == 0 || sides.iter().any(|&side| side != sides[0]) {
        return 0;
    }
    let normal = (b - a).cross(c - a);
    if normal.dot(point - a) * normal.y < 0.0 { sides[0] } else { 0 }
}

/// On which side of the edge a → b a point lies, seen from above. A point on the line is taken
/// to lie a little towards +x, and less towards +z, so that it is on the same side for all
/// triangles; 0 if a and b are one place.
fn side(a: DVec3, b: DVec3, point: DVec3) -> i32 {
    if (a.x, a.z) > (b.x, b.z) {
        return -side(b, a, point);
    }
    let along = b - a;
    let cross = along.z * (point.x - a.x) - along.x * (point.z - a.z);
    let sign = [cross, along.z, -along.x].into_iter().find(|&value| value != 0.0);
    sign.map_or(0, |value| if value > 0.0 { 1 } else { -1 })
}

/// Triangles by the upright columns of space that they reach into.
struct Columns {
    bounds: Bounds,
    across: usize,
    /// Where the triangles of each column begin, and the end.
    offsets: Vec<u32>,
    triangles: Vec<u32>,
}

impl Columns {
    fn build(triangles: &[[Vec3; 3]], task: &Task) -> Result<Self, Stop> {
        let bounds = Bounds::of(triangles.as_flattened());
        let mut across = (triangles.len() as f64).sqrt().clamp(1.0, 1024.0) as usize;
        let mut columns = Self { bounds, across, offsets: vec![0, 0], triangles: Vec::new() };
        if triangles.is_empty() {
            columns.across = 1;
            return Ok(columns);
        }
        // Fewer columns where triangles reach over many.
        loop {
            task.check()?;
            columns.across = across;
            let reached = triangles.iter().map(|triangle| {
                let [x, z] = columns.reach(triangle);
                (x.1 - x.0 + 1) * (z.1 - z.0 + 1)
            });
            if across == 1 || reached.sum::<usize>() <= 8 * triangles.len() + 1024 {
                break;
            }
            across /= 2;
        }
        let mut counts = vec![0_u32; across * across + 1];
        columns.each(triangles, |column, _| counts[column + 1] += 1);
        for column in 0..across * across {
            counts[column + 1] += counts[column];
        }
        task.check()?;
        let mut next = counts.clone();
        let mut items = vec![0; counts[across * across] as usize];
        columns.each(triangles, |column, triangle| {
            items[next[column] as usize] = triangle;
            next[column] += 1;
        });
        (columns.offsets, columns.triangles) = (counts, items);
        Ok(columns)
    }

    /// The columns along x and z that a triangle reaches into, first and last.
    fn reach(&self, triangle: &[Vec3; 3]) -> [(usize, usize); 2] {
        let [a, b, c] = *triangle;
        let (low, high) = (a.min(b).min(c), a.max(b).max(c));
        [0, 2].map(|axis| (self.cell(low[axis], axis), self.cell(high[axis], axis)))
    }

    fn cell(&self, value: f32, axis: usize) -> usize {
        let (low, size) = (f64::from(self.bounds.min[axis]), f64::from(self.bounds.max[axis]));
        let part = (f64::from(value) - low) / (size - low);
        ((part * self.across as f64) as usize).min(self.across - 1)
    }

    fn each(&self, triangles: &[[Vec3; 3]], mut visit: impl FnMut(usize, u32)) {
        for (index, triangle) in triangles.iter().enumerate() {
            let [x, z] = self.reach(triangle);
            for row in z.0..=z.1 {
                (x.0..=x.1).for_each(|column| visit(row * self.across + column, index as u32));
            }
        }
    }

    /// The triangles that may lie above or below a point.
    fn at(&self, point: Vec3) -> &[u32] {
        let within = point.cmpge(self.bounds.min) & point.cmple(self.bounds.max);
        if !within.all() {
            return &[];
        }
        let column = self.cell(point.z, 2) * self.across + self.cell(point.x, 0);
        &self.triangles[self.offsets[column] as usize..self.offsets[column + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    /// A lattice of points from -1.2 to 1.2 that misses no special place.
    fn lattice() -> Vec<Vec3> {
        let at = |index: i32| index as f32 * 0.1 - 1.2;
        (0..25 * 25 * 25).map(|i| Vec3::new(at(i % 25), at(i / 25 % 25), at(i / 625))).collect()
    }

    #[test]
    fn a_cube_holds_what_lies_within_it_through_edges_and_corners_too() {
        let points = lattice();
        let members = inside(&points, &shapes::cube(), &Task::unlimited()).unwrap();
        for (point, member) in points.iter().zip(members) {
            let reach = point.abs().max_element();
            assert!((reach - 1.0).abs() < 1e-4 || member == (reach < 1.0), "{point}");
        }
    }

    #[test]
    fn a_torus_has_a_hole_and_one_inside_out_encloses_the_same() {
        let torus = shapes::torus(64, 64);
        let mut mirrored = torus.clone();
        mirrored.positions_mut().iter_mut().for_each(|point| point.x = -point.x);
        let points = lattice();
        for shape in [torus, mirrored] {
            let members = inside(&points, &shape, &Task::unlimited()).unwrap();
            for (point, member) in points.iter().zip(members) {
                let ring = point.x.hypot(point.z) - 1.0;
                let depth = 0.4 - ring.hypot(point.y);
                assert!(depth.abs() < 5e-3 || member == (depth > 0.0), "{point}: {depth}");
            }
        }
    }

    #[test]
    fn packed_instances_enclose_and_nothing_encloses_nothing() {
        let points = [Vec3::ZERO, Vec3::new(3.0, 0.0, 1.0), Vec3::new(1.9, 0.0, 0.0), Vec3::NAN];
        let members = inside(&points, &shapes::packed(), &Task::unlimited()).unwrap();
        assert_eq!(members, [true, true, false, false]);
        let members = inside(&points, &Geometry::default(), &Task::unlimited()).unwrap();
        assert_eq!(members, [false; 4]);
    }
}
