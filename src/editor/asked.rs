//! When a cook is asked for: whenever something that it reads has changed.

use std::path::PathBuf;
use std::sync::Arc;

use graph::Document;

use super::app::Editor;
use super::cook::Order;

/// What the last cook was asked with: nothing new is asked while it is the same.
pub(super) struct Asked {
    document: Document,
    displayed: Vec<String>,
    inspected: Vec<String>,
    frame: f64,
    file: Option<PathBuf>,
    /// How often weights had been published.
    publications: u64,
}

impl Editor {
    /// Asks for a cook if something that it reads has changed.
    pub(super) fn ask_for_cook(&mut self) {
        let asked = Asked {
            document: Document {
                root: self.session.document().root.clone(),
                ..Document::default()
            },
            displayed: super::targets::displayed(&self.session),
            inspected: super::targets::inspected(&self.session),
            frame: self.session.frame,
            file: self.session.file.clone(),
            publications: self.publications_to_cook(),
        };
        if self.asked.as_ref().is_some_and(|before| before.is_same(&asked)) {
            return;
        }
        self.cooking.request(Order {
            document: asked.document.clone(),
            displayed: asked.displayed.clone(),
            inspected: asked.inspected.clone(),
            context: self.session.context(),
            dragging: self.dragging,
        });
        if asked.displayed.is_empty() {
            self.session.results.shown = None;
            self.session.results.failure = None;
        }
        self.asked = Some(asked);
    }

    /// Newer weights are cooked with when nothing cooks: a cook that takes longer than the time
    /// between two publications would never end otherwise.
    fn publications_to_cook(&self) -> u64 {
        match &self.asked {
            Some(asked) if !self.cooking.is_idle() => asked.publications,
            _ => self.training.publications(),
        }
    }

    /// Asks for a cook, though nothing in the document changed.
    pub(super) fn cook_again(&mut self) {
        self.asked = None;
    }
}

impl Asked {
    fn is_same(&self, other: &Self) -> bool {
        // Versions of a document share what did not change: most often the whole.
        Arc::ptr_eq(&self.document.root, &other.document.root)
            && self.displayed == other.displayed
            && self.inspected == other.inspected
            && self.frame.to_bits() == other.frame.to_bits()
            && self.file == other.file
            && self.publications == other.publications
    }
}
