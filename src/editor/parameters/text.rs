//! Text of every kind: plain, files, attribute and group names, paths of nodes, code, expressions.

use std::collections::BTreeSet;

use egui::{Response, RichText, TextEdit, Ui, WidgetType};
use egui_phosphor::regular as icon;
use geometry::Domain;
use graph::{Kind, Value};

use super::field::Field;
use super::values;
use crate::editor::action::Action;
use crate::editor::targets;
use crate::editor::theme;
use crate::editor::widgets;

/// The width of the button beside a field.
const BUTTON: f32 = 32.0;

/// Plain text.
pub fn plain(ui: &mut Ui, field: &mut Field<'_>, value: &str) {
    let width = ui.available_width();
    line(ui, field, value, width, "");
}

/// A file, with a button to choose it.
pub fn file(ui: &mut Ui, field: &mut Field<'_>, value: &str, writes: bool) {
    ui.horizontal(|ui| {
        line(ui, field, value, ui.available_width() - BUTTON, "no file");
        if widgets::icon_button(ui, icon::FOLDER_OPEN, "Browse…").clicked() {
            let (path, parameter) = (field.path.clone(), field.row.id.clone());
            field.actions.push(Action::Browse { path, parameter, writes });
        }
    });
}

/// An attribute or a group, with a menu of those that come in.
pub fn named(ui: &mut Ui, field: &mut Field<'_>, value: &str, groups: bool) {
    ui.horizontal(|ui| {
        let hint = if groups { "all" } else { "none" };
        line(ui, field, value, ui.available_width() - BUTTON, hint);
        let names = if groups { groups_coming_in(field) } else { attributes_coming_in(field) };
        let button =
            ui.menu_button(RichText::new(icon::CARET_DOWN).font(theme::icon(13.0)), |ui| {
                if names.is_empty() {
                    let what = if groups { "No groups come in" } else { "No attributes come in" };
                    ui.label(what);
                }
                for (name, what) in &names {
                    let entry = egui::Button::new(name.as_str()).shortcut_text(what.as_str());
                    if ui.add(entry).clicked() {
                        field.set(Value::Text(name.as_str().into()));
                        ui.close();
                    }
                }
            });
        let name = format!("Choose {}", field.row.label);
        widgets::named(&button.response, WidgetType::Button, &name, None);
    });
}

/// The path of a node, with a menu of the nodes around.
pub fn node(ui: &mut Ui, field: &mut Field<'_>, value: &str) {
    ui.horizontal(|ui| {
        line(ui, field, value, ui.available_width() - BUTTON, "no node");
        let around = field.path.parent().unwrap_or_default();
        let network = field.session.document().network(&around);
        let names: Vec<_> = network
            .map(|network| {
                network
                    .nodes
                    .keys()
                    .filter(|name| Some(*name) != field.path.name())
                    .cloned()
                    .collect()
            })
            .unwrap_or_default();
        let button =
            ui.menu_button(RichText::new(icon::CARET_DOWN).font(theme::icon(13.0)), |ui| {
                for name in names {
                    if ui.button(&*name).clicked() {
                        field.set(Value::Text(format!("../{name}").into()));
                        ui.close();
                    }
                }
            });
        let name = format!("Choose {}", field.row.label);
        widgets::named(&button.response, WidgetType::Button, &name, None);
    });
}

/// Source text of several lines.
pub fn code(ui: &mut Ui, field: &mut Field<'_>, value: &str) {
    let mut text = field.typed("", value);
    let edit = TextEdit::multiline(&mut text)
        .code_editor()
        .font(theme::mono(12.0))
        .desired_rows(6)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    let entered = response.has_focus()
        && ui.input(|input| input.modifiers.command && input.key_pressed(egui::Key::Enter));
    field.name(&response, WidgetType::TextEdit, None);
    take(field, &response, text, value, entered);
}

/// An expression; it can be changed and removed.
pub fn expression(ui: &mut Ui, field: &mut Field<'_>) {
    let tokens = theme::tokens(ui);
    let Some(value) = field.row.expression.clone() else { return };
    let mut text = field.typed("", &value);
    let response = ui.scope(|ui| {
        let visuals = ui.visuals_mut();
        visuals.text_edit_bg_color = Some(tokens.expression_field);
        visuals.widgets.inactive.bg_stroke.color = tokens.expression_line;
        let edit = widgets::text_line(&mut text)
            .font(theme::mono(12.0))
            .text_color(tokens.expression)
            .desired_width(f32::INFINITY);
        ui.add(edit)
    });
    let response = response.inner;
    field.name(&response, WidgetType::TextEdit, None);
    if response.changed() {
        field.note("", text);
    }
    if response.lost_focus()
        && let Some(text) = field.finish("")
    {
        field.express(text.trim().trim_start_matches('='));
    }
    evaluated(ui, field);
}

/// What the expression gives, or what is wrong with it.
fn evaluated(ui: &mut Ui, field: &Field<'_>) {
    let tokens = theme::tokens(ui);
    match &field.row.evaluated {
        None => {}
        Some(Ok(value)) => {
            let text = match value {
                Value::Text(_) if !matches!(field.row.declaration.kind, Kind::Text(..)) => {
                    values::text(value, field.row.declaration.kind)
                }
                _ => values::literal(value),
            };
            let text = RichText::new(format!("= {text}")).font(theme::mono(11.0));
            let response = ui.label(text.color(tokens.quiet));
            let name = format!("Value of {}", field.row.label);
            widgets::named(&response, WidgetType::Label, &name, None);
        }
        Some(Err(message)) => {
            let first = message.lines().next().unwrap_or_default();
            let text = RichText::new(first).small().color(tokens.error);
            let response = ui.add(egui::Label::new(text).wrap());
            let name = format!("Mistake in {}", field.row.label);
            widgets::named(&response, WidgetType::Label, &name, None);
            response.on_hover_text(RichText::new(&**message).font(theme::mono(11.0)));
        }
    }
}

/// A line of text that is taken over when it is left.
fn line(ui: &mut Ui, field: &mut Field<'_>, value: &str, width: f32, hint: &str) {
    let tokens = theme::tokens(ui);
    let mut text = field.typed("", value);
    let response = ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke.color = tokens.line;
        let edit = widgets::text_line(&mut text)
            .font(theme::mono(12.0))
            .hint_text(hint)
            .desired_width(width - 16.0);
        ui.add(edit)
    });
    let response = response.inner;
    field.name(&response, WidgetType::TextEdit, None);
    take(field, &response, text, value, false);
    field.help(response);
}

fn take(field: &mut Field<'_>, response: &Response, text: String, value: &str, entered: bool) {
    if response.changed() {
        field.note("", text);
    }
    if (response.lost_focus() || entered)
        && let Some(text) = field.finish("")
        && text != value
    {
        field.set(Value::Text(text.into()));
    }
}

/// What comes into the node, as far as it has been cooked.
fn coming_in<'a>(field: &'a Field<'_>) -> impl Iterator<Item = &'a geometry::Geometry> {
    let node = field.session.document().node(field.path).ok();
    let wires = node.into_iter().flat_map(|node| node.all_wires().map(|(_, source)| source));
    let network = field.path.parent().unwrap_or_default();
    wires.filter_map(move |source| {
        field.session.results.geometry(&targets::target(&network, source))
    })
}

fn groups_coming_in(field: &Field<'_>) -> BTreeSet<(String, String)> {
    let mut names = BTreeSet::new();
    for geometry in coming_in(field) {
        for domain in Domain::ALL {
            let groups = geometry.table(domain).groups();
            names.extend(groups.map(|(name, _)| (name.to_string(), domain.name().to_owned())));
        }
    }
    names
}

fn attributes_coming_in(field: &Field<'_>) -> BTreeSet<(String, String)> {
    let mut names = BTreeSet::new();
    for geometry in coming_in(field) {
        for domain in Domain::ALL {
            for (name, column) in geometry.table(domain).attributes() {
                let what = format!("{} {} × {}", domain.name(), column.type_name(), column.size());
                names.insert((name.to_string(), what));
            }
        }
    }
    names
}
