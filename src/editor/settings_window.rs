//! Preferences: what an artist sets once.

use egui::{RichText, Ui};

use super::app::Editor;
use super::preferences::{Look, Navigation};
use super::theme::{self, size};

impl Editor {
    /// Draws the preferences if they are shown.
    pub fn preferences_ui(&mut self, context: &egui::Context) {
        if !self.shows_preferences {
            return;
        }
        let mut open = true;
        let window = egui::Window::new("Preferences").open(&mut open).collapsible(false);
        let window = window.resizable(false).default_pos([360.0, 120.0]);
        window.show(context, |ui| {
            ui.set_width(420.0);
            row(ui, "Theme", |ui| {
                ui.selectable_value(&mut self.preferences.look, Look::Dark, "Dark");
                ui.selectable_value(&mut self.preferences.look, Look::Light, "Light");
            });
            row(ui, "Size", |ui| {
                let scale = egui::Slider::new(&mut self.preferences.scale, 0.6..=2.5).step_by(0.1);
                ui.add(scale.update_while_editing(false));
            });
            row(ui, "Navigation", |ui| {
                let navigation = &mut self.preferences.navigation;
                ui.selectable_value(navigation, Navigation::Both, "Both");
                ui.selectable_value(navigation, Navigation::Houdini, "Houdini");
                ui.selectable_value(navigation, Navigation::Blender, "Blender");
            });
            row(ui, "Autosave", |ui| {
                let mut on = self.preferences.autosave_seconds.is_some();
                ui.checkbox(&mut on, "every");
                let mut seconds = self.preferences.autosave_seconds.unwrap_or(60);
                ui.add_enabled(on, egui::DragValue::new(&mut seconds).range(5..=3600).suffix(" s"));
                self.preferences.autosave_seconds = on.then_some(seconds);
            });
            row(ui, "Kept results", |ui| self.cache_ui(ui));
            row(ui, "File dialogs", |ui| {
                let text = "those of the system, where there are any";
                ui.checkbox(&mut self.preferences.system_dialogs, text);
            });
        });
        self.shows_preferences = open;
    }

    fn cache_ui(&mut self, ui: &mut Ui) {
        const MEGABYTE: f64 = 1024.0 * 1024.0;
        let evaluator = self.cooking.evaluator();
        let (bytes, count) = evaluator.cached();
        let default = self.default_cache;
        let mut budget = self.preferences.cache_bytes.unwrap_or(default) as f64 / MEGABYTE;
        let before = budget;
        let field = egui::DragValue::new(&mut budget).range(64.0..=1e6).speed(16.0).suffix(" MiB");
        ui.add(field.max_decimals(0));
        if budget != before {
            let bytes = (budget * MEGABYTE) as u64;
            self.preferences.cache_bytes = Some(bytes);
            evaluator.set_cache_budget(bytes);
        }
        if ui.button("Forget").on_hover_text("Forgets every kept result").clicked() {
            evaluator.clear_cache();
        }
        let tokens = theme::tokens(ui);
        let text = format!("{count} results, {}", task::bytes_text(bytes));
        ui.label(RichText::new(text).color(tokens.quiet));
    }
}

fn row(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let tokens = theme::tokens(ui);
        let (rect, _) = ui.allocate_exact_size(egui::vec2(110.0, size::ROW), egui::Sense::hover());
        let at = rect.right_center();
        let font = theme::text(size::TEXT);
        ui.painter().text(at, egui::Align2::RIGHT_CENTER, name, font, tokens.second);
        add(ui);
    });
}
