//! A torus.

use glam::Vec3;
use task::{Stop, Task};

use super::mesh::{Mesh, fill_cells};
use super::net::Net;
use super::{Axis, Connectivity, turn};
use crate::Geometry;

/// What a torus is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Torus {
    /// Metres from the middle to the middle of the ring.
    pub ring_radius: f32,
    /// Metres from the middle of the ring to the surface.
    pub section_radius: f32,
    /// Its middle.
    pub center: Vec3,
    /// Points around the section; at least 3.
    pub rows: u32,
    /// Points around the ring; at least 3.
    pub columns: u32,
    /// The axis through the hole.
    pub axis: Axis,
    /// What joins the points.
    pub connectivity: Connectivity,
    /// Whether to make texture coordinates.
    pub uvs: bool,
}

impl Default for Torus {
    fn default() -> Self {
        Self {
            ring_radius: 1.0,
            section_radius: 0.5,
            center: Vec3::ZERO,
            rows: 12,
            columns: 24,
            axis: Axis::Y,
            connectivity: Connectivity::default(),
            uvs: false,
        }
    }
}

/// A torus. Points begin on its outer side; the seams of its texture coordinates are there and
/// along the first column.
pub fn torus(settings: &Torus, task: &Task) -> Result<Geometry, Stop> {
    let (rows, columns) = (settings.rows.max(3) as usize, settings.columns.max(3) as usize);
    let net = Net { rows_wrap: true, columns_wrap: true, ..Net::open(rows, columns) };
    let blocks = net.blocks(settings.connectivity);
    let what = "a torus of this many rows and columns";
    let mut mesh = Mesh::new(net.points(), blocks, settings.uvs, what, task)?;
    let around = task.map(columns, |column| turn(column as f64 / columns as f64))?;
    let section = task.map(rows, |row| turn(row as f64 / rows as f64))?;
    let (ring_radius, section_radius) = (settings.ring_radius.abs(), settings.section_radius.abs());
    let place = |row: usize| {
        let around = &around;
        let height = -section[row].y * section_radius;
        let radius = ring_radius + section[row].x * section_radius;
        move |column: usize| {
            let flat = around[column] * radius;
            [settings.center + settings.axis.turn(Vec3::new(flat.x, height, -flat.y))]
        }
    };
    fill_cells(&mut mesh.positions, columns, place, task)?;
    net.fill(&mut mesh, settings.connectivity, task)?;
    mesh.finish(&[], task)
}
