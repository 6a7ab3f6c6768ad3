//! Groups: named sets of elements, made and combined.

use task::{Stop, Task};

use crate::{Column, Domain, Geometry};

/// How a set of elements joins another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Combine {
    /// It takes the other's place.
    #[default]
    Replace,
    /// Elements of either.
    Union,
    /// Elements of both.
    Intersect,
    /// The other's elements without its own.
    Subtract,
    /// Elements of one but not of both.
    Exclusive,
}

/// Why a group could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// Cancelled.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// A group field could not name it.
    #[error(
        "\"{0}\" cannot be the name of a group: give one without spaces, *, ?, ! and ^ that does \
         not begin with a digit"
    )]
    BadName(String),
    /// An attribute has the name.
    #[error("the {domain} attribute \"{name}\" has this name already: choose another one")]
    IsAttribute {
        /// The name.
        name: String,
        /// The domain that has such an attribute.
        domain: &'static str,
    },
}

/// Joins `with` to `members`, element by element.
pub fn combine(members: &mut [bool], how: Combine, with: &[bool], task: &Task) -> Result<(), Stop> {
    task.fill(members, |element, member| {
        let other = with[element];
        *member = match how {
            Combine::Replace => other,
            Combine::Union => *member | other,
            Combine::Intersect => *member & other,
            Combine::Subtract => *member & !other,
            Combine::Exclusive => *member ^ other,
        };
    })
}

/// The geometry with these elements joined to its group of this name; a group that is not there
/// yet has no members. All else is shared. `members` has a value for each element of the domain.
pub fn set_group(
    geometry: &Geometry,
    domain: Domain,
    name: &str,
    how: Combine,
    members: Vec<bool>,
    task: &Task,
) -> Result<Geometry, GroupError> {
    task.check()?;
    if !is_group_name(name) {
        return Err(GroupError::BadName(name.to_owned()));
    }
    let table = geometry.table(domain);
    let joined = match (table.get(name), table.group(name)) {
        (Some(_), None) => {
            let (name, domain) = (name.to_owned(), domain.name());
            return Err(GroupError::IsAttribute { name, domain });
        }
        (_, Some(before)) if how != Combine::Replace => {
            let mut joined = before.to_vec();
            combine(&mut joined, how, &members, task)?;
            joined
        }
        (_, None) if matches!(how, Combine::Intersect | Combine::Subtract) => {
            vec![false; members.len()]
        }
        _ => members,
    };
    let mut geometry = geometry.clone();
    geometry.table_mut(domain).set(name, Column::group(joined));
    Ok(geometry)
}

/// Whether a group field can name a group of this name.
pub fn is_group_name(name: &str) -> bool {
    let reserved = |c: char| c.is_whitespace() || c.is_control() || "*?!^".contains(c);
    !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && !name.contains(reserved)
}

/// The geometry without groups that have no members.
pub fn without_empty_groups(mut geometry: Geometry) -> Geometry {
    for domain in Domain::ALL {
        let empty = |group: &[bool]| !group.contains(&true);
        if geometry.table(domain).groups().any(|(_, group)| empty(group)) {
            geometry.table_mut(domain).retain(|_, column| !column.bools().is_some_and(empty));
        }
    }
    geometry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn set(name: &str, how: Combine, members: [bool; 6]) -> Result<Geometry, GroupError> {
        let cube = shapes::with_attributes(shapes::cube());
        let task = Task::unlimited();
        set_group(&cube, Domain::Primitive, name, how, members.to_vec(), &task)
    }

    #[test]
    fn groups_join_as_they_are_told_to() {
        let members = [true, true, false, false, false, false];
        let odd = |how| {
            let joined = set("odd", how, members).unwrap();
            let group = joined.primitives().group("odd").unwrap();
            (0..6).filter(|&primitive| group[primitive]).collect::<Vec<_>>()
        };
        assert_eq!(odd(Combine::Replace), [0, 1]);
        assert_eq!(odd(Combine::Union), [0, 1, 3, 5]);
        assert_eq!(odd(Combine::Intersect), [1]);
        assert_eq!(odd(Combine::Subtract), [3, 5]);
        assert_eq!(odd(Combine::Exclusive), [0, 3, 5]);
        let new = set("new", Combine::Union, members).unwrap();
        assert_eq!(new.primitives().group("new"), Some(&members[..]));
        let none = set("new", Combine::Intersect, members).unwrap();
        assert_eq!(none.primitives().group("new"), Some(&[false; 6][..]));
        let left = without_empty_groups(none);
        assert!(!left.primitives().contains("new") && left.primitives().contains("odd"));
    }

    #[test]
    fn names_that_no_field_could_say_are_refused() {
        for name in ["", "a b", "1st", "side*", "^a", "piece"] {
            assert!(set(name, Combine::Replace, [true; 6]).is_err(), "{name}");
        }
        let error = set("piece", Combine::Union, [true; 6]).unwrap_err();
        let text = "the primitive attribute \"piece\" has this name already: choose another one";
        assert_eq!(error.to_string(), text);
    }

    #[test]
    fn stops_when_cancelled() {
        let task = Task::unlimited();
        task.cancel_token().cancel();
        let result =
            set_group(&shapes::cube(), Domain::Point, "a", Combine::Replace, vec![true; 8], &task);
        assert_eq!(result, Err(GroupError::Stop(Stop::Cancelled)));
    }
}
