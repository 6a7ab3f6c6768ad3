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
    whole: Canvas,
    /// A smaller picture while the view moves, where a whole one takes too long.
    draft: Canvas,
    /// Nanoseconds from handing a picture in to its end.
    frame: Arc<AtomicU64>,
}

/// Where a picture is drawn.
#[derive(Default)]
struct Canvas {
    targets: Option<Targets>,
    picture: Option<Arc<wgpu::BindGroup>>,
    drawn: Option<Drawn>,
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
        // Without this the library ends the program.
        device.on_uncaptured_error(Arc::new(|error| {
            eprintln!("espalier: the graphics driver reports: {error}");
        }));
        let renderer = Renderer::new(Gpu { device, queue, name });
        let show = Arc::new(Show::new(&state.device, state.target_format));
        let preparing = Preparing::start(&renderer, wake).map_err(|error| error.to_string())?;
        let scene = Arc::new(Scene::empty());
        let frame = Arc::default();
        let (whole, draft) = (Canvas::default(), Canvas::default());
        Ok(Self { renderer, show, preparing, scene, whole, draft, frame })
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
        let size = self.whole.targets.as_ref().map_or([1280, 800], Targets::size);
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

    /// Draws the scene, if something changed, and puts the picture into a rectangle. While the
    /// view moves and a picture takes too long to follow the hand, it is a draft.
    pub fn paint(
        &mut self,
        painter: &egui::Painter,
        rect: egui::Rect,
        camera: &Camera,
        settings: &Settings,
        is_moving: bool,
    ) -> Result<(), String> {
        let size = pixels(rect, painter.pixels_per_point());
        let is_slow = self.frame_seconds() > SLOW_SECONDS;
        if is_moving && (is_slow || self.draft.drawn.is_some()) {
            let settings = Settings {
                occlusion: false,
                pixels_per_point: settings.pixels_per_point * 0.5,
                ..*settings
            };
            let size = size.map(|pixels| pixels.div_ceil(2));
            self.draw(true, size, camera, &settings)?;
        } else {
            self.draft.drawn = None;
            self.draw(false, size, camera, settings)?;
        }
        let canvas = if self.draft.drawn.is_some() { &self.draft } else { &self.whole };
        if let Some(picture) = &canvas.picture {
            let shown = Pictured { show: self.show.clone(), picture: picture.clone() };
            painter.add(egui_wgpu::Callback::new_paint_callback(rect, shown));
        }
        Ok(())
    }

    fn draw(
        &mut self,
        is_draft: bool,
        size: [u32; 2],
        camera: &Camera,
        settings: &Settings,
    ) -> Result<(), String> {
        let canvas = if is_draft { &mut self.draft } else { &mut self.whole };
        if canvas.targets.as_ref().is_none_or(|targets| targets.size() != size) {
            let targets = Targets::new(&self.renderer, size).map_err(|error| error.to_string())?;
            let device = &self.renderer.gpu().device;
            canvas.picture = Some(Arc::new(self.show.bind(device, targets.finished())));
            canvas.targets = Some(targets);
            canvas.drawn = None;
        }
        let scene = Arc::as_ptr(&self.scene) as usize;
        let drawn = Drawn { scene, camera: *camera, settings: *settings, size };
        let Some(targets) = &mut canvas.targets else { return Ok(()) };
        if canvas.drawn.as_ref() == Some(&drawn) {
            return Ok(());
        }
        let (begun, frame) = (Instant::now(), self.frame.clone());
        self.renderer.draw(&self.scene, camera, settings, targets);
        if !is_draft {
            self.renderer.gpu().queue.on_submitted_work_done(move || {
                frame.store(begun.elapsed().as_nanos() as u64, Ordering::Relaxed);
            });
        }
        canvas.drawn = Some(drawn);
        Ok(())
    }
}

/// A picture that takes longer does not follow the hand.
const SLOW_SECONDS: f64 = 0.06;

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
