//! Menus.

use egui::{ComboBox, Ui, WidgetType};
use graph::{Choice, Value};

use super::field::Field;
use crate::editor::theme;

/// The options of a menu.
pub fn menu(ui: &mut Ui, field: &mut Field<'_>, options: &'static [Choice], id: &str) {
    let tokens = theme::tokens(ui);
    let shown = options.iter().find(|option| option.id == id).map_or(id, |option| option.label);
    let mut chosen = None;
    let response = ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.open] {
            state.weak_bg_fill = tokens.field;
            state.bg_stroke.color = tokens.line;
        }
        let width = ui.available_width().min(300.0);
        let combo = ComboBox::from_id_salt("menu").selected_text(shown).width(width);
        combo.show_ui(ui, |ui| {
            for option in options {
                if ui.selectable_label(option.id == id, option.label).clicked() {
                    chosen = Some(option.id);
                }
            }
        })
    });
    let response = response.inner.response;
    field.name(&response, WidgetType::ComboBox, None);
    if let Some(option) = chosen.filter(|option| *option != id) {
        field.set(Value::Text(option.into()));
    }
    field.help(response);
}
