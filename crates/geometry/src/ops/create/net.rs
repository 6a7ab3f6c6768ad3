//! Nets: rows of points with what joins them, each way open or closed, with or without poles.

use glam::Vec2;
use task::{Stop, Task};

use super::Connectivity;
use super::mesh::{Block, Mesh};

/// Points in rows. The first and the last row may be a pole: one point that stands for all.
///
/// Points lie row after row. Columns run to the right seen from the front, and rows down,
/// unless they rise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Net {
    /// Rows, poles included.
    pub rows: usize,
    /// Points in a row that is no pole.
    pub columns: usize,
    /// Whether the last row joins the first.
    pub rows_wrap: bool,
    /// Whether the last column joins the first.
    pub columns_wrap: bool,
    pub first_is_pole: bool,
    pub last_is_pole: bool,
    pub rows_rise: bool,
}

impl Net {
    /// A net open each way, without poles.
    pub fn open(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            rows_wrap: false,
            columns_wrap: false,
            first_is_pole: false,
            last_is_pole: false,
            rows_rise: false,
        }
    }

    /// The number of points.
    pub fn points(&self) -> u64 {
        let poles = usize::from(self.first_is_pole) + usize::from(self.last_is_pole);
        let rings = (self.rows - poles) as u64;
        rings.saturating_mul(self.columns as u64).saturating_add(poles as u64)
    }

    /// The point of a row and a column; one past the last is the first.
    pub fn point(&self, row: usize, column: usize) -> u32 {
        let row = if row == self.rows { 0 } else { row };
        let column = if column == self.columns { 0 } else { column };
        if self.first_is_pole {
            match row {
                0 => 0,
                row if row + 1 == self.rows && self.last_is_pole => self.points() as u32 - 1,
                row => (1 + (row - 1) * self.columns + column) as u32,
            }
        } else if row + 1 == self.rows && self.last_is_pole {
            self.points() as u32 - 1
        } else {
            (row * self.columns + column) as u32
        }
    }

    fn is_pole(&self, row: usize) -> bool {
        row == 0 && self.first_is_pole || row + 1 == self.rows && self.last_is_pole
    }

    /// Cells between rows.
    fn cell_rows(&self) -> usize {
        self.rows - usize::from(!self.rows_wrap)
    }

    /// Cells between columns.
    fn cell_columns(&self) -> usize {
        self.columns - usize::from(!self.columns_wrap)
    }

    fn uv(&self, row: usize, column: usize) -> Vec2 {
        let middle = if self.is_pole(row) { 0.5 } else { 0.0 };
        let u = (column as f32 + middle) / self.cell_columns().max(1) as f32;
        let v = row as f32 / self.cell_rows().max(1) as f32;
        Vec2::new(u, if self.rows_rise { v } else { 1.0 - v })
    }

    /// Rows of cells that are quads, those of triangles around a pole left out.
    fn body(&self) -> std::ops::Range<usize> {
        let start = usize::from(self.first_is_pole);
        start..(self.cell_rows() - usize::from(self.last_is_pole)).max(start)
    }

    /// The blocks of primitives that [`Net::fill`] fills.
    pub fn blocks(&self, connectivity: Connectivity) -> Vec<Block> {
        let across = self.cell_columns();
        let cells = self.body().len().saturating_mul(across);
        let rows = Block::polylines(
            self.rows - usize::from(self.first_is_pole) - usize::from(self.last_is_pole),
            self.columns + usize::from(self.columns_wrap),
        );
        let columns = Block::polylines(self.columns, self.rows + usize::from(self.rows_wrap));
        let fan = |is_pole| Block::polygons(if is_pole { across } else { 0 }, 3);
        let with_fans = |body| vec![fan(self.first_is_pole), body, fan(self.last_is_pole)];
        match connectivity {
            Connectivity::Quads => with_fans(Block::polygons(cells, 4)),
            Connectivity::Triangles | Connectivity::AlternatingTriangles => {
                with_fans(Block::polygons(cells.saturating_mul(2), 3))
            }
            Connectivity::Rows => vec![rows],
            Connectivity::Columns => vec![columns],
            Connectivity::RowsAndColumns => vec![rows, columns],
            Connectivity::Points => Vec::new(),
        }
    }

    /// Fills the blocks of [`Net::blocks`], which are the first ones of the mesh.
    pub fn fill(
        &self,
        mesh: &mut Mesh,
        connectivity: Connectivity,
        task: &Task,
    ) -> Result<(), Stop> {
        match connectivity {
            Connectivity::Quads => {
                self.fill_fans(mesh, task)?;
                self.fill_body(mesh, |_, _| [0, 1, 2, 3], task)
            }
            Connectivity::Triangles => {
                self.fill_fans(mesh, task)?;
                self.fill_body(mesh, |_, _| [0, 1, 2, 0, 2, 3], task)
            }
            Connectivity::AlternatingTriangles => {
                self.fill_fans(mesh, task)?;
                let halves = |row: usize, column: usize| match (row + column) % 2 {
                    0 => [0, 1, 2, 0, 2, 3],
                    _ => [0, 1, 3, 1, 2, 3],
                };
                self.fill_body(mesh, halves, task)
            }
            Connectivity::Rows => self.fill_rows(mesh, 0, task),
            Connectivity::Columns => self.fill_columns(mesh, 0, task),
            Connectivity::RowsAndColumns => {
                self.fill_rows(mesh, 0, task)?;
                self.fill_columns(mesh, 1, task)
            }
            Connectivity::Points => Ok(()),
        }
    }

    /// Fills the cells between rows that are no poles; `order` says which of a cell's corners,
    /// counter-clockwise seen from the front, make its polygons.
    fn fill_body<const N: usize>(
        &self,
        mesh: &mut Mesh,
        order: impl Fn(usize, usize) -> [usize; N] + Sync + Copy,
        task: &Task,
    ) -> Result<(), Stop> {
        let start = self.body().start;
        let [left, right] = if self.rows_rise { [1, 0] } else { [0, 1] };
        let columns = self.columns;
        let next = move |column: usize| if column + 1 == columns { 0 } else { column + 1 };
        let points = |row: usize| {
            let row = row + start;
            let [upper, lower] = [row, row + 1].map(|row| self.point(row, 0));
            move |column: usize| {
                let sides = [column as u32, next(column) as u32];
                let (a, b) = (sides[left], sides[right]);
                let cell = [upper + a, lower + a, lower + b, upper + b];
                order(row, column).map(|corner| cell[corner])
            }
        };
        let across: Vec<f32> = (0..=columns).map(|column| self.uv(start, column).x).collect();
        let across = &across;
        let uvs = |row: usize| {
            let row = row + start;
            let [upper, lower] = [row, row + 1].map(|row| self.uv(row, 0).y);
            move |column: usize| {
                let sides = [across[column], across[column + 1]];
                let (a, b) = (sides[left], sides[right]);
                let cell = [[a, upper], [a, lower], [b, lower], [b, upper]];
                order(row, column).map(|corner| Vec2::from(cell[corner]))
            }
        };
        mesh.fill(1, self.cell_columns(), points, uvs, task)
    }

    fn fill_fans(&self, mesh: &mut Mesh, task: &Task) -> Result<(), Stop> {
        let across = self.cell_columns();
        let mut fan = |block: usize, corners: &(dyn Fn(usize) -> [(usize, usize); 3] + Sync)| {
            let points = |_| |column| corners(column).map(|(row, column)| self.point(row, column));
            let uvs = |_| |column| corners(column).map(|(row, column)| self.uv(row, column));
            mesh.fill(block, across, points, uvs, task)
        };
        if self.first_is_pole {
            fan(0, &|column| [(0, column), (1, column), (1, column + 1)])?;
        }
        if self.last_is_pole {
            let last = self.rows - 1;
            fan(2, &|column| [(last - 1, column), (last, column), (last - 1, column + 1)])?;
        }
        Ok(())
    }

    fn fill_rows(&self, mesh: &mut Mesh, block: usize, task: &Task) -> Result<(), Stop> {
        let first = usize::from(self.first_is_pole);
        mesh.fill(
            block,
            self.columns + usize::from(self.columns_wrap),
            |row| move |column| [self.point(row + first, column)],
            |row| move |column| [self.uv(row + first, column)],
            task,
        )
    }

    fn fill_columns(&self, mesh: &mut Mesh, block: usize, task: &Task) -> Result<(), Stop> {
        mesh.fill(
            block,
            self.rows + usize::from(self.rows_wrap),
            |column| move |row| [self.point(row, column)],
            |column| move |row| [self.uv(row, column)],
            task,
        )
    }
}
