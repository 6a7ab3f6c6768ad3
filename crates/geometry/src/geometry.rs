//! The geometry itself: a topology and four tables of attributes.

use std::sync::Arc;

use glam::Vec3;
use task::{Stop, Task};

use crate::shape::Shape;
use crate::{Column, Table, Topology};

/// What an attribute belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// Points: places that primitives share.
    Point,
    /// Vertices: the corners of primitives.
    Vertex,
    /// Primitives: polygons, polylines, packed instances.
    Primitive,
    /// The geometry as a whole.
    Detail,
}

impl Domain {
    /// All domains, the smallest first.
    pub const ALL: [Self; 4] = [Self::Point, Self::Vertex, Self::Primitive, Self::Detail];

    /// The name as the program shows and stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Vertex => "vertex",
            Self::Primitive => "primitive",
            Self::Detail => "detail",
        }
    }
}

/// Points, vertices, primitives and detail, each with attributes. Cheap to clone: everything is
/// shared until it is written.
///
/// The point table always has `P`, three floats a point; lengths of tables always fit the
/// topology.
#[derive(Debug, Clone)]
pub struct Geometry {
    topology: Arc<Topology>,
    points: Table,
    vertices: Table,
    primitives: Table,
    detail: Table,
    packed: Arc<Vec<Arc<Geometry>>>,
    shape: Arc<Shape>,
}

impl Default for Geometry {
    fn default() -> Self {
        Self::new(Topology::points(0), Vec::new())
    }
}

impl PartialEq for Geometry {
    fn eq(&self, other: &Self) -> bool {
        self.topology == other.topology
            && Domain::ALL.iter().all(|&domain| self.table(domain) == other.table(domain))
            && self.packed == other.packed
    }
}

impl Geometry {
    /// A topology with its points' positions and no other attributes.
    ///
    /// Panics if there are not as many positions as points: a mistake of the caller's.
    pub fn new(topology: impl Into<Arc<Topology>>, positions: Vec<Vec3>) -> Self {
        let topology = topology.into();
        let mut points = Table::new(positions.len());
        points.set("P", Column::new(positions));
        let vertices = Table::new(topology.vertex_count());
        let primitives = Table::new(topology.primitive_count());
        Self::from_tables(topology, points, vertices, primitives, Table::new(1))
    }

    /// A topology with its attributes. The point table must have `P`, three floats a point.
    ///
    /// Panics if a table's length does not fit the topology: a mistake of the caller's.
    pub fn from_tables(
        topology: impl Into<Arc<Topology>>,
        points: Table,
        vertices: Table,
        primitives: Table,
        detail: Table,
    ) -> Self {
        let topology = topology.into();
        assert_eq!(points.len(), topology.point_count(), "the point table fits the topology");
        assert_eq!(vertices.len(), topology.vertex_count(), "the vertex table fits the topology");
        assert_eq!(
            primitives.len(),
            topology.primitive_count(),
            "the primitive table fits the topology"
        );
        assert_eq!(detail.len(), 1, "the detail table has one row");
        assert!(points.read::<Vec3>("P").is_some(), "points have positions");
        Self {
            topology,
            points,
            vertices,
            primitives,
            detail,
            packed: Arc::default(),
            shape: Arc::default(),
        }
    }

    /// Points alone.
    pub fn from_points(positions: Vec<Vec3>) -> Self {
        Self::new(Topology::points(positions.len()), positions)
    }

    /// The same geometry with the geometries that its packed instances show: see
    /// [`crate::PACKED_SOURCE`].
    pub fn with_packed(mut self, packed: impl Into<Arc<Vec<Arc<Geometry>>>>) -> Self {
        self.packed = packed.into();
        self.shape = Arc::default();
        self
    }

    /// Which points make which primitives.
    pub fn topology(&self) -> &Arc<Topology> {
        &self.topology
    }

    /// The number of points.
    pub fn point_count(&self) -> usize {
        self.topology.point_count()
    }

    /// The number of vertices.
    pub fn vertex_count(&self) -> usize {
        self.topology.vertex_count()
    }

    /// The number of primitives.
    pub fn primitive_count(&self) -> usize {
        self.topology.primitive_count()
    }

    /// The number of elements of a domain.
    pub fn count(&self, domain: Domain) -> usize {
        self.table(domain).len()
    }

    /// The attributes of points.
    pub fn points(&self) -> &Table {
        &self.points
    }

    /// The attributes of vertices.
    pub fn vertices(&self) -> &Table {
        &self.vertices
    }

    /// The attributes of primitives.
    pub fn primitives(&self) -> &Table {
        &self.primitives
    }

    /// The attributes of the whole.
    pub fn detail(&self) -> &Table {
        &self.detail
    }

    /// The attributes of a domain.
    pub fn table(&self, domain: Domain) -> &Table {
        match domain {
            Domain::Point => &self.points,
            Domain::Vertex => &self.vertices,
            Domain::Primitive => &self.primitives,
            Domain::Detail => &self.detail,
        }
    }

    /// The attributes of a domain for writing. `P` must stay, as three floats a point.
    pub fn table_mut(&mut self, domain: Domain) -> &mut Table {
        if domain != Domain::Vertex {
            // Positions and packed transforms may change, and with them what follows from both.
            self.shape = Arc::default();
        }
        match domain {
            Domain::Point => &mut self.points,
            Domain::Vertex => &mut self.vertices,
            Domain::Primitive => &mut self.primitives,
            Domain::Detail => &mut self.detail,
        }
    }

    /// The positions of points.
    pub fn positions(&self) -> &[Vec3] {
        self.points.read("P").expect("points always have positions")
    }

    /// The positions of points for writing.
    pub fn positions_mut(&mut self) -> &mut [Vec3] {
        self.table_mut(Domain::Point).write("P")
    }

    /// The geometries that packed instances show.
    pub fn packed(&self) -> &Arc<Vec<Arc<Geometry>>> {
        &self.packed
    }

    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The same points, attributes and detail over other polygons of the same points, whose
    /// vertices and primitives come from old ones: the `i`-th new vertex from the old vertex
    /// `vertices_from[i]`, likewise primitives.
    ///
    /// Panics if the topology has another number of points.
    pub fn with_topology(
        &self,
        topology: impl Into<Arc<Topology>>,
        vertices_from: &[u32],
        primitives_from: &[u32],
        task: &Task,
    ) -> Result<Self, Stop> {
        let made = Self::from_tables(
            topology,
            self.points.clone(),
            self.vertices.gather(vertices_from, task)?,
            self.primitives.gather(primitives_from, task)?,
            self.detail.clone(),
        );
        Ok(made.with_packed(self.packed.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_points_shares_everything_else_and_forgets_the_bounds() {
        let triangle = Geometry::new(
            Topology::uniform(3, 3, vec![0, 1, 2]),
            vec![Vec3::ZERO, Vec3::X, Vec3::Y],
        );
        assert_eq!(triangle.bounds().max, Vec3::new(1.0, 1.0, 0.0));
        let mut moved = triangle.clone();
        moved.positions_mut()[1] = Vec3::X * 5.0;
        assert_eq!(moved.bounds().max.x, 5.0);
        assert_eq!(triangle.bounds().max.x, 1.0);
        assert!(Arc::ptr_eq(triangle.topology(), moved.topology()));
    }

    #[test]
    #[should_panic(expected = "fits the topology")]
    fn tables_of_another_length_are_refused() {
        let _ = Geometry::new(Topology::points(2), vec![Vec3::ZERO]);
    }
}
