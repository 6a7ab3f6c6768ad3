//! Evaluating what has changed, each after what it names.

use super::{Formulas, World};

/// The parameters of a ring that its message names.
const MOST_SHOWN: usize = 12;

impl Formulas {
    /// Brings every value up to date. Gives the cells whose values have changed.
    pub(crate) fn solve(&mut self, world: World<'_>) -> Vec<u32> {
        self.attach(world);
        self.settle()
    }

    /// The same, where nothing is joined anew.
    pub(super) fn settle(&mut self) -> Vec<u32> {
        let dirty = std::mem::take(&mut self.dirty);
        if dirty.is_empty() {
            return Vec::new();
        }
        let mut order = Order::of(self, &dirty);
        let mut changed = Vec::new();
        loop {
            while let Some(index) = order.ready.pop() {
                if order.is_due[index as usize] && self.evaluate(index) {
                    changed.push(index);
                    for &user in &self.cells[index as usize].users {
                        order.is_due[user as usize] = true;
                    }
                }
                order.leave(self, index);
            }
            // What is left goes in a circle, or waits for one.
            let Some(ring) = order.ring(self) else { return changed };
            for (place, &index) in ring.iter().enumerate() {
                let message = self.ring_text(&ring, place);
                let cell = &mut self.cells[index as usize];
                if cell.value.as_ref().err().is_none_or(|old| **old != *message) {
                    cell.value = Err(message.into());
                    changed.push(index);
                }
                cell.channels.clear();
                for &user in &self.cells[index as usize].users {
                    order.is_due[user as usize] = true;
                }
            }
            order.break_up(self, &ring);
        }
    }

    /// What one of the cells of a ring has to say: the ring from itself on.
    fn ring_text(&self, ring: &[u32], place: usize) -> String {
        let name = |step: usize| {
            let cell = &self.cells[ring[(place + step) % ring.len()] as usize];
            format!("{}/{}", cell.path, cell.id)
        };
        let shown = ring.len().min(MOST_SHOWN);
        let mut names: Vec<String> = (0..shown).map(name).collect();
        if shown < ring.len() {
            names.push(format!("{} more", ring.len() - shown));
        }
        names.push(name(0));
        let way = names.join(" ← ");
        format!("the parameter needs its own value: {way}; each is made from the next")
    }

    /// Evaluates a cell; gives whether its value is another one now.
    fn evaluate(&mut self, index: u32) -> bool {
        let (value, channels) = self.cells[index as usize].evaluate(&self.cells, self.frame);
        let cell = &mut self.cells[index as usize];
        let is_same = cell.is_evaluated && cell.value == value && cell.channels == channels;
        (cell.value, cell.channels, cell.is_evaluated) = (value, channels, true);
        !is_same
    }
}

/// The cells that a change can reach, and what each of them still waits for.
struct Order {
    /// Of each cell the number of its sources that are reached and not done; `DONE` of what is
    /// not reached or done.
    waits_for: Vec<u32>,
    reached: Vec<u32>,
    ready: Vec<u32>,
    /// Cells that are to be evaluated: changed themselves, or named by one whose value did.
    is_due: Vec<bool>,
}

const DONE: u32 = u32::MAX;

impl Order {
    fn of(formulas: &Formulas, dirty: &[u32]) -> Self {
        let count = formulas.cells.len();
        let mut order = Self {
            waits_for: vec![DONE; count],
            reached: Vec::new(),
            ready: Vec::new(),
            is_due: vec![false; count],
        };
        for &index in dirty {
            order.is_due[index as usize] = true;
            order.reach(index);
        }
        let mut next = 0;
        while let Some(&index) = order.reached.get(next) {
            for &user in &formulas.cells[index as usize].users {
                order.reach(user);
                order.waits_for[user as usize] += 1;
            }
            next += 1;
        }
        let waits_for = &order.waits_for;
        order.ready =
            order.reached.iter().copied().filter(|&i| waits_for[i as usize] == 0).collect();
        order
    }

    fn reach(&mut self, index: u32) {
        let waits_for = &mut self.waits_for[index as usize];
        if *waits_for == DONE {
            *waits_for = 0;
            self.reached.push(index);
        }
    }

    /// A cell is done: those that named it wait for one less.
    fn leave(&mut self, formulas: &Formulas, index: u32) {
        self.waits_for[index as usize] = DONE;
        for &user in &formulas.cells[index as usize].users {
            let waits_for = &mut self.waits_for[user as usize];
            if *waits_for != DONE {
                *waits_for -= 1;
                if *waits_for == 0 {
                    self.ready.push(user);
                }
            }
        }
    }

    /// Cells that go in a circle, each made from the next; none if nothing is left.
    fn ring(&self, formulas: &Formulas) -> Option<Vec<u32>> {
        let is_left = |index: u32| self.waits_for[index as usize] != DONE;
        let mut way = vec![self.reached.iter().copied().find(|&index| is_left(index))?];
        let mut places = std::collections::HashMap::from([(way[0], 0)]);
        loop {
            // What is left waits for something that is left.
            let sources = &formulas.cells[*way.last()? as usize].sources;
            let found = sources.iter().filter_map(|source| source.found.as_ref().ok());
            let next = found.map(|(source, _)| *source).find(|&source| is_left(source))?;
            if let Some(&place) = places.get(&next) {
                return Some(way.split_off(place));
            }
            places.insert(next, way.len());
            way.push(next);
        }
    }

    /// The cells of a circle are done, all at once.
    fn break_up(&mut self, formulas: &Formulas, ring: &[u32]) {
        for &index in ring {
            self.waits_for[index as usize] = DONE;
        }
        for &index in ring {
            self.leave(formulas, index);
        }
    }
}
