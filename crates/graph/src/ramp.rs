//! Ramps: a height or a colour for every place from 0 to 1.

use std::hash::{Hash, Hasher};

/// How a ramp goes on from a stop to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Between {
    /// It stays as it is until the next.
    Constant,
    /// Straight.
    #[default]
    Linear,
    /// In a curve without corners that never goes beyond its stops.
    Smooth,
}

impl Between {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Constant, Self::Linear, Self::Smooth];

    /// The name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Linear => "linear",
            Self::Smooth => "smooth",
        }
    }

    /// The one of a name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|between| between.id() == id)
    }
}

/// A point of a ramp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// Where, from 0 to 1.
    pub place: f64,
    /// The colour there, linear; of a curve the height three times.
    pub value: [f64; 3],
    /// How it goes on.
    pub between: Between,
}

impl Stop {
    /// A stop of a curve.
    pub const fn height(place: f64, height: f64, between: Between) -> Self {
        Self { place, value: [height; 3], between }
    }

    /// A stop of a colour ramp.
    pub const fn colour(place: f64, value: [f64; 3]) -> Self {
        Self { place, value, between: Between::Linear }
    }
}

/// A curve or a ramp of colours.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    /// By rising place; at least one.
    stops: Vec<Stop>,
    is_colour: bool,
}

impl Ramp {
    /// A ramp of these stops in any order; places are brought between 0 and 1. None without
    /// stops, and none where a number is not finite.
    pub fn new(stops: impl IntoIterator<Item = Stop>, is_colour: bool) -> Option<Self> {
        let mut stops: Vec<Stop> = stops.into_iter().collect();
        let is_finite = |stop: &Stop| {
            stop.place.is_finite() && stop.value.iter().all(|value| value.is_finite())
        };
        if stops.is_empty() || !stops.iter().all(is_finite) {
            return None;
        }
        stops.iter_mut().for_each(|stop| stop.place = stop.place.clamp(0.0, 1.0));
        stops.sort_by(|a, b| a.place.total_cmp(&b.place));
        Some(Self { stops, is_colour })
    }

    /// The stops, by rising place.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// Whether it gives colours, and not heights.
    pub fn is_colour(&self) -> bool {
        self.is_colour
    }

    /// The colour at a place, or the height three times. Before the first stop and after the last
    /// one it stays as there.
    pub fn at(&self, place: f32) -> [f32; 3] {
        let place = f64::from(place);
        let next = self.stops.partition_point(|stop| stop.place <= place);
        let to_floats = |value: [f64; 3]| value.map(|value| value as f32);
        let Some(from) = next.checked_sub(1) else { return to_floats(self.stops[0].value) };
        let (a, Some(b)) = (self.stops[from], self.stops.get(next)) else {
            return to_floats(self.stops[from].value);
        };
        let width = b.place - a.place;
        let part = ((place - a.place) / width).clamp(0.0, 1.0);
        to_floats(match a.between {
            Between::Constant => a.value,
            Between::Linear => {
                std::array::from_fn(|i| a.value[i] + (b.value[i] - a.value[i]) * part)
            }
            Between::Smooth => std::array::from_fn(|i| {
                let (start, end) = (self.slope(from, i) * width, self.slope(next, i) * width);
                hermite(a.value[i], b.value[i], start, end, part)
            }),
        })
    }

    /// The height of a curve at a place.
    pub fn height(&self, place: f32) -> f32 {
        self.at(place)[0]
    }

    /// The slope of the smooth curve at a stop: the harmonic mean of those on both sides, so that
    /// the curve never goes beyond its stops (Fritsch and Butland 1984).
    fn slope(&self, at: usize, channel: usize) -> f64 {
        let between = |from: usize| {
            let (a, b) = (self.stops.get(from)?, self.stops.get(from + 1)?);
            let width = b.place - a.place;
            (width > 0.0).then(|| (b.value[channel] - a.value[channel]) / width)
        };
        let (before, after) = (at.checked_sub(1).and_then(between), between(at));
        match (before, after) {
            (Some(a), Some(b)) if a * b > 0.0 => 2.0 * a * b / (a + b),
            _ => 0.0,
        }
    }
}

/// A cubic between two values with two slopes.
fn hermite(a: f64, b: f64, start: f64, end: f64, t: f64) -> f64 {
    let (t2, t3) = (t * t, t * t * t);
    (2.0 * t3 - 3.0 * t2 + 1.0) * a
        + (t3 - 2.0 * t2 + t) * start
        + (3.0 * t2 - 2.0 * t3) * b
        + (t3 - t2) * end
}

impl Hash for Ramp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.is_colour.hash(state);
        for stop in &self.stops {
            stop.place.to_bits().hash(state);
            stop.value.iter().for_each(|value| value.to_bits().hash(state));
            stop.between.hash(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(between: Between) -> Ramp {
        let stops = [(0.5, 1.0), (0.0, 0.0), (1.0, 0.5)];
        Ramp::new(stops.map(|(place, height)| Stop::height(place, height, between)), false).unwrap()
    }

    #[test]
    fn stops_are_met_and_joined() {
        for between in Between::ALL {
            let heights = [-1.0, 0.0, 0.5, 1.0, 2.0].map(|place| curve(between).height(place));
            assert_eq!(heights, [0.0, 0.0, 1.0, 0.5, 0.5], "{between:?}");
        }
        assert_eq!(curve(Between::Constant).height(0.49), 0.0);
        assert_eq!(curve(Between::Linear).height(0.25), 0.5);
        assert_eq!(curve(Between::Smooth).height(0.25), 0.5);
    }

    #[test]
    fn a_smooth_curve_never_goes_beyond_its_stops() {
        let stops = [(0.0, 0.0), (0.1, 0.9), (0.2, 1.0), (0.9, 1.0), (1.0, 0.0)];
        let stops = stops.map(|(place, height)| Stop::height(place, height, Between::Smooth));
        let ramp = Ramp::new(stops, false).unwrap();
        let heights: Vec<f32> = (0..=1000).map(|i| ramp.height(i as f32 / 1000.0)).collect();
        assert!(heights.iter().all(|height| (0.0..=1.0).contains(height)));
        assert!(heights[..200].windows(2).all(|pair| pair[0] <= pair[1]));
    }

    #[test]
    fn odd_stops_do_no_harm() {
        assert!(Ramp::new([], false).is_none());
        assert!(Ramp::new([Stop::height(f64::NAN, 0.0, Between::Linear)], false).is_none());
        let same = [0.0, 1.0, 2.0].map(|height| Stop::height(0.5, height, Between::Smooth));
        let ramp = Ramp::new(same, false).unwrap();
        assert_eq!([0.4, 0.5, 0.6].map(|place| ramp.height(place)), [0.0, 2.0, 2.0]);
        assert!(ramp.height(f32::NAN).is_finite());
    }
}
