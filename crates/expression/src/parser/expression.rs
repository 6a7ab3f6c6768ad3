//! Expressions: assignment, `?:`, binary operators by rank, and what stands before and after.

use super::{Parsed, Parser};
use crate::diagnostic::Diagnostic;
use crate::syntax::{Expr, ExprKind, Written};
use crate::token::Token;

/// Binary operators by rank, the loosest first, as in C.
const RANKS: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<", "<=", ">", ">="],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNMENTS: &[(&str, &str)] = &[
    ("=", ""),
    ("+=", "+"),
    ("-=", "-"),
    ("*=", "*"),
    ("/=", "/"),
    ("%=", "%"),
    ("&=", "&"),
    ("|=", "|"),
    ("^=", "^"),
    ("<<=", "<<"),
    (">>=", ">>"),
];

impl Parser {
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(|parser| {
            let target = parser.ternary()?;
            let Token::Symbol(symbol) = *parser.peek() else { return Ok(target) };
            let Some((_, operator)) = ASSIGNMENTS.iter().find(|(text, _)| *text == symbol) else {
                return Ok(target);
            };
            parser.advance();
            let value = parser.expression()?;
            let span = target.span.to(value.span);
            parser.node(ExprKind::Assign(operator, Box::new(target), Box::new(value)), span)
        })
    }

    fn ternary(&mut self) -> Parsed<Expr> {
        let condition = self.binary(0)?;
        if !self.take_symbol("?") {
            return Ok(condition);
        }
        let then = self.expression()?;
        self.expect_symbol(":")?;
        let otherwise = self.expression()?;
        let span = condition.span.to(otherwise.span);
        let parts = [condition, then, otherwise].map(Box::new);
        let [condition, then, otherwise] = parts;
        self.node(ExprKind::Ternary(condition, then, otherwise), span)
    }

    /// Operators of a rank or a tighter one.
    fn binary(&mut self, least: usize) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            let Token::Symbol(symbol) = *self.peek() else { return Ok(left) };
            let rank = RANKS.iter().position(|operators| operators.contains(&symbol));
            let Some(rank) = rank.filter(|&rank| rank >= least) else { return Ok(left) };
            self.advance();
            let right = self.binary(rank + 1)?;
            let span = left.span.to(right.span);
            left = self.node(ExprKind::Binary(symbol, Box::new(left), Box::new(right)), span)?;
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let Token::Symbol(symbol) = *self.peek() else { return self.postfix() };
        if symbol == "(" && self.is_cast() {
            return self.nested(Self::cast);
        }
        if !["-", "+", "!", "~", "++", "--"].contains(&symbol) {
            return self.postfix();
        }
        self.advance();
        let operand = Box::new(self.nested(Self::unary)?);
        let span = self.since(start);
        let kind = match symbol {
            "++" => ExprKind::Step { target: operand, by: 1, gives_old: false },
            "--" => ExprKind::Step { target: operand, by: -1, gives_old: false },
            "+" => return Ok(*operand),
            _ => ExprKind::Unary(symbol, operand),
        };
        self.node(kind, span)
    }

    /// Whether a type in brackets follows: `(int)x`.
    fn is_cast(&self) -> bool {
        let length = self.type_length(1);
        length > 0 && matches!(self.peek_at(1 + length), Token::Symbol(")"))
    }

    fn cast(&mut self) -> Parsed<Expr> {
        let start = self.span();
        self.advance();
        let written = self.written_type()?;
        self.expect_symbol(")")?;
        let operand = Box::new(self.unary()?);
        let span = self.since(start);
        match written {
            Written::Known(target) => self.node(ExprKind::Cast(target, operand), span),
            _ => Err(Diagnostic::new(span, "this type is open")),
        }
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let start = self.span();
        let mut expression = self.primary()?;
        loop {
            let operand = |expression| Box::new(expression);
            let kind = if self.take_symbol(".") {
                let span = self.span();
                let Token::Name(name) = self.peek() else {
                    return Err(self.unexpected("a component such as x"));
                };
                let name = name.clone();
                self.advance();
                // A method is written as a function: a.len() is len(a).
                if self.is_symbol("(") {
                    let mut arguments = self.arguments()?;
                    arguments.insert(0, expression);
                    ExprKind::Call { name, name_span: span, arguments }
                } else {
                    ExprKind::Member(operand(expression), name)
                }
            } else if self.take_symbol("[") {
                let kind = self.index(expression)?;
                self.expect_symbol("]")?;
                kind
            } else if self.take_symbol("++") {
                ExprKind::Step { target: operand(expression), by: 1, gives_old: true }
            } else if self.take_symbol("--") {
                ExprKind::Step { target: operand(expression), by: -1, gives_old: true }
            } else {
                return Ok(expression);
            };
            expression = self.node(kind, self.since(start))?;
        }
    }

    /// What stands between brackets after a value: `2`, `1:3`, `:3`, `1:`.
    fn index(&mut self, value: Expr) -> Parsed<ExprKind> {
        let from = if self.is_symbol(":") { None } else { Some(Box::new(self.expression()?)) };
        if !self.take_symbol(":") {
            let index = from.expect("read above, since there was no colon");
            return Ok(ExprKind::Index(Box::new(value), index));
        }
        let to = if self.is_symbol("]") { None } else { Some(Box::new(self.expression()?)) };
        Ok(ExprKind::Slice(Box::new(value), from, to))
    }

    /// Values in round brackets.
    fn arguments(&mut self) -> Parsed<Vec<Expr>> {
        self.expect_symbol("(")?;
        self.list(")")
    }

    /// Values up to a closing mark.
    fn list(&mut self, end: &str) -> Parsed<Vec<Expr>> {
        let mut list = Vec::new();
        while !self.is_symbol(end) {
            list.push(self.expression()?);
            // Between arguments a semicolon is as good as a comma.
            if !(self.take_symbol(",") || end == ")" && self.take_symbol(";")) {
                break;
            }
        }
        self.expect_symbol(end)?;
        Ok(list)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let span = self.span();
        let kind = match self.peek().clone() {
            Token::Int(number) => ExprKind::Int(number),
            Token::Float(number) => ExprKind::Float(number),
            Token::Text(text) => ExprKind::Text(text),
            Token::Attribute { prefix, name } => ExprKind::Attribute { prefix, name },
            Token::Dollar(name) => ExprKind::Dollar(name),
            Token::Symbol("(") => {
                self.advance();
                let inner = self.expression()?;
                self.expect_symbol(")")?;
                return Ok(Expr { span: self.since(span), ..inner });
            }
            Token::Symbol("{") => {
                self.advance();
                let list = self.nested(|parser| parser.list("}"))?;
                return self.node(ExprKind::List(list), self.since(span));
            }
            Token::Name(name) if matches!(self.peek_at(1), Token::Symbol("(")) => {
                self.advance();
                let arguments = self.arguments()?;
                let kind = ExprKind::Call { name, name_span: span, arguments };
                return self.node(kind, self.since(span));
            }
            Token::Name(_) => ExprKind::Name(self.name("a value")?.0),
            _ => return Err(self.unexpected("a value")),
        };
        if !matches!(kind, ExprKind::Name(_)) {
            self.advance();
        }
        self.node(kind, span)
    }
}
