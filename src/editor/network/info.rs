//! What a node gives, told where the pointer rests on it.

use egui::{Area, Key, Order, Pos2, Response, RichText, Ui};
use graph::Name;

use super::NetworkPanel;
use super::scene::Drawn;
use crate::editor::action::{Action, Actions};
use crate::editor::session::Session;
use crate::editor::theme;
use crate::editor::{info, widgets};

/// A node that is told about until the artist does something else.
#[derive(Debug)]
pub struct Told {
    name: Name,
    at: Pos2,
}

impl NetworkPanel {
    /// Tells all about it, until Escape or a click elsewhere.
    pub(super) fn telling_ui(&mut self, ui: &Ui, session: &Session, actions: &mut Actions) {
        let (Some(told), Some(rect)) = (&self.told, self.rect) else { return };
        let Some(node) = self.scene.node(&told.name) else {
            self.told = None;
            return;
        };
        let most = rect.max - egui::vec2(340.0, 240.0);
        let at = (told.at + egui::vec2(12.0, 8.0)).min(most).max(rect.min);
        let area = Area::new("all about a node".into()).order(Order::Foreground).fixed_pos(at);
        let shown = area.show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).inner_margin(10.0).show(ui, |ui| {
                ui.set_width(300.0);
                ui.spacing_mut().item_spacing.y = 4.0;
                egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                    tell(ui, node, session);
                    let path = session.path(&node.name).to_string();
                    if let Some(geometry) = session.results.geometry(&path) {
                        info::attributes(ui, geometry);
                    }
                });
            });
        });
        let (escape, pressed) = ui.input_mut(|input| {
            (input.consume_key(egui::Modifiers::NONE, Key::Escape), input.pointer.any_pressed())
        });
        if escape || (pressed && !shown.response.contains_pointer()) {
            self.told = None;
            actions.push(Action::LookAt(None));
        }
    }
}

/// A node that is clicked with the middle button is told about.
pub fn on_middle_click(
    response: &Response,
    node: &Drawn,
    session: &Session,
    actions: &mut Actions,
) -> Option<Told> {
    let at = response.ctx.pointer_latest_pos().filter(|_| response.middle_clicked())?;
    actions.push(Action::LookAt(Some(session.path(&node.name))));
    Some(Told { name: node.name.clone(), at })
}

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
