//! Tubes and cones.

use glam::{Vec2, Vec3};
use task::{Stop, Task};

use super::mesh::{Block, Mesh, fill_cells};
use super::net::Net;
use super::{Axis, Connectivity, fraction, turn};
use crate::Geometry;

/// What closes the ends of a tube.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Caps {
    /// Nothing.
    #[default]
    None,
    /// One polygon.
    Polygon,
    /// Triangles around a point in the middle.
    Triangles,
}

/// What a tube is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Tube {
    /// Metres; an end of radius 0 is the single point of a cone.
    pub top_radius: f32,
    /// Metres; an end of radius 0 is the single point of a cone.
    pub bottom_radius: f32,
    /// Metres from end to end.
    pub height: f32,
    /// Its middle.
    pub center: Vec3,
    /// Rows of points from end to end, at least 2.
    pub rows: u32,
    /// Points in a row, at least 3.
    pub columns: u32,
    /// The axis that it stands along.
    pub axis: Axis,
    /// What joins the points; caps are made for faces only.
    pub connectivity: Connectivity,
    /// What closes its ends.
    pub caps: Caps,
    /// Whether caps share the points of the rows that they close; only then the tube is closed.
    pub consolidate: bool,
    /// Whether to make the primitive groups `side`, `top` and `bottom`.
    pub groups: bool,
    /// Whether to make texture coordinates: for each cap the whole square.
    pub uvs: bool,
}

impl Default for Tube {
    fn default() -> Self {
        Self {
            top_radius: 0.5,
            bottom_radius: 0.5,
            height: 1.0,
            center: Vec3::ZERO,
            rows: 2,
            columns: 12,
            axis: Axis::Y,
            connectivity: Connectivity::default(),
            caps: Caps::default(),
            consolidate: true,
            groups: false,
            uvs: false,
        }
    }
}

/// A tube, or a cone where one radius is 0. Points begin with the top row.
pub fn tube(settings: &Tube, task: &Task) -> Result<Geometry, Stop> {
    let (rows, columns) = (settings.rows.max(2) as usize, settings.columns.max(3) as usize);
    let (top, bottom) = (settings.top_radius.abs(), settings.bottom_radius.abs());
    let net = Net {
        columns_wrap: true,
        first_is_pole: top == 0.0 && bottom != 0.0,
        last_is_pole: bottom == 0.0 && top != 0.0,
        ..Net::open(rows, columns)
    };
    let mut blocks = net.blocks(settings.connectivity);
    let sides = blocks.len();
    let mut points = net.points();
    let has_faces = blocks.len() == 3;
    let mut caps = Vec::new();
    if has_faces && settings.caps != Caps::None {
        let ends = [(true, net.first_is_pole), (false, net.last_is_pole)];
        for (at_top, _) in ends.into_iter().filter(|&(_, is_pole)| !is_pole) {
            let cap = Cap { at_top, block: blocks.len(), first_point: points, settings };
            points = points.saturating_add(cap.own_points(columns));
            blocks.push(cap.faces(columns));
            caps.push(cap);
        }
    }
    let block_count = blocks.len();
    let what = "a tube of this many rows and columns";
    let mut mesh = Mesh::new(points, blocks, settings.uvs, what, task)?;

    let around = task.map(columns, |column| turn(column as f64 / columns as f64))?;
    let place = |row: usize, unit: Vec2| {
        let part = fraction(row, rows);
        let flat = unit * (top + (bottom - top) * part);
        let height = (0.5 - part) * settings.height.abs();
        settings.center + settings.axis.turn(Vec3::new(flat.x, height, -flat.y))
    };
    let first = usize::from(net.first_is_pole);
    let rings = &mut mesh.positions[first..net.points() as usize - usize::from(net.last_is_pole)];
    let ring = |row: usize| {
        let (around, place) = (&around, &place);
        move |column: usize| [place(row + first, around[column])]
    };
    fill_cells(rings, columns, ring, task)?;
    if net.first_is_pole {
        mesh.positions[0] = place(0, Vec2::ZERO);
    }
    if net.last_is_pole {
        mesh.positions[net.points() as usize - 1] = place(rows - 1, Vec2::ZERO);
    }
    net.fill(&mut mesh, settings.connectivity, task)?;
    for cap in &caps {
        let row = if cap.at_top { 0 } else { rows - 1 };
        let own =
            &mut mesh.positions[cap.first_point as usize..][..cap.own_points(columns) as usize];
        task.fill(own, |index, slot| {
            let on_ring = !settings.consolidate && index < columns;
            *slot = place(row, if on_ring { around[index] } else { Vec2::ZERO });
        })?;
        cap.fill(&mut mesh, &net, &around, task)?;
    }
    if !settings.groups {
        return mesh.finish(&[], task);
    }
    let blocks_of = |at_top| {
        let cap = caps.iter().find(|cap| cap.at_top == at_top);
        cap.map_or(block_count..block_count, |cap| cap.block..cap.block + 1)
    };
    let groups = [("side", 0..sides), ("top", blocks_of(true)), ("bottom", blocks_of(false))];
    mesh.finish(&groups, task)
}

/// The cap of one end.
struct Cap<'a> {
    at_top: bool,
    block: usize,
    /// The first of its own points.
    first_point: u64,
    settings: &'a Tube,
}

impl Cap<'_> {
    /// Its points that are not the row's: a row of its own unless consolidated, and the middle
    /// of a fan after that.
    fn own_points(&self, columns: usize) -> u64 {
        let row = if self.settings.consolidate { 0 } else { columns as u64 };
        row + u64::from(self.settings.caps == Caps::Triangles)
    }

    fn faces(&self, columns: usize) -> Block {
        match self.settings.caps {
            Caps::Triangles => Block::polygons(columns, 3),
            _ => Block::polygons(1, columns),
        }
    }

    fn fill(&self, mesh: &mut Mesh, net: &Net, around: &[Vec2], task: &Task) -> Result<(), Stop> {
        let columns = net.columns;
        // Seen from outside the bottom is gone around the other way.
        let in_order = |column: usize| {
            let column = column % columns;
            if self.at_top { column } else { columns - 1 - column }
        };
        let row = if self.at_top { 0 } else { net.rows - 1 };
        let first = self.first_point as u32;
        let point = |column: usize| match self.settings.consolidate {
            true => net.point(row, in_order(column)),
            false => first + in_order(column) as u32,
        };
        let uv = |column: usize| {
            let Vec2 { x, y } = around[in_order(column)];
            Vec2::splat(0.5) + 0.5 * Vec2::new(x, if self.at_top { y } else { -y })
        };
        if self.settings.caps == Caps::Triangles {
            let middle = first + self.own_points(columns) as u32 - 1;
            let corners = |_| |column| [middle, point(column), point(column + 1)];
            let uvs = |_| |column| [Vec2::splat(0.5), uv(column), uv(column + 1)];
            return mesh.fill(self.block, columns, corners, uvs, task);
        }
        mesh.fill(
            self.block,
            columns,
            |_| |column| [point(column)],
            |_| |column| [uv(column)],
            task,
        )
    }
}
