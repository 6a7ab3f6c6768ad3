//! Where cells lie in the mass that they are part of: which sides are open, how high, and which
//! bay of a facade.

use task::Task;

use super::lattice::{Lattice, WIND};
use super::{Classes, Error, OCCUPIED};
use crate::{Column, Domain, Geometry};

/// Cells between two looks at whether to go on.
const STEP: usize = 4096;

/// What follows for each cell from which cells are occupied.
///
/// A facade is a level row of occupied cells that are all open to the same side; its bays are
/// numbered from left to right as seen from outside. A cell with several open sides counts to
/// the facade of the first of them in the order of [`WIND`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facade {
    /// The directions in which nothing stands beside an occupied cell, one bit each.
    pub open: Vec<i32>,
    /// The bay, from 0; -1 for a cell without an open level side.
    pub bay: Vec<i32>,
    /// How many bays the facade has; 0 for a cell without an open level side.
    pub bays: Vec<i32>,
    /// From 0 at the left end of the facade to 1 at the right one; 0.5 where it is a single bay
    /// or none.
    pub along: Vec<f32>,
    /// From 0 for the lowest occupied cell of an upright row without gaps to 1 for the highest.
    pub height: Vec<f32>,
}

impl Facade {
    /// Looks at every occupied cell.
    pub fn of(lattice: &Lattice, is_occupied: &[bool], task: &Task) -> Result<Self, Error> {
        let count = lattice.len();
        task.reserve(count as u64, 20, "the bays of cells")?;
        let stands = |cell: usize, direction: usize| {
            lattice.beside(cell, direction).is_some_and(|other| is_occupied[other])
        };
        let open = task.map(count, |cell| {
            let free = (0..6).filter(|&direction| is_occupied[cell] && !stands(cell, direction));
            free.map(|direction| 1 << direction).sum()
        })?;
        let mut facade = Self {
            open,
            bay: vec![-1; count],
            bays: vec![0; count],
            along: vec![0.5; count],
            height: vec![0.0; count],
        };
        for cell in 0..count {
            if cell.is_multiple_of(STEP) {
                task.check()?;
            }
            if is_occupied[cell] && !stands(cell, 3) {
                facade.measure_column(lattice, is_occupied, cell);
            }
            for side in 0..4 {
                let left = lattice.beside(cell, WIND[(side + 3) % 4]);
                let is_first = !left.is_some_and(|left| facade.is_open(left, WIND[side]));
                if facade.is_open(cell, WIND[side]) && is_first {
                    facade.measure_row(lattice, cell, side);
                }
            }
        }
        Ok(facade)
    }

    /// Whether a cell is occupied and nothing stands beside it in a direction.
    pub fn is_open(&self, cell: usize, direction: usize) -> bool {
        self.open[cell] >> direction & 1 == 1
    }

    /// The first open level side in the order of [`WIND`], as its place there.
    pub fn side(&self, cell: usize) -> Option<usize> {
        (0..4).find(|&side| self.is_open(cell, WIND[side]))
    }

    fn measure_column(&mut self, lattice: &Lattice, is_occupied: &[bool], lowest: usize) {
        let above = |cell: &usize| lattice.beside(*cell, 2).filter(|&other| is_occupied[other]);
        let column = || std::iter::successors(Some(lowest), above);
        let steps = (column().count() - 1).max(1) as f32;
        for (step, cell) in column().enumerate() {
            self.height[cell] = step as f32 / steps;
        }
    }

    fn measure_row(&mut self, lattice: &Lattice, first: usize, side: usize) {
        let mut row = vec![first];
        while let Some(next) = lattice.beside(row[row.len() - 1], WIND[(side + 1) % 4])
            && self.is_open(next, WIND[side])
        {
            row.push(next);
        }
        for (bay, &cell) in row.iter().enumerate() {
            if self.side(cell) == Some(side) {
                self.bay[cell] = bay as i32;
                self.bays[cell] = row.len() as i32;
                if row.len() > 1 {
                    self.along[cell] = bay as f32 / (row.len() - 1) as f32;
                }
            }
        }
    }

    /// Writes all of it onto the cells' points, under the names of the fields.
    pub fn write(self, geometry: &mut Geometry) {
        let points = geometry.table_mut(Domain::Point);
        points.set("open", Column::new(self.open));
        points.set("bay", Column::new(self.bay));
        points.set("bays", Column::new(self.bays));
        points.set("along", Column::new(self.along));
        points.set("height", Column::new(self.height));
    }
}

/// Which cells something stands in or is to stand in: those of the group, or, without it, all
/// whose module is not empty.
pub(super) fn occupied(geometry: &Geometry, task: &Task) -> Result<Vec<bool>, Error> {
    if let Some(members) = geometry.points().group(OCCUPIED) {
        return Ok(members.to_vec());
    }
    let classes = Classes::new::<&str>([])?;
    let modules = classes.read(geometry, task)?;
    Ok(modules.into_iter().map(|module| module != classes.empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{block, free};
    use super::*;

    /// An L of two storeys, and a third one on the cell in its corner.
    fn corner_house() -> (Lattice, Facade) {
        let mut cells = block([4, 2, 3]);
        cells.retain(|&[i, _, k]| i == 0 || k == 0);
        cells.push([0, 2, 0]);
        let lattice = Lattice::new(cells, &free()).unwrap();
        let facade = Facade::of(&lattice, &vec![true; lattice.len()], &free()).unwrap();
        (lattice, facade)
    }

    #[test]
    fn bays_are_counted_from_the_left_as_seen_from_outside() {
        let (lattice, facade) = corner_house();
        let at = |cell: [i32; 3]| lattice.cells.iter().position(|&other| other == cell).unwrap();
        // The back faces -z, so that its left end is at the highest x.
        let backs: Vec<_> = (0..4).map(|i| at([i, 0, 0])).collect();
        assert_eq!(facade.bay[backs[0]], 3, "of four to the back");
        assert_eq!(facade.bays[backs[0]], 4);
        // Open to the front and the back: the front counts, a facade from x = 1 to x = 3.
        let fronts = [1, 2, 3].map(|x| (facade.bay[backs[x]], facade.bays[backs[x]]));
        assert_eq!(fronts, [(0, 3), (1, 3), (2, 3)]);
        assert_eq!([1, 2, 3].map(|x| facade.along[backs[x]]), [0.0, 0.5, 1.0]);
        assert_eq!(facade.open[at([3, 1, 0])], 0b11_0101);
        assert_eq!(facade.open[at([0, 1, 0])], 0b10_0010, "a cell stands on it");
    }

    #[test]
    fn heights_go_up_each_column_on_its_own() {
        let (lattice, facade) = corner_house();
        let height = |cell| {
            let place = lattice.cells.iter().position(|&other| other == cell).unwrap();
            facade.height[place]
        };
        assert_eq!([0, 1, 2].map(|j| height([0, j, 0])), [0.0, 0.5, 1.0]);
        assert_eq!([0, 1].map(|j| height([3, j, 0])), [0.0, 1.0]);
    }

    #[test]
    fn empty_cells_are_no_facade_and_one_cell_alone_is_a_whole_one() {
        let lattice = Lattice::new(vec![[0; 3], [1, 0, 0]], &free()).unwrap();
        let facade = Facade::of(&lattice, &[true, false], &free()).unwrap();
        assert_eq!(facade.open, [0b11_1111, 0]);
        assert_eq!((&facade.bay[..], &facade.bays[..]), (&[0, -1][..], &[1, 0][..]));
        assert_eq!((&facade.along[..], &facade.height[..]), (&[0.5; 2][..], &[0.0; 2][..]));
    }
}
