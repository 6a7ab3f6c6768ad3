//! Bound: a box or a sphere around geometry.

use std::sync::Arc;

use geometry::ops::bound::{OrientedBox, bounding_sphere, oriented_box};
use geometry::ops::create::{Cuboid, Sphere, cuboid, sphere};
use geometry::ops::extract::{self, LoosePoints, Losing};
use geometry::ops::merge::merge;
use geometry::{Bounds, Column, Domain, Geometry};
use glam::{Mat3, Vec3};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, GroupTypeChoice, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<GroupTypeChoice>> =
    Parameter::menu("group_type", "Group Type").help("What the group field names.");
const KEEP: Parameter<bool> = Parameter::toggle("keep_original", "Keep Original", false)
    .help("Gives out the geometry together with what is around it.");
const TYPE: Parameter<Chosen<Kind>> =
    Parameter::menu("type", "Bounding Type").help("What is made around the geometry.");
const LOWER: Parameter<[f32; 3]> = Parameter::vector3("lower_padding", "Lower Padding", [0.0; 3])
    .unit("m")
    .soft(0.0, 1.0)
    .shown_when(&[TYPE.is(&["box", "oriented_box"])])
    .help("How far the box goes on below the geometry along its X, Y and Z.");
const UPPER: Parameter<[f32; 3]> = Parameter::vector3("upper_padding", "Upper Padding", [0.0; 3])
    .unit("m")
    .soft(0.0, 1.0)
    .shown_when(&[TYPE.is(&["box", "oriented_box"])])
    .help("How far the box goes on above the geometry along its X, Y and Z.");
const DIVISIONS: Parameter<i64> = Parameter::integer("divisions", "Divisions", 1)
    .at_least(1.0)
    .soft(1.0, 20.0)
    .shown_when(&[TYPE.is(&["box", "oriented_box"])])
    .help("Faces along each edge of the box.");
const PADDING: Parameter<f32> = Parameter::float("radius_padding", "Radius Padding", 0.0)
    .soft(0.0, 1.0)
    .unit("m")
    .shown_when(&[TYPE.is(&["sphere"])])
    .help("How much is added to the radius of the sphere.");
const USE_RADIUS: Parameter<bool> = Parameter::toggle("use_radius", "Radius Attribute", false)
    .help("Gives out the radius of the sphere, or half the diagonal of the box, as a detail attribute.");
const RADIUS: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "radius_attribute", "Radius Attribute Name", "radius")
        .shown_when(&[USE_RADIUS.is(&["true"])])
        .help("The name of the attribute.");

#[derive(Clone, Copy)]
enum Kind {
    Box,
    OrientedBox,
    Sphere,
}

impl Choices for Kind {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("box", "Bounding Box"),
        Choice::new("oriented_box", "Oriented Bounding Box"),
        Choice::new("sphere", "Bounding Sphere"),
    ];
    const VALUES: &'static [Self] = &[Self::Box, Self::OrientedBox, Self::Sphere];
}

/// The declaration of Bound.
pub const NODE: NodeType = NodeType {
    id: "bound",
    label: "Bound",
    category: "modify",
    aliases: &["Bounding Box", "Bounding Sphere", "Bounds"],
    help: "Makes a box or a sphere around geometry or a group of it, with room to spare if \
           wanted. An oriented box is turned so that it is small. Around nothing, nothing is made.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        GROUP_TYPE.declaration,
        KEEP.declaration,
        TYPE.declaration,
        LOWER.declaration,
        UPPER.declaration,
        DIVISIONS.declaration,
        PADDING.declaration,
        USE_RADIUS.declaration,
        RADIUS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = chosen_part(cook, geometry)?;
    let around = match cook.get(TYPE) {
        Chosen(Kind::Box) => {
            let Bounds { min, max } = chosen.bounds();
            let is_there = !chosen.bounds().is_empty();
            is_there.then(|| padded_box(cook, min, max, None)).transpose()?
        }
        Chosen(Kind::OrientedBox) => {
            let found = oriented_box(&chosen, cook.task())?;
            let made = found.map(|OrientedBox { center, axes, size }| {
                padded_box(cook, -0.5 * size, 0.5 * size, Some((axes, center)))
            });
            made.transpose()?
        }
        Chosen(Kind::Sphere) => sphere_around(cook, &chosen)?,
    };
    let made = around.unwrap_or_else(|| {
        cook.warn("there is nothing to put bounds around");
        Geometry::default()
    });
    let result = if cook.get(KEEP) { merge(&[geometry, &made], cook.task())? } else { made };
    Ok(Outputs::one::<GeometryWire>(result))
}

/// What of the input is bounded.
fn chosen_part(cook: &Cook<'_>, geometry: &Geometry) -> Result<Geometry, NodeError> {
    let pattern = cook.get(GROUP);
    if pattern.trim().is_empty() {
        return Ok(geometry.clone());
    }
    let Chosen(group_type) = cook.get(GROUP_TYPE);
    let domain = group_type.domain(&pattern, geometry);
    let keep = selection(cook, GROUP, geometry, domain)?.to_mask();
    Ok(match domain {
        Domain::Point => extract::points(geometry, &keep, Losing::Shrink, cook.task())?,
        _ => extract::primitives(geometry, &keep, LoosePoints::Drop, cook.task())?,
    })
}

/// A box from one corner to the other with the room to spare that is asked for, then turned and
/// moved if wanted.
fn padded_box(
    cook: &Cook<'_>,
    min: Vec3,
    max: Vec3,
    placed: Option<(Mat3, Vec3)>,
) -> Result<Geometry, NodeError> {
    let (min, max) = (min - Vec3::from(cook.get(LOWER)), max + Vec3::from(cook.get(UPPER)));
    // A negative padding may leave nothing of a side, but never turns it round.
    let (center, size) = ((min + max) * 0.5, (max - min).max(Vec3::ZERO));
    let divisions = u32::try_from(cook.get(DIVISIONS)).unwrap_or(u32::MAX);
    let settings = Cuboid { size, center, divisions: [divisions; 3], ..Cuboid::default() };
    let mut made = cuboid(&settings, cook.task())?;
    if let Some((axes, middle)) = placed {
        cook.task().fill(made.positions_mut(), |_, place| *place = axes * *place + middle)?;
    }
    Ok(with_radius(cook, made, size.length() * 0.5))
}

fn sphere_around(cook: &Cook<'_>, chosen: &Geometry) -> Result<Option<Geometry>, NodeError> {
    let Some((center, radius)) = bounding_sphere(chosen, cook.task())? else { return Ok(None) };
    let radius = (radius + cook.get(PADDING)).max(0.0);
    let settings = Sphere { radius: Vec3::splat(radius), center, ..Sphere::default() };
    let made = sphere(&settings, cook.task())?;
    Ok(Some(with_radius(cook, made, radius)))
}

fn with_radius(cook: &Cook<'_>, mut made: Geometry, radius: f32) -> Geometry {
    let name = cook.get(RADIUS);
    if cook.get(USE_RADIUS) && !name.trim().is_empty() {
        made.table_mut(Domain::Detail).set(name.trim(), Column::new(vec![radius]));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_box_with_room_to_spare() {
        let values = [
            ("upper_padding", vector([1.0, 0.0, 0.0])),
            ("divisions", Value::Integer(2)),
            ("use_radius", Value::Toggle(true)),
        ];
        let made = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert!(made.is_closed());
        assert_eq!(made.primitive_count(), 24);
        assert_eq!(made.bounds().max, Vec3::new(2.0, 1.0, 1.0));
        let radius = made.detail().read::<f32>("radius").unwrap()[0];
        assert!((radius - Vec3::new(1.5, 1.0, 1.0).length()).abs() < 1e-6);
    }

    #[test]
    fn an_oriented_box_turns_with_what_it_is_around() {
        let turn = Mat3::from_rotation_y(0.5);
        let mut brick = shapes::cube();
        let places = brick.positions_mut().iter_mut();
        places.for_each(|point| *point = turn * (*point * Vec3::new(4.0, 1.0, 2.0)) + Vec3::X);
        let values = [("type", text("oriented_box")), ("upper_padding", vector([1.0, 0.0, 0.0]))];
        let made = cook_geometry(&NODE, &values, &[&brick]).unwrap();
        assert!(made.is_closed());
        assert!((made.volume() - 9.0 * 2.0 * 4.0).abs() < 1e-3, "{}", made.volume());
        let middle = made.bounds().center();
        assert!(middle.distance(Vec3::X + turn * Vec3::X * 0.5) < 1e-4, "{middle}");
    }

    #[test]
    fn a_group_alone_is_bounded_and_the_rest_can_be_kept() {
        let cube = shapes::cube();
        let values = [("group", text("1")), ("keep_original", Value::Toggle(true))];
        let made = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert_eq!(made.primitive_count(), 12);
        assert!(made.positions()[8..].iter().all(|point| point.x == 1.0), "the second face");
    }

    #[test]
    fn around_nothing_nothing_is_made() {
        for kind in ["box", "sphere"] {
            let values = [("type", text(kind))];
            let made = cook_geometry(&NODE, &values, &[&Geometry::default()]).unwrap();
            assert_eq!(made.point_count(), 0);
        }
    }
}
