//! Sweep: surfaces swept by cross-sections along curves.

mod menus;

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::sweep::{BuiltIn, Sweep, Up, sweep};
use graph::{
    Chosen, Cook, NodeError, NodeType, Optional, OutputDeclaration, Outputs, Parameter, Required,
    TextKind,
};
use menus::{Caps, Pairs, Plane, Shape, UpFrom, UvChoice};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const BACKBONES: Required<GeometryWire> = Required::new("backbones", "Backbone Curves");
const SECTIONS: Optional<GeometryWire> = Optional::new("sections", "Cross Sections");

const SHAPE: Parameter<Chosen<Shape>> = Parameter::menu("surface_shape", "Surface Shape").help(
    "The cross-section that goes along the curves. Where the second input has no wire, the \
     first choice makes a round tube.",
);
const RADIUS: Parameter<f32> = Parameter::float("radius", "Radius", 0.1)
    .at_least(0.0)
    .soft(0.0, 1.0)
    .unit("m")
    .shown_when(const { &[SHAPE.is(&["input", "round_tube"])] })
    .help("The radius of the round tube.");
const WIDTH: Parameter<f32> = Parameter::float("width", "Width", 0.2)
    .at_least(0.0)
    .soft(0.0, 1.0)
    .unit("m")
    .shown_when(const { &[SHAPE.is(&["square_tube", "ribbon"])] })
    .help("The width of the square tube or ribbon.");
const COLUMNS: Parameter<i64> = Parameter::integer("columns", "Columns", 8)
    .at_least(1.0)
    .at_most(u32::MAX as f64)
    .soft(3.0, 32.0)
    .shown_when(const { &[SHAPE.is(&["input", "round_tube", "ribbon"])] })
    .help("The number of faces around the round tube, at least 3, or across the ribbon.");
const PLANE: Parameter<Chosen<Plane>> = Parameter::menu("section_plane", "Cross Section Plane")
    .shown_when(const { &[SHAPE.is(&["input"])] })
    .help(
        "The plane that the cross-sections lie in; what is across it goes along the curve. \
     Automatic takes the one that they are flattest against.",
    );
const PAIRING: Parameter<Chosen<Pairs>> = Parameter::menu("pairing", "Cross Section Order")
    .shown_when(const { &[SHAPE.is(&["input"])] })
    .help("Which cross-sections go along which curve.");
const SCALE: Parameter<f32> = Parameter::float("scale", "Scale", 1.0)
    .soft(0.0, 2.0)
    .help("The size of the cross-sections, multiplied by the point attribute pscale.");
const ROLL: Parameter<f32> = Parameter::float("roll", "Roll", 0.0)
    .soft(-180.0, 180.0)
    .unit("°")
    .help("Turns the cross-sections around the curve; the point attribute roll is added.");
const TWIST_START: Parameter<f32> = Parameter::float("twist_start", "Twist at Start", 0.0)
    .soft(-360.0, 360.0)
    .unit("°")
    .help("What is added to the roll at the start of each curve.");
const TWIST_END: Parameter<f32> = Parameter::float("twist_end", "Twist at End", 0.0)
    .soft(-360.0, 360.0)
    .unit("°")
    .help("What is added to the roll at the end of each curve, evenly along its length.");
const UP: Parameter<Chosen<UpFrom>> = Parameter::menu("up_vector_type", "Up Vector").help(
    "Where the top of the cross-sections points: at the start of each curve, from where they \
     turn as little as they can, or at every point by an attribute.",
);
const UP_VECTOR: Parameter<[f32; 3]> =
    Parameter::vector3("up_vector", "Custom Up", [0.0, 1.0, 0.0])
        .shown_when(const { &[UP.is(&["custom"])] })
        .help("The direction of the top at the start of each curve.");
const UP_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "up_attribute", "Up Attribute", "up")
        .shown_when(const { &[UP.is(&["attribute"])] })
        .help("A vector attribute of points.");
const CAPS: Parameter<Chosen<Caps>> = Parameter::menu("end_caps", "End Caps")
    .help("Closes the ends of open curves, where the cross-section is closed.");
const UVS: Parameter<Chosen<UvChoice>> = Parameter::menu("uvs", "UV Coordinates")
    .help("Texture coordinates of vertices, around and along the surface by length.");
const BACKBONE_NAMES: Parameter<Arc<str>> = Parameter::text_of(
    TextKind::Attribute,
    "backbone_attributes",
    "Backbone Attributes",
    Sweep::USUAL_NAMES,
)
.help(
    "Attributes and groups that the surface gets from the curves: names with the wildcards * \
     and ?; ^ takes away.",
);
const SECTION_NAMES: Parameter<Arc<str>> = Parameter::text_of(
    TextKind::Attribute,
    "section_attributes",
    "Cross Section Attributes",
    Sweep::USUAL_NAMES,
)
.shown_when(const { &[SHAPE.is(&["input"])] })
.help(
    "Attributes and groups that the surface gets from the cross-sections, where the curves give \
     none of the name.",
);
const SIDE_GROUP: Parameter<Arc<str>> = Parameter::text("side_group", "Side Group", "sides")
    .help("The primitive group of the sides. Empty makes none.");
const CAP_GROUP: Parameter<Arc<str>> = Parameter::text("cap_group", "End Cap Group", "caps")
    .shown_when(const { &[CAPS.is(&["single"])] })
    .help("The primitive group of the end caps. Empty makes none.");

/// The declaration of Sweep.
pub const NODE: NodeType = NodeType {
    id: "sweep",
    label: "Sweep",
    category: "curve",
    aliases: &["Curve to Mesh", "PolyWire", "Tube along Curve", "Loft", "Ribbon"],
    help: "Makes surfaces by sweeping cross-sections along curves: round and square tubes, \
           ribbons, or the curves of the second input. The cross-sections turn as little as they \
           can, and meet without a seam where a curve is closed.",
    inputs: &[BACKBONES.declaration, SECTIONS.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        SHAPE.declaration,
        RADIUS.declaration,
        WIDTH.declaration,
        COLUMNS.declaration,
        PLANE.declaration,
        PAIRING.declaration,
        SCALE.declaration,
        ROLL.declaration,
        TWIST_START.declaration,
        TWIST_END.declaration,
        UP.declaration,
        UP_VECTOR.declaration,
        UP_ATTRIBUTE.declaration,
        CAPS.declaration,
        UVS.declaration,
        BACKBONE_NAMES.declaration,
        SECTION_NAMES.declaration,
        SIDE_GROUP.declaration,
        CAP_GROUP.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let backbones = cook.input(BACKBONES)?;
    let chosen = selection(cook, GROUP, backbones, Domain::Primitive)?;
    let settings = settings(cook);
    let sections = match cook.get(SHAPE) {
        Chosen(Shape::Input) => cook.optional(SECTIONS)?,
        _ => None,
    };
    let surface = sweep(backbones, &chosen, sections, &settings, cook.task())?;
    Ok(Outputs::one::<GeometryWire>(surface))
}

fn settings(cook: &Cook<'_>) -> Sweep {
    let columns = cook.get(COLUMNS) as u32;
    let (radius, width) = (cook.get(RADIUS), cook.get(WIDTH));
    let (Chosen(shape), Chosen(up)) = (cook.get(SHAPE), cook.get(UP));
    Sweep {
        built_in: match shape {
            Shape::Input | Shape::RoundTube => BuiltIn::RoundTube { radius, columns },
            Shape::SquareTube => BuiltIn::SquareTube { width },
            Shape::Ribbon => BuiltIn::Ribbon { width, columns },
        },
        plane: cook.get(PLANE).0.0,
        pairing: cook.get(PAIRING).0.0,
        scale: cook.get(SCALE),
        roll_degrees: cook.get(ROLL),
        twist_degrees: [cook.get(TWIST_START), cook.get(TWIST_END)],
        up: match up {
            UpFrom::Start(up) => Up::Start(up),
            UpFrom::Custom => Up::Start(cook.get(UP_VECTOR).into()),
            UpFrom::Attribute => Up::Attribute(cook.get(UP_ATTRIBUTE).trim().to_owned()),
        },
        caps: cook.get(CAPS).0 == Caps::Single,
        uvs: cook.get(UVS).0.0,
        backbone_names: cook.get(BACKBONE_NAMES).to_string(),
        section_names: cook.get(SECTION_NAMES).to_string(),
        side_group: cook.get(SIDE_GROUP).trim().to_owned(),
        cap_group: cook.get(CAP_GROUP).trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn a_curve_alone_becomes_a_round_tube() {
        let values = [("group", text("0")), ("end_caps", text("single"))];
        let tube = cook_geometry(&NODE, &values, &[&shapes::polylines()]).unwrap();
        assert!(tube.is_closed() && tube.volume() > 0.0);
        assert_eq!(tube.primitive_count(), 4 * 8 + 2);
    }

    #[test]
    fn the_second_input_gives_the_cross_section() {
        let section = shapes::concave();
        let inputs = [&shapes::polylines(), &section];
        let values = [("group", text("0"))];
        let surface = cook_geometry(&NODE, &values, &inputs).unwrap();
        assert_eq!(surface.primitive_count(), 4 * 8);
        let ribbon = [
            ("group", text("0")),
            ("surface_shape", text("ribbon")),
            ("columns", Value::Integer(1)),
            ("uvs", text("unit")),
        ];
        let ribbon = cook_geometry(&NODE, &ribbon, &inputs).unwrap();
        assert_eq!(ribbon.primitive_count(), 4);
        assert!(ribbon.vertices().contains("uv"));
    }
}
