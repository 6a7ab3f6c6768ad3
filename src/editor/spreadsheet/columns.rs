//! The columns of the table: one for each number of an attribute.

use std::collections::BTreeSet;
use std::sync::Arc;

use geometry::{Column, Data, Domain, Geometry};

/// Numbers of a tuple that are shown; a row of features can have many.
const MOST_NUMBERS: usize = 16;

/// One column of the table.
struct One<'a> {
    name: &'a Arc<str>,
    column: &'a Column,
    component: usize,
}

/// The columns of a domain.
pub struct Columns<'a> {
    all: Vec<One<'a>>,
}

impl<'a> Columns<'a> {
    /// Those of a geometry that are not hidden: attributes first, then groups.
    pub fn of(geometry: &'a Geometry, domain: Domain, hidden: &BTreeSet<Arc<str>>) -> Self {
        let mut all = Vec::new();
        let table = geometry.table(domain);
        let (groups, attributes): (Vec<_>, Vec<_>) = table
            .iter()
            .filter(|(name, _)| !hidden.contains(*name))
            .partition(|(_, column)| column.is_group());
        // Where things are comes first, whatever the alphabet says.
        let (places, others): (Vec<_>, Vec<_>) =
            attributes.into_iter().partition(|(name, _)| &***name == "P");
        for (name, column) in places.into_iter().chain(others).chain(groups) {
            for component in 0..column.size().min(MOST_NUMBERS) {
                all.push(One { name, column, component });
            }
        }
        Self { all }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Their titles.
    pub fn titles(&self) -> impl Iterator<Item = String> {
        self.all.iter().map(|one| one.title())
    }

    /// The title of a column.
    pub fn title(&self, column: usize) -> String {
        self.all[column].title()
    }

    /// The attribute of a column, and which of its numbers.
    pub fn source(&self, column: usize) -> (Arc<str>, usize) {
        (self.all[column].name.clone(), self.all[column].component)
    }

    /// How wide a column is, in points.
    pub fn width(&self, column: usize) -> f32 {
        let least = match self.all[column].column.data() {
            Data::Text(_) => 140.0,
            Data::Bool(_) => 64.0,
            _ => 92.0,
        };
        f32::max(least, self.title(column).chars().count() as f32 * 7.5 + 28.0)
    }

    /// Whether the values stand on the left, as text does.
    pub fn is_text(&self, column: usize) -> bool {
        matches!(self.all[column].column.data(), Data::Text(_))
    }

    /// The value of an element.
    pub fn text(&self, column: usize, element: usize) -> String {
        let one = &self.all[column];
        let index = element * one.column.size() + one.component;
        match one.column.data() {
            Data::Float(values) => {
                values.get(index).map_or_else(String::new, |value| float(*value))
            }
            Data::Int(values) => values.get(index).map_or_else(String::new, ToString::to_string),
            Data::Bool(members) => {
                if members.get(element).copied().unwrap_or(false) { "1" } else { "·" }.to_owned()
            }
            Data::Text(text) => {
                if element < text.indices.len() {
                    text.get(element).to_owned()
                } else {
                    String::new()
                }
            }
        }
    }
}

impl One<'_> {
    fn title(&self) -> String {
        const AXES: [&str; 4] = ["x", "y", "z", "w"];
        match (self.column.size(), &**self.name) {
            (1, name) => name.to_owned(),
            (2..=4, name) => format!("{name}.{}", AXES[self.component]),
            (_, name) => format!("{name}[{}]", self.component),
        }
    }
}

/// A number with as many digits as can be compared at a glance.
fn float(value: f32) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-4..1e7).contains(&size) {
        format!("{value:.5}")
    } else {
        format!("{value:.4e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_a_column_with_places_first() {
        let mut cube = Geometry::from_points(vec![Default::default(); 8]);
        let features = Column::floats_of_size(vec![0.5; 8 * 20], 20);
        cube.table_mut(Domain::Point).set("features", features);
        cube.table_mut(Domain::Point).set("corner", Column::group(vec![true; 8]));
        cube.table_mut(Domain::Point).set("Alpha", Column::new(vec![1e-9_f32; 8]));
        let columns = Columns::of(&cube, Domain::Point, &BTreeSet::new());
        let titles: Vec<String> = columns.titles().collect();
        assert_eq!(titles[..4], ["P.x", "P.y", "P.z", "Alpha"]);
        assert!(titles.contains(&"features[15]".to_owned()));
        assert!(!titles.contains(&"features[16]".to_owned()));
        assert_eq!(titles.last().map(String::as_str), Some("corner"));
        assert_eq!(columns.text(3, 0), "1.0000e-9");
        assert_eq!(columns.text(titles.len() - 1, 0), "1");
        assert_eq!(columns.text(0, 800), "", "an element that is not there");
        let hidden = BTreeSet::from(["P".into(), "features".into()]);
        assert_eq!(Columns::of(&cube, Domain::Point, &hidden).len(), 2);
    }
}
