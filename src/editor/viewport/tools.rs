//! The column of tools at the left: where to look from, and what is drawn how.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, Rect, RichText, Ui, vec2};
use egui_phosphor::regular as icon;
use geometry::{Domain, Geometry};
use render::{Camera, Facing, Look, Projection, Settings, Shading};

use super::colouring::Colouring;
use super::handles::Handle;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// What the viewport shows besides surfaces.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extras {
    /// The numbers of points.
    pub point_numbers: bool,
    /// The numbers of primitives.
    pub primitive_numbers: bool,
    /// The attribute that colours go by.
    pub colouring: Option<Colouring>,
    /// A group that stands out.
    pub group: Option<(Domain, String)>,
    /// What a click selects.
    pub picks: Picks,
    /// What handles change.
    pub handle: Handle,
    /// Whether there are none.
    pub hides_handles: bool,
}

/// What a click selects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Picks {
    /// Primitives.
    #[default]
    Primitives,
    /// Points.
    Points,
}

/// What the tools ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Show all.
    FrameAll,
    /// Write the picture to a file.
    SavePicture,
}

/// What tools change.
pub struct Tools<'a> {
    /// Where one looks from.
    pub camera: &'a mut Camera,
    /// How it is drawn.
    pub settings: &'a mut Settings,
    /// What is shown besides.
    pub extras: &'a mut Extras,
    /// What is displayed.
    pub geometry: Option<&'a Geometry>,
}

impl Tools<'_> {
    /// Draws the column.
    pub fn show(&mut self, ui: &mut Ui, viewport: Rect) -> Option<Asked> {
        let at = viewport.left_top() + vec2(12.0, 56.0);
        let rect = Rect::from_min_size(at, vec2(28.0, viewport.height() - 56.0));
        let mut asked = None;
        ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            tool(ui, icon::VIDEO_CAMERA, "View", false, |ui| self.view_ui(ui, &mut asked));
            tool(ui, icon::CUBE, "Shading", false, |ui| self.shading_ui(ui));
            let is_matcap = self.settings.look == Look::Matcap;
            tool(ui, icon::SUN, "Light", is_matcap, |ui| self.light_ui(ui));
            let has_extras = self.settings.points
                || self.settings.normals
                || self.extras.point_numbers
                || self.extras.primitive_numbers;
            tool(ui, icon::HASH, "Points, Numbers and Normals", has_extras, |ui| {
                self.extras_ui(ui)
            });
            let is_coloured = self.extras.colouring.is_some() || self.extras.group.is_some();
            tool(ui, icon::PALETTE, "Attribute and Group", is_coloured, |ui| self.colours_ui(ui));
            tool(ui, icon::SELECTION_ALL, "Selection", false, |ui| self.picks_ui(ui));
            tool(ui, icon::ARROWS_OUT_CARDINAL, "Handle", false, |ui| self.handles_ui(ui));
            let name = "Save Picture";
            if square(ui, icon::CAMERA, false, name).clicked() {
                asked = Some(Asked::SavePicture);
            }
        });
        asked
    }

    fn view_ui(&mut self, ui: &mut Ui, asked: &mut Option<Asked>) {
        let is_perspective = self.camera.projection == Projection::Perspective;
        if ui.selectable_label(is_perspective, "Perspective").clicked() {
            self.camera.look_around();
        }
        for (facing, name, id) in [
            (Facing::Top, "Top", "top"),
            (Facing::Front, "Front", "front"),
            (Facing::Right, "Right", "right"),
        ] {
            if ui.selectable_label(self.camera.name() == id, name).clicked() {
                self.camera.look(facing);
            }
        }
        ui.separator();
        if ui.button("Frame All").clicked() {
            *asked = Some(Asked::FrameAll);
        }
        check(ui, &mut self.settings.grid, "Grid");
    }

    fn handles_ui(&mut self, ui: &mut Ui) {
        let extras = &mut *self.extras;
        for (handle, name) in
            [(Handle::Move, "Move"), (Handle::Turn, "Turn"), (Handle::Scale, "Scale")]
        {
            let is_on = !extras.hides_handles && extras.handle == handle;
            if ui.selectable_label(is_on, name).clicked() {
                (extras.handle, extras.hides_handles) = (handle, false);
            }
        }
        ui.separator();
        ui.selectable_value(&mut extras.hides_handles, true, "No Handle");
    }

    fn shading_ui(&mut self, ui: &mut Ui) {
        for shading in Shading::ALL {
            ui.selectable_value(&mut self.settings.shading, shading, shading.name());
        }
        ui.separator();
        ui.selectable_value(&mut self.settings.smooth, true, "Smooth");
        ui.selectable_value(&mut self.settings.smooth, false, "Flat");
    }

    fn light_ui(&mut self, ui: &mut Ui) {
        ui.selectable_value(&mut self.settings.look, Look::Lit, "Studio Light");
        ui.selectable_value(&mut self.settings.look, Look::Matcap, "Matcap");
        ui.separator();
        check(ui, &mut self.settings.shadows, "Soft Shadow");
        check(ui, &mut self.settings.occlusion, "Ambient Occlusion");
    }

    fn extras_ui(&mut self, ui: &mut Ui) {
        check(ui, &mut self.settings.points, "Points");
        check(ui, &mut self.extras.point_numbers, "Point Numbers");
        check(ui, &mut self.extras.primitive_numbers, "Primitive Numbers");
        check(ui, &mut self.settings.normals, "Normals");
    }

    fn picks_ui(&mut self, ui: &mut Ui) {
        ui.selectable_value(&mut self.extras.picks, Picks::Primitives, "Select Primitives");
        ui.selectable_value(&mut self.extras.picks, Picks::Points, "Select Points");
    }

    fn colours_ui(&mut self, ui: &mut Ui) {
        let tokens = theme::tokens(ui);
        let Some(geometry) = self.geometry else {
            ui.label(RichText::new("No geometry is displayed").color(tokens.quiet));
            return;
        };
        ui.set_max_height(420.0);
        egui::ScrollArea::vertical().show(ui, |ui| {
            heading(ui, "Colour by attribute");
            ui.selectable_value(&mut self.extras.colouring, None, "Its own colours");
            for choice in Colouring::choices(geometry) {
                let name = choice.name();
                ui.selectable_value(&mut self.extras.colouring, Some(choice), name);
            }
            heading(ui, "Show group");
            ui.selectable_value(&mut self.extras.group, None, "None");
            for domain in [Domain::Point, Domain::Primitive] {
                for (name, _) in geometry.table(domain).groups() {
                    let choice = Some((domain, name.to_string()));
                    let label = format!("{name}  ({})", domain.name());
                    ui.selectable_value(&mut self.extras.group, choice, label);
                }
            }
        });
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui);
    ui.label(RichText::new(text).font(theme::text(size::SMALL)).color(tokens.quiet));
}

fn check(ui: &mut Ui, on: &mut bool, name: &str) {
    let sign = if *on { icon::CHECK } else { " " };
    let text = RichText::new(name);
    let button = Button::new(text).right_text(RichText::new(sign).font(theme::icon(14.0)));
    let response = ui.add(button);
    widgets::named(&response, egui::WidgetType::Checkbox, name, Some(*on));
    if response.clicked() {
        *on = !*on;
    }
}

fn button(ui: &Ui, sign: &str, is_on: bool) -> Button<'static> {
    let tokens = theme::tokens(ui);
    let colour = if is_on { tokens.accent } else { tokens.second };
    let text = RichText::new(sign).font(theme::icon(15.0)).color(colour);
    Button::new(text).min_size(vec2(26.0, 26.0)).fill(tokens.head)
}

fn square(ui: &mut Ui, sign: &str, is_on: bool, name: &str) -> egui::Response {
    let button = button(ui, sign, is_on);
    let response = ui.scope(|ui| {
        ui.spacing_mut().button_padding = vec2(4.0, 4.0);
        ui.add(button)
    });
    let response = response.inner;
    widgets::named(&response, egui::WidgetType::Button, name, Some(is_on));
    response.on_hover_text(name)
}

/// A tool that opens a menu, which stays open while things are switched in it.
fn tool(ui: &mut Ui, sign: &str, name: &str, is_on: bool, content: impl FnOnce(&mut Ui)) {
    let button = button(ui, sign, is_on);
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = vec2(4.0, 4.0);
        let behavior = PopupCloseBehavior::CloseOnClickOutside;
        let config = MenuConfig::new().close_behavior(behavior);
        let (response, _) = MenuButton::from_button(button).config(config).ui(ui, |ui| {
            ui.set_min_width(180.0);
            content(ui);
        });
        widgets::named(&response, egui::WidgetType::Button, name, Some(is_on));
        response.on_hover_text(name);
    });
}
