//! A node: its body with category strip, flags and rings, and what is done to it.

use egui::{
    Color32, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType,
};
use egui_graph::NodesCtx;
use egui_graph::node::{EdgeEvent, Node as GraphNode};
use graph::{Flag, Node, NodePath};

use super::scene::Drawn;
use crate::editor::action::Actions;
use crate::editor::session::Session;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// A zone on a node's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The node passes its first input on.
    Bypass,
    /// The node is shown.
    Display,
    /// The node is shown as a ghost.
    Template,
}

/// What was done to a node in a frame.
pub struct NodeResponse {
    /// The response of its body, while it matters: hovered, or with a menu open.
    pub response: Option<Response>,
    /// Whether it was pressed.
    pub pressed: bool,
    /// Whether the button is held on it.
    pub is_held: bool,
    /// Whether it was double-clicked.
    pub double_clicked: bool,
    /// Whether the pointer is on it.
    pub contains_pointer: bool,
    /// The zone that was clicked.
    pub flag: Option<Zone>,
    /// What became of a wire.
    pub event: Option<EdgeEvent>,
}

const ZONE: f32 = 13.0;

/// Draws a node. From afar its flags are too small to be set, and only drawn.
pub fn show(
    context: &mut NodesCtx<'_>,
    ui: &mut Ui,
    node: &Drawn,
    session: &Session,
    is_near: bool,
) -> NodeResponse {
    let graph_node = GraphNode::from_id(node.id)
        .inputs(node.ports.inputs.len())
        .outputs(node.ports.outputs.len())
        .flow(egui::Direction::TopDown)
        .socket_color(Color32::TRANSPARENT)
        .socket_radius(4.0)
        .max_width(node.size.x)
        .animation_time(0.0);
    let response = graph_node.show_or_cull(context, ui, |node_context| {
        let look = node_context.interaction();
        node_context.framed_with(egui::Frame::NONE, |ui, sockets| {
            ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
            let (held, _) = ui.allocate_exact_size(node.held_size(), Sense::hover());
            let rect = node.body(held.min);
            for index in 0..node.ports.inputs.len() {
                sockets.input_at(index, rect.left() + node.socket(index, node.ports.inputs.len()));
            }
            for index in 0..node.ports.outputs.len() {
                sockets
                    .output_at(index, rect.left() + node.socket(index, node.ports.outputs.len()));
            }
            paint(ui, node, rect, look.selected, look.hovered || look.in_selection_rect);
            if node.is_dot() || !is_near { None } else { zones(ui, node, rect, look.hovered) }
        })
    });
    let flag = response.inner().flatten();
    let event = response.edge_event();
    let body: &Response = &response;
    let failed = session
        .results
        .report(&session.path(&node.name).to_string())
        .is_some_and(|report| report.error.is_some());
    body.widget_info(|| {
        let mut name = super::accessible_name(&node.name, &node.label);
        if node.is_displayed {
            name.push_str(", displayed");
        }
        if node.node.bypass {
            name.push_str(", bypassed");
        }
        if failed {
            name.push_str(", failed");
        }
        WidgetInfo::selected(
            WidgetType::Button,
            true,
            session.selection.names.contains(&node.name),
            name,
        )
    });
    let pressed = body.is_pointer_button_down_on() && ui.input(|input| input.pointer.any_pressed());
    NodeResponse {
        pressed: pressed || body.secondary_clicked(),
        is_held: body.is_pointer_button_down_on(),
        double_clicked: body.double_clicked(),
        contains_pointer: body.contains_pointer(),
        response: (body.hovered() || body.context_menu_opened()).then(|| body.clone()),
        flag,
        event,
    }
}

fn paint(ui: &Ui, node: &Drawn, rect: Rect, selected: bool, hovered: bool) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter();
    let dark = ui.visuals().dark_mode;
    if node.is_dot() {
        let stroke = Stroke::new(2.0, if selected { tokens.accent } else { tokens.second });
        let fill = if hovered { tokens.hover } else { tokens.head };
        painter.circle(rect.center(), rect.width() / 2.0 - 1.0, fill, stroke);
        return;
    }
    let own = node.node.colour.map(|[r, g, b]| Color32::from_rgb(r, g, b));
    let mut category = own.unwrap_or_else(|| theme::category(node.category, dark));
    if node.node_type.is_none() {
        category = tokens.error;
    }
    let corner = if node.is_learned() { (rect.height() / 2.0) as u8 } else { size::NODE_CORNER };
    let round = |by: f32| CornerRadius::same((f32::from(corner) + by) as u8);
    if node.is_displayed {
        let ring = Stroke::new(2.0, tokens.accent);
        painter.rect_stroke(rect.expand(4.0), round(4.0), ring, StrokeKind::Middle);
    } else if node.node.template {
        let ring = Stroke::new(1.5, tokens.learned.gamma_multiply(0.8));
        painter.rect_stroke(rect.expand(4.0), round(4.0), ring, StrokeKind::Middle);
    }
    let fill = match (selected, hovered) {
        (true, _) => tokens.selected,
        (false, true) => tokens.hover,
        (false, false) => tokens.head,
    };
    let stroke = if selected {
        Stroke::new(2.0, tokens.accent)
    } else {
        Stroke::new(1.25, category.gamma_multiply(if node.node.bypass { 0.5 } else { 0.9 }))
    };
    painter.rect(rect, round(0.0), fill, stroke, StrokeKind::Inside);
    if !node.is_learned() {
        let strip = Rect::from_min_size(
            rect.min + egui::vec2(4.0, 6.0),
            egui::vec2(3.0, rect.height() - 12.0),
        );
        painter.rect_filled(strip, 1.5, category);
    }
}

/// The zones on the sides: what is on is filled; under the pointer all are shown.
fn zones(ui: &Ui, node: &Drawn, rect: Rect, hovered: bool) -> Option<Zone> {
    let tokens = theme::tokens(ui);
    let left = rect.with_max_x(rect.min.x + ZONE);
    let right = rect.with_min_x(rect.max.x - ZONE);
    let inner = right.translate(egui::vec2(-ZONE, 0.0));
    let all = [
        (Zone::Bypass, "Bypass", left, node.node.bypass, tokens.warning),
        (Zone::Template, "Template", inner, node.node.template, tokens.learned),
        (Zone::Display, "Display", right, node.is_displayed, tokens.accent),
    ];
    let mut clicked = None;
    for (zone, name, rect, is_on, colour) in all {
        let id = egui::Id::new(("zone", node.id.value(), name));
        let response = ui.interact(rect, id, Sense::click());
        let name = format!("{name} of {}", node.name);
        widgets::named(&response, WidgetType::Checkbox, &name, Some(is_on));
        let inside = rect.shrink2(egui::vec2(3.5, 8.0));
        if is_on {
            ui.painter().rect_filled(inside, 2.0, colour);
        } else if hovered || response.hovered() {
            let stroke = Stroke::new(1.0, colour.gamma_multiply(0.7));
            ui.painter().rect_stroke(inside, 2.0, stroke, StrokeKind::Inside);
        }
        if response.clicked() {
            clicked = Some(zone);
        }
    }
    clicked
}

/// Asks for the change that a clicked zone stands for.
pub fn set_flag(
    zone: Zone,
    path: &NodePath,
    node: &Node,
    session: &Session,
    actions: &mut Actions,
) {
    let path = path.clone();
    let flag = |actions: &mut Actions, flag: Flag, on: bool, step: &str| {
        let path = path.clone();
        actions.edit(step, move |edit| edit.set_flag(&[path], flag, on));
    };
    match zone {
        Zone::Bypass if node.bypass => flag(actions, Flag::Bypass, false, "Stop Bypassing"),
        Zone::Bypass => flag(actions, Flag::Bypass, true, "Bypass"),
        Zone::Template if node.template => flag(actions, Flag::Template, false, "Stop Templating"),
        Zone::Template => flag(actions, Flag::Template, true, "Template"),
        Zone::Display => {
            let network = session.network.clone();
            let name = path.name().cloned();
            actions.edit("Display", move |edit| edit.set_display(&network, name.as_deref()));
        }
    }
}
