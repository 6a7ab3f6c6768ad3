//! Small widgets that several panels use.

use egui::{Button, Color32, Response, RichText, Sense, TextEdit, Ui, WidgetInfo, WidgetType};

use super::theme::{self, size};

/// The button that is meant: one a dialog.
pub fn primary_button(ui: &mut Ui, label: &str) -> Response {
    let tokens = theme::tokens(ui);
    let ink = on_accent(ui);
    let text = RichText::new(label).font(theme::strong(size::TEXT)).color(ink);
    ui.add(Button::new(text).fill(tokens.accent))
}

/// A button with an icon. Its name is told to those who cannot see it, and shown on hover.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    icon_toggle(ui, icon, name, false)
}

/// A button with an icon that is on or off.
pub fn icon_toggle(ui: &mut Ui, icon: &str, name: &str, is_on: bool) -> Response {
    let tokens = theme::tokens(ui);
    let colour = if is_on { tokens.accent } else { tokens.second };
    let text = RichText::new(icon).font(theme::icon(16.0)).color(colour);
    let button =
        Button::new(text).min_size(egui::vec2(size::ROW, size::ROW)).frame_when_inactive(is_on);
    let response = ui.scope(|ui| {
        ui.spacing_mut().button_padding = egui::vec2(4.0, 2.0);
        ui.add(button)
    });
    let response = response.inner;
    named(&response, WidgetType::Button, name, Some(is_on));
    response.on_hover_text(name)
}

/// A field for a line of text, as high as a row.
pub fn text_line(text: &mut String) -> TextEdit<'_> {
    TextEdit::singleline(text).margin(egui::Margin::symmetric(8, 4))
}

/// A box that is ticked or not.
pub fn toggle(ui: &mut Ui, on: &mut bool) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, mut response) = ui.allocate_exact_size(egui::vec2(18.0, size::ROW), Sense::click());
    if response.clicked() {
        *on = !*on;
        response.mark_changed();
    }
    let square = egui::Rect::from_center_size(rect.center(), egui::Vec2::splat(16.0));
    let (fill, line) = match (*on, response.hovered()) {
        (true, _) => (tokens.accent, tokens.accent),
        (false, true) => (tokens.field, tokens.quiet),
        (false, false) => (tokens.field, tokens.line),
    };
    let stroke = egui::Stroke::new(1.0, line);
    ui.painter().rect(square, size::FIELD_CORNER, fill, stroke, egui::StrokeKind::Inside);
    if *on {
        let ink = on_accent(ui);
        let tick = [(-3.5, 0.5), (-1.0, 3.0), (3.5, -2.5)];
        let tick = tick.map(|(x, y)| square.center() + egui::vec2(x, y));
        ui.painter().line(tick.to_vec(), egui::Stroke::new(1.75, ink));
    }
    response
}

/// The colour of what is written on the accent.
fn on_accent(ui: &Ui) -> Color32 {
    if ui.visuals().dark_mode { Color32::from_rgb(8, 18, 30) } else { Color32::WHITE }
}

/// Gives a widget the name that it is found by.
pub fn named(response: &Response, kind: WidgetType, name: &str, is_on: Option<bool>) {
    response.widget_info(|| match is_on {
        Some(is_on) => WidgetInfo::selected(kind, response.enabled(), is_on, name),
        None => WidgetInfo::labeled(kind, response.enabled(), name),
    });
}

/// A line that says what could be here, and what to do.
pub fn empty(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space(size::MARGIN);
    ui.horizontal(|ui| {
        ui.add_space(size::MARGIN);
        ui.add(egui::Label::new(RichText::new(text).color(tokens.quiet)).wrap());
    });
}

/// The content of a panel with the usual margin, scrolled where it is too long.
pub fn scrolled<R>(ui: &mut Ui, id: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let area = egui::ScrollArea::vertical().id_salt(id).auto_shrink([false, false]);
    area.show(ui, |ui| {
        let margin = egui::Margin::same(size::MARGIN as i8);
        egui::Frame::NONE.inner_margin(margin).show(ui, add).inner
    })
    .inner
}

/// A number of elements, with thin spaces between thousands.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A duration as people read it: `0.4 ms`, `12 ms`, `3.2 s`, `2 min 5 s`.
pub fn duration(seconds: f64) -> String {
    let milliseconds = seconds * 1000.0;
    if milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else if milliseconds < 1000.0 {
        format!("{milliseconds:.0} ms")
    } else if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.0} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

/// How well a text matches what is searched: none if it does not, less is better. Words may be
/// begun in any order; letters may be left out where nothing matches otherwise.
pub fn rank(text: &str, wanted: &str) -> Option<u32> {
    let (text, wanted) = (text.to_lowercase(), wanted.trim().to_lowercase());
    if wanted.is_empty() {
        return Some(100);
    }
    if text == wanted {
        return Some(0);
    }
    if text.starts_with(&wanted) {
        return Some(1 + text.len() as u32);
    }
    let words: Vec<&str> = text.split([' ', '_', '-']).collect();
    let all_begun =
        wanted.split_whitespace().all(|part| words.iter().any(|word| word.starts_with(part)));
    if all_begun {
        return Some(100 + text.len() as u32);
    }
    // Initials: "ctp" is Copy to Points.
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    if initials.starts_with(&wanted) {
        return Some(150 + text.len() as u32);
    }
    if text.contains(&wanted) {
        return Some(200 + text.len() as u32);
    }
    let mut letters = text.chars();
    let in_order = wanted
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .all(|letter| letters.any(|other| other == letter));
    (in_order && wanted.len() > 2).then_some(400 + text.len() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_written_for_people() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        let times = [0.0004, 0.012, 3.24, 125.0].map(duration);
        assert_eq!(times, ["0.4 ms", "12 ms", "3.2 s", "2 min 5 s"]);
    }

    #[test]
    fn the_search_puts_the_nearest_first() {
        let names = ["Copy to Points", "Copy and Transform", "Scatter", "Transform", "Extrude"];
        let best = |wanted: &str| {
            let ranked = names.iter().filter_map(|name| Some((rank(name, wanted)?, *name)));
            ranked.min().map(|(_, name)| name)
        };
        assert_eq!(best("trans"), Some("Transform"));
        assert_eq!(best("ctp"), Some("Copy to Points"));
        assert_eq!(best("points copy"), Some("Copy to Points"));
        assert_eq!(best("xtru"), Some("Extrude"));
        assert_eq!(best("sctr"), Some("Scatter"));
        assert_eq!(best("zebra"), None);
    }
}
