//! Which elements of one domain belong to an element of another.

use std::borrow::Cow;

use task::{GRAIN, Task};

use super::{Error, codes};
use crate::{Adjacency, Domain, Geometry, NONE};

/// Where the values of each target element come from.
pub(super) enum Relation<'a> {
    /// From the element itself.
    Same,
    /// From one source, or [`NONE`].
    Each(Cow<'a, [u32]>),
    /// From any number.
    Lists(Lists<'a>),
}

/// Lists of source elements.
pub(super) struct Lists<'a> {
    /// Where each list begins, and the end.
    pub offsets: Cow<'a, [u32]>,
    /// The elements of all lists; none if they are 0, 1, 2 and so on.
    pub items: Option<Cow<'a, [u32]>>,
    /// The list of each target, or [`NONE`]; without it they are in the order of the targets.
    pub list_of_target: Option<Vec<u32>>,
}

impl Lists<'_> {
    /// The number of lists.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The elements of a list.
    pub fn of(&self, list: usize) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + '_ {
        let (start, end) = (self.offsets[list], self.offsets[list + 1]);
        let items = self.items.as_deref();
        (start as usize..end as usize)
            .map(move |place| items.map_or(place as u32, |items| items[place]))
    }

    /// Lists that one thread takes at a time: fewer where they are long.
    pub fn grain(&self) -> usize {
        let items = self.offsets.last().copied().unwrap_or(0) as usize;
        (GRAIN * 4 * self.len() / items.max(1)).clamp(1, GRAIN)
    }
}

impl<'a> Relation<'a> {
    /// What each element of `to` touches of `from`.
    pub fn of(
        geometry: &'a Geometry,
        from: Domain,
        to: Domain,
        task: &Task,
    ) -> Result<Self, Error> {
        use Domain::{Detail, Point, Primitive, Vertex};
        let topology = geometry.topology();
        let lists = |offsets: &'a [u32], items: Option<Cow<'a, [u32]>>| {
            Self::Lists(Lists { offsets: offsets.into(), items, list_of_target: None })
        };
        Ok(match (from, to) {
            (Detail, _) if to != Detail => Self::Each(vec![0; geometry.count(to)].into()),
            (_, Detail) if from != Detail => {
                let offsets = vec![0, geometry.count(from) as u32].into();
                Self::Lists(Lists { offsets, items: None, list_of_target: None })
            }
            (Point, Vertex) => Self::Each(topology.corners().into()),
            (Primitive, Vertex) => Self::Each(topology.try_primitive_of_vertex(task)?.into()),
            (Vertex, Primitive) => lists(topology.offsets(), None),
            (Point, Primitive) => lists(topology.offsets(), Some(topology.corners().into())),
            (Vertex, Point) => {
                let vertices = topology.try_vertices_of_point(task)?;
                lists(vertices.offsets(), Some(vertices.items().into()))
            }
            (Primitive, Point) => {
                let vertices = topology.try_vertices_of_point(task)?;
                let primitives = topology.try_primitive_of_vertex(task)?;
                let items = vertices.items();
                let items = task.map(items.len(), |at| primitives[items[at] as usize])?;
                lists(vertices.offsets(), Some(items.into()))
            }
            _ => Self::Same,
        })
    }

    /// For each element of `to` all elements of `from` whose piece attribute is equal to its own.
    pub fn within_pieces(
        geometry: &Geometry,
        piece: &str,
        from: Domain,
        to: Domain,
        task: &Task,
    ) -> Result<Self, Error> {
        let places = [from, to].into_iter().chain(Domain::ALL);
        let mut found = places.filter_map(|home| Some((home, geometry.table(home).get(piece)?)));
        let (home, column) =
            found.next().ok_or_else(|| Error::missing(piece, geometry.table(from), from))?;
        let (keys, count) = codes::dense(column, task)?;
        let of_from = carried(geometry, &keys, home, from, task)?;
        let of_to = carried(geometry, &keys, home, to, task)?;
        let pieces = Adjacency::try_invert(&of_from, count, task)?;
        task.check()?;
        Ok(Self::Lists(Lists {
            offsets: pieces.offsets().to_vec().into(),
            items: Some(pieces.items().to_vec().into()),
            list_of_target: Some(of_to),
        }))
    }
}

/// The number of an element of one domain given to the elements of another that touch it, the
/// first one where several do.
fn carried(
    geometry: &Geometry,
    numbers: &[u32],
    from: Domain,
    to: Domain,
    task: &Task,
) -> Result<Vec<u32>, Error> {
    Ok(match Relation::of(geometry, from, to, task)? {
        Relation::Same => numbers.to_vec(),
        Relation::Each(sources) => {
            task.map(sources.len(), |target| numbers[sources[target] as usize])?
        }
        Relation::Lists(lists) => task.map(lists.len(), |target| {
            lists.of(target).next().map_or(NONE, |source| numbers[source as usize])
        })?,
    })
}
