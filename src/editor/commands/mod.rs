//! Every command, once: menus, the palette, keys and tests read this list.

mod edit;
mod keys;
mod nodes;
mod project;
mod remarks;
mod view;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::app::Editor;

pub use edit::{COPY, CUT, DELETE, DUPLICATE, PASTE, REDO, SELECT_ALL, SELECT_NONE, UNDO};
pub use keys::{listen, parse_shortcut, shortcut_text};
pub use nodes::{
    ADD_NODE, BYPASS, COLLAPSE, DISABLE_WIRES, DISPLAY, ENTER, EXPORT_NODE, LAY_OUT, LOCK, RENAME,
    TEMPLATE, UP,
};
pub use project::{EXPORT, NEW, OPEN, QUIT, SAVE, SAVE_AS};
pub use remarks::{ADD_BOX, ADD_NOTE};
pub use view::*;

/// The menu that a command stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Projects and files.
    File,
    /// History and clipboard.
    Edit,
    /// Nodes.
    Node,
    /// The window.
    View,
    /// Help.
    Help,
}

impl Menu {
    /// All menus, from left to right.
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::Node, Self::View, Self::Help];

    /// The word in the menu bar.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Node => "Node",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

/// Where the keys of a command work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Everywhere.
    Window,
    /// While the pointer is over the network, or it was used last.
    Network,
    /// While the pointer is over the viewport, or it was used last.
    Viewport,
}

/// Something that the program can do.
pub struct Command {
    /// Its name in settings. It never changes.
    pub id: &'static str,
    /// What artists see: a verb.
    pub name: &'static str,
    /// One sentence on what it does.
    pub help: &'static str,
    /// The menu that it stands in.
    pub menu: Menu,
    /// Whether a line is drawn above it in the menu.
    pub begins_group: bool,
    /// Where its keys work.
    pub place: Place,
    /// Its keys, unless the artist set others.
    pub keys: Option<KeyboardShortcut>,
    /// Why it cannot be run now, if it cannot.
    pub refusal: fn(&Editor) -> Option<&'static str>,
    /// Runs it.
    pub run: fn(&mut Editor, &egui::Context),
}

impl Command {
    /// What a command is unless it says otherwise.
    pub const BLANK: Self = Self {
        id: "",
        name: "",
        help: "",
        menu: Menu::View,
        begins_group: false,
        place: Place::Window,
        keys: None,
        refusal: |_| None,
        run: |_, _| {},
    };
}

impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Command({})", self.id)
    }
}

const fn key(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

const fn shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::SHIFT, key))
}

const fn command(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn command_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key))
}

/// Every command, in the order of the menus.
pub const ALL: &[&Command] = &[
    &NEW,
    &OPEN,
    &SAVE,
    &SAVE_AS,
    &EXPORT,
    &QUIT,
    &UNDO,
    &REDO,
    &CUT,
    &COPY,
    &PASTE,
    &DUPLICATE,
    &DELETE,
    &SELECT_ALL,
    &SELECT_NONE,
    &PREFERENCES,
    &ADD_NODE,
    &RENAME,
    &DISPLAY,
    &BYPASS,
    &TEMPLATE,
    &LOCK,
    &DISABLE_WIRES,
    &ENTER,
    &UP,
    &COLLAPSE,
    &LAY_OUT,
    &ADD_NOTE,
    &ADD_BOX,
    &EXPORT_NODE,
    &FRAME_ALL,
    &FRAME_SELECTED,
    &VIEW_SELECTED,
    &LOOK_AROUND,
    &LOOK_TOP,
    &LOOK_FRONT,
    &LOOK_RIGHT,
    &SHADING,
    &SMOOTH,
    &GRID,
    &POINTS,
    &NORMALS,
    &SAVE_PICTURE,
    &CANCEL,
    &LIGHT_OR_DARK,
    &LARGER,
    &SMALLER,
    &RESET_PANELS,
    &PALETTE,
    &KEYS,
    &GUIDE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_names_are_unique_and_said_in_words() {
        let ids: BTreeSet<&str> = ALL.iter().map(|command| command.id).collect();
        let names: BTreeSet<&str> = ALL.iter().map(|command| command.name).collect();
        assert_eq!((ids.len(), names.len()), (ALL.len(), ALL.len()));
        for command in ALL {
            assert!(command.help.ends_with('.'), "{}", command.id);
            assert!(command.id.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        }
    }

    #[test]
    fn no_two_commands_have_the_same_keys_in_one_place() {
        for (index, command) in ALL.iter().enumerate() {
            for other in &ALL[index + 1..] {
                let meet = command.place == other.place
                    || command.place == Place::Window
                    || other.place == Place::Window;
                let same = command.keys.is_some() && command.keys == other.keys;
                assert!(!(meet && same), "{} and {}", command.id, other.id);
            }
        }
    }
}
