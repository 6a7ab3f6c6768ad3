//! History, clipboard, selection.

use egui::Key;

use super::{Command, Menu, Place, command, command_shift, key};
use crate::editor::app::Editor;
use crate::editor::log::Level;
use crate::editor::session::Selection;

/// Undo.
pub const UNDO: Command = Command {
    id: "undo",
    name: "Undo",
    help: "Takes back the last step.",
    menu: Menu::Edit,
    keys: command(Key::Z),
    refusal: |editor| {
        let is_first = editor.session.history.undo_name().is_none();
        is_first.then_some("there is nothing to undo")
    },
    run: |editor, _| {
        editor.session.history.undo();
        editor.session.settle();
    },
    ..Command::BLANK
};

/// Redo.
pub const REDO: Command = Command {
    id: "redo",
    name: "Redo",
    help: "Does the step again that was taken back last.",
    menu: Menu::Edit,
    keys: command_shift(Key::Z),
    refusal: |editor| {
        let is_last = editor.session.history.redo_name().is_none();
        is_last.then_some("there is nothing to do again")
    },
    run: |editor, _| {
        editor.session.history.redo();
        editor.session.settle();
    },
    ..Command::BLANK
};

/// Cut.
pub const CUT: Command = Command {
    id: "cut",
    name: "Cut",
    help: "Puts the selected nodes on the clipboard and removes them.",
    menu: Menu::Edit,
    begins_group: true,
    place: Place::Network,
    keys: command(Key::X),
    refusal: nothing_selected,
    run: |editor, context| {
        copy(editor, context);
        remove(editor, "Cut", true);
    },
};

/// Copy.
pub const COPY: Command = Command {
    id: "copy",
    name: "Copy",
    help: "Puts the selected nodes on the clipboard, as text.",
    menu: Menu::Edit,
    place: Place::Network,
    keys: command(Key::C),
    refusal: nothing_selected,
    run: copy,
    ..Command::BLANK
};

/// Paste.
pub const PASTE: Command = Command {
    id: "paste",
    name: "Paste",
    help: "Adds the nodes on the clipboard to this network.",
    menu: Menu::Edit,
    place: Place::Network,
    keys: command(Key::V),
    // The text comes with the system's answer to the keys or to this request.
    run: |editor, context| match editor.take_pasted(context) {
        Some(text) => paste(editor, text),
        None => context.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
    },
    ..Command::BLANK
};

/// Duplicate.
pub const DUPLICATE: Command = Command {
    id: "duplicate",
    name: "Duplicate",
    help: "Adds copies of the selected nodes beside them, with their wires.",
    menu: Menu::Edit,
    place: Place::Network,
    keys: command(Key::D),
    refusal: nothing_selected,
    run: |editor, _| {
        let (network, names) = (editor.session.network.clone(), editor.session.selection.to_vec());
        editor.edit("Duplicate", move |edit| edit.duplicate(&network, &names, BESIDE));
    },
    ..Command::BLANK
};

/// Delete.
pub const DELETE: Command = Command {
    id: "delete",
    name: "Delete",
    help: "Removes the selected nodes and wires; what a node fed is wired to what fed it.",
    menu: Menu::Edit,
    place: Place::Network,
    keys: key(Key::Delete),
    refusal: |editor| {
        let network = &editor.panels.network;
        let is_chosen = !network.selected_wires().is_empty() || network.chosen_remark().is_some();
        if is_chosen { None } else { nothing_selected(editor) }
    },
    run: |editor, _| {
        if !editor.panels.network.selected_wires().is_empty() {
            let wires = editor.panels.network.take_selected_wires();
            editor.edit("Remove Wires", move |edit| {
                edit.all_or_none(|edit| {
                    // The last places first, so that those before stay what they are.
                    for wire in wires.iter().rev() {
                        edit.disconnect(&wire.to, &wire.input, wire.place)?;
                    }
                    Ok(Vec::new())
                })
            });
        }
        if let Some(name) = editor.panels.network.chosen_remark().cloned() {
            let network = editor.session.network.clone();
            editor.edit("Delete Remark", move |edit| {
                edit.remove_remarks(&network, &[name]).map(|()| Vec::new())
            });
        }
        if !editor.session.selection.names.is_empty() {
            remove(editor, "Delete", true);
        }
    },
    ..Command::BLANK
};

/// Select All.
pub const SELECT_ALL: Command = Command {
    id: "select_all",
    name: "Select All",
    help: "Selects every node of this network.",
    menu: Menu::Edit,
    begins_group: true,
    place: Place::Network,
    keys: command(Key::A),
    run: |editor, _| {
        let names: Vec<_> = editor.session.shown().nodes.keys().cloned().collect();
        editor.session.selection = Selection::of(names);
    },
    ..Command::BLANK
};

/// Select None.
pub const SELECT_NONE: Command = Command {
    id: "select_none",
    name: "Select None",
    help: "Selects nothing.",
    menu: Menu::Edit,
    place: Place::Network,
    keys: command_shift(Key::A),
    run: |editor, _| editor.session.selection = Selection::default(),
    ..Command::BLANK
};

/// Where copies are put, from what they are copies of.
const BESIDE: [f32; 2] = [40.0, 40.0];

/// Why nothing can be done with the selection.
pub fn nothing_selected(editor: &Editor) -> Option<&'static str> {
    editor.session.selection.names.is_empty().then_some("select a node first")
}

fn copy(editor: &mut Editor, context: &egui::Context) {
    let session = &mut editor.session;
    let names = session.selection.to_vec();
    match session.document().copy(&session.network, &names, &session.library) {
        Ok(text) => context.copy_text(text),
        Err(error) => session.log.tell(Level::Warning, error.to_string()),
    }
}

fn paste(editor: &mut Editor, text: String) {
    let network = editor.session.network.clone();
    // Pasted where they came from, they lie beside; elsewhere they keep their places.
    editor.edit("Paste", move |edit| edit.paste(&network, &text, BESIDE));
}

fn remove(editor: &mut Editor, step: &str, bridge: bool) {
    let (network, names) = (editor.session.network.clone(), editor.session.selection.to_vec());
    editor.edit(step, move |edit| edit.remove(&network, &names, bridge).map(|()| Vec::new()));
}
