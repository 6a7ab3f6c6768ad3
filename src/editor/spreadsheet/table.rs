//! The table itself. Places are counted in rows and not in points, so that ten million rows
//! scroll as exactly as ten.

use std::sync::Arc;

use egui::{Align2, Rect, Sense, Ui, pos2, vec2};
use egui_phosphor::regular as icon;
use geometry::{Domain, Geometry};

use super::columns::Columns;
use super::order::By;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// Where the table is scrolled to.
#[derive(Debug, Default, Clone, Copy)]
pub struct Scroll {
    /// Rows above the first in sight, with a part of one.
    row: f64,
    /// Points left of what is in sight.
    left: f32,
    /// A row to bring into sight.
    wanted: Option<usize>,
}

impl Scroll {
    /// Brings a row into sight.
    pub fn show(&mut self, row: Option<usize>) {
        self.wanted = row;
    }
}

/// What is shown.
pub struct View<'a> {
    pub columns: &'a Columns<'a>,
    pub geometry: &'a Geometry,
    pub domain: Domain,
    pub order: Option<&'a [u32]>,
    pub sorted: Option<&'a By>,
    pub chosen: Option<usize>,
}

/// What the artist does.
pub enum Answer {
    /// Nothing.
    None,
    /// Sort by a column.
    Sort((Arc<str>, usize)),
    /// Choose an element.
    Choose(usize),
}

const ROW: f32 = 21.0;
const HEAD: f32 = 24.0;
const NUMBERS: f32 = 84.0;
const BAR: f32 = 10.0;

/// Draws the table.
pub fn show(ui: &mut Ui, view: &View<'_>, scroll: &mut Scroll) -> Answer {
    let rect = ui.available_rect_before_wrap();
    if rect.height() < HEAD + ROW || rect.width() < NUMBERS * 2.0 {
        return Answer::None;
    }
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.field);
    let body = Rect::from_min_max(rect.min + vec2(0.0, HEAD), rect.max - vec2(BAR, BAR));
    let rows = view.order.map_or_else(|| view.geometry.count(view.domain), <[u32]>::len);
    let in_sight = f64::from(body.height() / ROW);
    let widths: Vec<f32> = (0..view.columns.len()).map(|at| view.columns.width(at)).collect();
    let whole = widths.iter().sum::<f32>();
    if let Some(row) = scroll.wanted.take() {
        scroll.row = row as f64 - in_sight / 2.0;
    }
    wheel(ui, rect, scroll);
    bars(ui, rect, scroll, rows as f64, in_sight, whole, body.width() - NUMBERS);
    scroll.row = scroll.row.clamp(0.0, (rows as f64 - in_sight).max(0.0));
    scroll.left = scroll.left.clamp(0.0, (whole - (body.width() - NUMBERS)).max(0.0));
    let mut answer = body_ui(ui, view, body, scroll, &widths, rows);
    let head = Rect::from_min_max(rect.min, pos2(body.max.x, body.min.y));
    if let Some(column) = head_ui(ui, view, head, scroll, &widths) {
        answer = Answer::Sort(column);
    }
    answer
}

fn wheel(ui: &Ui, rect: Rect, scroll: &mut Scroll) {
    if !ui.rect_contains_pointer(rect) {
        return;
    }
    let delta = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta));
    scroll.row -= f64::from(delta.y / ROW);
    scroll.left -= delta.x;
}

/// The bars at the right and below, drawn when there is something to scroll to.
fn bars(ui: &Ui, rect: Rect, scroll: &mut Scroll, rows: f64, in_sight: f64, whole: f32, wide: f32) {
    let tokens = theme::tokens(ui);
    let bar = |ui: &Ui, track: Rect, part: f32, at: f32, name: &str, down: bool| {
        let length = if down { track.height() } else { track.width() };
        let thumb = (length * part).max(24.0);
        let room = (length - thumb).max(1.0);
        let from = room * at;
        let rect = if down {
            Rect::from_min_size(track.min + vec2(2.0, from), vec2(track.width() - 4.0, thumb))
        } else {
            Rect::from_min_size(track.min + vec2(from, 2.0), vec2(thumb, track.height() - 4.0))
        };
        let id = egui::Id::new(("spreadsheet bar", name));
        let response = ui.interact(track, id, Sense::click_and_drag());
        widgets::named(&response, egui::WidgetType::ScrollBar, name, None);
        let colour =
            if response.hovered() || response.dragged() { tokens.quiet } else { tokens.line };
        ui.painter().rect_filled(rect, 3.0, colour);
        let moved = response.drag_delta();
        (if down { moved.y } else { moved.x }) / room
    };
    let hidden = rows - in_sight;
    if hidden > 0.0 {
        let track = Rect::from_min_max(
            pos2(rect.max.x - BAR, rect.min.y + HEAD),
            rect.max - vec2(0.0, BAR),
        );
        let (part, at) = ((in_sight / rows) as f32, (scroll.row / hidden) as f32);
        let moved = bar(ui, track, part, at.clamp(0.0, 1.0), "Scroll rows", true);
        scroll.row += f64::from(moved) * hidden;
    }
    let over = whole - wide;
    if over > 0.0 {
        let track = Rect::from_min_max(
            pos2(rect.min.x + NUMBERS, rect.max.y - BAR),
            rect.max - vec2(BAR, 0.0),
        );
        let at = (scroll.left / over).clamp(0.0, 1.0);
        scroll.left += bar(ui, track, wide / whole, at, "Scroll columns", false) * over;
    }
}

fn body_ui(
    ui: &Ui,
    view: &View<'_>,
    body: Rect,
    scroll: &Scroll,
    widths: &[f32],
    rows: usize,
) -> Answer {
    let tokens = theme::tokens(ui);
    let response = ui.interact(body, egui::Id::new("spreadsheet rows"), Sense::click());
    let name = format!("{} table", view.domain.name());
    widgets::named(&response, egui::WidgetType::Other, &name, None);
    let painter = ui.painter_at(body);
    let values = painter.with_clip_rect(body.with_min_x(body.min.x + NUMBERS));
    let first = scroll.row.floor() as usize;
    let shift = (scroll.row.fract() as f32) * ROW;
    let mono = theme::mono(12.0);
    let mut answer = Answer::None;
    for (line, row) in (first..rows).enumerate() {
        let top = body.min.y + line as f32 * ROW - shift;
        if top > body.max.y {
            break;
        }
        let element = match view.order {
            Some(order) => order.get(row).map_or(row, |element| *element as usize),
            None => row,
        };
        let band = Rect::from_min_size(pos2(body.min.x, top), vec2(body.width(), ROW));
        if view.chosen == Some(element) {
            painter.rect_filled(band, 0.0, tokens.selected);
        } else if row % 2 == 1 {
            painter.rect_filled(band, 0.0, tokens.canvas);
        }
        let clicked = response.clicked()
            && response.interact_pointer_pos().is_some_and(|at| band.contains(at));
        if clicked {
            answer = Answer::Choose(element);
        }
        let at = pos2(body.min.x + NUMBERS - 14.0, band.center().y);
        painter.text(
            at,
            Align2::RIGHT_CENTER,
            widgets::count(element as u64),
            mono.clone(),
            tokens.quiet,
        );
        let mut x = body.min.x + NUMBERS - scroll.left;
        for (column, width) in widths.iter().enumerate() {
            if x + width > body.min.x + NUMBERS && x < body.max.x {
                let text = view.columns.text(column, element);
                let (at, align) = if view.columns.is_text(column) {
                    (pos2(x + 10.0, band.center().y), Align2::LEFT_CENTER)
                } else {
                    (pos2(x + width - 12.0, band.center().y), Align2::RIGHT_CENTER)
                };
                values.text(at, align, text, mono.clone(), tokens.text);
            }
            x += width;
        }
    }
    answer
}

fn head_ui(
    ui: &Ui,
    view: &View<'_>,
    head: Rect,
    scroll: &Scroll,
    widths: &[f32],
) -> Option<(Arc<str>, usize)> {
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(head, 0.0, tokens.head);
    let painter = ui.painter_at(head);
    let font = theme::text(size::SMALL);
    let at = pos2(head.min.x + NUMBERS - 14.0, head.center().y);
    painter.text(at, Align2::RIGHT_CENTER, view.domain.name(), font, tokens.quiet);
    let painter = painter.with_clip_rect(head.with_min_x(head.min.x + NUMBERS));
    let mut x = head.min.x + NUMBERS - scroll.left;
    let mut chosen = None;
    for (column, width) in widths.iter().enumerate() {
        let cell = Rect::from_min_size(pos2(x, head.min.y), vec2(*width, head.height()));
        x += width;
        let seen = cell.intersect(head.with_min_x(head.min.x + NUMBERS));
        if seen.width() < 4.0 {
            continue;
        }
        let title = view.columns.title(column);
        let response =
            ui.interact(seen, egui::Id::new(("spreadsheet head", column)), Sense::click());
        widgets::named(&response, egui::WidgetType::Button, &format!("Sort by {title}"), None);
        let source = view.columns.source(column);
        let by = view.sorted.filter(|by| (&by.name, by.component) == (&source.0, source.1));
        let colour = if by.is_some() || response.hovered() { tokens.text } else { tokens.second };
        let font = theme::strong(12.0);
        let right = pos2(cell.max.x - 12.0, cell.center().y);
        let (at, align) = if view.columns.is_text(column) {
            (pos2(cell.min.x + 10.0, cell.center().y), Align2::LEFT_CENTER)
        } else {
            (right, Align2::RIGHT_CENTER)
        };
        let drawn = painter.text(at, align, title, font, colour);
        if let Some(by) = by {
            let symbol = if by.descending { icon::CARET_DOWN } else { icon::CARET_UP };
            let at = pos2(drawn.left() - 9.0, cell.center().y);
            painter.text(at, Align2::CENTER_CENTER, symbol, theme::icon(11.0), tokens.accent);
        }
        if response.clicked() {
            chosen = Some(source);
        }
    }
    chosen
}
