//! Two-dimensional images of floats: what they are, how they are sampled, and their files.
//!
//! An [`Image`] has any number of channels; rows run from the top down, as in files. Sampling
//! takes texture coordinates, which run upwards: `v` is 1 at the top edge.

mod files;
mod image;
mod sample;

pub use files::{FileError, Values, load, read_bytes, write_png};
pub use image::Image;
pub use sample::Wrap;
