//! What is drawn over the graph at its true size, so that text stays sharp at every zoom: names,
//! sockets, badges, the wire being pulled.

use egui::emath::TSTransform;
use egui::{Align2, Color32, LayerId, Painter, Pos2, Rect, Stroke, Ui};
use egui_graph::SocketKind;
use egui_phosphor::regular as icon;
use graph::{Arity, Role};

use super::scene::{Drawn, Scene};
use super::{Frame, wires};
use crate::editor::cook::Running;
use crate::editor::session::Session;
use crate::editor::theme::{self, Tokens, size};
use crate::editor::training_panel;
use crate::editor::widgets;

/// Below this zoom nodes have no names, and further below no labels.
const NAMES_FROM: f32 = 0.45;
pub const LABELS_FROM: f32 = 0.28;

struct Pen<'a> {
    painter: Painter,
    to_screen: TSTransform,
    tokens: &'static Tokens,
    dark: bool,
    session: &'a Session,
    /// What cooks at this moment, with the part done of each.
    cooking: Vec<(std::sync::Arc<str>, f32)>,
    time: f64,
}

/// What of the graph is where in this frame.
pub struct Seen<'a> {
    pub layout: &'a egui_graph::Layout,
    pub frame: &'a Frame,
    /// The remark whose text is in a field.
    pub typed: Option<&'a graph::Name>,
}

/// Draws it.
pub fn paint(
    ui: &Ui,
    scene: &Scene,
    seen: &Seen<'_>,
    session: &Session,
    running: Option<&Running>,
    rect: Rect,
) {
    let Seen { layout, frame, typed } = *seen;
    let layer = LayerId::new(ui.layer_id().order, egui::Id::new("network overlay"));
    // Nodes lie on layers of their own over the graph's: this lies over them.
    ui.ctx().set_sublayer(frame.layer, layer);
    ui.ctx().move_to_top(layer);
    let to_screen = ui.ctx().layer_transform_to_global(frame.layer).unwrap_or_default();
    let scale = to_screen.scaling;
    let pen = Pen {
        painter: Painter::new(ui.ctx().clone(), layer, rect),
        to_screen,
        tokens: theme::tokens(ui),
        dark: ui.visuals().dark_mode,
        session,
        cooking: running.map(|running| running.activity.running()).unwrap_or_default(),
        time: ui.input(|input| input.time),
    };
    let look = (pen.tokens, pen.dark);
    super::remarks::paint_texts(&pen.painter, session, to_screen, typed, look);
    let hovered: Vec<usize> = frame
        .responses
        .iter()
        .filter(|(_, response)| response.contains_pointer)
        .map(|(index, _)| *index)
        .collect();
    egui_graph::with_graph_memory(ui.ctx(), super::graph_id(), |memory| {
        for (index, node) in scene.nodes.iter().enumerate() {
            let Some(sockets) = memory.node_sockets().get(&node.id) else { continue };
            let held = layout.get(&node.id).copied().unwrap_or(node.held_corner());
            let body = node.body(held);
            let screen = pen.to_screen * body;
            if !rect.expand(160.0).intersects(screen) {
                continue;
            }
            pen.node(node, screen, scale, hovered.contains(&index));
            if scale >= LABELS_FROM && !node.is_dot() {
                pen.sockets(node, sockets, screen, scale);
            }
        }
    });
    if !pen.cooking.is_empty() {
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(60));
    }
    if let Some(dragged) = &frame.dragged {
        pen.pulled(scene, dragged);
    }
}

impl Pen<'_> {
    fn node(&self, node: &Drawn, body: Rect, scale: f32, hovered: bool) {
        if scale < LABELS_FROM || node.is_dot() {
            return;
        }
        let fade = if node.node.bypass { self.tokens.quiet } else { self.tokens.text };
        let centre =
            body.center() + egui::vec2(if node.is_learned() { 0.0 } else { 2.0 * scale }, 0.0);
        self.text(centre, Align2::CENTER_CENTER, &node.label, false, scale, fade);
        if scale < NAMES_FROM {
            return;
        }
        let path = self.session.path(&node.name).to_string();
        let selected = self.session.selection.names.contains(&node.name);
        let colour = if selected { self.tokens.text } else { self.tokens.second };
        let report = self.session.results.report(&path);
        let cooking = self.cooking.iter().find(|(cooking, _)| **cooking == *path);
        let told = report.filter(|_| selected || hovered || node.is_displayed);
        let learning = node
            .node_type
            .filter(|it| nodes::learn::training::is_trained(it))
            .map(|_| self.session.training_state(&self.session.path(&node.name)));
        let line = match (cooking, report.and_then(|report| report.error.as_ref()), told) {
            (Some((_, part)), ..) => {
                Some((format!("cooking {:.0} %", part * 100.0), self.tokens.accent))
            }
            (None, Some(_), _) => Some(("failed".to_owned(), self.tokens.error)),
            (None, None, Some(report)) => {
                let count = widgets::count(report.elements);
                let text = format!("{count} · {}", widgets::duration(report.seconds));
                Some((text, self.tokens.quiet))
            }
            _ => None,
        };
        let line = match learning {
            Some(state) => {
                let colour = training_panel::state_colour(&state, self.tokens);
                Some((state.text(), colour))
            }
            None => line,
        };
        let side = body.right_center() + egui::vec2(12.0 * scale, 0.0);
        let up = if line.is_some() { -7.0 * scale } else { 0.0 };
        self.text(
            side + egui::vec2(0.0, up),
            Align2::LEFT_CENTER,
            &node.name,
            false,
            scale,
            colour,
        );
        if let Some((text, colour)) = line {
            let at = side + egui::vec2(0.0, 8.0 * scale);
            self.text(at, Align2::LEFT_CENTER, &text, true, scale, colour);
        }
        self.badges(node, report, cooking.is_some(), body, scale);
    }

    fn badges(
        &self,
        node: &Drawn,
        report: Option<&graph::NodeReport>,
        cooking: bool,
        body: Rect,
        scale: f32,
    ) {
        let mut badges: Vec<(&str, Color32)> = Vec::new();
        if node.node_type.is_none() || report.is_some_and(|report| report.error.is_some()) {
            badges.push((icon::WARNING_OCTAGON, self.tokens.error));
        }
        if report.is_some_and(|report| !report.warnings.is_empty()) {
            badges.push((icon::WARNING, self.tokens.warning));
        }
        if node.node.locked {
            badges.push((icon::LOCK_SIMPLE, self.tokens.second));
        }
        if !node.node.comment.is_empty() {
            badges.push((icon::CHAT_TEXT, self.tokens.second));
        }
        if node.node_type.is_some_and(|it| it.reads.frame) {
            badges.push((icon::CLOCK, self.tokens.second));
        }
        match node.node_type.map(|it| it.role) {
            Some(Role::Loop) => badges.push((icon::REPEAT, self.tokens.quiet)),
            _ if node.node.network.is_some() => badges.push((icon::STACK, self.tokens.quiet)),
            _ => {}
        }
        let mut at = body.left_center() - egui::vec2(10.0 * scale, 0.0);
        if cooking {
            self.spinner(at - egui::vec2(6.0 * scale, 0.0), 5.0 * scale);
            at.x -= 18.0 * scale;
        }
        for (badge, colour) in badges {
            let font = theme::icon((14.0 * scale * 2.0).round() / 2.0);
            let drawn = self.painter.text(at, Align2::RIGHT_CENTER, badge, font, colour);
            at.x = drawn.left() - 4.0 * scale;
        }
    }

    fn spinner(&self, at: Pos2, radius: f32) {
        let turn = self.time as f32 * 6.0;
        let points = (0..=12).map(|step| {
            let angle = turn + step as f32 / 12.0 * 4.5;
            at + radius * egui::vec2(angle.cos(), angle.sin())
        });
        self.painter.line(points.collect(), Stroke::new(2.0, self.tokens.accent));
    }

    fn sockets(&self, node: &Drawn, sockets: &egui_graph::NodeSockets, body: Rect, scale: f32) {
        let radius = (4.5 * scale).max(2.0);
        let draw = |at: Pos2, y: f32, colour: [u8; 3], wired: bool, many: bool| {
            let at = Pos2::new((self.to_screen * at).x, y);
            let colour = theme::wire(colour, self.dark);
            let fill = if wired { colour } else { self.tokens.canvas };
            let stroke = Stroke::new((1.5 * scale).max(1.0), colour);
            if many {
                let rect = Rect::from_center_size(at, egui::vec2(radius * 5.0, radius * 2.0));
                self.painter.rect(rect, radius, fill, stroke, egui::StrokeKind::Inside);
            } else {
                self.painter.circle(at, radius, fill, stroke);
            }
        };
        for (index, at, _) in sockets.inputs() {
            if let Some(port) = node.ports.inputs.get(index) {
                let wired = !node.node.wires(&port.id).is_empty();
                draw(at, body.min.y, port.wire.colour, wired, port.arity == Arity::Many);
            }
        }
        for (index, at, _) in sockets.outputs() {
            if let Some(port) = node.ports.outputs.get(index) {
                draw(at, body.max.y, port.wire.colour, false, false);
            }
        }
    }

    fn pulled(&self, scene: &Scene, dragged: &egui_graph::EdgeInProgress) {
        let node = scene.index.get(&dragged.start.socket.node).map(|at| &scene.nodes[*at]);
        let wire = node.and_then(|node| {
            let index = dragged.start.socket.index;
            match dragged.start.socket.kind {
                SocketKind::Input => node.ports.inputs.get(index).map(|port| port.wire),
                SocketKind::Output => node.ports.outputs.get(index).map(|port| port.wire),
            }
        });
        let colour = theme::wire(wire.map_or([0xA7, 0xAF, 0xBA], |wire| wire.colour), self.dark);
        let path = dragged.path(wires::SHAPE);
        let line: Vec<Pos2> = path.flatten(5.0).map(|at| self.to_screen * at).collect();
        self.painter.line(line, Stroke::new(2.5, colour));
        self.painter.circle_filled(self.to_screen * dragged.end_pos, 4.0, colour);
    }

    fn text(
        &self,
        at: Pos2,
        align: Align2,
        text: &str,
        small: bool,
        scale: f32,
        colour: Color32,
    ) -> Rect {
        // Sizes go in steps, so that zooming does not fill the font's picture.
        let points = if small { size::SMALL } else { size::TEXT } * scale;
        let points = ((points * 2.0).round() / 2.0).max(3.0);
        self.painter.text(at, align, text, theme::text(points), colour)
    }
}

/// What to do in an empty network.
pub fn hint(ui: &Ui, rect: Rect) {
    let tokens = theme::tokens(ui);
    let painter = ui.painter_at(rect);
    let at = rect.center();
    painter.text(
        at - egui::vec2(0.0, 12.0),
        Align2::CENTER_CENTER,
        "Press Tab to add a node",
        theme::text(size::TITLE),
        tokens.second,
    );
    let more = "or drop a mesh or a project here";
    painter.text(
        at + egui::vec2(0.0, 12.0),
        Align2::CENTER_CENTER,
        more,
        theme::text(size::TEXT),
        tokens.quiet,
    );
}
