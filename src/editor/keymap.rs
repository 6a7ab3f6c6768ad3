//! The keys of all commands, to read and to change.

use egui::{RichText, WidgetType};

use super::commands::{self, Place};
use super::preferences::Preferences;
use super::theme::{self, size};
use super::widgets;

/// The list of keys.
#[derive(Debug, Default)]
pub struct Keymap {
    open: bool,
    wanted: String,
    /// The command whose keys are typed, and what is typed.
    typed: Option<(&'static str, String)>,
}

impl Keymap {
    /// Shows the list, or hides it.
    pub fn toggle(&mut self) {
        self.open = !self.open;
        self.typed = None;
    }

    /// Whether keys are typed into it, so that they run nothing.
    pub fn is_listening(&self) -> bool {
        self.open && self.typed.is_some()
    }

    /// Draws the list if it is shown.
    pub fn show(&mut self, context: &egui::Context, preferences: &mut Preferences) {
        if !self.open {
            return;
        }
        let mut open = true;
        let window = egui::Window::new("Keys").open(&mut open).collapsible(false);
        let window = window.default_size([460.0, 520.0]).default_pos([300.0, 90.0]);
        window.show(context, |ui| {
            let field = widgets::text_line(&mut self.wanted).hint_text("Find a command");
            let response = ui.add(field.desired_width(f32::INFINITY));
            widgets::named(&response, WidgetType::TextEdit, "Find a command by name", None);
            egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for place in [Place::Window, Place::Network, Place::Viewport] {
                    self.place_ui(ui, place, preferences);
                }
                gestures(ui);
            });
        });
        self.open = open;
    }

    fn place_ui(&mut self, ui: &mut egui::Ui, place: Place, preferences: &mut Preferences) {
        let found: Vec<_> = commands::ALL
            .iter()
            .filter(|command| command.place == place)
            .filter(|command| widgets::rank(command.name, &self.wanted).is_some())
            .collect();
        if found.is_empty() {
            return;
        }
        let title = match place {
            Place::Window => "Everywhere",
            Place::Network => "In the network",
            Place::Viewport => "In the viewport",
        };
        heading(ui, title);
        for command in found {
            row(ui, command.name, |ui| self.keys_ui(ui, command, preferences));
        }
    }

    fn keys_ui(
        &mut self,
        ui: &mut egui::Ui,
        command: &'static commands::Command,
        preferences: &mut Preferences,
    ) {
        let shown = commands::shortcut_text(command, preferences);
        let typing = self.typed.as_ref().is_some_and(|(id, _)| *id == command.id);
        let mut text = match &self.typed {
            Some((_, text)) if typing => text.clone(),
            _ => shown.clone(),
        };
        let field = widgets::text_line(&mut text).font(theme::mono(12.0)).hint_text("none");
        let response = ui.add(field.desired_width(130.0));
        widgets::named(&response, WidgetType::TextEdit, &format!("Keys of {}", command.name), None);
        if response.changed() {
            self.typed = Some((command.id, text.clone()));
        }
        let parsed = commands::parse_shortcut(if text.is_empty() { "none" } else { &text });
        if let (true, Err(error)) = (typing, &parsed) {
            let tokens = theme::tokens(ui);
            ui.label(RichText::new(error.to_string()).small().color(tokens.error));
        }
        if response.lost_focus() && typing {
            if let Ok(keys) = parsed {
                let text = if text.trim().is_empty() { "none".to_owned() } else { text };
                if keys == command.keys {
                    preferences.keys.remove(command.id);
                } else {
                    preferences.keys.insert(command.id.to_owned(), text);
                }
            }
            self.typed = None;
        }
    }
}

fn heading(ui: &mut egui::Ui, title: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space(8.0);
    ui.label(RichText::new(title).font(theme::strong(size::TEXT)).color(tokens.text));
}

fn row(ui: &mut egui::Ui, name: &str, add: impl FnOnce(&mut egui::Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(size::ROW);
        let (rect, _) = ui.allocate_exact_size(egui::vec2(210.0, size::ROW), egui::Sense::hover());
        let label = egui::Label::new(RichText::new(name)).halign(egui::Align::LEFT);
        ui.put(rect, label);
        add(ui);
    });
}

/// What the mouse does; that does not change.
const GESTURES: &[(&str, &str)] = &[
    ("Pan the network", "middle drag"),
    ("Zoom the network", "wheel"),
    ("Wire", "drag from a socket"),
    ("Add to the selection", "Shift+click or drag"),
    ("Take a node out of its wires", "Alt+drag"),
    ("Tumble the view", "Alt+left or middle drag"),
    ("Pan the view", "Alt+middle or Shift+middle drag"),
    ("Dolly the view", "wheel or Alt+right drag"),
];

fn gestures(ui: &mut egui::Ui) {
    heading(ui, "With the mouse");
    for (name, gesture) in GESTURES {
        row(ui, name, |ui| {
            ui.label(RichText::new(*gesture).font(theme::mono(12.0)));
        });
    }
}
