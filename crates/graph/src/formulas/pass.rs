//! Expressions in loops: what follows the pass or the frame, and its values in a pass.

use std::hash::Hash;
use std::sync::Arc;

use super::{Evaluated, Formulas};
use crate::cache::{Key, KeyHasher};
use crate::plan::FastMap;
use crate::value::Value;

/// What an expression sees of where it is evaluated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    pub frame: f64,
    /// The number of the pass of the loop around, from 0, and how many there are.
    pub iteration: [u32; 2],
}

/// The parameters that follow something, by the path of their node.
#[derive(Debug, Clone, Default)]
pub(crate) struct Following {
    /// Those that read it themselves.
    pub first: Vec<u32>,
    /// All of them, in rising order for each node.
    pub by_node: FastMap<Arc<str>, Vec<u32>>,
}

/// What parameters follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    /// The frame, or the pass of any loop.
    Anything,
    /// The pass of the loop of a number.
    Pass(u32),
    /// The frame, or the pass of the loop of a number.
    Frames(u32),
}

impl Formulas {
    /// Says in which loop the node of a cell lies.
    pub(crate) fn put_inside(&mut self, cell: u32, around: Option<u32>) {
        self.cells[cell as usize].around = around;
    }

    /// Whether any expression reads the frame or a pass.
    pub(crate) fn follow_anything(&self) -> bool {
        self.cells.iter().any(|cell| cell.reads_frame() || cell.reads_iteration())
    }

    /// The parameters that follow something, by themselves or over others that they name.
    pub(crate) fn following(&self, followed: Followed) -> Following {
        let reads = |index: &u32| {
            let cell = &self.cells[*index as usize];
            let (frame, iteration) = (cell.reads_frame(), cell.reads_iteration());
            match followed {
                Followed::Anything => frame || iteration,
                Followed::Pass(number) => iteration && cell.around == Some(number),
                Followed::Frames(number) => frame || (iteration && cell.around == Some(number)),
            }
        };
        self.following_from((0..self.cells.len() as u32).filter(reads).collect())
    }

    /// The parameters that some are, or that they follow over others that they name.
    pub(crate) fn following_from(&self, first: Vec<u32>) -> Following {
        let mut all: FastMap<u32, ()> = first.iter().map(|&index| (index, ())).collect();
        let mut open = first.clone();
        while let Some(index) = open.pop() {
            for &user in &self.cells[index as usize].users {
                if all.insert(user, ()).is_none() {
                    open.push(user);
                }
            }
        }
        let mut all: Vec<u32> = all.into_keys().collect();
        all.sort_unstable();
        let mut following = Following { first, ..Following::default() };
        for index in all {
            let path = self.cells[index as usize].path.clone();
            following.by_node.entry(path).or_default().push(index);
        }
        following
    }

    /// The parameter of a cell, and whether it is a text that a cook runs.
    pub(crate) fn parameter(&self, index: u32) -> (&str, bool) {
        let cell = &self.cells[index as usize];
        (&cell.id, cell.is_run())
    }

    /// The value of a cell.
    pub(crate) fn cell(&self, index: u32) -> &Evaluated {
        &self.cells[index as usize].value
    }

    /// Stands for what a cell gives, whatever the pass and the frame: its text, and those of
    /// what it names; and whether any of it reads the frame.
    pub(crate) fn signature(&self, index: u32) -> (Key, bool) {
        let mut reads_frame = false;
        let mut hasher = KeyHasher::default();
        let mut seen: FastMap<u32, ()> = FastMap::default();
        let mut open = vec![index];
        while let Some(next) = open.pop() {
            let cell = &self.cells[next as usize];
            reads_frame |= cell.reads_frame();
            (&cell.path, &cell.id, cell.text(), cell.around.is_some()).hash(&mut hasher);
            if cell.text().is_empty()
                && let Ok(value) = &cell.value
            {
                value.hash(&mut hasher);
            }
            for source in &cell.sources {
                if let Ok((source, part)) = source.found {
                    part.hash(&mut hasher);
                    if seen.insert(source, ()).is_none() {
                        open.push(source);
                    }
                }
            }
        }
        (hasher.key(), reads_frame)
    }

    /// Lets the inside of a loop be evaluated for the pass that is shown.
    pub(crate) fn show_pass(&mut self, number: u32, iteration: u32) {
        let shown = [iteration, iteration.saturating_add(1)];
        for (index, cell) in self.cells.iter_mut().enumerate() {
            if cell.around == Some(number) && cell.reads_iteration() {
                cell.iteration = shown;
                self.dirty.push(index as u32);
            }
        }
    }

    /// Evaluates what follows a pass anew.
    pub(crate) fn pass(&mut self, first: &[u32], moment: Moment, is_frame: bool) {
        for &index in first {
            let cell = &mut self.cells[index as usize];
            if cell.reads_iteration() {
                cell.iteration = moment.iteration;
            }
            self.dirty.push(index);
        }
        if is_frame {
            self.frame = moment.frame;
        }
        self.settle();
    }

    /// The cell of a parameter, if it has one.
    pub(crate) fn cell_of(&self, path: &str, id: &str) -> Option<u32> {
        self.find(path, id)
    }

    /// The value of a parameter that a pass sets, for those that name it.
    pub(crate) fn set_value(&mut self, path: &str, id: &str, value: &Value) {
        if let Some(index) = self.find(path, id) {
            self.cells[index as usize].content = super::cell::Content::Plain(value.clone());
            self.dirty.push(index);
        }
    }
}
