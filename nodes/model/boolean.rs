//! Boolean: two solids joined, or one taken from the other.

use std::sync::Arc;

use geometry::ops::boolean::{
    Boolean, BooleanError, BooleanGroups, Detriangulate, Operation, boolean,
};
use graph::{
    Choice, Choices, Chosen, Condition, Cook, NodeError, NodeType, OutputDeclaration, Outputs,
    Parameter, Required,
};

use crate::wires::GeometryWire;

const A: Required<GeometryWire> = Required::new("a", "Set A");
const B: Required<GeometryWire> = Required::new("b", "Set B");
const OPERATION: Parameter<Chosen<OperationChoice>> = Parameter::menu("operation", "Operation")
    .help(
        "Subtract takes what lies in one solid away from the other; Union leaves what lies in \
         either, Intersect what lies in both.",
    );
const WHERE_SUBTRACT: &[Condition] = &[OPERATION.is(&["subtract"])];
const SUBTRACT: Parameter<Chosen<SubtractChoice>> = Parameter::menu("subtract", "Subtract")
    .help("What is taken from what. Both leaves the two differences, apart from each other.")
    .shown_when(WHERE_SUBTRACT);
const DETRIANGULATE: Parameter<Chosen<DetriangulateChoice>> =
    Parameter::menu("detriangulate", "Detriangulate").help(
        "Which polygons may have more than three corners: all, or only those that nothing has \
         cut. These are never changed.",
    );
const SEAM_POINTS: Parameter<Arc<str>> =
    Parameter::text("seam_points", "A-B Seam Points", "abseampoints")
        .help("The point group of the points where the surfaces meet; empty for none.");
const A_INSIDE_B: Parameter<Arc<str>> = Parameter::text("a_inside_b", "A Inside B", "ainsideb")
    .help("The primitive group of polygons of A that lie in B; empty for none.");
const A_OUTSIDE_B: Parameter<Arc<str>> = Parameter::text("a_outside_b", "A Outside B", "aoutsideb")
    .help("The primitive group of polygons of A that lie outside B; empty for none.");
const B_INSIDE_A: Parameter<Arc<str>> = Parameter::text("b_inside_a", "B Inside A", "binsidea")
    .help(
        "The primitive group of polygons of B that lie in A, such as the walls of what has been \
         carved out; empty for none.",
    );
const B_OUTSIDE_A: Parameter<Arc<str>> = Parameter::text("b_outside_a", "B Outside A", "boutsidea")
    .help("The primitive group of polygons of B that lie outside A; empty for none.");

/// The declaration of Boolean.
pub const NODE: NodeType = NodeType {
    id: "boolean",
    label: "Boolean",
    category: "model",
    aliases: &["Mesh Boolean", "Difference", "Union", "Intersection", "Subtract", "CSG", "Carve"],
    help: "Joins two solids or takes one from the other. Both have to be closed, with polygons \
           that face outwards; they may share faces, edges and points. Polygons that are not cut \
           stay as they are, new points and vertices take attributes from the polygon that they \
           lie in, and groups tell what came from where. Polylines and packed instances pass \
           unchanged; unpack instances to cut them.",
    inputs: &[A.declaration, B.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        OPERATION.declaration,
        SUBTRACT.declaration,
        DETRIANGULATE.declaration,
        SEAM_POINTS.declaration,
        A_INSIDE_B.declaration,
        A_OUTSIDE_B.declaration,
        B_INSIDE_A.declaration,
        B_OUTSIDE_A.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

#[derive(Debug, Clone, Copy)]
enum OperationChoice {
    Subtract,
    Union,
    Intersect,
}

impl Choices for OperationChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("subtract", "Subtract"),
        Choice::new("union", "Union"),
        Choice::new("intersect", "Intersect"),
    ];
    const VALUES: &'static [Self] = &[Self::Subtract, Self::Union, Self::Intersect];
}

#[derive(Debug, Clone, Copy)]
struct SubtractChoice(Operation);

impl Choices for SubtractChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("a_minus_b", "A - B"),
        Choice::new("b_minus_a", "B - A"),
        Choice::new("both", "Both"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Operation::AMinusB), Self(Operation::BMinusA), Self(Operation::Differences)];
}

#[derive(Debug, Clone, Copy)]
struct DetriangulateChoice(Detriangulate);

impl Choices for DetriangulateChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("all", "All Polygons"), Choice::new("unchanged", "Only Unchanged Polygons")];
    const VALUES: &'static [Self] = &[Self(Detriangulate::All), Self(Detriangulate::Unchanged)];
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let Chosen(operation) = cook.get(OPERATION);
    let operation = match operation {
        OperationChoice::Union => Operation::Union,
        OperationChoice::Intersect => Operation::Intersect,
        OperationChoice::Subtract => cook.get(SUBTRACT).0.0,
    };
    let Chosen(DetriangulateChoice(detriangulate)) = cook.get(DETRIANGULATE);
    let group = |name: Parameter<Arc<str>>| cook.get(name).trim().to_owned();
    let groups = BooleanGroups {
        seam_points: group(SEAM_POINTS),
        a_inside_b: group(A_INSIDE_B),
        a_outside_b: group(A_OUTSIDE_B),
        b_inside_a: group(B_INSIDE_A),
        b_outside_a: group(B_OUTSIDE_A),
    };
    let settings = Boolean { operation, detriangulate, groups };
    let made = boolean(cook.input(A)?, cook.input(B)?, &settings, cook.task());
    let made = made.map_err(|error| match error {
        BooleanError::Stop(stop) => NodeError::from(stop),
        error => NodeError::message(error),
    })?;
    Ok(Outputs::one::<GeometryWire>(made))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Geometry, shapes};

    fn cubes() -> [Geometry; 2] {
        let mut moved = shapes::cube();
        moved.positions_mut().iter_mut().for_each(|at| *at += 1.0);
        [shapes::cube(), moved]
    }

    #[test]
    fn every_operation_gives_its_volume_and_its_groups() {
        let [a, b] = cubes();
        for (operation, subtract, volume, groups) in [
            ("subtract", "a_minus_b", 7.0, ["aoutsideb", "binsidea"]),
            ("subtract", "b_minus_a", 7.0, ["boutsidea", "ainsideb"]),
            ("subtract", "both", 14.0, ["aoutsideb", "boutsidea"]),
            ("union", "a_minus_b", 15.0, ["aoutsideb", "boutsidea"]),
            ("intersect", "a_minus_b", 1.0, ["ainsideb", "binsidea"]),
        ] {
            let values = [("operation", text(operation)), ("subtract", text(subtract))];
            let result = cook_geometry(&NODE, &values, &[&a, &b]).unwrap();
            assert!(result.is_closed() && (result.volume() - volume).abs() < 1e-6, "{operation}");
            for group in groups {
                assert!(result.primitives().group(group).unwrap().contains(&true), "{group}");
            }
            assert!(result.points().group("abseampoints").unwrap().contains(&true));
        }
    }

    #[test]
    fn groups_are_named_or_left_out() {
        let [a, b] = cubes();
        let values = [("seam_points", text("")), ("b_inside_a", text(" wall "))];
        let result = cook_geometry(&NODE, &values, &[&a, &b]).unwrap();
        assert_eq!(result.points().groups().count(), 0);
        let wall = result.primitives().group("wall").unwrap();
        assert_eq!(wall.iter().filter(|&&member| member).count(), 3);
    }

    #[test]
    fn an_open_input_is_named_with_what_to_do() {
        let [a, _] = cubes();
        let error = cook_geometry(&NODE, &[], &[&a, &shapes::grid(2, 2)]).unwrap_err().to_string();
        assert!(error.contains("input B is not closed: 8 open edges"), "{error}");
        assert!(error.contains("Fuse"), "{error}");
    }
}
