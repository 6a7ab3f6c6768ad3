//! The attributes of the selected or displayed node as a table, of which only the rows in sight
//! are drawn.

mod columns;
mod order;
mod table;

use egui::{RichText, Ui};
use geometry::{Domain, Geometry};

use super::action::{Action, Actions};
use super::session::Session;
use super::theme::{self, size};
use super::widgets;

use columns::Columns;
use order::Sorting;
use table::Scroll;

/// What the spreadsheet remembers between frames.
#[derive(Default)]
pub struct SpreadsheetPanel {
    domain: Option<Domain>,
    sorting: Sorting,
    scroll: Scroll,
    /// Whether the displayed node is shown, whatever is selected.
    follows_display: bool,
}

/// Rows that a copy holds at most: the clipboard is no place for millions.
const MOST_COPIED: usize = 100_000;

impl SpreadsheetPanel {
    /// Draws the spreadsheet.
    pub fn show(&mut self, ui: &mut Ui, session: &Session, actions: &mut Actions) {
        let Some((path, geometry)) = self.source(session) else {
            widgets::empty(
                ui,
                "Select or display a node that gives geometry to see its attributes.",
            );
            return;
        };
        let domain = self.domain.unwrap_or(Domain::Point);
        self.bar(ui, &path, geometry, domain, actions);
        let columns = Columns::of(geometry, domain);
        self.sorting.follow(geometry, domain, ui.ctx());
        let order = self.sorting.order();
        let sorted = self.sorting.sorted_by();
        let chosen = session.element.filter(|(of, _)| *of == domain).map(|(_, element)| element);
        let view = table::View { columns: &columns, geometry, domain, order, sorted, chosen };
        match table::show(ui, &view, &mut self.scroll) {
            table::Answer::None => {}
            table::Answer::Sort(column) => self.sorting.sort_by(column),
            table::Answer::Choose(element) => {
                let element = (chosen != Some(element)).then_some((domain, element));
                actions.push(Action::ChooseElement(element));
            }
        }
    }

    /// The node that is shown, and what it gives.
    fn source<'a>(&self, session: &'a Session) -> Option<(String, &'a Geometry)> {
        let selected = session.current().filter(|_| !self.follows_display);
        let paths = [selected, session.displayed()];
        paths.into_iter().flatten().find_map(|path| {
            let path = path.to_string();
            let geometry = session.results.geometry(&path)?;
            Some((path, geometry))
        })
    }

    fn bar(
        &mut self,
        ui: &mut Ui,
        path: &str,
        geometry: &Geometry,
        domain: Domain,
        actions: &mut Actions,
    ) {
        let tokens = theme::tokens(ui);
        let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(12, 4));
        egui::Panel::top("spreadsheet bar").frame(frame).show_separator_line(false).show(
            ui,
            |ui| {
                ui.horizontal(|ui| {
                    for of in Domain::ALL {
                        let count = widgets::count(geometry.count(of) as u64);
                        let name = capital(of.name());
                        let text =
                            if of == Domain::Detail { name } else { format!("{name}  {count}") };
                        if ui.selectable_label(of == domain, text).clicked() {
                            self.domain = Some(of);
                            self.scroll = Scroll::default();
                        }
                    }
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let text = "Copies the rows as CSV";
                        if ui.button("Copy").on_hover_text(text).clicked() {
                            actions.push(Action::Copy(self.csv(geometry, domain)));
                        }
                        ui.toggle_value(&mut self.follows_display, "Displayed")
                            .on_hover_text("Shows the displayed node, whatever is selected");
                        ui.label(
                            RichText::new(path).font(theme::mono(size::SMALL)).color(tokens.quiet),
                        );
                    });
                });
            },
        );
    }

    fn csv(&self, geometry: &Geometry, domain: Domain) -> String {
        let columns = Columns::of(geometry, domain);
        let mut text = columns.titles().collect::<Vec<_>>().join(",");
        text.insert_str(0, &format!("{},", domain.name()));
        text.push('\n');
        for row in 0..geometry.count(domain).min(MOST_COPIED) {
            let element = self.sorting.order().map_or(row, |order| order[row] as usize);
            text.push_str(&element.to_string());
            for column in 0..columns.len() {
                text.push(',');
                text.push_str(&columns.text(column, element));
            }
            text.push('\n');
        }
        text
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
