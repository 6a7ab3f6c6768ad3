//! The steps that can be undone: a click leads there.

use egui::{RichText, Ui};

use super::action::{Action, Actions};
use super::session::Session;
use super::theme;

/// Draws the panel.
pub fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let history = &session.history;
    let current = history.current();
    let steps: Vec<&str> = history.steps().collect();
    let area = egui::ScrollArea::vertical().auto_shrink([false, false]).stick_to_bottom(true);
    area.show_rows(ui, 24.0, steps.len(), |ui, rows| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let tokens = theme::tokens(ui);
        for at in rows {
            let colour = if at > current { tokens.quiet } else { tokens.text };
            let width = ui.available_width();
            let button = egui::Button::new(RichText::new(steps[at]).color(colour))
                .selected(at == current)
                .frame_when_inactive(at == current)
                .corner_radius(0)
                .min_size(egui::vec2(width, 24.0));
            if ui.add(button).clicked() && at != current {
                actions.push(Action::GoToStep(at));
            }
        }
    });
}
