//! What a running program is given: columns, neighbours, parameters; and what it gives back.

use std::sync::Arc;

use crate::scope::Class;
use crate::value::Value;

/// The values of an attribute, tuple after tuple.
#[derive(Debug, Clone, Copy)]
pub enum Column<'a> {
    /// Floats, and how many an element has.
    Floats(&'a [f32], usize),
    /// One whole number an element.
    Ints(&'a [i32]),
    /// A group.
    Bools(&'a [bool]),
    /// Text: for each element an index into the strings.
    Texts(&'a [u32], &'a [Arc<str>]),
}

impl Column<'_> {
    /// The number of elements.
    pub fn len(&self) -> usize {
        match self {
            Self::Floats(values, size) => values.len() / (*size).max(1),
            Self::Ints(values) => values.len(),
            Self::Bools(values) => values.len(),
            Self::Texts(indices, _) => indices.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The values of an attribute that a program wrote.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// Floats, and how many an element has.
    Floats(Vec<f32>, usize),
    /// One whole number an element.
    Ints(Vec<i32>),
    /// A group.
    Bools(Vec<bool>),
    /// Text.
    Texts(Vec<Arc<str>>),
}

/// Where a ray meets a surface, or the place of a surface that is nearest to a point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hit {
    /// The primitive.
    pub primitive: i32,
    /// Where on it: see `primuv`.
    pub uvw: [f32; 3],
    /// Where in space.
    pub position: [f32; 3],
    /// How far away.
    pub distance: f32,
}

/// What a program reads while it runs. Every function may be called from several threads and
/// gives the same for the same arguments.
///
/// The default of each function is that there is nothing, so that a host for plain numbers
/// writes down only what it has.
pub trait Host: Sync {
    /// The number of elements of an input.
    fn count(&self, _input: usize, _class: Class) -> usize {
        0
    }

    /// An attribute of an input; with `is_group` a group. Besides what the geometry holds, the
    /// class that the program runs over may have `ptnum`, `primnum` and `vtxnum` as ints.
    fn column(
        &self,
        _input: usize,
        _class: Class,
        _name: &str,
        _is_group: bool,
    ) -> Option<Column<'_>> {
        None
    }

    /// The frame, as `$F` and `@Frame`.
    fn frame(&self) -> f32 {
        1.0
    }

    /// The number of the pass of the loop around, from 0, and how many there are, as
    /// `$ITERATION` and `$ITERATIONS`.
    fn iteration(&self) -> [f32; 2] {
        [0.0, 1.0]
    }

    /// Frames in a second.
    fn frames_per_second(&self) -> f32 {
        24.0
    }

    /// The value of the parameter that a path names, as `ch()` reads it.
    fn parameter(&self, _path: &str) -> Option<Value> {
        None
    }

    /// The value of a ramp parameter at a place from 0 to 1: one number, or three of a colour.
    fn ramp(&self, _path: &str, _place: f32) -> Option<[f32; 3]> {
        None
    }

    /// The points that an edge joins with a point, in rising order.
    fn neighbours(&self, _input: usize, _point: usize) -> Vec<i32> {
        Vec::new()
    }

    /// The points nearest to a place, the nearest first, no farther than `most` metres.
    fn nearest_points(
        &self,
        _input: usize,
        _place: [f32; 3],
        _most: f32,
        _count: usize,
    ) -> Vec<i32> {
        Vec::new()
    }

    /// The nearest place of a surface.
    fn closest(&self, _input: usize, _place: [f32; 3]) -> Option<Hit> {
        None
    }

    /// The first place where a ray meets a surface, no farther than the length of `along`.
    fn ray(&self, _input: usize, _from: [f32; 3], _along: [f32; 3]) -> Option<Hit> {
        None
    }

    /// The vertices of a primitive.
    fn primitive_vertices(&self, _input: usize, _primitive: usize) -> std::ops::Range<usize> {
        0..0
    }

    /// The point of a vertex.
    fn vertex_point(&self, _input: usize, _vertex: usize) -> Option<usize> {
        None
    }

    /// The primitive of a vertex.
    fn vertex_primitive(&self, _input: usize, _vertex: usize) -> Option<usize> {
        None
    }

    /// The vertices of a point, in rising order.
    fn point_vertices(&self, _input: usize, _point: usize) -> Vec<i32> {
        Vec::new()
    }

    /// For a place on a primitive the vertices that it lies between, and their weights.
    fn weights(&self, _input: usize, _primitive: usize, _uvw: [f32; 3]) -> Vec<(usize, f32)> {
        Vec::new()
    }

    /// The least and the greatest corner of an input's bounding box.
    fn bounds(&self, _input: usize) -> Option<([f32; 3], [f32; 3])> {
        None
    }

    /// The elements that a group field names, in rising order.
    fn group_members(&self, _input: usize, _class: Class, _pattern: &str) -> Vec<i32> {
        Vec::new()
    }
}

/// A host that has nothing: for expressions of constants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Host for Nothing {}

/// How a written number joins the one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// In its place.
    #[default]
    Set,
    /// The sum of both.
    Add,
    /// The lesser.
    Min,
    /// The greater.
    Max,
    /// The product.
    Mult,
}

/// A change of the geometry that a program asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Writes an attribute of one element. In a new attribute it decides the type.
    Attribute {
        /// What it belongs to.
        class: Class,
        /// Its name.
        name: Arc<str>,
        /// The element.
        element: i32,
        /// The value.
        value: Value,
        /// How it joins the one that is there.
        mode: Mode,
    },
    /// Adds an element to a group, or takes it out.
    Group {
        /// What it is a group of.
        class: Class,
        /// Its name.
        name: Arc<str>,
        /// The element.
        element: i32,
        /// Whether it is in the group from now on.
        is_member: bool,
    },
    /// Adds a point. New points are numbered on from those that there are, in the order of these
    /// changes.
    AddPoint([f32; 3]),
    /// Adds a primitive over points, numbered likewise.
    AddPrimitive {
        /// Whether it is a polygon and not a polyline.
        is_closed: bool,
        /// Its points.
        points: Vec<i32>,
    },
    /// Adds a vertex at the end of a primitive.
    AddVertex {
        /// The primitive.
        primitive: i32,
        /// The point.
        point: i32,
    },
    /// Removes a point, and its vertices.
    RemovePoint {
        /// The point.
        point: i32,
        /// Whether primitives that have too few points left go too.
        and_degenerate: bool,
    },
    /// Removes a primitive.
    RemovePrimitive {
        /// The primitive.
        primitive: i32,
        /// Whether points that no other primitive has go too.
        and_points: bool,
    },
}
