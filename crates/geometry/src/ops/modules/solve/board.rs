//! What stands where while cells are filled, what is to be filled, and who says what is likely.

use task::Task;

use super::super::classes::{is_module, texts};
use super::super::{Class, Classes, EMPTY, Error, Lattice, OCCUPIED};
use crate::{Geometry, NONE, Selection};

/// Cells with what is known of their modules.
#[derive(Debug, Clone, Copy)]
pub struct Board<'a> {
    /// The cells.
    pub lattice: &'a Lattice,
    /// The modules that there are.
    pub classes: &'a Classes,
    /// For each cell its module, or unknown.
    pub modules: &'a [Class],
}

impl Board<'_> {
    /// What stands in the six neighbours of a cell, outside and unknown among it.
    pub fn around(&self, cell: usize) -> [Class; 6] {
        self.lattice.around[cell].map(|other| match other {
            NONE => self.classes.outside(),
            other => self.modules[other as usize],
        })
    }

    /// The same in words.
    pub(super) fn described(&self, cell: usize) -> String {
        const SIGNS: [&str; 6] = ["+x", "-x", "+y", "-y", "+z", "-z"];
        let pairs = SIGNS.iter().zip(self.around(cell));
        let words = pairs.map(|(sign, class)| format!("{sign} {}", self.classes.name(class)));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// Says how likely modules are.
pub trait Chances {
    /// Writes for each of some cells the weight of every module, one row after another: not
    /// negative, in any scale. Called again for a cell when something changed beside it.
    fn weigh(
        &mut self,
        board: &Board<'_>,
        cells: &[u32],
        weights: &mut [f32],
        task: &Task,
    ) -> Result<(), Error>;
}

/// What is to be filled, and what is there already.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief<'a> {
    /// The cells.
    pub lattice: &'a Lattice,
    /// The modules that there are.
    pub classes: &'a Classes,
    /// For each cell the module that stays, or unknown.
    pub given: Vec<Class>,
    /// Whether a cell that is to be filled may stay empty.
    pub may_be_empty: bool,
}

impl<'a> Brief<'a> {
    /// What the points of a geometry ask for. Cells outside the group [`OCCUPIED`], or without
    /// it those that are [`EMPTY`], stay empty; of the others the module of those in `fixed`
    /// stays, if they have one.
    pub fn of(
        geometry: &Geometry,
        lattice: &'a Lattice,
        classes: &'a Classes,
        fixed: &Selection,
        task: &Task,
    ) -> Result<Self, Error> {
        let occupied = geometry.points().group(OCCUPIED);
        let names = texts(geometry);
        let mut given = vec![classes.unknown(); lattice.len()];
        for (cell, slot) in given.iter_mut().enumerate() {
            if cell.is_multiple_of(4096) {
                task.check()?;
            }
            let name = names.map_or("", |names| names.get(cell));
            let is_empty = occupied.map_or(name == EMPTY, |members| !members[cell]);
            if is_empty {
                *slot = classes.empty();
            } else if is_module(name) && name != EMPTY && fixed.contains(cell) {
                *slot = classes.find(name).ok_or_else(|| Error::NotKnown {
                    cell: lattice.cells[cell],
                    module: name.to_owned(),
                    known: classes.listed(),
                })?;
            }
        }
        Ok(Self { lattice, classes, given, may_be_empty: false })
    }

    /// Whether the module of a cell stays.
    pub fn is_given(&self, cell: usize) -> bool {
        self.given[cell] != self.classes.unknown()
    }
}
