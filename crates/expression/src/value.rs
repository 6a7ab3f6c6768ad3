//! Values that cross the border of the language.

use std::fmt;
use std::sync::Arc;

use crate::types::{Base, Type};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number.
    Int(i32),
    /// A float.
    Float(f32),
    /// Two floats.
    Vector2([f32; 2]),
    /// Three floats.
    Vector3([f32; 3]),
    /// Four floats.
    Vector4([f32; 4]),
    /// Nine floats, row after row.
    Matrix3([f32; 9]),
    /// Sixteen floats, row after row.
    Matrix4([f32; 16]),
    /// Text.
    Text(Arc<str>),
    /// Any number of items.
    Array(Array),
}

/// The items of an array.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// What each item is.
    pub base: Base,
    /// The items.
    pub items: Items,
}

/// Items of an array, as they lie in memory.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// The bits of ints or floats, item after item.
    Numbers(Arc<Vec<u32>>),
    /// Text.
    Texts(Arc<Vec<Arc<str>>>),
}

impl Value {
    /// Its type.
    pub fn kind(&self) -> Type {
        match self {
            Self::Int(_) => Type::INT,
            Self::Float(_) => Type::FLOAT,
            Self::Vector2(_) => Type::VECTOR2,
            Self::Vector3(_) => Type::VECTOR3,
            Self::Vector4(_) => Type::VECTOR4,
            Self::Matrix3(_) => Type::MATRIX3,
            Self::Matrix4(_) => Type::MATRIX4,
            Self::Text(_) => Type::TEXT,
            Self::Array(array) => Type::array(array.base),
        }
    }

    /// The floats of a number, a vector or a matrix; none of text and arrays.
    pub fn floats(&self) -> Vec<f32> {
        match self {
            Self::Int(number) => vec![*number as f32],
            Self::Float(number) => vec![*number],
            Self::Vector2(numbers) => numbers.to_vec(),
            Self::Vector3(numbers) => numbers.to_vec(),
            Self::Vector4(numbers) => numbers.to_vec(),
            Self::Matrix3(numbers) => numbers.to_vec(),
            Self::Matrix4(numbers) => numbers.to_vec(),
            Self::Text(_) | Self::Array(_) => Vec::new(),
        }
    }

    /// The value of a numeric type from its bits.
    pub(crate) fn from_bits(kind: Type, bits: &[u32]) -> Self {
        let float = |index: usize| bits.get(index).map_or(0.0, |&bits| f32::from_bits(bits));
        match kind.base {
            Base::Int => Self::Int(bits.first().map_or(0, |bits| bits.cast_signed())),
            Base::Vector2 => Self::Vector2(std::array::from_fn(float)),
            Base::Vector3 => Self::Vector3(std::array::from_fn(float)),
            Base::Vector4 => Self::Vector4(std::array::from_fn(float)),
            Base::Matrix3 => Self::Matrix3(std::array::from_fn(float)),
            Base::Matrix4 => Self::Matrix4(std::array::from_fn(float)),
            _ => Self::Float(float(0)),
        }
    }

    /// The bits of a number, a vector or a matrix.
    pub(crate) fn bits(&self) -> Vec<u32> {
        match self {
            Self::Int(number) => vec![number.cast_unsigned()],
            _ => self.floats().into_iter().map(f32::to_bits).collect(),
        }
    }
}

impl Array {
    /// No items.
    pub fn empty(base: Base) -> Self {
        let items = match base {
            Base::Text => Items::Texts(Arc::default()),
            _ => Items::Numbers(Arc::default()),
        };
        Self { base, items }
    }

    /// Whole numbers.
    pub fn ints(numbers: impl IntoIterator<Item = i32>) -> Self {
        let numbers = numbers.into_iter().map(i32::cast_unsigned).collect();
        Self { base: Base::Int, items: Items::Numbers(Arc::new(numbers)) }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        match &self.items {
            Items::Numbers(numbers) => numbers.len() / self.base.components().max(1),
            Items::Texts(texts) => texts.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One item.
    pub fn get(&self, index: usize) -> Option<Value> {
        match &self.items {
            Items::Numbers(numbers) => {
                let size = self.base.components().max(1);
                let bits = numbers.get(index * size..(index + 1) * size)?;
                Some(Value::from_bits(Type::of(self.base), bits))
            }
            Items::Texts(texts) => texts.get(index).cloned().map(Value::Text),
        }
    }
}

impl fmt::Display for Value {
    /// As the language writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => write!(formatter, "{number}"),
            Self::Float(number) => write!(formatter, "{number}"),
            Self::Text(text) => write!(formatter, "{text}"),
            Self::Array(array) => {
                formatter.write_str("{")?;
                for index in 0..array.len() {
                    let comma = if index > 0 { ", " } else { "" };
                    match array.get(index) {
                        Some(Self::Text(text)) => write!(formatter, "{comma}\"{text}\"")?,
                        Some(value) => write!(formatter, "{comma}{value}")?,
                        None => {}
                    }
                }
                formatter.write_str("}")
            }
            _ => {
                let numbers: Vec<String> = self.floats().iter().map(f32::to_string).collect();
                write!(formatter, "{{{}}}", numbers.join(", "))
            }
        }
    }
}
