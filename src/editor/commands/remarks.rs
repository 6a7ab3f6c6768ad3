//! Notes and boxes.

use egui::Key;
use graph::{Remark, RemarkKind};

use super::{Command, Menu, Place, shift};
use crate::editor::app::Editor;
use crate::editor::log::Level;

/// Add Note.
pub const ADD_NOTE: Command = Command {
    id: "add_note",
    name: "Add Note",
    help: "Puts a note on the canvas, at the pointer.",
    menu: Menu::Node,
    begins_group: true,
    place: Place::Network,
    keys: shift(Key::P),
    run: |editor, _| {
        let at = editor.panels.network.pointer().map(f32::round);
        add(editor, Remark::new(RemarkKind::Note, at, [200.0, 90.0]));
    },
    ..Command::BLANK
};

/// Add Box.
pub const ADD_BOX: Command = Command {
    id: "add_box",
    name: "Add Box",
    help: "Puts a titled box around the selected nodes; what lies in it moves with it.",
    menu: Menu::Node,
    place: Place::Network,
    keys: shift(Key::O),
    run: |editor, _| {
        let place = editor.panels.network.place_for_box(&editor.session);
        add(editor, Remark::new(RemarkKind::Box, place.min.into(), place.size().into()));
    },
    ..Command::BLANK
};

/// Adds a remark and lets the artist write on it.
fn add(editor: &mut Editor, remark: Remark) {
    let network = editor.session.network.clone();
    let step = format!("Add {}", crate::editor::network::kind_name(remark.kind));
    let before = editor.session.shown().remarks.clone();
    let around = network.clone();
    let change =
        move |edit: &mut graph::Edit<'_>| edit.add_remark(&around, remark).map(|_| Vec::new());
    if let Err(error) = editor.session.edit(&step, None, Box::new(change)) {
        editor.session.log.tell(Level::Warning, error.to_string());
        return;
    }
    let remarks = &editor.session.shown().remarks;
    let added = remarks.iter().find(|(name, _)| !before.contains_key(*name));
    if let Some((name, remark)) = added {
        editor.panels.network.remarks().type_on(&network, name, remark);
    }
}
