//! What the examples show: how often each module is there, and which stand side by side.

use task::Task;

use super::lattice::opposite;
use super::{Class, Classes, Error, Lattice};

/// Cells between two looks at whether to go on.
const STEP: usize = 4096;

/// Pairs of neighbours as they were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pairs {
    /// Pairs that no example has.
    pub illegal: usize,
    /// All pairs of which at least one is neither empty nor outside.
    pub all: usize,
}

/// How often modules and pairs of neighbours were seen. A pair is legal if it was seen once.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    classes: Classes,
    /// 64-bit words in a set of modules.
    words: usize,
    frequencies: Vec<u64>,
    /// For each direction, module and neighbour, outside among them, how often it was seen.
    counts: [Vec<u32>; 6],
    /// For each direction and what stands in a cell, outside among it, the set of modules that
    /// may stand in the neighbour there.
    allowed: [Vec<u64>; 6],
}

impl Rules {
    /// Rules without a single pair.
    fn none(classes: Classes, task: &Task) -> Result<Self, Error> {
        let side = classes.len() + 1;
        task.reserve((side * side) as u64, 6 * 8, "the pairs of these modules")?;
        let words = classes.len().div_ceil(64);
        Ok(Self {
            words,
            frequencies: vec![0; classes.len()],
            counts: std::array::from_fn(|_| vec![0; side * side]),
            allowed: std::array::from_fn(|_| vec![0; side * words]),
            classes,
        })
    }

    /// The rules that examples show: cells with their modules. With `turned`, what stands beside
    /// something in one level direction may in all four, as if each example were there in every
    /// turn and mirrored.
    pub fn of(
        classes: Classes,
        examples: &[(Lattice, Vec<Class>)],
        turned: bool,
        task: &Task,
    ) -> Result<Self, Error> {
        let mut rules = Self::none(classes, task)?;
        let unknown = rules.classes.unknown();
        let mut is_any = false;
        for (lattice, modules) in examples {
            for cell in 0..lattice.len() {
                if cell.is_multiple_of(STEP) {
                    task.check()?;
                }
                let module = modules[cell];
                if module >= rules.classes.outside() {
                    continue;
                }
                is_any = true;
                rules.frequencies[usize::from(module)] += 1;
                for direction in 0..6 {
                    let other = lattice
                        .beside(cell, direction)
                        .map_or(rules.classes.outside(), |beside| modules[beside]);
                    if other < unknown {
                        rules.count(direction, module, other, turned);
                    }
                }
            }
        }
        if !is_any {
            return Err(Error::NoExamples);
        }
        rules.allow_seen();
        Ok(rules)
    }

    /// Counts a pair, seen from the first of both; the other is counted from its own side, but
    /// for outside, which has none.
    fn count(&mut self, direction: usize, module: Class, other: Class, turned: bool) {
        let side = self.classes.len() + 1;
        let ways = if turned && !matches!(direction, 2 | 3) {
            &super::WIND[..]
        } else {
            std::slice::from_ref(&direction)
        };
        for &way in ways {
            let place = usize::from(module) * side + usize::from(other);
            self.counts[way][place] = self.counts[way][place].saturating_add(1);
            if other == self.classes.outside() {
                let place = usize::from(other) * side + usize::from(module);
                let back = &mut self.counts[opposite(way)][place];
                *back = back.saturating_add(1);
            }
        }
    }

    /// Makes sets of what was counted. Nothing beside nothing is always legal: it is given, not
    /// placed.
    fn allow_seen(&mut self) {
        let (side, words) = (self.classes.len() + 1, self.words);
        let (empty, outside) = (self.classes.empty(), self.classes.outside());
        for direction in 0..6 {
            for module in 0..side {
                for other in 0..self.classes.len() {
                    let is_given = [empty, outside].contains(&(module as Class))
                        && other == usize::from(empty);
                    if is_given || self.counts[direction][module * side + other] > 0 {
                        let word = &mut self.allowed[direction][module * words + other / 64];
                        *word |= 1 << (other % 64);
                    }
                }
            }
        }
    }

    /// The modules.
    pub fn classes(&self) -> &Classes {
        &self.classes
    }

    /// How often a module was seen.
    pub fn frequency(&self, module: Class) -> u64 {
        self.frequencies.get(usize::from(module)).copied().unwrap_or(0)
    }

    /// How often `other`, which may be outside, was seen in a direction from a module.
    pub fn pair_count(&self, module: Class, direction: usize, other: Class) -> u32 {
        let side = self.classes.len() + 1;
        self.counts[direction][usize::from(module) * side + usize::from(other)]
    }

    /// Whether a module may have `other`, which may be outside, in a direction. What is unknown
    /// may be anywhere.
    pub fn is_legal(&self, module: Class, direction: usize, other: Class) -> bool {
        if module >= self.classes.outside() || other >= self.classes.unknown() {
            return true;
        }
        let set = self.allowed_beside(opposite(direction), other);
        set[usize::from(module) / 64] >> (usize::from(module) % 64) & 1 == 1
    }

    /// 64-bit words in a set of modules.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// The set of modules that may stand in a direction from a module or outside.
    pub(super) fn allowed_beside(&self, direction: usize, module: Class) -> &[u64] {
        &self.allowed[direction][usize::from(module) * self.words..][..self.words]
    }

    /// How many pairs of neighbours of a filled lattice are illegal. A pair with what is unknown
    /// is not counted, nor is one of empty and outside cells alone.
    pub fn judge(&self, lattice: &Lattice, modules: &[Class]) -> Pairs {
        let (empty, outside) = (self.classes.empty(), self.classes.outside());
        let mut pairs = Pairs::default();
        for (cell, &module) in modules.iter().enumerate() {
            for direction in 0..6 {
                let other = lattice.beside(cell, direction);
                // Each pair of cells is looked at from one side.
                if other.is_some() && direction % 2 == 1 {
                    continue;
                }
                let other = other.map_or(outside, |beside| modules[beside]);
                let is_nothing = |class: Class| class == empty || class == outside;
                let is_open = module > outside || other > outside;
                if is_open || is_nothing(module) && is_nothing(other) {
                    continue;
                }
                pairs.all += 1;
                pairs.illegal += usize::from(!self.is_legal(module, direction, other));
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{block, filled, free};
    use super::*;
    use crate::Geometry;

    fn learned(example: &Geometry, turned: bool) -> Rules {
        let task = free();
        let classes = Classes::of([example], &task).unwrap();
        let modules = classes.read(example, &task).unwrap();
        let lattice = Lattice::of(example, &task).unwrap();
        Rules::of(classes, &[(lattice, modules)], turned, &task).unwrap()
    }

    /// A row along x: wall, door, gate.
    fn row() -> Geometry {
        filled(&block([3, 1, 1]), |[i, ..]| ["wall", "door", "gate"][i as usize])
    }

    #[test]
    fn what_was_seen_is_legal_in_the_direction_it_was_seen_in() {
        let rules = learned(&row(), false);
        let class = |name| rules.classes().find(name).unwrap();
        let (wall, door, gate) = (class("wall"), class("door"), class("gate"));
        let outside = rules.classes().outside();
        assert_eq!((rules.frequency(door), rules.frequency(rules.classes().empty())), (1, 0));
        assert!(rules.is_legal(wall, 0, door) && rules.is_legal(door, 1, wall));
        assert!(!rules.is_legal(wall, 1, door) && !rules.is_legal(wall, 0, gate));
        assert!(!rules.is_legal(wall, 4, door));
        assert!(rules.is_legal(wall, 1, outside) && !rules.is_legal(door, 1, outside));
        assert!(rules.is_legal(door, 0, rules.classes().unknown()));
        assert_eq!((rules.pair_count(door, 0, gate), rules.pair_count(gate, 0, door)), (1, 0));
    }

    #[test]
    fn turned_examples_hold_in_all_level_directions_only() {
        let rules = learned(&row(), true);
        let class = |name| rules.classes().find(name).unwrap();
        let (wall, door) = (class("wall"), class("door"));
        for direction in 0..6 {
            let level = !matches!(direction, 2 | 3);
            assert_eq!(rules.is_legal(wall, direction, door), level, "{direction}");
            assert_eq!(rules.is_legal(door, direction, wall), level, "{direction}");
        }
    }

    #[test]
    fn the_example_itself_is_legal_and_another_is_judged_pair_by_pair() {
        let task = free();
        let example = row();
        let rules = learned(&example, false);
        let lattice = Lattice::of(&example, &task).unwrap();
        let modules = rules.classes().read(&example, &task).unwrap();
        // Two pairs of cells, and 14 sides to the outside.
        assert_eq!(rules.judge(&lattice, &modules), Pairs { illegal: 0, all: 16 });
        let turned: Vec<Class> = modules.iter().rev().copied().collect();
        let pairs = rules.judge(&lattice, &turned);
        assert_eq!(pairs, Pairs { illegal: 4, all: 16 });
        let empty = vec![rules.classes().empty(); 3];
        assert_eq!(rules.judge(&lattice, &empty), Pairs::default());
    }

    #[test]
    fn without_a_known_module_there_are_no_rules() {
        let example = filled(&block([2, 1, 1]), |_| "unknown");
        let task = free();
        let classes = Classes::of([&example], &task).unwrap();
        let modules = classes.read(&example, &task).unwrap();
        let lattice = Lattice::of(&example, &task).unwrap();
        let error = Rules::of(classes, &[(lattice, modules)], false, &task);
        assert_eq!(error, Err(Error::NoExamples));
    }
}
