//! A slider: a rail, filled up to the value, with a knob.

use std::ops::RangeInclusive;

use egui::{Key, Rect, Response, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};

use crate::editor::theme;

const KNOB: f32 = 6.5;
const RAIL: f32 = 4.0;

/// Draws a slider as wide as there is room; `now` follows the pointer or the arrow keys. Values
/// go in round steps, about a thousand over the whole range, or in whole numbers.
pub fn slider(
    ui: &mut Ui,
    name: &str,
    now: &mut f64,
    range: RangeInclusive<f64>,
    whole: bool,
) -> Response {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), ui.spacing().interact_size.y);
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let (low, high) = (*range.start(), *range.end());
    let step = if whole { 1.0 } else { 10f64.powf(((high - low) / 500.0).log10().floor()) };
    let track = rect.shrink2(vec2(KNOB, 0.0));
    let before = *now;
    if let Some(at) = response.interact_pointer_pos() {
        let part = f64::from(((at.x - track.left()) / track.width()).clamp(0.0, 1.0));
        let value = (low + (high - low) * part) / step;
        *now = (value.round() * step).clamp(low, high);
    }
    if response.has_focus() {
        let by = ui.input_mut(|input| {
            let none = egui::Modifiers::NONE;
            let right = input.count_and_consume_key(none, Key::ArrowRight);
            let left = input.count_and_consume_key(none, Key::ArrowLeft);
            right as f64 - left as f64
        });
        *now =
            (*now + by * step.max((high - low) / 100.0)).clamp(low.min(before), high.max(before));
    }
    if *now != before {
        response.mark_changed();
    }
    let (value, enabled) = (*now, response.enabled());
    response.widget_info(|| {
        let mut info = WidgetInfo::slider(enabled, value, name);
        info.typ = WidgetType::Slider;
        info
    });
    if ui.is_rect_visible(rect) {
        let part = ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
        let knob = pos2(track.left() + track.width() * part, rect.center().y);
        let rail = Rect::from_center_size(rect.center(), vec2(rect.width(), RAIL));
        let held = response.hovered() || response.dragged() || response.has_focus();
        let painter = ui.painter();
        painter.rect_filled(rail, RAIL / 2.0, tokens.field);
        painter.rect_filled(rail.with_max_x(knob.x), RAIL / 2.0, tokens.accent);
        let colour = if held { tokens.text } else { tokens.second };
        painter.circle_filled(knob, if held { KNOB + 0.5 } else { KNOB }, colour);
    }
    response
}
