//! The cells of a geometry and which of them lie side by side.

use glam::Vec3;
use rayon::prelude::*;
use task::Task;

use super::{CELL, Error};
use crate::{Geometry, NONE};

/// The ways to the six neighbours of a cell: +x, −x, +y, −y, +z, −z.
pub const DIRECTIONS: [[i32; 3]; 6] =
    [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]];

/// The level directions as one walks around a building, seen from above against the clock: +z,
/// +x, −z, −x, as numbers of [`DIRECTIONS`]. What comes next lies to the right of who looks at
/// the side from outside.
pub const WIND: [usize; 4] = [4, 0, 5, 1];

/// For each of the six directions the number of the cell there, or [`NONE`].
pub type Around = [u32; 6];

/// The direction back.
pub(super) const fn opposite(direction: usize) -> usize {
    direction ^ 1
}

/// Cells by the numbers of their points.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lattice {
    /// For each point its cell.
    pub cells: Vec<[i32; 3]>,
    /// For each point its neighbours.
    pub around: Vec<Around>,
}

impl Lattice {
    /// The cells of a geometry's points.
    pub fn of(geometry: &Geometry, task: &Task) -> Result<Self, Error> {
        Self::new(cells_of(geometry, task)?, task)
    }

    /// Finds which cells lie side by side.
    pub fn new(cells: Vec<[i32; 3]>, task: &Task) -> Result<Self, Error> {
        task.reserve(cells.len() as u64, 96, "the cells of a lattice")?;
        let mut order = task.map(cells.len(), |point| (key(cells[point]), point as u32))?;
        order.par_sort_unstable();
        task.check()?;
        if let Some(pair) = order.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let (first, second) = (pair[0].1, pair[1].1);
            return Err(Error::Twice { first, second, cell: cells[first as usize] });
        }
        let mut around = vec![[NONE; 6]; cells.len()];
        for direction in [0, 2, 4] {
            task.check()?;
            // Both run through the same order, one of them a step ahead.
            let mut ahead = 0;
            for &(_, point) in &order {
                let Some(wanted) = beside(cells[point as usize], direction).map(key) else {
                    continue;
                };
                while order.get(ahead).is_some_and(|&(key, _)| key < wanted) {
                    ahead += 1;
                }
                if let Some(&(found, other)) = order.get(ahead)
                    && found == wanted
                {
                    around[point as usize][direction] = other;
                    around[other as usize][opposite(direction)] = point;
                }
            }
        }
        Ok(Self { cells, around })
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cell in a direction, if there is one.
    pub fn beside(&self, cell: usize, direction: usize) -> Option<usize> {
        Some(self.around[cell][direction])
            .filter(|&other| other != NONE)
            .map(|other| other as usize)
    }
}

/// The cell in a direction, unless numbers end before.
fn beside(cell: [i32; 3], direction: usize) -> Option<[i32; 3]> {
    let mut place = cell;
    for (number, step) in place.iter_mut().zip(DIRECTIONS[direction]) {
        *number = number.checked_add(step)?;
    }
    Some(place)
}

/// A number that orders cells by layer, then row, then along x.
fn key([i, j, k]: [i32; 3]) -> u128 {
    let part = |number: i32| u128::from((i64::from(number) - i64::from(i32::MIN)) as u64);
    part(j) << 64 | part(k) << 32 | part(i)
}

/// Which cell each point is; whole numbers may have been kept as floats.
fn cells_of(geometry: &Geometry, task: &Task) -> Result<Vec<[i32; 3]>, Error> {
    if geometry.point_count() == 0 {
        return Ok(Vec::new());
    }
    if let Some(cells) = geometry.points().read::<[i32; 3]>(CELL) {
        return Ok(cells.to_vec());
    }
    let cells = geometry.points().read::<Vec3>(CELL).ok_or(Error::NoCells)?;
    let is_whole = |cell: &Vec3| cell.is_finite() && cell.abs().max_element() <= (1 << 24) as f32;
    if let Some(point) = cells.iter().position(|cell| !is_whole(cell)) {
        return Err(Error::NotWhole(point));
    }
    Ok(task.map(cells.len(), |point| cells[point].round().as_ivec3().to_array())?)
}

#[cfg(test)]
mod tests {
    use super::super::testing::block;
    use super::*;
    use crate::{Column, Domain};

    #[test]
    fn neighbours_are_one_step_away_and_go_both_ways() {
        let cells = block([3, 4, 5]);
        let lattice = Lattice::new(cells.clone(), &Task::unlimited()).unwrap();
        let mut pairs = 0;
        for (cell, around) in lattice.around.iter().enumerate() {
            for (direction, &other) in around.iter().enumerate().filter(|pair| *pair.1 != NONE) {
                let (from, to) = (cells[cell], cells[other as usize]);
                assert_eq!([0, 1, 2].map(|axis| to[axis] - from[axis]), DIRECTIONS[direction]);
                assert_eq!(lattice.around[other as usize][opposite(direction)], cell as u32);
                pairs += 1;
            }
        }
        assert_eq!(pairs, 2 * (2 * 4 * 5 + 3 * 3 * 5 + 3 * 4 * 4));
    }

    #[test]
    fn cells_far_apart_and_at_the_ends_of_numbers_are_fine() {
        let cells = vec![[i32::MAX; 3], [i32::MIN; 3], [i32::MIN, 0, 0], [0, i32::MAX, 7]];
        let lattice = Lattice::new(cells, &Task::unlimited()).unwrap();
        assert_eq!(lattice.around, [[NONE; 6]; 4]);
    }

    #[test]
    fn whole_floats_are_cells_and_other_points_are_none() {
        let task = Task::unlimited();
        let mut points = Geometry::from_points(vec![Vec3::ZERO; 2]);
        assert_eq!(Lattice::of(&points, &task), Err(Error::NoCells));
        points.table_mut(Domain::Point).set(CELL, Column::new(vec![Vec3::ZERO, Vec3::X]));
        assert_eq!(Lattice::of(&points, &task).unwrap().around[0][0], 1);
        points.table_mut(Domain::Point).write::<Vec3>(CELL)[1].z = f32::NAN;
        assert_eq!(Lattice::of(&points, &task), Err(Error::NotWhole(1)));
        points.table_mut(Domain::Point).set(CELL, Column::new(vec![[1, 2, 3]; 2]));
        let twice = Lattice::of(&points, &task).unwrap_err().to_string();
        assert_eq!(twice, "points 0 and 1 are both cell (1, 2, 3)");
        assert!(Lattice::of(&Geometry::default(), &task).unwrap().is_empty());
    }
}
