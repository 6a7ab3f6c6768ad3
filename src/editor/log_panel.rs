//! What happened, the newest last.

use std::time::UNIX_EPOCH;

use egui::{RichText, Ui};
use egui_phosphor::regular as icon;

use super::action::{Action, Actions};
use super::log::{Entry, Level};
use super::session::Session;
use super::theme::{self, Tokens, size};
use super::widgets;

/// What the log remembers between frames.
#[derive(Debug)]
pub struct LogPanel {
    least: Level,
}

impl Default for LogPanel {
    fn default() -> Self {
        Self { least: Level::Information }
    }
}

impl LogPanel {
    /// Draws the log.
    pub fn show(&mut self, ui: &mut Ui, session: &Session, actions: &mut Actions) {
        let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(12, 4));
        egui::Panel::top("log bar").frame(frame).show_separator_line(false).show(ui, |ui| {
            ui.horizontal(|ui| {
                for (level, name) in [
                    (Level::Information, "All"),
                    (Level::Warning, "Warnings"),
                    (Level::Error, "Errors"),
                ] {
                    ui.selectable_value(&mut self.least, level, name);
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.button("Clear").clicked() {
                        actions.push(Action::ClearLog);
                    }
                    if ui.button("Copy").clicked() {
                        let lines = session.log.entries().iter();
                        let lines: Vec<String> = lines.map(|entry| entry.text.clone()).collect();
                        actions.push(Action::Copy(lines.join("\n")));
                    }
                });
            });
        });
        let entries: Vec<&Entry> =
            session.log.entries().iter().filter(|entry| entry.level >= self.least).collect();
        if entries.is_empty() {
            widgets::empty(ui, "Nothing has happened yet.");
            return;
        }
        let area = egui::ScrollArea::vertical().auto_shrink([false, false]).stick_to_bottom(true);
        area.show_rows(ui, 20.0, entries.len(), |ui, rows| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for entry in &entries[rows] {
                line(ui, entry);
            }
        });
    }
}

fn line(ui: &mut Ui, entry: &Entry) {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        ui.set_height(20.0);
        ui.add_space(size::MARGIN);
        let seconds = entry.time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let clock =
            format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        ui.label(RichText::new(clock).font(theme::mono(11.0)).color(tokens.quiet))
            .on_hover_text("Universal time");
        let (symbol, colour) = look(entry.level, tokens);
        ui.label(RichText::new(symbol).font(theme::icon(14.0)).color(colour));
        ui.label(RichText::new(&entry.text).color(tokens.text));
        if entry.times > 1 {
            ui.label(RichText::new(format!("{} times", entry.times)).color(tokens.quiet));
        }
    });
}

fn look(level: Level, tokens: &Tokens) -> (&'static str, egui::Color32) {
    match level {
        Level::Information => (icon::INFO, tokens.second),
        Level::Warning => (icon::WARNING, tokens.warning),
        Level::Error => (icon::WARNING_OCTAGON, tokens.error),
    }
}
