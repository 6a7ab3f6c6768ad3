//! Smooth: points moved towards their neighbours.

use geometry::Domain;
use geometry::ops::smooth::{Smooth, smooth};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required,
};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const METHOD: Parameter<Chosen<Method>> = Parameter::menu("method", "Method")
    .help("Volume Preserving answers every step inwards with one outwards.");
const ITERATIONS: Parameter<i64> = Parameter::integer("iterations", "Iterations", 10)
    .at_least(0.0)
    .at_most(10_000.0)
    .soft(0.0, 100.0)
    .help("How many times points move.");
const STRENGTH: Parameter<f32> = Parameter::float("strength", "Strength", 0.5)
    .at_least(0.0)
    .at_most(1.0)
    .help("How far a point goes each time towards the mean of its neighbours.");
const BORDERS: Parameter<bool> = Parameter::toggle("fix_borders", "Constrain Borders", true)
    .help("Points on open borders stay where they are.");

#[derive(Clone, Copy, PartialEq)]
enum Method {
    VolumePreserving,
    Laplacian,
}

impl Choices for Method {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("volume", "Volume Preserving"), Choice::new("laplacian", "Laplacian")];
    const VALUES: &'static [Self] = &[Self::VolumePreserving, Self::Laplacian];
}

/// The declaration of Smooth.
pub const NODE: NodeType = NodeType {
    id: "smooth",
    label: "Smooth",
    category: "modify",
    aliases: &["Relax", "Laplacian Smooth", "Blur Positions", "Smooth Corrective"],
    help: "Evens out bumps by moving points towards their neighbours. Points outside the group \
           stay, and hold their neighbours.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        METHOD.declaration,
        ITERATIONS.declaration,
        STRENGTH.declaration,
        BORDERS.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Point)?;
    let Chosen(method) = cook.get(METHOD);
    let settings = Smooth {
        iterations: u32::try_from(cook.get(ITERATIONS)).unwrap_or(0),
        strength: cook.get(STRENGTH),
        keep_volume: method == Method::VolumePreserving,
        fix_borders: cook.get(BORDERS),
    };
    Ok(Outputs::one::<GeometryWire>(smooth(geometry, &chosen, &settings, cook.task())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    #[test]
    fn a_cube_shrinks_only_where_its_volume_is_not_kept() {
        let volume = |method: &str| {
            let values = [("method", text(method))];
            cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap().volume()
        };
        assert!(volume("laplacian") < 1.0);
        assert!(volume("laplacian") < volume("volume"));
    }
}
