//! Loops over the numbers of a block. All of them are inlined into code that is compiled once
//! for each instruction set.

use super::{Block, LANES, Machine};
use crate::code::{Operand, Register};
use crate::functions::BlockFunction;
use crate::operation::{Binary, Map1, Map2, Unary};

/// One side of an operation.
#[derive(Clone, Copy)]
enum Side<'b> {
    All(u32),
    Each(&'b Block),
}

struct Each1<'b> {
    out: &'b mut Block,
    a: &'b Block,
}

impl Map1 for Each1<'_> {
    #[inline(always)]
    fn map(&mut self, f: impl Fn(u32) -> u32 + Copy) {
        for lane in 0..LANES {
            self.out[lane] = f(self.a[lane]);
        }
    }
}

struct Each2<'b> {
    out: &'b mut Block,
    a: Side<'b>,
    b: Side<'b>,
}

impl Map2 for Each2<'_> {
    #[inline(always)]
    fn map(&mut self, f: impl Fn(u32, u32) -> u32 + Copy) {
        match (self.a, self.b) {
            (Side::Each(a), Side::Each(b)) => {
                for lane in 0..LANES {
                    self.out[lane] = f(a[lane], b[lane]);
                }
            }
            (Side::Each(a), Side::All(b)) => {
                for (out, &a) in self.out.iter_mut().zip(a) {
                    *out = f(a, b);
                }
            }
            (Side::All(a), Side::Each(b)) => {
                for (out, &b) in self.out.iter_mut().zip(b) {
                    *out = f(a, b);
                }
            }
            (Side::All(a), Side::All(b)) => self.out.fill(f(a, b)),
        }
    }
}

/// `out` = `a` where `condition` is not 0, else `b`.
#[inline(always)]
fn choose(out: &mut Block, condition: &Block, a: Side<'_>, b: Side<'_>) {
    let pick = |condition: u32, a: u32, b: u32| if condition != 0 { a } else { b };
    match (a, b) {
        (Side::Each(a), Side::Each(b)) => {
            for lane in 0..LANES {
                out[lane] = pick(condition[lane], a[lane], b[lane]);
            }
        }
        (Side::Each(a), Side::All(b)) => {
            for lane in 0..LANES {
                out[lane] = pick(condition[lane], a[lane], b);
            }
        }
        (Side::All(a), Side::Each(b)) => {
            for lane in 0..LANES {
                out[lane] = pick(condition[lane], a, b[lane]);
            }
        }
        (Side::All(a), Side::All(b)) => {
            for lane in 0..LANES {
                out[lane] = pick(condition[lane], a, b);
            }
        }
    }
}

#[inline(always)]
fn side<'b>(operand: Operand, uniforms: &[u32], varyings: &'b [Box<Block>]) -> Side<'b> {
    match operand {
        Operand::Constant(bits) => Side::All(bits),
        Operand::In(Register::Uniform(index)) => Side::All(uniforms[index as usize]),
        Operand::In(Register::Varying(index)) => Side::Each(&varyings[index as usize]),
    }
}

impl Machine<'_> {
    /// Makes what was just written the content of a register.
    #[inline(always)]
    fn keep(&mut self, index: u32) {
        std::mem::swap(&mut self.spare, &mut self.varyings[index as usize]);
    }

    #[inline(always)]
    pub(super) fn unary(&mut self, operation: Unary, out: Register, a: Operand) {
        let index = match out {
            Register::Uniform(index) => {
                self.uniforms[index as usize] = operation.of(self.even(a));
                return;
            }
            Register::Varying(index) => index,
        };
        match side(a, &self.uniforms, &self.varyings) {
            Side::All(bits) => self.spare.fill(operation.of(bits)),
            Side::Each(a) => operation.apply(&mut Each1 { out: &mut self.spare, a }),
        }
        self.keep(index);
    }

    #[inline(always)]
    pub(super) fn binary(&mut self, operation: Binary, out: Register, a: Operand, b: Operand) {
        let index = match out {
            Register::Uniform(index) => {
                self.uniforms[index as usize] = operation.of(self.even(a), self.even(b));
                return;
            }
            Register::Varying(index) => index,
        };
        let a = side(a, &self.uniforms, &self.varyings);
        let b = side(b, &self.uniforms, &self.varyings);
        operation.apply(&mut Each2 { out: &mut self.spare, a, b });
        self.keep(index);
    }

    #[inline(always)]
    pub(super) fn select(&mut self, out: Register, condition: Operand, a: Operand, b: Operand) {
        let index = match out {
            Register::Uniform(index) => {
                let chosen = if self.even(condition) != 0 { a } else { b };
                self.uniforms[index as usize] = self.even(chosen);
                return;
            }
            Register::Varying(index) => index,
        };
        match side(condition, &self.uniforms, &self.varyings) {
            Side::All(bits) => {
                let chosen = if bits != 0 { a } else { b };
                self.unary(Unary::Copy, out, chosen);
            }
            Side::Each(condition) => {
                let a = side(a, &self.uniforms, &self.varyings);
                let b = side(b, &self.uniforms, &self.varyings);
                choose(&mut self.spare, condition, a, b);
                self.keep(index);
            }
        }
    }

    #[inline(always)]
    pub(super) fn blend(&mut self, out: Register, value: Operand, mask: Register) {
        let Register::Varying(index) = out else { return };
        let Side::Each(mask) = side(Operand::In(mask), &self.uniforms, &self.varyings) else {
            return;
        };
        let value = side(value, &self.uniforms, &self.varyings);
        let old = Side::Each(&self.varyings[index as usize]);
        choose(&mut self.spare, mask, value, old);
        self.keep(index);
    }

    /// Whether a mask has no element of the block.
    #[inline(always)]
    pub(super) fn is_empty(&self, mask: Register) -> bool {
        match side(Operand::In(mask), &self.uniforms, &self.varyings) {
            Side::All(bits) => bits == 0,
            Side::Each(mask) => mask[..self.count].iter().fold(0, |all, bits| all | bits) == 0,
        }
    }

    /// Runs a function that works on whole blocks, or on a single value where nothing varies.
    pub(super) fn block(
        &mut self,
        function: BlockFunction,
        arguments: &[Operand],
        outs: &[Register],
    ) {
        let is_varying = outs.iter().any(|out| matches!(out, Register::Varying(_)));
        let count = if is_varying { self.count } else { 1 };
        let filled: Vec<Option<Box<Block>>> = arguments
            .iter()
            .map(|&argument| match side(argument, &self.uniforms, &self.varyings) {
                Side::All(bits) => Some(Box::new([bits; LANES])),
                Side::Each(_) => None,
            })
            .collect();
        let slices: Vec<&[u32]> = arguments
            .iter()
            .zip(&filled)
            .map(|(&argument, filled)| match (filled, argument) {
                (Some(block), _) => &block[..count],
                (None, Operand::In(Register::Varying(index))) => {
                    &self.varyings[index as usize][..count]
                }
                (None, _) => &[][..],
            })
            .collect();
        let mut results: Vec<Box<Block>> = outs.iter().map(|_| Box::new([0; LANES])).collect();
        let mut views: Vec<&mut [u32]> =
            results.iter_mut().map(|result| &mut result[..count]).collect();
        function(&slices, &mut views);
        for (&out, result) in outs.iter().zip(results) {
            match out {
                Register::Uniform(index) => self.uniforms[index as usize] = result[0],
                Register::Varying(index) => self.varyings[index as usize] = result,
            }
        }
    }
}
