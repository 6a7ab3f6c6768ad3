//! Which part of the network is seen: zoom, framing, the way to it.

use egui::{Rangef, Rect, RichText, Sense, Ui, Vec2};

use super::NetworkPanel;
use crate::editor::action::{Action, Actions};
use crate::editor::session::Session;
use crate::editor::theme::{self, size};

/// How far one can zoom.
pub const ZOOM: Rangef = Rangef { min: 0.1, max: 2.0 };

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Every node.
    All,
    /// The selected nodes, or every node.
    Selected,
}

/// Room for the names beside nodes, and a margin.
const BESIDE: f32 = 110.0;
const MARGIN: f32 = 48.0;

impl NetworkPanel {
    /// Shows every node.
    pub fn frame_all(&mut self) {
        self.framing = Some(Framing::All);
        self.seen.clear();
    }

    /// Shows the selected nodes.
    pub fn frame_selected(&mut self) {
        self.framing = Some(Framing::Selected);
    }

    /// Zooms with the wheel, at the pointer, and frames what was asked for.
    pub(super) fn move_view(&mut self, ui: &Ui, session: &Session, rect: Rect) {
        let view = &mut self.view.scene_rect;
        if let Some(framing) = self.framing.take() {
            *view = framed(&self.scene, session, framing, rect.size());
        } else if !view.is_finite() || view.width() < 1.0 {
            *view = Rect::from_center_size(egui::Pos2::ZERO, rect.size());
        }
        let pointer = ui.input(|input| input.pointer.latest_pos());
        let Some(pointer) =
            pointer.filter(|at| rect.contains(*at) && ui.rect_contains_pointer(rect))
        else {
            return;
        };
        let wheel = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta));
        if wheel == Vec2::ZERO {
            return;
        }
        let scale = rect.width() / view.width();
        let wanted = ZOOM.clamp(scale * (wheel.y / 240.0).exp());
        let at = view.min + (pointer - rect.min) / scale;
        let min = at - (pointer - rect.min) / wanted;
        *view = Rect::from_min_size(min, rect.size() / wanted);
    }
}

fn framed(scene: &super::Scene, session: &Session, framing: Framing, size: Vec2) -> Rect {
    let chosen =
        |name: &graph::Name| framing == Framing::All || session.selection.names.contains(name);
    let rects = |all: bool| {
        let nodes = scene.nodes.iter().filter(move |node| all || chosen(&node.name));
        nodes.map(|node| {
            let rect = Rect::from_min_size(node.corner(), node.size);
            rect.with_max_x(rect.max.x + BESIDE)
        })
    };
    let bounds = rects(false).reduce(Rect::union).or_else(|| rects(true).reduce(Rect::union));
    let Some(bounds) = bounds else { return Rect::from_center_size(egui::Pos2::ZERO, size) };
    let bounds = bounds.expand(MARGIN);
    // The whole panel shows a part of its own shape, and nothing is drawn larger than it is.
    let scale = (size.x / bounds.width()).min(size.y / bounds.height()).clamp(ZOOM.min, 1.0);
    Rect::from_center_size(bounds.center(), size / scale)
}

/// The way to the network that is shown; each part leads there.
pub fn breadcrumbs(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::NONE.fill(tokens.panel).inner_margin(egui::Margin::symmetric(12, 0));
    egui::Panel::top("breadcrumbs")
        .exact_size(size::ROW)
        .frame(frame)
        .show_separator_line(false)
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let names = session.network.names();
                part(
                    ui,
                    "/",
                    "Outermost network",
                    graph::NodePath::ROOT,
                    names.is_empty(),
                    actions,
                );
                for (depth, name) in names.iter().enumerate() {
                    let path: graph::NodePath = names[..=depth].iter().cloned().collect();
                    let is_last = depth + 1 == names.len();
                    part(ui, name, &format!("Network {path}"), path, is_last, actions);
                    ui.label(RichText::new("/").font(theme::mono(12.0)).color(tokens.quiet));
                }
            });
        });
}

fn part(
    ui: &mut Ui,
    text: &str,
    name: &str,
    path: graph::NodePath,
    is_last: bool,
    actions: &mut Actions,
) {
    let tokens = theme::tokens(ui);
    let colour = if is_last { tokens.text } else { tokens.second };
    let label = RichText::new(text).font(theme::mono(12.0)).color(colour);
    let response = ui.add(egui::Label::new(label).sense(Sense::click()));
    crate::editor::widgets::named(&response, egui::WidgetType::Link, name, None);
    if response.clicked() && !is_last {
        actions.push(Action::Enter(path));
    }
}
