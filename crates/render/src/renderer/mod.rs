//! Draws a scene, in passes.

mod layouts;
mod pass;
mod pick;
mod pipelines;
mod style;
mod view;

use std::sync::Arc;

pub(crate) use layouts::Layouts;
pub use pick::Region;
pub use pipelines::Show;
pub(crate) use style::{Style, StyleRecord};
pub(crate) use view::{SHADOW_SIZE, ViewRecord, linear};

use pipelines::Pipelines;

use crate::{Camera, Gpu, Scene, Settings, Targets};

/// What a drawing took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Draw calls.
    pub draw_calls: u32,
    /// Triangles of surfaces, every instance counted.
    pub triangles: u64,
}

/// The pipelines that draw scenes on a device. Clones share them.
#[derive(Debug, Clone)]
pub struct Renderer {
    gpu: Gpu,
    layouts: Arc<Layouts>,
    pipelines: Arc<Pipelines>,
}

impl Renderer {
    /// Builds the pipelines.
    pub fn new(gpu: Gpu) -> Self {
        let layouts = Layouts::new(&gpu.device);
        let pipelines = Pipelines::new(&gpu.device, &layouts);
        Self { gpu, layouts: Arc::new(layouts), pipelines: Arc::new(pipelines) }
    }

    /// What draws.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    pub(crate) fn layouts(&self) -> &Arc<Layouts> {
        &self.layouts
    }

    fn pipelines(&self) -> &Pipelines {
        &self.pipelines
    }

    /// Draws a scene into targets; the finished picture is [`Targets::finished`].
    pub fn draw(
        &self,
        scene: &Scene,
        camera: &Camera,
        settings: &Settings,
        targets: &mut Targets,
    ) -> Statistics {
        let view = ViewRecord::of(scene, camera, settings, targets.size());
        targets.write(&self.gpu, &view, settings);
        let label = wgpu::CommandEncoderDescriptor { label: Some("scene") };
        let mut encoder = self.gpu.device.create_command_encoder(&label);
        let mut statistics = Statistics::default();
        let passes = pass::Passes {
            pipelines: &self.pipelines,
            scene,
            settings,
            statistics: &mut statistics,
        };
        passes.record(&mut encoder, targets);
        self.gpu.queue.submit([encoder.finish()]);
        statistics
    }
}
