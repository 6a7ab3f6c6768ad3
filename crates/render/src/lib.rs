//! Draws geometry on the graphics card: on screen and off screen.
//!
//! A [`Builder`] turns geometries into a [`Scene`] of buffers on the card, on any thread, and
//! sends only what it has not sent before. A [`Renderer`] draws a scene through a [`Camera`] into
//! [`Targets`], in passes of a shader each. Neither knows of windows.

mod camera;
mod error;
mod gpu;
mod mesh;
mod picture;
mod renderer;
mod scene;
mod settings;
pub mod shaders;
mod targets;
mod upload;

pub use camera::{Camera, Facing, Projection, Ray};
pub use error::RenderError;
pub use gpu::{Gpu, device_descriptor};
pub use mesh::{ColourBy, attribute_ramp};
pub use picture::Picture;
pub use renderer::{Region, Renderer, Show, Statistics};
pub use scene::{Builder, Scene, Shown, Wanted};
pub use settings::{Backdrop, Look, Settings, Shading};
pub use targets::Targets;
pub use upload::Uploaded;
