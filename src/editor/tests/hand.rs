//! The hand of a trial: pointer, keys, and places in the network.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect};

use super::trial::{STEP, Trial};

impl Trial {
    // With the pointer.

    pub fn hover_at(&mut self, at: Pos2) {
        self.event(Event::PointerMoved(at));
    }

    pub fn button(&mut self, at: Pos2, button: PointerButton, pressed: bool) {
        let modifiers = self.modifiers;
        self.event(Event::PointerButton { pos: at, button, pressed, modifiers });
    }

    pub fn click_with(&mut self, at: Pos2, button: PointerButton) {
        self.hover_at(at);
        self.button(at, button, true);
        self.button(at, button, false);
        self.steps(3);
    }

    pub fn click_at(&mut self, at: Pos2) {
        self.click_with(at, PointerButton::Primary);
    }

    pub fn double_click_at(&mut self, at: Pos2) {
        self.hover_at(at);
        for pressed in [true, false, true, false] {
            self.button(at, PointerButton::Primary, pressed);
        }
        self.steps(3);
        // The next click is none of a triple one.
        self.steps((0.4 / STEP) as usize);
    }

    /// Drags from one place to another, over places between.
    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.drag_along(&[from, to], PointerButton::Primary);
    }

    pub fn drag_along(&mut self, places: &[Pos2], button: PointerButton) {
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
        self.hover_at(*first);
        self.steps(2);
        self.button(*first, button, true);
        for pair in places.windows(2) {
            for part in 1..=6 {
                self.hover_at(pair[0] + (pair[1] - pair[0]) * part as f32 / 6.0);
            }
        }
        self.steps(2);
        self.button(*last, button, false);
        self.steps(3);
    }

    /// Holds keys while something is done.
    pub fn holding(&mut self, modifiers: Modifiers, act: impl FnOnce(&mut Self)) {
        self.modifiers = modifiers;
        self.event(Event::ModifiersChanged(modifiers));
        act(self);
        self.modifiers = Modifiers::NONE;
        self.event(Event::ModifiersChanged(Modifiers::NONE));
    }

    pub fn scroll(&mut self, at: Pos2, by: f32) {
        self.hover_at(at);
        let modifiers = self.modifiers;
        self.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, by),
            phase: egui::TouchPhase::Move,
            modifiers,
        });
        self.steps(12);
    }

    // With keys.

    pub fn key(&mut self, key: Key, pressed: bool) {
        let modifiers = self.modifiers;
        self.event(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
    }

    /// Presses a key and lets it go.
    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.holding(modifiers, |trial| {
            trial.key(key, true);
            trial.key(key, false);
        });
        self.step();
    }

    /// Types text into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        // The field that was asked for takes the focus in the frame after.
        self.steps(2);
        self.event(Event::Text(text.to_owned()));
        self.step();
    }

    // In the network.

    /// Where a node is on the screen, whatever the zoom.
    #[track_caller]
    pub fn node_place(&mut self, name: &str) -> Rect {
        self.step();
        let place = self.editor().panels.network.place_on_screen(name);
        place.unwrap_or_else(|| panic!("no node {name} among {:?}", self.nodes()))
    }

    /// Where the socket of an input is on the screen.
    #[track_caller]
    pub fn input(&mut self, node: &str, input: &str) -> Pos2 {
        self.step();
        let place = self.editor().panels.network.input_on_screen(node, input);
        place.unwrap_or_else(|| panic!("{node} has no input {input}"))
    }

    /// Where the socket of an output is on the screen.
    #[track_caller]
    pub fn output(&mut self, node: &str, output: &str) -> Pos2 {
        self.step();
        let place = self.editor().panels.network.output_on_screen(node, output);
        place.unwrap_or_else(|| panic!("{node} has no output {output}"))
    }

    #[track_caller]
    pub fn click_node(&mut self, name: &str) {
        let at = self.node_place(name).center();
        self.click_at(at);
    }

    /// Where a note or box is on the screen.
    #[track_caller]
    pub fn remark(&mut self, name: &str) -> Rect {
        self.step();
        let session = &self.editor().session;
        let remark = &session.shown().remarks[name];
        self.editor().panels.network.remark_on_screen(remark).expect("no network is drawn")
    }

    /// A free place of the network, over which its keys work.
    pub fn over_network(&mut self) -> Pos2 {
        self.step();
        let rect = self.editor().panels.network.rect_on_screen().expect("no network is drawn");
        let at = rect.left_bottom() + egui::vec2(40.0, -40.0);
        self.hover_at(at);
        self.step();
        at
    }

    /// Adds a node as with Tab, its name and Enter.
    pub fn add(&mut self, name: &str) {
        self.over_network();
        self.press(Modifiers::NONE, Key::Tab);
        self.type_text(name);
        self.press(Modifiers::NONE, Key::Enter);
        self.steps(3);
    }
}
