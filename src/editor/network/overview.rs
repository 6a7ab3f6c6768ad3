//! The overview: the whole network small in a corner, while not all of it is seen.

use egui::{LayerId, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, vec2};

use super::NetworkPanel;
use crate::editor::session::Session;
use crate::editor::theme;
use crate::editor::widgets;

const SIZE: Vec2 = vec2(168.0, 120.0);
const MARGIN: f32 = 12.0;

impl NetworkPanel {
    /// Draws the overview, and shows the place where it is pressed.
    pub(super) fn overview_ui(&mut self, ui: &Ui, graph: LayerId, session: &Session, rect: Rect) {
        let seen = self.view.scene_rect;
        let nodes = self.scene.nodes.iter();
        let bounds = nodes.map(|node| Rect::from_min_size(node.corner(), node.size));
        let Some(bounds) = bounds.reduce(Rect::union) else { return };
        let roomy = rect.width() > SIZE.x * 2.5 && rect.height() > SIZE.y * 2.0;
        if seen.contains_rect(bounds) || !roomy {
            return;
        }
        let tokens = theme::tokens(ui);
        let place = Rect::from_min_size(rect.max - SIZE - Vec2::splat(MARGIN), SIZE);
        let layer = LayerId::new(ui.layer_id().order, egui::Id::new("overview"));
        ui.ctx().set_sublayer(graph, layer);
        ui.ctx().move_to_top(layer);
        let builder = UiBuilder::new().layer_id(layer).max_rect(place);
        let sheet = Ui::new(ui.ctx().clone(), egui::Id::new("overview sheet"), builder);
        let response =
            sheet.interact(place, egui::Id::new("overview drag"), Sense::click_and_drag());
        widgets::named(&response, egui::WidgetType::Other, "Overview", None);
        let painter = sheet.painter_at(place);
        let stroke = Stroke::new(1.0, tokens.line);
        painter.rect(place, 5.0, tokens.panel.gamma_multiply(0.95), stroke, StrokeKind::Inside);
        let whole = bounds.union(seen).expand(20.0);
        let inner = place.shrink(6.0);
        let scale = (inner.size() / whole.size()).min_elem();
        let on_map = |at: Pos2| inner.center() + (at - whole.center()) * scale;
        for node in &self.scene.nodes {
            let dot = Rect::from_min_max(on_map(node.corner()), on_map(node.corner() + node.size));
            let dot = Rect::from_center_size(dot.center(), dot.size().max(Vec2::splat(2.0)));
            let colour = if session.selection.names.contains(&node.name) {
                tokens.accent
            } else {
                theme::category(node.category, ui.visuals().dark_mode)
            };
            painter.rect_filled(dot, 1.0, colour);
        }
        let frame =
            Rect::from_min_max(on_map(seen.min), on_map(seen.max)).intersect(place.shrink(2.0));
        painter.rect_stroke(frame, 2.0, Stroke::new(1.0, tokens.second), StrokeKind::Inside);
        let pressed = response.dragged() || response.clicked();
        if let Some(at) = response.interact_pointer_pos().filter(|_| pressed) {
            let goal = whole.center() + (at - inner.center()) / scale;
            self.view.scene_rect = Rect::from_center_size(goal, seen.size());
        }
    }
}
