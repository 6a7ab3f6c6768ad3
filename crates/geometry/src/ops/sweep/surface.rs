//! The points and polygons of swept surfaces.

use glam::{Vec2, Vec3};
use task::{Stop, Task};

use super::frames::Backbones;
use super::section::{Section, Sections};
use super::{Pairing, Sweep, Uvs};
use crate::Topology;
use crate::runs::{fill_runs, run_offsets, zeroes};

/// Which cross-section goes along which curve, and where the elements of each strip begin.
pub struct Surface<'a> {
    pub backbones: &'a Backbones<'a>,
    pub sections: &'a Sections<'a>,
    /// For each strip its curve and its cross-section.
    pub strips: Vec<[u32; 2]>,
    pub points: Vec<u32>,
    pub vertices: Vec<u32>,
    pub primitives: Vec<u32>,
    caps: bool,
}

/// The sizes of one strip.
#[derive(Clone, Copy)]
pub struct Strip<'a> {
    /// Which curve it is.
    pub curve: usize,
    /// Its cross-section.
    pub section: &'a Section,
    /// Points along and across.
    pub rows: usize,
    pub columns: usize,
    /// Quads along and across.
    pub long: usize,
    pub wide: usize,
    /// Whether both ends are closed by a polygon.
    pub capped: bool,
}

impl Strip<'_> {
    /// The number of quads.
    pub fn quads(&self) -> usize {
        self.long * self.wide
    }

    /// The row and column of each corner of a vertex, in the whole strip: `vertex` counts within
    /// it. The row or column of a corner past the seam is counted on, not back to 0.
    pub fn corner(&self, vertex: usize) -> (usize, usize) {
        if vertex < 4 * self.quads() {
            let quad = vertex / 4;
            let (row, column) = (quad / self.wide, quad % self.wide);
            [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)][vertex % 4]
        } else {
            let place = vertex - 4 * self.quads();
            if place < self.columns {
                // The first cap faces back.
                (0, self.columns - 1 - place)
            } else {
                (self.rows - 1, place - self.columns)
            }
        }
    }

    /// A row and column counted on past a seam, brought back to a point's.
    pub fn wrap(&self, (row, column): (usize, usize)) -> (usize, usize) {
        let back = |place: usize, count: usize| if place >= count { place - count } else { place };
        (back(row, self.rows), back(column, self.columns))
    }
}

impl<'a> Surface<'a> {
    /// Counts what there will be.
    pub fn lay_out(
        backbones: &'a Backbones<'a>,
        sections: &'a Sections<'a>,
        settings: &Sweep,
        task: &Task,
    ) -> Result<Self, Stop> {
        let (curves, count) = (backbones.curves.len(), sections.list.len());
        let each = if settings.pairing == Pairing::All { count } else { count.min(1) };
        let all = (curves as u64).saturating_mul(each as u64);
        task.reserve(all, 24, "the strips of the surface")?;
        let strips = (0..curves).flat_map(|curve| {
            (0..each).map(move |index| {
                let section = if settings.pairing == Pairing::All { index } else { curve % count };
                [curve as u32, section as u32]
            })
        });
        let mut surface = Self {
            backbones,
            sections,
            strips: strips.collect(),
            points: Vec::new(),
            vertices: Vec::new(),
            primitives: Vec::new(),
            caps: settings.caps,
        };
        let strips = surface.strips.len();
        let caps = |strip: Strip<'_>| if strip.capped { 2 } else { 0 };
        let points = |index: usize| {
            let strip = surface.strip(index);
            strip.rows * strip.columns
        };
        let vertices = |index: usize| {
            let strip = surface.strip(index);
            4 * strip.quads() + caps(strip) * strip.columns
        };
        let primitives = |index: usize| {
            let strip = surface.strip(index);
            strip.quads() + caps(strip)
        };
        let points = run_offsets(strips, points, 12, "the points of the surface", task)?;
        let vertices = run_offsets(strips, vertices, 4, "the vertices of the surface", task)?;
        let primitives = run_offsets(strips, primitives, 4, "the faces of the surface", task)?;
        (surface.points, surface.vertices, surface.primitives) = (points, vertices, primitives);
        Ok(surface)
    }

    /// The sizes of a strip.
    pub fn strip(&self, index: usize) -> Strip<'_> {
        let [curve, section] = self.strips[index].map(|number| number as usize);
        let section = &self.sections.list[section];
        let rows = self.backbones.points(curve).len();
        let closed = self.backbones.is_closed(curve);
        Strip {
            curve,
            section,
            rows,
            columns: section.points.len(),
            long: rows - usize::from(!closed),
            wide: section.quads(),
            capped: self.caps && section.closed && !closed && section.points.len() > 2,
        }
    }

    /// The polygons: the quads of each strip row after row, then its caps.
    pub fn topology(&self, task: &Task) -> Result<Topology, Stop> {
        let last = self.strips.len();
        let mut corners = zeroes::<u32>(self.vertices[last] as usize);
        fill_runs(&self.vertices, 1, &mut corners, task, |index, from, slots| {
            self.fill_corners(index, from, slots);
        })?;
        let count = self.primitives[last] as usize;
        let mut offsets = zeroes::<u32>(count + 1);
        fill_runs(&self.primitives, 1, &mut offsets[..count], task, |index, from, slots| {
            let strip = self.strip(index);
            for (slot, face) in slots.iter_mut().zip(from..) {
                let beyond = face.saturating_sub(strip.quads());
                let first = 4 * (face - beyond) + beyond * strip.columns;
                *slot = self.vertices[index] + first as u32;
            }
        })?;
        offsets[count] = self.vertices[last];
        Ok(Topology::polygons(self.points[last] as usize, offsets, corners))
    }

    /// The points of the corners of a strip from the vertex `from` on.
    fn fill_corners(&self, index: usize, from: usize, slots: &mut [u32]) {
        let strip = self.strip(index);
        let first = self.points[index];
        let point = |(row, column): (usize, usize)| first + (row * strip.columns + column) as u32;
        let one = |slot: &mut u32, vertex| *slot = point(strip.wrap(strip.corner(vertex)));
        // Whole quads between what is left of one before and after, and caps.
        let end = from + slots.len();
        let whole =
            from.next_multiple_of(4).min(4 * strip.quads())..end.min(4 * strip.quads()) / 4 * 4;
        let (head, rest) = slots.split_at_mut(whole.start.max(from).min(end) - from);
        let (quads, tail) = rest.split_at_mut(whole.len());
        head.iter_mut().zip(from..).for_each(|(slot, vertex)| one(slot, vertex));
        let tail_start = end - tail.len();
        tail.iter_mut().zip(tail_start..).for_each(|(slot, vertex)| one(slot, vertex));
        if quads.is_empty() {
            return;
        }
        let (mut row, mut column) = (whole.start / 4 / strip.wide, whole.start / 4 % strip.wide);
        let columns = strip.columns as u32;
        let mut quads = quads.as_chunks_mut::<4>().0.iter_mut();
        while quads.len() > 0 {
            let here = first + row as u32 * columns;
            let next = if row + 1 == strip.rows { first } else { here + columns };
            for quad in quads.by_ref().take(strip.wide - column) {
                let (a, b) = (column as u32, column as u32 + 1);
                let b = if b == columns { 0 } else { b };
                *quad = [here + a, here + b, next + b, next + a];
                column += 1;
            }
            (row, column) = (row + 1, 0);
        }
    }

    /// The positions of the points.
    pub fn positions(&self, task: &Task) -> Result<Vec<Vec3>, Stop> {
        let mut positions = zeroes::<Vec3>(self.points[self.strips.len()] as usize);
        let places = self.backbones.geometry.positions();
        fill_runs(&self.points, 1, &mut positions, task, |index, from, slots| {
            let strip = self.strip(index);
            let corners = self.backbones.points(strip.curve);
            let frames = self.backbones.of(strip.curve);
            let (mut row, mut column) = (from / strip.columns, from % strip.columns);
            let mut slots = slots.iter_mut();
            while slots.len() > 0 {
                let (frame, place) = (&frames[row], places[corners[row] as usize]);
                let (y, z) = (frame.y * frame.scale, frame.z * frame.scale);
                let x = y.cross(frame.z);
                let across = &strip.section.points[column..];
                for (point, slot) in across.iter().zip(slots.by_ref().take(strip.columns - column))
                {
                    *slot = place + x * point.x + y * point.y + z * point.z;
                }
                (row, column) = (row + 1, 0);
            }
        })?;
        Ok(positions)
    }

    /// Texture coordinates of the vertices: around the cross-section and along the curve; on
    /// caps those of the cross-section's plane.
    pub fn uvs(&self, uvs: Uvs, task: &Task) -> Result<Vec<[f32; 2]>, Stop> {
        let mut out = zeroes::<[f32; 2]>(self.vertices[self.strips.len()] as usize);
        let unit = uvs == Uvs::Unit;
        fill_runs(&self.vertices, 1, &mut out, task, |index, from, slots| {
            let strip = self.strip(index);
            let frames = self.backbones.of(strip.curve);
            let length = self.backbones.length(strip.curve);
            let around = strip.section.lengths.last().copied().unwrap_or(0.0);
            let part = |value: f32, whole: f32| match unit {
                true if whole > 0.0 => value / whole,
                true => 0.0,
                false => value,
            };
            let plane = Plane::of(strip.section, unit);
            for (slot, vertex) in slots.iter_mut().zip(from..) {
                let (row, column) = strip.corner(vertex);
                *slot = if vertex >= 4 * strip.quads() {
                    plane.place(strip.section.points[column])
                } else {
                    let along = frames.get(row).map_or(length, |frame| frame.length);
                    [part(strip.section.lengths[column], around), part(along, length)]
                };
            }
        })?;
        Ok(out)
    }
}

/// How the plane of a cross-section is laid out on caps.
struct Plane {
    origin: Vec2,
    size: f32,
}

impl Plane {
    fn of(section: &Section, unit: bool) -> Self {
        if !unit {
            return Self { origin: Vec2::ZERO, size: 1.0 };
        }
        let places = || section.points.iter().map(|point| point.truncate());
        let low = places().fold(Vec2::INFINITY, Vec2::min);
        let size = (places().fold(Vec2::NEG_INFINITY, Vec2::max) - low).max_element();
        Self { origin: low, size: if size > 0.0 { size } else { 1.0 } }
    }

    fn place(&self, point: Vec3) -> [f32; 2] {
        ((point.truncate() - self.origin) / self.size).to_array()
    }
}
