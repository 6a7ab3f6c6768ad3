//! From the checked tree to instructions.
//!
//! A variable is bound to the registers that hold its value. Where it is assigned in the block
//! that declares it, it is simply bound to others. Where it is assigned further in, under a
//! condition or in a loop, it is given registers of its own before, which are then written: under
//! a mask where only some elements come along.

mod control;
mod expression;

use std::collections::HashSet;

use crate::code::{
    Argument, Code, Instruction, Label, LaneCall, Object, Operand, Outcome, Register,
};
use crate::functions::Native;
use crate::operation::{Binary, Unary};
use crate::tree::{Call, Statement, Tree, VariableId};
use crate::types::Type;
use crate::uniform::Uniformity;
use control::Control;

/// Compiles a checked program.
pub(crate) fn lower(tree: &Tree) -> (Vec<Instruction>, Code) {
    let mut lowering = Lowering {
        tree,
        uniformity: Uniformity::of(tree),
        code: Code::default(),
        instructions: Vec::new(),
        bindings: tree.variables.iter().map(|_| None).collect(),
        homes: HashSet::new(),
        controls: Vec::new(),
        depth: 0,
        labels: 0,
    };
    lowering.load();
    lowering.statements(&tree.body);
    lowering.store();
    (lowering.instructions, lowering.code)
}

/// Where a variable is.
#[derive(Debug, Clone)]
struct Binding {
    place: Argument,
    /// How deep in control flow it was declared.
    depth: usize,
    /// Whether its registers are its own, to be written.
    is_home: bool,
}

struct Lowering<'a> {
    tree: &'a Tree,
    uniformity: Uniformity,
    code: Code,
    instructions: Vec<Instruction>,
    bindings: Vec<Option<Binding>>,
    /// Registers that are going to be written again: who keeps their value copies it.
    homes: HashSet<Register>,
    controls: Vec<Control>,
    depth: usize,
    labels: Label,
}

impl Lowering<'_> {
    fn emit(&mut self, instruction: Instruction) {
        self.instructions.push(instruction);
    }

    fn register(&mut self, varies: bool) -> Register {
        let count = if varies { &mut self.code.varyings } else { &mut self.code.uniforms };
        *count += 1;
        let index = *count as u32 - 1;
        if varies { Register::Varying(index) } else { Register::Uniform(index) }
    }

    fn object(&mut self, varies: bool) -> Object {
        let count =
            if varies { &mut self.code.varying_objects } else { &mut self.code.uniform_objects };
        *count += 1;
        let index = *count as u32 - 1;
        if varies { Object::Varying(index) } else { Object::Uniform(index) }
    }

    fn label(&mut self) -> Label {
        self.labels += 1;
        self.labels - 1
    }

    /// The attributes' values, and zero where a type differs from the column's.
    fn load(&mut self) {
        let tree = self.tree;
        for attribute in &tree.attributes {
            let (source, ty) = (attribute.source, tree.variables[attribute.variable]);
            let place = if ty == Type::TEXT {
                let out = self.object(true);
                self.emit(Instruction::LoadObject { source, out });
                Argument::Object(out)
            } else {
                let registers: Vec<Register> =
                    (0..ty.components()).map(|_| self.register(true)).collect();
                let parts = registers.iter().enumerate();
                let parts = parts.map(|(part, &register)| (part as u8, register)).collect();
                self.emit(Instruction::Load { source, parts });
                let mut operands: Vec<Operand> = registers.into_iter().map(Operand::In).collect();
                let change = match (tree.sources[source].kind, ty) {
                    (Type::INT, Type::FLOAT) => Some(Unary::ToFloat),
                    (Type::FLOAT, Type::INT) => Some(Unary::ToInt),
                    _ => None,
                };
                if let Some(operation) = change {
                    operands[0] = self.unary(operation, operands[0]);
                }
                Argument::Numbers(ty, operands)
            };
            let binding = Binding { place, depth: 0, is_home: false };
            self.bindings[attribute.variable] = Some(binding);
        }
    }

    /// What is in the attributes' variables at the end.
    fn store(&mut self) {
        let tree = self.tree;
        let bound = |bindings: &[Option<Binding>], variable: VariableId| {
            bindings[variable].as_ref().map(|binding| binding.place.clone())
        };
        let written = tree.attributes.iter().filter(|attribute| attribute.is_written);
        for (index, attribute) in written.enumerate() {
            match bound(&self.bindings, attribute.variable) {
                Some(Argument::Numbers(_, parts)) => {
                    self.emit(Instruction::Store { attribute: index, parts });
                }
                Some(Argument::Object(value)) => {
                    self.emit(Instruction::StoreObject { attribute: index, value });
                }
                None => {}
            }
        }
        self.code.result = tree.result.and_then(|result| bound(&self.bindings, result));
    }

    /// A value that stays as it is: a copy where the register is going to be written again.
    fn kept(&mut self, operand: Operand) -> Operand {
        match operand {
            Operand::In(register) if self.homes.contains(&register) => {
                let out = self.register(matches!(register, Register::Varying(_)));
                self.emit(Instruction::Unary { operation: Unary::Copy, out, a: operand });
                Operand::In(out)
            }
            operand => operand,
        }
    }

    /// Binds a variable, or writes its registers.
    fn assign(&mut self, variable: VariableId, components: Option<&[u8]>, values: Vec<Operand>) {
        let ty = self.tree.variables[variable];
        let values: Vec<Operand> = values.into_iter().map(|value| self.kept(value)).collect();
        let Some(binding) = self.bindings[variable].clone() else {
            let place = Argument::Numbers(ty, values);
            self.bindings[variable] = Some(Binding { place, depth: self.depth, is_home: false });
            return;
        };
        let Argument::Numbers(_, mut operands) = binding.place else { return };
        let places: Vec<usize> = match components {
            Some(list) => list.iter().map(|&place| usize::from(place)).collect(),
            None => (0..operands.len()).collect(),
        };
        for (&place, value) in places.iter().zip(&values) {
            if binding.is_home {
                if let Operand::In(out) = operands[place] {
                    self.write(out, *value);
                }
            } else {
                operands[place] = *value;
            }
        }
        if let (false, Some(bound)) = (binding.is_home, self.bindings[variable].as_mut()) {
            bound.place = Argument::Numbers(ty, operands);
        }
    }

    /// Writes a register in the elements that have come along.
    fn write(&mut self, out: Register, value: Operand) {
        self.emit(match (self.mask(), out) {
            (Some(mask), Register::Varying(_)) => Instruction::Blend { out, value, mask },
            _ => Instruction::Unary { operation: Unary::Copy, out, a: value },
        });
    }

    /// Text and arrays always have a register of their own.
    fn assign_object(&mut self, variable: VariableId, from: Object) {
        let (out, depth) = self.home_object(variable);
        if out == from {
            return;
        }
        let mask = self.mask().filter(|_| depth != self.depth);
        let mask = mask.filter(|_| matches!(out, Object::Varying(_)));
        self.emit(Instruction::CopyObject { out, from, mask });
    }

    /// The register of a text or an array, and how deep it was declared.
    fn home_object(&mut self, variable: VariableId) -> (Object, usize) {
        if let Some(Binding { place: Argument::Object(object), depth, .. }) =
            self.bindings[variable]
        {
            return (object, depth);
        }
        let object = self.object(self.uniformity.varies[variable]);
        let place = Argument::Object(object);
        self.bindings[variable] = Some(Binding { place, depth: self.depth, is_home: true });
        (object, self.depth)
    }

    /// Gives variables that are assigned in `inside` registers of their own, and goes one level
    /// deeper.
    fn enter(&mut self, inside: &[&[Statement]]) -> Vec<VariableId> {
        let mut assigned = Vec::new();
        for list in inside {
            control::assigned(list, &mut assigned);
        }
        assigned.sort_unstable();
        assigned.dedup();
        let mut given = Vec::new();
        for variable in assigned {
            let Some(Binding { place: Argument::Numbers(ty, operands), depth, is_home: false }) =
                self.bindings[variable].clone()
            else {
                continue;
            };
            let mut homes = Vec::new();
            for operand in operands {
                let out = self.register(self.uniformity.varies[variable]);
                self.emit(Instruction::Unary { operation: Unary::Copy, out, a: operand });
                self.homes.insert(out);
                homes.push(Operand::In(out));
            }
            let place = Argument::Numbers(ty, homes);
            self.bindings[variable] = Some(Binding { place, depth, is_home: true });
            given.push(variable);
        }
        self.depth += 1;
        given
    }

    /// Goes back out: nobody writes these variables' registers any more.
    fn exit(&mut self, given: Vec<VariableId>) {
        self.depth -= 1;
        for variable in given {
            if let Some(binding) = &mut self.bindings[variable] {
                binding.is_home = false;
                if let Argument::Numbers(_, operands) = &binding.place {
                    for operand in operands {
                        if let Operand::In(register) = operand {
                            self.homes.remove(register);
                        }
                    }
                }
            }
        }
    }

    /// Calls a function; gives where its results are.
    fn call(&mut self, call: &Call, results: &[VariableId], extra: Option<Type>) -> Vec<Outcome> {
        let arguments: Vec<Argument> =
            call.arguments.iter().map(|argument| self.value(argument)).collect();
        let has_effect = call.native.has_effect();
        let objects = |lowering: &mut Self| -> Vec<Option<Object>> {
            let object = |&variable: &VariableId| {
                let is_object = lowering.tree.variables[variable].is_object();
                is_object.then(|| lowering.home_object(variable).0)
            };
            results.iter().map(object).collect()
        };
        let objects = objects(self);
        let varies = has_effect
            || arguments.iter().any(varies)
            || objects.iter().flatten().any(|object| matches!(object, Object::Varying(_)));
        let mut outcomes = Vec::new();
        for (&variable, object) in results.iter().zip(&objects) {
            outcomes.push(match object {
                Some(object) => Outcome::Object(*object),
                None => {
                    let count = self.tree.variables[variable].components();
                    Outcome::Numbers((0..count).map(|_| self.register(varies)).collect())
                }
            });
        }
        if let Some(ty) = extra.filter(|ty| *ty != Type::VOID) {
            outcomes.push(if ty.is_object() {
                Outcome::Object(self.object(varies))
            } else {
                Outcome::Numbers((0..ty.components()).map(|_| self.register(varies)).collect())
            });
        }
        let mask = self.mask().filter(|_| varies);
        self.emit(match call.native {
            Native::Block(function) => {
                let numbers = |argument| match argument {
                    Argument::Numbers(_, operands) => operands,
                    Argument::Object(_) => Vec::new(),
                };
                let arguments = arguments.into_iter().flat_map(numbers).collect();
                let registers = |outcome: &Outcome| match outcome {
                    Outcome::Numbers(registers) => registers.clone(),
                    Outcome::Object(_) => Vec::new(),
                };
                let outs = outcomes.iter().flat_map(registers).collect();
                Instruction::Block { function, arguments, outs }
            }
            Native::Lane(function) | Native::Effect(function) | Native::Adds(function) => {
                Instruction::Call(Box::new(LaneCall {
                    function,
                    arguments,
                    results: outcomes.clone(),
                    mask,
                    item: call.item,
                    span: call.span,
                    has_effect,
                }))
            }
        });
        outcomes
    }

    /// The operation on one number; worked out at once where the number is known.
    fn unary(&mut self, operation: Unary, a: Operand) -> Operand {
        match a {
            Operand::Constant(a) => Operand::Constant(operation.of(a)),
            Operand::In(register) => {
                let out = self.register(matches!(register, Register::Varying(_)));
                self.emit(Instruction::Unary { operation, out, a });
                Operand::In(out)
            }
        }
    }

    /// The operation on two numbers; worked out at once where both are known.
    fn binary(&mut self, operation: Binary, a: Operand, b: Operand) -> Operand {
        if let (Operand::Constant(a), Operand::Constant(b)) = (a, b) {
            return Operand::Constant(operation.of(a, b));
        }
        let out = self.register(operand_varies(a) || operand_varies(b));
        self.emit(Instruction::Binary { operation, out, a, b });
        Operand::In(out)
    }
}

fn operand_varies(operand: Operand) -> bool {
    matches!(operand, Operand::In(Register::Varying(_)))
}

fn varies(argument: &Argument) -> bool {
    match argument {
        Argument::Numbers(_, operands) => operands.iter().copied().any(operand_varies),
        Argument::Object(object) => matches!(object, Object::Varying(_)),
    }
}
