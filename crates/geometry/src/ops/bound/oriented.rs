//! A small box around points, turned as it fits best.

use glam::{DMat3, DVec2, DVec3, Mat3, Vec3, Vec3Swizzles};
use task::{Stop, Task};

use crate::Geometry;
use crate::ops::convex_hull::{ConvexHull, convex_hull};

/// A box that may be turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrientedBox {
    /// The middle.
    pub center: Vec3,
    /// The unit directions of its edges as columns: a rotation, of those that are the same box
    /// the nearest to none.
    pub axes: Mat3,
    /// The lengths of its edges.
    pub size: Vec3,
}

/// Points by which boxes are compared; what a finer hull would change is little.
const CORE: usize = 512;

/// Points of which every two edges are looked at.
const FEW: usize = 40;

/// A small box around all points, those in packed instances included; none where no point is
/// finite.
///
/// A side of the smallest box lies against a face of the convex hull, or against two edges that
/// do not meet (O'Rourke 1985). All faces are tried, of hulls with many points those of a coarser
/// one, and all pairs of edges of a hull of few points; the other sides are then the smallest
/// rectangle around what is seen along the first. A box that is no smaller than one along the
/// axes is not turned.
pub fn oriented_box(geometry: &Geometry, task: &Task) -> Result<Option<OrientedBox>, Stop> {
    let hull = convex_hull(geometry, &ConvexHull::default(), task)?;
    let bounds = hull.bounds();
    if bounds.is_empty() {
        return Ok(None);
    }
    let middle = bounds.center().as_dvec3();
    let place = |point: &Vec3| point.as_dvec3() - middle;
    let points: Vec<DVec3> = hull.positions().iter().map(place).collect();
    let core = coarser(&hull, CORE, task)?;
    let few = coarser(&hull, FEW, task)?;
    let core_points: Vec<DVec3> = core.positions().iter().map(place).collect();
    let mut sides = vec![DVec3::X, DVec3::Y, DVec3::Z];
    sides.extend((0..core.primitive_count()).map(|face| core.polygon_area_vector(face).as_dvec3()));
    sides.extend(across_edges(&few));
    task.reserve(sides.len() as u64, 112, "the boxes that are compared")?;
    let mut boxes = vec![Fit::default(); sides.len()];
    task.fill_chunks(&mut boxes, 16, |start, slots| {
        for (slot, side) in slots.iter_mut().zip(&sides[start..]) {
            *slot = side.try_normalize().map_or(Fit::default(), |side| Fit::of(&core_points, side));
        }
    })?;
    let along_axes = Fit { axes: DMat3::IDENTITY, ..Fit::along(&core_points, DMat3::IDENTITY) };
    let best = boxes.into_iter().fold(along_axes, |best, fit| if fit < best { fit } else { best });
    let axes = upright(best.axes);
    let Fit { min, max, .. } = Fit::along(&points, axes);
    Ok(Some(OrientedBox {
        center: (middle + axes * ((min + max) * 0.5)).as_vec3(),
        axes: axes.as_mat3(),
        size: (max - min).as_vec3(),
    }))
}

/// A hull, or one of those of its points that lie farthest out in about `count` directions.
fn coarser(hull: &Geometry, count: usize, task: &Task) -> Result<Geometry, Stop> {
    if hull.point_count() <= count {
        return Ok(hull.clone());
    }
    let positions = hull.positions();
    let mut farthest = vec![0; count];
    task.fill_chunks(&mut farthest, 1, |index, slot| {
        let direction = even_direction(index, count);
        let height = |point: &u32| direction.dot(positions[*point as usize]);
        let points = 0..positions.len() as u32;
        slot[0] = points.max_by(|a, b| height(a).total_cmp(&height(b))).unwrap_or(0);
    })?;
    farthest.sort_unstable();
    farthest.dedup();
    let points = farthest.iter().map(|&point| positions[point as usize]).collect();
    convex_hull(&Geometry::from_points(points), &ConvexHull::default(), task)
}

/// One of `count` directions that lie evenly on a ball (Fibonacci's spiral).
fn even_direction(index: usize, count: usize) -> Vec3 {
    let height = 1.0 - (2 * index + 1) as f32 / count as f32;
    let turn = index as f32 * std::f32::consts::PI * (3.0 - 5.0_f32.sqrt());
    let radius = (1.0 - height * height).max(0.0).sqrt();
    Vec3::new(radius * turn.cos(), height, radius * turn.sin())
}

/// The directions across every two edges of a hull; of a hull that is a line, those across it.
fn across_edges(hull: &Geometry) -> Vec<DVec3> {
    let positions = hull.positions();
    let along = |edge: &[u32; 2]| {
        let [a, b] = edge.map(|point| positions[point as usize].as_dvec3());
        b - a
    };
    let edges: Vec<DVec3> = hull.topology().edges().points.iter().map(along).collect();
    if let [only] = edges[..] {
        return vec![only.any_orthogonal_vector()];
    }
    let pairs = (0..edges.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    pairs.map(|(a, b)| edges[a].cross(edges[b])).collect()
}

/// A box along some axes.
#[derive(Debug, Clone, Copy)]
struct Fit {
    axes: DMat3,
    min: DVec3,
    max: DVec3,
}

impl Default for Fit {
    /// A box that is larger than any other.
    fn default() -> Self {
        Self { axes: DMat3::IDENTITY, min: DVec3::NEG_INFINITY, max: DVec3::INFINITY }
    }
}

impl PartialEq for Fit {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(std::cmp::Ordering::Equal)
    }
}

impl PartialOrd for Fit {
    /// By volume, then by area; what rounding may have made counts as equal.
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        const ROUNDING: f64 = 1.0 - 1e-6;
        // A side of no length counts as a very short one, so that the others still say something.
        const THIN: f64 = 1e-6;
        let size = |fit: &Self| {
            let size = fit.max - fit.min;
            let size = size.max(DVec3::splat(THIN * size.max_element()));
            [size.element_product(), size.dot(size.yzx()), size.element_sum()]
        };
        let (own, others) = (size(self), size(other));
        let differs = own.into_iter().zip(others).find_map(|(own, other)| {
            let smaller = own < other * ROUNDING;
            let larger = other < own * ROUNDING;
            (smaller || larger).then(|| own.total_cmp(&other))
        });
        Some(differs.unwrap_or(std::cmp::Ordering::Equal))
    }
}

impl Fit {
    fn along(points: &[DVec3], axes: DMat3) -> Self {
        let local = axes.transpose();
        let fold = |(min, max): (DVec3, DVec3), &point: &DVec3| {
            let point = local * point;
            (min.min(point), max.max(point))
        };
        let (min, max) = points.iter().fold((DVec3::INFINITY, DVec3::NEG_INFINITY), fold);
        Self { axes, min, max }
    }

    /// The smallest box with a side across a direction.
    fn of(points: &[DVec3], side: DVec3) -> Self {
        let (u, v) = side.any_orthonormal_pair();
        let seen = points.iter().map(|&point| DVec2::new(point.dot(u), point.dot(v)));
        let ring = ring(seen.collect());
        let edges = (0..ring.len()).map(|index| ring[(index + 1) % ring.len()] - ring[index]);
        let areas = edges.filter_map(|edge| {
            let along = edge.try_normalize()?;
            let across = along.perp();
            let extent = |axis: DVec2| {
                let heights = ring.iter().map(|point| point.dot(axis));
                let bounds = heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), h| {
                    (min.min(h), max.max(h))
                });
                bounds.1 - bounds.0
            };
            let (width, depth) = (extent(along), extent(across));
            // Of equal areas, as around a line, the shorter way round counts.
            Some((width * depth, width + depth, along))
        });
        let smallest = areas.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let along = smallest.map_or(DVec2::X, |(_, _, along)| along);
        let first = u * along.x + v * along.y;
        Self::along(points, DMat3::from_cols(first, side.cross(first), side))
    }
}

/// The corners of the convex polygon around points, counter-clockwise (Andrew 1979).
fn ring(mut points: Vec<DVec2>) -> Vec<DVec2> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    let way = |points: &mut dyn Iterator<Item = DVec2>| {
        let mut way: Vec<DVec2> = Vec::new();
        for next in points {
            while let [.., a, b] = way[..]
                && (b - a).perp_dot(next - a) <= 0.0
            {
                way.pop();
            }
            way.push(next);
        }
        way.pop();
        way
    };
    let mut corners = way(&mut points.iter().copied());
    corners.extend(way(&mut points.iter().rev().copied()));
    corners
}

/// The axes of the same box in the order and direction in which they turn it least.
fn upright(axes: DMat3) -> DMat3 {
    const ORDERS: [[usize; 3]; 6] =
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let reach = |order: &[usize; 3]| -> f64 {
        order.iter().enumerate().map(|(row, &column)| axes.col(column)[row].abs()).sum()
    };
    let first = |best: [usize; 3], order: [usize; 3]| {
        if reach(&order) > reach(&best) + 1e-9 { order } else { best }
    };
    let order = ORDERS.into_iter().fold(ORDERS[0], first);
    let mut columns = [0, 1, 2].map(|row| {
        let column = axes.col(order[row]);
        if column[row] < 0.0 { -column } else { column }
    });
    if columns[0].cross(columns[1]).dot(columns[2]) < 0.0 {
        // The one along which turning it round is least.
        let least = (0..3).min_by(|&a, &b| columns[a][a].total_cmp(&columns[b][b])).unwrap_or(2);
        columns[least] = -columns[least];
    }
    DMat3::from_cols(columns[0], columns[1], columns[2])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;
    use crate::shapes;

    fn around(geometry: &Geometry) -> Option<OrientedBox> {
        oriented_box(geometry, &Task::unlimited()).unwrap()
    }

    fn turned(geometry: &Geometry, turn: Mat3, offset: Vec3) -> Geometry {
        let mut geometry = geometry.clone();
        geometry.positions_mut().iter_mut().for_each(|point| *point = turn * *point + offset);
        geometry
    }

    fn volume(found: &OrientedBox) -> f32 {
        found.size.element_product()
    }

    #[test]
    fn every_shape_lies_in_its_box_which_is_no_larger_than_the_one_along_the_axes() {
        for (name, shape) in shapes::all() {
            let Some(found) = around(&shape) else {
                assert!(shape.bounds().is_empty(), "{name}");
                continue;
            };
            let back = found.axes.transpose();
            assert!((found.axes.determinant() - 1.0).abs() < 1e-5, "{name}");
            let reach = shape.bounds().size().max_element().max(1e-3) * 1e-4;
            if shape.packed().is_empty() {
                for point in shape.positions().iter().filter(|point| point.is_finite()) {
                    let local = (back * (*point - found.center)).abs();
                    assert!(local.cmple(found.size * 0.5 + reach).all(), "{name}: {point}");
                }
            }
            let plain = shape.bounds().size().element_product();
            assert!(volume(&found) <= plain * 1.001 + f32::EPSILON, "{name}");
        }
    }

    #[test]
    fn a_turned_box_is_found_again_and_one_along_the_axes_is_not_turned() {
        let mut brick = shapes::cube();
        brick.positions_mut().iter_mut().for_each(|point| *point *= Vec3::new(3.0, 1.0, 0.5));
        let plain = around(&brick).unwrap();
        assert_eq!((plain.axes, plain.size), (Mat3::IDENTITY, Vec3::new(6.0, 2.0, 1.0)));
        let turn = Mat3::from_rotation_y(0.4) * Mat3::from_rotation_x(-0.3);
        let offset = Vec3::new(5.0, -2.0, 9.0);
        let found = around(&turned(&brick, turn, offset)).unwrap();
        assert!(found.size.distance(plain.size) < 1e-4, "{}", found.size);
        assert!(found.center.distance(offset) < 1e-4);
        let off = (0..3).map(|axis| found.axes.col(axis).distance(turn.col(axis)));
        assert!(off.fold(0.0, f32::max) < 1e-4, "{}", found.axes);
    }

    #[test]
    fn a_tetrahedron_lies_in_the_cube_whose_sides_its_edges_cross() {
        let corners =
            [Vec3::ONE, Vec3::new(1., -1., -1.), Vec3::new(-1., 1., -1.), Vec3::new(-1., -1., 1.)];
        let solid = Geometry::from_points(corners.to_vec());
        let found = around(&turned(&solid, Mat3::from_rotation_z(0.7), Vec3::ZERO)).unwrap();
        assert!((volume(&found) - 8.0).abs() < 1e-3, "{}", found.size);
    }

    #[test]
    fn flat_and_straight_shapes_lie_in_flat_and_straight_boxes() {
        let turn = Mat3::from_rotation_y(0.4) * Mat3::from_rotation_x(0.9);
        let found = around(&turned(&shapes::grid(3, 2), turn, Vec3::X)).unwrap();
        let mut sizes = found.size.to_array();
        sizes.sort_by(f32::total_cmp);
        let near = |sizes: [f32; 3], expected: [f32; 3]| {
            sizes.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-4)
        };
        assert!(near(sizes, [0.0, 2.0, 3.0]), "{sizes:?}");
        let line = (0..5).map(|step| turn * Vec3::X * step as f32).collect();
        let mut sizes = around(&Geometry::from_points(line)).unwrap().size.to_array();
        sizes.sort_by(f32::total_cmp);
        assert!(near(sizes, [0.0, 0.0, 4.0]), "{sizes:?}");
    }

    #[test]
    fn many_points_of_a_turned_egg_have_nearly_the_smallest_box() {
        let random = Stream::new(4);
        let direction = |index: u64| {
            let unit = |axis| random.unit(3 * index + axis) - 0.5;
            Vec3::new(unit(0), unit(1), unit(2)).normalize_or(Vec3::X)
        };
        let stretch = Vec3::new(3.0, 2.0, 1.0);
        let turn = Mat3::from_rotation_y(0.8) * Mat3::from_rotation_z(0.5);
        let points = (0..5000).map(|index| turn * (direction(index) * stretch)).collect();
        let found = around(&Geometry::from_points(points)).unwrap();
        assert!(volume(&found) < 48.0 * 1.03, "{}", volume(&found));
        let stopped = Task::unlimited();
        stopped.cancel_token().cancel();
        assert!(oriented_box(&shapes::cube(), &stopped).is_err());
    }
}
