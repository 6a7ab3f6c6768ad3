//! Functions of numbers, written so that loops over many elements become vector instructions,
//! and so that every machine gives the same bytes: nothing is left to a system's library.
//!
//! They take and give `f32` and work in `f64`, by power series that are exact to about 1e-9 of
//! the value: results are the nearest float or, rarely, its neighbour (at most 0.6 ulp; the test
//! holds 1 ulp). There are no branches, only choices between values that are computed anyway.

mod exponential;
mod trigonometry;

pub(crate) use exponential::{cosh, exp, log, log2, log10, pow, sinh, tanh};
pub(crate) use trigonometry::{acos, asin, atan, atan2, cos, sin, tan};

/// Rounds to the nearest whole number when added to and taken from a smaller number; the low bits
/// of the sum are that number.
const ROUNDING: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// The nearest whole number, as a float and as bits of which the low 32 count.
#[inline(always)]
fn nearest(x: f64) -> (f64, u64) {
    let shifted = x + ROUNDING;
    (shifted - ROUNDING, shifted.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units in the last place between a result and the exact value.
    fn distance(found: f32, exact: f64) -> f64 {
        if exact.is_nan() {
            return if found.is_nan() { 0.0 } else { f64::INFINITY };
        }
        if f64::from(found) == exact || found == exact as f32 {
            return 0.0;
        }
        let nearest = exact as f32;
        let unit = f64::from(nearest.abs().next_up()) - f64::from(nearest.abs());
        (f64::from(found) - exact).abs() / unit
    }

    /// Floats of every size and sign, from tiny to `most`, odd ones among them.
    fn samples(most: f32) -> Vec<f32> {
        let mut list = vec![0.0, -0.0, 1.0, -1.0, 0.5, 2.0, most, -most, 1e-45, 1e-39, -1e-39];
        let mut state = 12345_u32;
        while list.len() < 20_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let unit = (state >> 8) as f32 / (1 << 24) as f32;
            let size = most.powf(unit) * if unit < 0.3 { unit * unit } else { 1.0 };
            list.push(if state & 64 == 0 { size } else { -size });
        }
        list
    }

    fn check(name: &str, most: f32, found: impl Fn(f32) -> f32, exact: impl Fn(f64) -> f64) {
        for x in samples(most).into_iter().filter(|x| x.abs() <= most) {
            let (found, exact) = (found(x), exact(f64::from(x)));
            assert!(distance(found, exact) <= 1.0, "{name}({x:e}) is {exact:e}, not {found:e}");
        }
        assert!(found(f32::NAN).is_nan(), "{name}(NaN)");
    }

    #[test]
    fn results_are_the_nearest_float_or_its_neighbour() {
        check("sin", 1e6, sin, f64::sin);
        check("cos", 1e6, cos, f64::cos);
        check("tan", 1e4, tan, f64::tan);
        check("atan", 1e30, atan, f64::atan);
        check("exp", 120.0, exp, f64::exp);
        check("log", 3e38, log, f64::ln);
        check("log2", 3e38, log2, f64::log2);
        check("log10", 3e38, log10, f64::log10);
        check("sinh", 95.0, sinh, f64::sinh);
        check("cosh", 95.0, cosh, f64::cosh);
        check("tanh", 40.0, tanh, f64::tanh);
        check("asin", 1.0, asin, f64::asin);
        check("acos", 1.0, acos, f64::acos);
    }

    #[test]
    fn functions_of_two_numbers_too() {
        let others = samples(30.0);
        for (index, x) in samples(1e20).into_iter().enumerate() {
            let y = others[index % 500];
            let exact = f64::from(x).powf(f64::from(y));
            assert!(distance(pow(x, y), exact) <= 1.0, "{x:e} ^ {y}: {exact:e}, {}", pow(x, y));
            let exact = f64::from(y).atan2(f64::from(x));
            assert!(distance(atan2(y, x), exact) <= 1.0, "atan2({y:e}, {x:e})");
        }
        let odd = [0.0, -0.0, 1.0, -1.0, 2.0, -3.0, 0.5, f32::INFINITY, f32::NEG_INFINITY];
        for x in odd {
            for y in odd {
                let exact = f64::from(x).powf(f64::from(y));
                assert!(distance(pow(x, y), exact) <= 1.0, "{x} ^ {y}: {exact}, {}", pow(x, y));
                if x.is_finite() && y.is_finite() {
                    let exact = f64::from(x).atan2(f64::from(y));
                    assert!(distance(atan2(x, y), exact) <= 1.0, "atan2({x}, {y})");
                }
            }
        }
    }

    #[test]
    fn ends_are_held() {
        assert_eq!((asin(7.0), acos(7.0)), (asin(1.0), 0.0));
        assert_eq!((sin(1e30), cos(-1e30)), (0.0, 1.0));
        assert!(sin(f32::INFINITY).is_nan());
        assert_eq!((exp(f32::NEG_INFINITY), exp(f32::INFINITY)), (0.0, f32::INFINITY));
        assert_eq!((tanh(f32::INFINITY), tanh(f32::NEG_INFINITY)), (1.0, -1.0));
        assert_eq!(log(0.0), f32::NEG_INFINITY);
        assert!(log(-1.0).is_nan());
        assert_eq!((log2(8.0), log10(1000.0)), (3.0, 3.0));
    }
}
