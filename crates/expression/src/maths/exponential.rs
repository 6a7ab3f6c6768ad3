//! Powers and logarithms.

use std::f64::consts::{LN_2, LOG2_E, LOG10_E, SQRT_2};

use super::nearest;

/// `e` to the power of `x`, of numbers whose power an `f32` can hold; beyond them infinity and 0.
#[inline(always)]
fn power(x: f64) -> f64 {
    let low = if x < -120.0 { -120.0 } else { x };
    let held = if low > 100.0 { 100.0 } else { low };
    let (twos, bits) = nearest(held * LOG2_E);
    let r = held - twos * LN_2;
    let mut sum = 1.0;
    // 1 + r/1 (1 + r/2 (1 + r/3 ( ...
    let mut k = 11.0;
    while k >= 1.0 {
        sum = 1.0 + r * sum * (1.0 / k);
        k -= 1.0;
    }
    // The exponent of an f64 begins at bit 52 and counts from -1023.
    sum * f64::from_bits(bits.wrapping_add(1023) << 52)
}

/// The natural logarithm of a positive, finite number.
#[inline(always)]
fn logarithm(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i32 - 1023;
    let mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
    let is_high = mantissa > SQRT_2;
    let mantissa = if is_high { mantissa * 0.5 } else { mantissa };
    let exponent = f64::from(exponent) + if is_high { 1.0 } else { 0.0 };
    // ln m = 2 artanh((m - 1)/(m + 1))
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let s = t * t;
    let mut sum = 0.0;
    let mut k = 17.0;
    while k >= 1.0 {
        sum = 1.0 / k + s * sum;
        k -= 2.0;
    }
    exponent * LN_2 + 2.0 * t * sum
}

/// The logarithm with what comes of numbers that have none.
#[inline(always)]
fn logarithm_of_any(x: f32) -> f64 {
    let value = logarithm(f64::from(x));
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    let value = if x < f32::INFINITY { value } else { f64::from(x) };
    if x < 0.0 { f64::NAN } else { value }
}

#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    power(f64::from(x)) as f32
}

#[inline(always)]
pub(crate) fn log(x: f32) -> f32 {
    logarithm_of_any(x) as f32
}

#[inline(always)]
pub(crate) fn log2(x: f32) -> f32 {
    (logarithm_of_any(x) * LOG2_E) as f32
}

#[inline(always)]
pub(crate) fn log10(x: f32) -> f32 {
    (logarithm_of_any(x) * LOG10_E) as f32
}

#[inline(always)]
pub(crate) fn pow(x: f32, y: f32) -> f32 {
    let size = x.abs();
    let exponent = logarithm_of_any(size) * f64::from(y);
    // 1 to any power, and anything to the power of 0, is 1, infinite or not.
    let is_one = y == 0.0 || x == 1.0 || (x == -1.0 && y.abs() == f32::INFINITY);
    let value = if is_one { 1.0 } else { power(exponent) };
    let whole = y.floor() == y;
    let half = f64::from(y) * 0.5;
    let is_odd = whole && half.floor() != half && y.abs() < 16_777_216.0;
    let is_negative = x.is_sign_negative();
    let signed = if is_negative && is_odd { -value } else { value };
    let has_none = x < 0.0 && !whole && x > f32::NEG_INFINITY;
    (if has_none { f64::NAN } else { signed }) as f32
}

/// The series of sinh near 0, where the difference of two powers would lose its digits.
#[inline(always)]
fn sinh_series(x: f64) -> f64 {
    let s = x * x;
    x * (1.0 + s * (1.0 / 6.0 + s * (1.0 / 120.0 + s * (1.0 / 5040.0 + s * (1.0 / 362_880.0)))))
}

#[inline(always)]
pub(crate) fn sinh(x: f32) -> f32 {
    let x = f64::from(x);
    let far = 0.5 * (power(x) - power(-x));
    (if x.abs() < 0.5 { sinh_series(x) } else { far }) as f32
}

#[inline(always)]
pub(crate) fn cosh(x: f32) -> f32 {
    let x = f64::from(x);
    (0.5 * (power(x) + power(-x))) as f32
}

#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    let x = f64::from(x);
    let (up, down) = (power(x), power(-x));
    let sine = if x.abs() < 0.5 { sinh_series(x) } else { 0.5 * (up - down) };
    (2.0 * sine / (up + down)) as f32
}
