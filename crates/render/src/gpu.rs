//! What draws: a device and its queue.

use crate::RenderError;

/// A device that draws, and the queue to it. Clones are the same device.
#[derive(Debug, Clone)]
pub struct Gpu {
    /// The device.
    pub device: wgpu::Device,
    /// Where work is handed in.
    pub queue: wgpu::Queue,
    /// Its name.
    pub name: String,
}

impl Gpu {
    /// A device without a window: a graphics card, or the processor where there is none.
    pub fn off_screen() -> Result<Self, RenderError> {
        let missing = |cause: String| RenderError::NoDriver { cause };
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let wanted = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..wgpu::RequestAdapterOptions::default()
        };
        let adapter = pollster::block_on(instance.request_adapter(&wanted))
            .map_err(|error| missing(error.to_string()))?;
        let descriptor = device_descriptor(&adapter);
        let (device, queue) = pollster::block_on(adapter.request_device(&descriptor))
            .map_err(|error| missing(error.to_string()))?;
        // Without this the library ends the program.
        device.on_uncaptured_error(std::sync::Arc::new(|error| {
            eprintln!("espalier: the graphics driver reports: {error}");
        }));
        Ok(Self { device, queue, name: adapter.get_info().name })
    }

    /// The most bytes that one array may have.
    pub(crate) fn most_bytes(&self) -> u64 {
        let limits = self.device.limits();
        limits.max_storage_buffer_binding_size.min(limits.max_buffer_size)
    }
}

/// What a device is asked for: arrays as large as the adapter takes, else the usual.
pub fn device_descriptor(adapter: &wgpu::Adapter) -> wgpu::DeviceDescriptor<'static> {
    let there = adapter.limits();
    let usual = wgpu::Limits::default();
    let limits = wgpu::Limits {
        max_buffer_size: there.max_buffer_size,
        max_storage_buffer_binding_size: there.max_storage_buffer_binding_size,
        max_texture_dimension_2d: there.max_texture_dimension_2d,
        ..usual
    };
    wgpu::DeviceDescriptor {
        label: Some("espalier"),
        required_limits: limits,
        ..wgpu::DeviceDescriptor::default()
    }
}
