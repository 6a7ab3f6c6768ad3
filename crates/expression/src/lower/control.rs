//! Control flow: jumps where all elements go the same way, masks where they do not.

use super::Lowering;
use crate::code::{Argument, Instruction, Label, Operand, Outcome, Register};
use crate::operation::{Binary, Unary};
use crate::tree::{Expression, Kind, Loop, Statement, VariableId};
use crate::uniform::returns_early;

/// What a statement stands in. A mask is a register of 0 and 1 of each element; that of what is
/// inside is never 1 where one outside is 0.
pub(super) enum Control {
    Branch(Register),
    Loop {
        /// The elements that have not left the loop, and those of this turn; none where all go
        /// the same way.
        masks: Option<(Register, Register)>,
        /// Where to go on after the loop, and with the next turn.
        end: Label,
        next: Label,
    },
    Scope {
        mask: Option<Register>,
        end: Label,
    },
    /// A scope whose returns all stand at its end, and skip nothing.
    Plain,
}

impl Lowering<'_> {
    /// The elements that have come along; none: all.
    pub(super) fn mask(&self) -> Option<Register> {
        self.controls.iter().rev().find_map(|control| match control {
            Control::Branch(mask) => Some(*mask),
            Control::Loop { masks, .. } => masks.map(|(_, turn)| turn),
            Control::Scope { mask, .. } => *mask,
            Control::Plain => None,
        })
    }

    pub(super) fn statements(&mut self, list: &[Statement]) {
        for statement in list {
            self.statement(statement);
            // Nothing comes here after these.
            if matches!(statement, Statement::Break | Statement::Continue | Statement::Return) {
                return;
            }
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Assign { variable, components, value } => {
                if self.tree.variables[*variable].is_object() {
                    if let Argument::Object(from) = self.value(value) {
                        self.assign_object(*variable, from);
                    }
                } else {
                    let values = self.numbers(value);
                    self.assign(*variable, components.as_deref(), values);
                }
            }
            Statement::Call { call, results } => {
                let outcomes = self.call(call, results, None);
                for (&variable, outcome) in results.iter().zip(outcomes) {
                    if let Outcome::Numbers(registers) = outcome {
                        let values = registers.into_iter().map(Operand::In).collect();
                        self.assign(variable, None, values);
                    }
                }
            }
            Statement::If { condition, then, otherwise } => {
                self.branch(condition, then, otherwise);
            }
            Statement::Loop(whole) if self.uniformity.diverges[whole.region] => {
                self.diverging_loop(whole);
            }
            Statement::Loop(whole) => self.even_loop(whole),
            Statement::Scope(region, body) => self.scope(*region, body),
            Statement::Break | Statement::Continue => {
                self.leave_loop(matches!(statement, Statement::Break));
            }
            Statement::Return => self.leave_scope(),
        }
    }

    fn branch(&mut self, condition: &Expression, then: &[Statement], otherwise: &[Statement]) {
        let condition = self.numbers(condition)[0];
        let condition = self.kept(condition);
        match condition {
            Operand::Constant(0) => self.statements(otherwise),
            Operand::Constant(_) => self.statements(then),
            Operand::In(Register::Uniform(_)) => {
                let given = self.enter(&[then, otherwise]);
                let (to_otherwise, end) = (self.label(), self.label());
                self.emit(Instruction::JumpUnless { condition, to: to_otherwise });
                self.statements(then);
                if !otherwise.is_empty() {
                    self.emit(Instruction::Jump(end));
                }
                self.emit(Instruction::Label(to_otherwise));
                self.statements(otherwise);
                self.emit(Instruction::Label(end));
                self.exit(given);
            }
            Operand::In(Register::Varying(_)) => {
                let given = self.enter(&[then, otherwise]);
                self.masked_branch(condition, then, false);
                if !otherwise.is_empty() {
                    self.masked_branch(condition, otherwise, true);
                }
                self.exit(given);
            }
        }
    }

    /// A branch for the elements whose condition holds, or for the others.
    fn masked_branch(&mut self, condition: Operand, body: &[Statement], is_otherwise: bool) {
        // The mask is read anew for the second branch: a `break` in the first may have changed it.
        let around = self.mask().map_or(Operand::Constant(1), Operand::In);
        let operation = if is_otherwise { Binary::AndNot } else { Binary::And };
        let out = self.register(true);
        self.emit(Instruction::Binary { operation, out, a: around, b: condition });
        let end = self.label();
        self.emit(Instruction::JumpIfNone { mask: out, to: end });
        self.controls.push(Control::Branch(out));
        self.statements(body);
        self.controls.pop();
        self.emit(Instruction::Label(end));
    }

    fn condition_of(&mut self, whole: &Loop) -> Option<Operand> {
        let condition = whole.condition.as_ref()?;
        Some(self.numbers(condition)[0])
    }

    fn inside<'s>(whole: &'s Loop, condition: &'s [Statement]) -> [&'s [Statement]; 3] {
        [&whole.body, &whole.step, condition]
    }

    /// A loop that all elements leave together.
    fn even_loop(&mut self, whole: &Loop) {
        let hidden = hidden_statements(whole.condition.as_ref());
        let given = self.enter(&Self::inside(whole, &hidden));
        let (top, next, end) = (self.label(), self.label(), self.label());
        self.emit(Instruction::Label(top));
        let leave = |lowering: &mut Self| {
            if let Some(condition) = lowering.condition_of(whole) {
                lowering.emit(Instruction::JumpUnless { condition, to: end });
            }
        };
        if !whole.is_body_first {
            leave(self);
        }
        self.controls.push(Control::Loop { masks: None, end, next });
        self.statements(&whole.body);
        self.controls.pop();
        self.emit(Instruction::Label(next));
        self.statements(&whole.step);
        if whole.is_body_first {
            leave(self);
        }
        self.emit(Instruction::Turn(whole.span));
        self.emit(Instruction::Jump(top));
        self.emit(Instruction::Label(end));
        self.exit(given);
    }

    /// A loop that some elements leave before others.
    fn diverging_loop(&mut self, whole: &Loop) {
        let hidden = hidden_statements(whole.condition.as_ref());
        let given = self.enter(&Self::inside(whole, &hidden));
        let (top, next, end) = (self.label(), self.label(), self.label());
        let (live, turn) = (self.register(true), self.register(true));
        let around = self.mask().map_or(Operand::Constant(1), Operand::In);
        let copy = Unary::Copy;
        self.emit(Instruction::Unary { operation: copy, out: live, a: around });
        self.emit(Instruction::Label(top));
        // The condition and the step run for all that are still in the loop.
        self.controls.push(Control::Branch(live));
        if !whole.is_body_first {
            self.ask(whole, live);
        }
        self.emit(Instruction::JumpIfNone { mask: live, to: end });
        self.controls.pop();
        self.emit(Instruction::Unary { operation: copy, out: turn, a: Operand::In(live) });
        self.controls.push(Control::Loop { masks: Some((live, turn)), end, next });
        self.statements(&whole.body);
        self.controls.pop();
        self.emit(Instruction::Label(next));
        self.controls.push(Control::Branch(live));
        self.statements(&whole.step);
        if whole.is_body_first {
            self.ask(whole, live);
        }
        self.controls.pop();
        self.emit(Instruction::Turn(whole.span));
        self.emit(Instruction::Jump(top));
        self.emit(Instruction::Label(end));
        self.exit(given);
    }

    /// Takes those out of a loop whose condition does not hold.
    fn ask(&mut self, whole: &Loop, live: Register) {
        if let Some(condition) = self.condition_of(whole) {
            let (a, b) = (Operand::In(live), condition);
            self.emit(Instruction::Binary { operation: Binary::And, out: live, a, b });
        }
    }

    fn scope(&mut self, region: usize, body: &[Statement]) {
        if !returns_early(body) {
            self.controls.push(Control::Plain);
            self.statements(body);
            self.controls.pop();
            return;
        }
        let given = self.enter(&[body]);
        let end = self.label();
        let mask = self.uniformity.diverges[region].then(|| {
            let out = self.register(true);
            let a = self.mask().map_or(Operand::Constant(1), Operand::In);
            self.emit(Instruction::Unary { operation: Unary::Copy, out, a });
            out
        });
        self.controls.push(Control::Scope { mask, end });
        self.statements(body);
        self.controls.pop();
        self.emit(Instruction::Label(end));
        self.exit(given);
    }

    fn leave_loop(&mut self, for_good: bool) {
        let is_loop = |control: &Control| matches!(control, Control::Loop { .. });
        let Some(target) = self.controls.iter().rposition(is_loop) else { return };
        let Control::Loop { masks, end, next } = self.controls[target] else { return };
        match masks {
            None => self.emit(Instruction::Jump(if for_good { end } else { next })),
            Some((live, _)) => {
                let leaving = self.leaving();
                if for_good {
                    self.take_out(live, leaving);
                }
                self.take_out_from(target, leaving, false);
            }
        }
    }

    fn leave_scope(&mut self) {
        let is_scope =
            |control: &Control| matches!(control, Control::Scope { .. } | Control::Plain);
        let Some(target) = self.controls.iter().rposition(is_scope) else { return };
        if let Control::Scope { mask, end } = self.controls[target] {
            if mask.is_some() {
                let leaving = self.leaving();
                self.take_out_from(target, leaving, true);
            } else {
                self.emit(Instruction::Jump(end));
            }
        }
    }

    /// A copy of the mask, which is about to change.
    fn leaving(&mut self) -> Operand {
        let out = self.register(true);
        let a = self.mask().map_or(Operand::Constant(1), Operand::In);
        self.emit(Instruction::Unary { operation: Unary::Copy, out, a });
        Operand::In(out)
    }

    fn take_out(&mut self, mask: Register, leaving: Operand) {
        let a = Operand::In(mask);
        self.emit(Instruction::Binary { operation: Binary::AndNot, out: mask, a, b: leaving });
    }

    /// Takes elements out of all masks from one inwards; `for_good` out of loops as a whole.
    fn take_out_from(&mut self, target: usize, leaving: Operand, for_good: bool) {
        let mut masks = Vec::new();
        for control in &self.controls[target..] {
            match control {
                Control::Branch(mask) => masks.push(*mask),
                Control::Loop { masks: Some((live, turn)), .. } => {
                    masks.push(*turn);
                    if for_good {
                        masks.push(*live);
                    }
                }
                Control::Scope { mask, .. } => masks.extend(*mask),
                Control::Loop { masks: None, .. } | Control::Plain => {}
            }
        }
        for mask in masks {
            self.take_out(mask, leaving);
        }
    }
}

/// The variables that statements assign.
pub(super) fn assigned(list: &[Statement], out: &mut Vec<VariableId>) {
    for statement in list {
        match statement {
            Statement::Assign { variable, value, .. } => {
                out.push(*variable);
                assigned_in(value, out);
            }
            Statement::Call { call, results } => {
                out.extend(results);
                call.arguments.iter().for_each(|argument| assigned_in(argument, out));
            }
            Statement::If { condition, then, otherwise } => {
                assigned_in(condition, out);
                assigned(then, out);
                assigned(otherwise, out);
            }
            Statement::Loop(whole) => {
                if let Some(condition) = &whole.condition {
                    assigned_in(condition, out);
                }
                assigned(&whole.body, out);
                assigned(&whole.step, out);
            }
            Statement::Scope(_, body) => assigned(body, out),
            Statement::Break | Statement::Continue | Statement::Return => {}
        }
    }
}

fn assigned_in(expression: &Expression, out: &mut Vec<VariableId>) {
    match &expression.kind {
        Kind::Numbers(_) | Kind::Text(_) | Kind::Variable(_) | Kind::Global(_) => {}
        Kind::Unary(_, a) | Kind::Arrange(a, _) | Kind::Read(_, a) => assigned_in(a, out),
        Kind::Binary(_, a, b) => {
            assigned_in(a, out);
            assigned_in(b, out);
        }
        Kind::Select(a, b, c) => [a, b, c].into_iter().for_each(|part| assigned_in(part, out)),
        Kind::Join(parts) => parts.iter().for_each(|part| assigned_in(part, out)),
        Kind::Block(statements, value) => {
            assigned(statements, out);
            assigned_in(value, out);
        }
        Kind::Call(call) => call.arguments.iter().for_each(|argument| assigned_in(argument, out)),
    }
}

/// A condition as a statement, so that what it assigns is seen.
fn hidden_statements(condition: Option<&Expression>) -> Vec<Statement> {
    let condition = condition.filter(|condition| {
        let mut found = Vec::new();
        assigned_in(condition, &mut found);
        !found.is_empty()
    });
    let hidden = |condition: &Expression| Statement::If {
        condition: condition.clone(),
        then: Vec::new(),
        otherwise: Vec::new(),
    };
    condition.map(hidden).into_iter().collect()
}
