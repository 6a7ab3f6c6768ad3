//! Many placed copies of a few geometries, made real in one go.

use std::ops::Range;
use std::sync::Arc;

use glam::Mat3;
use rayon::prelude::*;
use task::{Stop, Task};

use super::extract::vertices_of;
use super::merge::merge;
use super::pieces::Pieces;
use super::placement::Placements;
use crate::runs::{fill_runs, run_offsets, zeroes};
use crate::{Column, Data, Domain, Geometry, Meaning, Table, Text, Topology, Turning};

/// Geometries that lie one after another in one, so that their attributes are of one kind.
pub(crate) struct Parts {
    united: Geometry,
    parts: Vec<Part>,
}

/// The elements of one part.
#[derive(Clone)]
struct Part {
    points: Range<u32>,
    vertices: Range<u32>,
    primitives: Range<u32>,
}

impl Part {
    fn of(&self, domain: Domain) -> Range<u32> {
        match domain {
            Domain::Point => self.points.clone(),
            Domain::Vertex => self.vertices.clone(),
            Domain::Primitive => self.primitives.clone(),
            Domain::Detail => 0..1,
        }
    }
}

impl Parts {
    /// One geometry as the only part.
    pub fn one(geometry: &Geometry) -> Self {
        let whole = |domain| 0..geometry.count(domain) as u32;
        let part = Part {
            points: whole(Domain::Point),
            vertices: whole(Domain::Vertex),
            primitives: whole(Domain::Primitive),
        };
        Self { united: geometry.clone(), parts: vec![part] }
    }

    /// Each geometry as a part. Attributes are united as [`merge`] does it.
    pub fn several(geometries: &[&Geometry], task: &Task) -> Result<Self, Stop> {
        let mut next = [0_u32; 3];
        let mut run = |geometry: &Geometry, domain: Domain| {
            let first = next[domain as usize];
            next[domain as usize] += geometry.count(domain) as u32;
            first..next[domain as usize]
        };
        let united = merge(geometries, task)?;
        let parts = geometries.iter().map(|geometry| Part {
            points: run(geometry, Domain::Point),
            vertices: run(geometry, Domain::Vertex),
            primitives: run(geometry, Domain::Primitive),
        });
        let parts = parts.collect();
        Ok(Self { united, parts })
    }

    /// Each piece of a geometry as a part. Points between pieces are in each.
    pub fn pieces(geometry: &Geometry, pieces: &Pieces, task: &Task) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let primitives = pieces.primitives.items();
        let (offsets, vertices) = vertices_of(topology, primitives, task)?;
        // Where each point stands in the piece at hand.
        let mut place = zeroes::<u32>(topology.point_count());
        let mut corners = Vec::with_capacity(vertices.len());
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in 0..pieces.len() {
            task.check()?;
            let points = pieces.points.offsets()[piece]..pieces.points.offsets()[piece + 1];
            for (point, index) in pieces.points.of(piece).iter().zip(points.clone()) {
                place[*point as usize] = index;
            }
            let own = pieces.primitives.offsets()[piece]..pieces.primitives.offsets()[piece + 1];
            let run = offsets[own.start as usize]..offsets[own.end as usize];
            corners.extend(
                vertices[run.start as usize..run.end as usize]
                    .iter()
                    .map(|&vertex| place[topology.corners()[vertex as usize] as usize]),
            );
            parts.push(Part { points, vertices: run, primitives: own });
        }
        let kinds = match topology.kinds() {
            [] => Vec::new(),
            kinds => primitives.iter().map(|&primitive| kinds[primitive as usize]).collect(),
        };
        let points = pieces.points.items();
        let united = Geometry::from_tables(
            Topology::new(points.len(), offsets, corners, kinds),
            geometry.points().gather(points, task)?,
            geometry.vertices().gather(&vertices, task)?,
            geometry.primitives().gather(primitives, task)?,
            geometry.detail().clone(),
        );
        Ok(Self { united: united.with_packed(geometry.packed().clone()), parts })
    }

    /// Every part on its own.
    pub fn separate(&self, task: &Task) -> Result<Vec<Arc<Geometry>>, Stop> {
        let part = |index| {
            task.check()?;
            Ok(Arc::new(self.part(index, task)?))
        };
        (0..self.parts.len()).into_par_iter().map(part).collect()
    }

    /// One part on its own.
    fn part(&self, index: usize, task: &Task) -> Result<Geometry, Stop> {
        if self.parts.len() == 1 {
            return Ok(self.united.clone());
        }
        let Part { points, vertices, primitives } = self.parts[index].clone();
        let source = self.united.topology();
        let (first, end) = (primitives.start as usize, primitives.end as usize);
        let offsets = source.offsets()[first..=end].iter().map(|offset| offset - vertices.start);
        let corners = &source.corners()[vertices.start as usize..vertices.end as usize];
        let corners = corners.iter().map(|point| point - points.start);
        let kinds = source.kinds().get(first..end).unwrap_or(&[]).to_vec();
        let count = points.len();
        let topology = Topology::new(count, offsets.collect(), corners.collect(), kinds);
        let rows = |domain, range: Range<u32>| {
            self.united.table(domain).gather(&range.collect::<Vec<u32>>(), task)
        };
        let part = Geometry::from_tables(
            topology,
            rows(Domain::Point, points)?,
            rows(Domain::Vertex, vertices)?,
            rows(Domain::Primitive, primitives)?,
            self.united.detail().clone(),
        );
        Ok(match part.packed_count() {
            0 => part.without_packed(),
            _ => part.with_packed(self.united.packed().clone()),
        })
    }
}

/// Copies of parts, and where the elements of each copy lie.
pub(crate) struct Copies {
    /// The copies, one after another.
    pub geometry: Geometry,
    /// Where the points, vertices and primitives of each copy begin, and the ends.
    offsets: [Vec<u32>; 3],
    one_each: bool,
}

impl Copies {
    /// A geometry in which each copy is one point, one vertex and one primitive.
    pub fn packed(geometry: Geometry) -> Self {
        Self { geometry, offsets: [const { Vec::new() }; 3], one_each: true }
    }

    /// Whether each copy has one element of a domain.
    pub fn one_each(&self, domain: Domain) -> bool {
        self.one_each && domain != Domain::Detail
    }

    /// Where the elements of each copy begin in a domain, and the end.
    pub fn offsets(&self, domain: Domain) -> &[u32] {
        const WHOLE: &[u32] = &[0, 1];
        self.offsets.get(domain as usize).map_or(WHOLE, Vec::as_slice)
    }

    /// Copies of `parts`: the `i`-th is the part `which(i)`, placed by the `i`-th placement.
    ///
    /// Every attribute is transformed as [`Turning`] says; polygons that are mirrored are turned
    /// round, so that what was outside stays outside.
    pub fn make(
        parts: &Parts,
        which: impl Fn(usize) -> usize + Sync,
        placements: &Placements,
        task: &Task,
    ) -> Result<Self, Stop> {
        let count = placements.len();
        let united = &parts.united;
        let offsets_of = |domain: Domain, what| {
            let length = |copy: usize| parts.parts[which(copy)].of(domain).len();
            run_offsets(count, length, row_bytes(united.table(domain)), what, task)
        };
        let offsets = [
            offsets_of(Domain::Point, "the points of the copies")?,
            offsets_of(Domain::Vertex, "the vertices of the copies")?,
            offsets_of(Domain::Primitive, "the primitives of the copies")?,
        ];
        let tiling = Tiling { parts, which: &which, placements, offsets: &offsets, task };
        let topology = tiling.topology()?;
        let [points, vertices, primitives] = [
            tiling.table(Domain::Point)?,
            tiling.table(Domain::Vertex)?,
            tiling.table(Domain::Primitive)?,
        ];
        let detail = united.detail().clone();
        let geometry = Geometry::from_tables(topology, points, vertices, primitives, detail)
            .with_packed(united.packed().clone());
        let geometry = turn_mirrored(geometry, placements, &offsets[2], task)?;
        Ok(Self { geometry, offsets, one_each: false })
    }
}

/// Bytes that the columns of a table take for one element, and for its topology.
fn row_bytes(table: &Table) -> u64 {
    let columns = table.iter().map(|(_, column)| match column.data() {
        Data::Bool(_) => 1,
        _ => 4 * column.size() as u64,
    });
    4 + columns.sum::<u64>()
}

/// What is needed to lay out the copies.
struct Tiling<'a, W> {
    parts: &'a Parts,
    which: &'a W,
    placements: &'a Placements,
    offsets: &'a [Vec<u32>; 3],
    task: &'a Task,
}

impl<W: Fn(usize) -> usize + Sync> Tiling<'_, W> {
    /// The number of elements of a domain in all copies.
    fn total(&self, domain: Domain) -> usize {
        self.offsets[domain as usize].last().map_or(0, |&end| end as usize)
    }

    /// Calls `f` with a copy, the first element of its part to read, and the numbers to fill.
    fn fill<T: Send>(
        &self,
        domain: Domain,
        size: usize,
        out: &mut [T],
        f: impl Fn(usize, usize, &mut [T]) + Sync,
    ) -> Result<(), Stop> {
        fill_runs(&self.offsets[domain as usize], size, out, self.task, |copy, from, slots| {
            let part = &self.parts.parts[(self.which)(copy)];
            f(copy, part.of(domain).start as usize + from, slots);
        })
    }

    fn topology(&self) -> Result<Topology, Stop> {
        let source = self.parts.united.topology();
        let [points, vertices, _] = self.offsets;
        let mut corners = zeroes::<u32>(self.total(Domain::Vertex));
        self.fill(Domain::Vertex, 1, &mut corners, |copy, first, slots| {
            let part = &self.parts.parts[(self.which)(copy)];
            let shift = points[copy].wrapping_sub(part.points.start);
            let from = &source.corners()[first..first + slots.len()];
            slots.iter_mut().zip(from).for_each(|(slot, &point)| *slot = point.wrapping_add(shift));
        })?;
        let count = self.total(Domain::Primitive);
        let mut offsets = zeroes::<u32>(count + 1);
        self.fill(Domain::Primitive, 1, &mut offsets[..count], |copy, first, slots| {
            let part = &self.parts.parts[(self.which)(copy)];
            let shift = vertices[copy].wrapping_sub(part.vertices.start);
            let from = &source.offsets()[first..first + slots.len()];
            slots.iter_mut().zip(from).for_each(|(slot, &from)| *slot = from.wrapping_add(shift));
        })?;
        offsets[count] = corners.len() as u32;
        let mut kinds = Vec::new();
        if !source.is_all_polygons() {
            kinds = vec![crate::PrimitiveKind::Polygon; count];
            self.fill(Domain::Primitive, 1, &mut kinds, |_, first, slots| {
                slots.copy_from_slice(&source.kinds()[first..first + slots.len()]);
            })?;
        }
        Ok(Topology::new(self.total(Domain::Point), offsets, corners, kinds))
    }

    fn table(&self, domain: Domain) -> Result<Table, Stop> {
        let mut table = Table::new(self.total(domain));
        for (name, column) in self.parts.united.table(domain).iter() {
            let tiled = match column.data() {
                Data::Float(values) => {
                    let meaning = if **name == *"P" { Meaning::Position } else { column.meaning() };
                    let turned = Turning::concerns(column).then_some(meaning);
                    let values = self.floats(domain, values, column.size(), turned)?;
                    Column::floats_of_size(values, column.size())
                }
                Data::Int(values) => {
                    let values = self.values(domain, values, column.size())?;
                    Column::ints_of_size(values, column.size())
                }
                Data::Bool(members) => Column::group(self.values(domain, members, 1)?),
                Data::Text(text) => Column::text(Text {
                    indices: Arc::new(self.values(domain, &text.indices, 1)?),
                    strings: text.strings.clone(),
                }),
            };
            table.set(name, tiled.with_meaning(column.meaning()));
        }
        Ok(table)
    }

    fn values<T: bytemuck::Zeroable + Copy + Send + Sync>(
        &self,
        domain: Domain,
        values: &[T],
        size: usize,
    ) -> Result<Vec<T>, Stop> {
        let mut out = zeroes::<T>(self.total(domain) * size);
        self.fill(domain, size, &mut out, |_, first, slots| {
            slots.copy_from_slice(&values[first * size..][..slots.len()]);
        })?;
        Ok(out)
    }

    fn floats(
        &self,
        domain: Domain,
        values: &[f32],
        size: usize,
        turned: Option<Meaning>,
    ) -> Result<Vec<f32>, Stop> {
        let Some(meaning) = turned else { return self.values(domain, values, size) };
        let (positions, matrices) = (self.placements.positions(), self.placements.matrices());
        let mut out = zeroes::<f32>(self.total(domain) * size);
        self.fill(domain, size, &mut out, |copy, first, slots| {
            slots.copy_from_slice(&values[first * size..][..slots.len()]);
            let position = positions[copy];
            match matrices {
                Some(matrices) if matrices[copy] != IDENTITY => {
                    let matrix = Mat3::from_cols_array(&matrices[copy]);
                    Turning { matrix, position }.apply(meaning, slots);
                }
                // So that copies which are only moved have exactly their source's other values.
                _ if meaning == Meaning::Position => {
                    let [x, y, z] = position.to_array();
                    for point in slots.as_chunks_mut::<3>().0 {
                        *point = [point[0] + x, point[1] + y, point[2] + z];
                    }
                }
                _ => {}
            }
        })?;
        Ok(out)
    }
}

const IDENTITY: [f32; 9] = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];

/// Turns round the polygons of copies whose matrix mirrors. The first corner stays the first.
fn turn_mirrored(
    geometry: Geometry,
    placements: &Placements,
    primitives: &[u32],
    task: &Task,
) -> Result<Geometry, Stop> {
    let Some(matrices) = placements.matrices() else { return Ok(geometry) };
    let mirrors = task.map(matrices.len(), |copy| mirrors(&matrices[copy]))?;
    if !mirrors.contains(&true) {
        return Ok(geometry);
    }
    let mut turned = vec![false; geometry.primitive_count()];
    fill_runs(primitives, 1, &mut turned, task, |copy, _, slots| slots.fill(mirrors[copy]))?;
    let topology = geometry.topology();
    let mut vertices = zeroes::<u32>(topology.vertex_count());
    fill_runs(topology.offsets(), 1, &mut vertices, task, |primitive, from, slots| {
        let own = topology.vertices(primitive);
        for (slot, place) in slots.iter_mut().zip(from..) {
            let reverse = turned[primitive] && place > 0 && topology.is_polygon(primitive);
            let place = if reverse { own.len() - place } else { place };
            *slot = (own.start + place) as u32;
        }
    })?;
    let corners = topology.corners();
    let corners = task.map(vertices.len(), |vertex| corners[vertices[vertex] as usize])?;
    let kinds = topology.kinds().to_vec();
    let topology =
        Topology::new(topology.point_count(), topology.offsets().to_vec(), corners, kinds);
    Ok(Geometry::from_tables(
        topology,
        geometry.points().clone(),
        geometry.vertices().gather(&vertices, task)?,
        geometry.primitives().clone(),
        geometry.detail().clone(),
    )
    .with_packed(geometry.packed().clone()))
}

fn mirrors(matrix: &[f32; 9]) -> bool {
    *matrix != IDENTITY && Mat3::from_cols_array(matrix).determinant() < 0.0
}
