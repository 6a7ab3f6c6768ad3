//! What a plane leaves of points, vertices and primitives.

use glam::Vec3;
use rayon::prelude::*;
use task::{Stop, Task};

use super::plane::Plane;
use super::polygon::{Cutter, Piece};
use crate::runs::marked;
use crate::sort::sort;
use crate::{Geometry, NONE, PrimitiveKind, Selection, Table, Topology, Weights};

/// Primitives that one thread cuts at a time.
const BLOCK: usize = 1024;

/// What a plane leaves.
pub(super) struct Part {
    pub geometry: Geometry,
    /// For each point whether it lies in the plane.
    pub in_plane: Vec<bool>,
    /// For each primitive whether it lies above.
    pub above: Vec<bool>,
}

/// The places where the plane crosses half-edges.
pub(super) struct Crossings {
    /// The half-edges by their vertices, in rising order.
    pub vertices: Vec<u32>,
    /// For each the new point that it shares with others on its edge.
    pub points: Vec<u32>,
    /// For each new point the two old ones, and how far from the first one it lies, from 0 to 1.
    edges: Vec<([u32; 2], f32)>,
}

impl Crossings {
    fn find(
        geometry: &Geometry,
        sides: &[i8],
        plane: &Plane,
        chosen: &Selection,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let (corners, next) = (topology.corners(), topology.try_next_vertices(task)?);
        let of_vertex = topology.try_primitive_of_vertex(task)?;
        let crosses = task.map(corners.len(), |vertex| {
            let (from, next) = (corners[vertex], next[vertex]);
            next != NONE
                && sides[from as usize] * sides[corners[next as usize] as usize] < 0
                && chosen.contains(of_vertex[vertex] as usize)
        })?;
        let vertices = marked(&crosses, task)?;
        let ends = task.map(vertices.len(), |index| {
            let vertex = vertices[index] as usize;
            let (a, b) = (corners[vertex], corners[next[vertex] as usize]);
            u64::from(a.min(b)) << 32 | u64::from(a.max(b))
        })?;
        let mut unique = sort(ends.clone(), task)?;
        unique.dedup();
        let points = task.map(ends.len(), |index| {
            unique.binary_search(&ends[index]).unwrap_or_default() as u32
        })?;
        let positions = geometry.positions();
        let edges = task.map(unique.len(), |index| {
            let ends = [(unique[index] >> 32) as u32, unique[index] as u32];
            let [a, b] = ends.map(|point| plane.height(positions[point as usize]));
            (ends, (a / (a - b)) as f32)
        })?;
        Ok(Self { vertices, points, edges })
    }

    /// The means that new points are of old ones.
    fn point_weights(&self) -> Weights {
        let mut weights = Weights::with_capacity(self.edges.len(), self.edges.len() * 2);
        self.edges.iter().for_each(|&([a, b], part)| weights.push([(a, 1.0 - part), (b, part)]));
        weights
    }

    /// The means that new vertices are of the ends of their half-edges.
    fn vertex_weights(&self, topology: &Topology, task: &Task) -> Result<Weights, Stop> {
        let next = topology.try_next_vertices(task)?;
        let mut weights = Weights::with_capacity(self.points.len(), self.points.len() * 2);
        for (&vertex, &point) in self.vertices.iter().zip(&self.points) {
            let ([first, _], part) = self.edges[point as usize];
            let forwards = topology.corners()[vertex as usize] == first;
            let part = if forwards { part } else { 1.0 - part };
            weights.push([(vertex, 1.0 - part), (next[vertex as usize], part)]);
        }
        Ok(weights)
    }
}

/// Cuts the chosen primitives. `keep` says whether what is above stays, and what is below.
/// `by_facing` lets polygons in the plane stay only where they face down.
pub(super) fn cut(
    geometry: &Geometry,
    chosen: &Selection,
    plane: &Plane,
    keep: [bool; 2],
    by_facing: bool,
    task: &Task,
) -> Result<Part, Stop> {
    let topology = geometry.topology();
    let sides = plane.sides(geometry.positions(), task)?;
    let crossings = Crossings::find(geometry, &sides, plane, chosen, task)?;
    let counts = [topology.vertex_count(), crossings.points.len()];
    task.reserve(
        counts.iter().map(|&c| 2 * c as u64).sum(),
        8,
        "the vertices of the cut geometry",
    )?;
    let counts = [geometry.point_count(), crossings.edges.len()];
    task.reserve(counts.iter().map(|&c| c as u64).sum(), 12, "the points of the cut geometry")?;

    let new_points = geometry.points().interpolate(&crossings.point_weights(), task)?;
    let new_positions = new_points.read::<Vec3>("P").unwrap_or(&[]);
    let cutter = Cutter { geometry, sides: &sides, crossings: &crossings, new_positions, plane };
    let blocks = topology.primitive_count().div_ceil(BLOCK);
    let parts: Vec<Piece> = (0..blocks)
        .into_par_iter()
        .map(|block| {
            task.check()?;
            let end = ((block + 1) * BLOCK).min(topology.primitive_count());
            let mut out = Piece::default();
            for primitive in block * BLOCK..end {
                cut_primitive(&cutter, primitive, chosen, keep, by_facing, &mut out);
            }
            Ok(out)
        })
        .collect::<Result<_, Stop>>()?;
    let mut all = Piece::default();
    all.offsets.push(0);
    for part in &parts {
        task.check()?;
        let first = all.vertices.len() as u32;
        all.vertices.extend_from_slice(&part.vertices);
        all.primitives.extend_from_slice(&part.primitives);
        all.above.extend_from_slice(&part.above);
        all.offsets.extend(part.offsets.iter().map(|&end| first + end));
    }
    assemble(geometry, chosen, &sides, &crossings, &new_points, keep, all, task)
}

/// Adds what stays of a primitive.
fn cut_primitive(
    cutter: &Cutter<'_>,
    primitive: usize,
    chosen: &Selection,
    keep: [bool; 2],
    by_facing: bool,
    out: &mut Piece,
) {
    let topology = cutter.geometry.topology();
    let corners = topology.primitive(primitive);
    let has = |side: i8| corners.iter().any(|&point| cutter.sides[point as usize] == side);
    let (above, below) = (has(1), has(-1));
    let vertices = topology.vertices(primitive);
    let whole = vertices.start as u32..vertices.end as u32;
    if !chosen.contains(primitive) {
        return out.push(primitive, whole, above || !below);
    }
    match (above, below, topology.kind(primitive)) {
        (true, true, PrimitiveKind::Polygon) => cutter.cut_polygon(primitive, keep, out),
        (true, true, PrimitiveKind::Polyline) => cutter.cut_polyline(primitive, keep, out),
        (true, _, _) if keep[0] => out.push(primitive, whole, true),
        (false, true, _) if keep[1] => out.push(primitive, whole, false),
        (false, false, kind) => {
            let area = || cutter.geometry.polygon_area_vector(primitive).as_dvec3();
            let faces_up = kind == PrimitiveKind::Polygon
                && by_facing
                && area().dot(cutter.plane.normal) > 0.0;
            if !faces_up {
                out.push(primitive, whole, keep[0]);
            }
        }
        _ => {}
    }
}

/// Builds the geometry of what stays. Vertices from the number of old ones on are crossings.
#[expect(clippy::too_many_arguments, reason = "the second half of one function, with its parts")]
fn assemble(
    geometry: &Geometry,
    chosen: &Selection,
    sides: &[i8],
    crossings: &Crossings,
    new_points: &Table,
    keep: [bool; 2],
    all: Piece,
    task: &Task,
) -> Result<Part, Stop> {
    let topology = geometry.topology();
    let (point_count, vertex_count) = (geometry.point_count(), topology.vertex_count());
    // Points that primitives used stay if one still does; others by their side.
    let mut stays = vec![false; point_count + crossings.edges.len()];
    let goes_by_side = |side: i8| match side {
        1 => keep[0],
        -1 => keep[1],
        _ => true,
    };
    for (stays, &side) in stays.iter_mut().zip(sides) {
        *stays = !chosen.is_all() || goes_by_side(side);
    }
    topology.corners().iter().for_each(|&point| stays[point as usize] = false);
    task.check()?;
    let corner_of = |vertex: u32| match (vertex as usize).checked_sub(vertex_count) {
        None => topology.corners()[vertex as usize] as usize,
        Some(crossing) => point_count + crossings.points[crossing] as usize,
    };
    all.vertices.iter().for_each(|&vertex| stays[corner_of(vertex)] = true);
    task.check()?;

    let (old, new) = stays.split_at(point_count);
    let (old, new) = (marked(old, task)?, marked(new, task)?);
    let mut place = vec![NONE; stays.len()];
    for (index, &point) in old.iter().enumerate() {
        place[point as usize] = index as u32;
    }
    for (index, &point) in new.iter().enumerate() {
        place[point_count + point as usize] = (old.len() + index) as u32;
    }
    let corners = task.map(all.vertices.len(), |vertex| place[corner_of(all.vertices[vertex])])?;
    let mut in_plane = task.map(old.len(), |index| sides[old[index] as usize] == 0)?;
    in_plane.resize(old.len() + new.len(), true);

    let points = match (old.len() == point_count, new.is_empty()) {
        (true, true) => geometry.points().clone(),
        (false, true) => geometry.points().gather(&old, task)?,
        _ => Table::concat(
            &[&geometry.points().gather(&old, task)?, &new_points.gather(&new, task)?],
            task,
        )?,
    };
    task.check()?;
    let old_vertices = geometry.vertices();
    let vertices = match crossings.points.is_empty() || old_vertices.iter().next().is_none() {
        true if old_vertices.iter().next().is_none() => Table::new(all.vertices.len()),
        true => old_vertices.gather(&all.vertices, task)?,
        false => {
            let between =
                old_vertices.interpolate(&crossings.vertex_weights(topology, task)?, task)?;
            task.check()?;
            Table::concat(&[old_vertices, &between], task)?.gather(&all.vertices, task)?
        }
    };
    task.check()?;
    let primitives = geometry.primitives().gather(&all.primitives, task)?;
    let kinds = match topology.is_all_polygons() {
        true => Vec::new(),
        false => all.primitives.iter().map(|&p| topology.kind(p as usize)).collect(),
    };
    let topology = Topology::new(points.len(), all.offsets, corners, kinds);
    let detail = geometry.detail().clone();
    let geometry = Geometry::from_tables(topology, points, vertices, primitives, detail)
        .with_packed(geometry.packed().clone());
    Ok(Part { geometry, in_plane, above: all.above })
}
