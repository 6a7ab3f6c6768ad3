//! New points, primitives and corners. Attributes of what is new have their names' defaults.

use std::collections::BTreeMap;

use expression::Change;
use glam::Vec3;
use task::{Stop, Task};

use super::{Ignored, element};
use crate::{Geometry, PrimitiveKind, Table, Topology};

/// The geometry with what was added behind what there was.
pub(super) fn with_additions(
    geometry: Geometry,
    changes: &[Change],
    ignored: &mut Ignored<'_>,
    task: &Task,
) -> Result<Geometry, Stop> {
    let mut places = Vec::new();
    let mut primitives = 0;
    for change in changes {
        match change {
            Change::AddPoint(place) => places.push(Vec3::from_array(*place)),
            Change::AddPrimitive { .. } => primitives += 1,
            _ => {}
        }
    }
    let corners = changes.iter().any(|change| matches!(change, Change::AddVertex { .. }));
    if places.is_empty() && primitives == 0 && !corners {
        return Ok(geometry);
    }
    let old = geometry.point_count();
    task.reserve((old + places.len()) as u64, 12, "this many points")?;
    let mut points = Table::concat(&[geometry.points(), &Table::new(places.len())], task)?;
    let mut all = geometry.positions().to_vec();
    all.extend(places);
    let point_count = all.len();
    points.set("P", crate::Column::new(all));
    let added = Added::of(geometry.topology(), changes, point_count, ignored);
    let (topology, vertices_from) = added.topology(geometry.topology(), point_count, task)?;
    let new_vertices = vertices_from.iter().filter(|&&from| from == crate::NONE).count();
    let vertices = geometry.vertices();
    let spare = vertices.len() as u32;
    let vertices = if new_vertices == 0 {
        vertices.clone()
    } else {
        // One more row with the defaults, for all that are new.
        let rows: Vec<u32> = vertices_from.iter().map(|&from| from.min(spare)).collect();
        Table::concat(&[vertices, &Table::new(1)], task)?.gather(&rows, task)?
    };
    let primitives = Table::concat(&[geometry.primitives(), &Table::new(primitives)], task)?;
    let detail = geometry.detail().clone();
    let whole = Geometry::from_tables(topology, points, vertices, primitives, detail);
    Ok(whole.with_packed(geometry.packed().clone()))
}

/// New primitives, and corners that are added to primitives.
struct Added {
    primitives: Vec<(PrimitiveKind, Vec<u32>)>,
    corners: BTreeMap<usize, Vec<u32>>,
}

impl Added {
    fn of(
        topology: &Topology,
        changes: &[Change],
        point_count: usize,
        ignored: &mut Ignored<'_>,
    ) -> Self {
        let mut added = Self { primitives: Vec::new(), corners: BTreeMap::new() };
        let old = topology.primitive_count();
        let known = |point: i32, ignored: &mut Ignored<'_>| {
            let known = element(point, point_count);
            if known.is_none() {
                ignored.note(|| format!("a primitive cannot have point {point}: there is none"));
            }
            known.map(|point| point as u32)
        };
        for change in changes {
            if let Change::AddPrimitive { is_closed, points } = change {
                let kind =
                    if *is_closed { PrimitiveKind::Polygon } else { PrimitiveKind::Polyline };
                let points = points.iter().filter_map(|&point| known(point, ignored)).collect();
                added.primitives.push((kind, points));
            }
        }
        let count = old + added.primitives.len();
        for change in changes {
            let Change::AddVertex { primitive, point } = *change else { continue };
            let Some(point) = known(point, ignored) else { continue };
            match element(primitive, count) {
                Some(new) if new >= old => added.primitives[new - old].1.push(point),
                Some(there) if topology.kind(there) != PrimitiveKind::Packed => {
                    added.corners.entry(there).or_default().push(point);
                }
                _ => ignored.note(|| format!("primitive {primitive} cannot have more corners")),
            }
        }
        added
    }

    /// The whole topology, and from which old vertex each comes.
    fn topology(
        self,
        old: &Topology,
        point_count: usize,
        task: &Task,
    ) -> Result<(Topology, Vec<u32>), Stop> {
        let new = self.primitives.iter().map(|(_, points)| points.len()).sum::<usize>()
            + self.corners.values().map(Vec::len).sum::<usize>();
        let vertex_count = old.vertex_count() + new;
        task.reserve(vertex_count as u64, 8, "this many corners")?;
        let mut corners = Vec::with_capacity(vertex_count);
        let mut from = Vec::with_capacity(vertex_count);
        let mut offsets = vec![0];
        let mut kinds = Vec::new();
        for primitive in 0..old.primitive_count() {
            corners.extend_from_slice(old.primitive(primitive));
            from.extend(old.vertices(primitive).map(|vertex| vertex as u32));
            if let Some(more) = self.corners.get(&primitive) {
                corners.extend_from_slice(more);
            }
            from.resize(corners.len(), crate::NONE);
            offsets.push(corners.len() as u32);
            kinds.push(old.kind(primitive));
        }
        for (kind, points) in self.primitives {
            corners.extend(points);
            from.resize(corners.len(), crate::NONE);
            offsets.push(corners.len() as u32);
            kinds.push(kind);
        }
        Ok((Topology::new(point_count, offsets, corners, kinds), from))
    }
}
