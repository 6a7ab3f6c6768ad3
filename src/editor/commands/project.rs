//! Projects and files.

use egui::Key;

use super::{Command, Menu, command, command_shift};
use crate::editor::files::Purpose;

/// New Project.
pub const NEW: Command = Command {
    id: "new_project",
    name: "New Project",
    help: "Begins an empty project.",
    menu: Menu::File,
    keys: command(Key::N),
    run: |editor, _| editor.unless_unsaved(crate::editor::files::Leaving::New),
    ..Command::BLANK
};

/// Open.
pub const OPEN: Command = Command {
    id: "open_project",
    name: "Open…",
    help: "Opens a project file.",
    menu: Menu::File,
    keys: command(Key::O),
    run: |editor, _| editor.unless_unsaved(crate::editor::files::Leaving::Ask),
    ..Command::BLANK
};

/// Save.
pub const SAVE: Command = Command {
    id: "save_project",
    name: "Save",
    help: "Writes the project to its file.",
    menu: Menu::File,
    begins_group: true,
    keys: command(Key::S),
    run: |editor, context| match editor.session.file.clone() {
        Some(path) => editor.save(path),
        None => editor.ask_for_file(Purpose::Save, context),
    },
    ..Command::BLANK
};

/// Save As.
pub const SAVE_AS: Command = Command {
    id: "save_project_as",
    name: "Save As…",
    help: "Writes the project to another file and goes on with that.",
    menu: Menu::File,
    keys: command_shift(Key::S),
    run: |editor, context| editor.ask_for_file(Purpose::Save, context),
    ..Command::BLANK
};

/// Export.
pub const EXPORT: Command = Command {
    id: "export_mesh",
    name: "Export Mesh…",
    help: "Writes what is displayed to an OBJ, PLY, STL, glTF or GLB file.",
    menu: Menu::File,
    begins_group: true,
    keys: command(Key::E),
    refusal: |editor| {
        let nothing = editor.session.displayed().is_none();
        nothing.then_some("no node is displayed; set a display flag first")
    },
    run: |editor, context| editor.ask_for_file(Purpose::Export, context),
    ..Command::BLANK
};

/// Quit.
pub const QUIT: Command = Command {
    id: "quit",
    name: "Quit",
    help: "Closes the window.",
    menu: Menu::File,
    begins_group: true,
    keys: command(Key::Q),
    run: |editor, _| editor.unless_unsaved(crate::editor::files::Leaving::Quit),
    ..Command::BLANK
};
