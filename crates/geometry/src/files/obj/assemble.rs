//! The pieces of an OBJ file as one geometry.

use glam::Vec3;
use rayon::prelude::*;
use task::Stop;

use super::NO_MATERIAL;
use super::materials;
use super::parse::{Piece, References, Statement};
use crate::files::colour::linear_from_srgb;
use crate::files::join::{join, slots, starts};
use crate::files::{Reading, runs};
use crate::material::MATERIAL;
use crate::{Column, Domain, Geometry, NONE, PrimitiveKind, Table, Topology};

/// Bytes that the groups of a file may take before they become text instead.
const MOST_GROUP_BYTES: usize = 256 << 20;

/// Why pieces do not fit together.
pub enum Wrong {
    Stopped(Stop),
    /// A primitive refers to something that the file does not have.
    Index {
        piece: usize,
        /// Counted in its piece.
        primitive: usize,
        cause: String,
    },
}

impl From<Stop> for Wrong {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// The geometry of all pieces.
pub fn assemble(pieces: &[Piece], reading: &mut Reading<'_>) -> Result<Geometry, Wrong> {
    let task = reading.task;
    let points = starts(pieces.iter().map(|piece| piece.positions.len()));
    let corners = starts(pieces.iter().map(|piece| piece.points.indices.len()));
    let primitives = starts(pieces.iter().map(|piece| piece.counts.len()));
    let total = |starts: &[usize]| starts.last().copied().unwrap_or(0);
    task.reserve(total(&points) as u64, 12, "the points of this file")?;
    task.reserve(total(&corners) as u64, 4, "the corners of this file")?;
    task.reserve(total(&primitives) as u64, 4, "the primitives of this file")?;

    let point_of = resolve(pieces, |piece| &piece.points, &points, &corners, "point")?;
    let topology = Topology::new(
        total(&points),
        offsets(pieces, &corners, &primitives),
        point_of,
        kinds(pieces, &primitives),
    );
    let positions = join(&parts(pieces, |piece| &piece.positions));
    let mut geometry = Geometry::new(topology, positions);
    task.check()?;
    set_colours(&mut geometry, pieces, task)?;
    task.set_progress(0.7);
    set_corner_attributes(&mut geometry, pieces, &corners, task)?;
    task.set_progress(0.9);
    set_statements(&mut geometry, pieces, &primitives, reading)?;
    Ok(geometry)
}

fn parts<T>(pieces: &[Piece], part: impl Fn(&Piece) -> &Vec<T>) -> Vec<&[T]> {
    pieces.iter().map(|piece| part(piece).as_slice()).collect()
}

/// Where the corners of each primitive begin.
fn offsets(pieces: &[Piece], corners: &[usize], primitives: &[usize]) -> Vec<u32> {
    let mut offsets = vec![0; primitives.last().map_or(1, |&count| count + 1)];
    let mut ends = slots(&mut offsets[1..], pieces.iter().map(|piece| piece.counts.len()));
    ends.par_iter_mut().zip(pieces).zip(corners).for_each(|((ends, piece), &first)| {
        let mut end = first as u32;
        for (slot, count) in ends.iter_mut().zip(&piece.counts) {
            end += count;
            *slot = end;
        }
    });
    offsets
}

fn kinds(pieces: &[Piece], primitives: &[usize]) -> Vec<PrimitiveKind> {
    if pieces.iter().all(|piece| piece.lines.is_empty()) {
        return Vec::new();
    }
    let mut kinds = vec![PrimitiveKind::Polygon; primitives.last().copied().unwrap_or(0)];
    for (piece, first) in pieces.iter().zip(primitives) {
        for &line in &piece.lines {
            kinds[first + line as usize] = PrimitiveKind::Polyline;
        }
    }
    kinds
}

/// For every corner the index it refers to, counted over the whole file; [`NONE`] where it has
/// none. `elements` and `corners` say where those of each piece begin.
fn resolve(
    pieces: &[Piece],
    references: impl Fn(&Piece) -> &References + Sync,
    elements: &[usize],
    corners: &[usize],
    what: &str,
) -> Result<Vec<u32>, Wrong> {
    let count = elements.last().copied().unwrap_or(0);
    let mut all = vec![0; corners.last().copied().unwrap_or(0)];
    let lengths = pieces.iter().map(|piece| piece.points.indices.len());
    let mut slots = slots(&mut all, lengths);
    let resolved: Vec<Result<(), Wrong>> = slots
        .par_iter_mut()
        .zip(pieces)
        .enumerate()
        .map(|(index, (slot, piece))| {
            let references = references(piece);
            let (given, rest) = slot.split_at_mut(references.indices.len());
            given.copy_from_slice(&references.indices);
            rest.fill(NONE);
            let wrong = |corner: usize, said: String| Wrong::Index {
                piece: index,
                primitive: primitive_of_corner(piece, corner),
                cause: format!("a corner names {what} {said}, and the file has {count}"),
            };
            for &(corner, relative) in &references.relative {
                let from_start = relative + elements[index] as i64;
                let inside = (0..count as i64).contains(&from_start);
                let said = || format!("{} before the file's first", -from_start);
                if !inside {
                    return Err(wrong(corner as usize, said()));
                }
                slot[corner as usize] = from_start as u32;
            }
            let outside = |&index: &u32| index as usize >= count && index != NONE;
            match slot.iter().position(outside) {
                Some(corner) => Err(wrong(corner, (u64::from(slot[corner]) + 1).to_string())),
                None => Ok(()),
            }
        })
        .collect();
    resolved.into_iter().collect::<Result<(), Wrong>>()?;
    Ok(all)
}

fn primitive_of_corner(piece: &Piece, corner: usize) -> usize {
    let mut end = 0;
    let mut counts = piece.counts.iter();
    counts
        .position(|&count| {
            end += count as usize;
            corner < end
        })
        .unwrap_or(0)
}

fn set_colours(geometry: &mut Geometry, pieces: &[Piece], task: &task::Task) -> Result<(), Stop> {
    if pieces.iter().all(|piece| piece.colours.is_empty()) {
        return Ok(());
    }
    let has_alpha = pieces.iter().any(|piece| piece.has_alpha);
    let points = geometry.table_mut(Domain::Point);
    task.reserve(points.len() as u64, 16, "the colours of this file")?;
    let lengths = || pieces.iter().map(|piece| piece.positions.len());
    let mut colours = slots(points.write::<Vec3>("Cd"), lengths());
    colours.par_iter_mut().zip(pieces).for_each(|(slots, piece)| {
        for (slot, &[r, g, b, _]) in slots.iter_mut().zip(&piece.colours) {
            *slot = Vec3::from([r, g, b].map(linear_from_srgb));
        }
    });
    if has_alpha {
        let mut alphas = slots(points.write::<f32>("Alpha"), lengths());
        alphas.par_iter_mut().zip(pieces).for_each(|(slots, piece)| {
            slots.iter_mut().zip(&piece.colours).for_each(|(slot, colour)| *slot = colour[3]);
        });
    }
    Ok(())
}

fn set_corner_attributes(
    geometry: &mut Geometry,
    pieces: &[Piece],
    corners: &[usize],
    task: &task::Task,
) -> Result<(), Wrong> {
    let vertices = geometry.table_mut(Domain::Vertex);
    if pieces.iter().any(|piece| !piece.uv_of.indices.is_empty()) {
        task.reserve(vertices.len() as u64, 16, "the texture coordinates of this file")?;
        let uvs = join(&parts(pieces, |piece| &piece.uvs));
        let bases = starts(pieces.iter().map(|piece| piece.uvs.len()));
        let of = resolve(pieces, |piece| &piece.uv_of, &bases, corners, "texture coordinate")?;
        let uv = |corner: usize| uvs.get(of[corner] as usize).copied().unwrap_or_default();
        if pieces.iter().any(|piece| piece.has_uv_depth) {
            task.fill(vertices.write("uv"), |corner, slot| *slot = uv(corner))?;
        } else {
            task.fill(vertices.write("uv"), |corner, slot: &mut [f32; 2]| {
                let [u, v, _] = uv(corner);
                *slot = [u, v];
            })?;
        }
    }
    if pieces.iter().any(|piece| !piece.normal_of.indices.is_empty()) {
        task.reserve(vertices.len() as u64, 16, "the normals of this file")?;
        let normals = join(&parts(pieces, |piece| &piece.normals));
        let bases = starts(pieces.iter().map(|piece| piece.normals.len()));
        let of = resolve(pieces, |piece| &piece.normal_of, &bases, corners, "normal")?;
        task.fill(vertices.write("N"), |corner, slot: &mut Vec3| {
            *slot = normals.get(of[corner] as usize).copied().unwrap_or_default();
        })?;
    }
    Ok(())
}

/// Objects, groups, smoothing and materials.
fn set_statements(
    geometry: &mut Geometry,
    pieces: &[Piece],
    primitives: &[usize],
    reading: &mut Reading<'_>,
) -> Result<(), Stop> {
    let mut said: Vec<(usize, &Statement)> = Vec::new();
    for (piece, &first) in pieces.iter().zip(primitives) {
        said.extend(piece.statements.iter().map(|(at, stated)| (first + *at as usize, stated)));
    }
    let table = geometry.table_mut(Domain::Primitive);
    let count = table.len();
    let objects = said.iter().filter_map(|&(at, stated)| match stated {
        Statement::Object(name) => Some((at, name.as_str())),
        _ => None,
    });
    set_text(table, "name", objects, reading)?;
    let smoothing = said.iter().filter_map(|&(at, stated)| match stated {
        Statement::Smoothing(number) => Some((at, *number)),
        _ => None,
    });
    if smoothing.clone().any(|(_, number)| number != 0) {
        reading.task.reserve(count as u64, 4, "the smoothing groups of this file")?;
        let numbers = table.write::<i32>("smoothing");
        runs::for_each_run(count, smoothing, |range, number| numbers[range].fill(number));
    }
    let materials = said.iter().filter_map(|&(at, stated)| match stated {
        Statement::Material(name) if name == NO_MATERIAL => Some((at, "")),
        Statement::Material(name) => Some((at, name.as_str())),
        _ => None,
    });
    set_text(table, MATERIAL, materials, reading)?;
    let groups = said.iter().filter_map(|&(at, stated)| match stated {
        Statement::Groups(names) => Some((at, names.as_str())),
        _ => None,
    });
    set_groups(table, groups, reading)?;
    materials::read_libraries(geometry, pieces, reading)
}

fn set_text<'a>(
    table: &mut Table,
    name: &str,
    runs: impl Iterator<Item = (usize, &'a str)> + Clone,
    reading: &Reading<'_>,
) -> Result<(), Stop> {
    if runs.clone().any(|(_, value)| !value.is_empty()) {
        reading.task.reserve(table.len() as u64, 4, "the names of this file")?;
        table.set(name, Column::text(runs::text(table.len(), runs)));
    }
    Ok(())
}

fn set_groups<'a>(
    table: &mut Table,
    runs: impl Iterator<Item = (usize, &'a str)> + Clone,
    reading: &mut Reading<'_>,
) -> Result<(), Stop> {
    let mut names: Vec<&str> =
        runs.clone().flat_map(|(_, names)| names.split_whitespace()).collect();
    names.sort_unstable();
    names.dedup();
    let count = table.len();
    if names.len().saturating_mul(count) > MOST_GROUP_BYTES {
        let note = "the file has more groups than can be held one by one: each primitive's are \
                    in its text attribute \"groups\"";
        reading.notes.push(note.to_owned());
        return set_text(table, "groups", runs, reading);
    }
    reading.task.reserve((names.len() * count) as u64, 1, "the groups of this file")?;
    let mut members = vec![vec![false; count]; names.len()];
    runs::for_each_run(count, runs, |range, said| {
        for name in said.split_whitespace() {
            if let Ok(index) = names.binary_search(&name) {
                members[index][range.clone()].fill(true);
            }
        }
    });
    for (name, members) in names.into_iter().zip(members) {
        // An attribute of the same name has the better right to it.
        let name = if table.contains(name) { format!("{name}_group") } else { name.to_owned() };
        table.set(name, Column::group(members));
    }
    Ok(())
}
