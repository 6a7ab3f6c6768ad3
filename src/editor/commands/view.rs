//! The window and its panels.

use egui::Key;

use super::{Command, Menu, Place, command, command_shift, key};
use crate::editor::files::Purpose;
use crate::editor::panes::{self, Pane};
use crate::editor::preferences::Look;

/// Frame All.
pub const FRAME_ALL: Command = Command {
    id: "frame_all",
    name: "Frame All",
    help: "Shows everything in the panel that the pointer is over.",
    menu: Menu::View,
    keys: key(Key::H),
    run: |editor, _| match editor.active_pane() {
        Pane::Viewport => editor.panels.viewport.frame_all(),
        _ => editor.panels.network.frame_all(),
    },
    ..Command::BLANK
};

/// Frame Selected.
pub const FRAME_SELECTED: Command = Command {
    id: "frame_selected",
    name: "Frame Selected",
    help: "Shows what is selected in the panel that the pointer is over.",
    menu: Menu::View,
    keys: key(Key::G),
    run: |editor, _| match editor.active_pane() {
        Pane::Viewport => editor.panels.viewport.frame_selected(),
        _ => editor.panels.network.frame_selected(),
    },
    ..Command::BLANK
};

/// Frame Selected in the viewport.
pub const VIEW_SELECTED: Command = Command {
    id: "view_selected",
    name: "View Selected",
    help: "Shows what is selected in the viewport, or all.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: key(Key::F),
    run: |editor, _| editor.panels.viewport.frame_selected(),
    ..Command::BLANK
};

/// Save Picture.
pub const SAVE_PICTURE: Command = Command {
    id: "save_picture",
    name: "Save Picture…",
    help: "Writes what the viewport shows to a PNG file.",
    menu: Menu::View,
    refusal: |editor| {
        let nothing = editor.panels.viewport.is_blank();
        nothing.then_some("the viewport has no picture")
    },
    run: |editor, context| editor.ask_for_file(Purpose::Picture, context),
    ..Command::BLANK
};

/// Stop Cooking.
pub const CANCEL: Command = Command {
    id: "stop_cooking",
    name: "Stop Cooking",
    help: "Ends the cook that goes on; the last result stays.",
    menu: Menu::View,
    place: Place::Window,
    keys: key(Key::Escape),
    refusal: |editor| editor.is_idle().then_some("nothing is cooking"),
    run: |editor, _| editor.stop_cooking(),
    ..Command::BLANK
};

/// Light or Dark.
pub const LIGHT_OR_DARK: Command = Command {
    id: "light_or_dark",
    name: "Switch Light and Dark",
    help: "Changes between the light and the dark theme.",
    menu: Menu::View,
    begins_group: true,
    run: |editor, _| {
        let look = &mut editor.preferences.look;
        *look = if *look == Look::Dark { Look::Light } else { Look::Dark };
    },
    ..Command::BLANK
};

/// Larger.
pub const LARGER: Command = Command {
    id: "larger",
    name: "Draw Larger",
    help: "Draws the whole window larger.",
    menu: Menu::View,
    keys: command(Key::Plus),
    run: |editor, _| scale(editor, 0.1),
    ..Command::BLANK
};

/// Smaller.
pub const SMALLER: Command = Command {
    id: "smaller",
    name: "Draw Smaller",
    help: "Draws the whole window smaller.",
    menu: Menu::View,
    keys: command(Key::Minus),
    run: |editor, _| scale(editor, -0.1),
    ..Command::BLANK
};

/// Reset Panels.
pub const RESET_PANELS: Command = Command {
    id: "reset_panels",
    name: "Reset Panels",
    help: "Lays the panels out as in a new window.",
    menu: Menu::View,
    begins_group: true,
    run: |editor, _| editor.arrangement = panes::default_arrangement(),
    ..Command::BLANK
};

/// Preferences.
pub const PREFERENCES: Command = Command {
    id: "preferences",
    name: "Preferences",
    help: "Shows what can be set once: theme, size, navigation, autosave, memory.",
    menu: Menu::Edit,
    begins_group: true,
    keys: command(Key::Comma),
    run: |editor, _| editor.shows_preferences = !editor.shows_preferences,
    ..Command::BLANK
};

/// Command Palette.
pub const PALETTE: Command = Command {
    id: "command_palette",
    name: "Find Command",
    help: "Searches all commands by name.",
    menu: Menu::Help,
    keys: command_shift(Key::P),
    run: |editor, _| editor.palette.open(),
    ..Command::BLANK
};

/// Keys.
pub const KEYS: Command = Command {
    id: "keys",
    name: "Show Keys",
    help: "Lists the keys of all commands, where they can be changed.",
    menu: Menu::Help,
    keys: key(Key::F1),
    run: |editor, _| editor.keymap.toggle(),
    ..Command::BLANK
};

/// Guide.
pub const GUIDE: Command = Command {
    id: "guide",
    name: "Read the Guide",
    help: "Shows the guide beside the parameters.",
    menu: Menu::Help,
    begins_group: true,
    run: |editor, _| {
        editor.panels.help.open_guide();
        panes::bring_to_front(&mut editor.arrangement, Pane::Help);
    },
    ..Command::BLANK
};

fn scale(editor: &mut crate::editor::app::Editor, by: f32) {
    let scale = (editor.preferences.scale + by).clamp(0.6, 2.5);
    editor.preferences.scale = (scale * 10.0).round() / 10.0;
}
