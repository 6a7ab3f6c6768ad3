//! Material: names what a surface looks like.

use std::sync::Arc;

use geometry::Domain;
use geometry::material::{self, Material};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required};

use crate::fields::{GROUP, filled, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const NAME: Parameter<Arc<str>> = Parameter::text("name", "Material Name", "material1").help(
    "The name that primitives carry in their attribute material. Primitives of the same name \
     look the same.",
);
const BASE_COLOR: Parameter<[f32; 3]> =
    Parameter::colour("base_color", "Base Color", [0.8, 0.8, 0.8])
        .help("The colour of the surface, linear. Cd is multiplied with it.");
const OPACITY: Parameter<f32> = Parameter::float("opacity", "Opacity", 1.0)
    .help("1 lets nothing through, 0 everything.")
    .at_least(0.0)
    .at_most(1.0);
const METALLIC: Parameter<f32> = Parameter::float("metallic", "Metallic", 0.0)
    .help("0 for anything but metal, 1 for metal.")
    .at_least(0.0)
    .at_most(1.0);
const ROUGHNESS: Parameter<f32> = Parameter::float("roughness", "Roughness", 0.5)
    .help("0 is a mirror, 1 is chalk.")
    .at_least(0.0)
    .at_most(1.0);
const EMISSION_COLOR: Parameter<[f32; 3]> =
    Parameter::colour("emission_color", "Emission Color", [1.0, 1.0, 1.0])
        .help("The colour of the light that the surface gives off, linear.");
const EMISSION: Parameter<f32> = Parameter::float("emission_intensity", "Emission Intensity", 0.0)
    .help("How bright that light is; 0 is none.")
    .at_least(0.0)
    .soft(0.0, 10.0);

/// The declaration of Material.
pub const NODE: NodeType = NodeType {
    id: "material",
    label: "Material",
    category: "attribute",
    aliases: &["Set Material", "Shader", "Principled"],
    help: "Gives primitives a material by name, and says what it looks like: the viewport shows \
           it, and OBJ and glTF files carry it. The name stands in the primitive attribute \
           material, the looks in detail attributes such as material:NAME:roughness.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        NAME.declaration,
        BASE_COLOR.declaration,
        OPACITY.declaration,
        METALLIC.declaration,
        ROUGHNESS.declaration,
        EMISSION_COLOR.declaration,
        EMISSION.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let mut geometry = cook.input(INPUT)?.clone();
    let chosen = selection(cook, GROUP, &geometry, Domain::Primitive)?;
    let name = cook.get(NAME);
    let name = filled(&name).ok_or_else(|| NodeError::Parameter {
        parameter: NAME.declaration.id.to_owned(),
        message: "give the material a name".to_owned(),
    })?;
    let [r, g, b] = cook.get(BASE_COLOR);
    let intensity = cook.get(EMISSION);
    let looks = Material {
        base_colour: [r, g, b, cook.get(OPACITY)],
        metallic: cook.get(METALLIC),
        roughness: cook.get(ROUGHNESS),
        emission: cook.get(EMISSION_COLOR).map(|value| value * intensity),
    };
    cook.task().check()?;
    material::assign(&mut geometry, name, &looks, |primitive| chosen.contains(primitive));
    Ok(Outputs::one::<GeometryWire>(geometry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, shapes};
    use graph::Value;

    #[test]
    fn a_group_takes_the_material() {
        let values = [
            ("group", text("0-1")),
            ("name", text("gold")),
            ("metallic", Value::Float(1.0)),
            ("emission_intensity", Value::Float(2.0)),
        ];
        let gilded = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        let names = gilded.primitives().get(material::MATERIAL).and_then(Column::texts).unwrap();
        assert_eq!((names.get(1), names.get(2)), ("gold", ""));
        let looks = material::read(gilded.detail(), "gold");
        assert_eq!((looks.metallic, looks.emission), (1.0, [2.0; 3]));
    }

    #[test]
    fn a_material_needs_a_name() {
        let error = cook_geometry(&NODE, &[("name", text(" "))], &[&shapes::cube()]).unwrap_err();
        assert!(error.to_string().contains("give the material a name"));
    }
}
