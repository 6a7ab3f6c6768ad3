//! Tube: tubes and cones.

use geometry::ops::create::{Caps, Tube, tube};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
};

use super::placing::{
    AxisChoice, CENTER, CONNECTIVITY, ConnectivityChoice, ORIENTATION, ROTATE, UNIFORM_SCALE, UVS,
    count, placed,
};
use crate::wires::GeometryWire;

const TOP_RADIUS: Parameter<f32> = Parameter::float("radius_top", "Top Radius", 0.5)
    .at_least(0.0)
    .soft(0.0, 5.0)
    .unit("m")
    .help("0 makes a cone: the end becomes a single point.");
const BOTTOM_RADIUS: Parameter<f32> = Parameter::float("radius_bottom", "Bottom Radius", 0.5)
    .at_least(0.0)
    .soft(0.0, 5.0)
    .unit("m")
    .help("0 makes a cone: the end becomes a single point.");
const HEIGHT: Parameter<f32> = Parameter::float("height", "Height", 1.0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .unit("m")
    .help("From end to end.");
const ROWS: Parameter<i64> = Parameter::integer("rows", "Rows", 2)
    .at_least(2.0)
    .soft(2.0, 50.0)
    .help("Rows of points from end to end.");
const COLUMNS: Parameter<i64> = Parameter::integer("columns", "Columns", 12)
    .at_least(3.0)
    .soft(3.0, 100.0)
    .help("Points around.");
const END_CAPS: Parameter<Chosen<CapsChoice>> = Parameter::menu("end_caps", "End Caps")
    .help("What closes the ends. Caps are made where the points are joined to faces.");
const CONSOLIDATE: Parameter<bool> =
    Parameter::toggle("consolidate_corners", "Consolidate Corner Points", true)
        .shown_when(&[END_CAPS.is(&["polygon", "triangles"])])
        .help("Caps share the points of the sides. Off, they are separate pieces.");
const GROUPS: Parameter<bool> = Parameter::toggle("side_groups", "Side Groups", false)
    .help("Makes the primitive groups side, top and bottom.");

#[derive(Clone, Copy)]
struct CapsChoice(Caps);

impl Choices for CapsChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("none", "None"),
        Choice::new("polygon", "Polygon"),
        Choice::new("triangles", "Triangle Fan"),
    ];
    const VALUES: &'static [Self] = &[Self(Caps::None), Self(Caps::Polygon), Self(Caps::Triangles)];
}

/// The declaration of Tube.
pub const NODE: NodeType = NodeType {
    id: "tube",
    label: "Tube",
    category: "create",
    aliases: &["Cylinder", "Cone", "Pipe"],
    help: "Makes a tube, a cylinder with caps, or a cone where one radius is 0.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        ORIENTATION.declaration,
        TOP_RADIUS.declaration,
        BOTTOM_RADIUS.declaration,
        HEIGHT.declaration,
        CENTER.declaration,
        ROTATE.declaration,
        UNIFORM_SCALE.declaration,
        ROWS.declaration,
        COLUMNS.declaration,
        CONNECTIVITY.declaration,
        END_CAPS.declaration,
        CONSOLIDATE.declaration,
        GROUPS.declaration,
        UVS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let Chosen(AxisChoice(axis)) = cook.get(ORIENTATION);
    let Chosen(ConnectivityChoice(connectivity)) = cook.get(CONNECTIVITY);
    let Chosen(CapsChoice(caps)) = cook.get(END_CAPS);
    let settings = Tube {
        top_radius: cook.get(TOP_RADIUS),
        bottom_radius: cook.get(BOTTOM_RADIUS),
        height: cook.get(HEIGHT),
        center: Vec3::from(cook.get(CENTER)),
        rows: count(cook, ROWS),
        columns: count(cook, COLUMNS),
        axis,
        connectivity,
        caps,
        consolidate: cook.get(CONSOLIDATE),
        groups: cook.get(GROUPS),
        uvs: cook.get(UVS),
    };
    Ok(Outputs::one::<GeometryWire>(placed(cook, tube(&settings, cook.task())?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use graph::Value;

    #[test]
    fn it_is_open_until_it_has_caps() {
        assert!(!cook_geometry(&NODE, &[], &[]).unwrap().is_closed());
        let cone = [("radius_top", Value::Float(0.0)), ("end_caps", text("polygon"))];
        let cone = cook_geometry(&NODE, &cone, &[]).unwrap();
        assert!(cone.is_closed());
        assert_eq!((cone.point_count(), cone.primitive_count()), (13, 13));
    }
}
