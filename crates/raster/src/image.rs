//! The image.

use std::sync::Arc;

/// A rectangle of pixels, each a tuple of floats. Clones share the pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    width: u32,
    height: u32,
    channels: usize,
    values: Arc<Vec<f32>>,
}

impl Image {
    /// An image of these values: row after row from the top, each pixel's channels together.
    ///
    /// # Panics
    /// If there are not `width * height * channels` values, or no channels.
    pub fn new(width: u32, height: u32, channels: usize, values: Vec<f32>) -> Self {
        let needed = width as usize * height as usize * channels;
        assert!(channels > 0 && values.len() == needed, "{width} x {height} x {channels}");
        Self { width, height, channels, values: Arc::new(values) }
    }

    /// Pixels in a row.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Values in a pixel: 1 is grey, 2 grey with alpha, 3 red, green, blue, 4 those with alpha.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// All values, row after row from the top.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Whether it has no pixels.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The channels of a pixel, counted from the left and from the top.
    #[inline]
    pub fn pixel(&self, x: u32, y: u32) -> &[f32] {
        let index = y as usize * self.width as usize + x as usize;
        &self.values[index * self.channels..][..self.channels]
    }
}
