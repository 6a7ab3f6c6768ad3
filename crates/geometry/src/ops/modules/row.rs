//! The row of numbers that a network is told about a cell: what stands in its six neighbours.

use task::Task;

use super::{Board, Class, Classes, Error};

/// What a row holds: for each direction a one for the module there, outside or unknown, zeros
/// for all others; then, if wanted, the height and the place along the facade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowLayout<'a> {
    /// The number of modules.
    pub classes: usize,
    /// For each cell its height, from 0 to 1.
    pub height: Option<&'a [f32]>,
    /// For each cell its place along the facade, from 0 to 1.
    pub along: Option<&'a [f32]>,
}

impl RowLayout<'_> {
    /// The numbers of one direction: as many as there are modules, and two.
    pub fn block(&self) -> usize {
        self.classes + 2
    }

    /// Numbers in a row.
    pub fn size(&self) -> usize {
        6 * self.block() + usize::from(self.height.is_some()) + usize::from(self.along.is_some())
    }

    /// What each number is about: `+x:wall`, `height`.
    pub fn names(&self, classes: &Classes) -> Vec<String> {
        const SIGNS: [&str; 6] = ["+x", "-x", "+y", "-y", "+z", "-z"];
        let word = |sign: &str, class| format!("{sign}:{}", classes.name(class as Class));
        let blocks = SIGNS.iter().flat_map(|sign| (0..self.block()).map(move |c| word(sign, c)));
        let height = self.height.map(|_| "height".to_owned());
        blocks.chain(height).chain(self.along.map(|_| "along".to_owned())).collect()
    }

    /// Writes the row of a cell over zeros.
    fn write(&self, board: &Board<'_>, cell: usize, row: &mut [f32]) {
        for (direction, class) in board.around(cell).into_iter().enumerate() {
            row[direction * self.block() + usize::from(class)] = 1.0;
        }
        let more = [self.height, self.along].into_iter().flatten();
        for (slot, values) in row[6 * self.block()..].iter_mut().zip(more) {
            *slot = values[cell];
        }
    }
}

/// The rows of some cells, one after another, as they stand on the board.
pub fn write_rows(
    layout: &RowLayout<'_>,
    board: &Board<'_>,
    cells: &[u32],
    task: &Task,
) -> Result<Vec<f32>, Error> {
    let size = layout.size();
    task.reserve(cells.len() as u64, 4 * size as u64, "the rows of cells")?;
    let mut rows = crate::runs::zeroes::<f32>(cells.len() * size);
    task.fill_chunks(&mut rows, 256 * size, |start, rows| {
        for (row, &cell) in rows.chunks_exact_mut(size).zip(&cells[start / size..]) {
            layout.write(board, cell as usize, row);
        }
    })?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{block, filled, free};
    use super::super::{Classes, Lattice};
    use super::*;

    #[test]
    fn a_row_has_a_one_for_each_neighbour_and_the_place() {
        let cells = block([3, 1, 1]);
        let row = filled(&cells, |[i, ..]| ["wall", "door", "unknown"][i as usize]);
        let classes = Classes::of([&row], &free()).unwrap();
        let lattice = Lattice::of(&row, &free()).unwrap();
        let modules = classes.read(&row, &free()).unwrap();
        let board = Board { lattice: &lattice, classes: &classes, modules: &modules };
        let heights = [0.25, 0.5, 0.75];
        let layout = RowLayout { classes: 3, height: Some(&heights), along: None };
        assert_eq!(layout.size(), 31);
        let rows = write_rows(&layout, &board, &[1, 0], &free()).unwrap();
        let names = layout.names(&classes);
        let told = |row: &[f32]| {
            let ones = row.iter().zip(&names).filter(|(value, _)| **value == 1.0);
            ones.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let rest = "+y:outside, -y:outside, +z:outside, -z:outside";
        assert_eq!(told(&rows[..31]), format!("+x:unknown, -x:wall, {rest}"));
        assert_eq!(told(&rows[31..]), format!("+x:door, -x:outside, {rest}"));
        assert_eq!((rows[30], rows[61]), (0.5, 0.25));
        assert_eq!(names[30], "height");
    }
}
