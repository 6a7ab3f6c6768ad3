//! Packed instances: each geometry once, with the places of all its instances.

use std::collections::HashMap;

use bytemuck::{Pod, Zeroable};
use geometry::{Column, Geometry};
use glam::{Affine3A, Mat3A, Vec3};
use task::{Stop, Task};

use super::{Ramped, colours};

/// Where a geometry stands, as shaders read it.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub(crate) struct InstanceRecord {
    rows: [[f32; 4]; 3],
    /// The primitive of the outermost geometry that it is, counted from 1; 0 for what is itself
    /// the outermost. Its colour. 1 where it is marked.
    ids: [u32; 4],
}

/// A geometry and where it stands.
pub(crate) struct Placed<'a> {
    /// The geometry.
    pub(crate) geometry: &'a Geometry,
    /// A place for each instance.
    pub(crate) records: Vec<InstanceRecord>,
}

/// What an instance hands on to those inside it.
#[derive(Clone, Copy)]
struct Handed {
    place: Affine3A,
    id: u32,
    tint: u32,
    marked: bool,
}

/// A colour that changes nothing.
const WHITE: u32 = u32::MAX;

impl Handed {
    fn record(&self) -> InstanceRecord {
        let matrix = self.place.matrix3.transpose();
        let position = self.place.translation;
        let row = |axis: usize| {
            let [x, y, z] = matrix.col(axis).to_array();
            [x, y, z, position[axis]]
        };
        let ids = [self.id, self.tint, u32::from(self.marked), 0];
        InstanceRecord { rows: [row(0), row(1), row(2)], ids }
    }
}

/// A geometry and all that its instances show, each geometry once; the outermost comes first.
/// Members of a group of primitives are marked.
pub(crate) fn collect<'a>(
    root: &'a Geometry,
    group: Option<&str>,
    ramped: Option<&Ramped<'_>>,
    task: &Task,
) -> Result<Vec<Placed<'a>>, Stop> {
    let here = Handed { place: Affine3A::IDENTITY, id: 0, tint: WHITE, marked: false };
    let mut all = vec![Placed { geometry: root, records: vec![here.record()] }];
    let mut known = HashMap::<*const Geometry, usize>::new();
    let members = group.and_then(|group| root.primitives().group(group));
    let mut open = vec![(root, here)];
    let mut count = 0_u64;
    while let Some((geometry, handed)) = open.pop() {
        let tints = Tints::of(geometry, ramped);
        for (index, instance) in geometry.instances().enumerate() {
            if index.is_multiple_of(task::GRAIN) {
                task.check()?;
                task.reserve(count, 64, "the places of packed instances")?;
            }
            count += 1;
            let matrix = Mat3A::from(instance.matrix);
            let own = Affine3A { matrix3: matrix, translation: instance.position.into() };
            let is_outermost = handed.id == 0;
            let inside = Handed {
                place: handed.place * own,
                id: if is_outermost { instance.primitive as u32 + 1 } else { handed.id },
                tint: tints.at(instance.primitive).unwrap_or(handed.tint),
                marked: match is_outermost {
                    true => members.is_some_and(|members| members[instance.primitive]),
                    false => handed.marked,
                },
            };
            let shown: &'a Geometry = instance.geometry;
            let slot = *known.entry(shown).or_insert_with(|| {
                all.push(Placed { geometry: shown, records: Vec::new() });
                all.len() - 1
            });
            all[slot].records.push(inside.record());
            if !shown.packed().is_empty() {
                open.push((shown, inside));
            }
        }
    }
    Ok(all)
}

/// The colours of packed instances: of their primitives, else of their points.
struct Tints<'a> {
    geometry: &'a Geometry,
    ramped: Option<&'a Ramped<'a>>,
    primitives: Option<&'a Column>,
    points: Option<&'a Column>,
}

impl<'a> Tints<'a> {
    fn of(geometry: &'a Geometry, ramped: Option<&'a Ramped<'a>>) -> Self {
        use geometry::Domain;
        if let Some(by) = ramped {
            let column = by.column(geometry);
            let primitives = column.filter(|_| by.domain() == Domain::Primitive);
            let points = column.filter(|_| by.domain() == Domain::Point);
            return Self { geometry, ramped, primitives, points };
        }
        let is_colour = |column: &&Column| column.floats().is_some() && column.size() >= 3;
        let primitives = geometry.primitives().get("Cd").filter(is_colour);
        let points = geometry.points().get("Cd").filter(is_colour);
        Self { geometry, ramped, primitives, points }
    }

    fn at(&self, primitive: usize) -> Option<u32> {
        let (column, index) = match (self.primitives, self.points) {
            (Some(column), _) => (column, primitive),
            (None, Some(column)) => {
                (column, *self.geometry.topology().primitive(primitive).first()? as usize)
            }
            (None, None) => return None,
        };
        if let Some(ramped) = self.ramped {
            return Some(ramped.colour(column, index));
        }
        let colour = Vec3::from_slice(&column.floats()?[index * column.size()..]);
        Some(colours::pack([colour.x, colour.y, colour.z, 1.0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use geometry::{Domain, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind, Topology, shapes};

    /// Instances of one geometry along the x axis, each twice as large.
    fn row(inside: Geometry, count: usize) -> Geometry {
        let numbers = 0..count as u32;
        let kinds = vec![PrimitiveKind::Packed; count];
        let topology = Topology::new(count, (0..=count as u32).collect(), numbers.collect(), kinds);
        let positions = (0..count).map(|index| Vec3::X * index as f32);
        let mut made = Geometry::new(topology, positions.collect());
        let table = made.table_mut(Domain::Primitive);
        table.set(PACKED_SOURCE, Column::new(vec![0_i32; count]));
        let matrix = [2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 2.0];
        table.set(PACKED_TRANSFORM, Column::new(vec![matrix; count]));
        made.with_packed(vec![Arc::new(inside)])
    }

    #[test]
    fn instances_within_instances_are_one_geometry_with_all_places() {
        let nested = row(row(shapes::cube(), 3), 5);
        let found = collect(&nested, None, None, &Task::unlimited()).unwrap();
        let counts: Vec<usize> = found.iter().map(|placed| placed.records.len()).collect();
        assert_eq!(counts, [1, 5, 15]);
        let last = found[2].records.iter().find(|record| record.ids[0] == 4);
        let rows = last.unwrap().rows;
        assert_eq!(rows[0][..3], [4.0, 0.0, 0.0]);
        let far = found[2].records.iter().map(|record| record.rows[0][3]).fold(0.0, f32::max);
        assert_eq!(far, 4.0 + 2.0 * 2.0);
        assert!(found[2].records.iter().all(|record| (1..=5).contains(&record.ids[0])));
    }

    #[test]
    fn instances_take_the_colour_of_their_primitive_and_their_group() {
        let mut geometry = row(shapes::cube(), 2);
        let table = geometry.table_mut(Domain::Primitive);
        table.set("Cd", Column::new(vec![[1.0_f32, 1.0, 1.0], [0.0, 0.0, 1.0]]));
        table.set("odd", Column::group(vec![false, true]));
        let found = collect(&geometry, Some("odd"), None, &Task::unlimited()).unwrap();
        let ids: Vec<[u32; 4]> = found[1].records.iter().map(|record| record.ids).collect();
        assert_eq!(ids, [[1, WHITE, 0, 0], [2, 0xFFFF_0000, 1, 0]]);
    }
}
