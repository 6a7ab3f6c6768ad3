//! Ray: points projected onto a surface.

use std::sync::Arc;

use geometry::ops::ray::{Error, Project, Toward, project};
use geometry::{Domain, Pick};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, filled, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const TARGET: Required<GeometryWire> = Required::new("target", "Collision Geometry");
const TARGET_GROUP: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Group, "target_group", "Collision Group", "")
        .help("Primitives of the second input that can be hit. Empty means all.");
const METHOD: Parameter<Chosen<Method>> = Parameter::menu("method", "Method")
    .help("Whether points go along rays, or to the closest place on the surface.");
const DIRECTION_FROM: Parameter<Chosen<DirectionFrom>> =
    Parameter::menu("direction_from", "Direction From")
        .shown_when(&[METHOD.is(&["project"])])
        .help("Where the direction of each point's ray comes from.");
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Ray Direction", [0.0, -1.0, 0.0])
        .shown_when(&[METHOD.is(&["project"]), DIRECTION_FROM.is(&["vector"])])
        .help("The direction of all rays. Its length does not matter.");
const DIRECTION_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "direction_attribute", "Direction Attribute", "N")
        .shown_when(&[METHOD.is(&["project"]), DIRECTION_FROM.is(&["attribute"])])
        .help("The point attribute of three floats that rays follow.");
const BOTH_DIRECTIONS: Parameter<bool> =
    Parameter::toggle("both_directions", "Bidirectional Rays", false)
        .shown_when(&[METHOD.is(&["project"])])
        .help("Looks backwards too.");
const FARTHEST: Parameter<bool> =
    Parameter::toggle("farthest", "Intersect Farthest Surface", false)
        .shown_when(&[METHOD.is(&["project"])])
        .help("Takes the last hit along the ray, not the first.");
const LIMIT_DISTANCE: Parameter<bool> =
    Parameter::toggle("limit_distance", "Limit Distance", false).help("Looks only so far.");
const MAX_DISTANCE: Parameter<f32> = Parameter::float("max_distance", "Max Distance", 10.0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .unit("m")
    .shown_when(&[LIMIT_DISTANCE.is(&["true"])])
    .help("How far points look for the surface.");
const MOVE_POINTS: Parameter<bool> = Parameter::toggle("move_points", "Transform Points", true)
    .help("Moves points to where they hit; off, only attributes and the group are written.");
const SCALE: Parameter<f32> = Parameter::float("scale", "Scale", 1.0)
    .soft(0.0, 1.0)
    .shown_when(&[MOVE_POINTS.is(&["true"])])
    .help("How much of the way points go: 1 is all of it.");
const LIFT: Parameter<f32> = Parameter::float("lift", "Lift", 0.0)
    .soft(-1.0, 1.0)
    .unit("m")
    .shown_when(&[MOVE_POINTS.is(&["true"])])
    .help("How far from the surface points stop, on the side that they came from.");
const ATTRIBUTES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attributes", "Import Attributes from Hits", "")
        .help("Attributes and groups of the surface that points take over where they hit.");
const HIT_NORMAL: Parameter<bool> =
    Parameter::toggle("hit_normal", "Point Intersection Normal", false)
        .help("Sets N to the normal of the face that was hit.");
const DISTANCE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "distance_attribute", "Distance Attribute", "")
        .help("A name for the distance to the hit, -1 where there is none, such as dist.");
const HIT_PRIMITIVE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "hit_primitive", "Hit Primitive Attribute", "")
        .help("A name for the number of the primitive that was hit, -1 for none, such as hitprim.");
const HIT_UVW: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "hit_uvw", "Hit UVW Attribute", "").help(
        "A name for how much each corner of the triangle that was hit weighs, such as hitprimuv.",
    );
const HIT_GROUP: Parameter<Arc<str>> = Parameter::text("hit_group", "Hit Group", "")
    .help("A name for the group of points that hit, such as rayHitGroup. Empty for none.");

#[derive(Clone, Copy)]
enum Method {
    Project,
    Closest,
}

impl Choices for Method {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("project", "Project Rays"), Choice::new("closest", "Minimum Distance")];
    const VALUES: &'static [Self] = &[Self::Project, Self::Closest];
}

#[derive(Clone, Copy)]
enum DirectionFrom {
    Normal,
    Vector,
    Attribute,
}

impl Choices for DirectionFrom {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("normal", "Normal"),
        Choice::new("vector", "Vector"),
        Choice::new("attribute", "Attribute"),
    ];
    const VALUES: &'static [Self] = &[Self::Normal, Self::Vector, Self::Attribute];
}

/// The declaration of Ray.
pub const NODE: NodeType = NodeType {
    id: "ray",
    label: "Ray",
    category: "modify",
    aliases: &["Shrinkwrap Modifier", "Raycast", "Geometry Proximity", "Project", "Drape"],
    help: "Projects the points of the first input onto the polygons of the second, packed ones \
           included: along their normals, a direction or an attribute, or to the closest place. \
           Points that hit nothing stay.",
    inputs: &[INPUT.declaration, TARGET.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        TARGET_GROUP.declaration,
        METHOD.declaration,
        DIRECTION_FROM.declaration,
        DIRECTION.declaration,
        DIRECTION_ATTRIBUTE.declaration,
        BOTH_DIRECTIONS.declaration,
        FARTHEST.declaration,
        LIMIT_DISTANCE.declaration,
        MAX_DISTANCE.declaration,
        MOVE_POINTS.declaration,
        SCALE.declaration,
        LIFT.declaration,
        ATTRIBUTES.declaration,
        HIT_NORMAL.declaration,
        DISTANCE.declaration,
        HIT_PRIMITIVE.declaration,
        HIT_UVW.declaration,
        HIT_GROUP.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let (geometry, target) = (cook.input(INPUT)?, cook.input(TARGET)?);
    let points = selection(cook, GROUP, geometry, Domain::Point)?;
    let targets = selection(cook, TARGET_GROUP, target, Domain::Primitive)?;
    let aim = cook.get(DIRECTION_ATTRIBUTE);
    let (attributes, distance) = (cook.get(ATTRIBUTES), cook.get(DISTANCE));
    let (primitive, uvw) = (cook.get(HIT_PRIMITIVE), cook.get(HIT_UVW));
    let group = cook.get(HIT_GROUP);
    let toward = match (cook.get(METHOD), cook.get(DIRECTION_FROM)) {
        (Chosen(Method::Closest), _) => Toward::Closest,
        (_, Chosen(DirectionFrom::Normal)) => Toward::Attribute("N"),
        (_, Chosen(DirectionFrom::Vector)) => Toward::Direction(Vec3::from(cook.get(DIRECTION))),
        (_, Chosen(DirectionFrom::Attribute)) => Toward::Attribute(aim.trim()),
    };
    let settings = Project {
        toward,
        both_directions: cook.get(BOTH_DIRECTIONS),
        pick: if cook.get(FARTHEST) { Pick::Farthest } else { Pick::Nearest },
        most: if cook.get(LIMIT_DISTANCE) { cook.get(MAX_DISTANCE) } else { f32::INFINITY },
        points: Some(&points),
        targets: Some(&targets),
        moves: cook.get(MOVE_POINTS),
        scale: cook.get(SCALE),
        lift: cook.get(LIFT),
        attributes: &attributes,
        sets_normal: cook.get(HIT_NORMAL),
        distance: filled(&distance),
        primitive: filled(&primitive),
        weights: filled(&uvw),
        group: filled(&group),
    };
    let result =
        project(geometry, target, &settings, cook.task()).map_err(|error| match error {
            Error::Stop(stop) => stop.into(),
            other => NodeError::message(other),
        })?;
    Ok(Outputs::one::<GeometryWire>(result))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Geometry, shapes};

    #[test]
    fn points_fall_onto_the_cube_below_them() {
        let points = Geometry::from_points(vec![Vec3::new(0.5, 4.0, 0.0), Vec3::splat(5.0)]);
        let values = [
            ("direction_from", text("vector")),
            ("hit_group", text("landed")),
            ("distance_attribute", text("dist")),
        ];
        let fallen = cook_geometry(&NODE, &values, &[&points, &shapes::cube()]).unwrap();
        assert_eq!(fallen.positions(), [Vec3::new(0.5, 1.0, 0.0), Vec3::splat(5.0)]);
        assert_eq!(fallen.points().group("landed"), Some(&[true, false][..]));
        assert_eq!(fallen.points().read::<f32>("dist"), Some(&[3.0, -1.0][..]));
        let closest = [("method", text("closest"))];
        let moved = cook_geometry(&NODE, &closest, &[&points, &shapes::cube()]).unwrap();
        assert_eq!(moved.positions()[1], Vec3::ONE);
    }
}
