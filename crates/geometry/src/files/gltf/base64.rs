//! Bytes within text: base64 (RFC 4648) and percent signs (RFC 3986).

/// The bytes of base64 text; none if it has other characters. Padding may be missing.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for character in text.bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'\n' | b'\r' => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// A relative address as a path: `%20` becomes a blank.
pub fn percent_decoded(uri: &str) -> String {
    let bytes = uri.as_bytes();
    let mut path = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match (bytes[at], digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                path.push(byte);
                at += 3;
            }
            (byte, _) => {
                path.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(path).unwrap_or_else(|_| uri.to_owned())
}

/// A file name as a relative address.
pub fn percent_encoded(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let cases =
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmE", "fooba")];
        for (text, expected) in cases {
            assert_eq!(decode(text).unwrap(), expected.as_bytes());
        }
        assert_eq!(decode("-_+/"), Some(vec![0xFB, 0xFF, 0xBF]));
        assert_eq!(decode("a b"), None);
    }

    #[test]
    fn names_become_addresses_and_back() {
        for name in ["mesh.bin", "my mesh (1).bin", "Würfel%20.bin", "100%"] {
            assert_eq!(percent_decoded(&percent_encoded(name)), name);
        }
        assert_eq!(percent_encoded("a b.bin"), "a%20b.bin");
        assert_eq!(percent_decoded("a%zzb%"), "a%zzb%");
    }
}
