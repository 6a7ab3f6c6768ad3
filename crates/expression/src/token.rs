//! From text to tokens.

use crate::diagnostic::{Diagnostic, Span};

/// The smallest part of a source text that means something.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Int(i32),
    Float(f32),
    Text(String),
    Name(String),
    /// `@name` with the letters before it: `v@name`.
    Attribute {
        prefix: String,
        name: String,
    },
    /// `$F`
    Dollar(String),
    Symbol(&'static str),
    End,
}

/// The longest first, so that `<<=` is not taken for `<`.
const SYMBOLS: &[&str] = &[
    "<<=", ">>=", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "==", "!=", "<=",
    ">=", "&&", "||", "<<", ">>", "+", "-", "*", "/", "%", "=", "<", ">", "!", "~", "&", "|", "^",
    "?", ":", ";", ",", ".", "(", ")", "{", "}", "[", "]",
];

/// The tokens of a text, with [`Token::End`] at the end.
pub(crate) fn tokens(source: &str) -> Result<Vec<(Token, Span)>, Diagnostic> {
    let mut lexer = Lexer { source, at: 0, tokens: Vec::new() };
    loop {
        lexer.skip_blanks()?;
        let start = lexer.at;
        let token = lexer.next()?;
        let is_end = token == Token::End;
        lexer.tokens.push((token, Span::new(start, lexer.at)));
        if is_end {
            return Ok(lexer.tokens);
        }
    }
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    tokens: Vec<(Token, Span)>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn skip_blanks(&mut self) -> Result<(), Diagnostic> {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start().len();
            if blanks > 0 {
                self.at += blanks;
            } else if rest.starts_with("//") || rest.starts_with('#') {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let Some(end) = rest.find("*/") else {
                    let span = Span::new(self.at, self.at + 2);
                    return Err(Diagnostic::new(span, "this comment has no end: write */"));
                };
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    fn next(&mut self) -> Result<Token, Diagnostic> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(Token::End) };
        let second = rest[first.len_utf8()..].chars().next();
        if first == '@' {
            self.at += 1;
            return self.attribute(String::new());
        }
        if first.is_ascii_digit() || (first == '.' && second.is_some_and(|c| c.is_ascii_digit())) {
            // 3@m and 4@m are matrices.
            if matches!(first, '2'..='4') && second == Some('@') {
                self.at += 2;
                return self.attribute(first.to_string());
            }
            return self.number();
        }
        if first == '"' || first == '\'' {
            return self.text(first);
        }
        if first == '$' {
            self.at += 1;
            return Ok(Token::Dollar(self.word()));
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let word = self.word();
            let prefixed = ["@", "[]@"].into_iter().find(|mark| self.rest().starts_with(mark));
            // A prefix is one letter: anything longer before an @ is a mistake, seen later.
            if let Some(mark) = prefixed.filter(|_| word.len() == 1) {
                self.at += mark.len();
                return self.attribute(word + mark.trim_end_matches('@'));
            }
            return Ok(Token::Name(word));
        }
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            self.at += symbol.len();
            return Ok(Token::Symbol(symbol));
        }
        let span = Span::new(self.at, self.at + first.len_utf8());
        Err(Diagnostic::new(span, format!("\"{first}\" means nothing here")))
    }

    /// Letters, digits and underscores.
    fn word(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let word = rest[..end.unwrap_or(rest.len())].to_owned();
        self.at += word.len();
        word
    }

    fn attribute(&mut self, prefix: String) -> Result<Token, Diagnostic> {
        let name = self.word();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            let span = Span::new(self.at.saturating_sub(1), self.at);
            return Err(Diagnostic::new(span, "the name of an attribute must follow @, as in @P"));
        }
        Ok(Token::Attribute { prefix, name })
    }

    fn number(&mut self) -> Result<Token, Diagnostic> {
        let start = self.at;
        let rest = self.rest();
        if let Some(hexadecimal) = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X")) {
            let digits = hexadecimal.find(|c: char| !c.is_ascii_hexdigit());
            let digits = &hexadecimal[..digits.unwrap_or(hexadecimal.len())];
            let value = u32::from_str_radix(digits, 16);
            self.at += 2 + digits.len();
            return value.map(|value| Token::Int(value.cast_signed())).map_err(|_| {
                Diagnostic::new(Span::new(start, self.at), "this is no 32-bit number")
            });
        }
        let bytes = rest.as_bytes();
        let digits = |from: usize| {
            bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count() + from
        };
        let mut end = digits(0);
        let mut is_float = false;
        // 1.5 and 1. are floats; 1..2 and 1.x are not numbers with a fraction.
        if bytes.get(end) == Some(&b'.')
            && !bytes.get(end + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'.')
            || bytes.get(end) == Some(&b'.') && matches!(bytes.get(end + 1), Some(b'e' | b'E'))
        {
            is_float = true;
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
                is_float = true;
                end = digits(end + 1 + sign);
            }
        }
        let text = &rest[..end];
        let number = if is_float {
            text.parse().ok().filter(|value: &f32| value.is_finite()).map(Token::Float)
        } else {
            // What is too great for a whole number is a float, as 4294967296.
            let whole = text.parse().ok().map(Token::Int);
            whole.or_else(|| text.parse().ok().filter(|v: &f32| v.is_finite()).map(Token::Float))
        };
        self.at += end;
        let span = Span::new(start, self.at);
        number.ok_or_else(|| Diagnostic::new(span, "this number is too great"))
    }

    fn text(&mut self, quote: char) -> Result<Token, Diagnostic> {
        let start = self.at;
        let mut text = String::new();
        let mut characters = self.source[start + 1..].char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                _ if character == quote => {
                    self.at = start + 1 + at + 1;
                    return Ok(Token::Text(text));
                }
                '\\' => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                _ => text.push(character),
            }
        }
        let span = Span::new(start, start + 1);
        Err(Diagnostic::new(span, format!("this text has no end: write {quote} after it")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<Token> {
        tokens(source).unwrap().into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn numbers_are_whole_or_not() {
        let numbers = [Token::Int(3), Token::Float(0.5), Token::Float(1e-3), Token::Int(255)];
        assert_eq!(kinds("3 .5 1e-3 0xff")[..4], numbers);
        assert_eq!(kinds("1.")[0], Token::Float(1.0));
        assert_eq!(kinds("4294967296")[0], Token::Float(4_294_967_300.0));
        assert!(tokens("1e99").is_err() && tokens("0x").is_err());
    }

    #[test]
    fn attributes_carry_their_prefix() {
        let attribute = |prefix: &str, name: &str| Token::Attribute {
            prefix: prefix.into(),
            name: name.into(),
        };
        assert_eq!(kinds("@P")[0], attribute("", "P"));
        assert_eq!(kinds("v@rest")[0], attribute("v", "rest"));
        assert_eq!(kinds("i[]@list")[0], attribute("i[]", "list"));
        assert_eq!(kinds("3@frame")[0], attribute("3", "frame"));
        assert!(tokens("@").is_err() && tokens("@1").is_err());
    }

    #[test]
    fn comments_and_texts_end() {
        assert_eq!(kinds("// a\n/* b */ 'c\\n\"' # d")[0], Token::Text("c\n\"".into()));
        assert!(tokens("/* a").is_err() && tokens("\"a").is_err() && tokens("'a\\").is_err());
    }
}
