//! No edge with more than two polygons.
//!
//! Points that became one, and ways from point to point inside of filled faces, may give an edge
//! the polygons of two. Each pair of polygons but the first then gets a point of its own in the
//! middle of the edge: whatever made the edge, the result is closed.

use std::collections::{BTreeMap, BTreeSet};

use task::Task;

use super::BooleanError;
use super::combine::Combined;
use crate::{Geometry, Topology, Weights};

/// Divides the edges that have more than two polygons. `cut` says how many polygons at the end of
/// each part are cut ones: no others can be the cause.
pub(super) fn separated(
    combined: Combined,
    cut: [usize; 2],
    task: &Task,
) -> Result<Combined, BooleanError> {
    let topology = combined.geometry.topology();
    let ends = [combined.from_first, topology.primitive_count()];
    let crowded = crowded_edges(topology, [0, 1].map(|part| ends[part] - cut[part]..ends[part]));
    task.check()?;
    if crowded.is_empty() {
        return Ok(combined);
    }
    let first_new = topology.point_count() as u32;
    let (of_vertex, middles) = middles(topology, &crowded);
    let mut seam = combined.seam;
    seam.extend(
        middles.iter().map(|ends| ends.iter().all(|&end| seam[end as usize])).collect::<Vec<_>>(),
    );
    let mut points = Weights::with_capacity(seam.len(), seam.len());
    (0..first_new).for_each(|point| points.push([(point, 1.0)]));
    middles.iter().for_each(|[a, b]| points.push([(*a, 0.5), (*b, 0.5)]));
    let mut vertices = Weights::with_capacity(topology.vertex_count(), topology.vertex_count());
    let (mut offsets, mut corners) = (vec![0], Vec::new());
    for polygon in 0..topology.primitive_count() {
        let range = topology.vertices(polygon);
        for vertex in range.clone() {
            corners.push(topology.corners()[vertex]);
            vertices.push([(vertex as u32, 1.0)]);
            if let Some(middle) = of_vertex.get(&(vertex as u32)) {
                let next = if vertex + 1 < range.end { vertex + 1 } else { range.start };
                corners.push(first_new + middle);
                vertices.push([(vertex as u32, 0.5), (next as u32, 0.5)]);
            }
        }
        offsets.push(corners.len() as u32);
    }
    let old = &combined.geometry;
    let geometry = Geometry::from_tables(
        Topology::polygons(seam.len(), offsets, corners),
        old.points().interpolate(&points, task)?,
        old.vertices().interpolate(&vertices, task)?,
        old.primitives().clone(),
        old.detail().clone(),
    );
    Ok(Combined { geometry, seam, from_first: combined.from_first })
}

/// The edges, lower point first, that have more than two polygons, at least two of them cut.
fn crowded_edges(topology: &Topology, cut: [std::ops::Range<usize>; 2]) -> BTreeSet<[u32; 2]> {
    let mut edges: Vec<[u32; 2]> = Vec::new();
    for polygon in cut.iter().cloned().flatten() {
        edges.extend(edges_of(topology, polygon).map(|(_, edge)| edge));
    }
    edges.sort_unstable();
    let mut crowded = BTreeSet::new();
    let mut full = BTreeSet::new();
    let mut is_near = vec![false; topology.point_count()];
    for same in edges.chunk_by(|a, b| a == b) {
        match same.len() {
            1 => {}
            2 => {
                full.insert(same[0]);
                same[0].iter().for_each(|&point| is_near[point as usize] = true);
            }
            _ => {
                crowded.insert(same[0]);
            }
        }
    }
    // Whole polygons may have an edge that already has two cut ones.
    let whole = (0..cut[0].start).chain(cut[0].end..cut[1].start);
    for (_, edge) in whole.flat_map(|polygon| edges_of(topology, polygon)) {
        if edge.iter().all(|&point| is_near[point as usize]) && full.contains(&edge) {
            crowded.insert(edge);
        }
    }
    crowded
}

/// The edges of a polygon: the vertex that each leaves, and its points, the lower first.
fn edges_of(topology: &Topology, polygon: usize) -> impl Iterator<Item = (u32, [u32; 2])> {
    let corners = topology.primitive(polygon);
    let first = topology.vertices(polygon).start;
    (0..corners.len()).map(move |corner| {
        let (a, b) = (corners[corner], corners[(corner + 1) % corners.len()]);
        ((first + corner) as u32, [a.min(b), a.max(b)])
    })
}

/// New points in the middle of edges, by their ends; and for each vertex that an edge leaves
/// which of them comes after it. Polygons that run against each other come in pairs, those of
/// one part together.
fn middles(
    topology: &Topology,
    crowded: &BTreeSet<[u32; 2]>,
) -> (BTreeMap<u32, u32>, Vec<[u32; 2]>) {
    let mut found: BTreeMap<[u32; 2], [Vec<u32>; 2]> = BTreeMap::new();
    for polygon in 0..topology.primitive_count() {
        for (vertex, edge) in edges_of(topology, polygon).filter(|(_, edge)| crowded.contains(edge))
        {
            let is_forwards = topology.corners()[vertex as usize] == edge[0];
            found.entry(edge).or_default()[usize::from(is_forwards)].push(vertex);
        }
    }
    let (mut of_vertex, mut ends) = (BTreeMap::new(), Vec::new());
    for (edge, [back, ahead]) in found {
        for (&back, &ahead) in back.iter().zip(&ahead).skip(1) {
            of_vertex.extend([back, ahead].map(|vertex| (vertex, ends.len() as u32)));
            ends.push(edge);
        }
    }
    (of_vertex, ends)
}
