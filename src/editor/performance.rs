//! What took how long in the last cook.

use egui::{Align2, Rect, RichText, Sense, Ui};
use graph::{NodePath, NodeReport};

use super::action::{Action, Actions};
use super::session::Session;
use super::theme::{self, size};
use super::widgets;

/// Draws the panel.
pub fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let report = &session.results.last;
    if report.nodes.is_empty() {
        widgets::empty(ui, "Nothing has been cooked yet.");
        return;
    }
    let mut nodes: Vec<&NodeReport> = report.nodes.iter().collect();
    nodes.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    let longest = nodes.first().map_or(0.0, |node| node.seconds).max(1e-6);
    let fresh = report.cooked().count();
    let tokens = theme::tokens(ui);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.add_space(size::MARGIN);
        let text = format!(
            "{} from the change to the result. {fresh} of {} nodes cooked, the others were kept.",
            widgets::duration(report.seconds),
            report.nodes.len()
        );
        ui.label(RichText::new(text).color(tokens.second));
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = egui::ScrollArea::vertical().auto_shrink([false, false]);
    area.show_rows(ui, size::ROW, nodes.len(), |ui, rows| {
        for node in &nodes[rows] {
            row(ui, node, longest, actions);
        }
    });
}

fn row(ui: &mut Ui, node: &NodeReport, longest: f64, actions: &mut Actions) {
    let tokens = theme::tokens(ui);
    let wide = egui::vec2(ui.available_width(), size::ROW);
    let (rect, response) = ui.allocate_exact_size(wide, Sense::click());
    let name = format!("Go to {}", node.path);
    widgets::named(&response, egui::WidgetType::Button, &name, None);
    let painter = ui.painter_at(rect);
    if response.hovered() {
        painter.rect_filled(rect, 0.0, tokens.hover);
    }
    let columns = Columns::of(rect);
    let colour = if node.error.is_some() { tokens.error } else { tokens.text };
    let text = theme::text(size::TEXT);
    painter.text(columns.path, Align2::LEFT_CENTER, &*node.path, text.clone(), colour);
    let bar_width = columns.bar.width() * (node.seconds / longest) as f32;
    let bar = columns.bar.with_max_x(columns.bar.min.x + bar_width.max(1.0));
    let fill = if node.cached { tokens.line } else { tokens.accent };
    painter.rect_filled(bar, 2.0, fill);
    let mono = theme::mono(12.0);
    let state = match (&node.error, node.cached) {
        (Some(_), _) => "failed".to_owned(),
        (None, _) if node.cooks > 1 => format!("{} ×", node.cooks),
        (None, true) => "kept".to_owned(),
        (None, false) => String::new(),
    };
    for (at, value, colour) in [
        (columns.time, widgets::duration(node.seconds), tokens.text),
        (columns.elements, widgets::count(node.elements), tokens.second),
        (columns.bytes, task::bytes_text(node.bytes), tokens.second),
    ] {
        painter.text(at, Align2::RIGHT_CENTER, value, mono.clone(), colour);
    }
    painter.text(columns.state, Align2::LEFT_CENTER, state, text, tokens.quiet);
    if response.clicked()
        && let Ok(path) = NodePath::parse(&node.path)
    {
        actions.push(Action::GoTo(path));
    }
}

/// Where the parts of a row stand.
struct Columns {
    path: egui::Pos2,
    time: egui::Pos2,
    bar: Rect,
    elements: egui::Pos2,
    bytes: egui::Pos2,
    state: egui::Pos2,
}

impl Columns {
    fn of(rect: Rect) -> Self {
        let at = |part: f32| egui::pos2(rect.left() + rect.width() * part, rect.center().y);
        let bar = Rect::from_x_y_ranges(
            at(0.42).x..=at(0.58).x,
            rect.center().y - 4.0..=rect.center().y + 4.0,
        );
        Self {
            path: rect.left_center() + egui::vec2(size::MARGIN, 0.0),
            time: at(0.41),
            bar,
            elements: at(0.74),
            bytes: at(0.88),
            state: at(0.91),
        }
    }
}
