//! What can go wrong.

use task::{Stop, bytes_text};

/// Why nothing was drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RenderError {
    /// Nothing on this machine can draw.
    #[error("no graphics driver was found that can draw: {cause}; {}", advice())]
    NoDriver {
        /// What was missing.
        cause: String,
    },
    /// An array is larger than the driver takes.
    #[error(
        "{what} would take {} on the graphics card, which takes {} at once",
        bytes_text(*.needed),
        bytes_text(*.limit)
    )]
    TooLarge {
        /// What the array is.
        what: &'static str,
        /// Its bytes.
        needed: u64,
        /// The most there may be.
        limit: u64,
    },
    /// A picture without pixels, or with more than the driver takes.
    #[error("a picture of {width} x {height} pixels cannot be drawn; 1 to {most} each way can")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The most each way.
        most: u32,
    },
    /// The driver gave nothing back.
    #[error("the graphics driver failed: {0}")]
    Driver(String),
    /// Cancelled, or out of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
}

/// What to install so that there is something to draw with.
fn advice() -> &'static str {
    if cfg!(target_os = "linux") {
        "install a Vulkan driver (on Debian and Ubuntu: libvulkan1 mesa-vulkan-drivers)"
    } else {
        "install the newest driver of the graphics card"
    }
}
