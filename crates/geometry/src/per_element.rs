//! A setting of an operation that can be another one for each element.

/// A value for all elements, or one for each.
#[derive(Debug, Clone, PartialEq)]
pub enum PerElement<T> {
    /// The same for all.
    Same(T),
    /// One for each, in their order.
    Each(Vec<T>),
}

impl<T: Copy + PartialEq> PerElement<T> {
    /// The value of an element.
    #[inline]
    pub fn at(&self, element: usize) -> T {
        match self {
            Self::Same(value) => *value,
            Self::Each(values) => values[element],
        }
    }

    /// Whether every element has this value.
    pub fn is_everywhere(&self, value: T) -> bool {
        match self {
            Self::Same(same) => *same == value,
            Self::Each(values) => values.iter().all(|own| *own == value),
        }
    }
}

impl<T> From<T> for PerElement<T> {
    fn from(value: T) -> Self {
        Self::Same(value)
    }
}
