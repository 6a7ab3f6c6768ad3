//! Where things of the graph are on the screen. Inside a canvas that is zoomed, egui tells
//! assistive programs and tests places as if it were not: these are the true ones.

use egui::{Pos2, Rect};

use super::NetworkPanel;

impl NetworkPanel {
    /// A node on the screen.
    pub fn place_on_screen(&self, name: &str) -> Option<Rect> {
        let node = self.scene.node(&name.into())?;
        let held = self.view.layout.get(&node.id).copied().unwrap_or(node.held_corner());
        let rect = node.body(held);
        Some(Rect::from_min_max(self.on_screen(rect.min)?, self.on_screen(rect.max)?))
    }

    /// The socket of an input on the screen.
    #[cfg(test)]
    pub fn input_on_screen(&self, name: &str, input: &str) -> Option<Pos2> {
        let node = self.scene.node(&name.into())?;
        let index = node.ports.inputs.iter().position(|port| *port.id == *input)?;
        let x = node.socket(index, node.ports.inputs.len());
        Some(self.place_on_screen(name)?.left_top() + self.scale() * egui::vec2(x, 0.0))
    }

    /// The socket of an output on the screen.
    #[cfg(test)]
    pub fn output_on_screen(&self, name: &str, output: &str) -> Option<Pos2> {
        let node = self.scene.node(&name.into())?;
        let index = node.ports.outputs.iter().position(|port| *port.id == *output)?;
        let x = node.socket(index, node.ports.outputs.len());
        Some(self.place_on_screen(name)?.left_bottom() + self.scale() * egui::vec2(x, 0.0))
    }

    /// The canvas on the screen.
    #[cfg(test)]
    pub fn rect_on_screen(&self) -> Option<Rect> {
        self.rect
    }

    /// A note or box on the screen.
    pub fn remark_on_screen(&self, remark: &graph::Remark) -> Option<Rect> {
        let rect = super::remarks::rect(remark);
        Some(Rect::from_min_max(self.on_screen(rect.min)?, self.on_screen(rect.max)?))
    }

    /// A place of the graph on the screen.
    pub(super) fn on_screen(&self, at: Pos2) -> Option<Pos2> {
        Some(self.rect?.center() + (at - self.view.scene_rect.center()) * self.scale())
    }

    /// Points on the screen for one of the graph: the view is shown as large as it fits.
    pub(super) fn scale(&self) -> f32 {
        let size = self.rect.map_or(egui::Vec2::ZERO, |rect| rect.size());
        (size / self.view.scene_rect.size()).min_elem()
    }
}
