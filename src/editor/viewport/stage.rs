//! The picture of the scene within the window, drawn anew only when something changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use eframe::egui_wgpu::{self, CallbackTrait, RenderState, wgpu};
use render::{Camera, Gpu, Picture, Renderer, Scene, Settings, Show, Targets};

use super::preparing::Preparing;
use crate::editor::cook::Wake;

/// What draws, and what was drawn last.
pub struct Stage {
    renderer: Renderer,
    show: Arc<Show>,
    /// The thread that makes scenes.
    pub preparing: Preparing,
    /// What is shown: the last scene that was made.
    pub scene: Arc<Scene>,
    targets: Option<Targets>,
    picture: Option<Arc<wgpu::BindGroup>>,
    drawn: Option<Drawn>,
    /// Nanoseconds from handing a picture in to its end.
    frame: Arc<AtomicU64>,
}

/// What a picture was drawn from.
#[derive(PartialEq)]
struct Drawn {
    scene: usize,
    camera: Camera,
    settings: Settings,
    size: [u32; 2],
}

impl Stage {
    /// On the window's own device.
    pub fn new(state: &RenderState, wake: Wake) -> Result<Self, String> {
        let name = state.adapter.get_info().name;
        let (device, queue) = (state.device.clone(), state.queue.clone());
        let renderer = Renderer::new(Gpu { device, queue, name });
        let show = Arc::new(Show::new(&state.device, state.target_format));
        let preparing = Preparing::start(&renderer, wake).map_err(|error| error.to_string())?;
        let scene = Arc::new(Scene::empty());
        let frame = Arc::default();
        let (targets, picture, drawn) = (None, None, None);
        Ok(Self { renderer, show, preparing, scene, targets, picture, drawn, frame })
    }

    /// What draws.
    pub fn renderer(&self) -> &Renderer {
        &self.renderer
    }

    /// Draws what is shown once more, on any thread, as large as it is in the window.
    pub fn picture(
        &self,
        camera: Camera,
        settings: Settings,
    ) -> impl FnOnce() -> Result<Picture, String> + Send + use<> {
        let (renderer, scene) = (self.renderer.clone(), self.scene.clone());
        let size = self.targets.as_ref().map_or([1280, 800], Targets::size);
        move || {
            let failed = |error: render::RenderError| error.to_string();
            let mut targets = Targets::new(&renderer, size).map_err(failed)?;
            renderer.draw(&scene, &camera, &settings, &mut targets);
            targets.read(renderer.gpu()).map_err(failed)
        }
    }

    /// Seconds that the last picture took to be drawn; zero before the first.
    pub fn frame_seconds(&self) -> f64 {
        self.frame.load(Ordering::Relaxed) as f64 * 1e-9
    }

    /// Draws the scene, if something changed, and puts the picture into a rectangle.
    pub fn paint(
        &mut self,
        painter: &egui::Painter,
        rect: egui::Rect,
        camera: &Camera,
        settings: &Settings,
    ) -> Result<(), String> {
        let size = pixels(rect, painter.pixels_per_point());
        if self.targets.as_ref().is_none_or(|targets| targets.size() != size) {
            let targets = Targets::new(&self.renderer, size).map_err(|error| error.to_string())?;
            let device = &self.renderer.gpu().device;
            self.picture = Some(Arc::new(self.show.bind(device, targets.finished())));
            self.targets = Some(targets);
            self.drawn = None;
        }
        let scene = Arc::as_ptr(&self.scene) as usize;
        let drawn = Drawn { scene, camera: *camera, settings: *settings, size };
        if let Some(targets) = &mut self.targets
            && self.drawn.as_ref() != Some(&drawn)
        {
            let (begun, frame) = (Instant::now(), self.frame.clone());
            self.renderer.draw(&self.scene, camera, settings, targets);
            self.renderer.gpu().queue.on_submitted_work_done(move || {
                frame.store(begun.elapsed().as_nanos() as u64, Ordering::Relaxed);
            });
            self.drawn = Some(drawn);
        }
        if let Some(picture) = &self.picture {
            let shown = Pictured { show: self.show.clone(), picture: picture.clone() };
            painter.add(egui_wgpu::Callback::new_paint_callback(rect, shown));
        }
        Ok(())
    }
}

/// The pixels that a rectangle covers.
pub fn pixels(rect: egui::Rect, pixels_per_point: f32) -> [u32; 2] {
    [rect.width(), rect.height()].map(|points| (points * pixels_per_point).round().max(1.0) as u32)
}

/// A picture in the window's own pass.
struct Pictured {
    show: Arc<Show>,
    picture: Arc<wgpu::BindGroup>,
}

impl CallbackTrait for Pictured {
    fn paint(
        &self,
        _: egui::PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _: &egui_wgpu::CallbackResources,
    ) {
        self.show.draw(pass, &self.picture);
    }
}
