//! What every shader knows of the view.

use bytemuck::{Pod, Zeroable};
use glam::camera::rh::proj::directx::orthographic;
use glam::camera::rh::view::look_at_mat4;
use glam::{Mat4, Vec3, Vec4};

use crate::{Camera, Look, Scene, Settings};

/// The view as shaders read it: `shaders/view.wgsl`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub(crate) struct ViewRecord {
    clip_from_world: Mat4,
    world_from_clip: Mat4,
    pub(crate) light_from_world: Mat4,
    right: Vec4,
    up: Vec4,
    back: Vec4,
    eye: Vec4,
    key: Vec4,
    size: Vec4,
    background_top: Vec4,
    background_bottom: Vec4,
    grid: Vec4,
    accent: Vec4,
    numbers: Vec4,
    options: [u32; 4],
}

/// Texels along each side of the shadow.
pub(crate) const SHADOW_SIZE: u32 = 2048;

/// Where the key light comes from.
const KEY: Vec3 = Vec3::new(-0.28, 0.86, 0.62);

impl ViewRecord {
    pub(crate) fn of(scene: &Scene, camera: &Camera, settings: &Settings, size: [u32; 2]) -> Self {
        let [width, height] = size.map(|pixels| pixels as f32);
        let (radius, centre) = (scene.radius(), scene.bounds.center());
        // The scene lies around its own centre, the camera around its target.
        let reach = radius + camera.target.distance(centre);
        let clip_from_world = camera.clip_from_world(width / height, reach);
        let axes = camera.axes();
        let backdrop = &settings.backdrop;
        let is_lit = settings.look == Look::Lit && settings.shading.has_surfaces();
        let shadows = settings.shadows && is_lit && !scene.bounds.is_empty();
        let key = KEY.normalize();
        Self {
            clip_from_world,
            world_from_clip: clip_from_world.inverse(),
            light_from_world: light_from_world(key, centre, radius),
            right: axes.x_axis.extend(0.0),
            up: axes.y_axis.extend(0.0),
            back: axes.z_axis.extend(0.0),
            eye: camera.eye_uniform(),
            key: key.extend(2.0 * radius / SHADOW_SIZE as f32),
            size: Vec4::new(width, height, 1.0 / width, 1.0 / height),
            background_top: linear(backdrop.top).extend(1.0),
            background_bottom: linear(backdrop.bottom).extend(1.0),
            grid: with_alpha(backdrop.grid),
            accent: linear(backdrop.accent).extend(1.0),
            numbers: Vec4::new(
                settings.pixels_per_point,
                camera.near(),
                radius,
                (radius * 0.16).min(camera.half_height() * 0.3),
            ),
            options: [
                u32::from(settings.smooth),
                u32::from(settings.look == Look::Matcap),
                u32::from(shadows),
                camera.grid_axis(),
            ],
        }
    }

    /// Shows a part of the picture alone.
    pub(crate) fn crop(&mut self, clip_from_clip: Mat4, size: [u32; 2]) {
        self.clip_from_world = clip_from_clip * self.clip_from_world;
        self.world_from_clip = self.clip_from_world.inverse();
        let [width, height] = size.map(|pixels| pixels as f32);
        self.size = Vec4::new(width, height, 1.0 / width, 1.0 / height);
    }

    /// Whether surfaces have a shadow.
    pub(crate) fn has_shadows(&self) -> bool {
        self.options[2] != 0
    }
}

/// The key light sees a ball around the scene.
fn light_from_world(key: Vec3, centre: Vec3, radius: f32) -> Mat4 {
    let from = centre + key * radius * 2.0;
    let view = look_at_mat4(from, centre, Vec3::X);
    orthographic(-radius, radius, -radius, radius, radius * 0.9, radius * 3.1) * view
}

/// IEC 61966-2-1.
pub(crate) fn linear(encoded: [f32; 3]) -> Vec3 {
    let channel = |value: f32| match value <= 0.040_45 {
        true => value / 12.92,
        false => ((value + 0.055) / 1.055).powf(2.4),
    };
    Vec3::from(encoded.map(channel))
}

pub(crate) fn with_alpha([red, green, blue, alpha]: [f32; 4]) -> Vec4 {
    linear([red, green, blue]).extend(alpha)
}
