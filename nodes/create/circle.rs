//! Circle: circles, ellipses and arcs.

use geometry::PrimitiveKind;
use geometry::ops::create::{Arc, Circle, circle};
use glam::{Vec2, Vec3};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
};

use super::placing::{CENTER, PlaneChoice, ROTATE, UNIFORM_SCALE, UVS, count, placed};
use crate::wires::GeometryWire;

const TYPE: Parameter<Chosen<KindChoice>> =
    Parameter::menu("type", "Primitive Type").help("A face, or a curve that ends where it begins.");
const ORIENTATION: Parameter<Chosen<PlaneChoice>> =
    Parameter::menu("orientation", "Orientation").help("The plane that it lies in.");
const RADIUS: Parameter<[f32; 2]> = Parameter::vector2("radius", "Radius", [1.0; 2])
    .unit("m")
    .help("Along the first and the second axis of the plane.");
const REVERSE: Parameter<bool> = Parameter::toggle("reverse", "Reverse", false)
    .help("Goes clockwise seen from the front, so that a face looks the other way.");
const DIVISIONS: Parameter<i64> = Parameter::integer("divisions", "Divisions", 12)
    .at_least(1.0)
    .soft(3.0, 100.0)
    .help("Straight pieces of the circle or arc; a whole circle has at least 3.");
const ARC: Parameter<Chosen<ArcChoice>> = Parameter::menu("arc", "Arc Type")
    .help("All of the circle, or a part between two angles. An open arc is always a curve.");
const ANGLES: Parameter<[f32; 2]> = Parameter::vector2("angles", "Arc Angles", [0.0, 360.0])
    .unit("°")
    .soft(0.0, 360.0)
    .shown_when(&[ARC.is(&["open", "chord", "slice"])])
    .help("Where the arc begins and ends, counter-clockwise seen from the front.");

#[derive(Clone, Copy)]
struct KindChoice(PrimitiveKind);

impl Choices for KindChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("polygon", "Polygon"), Choice::new("polyline", "Polyline")];
    const VALUES: &'static [Self] = &[Self(PrimitiveKind::Polygon), Self(PrimitiveKind::Polyline)];
}

#[derive(Clone, Copy)]
struct ArcChoice(Arc);

impl Choices for ArcChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("closed", "Closed"),
        Choice::new("open", "Open Arc"),
        Choice::new("chord", "Closed Arc"),
        Choice::new("slice", "Sliced Arc"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Arc::Closed), Self(Arc::Open), Self(Arc::Chord), Self(Arc::Slice)];
}

/// The declaration of Circle.
pub const NODE: NodeType = NodeType {
    id: "circle",
    label: "Circle",
    category: "create",
    aliases: &["Mesh Circle", "Curve Circle", "Arc", "Ellipse", "Disc", "Regular Polygon"],
    help: "Makes a circle, an ellipse, an arc or a regular polygon, as a face or as a curve.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        TYPE.declaration,
        ORIENTATION.declaration,
        RADIUS.declaration,
        CENTER.declaration,
        ROTATE.declaration,
        UNIFORM_SCALE.declaration,
        REVERSE.declaration,
        DIVISIONS.declaration,
        ARC.declaration,
        ANGLES.declaration,
        UVS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let Chosen(KindChoice(kind)) = cook.get(TYPE);
    let Chosen(PlaneChoice(plane)) = cook.get(ORIENTATION);
    let Chosen(ArcChoice(arc)) = cook.get(ARC);
    let settings = Circle {
        radius: Vec2::from(cook.get(RADIUS)),
        center: Vec3::from(cook.get(CENTER)),
        plane,
        divisions: count(cook, DIVISIONS),
        arc,
        angles: cook.get(ANGLES),
        kind,
        reverse: cook.get(REVERSE),
        uvs: cook.get(UVS),
    };
    Ok(Outputs::one::<GeometryWire>(placed(cook, circle(&settings, cook.task())?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};

    #[test]
    fn a_circle_is_a_face_and_an_open_arc_a_curve() {
        let face = cook_geometry(&NODE, &[], &[]).unwrap();
        assert!((face.area() - 3.0).abs() < 1e-5, "of twelve corners");
        let arc = cook_geometry(&NODE, &[("arc", text("open"))], &[]).unwrap();
        assert_eq!((arc.point_count(), arc.topology().kind(0)), (13, PrimitiveKind::Polyline));
    }
}
