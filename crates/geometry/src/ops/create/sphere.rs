//! A sphere of rows and columns.

use glam::{Vec2, Vec3};
use task::{Stop, Task};

use super::mesh::{Mesh, fill_cells};
use super::net::Net;
use super::{Axis, Connectivity, turn};
use crate::Geometry;

/// What a sphere of rows and columns is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Sphere {
    /// Metres along X, Y and Z.
    pub radius: Vec3,
    /// Its middle.
    pub center: Vec3,
    /// Rows of points from pole to pole, both included; at least 3.
    pub rows: u32,
    /// Points in a row; at least 3.
    pub columns: u32,
    /// The axis through the poles.
    pub axis: Axis,
    /// What joins the points.
    pub connectivity: Connectivity,
    /// Whether to make texture coordinates.
    pub uvs: bool,
}

impl Default for Sphere {
    fn default() -> Self {
        Self {
            radius: Vec3::ONE,
            center: Vec3::ZERO,
            rows: 13,
            columns: 24,
            axis: Axis::Y,
            connectivity: Connectivity::default(),
            uvs: false,
        }
    }
}

/// A sphere of rows and columns, with one point and a ring of triangles at each pole. Points
/// begin at the upper pole; texture coordinates have their seam along the first column.
pub fn sphere(settings: &Sphere, task: &Task) -> Result<Geometry, Stop> {
    let (rows, columns) = (settings.rows.max(3) as usize, settings.columns.max(3) as usize);
    let net = Net {
        columns_wrap: true,
        first_is_pole: true,
        last_is_pole: true,
        ..Net::open(rows, columns)
    };
    let blocks = net.blocks(settings.connectivity);
    let what = "a sphere of this many rows and columns";
    let mut mesh = Mesh::new(net.points(), blocks, settings.uvs, what, task)?;
    let around = task.map(columns, |column| turn(column as f64 / columns as f64))?;
    let along = task.map(rows, |row| turn(row as f64 / (rows - 1) as f64 * 0.5))?;
    let radius = settings.radius.abs();
    let place = |Vec2 { x: height, y: ring }: Vec2, direction: Vec2| {
        let unit = Vec3::new(ring * direction.x, height, -ring * direction.y);
        settings.center + radius * settings.axis.turn(unit)
    };
    let last = mesh.positions.len() - 1;
    mesh.positions[0] = place(Vec2::X, Vec2::ZERO);
    mesh.positions[last] = place(Vec2::NEG_X, Vec2::ZERO);
    let rings = &mut mesh.positions[1..last];
    let (around, place) = (&around, &place);
    let ring = |row: usize| {
        let at = along[row + 1];
        move |column: usize| [place(at, around[column])]
    };
    fill_cells(rings, columns, ring, task)?;
    net.fill(&mut mesh, settings.connectivity, task)?;
    mesh.finish(&[], task)
}
