//! The header: which elements there are, how many, and with which properties.

use crate::files::error::{ABSURD, EXPORT_AGAIN, Fault, Place};
use crate::files::text;

/// How the numbers of the body are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Text,
    Binary { big_endian: bool },
}

/// The type of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    F32,
    F64,
}

impl Scalar {
    /// Bytes in a binary file.
    pub fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// Whether it is of the floats.
    pub fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The greatest value of an integer type, by which colours are divided; 1 for floats.
    pub fn unit(self) -> f32 {
        match self {
            Self::I8 => 127.0,
            Self::U8 => 255.0,
            Self::I16 => 32_767.0,
            Self::U16 => 65_535.0,
            Self::I32 | Self::U32 => 2_147_483_647.0,
            Self::F32 | Self::F64 => 1.0,
        }
    }

    fn of_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"char" | b"int8" => Self::I8,
            b"uchar" | b"uint8" => Self::U8,
            b"short" | b"int16" => Self::I16,
            b"ushort" | b"uint16" => Self::U16,
            b"int" | b"int32" => Self::I32,
            b"uint" | b"uint32" => Self::U32,
            b"float" | b"float32" => Self::F32,
            b"double" | b"float64" => Self::F64,
            _ => return None,
        })
    }
}

/// One property of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    pub name: String,
    /// The type of its number, or of the numbers in its list.
    pub scalar: Scalar,
    /// The type of the number of items, if it is a list.
    pub count: Option<Scalar>,
}

/// One kind of element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    pub count: u64,
    pub properties: Vec<Property>,
}

impl Element {
    /// The fewest bytes that one of them takes in the body.
    pub fn least_bytes(&self, encoding: Encoding) -> usize {
        let of = |property: &Property| match encoding {
            // A digit and what parts it from the next.
            Encoding::Text => 2,
            Encoding::Binary { .. } => property.count.unwrap_or(property.scalar).size(),
        };
        self.properties.iter().map(of).sum()
    }
}

/// The whole header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub encoding: Encoding,
    pub elements: Vec<Element>,
    /// Where the body begins.
    pub body: usize,
}

/// Reads the header, and refuses counts that the body cannot hold.
pub fn parse(bytes: &[u8]) -> Result<Header, Fault> {
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let mut lines = Lines { bytes, at: mark, number: 0 };
    if lines.next() != Some(b"ply") {
        let cause = "a PLY file begins with the line \"ply\"";
        return Err(Fault::at(Place::Line(1), cause, ABSURD));
    }
    let mut encoding = None;
    let mut elements: Vec<Element> = Vec::new();
    loop {
        let Some(line) = lines.next() else {
            return Err(lines.wrong("the header has no end: \"end_header\" is missing"));
        };
        let words: Vec<&[u8]> =
            line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        match words[..] {
            [] | [b"comment" | b"obj_info", ..] => {}
            [b"end_header", ..] => break,
            [b"format", format, ..] => {
                encoding = Some(match format {
                    b"ascii" => Encoding::Text,
                    b"binary_little_endian" => Encoding::Binary { big_endian: false },
                    b"binary_big_endian" => Encoding::Binary { big_endian: true },
                    _ => {
                        let format = text::shown(format);
                        return Err(lines.wrong(&format!("\"{format}\" is no format of PLY")));
                    }
                });
            }
            [b"element", name, count] => {
                let count = std::str::from_utf8(count).ok().and_then(|count| count.parse().ok());
                let count = count.ok_or_else(|| lines.wrong("an element without a number"))?;
                elements.push(Element { name: text::name(name), count, properties: Vec::new() });
            }
            [b"property", ..] => {
                let property = property(&words[1..])
                    .ok_or_else(|| lines.wrong("this is no property of PLY"))?;
                let element = elements.last_mut();
                let element = element.ok_or_else(|| lines.wrong("a property of no element"))?;
                element.properties.push(property);
            }
            _ => {
                let word = text::shown(words[0]);
                return Err(lines.wrong(&format!("\"{word}\" is no line of a PLY header")));
            }
        }
    }
    let encoding = encoding.ok_or_else(|| lines.wrong("the header names no format"))?;
    let header = Header { encoding, elements, body: lines.at };
    refuse_absurd_counts(&header, bytes)?;
    Ok(header)
}

fn property(words: &[&[u8]]) -> Option<Property> {
    match *words {
        [b"list", count, item, name] => {
            let count = Some(Scalar::of_name(count).filter(|count| !count.is_float())?);
            Some(Property { name: text::name(name), scalar: Scalar::of_name(item)?, count })
        }
        [scalar, name] => {
            Some(Property { name: text::name(name), scalar: Scalar::of_name(scalar)?, count: None })
        }
        _ => None,
    }
}

fn refuse_absurd_counts(header: &Header, bytes: &[u8]) -> Result<(), Fault> {
    // The last number of a text may have nothing after it.
    let mut left = (bytes.len() - header.body) as u64 + 1;
    for element in &header.elements {
        let least = element.least_bytes(header.encoding) as u64;
        let needed = element.count.saturating_mul(least);
        if needed > left || element.count > task::MOST_ELEMENTS {
            let cause = format!(
                "the header promises {} of \"{}\", and the file is too short for them",
                element.count, element.name
            );
            return Err(Fault::at(Place::Whole, cause, EXPORT_AGAIN));
        }
        left -= needed;
    }
    Ok(())
}

/// The lines of the header, whatever ends them.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    number: u64,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r')?;
        let two = rest[length] == b'\r' && rest.get(length + 1) == Some(&b'\n');
        self.at += length + if two { 2 } else { 1 };
        self.number += 1;
        Some(rest[..length].trim_ascii())
    }

    fn wrong(&self, cause: &str) -> Fault {
        Fault::at(Place::Line(self.number.max(1)), cause, EXPORT_AGAIN)
    }
}
