//! What is wrong with a source text, where, and what to do.

use std::fmt;
use std::sync::Arc;

/// A part of a source text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// From the beginning of this to the end of another.
    pub(crate) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end.max(self.start) }
    }

    /// The part as a range of bytes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One mistake in a source text, or one thing that went wrong while it ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, and what to do.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl Diagnostic {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span }
    }
}

/// Everything that is wrong with one source text: at least one mistake, the first one first.
/// Shown with line, column and a caret under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    /// The mistakes.
    pub list: Vec<Diagnostic>,
    source: Arc<str>,
}

impl Diagnostics {
    pub(crate) fn new(source: &Arc<str>, list: Vec<Diagnostic>) -> Self {
        Self { list, source: source.clone() }
    }

    /// A single mistake in a text that was found outside this crate: a parameter that is not there.
    pub fn single(source: &str, span: Span, message: impl Into<String>) -> Self {
        Self::new(&source.into(), vec![Diagnostic::new(span, message)])
    }

    /// The line and the column of a mistake, both from 1.
    pub fn line_and_column(&self, diagnostic: &Diagnostic) -> (usize, usize) {
        let place = Place::of(&self.source, diagnostic.span);
        (place.line, place.column)
    }
}

impl std::error::Error for Diagnostics {}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.list.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            let place = Place::of(&self.source, diagnostic.span);
            writeln!(
                formatter,
                "line {}, column {}: {}",
                place.line, place.column, diagnostic.message
            )?;
            writeln!(formatter, "  {}", place.text)?;
            let blanks = place.text.chars().take(place.column - 1);
            let blanks: String = blanks.map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            write!(formatter, "  {blanks}{}", "^".repeat(place.width))?;
        }
        Ok(())
    }
}

/// Where a span lies, for people.
struct Place<'a> {
    line: usize,
    column: usize,
    /// The whole line.
    text: &'a str,
    /// Characters of the span on that line, at least one.
    width: usize,
}

impl<'a> Place<'a> {
    fn of(source: &'a str, span: Span) -> Self {
        let start = floor_boundary(source, span.start as usize);
        let before = &source[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let end = floor_boundary(source, span.end as usize).clamp(start, line_end);
        Self {
            line: before.matches('\n').count() + 1,
            column: source[line_start..start].chars().count() + 1,
            text: source[line_start..line_end].trim_end_matches('\r'),
            width: source[start..end].chars().count().max(1),
        }
    }
}

fn floor_boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The known name that somebody who wrote `name` may have meant.
pub(crate) fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).clamp(1, 3);
    let near = known.into_iter().filter_map(|candidate| {
        let distance = edit_distance(name, candidate, most)?;
        Some((distance, candidate))
    });
    // Of equally near names the first in the alphabet, whatever order they came in.
    near.min().map(|(_, candidate)| candidate)
}

/// "; did you mean x?" with the nearest of the known names, or nothing.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest(name, known).map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

/// Letters to insert, remove, replace or swap with the next, where that is at most `most`.
fn edit_distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().map(|c| c.to_ascii_lowercase()).collect();
    let b: Vec<char> = b.chars().map(|c| c.to_ascii_lowercase()).collect();
    if a.len().abs_diff(b.len()) > most || a.len() > 64 {
        return None;
    }
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<_>>(), Vec::new()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(rows[1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[0][j - 2] + 1);
            }
        }
        rows.swap(0, 1);
        rows[1] = row;
    }
    Some(rows[1][b.len()]).filter(|&distance| distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_shown_in_its_line() {
        let source: Arc<str> = "float é = 1;\n\tfloat b = é + c;\n".into();
        let at = source.find("c;").unwrap();
        let diagnostic = Diagnostic::new(Span::new(at, at + 1), "there is no c");
        let shown = Diagnostics::new(&source, vec![diagnostic]).to_string();
        assert_eq!(
            shown,
            "line 2, column 16: there is no c\n  \tfloat b = é + c;\n  \t              ^"
        );
    }

    #[test]
    fn spans_outside_the_text_do_no_harm() {
        for (start, end) in [(0, 0), (5, 2), (100, 200), (1, 2)] {
            let diagnostic = Diagnostic::new(Span { start, end }, "x");
            assert!(!Diagnostics::new(&"é\n".into(), vec![diagnostic]).to_string().is_empty());
        }
    }

    #[test]
    fn near_names_are_found() {
        let known = ["length", "lerp", "log", "normalize", "nearpoint", "nearpoints"];
        assert_eq!(closest("lenght", known), Some("length"));
        assert_eq!(closest("normalise", known), Some("normalize"));
        assert_eq!(closest("NearPoint", known), Some("nearpoint"));
        assert_eq!(closest("quark", known), None);
    }
}
