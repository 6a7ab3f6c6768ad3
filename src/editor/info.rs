//! What the selected node gives, in words and numbers.

use egui::{RichText, Ui};
use geometry::{Domain, Geometry};
use graph::NodePath;

use super::action::Actions;
use super::parameters::note;
use super::session::Session;
use super::theme::{self, size};
use super::widgets;

/// Draws the panel.
pub fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let Some(path) = session.current() else {
        widgets::empty(ui, "Select a node to see what it gives.");
        return;
    };
    let node = path.clone();
    let path = path.to_string();
    widgets::scrolled(ui, "info", |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let tokens = theme::tokens(ui);
        ui.label(RichText::new(&path).font(theme::mono(12.0)).color(tokens.text));
        comment(ui, session, &node, actions);
        messages(ui, session, &path);
        if let Some(report) = session.results.report(&path) {
            let state = if report.cached { "kept from before" } else { "cooked" };
            line(ui, "time", &format!("{}, {state}", widgets::duration(report.seconds)));
            line(ui, "memory", &task::bytes_text(report.bytes));
        }
        match (session.results.geometry(&path), session.results.value(&path)) {
            (Some(geometry), _) => {
                counts(ui, geometry);
                attributes(ui, geometry);
            }
            (None, Some(value)) => {
                line(ui, value.wire().id, &value.summary());
                super::learned_info::show(ui, value);
            }
            (None, None) => {
                ui.label(RichText::new("It has not been cooked yet.").color(tokens.quiet));
            }
        }
    });
}

/// What the artist writes about the node.
fn comment(ui: &mut Ui, session: &Session, path: &NodePath, actions: &mut Actions) {
    let Ok(node) = session.document().node(path) else { return };
    let id = egui::Id::new(("comment", path.to_string()));
    let typed = ui.data(|data| data.get_temp::<String>(id));
    let mut text = typed.unwrap_or_else(|| node.comment.clone());
    let field = egui::TextEdit::multiline(&mut text)
        .hint_text("Comment")
        .desired_rows(1)
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    widgets::named(&response, egui::WidgetType::TextEdit, "Comment", None);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        if text != node.comment {
            let path = path.clone();
            actions.edit("Comment", move |edit| edit.set_comment(&path, text.trim()));
        }
    }
}

/// The error and the warnings of a node.
pub fn messages(ui: &mut Ui, session: &Session, path: &str) {
    let tokens = theme::tokens(ui);
    let Some(report) = session.results.report(path) else { return };
    if let Some(error) = &report.error {
        note(ui, egui_phosphor::regular::WARNING_OCTAGON, &error.to_string(), tokens.error);
    }
    for warning in &report.warnings {
        note(ui, egui_phosphor::regular::WARNING, warning, tokens.warning);
    }
}

/// How much of everything there is, and where it lies.
pub fn counts(ui: &mut Ui, geometry: &Geometry) {
    for (name, count) in [
        ("points", geometry.point_count()),
        ("vertices", geometry.vertex_count()),
        ("primitives", geometry.primitive_count()),
        ("packed", geometry.packed_count()),
    ] {
        if count > 0 || name == "points" {
            line(ui, name, &widgets::count(count as u64));
        }
    }
    let bounds = geometry.bounds();
    if !bounds.is_empty() {
        let size = bounds.size();
        let center = bounds.center();
        line(ui, "size", &triple(size.to_array()));
        line(ui, "center", &triple(center.to_array()));
    }
}

/// Every attribute with its type.
pub fn attributes(ui: &mut Ui, geometry: &Geometry) {
    let tokens = theme::tokens(ui);
    for domain in Domain::ALL {
        let table = geometry.table(domain);
        if table.iter().next().is_none() {
            continue;
        }
        ui.add_space(8.0);
        let title = format!("{} attributes", domain.name());
        ui.label(RichText::new(title).font(theme::strong(size::TEXT)).color(tokens.text));
        for (name, column) in table.iter() {
            let what = match (column.is_group(), column.size()) {
                (true, _) => "group".to_owned(),
                (false, 1) => column.type_name().to_owned(),
                (false, size) => format!("{} × {size}", column.type_name()),
            };
            line(ui, name, &what);
        }
    }
}

/// A line of a name and a value.
pub fn line(ui: &mut Ui, name: &str, value: &str) {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(110.0, 18.0), egui::Sense::hover());
        let at = rect.left_center();
        let font = theme::text(size::TEXT);
        ui.painter().with_clip_rect(rect).text(
            at,
            egui::Align2::LEFT_CENTER,
            name,
            font,
            tokens.second,
        );
        ui.label(RichText::new(value).font(theme::mono(12.0)).color(tokens.text));
    });
}

fn triple(values: [f32; 3]) -> String {
    let [x, y, z] = values.map(|value| format!("{value:.3}"));
    format!("{x}  {y}  {z}")
}
