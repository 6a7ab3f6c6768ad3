//! Keys: which command they run where, read from and written as text.

use egui::{Event, Key, KeyboardShortcut, Modifiers};

use super::{ALL, CANCEL, COPY, CUT, Command, PASTE, Place};
use crate::editor::app::Editor;
use crate::editor::panes::Pane;
use crate::editor::preferences::Preferences;

/// Why a text is no shortcut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing is written.
    #[error("write a key such as F2 or Ctrl+S, or none")]
    Empty,
    /// A word that is no key.
    #[error("\"{0}\" is no key; write one such as F2, Tab or Ctrl+Shift+P")]
    Unknown(String),
}

/// The keys of a command: what the artist set, or its own.
pub fn shortcut(command: &Command, preferences: &Preferences) -> Option<KeyboardShortcut> {
    match preferences.keys.get(command.id) {
        Some(text) => parse_shortcut(text).ok().flatten(),
        None => command.keys,
    }
}

/// The keys of a command as people write them; empty if there are none.
pub fn shortcut_text(command: &Command, preferences: &Preferences) -> String {
    shortcut(command, preferences).map_or_else(String::new, |keys| text(&keys))
}

/// Keys as text: `Ctrl+Shift+P`.
fn text(keys: &KeyboardShortcut) -> String {
    let mut words = Vec::new();
    let modifiers = keys.modifiers;
    if modifiers.command || modifiers.ctrl {
        words.push(if cfg!(target_os = "macos") { "Cmd" } else { "Ctrl" });
    }
    if modifiers.alt {
        words.push("Alt");
    }
    if modifiers.shift {
        words.push("Shift");
    }
    words.push(match keys.logical_key {
        Key::Plus => "Plus",
        Key::Minus => "Minus",
        key => key.name(),
    });
    words.join("+")
}

/// The keys in a text such as `Ctrl+Shift+P`; none for `none`.
pub fn parse_shortcut(text: &str) -> Result<Option<KeyboardShortcut>, KeyError> {
    if text.trim().eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    let mut modifiers = Modifiers::NONE;
    let mut key = None;
    for word in text.split('+').map(str::trim).filter(|word| !word.is_empty()) {
        match word.to_ascii_lowercase().as_str() {
            "ctrl" | "cmd" | "command" | "control" => modifiers |= Modifiers::COMMAND,
            "shift" => modifiers |= Modifiers::SHIFT,
            "alt" | "option" => modifiers |= Modifiers::ALT,
            "plus" => key = Some(Key::Plus),
            "minus" => key = Some(Key::Minus),
            lower => {
                let found = Key::ALL.iter().find(|key| key.name().eq_ignore_ascii_case(lower));
                key = Some(*found.ok_or_else(|| KeyError::Unknown(word.to_owned()))?);
            }
        }
    }
    let key = key.ok_or(KeyError::Empty)?;
    Ok(Some(KeyboardShortcut::new(modifiers, key)))
}

/// Takes the keys pressed since the last frame that belong to commands, and gives these.
pub fn listen(editor: &Editor, context: &egui::Context) -> Vec<&'static Command> {
    if editor.is_asking() {
        return Vec::new();
    }
    let is_typing = context.text_edit_focused();
    let place = editor.active_pane();
    let events = context.input(|input| input.events.clone());
    let mut found = Vec::new();
    let mut kept = Vec::new();
    for event in events {
        match command_of(&event, editor, is_typing, place) {
            Some(command) => found.push(command),
            None => kept.push(event),
        }
    }
    if !found.is_empty() {
        context.input_mut(|input| input.events = kept);
        // Tab runs a command here and is not meant to lead to the next widget.
        context.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
    }
    found
}

fn command_of(
    event: &Event,
    editor: &Editor,
    is_typing: bool,
    place: Pane,
) -> Option<&'static Command> {
    let (pressed, with) = match event {
        Event::Key { key, pressed: true, modifiers, .. } => (*key, *modifiers),
        Event::Copy if !is_typing && place == Pane::Network => return Some(&COPY),
        Event::Cut if !is_typing && place == Pane::Network => return Some(&CUT),
        Event::Paste(_) if !is_typing && place == Pane::Network => return Some(&PASTE),
        _ => return None,
    };
    // While text is typed, only what no text field uses is a command.
    let is_texts = !(with.command || with.alt || is_function_key(pressed))
        || (with.command && !with.shift && TEXT_KEYS.contains(&pressed))
        || (with.command && pressed == Key::Z);
    if is_typing && is_texts {
        return None;
    }
    ALL.iter().copied().find(|command| {
        // Escape that stops nothing is for what stands open.
        if *command == &CANCEL && (command.refusal)(editor).is_some() {
            return false;
        }
        let here = match command.place {
            Place::Window => true,
            Place::Network => place == Pane::Network,
            Place::Viewport => place == Pane::Viewport,
        };
        here && shortcut(command, &editor.preferences)
            .is_some_and(|keys| keys.logical_key == pressed && with.matches_exact(keys.modifiers))
    })
}

/// What text fields use together with Ctrl.
const TEXT_KEYS: &[Key] = &[
    Key::A,
    Key::C,
    Key::V,
    Key::X,
    Key::Y,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Backspace,
    Key::Delete,
];

fn is_function_key(key: Key) -> bool {
    let name = key.name();
    name.len() > 1 && name.starts_with('F') && name[1..].parse::<u8>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_people_write_them_and_read_back() {
        for command in ALL {
            let Some(keys) = command.keys else { continue };
            assert_eq!(parse_shortcut(&text(&keys)), Ok(Some(keys)), "{}", command.id);
        }
        let keys = parse_shortcut("shift + ctrl+p").unwrap().unwrap();
        assert_eq!(
            text(&keys),
            if cfg!(target_os = "macos") { "Cmd+Shift+P" } else { "Ctrl+Shift+P" }
        );
        assert_eq!(parse_shortcut("none"), Ok(None));
        assert_eq!(parse_shortcut("Ctrl+"), Err(KeyError::Empty));
        assert_eq!(parse_shortcut("Hyper"), Err(KeyError::Unknown("Hyper".to_owned())));
    }
}
