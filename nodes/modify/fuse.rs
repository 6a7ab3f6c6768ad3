//! Fuse: makes points that are near each other one, or snaps them to a grid.

use geometry::Domain;
use geometry::ops::fuse::{Fuse, GroupRule, NumberRule, Place, Snap, fuse};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Condition, Cook, NodeError, NodeType, OutputDeclaration, Outputs,
    Parameter, Required,
};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const SNAP_TO: Parameter<Chosen<SnapChoice>> = Parameter::menu("snap_to", "Snap To")
    .help("Whether points are fused with points near them, or moved to the places of a grid.");
const WHERE_NEAR: &[Condition] = &[SNAP_TO.is(&["near_points"])];
const WHERE_GRID: &[Condition] = &[SNAP_TO.is(&["grid"])];
const DISTANCE: Parameter<f32> = Parameter::float("snap_distance", "Snap Distance", 0.001)
    .help("Points within this distance of an earlier point are fused with it.")
    .unit("m")
    .at_least(0.0)
    .soft(0.0, 1.0)
    .shown_when(WHERE_NEAR);
const POSITION: Parameter<Chosen<PlaceChoice>> =
    Parameter::menu("target_position", "Target Position")
        .help("Where points that are fused go.")
        .shown_when(WHERE_NEAR);
const SPACING: Parameter<[f32; 3]> =
    Parameter::vector3("grid_spacing", "Grid Spacing", [0.1, 0.1, 0.1])
        .help("The lengths between places of the grid; points do not move along an axis with 0.")
        .unit("m")
        .at_least(0.0)
        .soft(0.0, 1.0)
        .shown_when(WHERE_GRID);
const OFFSET: Parameter<[f32; 3]> =
    Parameter::vector3("grid_offset", "Grid Offset", [0.0, 0.0, 0.0])
        .help("A place of the grid.")
        .unit("m")
        .shown_when(WHERE_GRID);
const JOIN: Parameter<bool> = Parameter::toggle("fuse_snapped_points", "Fuse Snapped Points", true)
    .help("Makes points in one place one point. Off, they only move there.");
const WHERE_JOINED: &[Condition] = &[JOIN.is(&["true"])];
const REPAIR: Parameter<bool> = Parameter::toggle("remove_degenerate", "Remove Degenerate", true)
    .help("Removes corners that come to stand twice in a row, and primitives that collapse.")
    .shown_when(WHERE_JOINED);
const NUMBERS: Parameter<Chosen<NumberChoice>> =
    Parameter::menu("point_attributes", "Point Attributes")
        .help("What becomes of the numbers of points that are fused; text is the first point's.")
        .shown_when(WHERE_JOINED);
const GROUPS: Parameter<Chosen<GroupChoice>> = Parameter::menu("point_groups", "Point Groups")
    .help("Whether a fused point is in the groups of any of its points, of all, or of the first.")
    .shown_when(WHERE_JOINED);

/// The declaration of Fuse.
pub const NODE: NodeType = NodeType {
    id: "fuse",
    label: "Fuse",
    category: "modify",
    aliases: &["Merge by Distance", "Weld", "Snap", "Consolidate", "Remove Doubles"],
    help: "Makes points that are near each other one point, so that faces join along their edges, \
           or snaps points to a grid.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        SNAP_TO.declaration,
        DISTANCE.declaration,
        POSITION.declaration,
        SPACING.declaration,
        OFFSET.declaration,
        JOIN.declaration,
        REPAIR.declaration,
        NUMBERS.declaration,
        GROUPS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SnapChoice {
    Near,
    Grid,
}

impl Choices for SnapChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("near_points", "Near Points"), Choice::new("grid", "Grid")];
    const VALUES: &'static [Self] = &[Self::Near, Self::Grid];
}

#[derive(Debug, Clone, Copy)]
struct PlaceChoice(Place);

impl Choices for PlaceChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("average", "Average Position"),
        Choice::new("least", "Least Point Number"),
        Choice::new("greatest", "Greatest Point Number"),
    ];
    const VALUES: &'static [Self] = &[Self(Place::Average), Self(Place::First), Self(Place::Last)];
}

#[derive(Debug, Clone, Copy)]
struct NumberChoice(NumberRule);

impl Choices for NumberChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("average", "Average"),
        Choice::new("least", "Least Point Number"),
        Choice::new("greatest", "Greatest Point Number"),
        Choice::new("minimum", "Minimum"),
        Choice::new("maximum", "Maximum"),
    ];
    const VALUES: &'static [Self] = &[
        Self(NumberRule::Average),
        Self(NumberRule::First),
        Self(NumberRule::Last),
        Self(NumberRule::Least),
        Self(NumberRule::Greatest),
    ];
}

#[derive(Debug, Clone, Copy)]
struct GroupChoice(GroupRule);

impl Choices for GroupChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("union", "Union"),
        Choice::new("intersect", "Intersect"),
        Choice::new("least", "Least Point Number"),
    ];
    const VALUES: &'static [Self] =
        &[Self(GroupRule::Union), Self(GroupRule::Intersect), Self(GroupRule::First)];
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Point)?;
    let Chosen(snap) = cook.get(SNAP_TO);
    let Chosen(PlaceChoice(place)) = cook.get(POSITION);
    let Chosen(NumberChoice(numbers)) = cook.get(NUMBERS);
    let Chosen(GroupChoice(groups)) = cook.get(GROUPS);
    let snap = match snap {
        SnapChoice::Near => Snap::Near { distance: cook.get(DISTANCE) },
        SnapChoice::Grid => Snap::Grid {
            spacing: Vec3::from(cook.get(SPACING)),
            offset: Vec3::from(cook.get(OFFSET)),
        },
    };
    let (join, repair) = (cook.get(JOIN), cook.get(REPAIR));
    let settings = Fuse { snap, place, join, numbers, groups, repair };
    Ok(Outputs::one::<GeometryWire>(fuse(geometry, &chosen, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;

    #[test]
    fn a_cube_of_loose_faces_becomes_a_solid() {
        let faces = shapes::duplicates();
        let cube = cook_geometry(&NODE, &[], &[&faces]).unwrap();
        assert!(cube.is_closed() && cube.point_count() == 8);
        let some = cook_geometry(&NODE, &[("group", text("0-11"))], &[&faces]).unwrap();
        assert_eq!(some.point_count(), 20);
    }

    #[test]
    fn a_coarse_grid_collapses_what_is_smaller() {
        let values = [("snap_to", text("grid")), ("grid_spacing", vector([5.0; 3]))];
        let snapped = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert_eq!((snapped.point_count(), snapped.primitive_count()), (1, 0));
    }
}
