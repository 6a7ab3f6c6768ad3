//! The pictures that a view is drawn into, and what its shaders are given.

use wgpu::util::DeviceExt;
use wgpu::{
    BindGroup, BindGroupEntry, BindGroupLayout, BindingResource, Buffer, BufferUsages, Device,
    Extent3d, Texture, TextureDescriptor, TextureDimension, TextureFormat, TextureUsages,
    TextureView, TextureViewDescriptor,
};

use crate::renderer::{SHADOW_SIZE, Style, StyleRecord, ViewRecord};
use crate::{Gpu, RenderError, Renderer, Settings};

/// Light before it is made numbers of a screen.
pub(crate) const LIGHT: TextureFormat = TextureFormat::Rgba16Float;
pub(crate) const DEPTH: TextureFormat = TextureFormat::Depth32Float;
pub(crate) const OCCLUSION: TextureFormat = TextureFormat::Rg16Float;
/// Numbers of primitives and points.
pub(crate) const IDS: TextureFormat = TextureFormat::Rg32Uint;
/// What a screen shows, as sRGB numbers.
pub(crate) const FINISHED: TextureFormat = TextureFormat::Rgba8Unorm;
/// Samples a pixel.
pub(crate) const SAMPLES: u32 = 4;

/// The pictures that a view is drawn into.
#[derive(Debug)]
pub struct Targets {
    size: [u32; 2],
    pub(crate) samples: TextureView,
    pub(crate) light: TextureView,
    pub(crate) depth: TextureView,
    pub(crate) noisy: TextureView,
    pub(crate) smooth: TextureView,
    pub(crate) shadow: TextureView,
    pub(crate) finished_texture: Texture,
    pub(crate) finished: TextureView,
    pub(crate) view_group: BindGroup,
    pub(crate) shadow_group: BindGroup,
    pub(crate) depth_group: BindGroup,
    pub(crate) noisy_group: BindGroup,
    pub(crate) finish_group: BindGroup,
    view_buffer: Buffer,
    styles: Vec<(Buffer, BindGroup)>,
    /// The scene that the shadow is of, and whether it is asked for.
    shadow_of: Option<u64>,
    has_shadows: bool,
}

impl Targets {
    /// Pictures of a size in pixels.
    pub fn new(renderer: &Renderer, size: [u32; 2]) -> Result<Self, RenderError> {
        let device = &renderer.gpu().device;
        let most = device.limits().max_texture_dimension_2d;
        let [width, height] = size;
        if width == 0 || height == 0 || width > most || height > most {
            return Err(RenderError::Size { width, height, most });
        }
        let layouts = renderer.layouts();
        let seen = TextureUsages::RENDER_ATTACHMENT | TextureUsages::TEXTURE_BINDING;
        let half = size.map(|pixels| pixels.div_ceil(2));
        let picture = |label, size, format, samples, usage| {
            texture(device, label, size, format, samples, usage)
        };
        let drawn = TextureUsages::RENDER_ATTACHMENT;
        let samples = view(&picture("samples", size, LIGHT, SAMPLES, drawn));
        let light = view(&picture("light", size, LIGHT, 1, seen));
        let depth = view(&picture("depth", size, DEPTH, SAMPLES, seen));
        let noisy = view(&picture("noisy occlusion", half, OCCLUSION, 1, seen));
        let smooth = view(&picture("occlusion", half, OCCLUSION, 1, seen));
        let shadow = view(&picture("shadow", [SHADOW_SIZE; 2], DEPTH, 1, seen));
        let copied = seen | TextureUsages::COPY_SRC;
        let finished_texture = picture("finished", size, FINISHED, 1, copied);
        let finished = view(&finished_texture);

        let linear = device.create_sampler(&wgpu::SamplerDescriptor {
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..wgpu::SamplerDescriptor::default()
        });
        let comparison = device.create_sampler(&wgpu::SamplerDescriptor {
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            compare: Some(wgpu::CompareFunction::LessEqual),
            ..wgpu::SamplerDescriptor::default()
        });
        let (seen, sampled) = (BindingResource::TextureView, BindingResource::Sampler);
        let bound = |layout: &BindGroupLayout, resources: &[BindingResource<'_>]| {
            group(device, layout, resources)
        };
        let view_buffer = uniform(device, "view", size_of::<ViewRecord>());
        let style = |_| {
            let buffer = uniform(device, "style", size_of::<StyleRecord>());
            let group = bound(&layouts.style, &[buffer.as_entire_binding()]);
            (buffer, group)
        };
        Ok(Self {
            size,
            view_group: bound(&layouts.view, &[view_buffer.as_entire_binding()]),
            shadow_group: bound(&layouts.shadow, &[seen(&shadow), sampled(&comparison)]),
            depth_group: bound(&layouts.depth, &[seen(&depth)]),
            noisy_group: bound(&layouts.noisy, &[seen(&noisy)]),
            finish_group: bound(&layouts.finish, &[seen(&light), seen(&smooth), sampled(&linear)]),
            styles: Style::ALL.map(style).into(),
            samples,
            light,
            depth,
            noisy,
            smooth,
            shadow,
            finished_texture,
            finished,
            view_buffer,
            shadow_of: None,
            has_shadows: false,
        })
    }

    /// Pixels across and down.
    pub fn size(&self) -> [u32; 2] {
        self.size
    }

    /// The picture that was drawn last, as sRGB numbers.
    pub fn finished(&self) -> &TextureView {
        &self.finished
    }

    pub(crate) fn style(&self, style: Style) -> &BindGroup {
        &self.styles[style as usize].1
    }

    /// Hands the shaders what they need to know.
    pub(crate) fn write(&mut self, gpu: &Gpu, view: &ViewRecord, settings: &Settings) {
        gpu.queue.write_buffer(&self.view_buffer, 0, bytemuck::bytes_of(view));
        for (style, (buffer, _)) in Style::ALL.iter().zip(&self.styles) {
            let record = style.record(settings);
            gpu.queue.write_buffer(buffer, 0, bytemuck::bytes_of(&record));
        }
        self.has_shadows = view.has_shadows();
    }

    /// Whether the shadow has to be drawn: it stays as long as the scene does.
    pub(crate) fn needs_shadow(&mut self, scene: u64) -> bool {
        if !self.has_shadows || self.shadow_of == Some(scene) {
            return false;
        }
        self.shadow_of = Some(scene);
        true
    }
}

pub(crate) fn texture(
    device: &Device,
    label: &str,
    [width, height]: [u32; 2],
    format: TextureFormat,
    sample_count: u32,
    usage: TextureUsages,
) -> Texture {
    device.create_texture(&TextureDescriptor {
        label: Some(label),
        size: Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count,
        dimension: TextureDimension::D2,
        format,
        usage,
        view_formats: &[],
    })
}

pub(crate) fn view(texture: &Texture) -> TextureView {
    texture.create_view(&TextureViewDescriptor::default())
}

pub(crate) fn uniform(device: &Device, label: &str, bytes: usize) -> Buffer {
    device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some(label),
        contents: &vec![0; bytes],
        usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
    })
}

pub(crate) fn group(
    device: &Device,
    layout: &BindGroupLayout,
    resources: &[BindingResource<'_>],
) -> BindGroup {
    let numbered = (0..).zip(resources);
    let entries: Vec<BindGroupEntry<'_>> = numbered
        .map(|(binding, resource)| BindGroupEntry { binding, resource: resource.clone() })
        .collect();
    let label = None;
    device.create_bind_group(&wgpu::BindGroupDescriptor { label, layout, entries: &entries })
}
