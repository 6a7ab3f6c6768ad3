//! Statements.

use super::{Checked, Checker, MOST_MISTAKES};
use crate::diagnostic::Span;
use crate::functions::{self, Native};
use crate::operation::Binary;
use crate::syntax::{Declared, Expr, ExprKind, Stmt, StmtKind};
use crate::tree::{Call, Expression, Kind, Loop, Statement};
use crate::types::Type;

impl Checker<'_> {
    /// Checks statements in a block of their own; each mistake is noted and the next one tried.
    pub(super) fn statements(&mut self, list: &[Stmt]) -> Vec<Statement> {
        self.frame.names.push(std::collections::HashMap::new());
        let mut out = Vec::new();
        for statement in list {
            self.noted(statement, &mut out);
        }
        self.frame.names.pop();
        out
    }

    fn noted(&mut self, statement: &Stmt, out: &mut Vec<Statement>) {
        if self.mistakes.len() >= MOST_MISTAKES {
            return;
        }
        if let Err(mistake) = self.statement(statement, out)
            && !self.mistakes.contains(&mistake)
        {
            self.mistakes.push(mistake);
        }
    }

    /// One statement as a block of its own.
    fn body(&mut self, statement: &Stmt) -> Vec<Statement> {
        match &statement.kind {
            StmtKind::Block(list) => self.statements(list),
            _ => self.statements(std::slice::from_ref(statement)),
        }
    }

    fn loop_body(&mut self, statement: &Stmt) -> Vec<Statement> {
        self.frame.loops += 1;
        let body = self.body(statement);
        self.frame.loops -= 1;
        body
    }

    fn statement(&mut self, statement: &Stmt, out: &mut Vec<Statement>) -> Checked<()> {
        self.grow(statement.span)?;
        match &statement.kind {
            StmtKind::Declare(list) => {
                for declared in list {
                    self.declaration(declared, out)?;
                }
            }
            StmtKind::Expression(expression) => self.effect(expression, out)?,
            StmtKind::If(condition, then, otherwise) => {
                let condition = self.condition(condition)?;
                let then = self.body(then);
                let otherwise = otherwise.as_ref().map_or_else(Vec::new, |body| self.body(body));
                out.push(Statement::If { condition, then, otherwise });
            }
            StmtKind::While(condition, body) => {
                let condition = Some(self.condition(condition)?);
                let body = self.loop_body(body);
                let span = statement.span;
                let step = Vec::new();
                let region = self.new_region();
                let whole = Loop { region, condition, is_body_first: false, body, step, span };
                out.push(Statement::Loop(whole));
            }
            StmtKind::Do(body, condition) => {
                let body = self.loop_body(body);
                let condition = Some(self.condition(condition)?);
                let span = statement.span;
                let step = Vec::new();
                let region = self.new_region();
                let whole = Loop { region, condition, is_body_first: true, body, step, span };
                out.push(Statement::Loop(whole));
            }
            StmtKind::For { first, condition, step, body } => {
                self.frame.names.push(std::collections::HashMap::new());
                for statement in first {
                    self.noted(statement, out);
                }
                let whole = self.for_loop(condition.as_ref(), step, body, statement.span);
                self.frame.names.pop();
                out.push(Statement::Loop(whole?));
            }
            StmtKind::Foreach { index, item, array, body } => {
                self.frame.names.push(std::collections::HashMap::new());
                let result = self.foreach(index.as_deref(), item, array, body, out);
                self.frame.names.pop();
                result?;
            }
            StmtKind::Break | StmtKind::Continue if self.frame.loops == 0 => {
                return self.mistake(statement.span, "this can only stand inside a loop");
            }
            StmtKind::Break => out.push(Statement::Break),
            StmtKind::Continue => out.push(Statement::Continue),
            StmtKind::Return(value) => {
                self.return_statement(value.as_ref(), statement.span, out)?
            }
            StmtKind::Block(list) => out.extend(self.statements(list)),
        }
        Ok(())
    }

    fn declaration(&mut self, declared: &Declared, out: &mut Vec<Statement>) -> Checked<()> {
        let ty = self.written(declared.written);
        // The value may still name an outer variable of this name; a mistake in it must not make
        // the name unknown below.
        let value = match &declared.value {
            None => Ok(Expression::default_of(ty, declared.span)),
            Some(value) => self
                .expression(value, Some(ty))
                .and_then(|checked| self.convert(checked, ty, value.span)),
        };
        let variable = self.declare(&declared.name, ty);
        out.push(Statement::Assign { variable, components: None, value: value? });
        Ok(())
    }

    /// An expression for what it does.
    fn effect(&mut self, expression: &Expr, out: &mut Vec<Statement>) -> Checked<()> {
        let checked = self.expression(expression, None)?;
        let has_effect = matches!(
            expression.kind,
            ExprKind::Assign(..) | ExprKind::Step { .. } | ExprKind::Call { .. }
        );
        if !has_effect {
            let message = "this has no effect: its value is not used";
            return self.mistake(expression.span, message);
        }
        self.drop_value(checked, out);
        Ok(())
    }

    /// Keeps what an expression does and drops what it gives.
    pub(super) fn drop_value(&mut self, expression: Expression, out: &mut Vec<Statement>) {
        match expression.kind {
            Kind::Block(statements, value) => {
                out.extend(statements);
                self.drop_value(*value, out);
            }
            Kind::Call(call) if call.native.has_effect() => {
                out.push(Statement::Call { call: *call, results: Vec::new() });
            }
            _ => {}
        }
    }

    /// A condition as 0 or 1.
    pub(super) fn condition(&mut self, condition: &Expr) -> Checked<Expression> {
        let value = self.expression(condition, Some(Type::INT))?;
        self.truth(value, condition.span)
    }

    fn for_loop(
        &mut self,
        condition: Option<&Expr>,
        step: &[Expr],
        body: &Stmt,
        span: Span,
    ) -> Checked<Loop> {
        let condition = condition.map(|condition| self.condition(condition)).transpose()?;
        let body = self.loop_body(body);
        let mut steps = Vec::new();
        for expression in step {
            self.effect(expression, &mut steps)?;
        }
        let region = self.new_region();
        Ok(Loop { region, condition, is_body_first: false, body, step: steps, span })
    }

    /// `foreach` as a loop that counts.
    fn foreach(
        &mut self,
        index: Option<&str>,
        item: &Declared,
        array: &Expr,
        body: &Stmt,
        out: &mut Vec<Statement>,
    ) -> Checked<()> {
        let wanted = self.written(item.written);
        let span = array.span;
        let checked = self.expression(array, Some(Type::array(wanted.base)))?;
        if !checked.ty.is_array || wanted.is_array {
            return self
                .mistake(span, format!("foreach goes through an array, not {}", checked.ty));
        }
        let base = checked.ty.base;
        let list = self.new_variable(checked.ty);
        out.push(Statement::Assign { variable: list, components: None, value: checked });
        let counter = match index {
            Some(name) => self.declare(name, Type::INT),
            None => self.new_variable(Type::INT),
        };
        let start = Expression::int(0);
        out.push(Statement::Assign { variable: counter, components: None, value: start });
        let native = |function, arguments, ty| {
            let native = Native::Lane(function);
            let call = Call { native, arguments, item: base, span };
            Expression { kind: Kind::Call(Box::new(call)), ty }
        };
        let list = || Expression::variable(list, Type::array(base));
        let count = || Expression::variable(counter, Type::INT);
        let length = native(functions::array_length, vec![list()], Type::INT);
        let condition = Expression::binary(Binary::LtI, count(), length, Type::INT);
        let value = native(functions::array_item, vec![list(), count()], Type::of(base));
        let value = self.convert(value, wanted, item.span)?;
        let variable = self.declare(&item.name, wanted);
        let mut whole = vec![Statement::Assign { variable, components: None, value }];
        whole.extend(self.loop_body(body));
        let next = Expression::binary(Binary::AddI, count(), Expression::int(1), Type::INT);
        let step = vec![Statement::Assign { variable: counter, components: None, value: next }];
        let condition = Some(condition);
        let region = self.new_region();
        out.push(Statement::Loop(Loop {
            region,
            condition,
            is_body_first: false,
            body: whole,
            step,
            span,
        }));
        Ok(())
    }

    fn return_statement(
        &mut self,
        value: Option<&Expr>,
        span: Span,
        out: &mut Vec<Statement>,
    ) -> Checked<()> {
        match (self.frame.result, value) {
            (Some((ty, variable)), Some(value)) => {
                let checked = self.expression(value, Some(ty))?;
                let value = self.convert(checked, ty, value.span)?;
                out.push(Statement::Assign { variable, components: None, value });
            }
            (None, Some(value)) => {
                return self.mistake(value.span, "nothing takes the value that is returned here");
            }
            (Some((ty, _)), None) => {
                return self.mistake(span, format!("a value of type {ty} must be returned"));
            }
            (None, None) => {}
        }
        out.push(Statement::Return);
        Ok(())
    }
}

/// Whether a statement holds a `return` with a value.
pub(super) fn returns_value(statement: &Stmt) -> bool {
    match &statement.kind {
        StmtKind::Return(value) => value.is_some(),
        StmtKind::If(_, then, otherwise) => {
            returns_value(then) || otherwise.as_ref().is_some_and(|body| returns_value(body))
        }
        StmtKind::While(_, body)
        | StmtKind::Do(body, _)
        | StmtKind::For { body, .. }
        | StmtKind::Foreach { body, .. } => returns_value(body),
        StmtKind::Block(list) => list.iter().any(returns_value),
        _ => false,
    }
}
