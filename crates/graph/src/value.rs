//! The values of parameters, as they are stored and as nodes read them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::ramp::Ramp;

/// What a parameter can hold. Text serves every kind that is written as text: choices, file
/// paths, groups, attribute names, node paths, code.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// On or off.
    Toggle(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Two numbers.
    Vector2([f64; 2]),
    /// Three numbers; a colour is one, linear.
    Vector3([f64; 3]),
    /// Four numbers; a colour with alpha is one.
    Vector4([f64; 4]),
    /// Text.
    Text(Arc<str>),
    /// A curve or a ramp of colours.
    Ramp(Arc<Ramp>),
}

impl Value {
    /// The numbers of a numeric value.
    pub fn numbers(&self) -> &[f64] {
        match self {
            Self::Float(value) => std::slice::from_ref(value),
            Self::Vector2(values) => values,
            Self::Vector3(values) => values,
            Self::Vector4(values) => values,
            _ => &[],
        }
    }

    /// The text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value as expressions read it.
    pub fn to_expression(&self) -> expression::Value {
        use expression::Value as Read;
        match self {
            Self::Toggle(value) => Read::Int(i32::from(*value)),
            Self::Integer(value) => {
                let held = (*value).clamp(i32::MIN.into(), i32::MAX.into());
                Read::Int(held as i32)
            }
            Self::Float(value) => Read::Float(*value as f32),
            Self::Vector2(values) => Read::Vector2(values.map(|value| value as f32)),
            Self::Vector3(values) => Read::Vector3(values.map(|value| value as f32)),
            Self::Vector4(values) => Read::Vector4(values.map(|value| value as f32)),
            Self::Text(text) => Read::Text(text.clone()),
            // Ramps are read by place, through the host.
            Self::Ramp(_) => Read::Int(0),
        }
    }

    /// What kind of value it is, as messages name it.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Toggle(_) => "true or false",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Vector2(_) => "two numbers",
            Self::Vector3(_) => "three numbers",
            Self::Vector4(_) => "four numbers",
            Self::Text(_) => "text",
            Self::Ramp(ramp) if ramp.is_colour() => "a ramp of colours",
            Self::Ramp(_) => "a curve",
        }
    }
}

// Equal bits hash alike: for keys, 0.0 and -0.0 may differ.
impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Toggle(value) => value.hash(state),
            Self::Integer(value) => value.hash(state),
            Self::Text(text) => text.hash(state),
            Self::Ramp(ramp) => ramp.hash(state),
            _ => self.numbers().iter().for_each(|number| number.to_bits().hash(state)),
        }
    }
}

/// A Rust type that a parameter can be read as.
pub trait Readable: Sized {
    /// The value as this type. The evaluator has brought it to the declared kind before, so that
    /// another kind can only come from a mistake in a declaration.
    fn read(value: &Value) -> Option<Self>;
}

impl Readable for Arc<Ramp> {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Ramp(ramp) = value { Some(ramp.clone()) } else { None }
    }
}

impl Readable for bool {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Toggle(value) = value { Some(*value) } else { None }
    }
}

impl Readable for i64 {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Integer(value) = value { Some(*value) } else { None }
    }
}

impl Readable for f32 {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Float(value) = value { Some(*value as Self) } else { None }
    }
}

impl Readable for [f32; 2] {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Vector2(value) = value { Some(value.map(|v| v as f32)) } else { None }
    }
}

impl Readable for [f32; 3] {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Vector3(value) = value { Some(value.map(|v| v as f32)) } else { None }
    }
}

impl Readable for [f32; 4] {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Vector4(value) = value { Some(value.map(|v| v as f32)) } else { None }
    }
}

impl Readable for [f64; 4] {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Vector4(value) = value { Some(*value) } else { None }
    }
}

impl Readable for Arc<str> {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text.clone()) } else { None }
    }
}
