//! What the selected node is set to: a row for each declared parameter that is shown now.

mod choices;
mod field;
mod number;
mod ramp;
mod reference;
mod row;
mod slider;
#[cfg(test)]
mod tests;
mod text;
mod values;

use egui::{Align2, RichText, Sense, Ui};
use graph::{Kind, NodePath, TextKind, Value};

use super::action::Actions;
use super::session::Session;
use super::theme::{self, size};
use super::training_panel;
use super::widgets;
use nodes::learn::training;

use field::Field;
pub use reference::Copied;
use values::Row;

/// What the parameters remember between frames.
#[derive(Debug, Default)]
pub struct ParameterPanel {
    /// The text being typed, and where.
    typing: Option<(NodePath, graph::Name, String)>,
}

impl ParameterPanel {
    /// Draws the parameters of the selected node.
    pub fn show(&mut self, ui: &mut Ui, session: &Session, actions: &mut Actions) {
        let Some(path) = session.current() else {
            widgets::empty(ui, "Select a node to see its parameters.");
            return;
        };
        let Ok(node) = session.document().node(&path) else { return };
        widgets::scrolled(ui, "parameters", |ui| {
            header(ui, session, &path, node);
            let rows = values::rows(session, &path);
            if node.locked {
                ui.label("The node is locked. Unlock it to change it.");
            }
            if rows.is_empty() {
                let tokens = theme::tokens(ui);
                ui.label(RichText::new("This node has no parameters.").color(tokens.quiet));
            }
            let is_train_node = session.is_train_node(&path);
            if is_train_node {
                ui.horizontal_wrapped(|ui| {
                    training_panel::state_ui(ui, session, &path);
                    training_panel::buttons(ui, session, &path, actions);
                });
            }
            ui.add_enabled_ui(!node.locked, |ui| {
                for row in rows.iter().filter(|row| row.is_shown) {
                    // These stand above, side by side.
                    if is_train_node && training::is_button(row.declaration) {
                        continue;
                    }
                    self.row_ui(ui, session, &path, row, actions);
                }
            });
        });
    }

    fn row_ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        path: &NodePath,
        row: &Row,
        actions: &mut Actions,
    ) {
        row::show(ui, (session, path), row, actions, |ui, actions| {
            let mut field = Field { session, path, row, actions, typing: &mut self.typing };
            match (row.declaration.kind, &row.value) {
                _ if row.expression.is_some() => text::expression(ui, &mut field),
                (Kind::Toggle(_), Value::Toggle(on)) => toggle(ui, &mut field, *on),
                (Kind::Button, _) => button(ui, &mut field),
                (Kind::Integer(_), Value::Integer(value)) => {
                    number::integer(ui, &mut field, *value);
                }
                (Kind::Float(_), Value::Float(value)) => number::float(ui, &mut field, *value),
                (Kind::Colour(_), Value::Vector3(value)) => number::colour(ui, &mut field, *value),
                (Kind::Menu(options, _), Value::Text(id)) => {
                    choices::menu(ui, &mut field, options, id);
                }
                (Kind::Text(kind, _), Value::Text(value)) => match kind {
                    TextKind::FileToRead => text::file(ui, &mut field, value, false),
                    TextKind::FileToWrite => text::file(ui, &mut field, value, true),
                    TextKind::Attribute => text::named(ui, &mut field, value, false),
                    TextKind::Group => text::named(ui, &mut field, value, true),
                    TextKind::Node => text::node(ui, &mut field, value),
                    TextKind::Code => text::code(ui, &mut field, value),
                    TextKind::Plain => text::plain(ui, &mut field, value),
                },
                (_, Value::Ramp(value)) => ramp::show(ui, &mut field, value),
                (_, value) => number::vector(ui, &mut field, value),
            }
        });
    }
}

fn header(ui: &mut Ui, session: &Session, path: &NodePath, node: &graph::Node) {
    let tokens = theme::tokens(ui);
    let node_type = session.library.get(&node.type_id);
    let label = node_type.map_or(&*node.type_id, |it| it.label);
    let category = node_type.map_or("", |it| it.category);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(14.0, size::ROW), Sense::hover());
        let colour = theme::category(category, ui.visuals().dark_mode);
        ui.painter().rect_filled(
            egui::Rect::from_center_size(rect.center(), egui::Vec2::splat(12.0)),
            3.0,
            colour,
        );
        let name = path.name().map_or("", |name| name);
        ui.label(RichText::new(name).font(theme::strong(size::TITLE)).color(tokens.text));
        ui.label(RichText::new(label).color(tokens.quiet));
        if session.selection.names.len() > 1 {
            let others = session.selection.names.len() - 1;
            let text = format!("and {others} more selected");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(text).color(tokens.quiet));
            });
        }
    });
    let path_text = path.to_string();
    if let Some(error) = session.results.report(&path_text).and_then(|it| it.error.as_ref()) {
        note(ui, egui_phosphor::regular::WARNING_OCTAGON, &error.to_string(), tokens.error);
    }
    let warnings = session.results.report(&path_text).map(|report| report.warnings.as_slice());
    for warning in warnings.unwrap_or_default() {
        note(ui, egui_phosphor::regular::WARNING, warning, tokens.warning);
    }
    ui.add_space(2.0);
}

/// A remark with an icon.
pub fn note(ui: &mut Ui, icon: &str, text: &str, colour: egui::Color32) {
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(14.0, 16.0), Sense::hover());
        let font = theme::icon(15.0);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, font, colour);
        ui.add(egui::Label::new(RichText::new(text).color(colour)).wrap());
    });
}

fn toggle(ui: &mut Ui, field: &mut Field<'_>, on: bool) {
    let mut now = on;
    let response = widgets::toggle(ui, &mut now);
    field.name(&response, egui::WidgetType::Checkbox, Some(now));
    if now != on {
        field.set(Value::Toggle(now));
    }
    field.help(response);
}

fn button(ui: &mut Ui, field: &mut Field<'_>) {
    let response = ui.button(field.row.label.as_str());
    field.name(&response, egui::WidgetType::Button, None);
    field.help(response);
}
