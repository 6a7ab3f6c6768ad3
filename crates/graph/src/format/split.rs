//! Cutting RON into pieces without reading what is in them: by brackets, commas and colons. Only
//! for text that a parser has found to be RON; what is not plain is left to the parser.

/// The named pieces of a map with plain texts as names, or of a struct without a name. None where
/// it is anything else, and where there are comments.
pub(super) fn entries(text: &str) -> Option<Vec<(&str, &str)>> {
    let (open, inner) = brackets(text)?;
    let mut rest = inner;
    let mut entries = Vec::new();
    loop {
        rest = &rest[blanks(rest)?..];
        if rest.is_empty() {
            return Some(entries);
        }
        let (name, after) = match open {
            b'{' => plain_text(rest)?,
            b'(' => identifier(rest)?,
            _ => return None,
        };
        let after = after[blanks(after)?..].strip_prefix(':')?;
        let after = &after[blanks(after)?..];
        let end = piece(after)?;
        entries.push((name, after[..end].trim_end()));
        rest = after[end..].strip_prefix(',').unwrap_or_default();
    }
}

/// The pieces of a list. None where it is no list, and where there are comments.
pub(super) fn list(text: &str) -> Option<Vec<&str>> {
    let (b'[', inner) = brackets(text)? else { return None };
    let mut rest = inner;
    let mut pieces = Vec::new();
    loop {
        if blanks(rest)? == rest.len() {
            return Some(pieces);
        }
        let end = piece(rest)?;
        pieces.push(&rest[..end]);
        rest = rest[end..].strip_prefix(',').unwrap_or_default();
    }
}

/// The text in quotes that this is, where it has no escapes.
pub(super) fn text(text: &str) -> Option<&str> {
    let (found, after) = plain_text(&text[blanks(text)?..])?;
    (blanks(after)? == after.len()).then_some(found)
}

/// The bracket that a text begins with, and what is between it and the one that it ends with.
fn brackets(text: &str) -> Option<(u8, &str)> {
    let text = &text[blanks(text)?..];
    let open = *text.as_bytes().first()?;
    if !matches!(open, b'(' | b'[' | b'{') {
        return None;
    }
    let end = 1 + nested(&text[1..])?;
    let after = &text[end + 1..];
    (blanks(after)? == after.len()).then_some((open, &text[1..end]))
}

/// How far it is to the comma at the end of a piece, or to the end of the text.
fn piece(text: &str) -> Option<usize> {
    scan(text, b",")
}

/// How far it is to the bracket that closes what was open before.
fn nested(text: &str) -> Option<usize> {
    let end = scan(text, b")]}")?;
    (end < text.len()).then_some(end)
}

/// How far it is to the first of some bytes that is in no bracket and no text; else to the end.
/// None where something is not plain.
fn scan(text: &str, stops: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        if depth == 0 && stops.contains(&byte) {
            return Some(at);
        }
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            b'"' => {
                // Behind a letter or # it is a raw text or one of bytes.
                let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
                if before == b'#' || before.is_ascii_alphanumeric() {
                    return None;
                }
                at += 1 + quoted(&text[at + 1..])?;
            }
            b'/' | b'\'' => return None,
            _ => {}
        }
        at += 1;
    }
    (depth == 0).then_some(at)
}

/// How far it is to the quote that ends a text.
fn quoted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// How far blanks reach. None where a comment or a letter that may be a blank follows.
fn blanks(text: &str) -> Option<usize> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let length = text.bytes().take_while(is_blank).count();
    let is_plain = |next: u8| next.is_ascii() && next != b'/';
    text.as_bytes().get(length).is_none_or(|&next| is_plain(next)).then_some(length)
}

/// A text in quotes without escapes that a text begins with, and what follows.
fn plain_text(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let end = inner.find(['"', '\\'])?;
    inner[end..].strip_prefix('"').map(|after| (&inner[..end], after))
}

/// An identifier that a text begins with, and what follows.
fn identifier(text: &str) -> Option<(&str, &str)> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = text.bytes().take_while(is_part).count();
    let (name, after) = text.split_at(length);
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && !after.starts_with(['#', '-', '.', '+'])
        && after.chars().next().is_none_or(|next| next.is_ascii());
    is_plain.then_some((name, after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::pieces::parsed_entries;

    /// Bits of RON that are put together at random: most of what comes out is none.
    const BITS: [&str; 26] = [
        "(", ")", "{", "}", "[", "]", ",", ":", " ", "\n", "a", "b1", "\"t\"", "\"\\\"\"",
        "r#\"\"#", "1", "-2.5", "true", "// c\n", "/* c */", "'\\''", "Some", "b\"x\"", "\u{e9}",
        "\"}\"", "'{'",
    ];

    fn value(depth: u32) -> BoxedStrategy<String> {
        let leaf = prop::sample::select(vec![
            "1",
            "-2.5e3",
            "true",
            "\"a, b\"",
            "\"\\\"]\"",
            "r#\"\"}\"#",
            "'}'",
            "Some(1)",
            "()",
            "inf",
            "// note\n 5",
            "/* , */ 6",
            "b\"x\"",
            "\"\u{e9}\"",
            " [ ] ",
            "0x1F",
        ])
        .prop_map(str::to_owned);
        leaf.prop_recursive(depth, 32, 4, |inner| {
            let values = prop::collection::vec(inner, 0..4);
            (values, 0..3_u8, any::<bool>()).prop_map(|(values, kind, comma)| {
                let names = ["a", "b_1", "c", "d"];
                let comma = if comma && !values.is_empty() { " , " } else { "" };
                let join = |open: &str, quote: &str, close: &str| {
                    let pairs = values.iter().zip(names);
                    let pairs = pairs.map(|(value, name)| format!("{quote}{name}{quote}: {value}"));
                    format!("{open}{}{comma}{close}", pairs.collect::<Vec<_>>().join(","))
                };
                match kind {
                    0 => join("(", "", ")"),
                    1 => join(" {\n", "\"", "} "),
                    _ => format!("[{}{comma}]", values.join(", ")),
                }
            })
        })
        .boxed()
    }

    /// Where a parser reads named pieces, the quick way finds the same or gives up.
    fn assert_agrees(text: &str) {
        // The parser leaves some of the blanks around a piece with it.
        let Ok(parsed) = parsed_entries(text) else { return };
        if let Some(quick) = super::entries(text) {
            let parsed: Vec<(&str, &str)> =
                parsed.iter().map(|(n, piece)| (&**n, piece.trim())).collect();
            assert_eq!(quick, parsed, "{text}");
        }
        for (_, piece) in parsed {
            assert_agrees(piece);
            if let (Some(quick), Ok(slow)) =
                (super::list(piece), ron::from_str::<Vec<ron::Value>>(piece))
            {
                let read = |piece: &&str| ron::from_str::<ron::Value>(piece).unwrap();
                assert_eq!(quick.iter().map(read).collect::<Vec<_>>(), slow, "{piece}");
            }
            if let Some(quick) = super::text(piece) {
                assert_eq!(ron::from_str::<String>(piece).as_deref(), Ok(quick), "{piece}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_way_agrees_with_the_parser(text in value(4)) {
            assert_agrees(&text);
        }

        #[test]
        fn nonsense_that_a_parser_takes_is_cut_as_it_does(
            bits in prop::collection::vec(prop::sample::select(BITS.to_vec()), 0..12)
        ) {
            let text = bits.concat();
            assert_agrees(&text);
            assert_agrees(&format!("(a:{text})"));
            assert_agrees(&format!("{{\"a\":{text},}}"));
        }
    }

    #[test]
    fn plain_text_is_cut_quickly() {
        let text = " (type: \"box\",\n at: [0, 1.5], inner: {\"a\": (b: \"},\")},) ";
        let entries = super::entries(text).unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry.0).collect::<Vec<_>>(),
            ["type", "at", "inner"]
        );
        assert_eq!(super::text(entries[0].1), Some("box"));
        assert_eq!(super::list(entries[1].1).unwrap(), ["0", " 1.5"]);
        assert_eq!(super::entries(entries[2].1).unwrap(), [("a", "(b: \"},\")")]);
        for not_plain in [
            "Some(a: 1)",
            "(a: r\"x\")",
            "(a: 'x')",
            "{1: 2}",
            "(a: /* x */ 1)",
            "(a: 1, // x\n)",
            "5",
            "",
        ] {
            assert_eq!(super::entries(not_plain), None, "{not_plain}");
        }
    }
}
