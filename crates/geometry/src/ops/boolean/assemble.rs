//! The geometry of what stays of two operands.

use std::collections::HashMap;

use glam::Vec3;
use task::Task;

use super::combine::Combined;
use super::faces::{Node, weights_in};
use super::fill::Polygons;
use super::operand::Operand;
use super::tidy::Points;
use super::{BooleanError, Side};
use crate::ops::extract::vertices_of;
use crate::runs::marked;
use crate::{Column, Geometry, NONE, Table, Topology, Weights};

/// What stays of one operand.
pub(super) struct Part<'a> {
    pub operand: &'a Operand<'a>,
    /// For each polygon whether it stays as it is.
    pub whole: Vec<bool>,
    pub cut: Polygons,
    /// Whether polygons are turned round.
    pub is_reversed: bool,
    /// Whether points that no polygon ever used stay.
    pub keeps_loose: bool,
}

/// Vertices and primitives of one part, in the order of the result.
struct Taken {
    offsets: Vec<u32>,
    /// The points of all vertices, before they are numbered anew.
    corners: Vec<u32>,
    vertices: Table,
    primitives: Table,
}

/// Puts both parts together: whole polygons of A, cut ones of A, then those of B.
pub(super) fn assemble(
    points: &Points<'_>,
    parts: [Part<'_>; 2],
    same: &HashMap<u32, u32>,
    task: &Task,
) -> Result<Combined, BooleanError> {
    let (a, b) = rayon::join(|| take(points, &parts[0], task), || take(points, &parts[1], task));
    let (mut a, mut b) = (a?, b?);
    if !same.is_empty() {
        for corner in a.corners.iter_mut().chain(&mut b.corners) {
            *corner = same.get(corner).copied().unwrap_or(*corner);
        }
    }
    let first_crossing = points.first_crossing() as usize;
    let mut used = vec![false; first_crossing + points.cut.crossings.all.len()];
    for part in parts.iter().filter(|part| part.keeps_loose) {
        let first = points.of_old(part.operand.side, 0) as usize;
        let count = part.operand.geometry.point_count();
        used[first..first + count].fill(true);
        for &point in part.operand.topology().corners() {
            used[first + point as usize] = false;
        }
    }
    task.check()?;
    a.corners.iter().chain(&b.corners).for_each(|&point| used[point as usize] = true);
    task.check()?;
    let kept = marked(&used, task)?;
    let mut number = vec![NONE; used.len()];
    kept.iter().enumerate().for_each(|(index, &point)| number[point as usize] = index as u32);
    let ends = [points.of_old(Side::B, 0), first_crossing as u32];
    let [from_b, crossed] = ends.map(|end| kept.partition_point(|&point| point < end));
    let old = [&kept[..from_b], &kept[from_b..crossed]];
    let crossings: Vec<u32> = kept[crossed..].iter().map(|&p| p - ends[1]).collect();

    let mut seam: Vec<bool> = (0..kept.len()).map(|index| index >= crossed).collect();
    for (&goes, &stays) in same {
        if goes >= ends[1] && number[stays as usize] != NONE {
            seam[number[stays as usize] as usize] = true;
        }
    }
    let table = point_table(points, &parts, old, &crossings, task)?;
    let polygons_of_a = a.offsets.len() - 1;
    let first = a.corners.len() as u32;
    let mut offsets = a.offsets;
    offsets.extend(b.offsets[1..].iter().map(|&offset| first + offset));
    let corners = [a.corners, b.corners].concat();
    task.reserve(corners.len() as u64, 16, "the vertices of a boolean")?;
    let corners = task.map(corners.len(), |index| number[corners[index] as usize])?;
    let topology = Topology::polygons(kept.len(), offsets, corners);
    let (vertices, primitives) = rayon::join(
        || Table::concat(&[&a.vertices, &b.vertices], task),
        || Table::concat(&[&a.primitives, &b.primitives], task),
    );
    let (vertices, primitives) = (vertices?, primitives?);
    let detail = united_detail(parts.each_ref().map(|part| part.operand.geometry.detail()));
    let geometry = Geometry::from_tables(topology, table, vertices, primitives, detail);
    Ok(Combined { geometry, seam, from_first: polygons_of_a })
}

/// The vertices and primitives of one part.
fn take(points: &Points<'_>, part: &Part<'_>, task: &Task) -> Result<Taken, BooleanError> {
    let operand = part.operand;
    let topology = operand.topology();
    let mut primitives = marked(&part.whole, task)?;
    let (mut offsets, mut vertices) = vertices_of(topology, &primitives, task)?;
    if part.is_reversed {
        for range in offsets.windows(2) {
            turn(&mut vertices[range[0] as usize..range[1] as usize]);
        }
    }
    task.check()?;
    let first = points.of_old(operand.side, 0);
    let mut corners = task.map(vertices.len(), |v| first + operand.point_of(vertices[v]))?;
    let mut cut = part.cut.nodes.clone();
    let mut start = 0;
    for &end in &part.cut.ends {
        if part.is_reversed {
            turn(&mut cut[start as usize..end as usize]);
        }
        start = end;
    }
    let before = vertices.len() as u32;
    corners.extend(cut.iter().map(|node| node.point));
    offsets.extend(part.cut.ends.iter().map(|end| before + end));
    primitives.extend_from_slice(&part.cut.primitives);
    let of_whole = operand.geometry.vertices().gather(&vertices, task)?;
    let of_cut = operand.geometry.vertices().interpolate(&node_weights(&cut), task)?;
    let mut vertices = Table::concat(&[&of_whole, &of_cut], task)?;
    let mut primitives = operand.geometry.primitives().gather(&primitives, task)?;
    if part.is_reversed {
        turn_normals(&mut vertices);
        turn_normals(&mut primitives);
    }
    Ok(Taken { offsets, corners, vertices, primitives })
}

/// Turns a polygon round; its first vertex stays first.
fn turn<T>(polygon: &mut [T]) {
    polygon.get_mut(1..).unwrap_or(&mut []).reverse();
}

fn turn_normals(table: &mut Table) {
    if let Some(normals) = table.get_mut("N").and_then(Column::write::<Vec3>) {
        normals.iter_mut().for_each(|normal| *normal = -*normal);
    }
}

fn node_weights(nodes: &[Node]) -> Weights {
    let mut weights = Weights::with_capacity(nodes.len(), nodes.len() * 2);
    for node in nodes {
        let sources = node.sources.into_iter().zip(node.weights);
        weights.push(sources.filter(|&(_, weight)| weight > 0.0));
    }
    weights
}

/// The points of A, those of B, and the crossings.
fn point_table(
    points: &Points<'_>,
    parts: &[Part<'_>; 2],
    old: [&[u32]; 2],
    crossings: &[u32],
    task: &Task,
) -> Result<Table, BooleanError> {
    let [a, b] = [0, 1].map(|side| parts[side].operand.geometry.points());
    let count = old[0].len() + old[1].len() + crossings.len();
    task.reserve(count as u64, 24, "the points of a boolean")?;
    let first_of_b = points.of_old(Side::B, 0);
    let of_b: Vec<u32> = old[1].iter().map(|&point| point - first_of_b).collect();
    let of_a = a.gather(old[0], task)?;
    let mut of_b = b.gather(&of_b, task)?;
    let mut seam = a.interpolate(&crossing_weights(points, Side::A, crossings), task)?;
    // What only B has, the seam has from B.
    let mut only_b = b.clone();
    only_b.retain(|name, _| !a.contains(name));
    let mut seam_of_b = only_b.interpolate(&crossing_weights(points, Side::B, crossings), task)?;
    if parts[1].is_reversed {
        turn_normals(&mut of_b);
        turn_normals(&mut seam_of_b);
    }
    for (name, column) in seam_of_b.iter() {
        seam.set(name, column.clone());
    }
    let first = points.first_crossing();
    let places: Vec<Vec3> = crossings.iter().map(|&crossing| points.at(first + crossing)).collect();
    seam.write::<Vec3>("P").copy_from_slice(&places);
    Ok(Table::concat(&[&of_a, &of_b, &seam], task)?)
}

/// The means that crossings are of the points of one operand.
fn crossing_weights(points: &Points<'_>, side: Side, crossings: &[u32]) -> Weights {
    let operand = points.cut.pair.operand(side);
    let mut weights = Weights::with_capacity(crossings.len(), crossings.len() * 3);
    for &crossing in crossings {
        let crossing = &points.cut.crossings.all[crossing as usize];
        if crossing.side == side {
            let [from, to] = operand.ends(crossing.edge);
            let part = crossing.part as f32;
            weights.push([(from, 1.0 - part), (to, part)]);
        } else {
            let vertices = operand.triangle(crossing.triangle);
            let corners = vertices.map(|vertex| operand.position_of(vertex));
            let shares = weights_in(corners, crossing.at);
            weights.push(vertices.map(|vertex| operand.point_of(vertex)).into_iter().zip(shares));
        }
    }
    weights
}

/// Of each attribute the value of the first that has it.
pub(super) fn united_detail(tables: [&Table; 2]) -> Table {
    let mut detail = Table::new(1);
    for (name, column) in tables.into_iter().flat_map(Table::iter) {
        if !detail.contains(name) {
            detail.set(name, column.clone());
        }
    }
    detail
}
