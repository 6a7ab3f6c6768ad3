//! What can be done with single numbers. Each operation is defined once, as a function of bits;
//! loops over blocks, single values and folded constants all apply that one definition.

use crate::maths;

/// An operation on one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Unary {
    /// The same bits.
    Copy,
    NegF,
    NegI,
    Not,
    BitNot,
    AbsF,
    AbsI,
    SignF,
    SignI,
    Sqrt,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Exp,
    Log,
    Log2,
    Log10,
    Floor,
    Ceil,
    Round,
    Trunc,
    IsNan,
    IsFinite,
    ToFloat,
    /// Towards zero; held at the ends, and 0 for NaN.
    ToInt,
    /// Whether a float is not 0.
    TruthF,
    /// Whether an int is not 0.
    TruthI,
    /// Scrambles bits.
    Mix,
    /// A float from 0 up to, but not, 1 from bits.
    Unit,
}

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Binary {
    AddF,
    SubF,
    MulF,
    DivF,
    /// With the sign of the second, as a clock counts.
    ModF,
    Pow,
    Atan2,
    MinF,
    MaxF,
    LtF,
    LeF,
    EqF,
    NeF,
    AddI,
    SubI,
    MulI,
    /// Towards zero; by zero it is 0.
    DivI,
    /// The rest of `DivI`; by zero it is 0.
    ModI,
    MinI,
    MaxI,
    LtI,
    LeI,
    EqI,
    NeI,
    And,
    /// The first where the second is not: of truth values.
    AndNot,
    Or,
    Xor,
    Shl,
    Shr,
}

/// Something that an operation of one number can be applied to: a value, or a block of them.
pub(crate) trait Map1 {
    fn map(&mut self, f: impl Fn(u32) -> u32 + Copy);

    #[inline(always)]
    fn floats(&mut self, f: impl Fn(f32) -> f32 + Copy)
    where
        Self: Sized,
    {
        self.map(
            #[inline(always)]
            move |a| f(f32::from_bits(a)).to_bits(),
        );
    }
}

/// Something that an operation of two numbers can be applied to.
pub(crate) trait Map2 {
    fn map(&mut self, f: impl Fn(u32, u32) -> u32 + Copy);

    #[inline(always)]
    fn floats(&mut self, f: impl Fn(f32, f32) -> f32 + Copy)
    where
        Self: Sized,
    {
        self.map(
            #[inline(always)]
            move |a, b| f(f32::from_bits(a), f32::from_bits(b)).to_bits(),
        );
    }

    #[inline(always)]
    fn compares(&mut self, f: impl Fn(f32, f32) -> bool + Copy)
    where
        Self: Sized,
    {
        self.map(
            #[inline(always)]
            move |a, b| u32::from(f(f32::from_bits(a), f32::from_bits(b))),
        );
    }

    #[inline(always)]
    fn ints(&mut self, f: impl Fn(i32, i32) -> i32 + Copy)
    where
        Self: Sized,
    {
        self.map(
            #[inline(always)]
            move |a, b| f(a.cast_signed(), b.cast_signed()).cast_unsigned(),
        );
    }
}

impl Unary {
    /// Applies the operation.
    #[inline(always)]
    pub(crate) fn apply(self, to: &mut impl Map1) {
        match self {
            Self::Copy => to.map(|a| a),
            Self::NegF => to.floats(|a| -a),
            Self::NegI => to.map(|a| a.wrapping_neg()),
            Self::Not => to.map(|a| u32::from(a == 0)),
            Self::BitNot => to.map(|a| !a),
            Self::AbsF => to.floats(f32::abs),
            Self::AbsI => to.map(|a| a.cast_signed().wrapping_abs().cast_unsigned()),
            Self::SignF => to.floats(|a| {
                let sign = f32::from(u8::from(a > 0.0)) - f32::from(u8::from(a < 0.0));
                if a.is_nan() { a } else { sign }
            }),
            Self::SignI => to.map(|a| a.cast_signed().signum().cast_unsigned()),
            Self::Sqrt => to.floats(f32::sqrt),
            Self::Sin => to.floats(maths::sin),
            Self::Cos => to.floats(maths::cos),
            Self::Tan => to.floats(maths::tan),
            Self::Asin => to.floats(maths::asin),
            Self::Acos => to.floats(maths::acos),
            Self::Atan => to.floats(maths::atan),
            Self::Sinh => to.floats(maths::sinh),
            Self::Cosh => to.floats(maths::cosh),
            Self::Tanh => to.floats(maths::tanh),
            Self::Exp => to.floats(maths::exp),
            Self::Log => to.floats(maths::log),
            Self::Log2 => to.floats(maths::log2),
            Self::Log10 => to.floats(maths::log10),
            Self::Floor => to.floats(f32::floor),
            Self::Ceil => to.floats(f32::ceil),
            Self::Round => to.floats(|a| (a.abs() + 0.5).floor().copysign(a)),
            Self::Trunc => to.floats(f32::trunc),
            Self::IsNan => to.map(|a| u32::from(f32::from_bits(a).is_nan())),
            Self::IsFinite => to.map(|a| u32::from(f32::from_bits(a).is_finite())),
            Self::ToFloat => to.map(|a| (a.cast_signed() as f32).to_bits()),
            Self::ToInt => to.map(|a| (f32::from_bits(a) as i32).cast_unsigned()),
            Self::TruthF => to.map(|a| u32::from(f32::from_bits(a) != 0.0)),
            Self::TruthI => to.map(|a| u32::from(a != 0)),
            Self::Mix => to.map(mix),
            Self::Unit => to.map(|a| ((a >> 8) as f32 * (1.0 / 16_777_216.0)).to_bits()),
        }
    }

    /// The result for one number.
    pub(crate) fn of(self, a: u32) -> u32 {
        struct One(u32);
        impl Map1 for One {
            #[inline(always)]
            fn map(&mut self, f: impl Fn(u32) -> u32 + Copy) {
                self.0 = f(self.0);
            }
        }
        let mut one = One(a);
        self.apply(&mut one);
        one.0
    }
}

impl Binary {
    /// Applies the operation.
    #[inline(always)]
    pub(crate) fn apply(self, to: &mut impl Map2) {
        match self {
            Self::AddF => to.floats(|a, b| a + b),
            Self::SubF => to.floats(|a, b| a - b),
            Self::MulF => to.floats(|a, b| a * b),
            Self::DivF => to.floats(|a, b| a / b),
            Self::ModF => to.floats(|a, b| a - b * (a / b).floor()),
            Self::Pow => to.floats(maths::pow),
            Self::Atan2 => to.floats(maths::atan2),
            // Written out, so that NaN goes the same way everywhere: the second wins.
            Self::MinF => to.floats(|a, b| if a < b { a } else { b }),
            Self::MaxF => to.floats(|a, b| if a > b { a } else { b }),
            Self::LtF => to.compares(|a, b| a < b),
            Self::LeF => to.compares(|a, b| a <= b),
            Self::EqF => to.compares(|a, b| a == b),
            Self::NeF => to.compares(|a, b| a != b),
            Self::AddI => to.map(u32::wrapping_add),
            Self::SubI => to.map(u32::wrapping_sub),
            Self::MulI => to.map(u32::wrapping_mul),
            Self::DivI => to.ints(|a, b| if b == 0 { 0 } else { a.wrapping_div(b) }),
            Self::ModI => to.ints(|a, b| if b == 0 { 0 } else { a.wrapping_rem(b) }),
            Self::MinI => to.ints(i32::min),
            Self::MaxI => to.ints(i32::max),
            Self::LtI => to.ints(|a, b| i32::from(a < b)),
            Self::LeI => to.ints(|a, b| i32::from(a <= b)),
            Self::EqI => to.map(|a, b| u32::from(a == b)),
            Self::NeI => to.map(|a, b| u32::from(a != b)),
            Self::And => to.map(|a, b| a & b),
            Self::AndNot => to.map(|a, b| a & u32::from(b == 0)),
            Self::Or => to.map(|a, b| a | b),
            Self::Xor => to.map(|a, b| a ^ b),
            Self::Shl => to.map(|a, b| a << (b & 31)),
            Self::Shr => to.ints(|a, b| a >> (b & 31)),
        }
    }

    /// The result for one pair of numbers.
    pub(crate) fn of(self, a: u32, b: u32) -> u32 {
        struct Pair(u32, u32);
        impl Map2 for Pair {
            #[inline(always)]
            fn map(&mut self, f: impl Fn(u32, u32) -> u32 + Copy) {
                self.0 = f(self.0, self.1);
            }
        }
        let mut pair = Pair(a, b);
        self.apply(&mut pair);
        pair.0
    }
}

/// Two rounds of xor-shift and multiply (Wellons, "Prospecting for Hash Functions", 2018): every
/// bit of the input changes about half of the output.
#[inline(always)]
fn mix(key: u32) -> u32 {
    let first = (key ^ (key >> 16)).wrapping_mul(0x7FEB_352D);
    let second = (first ^ (first >> 15)).wrapping_mul(0x846C_A68B);
    second ^ (second >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_never_trap() {
        let ends = [i32::MIN, -1, 0, 1, i32::MAX].map(i32::cast_unsigned);
        for a in ends {
            for b in ends {
                for operation in [Binary::DivI, Binary::ModI, Binary::Shl, Binary::Shr] {
                    operation.of(a, b);
                }
            }
            Unary::NegI.of(a);
            Unary::AbsI.of(a);
        }
        assert_eq!(Binary::DivI.of(5, 0), 0);
        assert_eq!(Binary::ModI.of(5, 0), 0);
        assert_eq!(Binary::DivI.of(i32::MIN.cast_unsigned(), u32::MAX), i32::MIN.cast_unsigned());
    }

    #[test]
    fn floats_become_whole_numbers_without_overflow() {
        let to_int = |a: f32| Unary::ToInt.of(a.to_bits()).cast_signed();
        assert_eq!((to_int(2.9), to_int(-2.9), to_int(f32::NAN)), (2, -2, 0));
        assert_eq!((to_int(1e30), to_int(f32::NEG_INFINITY)), (i32::MAX, i32::MIN));
        let round = |a: f32| f32::from_bits(Unary::Round.of(a.to_bits()));
        assert_eq!((round(0.5), round(-0.5), round(2.4), round(-2.6)), (1.0, -1.0, 2.0, -3.0));
        let modulo = |a: f32, b: f32| f32::from_bits(Binary::ModF.of(a.to_bits(), b.to_bits()));
        assert_eq!((modulo(5.5, 2.0), modulo(-0.5, 2.0)), (1.5, 1.5));
    }
}
