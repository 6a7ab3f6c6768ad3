//! Where things of the graph are on the screen.

use egui::{Pos2, Rect};

use super::NetworkPanel;

impl NetworkPanel {
    /// A node on the screen.
    pub fn place_on_screen(&self, name: &str) -> Option<Rect> {
        let node = self.scene.node(&name.into())?;
        let corner = self.view.layout.get(&node.id).copied().unwrap_or(node.corner());
        let rect = Rect::from_min_size(corner, node.size);
        Some(Rect::from_min_max(self.on_screen(rect.min)?, self.on_screen(rect.max)?))
    }

    /// A place of the graph on the screen.
    fn on_screen(&self, at: Pos2) -> Option<Pos2> {
        let (rect, seen) = (self.rect?, self.view.scene_rect);
        // The view is shown as large as it fits, in the middle.
        let scale = (rect.size() / seen.size()).min_elem();
        Some(rect.center() + (at - seen.center()) * scale)
    }
}
