//! Attributes that a file states once for all elements after the statement.

use std::sync::Arc;

use std::collections::HashMap;

use crate::Text;

/// The text of `count` elements: each run begins at an element and lasts until the next one.
/// Elements before the first have an empty text.
pub fn text<'a>(count: usize, runs: impl Iterator<Item = (usize, &'a str)>) -> Text {
    let mut known = HashMap::from([("", 0)]);
    let mut strings: Vec<Arc<str>> = vec!["".into()];
    let mut indices = vec![0; count];
    for_each_run(count, runs, |range, name| {
        let index = *known.entry(name).or_insert_with(|| {
            strings.push(name.into());
            strings.len() as u32 - 1
        });
        indices[range].fill(index);
    });
    Text { indices: Arc::new(indices), strings: Arc::new(strings) }
}

/// Calls `visit` with the elements and the value of each run that is not empty.
pub fn for_each_run<T>(
    count: usize,
    runs: impl Iterator<Item = (usize, T)>,
    mut visit: impl FnMut(std::ops::Range<usize>, T),
) {
    let mut runs = runs.peekable();
    while let Some((start, value)) = runs.next() {
        let end = runs.peek().map_or(count, |(next, _)| *next);
        if start < end {
            visit(start..end, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_lasts_until_the_next() {
        let runs = [(1, "a"), (3, "b"), (3, "c"), (4, "a")];
        let text = text(6, runs.into_iter());
        let names: Vec<&str> = (0..6).map(|element| text.get(element)).collect();
        assert_eq!(names, ["", "a", "a", "c", "a", "a"]);
    }
}
