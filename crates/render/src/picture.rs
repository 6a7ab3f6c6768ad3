//! A finished picture, brought back from the card.

use wgpu::{
    BufferDescriptor, BufferUsages, Extent3d, MapMode, PollType, TexelCopyBufferInfo,
    TexelCopyBufferLayout,
};

use crate::{Gpu, RenderError, Targets};

/// A picture: four bytes a pixel (red, green, blue as sRGB, opacity), row after row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Picture {
    /// The bytes of a pixel, counted from the left and from the top.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let start = (y as usize * self.width as usize + x as usize) * 4;
        [0, 1, 2, 3].map(|channel| self.bytes[start + channel])
    }
}

impl Targets {
    /// Brings the picture drawn last back from the card. Waits until it is drawn.
    pub fn read(&self, gpu: &Gpu) -> Result<Picture, RenderError> {
        let [width, height] = self.size();
        let bytes = read_texture(gpu, &self.finished_texture, 4)?;
        Ok(Picture { width, height, bytes })
    }
}

/// The bytes of a texture, row after row from the top.
pub(crate) fn read_texture(
    gpu: &Gpu,
    texture: &wgpu::Texture,
    bytes_a_pixel: u32,
) -> Result<Vec<u8>, RenderError> {
    let (width, height) = (texture.width(), texture.height());
    let row = width * bytes_a_pixel;
    let padded = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = gpu.device.create_buffer(&BufferDescriptor {
        label: Some("read"),
        size: u64::from(padded) * u64::from(height),
        usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let layout = TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(padded),
        rows_per_image: Some(height),
    };
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        TexelCopyBufferInfo { buffer: &buffer, layout },
        Extent3d { width, height, depth_or_array_layers: 1 },
    );
    gpu.queue.submit([encoder.finish()]);
    let (sender, receiver) = std::sync::mpsc::channel();
    buffer.map_async(MapMode::Read, .., move |result| {
        // Nobody listens any more if the wait below failed.
        let _ = sender.send(result);
    });
    let failed = |text: String| RenderError::Driver(text);
    gpu.device.poll(PollType::wait_indefinitely()).map_err(|error| failed(error.to_string()))?;
    let mapped = receiver.recv().map_err(|error| failed(error.to_string()))?;
    mapped.map_err(|error| failed(error.to_string()))?;
    let range = buffer.get_mapped_range(..).map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::with_capacity(row as usize * height as usize);
    for line in range.chunks_exact(padded as usize) {
        bytes.extend_from_slice(&line[..row as usize]);
    }
    Ok(bytes)
}
