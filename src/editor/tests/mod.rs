//! The window as a whole, without a window: used by names, pointer and keys.

mod commands;
mod first_minutes;
mod hand;
mod network;
mod nothing_lost;
mod panels;
mod training;
mod trial;
mod viewport;

pub use trial::Trial;

/// A box, moved, with its points pushed out: `/peak1` is displayed.
pub const CHAIN: &str = r#"(
    version: 1,
    display: "peak1",
    nodes: {
        "box1": (type: "box", position: [0, 0]),
        "transform1": (type: "transform", position: [0, 80], inputs: {"geometry": "box1"}),
        "peak1": (type: "peak", position: [0, 160], inputs: {"geometry": "transform1"}),
    },
)"#;
