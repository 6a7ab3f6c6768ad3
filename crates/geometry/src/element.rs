//! Rust types that a column can be read as without a copy.

use bytemuck::Pod;
use glam::{Vec2, Vec3};

/// What the numbers of an [`Element`] are stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// 32-bit float.
    Float,
    /// 32-bit integer.
    Int,
}

/// A value made of one or more floats or integers that lies in a column as it lies in memory.
pub trait Element: Pod + Send + Sync + Default + PartialEq {
    /// What its numbers are.
    const NUMBER: Number;
    /// How many numbers it has.
    const SIZE: usize;
}

macro_rules! elements {
    ($($type:ty: $number:ident $size:literal),* $(,)?) => {
        $(impl Element for $type {
            const NUMBER: Number = Number::$number;
            const SIZE: usize = $size;
        })*
    };
}

elements! {
    f32: Float 1, [f32; 2]: Float 2, [f32; 3]: Float 3, [f32; 4]: Float 4, [f32; 9]: Float 9,
    [f32; 16]: Float 16, Vec2: Float 2, Vec3: Float 3,
    i32: Int 1, [i32; 2]: Int 2, [i32; 3]: Int 3, [i32; 4]: Int 4,
}
