//! Which attributes are written as which properties.

use std::borrow::Cow;

use crate::files::colour::{byte_from_linear, byte_from_unit, srgb_from_linear};
use crate::{Column, Data, Geometry, NONE, Table};

/// Numbers that are written for every element.
pub enum Values<'a> {
    Floats(Cow<'a, [f32]>),
    Ints(Cow<'a, [i32]>),
    Bytes(Cow<'a, [u8]>),
}

/// Properties of one type that follow each other.
pub struct Field<'a> {
    pub properties: Vec<String>,
    pub values: Values<'a>,
}

impl Field<'_> {
    /// How many numbers an element has.
    pub fn size(&self) -> usize {
        self.properties.len()
    }

    /// The type as the header names it.
    pub fn scalar(&self) -> &'static str {
        match self.values {
            Values::Floats(_) => "float",
            Values::Ints(_) => "int",
            Values::Bytes(_) => "uchar",
        }
    }
}

/// Names that mean something of their own to readers of PLY.
const TAKEN: [&str; 28] = [
    "x",
    "y",
    "z",
    "nx",
    "ny",
    "nz",
    "red",
    "green",
    "blue",
    "alpha",
    "r",
    "g",
    "b",
    "a",
    "s",
    "t",
    "u",
    "v",
    "texture_u",
    "texture_v",
    "texture_s",
    "texture_t",
    "vertex_indices",
    "vertex_index",
    "texcoord",
    "vertex1",
    "vertex2",
    "diffuse_red",
];

/// The fields of a table. `left_out` is given the names of what PLY cannot hold.
pub fn fields<'a>(table: &'a Table, mut left_out: impl FnMut(&str)) -> Vec<Field<'a>> {
    let mut fields = Vec::new();
    let standard = |name: &str| -> Option<Vec<Field<'a>>> {
        let column = table.get(name)?;
        let floats = column.floats()?;
        let field = |properties: &[&str], values| Field {
            properties: properties.iter().map(|&property| property.to_owned()).collect(),
            values,
        };
        Some(match (name, column.size()) {
            ("P", 3) => vec![field(&["x", "y", "z"], Values::Floats(floats.into()))],
            ("N", 3) => vec![field(&["nx", "ny", "nz"], Values::Floats(floats.into()))],
            ("uv", 2) => vec![field(&["s", "t"], Values::Floats(floats.into()))],
            ("Cd", 3) => {
                let alpha = table.get("Alpha").filter(|alpha| alpha.size() == 1);
                let alpha = alpha.and_then(Column::floats);
                let mut fields = vec![field(&["red", "green", "blue"], colours(floats))];
                fields.extend(alpha.map(|alpha| field(&["alpha"], opacities(alpha, floats))));
                fields
            }
            _ => return None,
        })
    };
    let order = |name: &str| match name {
        "P" => 0,
        "N" => 1,
        "Cd" => 2,
        "uv" => 3,
        _ => 4,
    };
    let mut columns: Vec<_> = table.iter().collect();
    columns.sort_by_key(|(name, _)| order(name));
    let mut used: Vec<String> = Vec::new();
    for (name, column) in columns {
        if let Some(found) = standard(name) {
            fields.extend(found);
        } else if &**name == "Alpha" && standard("Cd").is_some() && column.floats().is_some() {
            // Beside the colour.
        } else if let Some(field) = plain(name, column)
            && !field.properties.iter().any(|p| TAKEN.contains(&p.as_str()) || used.contains(p))
        {
            used.extend(field.properties.iter().cloned());
            fields.push(field);
        } else {
            left_out(name);
        }
    }
    fields
}

/// The field of an attribute under its own name.
fn plain<'a>(name: &str, column: &'a Column) -> Option<Field<'a>> {
    let name: String =
        name.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    let properties = match column.size() {
        1 => vec![name.clone()],
        size => (0..size).map(|index| format!("{name}_{index}")).collect(),
    };
    Some(match column.data() {
        Data::Float(values) => Field { properties, values: Values::Floats((&***values).into()) },
        Data::Int(values) => Field { properties, values: Values::Ints((&***values).into()) },
        Data::Bool(members) => Field {
            properties: vec![format!("group_{name}")],
            values: Values::Bytes(members.iter().map(|&member| u8::from(member)).collect()),
        },
        Data::Text(_) => return None,
    })
}

/// Bytes where every value has one, else floats.
fn colours(linear: &[f32]) -> Values<'_> {
    if is_unit(linear) {
        Values::Bytes(linear.iter().map(|&value| byte_from_linear(value)).collect())
    } else {
        Values::Floats(linear.iter().map(|&value| srgb_from_linear(value)).collect())
    }
}

/// Of the type of their colours.
fn opacities<'a>(values: &'a [f32], colours: &[f32]) -> Values<'a> {
    if is_unit(colours) {
        Values::Bytes(values.iter().map(|&value| byte_from_unit(value)).collect())
    } else {
        Values::Floats(values.into())
    }
}

fn is_unit(values: &[f32]) -> bool {
    values.iter().all(|value| (0.0..=1.0).contains(value))
}

/// The geometry with those attributes of vertices as attributes of points that all vertices of a
/// point agree on; the others stay.
pub fn with_agreeing_vertices_on_points(geometry: &Geometry) -> Geometry {
    let topology = geometry.topology();
    let corners = topology.corners();
    if geometry.vertices().attributes().next().is_none() {
        return geometry.clone();
    }
    let mut first = vec![NONE; topology.point_count()];
    for (vertex, &point) in corners.iter().enumerate().rev() {
        first[point as usize] = vertex as u32;
    }
    let mut moved = geometry.clone();
    for (name, column) in geometry.vertices().attributes() {
        let size = column.size();
        let on_points = match column.data() {
            Data::Float(values) => agreed(values, size, corners, &first)
                .map(|values| Column::floats_of_size(values, size)),
            Data::Int(values) => agreed(values, size, corners, &first)
                .map(|values| Column::ints_of_size(values, size)),
            _ => None,
        };
        if let (Some(values), false) = (on_points, &**name == "P") {
            moved.table_mut(crate::Domain::Point).set(name, values.with_meaning(column.meaning()));
            moved.table_mut(crate::Domain::Vertex).remove(name);
        }
    }
    moved
}

/// The values of points, if no two vertices of a point differ.
fn agreed<T: Copy + Default + PartialEq + Sync>(
    values: &[T],
    size: usize,
    corners: &[u32],
    first: &[u32],
) -> Option<Vec<T>> {
    use rayon::prelude::*;
    let tuple = |vertex: u32| &values[vertex as usize * size..][..size];
    let agrees =
        |(vertex, &point): (usize, &u32)| tuple(vertex as u32) == tuple(first[point as usize]);
    if !corners.par_iter().enumerate().with_min_len(task::GRAIN).all(agrees) {
        return None;
    }
    let mut of_points = vec![T::default(); first.len() * size];
    for (slot, &vertex) in of_points.chunks_exact_mut(size).zip(first) {
        if vertex != NONE {
            slot.copy_from_slice(tuple(vertex));
        }
    }
    Some(of_points)
}
