//! A flat net of points.

use glam::{Vec2, Vec3};
use task::{Stop, Task};

use super::mesh::{Mesh, fill_cells};
use super::net::Net;
use super::{Connectivity, Plane, fraction};
use crate::Geometry;

/// What a grid is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Metres along the plane's two axes.
    pub size: Vec2,
    /// Its middle.
    pub center: Vec3,
    /// Rows of points, at least 1; they are beside each other along the plane's second axis.
    pub rows: u32,
    /// Points in a row, at least 1.
    pub columns: u32,
    /// Where it lies and faces.
    pub plane: Plane,
    /// What joins the points.
    pub connectivity: Connectivity,
    /// Whether to make texture coordinates.
    pub uvs: bool,
}

impl Default for Grid {
    fn default() -> Self {
        Self {
            size: Vec2::splat(10.0),
            center: Vec3::ZERO,
            rows: 10,
            columns: 10,
            plane: Plane::default(),
            connectivity: Connectivity::default(),
            uvs: false,
        }
    }
}

/// A flat net of points. They lie row after row from the lowest place of the plane's axes; a
/// single row or column lies in the middle.
pub fn grid(settings: &Grid, task: &Task) -> Result<Geometry, Stop> {
    let (rows, columns) = (settings.rows.max(1) as usize, settings.columns.max(1) as usize);
    let plane = settings.plane;
    let net = Net { rows_rise: plane.is_counter_clockwise(), ..Net::open(rows, columns) };
    let blocks = net.blocks(settings.connectivity);
    let what = "a grid of this many rows and columns";
    let mut mesh = Mesh::new(net.points(), blocks, settings.uvs, what, task)?;
    let size = settings.size.abs();
    let across: Vec<f32> = (0..columns).map(|column| fraction(column, columns) - 0.5).collect();
    let place = |row: usize| {
        let across = &across;
        let second = (fraction(row, rows) - 0.5) * size.y;
        move |column: usize| [settings.center + plane.place(across[column] * size.x, second)]
    };
    fill_cells(&mut mesh.positions, columns, place, task)?;
    net.fill(&mut mesh, settings.connectivity, task)?;
    mesh.finish(&[], task)
}
