//! Expressions.

use super::{Lowering, operand_varies};
use crate::code::{Argument, Instruction, Object, Operand, Outcome, Register};
use crate::tree::{Expression, Global, Kind, Pick};

impl Lowering<'_> {
    /// The value of an expression, wherever it is.
    pub(super) fn value(&mut self, expression: &Expression) -> Argument {
        if expression.ty.is_object() {
            Argument::Object(self.object_value(expression))
        } else {
            Argument::Numbers(expression.ty, self.numbers(expression))
        }
    }

    /// The numbers of an expression.
    pub(super) fn numbers(&mut self, expression: &Expression) -> Vec<Operand> {
        let size = expression.ty.components();
        match &expression.kind {
            Kind::Numbers(bits) => bits.iter().copied().map(Operand::Constant).collect(),
            Kind::Variable(variable) => match &self.bindings[*variable] {
                Some(binding) => match &binding.place {
                    Argument::Numbers(_, operands) => operands.clone(),
                    Argument::Object(_) => vec![Operand::Constant(0); size],
                },
                // Never assigned where control comes along: zero.
                None => vec![Operand::Constant(0); size],
            },
            Kind::Unary(operation, a) => {
                let operands = self.numbers(a);
                operands.into_iter().map(|a| self.unary(*operation, a)).collect()
            }
            Kind::Binary(operation, a, b) => {
                let (a, b) = (self.numbers(a), self.numbers(b));
                let part = |list: &[Operand], place: usize| list[place.min(list.len() - 1)];
                let pairs = 0..a.len().max(b.len());
                pairs.map(|i| self.binary(*operation, part(&a, i), part(&b, i))).collect()
            }
            Kind::Select(condition, a, b) => {
                let condition = self.numbers(condition)[0];
                let (a, b) = (self.numbers(a), self.numbers(b));
                a.into_iter().zip(b).map(|(a, b)| self.select(condition, a, b)).collect()
            }
            Kind::Arrange(value, picks) => {
                let operands = self.numbers(value);
                let pick = |pick: &Pick| match pick {
                    Pick::Component(place) => operands[usize::from(*place)],
                    Pick::Zero => Operand::Constant(0),
                    Pick::One => Operand::Constant(1.0_f32.to_bits()),
                };
                picks.iter().map(pick).collect()
            }
            Kind::Join(parts) => parts.iter().flat_map(|part| self.numbers(part)).collect(),
            Kind::Block(statements, value) => {
                self.statements(statements);
                self.numbers(value)
            }
            Kind::Call(call) => match self.call(call, &[], Some(expression.ty)).pop() {
                Some(Outcome::Numbers(registers)) => {
                    registers.into_iter().map(Operand::In).collect()
                }
                _ => vec![Operand::Constant(0); size],
            },
            Kind::Global(global) => self.global(*global, size),
            Kind::Read(source, index) => {
                let index = self.numbers(index)[0];
                let varies = operand_varies(index);
                let registers: Vec<Register> = (0..size).map(|_| self.register(varies)).collect();
                let parts = registers.iter().enumerate();
                let parts = parts.map(|(part, &register)| (part as u8, register)).collect();
                self.emit(Instruction::Read { source: *source, index, parts });
                registers.into_iter().map(Operand::In).collect()
            }
            Kind::Text(_) => Vec::new(),
        }
    }

    fn global(&mut self, global: Global, size: usize) -> Vec<Operand> {
        let varies = global == Global::Element;
        let outs: Vec<Register> = (0..size).map(|_| self.register(varies)).collect();
        self.emit(Instruction::Global { global, outs: outs.clone() });
        outs.into_iter().map(Operand::In).collect()
    }

    fn select(&mut self, condition: Operand, a: Operand, b: Operand) -> Operand {
        if let Operand::Constant(condition) = condition {
            return if condition == 0 { b } else { a };
        }
        if a == b {
            return a;
        }
        let out = self.register([condition, a, b].into_iter().any(operand_varies));
        self.emit(Instruction::Select { out, condition, a, b });
        Operand::In(out)
    }

    /// The text or array of an expression.
    fn object_value(&mut self, expression: &Expression) -> Object {
        match &expression.kind {
            Kind::Text(text) => {
                let object = self.object(false);
                if let Object::Uniform(index) = object {
                    self.code.texts.push((index, text.clone()));
                }
                object
            }
            Kind::Variable(variable) => self.home_object(*variable).0,
            Kind::Block(statements, value) => {
                self.statements(statements);
                self.object_value(value)
            }
            Kind::Call(call) => {
                let outcome = self.call(call, &[], Some(expression.ty)).pop();
                match outcome {
                    Some(Outcome::Object(object)) => object,
                    _ => self.object(false),
                }
            }
            Kind::Global(Global::Channel(channel)) => {
                let out = self.object(false);
                self.emit(Instruction::GlobalObject { channel: *channel, out });
                out
            }
            Kind::Read(source, index) => {
                let index = self.numbers(index)[0];
                let out = self.object(operand_varies(index));
                self.emit(Instruction::ReadObject { source: *source, index, out });
                out
            }
            _ => self.object(false),
        }
    }
}
