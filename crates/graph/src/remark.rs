//! What an artist writes on the canvas of a network: notes, and boxes around nodes. No cook
//! knows of it.

use crate::raw::RawFields;

/// What a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// A text on a sheet.
    Note,
    /// A titled frame: what lies in it moves with it.
    Box,
}

impl RemarkKind {
    /// The name in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Box => "box",
        }
    }

    /// The kind of a name in files.
    pub(crate) fn of(id: &str) -> Option<Self> {
        [Self::Note, Self::Box].into_iter().find(|kind| kind.id() == id)
    }
}

/// A note, or a box around nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// What it is.
    pub kind: RemarkKind,
    /// The text of a note, the title of a box.
    pub text: String,
    /// The upper left corner.
    pub position: [f32; 2],
    /// Width and height.
    pub size: [f32; 2],
    /// The colour that it is drawn in, as sRGB, if not that of its kind.
    pub colour: Option<[u8; 3]>,
    /// What a newer program wrote about it, kept and written back.
    pub unknown: RawFields,
}

impl Remark {
    /// The least width and height.
    pub const LEAST: [f32; 2] = [60.0, 28.0];

    /// An empty one.
    pub fn new(kind: RemarkKind, position: [f32; 2], size: [f32; 2]) -> Self {
        let unknown = RawFields::new();
        Self { kind, text: String::new(), position, size, colour: None, unknown }
    }

    /// Whether a place lies in it.
    pub fn contains(&self, place: [f32; 2]) -> bool {
        (0..2).all(|axis| (0.0..=self.size[axis]).contains(&(place[axis] - self.position[axis])))
    }

    /// Whether another lies in it as a whole.
    pub fn surrounds(&self, other: &Self) -> bool {
        let end = [0, 1].map(|axis| other.position[axis] + other.size[axis]);
        self.contains(other.position) && self.contains(end)
    }

    pub(crate) fn is_finite(&self) -> bool {
        self.position.iter().chain(&self.size).all(|number| number.is_finite())
    }
}
