//! Points sorted into cubes of space, to find those within a distance of each other.

use std::ops::Range;

use glam::Vec3;
use task::{Stop, Task};

use crate::{Bounds, sort};

/// Points by the cell that they lie in: cells in order x within y within z, points of a cell in
/// rising order. Only cells that hold a point are kept.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    /// The points, cell after cell.
    pub(crate) order: Vec<u32>,
    /// Where the points of each cell begin in `order`, and the end.
    pub(crate) starts: Vec<u32>,
    /// The number of each cell among all, also those without points.
    keys: Vec<u64>,
    columns: u64,
    layer: u64,
}

/// The cells beside one: for each row of three along x its range of cells that hold points.
pub(crate) type Rows = [Range<u32>; 9];

impl Cells {
    /// Sorts points into cells at least `size` wide, wider ones where too many would be needed
    /// to count. Points that are not finite lie in some cell.
    pub(crate) fn build(positions: &[Vec3], size: f32, task: &Task) -> Result<Self, Stop> {
        let bounds = Bounds::of(positions);
        let number_bits = u64::BITS - (positions.len() as u64).leading_zeros();
        // Two empty cells on each side, so that no neighbour is in another row.
        let most = ((1_u64 << ((u64::BITS - number_bits) / 3)) - 4) as f32;
        let size = size.max(bounds.size().max_element() / most).max(f32::MIN_POSITIVE);
        let per_metre = 1.0 / size;
        let place = |point: Vec3| {
            let cell = ((point - bounds.min) * per_metre).max(Vec3::ZERO).min(Vec3::splat(most));
            cell.as_u64vec3() + 1
        };
        let counts = if bounds.is_empty() { Default::default() } else { place(bounds.max) };
        let columns = counts.x + 2;
        let layer = columns * (counts.y + 2);
        let mut keys = vec![0_u64; positions.len()];
        task.fill(&mut keys, |point, key| {
            let cell = place(positions[point]).min(counts);
            *key = (cell.x + columns * cell.y + layer * cell.z) << number_bits | point as u64;
        })?;
        let keys = sort::sort(keys, task)?;
        let mask = (1_u64 << number_bits) - 1;
        let order = task.map(keys.len(), |slot| (keys[slot] & mask) as u32)?;
        let mut cells = Self { order, columns, layer, ..Self::default() };
        for (slot, key) in keys.iter().enumerate() {
            let cell = key >> number_bits;
            if cells.keys.last() != Some(&cell) {
                cells.keys.push(cell);
                cells.starts.push(slot as u32);
            }
        }
        cells.starts.push(keys.len() as u32);
        task.check()?;
        Ok(cells)
    }

    /// The number of cells that hold points.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The points of a cell.
    pub(crate) fn points(&self, cell: usize) -> &[u32] {
        &self.order[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }

    /// The layer of a cell along z.
    pub(crate) fn layer_of(&self, cell: usize) -> u64 {
        self.keys[cell] / self.layer
    }

    /// Calls `visit` with each of a range of cells and the cells around it, itself included.
    pub(crate) fn neighbours(&self, cells: Range<usize>, mut visit: impl FnMut(usize, &Rows)) {
        let Some(&first) = self.keys.get(cells.start) else { return };
        let offsets: [i64; 9] = std::array::from_fn(|row| {
            let (y, z) = (row as i64 % 3 - 1, row as i64 / 3 - 1);
            y * self.columns as i64 + z * self.layer as i64
        });
        // Both ends of every row only move forward as the cell does.
        let mut rows: Rows = offsets.map(|offset| {
            let start = self.keys.partition_point(|&key| (key as i64) < first as i64 + offset - 1);
            start as u32..start as u32
        });
        for cell in cells {
            let key = self.keys[cell] as i64;
            for (row, offset) in rows.iter_mut().zip(offsets) {
                let before = |cell: u32, end: i64| {
                    self.keys.get(cell as usize).is_some_and(|&key| (key as i64) < end)
                };
                while before(row.start, key + offset - 1) {
                    row.start += 1;
                }
                row.end = row.end.max(row.start);
                while before(row.end, key + offset + 2) {
                    row.end += 1;
                }
            }
            visit(cell, &rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn cells_around_a_cell_hold_every_point_within_its_size() {
        let random = Stream::new(1);
        let scale = Vec3::new(3.0, 0.1, 1.0);
        let positions: Vec<Vec3> = (0..2000)
            .map(|index| scale * Vec3::from([0, 1, 2].map(|axis| random.unit(3 * index + axis))))
            .collect();
        let distance = 0.07;
        let cells = Cells::build(&positions, distance, &Task::unlimited()).unwrap();
        let mut pairs = 0;
        for range in [0..cells.len() / 3, cells.len() / 3..cells.len()] {
            cells.neighbours(range, |cell, rows| {
                for &point in cells.points(cell) {
                    let near = rows.iter().flat_map(|row| {
                        let points = cells.starts[row.start as usize] as usize;
                        &cells.order[points..cells.starts[row.end as usize] as usize]
                    });
                    let close = |other: &&u32| {
                        positions[**other as usize].distance(positions[point as usize]) < distance
                    };
                    pairs += near.filter(close).count();
                }
            });
        }
        let expected: usize = positions
            .iter()
            .map(|a| positions.iter().filter(|b| a.distance(**b) < distance).count())
            .sum();
        assert!(expected > 3000);
        assert_eq!(pairs, expected);
    }

    #[test]
    fn no_points_tiny_cells_and_points_that_are_not_numbers_are_fine() {
        let task = Task::unlimited();
        assert_eq!(Cells::build(&[], 1.0, &task).unwrap().len(), 0);
        let odd = [Vec3::NAN, Vec3::ZERO, Vec3::INFINITY, Vec3::splat(1e30), Vec3::splat(-1e38)];
        for size in [0.0, 1e-30, 1.0, f32::MAX] {
            let cells = Cells::build(&odd, size, &task).unwrap();
            let mut seen = 0;
            cells.neighbours(0..cells.len(), |cell, _| seen += cells.points(cell).len());
            assert_eq!(seen, odd.len());
        }
    }
}
