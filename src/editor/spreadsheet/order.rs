//! Rows sorted by a column: in the background, for there can be millions.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use geometry::{Column, Data, Domain, Geometry};
use rayon::prelude::*;

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

/// What is to be sorted: known again by the column's own memory.
#[derive(Clone, PartialEq)]
struct Wanted {
    by: By,
    domain: Domain,
    address: usize,
}

/// The order of the rows.
#[derive(Default)]
pub struct Sorting {
    by: Option<By>,
    wanted: Option<Wanted>,
    order: Option<Arc<Vec<u32>>>,
    coming: Option<Receiver<Vec<u32>>>,
}

impl Sorting {
    /// Sorts by a column; again, the other way; a third time, not at all.
    pub fn sort_by(&mut self, (name, component): (Arc<str>, usize)) {
        let same = self.by.as_ref().filter(|by| by.name == name && by.component == component);
        self.by = match same {
            None => Some(By { name, component, descending: false }),
            Some(by) if !by.descending => Some(By { descending: true, ..by.clone() }),
            Some(_) => None,
        };
    }

    /// The column that rows are sorted by.
    pub fn sorted_by(&self) -> Option<&By> {
        self.by.as_ref()
    }

    /// For each row its element; none for the order of elements.
    pub fn order(&self) -> Option<&[u32]> {
        self.order.as_deref().map(Vec::as_slice)
    }

    /// Sorts anew if geometry or column have changed.
    pub fn follow(&mut self, geometry: &Geometry, domain: Domain, context: &egui::Context) {
        if let Some(order) = self.coming.as_ref().and_then(|coming| coming.try_recv().ok()) {
            self.order = Some(Arc::new(order));
            self.coming = None;
        }
        let column = self.by.as_ref().and_then(|by| geometry.table(domain).get(&by.name));
        let (Some(by), Some(column)) = (&self.by, column) else {
            (self.wanted, self.order, self.coming) = (None, None, None);
            return;
        };
        let wanted = Wanted { by: by.clone(), domain, address: address(column) };
        if self.wanted.as_ref() == Some(&wanted) {
            return;
        }
        let (sender, receiver) = channel();
        let (column, by, context) = (column.clone(), by.clone(), context.clone());
        rayon::spawn(move || {
            // The table may have gone on to another column by now.
            let _ = sender.send(sorted(&column, &by));
            context.request_repaint();
        });
        // An order of another length would name rows that are not there.
        self.order = None;
        self.coming = Some(receiver);
        self.wanted = Some(wanted);
    }
}

fn address(column: &Column) -> usize {
    match column.data() {
        Data::Float(values) => Arc::as_ptr(values).addr(),
        Data::Int(values) => Arc::as_ptr(values).addr(),
        Data::Bool(values) => Arc::as_ptr(values).addr(),
        Data::Text(text) => Arc::as_ptr(&text.indices).addr(),
    }
}

/// The elements in the order of a column; equal ones stay as they are.
fn sorted(column: &Column, by: &By) -> Vec<u32> {
    let mut order: Vec<u32> = (0..column.len() as u32).collect();
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
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(descending: bool) -> By {
        By { name: "a".into(), component: 0, descending }
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
    fn a_third_click_gives_the_order_of_elements_back() {
        let mut sorting = Sorting::default();
        let click = |sorting: &mut Sorting| sorting.sort_by(("P".into(), 1));
        click(&mut sorting);
        assert!(!sorting.sorted_by().unwrap().descending);
        click(&mut sorting);
        assert!(sorting.sorted_by().unwrap().descending);
        click(&mut sorting);
        assert_eq!(sorting.sorted_by(), None);
    }
}
