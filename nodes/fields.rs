//! Fields that many nodes share: groups, domains, and how their texts are read.

use std::sync::Arc;

use expression::Type;
use geometry::ops::wrangle::{self, GeometryScope, Surroundings};
use geometry::{Column, Domain, Element, Geometry, PatternError, PerElement, Selection};
use graph::{Channels, Choice, Choices, Cook, Field, NodeError, Parameter, Readable, TextKind};

/// The usual group field.
pub const GROUP: Parameter<Arc<str>> = Parameter::text_of(TextKind::Group, "group", "Group", "")
    .help(
        "Elements to work on: group names with the wildcards * and ?, numbers such as 0-99:2, \
         ! for all but these, ^ to take away, or an expression such as @P.y > 1. Empty means all.",
    );

/// A menu of the four domains, points first.
#[derive(Debug, Clone, Copy)]
pub struct DomainChoice(pub Domain);

impl Choices for DomainChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("point", "Point"),
        Choice::new("vertex", "Vertex"),
        Choice::new("primitive", "Primitive"),
        Choice::new("detail", "Detail"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Domain::Point), Self(Domain::Vertex), Self(Domain::Primitive), Self(Domain::Detail)];
}

/// A menu of the domains that a group can belong to; guessing takes the kind of the first group
/// that the field names, and primitives otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupTypeChoice {
    /// From the groups that the field names.
    Guess,
    /// Of this domain.
    Of(Domain),
}

impl Choices for GroupTypeChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("guess", "Guess from Group"),
        Choice::new("point", "Points"),
        Choice::new("primitive", "Primitives"),
    ];
    const VALUES: &'static [Self] =
        &[Self::Guess, Self::Of(Domain::Point), Self::Of(Domain::Primitive)];
}

impl GroupTypeChoice {
    /// The domain that a group field is about on this geometry.
    pub fn domain(self, pattern: &str, geometry: &Geometry) -> Domain {
        let domain = match self {
            Self::Of(domain) => return domain,
            Self::Guess if pattern.contains("@ptnum") => return Domain::Point,
            Self::Guess if pattern.contains('@') => return expression_domain(pattern, geometry),
            Self::Guess => pattern.split_whitespace().find_map(|token| {
                let name = token.trim_start_matches(['!', '^']);
                [Domain::Primitive, Domain::Point].into_iter().find(|&domain| {
                    let mut groups = geometry.table(domain).groups();
                    groups.any(|(group, _)| geometry::name_matches(name, group))
                })
            }),
        };
        domain.unwrap_or(Domain::Primitive)
    }
}

/// What an expression in a group field is about: primitives, unless it reads attributes that only
/// points have.
fn expression_domain(pattern: &str, geometry: &Geometry) -> Domain {
    let names = pattern.split('@').skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        &rest[..end.unwrap_or(rest.len())]
    });
    let is_of_points = |name: &str| {
        let group = name.strip_prefix("group_").unwrap_or(name);
        geometry.points().contains(group) && !geometry.primitives().contains(group)
    };
    let mut names = names.filter(|name| *name != "primnum").peekable();
    if names.peek().is_some() && names.all(is_of_points) && !pattern.contains("@primnum") {
        Domain::Point
    } else {
        Domain::Primitive
    }
}

/// The elements that a group parameter names in a domain.
pub fn selection(
    cook: &Cook<'_>,
    parameter: Parameter<Arc<str>>,
    geometry: &Geometry,
    domain: Domain,
) -> Result<Selection, NodeError> {
    let pattern = cook.get(parameter);
    let named = Named(cook.channels(parameter));
    let surroundings = named.surroundings();
    let chosen = Selection::parse_in(&pattern, geometry, domain, surroundings, cook.task());
    chosen.map_err(|error| match error {
        PatternError::Stop(stop) => stop.into(),
        other => NodeError::Parameter {
            parameter: parameter.declaration.id.to_owned(),
            message: other.to_string(),
        },
    })
}

/// What a text can read besides geometry, for the programs that run over geometry.
pub struct Named<'a>(pub Channels<'a>);

impl Named<'_> {
    /// The same as the programs take it.
    pub fn surroundings(&self) -> Surroundings<'_> {
        let frame = self.0.frame() as f32;
        Surroundings { frame, parameters: self, ..Surroundings::default() }
    }
}

/// What an expression in a parameter gives over the elements of a domain.
pub fn expression_column(
    cook: &Cook<'_>,
    id: &str,
    (text, channels): (&str, Channels<'_>),
    kind: Type,
    (geometry, domain): (&Geometry, Domain),
) -> Result<Column, NodeError> {
    let wrong = |message| NodeError::Parameter { parameter: id.to_owned(), message };
    let scope = GeometryScope::reading(geometry, domain);
    let program = expression::compile_value(text, kind, &scope);
    let program = program.map_err(|mistakes| wrong(mistakes.to_string()))?;
    let named = Named(channels);
    let values = wrangle::values(&scope, &program, named.surroundings(), cook.task());
    values.map_err(|error| match error {
        wrangle::Error::Stop(stop) => stop.into(),
        other => wrong(other.to_string()),
    })
}

/// A parameter declared per element, over the elements of a domain. What an expression gives is
/// brought into the declared range, and is 0 where it is no finite number.
pub fn per_element<T: Readable + Element>(
    cook: &Cook<'_>,
    parameter: Parameter<T>,
    geometry: &Geometry,
    domain: Domain,
) -> Result<PerElement<T>, NodeError> {
    let (text, channels) = match cook.field(parameter) {
        Field::Same(value) => return Ok(PerElement::Same(value)),
        Field::Expression(text, channels) => (text, channels),
    };
    let kind = Type::floats(T::SIZE).unwrap_or(Type::FLOAT);
    let over = (geometry, domain);
    let declaration = parameter.declaration;
    let mut values = expression_column(cook, declaration.id, (text, channels), kind, over)?;
    let low = declaration.hard.min.map_or(f32::NEG_INFINITY, |low| low as f32);
    let high = declaration.hard.max.map_or(f32::INFINITY, |high| high as f32);
    let mut odd = 0_usize;
    for value in values.floats_mut().unwrap_or(&mut []) {
        odd += usize::from(!value.is_finite());
        *value = if value.is_finite() { value.clamp(low, high) } else { 0.0 };
    }
    if odd > 0 {
        let id = declaration.id;
        cook.warn(format!("\"{id}\" is no finite number {odd} times; 0 stands in for it"));
    }
    Ok(PerElement::Each(values.read::<T>().unwrap_or(&[]).to_vec()))
}

impl wrangle::Parameters for Named<'_> {
    fn parameter(&self, path: &str) -> Option<expression::Value> {
        let value = self.0.get(path)?;
        let is_ramp = matches!(value, graph::Value::Ramp(_));
        (!is_ramp).then(|| value.to_expression())
    }

    fn ramp(&self, path: &str, place: f32) -> Option<[f32; 3]> {
        match self.0.get(path) {
            Some(graph::Value::Ramp(ramp)) => Some(ramp.at(place)),
            _ => None,
        }
    }
}

/// An attribute operation's error as the node's.
pub fn attribute_failed(error: geometry::ops::attribute::Error) -> NodeError {
    match error {
        geometry::ops::attribute::Error::Stop(stop) => stop.into(),
        other => NodeError::message(other),
    }
}

/// A text field's content without blanks around it; none if it is empty.
pub fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
