//! The passes of a picture, in order.

use wgpu::{
    BindGroup, Color, CommandEncoder, LoadOp, Operations, RenderPass, RenderPassColorAttachment,
    RenderPassDepthStencilAttachment, RenderPassDescriptor, RenderPipeline, StoreOp, TextureView,
};

use super::{Pipelines, Statistics, Style};
use crate::scene::{Draw, List};
use crate::{Scene, Settings, Shading, Targets};

/// Records the passes of a picture.
pub(super) struct Passes<'a> {
    pub(super) pipelines: &'a Pipelines,
    pub(super) scene: &'a Scene,
    pub(super) settings: &'a Settings,
    pub(super) statistics: &'a mut Statistics,
}

impl Passes<'_> {
    pub(super) fn record(mut self, encoder: &mut CommandEncoder, targets: &mut Targets) {
        if targets.needs_shadow(self.scene.number) {
            self.shadow(encoder, targets);
        }
        self.light(encoder, targets);
        let has_occlusion = self.settings.occlusion && self.settings.shading.has_surfaces();
        self.occlusion(encoder, targets, has_occlusion);
        let mut pass = colour_pass(encoder, "finish", &targets.finished, None);
        pass.set_pipeline(&self.pipelines.finish);
        pass.set_bind_group(0, &targets.view_group, &[]);
        pass.set_bind_group(1, &targets.finish_group, &[]);
        self.screen(&mut pass);
    }

    /// The depth seen from the key light.
    fn shadow(&mut self, encoder: &mut CommandEncoder, targets: &Targets) {
        let mut pass = encoder.begin_render_pass(&RenderPassDescriptor {
            label: Some("shadow"),
            depth_stencil_attachment: Some(depth_attachment(&targets.shadow, 1.0)),
            ..RenderPassDescriptor::default()
        });
        pass.set_bind_group(0, &targets.view_group, &[]);
        for draw in &self.scene.draws {
            self.lists(&mut pass, &self.pipelines.shadow, draw, &draw.triangles, None);
        }
    }

    /// Everything that gives light.
    fn light(&mut self, encoder: &mut CommandEncoder, targets: &Targets) {
        let mut pass = encoder.begin_render_pass(&RenderPassDescriptor {
            label: Some("light"),
            color_attachments: &[Some(RenderPassColorAttachment {
                view: &targets.samples,
                depth_slice: None,
                resolve_target: Some(&targets.light),
                ops: Operations { load: LoadOp::Clear(Color::BLACK), store: StoreOp::Discard },
            })],
            depth_stencil_attachment: Some(depth_attachment(&targets.depth, 0.0)),
            ..RenderPassDescriptor::default()
        });
        pass.set_bind_group(0, &targets.view_group, &[]);
        pass.set_pipeline(&self.pipelines.background);
        self.screen(&mut pass);
        let solid = self.scene.draws.iter().filter(|draw| !draw.is_ghost);
        for draw in solid.clone() {
            self.surfaces(&mut pass, draw, targets);
        }
        if self.settings.grid {
            pass.set_pipeline(&self.pipelines.grid);
            self.screen(&mut pass);
        }
        for draw in solid {
            self.lines_and_points(&mut pass, draw, targets);
        }
        for draw in self.scene.draws.iter().filter(|draw| draw.is_ghost) {
            let style = Some(targets.style(Style::Ghost));
            let pipelines = self.pipelines;
            self.lists(&mut pass, &pipelines.edges, draw, &draw.edges, style);
            self.list(&mut pass, &pipelines.curves, draw, draw.segments.as_ref(), style);
            self.list(&mut pass, &pipelines.points, draw, draw.loose_points.as_ref(), style);
        }
    }

    fn surfaces(&mut self, pass: &mut RenderPass<'_>, draw: &Draw, targets: &Targets) {
        let pipeline = match self.settings.shading {
            Shading::Shaded | Shading::ShadedWires => &self.pipelines.surface,
            Shading::HiddenLine => &self.pipelines.hidden,
            Shading::Wire | Shading::Points => return,
        };
        for list in &draw.triangles {
            let count = u64::from(list.vertices / 3) * u64::from(draw.instance_count);
            self.statistics.triangles += count;
        }
        self.lists(pass, pipeline, draw, &draw.triangles, Some(&targets.shadow_group));
    }

    fn lines_and_points(&mut self, pass: &mut RenderPass<'_>, draw: &Draw, targets: &Targets) {
        let (settings, pipelines) = (self.settings, self.pipelines);
        let style = |style| Some(targets.style(style));
        if settings.shading.has_wires() {
            let on_surface = settings.shading == Shading::ShadedWires;
            let look = if on_surface { Style::WireOnSurface } else { Style::Wire };
            self.lists(pass, &pipelines.edges, draw, &draw.edges, style(look));
        }
        let is_points = settings.shading == Shading::Points;
        if !is_points {
            let segments = draw.segments.as_ref();
            self.list(pass, &pipelines.curves, draw, segments, style(Style::Curve));
        }
        if is_points || settings.points {
            let look = if is_points { Style::Point } else { Style::PointOnSurface };
            self.list(pass, &pipelines.points, draw, draw.every_point.as_ref(), style(look));
        }
        if !is_points {
            let loose = draw.loose_points.as_ref();
            self.list(pass, &pipelines.points, draw, loose, style(Style::Point));
        }
        if settings.normals {
            let normals = draw.normals.as_ref();
            self.list(pass, &pipelines.normals, draw, normals, style(Style::Normal));
        }
        let members = draw.group_points.as_ref();
        self.list(pass, &pipelines.points, draw, members, style(Style::Group));
    }

    /// How open places are: white where that is not wanted.
    fn occlusion(&mut self, encoder: &mut CommandEncoder, targets: &Targets, wanted: bool) {
        let white = Some(Color::WHITE);
        let mut pass = colour_pass(encoder, "occlusion", &targets.noisy, white);
        if wanted {
            pass.set_pipeline(&self.pipelines.occlusion);
            pass.set_bind_group(0, &targets.view_group, &[]);
            pass.set_bind_group(1, &targets.depth_group, &[]);
            self.screen(&mut pass);
        }
        drop(pass);
        let mut pass = colour_pass(encoder, "smooth", &targets.smooth, white);
        if wanted {
            pass.set_pipeline(&self.pipelines.smooth);
            pass.set_bind_group(0, &targets.view_group, &[]);
            pass.set_bind_group(1, &targets.noisy_group, &[]);
            self.screen(&mut pass);
        }
    }

    fn screen(&mut self, pass: &mut RenderPass<'_>) {
        pass.draw(0..3, 0..1);
        self.statistics.draw_calls += 1;
    }

    fn lists(
        &mut self,
        pass: &mut RenderPass<'_>,
        pipeline: &RenderPipeline,
        draw: &Draw,
        lists: &[List],
        last: Option<&BindGroup>,
    ) {
        lists.iter().for_each(|list| self.list(pass, pipeline, draw, Some(list), last));
    }

    fn list(
        &mut self,
        pass: &mut RenderPass<'_>,
        pipeline: &RenderPipeline,
        draw: &Draw,
        list: Option<&List>,
        last: Option<&BindGroup>,
    ) {
        let Some(list) = list else { return };
        pass.set_pipeline(pipeline);
        pass.set_bind_group(1, &draw.mesh, &[]);
        pass.set_bind_group(2, &list.group, &[]);
        if let Some(last) = last {
            pass.set_bind_group(3, last, &[]);
        }
        pass.set_vertex_buffer(0, draw.instances.slice(..));
        pass.draw(0..list.vertices, 0..draw.instance_count);
        self.statistics.draw_calls += 1;
    }
}

fn colour_pass<'a>(
    encoder: &'a mut CommandEncoder,
    label: &str,
    view: &TextureView,
    clear: Option<Color>,
) -> RenderPass<'a> {
    let load = LoadOp::Clear(clear.unwrap_or(Color::BLACK));
    encoder.begin_render_pass(&RenderPassDescriptor {
        label: Some(label),
        color_attachments: &[Some(RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: Operations { load, store: StoreOp::Store },
        })],
        ..RenderPassDescriptor::default()
    })
}

fn depth_attachment(view: &TextureView, clear: f32) -> RenderPassDepthStencilAttachment<'_> {
    let depth_ops = Some(Operations { load: LoadOp::Clear(clear), store: StoreOp::Store });
    RenderPassDepthStencilAttachment { view, depth_ops, stencil_ops: None }
}
