//! From tokens to the tree of syntax.

mod expression;
mod function;
mod statement;

pub(crate) use function::parse_table_function;

use crate::diagnostic::{Diagnostic, Span};
use crate::syntax::{Expr, ExprKind, Source, Written};
use crate::token::{Token, tokens};
use crate::types::Type;

/// How deep a source text may be nested, so that no tree outgrows the stack.
pub(crate) const MOST_DEPTH: usize = 64;

pub(crate) struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
    /// Whether `T` and `E` are types: in the function table.
    is_generic: bool,
}

type Parsed<T> = Result<T, Diagnostic>;

/// The statements and functions of a text.
pub(crate) fn parse_statements(source: &str) -> Parsed<Source> {
    let mut parser = Parser::new(source, false)?;
    let mut whole = Source::default();
    while !parser.is_at_end() {
        if parser.is_function() {
            let function = parser.function()?;
            whole.functions.push(function);
        } else {
            whole.statements.push(parser.statement()?);
        }
    }
    Ok(whole)
}

/// A text that is one expression and nothing else.
pub(crate) fn parse_expression(source: &str) -> Parsed<Expr> {
    let mut parser = Parser::new(source, false)?;
    if parser.is_at_end() {
        return Err(Diagnostic::new(Span::default(), "there is no expression"));
    }
    let expression = parser.expression()?;
    if parser.is_at_end() { Ok(expression) } else { Err(parser.unexpected("an operator")) }
}

impl Parser {
    fn new(source: &str, is_generic: bool) -> Parsed<Self> {
        if source.len() > u32::MAX as usize / 2 {
            return Err(Diagnostic::new(Span::default(), "the text is too long"));
        }
        Ok(Self { tokens: tokens(source)?, at: 0, depth: 0, is_generic })
    }

    fn peek(&self) -> &Token {
        self.peek_at(0)
    }

    /// The token `ahead` places further; the end beyond it.
    fn peek_at(&self, ahead: usize) -> &Token {
        &self.tokens[(self.at + ahead).min(self.tokens.len() - 1)].0
    }

    fn span(&self) -> Span {
        self.tokens[self.at].1
    }

    /// The part of the text from `start` to the last token that was taken.
    fn since(&self, start: Span) -> Span {
        start.to(self.tokens[self.at.saturating_sub(1)].1)
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn is_at_end(&self) -> bool {
        *self.peek() == Token::End
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Token::Symbol(found) if *found == symbol)
    }

    fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    fn expect_symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.take_symbol(symbol) {
            return Ok(());
        }
        // A forgotten mark is missing after what comes before, not at the next line's beginning.
        if matches!(symbol, ";" | ")" | "]" | "}") && self.at > 0 {
            let before = self.tokens[self.at - 1].1;
            let span = Span { start: before.end.saturating_sub(1), end: before.end };
            return Err(Diagnostic::new(span, format!("there must be a {symbol} after this")));
        }
        Err(self.unexpected(symbol))
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Name(name) if name == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn name(&mut self, of_what: &str) -> Parsed<(String, Span)> {
        let span = self.span();
        match self.peek() {
            Token::Name(name) => {
                let name = name.clone();
                if Type::named(&name).is_some() || RESERVED.contains(&name.as_str()) {
                    let message = format!("\"{name}\" cannot be the name of {of_what}");
                    return Err(Diagnostic::new(span, message));
                }
                self.advance();
                Ok((name, span))
            }
            _ => Err(self.unexpected(&format!("the name of {of_what}"))),
        }
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let found = match self.peek() {
            Token::End => "the end".to_owned(),
            Token::Int(number) => number.to_string(),
            Token::Float(number) => number.to_string(),
            Token::Text(_) => "text".to_owned(),
            Token::Name(name) => format!("\"{name}\""),
            Token::Attribute { prefix, name } => format!("{prefix}@{name}"),
            Token::Dollar(name) => format!("${name}"),
            Token::Symbol(symbol) => (*symbol).to_owned(),
        };
        Diagnostic::new(self.span(), format!("{wanted} must stand here, not {found}"))
    }

    /// The type that a token names, if it names one.
    fn type_at(&self, ahead: usize) -> Option<Written> {
        let Token::Name(name) = self.peek_at(ahead) else { return None };
        match name.as_str() {
            "T" if self.is_generic => Some(Written::Tuple),
            "E" if self.is_generic => Some(Written::Item { is_array: false }),
            name => Type::named(name).map(Written::Known),
        }
    }

    /// Tokens of a type at this place, `[]` among them; 0 if there is none.
    fn type_length(&self, ahead: usize) -> usize {
        let symbol =
            |ahead, wanted: &str| matches!(self.peek_at(ahead), Token::Symbol(s) if *s == wanted);
        match self.type_at(ahead) {
            None => 0,
            Some(_) if symbol(ahead + 1, "[") && symbol(ahead + 2, "]") => 3,
            Some(_) => 1,
        }
    }

    /// A type, which the caller has seen to be there.
    fn written_type(&mut self) -> Parsed<Written> {
        let Some(written) = self.type_at(0) else { return Err(self.unexpected("a type")) };
        let length = self.type_length(0);
        for _ in 0..length {
            self.advance();
        }
        if length == 3 { self.arrayed(written) } else { Ok(written) }
    }

    fn arrayed(&self, written: Written) -> Parsed<Written> {
        match written {
            Written::Known(Type { base, is_array: false }) if base != crate::Base::Void => {
                Ok(Written::Known(Type::array(base)))
            }
            Written::Item { .. } => Ok(Written::Item { is_array: true }),
            _ => Err(Diagnostic::new(self.span(), "there are no arrays of this type")),
        }
    }

    /// Runs a part of the grammar that may contain itself, unless it is nested too deeply.
    fn nested<T>(&mut self, part: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MOST_DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    fn too_deep(&self) -> Diagnostic {
        let message = "this is nested too deeply: put a part of it into a variable";
        Diagnostic::new(self.span(), message)
    }

    /// A node of the tree, unless it makes the tree too deep.
    fn node(&self, kind: ExprKind, span: Span) -> Parsed<Expr> {
        let below = |expressions: &[&Expr]| expressions.iter().map(|e| e.depth).max().unwrap_or(0);
        let depth = 1 + match &kind {
            ExprKind::Unary(_, a) | ExprKind::Cast(_, a) | ExprKind::Member(a, _) => a.depth,
            ExprKind::Step { target, .. } => target.depth,
            ExprKind::Binary(_, a, b) | ExprKind::Assign(_, a, b) | ExprKind::Index(a, b) => {
                below(&[a, b])
            }
            ExprKind::Ternary(a, b, c) => below(&[a, b, c]),
            ExprKind::Slice(a, b, c) => {
                let ends = [b, c].into_iter().flatten().map(|end| end.depth).max();
                a.depth.max(ends.unwrap_or(0))
            }
            ExprKind::Call { arguments: parts, .. } | ExprKind::List(parts) => {
                parts.iter().map(|part| part.depth).max().unwrap_or(0)
            }
            _ => 0,
        };
        if depth > MOST_DEPTH { Err(self.too_deep()) } else { Ok(Expr { kind, span, depth }) }
    }
}

/// Words that mean something to the grammar.
const RESERVED: &[&str] = &[
    "if", "else", "for", "foreach", "while", "do", "break", "continue", "return", "function",
    "const", "export",
];
