//! Which rows there are and in what order: filtered by an expression, sorted by a column, both in
//! the background, for there can be millions.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use expression::Type;
use geometry::ops::wrangle::{GeometryScope, Surroundings, values};
use geometry::{Column, Data, Domain, Geometry};
use rayon::prelude::*;
use task::{CancelToken, Task};

/// The column that rows are sorted by, and which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The attribute.
    pub name: Arc<str>,
    /// Which of its numbers.
    pub component: usize,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// What rows are wanted. The geometry is known again by the memory of its columns, which is kept
/// with it, so that no other can have the same.
struct Wanted {
    by: Option<By>,
    filter: String,
    domain: Domain,
    addresses: Vec<usize>,
    _geometry: Geometry,
}

type Found = Result<Vec<u32>, String>;

/// The rows of the table.
#[derive(Default)]
pub struct Rows {
    by: Option<By>,
    filter: String,
    wanted: Option<Wanted>,
    order: Option<Vec<u32>>,
    problem: Option<String>,
    coming: Option<(Receiver<Found>, CancelToken)>,
}

impl Rows {
    /// Sorts by a column; again, the other way; a third time, not at all.
    pub fn sort_by(&mut self, (name, component): (Arc<str>, usize)) {
        let same = self.by.as_ref().filter(|by| by.name == name && by.component == component);
        self.by = match same {
            None => Some(By { name, component, descending: false }),
            Some(by) if !by.descending => Some(By { descending: true, ..by.clone() }),
            Some(_) => None,
        };
    }

    /// Keeps only elements for which an expression is not zero; all if it is empty.
    pub fn filter_by(&mut self, expression: &str) {
        self.filter = expression.trim().to_owned();
    }

    /// The column that rows are sorted by.
    pub fn sorted_by(&self) -> Option<&By> {
        self.by.as_ref()
    }

    /// For each row its element; none for all elements in their order.
    pub fn order(&self) -> Option<&[u32]> {
        self.order.as_deref()
    }

    /// What is wrong with the expression.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Whether rows are being looked for.
    pub fn is_working(&self) -> bool {
        self.coming.is_some()
    }

    /// Looks for the rows anew if geometry, column or expression have changed.
    pub fn follow(&mut self, geometry: &Geometry, domain: Domain, context: &egui::Context) {
        if let Some(found) = self.coming.as_ref().and_then(|(coming, _)| coming.try_recv().ok()) {
            self.coming = None;
            match found {
                Ok(order) => self.order = Some(order),
                Err(problem) => self.problem = Some(problem),
            }
        }
        let table = geometry.table(domain);
        let by = self.by.as_ref().filter(|by| table.get(&by.name).is_some());
        if by.is_none() && self.filter.is_empty() {
            self.stop();
            self.wanted = None;
            return;
        }
        let addresses = addresses(geometry);
        let is_same = self.wanted.as_ref().is_some_and(|wanted| {
            wanted.by.as_ref() == by
                && wanted.filter == self.filter
                && wanted.domain == domain
                && wanted.addresses == addresses
        });
        if is_same {
            return;
        }
        let (by, filter) = (by.cloned(), self.filter.clone());
        // An order of another length would name rows that are not there.
        self.stop();
        let (sender, receiver) = channel();
        let cancel = CancelToken::default();
        let task = Task::new(cancel.clone(), u64::MAX);
        let (of, by_column, text) = (geometry.clone(), by.clone(), filter.clone());
        let context = context.clone();
        rayon::spawn(move || {
            // The table may have gone on to something else by now.
            let _ = sender.send(found(&of, domain, by_column.as_ref(), &text, &task));
            context.request_repaint();
        });
        self.coming = Some((receiver, cancel));
        self.wanted = Some(Wanted { by, filter, domain, addresses, _geometry: geometry.clone() });
    }

    fn stop(&mut self) {
        if let Some((_, cancel)) = self.coming.take() {
            cancel.cancel();
        }
        (self.order, self.problem) = (None, None);
    }
}

fn addresses(geometry: &Geometry) -> Vec<usize> {
    let tables = Domain::ALL.into_iter().map(|domain| geometry.table(domain));
    tables.flat_map(|table| table.iter().map(|(_, column)| address(column))).collect()
}

fn address(column: &Column) -> usize {
    match column.data() {
        Data::Float(values) => Arc::as_ptr(values).addr(),
        Data::Int(values) => Arc::as_ptr(values).addr(),
        Data::Bool(values) => Arc::as_ptr(values).addr(),
        Data::Text(text) => Arc::as_ptr(&text.indices).addr(),
    }
}

/// The elements for which an expression holds, in the order of a column.
fn found(geometry: &Geometry, domain: Domain, by: Option<&By>, filter: &str, task: &Task) -> Found {
    let count = geometry.count(domain) as u32;
    let mut rows: Vec<u32> = if filter.is_empty() {
        (0..count).collect()
    } else {
        let kept = kept(geometry, domain, filter, task)?;
        (0..count).into_par_iter().filter(|element| kept(*element as usize)).collect()
    };
    if let Some((by, column)) = by.and_then(|by| Some((by, geometry.table(domain).get(&by.name)?)))
    {
        sort(&mut rows, column, by);
    }
    Ok(rows)
}

/// Whether an expression holds, for each element.
fn kept(
    geometry: &Geometry,
    domain: Domain,
    filter: &str,
    task: &Task,
) -> Result<impl Fn(usize) -> bool + Sync, String> {
    let scope = GeometryScope::reading(geometry, domain);
    let program = expression::compile_value(filter, Type::FLOAT, &scope);
    let program = program.map_err(|mistakes| mistakes.to_string())?;
    let column = values(&scope, &program, Surroundings::default(), task);
    let column = column.map_err(|error| error.to_string())?;
    Ok(move |element: usize| match column.data() {
        Data::Float(values) => values.get(element).is_some_and(|value| *value != 0.0),
        Data::Int(values) => values.get(element).is_some_and(|value| *value != 0),
        Data::Bool(values) => values.get(element).copied().unwrap_or(false),
        Data::Text(_) => false,
    })
}

/// Puts elements in the order of a column; equal ones stay as they are.
fn sort(order: &mut [u32], column: &Column, by: &By) {
    let at = |element: u32| element as usize * column.size() + by.component;
    match column.data() {
        Data::Float(values) => {
            order.par_sort_by(|a, b| values[at(*a)].total_cmp(&values[at(*b)]));
        }
        Data::Int(values) => order.par_sort_by_key(|element| values[at(*element)]),
        Data::Bool(values) => order.par_sort_by_key(|element| values[*element as usize]),
        Data::Text(text) => {
            order.par_sort_by(|a, b| text.get(*a as usize).cmp(text.get(*b as usize)));
        }
    }
    if by.descending {
        order.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(descending: bool) -> By {
        By { name: "a".into(), component: 0, descending }
    }

    fn sorted(column: &Column, by: &By) -> Vec<u32> {
        let mut order: Vec<u32> = (0..column.len() as u32).collect();
        sort(&mut order, column, by);
        order
    }

    #[test]
    fn every_kind_of_column_is_sorted() {
        let floats = Column::new(vec![2.0_f32, f32::NAN, -1.0]);
        assert_eq!(sorted(&floats, &by(false)), [2, 0, 1]);
        assert_eq!(sorted(&floats, &by(true)), [1, 0, 2]);
        let group = Column::group(vec![true, false, true]);
        assert_eq!(sorted(&group, &by(false)), [1, 0, 2]);
        let text = Column::text(geometry::Text::from_strings(["b", "a", "b"]));
        assert_eq!(sorted(&text, &by(false)), [1, 0, 2]);
        let second = By { component: 1, ..by(false) };
        let pairs = Column::ints_of_size(vec![0, 5, 9, 1], 2);
        assert_eq!(sorted(&pairs, &second), [1, 0]);
    }

    #[test]
    fn an_expression_says_which_rows_there_are() {
        let mut geometry = Geometry::from_points(vec![Default::default(); 4]);
        let x = [3.0, -1.0, 0.0, 7.0].into_iter().flat_map(|x| [x, 0.0, 0.0]).collect();
        geometry.table_mut(Domain::Point).set("P", Column::floats_of_size(x, 3));
        let names = geometry::Text::from_strings(["a", "b", "a", "b"]);
        geometry.table_mut(Domain::Point).set("name", Column::text(names));
        let task = Task::new(CancelToken::default(), u64::MAX);
        let rows =
            |filter: &str, by: Option<&By>| found(&geometry, Domain::Point, by, filter, &task);
        assert_eq!(rows("@P.x > -0.5", None).unwrap(), [0, 2, 3]);
        let down = By { name: "P".into(), component: 0, descending: true };
        assert_eq!(rows("@P.x > -0.5", Some(&down)).unwrap(), [3, 0, 2]);
        assert_eq!(rows("@name == \"b\"", None).unwrap(), [1, 3]);
        assert!(rows("@P.x >", None).is_err());
        assert!(rows("@name", None).is_err());
    }

    #[test]
    fn a_third_click_gives_the_order_of_elements_back() {
        let mut rows = Rows::default();
        let click = |rows: &mut Rows| rows.sort_by(("P".into(), 1));
        click(&mut rows);
        assert!(!rows.sorted_by().unwrap().descending);
        click(&mut rows);
        assert!(rows.sorted_by().unwrap().descending);
        click(&mut rows);
        assert_eq!(rows.sorted_by(), None);
    }
}
