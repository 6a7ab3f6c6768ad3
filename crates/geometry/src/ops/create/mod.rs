//! Geometry out of nothing: boxes, spheres, grids, tubes, tori, circles, lines and solids.
//!
//! Closed ones have outward faces and share their points. Sizes and radii are in metres, and
//! their sign does not matter; what has no volume for lack of a size is still made, flat.
//! Texture coordinates, where asked for, are the vertex attribute `uv`, so that they can jump
//! at a seam; they run from 0 to 1 and are never mirrored seen from outside.

mod circle;
mod cuboid;
mod grid;
mod icosphere;
mod line;
mod mesh;
mod net;
mod platonic;
mod sphere;
#[cfg(test)]
mod tests;
mod torus;
mod tube;

pub use circle::{Arc, Circle, circle};
pub use cuboid::{Cuboid, cuboid};
pub use grid::{Grid, grid};
pub use icosphere::{Icosphere, icosphere};
pub use line::{Line, line};
pub use platonic::{Platonic, Solid, platonic};
pub use sphere::{Sphere, sphere};
pub use torus::{Torus, torus};
pub use tube::{Caps, Tube, tube};

use glam::Vec3;

/// What joins the points of a net of rows and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Connectivity {
    /// Quadrilaterals; triangles at poles.
    #[default]
    Quads,
    /// Triangles, all cut along the same diagonal.
    Triangles,
    /// Triangles cut along diagonals that take turns.
    AlternatingTriangles,
    /// A polyline along each row; one that goes around ends at its first point.
    Rows,
    /// A polyline along each column.
    Columns,
    /// Both.
    RowsAndColumns,
    /// Nothing.
    Points,
}

/// An axis of space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Axis {
    /// To the right.
    X,
    /// Up.
    #[default]
    Y,
    /// Towards the viewer.
    Z,
}

impl Axis {
    /// A place of something built around Y, turned so that it lies around this axis.
    fn turn(self, place: Vec3) -> Vec3 {
        match self {
            Self::X => Vec3::new(place.y, place.z, place.x),
            Self::Y => place,
            Self::Z => Vec3::new(place.z, place.x, place.y),
        }
    }
}

/// A plane through two axes of space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plane {
    /// Upright, facing Z; the first size is along X, the second along Y.
    Xy,
    /// Upright, facing X; the first size is along Y, the second along Z.
    Yz,
    /// Level, facing up; the first size is along X, the second along Z.
    #[default]
    Zx,
}

impl Plane {
    /// A place in the plane, by its two sizes.
    fn place(self, first: f32, second: f32) -> Vec3 {
        match self {
            Self::Xy => Vec3::new(first, second, 0.0),
            Self::Yz => Vec3::new(0.0, first, second),
            Self::Zx => Vec3::new(first, 0.0, second),
        }
    }

    /// Whether from the first axis to the second is counter-clockwise seen from the front.
    fn is_counter_clockwise(self) -> bool {
        self != Self::Zx
    }
}

/// How far `index` is on the way from the first to the last of `count`; the middle if there is
/// only one.
fn fraction(index: usize, count: usize) -> f32 {
    if count > 1 { index as f32 / (count - 1) as f32 } else { 0.5 }
}

/// Cosine and sine of an angle that is a part of a whole turn.
fn turn(part: f64) -> glam::Vec2 {
    let (sin, cos) = (part * std::f64::consts::TAU).sin_cos();
    glam::DVec2::new(cos, sin).as_vec2()
}
