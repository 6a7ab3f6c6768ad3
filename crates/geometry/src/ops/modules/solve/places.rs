//! Which modules may still stand in each cell, and how a decision narrows that.

use task::{Stop, Task};

use super::super::lattice::opposite;
use super::super::{Class, Lattice, Rules};

/// Cells looked at between two looks at whether to go on.
const STEP: usize = 1024;

/// A cell for which no module is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Emptied(pub usize);

/// For each cell a set of modules, with a way back.
#[derive(Debug, Clone)]
pub(super) struct Places {
    words: usize,
    sets: Vec<u64>,
    /// What was taken away, newest last: which word, and what it was before.
    trail: Vec<(u32, u64)>,
    /// Cells whose set shrank and has not reached its neighbours yet.
    queue: Vec<u32>,
    is_queued: Vec<bool>,
    /// Cells whose set changed since somebody asked.
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Places {
    /// The same set for each cell.
    pub fn new(cells: usize, set: &[u64]) -> Self {
        Self {
            words: set.len(),
            sets: set.repeat(cells),
            trail: Vec::new(),
            queue: Vec::new(),
            is_queued: vec![false; cells],
            touched: Vec::new(),
            is_touched: vec![false; cells],
        }
    }

    /// The set of a cell.
    pub fn of(&self, cell: usize) -> &[u64] {
        &self.sets[cell * self.words..][..self.words]
    }

    /// Where the way back stands now.
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Goes back to where the way stood.
    pub fn undo(&mut self, mark: usize) {
        for (place, before) in self.trail.drain(mark..).rev() {
            self.sets[place as usize] = before;
            let cell = place as usize / self.words;
            if !std::mem::replace(&mut self.is_touched[cell], true) {
                self.touched.push(cell as u32);
            }
        }
        for cell in self.queue.drain(..) {
            self.is_queued[cell as usize] = false;
        }
    }

    /// Puts a set in place of a cell's own, for good.
    pub fn give(&mut self, cell: usize, set: &[u64]) {
        self.sets[cell * self.words..][..self.words].copy_from_slice(set);
        if !std::mem::replace(&mut self.is_queued[cell], true) {
            self.queue.push(cell as u32);
        }
    }

    /// Leaves a single module.
    pub fn decide(&mut self, cell: usize, module: Class) -> Result<(), Emptied> {
        let mut only = vec![0; self.words];
        only[usize::from(module) / 64] = 1 << (module % 64);
        self.keep(cell, &only)
    }

    /// Takes a module away.
    pub fn remove(&mut self, cell: usize, module: Class) -> Result<(), Emptied> {
        let mut others = vec![u64::MAX; self.words];
        others[usize::from(module) / 64] &= !(1 << (module % 64));
        self.keep(cell, &others)
    }

    /// Leaves what is in another set too.
    pub fn keep(&mut self, cell: usize, set: &[u64]) -> Result<(), Emptied> {
        let mut is_changed = false;
        let mut left = 0;
        for (word, &kept) in set.iter().enumerate() {
            let place = cell * self.words + word;
            let before = self.sets[place];
            let after = before & kept;
            left |= after;
            if after != before {
                self.trail.push((place as u32, before));
                self.sets[place] = after;
                is_changed = true;
            }
        }
        if is_changed {
            if !std::mem::replace(&mut self.is_queued[cell], true) {
                self.queue.push(cell as u32);
            }
            if !std::mem::replace(&mut self.is_touched[cell], true) {
                self.touched.push(cell as u32);
            }
        }
        if left == 0 { Err(Emptied(cell)) } else { Ok(()) }
    }

    /// Takes from the neighbours of every cell that shrank what has nothing to stand beside any
    /// more, and so on from theirs.
    pub fn spread(
        &mut self,
        lattice: &Lattice,
        rules: &Rules,
        task: &Task,
    ) -> Result<Result<(), Emptied>, Stop> {
        let mut allowed = vec![0_u64; self.words];
        let mut seen = 0_usize;
        while let Some(cell) = self.queue.pop() {
            let cell = cell as usize;
            self.is_queued[cell] = false;
            seen += 1;
            if seen.is_multiple_of(STEP) {
                task.check()?;
            }
            for direction in 0..6 {
                let Some(other) = lattice.beside(cell, direction) else { continue };
                allowed.fill(0);
                for module in members(self.of(cell)) {
                    let beside = rules.allowed_beside(direction, module);
                    allowed.iter_mut().zip(beside).for_each(|(word, more)| *word |= more);
                }
                if let Err(emptied) = self.keep(other, &allowed) {
                    return Ok(Err(emptied));
                }
            }
        }
        Ok(Ok(()))
    }

    /// Narrows the cells at the border of the lattice to what may stand beside outside.
    pub fn narrow_border(&mut self, lattice: &Lattice, rules: &Rules) -> Result<(), Emptied> {
        let outside = rules.classes().outside();
        for cell in 0..lattice.len() {
            for direction in (0..6).filter(|&way| lattice.beside(cell, way).is_none()) {
                self.keep(cell, rules.allowed_beside(opposite(direction), outside))?;
            }
        }
        Ok(())
    }

    /// The cells whose sets changed since the last time.
    pub fn take_touched(&mut self) -> Vec<u32> {
        let touched = std::mem::take(&mut self.touched);
        touched.iter().for_each(|&cell| self.is_touched[cell as usize] = false);
        touched
    }
}

/// The modules in a set, in rising order.
pub(super) fn members(set: &[u64]) -> impl Iterator<Item = Class> + '_ {
    set.iter().enumerate().flat_map(|(place, &word)| {
        let rest = std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)));
        let rest = rest.take_while(|&word| word != 0);
        rest.map(move |word| (place * 64) as Class + word.trailing_zeros() as Class)
    })
}

/// The set of these modules.
pub(super) fn set_of(words: usize, modules: impl IntoIterator<Item = Class>) -> Vec<u64> {
    let mut set = vec![0_u64; words];
    for module in modules {
        set[usize::from(module) / 64] |= 1 << (module % 64);
    }
    set
}
