//! What a program is compiled to: a list of instructions over registers.
//!
//! A register holds one number of every element of a block, or one number that is the same for
//! all elements. Vectors are several registers, so that components cost nothing to pick. Text
//! and arrays have registers of their own.

use std::sync::Arc;

use crate::diagnostic::Span;
use crate::functions::{BlockFunction, LaneFunction};
use crate::operation::{Binary, Unary};
use crate::tree::Global;
use crate::types::{Base, Type};

/// Where a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Register {
    /// One for all elements.
    Uniform(u32),
    /// One for each element of the block.
    Varying(u32),
}

/// A number that an instruction reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operand {
    Constant(u32),
    In(Register),
}

/// A text or an array that an instruction reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Object {
    Uniform(u32),
    Varying(u32),
}

/// A value that is handed to a function.
#[derive(Debug, Clone)]
pub(crate) enum Argument {
    Numbers(Type, Vec<Operand>),
    Object(Object),
}

/// Where a function puts what it gives.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Numbers(Vec<Register>),
    Object(Object),
}

pub(crate) type Label = u32;

#[derive(Debug, Clone)]
pub(crate) enum Instruction {
    Unary {
        operation: Unary,
        out: Register,
        a: Operand,
    },
    Binary {
        operation: Binary,
        out: Register,
        a: Operand,
        b: Operand,
    },
    Select {
        out: Register,
        condition: Operand,
        a: Operand,
        b: Operand,
    },
    /// Sets `out` in the elements of the mask.
    Blend {
        out: Register,
        value: Operand,
        mask: Register,
    },
    /// Components of an attribute of the block's elements.
    Load {
        source: usize,
        parts: Vec<(u8, Register)>,
    },
    LoadObject {
        source: usize,
        out: Object,
    },
    /// Components of a written attribute.
    Store {
        attribute: usize,
        parts: Vec<Operand>,
    },
    StoreObject {
        attribute: usize,
        value: Object,
    },
    /// Components of one element of a column each.
    Read {
        source: usize,
        index: Operand,
        parts: Vec<(u8, Register)>,
    },
    ReadObject {
        source: usize,
        index: Operand,
        out: Object,
    },
    Global {
        global: Global,
        outs: Vec<Register>,
    },
    GlobalObject {
        channel: usize,
        out: Object,
    },
    /// A function over whole blocks.
    Block {
        function: BlockFunction,
        arguments: Vec<Operand>,
        outs: Vec<Register>,
    },
    /// A function that runs element by element, for those of the mask.
    Call(Box<LaneCall>),
    CopyObject {
        out: Object,
        from: Object,
        mask: Option<Register>,
    },
    Label(Label),
    Jump(Label),
    /// Jumps if a number that is the same for all elements is 0.
    JumpUnless {
        condition: Operand,
        to: Label,
    },
    /// Jumps if the mask has no element.
    JumpIfNone {
        mask: Register,
        to: Label,
    },
    /// One more turn of a loop.
    Turn(Span),
}

#[derive(Debug, Clone)]
pub(crate) struct LaneCall {
    pub function: LaneFunction,
    pub arguments: Vec<Argument>,
    pub results: Vec<Outcome>,
    pub mask: Option<Register>,
    pub item: Base,
    pub span: Span,
    pub has_effect: bool,
}

/// How an instruction uses a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    Write,
    /// Some elements keep what was there.
    Both,
}

impl Instruction {
    /// Visits every register of numbers.
    pub(crate) fn registers(&mut self, visit: &mut dyn FnMut(&mut Register, Use)) {
        fn read(operand: &mut Operand, visit: &mut dyn FnMut(&mut Register, Use)) {
            if let Operand::In(register) = operand {
                visit(register, Use::Read);
            }
        }
        match self {
            Self::Unary { out, a, .. } => {
                read(a, visit);
                visit(out, Use::Write);
            }
            Self::Binary { out, a, b, .. } => {
                read(a, visit);
                read(b, visit);
                visit(out, Use::Write);
            }
            Self::Select { out, condition, a, b } => {
                for operand in [condition, a, b] {
                    read(operand, visit);
                }
                visit(out, Use::Write);
            }
            Self::Blend { out, value, mask } => {
                read(value, visit);
                visit(mask, Use::Read);
                visit(out, Use::Both);
            }
            Self::Load { parts, .. } => {
                parts.iter_mut().for_each(|(_, out)| visit(out, Use::Write));
            }
            Self::Store { parts, .. } => parts.iter_mut().for_each(|part| read(part, visit)),
            Self::Read { index, parts, .. } => {
                read(index, visit);
                parts.iter_mut().for_each(|(_, out)| visit(out, Use::Write));
            }
            Self::ReadObject { index, .. } => read(index, visit),
            Self::Global { outs, .. } => outs.iter_mut().for_each(|out| visit(out, Use::Write)),
            Self::Block { arguments, outs, .. } => {
                arguments.iter_mut().for_each(|argument| read(argument, visit));
                outs.iter_mut().for_each(|out| visit(out, Use::Write));
            }
            Self::Call(call) => call.registers(visit),
            Self::CopyObject { mask: Some(mask), .. } => visit(mask, Use::Read),
            Self::JumpUnless { condition, .. } => read(condition, visit),
            Self::JumpIfNone { mask, .. } => visit(mask, Use::Read),
            Self::LoadObject { .. }
            | Self::StoreObject { .. }
            | Self::GlobalObject { .. }
            | Self::CopyObject { mask: None, .. }
            | Self::Label(_)
            | Self::Jump(_)
            | Self::Turn(_) => {}
        }
    }

    /// Visits every text and array.
    pub(crate) fn objects(&self, visit: &mut dyn FnMut(Object, Use)) {
        match self {
            Self::LoadObject { out, .. }
            | Self::ReadObject { out, .. }
            | Self::GlobalObject { out, .. } => visit(*out, Use::Write),
            Self::StoreObject { value, .. } => visit(*value, Use::Read),
            Self::CopyObject { out, from, mask } => {
                visit(*from, Use::Read);
                visit(*out, if mask.is_some() { Use::Both } else { Use::Write });
            }
            Self::Call(call) => {
                for argument in &call.arguments {
                    if let Argument::Object(object) = argument {
                        visit(*object, Use::Read);
                    }
                }
                for result in &call.results {
                    if let Outcome::Object(object) = result {
                        visit(*object, Use::Both);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether it must run even if nobody reads what it writes.
    pub(crate) fn has_effect(&self) -> bool {
        match self {
            Self::Store { .. }
            | Self::StoreObject { .. }
            | Self::Label(_)
            | Self::Jump(_)
            | Self::JumpUnless { .. }
            | Self::JumpIfNone { .. }
            | Self::Turn(_) => true,
            Self::Call(call) => call.has_effect,
            _ => false,
        }
    }
}

impl LaneCall {
    fn registers(&mut self, visit: &mut dyn FnMut(&mut Register, Use)) {
        for argument in &mut self.arguments {
            if let Argument::Numbers(_, operands) = argument {
                for operand in operands {
                    if let Operand::In(register) = operand {
                        visit(register, Use::Read);
                    }
                }
            }
        }
        if let Some(mask) = &mut self.mask {
            visit(mask, Use::Read);
        }
        for result in &mut self.results {
            if let Outcome::Numbers(registers) = result {
                // Elements outside the mask are left as they are.
                registers.iter_mut().for_each(|register| visit(register, Use::Write));
            }
        }
    }
}

/// Compiled code.
#[derive(Debug, Default)]
pub(crate) struct Code {
    /// What is the same for every block: runs once.
    pub once: Vec<Instruction>,
    /// What runs for every block.
    pub each: Vec<Instruction>,
    pub uniforms: usize,
    pub varyings: usize,
    pub uniform_objects: usize,
    pub varying_objects: usize,
    /// Texts that are written out in the program.
    pub texts: Vec<(u32, Arc<str>)>,
    /// Of each label of `once` and of `each` the place.
    pub labels: [Vec<usize>; 2],
    /// The value of an expression.
    pub result: Option<Argument>,
}
