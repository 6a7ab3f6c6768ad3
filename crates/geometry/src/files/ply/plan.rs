//! Which properties become which attributes: decided from the header, before any number is read.

use super::header::{Element, Header, Property, Scalar};
use crate::files::Reading;
use crate::files::error::Fault;

/// What the numbers of a tuple are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An attribute as it stands.
    Plain,
    /// sRGB, as parts of the greatest value of the type.
    Colour,
    /// As a part of the greatest value of the type.
    Alpha,
    /// A group: true where not zero.
    Group,
}

/// Scalar properties that make one attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuple {
    pub name: String,
    pub role: Role,
    /// Which properties, in the order of the tuple.
    pub properties: Vec<usize>,
    /// Of the first property.
    pub scalar: Scalar,
}

/// What is read of an element.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    pub kind: Kind,
    pub tuples: Vec<Tuple>,
    /// List properties that are read.
    pub lists: Vec<usize>,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    Points,
    Polygons,
    Edges,
    #[default]
    PassedOver,
}

/// A plan for each element.
pub fn plans(header: &Header, reading: &mut Reading<'_>) -> Result<Vec<Plan>, Fault> {
    let mut seen = Vec::new();
    let mut plans = Vec::with_capacity(header.elements.len());
    for element in &header.elements {
        let mut plan = match element.name.as_str() {
            "vertex" => points(element)?,
            "face" => polygons(element, reading)?,
            "edge" => edges(element)?,
            _ => Plan::default(),
        };
        if plan.kind != Kind::PassedOver && seen.contains(&plan.kind) {
            plan = Plan::default();
        }
        if plan.kind == Kind::PassedOver && element.count > 0 {
            let note = format!("{} of \"{}\" were passed over", element.count, element.name);
            reading.notes.push(note);
        }
        seen.push(plan.kind);
        plans.push(plan);
    }
    if !seen.contains(&Kind::Points) {
        return Err(Fault::whole("the file has no element \"vertex\""));
    }
    Ok(plans)
}

fn points(element: &Element) -> Result<Plan, Fault> {
    let mut taken = Taken::of(element);
    let positions = taken.tuple("P", Role::Plain, &["x", "y", "z"]);
    let positions = positions.ok_or_else(|| Fault::whole("the vertices have no x, y and z"))?;
    let mut tuples = vec![positions];
    tuples.extend(taken.rest());
    Ok(Plan { kind: Kind::Points, tuples, lists: Vec::new() })
}

fn polygons(element: &Element, reading: &mut Reading<'_>) -> Result<Plan, Fault> {
    let list = |names: &[&str]| {
        let named = |property: &Property| {
            property.count.is_some() && names.contains(&property.name.as_str())
        };
        element.properties.iter().position(named)
    };
    let corners = list(&["vertex_indices", "vertex_index"]);
    if corners.is_none() && element.count > 0 {
        return Err(Fault::whole("the faces have no list \"vertex_indices\""));
    }
    let lists: Vec<usize> = corners.into_iter().chain(list(&["texcoord"])).collect();
    for (index, property) in element.properties.iter().enumerate() {
        if property.count.is_some() && !lists.contains(&index) {
            reading.notes.push(format!("the lists \"{}\" were passed over", property.name));
        }
    }
    Ok(Plan { kind: Kind::Polygons, tuples: Taken::of(element).rest(), lists })
}

fn edges(element: &Element) -> Result<Plan, Fault> {
    let ends = Taken::of(element).tuple("ends", Role::Plain, &["vertex1", "vertex2"]);
    let ends = ends.filter(|ends| !ends.scalar.is_float());
    let ends = ends.ok_or_else(|| Fault::whole("the edges have no vertex1 and vertex2"))?;
    Ok(Plan { kind: Kind::Edges, tuples: vec![ends], lists: Vec::new() })
}

/// The properties of an element, and which of them have found their use.
struct Taken<'a> {
    properties: &'a [Property],
    taken: Vec<bool>,
}

impl<'a> Taken<'a> {
    fn of(element: &'a Element) -> Self {
        let taken = element.properties.iter().map(|property| property.count.is_some()).collect();
        Self { properties: &element.properties, taken }
    }

    /// The tuple of these properties if all are there, of the kind of the first.
    fn tuple(&mut self, name: &str, role: Role, parts: &[&str]) -> Option<Tuple> {
        let find = |part: &&str| {
            let free = |(index, property): (usize, &Property)| {
                !self.taken[index] && property.name == **part
            };
            self.properties.iter().enumerate().position(free)
        };
        let properties: Vec<usize> = parts.iter().map(find).collect::<Option<_>>()?;
        let mut scalar = self.properties[*properties.first()?].scalar;
        if role == Role::Plain && !matches!(name, "ends") && !scalar.is_float() {
            // Positions, normals and texture coordinates are floats whatever the file makes them.
            scalar = Scalar::F32;
        }
        properties.iter().for_each(|&index| self.taken[index] = true);
        Some(Tuple { name: name.to_owned(), role, properties, scalar })
    }

    /// The attributes of all properties that are left.
    fn rest(mut self) -> Vec<Tuple> {
        const STANDARD: [(&str, Role, &[&str]); 10] = [
            ("N", Role::Plain, &["nx", "ny", "nz"]),
            ("Cd", Role::Colour, &["red", "green", "blue"]),
            ("Cd", Role::Colour, &["r", "g", "b"]),
            ("Cd", Role::Colour, &["diffuse_red", "diffuse_green", "diffuse_blue"]),
            ("Alpha", Role::Alpha, &["alpha"]),
            ("uv", Role::Plain, &["s", "t"]),
            ("uv", Role::Plain, &["u", "v"]),
            ("uv", Role::Plain, &["texture_u", "texture_v"]),
            ("uv", Role::Plain, &["texture_s", "texture_t"]),
            ("Alpha", Role::Alpha, &["a"]),
        ];
        let mut tuples: Vec<Tuple> = Vec::new();
        for (name, role, parts) in STANDARD {
            // "a" is an opacity only beside a colour.
            let alone = parts == ["a"] && !tuples.iter().any(|tuple| tuple.name == "Cd");
            if alone || tuples.iter().any(|tuple| tuple.name == name) {
                continue;
            }
            tuples.extend(self.tuple(name, role, parts));
        }
        for index in 0..self.properties.len() {
            if !self.taken[index] {
                let tuple = self.attribute(index);
                let unique = unique_name(&tuple.name, &tuples);
                tuples.push(Tuple { name: unique, ..tuple });
            }
        }
        tuples
    }

    /// The attribute that begins with a property: a group, a numbered tuple, or a single number.
    fn attribute(&mut self, index: usize) -> Tuple {
        let property = &self.properties[index];
        let scalar = property.scalar;
        self.taken[index] = true;
        let tuple = |name: &str, role, properties| Tuple {
            name: name.to_owned(),
            role,
            properties,
            scalar,
        };
        if let (Some(name), 1) = (property.name.strip_prefix("group_"), scalar.size())
            && !name.is_empty()
        {
            return tuple(name, Role::Group, vec![index]);
        }
        if let Some(stem) = property.name.strip_suffix("_0").filter(|stem| !stem.is_empty()) {
            let follows = |offset: usize| {
                self.properties.get(index + offset).is_some_and(|next| {
                    next.count.is_none()
                        && next.scalar.is_float() == scalar.is_float()
                        && next.name.strip_prefix(stem) == Some(&format!("_{offset}"))
                })
            };
            let size = (1..).find(|&offset| !follows(offset)).unwrap_or(1);
            if size > 1 {
                self.taken[index..index + size].fill(true);
                return tuple(stem, Role::Plain, (index..index + size).collect());
            }
        }
        tuple(&property.name, Role::Plain, vec![index])
    }
}

/// A name that no tuple has, nor anything that the geometry needs for itself.
fn unique_name(name: &str, tuples: &[Tuple]) -> String {
    let is_taken = |name: &str| {
        matches!(name, "P" | crate::PACKED_SOURCE | crate::PACKED_TRANSFORM)
            || tuples.iter().any(|tuple| tuple.name == name)
    };
    let mut unique = name.to_owned();
    while is_taken(&unique) {
        unique.push('_');
    }
    unique
}
