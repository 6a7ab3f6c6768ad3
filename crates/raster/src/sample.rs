//! Values between pixels.

use crate::Image;

/// What lies beyond the edges of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wrap {
    /// The image again and again.
    #[default]
    Repeat,
    /// The pixels of the edge, on and on.
    Clamp,
    /// The image and its mirror image in turns.
    Mirror,
    /// Zeros.
    Zero,
}

impl Wrap {
    /// Which of `count` pixels stands at a place in the row that goes on for ever.
    #[inline]
    fn pixel(self, at: i64, count: u32) -> Option<u32> {
        let count = i64::from(count);
        let inside = match self {
            Self::Repeat => at.rem_euclid(count),
            Self::Clamp => at.clamp(0, count - 1),
            Self::Mirror => {
                let within = at.rem_euclid(2 * count);
                within.min(2 * count - 1 - within)
            }
            Self::Zero if (0..count).contains(&at) => at,
            Self::Zero => return None,
        };
        Some(inside as u32)
    }
}

impl Image {
    /// The bilinear mean of the four pixels around a texture coordinate, written to `out`, which
    /// has a slot for each channel.
    ///
    /// The image spans 0 to 1 in both directions, `v` upwards; pixels have their values in their
    /// middles. Where a coordinate is not a finite number, and for an image without pixels, the
    /// values are zero.
    pub fn sample(&self, uv: [f32; 2], wrap: Wrap, out: &mut [f32]) {
        out.fill(0.0);
        let [u, v] = uv.map(f64::from);
        if self.is_empty() || !(u.is_finite() && v.is_finite()) {
            return;
        }
        let (left, across) = split(u * f64::from(self.width()) - 0.5);
        let (top, down) = split((1.0 - v) * f64::from(self.height()) - 0.5);
        for (dy, row_part) in [(0, 1.0 - down), (1, down)] {
            let Some(y) = wrap.pixel(top + dy, self.height()) else { continue };
            for (dx, column_part) in [(0, 1.0 - across), (1, across)] {
                let Some(x) = wrap.pixel(left + dx, self.width()) else { continue };
                let part = row_part * column_part;
                // A pixel without part in the mean has none, also where it is not a number.
                if part > 0.0 {
                    for (slot, &value) in out.iter_mut().zip(self.pixel(x, y)) {
                        *slot += (f64::from(value) * part) as f32;
                    }
                }
            }
        }
    }
}

/// The whole number below, and how far above it. Numbers too large for pixels stop at 2^62.
#[inline]
fn split(place: f64) -> (i64, f64) {
    const MOST: f64 = (1_i64 << 62) as f64;
    let below = place.floor().clamp(-MOST, MOST);
    (below as i64, (place - below).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 0 1 above, 2 3 below.
    fn four() -> Image {
        Image::new(2, 2, 1, vec![0.0, 1.0, 2.0, 3.0])
    }

    fn at(image: &Image, u: f32, v: f32, wrap: Wrap) -> f32 {
        let mut out = [f32::NAN];
        image.sample([u, v], wrap, &mut out);
        out[0]
    }

    #[test]
    fn pixels_have_their_values_in_their_middles_and_v_runs_upwards() {
        for wrap in [Wrap::Repeat, Wrap::Clamp, Wrap::Mirror, Wrap::Zero] {
            let corners = [(0.25, 0.75), (0.75, 0.75), (0.25, 0.25), (0.75, 0.25)];
            let values = corners.map(|(u, v)| at(&four(), u, v, wrap));
            assert_eq!(values, [0.0, 1.0, 2.0, 3.0], "{wrap:?}");
            assert_eq!(at(&four(), 0.5, 0.5, wrap), 1.5);
        }
    }

    #[test]
    fn beyond_the_edge_the_wrap_rules() {
        // A quarter beyond the right edge, at the height of the upper row.
        let beyond = |wrap| at(&four(), 1.25, 0.75, wrap);
        assert_eq!(beyond(Wrap::Repeat), 0.0);
        assert_eq!(beyond(Wrap::Clamp), 1.0);
        assert_eq!(beyond(Wrap::Mirror), 1.0);
        assert_eq!(beyond(Wrap::Zero), 0.0);
        assert_eq!(at(&four(), 1.0, 0.75, Wrap::Zero), 0.5, "half of what is outside");
        assert_eq!(at(&four(), -0.25, 0.75, Wrap::Mirror), 0.0);
        assert_eq!(at(&four(), 1.75, 0.75, Wrap::Mirror), 0.0);
    }

    #[test]
    fn every_channel_is_sampled() {
        let image = Image::new(1, 2, 3, vec![1.0, 2.0, 3.0, 5.0, 6.0, 7.0]);
        let mut out = [0.0; 3];
        image.sample([0.3, 0.5], Wrap::Clamp, &mut out);
        assert_eq!(out, [3.0, 4.0, 5.0]);
    }

    #[test]
    fn what_is_no_place_gives_zero() {
        assert_eq!(at(&four(), f32::NAN, 0.5, Wrap::Clamp), 0.0);
        assert_eq!(at(&four(), 0.5, f32::INFINITY, Wrap::Repeat), 0.0);
        assert_eq!(at(&Image::new(0, 7, 1, vec![]), 0.5, 0.5, Wrap::Repeat), 0.0);
    }

    proptest! {
        #[test]
        fn a_sample_lies_between_the_pixels(u in any::<f32>(), v in any::<f32>(), wrap in 0..3) {
            let wrap = [Wrap::Repeat, Wrap::Clamp, Wrap::Mirror][wrap as usize];
            let value = at(&four(), u, v, wrap);
            prop_assert!((0.0..=3.0).contains(&value), "{value}");
        }

        #[test]
        fn repeating_is_periodic(u in -8_i32..8, du in 0.0_f32..1.0, v in 0.0_f32..1.0) {
            let there = at(&four(), u as f32 + du, v, Wrap::Repeat);
            prop_assert!((there - at(&four(), du, v, Wrap::Repeat)).abs() < 1e-5);
        }
    }
}
