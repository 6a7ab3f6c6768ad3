//! Numbers: fields to drag or type in, sliders over the soft range, colours.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use egui::{DragValue, Response, Ui, WidgetType, vec2};
use graph::{Limits, Value};

use super::field::Field;
use super::slider::slider;
use super::values;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// The width of the field beside a slider.
const BESIDE_SLIDER: f32 = 88.0;

/// A number.
pub fn float(ui: &mut Ui, field: &mut Field<'_>, value: f64) {
    let mut now = value;
    let Some(response) = single(ui, field, &mut now, false) else { return };
    if now != value {
        field.drag(Value::Float(now), &response);
    }
    field.end_of_drag(&response);
}

/// A whole number.
pub fn integer(ui: &mut Ui, field: &mut Field<'_>, value: i64) {
    let mut now = value as f64;
    let Some(response) = single(ui, field, &mut now, true) else { return };
    if now != value as f64 {
        field.drag(Value::Integer(now.round() as i64), &response);
    }
    field.end_of_drag(&response);
}

/// None where an expression was typed, which is set then.
fn single(ui: &mut Ui, field: &mut Field<'_>, now: &mut f64, whole: bool) -> Option<Response> {
    let limits = slider_limits(field, whole);
    let typed = RefCell::new(None);
    let response = ui.horizontal(|ui| {
        let width = if limits.is_some() { BESIDE_SLIDER } else { BESIDE_SLIDER * 1.5 };
        let response = drag(ui, field, now, whole, (width, &field.row.label), &typed);
        let Some(limits) = limits.filter(|_| ui.available_width() > 60.0) else { return response };
        let name = format!("{} slider", field.row.label);
        let slider = slider(ui, &name, now, limits, whole);
        response.union(slider)
    });
    match typed.into_inner() {
        Some(text) => {
            field.express(&text);
            None
        }
        None => Some(response.inner),
    }
}

/// Two, three or four numbers.
pub fn vector(ui: &mut Ui, field: &mut Field<'_>, value: &Value) {
    let count = value.numbers().len();
    if count == 0 {
        return;
    }
    let mut numbers = value.numbers().to_vec();
    let gap = ui.spacing().item_spacing.x;
    let width =
        ((ui.available_width() - gap * (count as f32 - 1.0)) / count as f32).clamp(40.0, 130.0);
    let mut all: Option<Response> = None;
    let mut changed = false;
    let mut expression = None;
    ui.horizontal(|ui| {
        for (axis, number) in numbers.iter_mut().enumerate() {
            let before = *number;
            let name = format!("{} {}", field.row.label, ["x", "y", "z", "w"][axis]);
            let typed = RefCell::new(None);
            let response = drag(ui, field, number, false, (width, &name), &typed);
            expression = expression.take().or(typed.into_inner().map(|text| (axis, text)));
            changed |= before != *number;
            all = Some(match all.take() {
                Some(others) => others.union(response),
                None => response,
            });
        }
    });
    let Some(response) = all else { return };
    if let Some((axis, text)) = expression {
        let mut parts: Vec<String> = numbers.iter().map(|number| values::number(*number)).collect();
        parts[axis] = text;
        return field.express(&format!("set({})", parts.join(", ")));
    }
    if changed {
        let value = match (numbers.as_slice(), value) {
            ([x, y], _) => Value::Vector2([*x, *y]),
            ([x, y, z], _) => Value::Vector3([*x, *y, *z]),
            ([x, y, z, w], _) => Value::Vector4([*x, *y, *z, *w]),
            (_, value) => value.clone(),
        };
        field.drag(value, &response);
    }
    field.end_of_drag(&response);
}

/// A linear colour: a patch that opens a picker, and its numbers.
pub fn colour(ui: &mut Ui, field: &mut Field<'_>, value: [f64; 3]) {
    ui.horizontal(|ui| {
        let mut now = value.map(|channel| channel as f32);
        ui.spacing_mut().interact_size = vec2(48.0, size::ROW);
        let response = ui.color_edit_button_rgb(&mut now);
        field.name(&response, WidgetType::ColorButton, None);
        if now != value.map(|channel| channel as f32) {
            let picked = Value::Vector3(now.map(f64::from));
            // The picker is dragged in a window of its own: until the button is let go, one step.
            let held = ui.input(|input| input.pointer.any_down());
            field.change(picked.into(), held);
        }
        if ui.input(|input| input.pointer.any_released()) {
            field.actions.push(crate::editor::action::Action::EndGesture);
        }
        vector(ui, field, &Value::Vector3(value));
    });
}

fn drag(
    ui: &mut Ui,
    field: &Field<'_>,
    now: &mut f64,
    whole: bool,
    (width, name): (f32, &str),
    typed: &RefCell<Option<String>>,
) -> Response {
    let tokens = theme::tokens(ui);
    let declaration = field.row.declaration;
    let unit = declaration.unit;
    let response = ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
            state.weak_bg_fill = tokens.field;
            state.bg_fill = tokens.field;
        }
        widgets.inactive.bg_stroke.color = tokens.line;
        widgets.hovered.bg_stroke.color = tokens.quiet;
        ui.spacing_mut().button_padding.x = 6.0;
        let range = range(declaration.hard);
        let (coarse, typing) = ui.input(|input| (input.modifiers.command, input.modifiers.shift));
        let speed = speed(field, *now, whole) * if coarse && !typing { 10.0 } else { 1.0 };
        let mut value =
            DragValue::new(now)
                .range(range)
                .speed(speed)
                .update_while_editing(false)
                .custom_parser(|text| number_in(text, unit, typed))
                .custom_formatter(move |number, _| {
                    if whole { format!("{number:.0}") } else { values::number(number) }
                });
        if whole {
            value = value.fixed_decimals(0);
        }
        if !unit.is_empty() {
            let space = if unit == "°" { "" } else { " " };
            value = value.suffix(format!("{space}{unit}"));
        }
        ui.spacing_mut().interact_size = vec2(width, size::ROW);
        ui.add(value)
    });
    widgets::named(&response.inner, WidgetType::DragValue, name, None);
    let response = response.inner;
    match declaration.help {
        "" => response,
        help => response.on_hover_text(help),
    }
}

/// The number that was typed; what is no number is an expression.
fn number_in(text: &str, unit: &str, typed: &RefCell<Option<String>>) -> Option<f64> {
    let text = text.trim();
    let bare = text.strip_suffix(unit).unwrap_or(text).trim().replace('\u{2212}', "-");
    match bare.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        _ => {
            let text = text.strip_prefix('=').unwrap_or(text).trim();
            if !text.is_empty() {
                *typed.borrow_mut() = Some(text.to_owned());
            }
            None
        }
    }
}

/// What the slider spans: the soft range, or the hard one where it is bounded.
fn slider_limits(field: &Field<'_>, whole: bool) -> Option<RangeInclusive<f64>> {
    let (soft, hard) = (field.row.declaration.soft, field.row.declaration.hard);
    let (low, high) = (soft.min.or(hard.min)?, soft.max.or(hard.max)?);
    let sensible = high > low && high - low < if whole { 1e6 } else { 1e9 };
    sensible.then_some(low..=high)
}

fn range(limits: Limits) -> RangeInclusive<f64> {
    limits.min.unwrap_or(f64::NEG_INFINITY)..=limits.max.unwrap_or(f64::INFINITY)
}

/// How much a point of the drag changes the number.
fn speed(field: &Field<'_>, now: f64, whole: bool) -> f64 {
    let span = slider_limits(field, whole).map(|range| range.end() - range.start());
    let by_span = span.map_or(0.01, |span| span / 300.0);
    let speed = by_span.max(now.abs() * 0.004);
    if whole { speed.max(0.05) } else { speed }
}
