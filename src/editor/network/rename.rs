//! A node's name, typed beside it.

use egui::{Area, Order, RichText, Ui};
use graph::{Name, NodePath, check_name};

use super::NetworkPanel;
use crate::editor::action::Actions;
use crate::editor::session::Session;
use crate::editor::theme;
use crate::editor::widgets;

/// A name being typed.
#[derive(Debug)]
pub struct Rename {
    pub path: NodePath,
    text: String,
    fresh: bool,
}

impl Rename {
    pub fn new(path: NodePath, name: &Name) -> Self {
        Self { path, text: name.to_string(), fresh: true }
    }
}

impl NetworkPanel {
    /// Draws the field, and asks for the new name when it is typed.
    pub(super) fn rename_ui(&mut self, ui: &Ui, session: &Session, actions: &mut Actions) {
        let Some(rect) = self.rect else { return };
        let name = self.rename.as_ref().and_then(|rename| rename.path.name());
        let place = name.and_then(|name| self.place_on_screen(name));
        let at = place.map_or(rect.center(), |place| place.right_top() + egui::vec2(8.0, 0.0));
        let Some(rename) = &mut self.rename else { return };
        let Some(name) =
            rename.path.name().filter(|_| rename.path.parent().as_ref() == Some(&session.network))
        else {
            self.rename = None;
            return;
        };
        let tokens = theme::tokens(ui);
        let mut is_done = None;
        Area::new("rename".into()).order(Order::Foreground).fixed_pos(at).show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).inner_margin(4.0).show(ui, |ui| {
                let field = widgets::text_line(&mut rename.text).desired_width(150.0);
                let response = ui.add(field);
                widgets::named(&response, egui::WidgetType::TextEdit, "Name", None);
                if std::mem::take(&mut rename.fresh) {
                    response.request_focus();
                    select_all(ui, response.id, rename.text.chars().count());
                }
                let wrong = check_name(&rename.text).err().map(|error| error.to_string());
                let taken = rename.text != **name
                    && session.shown().nodes.contains_key(rename.text.as_str());
                let wrong = wrong.or(taken.then(|| "another node has this name".to_owned()));
                if let Some(wrong) = &wrong {
                    ui.label(RichText::new(wrong).small().color(tokens.error));
                }
                if response.lost_focus() {
                    let entered = !ui.input(|input| input.key_pressed(egui::Key::Escape));
                    is_done = Some(entered && wrong.is_none());
                }
            });
        });
        if let Some(is_wanted) = is_done {
            let (path, text) = (rename.path.clone(), rename.text.clone());
            self.rename = None;
            if is_wanted {
                actions.add("Rename", move |edit| edit.rename(&path, &text).map(|path| vec![path]));
            }
        }
    }
}

fn select_all(ui: &Ui, id: egui::Id, letters: usize) {
    let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let range = egui::text::CCursorRange::two(
        egui::text::CCursor::new(0),
        egui::text::CCursor::new(letters),
    );
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), id);
}
