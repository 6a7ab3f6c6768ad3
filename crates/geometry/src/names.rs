//! The attribute names that the whole program agrees on, with their meaning and default.

use crate::Meaning;

/// What an attribute of this name and size means by convention.
pub fn meaning_of(name: &str, size: usize) -> Meaning {
    match (name, size) {
        ("P" | "rest", 3) => Meaning::Position,
        ("N", 3) => Meaning::Normal,
        ("v" | "up" | "force", 3) => Meaning::Vector,
        ("Cd", 3 | 4) => Meaning::Colour,
        ("orient", 4) => Meaning::Quaternion,
        ("uv", 2 | 3) => Meaning::TextureCoordinate,
        (crate::PACKED_TRANSFORM, 9) => Meaning::Matrix,
        _ => Meaning::None,
    }
}

/// The value that elements without a value of this attribute have, tuple position by tuple
/// position: white for `Cd`, 1 for `Alpha`, `pscale` and `scale`, no turn for `orient`, else 0.
pub fn default_value(name: &str, position: usize) -> f32 {
    match name {
        "Cd" | "Alpha" | "pscale" | "scale" => 1.0,
        "orient" if position == 3 => 1.0,
        "up" if position == 1 => 1.0,
        crate::PACKED_SOURCE => -1.0,
        crate::PACKED_TRANSFORM if position.is_multiple_of(4) => 1.0,
        _ => 0.0,
    }
}
