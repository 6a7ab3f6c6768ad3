//! Attributes of corners as formats want them: a list of values, and for each corner a place in
//! it.

use std::borrow::Cow;
use std::cmp::Ordering;

use rayon::prelude::*;
use task::{GRAIN, Stop, Task};

use super::join::{slots, starts};
use crate::{Geometry, Topology};

/// Float tuples of vertices, each value of a point once.
pub struct CornerValues<'a> {
    values: Cow<'a, [f32]>,
    size: usize,
    of_vertex: Cow<'a, [u32]>,
}

impl<'a> CornerValues<'a> {
    /// The float attribute of this name, if vertices or points have it with one of these sizes;
    /// where both do, that of vertices.
    pub fn of(
        geometry: &'a Geometry,
        name: &str,
        sizes: &[usize],
        task: &Task,
    ) -> Result<Option<Self>, Stop> {
        let floats = |table: &'a crate::Table| {
            let column = table.get(name).filter(|column| sizes.contains(&column.size()))?;
            Some((column.floats()?, column.size()))
        };
        let topology = geometry.topology();
        if let Some((values, size)) = floats(geometry.vertices()) {
            let tuple = |vertex: u32| &values[vertex as usize * size..][..size];
            let apart = distinct(topology, |a, b| compare(tuple(a), tuple(b)), task)?;
            let mut kept = vec![0.0; apart.sources.len() * size];
            task.fill_chunks(&mut kept, GRAIN * size, |start, chunk| {
                for (slot, &source) in
                    chunk.chunks_exact_mut(size).zip(&apart.sources[start / size..])
                {
                    slot.copy_from_slice(tuple(source));
                }
            })?;
            let (values, of_vertex) = (Cow::Owned(kept), Cow::Owned(apart.of_vertex));
            return Ok(Some(Self { values, size, of_vertex }));
        }
        Ok(floats(geometry.points()).map(|(values, size)| Self {
            values: values.into(),
            size,
            of_vertex: topology.corners().into(),
        }))
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.values.len() / self.size
    }

    /// One value.
    pub fn tuple(&self, index: usize) -> &[f32] {
        &self.values[index * self.size..][..self.size]
    }

    /// The place of a vertex's value.
    pub fn index(&self, vertex: usize) -> u32 {
        self.of_vertex[vertex]
    }
}

/// An order of float tuples by their bits, in which only the same bits are equal.
pub fn compare(a: &[f32], b: &[f32]) -> Ordering {
    a.iter().map(|value| value.to_bits()).cmp(b.iter().map(|value| value.to_bits()))
}

/// Vertices sorted into those of one point that are alike.
pub struct Distinct {
    /// For each vertex the number of its kind.
    pub of_vertex: Vec<u32>,
    /// For each kind a vertex of it. Kinds are numbered by point.
    pub sources: Vec<u32>,
}

/// Finds for every point which of its vertices are alike: those that `compare` calls equal.
pub fn distinct(
    topology: &Topology,
    compare: impl Fn(u32, u32) -> Ordering + Sync,
    task: &Task,
) -> Result<Distinct, Stop> {
    let vertex_count = topology.vertex_count();
    task.reserve(vertex_count as u64, 16, "telling corners apart")?;
    let lists = topology.try_vertices_of_point(task)?;
    // For each vertex of each point, in the order of the lists, its kind among the point's.
    let mut local = vec![0_u32; vertex_count];
    let offsets = lists.offsets();
    let blocks = lists.len().div_ceil(GRAIN);
    let bounds = |block: usize| (block * GRAIN).min(lists.len());
    let length =
        |block: usize| offsets[bounds(block + 1)] as usize - offsets[bounds(block)] as usize;
    let mut parts = slots(&mut local, (0..blocks).map(length));
    let found: Result<Vec<Vec<u32>>, Stop> = parts
        .par_iter_mut()
        .enumerate()
        .map(|(block, local)| {
            task.check()?;
            let mut sources = Vec::new();
            let mut at = 0;
            for point in bounds(block)..bounds(block + 1) {
                let list = lists.of(point);
                let kinds = &mut local[at..at + list.len()];
                number_kinds(list, kinds, &mut sources, &compare);
                at += list.len();
            }
            Ok(sources)
        })
        .collect();
    let found = found?;
    let firsts = starts(found.iter().map(Vec::len));
    parts.par_iter_mut().zip(&firsts).for_each(|(local, &first)| {
        local.iter_mut().for_each(|kind| *kind += first as u32);
    });
    drop(parts);
    task.check()?;
    let mut of_vertex = vec![0; vertex_count];
    for (&vertex, &kind) in lists.items().iter().zip(&local) {
        of_vertex[vertex as usize] = kind;
    }
    let found: Vec<&[u32]> = found.iter().map(Vec::as_slice).collect();
    Ok(Distinct { of_vertex, sources: super::join::join(&found) })
}

/// Numbers the kinds of one point's vertices, from the number of `sources` so far.
fn number_kinds(
    list: &[u32],
    kinds: &mut [u32],
    sources: &mut Vec<u32>,
    compare: &impl Fn(u32, u32) -> Ordering,
) {
    const FEW: usize = 32;
    let first = sources.len();
    if list.len() <= FEW {
        for (&vertex, kind) in list.iter().zip(kinds) {
            let known = sources[first..]
                .iter()
                .position(|&source| compare(source, vertex) == Ordering::Equal);
            *kind = known.map_or(sources.len(), |known| first + known) as u32;
            if known.is_none() {
                sources.push(vertex);
            }
        }
        return;
    }
    // A hub of many faces: by sorting, so that the work does not grow with their square.
    let mut order: Vec<u32> = (0..list.len() as u32).collect();
    let vertex = |place: u32| list[place as usize];
    order.sort_unstable_by(|&a, &b| compare(vertex(a), vertex(b)).then(a.cmp(&b)));
    for (index, &place) in order.iter().enumerate() {
        let begins =
            index == 0 || compare(vertex(order[index - 1]), vertex(place)) != Ordering::Equal;
        if begins {
            sources.push(vertex(place));
        }
        kinds[place as usize] = sources.len() as u32 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn values_of_one_point_are_kept_once_and_every_corner_finds_its_own() {
        for (name, shape) in shapes::all() {
            let task = Task::unlimited();
            let values = CornerValues::of(&shape, "uv", &[2], &task).unwrap().unwrap();
            let uvs = shape.vertices().read::<[f32; 2]>("uv").unwrap();
            for (vertex, uv) in uvs.iter().enumerate() {
                assert_eq!(values.tuple(values.index(vertex) as usize), uv, "{name}");
            }
            assert!(values.count() <= shape.vertex_count());
        }
    }

    #[test]
    fn a_hub_of_many_faces_is_quick() {
        let faces = 50_000_u32;
        let corners: Vec<u32> = (0..faces).flat_map(|face| [0, face + 1, face + 2]).collect();
        let topology = Topology::uniform(faces as usize + 2, 3, corners);
        let apart = distinct(&topology, |a, b| (a % 7).cmp(&(b % 7)), &Task::unlimited()).unwrap();
        let of_hub = (0..faces).map(|face| apart.of_vertex[3 * face as usize]);
        assert_eq!(of_hub.max(), Some(6));
    }
}
