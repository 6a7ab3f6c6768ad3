//! Elements whose attribute compares with a value.

use std::cmp::Ordering;

use task::{Stop, Task};

use super::ChooseError;
use crate::group::converted;
use crate::{Column, Data, Domain, Geometry, name_matches};

/// How a value stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Operator {
    /// Equal; text may hold the wildcards `*` and `?`.
    #[default]
    Equal,
    /// Not equal.
    NotEqual,
    /// Less; text by the alphabet.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
}

/// Which number of a tuple is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component {
    /// The one at this place; the last where the tuple is shorter.
    At(usize),
    /// The length of the tuple as a vector.
    Length,
}

/// Elements whose attribute compares with a value. An attribute of another domain is compared
/// there, and what is found is carried over like a group: primitives whose points all compare,
/// points of primitives that do.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The attribute, or a group as 0 and 1.
    pub attribute: String,
    /// Which number of a tuple is compared.
    pub component: Component,
    /// How.
    pub operator: Operator,
    /// With what, where the attribute is of numbers.
    pub number: f32,
    /// With what, where it is of text.
    pub text: String,
}

impl Comparison {
    pub(super) fn members(
        &self,
        geometry: &Geometry,
        domain: Domain,
        task: &Task,
    ) -> Result<Vec<bool>, ChooseError> {
        task.check()?;
        let others = Domain::ALL.into_iter().filter(|&other| other != domain);
        let mut domains = std::iter::once(domain).chain(others);
        let found =
            domains.find_map(|from| Some((from, geometry.table(from).get(&self.attribute)?)));
        let Some((from, column)) = found else {
            let known: Vec<String> = Domain::ALL
                .into_iter()
                .flat_map(|domain| {
                    let names = geometry.table(domain).attributes();
                    names.map(move |(name, _)| format!("{name} ({})", domain.name()))
                })
                .collect();
            let name = self.attribute.clone();
            return Err(ChooseError::NoAttribute { name, known: known.join(", ") });
        };
        let members = self.of_column(column, task)?;
        Ok(match from == domain {
            true => members,
            false => converted(geometry.topology(), &members, from, domain),
        })
    }

    fn of_column(&self, column: &Column, task: &Task) -> Result<Vec<bool>, Stop> {
        let (count, size) = (column.len(), column.size());
        let number = f64::from(self.number);
        let compare = |value: f64| self.operator.holds(value.partial_cmp(&number));
        match column.data() {
            Data::Float(values) => task.map(count, |element| {
                compare(self.component.of(&values[element * size..][..size], f64::from))
            }),
            Data::Int(values) => task.map(count, |element| {
                compare(self.component.of(&values[element * size..][..size], f64::from))
            }),
            Data::Bool(members) => {
                task.map(count, |element| compare(f64::from(u8::from(members[element]))))
            }
            Data::Text(text) => {
                let holds = |value: &str| match self.operator {
                    Operator::Equal => name_matches(&self.text, value),
                    Operator::NotEqual => !name_matches(&self.text, value),
                    operator => operator.holds(Some(value.cmp(&self.text))),
                };
                let strings: Vec<bool> = text.strings.iter().map(|value| holds(value)).collect();
                task.map(count, |element| strings[text.indices[element] as usize])
            }
        }
    }
}

impl Component {
    fn of<T: Copy>(self, tuple: &[T], number: impl Fn(T) -> f64) -> f64 {
        match self {
            Self::At(place) => number(tuple[place.min(tuple.len() - 1)]),
            Self::Length => tuple.iter().map(|&value| number(value).powi(2)).sum::<f64>().sqrt(),
        }
    }
}

impl Operator {
    /// Whether it holds for two values that stand like this; none if one is not a number.
    fn holds(self, ordering: Option<Ordering>) -> bool {
        match self {
            Self::Equal => ordering == Some(Ordering::Equal),
            Self::NotEqual => ordering != Some(Ordering::Equal),
            Self::Less => ordering == Some(Ordering::Less),
            Self::LessOrEqual => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
            Self::Greater => ordering == Some(Ordering::Greater),
            Self::GreaterOrEqual => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Selection, shapes};

    fn members(attribute: &str, operator: Operator, text: &str, domain: Domain) -> Vec<u32> {
        let shape = shapes::with_attributes(shapes::grid(2, 1));
        let comparison = Comparison {
            attribute: attribute.to_owned(),
            component: Component::At(0),
            operator,
            number: 1.0,
            text: text.to_owned(),
        };
        let members = comparison.members(&shape, domain, &Task::unlimited()).unwrap();
        Selection::Some(members).indices()
    }

    #[test]
    fn numbers_groups_and_text_compare() {
        assert_eq!(members("mass", Operator::LessOrEqual, "", Domain::Point), [0, 1]);
        assert_eq!(members("P", Operator::Greater, "", Domain::Point), [2, 5]);
        assert_eq!(members("first_half", Operator::NotEqual, "", Domain::Point), [3, 4, 5]);
        assert_eq!(members("name", Operator::Equal, "?1", Domain::Point), [1, 4]);
        assert_eq!(members("name", Operator::GreaterOrEqual, "p1", Domain::Point), [1, 2, 4, 5]);
        assert_eq!(members("piece", Operator::Equal, "", Domain::Primitive), [1]);
    }

    #[test]
    fn attributes_of_other_domains_are_carried_over() {
        assert_eq!(members("piece", Operator::Equal, "", Domain::Point), [1, 2, 4, 5]);
        assert_eq!(members("P", Operator::GreaterOrEqual, "", Domain::Primitive), [1]);
        assert_eq!(members("note", Operator::Equal, "made*", Domain::Vertex).len(), 8);
    }

    #[test]
    fn a_missing_attribute_is_named() {
        let comparison = Comparison {
            attribute: "height".to_owned(),
            component: Component::Length,
            operator: Operator::Equal,
            number: f32::NAN,
            text: String::new(),
        };
        let error = comparison.members(&shapes::cube(), Domain::Point, &Task::unlimited());
        assert_eq!(
            error.unwrap_err().to_string(),
            "there is no attribute \"height\" to compare; there are: P (point)"
        );
    }
}
