//! Meshes, read.

use glam::Vec3;
use task::{Stop, Task};

use super::accessor::{Array, array};
use super::buffers::Buffers;
use super::json::{Primitive, Root};
use crate::files::chains::chains;
use crate::files::error::{ABSURD, Fault, Place};
use crate::files::{Reading, runs};
use crate::material::MATERIAL;
use crate::{Column, Domain, Geometry, PrimitiveKind, Table, Topology, ops};

/// The geometry of a mesh. `materials` are the names of the file's materials.
pub fn read(
    root: &Root,
    buffers: &Buffers<'_>,
    mesh: usize,
    materials: &[String],
    reading: &mut Reading<'_>,
) -> Result<Geometry, Fault> {
    let Some(mesh) = root.meshes.get(mesh) else {
        let cause = format!("mesh {mesh} is asked for, and is not there");
        return Err(Fault::at(Place::Whole, cause, ABSURD));
    };
    // Primitives of the same attributes share their points.
    let mut groups: Vec<Vec<&Primitive>> = Vec::new();
    for primitive in &mesh.primitives {
        match groups.iter_mut().find(|group| group[0].attributes == primitive.attributes) {
            Some(group) => group.push(primitive),
            None => groups.push(vec![primitive]),
        }
    }
    let mut parts = Vec::with_capacity(groups.len());
    for group in groups {
        if group[0].attributes.contains_key("POSITION") {
            parts.push(read_group(root, buffers, &group, materials, reading)?);
        } else {
            reading.notes.push("a mesh without positions was passed over".to_owned());
        }
    }
    Ok(ops::merge::merge(&parts.iter().collect::<Vec<_>>(), reading.task)?)
}

/// The faces of a group, before it is known which points are in use.
#[derive(Default)]
struct Faces {
    corners: Vec<u32>,
    offsets: Vec<u32>,
    kinds: Vec<PrimitiveKind>,
    /// The material of the primitives from each number on.
    materials: Vec<(usize, Option<usize>)>,
    /// Points that are drawn as such.
    loose: Vec<u32>,
}

fn read_group(
    root: &Root,
    buffers: &Buffers<'_>,
    group: &[&Primitive],
    materials: &[String],
    reading: &mut Reading<'_>,
) -> Result<Geometry, Fault> {
    let task = reading.task;
    let attributes = &group[0].attributes;
    let positions = array(root, buffers, attributes["POSITION"])?;
    if positions.size != 3 {
        return Err(Fault::at(Place::Whole, "positions are not of three numbers", ABSURD));
    }
    let count = positions.count;
    let mut faces = Faces { offsets: vec![0], ..Faces::default() };
    for primitive in group {
        let indices = match primitive.indices {
            Some(index) => array(root, buffers, index)?.indices(task)?,
            None => {
                task.reserve(count as u64, 4, "the corners of this file")?;
                (0..count as u32).collect()
            }
        };
        if let Some(outside) = indices.iter().find(|&&index| index as usize >= count) {
            let cause =
                format!("a corner names point {outside}, counted from 0, and there are {count}");
            return Err(Fault::at(Place::Whole, cause, ABSURD));
        }
        task.reserve(3 * indices.len() as u64, 8, "the corners of this file")?;
        faces.materials.push((faces.kinds.len(), primitive.material));
        add_primitive(primitive.mode.unwrap_or(4), indices, &mut faces)?;
    }
    let mut points = Table::new(count);
    for (semantic, &index) in attributes {
        let values = array(root, buffers, index)?;
        if values.count != count {
            let cause = format!("{semantic} has {} elements for {count} points", values.count);
            return Err(Fault::at(Place::Whole, cause, ABSURD));
        }
        set_attribute(&mut points, semantic, &values, reading)?;
    }
    let Faces { mut corners, offsets, kinds, materials: runs, loose } = faces;
    let primitive_count = kinds.len();
    let points = keep_used(points, &mut corners, &loose, task)?;
    let topology = Topology::new(points.len(), offsets, corners, kinds);
    let mut primitives = Table::new(primitive_count);
    let name = |material: Option<usize>| material.and_then(|index| materials.get(index));
    let runs = runs.iter().map(|(at, material)| (*at, name(*material).map_or("", String::as_str)));
    if runs.clone().any(|(_, name)| !name.is_empty()) {
        primitives.set(MATERIAL, Column::text(runs::text(primitive_count, runs)));
    }
    let vertices = Table::new(topology.vertex_count());
    Ok(Geometry::from_tables(topology, points, vertices, primitives, Table::new(1)))
}

/// Adds what a primitive draws, by its mode.
fn add_primitive(mode: u32, indices: Vec<u32>, faces: &mut Faces) -> Result<(), Fault> {
    match mode {
        0 => faces.loose.extend(indices),
        1 => {
            let (edges, _) = indices.as_chunks::<2>();
            chains(edges, |chain| faces.add(chain, PrimitiveKind::Polyline));
        }
        2 | 3 if indices.len() >= 2 => {
            let mut chain = indices;
            if mode == 2 {
                chain.push(chain[0]);
            }
            faces.add(&chain, PrimitiveKind::Polyline);
        }
        4 => {
            let whole = indices.len() / 3 * 3;
            let first = faces.corners.len() as u32;
            faces.corners.extend_from_slice(&indices[..whole]);
            faces.offsets.extend((1..=whole as u32 / 3).map(|triangle| first + 3 * triangle));
            faces.kinds.resize(faces.offsets.len() - 1, PrimitiveKind::Polygon);
        }
        5 => {
            for (triangle, corners) in indices.windows(3).enumerate() {
                let [a, b, c] = [corners[0], corners[1], corners[2]];
                // Every second one runs the other way round.
                let corners = if triangle % 2 == 0 { [a, b, c] } else { [b, a, c] };
                faces.add(&corners, PrimitiveKind::Polygon);
            }
        }
        6 => {
            for edge in indices.get(1..).unwrap_or(&[]).windows(2) {
                faces.add(&[indices[0], edge[0], edge[1]], PrimitiveKind::Polygon);
            }
        }
        2 | 3 => {}
        _ => {
            let cause = format!("a mesh has the unknown mode {mode}");
            return Err(Fault::at(Place::Whole, cause, ABSURD));
        }
    }
    Ok(())
}

impl Faces {
    fn add(&mut self, corners: &[u32], kind: PrimitiveKind) {
        self.corners.extend_from_slice(corners);
        self.offsets.push(self.corners.len() as u32);
        self.kinds.push(kind);
    }
}

/// The points that corners or loose points name; corners are numbered anew.
fn keep_used(
    points: Table,
    corners: &mut [u32],
    loose: &[u32],
    task: &Task,
) -> Result<Table, Stop> {
    let mut used = vec![false; points.len()];
    corners.iter().chain(loose).for_each(|&point| used[point as usize] = true);
    if used.iter().all(|&used| used) {
        return Ok(points);
    }
    let kept: Vec<u32> = (0..points.len() as u32).filter(|&point| used[point as usize]).collect();
    let mut number = vec![0; points.len()];
    kept.iter().zip(0..).for_each(|(&point, new)| number[point as usize] = new);
    corners.iter_mut().for_each(|corner| *corner = number[*corner as usize]);
    points.gather(&kept, task)
}

fn set_attribute(
    points: &mut Table,
    semantic: &str,
    values: &Array<'_>,
    reading: &Reading<'_>,
) -> Result<(), Fault> {
    let task = reading.task;
    let size = values.size;
    match (semantic, size) {
        ("POSITION", 3) => points.set("P", Column::floats_of_size(values.floats(task)?, 3)),
        ("NORMAL", 3) => points.set("N", Column::floats_of_size(values.floats(task)?, 3)),
        ("COLOR_0", 3 | 4) => {
            let floats = values.floats(task)?;
            let colours = floats.chunks_exact(size).map(|colour| Vec3::from_slice(colour));
            points.set("Cd", Column::new(colours.collect::<Vec<Vec3>>()));
            let alphas = || floats.chunks_exact(size).filter_map(|colour| colour.get(3).copied());
            if alphas().any(|alpha| alpha != 1.0) {
                points.set("Alpha", Column::new(alphas().collect::<Vec<f32>>()));
            }
        }
        _ if semantic.starts_with("TEXCOORD_") && size == 2 => {
            let set = semantic["TEXCOORD_".len()..].parse::<u32>().unwrap_or(0);
            let name =
                if set == 0 { "uv".to_owned() } else { format!("uv{}", set.saturating_add(1)) };
            let mut floats = values.floats(task)?;
            floats.chunks_exact_mut(2).for_each(|uv| uv[1] = 1.0 - uv[1]);
            points.set(name, Column::floats_of_size(floats, 2));
        }
        _ => {
            let own = semantic.strip_prefix('_').filter(|name| !name.is_empty() && *name != "P");
            if let Some(name) = own {
                let column = if values.is_real() {
                    Column::floats_of_size(values.floats(task)?, size)
                } else {
                    Column::ints_of_size(values.ints(task)?, size)
                };
                points.set(name, column);
            }
        }
    }
    Ok(())
}

/// The same polygons facing the other way: for transforms that mirror.
pub fn reversed(geometry: &Geometry, task: &Task) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let mut from: Vec<u32> = (0..topology.vertex_count() as u32).collect();
    for primitive in 0..topology.primitive_count() {
        if topology.is_polygon(primitive) {
            from[topology.vertices(primitive)].reverse();
        }
    }
    let corners = from.iter().map(|&vertex| topology.corners()[vertex as usize]).collect();
    let (offsets, kinds) = (topology.offsets().to_vec(), topology.kinds().to_vec());
    let topology = Topology::new(topology.point_count(), offsets, corners, kinds);
    let all: Vec<u32> = (0..geometry.count(Domain::Primitive) as u32).collect();
    geometry.with_topology(topology, &from, &all, task)
}
