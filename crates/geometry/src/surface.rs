//! The triangles of a geometry in a tree: the closest point on them, and where rays meet them.

use glam::{DVec3, Vec3};
use task::{Stop, Task};

use crate::box_tree::{BoxTree, Ray};
use crate::{Bounds, Geometry};

/// The triangles of a geometry, ready to be searched: see [`Geometry::surface`].
///
/// Triangles with a corner that is not finite are not found by any search.
#[derive(Debug)]
pub struct Surface {
    tree: BoxTree,
    /// The corners of each triangle, in the order of the tree.
    corners: Vec<[Vec3; 3]>,
}

/// A place on a triangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurfaceHit {
    /// The triangle, of [`Geometry::triangles`].
    pub triangle: u32,
    /// How much each of its three corners weighs; the sum is 1.
    pub weights: [f32; 3],
    /// Where it is.
    pub position: Vec3,
    /// How far it is, in metres; along a ray, in lengths of its direction.
    pub distance: f32,
}

/// Which of several hits of a ray to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pick {
    /// The first along the ray.
    #[default]
    Nearest,
    /// The last along the ray.
    Farthest,
}

impl Geometry {
    /// The polygons as a tree of triangles. Built when first asked for, and shared by clones
    /// until a position or the topology is written.
    pub fn surface(&self, task: &Task) -> Result<&Surface, Stop> {
        self.shape().surface().get_or_try_build(|| Surface::of(self, |_| true, task))
    }
}

impl Surface {
    /// The triangles of a geometry for which `keep` is true, under the numbers that they have in
    /// [`Geometry::triangles`].
    pub fn of(
        geometry: &Geometry,
        keep: impl Fn(u32) -> bool + Sync,
        task: &Task,
    ) -> Result<Self, Stop> {
        let triangles = &geometry.try_triangles(task)?.vertices;
        let (points, positions) = (geometry.topology().corners(), geometry.positions());
        let corners_of = |triangle: u32| {
            triangles[triangle as usize].map(|vertex| positions[points[vertex as usize] as usize])
        };
        task.reserve(triangles.len() as u64, 80, "a tree of this many triangles")?;
        let bounds_of = |triangle| {
            let corners = corners_of(triangle);
            if keep(triangle) && corners.iter().all(|corner| corner.is_finite()) {
                corners.into_iter().fold(Bounds::EMPTY, Bounds::with)
            } else {
                Bounds::EMPTY
            }
        };
        let tree = BoxTree::build(triangles.len(), bounds_of, task)?;
        let order = tree.order();
        let corners = task.map(order.len(), |slot| corners_of(order[slot]))?;
        Ok(Self { tree, corners })
    }

    /// The place on the surface closest to a point, no farther than `most` metres from it. Of
    /// places equally close, the one on the first triangle.
    pub fn closest(&self, point: Vec3, most: f32) -> Option<SurfaceHit> {
        if !point.is_finite() {
            return None;
        }
        let mut best = None;
        let mut best_triangle = u32::MAX;
        self.tree.near(point, most * most, |slot, limit| {
            let place = closest_on_triangle(point, &self.corners[slot as usize]);
            let distance = place.offset.length_squared();
            let triangle = self.tree.order()[slot as usize];
            if distance < limit || (distance == limit && triangle < best_triangle) {
                best = Some(place);
                best_triangle = triangle;
                return distance;
            }
            limit
        });
        best.map(|place| SurfaceHit {
            triangle: best_triangle,
            weights: place.weights,
            position: point + place.offset,
            distance: place.offset.length(),
        })
    }

    /// The place on one triangle closest to a point.
    pub(crate) fn closest_on(triangle: u32, corners: &[Vec3; 3], point: Vec3) -> SurfaceHit {
        let Place { weights, offset } = closest_on_triangle(point, corners);
        SurfaceHit { triangle, weights, position: point + offset, distance: offset.length() }
    }

    /// Where the half-line from `origin` along `direction` meets the surface, from either side,
    /// between `from` and `to` lengths of `direction`. A ray along the edge of two triangles
    /// meets one of them. Of hits equally far, the one on the first triangle.
    pub fn ray(
        &self,
        origin: Vec3,
        direction: Vec3,
        from: f32,
        to: f32,
        pick: Pick,
    ) -> Option<SurfaceHit> {
        let sheared = Sheared::new(origin, direction)?;
        let ray = Ray::new(origin, direction);
        let mut best: Option<SurfaceHit> = None;
        self.tree.along(&ray, from, to, |slot, end| {
            let corners = &self.corners[slot as usize];
            let Some((distance, weights)) = sheared.meets(corners) else { return end };
            if !(from <= distance && distance <= to) {
                return end;
            }
            let triangle = self.tree.order()[slot as usize];
            let better = best.is_none_or(|best| match pick {
                Pick::Nearest => (distance, triangle) < (best.distance, best.triangle),
                Pick::Farthest => {
                    distance > best.distance
                        || distance == best.distance && triangle < best.triangle
                }
            });
            if !better {
                return end;
            }
            let position = origin + direction * distance;
            best = Some(SurfaceHit { triangle, weights, position, distance });
            if pick == Pick::Nearest { distance } else { end }
        });
        best
    }
}

/// The place on a triangle closest to a point.
struct Place {
    weights: [f32; 3],
    /// From the point to the place.
    offset: Vec3,
}

/// By the regions of the triangle's corners and sides (Ericson, Real-Time Collision Detection,
/// 5.1.5), relative to the point so that nothing is lost far from the origin.
fn closest_on_triangle(point: Vec3, corners: &[Vec3; 3]) -> Place {
    let [a, b, c] = corners.map(|corner| corner - point);
    let (ab, ac) = (b - a, c - a);
    let (d1, d2) = (-ab.dot(a), -ac.dot(a));
    if d1 <= 0.0 && d2 <= 0.0 {
        return Place { weights: [1.0, 0.0, 0.0], offset: a };
    }
    let (d3, d4) = (-ab.dot(b), -ac.dot(b));
    if d3 >= 0.0 && d4 <= d3 {
        return Place { weights: [0.0, 1.0, 0.0], offset: b };
    }
    let (d5, d6) = (-ab.dot(c), -ac.dot(c));
    if d6 >= 0.0 && d5 <= d6 {
        return Place { weights: [0.0, 0.0, 1.0], offset: c };
    }
    let on_ab = d1 * d4 - d3 * d2;
    let on_ac = d5 * d2 - d1 * d6;
    let on_bc = d3 * d6 - d5 * d4;
    let (v, w, divisor) = if on_ab <= 0.0 && d1 >= 0.0 && d3 <= 0.0 {
        (d1, 0.0, d1 - d3)
    } else if on_ac <= 0.0 && d2 >= 0.0 && d6 <= 0.0 {
        (0.0, d2, d2 - d6)
    } else if on_bc <= 0.0 && d4 >= d3 && d5 >= d6 {
        let (to_c, to_b) = (d4 - d3, d5 - d6);
        (to_b, to_c, to_c + to_b)
    } else {
        (on_ac, on_ab, on_ab + on_ac + on_bc)
    };
    let (v, w) = (v / divisor, w / divisor);
    if !(v.is_finite() && w.is_finite()) {
        return closest_on_sides([a, b, c]);
    }
    Place { weights: [1.0 - v - w, v, w], offset: a + ab * v + ac * w }
}

/// The closest of the three sides: for triangles without area.
fn closest_on_sides(corners: [Vec3; 3]) -> Place {
    let side = |from: usize| {
        let to = (from + 1) % 3;
        let along = corners[to] - corners[from];
        let part = -along.dot(corners[from]) / along.length_squared();
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
        let mut weights = [0.0; 3];
        weights[from] = 1.0 - part;
        weights[to] = part;
        Place { weights, offset: corners[from] + along * part }
    };
    let nearer = |best: Place, other: Place| {
        if other.offset.length_squared() < best.offset.length_squared() { other } else { best }
    };
    nearer(nearer(side(0), side(1)), side(2))
}

/// A ray turned and sheared so that it runs along z: the test of Woop, Benthin and Wald
/// ("Watertight Ray/Triangle Intersection", 2013), by which no ray slips between two triangles
/// that share an edge.
struct Sheared {
    origin: Vec3,
    axes: [usize; 3],
    shear: Vec3,
}

impl Sheared {
    /// None for a ray without a direction or a finite origin.
    fn new(origin: Vec3, direction: Vec3) -> Option<Self> {
        if !origin.is_finite() || !direction.is_finite() || direction == Vec3::ZERO {
            return None;
        }
        let size = direction.abs();
        let z = if size.x > size.y && size.x > size.z {
            0
        } else if size.y > size.z {
            1
        } else {
            2
        };
        let axes = [(z + 1) % 3, (z + 2) % 3, z];
        let along = direction[z];
        let shear = Vec3::new(direction[axes[0]] / along, direction[axes[1]] / along, 1.0 / along);
        Some(Self { origin, axes, shear })
    }

    /// How far along the ray it meets a triangle, and the corners' weights there.
    #[inline]
    fn meets(&self, corners: &[Vec3; 3]) -> Option<(f32, [f32; 3])> {
        let [x, y, z] = self.axes;
        let [a, b, c] = corners.map(|corner| {
            let local = corner - self.origin;
            let along = local[z];
            Vec3::new(
                local[x] - self.shear.x * along,
                local[y] - self.shear.y * along,
                self.shear.z * along,
            )
        });
        let mut u = c.x * b.y - c.y * b.x;
        let mut v = a.x * c.y - a.y * c.x;
        let mut w = b.x * a.y - b.y * a.x;
        if u == 0.0 || v == 0.0 || w == 0.0 {
            // On an edge as far as this precision can tell: products are exact in the next one.
            let [a, b, c] = [a, b, c].map(DVec3::from);
            u = (c.x * b.y - c.y * b.x) as f32;
            v = (a.x * c.y - a.y * c.x) as f32;
            w = (b.x * a.y - b.y * a.x) as f32;
        }
        if (u < 0.0 || v < 0.0 || w < 0.0) && (u > 0.0 || v > 0.0 || w > 0.0) {
            return None;
        }
        let sum = u + v + w;
        let weights = [u / sum, v / sum, w / sum];
        let distance = weights[0] * a.z + weights[1] * b.z + weights[2] * c.z;
        distance.is_finite().then_some((distance, weights))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;
    use crate::{Topology, shapes};

    fn random_place(random: Stream, index: u64) -> Vec3 {
        Vec3::from([0, 1, 2].map(|axis| 4.0 * random.unit(3 * index + axis) - 2.0))
    }

    /// Triangles of all sizes all over the place.
    fn soup(count: usize) -> Geometry {
        let random = Stream::new(11);
        let positions = (0..3 * count as u64)
            .map(|index| {
                let size = 0.01 + random.child(1).unit(index / 3).powi(4);
                random_place(random, index / 3) + size * random_place(random.child(2), index)
            })
            .collect();
        Geometry::new(Topology::uniform(3 * count, 3, (0..3 * count as u32).collect()), positions)
    }

    #[test]
    fn the_closest_place_is_that_of_a_search_through_all() {
        let soup = soup(700);
        let surface = soup.surface(&Task::unlimited()).unwrap();
        let random = Stream::new(12);
        for index in 0..300 {
            let point = random_place(random, index);
            let hit = surface.closest(point, f32::INFINITY).unwrap();
            let by_all = (0..700)
                .map(|triangle: usize| {
                    let corners = [0, 1, 2].map(|corner| soup.positions()[3 * triangle + corner]);
                    closest_on_triangle(point, &corners).offset.length()
                })
                .fold(f32::INFINITY, f32::min);
            assert_eq!(hit.distance, by_all);
            assert!((hit.position.distance(point) - hit.distance).abs() < 1e-5);
            let mixed: Vec3 = (0..3)
                .map(|corner| {
                    soup.positions()[3 * hit.triangle as usize + corner] * hit.weights[corner]
                })
                .sum();
            assert!(mixed.distance(hit.position) < 1e-4, "weights name the place");
            assert_eq!(surface.closest(point, 0.99 * hit.distance), None, "nothing is nearer");
        }
    }

    #[test]
    fn rays_hit_what_a_search_through_all_hits() {
        let soup = soup(700);
        let surface = soup.surface(&Task::unlimited()).unwrap();
        let random = Stream::new(13);
        let mut hits = 0;
        for index in 0..300 {
            let origin = random_place(random, index);
            let direction = random_place(random.child(1), index);
            let sheared = Sheared::new(origin, direction).unwrap();
            let mut distances: Vec<f32> = (0..700)
                .filter_map(|triangle: usize| {
                    let corners = [0, 1, 2].map(|corner| soup.positions()[3 * triangle + corner]);
                    sheared.meets(&corners).map(|(distance, _)| distance)
                })
                .filter(|&distance| distance >= 0.0)
                .collect();
            distances.sort_by(f32::total_cmp);
            let cast = |pick| {
                let hit = surface.ray(origin, direction, 0.0, f32::INFINITY, pick);
                hit.map(|hit| hit.distance)
            };
            assert_eq!(cast(Pick::Nearest), distances.first().copied());
            assert_eq!(cast(Pick::Farthest), distances.last().copied());
            hits += distances.len();
        }
        assert!(hits > 300, "the rays hit something: {hits}");
    }

    #[test]
    fn no_ray_slips_between_triangles() {
        let grid = shapes::grid(10, 10);
        let surface = grid.surface(&Task::unlimited()).unwrap();
        for index in 0..=40 {
            for other in 0..=40 {
                let above = Vec3::new(index as f32 / 4.0, 3.0, -other as f32 / 4.0);
                let hit = surface.ray(above, Vec3::NEG_Y, 0.0, 10.0, Pick::Nearest);
                assert_eq!(hit.map(|hit| hit.distance), Some(3.0), "{above}");
            }
        }
        let sphere = shapes::sphere(40, 20);
        let surface = sphere.surface(&Task::unlimited()).unwrap();
        for &corner in sphere.positions() {
            let hit = surface.ray(Vec3::ZERO, corner, 0.0, 2.0, Pick::Nearest).unwrap();
            assert!((hit.distance - 1.0).abs() < 1e-5, "{corner}");
        }
    }

    #[test]
    fn triangles_without_area_have_closest_places_too() {
        let line = [Vec3::ZERO, Vec3::ZERO, Vec3::X * 2.0];
        for corners in [line, [line[1], line[2], line[0]], [line[2], line[0], line[1]]] {
            let place = closest_on_triangle(Vec3::new(1.0, 1.0, 0.0), &corners);
            assert_eq!(place.offset, Vec3::NEG_Y, "{corners:?}");
        }
        let point = closest_on_triangle(Vec3::X, &[Vec3::ZERO; 3]);
        assert_eq!(point.offset, Vec3::NEG_X);
    }

    #[test]
    fn every_shape_can_be_searched_from_anywhere() {
        let task = Task::unlimited();
        for (name, shape) in shapes::all() {
            let surface = shape.surface(&task).unwrap();
            for point in [Vec3::ZERO, Vec3::ONE * 1e30, Vec3::NAN, Vec3::INFINITY, Vec3::splat(0.5)]
            {
                for hit in [
                    surface.closest(point, f32::INFINITY),
                    surface.ray(point, Vec3::new(0.3, 1.0, 0.2), -10.0, 10.0, Pick::Nearest),
                ] {
                    let Some(hit) = hit else { continue };
                    assert!(point.is_finite() && hit.position.is_finite(), "{name} {point}");
                    assert!((hit.weights.iter().sum::<f32>() - 1.0).abs() < 1e-3, "{name} {point}");
                }
            }
            assert_eq!(surface.ray(Vec3::ZERO, Vec3::ZERO, 0.0, 1.0, Pick::Nearest), None);
        }
        let stopped = Task::unlimited();
        stopped.cancel_token().cancel();
        assert_eq!(shapes::cube().surface(&stopped).unwrap_err(), Stop::Cancelled);
    }
}
