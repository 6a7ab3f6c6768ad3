//! Statements.

use super::{Parsed, Parser};
use crate::diagnostic::Diagnostic;
use crate::syntax::{Declared, Stmt, StmtKind, Written};
use crate::token::Token;
use crate::types::Type;

impl Parser {
    pub(super) fn statement(&mut self) -> Parsed<Stmt> {
        self.nested(|parser| {
            let start = parser.span();
            let kind = parser.statement_kind()?;
            Ok(Stmt { kind, span: parser.since(start) })
        })
    }

    fn statement_kind(&mut self) -> Parsed<StmtKind> {
        if self.take_symbol(";") {
            return Ok(StmtKind::Block(Vec::new()));
        }
        if self.is_symbol("{") {
            return self.block().map(StmtKind::Block);
        }
        if self.is_declaration() {
            let declared = self.declaration()?;
            self.expect_symbol(";")?;
            return Ok(StmtKind::Declare(declared));
        }
        let Token::Name(word) = self.peek() else { return self.expression_statement() };
        match word.clone().as_str() {
            "if" => self.if_statement(),
            "while" => {
                self.advance();
                let condition = self.condition()?;
                Ok(StmtKind::While(condition, Box::new(self.statement()?)))
            }
            "do" => {
                self.advance();
                let body = Box::new(self.statement()?);
                if !self.take_word("while") {
                    return Err(self.unexpected("while"));
                }
                let condition = self.condition()?;
                self.expect_symbol(";")?;
                Ok(StmtKind::Do(body, condition))
            }
            "for" => self.for_statement(),
            "foreach" => self.foreach_statement(),
            "break" => self.simple(StmtKind::Break),
            "continue" => self.simple(StmtKind::Continue),
            "return" => {
                self.advance();
                let value = if self.is_symbol(";") { None } else { Some(self.expression()?) };
                self.expect_symbol(";")?;
                Ok(StmtKind::Return(value))
            }
            "else" => Err(Diagnostic::new(self.span(), "this else belongs to no if")),
            _ => self.expression_statement(),
        }
    }

    fn simple(&mut self, kind: StmtKind) -> Parsed<StmtKind> {
        self.advance();
        self.expect_symbol(";")?;
        Ok(kind)
    }

    fn expression_statement(&mut self) -> Parsed<StmtKind> {
        let expression = self.expression()?;
        self.expect_symbol(";")?;
        Ok(StmtKind::Expression(expression))
    }

    pub(super) fn block(&mut self) -> Parsed<Vec<Stmt>> {
        let start = self.span();
        self.expect_symbol("{")?;
        let mut statements = Vec::new();
        while !self.take_symbol("}") {
            if self.is_at_end() {
                return Err(Diagnostic::new(start, "this { has no }"));
            }
            statements.push(self.statement()?);
        }
        Ok(statements)
    }

    /// An expression in round brackets.
    fn condition(&mut self) -> Parsed<crate::syntax::Expr> {
        self.expect_symbol("(")?;
        let condition = self.expression()?;
        self.expect_symbol(")")?;
        Ok(condition)
    }

    fn if_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        let condition = self.condition()?;
        let then = Box::new(self.statement()?);
        let otherwise =
            if self.take_word("else") { Some(Box::new(self.statement()?)) } else { None };
        Ok(StmtKind::If(condition, then, otherwise))
    }

    fn for_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        self.expect_symbol("(")?;
        let start = self.span();
        let mut first = Vec::new();
        if self.is_declaration() {
            let kind = StmtKind::Declare(self.declaration()?);
            first.push(Stmt { kind, span: self.since(start) });
        } else {
            for expression in self.expressions(";")? {
                let span = expression.span;
                first.push(Stmt { kind: StmtKind::Expression(expression), span });
            }
        }
        self.expect_symbol(";")?;
        let condition = if self.is_symbol(";") { None } else { Some(self.expression()?) };
        self.expect_symbol(";")?;
        let step = self.expressions(")")?;
        self.expect_symbol(")")?;
        let body = Box::new(self.statement()?);
        Ok(StmtKind::For { first, condition, step, body })
    }

    /// Expressions with commas between them, up to a mark that is left.
    fn expressions(&mut self, end: &str) -> Parsed<Vec<crate::syntax::Expr>> {
        let mut list = Vec::new();
        while !self.is_symbol(end) {
            list.push(self.expression()?);
            if !self.take_symbol(",") {
                break;
            }
        }
        Ok(list)
    }

    /// `foreach (float x; list)` and `foreach (int i; float x; list)`.
    fn foreach_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        self.expect_symbol("(")?;
        let mut item = self.loop_variable()?;
        self.separator()?;
        let mut index = None;
        if self.is_declaration() {
            if item.written != Written::Known(Type::INT) {
                return Err(Diagnostic::new(item.span, "the index of foreach must be an int"));
            }
            index = Some(item.name);
            item = self.loop_variable()?;
            self.separator()?;
        }
        let array = self.expression()?;
        self.expect_symbol(")")?;
        let body = Box::new(self.statement()?);
        Ok(StmtKind::Foreach { index, item, array, body })
    }

    fn separator(&mut self) -> Parsed<()> {
        if self.take_symbol(",") { Ok(()) } else { self.expect_symbol(";") }
    }

    fn loop_variable(&mut self) -> Parsed<Declared> {
        let written = self.written_type()?;
        let (name, span) = self.name("a variable")?;
        Ok(Declared { name, span, written, value: None })
    }

    /// Whether a type and a name follow.
    fn is_declaration(&self) -> bool {
        let skipped = usize::from(self.is_word("const"));
        let length = self.type_length(skipped);
        length > 0 && matches!(self.peek_at(skipped + length), Token::Name(_))
    }

    /// `float a = 1, b[], c`, without the semicolon.
    fn declaration(&mut self) -> Parsed<Vec<Declared>> {
        self.take_word("const");
        let base = self.written_type()?;
        if base == Written::Known(Type::VOID) {
            return Err(Diagnostic::new(self.span(), "a variable cannot be void"));
        }
        let mut list = Vec::new();
        loop {
            let (name, span) = self.name("a variable")?;
            let written = self.array_marks(base)?;
            let value = if self.take_symbol("=") { Some(self.expression()?) } else { None };
            list.push(Declared { name, span, written, value });
            if !self.take_symbol(",") {
                return Ok(list);
            }
        }
    }

    /// `[]` after the name of a variable.
    pub(super) fn array_marks(&mut self, base: Written) -> Parsed<Written> {
        if !self.take_symbol("[") {
            return Ok(base);
        }
        // A size is read and not needed: arrays grow.
        if let Token::Int(_) = self.peek() {
            self.advance();
        }
        self.expect_symbol("]")?;
        self.arrayed(base)
    }
}
