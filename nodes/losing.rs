//! What becomes of elements that lose their neighbours, as parameters that several nodes offer.

use geometry::ops::extract::{self, LoosePoints, Losing};
use geometry::ops::group::without_empty_groups;
use geometry::{Domain, Geometry};
use graph::{Choice, Choices, Chosen, Cook, NodeError, Parameter};

/// What becomes of points whose primitives go.
pub const UNUSED_POINTS: Parameter<Chosen<LooseChoice>> =
    Parameter::menu("unused_points", "Unused Points").help(
        "Where primitives go: whether the points that only they used go with them, all points \
         stay, or every point without a primitive goes.",
    );
/// What becomes of primitives whose points go.
pub const SHRINKING: Parameter<Chosen<LosingChoice>> =
    Parameter::menu("losing_points", "Primitives Losing Points").help(
        "Where points go: whether primitives go on with the corners that are left, or go too.",
    );
/// Whether empty groups go.
pub const UNUSED_GROUPS: Parameter<bool> =
    Parameter::toggle("remove_unused_groups", "Delete Unused Groups", false)
        .help("Deletes groups that have no members afterwards.");

/// A menu of what becomes of points without primitives.
#[derive(Debug, Clone, Copy)]
pub struct LooseChoice(LoosePoints);

impl Choices for LooseChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("freed", "Delete with Their Primitives"),
        Choice::new("keep", "Keep"),
        Choice::new("all", "Delete All Unused"),
    ];
    const VALUES: &'static [Self] =
        &[Self(LoosePoints::DropFreed), Self(LoosePoints::Keep), Self(LoosePoints::Drop)];
}

/// A menu of what becomes of primitives without some of their points.
#[derive(Debug, Clone, Copy)]
pub struct LosingChoice(Losing);

impl Choices for LosingChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("shrink", "Keep with Fewer Corners"), Choice::new("delete", "Delete")];
    const VALUES: &'static [Self] = &[Self(Losing::Shrink), Self(Losing::Drop)];
}

/// The geometry of the elements for which `keep` is true.
pub fn part(
    cook: &Cook<'_>,
    geometry: &Geometry,
    domain: Domain,
    keep: &[bool],
) -> Result<Geometry, NodeError> {
    let Chosen(LooseChoice(loose)) = cook.get(UNUSED_POINTS);
    let Chosen(LosingChoice(losing)) = cook.get(SHRINKING);
    let part = match domain {
        Domain::Point => extract::points(geometry, keep, losing, cook.task())?,
        _ => extract::primitives(geometry, keep, loose, cook.task())?,
    };
    Ok(if cook.get(UNUSED_GROUPS) { without_empty_groups(part) } else { part })
}
