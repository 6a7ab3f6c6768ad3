//! A row: the label on the right of its column, the field beside it.

use egui::{RichText, Sense, Ui, vec2};
use graph::{Kind, NodePath, Setting};

use super::Copied;
use super::values::{self, Row};
use crate::editor::action::{Action, Actions};
use crate::editor::session::Session;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// The part of the width that labels have.
const LABELS: f32 = 0.27;

/// Draws a row around a field.
pub fn show(
    ui: &mut Ui,
    (session, path): (&Session, &NodePath),
    row: &Row,
    actions: &mut Actions,
    field: impl FnOnce(&mut Ui, &mut Actions),
) {
    let width = (ui.available_width() * LABELS).clamp(84.0, 180.0);
    ui.push_id(&*row.id, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            label(ui, (session, path), row, width, actions);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.add_enabled_ui(!row.is_overridden, |ui| field(ui, actions));
                if row.is_overridden {
                    let tokens = theme::tokens(ui);
                    let text = "Set by the subnet around this node";
                    ui.label(RichText::new(text).small().color(tokens.quiet));
                }
            });
        });
    });
}

fn label(
    ui: &mut Ui,
    (session, path): (&Session, &NodePath),
    row: &Row,
    width: f32,
    actions: &mut Actions,
) {
    let tokens = theme::tokens(ui);
    let is_bold = row.is_changed && !matches!(row.declaration.kind, Kind::Button);
    let (font, colour) = if is_bold {
        (theme::strong(size::TEXT), tokens.text)
    } else {
        (theme::text(size::TEXT), tokens.second)
    };
    let text = if matches!(row.declaration.kind, Kind::Button) { "" } else { &row.label };
    let job = egui::text::LayoutJob {
        halign: egui::Align::RIGHT,
        ..egui::text::LayoutJob::simple(text.to_owned(), font, colour, width)
    };
    let galley = ui.painter().layout_job(job);
    let height = galley.size().y.max(size::ROW);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    // The first line stands level with the field.
    let first = galley.rows.first().map_or(size::TEXT, |row| row.height());
    let top = rect.top() + (size::ROW - first) / 2.0;
    ui.painter().galley(egui::pos2(rect.right(), top), galley, colour);
    let name = format!("Label of {}", row.label);
    widgets::named(&response, egui::WidgetType::Label, &name, None);
    if response.double_clicked() {
        reset(path, row, actions);
    }
    response.context_menu(|ui| menu(ui, (session, path), row, actions));
    response.on_hover_ui(|ui| {
        ui.set_max_width(320.0);
        tip(ui, row);
    });
}

fn reset(path: &NodePath, row: &Row, actions: &mut Actions) {
    if !row.is_changed {
        return;
    }
    let (path, id) = (path.clone(), row.id.clone());
    actions.edit(format!("Reset {}", row.label), move |edit| edit.reset(&path, &id));
}

fn menu(ui: &mut Ui, (session, path): (&Session, &NodePath), row: &Row, actions: &mut Actions) {
    let changed = egui::Button::new("Reset").shortcut_text("double click");
    if ui.add_enabled(row.is_changed, changed).clicked() {
        reset(path, row, actions);
        ui.close();
    }
    if ui.button("Copy Value").clicked() {
        actions.push(Action::Copy(values::text(&row.value, row.declaration.kind)));
        ui.close();
    }
    expression_menu(ui, (session, path), row, actions);
    let inside = path.parent().is_some_and(|around| !around.is_root());
    if inside {
        ui.separator();
        if ui.button("Promote to the Subnet").clicked() {
            let (path, id, label) = (path.clone(), row.id.clone(), row.label.clone());
            actions.edit(format!("Promote {label}"), move |edit| {
                edit.promote(&path, &id, &label).map(|_| ())
            });
            ui.close();
        }
    }
}

/// Making the parameter an expression, and no longer one; references to other parameters.
fn expression_menu(
    ui: &mut Ui,
    (session, path): (&Session, &NodePath),
    row: &Row,
    actions: &mut Actions,
) {
    if matches!(row.declaration.kind, Kind::Button) {
        return;
    }
    let mut set = |setting: Setting, step: &str| {
        let (path, id) = (path.clone(), row.id.clone());
        actions.edit(format!("{step} {}", row.label), move |edit| {
            edit.set_parameter(&path, &id, setting)
        });
    };
    let may_change = !row.is_overridden;
    let is_ramp = matches!(row.value, graph::Value::Ramp(_));
    ui.separator();
    if row.expression.is_some() {
        let remove = ui.add_enabled(may_change, egui::Button::new("Remove Expression"));
        if remove.clicked() {
            // What it gave last stays.
            set(Setting::Value(row.value.clone()), "Expression Removed from");
            ui.close();
        }
    } else if ui
        .add_enabled(may_change && !is_ramp, egui::Button::new("Edit as Expression"))
        .clicked()
    {
        let text = values::literal(&row.value);
        set(Setting::Expression(text.as_str().into()), "Expression of");
        ui.close();
    }
    let copied = session.copied.as_ref();
    let pasted = copied.map(|copied| copied.written_at(path, row.declaration.kind));
    let paste = ui.add_enabled(
        may_change && !is_ramp && pasted.is_some(),
        egui::Button::new("Paste Reference"),
    );
    if let Some(text) = pasted.filter(|_| paste.clicked()) {
        set(Setting::Expression(text.as_str().into()), "Reference in");
        ui.close();
    }
    if ui.button("Copy Reference").clicked() {
        let (path, id, kind) = (path.clone(), row.id.clone(), row.declaration.kind);
        actions.push(Action::CopyReference(Copied { path, id, kind }));
        ui.close();
    }
}

fn tip(ui: &mut Ui, row: &Row) {
    let tokens = theme::tokens(ui);
    if !row.declaration.help.is_empty() {
        ui.label(row.declaration.help);
    }
    let default = values::text(&row.declaration.default_value(), row.declaration.kind);
    let text = format!("{}  ·  default {default}", row.id);
    ui.label(RichText::new(text).font(theme::mono(11.0)).color(tokens.quiet));
}
