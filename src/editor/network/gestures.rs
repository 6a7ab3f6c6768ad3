//! Gestures of the hand: nodes shaken or Alt-dragged out of their wires, wires cut with Y held,
//! dots set into wires with Alt.

use std::collections::VecDeque;

use egui::{Key, LayerId, Pos2, Rect, Sense, Stroke, Ui, UiBuilder};

use super::{Frame, NetworkPanel, WireId};
use crate::editor::action::Actions;
use crate::editor::session::Session;
use crate::editor::theme;

/// The turns of a hand that drags, to know when it shakes.
#[derive(Debug, Default)]
pub struct Shaking {
    last: Option<f32>,
    /// Which way it went last, and how far since it turned.
    way: f32,
    /// When it turned.
    turns: VecDeque<f64>,
}

/// So many turns in so many seconds are a shake.
const TURNS: usize = 4;
const SECONDS: f64 = 0.7;
/// Points that the hand goes between two turns at least.
const LEAST: f32 = 9.0;

impl Shaking {
    /// Follows the hand; gives whether it shakes.
    pub fn follow(&mut self, x: f32, time: f64) -> bool {
        let Some(last) = self.last.replace(x) else { return false };
        let by = x - last;
        if by * self.way >= 0.0 {
            self.way += by;
        } else {
            if self.way.abs() >= LEAST {
                self.turns.push_back(time);
            }
            self.way = by;
        }
        while self.turns.front().is_some_and(|turn| time - turn > SECONDS) {
            self.turns.pop_front();
        }
        self.turns.len() >= TURNS
    }
}

impl NetworkPanel {
    /// Notes whether the nodes being dragged are to leave their wires: with Alt, or by shaking.
    pub(super) fn note_detaching(&mut self, ui: &Ui, frame: &Frame) {
        let (pressed, down, alt, x, time) = ui.input(|input| {
            let pointer = &input.pointer;
            let x = pointer.latest_pos().unwrap_or_default().x;
            (pointer.primary_pressed(), pointer.primary_down(), input.modifiers.alt, x, input.time)
        });
        if pressed {
            self.detaches = alt;
        }
        let on_node = frame.responses.iter().any(|(_, response)| response.is_held);
        if !(down && on_node) {
            self.shaking = Shaking::default();
        } else if self.shaking.follow(x, time) {
            self.detaches = true;
        }
    }

    /// While Y is held, a drag cuts the wires that it crosses.
    pub(super) fn cut_wires(&mut self, ui: &Ui, frame: &Frame, rect: Rect, actions: &mut Actions) {
        let held = ui.input(|input| input.key_down(Key::Y)) && !ui.ctx().text_edit_focused();
        if !held && self.cut.is_none() {
            return;
        }
        // A sheet above everything takes the pointer, so that nothing is selected or moved.
        let layer = LayerId::new(ui.layer_id().order, egui::Id::new("cut wires"));
        ui.ctx().set_sublayer(frame.layer, layer);
        ui.ctx().move_to_top(layer);
        let builder = UiBuilder::new().layer_id(layer).max_rect(rect);
        let sheet = egui::Ui::new(ui.ctx().clone(), egui::Id::new("cut sheet"), builder);
        let response = sheet.interact(rect, egui::Id::new("cut drag"), Sense::drag());
        ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            self.cut.get_or_insert_default().push(at);
        }
        if let Some(line) = &self.cut {
            let tokens = theme::tokens(ui);
            let painter = sheet.painter_at(rect);
            painter.line(line.clone(), Stroke::new(1.5, tokens.error));
        }
        let ended = response.drag_stopped() || !ui.input(|input| input.pointer.primary_down());
        if ended && let Some(line) = self.cut.take() {
            let from_screen = ui.ctx().layer_transform_from_global(frame.layer).unwrap_or_default();
            let line: Vec<Pos2> = line.into_iter().map(|at| from_screen * at).collect();
            self.cut_along(&line, frame, actions);
        }
    }

    fn cut_along(&self, line: &[Pos2], frame: &Frame, actions: &mut Actions) {
        let crossed = frame.lines.all.iter().filter(|(_, wire)| crosses(line, wire));
        let mut wires: Vec<WireId> = crossed.map(|(id, _)| id.clone()).collect();
        if wires.is_empty() {
            return;
        }
        // The last places first, so that those before stay what they are.
        wires.sort();
        actions.edit("Cut Wires", move |edit| {
            edit.all_or_none(|edit| {
                for wire in wires.iter().rev() {
                    edit.disconnect(&wire.to, &wire.input, wire.place)?;
                }
                Ok(())
            })
        });
    }

    /// An Alt-click on a wire sets a dot into it.
    pub(super) fn take_dots(
        &mut self,
        ui: &Ui,
        frame: &Frame,
        session: &Session,
        actions: &mut Actions,
    ) {
        let Some(wire) = frame.lines.clicked.clone() else { return };
        if !ui.input(|input| input.modifiers.alt) {
            return;
        }
        let network = session.network.clone();
        let at = [self.pointer.x.round(), self.pointer.y.round() - 8.0];
        let taken = &session.shown().nodes;
        let names = (1_u32..).map(|number| format!("dot{number}"));
        let Some(name) = names.into_iter().find(|name| !taken.contains_key(name.as_str())) else {
            return;
        };
        actions.add("Add Dot", move |edit| {
            edit.all_or_none(|edit| {
                let dot = edit.add_node(&network, nodes::structure::null::NODE.id, at)?;
                let dot = edit.rename(&dot, &name)?;
                edit.insert_on_wire(&dot, &wire.to, &wire.input, wire.place)?;
                Ok(vec![dot])
            })
        });
    }
}

/// Whether two lines cross.
fn crosses(a: &[Pos2], b: &[Pos2]) -> bool {
    a.windows(2).any(|a| b.windows(2).any(|b| segments_cross(a[0], a[1], b[0], b[1])))
}

fn segments_cross(a: Pos2, b: Pos2, c: Pos2, d: Pos2) -> bool {
    let side = |from: Pos2, to: Pos2, at: Pos2| {
        (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x) >= 0.0
    };
    // What lies on a line counts as on one side of it, so that no crossing slips between two
    // segments.
    side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_hand_that_goes_to_and_fro_quickly_shakes() {
        let mut shaking = Shaking::default();
        let quick = (0..40).any(|step| {
            let x = if step / 2 % 2 == 0 { 20.0 } else { 0.0 } + (step % 2) as f32 * 5.0;
            shaking.follow(x, f64::from(step) * 0.03)
        });
        assert!(quick);
        let mut shaking = Shaking::default();
        let straight =
            (0..40).any(|step| shaking.follow(step as f32 * 10.0, f64::from(step) * 0.03));
        assert!(!straight);
        let mut shaking = Shaking::default();
        let slow = (0..40).any(|step| {
            shaking.follow(if step % 2 == 0 { 0.0 } else { 30.0 }, f64::from(step) * 0.5)
        });
        assert!(!slow);
    }

    #[test]
    fn lines_that_cross_are_told_from_those_that_do_not() {
        let wire = [pos2(0.0, 0.0), pos2(0.0, 10.0), pos2(5.0, 20.0)];
        assert!(crosses(&[pos2(-5.0, 5.0), pos2(5.0, 6.0)], &wire));
        assert!(!crosses(&[pos2(-5.0, 25.0), pos2(5.0, 26.0)], &wire));
        assert!(!crosses(&[pos2(-5.0, 5.0)], &wire));
        assert!(crosses(&[pos2(-5.0, 5.0), pos2(0.0, 5.0), pos2(5.0, 5.0)], &wire));
    }
}
