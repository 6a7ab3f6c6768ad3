//! What lies under pixels, by drawing numbers in place of colours.

use geometry::Domain;
use glam::{Mat4, Vec2, Vec3};
use wgpu::{
    Color, LoadOp, Operations, RenderPassColorAttachment, RenderPassDepthStencilAttachment,
    RenderPassDescriptor, StoreOp, TextureUsages,
};

use super::{Renderer, Style, ViewRecord};
use crate::picture::read_texture;
use crate::scene::{Draw, List};
use crate::targets::{DEPTH, IDS, group, texture, uniform, view};
use crate::{Camera, RenderError, Scene, Settings};

/// A rectangle of pixels on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The left and the top edge.
    pub start: [u32; 2],
    /// Pixels across and down.
    pub size: [u32; 2],
}

impl Region {
    /// The region between two corners, within a picture of this size; at least a pixel.
    pub fn between(a: Vec2, b: Vec2, size: [u32; 2]) -> Self {
        let [width, height] = size.map(|pixels| pixels.max(1));
        let limit = Vec2::new(width as f32 - 1.0, height as f32 - 1.0);
        let low = a.min(b).floor().clamp(Vec2::ZERO, limit);
        let high = a.max(b).ceil().clamp(low + 1.0, limit + 1.0);
        let across = high - low;
        Self {
            start: [low.x as u32, low.y as u32],
            size: [(across.x as u32).max(1), (across.y as u32).max(1)],
        }
    }

    /// From the clip space of a whole picture to that of the region.
    fn clip_from_clip(&self, whole: [u32; 2]) -> Mat4 {
        let whole = Vec2::new(whole[0] as f32, whole[1] as f32);
        let size = Vec2::new(self.size[0] as f32, self.size[1] as f32);
        let start = Vec2::new(self.start[0] as f32, self.start[1] as f32);
        let middle = (start + size * 0.5) / whole * 2.0 - 1.0;
        let scale = whole / size;
        let centre = Vec3::new(-middle.x, middle.y, 0.0);
        Mat4::from_scale(scale.extend(1.0)) * Mat4::from_translation(centre)
    }
}

impl Renderer {
    /// The numbers of the primitives, or the points, that are seen in a region of a picture of
    /// this size: the nearest to its middle first. Waits until they are drawn.
    pub fn pick(
        &self,
        scene: &Scene,
        camera: &Camera,
        settings: &Settings,
        size: [u32; 2],
        region: Region,
        domain: Domain,
    ) -> Result<Vec<usize>, RenderError> {
        let device = &self.gpu().device;
        let mut record = ViewRecord::of(scene, camera, settings, size);
        record.crop(region.clip_from_clip(size), region.size);
        let seen = TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC;
        let ids = texture(device, "ids", region.size, IDS, 1, seen);
        let depth_usage = TextureUsages::RENDER_ATTACHMENT;
        let depth = texture(device, "id depth", region.size, DEPTH, 1, depth_usage);
        let queue = &self.gpu().queue;
        let bound = |layout, bytes: &[u8]| {
            let buffer = uniform(device, "pick", bytes.len());
            queue.write_buffer(&buffer, 0, bytes);
            group(device, layout, &[buffer.as_entire_binding()])
        };
        let layouts = self.layouts();
        let view_group = bound(&layouts.view, bytemuck::bytes_of(&record));
        let style = Style::Pick.record(settings);
        let style_group = bound(&layouts.style, bytemuck::bytes_of(&style));
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let (ids_view, depth_view) = (view(&ids), view(&depth));
        let depth_ops = Some(Operations { load: LoadOp::Clear(0.0), store: StoreOp::Discard });
        let mut pass = encoder.begin_render_pass(&RenderPassDescriptor {
            label: Some("ids"),
            color_attachments: &[Some(RenderPassColorAttachment {
                view: &ids_view,
                depth_slice: None,
                resolve_target: None,
                ops: Operations { load: LoadOp::Clear(Color::TRANSPARENT), store: StoreOp::Store },
            })],
            depth_stencil_attachment: Some(RenderPassDepthStencilAttachment {
                view: &depth_view,
                depth_ops,
                stencil_ops: None,
            }),
            ..RenderPassDescriptor::default()
        });
        pass.set_bind_group(0, &view_group, &[]);
        pass.set_bind_group(3, &style_group, &[]);
        let picks_points = domain == Domain::Point;
        let hides = settings.shading.has_surfaces() || !picks_points;
        let pipelines = self.pipelines();
        for draw in scene.draws.iter().filter(|draw| !draw.is_ghost) {
            if hides {
                for triangles in &draw.triangles {
                    list(&mut pass, &pipelines.surface_ids, draw, Some(triangles));
                }
            }
            list(&mut pass, &pipelines.curve_ids, draw, draw.segments.as_ref());
            if picks_points {
                let points = draw.every_point.as_ref().or(draw.loose_points.as_ref());
                list(&mut pass, &pipelines.point_ids, draw, points);
            }
        }
        drop(pass);
        queue.submit([encoder.finish()]);
        let bytes = read_texture(self.gpu(), &ids, 8)?;
        let pairs: Vec<[u32; 2]> = bytemuck::pod_collect_to_vec(&bytes);
        Ok(nearest_first(&pairs, region.size, usize::from(picks_points)))
    }
}

fn list(
    pass: &mut wgpu::RenderPass<'_>,
    pipeline: &wgpu::RenderPipeline,
    draw: &Draw,
    list: Option<&List>,
) {
    let Some(list) = list else { return };
    pass.set_pipeline(pipeline);
    pass.set_bind_group(1, &draw.mesh, &[]);
    pass.set_bind_group(2, &list.group, &[]);
    pass.set_vertex_buffer(0, draw.instances.slice(..));
    pass.draw(0..list.vertices, 0..draw.instance_count);
}

/// The numbers under pixels, each once, by the distance of their nearest pixel from the middle.
fn nearest_first(pairs: &[[u32; 2]], [width, height]: [u32; 2], channel: usize) -> Vec<usize> {
    let mut found = std::collections::BTreeMap::<u32, u64>::new();
    for (index, pair) in pairs.iter().enumerate() {
        let number = pair[channel];
        if number == 0 {
            continue;
        }
        let apart = |at: u64, size: u32| (2 * at + 1).abs_diff(u64::from(size)).pow(2);
        let (x, y) = (index as u64 % u64::from(width), index as u64 / u64::from(width));
        let distance = apart(x, width) + apart(y, height);
        let known = found.entry(number).or_insert(distance);
        *known = distance.min(*known);
    }
    let mut order: Vec<(u64, u32)> = found.into_iter().map(|(n, d)| (d, n)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, number)| number as usize - 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_to_the_middle_comes_first() {
        let pairs = [[9, 0], [9, 0], [0, 0], [0, 0], [4, 0], [2, 0], [9, 0], [2, 0], [2, 0]];
        assert_eq!(nearest_first(&pairs, [3, 3], 0), [3, 1, 8]);
        assert!(nearest_first(&pairs, [3, 3], 1).is_empty());
    }

    #[test]
    fn a_region_lies_within_the_picture() {
        let size = [100, 50];
        let all = Region::between(Vec2::splat(-20.0), Vec2::splat(900.0), size);
        assert_eq!(all, Region { start: [0, 0], size });
        let corner = Region::between(Vec2::new(99.9, 49.9), Vec2::new(99.9, 49.9), size);
        assert_eq!(corner, Region { start: [99, 49], size: [1, 1] });
        let part = Region { start: [25, 0], size: [50, 25] };
        let moved = part.clip_from_clip(size).project_point3(Vec3::new(-0.5, 1.0, 0.3));
        assert!(moved.distance(Vec3::new(-1.0, 1.0, 0.3)) < 1e-6, "{moved}");
    }
}
