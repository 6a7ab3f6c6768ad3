//! Clean: removes what says nothing or does harm.

use geometry::ops::clean::{Clean, clean};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const NOT_NUMBERS: Parameter<bool> =
    Parameter::toggle("remove_nan_points", "Remove NaN Points", true).help(
        "Removes points whose position is not a number or infinite; primitives go on without.",
    );
const REPEATED: Parameter<bool> =
    Parameter::toggle("remove_repeated_corners", "Remove Repeated Corners", true)
        .help("Removes corners of a primitive that stand at the same point as the corner before.");
const DEGENERATE: Parameter<bool> =
    Parameter::toggle("remove_degenerate", "Remove Degenerate", true)
        .help("Removes polygons without an area and polylines without a length.");
const TOLERANCE: Parameter<f32> = Parameter::float("degenerate_tolerance", "Tolerance", 0.000001)
    .help("Polygons that are nowhere wider than this, and polylines that are no longer, go.")
    .unit("m")
    .at_least(0.0)
    .soft(0.0, 0.01)
    .shown_when(&[DEGENERATE.is(&["true"])]);
const DUPLICATES: Parameter<bool> =
    Parameter::toggle("remove_duplicates", "Remove Duplicate Faces", true).help(
        "Removes primitives with the same points as an earlier one, whichever way they face.",
    );
const ORIENT: Parameter<bool> = Parameter::toggle("orient_polygons", "Orient Polygons", false)
    .help("Turns polygons over that do not face like their neighbours; closed surfaces outwards.");
const UNUSED_POINTS: Parameter<bool> =
    Parameter::toggle("remove_unused_points", "Remove Unused Points", true)
        .help("Removes points that no primitive uses.");
const UNUSED_GROUPS: Parameter<bool> =
    Parameter::toggle("remove_unused_groups", "Remove Unused Groups", false)
        .help("Removes groups without members.");
const UNUSED_ATTRIBUTES: Parameter<bool> =
    Parameter::toggle("remove_unused_attributes", "Remove Unused Attributes", false).help(
        "Removes attributes that say nothing: those with the default value in all elements, \
         such as a white Cd.",
    );

/// The declaration of Clean.
pub const NODE: NodeType = NodeType {
    id: "clean",
    label: "Clean",
    category: "modify",
    aliases: &["Mesh Cleanup", "Delete Degenerate", "Degenerate Dissolve", "Repair"],
    help: "Removes what says nothing or does harm: points that are not numbers, corners and faces \
           that are there twice, faces without an area, points without a face, and empty groups.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        NOT_NUMBERS.declaration,
        REPEATED.declaration,
        DEGENERATE.declaration,
        TOLERANCE.declaration,
        DUPLICATES.declaration,
        ORIENT.declaration,
        UNUSED_POINTS.declaration,
        UNUSED_GROUPS.declaration,
        UNUSED_ATTRIBUTES.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let settings = Clean {
        not_numbers: cook.get(NOT_NUMBERS),
        repeated_corners: cook.get(REPEATED),
        degenerate: cook.get(DEGENERATE).then(|| cook.get(TOLERANCE)),
        duplicates: cook.get(DUPLICATES),
        orient: cook.get(ORIENT),
        unused_points: cook.get(UNUSED_POINTS),
        empty_groups: cook.get(UNUSED_GROUPS),
        default_attributes: cook.get(UNUSED_ATTRIBUTES),
    };
    Ok(Outputs::one::<GeometryWire>(clean(cook.input(INPUT)?, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn only_the_good_face_is_left() {
        let cleaned = cook_geometry(&NODE, &[], &[&shapes::degenerate()]).unwrap();
        assert_eq!((cleaned.primitive_count(), cleaned.point_count()), (1, 3));
        let off = ["remove_nan_points", "remove_repeated_corners", "remove_degenerate"];
        let more_off = ["remove_duplicates", "remove_unused_points"];
        let values: Vec<_> =
            off.iter().chain(&more_off).map(|&id| (id, Value::Toggle(false))).collect();
        let same = cook_geometry(&NODE, &values, &[&shapes::degenerate()]).unwrap();
        assert!(same == shapes::degenerate());
    }
}
