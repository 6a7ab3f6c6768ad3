//! The question about unsaved work.

use crate::editor::recovery::Found;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// What the artist says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    None,
    /// Save, then go on.
    Save,
    /// Go on without saving.
    Discard,
    /// Go back.
    Stay,
}

/// Draws the question.
pub fn show(context: &egui::Context, project: &str) -> Answer {
    let mut answer = Answer::None;
    let modal = egui::Modal::new("unsaved work".into()).show(context, |ui| {
        let tokens = theme::tokens(ui);
        ui.set_width(360.0);
        let title = egui::RichText::new(format!("Save the changes to {project}?"));
        ui.label(title.font(theme::strong(size::TITLE)).color(tokens.text));
        ui.label("What is not saved is lost.");
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            if focused(widgets::primary_button(ui, "Save")).clicked() {
                answer = Answer::Save;
            }
            if ui.button("Discard Changes").clicked() {
                answer = Answer::Discard;
            }
            if ui.button("Keep Working").clicked() {
                answer = Answer::Stay;
            }
        });
    });
    if modal.should_close() && answer == Answer::None { Answer::Stay } else { answer }
}

/// What is meant has the focus until another has, so that Enter is enough.
fn focused(response: egui::Response) -> egui::Response {
    if response.ctx.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    response
}

/// Asks what to do with what a crash left: `Save` is to recover it.
pub fn recover(context: &egui::Context, found: &Found) -> Answer {
    let mut answer = Answer::None;
    egui::Modal::new("recovery".into()).show(context, |ui| {
        let tokens = theme::tokens(ui);
        ui.set_width(400.0);
        let title = egui::RichText::new(format!("Recover {}?", found.name()));
        ui.label(title.font(theme::strong(size::TITLE)).color(tokens.text));
        let text = format!("Espalier ended unexpectedly. The work was kept {}.", found.age());
        ui.add(egui::Label::new(text).wrap());
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            if focused(widgets::primary_button(ui, "Recover")).clicked() {
                answer = Answer::Save;
            }
            if ui.button("Discard").clicked() {
                answer = Answer::Discard;
            }
            if ui.button("Decide Later").clicked() {
                answer = Answer::Stay;
            }
        });
    });
    answer
}
