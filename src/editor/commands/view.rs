//! The window and its panels.

use egui::Key;
use render::Facing;

use super::{Command, Menu, Place, command, command_shift, key, shift};
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

/// View Perspective.
pub const LOOK_AROUND: Command = Command {
    id: "view_perspective",
    name: "View Perspective",
    help: "Looks at the scene with perspective.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: key(Key::Num1),
    run: |editor, _| editor.panels.viewport.look(None),
    ..Command::BLANK
};

/// View Top.
pub const LOOK_TOP: Command = Command {
    id: "view_top",
    name: "View Top",
    help: "Looks at the scene from above, without perspective.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: key(Key::Num2),
    run: |editor, _| editor.panels.viewport.look(Some(Facing::Top)),
    ..Command::BLANK
};

/// View Front.
pub const LOOK_FRONT: Command = Command {
    id: "view_front",
    name: "View Front",
    help: "Looks at the scene from the front, without perspective.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: key(Key::Num3),
    run: |editor, _| editor.panels.viewport.look(Some(Facing::Front)),
    ..Command::BLANK
};

/// View Right.
pub const LOOK_RIGHT: Command = Command {
    id: "view_right",
    name: "View Right",
    help: "Looks at the scene from the right, without perspective.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: key(Key::Num4),
    run: |editor, _| editor.panels.viewport.look(Some(Facing::Right)),
    ..Command::BLANK
};

/// Next Shading.
pub const SHADING: Command = Command {
    id: "next_shading",
    name: "Next Shading",
    help: "Draws polygons shaded, with wires, as wires, as hidden lines, as points, and so on around.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: key(Key::W),
    run: |editor, _| editor.panels.viewport.next_shading(),
    ..Command::BLANK
};

/// Smooth or Flat.
pub const SMOOTH: Command = Command {
    id: "smooth_or_flat",
    name: "Smooth or Flat",
    help: "Draws surfaces smooth, or each face flat.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: shift(Key::W),
    run: |editor, _| {
        let settings = editor.panels.viewport.settings_mut();
        settings.smooth = !settings.smooth;
    },
    ..Command::BLANK
};

/// Grid.
pub const GRID: Command = Command {
    id: "grid",
    name: "Grid",
    help: "Draws the grid, or leaves it out.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: shift(Key::G),
    run: |editor, _| {
        let settings = editor.panels.viewport.settings_mut();
        settings.grid = !settings.grid;
    },
    ..Command::BLANK
};

/// Points.
pub const POINTS: Command = Command {
    id: "points",
    name: "Points",
    help: "Draws points over surfaces, or leaves them out.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: shift(Key::P),
    run: |editor, _| {
        let settings = editor.panels.viewport.settings_mut();
        settings.points = !settings.points;
    },
    ..Command::BLANK
};

/// Normals.
pub const NORMALS: Command = Command {
    id: "normals",
    name: "Normals",
    help: "Draws normals as lines, or leaves them out.",
    menu: Menu::View,
    place: Place::Viewport,
    keys: shift(Key::N),
    run: |editor, _| {
        let settings = editor.panels.viewport.settings_mut();
        settings.normals = !settings.normals;
    },
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
