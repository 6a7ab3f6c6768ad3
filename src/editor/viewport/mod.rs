//! The viewport: the geometry of the displayed node, and of templates as ghosts.

mod colouring;
mod corners;
mod handles;
mod labels;
mod navigation;
mod overlay;
mod picking;
mod preparing;
mod stage;
mod tools;

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui_wgpu::RenderState;
use egui::{Rect, Response, Sense, Ui};
use geometry::{Bounds, Domain, Geometry};
use render::{Backdrop, Camera, Facing, Picture, Settings, Shading, Wanted};

use super::action::{Action, Actions};
use super::cook::Wake;
use super::preferences::Preferences;
use super::results::Results;
use super::session::Session;
use super::widgets;
use handles::Handles;
use picking::Picking;
use preparing::Order;
use stage::Stage;
use tools::{Extras, Picks, Tools};

/// What the viewport remembers between frames.
#[derive(Default)]
pub struct ViewportPanel {
    stage: Option<Stage>,
    camera: Camera,
    settings: Settings,
    extras: Extras,
    picking: Picking,
    handles: Handles,
    asked: Option<Asked>,
    /// Why there is no picture.
    failure: Option<String>,
    framing: Framing,
    /// When the view was moved last.
    moved: Option<Instant>,
    /// Bytes that preparing a scene may take.
    memory: u64,
}

/// After this long without a move the view is at rest.
const STILL: Duration = Duration::from_millis(220);

/// What the scene was asked for with.
#[derive(PartialEq)]
struct Asked {
    number: u64,
    is_shown: bool,
    wanted: Wanted,
}

/// What the camera is to be pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Framing {
    /// All, as soon as there is something.
    #[default]
    First,
    /// It stays where it is.
    Stays,
    /// All.
    All,
    /// What is selected, or all.
    Selected,
}

impl ViewportPanel {
    /// Draws on the window's device from now on.
    pub fn attach(&mut self, state: &RenderState, wake: Wake, memory: u64) {
        self.memory = memory;
        match Stage::new(state, wake) {
            Ok(stage) => self.stage = Some(stage),
            Err(error) => self.failure = Some(error),
        }
    }

    /// Shows everything.
    pub fn frame_all(&mut self) {
        self.framing = Framing::All;
    }

    /// Shows what is selected.
    pub fn frame_selected(&mut self) {
        self.framing = Framing::Selected;
    }

    /// Looks from somewhere else: along an axis, or with perspective.
    pub fn look(&mut self, facing: Option<Facing>) {
        match facing {
            Some(facing) => self.camera.look(facing),
            None => self.camera.look_around(),
        }
    }

    /// Draws the polygons in the next way.
    pub fn next_shading(&mut self) {
        let all = Shading::ALL;
        let now = all.iter().position(|one| *one == self.settings.shading).unwrap_or(0);
        self.settings.shading = all[(now + 1) % all.len()];
    }

    /// Where one looks from.
    pub fn camera(&self) -> &Camera {
        &self.camera
    }

    /// How it is drawn.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How it is drawn, to be changed.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Whether there is no picture.
    pub fn is_blank(&self) -> bool {
        self.stage.as_ref().is_none_or(|stage| stage.scene.is_empty())
    }

    /// Draws what is shown once more, on any thread.
    pub fn picture(&self) -> Option<impl FnOnce() -> Result<Picture, String> + Send + use<>> {
        self.stage.as_ref().map(|stage| stage.picture(self.camera, self.settings))
    }

    /// Draws the viewport.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        preferences: &Preferences,
        actions: &mut Actions,
    ) {
        let rect = ui.available_rect_before_wrap();
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        widgets::named(&response, egui::WidgetType::Other, "Viewport", None);
        self.settings.backdrop =
            if ui.visuals().dark_mode { Backdrop::DARK } else { Backdrop::LIGHT };
        self.settings.pixels_per_point = ui.pixels_per_point();
        self.ask_for_scene(session);
        self.take_scene(session);
        self.point_camera(rect, session);
        let hands = preferences.navigation;
        if navigation::navigate(ui, &response, rect, hands, &mut self.camera) {
            self.moved = Some(Instant::now());
        }
        let is_moving = self.moved.is_some_and(|moved| moved.elapsed() < STILL);
        if is_moving {
            // The whole picture follows when the hand rests.
            ui.ctx().request_repaint_after(STILL);
        }
        self.paint(ui, rect, is_moving);
        self.overlay_ui(ui, rect, session);
        let has_mouse = !self.extras.hides_handles
            && self.handles.show(
                ui,
                &response,
                rect,
                (&self.camera, self.extras.handle),
                session,
                actions,
            );
        self.pick(ui, &response, rect, session, actions, has_mouse);
        self.tools_ui(ui, rect, session, actions);
    }

    /// Asks for a scene if what is shown, or how, has changed.
    fn ask_for_scene(&mut self, session: &Session) {
        let Some(stage) = &self.stage else { return };
        let results = &session.results;
        let wanted = self.wanted();
        let asked = Asked { number: results.number, is_shown: results.shown.is_some(), wanted };
        if self.asked.as_ref() == Some(&asked) {
            return;
        }
        if results.shown.is_none() && results.failure.is_none() {
            // Whatever comes next is new to the eye.
            self.framing = Framing::First;
        }
        // What failed leaves the last good picture.
        if results.failure.is_none() {
            stage.preparing.request(order(results, &asked.wanted, self.memory));
        }
        self.asked = Some(asked);
    }

    fn wanted(&self) -> Wanted {
        let settings = &self.settings;
        let picks_points = self.extras.picks == Picks::Points;
        Wanted {
            edges: settings.shading.has_wires(),
            points: settings.points || picks_points || settings.shading == Shading::Points,
            smooth: settings.smooth,
            normals: settings.normals,
            group: self.extras.group.clone(),
            colour_by: self.extras.colouring.as_ref().map(colouring::Colouring::to_render),
        }
    }

    fn take_scene(&mut self, session: &Session) {
        let Some(stage) = &mut self.stage else { return };
        match stage.preparing.take() {
            Some(Ok(scene)) => {
                self.failure = None;
                stage.scene = scene;
                let is_something = session.results.shown.is_some() && !stage.scene.is_empty();
                if self.framing == Framing::First && is_something {
                    self.framing = Framing::All;
                }
            }
            Some(Err(error)) => self.failure = Some(error),
            None => {}
        }
    }

    /// Chooses elements by clicks and boxes, here or in the spreadsheet.
    fn pick(
        &mut self,
        ui: &Ui,
        response: &Response,
        rect: Rect,
        session: &Session,
        actions: &mut Actions,
        is_busy: bool,
    ) {
        let Some(stage) = &self.stage else { return };
        if self.picking.take() {
            let chosen = self.picking.chosen.as_ref();
            let first = chosen.and_then(|chosen| Some((chosen.domain, *chosen.elements.first()?)));
            actions.push(Action::ChooseElement(first));
        } else {
            self.picking.follow(session.element);
        }
        if is_busy {
            return;
        }
        if let Some(place) = self.picking.sense(ui, response, rect) {
            let domain = match self.extras.picks {
                Picks::Primitives => Domain::Primitive,
                Picks::Points => Domain::Point,
            };
            let size = stage::pixels(rect, ui.pixels_per_point());
            let context = ui.ctx().clone();
            let wake: Wake = Arc::new(move || context.request_repaint());
            let what = (stage.renderer(), &stage.scene);
            self.picking.look(&place, domain, what, (&self.camera, &self.settings), size, &wake);
        }
    }

    fn point_camera(&mut self, rect: Rect, session: &Session) {
        let Some(stage) = &self.stage else { return };
        let chosen = self.picking.chosen.as_ref().filter(|_| self.framing == Framing::Selected);
        let bounds = match (self.framing, shown(session), chosen) {
            (Framing::First | Framing::Stays, _, _) => return,
            (_, Some(geometry), Some(chosen)) => {
                labels::bounds_of(geometry, chosen.domain, &chosen.elements)
            }
            _ => stage.scene.bounds,
        };
        if stage.scene.is_empty() {
            self.framing = Framing::First;
            return;
        }
        let bounds = if bounds.is_empty() { stage.scene.bounds } else { bounds };
        self.camera.frame(roomy(bounds, stage.scene.radius()), rect.aspect_ratio());
        self.framing = Framing::Stays;
    }

    fn tools_ui(&mut self, ui: &mut Ui, rect: Rect, session: &Session, actions: &mut Actions) {
        let mut tools = Tools {
            camera: &mut self.camera,
            settings: &mut self.settings,
            extras: &mut self.extras,
            geometry: shown(session),
        };
        match tools.show(ui, rect) {
            Some(tools::Asked::FrameAll) => self.framing = Framing::All,
            Some(tools::Asked::SavePicture) => {
                actions.run(&super::commands::SAVE_PICTURE);
            }
            None => {}
        }
    }
}

/// A box that is not so small that nothing around it could be made out.
fn roomy(bounds: Bounds, radius: f32) -> Bounds {
    let least = glam::Vec3::splat(radius * 0.01);
    let half = (bounds.size() * 0.5).max(least);
    Bounds { min: bounds.center() - half, max: bounds.center() + half }
}

/// The geometry that is displayed.
fn shown(session: &Session) -> Option<&Geometry> {
    session.results.shown.as_ref().and_then(|shown| shown.geometry())
}

/// What the results give to show.
fn order(results: &Results, wanted: &Wanted, memory: u64) -> Order {
    let displayed = results.shown.as_ref().and_then(|shown| shown.geometry().cloned());
    let ghosts = results.templates.iter();
    let templates = ghosts.filter_map(|(_, value)| value.get::<nodes::GeometryWire>().cloned());
    Order { displayed, templates: templates.collect(), wanted: wanted.clone(), memory }
}
