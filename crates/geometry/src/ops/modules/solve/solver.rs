//! The loop that decides cells, and takes decisions back that leave nothing for another.

use task::{Stop, Task};

use super::super::{Class, Error, Rules};
use super::board::{Board, Brief, Chances};
use super::places::{Emptied, Places, set_of};
use super::queue::{Queue, draw, entropy};
use super::{Placing, Solution};
use crate::NONE;
use crate::random::Stream;

/// Cells of less entropy, in nats, are as good as certain and are decided together: what one of
/// them becomes hardly changes with the others.
const CERTAIN: f32 = 0.01;
/// The most cells that are decided together, or weighed in one go.
const TOGETHER: usize = 4096;
/// After so many failures without getting further, more decisions are taken back at once.
const PATIENCE: usize = 16;

/// A decision that can be taken back.
#[derive(Debug, Clone, Copy)]
struct Decision {
    cell: u32,
    module: Class,
    /// Where the way back stood before.
    mark: usize,
}

/// Cells that are being filled.
pub(super) struct Solver<'a> {
    brief: &'a Brief<'a>,
    rules: Option<&'a Rules>,
    temperature: f32,
    modules: Vec<Class>,
    places: Places,
    /// For each cell the weight of every module, as they were last asked for.
    weights: Vec<f32>,
    queue: Queue,
    /// Cells whose weights are older than what stands beside them.
    stale: Vec<u32>,
    is_stale: Vec<bool>,
    decisions: Vec<Decision>,
    draws: u64,
    stream: Stream,
    backups: usize,
    /// The most decisions that stood at once, and how often it went wrong since.
    furthest: usize,
    failures: usize,
    /// How many decisions are taken back when patience ends.
    leap: usize,
}

impl<'a> Solver<'a> {
    pub fn new(
        brief: &'a Brief<'a>,
        rules: Option<&'a Rules>,
        settings: &Placing,
        task: &Task,
    ) -> Result<Self, Error> {
        let (count, classes) = (brief.lattice.len(), brief.classes.len());
        let words = rules.map_or(classes.div_ceil(64), Rules::words);
        task.reserve((count * words) as u64, 40, "the choices of all cells")?;
        task.reserve(count as u64, (classes * 4 + words * 24 + 64) as u64, "the cells to fill")?;
        let stream = Stream::new(settings.seed);
        Ok(Self {
            brief,
            rules,
            temperature: settings.temperature,
            modules: brief.given.clone(),
            places: Places::new(count, &choices(brief, words)),
            weights: crate::runs::zeroes(count * classes),
            queue: Queue::new(count, stream.child(1)),
            stale: Vec::new(),
            is_stale: vec![false; count],
            decisions: Vec::new(),
            draws: 0,
            stream: stream.child(2),
            backups: 0,
            furthest: 0,
            failures: 0,
            leap: 2,
        })
    }

    /// Decides every cell.
    pub fn run(&mut self, chances: &mut dyn Chances, task: &Task) -> Result<(), Error> {
        self.begin(task)?.map_err(|Emptied(cell)| self.impossible(cell))?;
        let open = self.modules.iter().filter(|&&module| module == self.unknown()).count();
        loop {
            task.check()?;
            task.set_progress(self.decisions.len() as f32 / open.max(1) as f32);
            self.refresh(chances, task)?;
            let round = self.round();
            if round.is_empty() {
                return Ok(());
            }
            for (place, &cell) in round.iter().enumerate() {
                if let Err(emptied) = self.decide(cell, task)? {
                    // The rest of the round waits for its turn again.
                    for &cell in &round[place + 1..] {
                        self.outdate(cell as u32);
                    }
                    self.back_up(emptied, task)?;
                    break;
                }
            }
        }
    }

    pub fn into_solution(self) -> Solution {
        Solution { modules: self.modules, backups: self.backups }
    }

    fn unknown(&self) -> Class {
        self.brief.classes.unknown()
    }

    fn board(&self) -> Board<'_> {
        Board { lattice: self.brief.lattice, classes: self.brief.classes, modules: &self.modules }
    }

    fn impossible(&self, cell: usize) -> Error {
        let given = Board { modules: &self.brief.given, ..self.board() };
        let around = given.described(cell);
        Error::Impossible { cell: self.brief.lattice.cells[cell], around }
    }

    /// Narrows all cells to what the given ones and the border leave.
    fn begin(&mut self, task: &Task) -> Result<Result<(), Emptied>, Stop> {
        for cell in 0..self.modules.len() {
            if self.brief.is_given(cell) {
                // What is given stays, even where no set has it.
                let words = self.places.of(cell).len();
                self.places.give(cell, &set_of(words, [self.brief.given[cell]]));
            } else {
                self.outdate(cell as u32);
            }
        }
        task.check()?;
        let Some(rules) = self.rules else { return Ok(Ok(())) };
        if let Err(emptied) = self.places.narrow_border(self.brief.lattice, rules) {
            return Ok(Err(emptied));
        }
        self.places.spread(self.brief.lattice, rules, task)
    }

    /// Notes that the weights of a cell have to be asked for anew.
    fn outdate(&mut self, cell: u32) {
        if !std::mem::replace(&mut self.is_stale[cell as usize], true) {
            self.stale.push(cell);
        }
    }

    fn outdate_around(&mut self, cell: usize) {
        for other in self.brief.lattice.around[cell] {
            if other != NONE && self.modules[other as usize] == self.unknown() {
                self.outdate(other);
            }
        }
    }

    /// Asks for the weights of all cells that changed, and puts them where they belong.
    fn refresh(&mut self, chances: &mut dyn Chances, task: &Task) -> Result<(), Error> {
        let classes = self.brief.classes.len();
        let mut stale = std::mem::take(&mut self.stale);
        stale.iter().for_each(|&cell| self.is_stale[cell as usize] = false);
        stale.retain(|&cell| self.modules[cell as usize] == self.unknown());
        let mut fresh = vec![0.0; stale.len().min(TOGETHER) * classes];
        for cells in stale.chunks(TOGETHER) {
            let fresh = &mut fresh[..cells.len() * classes];
            fresh.fill(0.0);
            chances.weigh(&self.board(), cells, fresh, task)?;
            for (&cell, weights) in cells.iter().zip(fresh.chunks_exact(classes)) {
                self.weights[cell as usize * classes..][..classes].copy_from_slice(weights);
            }
        }
        for cell in self.places.take_touched().into_iter().chain(stale) {
            let cell = cell as usize;
            if self.modules[cell] == self.unknown() {
                let weights = &self.weights[cell * classes..][..classes];
                self.queue.put(cell, entropy(weights, self.places.of(cell)));
            }
        }
        Ok(())
    }

    /// The cells that are decided next: all that are certain and not side by side, or the one
    /// that is nearest to certain.
    fn round(&mut self) -> Vec<usize> {
        let mut round = Vec::new();
        let mut later = Vec::new();
        let mut is_beside = std::collections::HashSet::new();
        while round.len() < TOGETHER
            && let Some(cell) = self.queue.pop(CERTAIN)
        {
            if is_beside.contains(&(cell as u32)) {
                later.push(cell);
                continue;
            }
            is_beside.extend(self.brief.lattice.around[cell]);
            round.push(cell);
        }
        for cell in later {
            self.queue.put(cell, 0.0);
        }
        if round.is_empty() {
            round.extend(self.queue.pop(f32::INFINITY));
        }
        round
    }

    /// Draws a module for a cell and narrows what is around it.
    fn decide(&mut self, cell: usize, task: &Task) -> Result<Result<(), Emptied>, Stop> {
        let classes = self.brief.classes.len();
        let weights = &self.weights[cell * classes..][..classes];
        let unit = self.stream.unit(self.draws);
        self.draws += 1;
        let drawn = draw(weights, self.places.of(cell), self.temperature, unit);
        let Some(module) = drawn else { return Ok(Err(Emptied(cell))) };
        self.decisions.push(Decision { cell: cell as u32, module, mark: self.places.mark() });
        self.modules[cell] = module;
        self.outdate_around(cell);
        if self.decisions.len() > self.furthest {
            (self.furthest, self.failures, self.leap) = (self.decisions.len(), 0, 2);
        }
        let Some(rules) = self.rules else { return Ok(Ok(())) };
        if let Err(emptied) = self.places.decide(cell, module) {
            return Ok(Err(emptied));
        }
        self.places.spread(self.brief.lattice, rules, task)
    }

    /// Takes back the newest decision.
    fn take_back(&mut self) -> Option<Decision> {
        let decision = self.decisions.pop()?;
        self.places.undo(decision.mark);
        self.modules[decision.cell as usize] = self.unknown();
        self.outdate(decision.cell);
        self.outdate_around(decision.cell as usize);
        Some(decision)
    }

    /// Takes back the decision that left nothing for a cell and rules it out; where that does not
    /// get further for long, takes back many.
    fn back_up(&mut self, mut emptied: Emptied, task: &Task) -> Result<(), Error> {
        let Some(rules) = self.rules else { return Err(self.impossible(emptied.0)) };
        let most = 1000 + 2 * self.brief.lattice.len();
        loop {
            task.check()?;
            self.backups += 1;
            self.failures += 1;
            if self.backups > most {
                let cell = self.brief.lattice.cells[emptied.0];
                return Err(Error::Stuck { cell, backups: most });
            }
            if self.failures > PATIENCE {
                for _ in 0..self.leap.min(self.decisions.len()) {
                    self.take_back();
                }
                self.failures = 0;
                self.leap = self.leap.saturating_mul(2);
                return Ok(());
            }
            let Some(decision) = self.take_back() else { return Err(self.impossible(emptied.0)) };
            let removed = self.places.remove(decision.cell as usize, decision.module);
            let done = match removed {
                Ok(()) => self.places.spread(self.brief.lattice, rules, task)?,
                failed => failed,
            };
            match done {
                Ok(()) => return Ok(()),
                Err(cell) => emptied = cell,
            }
        }
    }
}

/// The modules that may stand in a cell that is to be filled.
pub(super) fn choices(brief: &Brief<'_>, words: usize) -> Vec<u64> {
    let empty = brief.classes.empty();
    let all = 0..brief.classes.len() as Class;
    set_of(words, all.filter(|&module| brief.may_be_empty || module != empty))
}
