//! Nodes that make and combine groups.

pub mod group_combine;
pub mod group_create;
pub mod group_expand;
pub mod group_promote;

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::group::{Combine, GroupError};
use graph::{Choice, Choices, NodeError, Parameter};

/// The name of the group that a node makes.
const GROUP_NAME: Parameter<Arc<str>> = Parameter::text("group_name", "Group Name", "group1")
    .help("The name of the group, without spaces.");

/// A menu of what a group can hold, primitives first.
#[derive(Debug, Clone, Copy)]
struct ElementChoice(Domain);

impl Choices for ElementChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("primitive", "Primitives"),
        Choice::new("point", "Points"),
        Choice::new("vertex", "Vertices"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Domain::Primitive), Self(Domain::Point), Self(Domain::Vertex)];
}

/// A menu of what can be neighbours, primitives first.
#[derive(Debug, Clone, Copy)]
struct SetChoice(Domain);

impl Choices for SetChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("primitive", "Primitives"), Choice::new("point", "Points")];
    const VALUES: &'static [Self] = &[Self(Domain::Primitive), Self(Domain::Point)];
}

/// A menu of how elements join a group that is there.
#[derive(Debug, Clone, Copy)]
struct CombineChoice(Combine);

impl Choices for CombineChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("replace", "Replace Existing"),
        Choice::new("union", "Union with Existing"),
        Choice::new("intersect", "Intersect with Existing"),
        Choice::new("subtract", "Subtract from Existing"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Combine::Replace),
        Self(Combine::Union),
        Self(Combine::Intersect),
        Self(Combine::Subtract),
    ];
}

/// A group that could not be made, said at the parameter with its name.
fn group_error(error: GroupError) -> NodeError {
    match error {
        GroupError::Stop(stop) => stop.into(),
        error => NodeError::Parameter {
            parameter: GROUP_NAME.declaration.id.to_owned(),
            message: error.to_string(),
        },
    }
}
