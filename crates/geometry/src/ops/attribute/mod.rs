//! Making, deleting, renaming, promoting and filling attributes.
//!
//! All of these work on the columns of one domain's table. Groups are columns of truth values and
//! share the names of attributes. What the geometry itself is made of is never deleted or given
//! another type: `P` of points, [`PACKED_SOURCE`] and [`PACKED_TRANSFORM`] of primitives.

pub mod blur;
mod codes;
pub mod colour;
pub mod create;
pub mod enumerate;
pub mod names;
pub mod noise;
pub mod promote;
pub mod randomize;
mod relation;
pub mod remap;

use task::Stop;

use crate::{Column, Domain, PACKED_SOURCE, PACKED_TRANSFORM, Table};

/// Why an attribute cannot be made or changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// Not a name that fields and expressions could use.
    #[error(
        "\"{0}\" cannot be an attribute's name: use letters, digits and underscores, \
         and begin with a letter or an underscore"
    )]
    BadName(String),
    /// The geometry is made of this attribute.
    #[error(
        "the {domain} attribute \"{name}\" belongs to the geometry itself and must stay as it is"
    )]
    Reserved {
        /// The attribute.
        name: String,
        /// What it belongs to.
        domain: &'static str,
    },
    /// There is one of this name already.
    #[error(
        "there is already a {domain} attribute or group \"{name}\"; \
         choose another name, or to overwrite it"
    )]
    Exists {
        /// The attribute.
        name: String,
        /// What it belongs to.
        domain: &'static str,
    },
    /// There is none of this name.
    #[error("there is no {domain} attribute \"{name}\"; there are: {known}")]
    Missing {
        /// The name that names nothing.
        name: String,
        /// What it should belong to.
        domain: &'static str,
        /// The attributes that there are.
        known: String,
    },
    /// The attribute holds values of a kind that the operation cannot work on.
    #[error("the {domain} attribute \"{name}\" is of type {type_name}; {wanted}")]
    WrongType {
        /// The attribute.
        name: String,
        /// What it belongs to.
        domain: &'static str,
        /// What it holds.
        type_name: &'static str,
        /// What is wanted instead, as a clause.
        wanted: &'static str,
    },
    /// A setting that makes no sense, said in full.
    #[error("{0}")]
    Setting(String),
}

impl Error {
    pub(crate) fn missing(name: &str, table: &Table, domain: Domain) -> Self {
        let known: Vec<&str> = table.iter().map(|(name, _)| &**name).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Self::Missing { name: name.to_owned(), domain: domain.name(), known }
    }

    pub(crate) fn wrong_type(
        name: &str,
        domain: Domain,
        column: &Column,
        wanted: &'static str,
    ) -> Self {
        let (name, type_name) = (name.to_owned(), column.type_name());
        Self::WrongType { name, domain: domain.name(), type_name, wanted }
    }
}

/// Whether the geometry is made of this attribute, so that it cannot be deleted or renamed.
pub fn is_reserved(name: &str, domain: Domain) -> bool {
    match domain {
        Domain::Point => name == "P",
        Domain::Primitive => name == PACKED_SOURCE || name == PACKED_TRANSFORM,
        _ => false,
    }
}

/// Whether a column may be called so: a letter or underscore, then letters, digits and `_`, `.`,
/// `:`, `-`. Anything else would be read as something else in a group field or an expression.
pub fn is_valid_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-'))
}

/// Refuses to put a column where it cannot go: under a bad name, or as something that the
/// geometry is made of. Positions may be set as what they are.
fn check_place(name: &str, domain: Domain, column: Option<&Column>) -> Result<(), Error> {
    if !is_valid_name(name) {
        return Err(Error::BadName(name.to_owned()));
    }
    let fits = name == "P" && column.is_some_and(|column| column.read::<[f32; 3]>().is_some());
    if is_reserved(name, domain) && !fits {
        return Err(Error::Reserved { name: name.to_owned(), domain: domain.name() });
    }
    Ok(())
}

/// How new values and those that are there make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Operation {
    /// The new value.
    #[default]
    Set,
    /// The sum.
    Add,
    /// The old value less the new one.
    Subtract,
    /// The product.
    Multiply,
    /// The lesser one.
    Minimum,
    /// The greater one.
    Maximum,
}

impl Operation {
    /// An old value and a new one made one.
    #[inline(always)]
    pub fn apply(self, old: f32, new: f32) -> f32 {
        match self {
            Self::Set => new,
            Self::Add => old + new,
            Self::Subtract => old - new,
            Self::Multiply => old * new,
            Self::Minimum => old.min(new),
            Self::Maximum => old.max(new),
        }
    }

    /// As [`Operation::apply`], for integers that a float of 32 bits cannot hold.
    pub(crate) fn apply_to_f64(self, old: f64, new: f64) -> f64 {
        match self {
            Self::Set => new,
            Self::Add => old + new,
            Self::Subtract => old - new,
            Self::Multiply => old * new,
            Self::Minimum => old.min(new),
            Self::Maximum => old.max(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_fields_would_misread_are_refused() {
        for good in ["P", "_a", "rest_2", "détail", "a.b", "a:b", "a-b"] {
            assert!(is_valid_name(good), "{good}");
        }
        for bad in ["", " ", "a b", "2d", "-a", "a*", "^a", "a,b", "@P", "a/b"] {
            assert!(!is_valid_name(bad), "{bad}");
        }
    }

    #[test]
    fn positions_stay_positions() {
        let positions = Column::new(vec![[0.0_f32; 3]]);
        let numbers = Column::new(vec![0.0_f32]);
        assert!(check_place("P", Domain::Point, Some(&positions)).is_ok());
        assert!(check_place("P", Domain::Point, Some(&numbers)).is_err());
        assert!(check_place("P", Domain::Primitive, Some(&numbers)).is_ok());
        assert!(check_place(PACKED_SOURCE, Domain::Primitive, Some(&numbers)).is_err());
    }
}
