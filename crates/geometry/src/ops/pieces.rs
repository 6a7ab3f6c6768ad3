//! A geometry cut into pieces by an attribute: all elements of one value are one piece.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use rapidhash::fast::RapidHasher;
use task::{GRAIN, Stop, Task};

use crate::{Adjacency, Column, Data, Domain, Geometry, sort};

/// Why a geometry cannot be cut into pieces.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PiecesError {
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// Neither primitives nor points have the attribute.
    #[error("there is no primitive or point attribute \"{0}\"; it must be integer or text")]
    Missing(String),
    /// The attribute is of a type whose values do not name pieces.
    #[error("\"{name}\" is {found}; pieces are named by one integer or text each")]
    WrongType {
        /// The attribute.
        name: String,
        /// Its type.
        found: String,
    },
}

impl PiecesError {
    pub(crate) fn wrong_type(name: &str, column: &Column) -> Self {
        let found = match column.size() {
            1 => column.type_name().to_owned(),
            size => format!("{size} × {}", column.type_name()),
        };
        Self::WrongType { name: name.to_owned(), found }
    }
}

/// What names a piece.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PieceName {
    /// An integer.
    Integer(i32),
    /// A text.
    Text(Arc<str>),
}

impl PieceName {
    /// The name as text, in which integers and texts can be told to be the same.
    pub fn text(&self) -> Arc<str> {
        match self {
            Self::Integer(value) => value.to_string().into(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// Which piece each element of a column belongs to, and the names of the pieces in the order of
/// their first elements.
#[derive(Debug, Clone, PartialEq)]
pub struct PieceNumbers {
    /// For each element the number of its piece.
    pub of: Vec<u32>,
    /// For each piece its name.
    pub names: Vec<PieceName>,
}

impl PieceNumbers {
    /// From a column of one integer or text each; none if it is of another type.
    pub fn of(column: &Column, task: &Task) -> Result<Option<Self>, Stop> {
        let mut names = Vec::new();
        let mut of = Vec::with_capacity(column.len());
        match column.data() {
            Data::Int(values) if column.size() == 1 => {
                let mut known: HashMap<i32, u32, BuildHasherDefault<RapidHasher<'_>>> =
                    HashMap::default();
                let mut last = None;
                for values in values.chunks(GRAIN) {
                    task.check()?;
                    of.extend(values.iter().map(|&value| {
                        // Elements of one piece mostly stand together.
                        if let Some((before, number)) = last
                            && before == value
                        {
                            return number;
                        }
                        let number = *known.entry(value).or_insert_with(|| {
                            names.push(PieceName::Integer(value));
                            names.len() as u32 - 1
                        });
                        last = Some((value, number));
                        number
                    }));
                }
            }
            Data::Text(text) => {
                let mut known = vec![crate::NONE; text.strings.len()];
                let mut by_text = HashMap::new();
                for indices in text.indices.chunks(GRAIN) {
                    task.check()?;
                    of.extend(indices.iter().map(|&index| {
                        let slot = &mut known[index as usize];
                        if *slot == crate::NONE {
                            let string = &text.strings[index as usize];
                            *slot = *by_text.entry(string).or_insert_with(|| {
                                names.push(PieceName::Text(string.clone()));
                                names.len() as u32 - 1
                            });
                        }
                        *slot
                    }));
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(Self { of, names }))
    }
}

/// The pieces of a geometry, in the order of their first elements.
#[derive(Debug, Clone, PartialEq)]
pub struct Pieces {
    /// For each piece its name.
    pub names: Vec<PieceName>,
    /// For each piece its primitives, in rising order. Every primitive is in one piece.
    pub primitives: Adjacency,
    /// For each piece its points, in rising order: those of its primitives, and, where the
    /// attribute is one of points, its loose points. A point between pieces is in each.
    pub points: Adjacency,
}

impl Pieces {
    /// The pieces by an integer or text attribute of primitives or, where they have none, of
    /// points; then a primitive belongs to the piece of its first point.
    pub fn by_attribute(geometry: &Geometry, name: &str, task: &Task) -> Result<Self, PiecesError> {
        let (domain, column) = Self::column(geometry, name)?;
        let numbers =
            PieceNumbers::of(column, task)?.ok_or_else(|| PiecesError::wrong_type(name, column))?;
        task.check()?;
        Ok(Self::by_number(geometry, domain, &numbers.of, numbers.names, task)?)
    }

    /// The column that cuts a geometry: that of primitives or, where they have none, of points.
    pub(crate) fn column<'a>(
        geometry: &'a Geometry,
        name: &str,
    ) -> Result<(Domain, &'a Column), PiecesError> {
        let found = [Domain::Primitive, Domain::Point].into_iter().find_map(|domain| {
            let column = geometry.table(domain).get(name)?;
            Some((domain, column))
        });
        found.ok_or_else(|| PiecesError::Missing(name.to_owned()))
    }

    /// The pieces by a number for each primitive or point, [`crate::NONE`] for what is in no piece.
    pub fn by_number(
        geometry: &Geometry,
        domain: Domain,
        of: &[u32],
        names: Vec<PieceName>,
        task: &Task,
    ) -> Result<Self, Stop> {
        let topology = geometry.topology();
        let count = names.len();
        let by_points = domain == Domain::Point;
        let primitives = if by_points {
            let first = task.map(topology.primitive_count(), |primitive| {
                topology.primitive(primitive).first().map_or(crate::NONE, |&p| of[p as usize])
            })?;
            Adjacency::try_invert(&first, count, task)?
        } else {
            Adjacency::try_invert(of, count, task)?
        };
        task.check()?;
        let loose = match by_points {
            true => Some(Adjacency::try_invert(of, count, task)?),
            false => None,
        };
        let used = topology.try_vertices_of_point(task)?;
        // A point is taken once by each piece: the last piece that took it is written down.
        let mut taken_by = vec![crate::NONE; topology.point_count()];
        let mut offsets = Vec::with_capacity(count + 1);
        let mut points = Vec::with_capacity(topology.point_count());
        offsets.push(0);
        for piece in 0..count {
            task.check()?;
            let start = points.len();
            for primitives in primitives.of(piece).chunks(GRAIN) {
                task.check()?;
                for &primitive in primitives {
                    for &point in topology.primitive(primitive as usize) {
                        if taken_by[point as usize] != piece as u32 {
                            taken_by[point as usize] = piece as u32;
                            points.push(point);
                        }
                    }
                }
            }
            if let Some(loose) = &loose {
                let alone = |point: &&u32| used.of(**point as usize).is_empty();
                points.extend(loose.of(piece).iter().filter(alone));
            }
            if points.len() - start <= GRAIN {
                points[start..].sort_unstable();
            } else {
                let keys = points.drain(start..).map(u64::from).collect();
                points.extend(sort::sort(keys, task)?.into_iter().map(|point| point as u32));
            }
            offsets.push(points.len() as u32);
        }
        Ok(Self { names, primitives, points: Adjacency::from_parts(offsets, points) })
    }

    /// The pieces that have elements.
    pub(crate) fn without_empty(self) -> Self {
        let holds = |piece: usize| {
            !self.primitives.of(piece).is_empty() || !self.points.of(piece).is_empty()
        };
        let held: Vec<usize> = (0..self.len()).filter(|&piece| holds(piece)).collect();
        if held.len() == self.len() {
            return self;
        }
        let lists = |from: &Adjacency| {
            let mut offsets = vec![0];
            offsets.extend(held.iter().map(|&piece| from.offsets()[piece + 1]));
            Adjacency::from_parts(offsets, from.items().to_vec())
        };
        Self {
            names: held.iter().map(|&piece| self.names[piece].clone()).collect(),
            primitives: lists(&self.primitives),
            points: lists(&self.points),
        }
    }

    /// The number of pieces.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Text, shapes};

    #[test]
    fn every_primitive_is_in_one_piece_and_brings_its_points() {
        let task = Task::unlimited();
        for (name, shape) in shapes::all() {
            for attribute in ["piece", "name"] {
                let pieces = match Pieces::by_attribute(&shape, attribute, &task) {
                    Ok(pieces) => pieces,
                    Err(error) => panic!("{name}: {error}"),
                };
                assert_eq!(pieces.primitives.len(), pieces.len());
                let mut seen = vec![0; shape.primitive_count()];
                for piece in 0..pieces.len() {
                    let points = pieces.points.of(piece);
                    assert!(points.windows(2).all(|pair| pair[0] < pair[1]), "{name}");
                    for &primitive in pieces.primitives.of(piece) {
                        seen[primitive as usize] += 1;
                        let corners = shape.topology().primitive(primitive as usize);
                        assert!(corners.iter().all(|point| points.binary_search(point).is_ok()));
                    }
                }
                let without_corners = |primitive: usize| {
                    shape.topology().primitive(primitive).is_empty() && attribute == "name"
                };
                assert!((0..seen.len()).all(|p| seen[p] == 1 || without_corners(p)), "{name}");
            }
        }
    }

    #[test]
    fn pieces_are_named_in_the_order_of_their_first_elements() {
        let mut grid = shapes::grid(2, 1);
        let names = Text::from_strings(["roof", "door"]);
        grid.table_mut(Domain::Primitive).set("part", Column::text(names));
        let pieces = Pieces::by_attribute(&grid, "part", &Task::unlimited()).unwrap();
        assert_eq!(pieces.names[0], PieceName::Text("roof".into()));
        assert_eq!(pieces.points.of(1), [1, 2, 4, 5]);
        grid.table_mut(Domain::Primitive).set("part", Column::new(vec![7_i32, 7]));
        let pieces = Pieces::by_attribute(&grid, "part", &Task::unlimited()).unwrap();
        assert_eq!(pieces.names, [PieceName::Integer(7)]);
    }

    #[test]
    fn what_cannot_name_pieces_is_said() {
        let shape = shapes::with_attributes(shapes::cube());
        let error = |name| Pieces::by_attribute(&shape, name, &Task::unlimited()).unwrap_err();
        assert_eq!(error("roof"), PiecesError::Missing("roof".into()));
        assert_eq!(
            error("Cd").to_string(),
            "\"Cd\" is 3 × float; pieces are named by one integer or text each"
        );
    }
}
