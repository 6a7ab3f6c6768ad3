//! What shaders are given, by groups.

use wgpu::{
    BindGroupLayout, BindGroupLayoutDescriptor, BindGroupLayoutEntry, BindingType,
    BufferBindingType, Device, SamplerBindingType, ShaderStages, TextureSampleType,
    TextureViewDimension,
};

/// The groups of bindings.
#[derive(Debug)]
pub(crate) struct Layouts {
    /// Group 0: the view.
    pub(crate) view: BindGroupLayout,
    /// Group 1: the arrays of a geometry.
    pub(crate) mesh: BindGroupLayout,
    /// Group 2: what of it is drawn.
    pub(crate) elements: BindGroupLayout,
    /// Group 3 of surfaces: the shadow.
    pub(crate) shadow: BindGroupLayout,
    /// Group 3 of lines and points: how they look.
    pub(crate) style: BindGroupLayout,
    /// Group 1 of the occlusion: depth.
    pub(crate) depth: BindGroupLayout,
    /// Group 1 of the pass that smooths it.
    pub(crate) noisy: BindGroupLayout,
    /// Group 1 of the last pass: light and occlusion.
    pub(crate) finish: BindGroupLayout,
}

impl Layouts {
    pub(crate) fn new(device: &Device) -> Self {
        let layout = |label: &str, entries: &[BindGroupLayoutEntry]| {
            let label = Some(label);
            device.create_bind_group_layout(&BindGroupLayoutDescriptor { label, entries })
        };
        let arrays: Vec<BindGroupLayoutEntry> = (0..7)
            .map(|binding| if binding == 0 { uniform(0) } else { storage(binding) })
            .collect();
        Self {
            view: layout("view", &[uniform(0)]),
            mesh: layout("mesh", &arrays),
            elements: layout("elements", &[storage(0)]),
            shadow: layout(
                "shadow",
                &[
                    texture(0, TextureSampleType::Depth, false),
                    sampler(1, SamplerBindingType::Comparison),
                ],
            ),
            style: layout("style", &[uniform(0)]),
            depth: layout("depth", &[texture(0, TextureSampleType::Depth, true)]),
            noisy: layout("noisy", &[texture(0, FLOAT, false)]),
            finish: layout(
                "finish",
                &[
                    texture(0, FLOAT, false),
                    texture(1, FLOAT, false),
                    sampler(2, SamplerBindingType::Filtering),
                ],
            ),
        }
    }
}

pub(crate) const FLOAT: TextureSampleType = TextureSampleType::Float { filterable: true };

fn entry(binding: u32, visibility: ShaderStages, ty: BindingType) -> BindGroupLayoutEntry {
    BindGroupLayoutEntry { binding, visibility, ty, count: None }
}

fn buffer(binding: u32, visibility: ShaderStages, ty: BufferBindingType) -> BindGroupLayoutEntry {
    let ty = BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None };
    entry(binding, visibility, ty)
}

fn uniform(binding: u32) -> BindGroupLayoutEntry {
    buffer(binding, ShaderStages::VERTEX_FRAGMENT, BufferBindingType::Uniform)
}

fn storage(binding: u32) -> BindGroupLayoutEntry {
    buffer(binding, ShaderStages::VERTEX, BufferBindingType::Storage { read_only: true })
}

pub(crate) fn texture(
    binding: u32,
    sample_type: TextureSampleType,
    multisampled: bool,
) -> BindGroupLayoutEntry {
    let view_dimension = TextureViewDimension::D2;
    let ty = BindingType::Texture { sample_type, view_dimension, multisampled };
    entry(binding, ShaderStages::FRAGMENT, ty)
}

pub(crate) fn sampler(binding: u32, kind: SamplerBindingType) -> BindGroupLayoutEntry {
    entry(binding, ShaderStages::FRAGMENT, BindingType::Sampler(kind))
}
