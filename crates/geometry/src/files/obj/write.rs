//! Writing OBJ.

use glam::Vec3;

use super::{NO_MATERIAL, materials};
use crate::files::colour::srgb_from_linear;
use crate::files::corner_values::CornerValues;
use crate::files::flat::flat;
use crate::files::text::{push_float, push_integer};
use crate::files::{FileError, Writing, output::Output};
use crate::material::{self, MATERIAL};
use crate::{Column, Domain, Geometry, PrimitiveKind, Text};

/// Elements that are formatted at a time.
const GRAIN: usize = 1 << 14;

/// Writes an OBJ file, and its material library if there are materials.
pub fn write(geometry: &Geometry, writing: &mut Writing<'_>) -> Result<(), FileError> {
    let geometry = &flat(geometry, writing)?;
    let task = writing.task;
    let uvs = CornerValues::of(geometry, "uv", &[2, 3], task)?;
    let normals = CornerValues::of(geometry, "N", &[3], task)?;
    note_left_out(geometry, writing);
    let statements = Statements::of(geometry);
    let library = write_library(&statements, geometry, writing)?;

    let mut output = writing.staging.begin(writing.name, task)?;
    output.write(b"# Espalier\n")?;
    if let Some(library) = library {
        output.write(format!("mtllib {}\n", one_line(&library)).as_bytes())?;
    }
    write_points(geometry, &mut output)?;
    task.set_progress(0.4);
    for (word, values) in [("vt", &uvs), ("vn", &normals)] {
        if let Some(values) = values {
            output.write_elements(values.count(), GRAIN, |range, out| {
                range.for_each(|index| push_line(out, word, values.tuple(index)));
            })?;
        }
    }
    task.set_progress(0.6);
    output.write_elements(geometry.primitive_count(), GRAIN, |range, out| {
        for primitive in range {
            statements.push_changes(primitive, out);
            push_primitive(geometry, primitive, uvs.as_ref(), normals.as_ref(), out);
        }
    })?;
    writing.staging.finish(output)
}

fn write_points(geometry: &Geometry, output: &mut Output<'_>) -> Result<(), FileError> {
    let positions = geometry.positions();
    let points = geometry.points();
    let colours = points.read::<Vec3>("Cd");
    let alphas = points.read::<f32>("Alpha");
    output.write_elements(positions.len(), GRAIN, |range, out| {
        for point in range {
            out.push(b'v');
            push_floats(out, &positions[point].to_array());
            if let Some(colours) = colours {
                push_floats(out, &colours[point].to_array().map(srgb_from_linear));
                if let Some(alphas) = alphas {
                    push_floats(out, &[alphas[point]]);
                }
            }
            out.push(b'\n');
        }
    })
}

fn push_line(out: &mut Vec<u8>, word: &str, values: &[f32]) {
    out.extend_from_slice(word.as_bytes());
    push_floats(out, values);
    out.push(b'\n');
}

fn push_floats(out: &mut Vec<u8>, values: &[f32]) {
    for &value in values {
        out.push(b' ');
        push_float(out, value);
    }
}

fn push_primitive(
    geometry: &Geometry,
    primitive: usize,
    uvs: Option<&CornerValues<'_>>,
    normals: Option<&CornerValues<'_>>,
    out: &mut Vec<u8>,
) {
    let topology = geometry.topology();
    let is_line = topology.kind(primitive) == PrimitiveKind::Polyline;
    out.push(if is_line { b'l' } else { b'f' });
    let corners = topology.corners();
    for vertex in topology.vertices(primitive) {
        out.push(b' ');
        push_integer(out, u64::from(corners[vertex]) + 1);
        // Lines have no normals.
        let normal = if is_line { None } else { normals.map(|values| values.index(vertex)) };
        let uv = uvs.map(|values| values.index(vertex));
        if uv.is_some() || normal.is_some() {
            out.push(b'/');
        }
        if let Some(uv) = uv {
            push_integer(out, u64::from(uv) + 1);
        }
        if let Some(normal) = normal {
            out.push(b'/');
            push_integer(out, u64::from(normal) + 1);
        }
    }
    out.push(b'\n');
}

/// What is stated before primitives where it changes.
struct Statements<'a> {
    name: Option<&'a Text>,
    material: Option<&'a Text>,
    smoothing: Option<&'a [i32]>,
    groups: Vec<(String, &'a [bool])>,
}

impl<'a> Statements<'a> {
    fn of(geometry: &'a Geometry) -> Self {
        let table = geometry.primitives();
        let text = |name: &str| table.get(name).and_then(Column::texts);
        let named = |(name, members): (&std::sync::Arc<str>, &'a [bool])| {
            let name: String =
                one_line(name).chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
            (name, members)
        };
        Self {
            name: text("name"),
            material: text(MATERIAL),
            smoothing: table.read("smoothing"),
            groups: table.groups().map(named).collect(),
        }
    }

    /// The lines that are to stand before a primitive.
    fn push_changes(&self, primitive: usize, out: &mut Vec<u8>) {
        if let Some(name) = change(self.name, primitive) {
            out.extend_from_slice(b"o ");
            out.extend_from_slice(one_line(name).as_bytes());
            out.push(b'\n');
        }
        let before = |members: &[bool]| primitive > 0 && members[primitive - 1];
        if self.groups.iter().any(|(_, members)| before(members) != members[primitive]) {
            out.push(b'g');
            for (name, _) in self.groups.iter().filter(|(_, members)| members[primitive]) {
                out.push(b' ');
                out.extend_from_slice(name.as_bytes());
            }
            out.push(b'\n');
        }
        if let Some(name) = change(self.material, primitive) {
            let name = if name.is_empty() { NO_MATERIAL } else { name };
            out.extend_from_slice(b"usemtl ");
            out.extend_from_slice(one_line(name).as_bytes());
            out.push(b'\n');
        }
        if let Some(smoothing) = self.smoothing {
            let before = if primitive > 0 { smoothing[primitive - 1] } else { 0 };
            if smoothing[primitive] != before {
                out.extend_from_slice(b"s ");
                push_integer(out, smoothing[primitive]);
                out.push(b'\n');
            }
        }
    }
}

/// The text of a primitive if the one before has another; before the first all is empty.
fn change(text: Option<&Text>, primitive: usize) -> Option<&str> {
    let text = text?;
    let now = text.get(primitive);
    let before = if primitive > 0 { text.get(primitive - 1) } else { "" };
    (now != before).then_some(now)
}

/// A name as it may stand in a line: control characters, and a backslash at the end, which would
/// join the next line to it, become underscores.
pub fn one_line(name: &str) -> String {
    let mut line: String = name.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
    if line.ends_with('\\') {
        line.pop();
        line.push('_');
    }
    line
}

/// Writes the material library; gives its name if there are materials.
fn write_library(
    statements: &Statements<'_>,
    geometry: &Geometry,
    writing: &mut Writing<'_>,
) -> Result<Option<String>, FileError> {
    let Some(names) = statements.material else { return Ok(None) };
    let mut used = vec![false; names.strings.len()];
    names.indices.iter().for_each(|&index| used[index as usize] = true);
    let used = names.strings.iter().zip(used).filter(|(name, used)| *used && !name.is_empty());
    let detail = geometry.detail();
    let materials: Vec<_> = used.map(|(name, _)| (&**name, material::read(detail, name))).collect();
    if materials.is_empty() {
        return Ok(None);
    }
    let name = writing.companion("mtl");
    let mut output = writing.staging.begin(name.as_ref(), writing.task)?;
    output.write(&materials::library(&materials))?;
    writing.staging.finish(output)?;
    Ok(Some(name))
}

fn note_left_out(geometry: &Geometry, writing: &mut Writing<'_>) {
    writing.note_left_out(geometry, |domain, name, column| match domain {
        Domain::Point => match name {
            "P" | "N" | "uv" => true,
            "Cd" => column.read::<Vec3>().is_some(),
            "Alpha" => geometry.points().read::<Vec3>("Cd").is_some(),
            _ => false,
        },
        Domain::Vertex => matches!(name, "N" | "uv"),
        Domain::Primitive => matches!(name, "name" | "smoothing" | MATERIAL) || column.is_group(),
        Domain::Detail => name.starts_with("material:"),
    });
}
