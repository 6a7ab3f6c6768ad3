//! Writing STL.

use glam::Vec3;

use super::{ATTRIBUTE, HEADER, TRIANGLE};
use crate::files::flat::flat;
use crate::files::text::push_float;
use crate::files::{FileError, Writing, output::Output};
use crate::{Column, Domain, Geometry, Text};

/// Triangles that are formatted at a time.
const GRAIN: usize = 1 << 14;

/// Writes an STL file: text if the settings say so, else binary.
pub fn write(geometry: &Geometry, writing: &mut Writing<'_>) -> Result<(), FileError> {
    let geometry = &flat(geometry, writing)?;
    let task = writing.task;
    let text = writing.settings.text;
    note_left_out(geometry, text, writing);
    task.reserve(2 * geometry.vertex_count() as u64, 16, "the triangles of this geometry")?;
    // Built before the file is begun, and so that it can be cancelled.
    geometry.try_triangles(task)?;
    let mut output = writing.staging.begin(writing.name, task)?;
    if text {
        write_text(geometry, &mut output)?;
    } else {
        write_binary(geometry, &mut output)?;
    }
    writing.staging.finish(output)
}

fn write_binary(geometry: &Geometry, output: &mut Output<'_>) -> Result<(), FileError> {
    let triangles = geometry.triangles();
    let mut header = [0; HEADER];
    // Anything but "solid", with which text begins.
    header[..15].copy_from_slice(b"Espalier binary");
    header[HEADER - 4..].copy_from_slice(&(triangles.vertices.len() as u32).to_le_bytes());
    output.write(&header)?;
    let attributes = geometry.primitives().read::<i32>(ATTRIBUTE);
    output.write_elements(triangles.vertices.len(), GRAIN, |range, out| {
        out.reserve(range.len() * TRIANGLE);
        for triangle in range {
            let corners = corners(geometry, triangles.vertices[triangle]);
            let mut bytes = [0; TRIANGLE];
            let numbers = [normal(corners), corners[0], corners[1], corners[2]];
            let words = numbers.iter().flat_map(Vec3::to_array);
            for (slot, value) in bytes.chunks_exact_mut(4).zip(words) {
                slot.copy_from_slice(&value.to_le_bytes());
            }
            if let Some(attributes) = attributes {
                let value = attributes[triangles.primitives[triangle] as usize];
                let value = value.clamp(0, i32::from(u16::MAX)) as u16;
                bytes[48..].copy_from_slice(&value.to_le_bytes());
            }
            out.extend_from_slice(&bytes);
        }
    })
}

fn write_text(geometry: &Geometry, output: &mut Output<'_>) -> Result<(), FileError> {
    let triangles = geometry.triangles();
    let names = geometry.primitives().get("name").and_then(Column::texts);
    let count = triangles.vertices.len();
    output.write_elements(count, GRAIN, |range, out| {
        for triangle in range {
            let name = |triangle: usize| solid(names, triangles.primitives[triangle]);
            let begins = triangle == 0 || name(triangle) != name(triangle - 1);
            if begins && triangle > 0 {
                push_line(out, "endsolid", &name(triangle - 1));
            }
            if begins {
                push_line(out, "solid", &name(triangle));
            }
            let corners = corners(geometry, triangles.vertices[triangle]);
            push_vector(out, "facet normal", normal(corners));
            out.extend_from_slice(b"outer loop\n");
            corners.iter().for_each(|&corner| push_vector(out, "vertex", corner));
            out.extend_from_slice(b"endloop\nendfacet\n");
        }
    })?;
    let mut end = Vec::new();
    let last = triangles.primitives.last().map_or(String::new(), |&last| solid(names, last));
    if count == 0 {
        push_line(&mut end, "solid", &last);
    }
    push_line(&mut end, "endsolid", &last);
    output.write(&end)
}

/// The name of a primitive's solid, as it may stand in a line.
fn solid(names: Option<&Text>, primitive: u32) -> String {
    let name = names.map_or("", |names| names.get(primitive as usize));
    name.chars().map(|c| if c.is_control() { '_' } else { c }).collect()
}

/// The blank is there without a name too: some programs know a text file by it.
fn push_line(out: &mut Vec<u8>, word: &str, name: &str) {
    out.extend_from_slice(word.as_bytes());
    out.push(b' ');
    out.extend_from_slice(name.as_bytes());
    out.push(b'\n');
}

fn push_vector(out: &mut Vec<u8>, word: &str, vector: Vec3) {
    out.extend_from_slice(word.as_bytes());
    for value in vector.to_array() {
        out.push(b' ');
        push_float(out, value);
    }
    out.push(b'\n');
}

#[inline]
fn corners(geometry: &Geometry, vertices: [u32; 3]) -> [Vec3; 3] {
    let corners = geometry.topology().corners();
    vertices.map(|vertex| geometry.positions()[corners[vertex as usize] as usize])
}

/// Of unit length; zero where a triangle has no direction.
#[inline]
fn normal([a, b, c]: [Vec3; 3]) -> Vec3 {
    (b - a).cross(c - a).normalize_or_zero()
}

fn note_left_out(geometry: &Geometry, text: bool, writing: &mut Writing<'_>) {
    let polylines =
        geometry.topology().kinds().iter().filter(|&&kind| kind != Default::default()).count();
    if polylines > 0 {
        writing.notes.push(format!("{polylines} polylines were left out: STL has none"));
    }
    writing.note_left_out(geometry, |domain, name, _| {
        (domain, name) == (Domain::Point, "P")
            || domain == Domain::Primitive && (name == ATTRIBUTE && !text || name == "name" && text)
    });
}
