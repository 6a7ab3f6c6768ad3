//! Undo and redo: old versions of the document, kept.

use crate::document::{Document, ViewSection};

/// The versions of a document, each made by a named step.
///
/// A version is a snapshot that shares what did not change, so that keeping it costs little.
#[derive(Debug, Clone)]
pub struct History {
    versions: Vec<Version>,
    current: usize,
    /// The number of the version that was last saved.
    saved: u64,
    next_number: u64,
    /// The gesture whose edits go into one step.
    gesture: Option<String>,
    limit: usize,
}

#[derive(Debug, Clone)]
struct Version {
    /// The step that led here from the version before.
    step: String,
    document: Document,
    number: u64,
}

impl History {
    /// Steps that are kept at most, unless told otherwise.
    pub const LIMIT: usize = 1000;

    /// A history that begins with a document as it was opened, which counts as saved.
    pub fn new(document: Document) -> Self {
        Self::with_limit(document, Self::LIMIT)
    }

    /// A history that keeps at most `limit` steps, at least one.
    pub fn with_limit(document: Document, limit: usize) -> Self {
        let first = Version { step: "Open".to_owned(), document, number: 0 };
        Self {
            versions: vec![first],
            current: 0,
            saved: 0,
            next_number: 1,
            gesture: None,
            limit: limit.max(1),
        }
    }

    /// The document as it is now.
    pub fn document(&self) -> &Document {
        &self.versions[self.current].document
    }

    /// A step to a new version. What had been undone is forgotten. A version that differs in
    /// nothing is no step.
    pub fn push(&mut self, step: impl Into<String>, document: Document) {
        self.gesture = None;
        self.append(step.into(), document);
    }

    /// A step that belongs to a gesture, such as one drag of one parameter: until the gesture
    /// ends, all steps with its key are one.
    pub fn push_in_gesture(&mut self, gesture: &str, step: impl Into<String>, document: Document) {
        let goes_on = self.gesture.as_deref() == Some(gesture);
        if goes_on && self.current + 1 == self.versions.len() {
            let number = self.new_number();
            let version = &mut self.versions[self.current];
            version.document = document;
            version.number = number;
        } else if self.append(step.into(), document) {
            self.gesture = Some(gesture.to_owned());
        }
    }

    /// Ends the gesture: the next step stands for itself.
    pub fn end_gesture(&mut self) {
        self.gesture = None;
    }

    /// One step back; gives the name of the step undone.
    pub fn undo(&mut self) -> Option<&str> {
        self.gesture = None;
        self.move_to(self.current.checked_sub(1)?);
        Some(&self.versions[self.current + 1].step)
    }

    /// One step forward again; gives the name of the step.
    pub fn redo(&mut self) -> Option<&str> {
        self.gesture = None;
        if self.current + 1 >= self.versions.len() {
            return None;
        }
        self.move_to(self.current + 1);
        Some(&self.versions[self.current].step)
    }

    /// The name of the step that [`History::undo`] would undo.
    pub fn undo_name(&self) -> Option<&str> {
        (self.current > 0).then(|| self.versions[self.current].step.as_str())
    }

    /// The name of the step that [`History::redo`] would do again.
    pub fn redo_name(&self) -> Option<&str> {
        self.versions.get(self.current + 1).map(|version| version.step.as_str())
    }

    /// Changes the view section of the current version: looking around is no step, and stays as
    /// it is while steps are undone.
    pub fn set_view(&mut self, view: ViewSection) {
        self.versions[self.current].document.view = view;
    }

    /// Straight to a version of [`History::steps`]. Out of range, nothing happens.
    pub fn go_to(&mut self, version: usize) {
        self.gesture = None;
        if version < self.versions.len() {
            self.move_to(version);
        }
    }

    /// The names of all steps, the oldest first; the first stands for the document as opened.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = &str> {
        self.versions.iter().map(|version| version.step.as_str())
    }

    /// The place of the current version among [`History::steps`].
    pub fn current(&self) -> usize {
        self.current
    }

    /// The current version is what the file holds now.
    pub fn mark_saved(&mut self) {
        // What follows must not change the saved version in place.
        self.gesture = None;
        self.saved = self.versions[self.current].number;
    }

    /// Whether the current version differs from the saved one.
    pub fn is_modified(&self) -> bool {
        self.versions[self.current].number != self.saved
    }

    fn move_to(&mut self, version: usize) {
        let view = self.document().view.clone();
        self.current = version;
        self.set_view(view);
    }

    fn append(&mut self, step: String, document: Document) -> bool {
        if &document == self.document() {
            return false;
        }
        self.versions.truncate(self.current + 1);
        let number = self.new_number();
        self.versions.push(Version { step, document, number });
        if self.versions.len() > self.limit + 1 {
            self.versions.remove(0);
        }
        self.current = self.versions.len() - 1;
        true
    }

    fn new_number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toys::{CONSTANT, Draft, integer};

    fn with_value(value: i64) -> Document {
        Draft::default().node("a", &CONSTANT, &[], &[("value", integer(value))]).document()
    }

    #[test]
    fn undo_and_redo_walk_through_named_versions() {
        let mut history = History::new(with_value(0));
        history.push("Set to 1", with_value(1));
        history.push("Set to 2", with_value(2));
        assert_eq!(history.undo(), Some("Set to 2"));
        assert_eq!(history.document(), &with_value(1));
        assert_eq!(history.undo(), Some("Set to 1"));
        assert_eq!(history.undo(), None);
        assert_eq!(history.current(), 0);
        assert_eq!(history.redo(), Some("Set to 1"));
        history.push("Set to 9", with_value(9));
        assert_eq!(history.redo(), None, "what was undone is forgotten");
        assert_eq!(history.steps().collect::<Vec<_>>(), ["Open", "Set to 1", "Set to 9"]);
        history.go_to(0);
        assert_eq!(history.document(), &with_value(0));
        history.go_to(7);
        assert_eq!(history.current(), 0);
    }

    #[test]
    fn a_drag_is_one_step() {
        let mut history = History::new(with_value(0));
        for value in 1..=30 {
            history.push_in_gesture("a/value", "Drag value", with_value(value));
        }
        history.end_gesture();
        history.push_in_gesture("a/value", "Drag value", with_value(40));
        assert_eq!(history.steps().len(), 3);
        history.undo();
        assert_eq!(history.document(), &with_value(30));
        history.undo();
        assert_eq!(history.document(), &with_value(0));
    }

    #[test]
    fn modified_means_unlike_the_file() {
        let mut history = History::new(with_value(0));
        assert!(!history.is_modified());
        history.push_in_gesture("drag", "Drag", with_value(1));
        history.mark_saved();
        history.push_in_gesture("drag", "Drag", with_value(2));
        assert!(history.is_modified());
        history.undo();
        assert!(!history.is_modified(), "back at what was saved");
        history.undo();
        assert!(history.is_modified());
    }

    #[test]
    fn looking_around_is_no_step_and_is_not_undone() {
        let mut history = History::new(with_value(0));
        history.push("Set to 1", with_value(1));
        let view = ViewSection::from([("camera".into(), crate::Raw::of(&1).unwrap())]);
        history.set_view(view.clone());
        assert_eq!((history.undo_name(), history.redo_name()), (Some("Set to 1"), None));
        history.undo();
        assert_eq!((history.undo_name(), history.redo_name()), (None, Some("Set to 1")));
        assert_eq!(history.document().view, view);
        assert!(!history.is_modified());
    }

    #[test]
    fn nothing_new_is_no_step_and_the_oldest_are_forgotten() {
        let mut history = History::with_limit(with_value(0), 2);
        history.push("Nothing", with_value(0));
        assert_eq!(history.steps().len(), 1);
        for value in 1..=5 {
            history.push(format!("Set to {value}"), with_value(value));
        }
        assert_eq!(history.steps().collect::<Vec<_>>(), ["Set to 3", "Set to 4", "Set to 5"]);
        assert!(history.is_modified(), "the saved version is gone");
    }
}
