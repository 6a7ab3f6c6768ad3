//! The GLB container: a header, the description, the numbers.

use crate::files::error::{Fault, Place};

/// "glTF", the version, the length of the whole; then for each chunk its length and kind.
pub const HEADER: usize = 12;
pub const CHUNK_HEADER: usize = 8;
pub const JSON: [u8; 4] = *b"JSON";
pub const BINARY: [u8; 4] = *b"BIN\0";

/// The parts of a file.
pub struct Container<'a> {
    pub json: &'a [u8],
    pub json_begin: usize,
    pub binary: Option<&'a [u8]>,
    /// Whether it is a GLB file.
    pub binary_file: bool,
}

/// Takes a file apart: GLB by its chunks; anything else is the description itself.
pub fn open(bytes: &[u8]) -> Result<Container<'_>, Fault> {
    if !bytes.starts_with(b"glTF") {
        let marked = bytes.starts_with(b"\xEF\xBB\xBF");
        let json = if marked { &bytes[3..] } else { bytes };
        return Ok(Container { json, json_begin: 0, binary: None, binary_file: false });
    }
    let word = |at: usize| {
        let bytes = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    let short = || Fault::byte(bytes.len(), "the file is shorter than it says");
    let version = word(4).ok_or_else(short)?;
    if version != 2 {
        let advice = "Only glTF 2 can be read: export it as that";
        return Err(Fault::at(Place::Byte(4), format!("this is GLB of version {version}"), advice));
    }
    let length = word(8).ok_or_else(short)? as usize;
    if length > bytes.len() {
        return Err(short());
    }
    let mut json = None;
    let mut binary = None;
    let mut at = HEADER;
    while at + CHUNK_HEADER <= length {
        let size = word(at).ok_or_else(short)? as usize;
        let kind = &bytes[at + 4..at + CHUNK_HEADER];
        let begin = at + CHUNK_HEADER;
        if size > length - begin {
            return Err(Fault::byte(at, "a part of the file is longer than the file"));
        }
        let chunk = &bytes[begin..begin + size];
        match kind {
            _ if json.is_none() && kind == JSON => json = Some((chunk, begin)),
            _ if json.is_some() && binary.is_none() && kind == BINARY => binary = Some(chunk),
            _ => {}
        }
        at = begin + size;
    }
    let (json, json_begin) =
        json.ok_or_else(|| Fault::byte(HEADER, "the file has no description of its content"))?;
    Ok(Container { json, json_begin, binary, binary_file: true })
}
