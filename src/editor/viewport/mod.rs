//! The viewport: the geometry of the displayed node.

use egui::{Align2, Ui};

use super::action::Actions;
use super::preferences::Preferences;
use super::session::Session;
use super::theme::{self, size};
use super::widgets;

/// What the viewport remembers between frames.
#[derive(Debug, Default)]
pub struct ViewportPanel {}

impl ViewportPanel {
    /// Draws the viewport.
    pub fn show(&mut self, ui: &mut Ui, session: &Session, _: &Preferences, _: &mut Actions) {
        let rect = ui.available_rect_before_wrap();
        let tokens = theme::tokens(ui);
        ui.painter().rect_filled(rect, 0.0, tokens.canvas);
        let painter = ui.painter_at(rect);
        let middle = rect.center();
        let text = match (&session.results.shown, &session.results.failure) {
            (_, Some(failure)) => failure.clone(),
            (Some(shown), None) => match shown.geometry() {
                Some(geometry) => format!(
                    "{} points, {} primitives, {} packed",
                    widgets::count(geometry.point_count() as u64),
                    widgets::count(geometry.primitive_count() as u64),
                    widgets::count(geometry.packed_count() as u64)
                ),
                None => shown.value.summary(),
            },
            (None, None) => "Nothing is displayed".to_owned(),
        };
        painter.text(middle, Align2::CENTER_CENTER, text, theme::text(size::TITLE), tokens.second);
    }

    /// Shows everything.
    pub fn frame_all(&mut self) {}

    /// Shows what is selected.
    pub fn frame_selected(&mut self) {}
}
