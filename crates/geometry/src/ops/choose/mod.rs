//! Choosing elements by what they are: by number, where they lie, where they face, which edges
//! they are on, by chance, by an attribute.
//!
//! Every rule gives a truth value for each element of a domain; what deletes, splits and groups
//! elements shares them.

mod comparison;
mod edges;
mod facing;
pub(super) mod inside;
mod region;

pub use comparison::{Comparison, Component, Operator};
pub use edges::EdgeRule;
pub use facing::Facing;
pub use region::{Region, Volume};

use task::{Stop, Task};

use crate::random::Stream;
use crate::{Domain, Geometry, Selection};

/// Why elements could not be chosen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChooseError {
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// No domain has an attribute of this name.
    #[error("there is no attribute \"{name}\" to compare; there are: {known}")]
    NoAttribute {
        /// The name that names nothing.
        name: String,
        /// The attributes that there are, with their domains.
        known: String,
    },
}

/// One way to choose elements.
#[derive(Debug, Clone)]
pub enum Rule<'a> {
    /// By number.
    Range(NumberRange),
    /// By where they lie.
    Region(Region<'a>),
    /// By where they face.
    Facing(Facing),
    /// By the edges that they are on.
    Edges(EdgeRule),
    /// By chance.
    Random(Chance),
    /// By an attribute.
    Compare(Comparison),
}

/// Elements from `first` to `last`, of which the first `select` of every `of` are chosen.
/// Negative numbers count from the end: -1 is the last element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberRange {
    /// The first number.
    pub first: i64,
    /// The last number.
    pub last: i64,
    /// How many of every `of` are chosen.
    pub select: u64,
    /// The length of the pattern; 0 counts as 1.
    pub of: u64,
}

/// A part of the elements, drawn for each one by its number alone: with a greater part those
/// stay chosen that were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// The part to choose, in percent from 0 to 100.
    pub percent: f32,
    /// Another seed draws others.
    pub seed: i64,
}

/// For each element of a domain whether it is in `from` and keeps every rule. The detail domain
/// has no places, numbers or edges: its one element keeps every rule.
pub fn choose(
    geometry: &Geometry,
    domain: Domain,
    from: &Selection,
    rules: &[Rule<'_>],
    task: &Task,
) -> Result<Vec<bool>, ChooseError> {
    let mut chosen = from.to_mask();
    for rule in rules {
        let kept = keeps(geometry, domain, rule, task)?;
        task.fill(&mut chosen, |element, slot| *slot &= kept[element])?;
    }
    Ok(chosen)
}

/// For each element of a domain whether it keeps a rule.
pub fn keeps(
    geometry: &Geometry,
    domain: Domain,
    rule: &Rule<'_>,
    task: &Task,
) -> Result<Vec<bool>, ChooseError> {
    let count = geometry.count(domain);
    if domain == Domain::Detail {
        return Ok(vec![true; count]);
    }
    match rule {
        Rule::Range(range) => Ok(range.members(count, task)?),
        Rule::Region(region) => Ok(region.members(geometry, domain, task)?),
        Rule::Facing(facing) => Ok(facing.members(geometry, domain, task)?),
        Rule::Edges(edges) => Ok(edges.members(geometry, domain, task)?),
        Rule::Random(chance) => Ok(chance.members(count, task)?),
        Rule::Compare(comparison) => comparison.members(geometry, domain, task),
    }
}

impl NumberRange {
    fn members(&self, count: usize, task: &Task) -> Result<Vec<bool>, Stop> {
        let from_start = |number: i64| match number {
            0.. => number,
            _ => number.saturating_add(count as i64),
        };
        let (first, last) = (from_start(self.first), from_start(self.last));
        let (select, of) = (self.select, self.of.max(1));
        task.map(count, |element| {
            let element = element as i64;
            (first..=last).contains(&element) && element.abs_diff(first) % of < select
        })
    }
}

impl Chance {
    fn members(&self, count: usize, task: &Task) -> Result<Vec<bool>, Stop> {
        let (part, numbers) = (self.percent / 100.0, Stream::new(self.seed as u64));
        task.map(count, |element| numbers.unit(element as u64) < part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;
    use glam::Vec3;

    fn every_rule(solid: &Geometry) -> Vec<Rule<'_>> {
        let volumes = [
            Volume::Box { center: Vec3::ZERO, size: Vec3::splat(1.5) },
            Volume::Sphere { center: Vec3::X, size: Vec3::new(1.0, 0.0, -3.0) },
            Volume::Solid(solid),
        ];
        let edges = [
            EdgeRule::Unshared,
            EdgeRule::Angle { least_degrees: 10.0, greatest_degrees: 180.0 },
            EdgeRule::Length { least: 0.0, greatest: f32::NAN },
        ];
        let comparison = |attribute: &str, text: &str| Comparison {
            attribute: attribute.to_owned(),
            component: Component::Length,
            operator: Operator::Greater,
            number: 0.5,
            text: text.to_owned(),
        };
        let mut rules = vec![
            Rule::Range(NumberRange { first: 1, last: -2, select: 1, of: 0 }),
            Rule::Range(NumberRange { first: i64::MIN, last: i64::MAX, select: 1, of: u64::MAX }),
            Rule::Facing(Facing { direction: Vec3::Y, spread_degrees: 45.0 }),
            Rule::Facing(Facing { direction: Vec3::NAN, spread_degrees: f32::NAN }),
            Rule::Random(Chance { percent: 50.0, seed: -1 }),
            Rule::Compare(comparison("P", "")),
            Rule::Compare(comparison("note", "a*")),
        ];
        for partly in [false, true] {
            rules.extend(volumes.iter().map(|&volume| Rule::Region(Region { volume, partly })));
        }
        rules.extend(edges.map(Rule::Edges));
        rules
    }

    #[test]
    fn every_rule_answers_for_every_shape_and_domain() {
        let task = Task::unlimited();
        let shapes = shapes::all();
        for (name, shape) in &shapes {
            for rule in every_rule(&shapes[6].1).iter().chain(&every_rule(shape)) {
                for domain in Domain::ALL {
                    let kept = keeps(shape, domain, rule, &task).unwrap();
                    assert_eq!(kept.len(), shape.count(domain), "{name} {rule:?}");
                }
            }
        }
    }

    #[test]
    fn rules_narrow_what_the_group_chose() {
        let grid = shapes::grid(4, 4);
        let odd = Rule::Range(NumberRange { first: 1, last: -1, select: 1, of: 2 });
        let left =
            Volume::Box { center: Vec3::new(1.0, 0.0, -2.0), size: Vec3::new(2.0, 0.0, 9.0) };
        let rules = [odd, Rule::Region(Region { volume: left, partly: false })];
        let from = Selection::parse("0-7", &grid, Domain::Primitive).unwrap();
        let chosen = choose(&grid, Domain::Primitive, &from, &rules, &Task::unlimited()).unwrap();
        assert_eq!(Selection::Some(chosen).indices(), [1, 5]);
    }

    #[test]
    fn ranges_count_from_either_end_and_select_some_of_every_few() {
        let members = |first, last, select, of| {
            let range = NumberRange { first, last, select, of };
            Selection::Some(range.members(10, &Task::unlimited()).unwrap()).indices()
        };
        assert_eq!(members(2, 4, 1, 1), [2, 3, 4]);
        assert_eq!(members(-3, -1, 1, 1), [7, 8, 9]);
        assert_eq!(members(1, -1, 2, 3), [1, 2, 4, 5, 7, 8]);
        assert!(members(5, 2, 1, 1).is_empty());
    }

    #[test]
    fn chance_takes_its_part_and_a_greater_part_holds_the_smaller() {
        let task = Task::unlimited();
        let members = |percent, seed| Chance { percent, seed }.members(100_000, &task).unwrap();
        let (some, more, others) = (members(20.0, 7), members(40.0, 7), members(20.0, 8));
        let count = some.iter().filter(|&&member| member).count();
        assert!((19_500..20_500).contains(&count), "{count}");
        assert!(some.iter().zip(&more).all(|(some, more)| !some | more));
        let both = some.iter().zip(&others).filter(|&(&a, &b)| a && b).count();
        assert!((3_700..4_300).contains(&both), "seeds are independent: {both}");
        assert!(members(100.0, 7).iter().all(|&member| member));
        assert!(!members(0.0, 7).contains(&true));
    }

    #[test]
    fn stops_when_cancelled() {
        let task = Task::unlimited();
        task.cancel_token().cancel();
        let cube = shapes::cube();
        for rule in every_rule(&cube) {
            let result = keeps(&cube, Domain::Point, &rule, &task);
            assert_eq!(result, Err(ChooseError::Stop(Stop::Cancelled)), "{rule:?}");
        }
    }
}
