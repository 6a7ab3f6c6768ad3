//! Fields that many nodes share: groups, domains, and how their texts are read.

use std::sync::Arc;

use geometry::{Domain, Geometry, Selection};
use graph::{Choice, Choices, Cook, NodeError, Parameter, TextKind};

/// The usual group field.
pub const GROUP: Parameter<Arc<str>> = Parameter::text_of(TextKind::Group, "group", "Group", "")
    .help(
        "Elements to work on: group names with the wildcards * and ?, numbers such as 0-99:2, \
         ! for all but these, ^ to take away. Empty means all.",
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

/// The elements that a group parameter names in a domain.
pub fn selection(
    cook: &Cook<'_>,
    parameter: Parameter<Arc<str>>,
    geometry: &Geometry,
    domain: Domain,
) -> Result<Selection, NodeError> {
    let pattern = cook.get(parameter);
    Selection::parse(&pattern, geometry, domain).map_err(|error| NodeError::Parameter {
        parameter: parameter.declaration.id.to_owned(),
        message: error.to_string(),
    })
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
