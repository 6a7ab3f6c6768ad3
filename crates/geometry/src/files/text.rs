//! Numbers and names as text, whatever the language of the system: reading them from bytes that
//! may be anything, and printing them so that they read back the same.

/// Bytes of text that one thread takes at a time: a few milliseconds of work.
pub const PIECE: usize = 1 << 20;

/// The text in pieces of about [`PIECE`] bytes, each ending with a line. A line that a backslash
/// continues stays whole.
pub fn pieces(text: &[u8]) -> Vec<&[u8]> {
    pieces_at(text, PIECE, |text, at| !is_continued(&text[..at]))
}

/// The text in pieces of about `size` bytes. Each but the first begins at the start of a line
/// for which `may_begin` is true, given the text and where that line begins.
pub fn pieces_at(text: &[u8], size: usize, may_begin: impl Fn(&[u8], usize) -> bool) -> Vec<&[u8]> {
    let mut pieces = Vec::with_capacity(text.len() / size + 1);
    let mut begin = 0;
    while begin < text.len() {
        let mut end = begin.saturating_add(size).min(text.len());
        while end < text.len() {
            end += text[end..].iter().position(|&b| b == b'\n').map_or(text.len() - end, |n| n + 1);
            if end < text.len() && may_begin(text, end) {
                break;
            }
        }
        pieces.push(&text[begin..end]);
        begin = end;
    }
    pieces
}

/// Whether text that ends with a line end has a backslash before it.
fn is_continued(text: &[u8]) -> bool {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text).ends_with(b"\\")
}

/// The text with every line end as `\n`, where it has only lone `\r` as old Macs wrote them;
/// none where nothing has to change.
pub fn without_lone_returns(text: &[u8]) -> Option<Vec<u8>> {
    let start = &text[..text.len().min(PIECE)];
    if start.contains(&b'\n') || !start.contains(&b'\r') {
        return None;
    }
    Some(text.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }).collect())
}

/// The line of a byte, counted from 1.
pub fn line_of(text: &[u8], byte: usize) -> u64 {
    1 + text[..byte.min(text.len())].iter().filter(|&&b| b == b'\n').count() as u64
}

/// Bytes as text: UTF-8 where they are, otherwise each byte as the character of that number
/// (Latin-1), so that different names stay different.
pub fn name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

/// Bytes as a message shows them: at most 40 characters.
pub fn shown(bytes: &[u8]) -> String {
    let text = name(&bytes[..bytes.len().min(160)]);
    let printable = text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c });
    let mut shown: String = printable.take(40).collect();
    if text.chars().count() > 40 || bytes.len() > 160 {
        shown.push('…');
    }
    shown
}

/// Walks through the tokens of lines.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// The byte that comes next.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether all is read.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The next byte.
    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Passes over one byte.
    #[inline]
    pub fn step(&mut self) {
        self.at += 1;
    }

    /// Passes over blanks of this line, and over line ends that a backslash continues.
    #[inline]
    pub fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | 0x0B | 0x0C => self.at += 1,
                b'\\' => {
                    let rest = &self.text[self.at + 1..];
                    let skipped = if rest.starts_with(b"\n") {
                        2
                    } else if rest.starts_with(b"\r\n") {
                        3
                    } else {
                        return;
                    };
                    self.at += skipped;
                }
                _ => return,
            }
        }
    }

    /// Passes over blanks and line ends.
    pub fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == 0x0B) {
            self.at += 1;
        }
    }

    /// Passes over blanks and says whether the line, or what it says before a comment, ends there.
    #[inline]
    pub fn is_at_line_end(&mut self) -> bool {
        self.skip_blanks();
        matches!(self.peek(), None | Some(b'\n' | b'#'))
    }

    /// Goes to the beginning of the next line, past lines that backslashes continue.
    #[inline]
    pub fn next_line(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = rest.iter().position(|&byte| byte == b'\n') else {
                self.at = self.text.len();
                return;
            };
            self.at += length + 1;
            if !is_continued(&rest[..=length]) {
                return;
            }
        }
    }

    /// The bytes up to the next blank or line end; empty at a line's end.
    #[inline]
    pub fn token(&mut self) -> &'a [u8] {
        self.skip_blanks();
        let begin = self.at;
        while self.peek().is_some_and(|byte| !byte.is_ascii_whitespace() && byte != 0x0B) {
            self.at += 1;
        }
        &self.text[begin..self.at]
    }

    /// What is left of the line, without blanks around it.
    pub fn rest_of_line(&mut self) -> &'a [u8] {
        self.skip_blanks();
        let begin = self.at;
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
        self.text[begin..self.at].trim_ascii()
    }

    /// The number that comes next in the line, rounded exactly. `None` leaves the cursor before
    /// what is not a number.
    #[inline]
    pub fn float(&mut self) -> Option<f32> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let (value, length) = fast_float2::parse_partial::<f32, _>(rest).ok()?;
        if rest.get(length).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'\\') {
            return None;
        }
        self.at += length;
        Some(value)
    }

    /// The whole number that comes next, without passing over blanks, up to any other byte.
    #[inline]
    pub fn integer(&mut self) -> Option<i64> {
        let begin = self.at;
        let negative = match self.peek()? {
            b'-' => {
                self.at += 1;
                true
            }
            b'+' => {
                self.at += 1;
                false
            }
            _ => false,
        };
        let digits = self.at;
        let mut value = 0_i64;
        while let Some(digit) = self.peek().map(|byte| byte.wrapping_sub(b'0')).filter(|&d| d < 10)
        {
            value = value.saturating_mul(10).saturating_add(i64::from(digit));
            self.at += 1;
        }
        if self.at == digits {
            self.at = begin;
            return None;
        }
        Some(if negative { -value } else { value })
    }
}

/// Appends a number as the shortest text that reads back the same: `0.1`, `1`, `1e-7`, `nan`.
#[inline]
pub fn push_float(out: &mut Vec<u8>, value: f32) {
    if !value.is_finite() {
        let text = if value.is_nan() {
            "nan"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        };
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value).as_bytes();
    out.extend_from_slice(text.strip_suffix(b".0").unwrap_or(text));
}

/// Appends a whole number.
#[inline]
pub fn push_integer(out: &mut Vec<u8>, value: impl itoa::Integer) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(value: f32) -> String {
        let mut out = Vec::new();
        push_float(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_print_short() {
        assert_eq!(printed(1.0), "1");
        assert_eq!(printed(-0.0), "-0");
        assert_eq!(printed(0.1), "0.1");
        assert_eq!(printed(f32::MIN_POSITIVE), "1.1754944e-38");
        assert_eq!(printed(f32::NEG_INFINITY), "-inf");
    }

    proptest! {
        #[test]
        fn any_number_reads_back_the_same(bits in any::<u32>()) {
            let value = f32::from_bits(bits);
            let text = printed(value);
            let again = Cursor::new(text.as_bytes()).float().unwrap();
            prop_assert!(again.to_bits() == bits || (again.is_nan() && value.is_nan()), "{}", text);
        }

        #[test]
        fn numbers_read_as_the_standard_library_reads_them(
            text in "[-+]?[0-9]{1,25}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,2})?",
        ) {
            let read = Cursor::new(text.as_bytes()).float().unwrap();
            prop_assert_eq!(read.to_bits(), text.parse::<f32>().unwrap().to_bits());
        }

        #[test]
        fn pieces_are_the_whole_text(text in "[ab\\\\\r\n]{0,200}", size in 1_usize..20) {
            let text = text.as_bytes();
            let pieces = pieces_at(text, size, |text, at| !is_continued(&text[..at]));
            prop_assert_eq!(pieces.concat(), text);
            for piece in pieces.iter().take(pieces.len().saturating_sub(1)) {
                prop_assert!(piece.ends_with(b"\n") && !is_continued(piece));
            }
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "abc", "1,5", "1.5x", "--1", ".", "0x10"] {
            assert_eq!(Cursor::new(text.as_bytes()).float(), None, "{text}");
        }
        assert_eq!(Cursor::new(b"-12/7").integer(), Some(-12));
        assert_eq!(Cursor::new(b"99999999999999999999").integer(), Some(i64::MAX));
        assert_eq!(Cursor::new(b"-").integer(), None);
    }

    #[test]
    fn a_backslash_continues_a_line() {
        let mut cursor = Cursor::new(b"f 1 \\\r\n 2\nv");
        assert_eq!(cursor.token(), b"f");
        assert_eq!(cursor.float(), Some(1.0));
        assert_eq!(cursor.float(), Some(2.0));
        assert!(cursor.is_at_line_end());
        let mut cursor = Cursor::new(b"f \\\n 2\nv");
        cursor.next_line();
        assert_eq!(cursor.token(), b"v");
    }

    #[test]
    fn names_that_are_not_utf_8_stay_apart() {
        assert_eq!(name("Würfel".as_bytes()), "Würfel");
        assert_eq!(name(b"W\xFCrfel"), "Würfel");
        assert_ne!(name(b"\xFF"), name(b"\xFE"));
    }
}
