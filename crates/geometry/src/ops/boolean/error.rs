//! Why two geometries cannot be joined or taken from each other.

use glam::Vec3;
use task::Stop;

use super::Side;
use crate::ops::group::GroupError;

/// Why two geometries cannot be joined or taken from each other.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BooleanError {
    /// Cancelled, or too large.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// A group cannot be made.
    #[error(transparent)]
    Group(GroupError),
    /// The polygons of an input do not enclose anything.
    #[error(
        "input {side} is not closed: {open} open edges, {crowded} edges where polygons do not meet \
         in pairs that face the same way; the first is between points {} and {}. Fuse joins points \
         that lie in one place, Clean takes out polygons that are there twice and turns \
         those that face the wrong way; holes have to be filled",
        .first[0], .first[1]
    )]
    NotClosed {
        /// Which input.
        side: Side,
        /// Edges with a polygon on one side only.
        open: usize,
        /// Edges with more than two polygons, or with two that run the same way.
        crowded: usize,
        /// The points of the first such edge.
        first: [u32; 2],
    },
    /// Positions are infinite or not numbers.
    #[error(
        "input {side} has {points} points whose positions are not finite numbers, the first is \
         {first}: delete them, or mend what made them"
    )]
    NotFinite {
        /// Which input.
        side: Side,
        /// How many points.
        points: usize,
        /// The first of them.
        first: u32,
    },
    /// The polygons of an input face inwards.
    #[error(
        "the polygons of input {side} face inwards (its volume is {volume:.3}): Reverse turns them"
    )]
    InsideOut {
        /// Which input.
        side: Side,
        /// Its volume in cubic metres, negative.
        volume: f64,
    },
    /// The surface of an input runs through itself, where the other input is.
    #[error(
        "input {side} crosses itself around ({}, {}, {}), or is inside out in part: take its parts \
         apart (Connectivity, Split) and make their union first",
        .at.x, .at.y, .at.z
    )]
    CrossesItself {
        /// Which input.
        side: Side,
        /// Near where.
        at: Vec3,
    },
    /// The surfaces meet in a way that does not add up, because an input crosses itself.
    #[error(
        "the surfaces of A and B do not meet in closed lines: one of them crosses itself where \
         they meet; Clean mends some such meshes, and moving one input a little may help"
    )]
    Unresolved,
}

impl From<GroupError> for BooleanError {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::Stop(stop) => Self::Stop(stop),
            error => Self::Group(error),
        }
    }
}

impl BooleanError {
    /// The same error where A and B were exchanged before.
    pub(super) fn exchanged(mut self) -> Self {
        match &mut self {
            Self::NotClosed { side, .. }
            | Self::NotFinite { side, .. }
            | Self::InsideOut { side, .. }
            | Self::CrossesItself { side, .. } => *side = side.other(),
            _ => {}
        }
        self
    }
}
