//! The attributes of the selected or displayed node as a table, of which only the rows in sight
//! are drawn.

mod bar;
mod columns;
mod dataset;
mod order;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::Ui;
use geometry::{Domain, Geometry};

use super::action::{Action, Actions};
use super::session::Session;
use super::widgets;

use columns::Columns;
use order::Rows;
use table::Scroll;

/// What the spreadsheet remembers between frames.
#[derive(Default)]
pub struct SpreadsheetPanel {
    domain: Option<Domain>,
    rows: Rows,
    scroll: Scroll,
    /// Whether the displayed node is shown, whatever is selected.
    follows_display: bool,
    /// The expression being typed.
    filter: String,
    /// The number of the element to go to, being typed.
    wanted: String,
    /// Attributes that are not shown.
    hidden: BTreeSet<Arc<str>>,
    /// The element that was chosen in the last frame.
    chosen: Option<(Domain, usize)>,
    /// The rows of a dataset as points, by the hash of the dataset.
    dataset: Option<(learn::Hash, Geometry)>,
    is_dataset: bool,
    /// Whether places of points stand for none of the dataset's columns.
    has_no_places: bool,
}

impl SpreadsheetPanel {
    /// Draws the spreadsheet.
    pub fn show(&mut self, ui: &mut Ui, session: &Session, actions: &mut Actions) {
        self.follow_dataset(session);
        let shown = self.dataset.take();
        self.is_dataset = shown.is_some();
        let points = shown.as_ref().map(|(_, points)| points);
        let Some((path, geometry)) = self.source(session, points) else {
            widgets::empty(
                ui,
                "Select or display a node that gives geometry or a dataset to see it.",
            );
            return;
        };
        let is_new = self.chosen != session.element;
        self.chosen = session.element;
        if let Some((domain, _)) = session.element.filter(|_| is_new) {
            self.domain = Some(domain);
        }
        let domain = self.domain.filter(|_| shown.is_none()).unwrap_or(Domain::Point);
        self.bar(ui, &path, geometry, domain, actions);
        let hidden = self.hidden();
        let columns = Columns::of(geometry, domain, &hidden);
        self.rows.follow(geometry, domain, ui.ctx());
        let order = self.rows.order();
        let sorted = self.rows.sorted_by();
        let chosen = session.element.filter(|(of, _)| *of == domain).map(|(_, element)| element);
        if let Some(element) = chosen.filter(|_| is_new) {
            let row = |order: &[u32]| order.iter().position(|it| *it as usize == element);
            self.scroll.show(order.map_or(Some(element), row));
        }
        let view = table::View { columns: &columns, geometry, domain, order, sorted, chosen };
        match table::show(ui, &view, &mut self.scroll) {
            table::Answer::None => {}
            table::Answer::Sort(column) => self.rows.sort_by(column),
            table::Answer::Choose(element) => {
                let element = (chosen != Some(element)).then_some((domain, element));
                // It is in sight already.
                self.chosen = element;
                actions.push(Action::ChooseElement(element));
            }
        }
        self.dataset = shown;
    }

    /// Whether rows are being looked for in the background.
    #[cfg(test)]
    pub fn is_working(&self) -> bool {
        self.rows.is_working()
    }

    /// The node that is shown, and what it gives.
    fn source<'a>(
        &self,
        session: &'a Session,
        points: Option<&'a Geometry>,
    ) -> Option<(String, &'a Geometry)> {
        if let Some(points) = points {
            return Some((self.looked_at(session)?.to_string(), points));
        }
        let selected = session.current().filter(|_| !self.follows_display);
        let paths = [selected, session.displayed()];
        paths.into_iter().flatten().find_map(|path| {
            let path = path.to_string();
            let geometry = session.results.geometry(&path)?;
            Some((path, geometry))
        })
    }
}

impl SpreadsheetPanel {
    /// The node that is looked at.
    fn looked_at(&self, session: &Session) -> Option<graph::NodePath> {
        let selected = session.current().filter(|_| !self.follows_display);
        selected.or_else(|| session.displayed())
    }

    /// Attributes that are not shown.
    fn hidden(&self) -> BTreeSet<Arc<str>> {
        let mut hidden = self.hidden.clone();
        hidden.extend((self.is_dataset && self.has_no_places).then(|| "P".into()));
        hidden
    }

    /// Makes points of the dataset that is looked at, if it is one.
    fn follow_dataset(&mut self, session: &Session) {
        let path = self.looked_at(session);
        let value = path.and_then(|path| session.results.value(&path.to_string()));
        match (value.and_then(|value| value.get::<nodes::DatasetWire>()), &self.dataset) {
            (None, _) => self.dataset = None,
            (Some(dataset), Some((hash, _))) if *hash == dataset.hash() => {}
            (Some(dataset), _) => {
                self.has_no_places = !dataset.columns().any(|column| &*column.name == "P");
                self.dataset = Some((dataset.hash(), dataset::as_points(dataset)));
            }
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
