//! Ramps: points on a curve, or on a band of colours.

use std::sync::Arc;

use egui::{
    Color32, Id, Key, Mesh, Pos2, Rect, Response, Sense, Stroke, Ui, WidgetType, pos2, vec2,
};
use graph::{Between, Ramp, Stop, Value};

use super::field::Field;
use crate::editor::action::Action;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// How high the curve is drawn, and the band of colours.
const CURVE: f32 = 96.0;
const BAND: f32 = 36.0;
/// Around the drawing, so that points at the ends are seen whole.
const MARGIN: f32 = 7.0;
const POINT: f32 = 5.0;
/// Pieces that the curve is drawn in.
const PIECES: usize = 96;

/// A ramp: points are dragged; a click between them adds one, Delete or a double click removes
/// one; the numbers of the chosen one stand below.
pub fn show(ui: &mut Ui, field: &mut Field<'_>, ramp: &Arc<Ramp>) {
    let memory = Id::new(("ramp", field.path.to_string(), &*field.row.id));
    let chosen: usize = ui.data(|data| data.get_temp(memory)).unwrap_or(0);
    let chosen = chosen.min(ramp.stops().len() - 1);
    let view = View::of(ui, ramp);
    let ground = ui.interact(view.frame, memory.with("ground"), Sense::click());
    let name = format!("{} ramp", field.row.label);
    widgets::named(&ground, WidgetType::Other, &name, None);
    view.draw(ui, ramp);
    let mut edited = Edited { stops: ramp.stops().to_vec(), chosen, gesture: None };
    for index in 0..ramp.stops().len() {
        point(ui, field, &view, (memory, index), &mut edited);
    }
    if let Some(pointer) = ground.interact_pointer_pos().filter(|_| ground.clicked()) {
        edited.add(view.stop_at(pointer, ramp));
    }
    if ui.memory(|state| state.has_focus(memory.with(edited.chosen)))
        && ui.input(|input| input.key_pressed(Key::Delete))
    {
        edited.remove(edited.chosen);
    }
    numbers(ui, field, ramp.is_colour(), &mut edited);
    let (place, gesture) = (edited.stops.get(edited.chosen).copied(), edited.gesture.take());
    if edited.stops != ramp.stops()
        && let Some(new) = Ramp::new(edited.stops, ramp.is_colour())
    {
        // A point that is dragged past another one stays the chosen one.
        let stays = new.stops().iter().position(|stop| Some(*stop) == place);
        edited.chosen = stays.unwrap_or(edited.chosen);
        field.change(Value::Ramp(new.into()).into(), gesture == Some(Gesture::GoesOn));
    }
    if gesture == Some(Gesture::Ends) {
        field.actions.push(Action::EndGesture);
    }
    ui.data_mut(|data| data.insert_temp(memory, edited.chosen));
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Gesture {
    GoesOn,
    Ends,
}

/// The stops while they are changed.
struct Edited {
    stops: Vec<Stop>,
    chosen: usize,
    gesture: Option<Gesture>,
}

impl Edited {
    fn add(&mut self, stop: Stop) {
        self.chosen = self.stops.len();
        self.stops.push(stop);
    }

    fn remove(&mut self, index: usize) {
        if self.stops.len() > 1 {
            self.stops.remove(index);
            self.chosen = self.chosen.min(self.stops.len() - 1);
        }
    }

    fn follow(&mut self, response: &Response) {
        if response.dragged() {
            self.gesture = Some(Gesture::GoesOn);
        } else if response.drag_stopped() {
            self.gesture = Some(Gesture::Ends);
        }
    }
}

/// Where a ramp is drawn, and the heights that are seen.
struct View {
    frame: Rect,
    inner: Rect,
    low: f32,
    high: f32,
    is_colour: bool,
}

impl View {
    fn of(ui: &mut Ui, ramp: &Ramp) -> Self {
        let height = if ramp.is_colour() { BAND } else { CURVE };
        let width = (ui.available_width() - 16.0).max(60.0);
        let (frame, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let heights = ramp.stops().iter().map(|stop| stop.value[0] as f32);
        let low = heights.clone().fold(0.0, f32::min);
        let high = heights.fold(1.0_f32, f32::max).max(low + 1e-6);
        let inner = frame.shrink(MARGIN);
        Self { frame, inner, low, high, is_colour: ramp.is_colour() }
    }

    fn position(&self, place: f32, height: f32) -> Pos2 {
        let x = egui::lerp(self.inner.x_range(), place);
        let part = (height - self.low) / (self.high - self.low);
        let y = if self.is_colour {
            self.inner.bottom()
        } else {
            egui::lerp(self.inner.bottom()..=self.inner.top(), part)
        };
        pos2(x, y)
    }

    /// The place and the height under the pointer.
    fn under(&self, pointer: Pos2) -> (f64, f64) {
        let part = |value: f32, from: f32, to: f32| ((value - from) / (to - from)).clamp(0.0, 1.0);
        let place = part(pointer.x, self.inner.left(), self.inner.right());
        let height = part(pointer.y, self.inner.bottom(), self.inner.top());
        (place.into(), f64::from(self.low + (self.high - self.low) * height))
    }

    /// A new stop under the pointer, which goes on as the one before it.
    fn stop_at(&self, pointer: Pos2, ramp: &Ramp) -> Stop {
        let (place, height) = self.under(pointer);
        let before = ramp.stops().iter().rfind(|stop| stop.place <= place);
        let between = before.or(ramp.stops().first()).map_or(Between::Linear, |stop| stop.between);
        let value = if self.is_colour { ramp.at(place as f32).map(f64::from) } else { [height; 3] };
        Stop { place, value, between }
    }

    fn draw(&self, ui: &Ui, ramp: &Ramp) {
        let tokens = theme::tokens(ui);
        let painter = ui.painter();
        painter.rect_filled(self.frame, 4.0, tokens.field);
        let places = (0..=PIECES).map(|piece| piece as f32 / PIECES as f32);
        let mut mesh = Mesh::default();
        let mut line = Vec::with_capacity(PIECES + 1);
        for place in places {
            let value = ramp.at(place);
            let top = if self.is_colour {
                pos2(self.position(place, 0.0).x, self.inner.top())
            } else {
                self.position(place, value[0])
            };
            let fill =
                if self.is_colour { linear(value) } else { tokens.accent.gamma_multiply(0.25) };
            let next = mesh.vertices.len() as u32;
            mesh.colored_vertex(pos2(top.x, self.inner.bottom()), fill);
            mesh.colored_vertex(top, fill);
            if next > 0 {
                mesh.add_triangle(next - 2, next - 1, next);
                mesh.add_triangle(next - 1, next, next + 1);
            }
            line.push(top);
        }
        painter.add(mesh);
        if !self.is_colour {
            painter.line(line, Stroke::new(1.5, tokens.accent));
        }
        let stroke = Stroke::new(1.0, tokens.line);
        painter.rect_stroke(self.frame, 4.0, stroke, egui::StrokeKind::Inside);
    }
}

/// A linear colour as the screen shows it.
fn linear(value: [f32; 3]) -> Color32 {
    let [red, green, blue] = value.map(|channel| channel.clamp(0.0, 1.0));
    egui::Rgba::from_rgb(red, green, blue).into()
}

/// A point that can be dragged.
fn point(
    ui: &mut Ui,
    field: &Field<'_>,
    view: &View,
    (memory, index): (Id, usize),
    edited: &mut Edited,
) {
    let Some(stop) = edited.stops.get(index).copied() else { return };
    let tokens = theme::tokens(ui);
    let center = view.position(stop.place as f32, stop.value[0] as f32);
    let area = Rect::from_center_size(center, egui::Vec2::splat(POINT * 3.0));
    let response = ui.interact(area, memory.with(index), Sense::click_and_drag());
    let name = format!("{} point {}", field.row.label, index + 1);
    widgets::named(&response, WidgetType::Slider, &name, None);
    if response.clicked() || response.drag_started() {
        edited.chosen = index;
        response.request_focus();
    }
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        let (place, height) = view.under(pointer);
        // It stays between its neighbours, so that it is the same point all the time.
        let neighbour = |at: Option<usize>| Some(edited.stops.get(at?)?.place);
        let low = neighbour(index.checked_sub(1)).unwrap_or(0.0);
        let high = neighbour(Some(index + 1)).unwrap_or(1.0).max(low);
        let stop = &mut edited.stops[index];
        stop.place = place.clamp(low, high);
        if !view.is_colour {
            stop.value = [height; 3];
        }
    }
    edited.follow(&response);
    let is_chosen = edited.chosen == index;
    let fill = match (view.is_colour, is_chosen) {
        (true, _) => linear(stop.value.map(|value| value as f32)),
        (false, true) => tokens.accent,
        (false, false) => tokens.text,
    };
    let ring = if is_chosen { tokens.accent } else { tokens.ground };
    ui.painter().circle(center, POINT, fill, Stroke::new(2.0, ring));
    if response.double_clicked() {
        edited.remove(index);
    }
}

/// The numbers of the chosen point.
fn numbers(ui: &mut Ui, field: &Field<'_>, is_colour: bool, edited: &mut Edited) {
    let chosen = edited.chosen;
    let Some(mut stop) = edited.stops.get(chosen).copied() else { return };
    let label = &field.row.label;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size = vec2(56.0, size::ROW);
        let place = egui::DragValue::new(&mut stop.place).range(0.0..=1.0).speed(0.004);
        let response = ui.add(place.max_decimals(3));
        widgets::named(&response, WidgetType::DragValue, &format!("{label} place"), None);
        edited.follow(&response);
        if is_colour {
            let mut colour = stop.value.map(|channel| channel as f32);
            let response = ui.color_edit_button_rgb(&mut colour);
            let name = format!("{label} colour");
            widgets::named(&response, WidgetType::ColorButton, &name, None);
            if colour != stop.value.map(|channel| channel as f32) {
                stop.value = colour.map(f64::from);
            }
        } else {
            let mut height = stop.value[0];
            let response = ui.add(egui::DragValue::new(&mut height).speed(0.004).max_decimals(3));
            widgets::named(&response, WidgetType::DragValue, &format!("{label} height"), None);
            edited.follow(&response);
            stop.value = [height; 3];
        }
        let before = stop.between;
        let menu = egui::ComboBox::from_id_salt("between").selected_text(title(before)).width(84.0);
        let menu = menu.show_ui(ui, |ui| {
            for between in Between::ALL {
                ui.selectable_value(&mut stop.between, between, title(between));
            }
        });
        let name = format!("{label} interpolation");
        widgets::named(&menu.response, WidgetType::ComboBox, &name, None);
    });
    edited.stops[chosen] = stop;
}

fn title(between: Between) -> &'static str {
    match between {
        Between::Constant => "Constant",
        Between::Linear => "Linear",
        Between::Smooth => "Smooth",
    }
}
