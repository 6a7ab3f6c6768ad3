//! Text of a project file that this program does not interpret, kept as it is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::document::Name;

/// A piece of RON, kept letter for letter: what a newer program wrote, or what the interface
/// keeps in the project.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Raw(Arc<str>);

/// Named pieces of RON.
pub type RawFields = BTreeMap<Name, Raw>;

impl Raw {
    /// A value as RON, in one line. None if it cannot be written as RON.
    pub fn of(value: &impl Serialize) -> Option<Self> {
        ron::to_string(value).ok().map(|text| Self(text.into()))
    }

    /// The value. None if the text is of another kind.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        ron::from_str(&self.0).ok()
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_back_and_another_kind_is_none() {
        let raw = Raw::of(&vec![1.5, -2.0]).unwrap();
        assert_eq!(raw.read::<Vec<f64>>(), Some(vec![1.5, -2.0]));
        assert_eq!(raw.read::<String>(), None);
    }
}
