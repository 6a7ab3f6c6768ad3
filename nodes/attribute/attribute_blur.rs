//! Attribute Blur: evens attributes out over neighbours.

use std::sync::Arc;

use geometry::ops::attribute::blur::{Blur, blur};
use geometry::{Domain, NamePattern};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required, TextKind};

use crate::fields::{GROUP, attribute_failed, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const NAMES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attributes", "Attributes", "Cd").help(
        "The float attributes of points to blur, with the wildcards * and ?; ^ takes away. P is \
         blurred when it is written out.",
    );
const ITERATIONS: Parameter<i64> = Parameter::integer("iterations", "Blurring Iterations", 1)
    .at_least(0.0)
    .at_most(10_000.0)
    .soft(0.0, 100.0)
    .help("How many times values move.");
const STEP: Parameter<f32> = Parameter::float("step_size", "Step Size", 0.5)
    .at_least(0.0)
    .at_most(1.0)
    .help("How far a value goes each time towards the mean of its neighbours.");
const PIN: Parameter<bool> = Parameter::toggle("pin_borders", "Pin Border Points", false)
    .help("Points on open borders keep their values.");

/// The declaration of Attribute Blur.
pub const NODE: NodeType = NodeType {
    id: "attribute_blur",
    label: "Attribute Blur",
    category: "attribute",
    aliases: &["Attrib Blur", "Blur Attribute", "Smooth Attribute", "Diffuse"],
    help: "Evens out attributes of points by moving each value towards those of the points that \
           edges join it to. Points outside the group keep theirs, and give them to their \
           neighbours.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        NAMES.declaration,
        ITERATIONS.declaration,
        STEP.declaration,
        PIN.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Point)?;
    let text = cook.get(NAMES);
    let pattern = NamePattern::new(&text);
    let mut names: Vec<Arc<str>> = Vec::new();
    for (name, column) in geometry.points().attributes() {
        let written_out = pattern.written_out().any(|written| *written == **name);
        let wanted = written_out || (column.floats().is_some() && &**name != "P");
        if pattern.matches(name) && wanted {
            names.push(name.clone());
        }
    }
    for name in pattern.written_out().filter(|name| !geometry.points().contains(name)) {
        cook.warn(format!("there is no point attribute \"{name}\""));
    }
    let settings = Blur {
        iterations: u32::try_from(cook.get(ITERATIONS)).unwrap_or(0),
        step: cook.get(STEP),
        pin_borders: cook.get(PIN),
    };
    let blurred = blur(geometry, &names, &chosen, &settings, cook.task());
    Ok(Outputs::one::<GeometryWire>(blurred.map_err(attribute_failed)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, shapes};
    use graph::Value;

    #[test]
    fn what_is_named_is_blurred_and_positions_only_when_written_out() {
        let mut grid = shapes::grid(4, 4);
        let peaks = (0..25).map(|point| if point == 12 { 1.0 } else { 0.0 });
        grid.table_mut(Domain::Point).set("heat", Column::new(peaks.collect::<Vec<f32>>()));
        grid.positions_mut()[12].y = 1.0;
        let blurred = |names: &str| {
            let values = [("attributes", text(names)), ("iterations", Value::Integer(5))];
            let result = cook_geometry(&NODE, &values, &[&grid]).unwrap();
            (result.points().read::<f32>("heat").unwrap()[12], result.positions()[12].y)
        };
        let (heat, y) = blurred("*");
        assert!(heat < 0.5 && y == 1.0);
        let (heat, y) = blurred("P");
        assert!(heat == 1.0 && y < 0.5);
        assert_eq!(blurred("nothing"), (1.0, 1.0));
    }
}
