//! Mirror: geometry and its reflection.

use std::sync::Arc;

use geometry::ops::mirror::{Mirror, mirror};
use glam::Vec3;
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const KEEP: Parameter<bool> = Parameter::toggle("keep_original", "Keep Original", true)
    .help("Give the original and its reflection; else the reflection alone.");
const ORIGIN: Parameter<[f32; 3]> = Parameter::vector3("origin", "Origin", [0.0; 3])
    .unit("m")
    .help("A point of the mirror's plane.");
const DISTANCE: Parameter<f32> = Parameter::float("distance", "Distance", 0.0)
    .soft(-5.0, 5.0)
    .unit("m")
    .help("How far the plane is moved along its direction.");
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [1.0, 0.0, 0.0])
        .help("The direction across the plane, whatever its length.");
const WELD: Parameter<bool> = Parameter::toggle("consolidate", "Consolidate Seam", true)
    .shown_when(&[KEEP.is(&["true"])])
    .help("Move points near the plane onto it and share them between both halves.");
const TOLERANCE: Parameter<f32> = Parameter::float("tolerance", "Tolerance", 0.001)
    .at_least(0.0)
    .soft(0.0, 0.1)
    .unit("m")
    .shown_when(&[KEEP.is(&["true"]), WELD.is(&["true"])])
    .help("How near is near.");
const GROUP_NAME: Parameter<Arc<str>> = Parameter::text("mirrored_group", "Mirrored Group", "")
    .help("The name of a primitive group of the reflection; empty for none.");

/// The declaration of Mirror.
pub const NODE: NodeType = NodeType {
    id: "mirror",
    label: "Mirror",
    category: "modify",
    aliases: &["Symmetrize", "Reflect", "Symmetry"],
    help: "Reflects geometry across a plane and, if wanted, welds the seam, so that half a model \
           becomes a whole one. Faces of the reflection face outwards again.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        KEEP.declaration,
        ORIGIN.declaration,
        DISTANCE.declaration,
        DIRECTION.declaration,
        WELD.declaration,
        TOLERANCE.declaration,
        GROUP_NAME.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let normal = Vec3::from(cook.get(DIRECTION));
    if normal.try_normalize().is_none() {
        cook.warn("the direction has no length; nothing is mirrored");
    }
    let settings = Mirror {
        origin: Vec3::from(cook.get(ORIGIN)) + normal.normalize_or_zero() * cook.get(DISTANCE),
        normal,
        keep_original: cook.get(KEEP),
        weld: cook.get(WELD).then(|| cook.get(TOLERANCE)),
        group: cook.get(GROUP_NAME).to_string(),
    };
    Ok(Outputs::one::<GeometryWire>(mirror(cook.input(INPUT)?, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, vector};
    use geometry::shapes;

    #[test]
    fn a_cube_beside_the_plane_has_a_twin() {
        let beside = [("origin", vector([-3.0, 0.0, 0.0]))];
        let twins = cook_geometry(&NODE, &beside, &[&shapes::cube()]).unwrap();
        assert_eq!(twins.bounds().min.x, -7.0);
        assert!((twins.volume() - 16.0).abs() < 1e-4);
    }
}
