//! Notes and boxes on the canvas: drawn, moved, sized, written on.

use egui::{Color32, CursorIcon, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2};
use egui::{WidgetType, emath::TSTransform, pos2, vec2};
use graph::{Carried, Name, NodePath, Remark, RemarkKind};

use super::NetworkPanel;
use crate::editor::action::{Action, Actions};
use crate::editor::session::{Selection, Session};
use crate::editor::theme::{self, Tokens, size};
use crate::editor::widgets;

/// What is done with remarks at this moment.
#[derive(Debug, Default)]
pub struct Remarks {
    /// The one that is chosen.
    chosen: Option<Name>,
    drag: Option<Drag>,
    pub(super) typed: Option<super::remark_text::Typed>,
}

/// A remark that is moved or sized.
#[derive(Debug)]
struct Drag {
    name: Name,
    sizes: bool,
    carried: Carried,
    /// How far the pointer went, and how much of that is done: whole points only.
    wanted: Vec2,
    done: Vec2,
}

/// The height of the title of a box, by which it is held.
pub const TITLE: f32 = 28.0;
/// The side of the corner by which a remark is sized.
const CORNER: f32 = 16.0;

impl Remarks {
    /// The remark that is chosen.
    pub fn chosen(&self) -> Option<&Name> {
        self.chosen.as_ref()
    }

    /// Whether one is moved or sized: nodes move with it.
    pub fn is_dragging(&self) -> bool {
        self.drag.is_some()
    }

    /// Draws them under the nodes, on the graph's own layer.
    pub(super) fn show(&mut self, ui: &Ui, session: &Session, actions: &mut Actions) {
        let remarks = &session.shown().remarks;
        if self.chosen.as_ref().is_some_and(|name| !remarks.contains_key(name)) {
            self.chosen = None;
        }
        let mut order: Vec<(&Name, &Remark)> =
            remarks.iter().map(|(name, remark)| (name, &**remark)).collect();
        // What lies in something else lies on it.
        order.sort_by(|(_, a), (_, b)| area(b).total_cmp(&area(a)));
        if ui.input(|input| input.pointer.primary_pressed()) {
            self.chosen = None;
        }
        for (name, remark) in order {
            self.remark_ui(ui, name, remark, session, actions);
        }
    }

    fn remark_ui(
        &mut self,
        ui: &Ui,
        name: &Name,
        remark: &Remark,
        session: &Session,
        actions: &mut Actions,
    ) {
        let rect = rect(remark);
        if !ui.clip_rect().intersects(rect) {
            return;
        }
        let grip = match remark.kind {
            RemarkKind::Note => rect,
            RemarkKind::Box => rect.with_max_y(rect.min.y + TITLE),
        };
        let id = egui::Id::new(("remark", session.network.to_string(), &**name));
        let held = ui.interact(grip, id, Sense::click_and_drag());
        widgets::named(&held, WidgetType::Button, &accessible_name(name, remark), None);
        let corner = Rect::from_min_max(rect.max - Vec2::splat(CORNER), rect.max);
        let sized = ui.interact(corner, id.with("size"), Sense::drag());
        widgets::named(&sized, WidgetType::Other, &format!("Size of {name}"), None);
        if held.is_pointer_button_down_on() || held.context_menu_opened() {
            self.chosen = Some(name.clone());
        }
        let is_chosen = self.chosen.as_ref() == Some(name);
        paint(ui, remark, rect, is_chosen, held.hovered() || sized.hovered());
        if sized.hovered() || sized.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeNwSe);
        }
        if held.clicked() {
            actions.push(Action::Select(Selection::default()));
        }
        if held.double_clicked() {
            self.type_on(&session.network, name, remark);
        }
        self.dragged(&held, false, name, remark, session, actions);
        self.dragged(&sized, true, name, remark, session, actions);
        held.context_menu(|ui| self.menu(ui, name, remark, session, actions));
    }

    /// Lets the artist write on a remark.
    pub fn type_on(&mut self, network: &NodePath, name: &Name, remark: &Remark) {
        self.typed = Some(super::remark_text::Typed::new(network, name, remark));
        self.chosen = Some(name.clone());
    }

    fn dragged(
        &mut self,
        response: &Response,
        sizes: bool,
        name: &Name,
        remark: &Remark,
        session: &Session,
        actions: &mut Actions,
    ) {
        if response.drag_started_by(egui::PointerButton::Primary) {
            let carried = Carried::by(remark, name, session.shown());
            let (wanted, done) = (Vec2::ZERO, Vec2::ZERO);
            self.drag = Some(Drag { name: name.clone(), sizes, carried, wanted, done });
        }
        let Some(drag) = self.drag.as_mut().filter(|it| it.name == *name && it.sizes == sizes)
        else {
            return;
        };
        drag.wanted += response.drag_delta();
        let by = drag.wanted.round() - drag.done;
        if by != Vec2::ZERO {
            drag.done += by;
            let (network, name) = (session.network.clone(), name.clone());
            let gesture = Some(format!("remark {network}/{name}"));
            let word = if sizes { "Size" } else { "Move" };
            let step = format!("{word} {}", kind_name(remark.kind));
            let carried = drag.carried.clone();
            let mut larger = remark.clone();
            larger.size = [larger.size[0] + by.x, larger.size[1] + by.y];
            actions.change(step, gesture, move |edit| {
                match sizes {
                    true => edit.set_remark(&network, &name, larger)?,
                    false => edit.move_carried(&network, &carried, by.into())?,
                }
                Ok(Vec::new())
            });
        }
        if response.drag_stopped() {
            self.drag = None;
            actions.push(Action::EndGesture);
        }
    }

    fn menu(
        &mut self,
        ui: &mut Ui,
        name: &Name,
        remark: &Remark,
        session: &Session,
        actions: &mut Actions,
    ) {
        let write = if remark.kind == RemarkKind::Box { "Write the Title" } else { "Write" };
        if ui.button(write).clicked() {
            self.type_on(&session.network, name, remark);
            ui.close();
        }
        let network = session.network.clone();
        if ui.button("Delete").clicked() {
            let (network, name) = (network.clone(), name.clone());
            let step = format!("Delete {}", kind_name(remark.kind));
            actions.edit(step, move |edit| edit.remove_remarks(&network, &[name]));
            ui.close();
        }
        ui.separator();
        if let Some(colour) = super::menu::colours(ui) {
            let remark = Remark { colour, ..remark.clone() };
            let name = name.clone();
            actions.edit("Colour", move |edit| edit.set_remark(&network, &name, remark));
            ui.close();
        }
    }
}

impl NetworkPanel {
    /// The remarks of the network that is shown.
    pub fn remarks(&mut self) -> &mut Remarks {
        &mut self.remarks
    }

    /// The remark that is chosen.
    pub fn chosen_remark(&self) -> Option<&Name> {
        self.remarks.chosen()
    }

    /// Where a new box goes: around the selected nodes, with their names, or to the pointer.
    pub fn place_for_box(&self, session: &Session) -> Rect {
        let chosen = session.selection.names.iter().filter_map(|name| self.scene.node(name));
        let nodes = chosen.map(|node| Rect::from_min_size(node.corner(), node.size));
        match nodes.reduce(Rect::union) {
            Some(nodes) => Rect::from_min_max(
                nodes.min - vec2(28.0, TITLE + 20.0),
                nodes.max + vec2(128.0, 28.0),
            ),
            None => Rect::from_min_size(self.pointer.round(), vec2(280.0, 180.0)),
        }
    }
}

/// What a kind is called.
pub fn kind_name(kind: RemarkKind) -> &'static str {
    match kind {
        RemarkKind::Note => "Note",
        RemarkKind::Box => "Box",
    }
}

fn accessible_name(name: &Name, remark: &Remark) -> String {
    let first = remark.text.lines().next().unwrap_or_default();
    format!("{name} ({}): {first}", kind_name(remark.kind))
}

/// A remark on the graph.
pub fn rect(remark: &Remark) -> Rect {
    Rect::from_min_size(remark.position.into(), remark.size.into())
}

fn area(remark: &Remark) -> f32 {
    remark.size[0] * remark.size[1]
}

/// The colour of a remark: its own, or that of its kind.
fn ink(remark: &Remark, tokens: &Tokens, dark: bool) -> Color32 {
    match (remark.colour, remark.kind) {
        (Some(colour), _) => theme::wire(colour, dark),
        (None, RemarkKind::Note) => tokens.warning,
        (None, RemarkKind::Box) => tokens.good,
    }
}

fn paint(ui: &Ui, remark: &Remark, rect: Rect, is_chosen: bool, is_hovered: bool) {
    let tokens = theme::tokens(ui);
    let ink = ink(remark, tokens, ui.visuals().dark_mode);
    let strength = if remark.kind == RemarkKind::Note { 0.13 } else { 0.08 };
    let fill = tokens.canvas.lerp_to_gamma(ink, strength);
    let line = match (is_chosen, is_hovered) {
        (true, _) => Stroke::new(1.5, tokens.accent),
        (false, true) => Stroke::new(1.0, ink.gamma_multiply(0.7)),
        (false, false) => Stroke::new(1.0, ink.gamma_multiply(0.4)),
    };
    ui.painter().rect(rect, size::NODE_CORNER, fill, line, StrokeKind::Inside);
    if is_hovered || is_chosen {
        for step in [5.0, 9.0] {
            let ends = [rect.max - vec2(step, 3.0), rect.max - vec2(3.0, step)];
            ui.painter().line_segment(ends, Stroke::new(1.0, ink.gamma_multiply(0.7)));
        }
    }
}

/// Draws the texts at their true size.
pub fn paint_texts(
    painter: &Painter,
    session: &Session,
    to_screen: TSTransform,
    typed: Option<&Name>,
    look: (&Tokens, bool),
) {
    let scale = to_screen.scaling;
    let points = (size::TEXT * scale * 2.0).round() / 2.0;
    let remarks = session.shown().remarks.iter().filter(|(name, _)| Some(*name) != typed);
    for (_, remark) in remarks.filter(|_| points >= 4.0) {
        let screen = to_screen * rect(remark);
        if !painter.clip_rect().intersects(screen) {
            continue;
        }
        let (tokens, dark) = look;
        let (font, colour, text) = match remark.kind {
            RemarkKind::Note => (theme::text(points), tokens.text, remark.text.as_str()),
            RemarkKind::Box => {
                let title = remark.text.lines().next().unwrap_or_default();
                (theme::strong(points), ink(remark, tokens, dark), title)
            }
        };
        let at = screen.min + vec2(10.0, 7.0) * scale;
        let width = screen.width() - 20.0 * scale;
        let galley = painter.layout(text.to_owned(), font, colour, width);
        let end = pos2(screen.max.x - 4.0 * scale, screen.max.y - 4.0 * scale);
        painter
            .with_clip_rect(Rect::from_min_max(screen.min, end).intersect(painter.clip_rect()))
            .galley(at, galley, colour);
    }
}
