//! On which side of each other points lie: exact, and never undecided.
//!
//! Places are whole numbers below 2³⁸ a side, so that every determinant here fits into 128 bits.
//! Floats decide first; whole numbers are asked only where rounding could matter. Where four
//! places lie in one plane, the points of A are thought moved: by ε along their normals, so that
//! what A and B share falls the same way everywhere, and by far smaller steps along the axes
//! (Edelsbrunner and Mücke, "Simulation of Simplicity", 1990). So no point lies on a face of the
//! other operand and no two edges touch, and all that is derived from sides agrees.

use glam::{DVec3, Vec3};

use crate::Geometry;

/// A place on the grid, and how it is moved to break ties.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub at: DVec3,
    pub moves: Moves,
}

/// How a place is moved to break ties.
#[derive(Debug, Clone, Copy)]
pub(super) enum Moves {
    /// Places of B stay.
    Not,
    /// A point of A: along its normal, then along the axes.
    Point(u32),
    /// A place that goes with A, along the axes only.
    Shifted,
}

impl Moves {
    /// The same without the move along a normal.
    pub(super) fn without_normal(self) -> Self {
        if let Self::Point(_) = self { Self::Shifted } else { self }
    }
}

/// How far a place lies behind a plane, as the first order of the moves that is not zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depth {
    pub order: u8,
    /// Positive behind, negative in front; zero only for triangles without a plane.
    pub value: f64,
}

/// Decides sides between two operands.
pub(super) struct Orientation<'a> {
    a: &'a Geometry,
    /// 1 if ties are broken as if A were larger, -1 as if it were smaller.
    growth: i128,
}

type Row = [i128; 3];

impl<'a> Orientation<'a> {
    pub(super) fn new(a: &'a Geometry, a_grows: bool) -> Self {
        Self { a, growth: if a_grows { 1 } else { -1 } }
    }

    /// 1 if the last place lies behind the plane of the first three, which is counter-clockwise
    /// seen from its front, and -1 if it lies in front. 0 only where three places lie in a line
    /// that no move bends, or two pairs in parallel lines.
    pub(super) fn side(&self, places: [&Place; 4]) -> i8 {
        let [a, b, c] = [0, 1, 2].map(|index| places[index].at - places[3].at);
        let determinant = a.dot(b.cross(c));
        let products = DVec3::new(
            (b.y * c.z).abs() + (b.z * c.y).abs(),
            (b.z * c.x).abs() + (b.x * c.z).abs(),
            (b.x * c.y).abs() + (b.y * c.x).abs(),
        );
        // Differences are exact here; Shewchuk's bound for the rest is 7.8e-16.
        let bound = 1e-15 * a.abs().dot(products);
        if determinant > bound {
            1
        } else if determinant < -bound {
            -1
        } else {
            let value = self.depth(places).value;
            i8::from(value > 0.0) - i8::from(value < 0.0)
        }
    }

    /// How far the last place lies behind the plane of the first three.
    pub(super) fn depth(&self, places: [&Place; 4]) -> Depth {
        let origin = places[3];
        let rows = [0, 1, 2].map(|index| whole(places[index].at - origin.at));
        let value = determinant(rows);
        if value != 0 {
            return Depth { order: 0, value: value as f64 };
        }
        let origin_move = self.normal(origin);
        let moved = [0, 1, 2].map(|index| {
            let normal = self.normal(places[index]);
            [0, 1, 2].map(|axis| self.growth * (normal[axis] - origin_move[axis]))
        });
        let row = |mask: usize, index: usize| {
            if mask >> index & 1 == 1 { moved[index] } else { rows[index] }
        };
        let masks = |order: u32| (0..8_usize).filter(move |mask| mask.count_ones() == order);
        for order in 1..4 {
            let value: i128 =
                masks(order).map(|mask| determinant([0, 1, 2].map(|i| row(mask, i)))).sum();
            if value != 0 {
                return Depth { order: order as u8, value: value as f64 };
            }
        }
        let shifts = |place: &Place| i128::from(!matches!(place.moves, Moves::Not));
        for axis in 0..3 {
            for order in 0..3 {
                let mut value = 0;
                for (shifted, place) in places[..3].iter().enumerate() {
                    let by = shifts(place) - shifts(origin);
                    let mut step = [0; 3];
                    step[axis] = by;
                    for mask in masks(order).filter(|mask| mask >> shifted & 1 == 0) {
                        let rows =
                            [0, 1, 2].map(|i| if i == shifted { step } else { row(mask, i) });
                        value += determinant(rows);
                    }
                }
                if value != 0 {
                    let order = 4 + 3 * axis as u8 + order as u8;
                    return Depth { order, value: value as f64 };
                }
            }
        }
        Depth { order: u8::MAX, value: 0.0 }
    }

    /// The direction that a place is moved in: the mean of the normals of the polygons around its
    /// point, weighted by the sines of their corners, in whole numbers up to 2²⁰.
    fn normal(&self, place: &Place) -> Row {
        let Moves::Point(point) = place.moves else { return [0; 3] };
        let (topology, positions) = (self.a.topology(), self.a.positions());
        let corners = topology.corners();
        let at = |vertex: usize| positions[corners[vertex] as usize].as_dvec3();
        let mut sum = DVec3::ZERO;
        for &vertex in topology.vertices_of_point().of(point as usize) {
            let vertex = vertex as usize;
            let primitive = topology.primitive_of_vertex()[vertex] as usize;
            let range = topology.vertices(primitive);
            let next = if vertex + 1 == range.end { range.start } else { vertex + 1 };
            let before = if vertex == range.start { range.end - 1 } else { vertex - 1 };
            let ways = [next, before].map(|other| (at(other) - at(vertex)).normalize_or_zero());
            sum += ways[0].cross(ways[1]);
        }
        whole((sum.normalize_or_zero() * f64::from(1 << 20)).round())
    }
}

/// The grid that the points of two operands are put on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Cells in a metre: a power of two.
    scale: f64,
}

impl Grid {
    /// A place beyond all points.
    pub(super) const FAR: f64 = (1_u64 << 38) as f64;

    /// The grid on which numbers up to `largest` stay below 2³⁷. What is larger than about a ten
    /// thousandth of that is exact on it.
    pub(super) fn new(largest: f32) -> Self {
        let exponent = (largest.max(f32::MIN_POSITIVE).to_bits() >> 23) as i32 - 126;
        Self { scale: 2_f64.powi(37 - exponent) }
    }

    pub(super) fn place(self, position: Vec3) -> DVec3 {
        (position.as_dvec3() * self.scale).round()
    }

    /// The side of a cell, in metres.
    pub(super) fn cell(self) -> f32 {
        (1.0 / self.scale) as f32
    }
}

fn whole(vector: DVec3) -> Row {
    [vector.x as i128, vector.y as i128, vector.z as i128]
}

fn determinant([a, b, c]: [Row; 3]) -> i128 {
    a[0] * (b[1] * c[2] - b[2] * c[1])
        + a[1] * (b[2] * c[0] - b[0] * c[2])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;
    use crate::shapes;

    fn fixed(x: f64, y: f64, z: f64) -> Place {
        Place { at: DVec3::new(x, y, z), moves: Moves::Not }
    }

    #[test]
    fn sides_change_sign_with_every_exchange_however_flat_the_places_lie() {
        let cube = shapes::cube();
        let orientation = Orientation::new(&cube, true);
        let random = Stream::new(3);
        let mut number = 0;
        let mut ties = 0;
        for _ in 0..3000 {
            // Few different coordinates: most places lie in a plane, many in a line.
            let places: Vec<Place> = (0..4)
                .map(|index| {
                    let mut draw = |below: u32| {
                        number += 1;
                        (random.unit(number) * below as f32) as u32
                    };
                    let at = DVec3::new(draw(3).into(), draw(3).into(), draw(2).into());
                    let moves = if index < 2 { Moves::Point(draw(8)) } else { Moves::Not };
                    Place { at, moves }
                })
                .collect();
            let [a, b, c, d] = [&places[0], &places[1], &places[2], &places[3]];
            let side = orientation.side([a, b, c, d]);
            ties += usize::from(orientation.depth([a, b, c, d]).order > 0);
            for exchanged in [[b, a, c, d], [a, c, b, d], [a, b, d, c], [d, b, c, a]] {
                assert_eq!(orientation.side(exchanged), -side);
            }
            assert_eq!(orientation.side([c, d, a, b]), side);
        }
        assert!(ties > 500, "{ties}");
    }

    #[test]
    fn a_point_in_a_plane_falls_to_the_side_that_its_normal_shows() {
        let cube = shapes::cube();
        let plane = [fixed(0.0, 0.0, 0.0), fixed(4.0, 0.0, 0.0), fixed(0.0, 4.0, 0.0)];
        // Corner 7 has a normal towards +z, corner 3 towards -z.
        for (point, grows, side) in [(7, true, -1), (7, false, 1), (3, true, 1), (3, false, -1)] {
            let place = Place { at: DVec3::new(1.0, 1.0, 0.0), moves: Moves::Point(point) };
            let [a, b, c] = &plane;
            assert_eq!(Orientation::new(&cube, grows).side([a, b, c, &place]), side);
        }
    }

    #[test]
    fn numbers_far_apart_are_still_exact() {
        let cube = shapes::cube();
        let orientation = Orientation::new(&cube, true);
        let far = Grid::FAR;
        let plane = [fixed(-far, -far, -far), fixed(far, far - 1.0, far), fixed(far, -far, 1.0)];
        let [a, b, c] = &plane;
        let middle = (a.at + b.at + c.at) / 3.0;
        let near = fixed(middle.x.round(), middle.y.round(), middle.z.round());
        let sides = [-2.0, 2.0].map(|step| {
            let moved =
                Place { at: near.at + (b.at - a.at).cross(c.at - a.at).signum() * step, ..near };
            orientation.side([a, b, c, &moved])
        });
        assert_eq!(sides, [1, -1]);
        for largest in [0.0, f32::MIN_POSITIVE, 1e-40, 1.0, 1.5, f32::MAX] {
            let grid = Grid::new(largest);
            assert!(grid.place(Vec3::splat(largest)).max_element() <= Grid::FAR / 2.0, "{largest}");
            assert!(largest < 1e-37 || grid.place(Vec3::splat(largest)).x >= Grid::FAR / 4.0);
        }
    }
}
