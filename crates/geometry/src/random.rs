//! Random numbers by place: the number at any index of a stream can be asked for alone, so that
//! loops on many threads and elements that stay while others change draw the same numbers.

/// An endless row of random numbers, each found by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Stream(u64);

/// The step between successive states: 2⁶⁴ divided by the golden ratio.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Stream {
    /// The stream of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x5851_F42D_4C95_7F2D))
    }

    /// A stream of its own for each `key`.
    pub(crate) fn child(self, key: u64) -> Self {
        Self(mix(self.0 ^ mix(key.wrapping_add(STEP))))
    }

    /// 64 random bits.
    #[inline]
    pub(crate) fn bits(self, index: u64) -> u64 {
        mix(self.0.wrapping_add(index.wrapping_mul(STEP)))
    }

    /// A number from 0 up to, but not, 1.
    #[inline]
    pub(crate) fn unit(self, index: u64) -> f32 {
        unit(self.bits(index) as u32)
    }
}

/// The upper 24 of 32 random bits as a number from 0 up to, but not, 1.
#[inline]
pub(crate) fn unit(bits: u32) -> f32 {
    (bits >> 8) as f32 * (1.0 / (1 << 24) as f32)
}

/// The finisher of SplitMix64 (Steele, Lea, Flood 2014) with Stafford's thirteenth constants.
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_even_and_streams_do_not_follow_each_other() {
        let (first, second) = (Stream::new(1), Stream::new(2));
        let count = 100_000;
        let mean = |value: &dyn Fn(u64) -> f32| {
            (0..count).map(|index| f64::from(value(index))).sum::<f64>() / count as f64
        };
        assert!((mean(&|index| first.unit(index)) - 0.5).abs() < 0.005);
        let product = mean(&|index| (first.unit(index) - 0.5) * (second.unit(index) - 0.5));
        assert!(product.abs() < 0.001, "two seeds are independent: {product}");
        let child = first.child(7);
        let product = mean(&|index| (first.unit(index) - 0.5) * (child.unit(index) - 0.5));
        assert!(product.abs() < 0.001, "a child is independent: {product}");
        assert!((0..count).all(|index| (0.0..1.0).contains(&first.unit(index))));
    }
}
