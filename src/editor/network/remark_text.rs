//! The text of a note or box while it is written.

use egui::{Area, Key, Order, TextEdit, Ui};
use graph::{Name, NodePath, Remark, RemarkKind};

use super::NetworkPanel;
use crate::editor::action::Actions;
use crate::editor::session::Session;
use crate::editor::widgets;

/// A text being written.
#[derive(Debug)]
pub struct Typed {
    network: NodePath,
    pub(super) name: Name,
    text: String,
    fresh: bool,
}

impl Typed {
    pub(super) fn new(network: &NodePath, name: &Name, remark: &Remark) -> Self {
        let (network, name) = (network.clone(), name.clone());
        Self { network, name, text: remark.text.clone(), fresh: true }
    }
}

impl NetworkPanel {
    /// Whether a note or a title is being written.
    pub fn is_writing(&self) -> bool {
        self.remarks.typed.is_some()
    }

    /// Draws the field over the remark, and asks for the text when it is left.
    pub(super) fn remark_text_ui(&mut self, ui: &Ui, session: &Session, actions: &mut Actions) {
        let Some(name) = self.remarks.typed.as_ref().map(|typed| typed.name.clone()) else {
            return;
        };
        let remark = session.shown().remarks.get(&name).cloned();
        let place = remark.as_ref().and_then(|remark| self.remark_on_screen(remark));
        let (Some(remark), Some(place), Some(typed)) = (remark, place, &mut self.remarks.typed)
        else {
            self.remarks.typed = None;
            return;
        };
        if typed.network != session.network {
            self.remarks.typed = None;
            return;
        }
        let mut is_done = None;
        let enter = ui.input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, Key::Enter));
        let area = Area::new("remark text".into()).order(Order::Foreground).fixed_pos(place.min);
        area.show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).inner_margin(4.0).show(ui, |ui| {
                let width = (place.width() - 8.0).max(160.0);
                let response = match remark.kind {
                    RemarkKind::Box => {
                        ui.add(widgets::text_line(&mut typed.text).desired_width(width))
                    }
                    RemarkKind::Note => {
                        let rows = ((place.height() - 16.0) / 16.0).clamp(3.0, 20.0) as usize;
                        let edit = TextEdit::multiline(&mut typed.text).desired_rows(rows);
                        ui.add(edit.desired_width(width))
                    }
                };
                widgets::named(&response, egui::WidgetType::TextEdit, "Text", None);
                if std::mem::take(&mut typed.fresh) {
                    response.request_focus();
                }
                let escape = ui.input(|input| input.key_pressed(Key::Escape));
                if response.lost_focus() || enter {
                    is_done = Some(!escape);
                }
            });
        });
        let Some(is_wanted) = is_done else { return };
        let text = typed.text.trim_end().to_owned();
        self.remarks.typed = None;
        if is_wanted && text != remark.text {
            let network = session.network.clone();
            let remark = Remark { text, ..Remark::clone(&remark) };
            actions.edit("Write", move |edit| edit.set_remark(&network, &name, remark));
        }
    }
}
