//! Line: points on a straight line.

use geometry::ops::create::{Line, line};
use glam::Vec3;
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter};

use super::placing::count;
use crate::wires::GeometryWire;

const ORIGIN: Parameter<[f32; 3]> =
    Parameter::vector3("origin", "Origin", [0.0; 3]).unit("m").help("Where it begins.");
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .soft(-1.0, 1.0)
        .help("Where it goes; the length of the direction does not matter.");
const LENGTH: Parameter<f32> =
    Parameter::float("length", "Length", 1.0).soft(0.0, 10.0).unit("m").help("From end to end.");
const POINTS: Parameter<i64> = Parameter::integer("points", "Points", 2)
    .at_least(2.0)
    .soft(2.0, 100.0)
    .help("Points at equal distances, the ends among them.");

/// The declaration of Line.
pub const NODE: NodeType = NodeType {
    id: "line",
    label: "Line",
    category: "create",
    aliases: &["Mesh Line", "Curve Line", "Segment"],
    help: "Makes a straight curve of points at equal distances.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        ORIGIN.declaration,
        DIRECTION.declaration,
        LENGTH.declaration,
        POINTS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let settings = Line {
        origin: Vec3::from(cook.get(ORIGIN)),
        direction: Vec3::from(cook.get(DIRECTION)),
        length: cook.get(LENGTH),
        points: count(cook, POINTS),
    };
    if settings.direction == Vec3::ZERO {
        cook.warn("a direction of no length leads nowhere: all points lie at the origin");
    }
    Ok(Outputs::one::<GeometryWire>(line(&settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, vector};
    use graph::Value;

    #[test]
    fn its_length_does_not_come_from_its_direction() {
        let values = [("direction", vector([0.0, 0.0, 7.0])), ("points", Value::Integer(5))];
        let made = cook_geometry(&NODE, &values, &[]).unwrap();
        assert_eq!((made.point_count(), made.primitive_count()), (5, 1));
        assert_eq!(made.positions()[4], Vec3::Z);
    }
}
