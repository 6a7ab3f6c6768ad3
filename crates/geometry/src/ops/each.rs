//! A geometry part by part, for work that is done to each part alone.

use std::sync::Arc;

use task::{Stop, Task};

use super::extract::Elements;
use super::pieces::{PieceName, Pieces, PiecesError};
use crate::{Column, Domain, Geometry, Table, Text, Topology};

/// What the parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over<'a> {
    /// Points, each alone, without the primitives that use it.
    Points,
    /// Primitives, each with its points.
    Primitives,
    /// The pieces by an integer or text attribute of primitives or points.
    Pieces(&'a str),
}

/// A geometry cut into parts. What a part costs does not depend on the size of the whole.
#[derive(Debug)]
pub struct Parts<'a> {
    geometry: &'a Geometry,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// With what all of them share: the topology of one point, and tables without elements.
    Points {
        topology: Arc<Topology>,
        vertices: Table,
        primitives: Table,
    },
    Primitives,
    Pieces(Pieces),
}

impl<'a> Parts<'a> {
    /// Finds the parts of a geometry.
    pub fn of(geometry: &'a Geometry, over: Over<'_>, task: &Task) -> Result<Self, PiecesError> {
        let kind = match over {
            Over::Points => {
                let none = |domain| geometry.table(domain).gather(&[], task);
                let (vertices, primitives) = (none(Domain::Vertex)?, none(Domain::Primitive)?);
                let empty = Topology::points(0);
                let empty = Geometry::from_tables(
                    empty,
                    geometry.points().gather(&[], task)?,
                    vertices,
                    primitives,
                    Table::new(1),
                );
                let empty = empty.without_packed();
                Kind::Points {
                    topology: Topology::points(1).into(),
                    vertices: empty.vertices().clone(),
                    primitives: empty.primitives().clone(),
                }
            }
            Over::Primitives => Kind::Primitives,
            Over::Pieces(name) => Kind::Pieces(Pieces::by_attribute(geometry, name, task)?),
        };
        Ok(Self { geometry, kind })
    }

    /// The number of parts.
    pub fn len(&self) -> usize {
        match &self.kind {
            Kind::Points { .. } => self.geometry.point_count(),
            Kind::Primitives => self.geometry.primitive_count(),
            Kind::Pieces(pieces) => pieces.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What names a part: its number, or the value of the attribute.
    pub fn name(&self, part: usize) -> PieceName {
        match &self.kind {
            Kind::Pieces(pieces) => pieces.names[part].clone(),
            _ => PieceName::Integer(part as i32),
        }
    }

    /// A part with all its attributes and groups; the detail is that of the whole.
    pub fn take(&self, part: usize, task: &Task) -> Result<Geometry, Stop> {
        let geometry = self.geometry;
        match &self.kind {
            Kind::Points { topology, vertices, primitives } => Ok(Geometry::from_tables(
                topology.clone(),
                geometry.points().gather(&[part as u32], task)?,
                vertices.clone(),
                primitives.clone(),
                geometry.detail().clone(),
            )),
            Kind::Primitives => {
                let mut points = geometry.topology().primitive(part).to_vec();
                points.sort_unstable();
                points.dedup();
                self.elements(points, vec![part as u32], task)
            }
            Kind::Pieces(pieces) => {
                let (points, primitives) = (pieces.points.of(part), pieces.primitives.of(part));
                self.elements(points.to_vec(), primitives.to_vec(), task)
            }
        }
    }

    /// The part of some primitives and points; the points are in rising order.
    fn elements(
        &self,
        points: Vec<u32>,
        primitives: Vec<u32>,
        task: &Task,
    ) -> Result<Geometry, Stop> {
        let topology = self.geometry.topology();
        let (offsets, vertices) = super::extract::vertices_of(topology, &primitives, task)?;
        let corners = topology.corners();
        let place = |vertex: usize| {
            let point = corners[vertices[vertex] as usize];
            points.partition_point(|&before| before < point) as u32
        };
        let corners = task.map(vertices.len(), place)?;
        Elements { points: Some(points), vertices, primitives, offsets }.take_with(
            corners,
            self.geometry,
            task,
        )
    }
}

/// The detail attributes that tell a part which one it is: `iteration`, counted from 0,
/// `numiterations` and `value`.
pub const ITERATION: &str = "iteration";
/// See [`ITERATION`].
pub const ITERATIONS: &str = "numiterations";
/// See [`ITERATION`].
pub const VALUE: &str = "value";

/// What a part is told by its detail attribute `value`.
#[derive(Debug, Clone, PartialEq)]
pub enum PartValue {
    /// What names it.
    Name(PieceName),
    /// A number.
    Number(f32),
}

/// The geometry with the detail attributes that tell which part it is.
pub fn marked(
    mut geometry: Geometry,
    iteration: u32,
    iterations: u32,
    value: PartValue,
) -> Geometry {
    let detail = geometry.table_mut(Domain::Detail);
    detail.set(ITERATION, Column::new(vec![iteration as i32]));
    detail.set(ITERATIONS, Column::new(vec![iterations as i32]));
    let value = match value {
        PartValue::Name(PieceName::Integer(value)) => Column::new(vec![value]),
        PartValue::Name(PieceName::Text(text)) => Column::text(Text::from_strings([text])),
        PartValue::Number(value) => Column::new(vec![value]),
    };
    detail.set(VALUE, value);
    geometry
}

/// The geometry without what [`marked`] told it.
pub fn unmarked(mut geometry: Geometry) -> Geometry {
    if [ITERATION, ITERATIONS, VALUE].iter().any(|name| geometry.detail().contains(name)) {
        let detail = geometry.table_mut(Domain::Detail);
        detail.retain(|name, _| ![ITERATION, ITERATIONS, VALUE].contains(&name));
    }
    geometry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::merge::merge;
    use crate::shapes;

    fn parts(geometry: &Geometry, over: Over<'_>) -> Vec<Geometry> {
        let task = Task::unlimited();
        let parts = Parts::of(geometry, over, &task).unwrap();
        (0..parts.len()).map(|part| parts.take(part, &task).unwrap()).collect()
    }

    #[test]
    fn every_part_of_every_shape_is_sound_and_none_is_lost() {
        for (name, shape) in shapes::all() {
            let finite = !name.contains("not numbers");
            for over in [Over::Points, Over::Primitives, Over::Pieces("piece")] {
                let parts = parts(&shape, over);
                parts.iter().for_each(|part| shapes::assert_sound(part, finite, name));
                let sum = |domain| parts.iter().map(|part| part.count(domain)).sum::<usize>();
                match over {
                    Over::Points => assert_eq!(sum(Domain::Point), shape.point_count(), "{name}"),
                    _ => assert_eq!(sum(Domain::Primitive), shape.primitive_count(), "{name}"),
                }
            }
        }
    }

    #[test]
    fn a_primitive_keeps_its_corners_and_attributes() {
        let cube = shapes::with_attributes(shapes::cube());
        let parts = parts(&cube, Over::Primitives);
        assert_eq!(parts.len(), 6);
        let last = &parts[5];
        assert_eq!((last.point_count(), last.primitive_count()), (4, 1));
        assert_eq!(last.primitives().read::<i32>("piece"), Some(&[5][..]));
        let place = |geometry: &Geometry, primitive: usize| -> Vec<glam::Vec3> {
            let points = geometry.topology().primitive(primitive).iter();
            points.map(|&point| geometry.positions()[point as usize]).collect()
        };
        assert_eq!(place(last, 0), place(&cube, 5));
        let all: Vec<&Geometry> = parts.iter().collect();
        let whole = merge(&all, &Task::unlimited()).unwrap();
        assert_eq!(whole.primitives().get("piece"), cube.primitives().get("piece"));
    }

    #[test]
    fn marks_are_read_and_taken_away() {
        let name = PartValue::Name(PieceName::Text("roof".into()));
        let part = marked(shapes::cube(), 2, 5, name);
        assert_eq!(part.detail().read::<i32>("iteration"), Some(&[2][..]));
        assert_eq!(part.detail().read::<i32>("numiterations"), Some(&[5][..]));
        assert_eq!(part.detail().get("value").and_then(Column::texts).unwrap().get(0), "roof");
        assert_eq!(unmarked(part), shapes::cube());
    }
}
