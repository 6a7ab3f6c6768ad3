//! The search over all commands.

use egui::{Key, RichText};

use super::app::Editor;
use super::commands::{self, Command};
use super::theme;
use super::widgets;

/// The search over all commands.
#[derive(Debug, Default)]
pub struct Palette {
    open: bool,
    fresh: bool,
    wanted: String,
    chosen: usize,
}

/// Rows that are shown at most.
const ROWS: usize = 12;

impl Palette {
    /// Shows it.
    pub fn open(&mut self) {
        *self = Self { open: true, fresh: true, ..Self::default() };
    }

    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.open
    }
}

impl Editor {
    /// Draws the search; gives the command that was chosen.
    pub fn palette_ui(&mut self, context: &egui::Context) -> Option<&'static Command> {
        if !self.palette.open {
            return None;
        }
        let mut found: Vec<(u32, &'static Command)> = commands::ALL
            .iter()
            .filter(|command| **command != &commands::PALETTE)
            .filter_map(|command| {
                Some((widgets::rank(command.name, &self.palette.wanted)?, *command))
            })
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.truncate(ROWS);
        let fresh = std::mem::take(&mut self.palette.fresh);
        let (up, down, enter) = context.input_mut(|input| {
            let none = egui::Modifiers::NONE;
            (
                input.consume_key(none, Key::ArrowUp),
                input.consume_key(none, Key::ArrowDown),
                input.consume_key(none, Key::Enter),
            )
        });
        let rows = found.len().max(1);
        let step = usize::from(down) + if up { rows - 1 } else { 0 };
        self.palette.chosen = (self.palette.chosen.min(rows - 1) + step) % rows;
        let mut run = None;
        let area = egui::Modal::default_area("command palette".into())
            .anchor(egui::Align2::CENTER_TOP, [0.0, 80.0]);
        let modal = egui::Modal::new("command palette".into()).area(area).show(context, |ui| {
            let tokens = theme::tokens(ui);
            ui.set_width(440.0);
            let field = widgets::text_line(&mut self.palette.wanted)
                .hint_text("Find a command")
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            widgets::named(&response, egui::WidgetType::TextEdit, "Find a command", None);
            if fresh || !response.has_focus() {
                response.request_focus();
            }
            if response.changed() {
                self.palette.chosen = 0;
            }
            ui.spacing_mut().item_spacing.y = 2.0;
            for (index, (_, command)) in found.iter().enumerate() {
                let refusal = (command.refusal)(self);
                let colour = if refusal.is_some() { tokens.quiet } else { tokens.text };
                let keys = commands::shortcut_text(command, &self.preferences);
                let button = egui::Button::new(RichText::new(command.name).color(colour))
                    .shortcut_text(keys)
                    .selected(index == self.palette.chosen)
                    .min_size(egui::vec2(ui.available_width(), 0.0))
                    .frame_when_inactive(index == self.palette.chosen);
                let response = ui.add(button).on_hover_text(refusal.unwrap_or(command.help));
                if response.clicked() || (enter && index == self.palette.chosen) {
                    run = Some(*command);
                }
            }
            if found.is_empty() {
                ui.label(RichText::new("No command has such a name").color(tokens.quiet));
            }
        });
        if run.is_some() || modal.should_close() {
            self.palette.open = false;
        }
        run
    }
}
