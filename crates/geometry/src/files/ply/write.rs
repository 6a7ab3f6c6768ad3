//! Writing PLY.

use super::attributes::{Field, Values, fields, with_agreeing_vertices_on_points};
use crate::files::flat::flat;
use crate::files::output::Output;
use crate::files::text::{push_float, push_integer};
use crate::files::{FileError, Writing};
use crate::{Geometry, PrimitiveKind};

/// Elements that are formatted at a time.
const GRAIN: usize = 1 << 15;

/// Writes a PLY file: text if the settings say so, else binary, little-endian.
pub fn write(geometry: &Geometry, writing: &mut Writing<'_>) -> Result<(), FileError> {
    let geometry = &with_agreeing_vertices_on_points(&flat(geometry, writing)?);
    let task = writing.task;
    let mut left_out = Vec::new();
    let point_fields = fields(geometry.points(), |name| left_out.push(format!("point {name}")));
    let primitive_fields =
        fields(geometry.primitives(), |name| left_out.push(format!("primitive {name}")));
    let uvs = geometry.vertices().read::<[f32; 2]>("uv");
    let in_vertices =
        geometry.vertices().iter().filter(|(name, _)| uvs.is_none() || &***name != "uv");
    left_out.extend(in_vertices.map(|(name, _)| format!("vertex {name}")));
    left_out.extend(geometry.detail().iter().map(|(name, _)| format!("detail {name}")));
    if !left_out.is_empty() {
        let list = left_out.join(", ");
        writing.notes.push(format!("left out, for PLY cannot hold them: {list}"));
    }

    let polygons = Polygons::of(geometry, uvs);
    let edges = edges(geometry);
    let text = writing.settings.text;
    let mut output = writing.staging.begin(writing.name, task)?;
    let header = header(geometry, &point_fields, &primitive_fields, &polygons, edges.len(), text);
    output.write(header.as_bytes())?;
    write_points(&point_fields, geometry.point_count(), text, &mut output)?;
    task.set_progress(0.5);
    output.write_elements(polygons.count(), GRAIN, |range, out| {
        for polygon in range {
            polygons.push(polygon, &primitive_fields, text, out);
        }
    })?;
    output.write_elements(edges.len(), GRAIN, |range, out| {
        for edge in &edges[range] {
            for &end in edge {
                push_index(end, text, out);
            }
            end_row(text, out);
        }
    })?;
    writing.staging.finish(output)
}

fn write_points(
    fields: &[Field<'_>],
    count: usize,
    text: bool,
    output: &mut Output<'_>,
) -> Result<(), FileError> {
    if let ([Field { values: Values::Floats(positions), .. }], false, true) =
        (fields, text, cfg!(target_endian = "little"))
    {
        // Positions alone lie in the file as they lie in memory.
        return output.write_elements(count, GRAIN, |range, out| {
            let positions = &positions[3 * range.start..3 * range.end];
            out.extend_from_slice(bytemuck::cast_slice(positions));
        });
    }
    output.write_elements(count, GRAIN, |range, out| {
        for point in range {
            push_fields(fields, point, text, out);
            end_row(text, out);
        }
    })
}

fn header(
    geometry: &Geometry,
    point_fields: &[Field<'_>],
    primitive_fields: &[Field<'_>],
    polygons: &Polygons<'_>,
    edges: usize,
    text: bool,
) -> String {
    let format = if text { "ascii" } else { "binary_little_endian" };
    let mut header = format!("ply\nformat {format} 1.0\ncomment Espalier\n");
    header += &format!("element vertex {}\n", geometry.point_count());
    header += &properties(point_fields);
    if polygons.count() > 0 {
        let count = if polygons.wide_counts { "uint" } else { "uchar" };
        header += &format!("element face {}\n", polygons.count());
        header += &format!("property list {count} int vertex_indices\n");
        if polygons.uvs.is_some() {
            let count = if polygons.wide_uv_counts { "uint" } else { "uchar" };
            header += &format!("property list {count} float texcoord\n");
        }
        header += &properties(primitive_fields);
    }
    if edges > 0 {
        header += &format!("element edge {edges}\nproperty int vertex1\nproperty int vertex2\n");
    }
    header + "end_header\n"
}

fn properties(fields: &[Field<'_>]) -> String {
    let lines = fields.iter().flat_map(|field| {
        field.properties.iter().map(|name| format!("property {} {name}\n", field.scalar()))
    });
    lines.collect()
}

/// The polygons among the primitives, and how their lists are written.
struct Polygons<'a> {
    geometry: &'a Geometry,
    /// Their primitives; none if all primitives are polygons.
    primitives: Option<Vec<u32>>,
    uvs: Option<&'a [[f32; 2]]>,
    /// Whether the lengths of lists need more than a byte.
    wide_counts: bool,
    wide_uv_counts: bool,
}

impl<'a> Polygons<'a> {
    fn of(geometry: &'a Geometry, uvs: Option<&'a [[f32; 2]]>) -> Self {
        let topology = geometry.topology();
        let longest =
            topology.offsets().windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
        let all = 0..topology.primitive_count() as u32;
        let primitives = (!topology.is_all_polygons())
            .then(|| all.filter(|&primitive| topology.is_polygon(primitive as usize)).collect());
        let (wide_counts, wide_uv_counts) = (longest > 255, longest > 127);
        Self { geometry, primitives, uvs, wide_counts, wide_uv_counts }
    }

    fn count(&self) -> usize {
        self.primitives.as_ref().map_or(self.geometry.primitive_count(), Vec::len)
    }

    fn push(&self, polygon: usize, fields: &[Field<'_>], text: bool, out: &mut Vec<u8>) {
        let primitive = self.primitives.as_ref().map_or(polygon, |list| list[polygon] as usize);
        let topology = self.geometry.topology();
        let vertices = topology.vertices(primitive);
        push_count(vertices.len(), self.wide_counts, text, out);
        for &corner in &topology.corners()[vertices.clone()] {
            push_index(corner, text, out);
        }
        if let Some(uvs) = self.uvs {
            push_count(2 * vertices.len(), self.wide_uv_counts, text, out);
            uvs[vertices].iter().flatten().for_each(|&value| push_number(value, text, out));
        }
        push_fields(fields, primitive, text, out);
        end_row(text, out);
    }
}

/// The edges of all polylines.
fn edges(geometry: &Geometry) -> Vec<[u32; 2]> {
    let topology = geometry.topology();
    let mut edges = Vec::new();
    if topology.is_all_polygons() {
        return edges;
    }
    for primitive in 0..topology.primitive_count() {
        if topology.kind(primitive) == PrimitiveKind::Polyline {
            edges.extend(topology.primitive(primitive).windows(2).map(|ends| [ends[0], ends[1]]));
        }
    }
    edges
}

fn push_fields(fields: &[Field<'_>], element: usize, text: bool, out: &mut Vec<u8>) {
    for field in fields {
        let numbers = element * field.size()..(element + 1) * field.size();
        match &field.values {
            Values::Floats(values) => {
                values[numbers].iter().for_each(|&value| push_number(value, text, out));
            }
            Values::Ints(values) if text => values[numbers].iter().for_each(|&value| {
                push_integer(out, value);
                out.push(b' ');
            }),
            Values::Ints(values) => {
                values[numbers].iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes()))
            }
            Values::Bytes(values) if text => values[numbers].iter().for_each(|&value| {
                push_integer(out, value);
                out.push(b' ');
            }),
            Values::Bytes(values) => out.extend_from_slice(&values[numbers]),
        }
    }
}

#[inline]
fn push_number(value: f32, text: bool, out: &mut Vec<u8>) {
    if text {
        push_float(out, value);
        out.push(b' ');
    } else {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

#[inline]
fn push_index(index: u32, text: bool, out: &mut Vec<u8>) {
    if text {
        push_integer(out, index);
        out.push(b' ');
    } else {
        out.extend_from_slice(&index.to_le_bytes());
    }
}

#[inline]
fn push_count(count: usize, wide: bool, text: bool, out: &mut Vec<u8>) {
    if text || wide {
        push_index(count as u32, text, out);
    } else {
        out.push(count as u8);
    }
}

/// A line of text ends with a line end in place of its last blank.
fn end_row(text: bool, out: &mut [u8]) {
    if let (true, Some(last)) = (text, out.last_mut()) {
        *last = b'\n';
    }
}
