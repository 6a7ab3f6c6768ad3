//! Frames that play.

use std::time::Instant;

/// The range of frames, and whether it plays.
#[derive(Debug)]
pub struct Timeline {
    /// The last frame; the first is 1.
    pub last: f64,
    /// Frames in a second.
    pub rate: f64,
    /// When it began to play, and at which frame.
    playing: Option<(Instant, Option<f64>)>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self { last: 240.0, rate: 24.0, playing: None }
    }
}

impl Timeline {
    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.playing.is_some()
    }

    /// Begins or ends playing.
    pub fn toggle(&mut self) {
        self.playing = match self.playing {
            Some(_) => None,
            None => Some((Instant::now(), None)),
        };
    }

    /// The frame to show now, coming from `frame`; none while it stands still.
    pub fn now(&mut self, frame: f64) -> Option<f64> {
        let (since, from) = self.playing.as_mut()?;
        let from = *from.get_or_insert(frame);
        let passed = (since.elapsed().as_secs_f64() * self.rate).floor();
        Some((from - 1.0 + passed).rem_euclid(self.last) + 1.0)
    }
}
