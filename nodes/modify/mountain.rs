//! Mountain: moves points by noise.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::mountain::{Along, Mountain, mountain};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, attribute_failed, selection};
use crate::noise_fields;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const ALONG: Parameter<Chosen<Way>> =
    Parameter::menu("along", "Displace Along").help("Which way points are moved.");
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .shown_when(&[ALONG.is(&["direction"])])
        .help("The way in which all points move; its length does not count.");
const MASK: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "mask", "Mask Attribute", "")
        .help("A float attribute or a group that the height is multiplied by.");
const LOCATION: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "location", "Location Attribute", "P").help(
        "Where a point samples the noise: P, or an attribute such as rest to which the noise \
         clings while the geometry moves.",
    );
const RECOMPUTE: Parameter<bool> =
    Parameter::toggle("recompute_normals", "Recompute Affected Normals", true)
        .help("Makes the attribute N anew where points moved, if there is one.");

#[derive(Debug, Clone, Copy)]
enum Way {
    Normal,
    Direction,
    Anywhere,
}

impl Choices for Way {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("normal", "Normal"),
        Choice::new("direction", "Direction"),
        Choice::new("noise_vector", "Noise Vector"),
    ];
    const VALUES: &'static [Self] = &[Self::Normal, Self::Direction, Self::Anywhere];
}

/// The declaration of Mountain.
pub const NODE: NodeType = NodeType {
    id: "mountain",
    label: "Mountain",
    category: "modify",
    aliases: &["Noise", "Displace", "Set Position", "Attribute Noise on P", "Terrain"],
    help: "Moves points by a noise at their positions: hills on a grid, dents in a wall, ripples \
           that change with the frame. Without the attribute N, points move along the normals of \
           the faces around them.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        ALONG.declaration,
        DIRECTION.declaration,
        noise_fields::RANGE.declaration,
        noise_fields::AMPLITUDE.declaration,
        noise_fields::MINIMUM.declaration,
        noise_fields::MAXIMUM.declaration,
        MASK.declaration,
        LOCATION.declaration,
        noise_fields::BASIS.declaration,
        noise_fields::ELEMENT_SIZE.declaration,
        noise_fields::ELEMENT_SCALE.declaration,
        noise_fields::OFFSET.declaration,
        noise_fields::SEED.declaration,
        noise_fields::FRACTAL.declaration,
        noise_fields::OCTAVES.declaration,
        noise_fields::LACUNARITY.declaration,
        noise_fields::ROUGHNESS.declaration,
        noise_fields::ANIMATED.declaration,
        noise_fields::PULSE.declaration,
        RECOMPUTE.declaration,
    ],
    cook,
    ..noise_fields::READS
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Point)?;
    let (noise, time) = noise_fields::noise(cook);
    let along = match cook.get(ALONG).0 {
        Way::Normal => Along::Normal,
        Way::Direction => Along::Direction(Vec3::from(cook.get(DIRECTION))),
        Way::Anywhere => Along::Anywhere,
    };
    let settings = Mountain {
        noise,
        time,
        range: noise_fields::range(cook),
        along,
        mask: cook.get(MASK),
        location: cook.get(LOCATION),
        recompute_normals: cook.get(RECOMPUTE),
    };
    let moved = mountain(geometry, &settings, &chosen, cook.task()).map_err(attribute_failed)?;
    Ok(Outputs::one::<GeometryWire>(moved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Geometry, shapes};
    use graph::Value;

    fn cooked(values: &[(&str, Value)]) -> Geometry {
        let mut values = values.to_vec();
        values.push(("element_size", Value::Float(3.7)));
        cook_geometry(&NODE, &values, &[&shapes::grid(20, 20)]).unwrap()
    }

    #[test]
    fn a_grid_becomes_hills_as_high_as_asked() {
        let bounds = cooked(&[("amplitude", Value::Float(2.0))]).bounds();
        assert!((0.6..2.1).contains(&bounds.max.y) && (-2.1..-0.6).contains(&bounds.min.y));
        let positive = cooked(&[("range", text("positive"))]).bounds();
        assert!(positive.min.y > -0.05 && positive.max.y > 0.5);
    }

    #[test]
    fn the_frame_is_read_only_when_animated() {
        // A cook outside any graph is at frame 1.
        let still = cooked(&[]);
        let animated = cooked(&[("animated", Value::Toggle(true))]);
        assert_ne!(still.positions(), animated.positions());
        let faster = [("animated", Value::Toggle(true)), ("pulse", Value::Float(2.0))];
        assert_ne!(cooked(&faster).positions(), animated.positions());
    }

    #[test]
    fn a_direction_and_a_group_are_kept_to() {
        let values = [
            ("along", text("direction")),
            ("direction", Value::Vector3([2.0, 0.0, 0.0])),
            ("group", text("0-99")),
        ];
        let (before, after) = (shapes::grid(20, 20), cooked(&values));
        for (point, (a, b)) in before.positions().iter().zip(after.positions()).enumerate() {
            assert!(a.y == b.y && a.z == b.z && (point < 100 || a.x == b.x));
        }
        assert_ne!(before.positions(), after.positions());
    }
}
