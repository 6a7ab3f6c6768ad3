//! The bar over the table: what is shown, filtered and copied.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Key, Response, RichText, Ui, WidgetType};
use geometry::{Domain, Geometry};

use super::SpreadsheetPanel;
use super::columns::Columns;
use crate::editor::action::{Action, Actions};
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// Rows that a copy holds at most: the clipboard is no place for millions.
const MOST_COPIED: usize = 100_000;
/// Below this width the bar has two lines.
const WIDE: f32 = 840.0;

impl SpreadsheetPanel {
    pub(super) fn bar(
        &mut self,
        ui: &mut Ui,
        path: &str,
        geometry: &Geometry,
        domain: Domain,
        actions: &mut Actions,
    ) {
        let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(12, 4));
        let panel = egui::Panel::top("spreadsheet bar").frame(frame).show_separator_line(false);
        panel.show(ui, |ui| {
            let is_wide = ui.available_width() >= WIDE;
            let tools = |panel: &mut Self, ui: &mut Ui, actions: &mut Actions| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    panel.tools_ui(ui, geometry, domain, actions);
                });
            };
            ui.horizontal(|ui| {
                self.domains_ui(ui, geometry, domain);
                let tokens = theme::tokens(ui);
                let path = RichText::new(path).font(theme::mono(size::SMALL)).color(tokens.quiet);
                ui.add(egui::Label::new(path).truncate());
                if is_wide {
                    tools(self, ui, actions);
                }
            });
            if !is_wide {
                ui.horizontal(|ui| tools(self, ui, actions));
            }
            if let Some(problem) = self.rows.problem() {
                let tokens = theme::tokens(ui);
                ui.add(egui::Label::new(RichText::new(problem).color(tokens.error)).wrap());
            }
        });
    }

    fn domains_ui(&mut self, ui: &mut Ui, geometry: &Geometry, domain: Domain) {
        for of in Domain::ALL.into_iter().filter(|of| !self.is_dataset || *of == domain) {
            let count = widgets::count(geometry.count(of) as u64);
            let name = if self.is_dataset { "Rows".into() } else { super::capital(of.name()) };
            let text = if of == Domain::Detail { name } else { format!("{name}  {count}") };
            if ui.selectable_label(of == domain, text).clicked() {
                self.domain = Some(of);
                self.scroll = super::Scroll::default();
            }
        }
    }

    /// From the right to the left.
    fn tools_ui(
        &mut self,
        ui: &mut Ui,
        geometry: &Geometry,
        domain: Domain,
        actions: &mut Actions,
    ) {
        if ui.button("Copy").on_hover_text("Copies the rows as CSV").clicked() {
            actions.push(Action::Copy(self.csv(geometry, domain)));
        }
        self.columns_ui(ui, geometry, domain);
        ui.toggle_value(&mut self.follows_display, "Displayed")
            .on_hover_text("Shows the displayed node, whatever is selected");
        let response = line(ui, &mut self.wanted, "Go to", 64.0);
        widgets::named(&response, WidgetType::TextEdit, "Go to element", None);
        if entered(ui, &response) {
            let number = self.wanted.trim().parse().ok();
            match number.filter(|element| *element < geometry.count(domain)) {
                Some(element) => actions.push(Action::ChooseElement(Some((domain, element)))),
                None => {
                    let text = format!("There is no {} {}", domain.name(), self.wanted.trim());
                    actions.push(Action::Tell(crate::editor::log::Level::Warning, text));
                }
            }
        }
        let width = (ui.available_width() - 8.0).clamp(90.0, 240.0);
        let response = line(ui, &mut self.filter, "Filter, as in @P.y > 0.5", width);
        widgets::named(&response, WidgetType::TextEdit, "Filter", None);
        if response.lost_focus() {
            self.rows.filter_by(&self.filter);
        }
        if self.rows.is_working() {
            let tokens = theme::tokens(ui);
            ui.add(egui::Spinner::new().size(14.0).color(tokens.accent));
        }
    }

    fn columns_ui(&mut self, ui: &mut Ui, geometry: &Geometry, domain: Domain) {
        let names: Vec<Arc<str>> =
            geometry.table(domain).iter().map(|(name, _)| name.clone()).collect();
        let menu = ui.menu_button("Columns", |ui| {
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for name in &names {
                    let mut on = !self.hidden.contains(name);
                    if ui.checkbox(&mut on, &**name).changed() {
                        toggle(&mut self.hidden, name, on);
                    }
                }
                if names.is_empty() {
                    ui.label("There are no attributes.");
                }
            });
        });
        menu.response.on_hover_text("Shows and hides attributes");
    }

    /// The rows in their order as text, with the columns that are shown.
    fn csv(&self, geometry: &Geometry, domain: Domain) -> String {
        let columns = Columns::of(geometry, domain, &self.hidden);
        let mut text = columns.titles().collect::<Vec<_>>().join(",");
        text.insert_str(0, &format!("{},", domain.name()));
        text.push('\n');
        let order = self.rows.order();
        let rows = order.map_or_else(|| geometry.count(domain), <[u32]>::len);
        for row in 0..rows.min(MOST_COPIED) {
            let element = order.map_or(row, |order| order[row] as usize);
            text.push_str(&element.to_string());
            for column in 0..columns.len() {
                text.push(',');
                text.push_str(&quoted(columns.text(column, element)));
            }
            text.push('\n');
        }
        text
    }
}

/// A value as CSV holds it: between quotes where it needs them.
fn quoted(text: String) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn toggle(hidden: &mut BTreeSet<Arc<str>>, name: &Arc<str>, on: bool) {
    if on {
        hidden.remove(name);
    } else {
        hidden.insert(name.clone());
    }
}

fn line(ui: &mut Ui, text: &mut String, hint: &str, width: f32) -> Response {
    let tokens = theme::tokens(ui);
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke.color = tokens.line;
        let field = widgets::text_line(text).font(theme::mono(12.0)).hint_text(hint);
        ui.add(field.desired_width(width))
    })
    .inner
}

fn entered(ui: &Ui, response: &Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_commas_and_quotes_stand_between_quotes() {
        assert_eq!(quoted("plain".to_owned()), "plain");
        assert_eq!(quoted("a, \"b\"".to_owned()), "\"a, \"\"b\"\"\"");
    }
}
