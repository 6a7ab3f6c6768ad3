//! What happened, for the log and the toasts.

use std::collections::VecDeque;
use std::time::SystemTime;

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something was done.
    Information,
    /// Something is not as it should be.
    Warning,
    /// Something failed.
    Error,
}

/// One line of the log.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When it happened.
    pub time: SystemTime,
    /// How much it matters.
    pub level: Level,
    /// What happened, where, and what to do.
    pub text: String,
    /// How often it happened in a row.
    pub times: u32,
}

/// What happened, the newest last.
#[derive(Debug, Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    /// Entries that are to be shown as a toast, too.
    fresh: Vec<Entry>,
}

/// Entries that are kept at most.
const MOST: usize = 10_000;

impl Log {
    /// Adds a line.
    pub fn add(&mut self, level: Level, text: impl Into<String>) {
        let text = text.into();
        if let Some(last) = self.entries.back_mut()
            && last.level == level
            && last.text == text
        {
            last.times += 1;
            last.time = SystemTime::now();
            return;
        }
        if self.entries.len() == MOST {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { time: SystemTime::now(), level, text, times: 1 });
    }

    /// Adds a line and shows it in a corner of the window for a moment.
    pub fn tell(&mut self, level: Level, text: impl Into<String>) {
        self.add(level, text);
        self.fresh.extend(self.entries.back().cloned());
    }

    /// All lines, the oldest first.
    pub fn entries(&self) -> &VecDeque<Entry> {
        &self.entries
    }

    /// The lines to show as toasts that were not taken yet.
    pub fn take_fresh(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.fresh)
    }

    /// Forgets all lines.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_counted_and_the_oldest_go_first() {
        let mut log = Log::default();
        log.add(Level::Information, "saved");
        log.tell(Level::Information, "saved");
        assert_eq!((log.entries().len(), log.entries()[0].times), (1, 2));
        assert_eq!(log.take_fresh().len(), 1);
        assert!(log.take_fresh().is_empty());
        (0..MOST).for_each(|number| log.add(Level::Warning, number.to_string()));
        assert_eq!(log.entries().len(), MOST);
        assert_eq!(log.entries()[0].text, "0");
    }
}
