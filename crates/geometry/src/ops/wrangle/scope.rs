//! What a program may name.

use expression::{Class, INPUTS, Scope, Type};

use crate::{Column, Data, Domain, Geometry};

/// The inputs of a program and what it runs over.
#[derive(Debug, Clone, Copy)]
pub struct GeometryScope<'a> {
    /// The first input must be there.
    inputs: [Option<&'a Geometry>; INPUTS],
    /// What the program runs over.
    pub domain: Domain,
    /// Whether it may change anything.
    is_writing: bool,
}

impl<'a> GeometryScope<'a> {
    /// The scope of a program over elements of a geometry, with other inputs to read.
    pub fn new(first: &'a Geometry, others: [Option<&'a Geometry>; 3], domain: Domain) -> Self {
        let [second, third, fourth] = others;
        Self { inputs: [Some(first), second, third, fourth], domain, is_writing: true }
    }

    /// The scope of an expression over elements of a geometry, which changes nothing.
    pub fn reading(geometry: &'a Geometry, domain: Domain) -> Self {
        Self { is_writing: false, ..Self::new(geometry, [None; 3], domain) }
    }

    /// The first input.
    pub fn first(&self) -> &'a Geometry {
        self.inputs[0].expect("it was given when this was made")
    }

    /// An input, if it is there.
    pub fn input(&self, input: usize) -> Option<&'a Geometry> {
        self.inputs.get(input).copied().flatten()
    }
}

impl Scope for GeometryScope<'_> {
    fn class(&self) -> Option<Class> {
        Some(class_of(self.domain))
    }

    fn attribute(&self, input: usize, class: Class, name: &str, is_group: bool) -> Option<Type> {
        let domain = domain_of(class);
        let table = self.input(input)?.table(domain);
        match table.get(name) {
            Some(column) => type_of(column).filter(|_| column.is_group() == is_group),
            // Corners and primitives have places too, which follow from the points.
            None if name == "P" && is_placed(domain) && !is_group => Some(Type::VECTOR3),
            None => None,
        }
    }

    fn attribute_names(&self, class: Class) -> Vec<String> {
        let table = self.first().table(domain_of(class));
        table.attributes().map(|(name, _)| name.to_string()).collect()
    }

    fn divides_exactly(&self) -> bool {
        !self.is_writing
    }

    fn may_write(&self) -> bool {
        self.is_writing
    }
}

/// Whether elements have a place that follows from their points.
pub(super) fn is_placed(domain: Domain) -> bool {
    matches!(domain, Domain::Vertex | Domain::Primitive)
}

/// The type that the language has for a column, if it has one.
fn type_of(column: &Column) -> Option<Type> {
    match column.data() {
        Data::Float(_) => Type::floats(column.size()),
        Data::Int(_) if column.size() == 1 => Some(Type::INT),
        // There are no vectors of ints: they are read as floats.
        Data::Int(_) => Type::floats(column.size()),
        Data::Bool(_) => Some(Type::INT),
        Data::Text(_) => Some(Type::TEXT),
    }
}

pub(super) fn class_of(domain: Domain) -> Class {
    match domain {
        Domain::Point => Class::Point,
        Domain::Vertex => Class::Vertex,
        Domain::Primitive => Class::Primitive,
        Domain::Detail => Class::Detail,
    }
}

pub(super) fn domain_of(class: Class) -> Domain {
    match class {
        Class::Point => Domain::Point,
        Class::Vertex => Domain::Vertex,
        Class::Primitive => Domain::Primitive,
        Class::Detail => Domain::Detail,
    }
}
