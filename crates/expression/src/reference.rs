//! The parameters that a text names, found without compiling it: what it depends on, and what has
//! to be written anew when a node moves.

use crate::diagnostic::Span;
use crate::token::{Token, tokens};

/// A parameter that a text names by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The path as it is written.
    pub path: String,
    /// Where it stands, with its quotes.
    pub span: Span,
    /// Whether it is read as a ramp.
    pub is_ramp: bool,
}

/// The functions that take the path of a parameter.
const READERS: &[&str] = &["ch", "chf", "chi", "chp", "chramp", "chs", "chu", "chv"];

/// The parameters that a text names, in the order in which they stand there. A text that cannot
/// be read names none.
pub fn references(source: &str) -> Vec<Reference> {
    if !source.contains("ch") {
        return Vec::new();
    }
    let tokens = tokens(source).unwrap_or_default();
    let calls = tokens.windows(3).filter_map(|three| match three {
        [(Token::Name(name), _), (Token::Symbol("("), _), (Token::Text(path), span)]
            if READERS.contains(&name.as_str()) =>
        {
            Some(Reference { path: path.clone(), span: *span, is_ramp: name == "chramp" })
        }
        _ => None,
    });
    calls.collect()
}

/// The text with the paths of parameters written anew: `change` gives the new path of those that
/// change. None if none does.
pub fn rewritten(source: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for reference in references(source) {
        let Some(path) = change(&reference.path) else { continue };
        let range = reference.span.range();
        let quote = &source[range.start..=range.start];
        out.push_str(&source[done..range.start]);
        out.push_str(quote);
        out.push_str(&path.replace('\\', "\\\\").replace(quote, &format!("\\{quote}")));
        out.push_str(quote);
        done = range.end;
    }
    (done > 0).then(|| out + &source[done..])
}

/// What a text mentions: elements or their attributes (`@P`), and the frame or the time.
pub fn mentions(source: &str) -> (bool, bool) {
    const READERS: &[&str] = &["point", "prim", "vertex", "detail"];
    if !(source.contains(['@', '$']) || READERS.iter().any(|reader| source.contains(reader))) {
        return (false, false);
    }
    let (mut elements, mut frame) = (false, false);
    for (token, _) in tokens(source).unwrap_or_default() {
        match token {
            Token::Attribute { name, .. } if matches!(&*name, "Frame" | "Time" | "TimeInc") => {
                frame = true;
            }
            Token::Attribute { .. } => elements = true,
            Token::Name(name) if READERS.contains(&name.as_str()) => elements = true,
            Token::Dollar(name) => frame |= !matches!(&*name, "PI" | "E"),
            _ => {}
        }
    }
    (elements, frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_and_written_anew() {
        let source = "ch(\"../a/x\") + chv ( '../b/t' ).y // ch(\"no\")\n + chramp(\"r\", ch('x'))";
        let paths: Vec<String> = references(source).into_iter().map(|r| r.path).collect();
        assert_eq!(paths, ["../a/x", "../b/t", "r", "x"]);
        assert!(references("search(\"a\") + ch(x)").is_empty());
        assert!(references("ch(\"a\") + \"").is_empty(), "what cannot be read names nothing");
        let moved = rewritten(source, |path| (path == "../b/t").then(|| "../it's/t".to_owned()));
        let expected = source.replace("../b/t", "../it\\'s/t");
        assert_eq!(moved.as_deref(), Some(&*expected));
        assert_eq!(rewritten(source, |_| None), None);
    }

    #[test]
    fn elements_and_the_frame_are_noticed() {
        assert_eq!(mentions("0.1 * rand(@primnum)"), (true, false));
        assert_eq!(mentions("sin($F) * $PI"), (false, true));
        assert_eq!(mentions("@Time + 1"), (false, true));
        assert_eq!(mentions("'@P' + $PI"), (false, false));
    }
}
