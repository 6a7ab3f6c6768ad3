//! The geometry of what was read.

use bytemuck::allocation::cast_vec;
use task::Stop;

use super::plan::{Kind, Plan, Role, Tuple};
use crate::files::Reading;
use crate::files::chains::chains;
use crate::files::colour::linear_from_srgb;
use crate::files::error::{ABSURD, Fault, Place};
use crate::{Column, Geometry, PrimitiveKind, Table, Topology};

/// What was read of every element, in the order of the header.
pub type Body = Vec<ElementData>;

/// What was read of one kind of element.
#[derive(Debug, Default)]
pub struct ElementData {
    pub count: usize,
    /// For each planned tuple the values, as the bits of 32-bit floats or integers.
    pub tuples: Vec<Vec<u32>>,
    pub lists: Vec<List>,
}

/// A list for each element, all in one flat array.
#[derive(Debug, Default)]
pub struct List {
    /// Where each list begins, and the end.
    pub offsets: Vec<u32>,
    /// As the bits of 32-bit floats or integers.
    pub items: Vec<u32>,
    pub is_float: bool,
}

/// The geometry.
pub fn build(body: Body, plans: &[Plan], reading: &mut Reading<'_>) -> Result<Geometry, Fault> {
    let mut points = Table::new(0);
    let mut polygons = (Table::new(0), Vec::new());
    let mut edges = Vec::new();
    for (data, plan) in body.into_iter().zip(plans) {
        match plan.kind {
            Kind::Points => points = table(data.count, data.tuples, &plan.tuples, reading)?,
            Kind::Polygons => {
                let attributes = table(data.count, data.tuples, &plan.tuples, reading)?;
                polygons = (attributes, data.lists);
            }
            Kind::Edges => edges = data.tuples.into_iter().next().unwrap_or_default(),
            Kind::PassedOver => {}
        }
    }
    let (faces, lists) = polygons;
    let mut lists = lists.into_iter();
    let corners = lists.next().unwrap_or_default();
    let (topology, polyline_vertices) = topology(points.len(), corners, &edges, reading)?;
    let polylines = topology.primitive_count() - faces.len();
    let primitives = match polylines {
        0 => faces,
        _ => Table::concat(&[&faces, &Table::new(polylines)], reading.task)?,
    };
    let mut vertices = Table::new(topology.vertex_count());
    if let Some(uvs) = lists.next() {
        set_uvs(&mut vertices, &uvs, &topology, polyline_vertices, reading);
    }
    Ok(Geometry::from_tables(topology, points, vertices, primitives, Table::new(1)))
}

/// Polygons, then the polylines that edges make; and how many vertices these have.
fn topology(
    points: usize,
    polygons: List,
    edges: &[u32],
    reading: &Reading<'_>,
) -> Result<(Topology, usize), Fault> {
    let List { mut offsets, items: mut corners, is_float } = polygons;
    if offsets.is_empty() {
        offsets.push(0);
    }
    if is_float {
        corners.iter_mut().for_each(|corner| *corner = f32::from_bits(*corner) as u32);
    }
    let outside = |corner: &u32| *corner as usize >= points;
    if let Some(corner) = corners.iter().chain(edges).find(|corner| outside(corner)) {
        let corner = *corner as i32;
        let cause =
            format!("a corner names point {corner}, counted from 0, and there are {points}");
        return Err(Fault::at(Place::Whole, cause, ABSURD));
    }
    let polygon_vertices = corners.len();
    let mut kinds = Vec::new();
    if !edges.is_empty() {
        let total = polygon_vertices as u64 + edges.len() as u64;
        reading.task.reserve(total, 8, "the edges of this file")?;
        kinds.resize(offsets.len() - 1, PrimitiveKind::Polygon);
        chains(bytemuck::cast_slice(edges), |chain| {
            corners.extend_from_slice(chain);
            offsets.push(corners.len() as u32);
            kinds.push(PrimitiveKind::Polyline);
        });
    }
    let polyline_vertices = corners.len() - polygon_vertices;
    Ok((Topology::new(points, offsets, corners, kinds), polyline_vertices))
}

/// The attributes of an element.
fn table(
    count: usize,
    tuples: Vec<Vec<u32>>,
    plans: &[Tuple],
    reading: &Reading<'_>,
) -> Result<Table, Stop> {
    let mut table = Table::new(count);
    for (values, plan) in tuples.into_iter().zip(plans) {
        table.set(&plan.name, column(values, plan, reading)?);
    }
    Ok(table)
}

fn column(values: Vec<u32>, plan: &Tuple, reading: &Reading<'_>) -> Result<Column, Stop> {
    let size = plan.properties.len();
    if plan.role == Role::Group {
        return Ok(Column::group(values.into_iter().map(|value| value != 0).collect()));
    }
    if plan.role == Role::Plain {
        return Ok(if plan.scalar.is_float() {
            Column::floats_of_size(cast_vec(values), size)
        } else {
            Column::ints_of_size(cast_vec(values), size)
        });
    }
    let unit = plan.scalar.unit();
    let is_float = plan.scalar.is_float();
    let part = |bits: u32| if is_float { f32::from_bits(bits) } else { bits as i32 as f32 / unit };
    // Bytes, the usual case, have few values.
    let linear_bytes: Vec<f32> = (0..256).map(|byte| linear_from_srgb(part(byte))).collect();
    let is_byte = unit == 255.0;
    let linear = |bits: u32| match plan.role {
        Role::Colour if is_byte => linear_bytes[bits as usize & 255],
        Role::Colour => linear_from_srgb(part(bits)),
        _ => part(bits),
    };
    let floats = reading.task.map(values.len(), |index| linear(values[index]))?;
    Ok(Column::floats_of_size(floats, size))
}

/// Texture coordinates of corners, if each list has two numbers a corner.
fn set_uvs(
    vertices: &mut Table,
    uvs: &List,
    topology: &Topology,
    polyline_vertices: usize,
    reading: &mut Reading<'_>,
) {
    let fits =
        topology.offsets().windows(2).zip(uvs.offsets.windows(2)).all(|(corners, numbers)| {
            2 * (corners[1] - corners[0]) == numbers[1].wrapping_sub(numbers[0])
        });
    if !fits {
        let note = "the texture coordinates of faces were passed over: they are not two a corner";
        reading.notes.push(note.to_owned());
        return;
    }
    let number = |&bits: &u32| if uvs.is_float { f32::from_bits(bits) } else { bits as i32 as f32 };
    let mut values: Vec<f32> = uvs.items.iter().map(number).collect();
    values.resize(values.len() + 2 * polyline_vertices, 0.0);
    if values.len() == 2 * vertices.len() && !values.is_empty() {
        vertices.set("uv", Column::floats_of_size(values, 2));
    }
}
