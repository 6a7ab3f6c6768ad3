//! Polygons that fill what a plane has cut open.

use glam::{DVec2, Vec3};
use rayon::prelude::*;
use task::{Stop, Task};

use super::loops::{Border, polygons};
use super::plane::Plane;
use crate::runs::marked;
use crate::{Column, Geometry, NONE, PrimitiveKind, Table, Topology};

/// The geometry above a plane with polygons after its own that fill the rings in which its
/// border runs through the plane. They share the points of the border.
pub(super) fn fill(
    geometry: &Geometry,
    in_plane: &[bool],
    plane: &Plane,
    task: &Task,
) -> Result<Geometry, Stop> {
    let facing = -plane.normal;
    let (u, v) = facing.any_orthonormal_pair();
    let positions = geometry.positions();
    let at = |point: u32| {
        let place = positions[point as usize].as_dvec3();
        DVec2::new(place.dot(u), place.dot(v))
    };
    let border = border(geometry, in_plane, task)?;
    let caps = polygons(&border, &at, task)?;
    if caps.is_empty() {
        return Ok(geometry.clone());
    }
    task.check()?;

    let topology = geometry.topology();
    let mut offsets = topology.offsets().to_vec();
    let mut corners = topology.corners().to_vec();
    let (mut vertices_from, mut primitives_from) = (Vec::new(), Vec::new());
    for cap in &caps {
        let edges = cap.iter().map(|&edge| &border[edge as usize]);
        corners.extend(edges.clone().map(|edge| edge.from));
        vertices_from.extend(edges.clone().map(|edge| edge.vertex));
        primitives_from.extend(edges.take(1).map(|edge| edge.primitive));
        offsets.push(corners.len() as u32);
    }
    let mut kinds = topology.kinds().to_vec();
    if !kinds.is_empty() {
        kinds.resize(offsets.len() - 1, PrimitiveKind::Polygon);
    }
    let added = |table: &Table, from: &[u32]| -> Result<Table, Stop> {
        let mut added = table.gather(from, task)?;
        let groups: Vec<_> = added.groups().map(|(name, _)| name.clone()).collect();
        groups.into_iter().for_each(|name| added.set(name, Column::group(vec![false; from.len()])));
        if let Some(normals) = added.get_mut("N").and_then(Column::write::<Vec3>) {
            normals.fill(facing.as_vec3());
        }
        Table::concat(&[table, &added], task)
    };
    let vertices = added(geometry.vertices(), &vertices_from)?;
    task.check()?;
    let primitives = added(geometry.primitives(), &primitives_from)?;
    let topology = Topology::new(geometry.point_count(), offsets, corners, kinds);
    let (points, detail) = (geometry.points().clone(), geometry.detail().clone());
    Ok(Geometry::from_tables(topology, points, vertices, primitives, detail)
        .with_packed(geometry.packed().clone()))
}

/// The edges in the plane along which polygons end, run against these: where as many run one
/// way as the other there is no border.
fn border(geometry: &Geometry, in_plane: &[bool], task: &Task) -> Result<Vec<Border>, Stop> {
    let topology = geometry.topology();
    let (corners, next) = (topology.corners(), topology.try_next_vertices(task)?);
    let of_vertex = topology.try_primitive_of_vertex(task)?;
    let positions = geometry.positions();
    let usable = |point: u32| in_plane[point as usize] && positions[point as usize].is_finite();
    let candidates = task.map(corners.len(), |vertex| {
        next[vertex] != NONE && usable(corners[vertex]) && {
            let to = corners[next[vertex] as usize];
            to != corners[vertex] && usable(to) && topology.is_polygon(of_vertex[vertex] as usize)
        }
    })?;
    let mut edges: Vec<([u32; 2], u32)> = marked(&candidates, task)?
        .into_iter()
        .map(|vertex| {
            let (a, b) = (corners[vertex as usize], corners[next[vertex as usize] as usize]);
            ([a.min(b), a.max(b)], vertex)
        })
        .collect();
    edges.par_sort_unstable();
    task.check()?;
    let forwards = |vertex: u32| corners[vertex as usize] < corners[next[vertex as usize] as usize];
    let mut border = Vec::new();
    for same in edges.chunk_by(|a, b| a.0 == b.0) {
        let ahead = same.iter().filter(|(_, vertex)| forwards(*vertex)).count();
        let back = same.len() - ahead;
        let open = same.iter().filter(|(_, vertex)| forwards(*vertex) == (ahead > back));
        border.extend(open.take(ahead.abs_diff(back)).map(|&(_, vertex)| Border {
            from: corners[next[vertex as usize] as usize],
            to: corners[vertex as usize],
            vertex: next[vertex as usize],
            primitive: of_vertex[vertex as usize],
        }));
    }
    Ok(border)
}
