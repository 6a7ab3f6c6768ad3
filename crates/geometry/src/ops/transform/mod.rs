//! Moves, turns and scales: attributes by what they mean, of everything or of a part.

mod matrix;
#[cfg(test)]
mod tests;

pub(crate) use matrix::turning_of;
pub use matrix::{RotateOrder, TransformOrder, Transformation};

use std::sync::Arc;

use glam::{Mat3, Mat4, Vec3};
use task::{GRAIN, Stop, Task};

use super::normal::{Normals, normals};
use crate::{Column, Domain, Geometry, Meaning, NamePattern, PACKED_TRANSFORM, Selection, Turning};

/// How [`transform`] applies a transform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transform {
    /// What the chosen elements are: points or primitives.
    pub chosen_are: Domain,
    /// Attributes that are transformed, by name (see [`NamePattern`]), among those whose meaning
    /// says how. `P` is one of them.
    pub attributes: String,
    /// Whether normals are made anew where polygons are bent.
    pub mend_normals: bool,
    /// The detail attribute that gets the 4 × 4 matrix, by columns; none if empty. Where there
    /// is such an attribute, the matrix comes after the one that it holds.
    pub output: String,
}

impl Default for Transform {
    fn default() -> Self {
        Self {
            chosen_are: Domain::Point,
            attributes: "*".to_owned(),
            mend_normals: true,
            output: String::new(),
        }
    }
}

/// Applies an affine transform to the chosen points or primitives.
///
/// Positions, vectors, normals, quaternions and matrices are transformed by their meaning, as
/// [`Turning`] says, in all domains; packed instances move with their point, and their matrix
/// goes along with it. Of chosen points, the vertices are chosen too, and the primitives that
/// have no other points; of chosen primitives, their points and vertices are. Detail attributes
/// are transformed if everything is chosen.
///
/// Normals are exact where a polygon moves as a whole. Where only some of its points move it is
/// bent: then `N` of its points and vertices, and its own, is made anew if `mend_normals`.
///
/// Polygons keep their order of corners: a reflection turns them inside out. The topology and
/// all other attributes and groups stay as they are, and are shared.
pub fn transform(
    geometry: &Geometry,
    chosen: &Selection,
    turning: &Turning,
    settings: &Transform,
    task: &Task,
) -> Result<Geometry, Stop> {
    task.check()?;
    let mut result = geometry.clone();
    if !settings.output.is_empty() {
        output_matrix(&mut result, &settings.output, turning);
    }
    if turning.is_identity() {
        return Ok(result);
    }
    let whole = chosen.is_all();
    let members = if whole {
        Members::default()
    } else {
        Members::of(geometry, chosen, settings.chosen_are, task)?
    };
    let pattern = NamePattern::new(&settings.attributes);
    let named = |name: &str| pattern.matches(if name == PACKED_TRANSFORM { "P" } else { name });
    for domain in Domain::ALL {
        if domain == Domain::Detail && !whole {
            continue;
        }
        let concerned = |(name, column): (&Arc<str>, &Column)| {
            let moves = column.meaning() == Meaning::Position || turning.matrix != Mat3::IDENTITY;
            let known = named(name) && **name != *settings.output && Turning::concerns(column);
            (known && moves).then(|| (name.clone(), column.meaning(), column.size()))
        };
        let columns: Vec<_> = geometry.table(domain).iter().filter_map(concerned).collect();
        for (name, meaning, size) in columns {
            let Some(column) = result.table_mut(domain).get_mut(&name) else { continue };
            let Some(values) = column.floats_mut() else { continue };
            apply(turning, meaning, values, size, members.get(domain), task)?;
        }
    }
    if !whole && settings.mend_normals {
        return mend_normals(result, members.get(Domain::Point), &named, task);
    }
    Ok(result)
}

/// Transforms the tuples of a column, all or the chosen ones.
fn apply(
    turning: &Turning,
    meaning: Meaning,
    values: &mut [f32],
    size: usize,
    members: Option<&[bool]>,
    task: &Task,
) -> Result<(), Stop> {
    task.fill_chunks(values, GRAIN * size, |start, mut values| {
        let Some(members) = members else { return turning.apply(meaning, values) };
        let mut members = &members[start / size..][..values.len() / size];
        // In runs of chosen and of other tuples.
        while let Some(&chosen) = members.first() {
            let count = members.iter().take_while(|&&member| member == chosen).count();
            let (run, rest) = values.split_at_mut(count * size);
            if chosen {
                turning.apply(meaning, run);
            }
            (values, members) = (rest, &members[count..]);
        }
    })
}

/// For points, vertices and primitives which ones are transformed; all where there is no list.
#[derive(Default)]
struct Members([Option<Vec<bool>>; 3]);

impl Members {
    fn of(
        geometry: &Geometry,
        chosen: &Selection,
        chosen_are: Domain,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let corners = topology.corners();
        let (points, vertices, primitives) = if chosen_are == Domain::Primitive {
            let primitives = chosen.to_mask();
            let of_vertex = topology.try_primitive_of_vertex(task)?;
            let vertices =
                task.map(corners.len(), |vertex| primitives[of_vertex[vertex] as usize])?;
            let of_point = topology.try_vertices_of_point(task)?;
            let points = task.map(geometry.point_count(), |point| {
                of_point.of(point).iter().any(|&vertex| vertices[vertex as usize])
            })?;
            (points, vertices, primitives)
        } else {
            let points = chosen.to_mask();
            let vertices = task.map(corners.len(), |vertex| points[corners[vertex] as usize])?;
            let primitives = task.map(geometry.primitive_count(), |primitive| {
                let vertices = &vertices[topology.vertices(primitive)];
                !vertices.is_empty() && vertices.iter().all(|&member| member)
            })?;
            (points, vertices, primitives)
        };
        Ok(Self([Some(points), Some(vertices), Some(primitives)]))
    }

    fn get(&self, domain: Domain) -> Option<&[bool]> {
        self.0.get(domain as usize)?.as_deref()
    }
}

/// Makes `N` anew around the polygons of which some points have moved and some have not.
fn mend_normals(
    geometry: Geometry,
    moved: Option<&[bool]>,
    named: &impl Fn(&str) -> bool,
    task: &Task,
) -> Result<Geometry, Stop> {
    let has_normals = |domain| {
        let normals = geometry.table(domain).get("N");
        normals.is_some_and(|column| column.read::<Vec3>().is_some())
    };
    let domains = [Domain::Point, Domain::Vertex, Domain::Primitive];
    let Some(moved) = moved else { return Ok(geometry) };
    if !domains.into_iter().any(has_normals) || !named("P") || !named("N") {
        return Ok(geometry);
    }
    let topology = geometry.topology().clone();
    let corners = topology.corners();
    let bent = task.map(geometry.primitive_count(), |primitive| {
        let mut moved = topology.primitive(primitive).iter().map(|&point| moved[point as usize]);
        let first = moved.next();
        topology.is_polygon(primitive) && moved.any(|other| Some(other) != first)
    })?;
    let of_point = topology.try_vertices_of_point(task)?;
    let of_vertex = topology.try_primitive_of_vertex(task)?;
    let points = task.map(geometry.point_count(), |point| {
        of_point.of(point).iter().any(|&vertex| bent[of_vertex[vertex as usize] as usize])
    })?;
    let vertices = task.map(corners.len(), |vertex| points[corners[vertex] as usize])?;
    let mut result = geometry.clone();
    for (domain, members) in domains.into_iter().zip([points, vertices, bent]) {
        if has_normals(domain) {
            let settings = Normals { domain, ..Normals::default() };
            result = normals(&result, &Selection::Some(members), &settings, task)?;
        }
    }
    Ok(result)
}

fn output_matrix(geometry: &mut Geometry, name: &str, turning: &Turning) {
    let matrix = Mat4::from_mat3_translation(turning.matrix, turning.position);
    let detail = geometry.table_mut(Domain::Detail);
    let before = detail.read::<[f32; 16]>(name).map(|values| Mat4::from_cols_array(&values[0]));
    let matrix = before.map_or(matrix, |before| matrix * before);
    detail.set(name, Column::new(vec![matrix.to_cols_array()]));
}
