//! What stands beside each cell, as attributes to learn from.

use task::Task;

use super::facade::{Facade, occupied};
use super::{Board, Classes, Error, Lattice, RowLayout, write_rows};
use crate::{Column, Domain, Geometry, Text};

/// The sides of a cell in the order of [`super::DIRECTIONS`], as parts of attribute names.
pub const SIDES: [&str; 6] = ["right", "left", "above", "below", "front", "back"];

/// What [`neighbours`] writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    /// The attribute for the row of zeros and ones; none without a name.
    pub row: String,
    /// Whether the row ends with the height.
    pub height: bool,
    /// Whether the row ends with the place along the facade.
    pub along: bool,
    /// The first part of the names of seven more attributes; none without it. Six texts say what
    /// stands at each side, and `_filled`, six numbers, where anything stands or is to stand.
    pub prefix: String,
}

/// Writes for each cell what stands beside it. The modules that count are those of `classes`;
/// what else stands somewhere is unknown. The detail attribute with the name of the row and
/// `_columns` says what each of its numbers is about.
pub fn neighbours(
    geometry: &Geometry,
    classes: &Classes,
    settings: &Neighbours,
    task: &Task,
) -> Result<Geometry, Error> {
    let lattice = Lattice::of(geometry, task)?;
    let modules = classes.read(geometry, task)?;
    let is_filled = occupied(geometry, task)?;
    let board = Board { lattice: &lattice, classes, modules: &modules };
    let mut written = geometry.clone();
    if !settings.row.is_empty() {
        let facade = Facade::of(&lattice, &is_filled, task)?;
        let layout = RowLayout {
            classes: classes.len(),
            height: settings.height.then_some(&facade.height),
            along: settings.along.then_some(&facade.along),
        };
        let cells: Vec<u32> = (0..lattice.len() as u32).collect();
        let rows = write_rows(&layout, &board, &cells, task)?;
        let columns = Column::floats_of_size(rows, layout.size());
        written.table_mut(Domain::Point).set(&settings.row, columns);
        let names = Column::text(Text::from_strings([layout.names(classes).join(", ")]));
        written.table_mut(Domain::Detail).set(format!("{}_columns", settings.row), names);
    }
    if !settings.prefix.is_empty() {
        for (direction, side) in SIDES.iter().enumerate() {
            let beside = task.map(lattice.len(), |cell| board.around(cell)[direction])?;
            let column = classes.column(&beside, task)?;
            let name = format!("{}_{side}", settings.prefix);
            written.table_mut(Domain::Point).set(name, column);
        }
        let filled = filled_around(&lattice, &is_filled, task)?;
        let name = format!("{}_filled", settings.prefix);
        written.table_mut(Domain::Point).set(name, Column::floats_of_size(filled, 6));
    }
    Ok(written)
}

/// For each cell and side 1 where anything stands or is to stand, else 0.
fn filled_around(lattice: &Lattice, is_filled: &[bool], task: &Task) -> Result<Vec<f32>, Error> {
    task.reserve(lattice.len() as u64, 24, "what is filled around cells")?;
    let mut filled = crate::runs::zeroes::<f32>(lattice.len() * 6);
    task.fill(&mut filled, |slot, value| {
        let beside = lattice.beside(slot / 6, slot % 6);
        *value = f32::from(u8::from(beside.is_some_and(|other| is_filled[other])));
    })?;
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{block, filled, free};
    use super::*;

    #[test]
    fn rows_and_texts_say_the_same() {
        let cells = filled(&block([4, 3, 2]), |[i, j, _]| match (i, j) {
            (_, 2) => "empty",
            (2, 0) => "door",
            (3, _) => "unknown",
            _ => "wall",
        });
        let classes = Classes::of([&cells], &free()).unwrap();
        let settings = Neighbours {
            row: "row".to_owned(),
            height: true,
            along: true,
            prefix: "beside".to_owned(),
        };
        let written = neighbours(&cells, &classes, &settings, &free()).unwrap();
        let points = written.points();
        let row = points.get("row").unwrap();
        assert_eq!(row.size(), 6 * (3 + 2) + 2);
        let names = written.detail().get("row_columns").and_then(Column::texts).unwrap();
        let names: Vec<&str> = names.get(0).split(", ").collect();
        assert_eq!(names.len(), row.size());
        let values = row.floats().unwrap();
        let around = points.get("beside_filled").unwrap().floats().unwrap();
        for cell in 0..written.point_count() {
            let row = &values[cell * 32..cell * 32 + 30];
            assert_eq!(row.iter().sum::<f32>(), 6.0);
            for (direction, side) in SIDES.iter().enumerate() {
                let text = points.get(&format!("beside_{side}")).and_then(Column::texts).unwrap();
                let place = row[direction * 5..][..5].iter().position(|&one| one == 1.0).unwrap();
                let name = names[direction * 5 + place].split(':').nth(1).unwrap();
                assert_eq!(name, text.get(cell));
                let is_there = !["empty", "outside"].contains(&name);
                assert_eq!(around[cell * 6 + direction] == 1.0, is_there, "{name}");
            }
        }
    }

    #[test]
    fn without_names_nothing_is_written() {
        let cells = filled(&block([2, 1, 1]), |_| "wall");
        let classes = Classes::of([&cells], &free()).unwrap();
        let settings =
            Neighbours { row: String::new(), height: true, along: true, prefix: String::new() };
        let written = neighbours(&cells, &classes, &settings, &free()).unwrap();
        assert_eq!(written, cells);
    }
}
