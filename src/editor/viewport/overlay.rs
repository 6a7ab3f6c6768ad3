//! The picture, and what is written over it.

use egui::{Align2, Color32, Rect, Ui};
use geometry::Domain;
use render::Shading;

use super::labels::{self, Lens};
use super::{ViewportPanel, colouring, corners, shown};
use crate::editor::session::Session;
use crate::editor::theme::{self, size};

impl ViewportPanel {
    /// Draws the picture.
    pub(super) fn paint(&mut self, ui: &Ui, rect: Rect, is_moving: bool) {
        let tokens = theme::tokens(ui);
        let painter = ui.painter_at(rect);
        let Some(stage) = &mut self.stage else {
            painter.rect_filled(rect, 0.0, tokens.canvas);
            return;
        };
        if let Err(error) = stage.paint(&painter, rect, &self.camera, &self.settings, is_moving) {
            painter.rect_filled(rect, 0.0, tokens.canvas);
            self.failure = Some(error);
        }
    }

    /// Draws numbers, what is chosen, corners and messages.
    pub(super) fn overlay_ui(&self, ui: &Ui, rect: Rect, session: &Session) {
        let tokens = theme::tokens(ui);
        let painter = ui.painter_at(rect);
        if let (Some(stage), Some(geometry)) = (&self.stage, shown(session)) {
            let lens = Lens { camera: &self.camera, rect, radius: stage.scene.radius() };
            if let Some(chosen) = &self.picking.chosen {
                let (domain, elements) = (chosen.domain, &chosen.elements);
                labels::chosen(&painter, &lens, geometry, domain, elements, tokens.accent);
            }
            let ink = Color32::from_rgb(235, 238, 242);
            let hides = !matches!(self.settings.shading, Shading::Wire | Shading::Points);
            if self.extras.point_numbers {
                labels::numbers(&painter, &lens, geometry, Domain::Point, hides, ink);
            }
            if self.extras.primitive_numbers {
                let colour = Color32::from_rgb(255, 214, 140);
                labels::numbers(&painter, &lens, geometry, Domain::Primitive, hides, colour);
            }
            if let (Some(by), Some(range)) = (&self.extras.colouring, stage.scene.colour_range) {
                colouring::legend(&painter, rect, tokens, by, range);
            }
        }
        if let Some((from, to)) = self.picking.band(ui) {
            labels::rubber_band(&painter, from, to, tokens.accent);
        }
        let seconds = self.stage.as_ref().map_or(0.0, |stage| stage.frame_seconds());
        corners::show(&painter, rect, tokens, session, &self.camera, seconds);
        self.messages(ui, rect, session);
    }

    fn messages(&self, ui: &Ui, rect: Rect, session: &Session) {
        let tokens = theme::tokens(ui);
        let results = &session.results;
        if let Some(failure) = results.failure.as_ref().or(self.failure.as_ref()) {
            message(ui, rect, failure, tokens.error);
            return;
        }
        let text = match &results.shown {
            Some(shown) if shown.geometry().is_none() => shown.value.summary(),
            Some(_) if self.stage.is_none() => {
                "There is no graphics driver to draw with".to_owned()
            }
            Some(_) => return,
            None if session.displayed().is_some() => return,
            None => "Nothing is displayed: choose a node in the network and press R".to_owned(),
        };
        let font = theme::text(size::TITLE);
        let painter = ui.painter_at(rect);
        painter.text(rect.center(), Align2::CENTER_CENTER, text, font, tokens.second);
    }
}

/// A message on a ground of its own, at the bottom.
fn message(ui: &Ui, rect: Rect, text: &str, colour: Color32) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter_at(rect);
    let width = (rect.width() - 160.0).clamp(120.0, 640.0);
    let galley = painter.layout(text.to_owned(), theme::text(size::TEXT), colour, width);
    let left = rect.center().x - galley.size().x * 0.5;
    let at = egui::pos2(left, rect.bottom() - 24.0 - galley.size().y);
    let ground = Rect::from_min_size(at, galley.size()).expand2(egui::vec2(12.0, 8.0));
    let stroke = egui::Stroke::new(1.0, colour.gamma_multiply(0.5));
    painter.rect(ground, size::PANEL_CORNER, tokens.panel, stroke, egui::StrokeKind::Inside);
    painter.galley(at, galley, colour);
}
