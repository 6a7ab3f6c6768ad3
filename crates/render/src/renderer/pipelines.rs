//! The pipelines: which shader with which state.

use wgpu::{
    BindGroupLayout, BlendState, ColorTargetState, ColorWrites, CompareFunction, DepthBiasState,
    DepthStencilState, Device, FragmentState, MultisampleState, PipelineLayoutDescriptor,
    RenderPipeline, RenderPipelineDescriptor, ShaderModule, TextureFormat, VertexBufferLayout,
    VertexState,
};

use super::Layouts;
use super::layouts::{FLOAT, sampler, texture};
use crate::shaders::{self, Shader};
use crate::targets::{DEPTH, FINISHED, IDS, LIGHT, OCCLUSION, SAMPLES};

/// Every pipeline.
#[derive(Debug)]
pub(crate) struct Pipelines {
    pub(crate) surface: RenderPipeline,
    /// Surfaces that only hide.
    pub(crate) hidden: RenderPipeline,
    pub(crate) shadow: RenderPipeline,
    pub(crate) edges: RenderPipeline,
    pub(crate) curves: RenderPipeline,
    pub(crate) normals: RenderPipeline,
    pub(crate) points: RenderPipeline,
    pub(crate) surface_ids: RenderPipeline,
    pub(crate) curve_ids: RenderPipeline,
    pub(crate) point_ids: RenderPipeline,
    pub(crate) background: RenderPipeline,
    pub(crate) grid: RenderPipeline,
    pub(crate) occlusion: RenderPipeline,
    pub(crate) smooth: RenderPipeline,
    pub(crate) finish: RenderPipeline,
}

/// What a pipeline differs in.
struct Kind<'a> {
    shader: &'a ShaderModule,
    vertex: &'static str,
    fragment: Option<&'static str>,
    groups: Vec<Option<&'a BindGroupLayout>>,
    instanced: bool,
    target: Option<ColorTargetState>,
    depth: Option<DepthStencilState>,
    samples: u32,
    coverage: bool,
}

impl Pipelines {
    pub(crate) fn new(device: &Device, layouts: &Layouts) -> Self {
        let module = |shader: &Shader| module(device, shader);
        let (surface, lines) = (module(&shaders::SURFACE), module(&shaders::LINES));
        let (points, shadow) = (module(&shaders::POINTS), module(&shaders::SHADOW));
        let geometry = |extra| {
            let groups = [&layouts.view, &layouts.mesh, &layouts.elements];
            groups.into_iter().chain(extra).map(Some).collect()
        };
        let light = |blend| Some(ColorTargetState { blend, ..target(LIGHT) });
        let mixed = Some(BlendState::PREMULTIPLIED_ALPHA_BLENDING);
        let surfaces = |fragment: &'static str, write_mask, coverage| Kind {
            shader: &surface,
            vertex: "surface_vertex",
            fragment: Some(fragment),
            groups: geometry(Some(&layouts.shadow)),
            instanced: true,
            target: Some(ColorTargetState { write_mask, ..target(LIGHT) }),
            // A little further away, so that lines on them lie before them.
            depth: Some(DepthStencilState { bias: bias(-1, -1.0), ..depth(true) }),
            samples: SAMPLES,
            coverage,
        };
        let drawn = |shader, vertex, fragment, writes_depth| Kind {
            shader,
            vertex,
            fragment: Some(fragment),
            groups: geometry(Some(&layouts.style)),
            instanced: true,
            target: light(mixed),
            depth: Some(depth(writes_depth)),
            samples: SAMPLES,
            coverage: false,
        };
        let numbered = module(&shaders::IDS);
        let ids = |vertex| Kind {
            shader: &numbered,
            target: Some(target(IDS)),
            samples: 1,
            ..drawn(&numbered, vertex, "id_fragment", true)
        };
        let shadows = Kind {
            shader: &shadow,
            vertex: "shadow_vertex",
            fragment: None,
            groups: geometry(None),
            instanced: true,
            target: None,
            depth: Some(DepthStencilState {
                depth_compare: Some(CompareFunction::Less),
                bias: bias(2, 1.5),
                ..depth(true)
            }),
            samples: 1,
            coverage: false,
        };
        let build = |kind: Kind<'_>| pipeline(device, &kind);
        let screen =
            |shader: &Shader, fragment, group: Option<&BindGroupLayout>, target, samples| {
                let module = module(shader);
                pipeline(
                    device,
                    &Kind {
                        shader: &module,
                        vertex: "screen_vertex",
                        fragment: Some(fragment),
                        groups: std::iter::once(&layouts.view).chain(group).map(Some).collect(),
                        instanced: false,
                        target,
                        depth: (samples > 1).then(|| DepthStencilState {
                            depth_compare: Some(match fragment {
                                "grid_fragment" => CompareFunction::Greater,
                                _ => CompareFunction::Always,
                            }),
                            ..depth(false)
                        }),
                        samples,
                        coverage: false,
                    },
                )
            };
        Self {
            surface: build(surfaces("surface_fragment", ColorWrites::ALL, true)),
            hidden: build(surfaces("hidden_fragment", ColorWrites::empty(), false)),
            shadow: build(shadows),
            edges: build(drawn(&lines, "edge_vertex", "line_fragment", false)),
            curves: build(drawn(&lines, "curve_vertex", "line_fragment", true)),
            normals: build(drawn(&lines, "normal_vertex", "line_fragment", false)),
            points: build(drawn(&points, "point_vertex", "point_fragment", true)),
            surface_ids: build(ids("surface_id_vertex")),
            curve_ids: build(ids("curve_id_vertex")),
            point_ids: build(ids("point_id_vertex")),
            background: screen(
                &shaders::BACKGROUND,
                "background_fragment",
                None,
                light(None),
                SAMPLES,
            ),
            grid: screen(&shaders::GRID, "grid_fragment", None, light(mixed), SAMPLES),
            occlusion: screen(
                &shaders::OCCLUSION,
                "occlusion_fragment",
                Some(&layouts.depth),
                Some(target(OCCLUSION)),
                1,
            ),
            smooth: screen(
                &shaders::SMOOTH,
                "smooth_fragment",
                Some(&layouts.noisy),
                Some(target(OCCLUSION)),
                1,
            ),
            finish: screen(
                &shaders::FINISH,
                "finish_fragment",
                Some(&layouts.finish),
                Some(target(FINISHED)),
                1,
            ),
        }
    }
}

/// Shows finished pictures in a window's own pass.
#[derive(Debug)]
pub struct Show {
    pipeline: RenderPipeline,
    layout: BindGroupLayout,
    sampler: wgpu::Sampler,
}

impl Show {
    /// For a pass that draws into this format.
    pub fn new(device: &Device, format: TextureFormat) -> Self {
        let module = module(device, &shaders::SHOW);
        let kind = wgpu::SamplerBindingType::Filtering;
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("picture"),
            entries: &[texture(0, FLOAT, false), sampler(1, kind)],
        });
        let fragment = if format.is_srgb() { "show_linear_fragment" } else { "show_fragment" };
        let pipeline = pipeline(
            device,
            &Kind {
                shader: &module,
                vertex: "show_vertex",
                fragment: Some(fragment),
                groups: vec![Some(&layout)],
                instanced: false,
                target: Some(target(format)),
                depth: None,
                samples: 1,
                coverage: false,
            },
        );
        // A draft is smaller than where it is shown.
        let sampler = device.create_sampler(&wgpu::SamplerDescriptor {
            mag_filter: wgpu::FilterMode::Linear,
            min_filter: wgpu::FilterMode::Linear,
            ..wgpu::SamplerDescriptor::default()
        });
        Self { pipeline, layout, sampler }
    }

    /// A picture, to be shown.
    pub fn bind(&self, device: &Device, picture: &wgpu::TextureView) -> wgpu::BindGroup {
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("picture"),
            layout: &self.layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(picture),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::Sampler(&self.sampler),
                },
            ],
        })
    }

    /// Fills the viewport of a pass with a picture.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, picture: &wgpu::BindGroup) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, picture, &[]);
        pass.draw(0..3, 0..1);
    }
}

fn module(device: &Device, shader: &Shader) -> ShaderModule {
    device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(shader.name),
        source: wgpu::ShaderSource::Wgsl(shader.source().into()),
    })
}

fn target(format: TextureFormat) -> ColorTargetState {
    ColorTargetState { format, blend: None, write_mask: ColorWrites::ALL }
}

fn depth(writes: bool) -> DepthStencilState {
    DepthStencilState {
        format: DEPTH,
        depth_write_enabled: Some(writes),
        depth_compare: Some(CompareFunction::GreaterEqual),
        stencil: wgpu::StencilState::default(),
        bias: DepthBiasState::default(),
    }
}

fn bias(constant: i32, slope_scale: f32) -> DepthBiasState {
    DepthBiasState { constant, slope_scale, clamp: 0.0 }
}

fn pipeline(device: &Device, kind: &Kind<'_>) -> RenderPipeline {
    const ROWS: [wgpu::VertexAttribute; 4] = wgpu::vertex_attr_array![
        0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Uint32x4
    ];
    let instances = [Some(VertexBufferLayout {
        array_stride: 64,
        step_mode: wgpu::VertexStepMode::Instance,
        attributes: &ROWS,
    })];
    let layout = device.create_pipeline_layout(&PipelineLayoutDescriptor {
        label: Some(kind.vertex),
        bind_group_layouts: &kind.groups,
        immediate_size: 0,
    });
    let targets = [kind.target.clone()];
    device.create_render_pipeline(&RenderPipelineDescriptor {
        label: Some(kind.fragment.unwrap_or(kind.vertex)),
        layout: Some(&layout),
        vertex: VertexState {
            module: kind.shader,
            entry_point: Some(kind.vertex),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: if kind.instanced { &instances } else { &[] },
        },
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: kind.depth.clone(),
        multisample: MultisampleState {
            count: kind.samples,
            mask: !0,
            alpha_to_coverage_enabled: kind.coverage,
        },
        fragment: kind.fragment.map(|entry| FragmentState {
            module: kind.shader,
            entry_point: Some(entry),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &targets,
        }),
        multiview_mask: None,
        cache: None,
    })
}
