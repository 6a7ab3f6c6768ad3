//! What a source text may name besides its own variables: attributes, and what elements it runs
//! over.

use crate::types::Type;

/// What an attribute belongs to, and what a program runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Points.
    Point,
    /// Vertices.
    Vertex,
    /// Primitives.
    Primitive,
    /// The whole geometry.
    Detail,
}

/// The number of inputs that functions such as `point(1, "P", 0)` can name.
pub const INPUTS: usize = 4;

/// What there is for a source text to read.
pub trait Scope: Sync {
    /// What the program runs over. Without elements there is no `@`: in a parameter of a node.
    fn class(&self) -> Option<Class>;

    /// The type of an attribute or of a group (an int) of an input. Groups are asked for under
    /// their own name with `is_group`.
    fn attribute(&self, input: usize, class: Class, name: &str, is_group: bool) -> Option<Type>;

    /// The names of the attributes of a class of the first input, for suggestions.
    fn attribute_names(&self, class: Class) -> Vec<String>;

    /// Whether a whole number divided by one gives a float, as people expect where they type a
    /// number: `1/3`. In programs it is a whole number.
    fn divides_exactly(&self) -> bool {
        false
    }

    /// Whether the program may write attributes and change the geometry.
    fn may_write(&self) -> bool {
        self.class().is_some()
    }
}

/// A scope without attributes: for a single value.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoElements;

impl Scope for NoElements {
    fn class(&self) -> Option<Class> {
        None
    }

    fn attribute(&self, _: usize, _: Class, _: &str, _: bool) -> Option<Type> {
        None
    }

    fn attribute_names(&self, _: Class) -> Vec<String> {
        Vec::new()
    }

    fn divides_exactly(&self) -> bool {
        true
    }
}

/// The type that a new attribute of this name has where neither a prefix nor the geometry says.
pub(crate) fn usual_type(name: &str) -> Type {
    match name {
        "P" | "N" | "v" | "up" | "Cd" | "uv" | "rest" | "force" | "scale" | "torque" | "accel"
        | "trans" | "center" => Type::VECTOR3,
        "orient" | "rot" | "backtrack" => Type::VECTOR4,
        "id" | "piece" | "class" | "ix" | "iy" | "iz" | "resx" | "resy" | "resz" | "nextid"
        | "pstate" | "dead" => Type::INT,
        "name" | "instance" | "material" | "shop_materialpath" => Type::TEXT,
        _ => Type::FLOAT,
    }
}
