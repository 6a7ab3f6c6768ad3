//! Colours along a line.

use glam::Vec3;

/// Colours at places from 0 to 1, mixed linearly in between.
#[derive(Debug, Clone, PartialEq)]
pub struct ColourRamp {
    /// Places and linear colours, by rising place.
    stops: Vec<(f32, Vec3)>,
}

impl ColourRamp {
    /// A ramp of these colours, which may come in any order; those at places that are not numbers
    /// are left out. Without any it is black.
    pub fn new(stops: impl IntoIterator<Item = (f32, Vec3)>) -> Self {
        let mut stops: Vec<(f32, Vec3)> =
            stops.into_iter().filter(|(place, _)| !place.is_nan()).collect();
        stops.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { stops }
    }

    /// Colours at even distances from 0 to 1.
    pub fn even(colours: &[[f32; 3]]) -> Self {
        let last = colours.len().saturating_sub(1).max(1) as f32;
        let stops = colours.iter().enumerate();
        Self::new(stops.map(|(index, &colour)| (index as f32 / last, Vec3::from(colour))))
    }

    /// From cold to hot as an infrared camera shows it: blue, cyan, green, yellow, red.
    pub fn infrared() -> Self {
        Self::even(&[
            [0.0, 0.0, 1.0],
            [0.0, 1.0, 1.0],
            [0.0, 1.0, 0.0],
            [1.0, 1.0, 0.0],
            [1.0, 0.0, 0.0],
        ])
    }

    /// As metal glows: black, red, yellow, white.
    pub fn blackbody() -> Self {
        Self::even(&[[0.0; 3], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0; 3]])
    }

    /// From black to white.
    pub fn greys() -> Self {
        Self::even(&[[0.0; 3], [1.0; 3]])
    }

    /// Once around the circle of hues.
    pub fn rainbow() -> Self {
        Self::even(&[
            [1.0, 0.0, 0.0],
            [1.0, 1.0, 0.0],
            [0.0, 1.0, 0.0],
            [0.0, 1.0, 1.0],
            [0.0, 0.0, 1.0],
            [1.0, 0.0, 1.0],
            [1.0, 0.0, 0.0],
        ])
    }

    /// The colour at a place; beyond the ends and for NaN that of the nearer or the first end.
    pub fn at(&self, place: f32) -> Vec3 {
        let after = self.stops.partition_point(|&(stop, _)| stop < place);
        match (
            after.checked_sub(1).and_then(|before| self.stops.get(before)),
            self.stops.get(after),
        ) {
            (Some(&(low, a)), Some(&(high, b))) => {
                let span = high - low;
                if span > 0.0 && span.is_finite() { a.lerp(b, (place - low) / span) } else { b }
            }
            (Some(&(_, only)), None) | (None, Some(&(_, only))) => only,
            (None, None) => Vec3::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_mixed_between_stops_and_held_beyond_them() {
        let ramp = ColourRamp::infrared();
        assert_eq!(ramp.at(0.0), Vec3::Z);
        assert_eq!(ramp.at(0.125), Vec3::new(0.0, 0.5, 1.0));
        assert_eq!(ramp.at(0.5), Vec3::Y);
        assert_eq!(ramp.at(7.0), Vec3::X);
        assert_eq!((ramp.at(f32::NEG_INFINITY), ramp.at(f32::NAN)), (Vec3::Z, Vec3::Z));
    }

    #[test]
    fn odd_stops_do_no_harm() {
        assert_eq!(ColourRamp::new([]).at(0.5), Vec3::ZERO);
        assert_eq!(ColourRamp::even(&[[1.0; 3]]).at(0.5), Vec3::ONE);
        let places = [f32::NAN, 0.5, 0.5, f32::INFINITY, f32::NEG_INFINITY];
        let ramp = ColourRamp::new(places.map(|place| (place, Vec3::ONE)));
        assert!([-1.0, 0.5, 0.7, 1e30].iter().all(|&place| ramp.at(place) == Vec3::ONE));
    }
}
