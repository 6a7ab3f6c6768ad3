//! STL, binary and text: triangles without anything else.
//!
//! STL stores three corners for each triangle and does not say which triangles share points, so
//! that reading joins corners in exactly the same place (unless the settings say otherwise).
//! Points come in the order in which the file first names them. Normals are passed over: they
//! follow from the corners. The two bytes that a binary triangle has for anything else become the
//! primitive integer `stl_attribute`, if any is not zero, and are written from it; the names of a
//! text file's solids become primitive text `name`.
//!
//! Written are all polygons as triangles, with their normals. Everything else is left out.
//!
//! Source: 3D Systems, "Stereolithography Interface Specification", 1989.

mod binary;
mod distinct;
mod text;
mod write;

#[cfg(test)]
mod tests;

use super::Reading;
use super::error::Fault;
use crate::Geometry;

pub(super) use write::write;

/// The primitive attribute of a binary file's two spare bytes.
const ATTRIBUTE: &str = "stl_attribute";

/// The bytes of a binary file before its triangles, and of each triangle.
const HEADER: usize = 84;
const TRIANGLE: usize = 50;

/// Reads an STL file. Text begins with "solid", but so do the headers of some binary files:
/// those have zero bytes, or exactly the length that their number of triangles asks for.
pub(super) fn read(bytes: &[u8], reading: &mut Reading<'_>) -> Result<Geometry, Fault> {
    let begins_as_text = {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let start = &bytes[..bytes.len().min(512)];
        !start.contains(&0)
            && start.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"solid"))
    };
    let has_binary_length = binary::triangle_count(bytes)
        .is_some_and(|count| bytes.len() as u64 == (HEADER + TRIANGLE * count as usize) as u64);
    if begins_as_text && !has_binary_length {
        text::read(bytes, reading)
    } else {
        binary::read(bytes, reading)
    }
}
