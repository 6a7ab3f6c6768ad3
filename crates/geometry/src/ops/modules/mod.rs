//! Modules on a lattice of cells: buildings and the like whose cells are filled from a kit.
//!
//! A cell is a point with an integer `cell` (i, j, k) and a text `module`. The modules are what
//! the examples have: none is known here but [`EMPTY`], which is one like the others, and the two
//! words for what is not there, [`OUTSIDE`] and [`UNKNOWN`]. The six neighbours of a cell always
//! come in the order of [`DIRECTIONS`].

mod assemble;
mod classes;
mod collapse;
mod facade;
mod lattice;
mod make;
mod neighbours;
mod row;
mod rules;
mod solve;
#[cfg(test)]
mod testing;

pub use assemble::{Assemble, Orientation, assemble};
pub use classes::{Class, Classes};
pub use collapse::{Frequencies, Weighing, collapse};
pub use facade::Facade;
pub use lattice::{Around, DIRECTIONS, Lattice, WIND};
pub use make::{MakeLattice, make_lattice};
pub use neighbours::{Neighbours, SIDES, neighbours};
pub use row::{RowLayout, write_rows};
pub use rules::{Pairs, Rules};
pub use solve::{Board, Brief, Chances, Placing, Solution, place};

use task::Stop;

use super::pieces::PiecesError;

/// The point attribute of three integers that says which cell a point is.
pub const CELL: &str = "cell";
/// The point attribute of text that says what stands in a cell.
pub const MODULE: &str = "module";
/// The module of a cell in which nothing stands.
pub const EMPTY: &str = "empty";
/// What lies where there is no cell.
pub const OUTSIDE: &str = "outside";
/// The module of a cell that is not decided yet.
pub const UNKNOWN: &str = "unknown";
/// The point group of the cells in which something is to stand.
pub const OCCUPIED: &str = "occupied";
/// The detail attribute with the size of a cell.
pub const CELL_SIZE: &str = "cell_size";

/// Why nothing could be done with cells and modules.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// The points do not say which cells they are.
    #[error("the points have no attribute \"cell\" of three integers; Module Lattice makes cells")]
    NoCells,
    /// A point's cell is not a place in a lattice.
    #[error("the cell of point {0} is not three whole numbers")]
    NotWhole(usize),
    /// Two points are one cell.
    #[error("points {first} and {second} are both cell {}", named(*.cell))]
    Twice {
        /// The first of the points.
        first: u32,
        /// The second.
        second: u32,
        /// Their cell.
        cell: [i32; 3],
    },
    /// There is nothing to learn from.
    #[error("the examples have no cell whose \"module\" is known")]
    NoExamples,
    /// More modules than can be told apart.
    #[error("there are {0} different modules, and the most there can be is {most}", most = Classes::MOST)]
    TooManyModules(usize),
    /// A module stays that the examples do not have.
    #[error("cell {} is to stay \"{module}\", which is not a module of the examples: {known}", named(*.cell))]
    NotKnown {
        /// The cell.
        cell: [i32; 3],
        /// Its module.
        module: String,
        /// The modules of the examples.
        known: String,
    },
    /// The neighbours of a cell, as they are given, leave no module for it.
    #[error(
        "no module of the examples fits into cell {}: {around}. Give an example of such a place, \
         or let the rules go",
        named(*.cell)
    )]
    Impossible {
        /// The cell.
        cell: [i32; 3],
        /// What is around it.
        around: String,
    },
    /// No way to fill the cells was found.
    #[error(
        "no way to fill all cells was found after backing up {backups} times, the last time at \
         cell {}: try another seed, or give more examples",
        named(*.cell)
    )]
    Stuck {
        /// Where it went wrong last.
        cell: [i32; 3],
        /// How often it went wrong.
        backups: usize,
    },
    /// The kit cannot be cut into modules.
    #[error("the modules: {0}")]
    Kit(PiecesError),
    /// Who says what is likely could not say so.
    #[error("{0}")]
    Chances(String),
}

/// A cell as it is written in messages.
fn named(cell: [i32; 3]) -> String {
    let [i, j, k] = cell;
    format!("({i}, {j}, {k})")
}
