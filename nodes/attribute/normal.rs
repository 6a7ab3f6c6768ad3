//! Normal: sets `N`.

use geometry::ops::normal::{Normals, Weighting, normals};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required,
};

use crate::fields::{DomainChoice, GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> = Parameter::menu_at("class", "Add Normals to", 1)
    .help("Vertices can have hard edges; points are always smooth.");
const CUSP_ANGLE: Parameter<f32> = Parameter::float("cusp_angle", "Cusp Angle", 60.0)
    .at_least(0.0)
    .at_most(180.0)
    .unit("°")
    .shown_when(&[CLASS.is(&["vertex"])])
    .help("Faces that turn from each other by more than this angle meet in a hard edge.");
const WEIGHTING: Parameter<Chosen<WeightingChoice>> =
    Parameter::menu("weighting", "Weighting").help("How much each face around a point counts.");
const REVERSE: Parameter<bool> =
    Parameter::toggle("reverse", "Reverse Normals", false).help("Point them inwards.");

#[derive(Clone, Copy)]
struct WeightingChoice(Weighting);

impl Choices for WeightingChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("angle", "By Vertex Angle"),
        Choice::new("area", "By Face Area"),
        Choice::new("equal", "Each Vertex Equally"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Weighting::Angle), Self(Weighting::Area), Self(Weighting::Equal)];
}

/// The declaration of Normal.
pub const NODE: NodeType = NodeType {
    id: "normal",
    label: "Normal",
    category: "attribute",
    aliases: &["Normals", "Set Mesh Normal", "Shade Smooth", "Auto Smooth"],
    help: "Sets the attribute N to unit normals made from the polygons around each element. On \
           vertices, edges sharper than the cusp angle stay hard. Elements outside the group \
           keep theirs.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        CUSP_ANGLE.declaration,
        WEIGHTING.declaration,
        REVERSE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let Chosen(WeightingChoice(weighting)) = cook.get(WEIGHTING);
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let settings = Normals {
        domain,
        weighting,
        cusp_degrees: cook.get(CUSP_ANGLE),
        reverse: cook.get(REVERSE),
    };
    Ok(Outputs::one::<GeometryWire>(normals(geometry, &chosen, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Domain, shapes};

    #[test]
    fn normals_land_on_the_class_that_is_asked_for() {
        for (class, domain) in [("point", Domain::Point), ("vertex", Domain::Vertex)] {
            let result = cook_geometry(&NODE, &[("class", text(class))], &[&shapes::cube()]);
            assert!(result.unwrap().table(domain).contains("N"), "{class}");
        }
    }
}
