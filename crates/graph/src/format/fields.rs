//! The named parts of a project's text, and where a text is that cannot be read.

use super::FormatError;
use super::pieces::{Entries, entries, parsed_entries, position, reason};

/// An error at a place in the text.
pub(super) fn syntax(position: ron::error::Position, message: impl ToString) -> FormatError {
    FormatError::Syntax { line: position.line, column: position.col, message: message.to_string() }
}

/// The named pieces of the whole text. Every part of it is known to be RON afterwards.
pub(super) fn whole(text: &str) -> Result<Fields<'_>, FormatError> {
    found(text, text, parsed_entries(text))
}

/// The named pieces of a part of the text, without which the whole cannot be read.
pub(super) fn named<'a>(text: &str, piece: &'a str) -> Result<Fields<'a>, FormatError> {
    found(text, piece, entries(piece))
}

fn found<'a>(
    text: &str,
    piece: &str,
    entries: Result<Entries<'a>, ron::error::SpannedError>,
) -> Result<Fields<'a>, FormatError> {
    match entries {
        Ok(entries) => Ok(Fields(entries)),
        Err(error) => {
            let start = position(text, piece);
            let inner = error.span.start;
            let col = if inner.line == 1 { start.col + inner.col - 1 } else { inner.col };
            let place = ron::error::Position { line: start.line + inner.line - 1, col };
            let advice = "correct the text there, or open an older copy of the file";
            Err(syntax(place, format!("{}; {advice}", reason(&error))))
        }
    }
}

/// Named pieces that are taken one after the other; the rest is unknown.
pub(super) struct Fields<'a>(pub Entries<'a>);

impl<'a> Fields<'a> {
    /// Takes one out.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a str> {
        let index = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.remove(index).1)
    }
}
