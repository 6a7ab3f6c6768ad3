//! Sines and their inverses. Angles are in radians.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use super::nearest;

/// Beyond this, neighbouring floats are further apart than a turn: the angle counts as 0.
const GREATEST_ANGLE: f32 = 1_073_741_824.0; // 2^30

/// The first 33 bits of π/2, so that its small multiples are exact, and the rest.
const QUARTER_HIGH: f64 = f64::from_bits(0x3FF9_21FB_5440_0000);
const QUARTER_LOW: f64 = 6.077_100_506_506_192e-11;

/// The sine and the cosine of an angle within an eighth of a turn, by their Taylor series.
#[inline(always)]
fn series(r: f64) -> (f64, f64) {
    let s = r * r;
    let sine =
        1.0 + s * (-1.0 / 6.0 + s * (1.0 / 120.0 + s * (-1.0 / 5040.0 + s * (1.0 / 362_880.0))));
    let cosine = 1.0
        + s * (-1.0 / 2.0
            + s * (1.0 / 24.0
                + s * (-1.0 / 720.0 + s * (1.0 / 40_320.0 + s * (-1.0 / 3_628_800.0)))));
    (r * sine, cosine)
}

/// An angle as quarter turns (modulo 4) and a rest within an eighth of a turn.
#[inline(always)]
fn quarters(x: f32) -> (u64, f64) {
    // Infinite stays infinite, and becomes NaN below.
    let held = if x.abs() > GREATEST_ANGLE && x.abs() < f32::INFINITY { 0.0 } else { x };
    let x = f64::from(held);
    let (turns, bits) = nearest(x * (2.0 / PI));
    (bits, (x - turns * QUARTER_HIGH) - turns * QUARTER_LOW)
}

#[inline(always)]
fn sine_of(quarter: u64, r: f64) -> f64 {
    let (sine, cosine) = series(r);
    let value = if quarter & 1 == 0 { sine } else { cosine };
    f64::from_bits(value.to_bits() ^ ((quarter & 2) << 62))
}

#[inline(always)]
pub(crate) fn sin(x: f32) -> f32 {
    let (quarter, r) = quarters(x);
    sine_of(quarter, r) as f32
}

#[inline(always)]
pub(crate) fn cos(x: f32) -> f32 {
    let (quarter, r) = quarters(x);
    sine_of(quarter.wrapping_add(1), r) as f32
}

#[inline(always)]
pub(crate) fn tan(x: f32) -> f32 {
    let (quarter, r) = quarters(x);
    (sine_of(quarter, r) / sine_of(quarter.wrapping_add(1), r)) as f32
}

/// The arc tangent of a number from 0 to 1.
#[inline(always)]
fn arc_series(x: f64) -> f64 {
    // The tangent of an eighth of a half turn divides the range: beyond it, atan x is
    // π/4 + atan((x - 1)/(x + 1)).
    let is_beyond = x > 0.414_213_562_373_095_1;
    let t = if is_beyond { (x - 1.0) / (x + 1.0) } else { x };
    let s = t * t;
    let mut sum = 0.0;
    // Odd powers with alternating signs, over their exponents.
    let mut k = 23.0;
    while k >= 1.0 {
        sum = 1.0 / k - s * sum;
        k -= 2.0;
    }
    t * sum + if is_beyond { FRAC_PI_4 } else { 0.0 }
}

/// The angle of a place (x, y).
#[inline(always)]
fn angle(y: f64, x: f64) -> f64 {
    let (across, up) = (x.abs(), y.abs());
    let is_steep = up > across;
    let (low, high) = if is_steep { (across, up) } else { (up, across) };
    let ratio = if high == 0.0 { 0.0 } else { low / high };
    let first = arc_series(ratio);
    let upper = if is_steep { FRAC_PI_2 - first } else { first };
    let half = if x.is_sign_negative() { PI - upper } else { upper };
    half.copysign(y)
}

#[inline(always)]
pub(crate) fn atan2(y: f32, x: f32) -> f32 {
    angle(f64::from(y), f64::from(x)) as f32
}

#[inline(always)]
pub(crate) fn atan(x: f32) -> f32 {
    let x = f64::from(x);
    let size = x.abs();
    let first = arc_series(if size > 1.0 { 1.0 / size } else { size });
    (if size > 1.0 { FRAC_PI_2 - first } else { first }).copysign(x) as f32
}

/// Brought to -1 to 1, so that rounding in a cosine does not make NaN.
#[inline(always)]
fn held(x: f32) -> f64 {
    let x = f64::from(x);
    let low = if x < -1.0 { -1.0 } else { x };
    if low > 1.0 { 1.0 } else { low }
}

#[inline(always)]
pub(crate) fn asin(x: f32) -> f32 {
    let x = held(x);
    let value = angle(x, ((1.0 - x) * (1.0 + x)).sqrt());
    value as f32
}

#[inline(always)]
pub(crate) fn acos(x: f32) -> f32 {
    let x = held(x);
    (2.0 * angle((1.0 - x).sqrt(), (1.0 + x).sqrt())) as f32
}
