//! Runs compiled code on blocks of elements.
//!
//! Every instruction works on the whole block before the next one begins, so that choosing it
//! costs little for each element and its loop becomes vector instructions.

mod columns;
mod kernels;
mod lane;

pub(crate) use columns::Target;
pub(crate) use lane::Lane;

use std::sync::Arc;

use crate::code::{Argument, Code, Instruction, Object, Operand, Register};
use crate::diagnostic::Span;
use crate::host::{Change, Column, Host};
use crate::scope::Class;
use crate::tree::{Global, Tree};
use crate::value::Value;
use task::{Stop, Task};

/// Elements of a block: enough to hide the cost of choosing instructions, few enough that a
/// program's registers stay in the nearest cache.
pub(crate) const LANES: usize = 512;

/// One number of each element of a block.
pub(crate) type Block = [u32; LANES];

/// Turns that all loops of one block may make together.
const MOST_TURNS: u64 = if cfg!(test) { 20_000 } else { 50_000_000 };

/// Why a run ended.
#[derive(Debug)]
pub(crate) enum Failure {
    Stop(Stop),
    At(Span, String),
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// What all blocks of a run share.
pub(crate) struct Run<'a> {
    pub code: &'a Code,
    pub tree: &'a Tree,
    pub host: &'a dyn Host,
    pub task: &'a Task,
    /// Of each source the column, if there is one of the expected type.
    pub columns: Vec<Option<Column<'a>>>,
    pub channels: Vec<Option<Value>>,
}

/// The elements that a block holds.
#[derive(Debug, Clone)]
pub(crate) enum Elements {
    /// Those from a number on.
    From(usize),
    /// These.
    These(Arc<[u32]>),
}

impl Elements {
    #[inline(always)]
    fn number(&self, lane: usize) -> usize {
        match self {
            Self::From(start) => start + lane,
            Self::These(list) => list.get(lane).map_or(0, |&element| element as usize),
        }
    }
}

/// The registers, and what a run has come to.
pub(crate) struct Machine<'a> {
    run: &'a Run<'a>,
    uniforms: Vec<u32>,
    #[expect(clippy::vec_box, reason = "a register changes places with the spare one")]
    varyings: Vec<Box<Block>>,
    /// What the next instruction writes into; then it changes places with its register.
    spare: Box<Block>,
    uniform_objects: Vec<Value>,
    varying_objects: Vec<Vec<Value>>,
    elements: Elements,
    /// The first element of the chunk, and where in it the block begins.
    chunk_start: usize,
    offset: usize,
    count: usize,
    turns: u64,
    /// Bytes that texts and arrays have grown by since they were last counted.
    grown: u64,
    /// What elements asked for, with their numbers.
    pub changes: Vec<(u32, Change)>,
    pub warnings: Vec<String>,
    /// Points and primitives that each element of the block has added, and the numbers of the
    /// first ones.
    pub added: Vec<[u32; 2]>,
    pub bases: Vec<[u32; 2]>,
}

impl<'a> Machine<'a> {
    /// A machine that has run what runs once, or is about to.
    pub(crate) fn new(run: &'a Run<'a>, before: Option<&Machine<'_>>) -> Self {
        let code = run.code;
        let nothing = Value::Text("".into());
        let mut uniform_objects = match before {
            Some(before) => before.uniform_objects.clone(),
            None => vec![nothing.clone(); code.uniform_objects],
        };
        for (index, text) in &code.texts {
            uniform_objects[*index as usize] = Value::Text(text.clone());
        }
        Self {
            run,
            uniforms: before.map_or_else(|| vec![0; code.uniforms], |b| b.uniforms.clone()),
            varyings: (0..code.varyings).map(|_| Box::new([0; LANES])).collect(),
            spare: Box::new([0; LANES]),
            uniform_objects,
            varying_objects: vec![vec![nothing; LANES]; code.varying_objects],
            elements: Elements::From(0),
            chunk_start: 0,
            offset: 0,
            count: 1,
            turns: 0,
            grown: 0,
            changes: Vec::new(),
            warnings: Vec::new(),
            added: Vec::new(),
            bases: Vec::new(),
        }
    }

    /// Runs what is the same for every block.
    pub(crate) fn run_once(&mut self) -> Result<(), Failure> {
        let code = self.run.code;
        self.execute(&code.once, &code.labels[0], &mut [])
    }

    /// Runs the code for one block, writing attributes into `targets`.
    pub(crate) fn run_block(&mut self, targets: &mut [Target<'_>]) -> Result<(), Failure> {
        self.run.task.check()?;
        self.turns = 0;
        self.added.clear();
        self.added.resize(self.count, [0; 2]);
        let code = self.run.code;
        self.execute(&code.each, &code.labels[1], targets)
    }

    /// Runs code with the widest instructions that this machine has.
    fn execute(
        &mut self,
        code: &[Instruction],
        labels: &[usize],
        targets: &mut [Target<'_>],
    ) -> Result<(), Failure> {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the line above has made sure that this processor has AVX2.
            return unsafe { self.execute_avx2(code, labels, targets) };
        }
        self.execute_any(code, labels, targets)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn execute_avx2(
        &mut self,
        code: &[Instruction],
        labels: &[usize],
        targets: &mut [Target<'_>],
    ) -> Result<(), Failure> {
        self.execute_any(code, labels, targets)
    }

    /// The work itself, compiled once for each instruction set.
    #[inline(always)]
    fn execute_any(
        &mut self,
        code: &[Instruction],
        labels: &[usize],
        targets: &mut [Target<'_>],
    ) -> Result<(), Failure> {
        let mut at = 0;
        while let Some(instruction) = code.get(at) {
            at += 1;
            match instruction {
                Instruction::Unary { operation, out, a } => self.unary(*operation, *out, *a),
                Instruction::Binary { operation, out, a, b } => {
                    self.binary(*operation, *out, *a, *b);
                }
                Instruction::Select { out, condition, a, b } => {
                    self.select(*out, *condition, *a, *b);
                }
                Instruction::Blend { out, value, mask } => self.blend(*out, *value, *mask),
                Instruction::Load { source, parts } => self.load(*source, parts),
                Instruction::Store { attribute, parts } => {
                    if let Some(target) = targets.get_mut(*attribute) {
                        self.store(target, parts);
                    }
                }
                Instruction::Jump(to) => at = labels[*to as usize],
                Instruction::JumpUnless { condition, to } => {
                    if self.even(*condition) == 0 {
                        at = labels[*to as usize];
                    }
                }
                Instruction::JumpIfNone { mask, to } => {
                    if self.is_empty(*mask) {
                        at = labels[*to as usize];
                    }
                }
                Instruction::Turn(span) => self.turn(*span)?,
                other => self.other(other, targets)?,
            }
        }
        Ok(())
    }

    fn other(
        &mut self,
        instruction: &Instruction,
        targets: &mut [Target<'_>],
    ) -> Result<(), Failure> {
        match instruction {
            Instruction::Read { source, index, parts } => self.read(*source, *index, parts),
            Instruction::LoadObject { source, out } => self.load_object(*source, *out),
            Instruction::ReadObject { source, index, out } => {
                self.read_object(*source, *index, *out);
            }
            Instruction::StoreObject { attribute, value } => {
                if let Some(target) = targets.get_mut(*attribute) {
                    self.store_object(target, *value);
                }
            }
            Instruction::Global { global, outs } => self.global(*global, outs)?,
            Instruction::GlobalObject { channel, out } => {
                let value = self.channel(*channel)?;
                self.set_object(*out, 0, value);
            }
            Instruction::Block { function, arguments, outs } => {
                self.block(*function, arguments, outs);
            }
            Instruction::Call(call) => self.call(call)?,
            Instruction::CopyObject { out, from, mask } => self.copy_object(*out, *from, *mask),
            _ => {}
        }
        Ok(())
    }

    /// Says which elements the next block holds: those that are listed, or those from `start`
    /// on; and where in the chunk that begins at `chunk_start` they are written to.
    pub(crate) fn set_block(
        &mut self,
        listed: Option<&[u32]>,
        chunk_start: usize,
        offset: usize,
        count: usize,
    ) {
        self.elements = match listed {
            Some(list) => Elements::These(list.into()),
            None => Elements::From(chunk_start + offset),
        };
        (self.chunk_start, self.offset, self.count) = (chunk_start, offset, count);
    }

    /// The value of an expression for one element of the block.
    pub(crate) fn result(&self, lane: usize) -> Value {
        match &self.run.code.result {
            Some(Argument::Numbers(kind, operands)) => {
                let bits: Vec<u32> =
                    operands.iter().map(|&operand| self.number(operand, lane)).collect();
                Value::from_bits(*kind, &bits)
            }
            Some(Argument::Object(object)) => self.object(*object, lane).clone(),
            None => Value::Int(0),
        }
    }

    /// Writes the values of an expression.
    pub(crate) fn store_result(&self, target: &mut Target<'_>) {
        match &self.run.code.result {
            Some(Argument::Numbers(_, parts)) => self.store(target, parts),
            Some(Argument::Object(object)) => self.store_object(target, *object),
            None => {}
        }
    }

    /// Counts a turn of a loop, and looks up every now and then whether to go on.
    fn turn(&mut self, span: Span) -> Result<(), Failure> {
        self.turns += 1;
        if self.turns.is_multiple_of(64) {
            self.run.task.check()?;
        }
        if self.turns > MOST_TURNS {
            let message =
                format!("this loop was stopped after {MOST_TURNS} turns: does it ever end?");
            return Err(Failure::At(span, message));
        }
        Ok(())
    }

    /// A number that is the same for all elements.
    #[inline(always)]
    fn even(&self, operand: Operand) -> u32 {
        match operand {
            Operand::Constant(bits) => bits,
            Operand::In(Register::Uniform(index)) => self.uniforms[index as usize],
            Operand::In(Register::Varying(index)) => self.varyings[index as usize][0],
        }
    }

    /// The number of one element.
    #[inline(always)]
    fn number(&self, operand: Operand, lane: usize) -> u32 {
        match operand {
            Operand::In(Register::Varying(index)) => self.varyings[index as usize][lane],
            other => self.even(other),
        }
    }

    fn set_number(&mut self, register: Register, lane: usize, bits: u32) {
        match register {
            Register::Uniform(index) => self.uniforms[index as usize] = bits,
            Register::Varying(index) => self.varyings[index as usize][lane] = bits,
        }
    }

    fn object(&self, object: Object, lane: usize) -> &Value {
        match object {
            Object::Uniform(index) => &self.uniform_objects[index as usize],
            Object::Varying(index) => &self.varying_objects[index as usize][lane],
        }
    }

    fn object_mut(&mut self, object: Object, lane: usize) -> &mut Value {
        match object {
            Object::Uniform(index) => &mut self.uniform_objects[index as usize],
            Object::Varying(index) => &mut self.varying_objects[index as usize][lane],
        }
    }

    fn set_object(&mut self, object: Object, lane: usize, value: Value) {
        *self.object_mut(object, lane) = value;
    }

    fn copy_object(&mut self, out: Object, from: Object, mask: Option<Register>) {
        let lanes = if matches!(out, Object::Varying(_)) { self.count } else { 1 };
        for lane in 0..lanes {
            if mask.is_none_or(|mask| self.number(Operand::In(mask), lane) != 0) {
                let value = self.object(from, lane).clone();
                self.set_object(out, lane, value);
            }
        }
    }

    fn channel(&self, channel: usize) -> Result<Value, Failure> {
        if let Some(value) = self.run.channels.get(channel).cloned().flatten() {
            return Ok(value);
        }
        let channel = &self.run.tree.channels[channel];
        let message = format!("there is no parameter \"{}\" of this type", channel.path);
        Err(Failure::At(channel.span, message))
    }

    fn global(&mut self, global: Global, outs: &[Register]) -> Result<(), Failure> {
        let host = self.run.host;
        let float = |value: f32| vec![value.to_bits()];
        let bits = match global {
            Global::Element => {
                for lane in 0..self.count {
                    let element = self.elements.number(lane) as u32;
                    outs.iter().for_each(|&out| self.set_number(out, lane, element));
                }
                return Ok(());
            }
            Global::Count(class) => vec![host.count(0, class) as u32],
            Global::Frame => float(host.frame()),
            Global::Iteration => float(host.iteration()[0]),
            Global::Iterations => float(host.iteration()[1]),
            Global::FramesPerSecond => float(host.frames_per_second()),
            Global::Time => float((host.frame() - 1.0) / host.frames_per_second()),
            Global::Channel(channel) => self.channel(channel)?.bits(),
        };
        for (&out, bits) in outs.iter().zip(bits) {
            self.set_number(out, 0, bits);
        }
        Ok(())
    }

    /// The elements of a class of an input.
    fn input_count(&self, input: usize, class: Class) -> usize {
        self.run.host.count(input, class)
    }
}
