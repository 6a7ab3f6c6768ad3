//! What is the same for all elements, and what differs: variables, loops and returns.
//!
//! A variable differs when it is ever given a value that differs, or given any value where only
//! some elements come along. A loop or a function's body diverges when some elements leave it
//! before others. Both depend on each other, so everything starts as the same for all, and the
//! program is walked until nothing changes any more.

use crate::functions::Native;
use crate::tree::{Call, Expression, Global, Kind, Loop, Statement, Tree, VariableId};

/// The result.
#[derive(Debug)]
pub(crate) struct Uniformity {
    /// Of each variable whether it differs between elements.
    pub varies: Vec<bool>,
    /// Of each loop and scope whether elements leave it at different times.
    pub diverges: Vec<bool>,
}

impl Uniformity {
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut varies = vec![false; tree.variables.len()];
        let mut declared = vec![None; tree.variables.len()];
        for attribute in &tree.attributes {
            varies[attribute.variable] = true;
            declared[attribute.variable] = Some(0);
        }
        let found = Self { varies, diverges: vec![false; tree.regions] };
        let mut walk = Walk { found, declared, around: Vec::new(), has_changed: true };
        while walk.has_changed {
            walk.has_changed = false;
            walk.statements(&tree.body);
        }
        walk.found
    }
}

/// What statements stand in.
#[derive(Clone, Copy)]
enum Around {
    /// A branch, and whether only some elements take it.
    Branch(bool),
    Loop(usize),
    /// With its number, and whether a return in it skips anything.
    Scope(usize, bool),
}

struct Walk {
    found: Uniformity,
    /// How much stood around the first assignment of each variable.
    declared: Vec<Option<usize>>,
    around: Vec<Around>,
    has_changed: bool,
}

impl Walk {
    fn statements(&mut self, list: &[Statement]) {
        for statement in list {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Assign { variable, value, .. } => {
                let varies = self.expression(value);
                self.assign(*variable, varies);
            }
            Statement::Call { call, results } => {
                let varies = self.call(call);
                for &variable in results {
                    self.assign(variable, varies);
                }
            }
            Statement::If { condition, then, otherwise } => {
                let varies = self.expression(condition);
                self.around.push(Around::Branch(varies));
                self.statements(then);
                self.statements(otherwise);
                self.around.pop();
            }
            Statement::Loop(whole) => self.whole_loop(whole),
            Statement::Scope(region, body) => {
                self.around.push(Around::Scope(*region, returns_early(body)));
                self.statements(body);
                self.around.pop();
            }
            Statement::Break | Statement::Continue => {
                let is_loop = |around: &Around| matches!(around, Around::Loop(_));
                self.leave(is_loop);
            }
            Statement::Return => self.leave(|around| matches!(around, Around::Scope(..))),
        }
    }

    fn whole_loop(&mut self, whole: &Loop) {
        self.around.push(Around::Loop(whole.region));
        // Twice is not needed: the walk repeats until nothing changes.
        if let Some(condition) = &whole.condition
            && self.expression(condition)
        {
            self.diverge(whole.region);
        }
        self.statements(&whole.body);
        self.statements(&whole.step);
        self.around.pop();
    }

    /// Some elements leave what is around them, out to the innermost that `is_target`.
    fn leave(&mut self, is_target: impl Fn(&Around) -> bool) {
        let Some(target) = self.around.iter().rposition(is_target) else { return };
        if matches!(self.around[target], Around::Scope(_, false)) {
            return;
        }
        let some_only = self.around[target..].iter().any(|around| self.is_divergent(around));
        if some_only {
            for place in target..self.around.len() {
                if let Around::Loop(region) | Around::Scope(region, _) = self.around[place] {
                    self.diverge(region);
                }
            }
        }
    }

    fn is_divergent(&self, around: &Around) -> bool {
        match *around {
            Around::Branch(varies) => varies,
            Around::Loop(region) | Around::Scope(region, _) => self.found.diverges[region],
        }
    }

    fn diverge(&mut self, region: usize) {
        self.has_changed |= !self.found.diverges[region];
        self.found.diverges[region] = true;
    }

    fn assign(&mut self, variable: VariableId, value_varies: bool) {
        let depth = self.around.len();
        let declared = *self.declared[variable].get_or_insert(depth);
        let inside = self.around.get(declared..).unwrap_or(&[]);
        let varies = value_varies || inside.iter().any(|around| self.is_divergent(around));
        self.has_changed |= varies && !self.found.varies[variable];
        self.found.varies[variable] |= varies;
    }

    fn expression(&mut self, expression: &Expression) -> bool {
        match &expression.kind {
            Kind::Numbers(_) | Kind::Text(_) => false,
            Kind::Variable(variable) => self.found.varies[*variable],
            Kind::Unary(_, a) | Kind::Arrange(a, _) | Kind::Read(_, a) => self.expression(a),
            Kind::Binary(_, a, b) => self.expression(a) | self.expression(b),
            Kind::Select(a, b, c) => self.expression(a) | self.expression(b) | self.expression(c),
            Kind::Join(parts) => {
                parts.iter().fold(false, |varies, part| self.expression(part) | varies)
            }
            Kind::Block(statements, value) => {
                self.statements(statements);
                self.expression(value)
            }
            Kind::Call(call) => self.call(call),
            Kind::Global(global) => *global == Global::Element,
        }
    }

    fn call(&mut self, call: &Call) -> bool {
        let varies = call
            .arguments
            .iter()
            .fold(false, |varies, argument| self.expression(argument) | varies);
        varies || matches!(call.native, Native::Effect(_) | Native::Adds(_))
    }
}

/// Whether a `return` among the statements skips others: one at the very end does not.
pub(crate) fn returns_early(list: &[Statement]) -> bool {
    let Some((last, before)) = list.split_last() else { return false };
    before.iter().any(returns)
        || match last {
            Statement::Return => false,
            Statement::If { then, otherwise, .. } => {
                returns_early(then) || returns_early(otherwise)
            }
            last => returns(last),
        }
}

/// Whether a statement holds a `return` of the scope that it stands in.
fn returns(statement: &Statement) -> bool {
    match statement {
        Statement::Return => true,
        Statement::If { then, otherwise, .. } => {
            then.iter().any(returns) || otherwise.iter().any(returns)
        }
        Statement::Loop(whole) => whole.body.iter().any(returns),
        _ => false,
    }
}
