//! PLY, text and binary of either byte order.
//!
//! | in the file | in the geometry |
//! | --- | --- |
//! | `vertex`: `x y z` | points |
//! | `nx ny nz` | `N` |
//! | `red green blue` (also `r g b`, `diffuse_red` …), `alpha` | `Cd` from sRGB, `Alpha` |
//! | `s t`, `u v`, `texture_u texture_v` | `uv` |
//! | `name_0 … name_k` | an attribute `name` of a tuple |
//! | `group_name`, of one byte | a group `name` |
//! | any other scalar | an attribute of its name, float or integer |
//! | `face`: `vertex_indices` or `vertex_index` | polygons |
//! | `texcoord`, a list of two numbers a corner | vertex `uv` |
//! | `edge`: `vertex1 vertex2` | polylines; an edge that begins where the one before ends continues it |
//!
//! Attributes of faces become attributes of primitives. Colours of integer types are parts of
//! their greatest value; 64-bit floats are rounded to 32 bits, and integers beyond 32 bits with a
//! sign stop at the greatest. Other elements and lists are passed over.
//!
//! Written are the same, polygons before polylines; colours as bytes where they lie between 0
//! and 1, as every program reads them, and as floats otherwise. Attributes of vertices are
//! written for points where all vertices of a point agree (`uv` otherwise as `texcoord`); text is
//! left out.
//!
//! Source: Greg Turk, "The PLY Polygon File Format", 1994.

mod attributes;
mod binary;
mod build;
mod header;
mod plan;
mod text;
mod write;

#[cfg(test)]
mod tests;

use super::Reading;
use super::error::Fault;
use crate::Geometry;
use header::Encoding;

pub(super) use write::write;

/// Reads a PLY file.
pub(super) fn read(bytes: &[u8], reading: &mut Reading<'_>) -> Result<Geometry, Fault> {
    let header = header::parse(bytes)?;
    let plans = plan::plans(&header, reading)?;
    let body = match header.encoding {
        Encoding::Text => text::read(bytes, &header, &plans, reading.task)?,
        Encoding::Binary { big_endian } => {
            binary::read(bytes, &header, &plans, big_endian, reading.task)?
        }
    };
    reading.task.set_progress(0.6);
    build::build(body, &plans, reading)
}
