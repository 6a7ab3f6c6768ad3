//! Transform: moves, turns and scales.

use std::sync::Arc;

use geometry::ops::transform::{Transform, transform};
use graph::{
    Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required, TextKind,
};

use crate::fields::{GROUP, GroupTypeChoice, selection};
use crate::transforms::{
    ORDER, PIVOT, PIVOT_ROTATE, ROTATE, ROTATE_ORDER, SCALE, SHEAR, TRANSLATE, UNIFORM_SCALE,
    transformation,
};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const GROUP_TYPE: Parameter<Chosen<GroupTypeChoice>> =
    Parameter::menu("group_type", "Group Type").help("What the group field names.");
const INVERT: Parameter<bool> = Parameter::toggle("invert", "Invert Transformation", false)
    .help("Undoes the transform instead: a second node with the same values brings all back.");
const ATTRIBUTES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attributes", "Attributes", "*").help(
        "Attributes that are transformed, by what they mean: positions, vectors, normals, \
         rotations and matrices. ^ takes away: * ^v leaves velocities as they are.",
    );
const MEND_NORMALS: Parameter<bool> =
    Parameter::toggle("recompute_normals", "Recompute Affected Normals", true)
        .help("Where only some points of a polygon move, the normals around it are made anew.");
const OUTPUT_MATRIX: Parameter<bool> = Parameter::toggle("use_output", "Output Transform", false)
    .help("Gives out the transform as a detail attribute of 4 x 4 numbers.");
const OUTPUT: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "output_attribute", "Output Attribute", "xform")
        .shown_when(&[OUTPUT_MATRIX.is(&["true"])])
        .help("Its name. Where there is one already, the new transform comes after it.");

/// The declaration of Transform.
pub const NODE: NodeType = NodeType {
    id: "transform",
    label: "Transform",
    category: "modify",
    aliases: &["Xform", "Transform Geometry", "Move", "Rotate", "Scale", "Edit"],
    help: "Moves, turns and scales geometry or a group of it. Normals, velocities, orientations \
           and packed instances go along.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        GROUP_TYPE.declaration,
        ORDER.declaration,
        ROTATE_ORDER.declaration,
        TRANSLATE.declaration,
        ROTATE.declaration,
        SCALE.declaration,
        SHEAR.declaration,
        UNIFORM_SCALE.declaration,
        PIVOT.declaration,
        PIVOT_ROTATE.declaration,
        INVERT.declaration,
        ATTRIBUTES.declaration,
        MEND_NORMALS.declaration,
        OUTPUT_MATRIX.declaration,
        OUTPUT.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let pattern = cook.get(GROUP);
    let Chosen(group_type) = cook.get(GROUP_TYPE);
    let chosen_are = group_type.domain(&pattern, geometry);
    let chosen = selection(cook, GROUP, geometry, chosen_are)?;
    let transformation = transformation(cook);
    let turning = if cook.get(INVERT) {
        transformation.inverse().ok_or_else(|| NodeError::Parameter {
            parameter: INVERT.declaration.id.to_owned(),
            message: "a scale of 0 cannot be undone".to_owned(),
        })?
    } else {
        transformation.turning()
    };
    let output =
        if cook.get(OUTPUT_MATRIX) { cook.get(OUTPUT).trim().to_owned() } else { String::new() };
    let settings = Transform {
        chosen_are,
        attributes: cook.get(ATTRIBUTES).to_string(),
        mend_normals: cook.get(MEND_NORMALS),
        output,
    };
    let result = transform(geometry, &chosen, &turning, &settings, cook.task())?;
    Ok(Outputs::one::<GeometryWire>(result))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;
    use glam::Vec3;
    use graph::Value;

    #[test]
    fn a_group_moves_and_the_rest_stays() {
        let cube = shapes::with_attributes(shapes::cube());
        let values = [("group", text("first_half")), ("translate", vector([0.0, 0.0, -3.0]))];
        let moved = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        for (point, member) in cube.points().group("first_half").unwrap().iter().enumerate() {
            let by = if *member { Vec3::Z * -3.0 } else { Vec3::ZERO };
            assert_eq!(moved.positions()[point] - cube.positions()[point], by);
        }
    }

    #[test]
    fn inverted_it_brings_back() {
        let values = [
            ("translate", vector([1.0, 2.0, 3.0])),
            ("rotate", vector([10.0, 20.0, 30.0])),
            ("uniform_scale", Value::Float(2.0)),
        ];
        let there = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        let [a, b, c] = values;
        let invert = ("invert", Value::Toggle(true));
        let back = cook_geometry(&NODE, &[a, b, c, invert.clone()], &[&there]).unwrap();
        for (is, should) in back.positions().iter().zip(shapes::cube().positions()) {
            assert!(is.abs_diff_eq(*should, 1e-5));
        }
        let flat = [("scale", vector([1.0, 0.0, 1.0])), invert];
        let error = cook_geometry(&NODE, &flat, &[&there]).unwrap_err();
        assert!(error.to_string().contains("cannot be undone"));
    }
}
