//! Patterns of names: which attributes an operation works on, as text.
//!
//! Tokens separated by spaces, read from left to right: `Cd`, `N*` (names, with the wildcards
//! `*` for any text and `?` for one character), each added to what is named; `^token` takes away.
//! A pattern that begins by taking away begins with all.

/// Names as one field of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePattern<'a> {
    /// The tokens, and whether each adds.
    tokens: Vec<(&'a str, bool)>,
}

impl<'a> NamePattern<'a> {
    /// The pattern that a text says. Every text says one; the empty text names nothing.
    pub fn new(text: &'a str) -> Self {
        let token = |token: &'a str| match token.strip_prefix('^') {
            Some(rest) => (rest, false),
            None => (token, true),
        };
        Self { tokens: text.split_whitespace().map(token).collect() }
    }

    /// Whether it was written without any token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Whether it names this name.
    pub fn matches(&self, name: &str) -> bool {
        let mut named = self.tokens.first().is_some_and(|&(_, adds)| !adds);
        for &(token, adds) in &self.tokens {
            if named != adds && name_matches(token, name) {
                named = adds;
            }
        }
        named
    }

    /// The names that it adds in full, without wildcards: the ones that an artist expects to be
    /// there.
    pub fn written_out(&self) -> impl Iterator<Item = &'a str> {
        let written_out = |&(token, adds): &(&str, bool)| adds && !token.contains(['*', '?']);
        self.tokens.iter().filter(move |token| written_out(token)).map(|&(token, _)| token)
    }
}

/// Whether a name fits a pattern in which `*` stands for any text and `?` for one character.
pub fn name_matches(pattern: &str, name: &str) -> bool {
    match pattern {
        "*" => true,
        _ if !pattern.contains(['*', '?']) => pattern == name,
        _ => captures(pattern, name).is_some(),
    }
}

/// What a name that fits `from` becomes when each `*` of `to` stands for what the `*` at the same
/// place of `from` stood for; a `*` of `to` without one there stands for nothing. None if the name
/// does not fit.
pub fn substituted(from: &str, to: &str, name: &str) -> Option<String> {
    let mut captured = captures(from, name)?.into_iter();
    let mut out = String::new();
    for (index, piece) in to.split('*').enumerate() {
        if index > 0 {
            out.push_str(&captured.next().unwrap_or_default());
        }
        out.push_str(piece);
    }
    Some(out)
}

/// What each `*` of a pattern stands for in a name, the first ones for as little as they can.
fn captures(pattern: &str, name: &str) -> Option<Vec<String>> {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // Of each star so far: the place after it in the pattern, and what it spans in the name.
    let mut stars: Vec<(usize, usize, usize)> = Vec::new();
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            p += 1;
            stars.push((p, n, n));
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
            (p, n) = (p + 1, n + 1);
        } else {
            // Only the last star has to be tried longer: what stands before it fits already.
            let (after, _, end) = stars.last_mut()?;
            *end += 1;
            (p, n) = (*after, *end);
        }
    }
    let rest = &pattern[p..];
    if rest.iter().any(|&c| c != '*') {
        return None;
    }
    stars.extend(rest.iter().map(|_| (0, n, n)));
    Some(stars.into_iter().map(|(_, start, end)| name[start..end].iter().collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_add_and_take_away_from_left_to_right() {
        let named = |pattern: &str| -> Vec<&str> {
            let pattern = NamePattern::new(pattern);
            ["Cd", "N", "P", "uv", "uv2"].into_iter().filter(|name| pattern.matches(name)).collect()
        };
        assert_eq!(named(""), [""; 0]);
        assert_eq!(named("  N Cd "), ["Cd", "N"]);
        assert_eq!(named("uv*"), ["uv", "uv2"]);
        assert_eq!(named("* ^P ^uv?"), ["Cd", "N", "uv"]);
        assert_eq!(named("^P"), ["Cd", "N", "uv", "uv2"]);
        assert_eq!(named("* ^* P"), ["P"]);
        assert_eq!(NamePattern::new("a b* ^c d").written_out().collect::<Vec<_>>(), ["a", "d"]);
    }

    #[test]
    fn wildcards_match_names() {
        assert!(name_matches("a*c", "abbc") && name_matches("?b", "ab") && name_matches("*", ""));
        assert!(
            !name_matches("a*d", "abc") && !name_matches("a", "ab") && !name_matches("ab", "a")
        );
        assert!(name_matches("*a*a*b", "aaaaab") && !name_matches("*a*a*b", "ab"));
        let long = "a".repeat(10_000);
        assert!(!name_matches("*a*a*a*a*a*a*a*a*b", &long), "and ends soon");
    }

    #[test]
    fn stars_carry_what_they_stood_for() {
        let becomes = |from, to, name| substituted(from, to, name);
        assert_eq!(becomes("rest_*", "*_old", "rest_P").as_deref(), Some("P_old"));
        assert_eq!(becomes("*_*", "*-*", "a_b_c").as_deref(), Some("a-b_c"));
        assert_eq!(becomes("a", "b", "a").as_deref(), Some("b"));
        assert_eq!(becomes("a", "b*c", "a").as_deref(), Some("bc"));
        assert_eq!(becomes("a*", "b*", "xa"), None);
    }
}
