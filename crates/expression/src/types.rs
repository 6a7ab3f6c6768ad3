//! The types of the language.

use std::fmt;

/// What a value is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    /// Nothing: what a function gives that gives nothing.
    Void,
    /// A 32-bit whole number.
    Int,
    /// A 32-bit float.
    Float,
    /// Two floats.
    Vector2,
    /// Three floats.
    Vector3,
    /// Four floats; also a quaternion x, y, z, w.
    Vector4,
    /// Nine floats, row after row.
    Matrix3,
    /// Sixteen floats, row after row.
    Matrix4,
    /// Text.
    Text,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Type {
    /// What it is, or what the items of an array are.
    pub base: Base,
    /// Whether it is any number of them.
    pub is_array: bool,
}

impl Type {
    /// Nothing.
    pub const VOID: Self = Self::of(Base::Void);
    /// A whole number.
    pub const INT: Self = Self::of(Base::Int);
    /// A float.
    pub const FLOAT: Self = Self::of(Base::Float);
    /// Two floats.
    pub const VECTOR2: Self = Self::of(Base::Vector2);
    /// Three floats.
    pub const VECTOR3: Self = Self::of(Base::Vector3);
    /// Four floats.
    pub const VECTOR4: Self = Self::of(Base::Vector4);
    /// Nine floats, row after row.
    pub const MATRIX3: Self = Self::of(Base::Matrix3);
    /// Sixteen floats, row after row.
    pub const MATRIX4: Self = Self::of(Base::Matrix4);
    /// Text.
    pub const TEXT: Self = Self::of(Base::Text);

    /// One of these.
    pub const fn of(base: Base) -> Self {
        Self { base, is_array: false }
    }

    /// Any number of these.
    pub const fn array(base: Base) -> Self {
        Self { base, is_array: true }
    }

    /// The numbers that one value has; none for text, arrays and nothing.
    pub fn components(self) -> usize {
        if self.is_array { 0 } else { self.base.components() }
    }

    /// Whether it is one or more numbers.
    pub fn is_numeric(self) -> bool {
        self.components() > 0
    }

    /// Whether it is one number.
    pub fn is_scalar(self) -> bool {
        self.components() == 1
    }

    /// Whether it is two, three or four floats.
    pub fn is_vector(self) -> bool {
        matches!(self.components(), 2..=4)
    }

    /// Whether it is a matrix.
    pub fn is_matrix(self) -> bool {
        self.components() > 4
    }

    /// Whether it is text or an array: what has no fixed size.
    pub(crate) fn is_object(self) -> bool {
        self.is_array || self.base == Base::Text
    }

    /// The vector of this many floats, a plain float for one.
    pub fn floats(count: usize) -> Option<Self> {
        Some(match count {
            1 => Self::FLOAT,
            2 => Self::VECTOR2,
            3 => Self::VECTOR3,
            4 => Self::VECTOR4,
            9 => Self::MATRIX3,
            16 => Self::MATRIX4,
            _ => return None,
        })
    }

    /// The type that the language writes like this, without `[]`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(Self::of(match name {
            "void" => Base::Void,
            "int" => Base::Int,
            "float" => Base::Float,
            "vector2" => Base::Vector2,
            "vector" => Base::Vector3,
            "vector4" => Base::Vector4,
            "matrix3" => Base::Matrix3,
            "matrix" => Base::Matrix4,
            "string" => Base::Text,
            _ => return None,
        }))
    }

    /// The type that an attribute's prefix says: `v` of `v@P`.
    pub(crate) fn of_prefix(prefix: &str) -> Option<Self> {
        Some(match prefix {
            "f" => Self::FLOAT,
            "i" => Self::INT,
            "u" => Self::VECTOR2,
            "v" => Self::VECTOR3,
            "p" => Self::VECTOR4,
            "3" => Self::MATRIX3,
            "4" => Self::MATRIX4,
            "s" => Self::TEXT,
            _ => return None,
        })
    }
}

impl Base {
    /// The numbers that one value has.
    pub(crate) fn components(self) -> usize {
        match self {
            Self::Void | Self::Text => 0,
            Self::Int | Self::Float => 1,
            Self::Vector2 => 2,
            Self::Vector3 => 3,
            Self::Vector4 => 4,
            Self::Matrix3 => 9,
            Self::Matrix4 => 16,
        }
    }
}

impl fmt::Display for Type {
    /// As the language writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.base {
            Base::Void => "void",
            Base::Int => "int",
            Base::Float => "float",
            Base::Vector2 => "vector2",
            Base::Vector3 => "vector",
            Base::Vector4 => "vector4",
            Base::Matrix3 => "matrix3",
            Base::Matrix4 => "matrix",
            Base::Text => "string",
        })?;
        formatter.write_str(if self.is_array { "[]" } else { "" })
    }
}
