//! Definitions of functions, of a source text and of the table.

use super::{Parsed, Parser};
use crate::syntax::{FunctionDefinition, ParameterDefinition, Written};
use crate::token::Token;

/// A function of the table: a header, and a body where it is written in the language itself.
pub(crate) fn parse_table_function(text: &str) -> Parsed<FunctionDefinition> {
    Parser::new(text, true)?.function()
}

impl Parser {
    /// Whether a function's definition follows: a type, a name and a bracket.
    pub(super) fn is_function(&self) -> bool {
        let skipped = usize::from(self.is_word("function"));
        let length = self.type_length(skipped);
        length > 0
            && matches!(self.peek_at(skipped + length), Token::Name(_))
            && matches!(self.peek_at(skipped + length + 1), Token::Symbol("("))
    }

    pub(super) fn function(&mut self) -> Parsed<FunctionDefinition> {
        self.take_word("function");
        let result = self.written_type()?;
        let span = self.span();
        let name = if self.is_generic {
            // The table has functions that are called like types: float(x).
            let Token::Name(name) = self.peek().clone() else {
                return Err(self.unexpected("the name of a function"));
            };
            self.advance();
            name
        } else {
            self.name("a function")?.0
        };
        let (parameters, is_variadic) = self.parameters()?;
        let body = if self.is_generic && self.is_at_end() { None } else { Some(self.block()?) };
        Ok(FunctionDefinition { name, span, result, parameters, is_variadic, body })
    }

    /// `(float a, b; int &c)`: a type holds until the next one.
    fn parameters(&mut self) -> Parsed<(Vec<ParameterDefinition>, bool)> {
        self.expect_symbol("(")?;
        let mut list = Vec::new();
        let mut written: Option<Written> = None;
        while !self.is_symbol(")") {
            if self.is_generic && self.take_symbol(".") {
                self.expect_symbol(".")?;
                self.expect_symbol(".")?;
                self.expect_symbol(")")?;
                return Ok((list, true));
            }
            self.take_word("const");
            self.take_word("export");
            if self.type_at(0).is_some() {
                written = Some(self.written_type()?);
            }
            let Some(written) = written else { return Err(self.unexpected("a type")) };
            let gives_back = self.take_symbol("&");
            let (name, _) = self.name("a parameter")?;
            let written = self.array_marks(written)?;
            list.push(ParameterDefinition { name, written, gives_back });
            if !self.take_symbol(",") && !self.take_symbol(";") {
                break;
            }
        }
        self.expect_symbol(")")?;
        Ok((list, false))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse_expression, parse_statements};
    use super::*;
    use crate::types::Type;

    #[test]
    fn a_type_holds_until_the_next() {
        let function =
            parse_table_function("T fit(T a, b; float c; E &d[]; string e, ...)").unwrap();
        let float = Written::Known(Type::FLOAT);
        let written: Vec<Written> = function.parameters.iter().map(|p| p.written).collect();
        let item = Written::Item { is_array: true };
        assert_eq!(
            written,
            [Written::Tuple, Written::Tuple, float, item, Written::Known(Type::TEXT)]
        );
        assert!(function.is_variadic && function.body.is_none());
        assert!(function.parameters[3].gives_back);
    }

    #[test]
    fn programs_are_read() {
        let source = "function float f(float a; int b) { return a * b; }\n\
            int list[] = {1, 2}; vector v = set(1, 2, 3);\n\
            for (int i = 0, n = 3; i < n; i++, n--) { if (i == 2) break; else continue; }\n\
            foreach (int i; float x; {1.0}) ;\n\
            do { v.x += 1; } while (v.x < 3 && !(v.y > 2));\n\
            @P = (vector)v * list[-1] + list[0:1][0];";
        let read = parse_statements(source).unwrap();
        assert_eq!((read.functions.len(), read.statements.len()), (1, 6));
    }

    #[test]
    fn mistakes_are_placed() {
        for (source, at, message) in [
            ("float a = 1\nfloat b;", 10, "there must be a ; after this"),
            ("a + ;", 4, "a value must stand here, not ;"),
            ("if (a {", 4, "there must be a ) after this"),
            ("{ a;", 0, "this { has no }"),
            ("float if = 1;", 6, "\"if\" cannot be the name of a variable"),
            ("else a;", 0, "this else belongs to no if"),
        ] {
            let mistake = parse_statements(source).unwrap_err();
            assert_eq!((mistake.span.start, mistake.message.as_str()), (at, message), "{source}");
        }
        assert_eq!(parse_expression("1 2").unwrap_err().span.start, 2);
        assert_eq!(parse_expression(" ").unwrap_err().message, "there is no expression");
    }

    #[test]
    fn deep_nesting_is_refused() {
        let nests = ["(", "-", "{", "f(", "a[", "(int)", "a?", "a="];
        for open in nests {
            assert!(parse_expression(&(open.repeat(100_000) + "1")).is_err(), "{open}");
            assert!(parse_statements(&(open.repeat(100_000) + "1")).is_err(), "{open}");
        }
        let chain = "1".to_owned() + &"+1".repeat(100_000);
        let message = parse_expression(&chain).unwrap_err().message;
        assert!(message.contains("too deeply"), "{message}");
        assert!(parse_statements(&"if(1)".repeat(100_000)).is_err());
    }
}
