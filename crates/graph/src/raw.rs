//! Text of a project file that this program does not interpret, kept as it is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ron::ser::PrettyConfig;
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
    /// A value as RON, for the view section: large ones in lines. None if it cannot be written.
    pub fn of(value: &impl Serialize) -> Option<Self> {
        let pretty =
            PrettyConfig::new().depth_limit(2).new_line("\n").separate_tuple_members(false);
        let text = ron::ser::to_string_pretty(value, pretty).ok()?;
        // A field of the view section stands two steps from the margin. Texts in quotes hold no
        // line ends: they are written as \n.
        Some(Self(text.replace('\n', "\n        ").into()))
    }

    /// A piece of RON text, taken as it is.
    pub(crate) fn from_text(text: &str) -> Self {
        Self(text.into())
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
