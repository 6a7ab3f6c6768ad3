//! What a node gives, told where the pointer rests on it.

use egui::{Response, RichText, Ui};

use super::scene::Drawn;
use crate::editor::session::Session;
use crate::editor::theme;
use crate::editor::{info, widgets};

/// Tells it while the pointer rests on the node.
pub fn on_hover(response: &Response, node: &Drawn, session: &Session) {
    if response.context_menu_opened() {
        return;
    }
    response.clone().on_hover_ui(|ui| {
        ui.set_max_width(320.0);
        ui.spacing_mut().item_spacing.y = 4.0;
        tell(ui, node, session);
    });
}

fn tell(ui: &mut Ui, node: &Drawn, session: &Session) {
    let tokens = theme::tokens(ui);
    let path = session.path(&node.name).to_string();
    ui.horizontal(|ui| {
        ui.label(RichText::new(&*node.name).font(theme::strong(12.5)).color(tokens.text));
        ui.label(RichText::new(&node.label).color(tokens.quiet));
    });
    if !node.node.comment.is_empty() {
        ui.label(&node.node.comment);
    }
    if node.node_type.is_none() {
        let text = format!(
            "This program does not know the type \"{}\"; it is kept as it is.",
            node.node.type_id
        );
        ui.label(RichText::new(text).color(tokens.error));
    }
    info::messages(ui, session, &path);
    if let Some(geometry) = session.results.geometry(&path) {
        info::counts(ui, geometry);
    }
    match session.results.report(&path) {
        Some(report) => {
            let cached = if report.cached { ", kept" } else { "" };
            let text = format!(
                "{} in {}{cached}",
                task::bytes_text(report.bytes),
                widgets::duration(report.seconds)
            );
            ui.label(RichText::new(text).color(tokens.quiet));
        }
        None => {
            ui.label(RichText::new("Not cooked yet").color(tokens.quiet));
        }
    }
}
