//! Match Size: geometry moved and scaled to fit a box.

use geometry::Bounds;
use geometry::ops::match_size::{Fit, Justify, MatchSize, match_size};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, Optional, OutputDeclaration, Outputs,
    Parameter, Required,
};

use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const REFERENCE: Optional<GeometryWire> = Optional::new("reference", "Reference");
const POSITION: Parameter<[f32; 3]> =
    Parameter::vector3("target_position", "Target Position", [0.0; 3])
        .unit("m")
        .help("The middle of the box, where no reference is wired.");
const SIZE: Parameter<[f32; 3]> = Parameter::vector3("target_size", "Target Size", [1.0; 3])
    .at_least(0.0)
    .unit("m")
    .help("The size of the box, where no reference is wired.");
const JUSTIFY_X: Parameter<Chosen<JustifyChoice>> =
    Parameter::menu_at("justify_x", "Justify X", 2).help("Which sides meet along x.");
const JUSTIFY_Y: Parameter<Chosen<JustifyChoice>> =
    Parameter::menu_at("justify_y", "Justify Y", 2).help("Which sides meet along y.");
const JUSTIFY_Z: Parameter<Chosen<JustifyChoice>> =
    Parameter::menu_at("justify_z", "Justify Z", 2).help("Which sides meet along z.");
const FIT: Parameter<Chosen<FitChoice>> =
    Parameter::menu("scale_to_fit", "Scale to Fit").help("How the size is brought to the box's.");

#[derive(Clone, Copy)]
struct JustifyChoice(Justify);

impl Choices for JustifyChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("none", "None"),
        Choice::new("min", "Min"),
        Choice::new("center", "Center"),
        Choice::new("max", "Max"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Justify::None), Self(Justify::Min), Self(Justify::Center), Self(Justify::Max)];
}

#[derive(Clone, Copy)]
struct FitChoice(Fit);

impl Choices for FitChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("none", "Keep Size"),
        Choice::new("inside", "Uniform, Inside"),
        Choice::new("around", "Uniform, Around"),
        Choice::new("stretch", "Stretch"),
    ];
    const VALUES: &'static [Self] =
        &[Self(Fit::Keep), Self(Fit::Inside), Self(Fit::Around), Self(Fit::Stretch)];
}

/// The declaration of Match Size.
pub const NODE: NodeType = NodeType {
    id: "match_size",
    label: "Match Size",
    category: "modify",
    aliases: &["Fit to Bounds", "Align", "Center", "Place on Ground"],
    help: "Moves geometry so that its bounds meet a box, and scales it to fit if wanted. The box \
           is that of the second input, or given by position and size. Justify Y to Min with a \
           position of 0 puts things on the ground.",
    inputs: &[INPUT.declaration, REFERENCE.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        POSITION.declaration,
        SIZE.declaration,
        JUSTIFY_X.declaration,
        JUSTIFY_Y.declaration,
        JUSTIFY_Z.declaration,
        FIT.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let target = match cook.optional(REFERENCE)? {
        Some(reference) => reference.bounds(),
        None => {
            let (middle, half) = (Vec3::from(cook.get(POSITION)), Vec3::from(cook.get(SIZE)) * 0.5);
            Bounds { min: middle - half, max: middle + half }
        }
    };
    if target.is_empty() {
        cook.warn("the reference is empty; nothing is moved");
    }
    let Chosen(FitChoice(fit)) = cook.get(FIT);
    let justify = [JUSTIFY_X, JUSTIFY_Y, JUSTIFY_Z].map(|axis| cook.get(axis).0.0);
    let settings = MatchSize { target, justify, fit };
    Ok(Outputs::one::<GeometryWire>(match_size(geometry, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    #[test]
    fn the_reference_is_the_box() {
        let stretch = [("scale_to_fit", text("stretch"))];
        let grid = shapes::grid(4, 2);
        let flat = cook_geometry(&NODE, &stretch, &[&shapes::torus(8, 6), &grid]).unwrap();
        assert_eq!(flat.bounds().max.x, 4.0);
        assert_eq!(flat.bounds().center(), grid.bounds().center());
    }
}
