//! Platonic Solids: the five regular solids, and the soccer ball.

use geometry::ops::create::{Platonic, Solid, platonic};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
};

use super::placing::{CENTER, ROTATE, UNIFORM_SCALE, UVS, placed};
use crate::wires::GeometryWire;

const TYPE: Parameter<Chosen<SolidChoice>> =
    Parameter::menu("type", "Solid Type").help("Which solid it is.");
const RADIUS: Parameter<f32> = Parameter::float("radius", "Radius", 1.0)
    .at_least(0.0)
    .soft(0.0, 10.0)
    .unit("m")
    .help("From the middle to every point.");

#[derive(Clone, Copy)]
struct SolidChoice(Solid);

impl Choices for SolidChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("tetrahedron", "Tetrahedron"),
        Choice::new("cube", "Cube"),
        Choice::new("octahedron", "Octahedron"),
        Choice::new("icosahedron", "Icosahedron"),
        Choice::new("dodecahedron", "Dodecahedron"),
        Choice::new("soccer_ball", "Soccer Ball"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Solid::Tetrahedron),
        Self(Solid::Cube),
        Self(Solid::Octahedron),
        Self(Solid::Icosahedron),
        Self(Solid::Dodecahedron),
        Self(Solid::SoccerBall),
    ];
}

/// The declaration of Platonic Solids.
pub const NODE: NodeType = NodeType {
    id: "platonic",
    label: "Platonic Solids",
    category: "create",
    aliases: &["Regular Solids", "Tetrahedron", "Octahedron", "Icosahedron", "Dodecahedron"],
    help: "Makes a regular solid: all its faces and corners are alike. The soccer ball has the \
           primitive groups pentagons and hexagons.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        TYPE.declaration,
        RADIUS.declaration,
        CENTER.declaration,
        ROTATE.declaration,
        UNIFORM_SCALE.declaration,
        UVS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let Chosen(SolidChoice(solid)) = cook.get(TYPE);
    let settings = Platonic {
        solid,
        radius: cook.get(RADIUS),
        center: Vec3::from(cook.get(CENTER)),
        uvs: cook.get(UVS),
    };
    Ok(Outputs::one::<GeometryWire>(placed(cook, platonic(&settings, cook.task())?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};

    #[test]
    fn every_solid_is_closed() {
        for (option, faces) in SolidChoice::OPTIONS.iter().zip([4, 6, 8, 20, 12, 32]) {
            let made = cook_geometry(&NODE, &[("type", text(option.id))], &[]).unwrap();
            assert!(made.is_closed(), "{}", option.label);
            assert_eq!(made.primitive_count(), faces, "{}", option.label);
        }
    }
}
