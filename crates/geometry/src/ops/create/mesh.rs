//! The arrays of a geometry in the making, allocated at once and filled on all cores.

use std::ops::Range;

use bytemuck::allocation::zeroed_vec;
use glam::{Vec2, Vec3};
use task::{GRAIN, Stop, Task};

use crate::{Column, Domain, Geometry, PrimitiveKind, Topology};

/// Primitives of one kind that all have the same number of vertices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    count: u64,
    size: u64,
    kind: PrimitiveKind,
}

impl Block {
    pub fn polygons(count: usize, size: usize) -> Self {
        Self { count: count as u64, size: size as u64, kind: PrimitiveKind::Polygon }
    }

    pub fn polylines(count: usize, size: usize) -> Self {
        Self { kind: PrimitiveKind::Polyline, ..Self::polygons(count, size) }
    }

    fn vertices(self) -> u64 {
        self.count.saturating_mul(self.size)
    }
}

/// Arrays of known lengths, to be filled.
#[derive(Debug)]
pub(super) struct Mesh {
    pub positions: Vec<Vec3>,
    blocks: Vec<Block>,
    corners: Vec<u32>,
    /// Empty unless texture coordinates are wanted.
    uvs: Vec<Vec2>,
}

impl Mesh {
    /// Room for points, blocks of primitives, and texture coordinates if wanted. `what` is the
    /// subject of the sentence that refuses it.
    pub fn new(
        points: u64,
        blocks: Vec<Block>,
        uvs: bool,
        what: &'static str,
        task: &Task,
    ) -> Result<Self, Stop> {
        let sum = |count: fn(Block) -> u64| {
            blocks.iter().fold(0_u64, |sum, &block| sum.saturating_add(count(block)))
        };
        let (vertices, primitives) = (sum(Block::vertices), sum(|block| block.count));
        let vertex_bytes = if uvs { 12 } else { 4 };
        task.reserve(points, 12, what)?;
        task.reserve(vertices, vertex_bytes, what)?;
        task.reserve(primitives, 4, what)?;
        task.reserve(1, points * 12 + vertices * vertex_bytes + primitives * 4, what)?;
        Ok(Self {
            positions: zeroed_vec(points as usize),
            corners: zeroed_vec(vertices as usize),
            uvs: zeroed_vec(if uvs { vertices as usize } else { 0 }),
            blocks,
        })
    }

    /// Fills the vertices of a block with what `corners` and `uvs` say: see [`fill_cells`].
    pub fn fill<const N: usize, C, U>(
        &mut self,
        block: usize,
        columns: usize,
        corners: impl Fn(usize) -> C + Sync,
        uvs: impl Fn(usize) -> U + Sync,
        task: &Task,
    ) -> Result<(), Stop>
    where
        C: Fn(usize) -> [u32; N],
        U: Fn(usize) -> [Vec2; N],
    {
        let start: u64 = self.blocks[..block].iter().map(|block| block.vertices()).sum();
        let vertices = start as usize..(start + self.blocks[block].vertices()) as usize;
        fill_cells(&mut self.corners[vertices.clone()], columns, corners, task)?;
        if self.uvs.is_empty() {
            return Ok(());
        }
        fill_cells(&mut self.uvs[vertices], columns, uvs, task)
    }

    /// The corners, all blocks after one another, and the texture coordinates to go with them.
    pub fn corners_and_uvs(&mut self) -> (&mut [u32], &mut [Vec2]) {
        (&mut self.corners, &mut self.uvs)
    }

    /// The geometry, with a primitive group for each name and range of blocks.
    pub fn finish(self, groups: &[(&str, Range<usize>)], task: &Task) -> Result<Geometry, Stop> {
        let primitives: u64 = self.blocks.iter().map(|block| block.count).sum();
        let mut offsets = zeroed_vec::<u32>(primitives as usize + 1);
        let mut kinds = Vec::new();
        let (mut primitive, mut vertex) = (0, 0);
        let mut starts = Vec::with_capacity(self.blocks.len() + 1);
        starts.push(0);
        for block in &self.blocks {
            let size = block.size as u32;
            let slots = &mut offsets[primitive + 1..][..block.count as usize];
            task.fill(slots, |index, slot| *slot = vertex + (index as u32 + 1) * size)?;
            primitive += block.count as usize;
            vertex += block.vertices() as u32;
            starts.push(primitive);
            if self.blocks.iter().any(|block| block.kind != PrimitiveKind::Polygon) {
                kinds.resize(primitive, block.kind);
            }
        }
        let topology = Topology::new(self.positions.len(), offsets, self.corners, kinds);
        let mut geometry = Geometry::new(topology, self.positions);
        if !self.uvs.is_empty() {
            geometry.table_mut(Domain::Vertex).set("uv", Column::new(self.uvs));
        }
        for (name, blocks) in groups {
            let mut members = vec![false; primitive];
            members[starts[blocks.start]..starts[blocks.end]].fill(true);
            geometry.table_mut(Domain::Primitive).set(name, Column::group(members));
        }
        task.check()?;
        Ok(geometry)
    }
}

/// A row of points whose numbers are evenly apart but for the first and the last.
pub(super) struct Row {
    first: u32,
    second: u32,
    /// From one to the next, wrapping where they fall.
    step: u32,
    last: u32,
    /// The column of the last point.
    end: usize,
}

impl Row {
    /// The row of the points `point(0)` to `point(end)`.
    pub fn new(end: usize, point: impl Fn(usize) -> u32) -> Self {
        let second = point(end.min(1));
        let step = point(end.min(2)).wrapping_sub(second);
        Self { first: point(0), second, step, last: point(end), end }
    }

    /// The point of a column.
    pub fn at(&self, column: usize) -> u32 {
        if column == 0 {
            self.first
        } else if column == self.end {
            self.last
        } else {
            self.second.wrapping_add(self.step.wrapping_mul(column as u32 - 1))
        }
    }
}

/// Fills an array `N` values at a time, row after row of `columns` such cells. `values` is asked
/// for each row, and what it gives for each column, so that what a row needs is found out once.
pub(super) fn fill_cells<T: Send + Copy, const N: usize, V: Fn(usize) -> [T; N]>(
    out: &mut [T],
    columns: usize,
    values: impl Fn(usize) -> V + Sync,
    task: &Task,
) -> Result<(), Stop> {
    let columns = columns.max(1);
    task.fill_chunks(out, N * GRAIN, |start, chunk| {
        let (mut row, mut column) = (start / N / columns, start / N % columns);
        let mut rest = chunk.as_chunks_mut::<N>().0;
        while !rest.is_empty() {
            let (cells, after) = rest.split_at_mut(rest.len().min(columns - column));
            let value = values(row);
            for (cell, column) in cells.iter_mut().zip(column..) {
                *cell = value(column);
            }
            (row, column) = (row + 1, 0);
            rest = after;
        }
    })
}
