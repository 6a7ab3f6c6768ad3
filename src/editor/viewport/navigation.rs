//! Turning, moving and nearing the view with the mouse.

use egui::{Modifiers, PointerButton, Rect, Response, Ui};
use glam::Vec2;
use render::Camera;

use crate::editor::preferences::Navigation;

/// What a drag does to the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// Turns around what is looked at.
    Tumble,
    /// Moves across.
    Pan,
    /// Goes nearer or further.
    Dolly,
}

/// What a drag with a button does, in the hands of those who know Houdini, Blender or both.
pub fn gesture(button: PointerButton, keys: Modifiers, hands: Navigation) -> Option<Gesture> {
    let (houdini, blender) = (hands != Navigation::Blender, hands != Navigation::Houdini);
    match button {
        PointerButton::Primary if keys.alt && houdini => Some(Gesture::Tumble),
        PointerButton::Middle if keys.alt && houdini => Some(Gesture::Pan),
        PointerButton::Secondary if keys.alt && houdini => Some(Gesture::Dolly),
        PointerButton::Middle if blender => Some(match (keys.shift, keys.command) {
            (true, _) => Gesture::Pan,
            (_, true) => Gesture::Dolly,
            _ => Gesture::Tumble,
        }),
        _ => None,
    }
}

const BUTTONS: [PointerButton; 3] =
    [PointerButton::Primary, PointerButton::Middle, PointerButton::Secondary];

/// Moves the camera as the mouse asks for. Gives whether it moved.
pub fn navigate(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    hands: Navigation,
    camera: &mut Camera,
) -> bool {
    let keys = ui.input(|input| input.modifiers);
    let before = *camera;
    let size = Vec2::new(rect.width(), rect.height());
    for button in BUTTONS {
        let Some(gesture) = gesture(button, keys, hands).filter(|_| response.dragged_by(button))
        else {
            continue;
        };
        let by = response.drag_delta();
        match gesture {
            Gesture::Tumble => camera.tumble(-by.x * TURN, by.y * TURN),
            Gesture::Pan => camera.pan(-by.x / size.y, by.y / size.y),
            Gesture::Dolly => camera.dolly(((by.y - by.x) * 0.006).exp()),
        }
    }
    if let Some(at) = response.hover_pos() {
        let (scroll, zoom) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = (-scroll * 0.0022).exp() / zoom;
        if factor != 1.0 {
            let at = at - rect.min;
            camera.dolly_at(factor, Vec2::new(at.x, at.y), size);
        }
    }
    *camera != before
}

/// Radians a point of movement.
const TURN: f32 = 0.0075;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_do_what_hands_know() {
        use Navigation::{Blender, Both, Houdini};
        let (alt, none, shift) = (Modifiers::ALT, Modifiers::NONE, Modifiers::SHIFT);
        let (left, middle, right) = (BUTTONS[0], BUTTONS[1], BUTTONS[2]);
        for hands in [Houdini, Both] {
            assert_eq!(gesture(left, alt, hands), Some(Gesture::Tumble));
            assert_eq!(gesture(middle, alt, hands), Some(Gesture::Pan));
            assert_eq!(gesture(right, alt, hands), Some(Gesture::Dolly));
        }
        for hands in [Blender, Both] {
            assert_eq!(gesture(middle, none, hands), Some(Gesture::Tumble));
            assert_eq!(gesture(middle, shift, hands), Some(Gesture::Pan));
            assert_eq!(gesture(middle, Modifiers::COMMAND, hands), Some(Gesture::Dolly));
        }
        assert_eq!(gesture(middle, none, Houdini), None);
        assert_eq!(gesture(left, alt, Blender), None);
        assert_eq!(gesture(left, none, Both), None, "it selects");
    }
}
