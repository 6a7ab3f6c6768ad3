//! Bound: a box or a sphere around geometry.

use std::sync::Arc;

use geometry::ops::bound::bounding_sphere;
use geometry::ops::create::{Cuboid, Sphere, cuboid, sphere};
use geometry::ops::extract::{self, LoosePoints, Losing};
use geometry::ops::merge::merge;
use geometry::{Bounds, Column, Domain, Geometry};
use glam::Vec3;
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
    .shown_when(&[TYPE.is(&["box"])])
    .help("How far the box goes on below the geometry along X, Y and Z.");
const UPPER: Parameter<[f32; 3]> = Parameter::vector3("upper_padding", "Upper Padding", [0.0; 3])
    .unit("m")
    .soft(0.0, 1.0)
    .shown_when(&[TYPE.is(&["box"])])
    .help("How far the box goes on above the geometry along X, Y and Z.");
const DIVISIONS: Parameter<i64> = Parameter::integer("divisions", "Divisions", 1)
    .at_least(1.0)
    .soft(1.0, 20.0)
    .shown_when(&[TYPE.is(&["box"])])
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
    Sphere,
}

impl Choices for Kind {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("box", "Bounding Box"), Choice::new("sphere", "Bounding Sphere")];
    const VALUES: &'static [Self] = &[Self::Box, Self::Sphere];
}

/// The declaration of Bound.
pub const NODE: NodeType = NodeType {
    id: "bound",
    label: "Bound",
    category: "modify",
    aliases: &["Bounding Box", "Bounding Sphere", "Bounds"],
    help: "Makes a box or a sphere around geometry or a group of it, with room to spare if \
           wanted. Around nothing, nothing is made.",
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
        Chosen(Kind::Box) => box_around(cook, &chosen)?,
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

fn box_around(cook: &Cook<'_>, chosen: &Geometry) -> Result<Option<Geometry>, NodeError> {
    let bounds = chosen.bounds();
    if bounds.is_empty() {
        return Ok(None);
    }
    let padded = Bounds {
        min: bounds.min - Vec3::from(cook.get(LOWER)),
        max: bounds.max + Vec3::from(cook.get(UPPER)),
    };
    // A negative padding may leave nothing of a side, but never turns it round.
    let center = (padded.min + padded.max) * 0.5;
    let size = (padded.max - padded.min).max(Vec3::ZERO);
    let divisions = u32::try_from(cook.get(DIVISIONS)).unwrap_or(u32::MAX);
    let settings = Cuboid { size, center, divisions: [divisions; 3], ..Cuboid::default() };
    let made = cuboid(&settings, cook.task())?;
    Ok(Some(with_radius(cook, made, size.length() * 0.5)))
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
