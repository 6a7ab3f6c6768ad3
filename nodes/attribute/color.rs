//! Color: sets `Cd`.

use glam::Vec3;
use graph::{Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::fields::{DomainChoice, GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu("class", "Class").help("What the colour belongs to.");
const COLOR: Parameter<[f32; 3]> =
    Parameter::colour("color", "Color", [1.0, 1.0, 1.0]).help("The colour, linear.");

/// The declaration of Color.
pub const NODE: NodeType = NodeType {
    id: "color",
    label: "Color",
    category: "attribute",
    aliases: &["Colour", "Set Color", "Cd"],
    help: "Gives points, vertices, primitives or the whole geometry a colour, as the attribute \
           Cd that the viewport and exported files show. Elements outside the group keep theirs.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[GROUP.declaration, CLASS.declaration, COLOR.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let mut geometry = cook.input(INPUT)?.clone();
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let chosen = selection(cook, GROUP, &geometry, domain)?;
    let color = Vec3::from(cook.get(COLOR));
    let colors = geometry.table_mut(domain).write::<Vec3>("Cd");
    cook.task().fill(colors, |element, slot| {
        if chosen.contains(element) {
            *slot = color;
        }
    })?;
    Ok(Outputs::one::<GeometryWire>(geometry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;

    #[test]
    fn a_group_is_coloured_and_the_rest_stays_white() {
        let values = [("group", text("0-1")), ("color", vector([1.0, 0.0, 0.0]))];
        let colored = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        let colors = colored.points().read::<Vec3>("Cd").unwrap();
        assert_eq!(colors[..3], [Vec3::X, Vec3::X, Vec3::ONE]);
    }

    #[test]
    fn an_unknown_group_is_named() {
        let error = cook_geometry(&NODE, &[("group", text("roof"))], &[&shapes::cube()]);
        assert!(error.unwrap_err().to_string().contains("no group \"roof\""));
    }
}
