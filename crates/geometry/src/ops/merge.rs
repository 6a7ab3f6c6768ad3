//! Many geometries as one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use task::{Stop, Task};

use crate::{Column, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind, Table, Topology};

/// The geometries one after another: their points, vertices and primitives in the given order.
///
/// Attributes are united by name in each domain, as [`Table::concat`] says: what a geometry
/// lacks takes the name's default value, and the first geometry's type wins. Groups are united
/// in the same way. Of a detail attribute the first geometry that has it gives the value. Packed
/// instances keep what they show; geometries that several of them share are held once.
pub fn merge(geometries: &[&Geometry], task: &Task) -> Result<Geometry, Stop> {
    let geometries: Vec<&Geometry> =
        geometries.iter().copied().filter(|geometry| holds_something(geometry)).collect();
    match geometries[..] {
        [] => return Ok(Geometry::default()),
        [only] => return Ok(only.clone()),
        _ => {}
    }
    let sum = |count: fn(&Geometry) -> usize| geometries.iter().map(|&g| count(g) as u64).sum();
    task.reserve(sum(Geometry::point_count), 12, "the points of what is merged")?;
    task.reserve(sum(Geometry::vertex_count), 4, "the vertices of what is merged")?;
    task.reserve(sum(Geometry::primitive_count), 4, "the primitives of what is merged")?;

    let concat = |table: fn(&Geometry) -> &Table| {
        let tables: Vec<&Table> = geometries.iter().map(|&geometry| table(geometry)).collect();
        Table::concat(&tables, task)
    };
    let (topology, (points, (vertices, primitives))) = rayon::join(
        || join_topologies(&geometries, task),
        || {
            rayon::join(
                || concat(Geometry::points),
                || {
                    rayon::join(
                        || concat(Geometry::vertices),
                        || join_primitives(&geometries, task),
                    )
                },
            )
        },
    );
    let (topology, points, vertices) = (topology?, points?, vertices?);
    let (primitives, packed) = primitives?;
    let mut detail = Table::new(1);
    for (name, column) in geometries.iter().flat_map(|geometry| geometry.detail().iter()) {
        if !detail.contains(name) {
            detail.set(name, column.clone());
        }
    }
    Ok(Geometry::from_tables(topology, points, vertices, primitives, detail).with_packed(packed))
}

/// Whether a geometry adds elements or attributes.
fn holds_something(geometry: &Geometry) -> bool {
    let columns = crate::Domain::ALL.map(|domain| geometry.table(domain).iter().count());
    geometry.point_count() > 0 || geometry.primitive_count() > 0 || columns != [1, 0, 0, 0]
}

fn join_topologies(geometries: &[&Geometry], task: &Task) -> Result<Topology, Stop> {
    let total = |count: fn(&Geometry) -> usize| geometries.iter().map(|&g| count(g)).sum();
    let mut offsets = Vec::with_capacity(total(Geometry::primitive_count) + 1);
    let mut corners = Vec::with_capacity(total(Geometry::vertex_count));
    let mut kinds = Vec::new();
    let all_polygons = geometries.iter().all(|geometry| geometry.topology().is_all_polygons());
    let mut first_point = 0;
    offsets.push(0);
    for geometry in geometries {
        task.check()?;
        let topology = geometry.topology();
        let first_vertex = corners.len() as u32;
        offsets.extend(topology.offsets()[1..].iter().map(|&offset| first_vertex + offset));
        corners.extend(topology.corners().iter().map(|&point| first_point + point));
        if !all_polygons {
            kinds.extend_from_slice(topology.kinds());
            kinds.resize(offsets.len() - 1, PrimitiveKind::Polygon);
        }
        first_point += topology.point_count() as u32;
    }
    Ok(Topology::new(first_point as usize, offsets, corners, kinds))
}

/// The primitive tables with one numbering of packed sources, and these sources.
fn join_primitives(
    geometries: &[&Geometry],
    task: &Task,
) -> Result<(Table, Vec<Arc<Geometry>>), Stop> {
    let mut packed = Vec::new();
    let mut known = HashMap::<*const Geometry, i32>::new();
    let mut renumbered = BTreeMap::new();
    let any_packed = geometries.iter().any(|geometry| !geometry.packed().is_empty());
    for (index, geometry) in geometries.iter().enumerate().filter(|_| any_packed) {
        let mut number = |source: &Arc<Geometry>| {
            *known.entry(Arc::as_ptr(source)).or_insert_with(|| {
                packed.push(source.clone());
                packed.len() as i32 - 1
            })
        };
        let numbers: Vec<i32> = geometry.packed().iter().map(&mut number).collect();
        // A source that does not exist must not become one of another geometry's.
        let renumber = |source: &i32| {
            usize::try_from(*source).ok().and_then(|s| numbers.get(s)).copied().unwrap_or(-1)
        };
        let mut table = geometry.primitives().clone();
        if let Some(column) = table.remove(PACKED_SOURCE)
            && let Some(sources) = column.read::<i32>()
        {
            table.set(PACKED_SOURCE, Column::new(sources.iter().map(renumber).collect()));
        }
        // Of another type it says nothing, and must not decide the type of the others'.
        table
            .retain(|name, column| name != PACKED_TRANSFORM || column.read::<[f32; 9]>().is_some());
        renumbered.insert(index, table);
    }
    let tables: Vec<&Table> = geometries
        .iter()
        .enumerate()
        .map(|(index, geometry)| renumbered.get(&index).unwrap_or(geometry.primitives()))
        .collect();
    Ok((Table::concat(&tables, task)?, packed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Domain, Text, shapes};
    use task::CancelToken;

    fn free() -> Task {
        Task::unlimited()
    }

    #[test]
    fn every_pair_of_shapes_merges_with_all_that_both_hold() {
        let shapes = shapes::all();
        for (name, a) in &shapes {
            for (other, b) in &shapes {
                let what = format!("{name} and {other}");
                let merged = merge(&[a, b], &free()).unwrap();
                let finite = !what.contains("not numbers");
                shapes::assert_sound(&merged, finite, &what);
                for domain in [Domain::Point, Domain::Vertex, Domain::Primitive] {
                    assert_eq!(merged.count(domain), a.count(domain) + b.count(domain), "{what}");
                    for (column, _) in a.table(domain).iter().chain(b.table(domain).iter()) {
                        assert!(merged.table(domain).contains(column), "{what}: {column}");
                    }
                }
                assert!(merged.detail().contains("note"));
                assert_eq!(merged.packed_count(), a.packed_count() + b.packed_count());
                for (corner, &point) in b.topology().corners().iter().enumerate() {
                    let at = merged.topology().corners()[a.vertex_count() + corner];
                    assert_eq!(at as usize, a.point_count() + point as usize, "{what}");
                }
                for primitive in 0..b.primitive_count() {
                    let at = a.primitive_count() + primitive;
                    assert_eq!(merged.topology().kind(at), b.topology().kind(primitive), "{what}");
                }
            }
        }
    }

    #[test]
    fn one_or_none_is_shared() {
        let cube = shapes::with_attributes(shapes::cube());
        let merged = merge(&[&Geometry::default(), &cube, &Geometry::default()], &free()).unwrap();
        assert!(Arc::ptr_eq(merged.topology(), cube.topology()));
        assert_eq!(merge(&[], &free()).unwrap(), Geometry::default());
    }

    #[test]
    fn instances_go_on_showing_what_they_showed_and_share_it() {
        let packed = shapes::packed();
        let mut other = shapes::packed();
        other = other.with_packed(vec![Arc::new(shapes::torus(8, 8)), packed.packed()[0].clone()]);
        other.table_mut(Domain::Primitive).write::<i32>(PACKED_SOURCE)[..3]
            .copy_from_slice(&[1, 0, 7]);
        let merged = merge(&[&shapes::grid(2, 2), &packed, &other], &free()).unwrap();
        assert_eq!(merged.packed().len(), 2, "the cube is held once");
        let shown: Vec<usize> = merged.instances().map(|i| i.geometry.point_count()).collect();
        assert_eq!(shown, [8, 8, 8, 8, 64], "the source that is not there stays away");
        let sources = merged.primitives().read::<i32>(PACKED_SOURCE).unwrap();
        assert_eq!(sources, [-1, -1, -1, -1, 0, 0, 0, -1, 0, 1, -1, -1]);
        let matrices = |geometry: &Geometry| -> Vec<glam::Mat3> {
            geometry.instances().map(|instance| instance.matrix).collect()
        };
        assert_eq!(matrices(&merged)[..3], matrices(&packed)[..]);
    }

    #[test]
    fn a_column_of_the_wrong_type_does_not_hide_the_others() {
        let mut wrong = shapes::cube();
        let text = Column::text(Text::from_strings(["a"; 6]));
        wrong.table_mut(Domain::Primitive).set(PACKED_SOURCE, text);
        wrong.table_mut(Domain::Primitive).write::<f32>(PACKED_TRANSFORM);
        let packed = shapes::packed();
        let merged = merge(&[&wrong, &packed], &free()).unwrap();
        assert_eq!(merged.instances().count(), 3);
        let scale = |geometry: &Geometry| geometry.instances().nth(2).unwrap().matrix.y_axis;
        assert_eq!(scale(&merged), scale(&packed));
    }

    #[test]
    fn the_first_detail_wins() {
        let with_note = |note: &str| {
            let mut cube = shapes::cube();
            cube.table_mut(Domain::Detail).set("note", Column::text(Text::from_strings([note])));
            cube
        };
        let merged = merge(&[&shapes::cube(), &with_note("a"), &with_note("b")], &free()).unwrap();
        assert_eq!(merged.detail().get("note").and_then(Column::texts).unwrap().get(0), "a");
    }

    #[test]
    fn stops_when_cancelled_or_too_large() {
        let cube = shapes::cube();
        let cancelled = free();
        cancelled.cancel_token().cancel();
        assert_eq!(merge(&[&cube, &cube], &cancelled), Err(Stop::Cancelled));
        let small = Task::new(CancelToken::default(), 64);
        assert!(matches!(merge(&[&cube, &cube], &small), Err(Stop::TooLarge { .. })));
    }
}
