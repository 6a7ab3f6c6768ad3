//! The start page: what an empty window offers.

use std::path::Path;

use egui::{Align2, Rect, RichText, Sense, Ui, vec2};
use egui_phosphor::regular as icon;

use super::action::{Action, Actions};
use super::commands;
use super::examples::Examples;
use super::preferences::Preferences;
use super::theme::{self, size};
use super::widgets;

const WIDTH: f32 = 576.0;
/// Cards of example projects beside each other, and what is between them.
const CARDS: usize = 3;
const GAP: f32 = 12.0;
/// Height of a picture for each point of its width.
const SHAPE: f32 = 0.625;

/// Draws the page in the middle of a panel.
pub fn show(ui: &mut Ui, examples: &Examples, preferences: &Preferences, actions: &mut Actions) {
    let whole = ui.available_rect_before_wrap();
    let width = WIDTH.min(whole.width() - 32.0);
    let height = 560.0_f32.min(whole.height() - 16.0);
    let rect = Rect::from_center_size(whole.center(), vec2(width, height));
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        let tokens = theme::tokens(ui);
        ui.label(RichText::new("Espalier").font(theme::strong(22.0)).color(tokens.text));
        let text = "Press Tab over the network to add a node, or begin with one of these.";
        ui.label(RichText::new(text).color(tokens.second));
        ui.add_space(4.0);
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.horizontal(|ui| {
                if ui.button("Open a Project…").clicked() {
                    actions.run(&commands::OPEN);
                }
                if ui.button("Read the Guide").clicked() {
                    actions.run(&commands::GUIDE);
                }
            });
            if !preferences.recent.is_empty() {
                section(ui, "Recent");
                for path in preferences.recent.iter().take(4) {
                    if recent(ui, path).clicked() {
                        actions.push(Action::OpenFile(path.clone()));
                    }
                }
                ui.add_space(4.0);
            }
            if !examples.all().is_empty() {
                section(ui, "Examples");
                ui.add_space(4.0);
                cards(ui, examples, actions);
            }
        });
    });
}

fn section(ui: &mut Ui, title: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space(6.0);
    ui.label(RichText::new(title).font(theme::strong(size::TEXT)).color(tokens.text));
    ui.add_space(-4.0);
}

/// The example projects as pictures.
fn cards(ui: &mut Ui, examples: &Examples, actions: &mut Actions) {
    let width = (ui.available_width() - GAP * (CARDS as f32 - 1.0) - 10.0) / CARDS as f32;
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    let all: Vec<usize> = (0..examples.all().len()).collect();
    for row in all.chunks(CARDS) {
        ui.horizontal(|ui| {
            for &at in row {
                if card(ui, examples, at, width).clicked() {
                    actions.push(Action::OpenFile(examples.all()[at].clone()));
                }
            }
        });
    }
}

fn card(ui: &mut Ui, examples: &Examples, at: usize, width: f32) -> egui::Response {
    let tokens = theme::tokens(ui);
    let path = &examples.all()[at];
    let picture = vec2(width, width * SHAPE);
    let (rect, response) = ui.allocate_exact_size(picture + vec2(0.0, 22.0), Sense::click());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    widgets::named(&response, egui::WidgetType::Button, &format!("Open {stem}"), None);
    let picture = Rect::from_min_size(rect.min, picture);
    match examples.picture(at, ui.ctx()) {
        Some(texture) => {
            let image = egui::Image::new(egui::load::SizedTexture::from_handle(&texture));
            image.corner_radius(size::PANEL_CORNER).paint_at(ui, picture);
        }
        None => {
            ui.painter().rect_filled(picture, size::PANEL_CORNER, tokens.canvas);
            let font = theme::icon(28.0);
            let middle = picture.center();
            ui.painter().text(middle, Align2::CENTER_CENTER, icon::CUBE, font, tokens.quiet);
        }
    }
    let line = if response.hovered() { tokens.accent } else { tokens.line };
    let stroke = egui::Stroke::new(1.0, line);
    ui.painter().rect_stroke(picture, size::PANEL_CORNER, stroke, egui::StrokeKind::Inside);
    let colour = if response.hovered() { tokens.text } else { tokens.second };
    let below = rect.left_bottom() + vec2(2.0, -2.0);
    ui.painter().text(below, Align2::LEFT_BOTTOM, stem, theme::text(size::TEXT), colour);
    response
}

fn recent(ui: &mut Ui, path: &Path) -> egui::Response {
    let tokens = theme::tokens(ui);
    let wide = vec2(ui.available_width(), 26.0);
    let (rect, response) = ui.allocate_exact_size(wide, Sense::click());
    ui.add_space(-6.0);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    widgets::named(&response, egui::WidgetType::Button, &format!("Open recent {stem}"), None);
    let painter = ui.painter_at(rect);
    if response.hovered() {
        painter.rect_filled(rect, size::FIELD_CORNER, tokens.hover);
    }
    let left = rect.left_center() + vec2(8.0, 0.0);
    let symbol = icon::CLOCK_COUNTER_CLOCKWISE;
    painter.text(left, Align2::LEFT_CENTER, symbol, theme::icon(15.0), tokens.accent);
    let at = left + vec2(24.0, 0.0);
    painter.text(at, Align2::LEFT_CENTER, stem, theme::text(size::TEXT), tokens.text);
    let folder = path.parent().unwrap_or(Path::new("")).display().to_string();
    let right = rect.right_center() - vec2(8.0, 0.0);
    let clip = painter.with_clip_rect(rect.with_min_x(rect.min.x + 180.0));
    clip.text(right, Align2::RIGHT_CENTER, folder, theme::mono(size::SMALL), tokens.quiet);
    response
}
