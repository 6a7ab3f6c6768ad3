//! What a program asked for besides writing attributes of its own elements.

mod additions;
mod columns;
mod removals;

use expression::Change;
use task::{Stop, Task};

use crate::Geometry;

/// Warnings of one kind are counted after the first.
pub(super) struct Ignored<'w> {
    warnings: &'w mut Vec<String>,
    first: Option<String>,
    count: usize,
}

impl<'w> Ignored<'w> {
    fn new(warnings: &'w mut Vec<String>) -> Self {
        Self { warnings, first: None, count: 0 }
    }

    /// Notes a change that cannot be made.
    fn note(&mut self, message: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(message);
    }

    fn finish(self) {
        match (self.first, self.count) {
            (Some(first), 1) => self.warnings.push(first),
            (Some(first), count) => {
                self.warnings.push(format!("{first} (and {} more like this)", count - 1));
            }
            (None, _) => {}
        }
    }
}

/// The geometry with the changes made.
pub(super) fn applied(
    geometry: Geometry,
    changes: Vec<Change>,
    warnings: &mut Vec<String>,
    task: &Task,
) -> Result<Geometry, Stop> {
    if changes.is_empty() {
        return Ok(geometry);
    }
    let mut ignored = Ignored::new(warnings);
    let mut geometry = additions::with_additions(geometry, &changes, &mut ignored, task)?;
    columns::set(&mut geometry, &changes, &mut ignored, task)?;
    let geometry = removals::without_removed(geometry, &changes, task)?;
    ignored.finish();
    Ok(geometry)
}

/// An element's number, if there is such an element.
fn element(number: i32, count: usize) -> Option<usize> {
    usize::try_from(number).ok().filter(|&element| element < count)
}
