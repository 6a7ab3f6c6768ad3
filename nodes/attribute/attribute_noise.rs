//! Attribute Noise: noise on any float attribute.

use std::sync::Arc;

use geometry::NamePattern;
use geometry::ops::attribute::noise::{AttributeNoise, attribute_noise};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{DomainChoice, GROUP, attribute_failed, selection};
use crate::noise_fields::{self, OperationChoice, RangeChoice};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<DomainChoice>> =
    Parameter::menu("class", "Class").help("What the attribute belongs to.");
const NAMES: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "name", "Attribute Names", "Cd")
        .help("The float attributes to put noise on, separated by spaces. What is new is made.");
const TYPE: Parameter<Chosen<NewSize>> = Parameter::menu("type", "Type If New")
    .help("What a new attribute holds, where its name does not say so as Cd and N do.");
const OPERATION: Parameter<Chosen<OperationChoice>> =
    Parameter::menu("operation", "Operation").help("How the noise joins the values there are.");
const RANGE: Parameter<Chosen<RangeChoice>> =
    Parameter::menu_at("range", "Range Values", 1).help("Between what values the noise lies.");
const LOCATION: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "location", "Location Attribute", "P").help(
        "Where an element samples the noise: P, or an attribute such as rest to which the noise \
         clings while the geometry moves.",
    );

#[derive(Debug, Clone, Copy)]
struct NewSize(usize);

impl Choices for NewSize {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("float", "Float"), Choice::new("vector", "Vector")];
    const VALUES: &'static [Self] = &[Self(1), Self(3)];
}

/// The declaration of Attribute Noise.
pub const NODE: NodeType = NodeType {
    id: "attribute_noise",
    label: "Attribute Noise",
    category: "attribute",
    aliases: &["Attrib Noise", "Noise Texture", "Perlin Noise", "Worley Noise", "Voronoi Texture"],
    help: "Puts noise on float attributes of any size, an unrelated one in each component: \
           colours, masks, velocities, sizes. The noise may change with the frame.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        NAMES.declaration,
        TYPE.declaration,
        OPERATION.declaration,
        RANGE.declaration,
        noise_fields::AMPLITUDE.declaration,
        noise_fields::MINIMUM.declaration,
        noise_fields::MAXIMUM.declaration,
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
    ],
    cook,
    ..noise_fields::READS
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let mut geometry = cook.input(INPUT)?.clone();
    let Chosen(DomainChoice(domain)) = cook.get(CLASS);
    let Chosen(NewSize(type_size)) = cook.get(TYPE);
    let Chosen(OperationChoice(operation)) = cook.get(OPERATION);
    let chosen = selection(cook, GROUP, &geometry, domain)?;
    let (noise, time) = noise_fields::noise(cook);
    let text = cook.get(NAMES);
    for (index, name) in NamePattern::new(&text).written_out().enumerate() {
        let named = geometry::meaning_of(name, 3) != geometry::Meaning::None;
        let settings = AttributeNoise {
            name: name.into(),
            domain,
            new_size: if named { 3 } else { type_size },
            // Attributes of one node do not repeat each other.
            noise: geometry::noise::Noise {
                seed: noise.seed.wrapping_add((index as u32).wrapping_mul(0x85EB_CA6B)),
                ..noise
            },
            time,
            range: noise_fields::range(cook),
            operation,
            location: cook.get(LOCATION),
        };
        geometry = attribute_noise(&geometry, &settings, &chosen, cook.task())
            .map_err(attribute_failed)?;
    }
    Ok(Outputs::one::<GeometryWire>(geometry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::{Geometry, shapes};
    use glam::Vec3;
    use graph::Value;

    fn cooked(values: &[(&str, Value)]) -> Geometry {
        cook_geometry(&NODE, values, &[&shapes::grid(9, 9)]).unwrap()
    }

    #[test]
    fn colours_come_from_nothing_and_differ_from_other_attributes_of_the_node() {
        let values = [("name", text("Cd mask")), ("element_size", Value::Float(3.3))];
        let grid = cooked(&values);
        let colours = grid.points().read::<Vec3>("Cd").unwrap();
        let mask = grid.points().read::<f32>("mask").unwrap();
        assert!(colours.iter().all(|c| c.min_element() > -0.1 && c.max_element() < 1.1));
        assert!(colours[4] != colours[5] && colours[4].x != mask[4]);
    }

    #[test]
    fn features_are_as_large_as_asked_and_the_offset_moves_them() {
        let noise = |size: f64, offset: [f64; 3]| {
            let grid = cooked(&[
                ("name", text("a")),
                ("fractal", text("none")),
                ("element_size", Value::Float(size)),
                ("offset", vector(offset)),
            ]);
            grid.points().read::<f32>("a").unwrap().to_vec()
        };
        // At whole numbers of cells, Perlin noise is in the middle of its range.
        assert!(noise(1.0, [0.0; 3]).iter().all(|&value| value == 0.5));
        let (here, there) = (noise(4.0, [0.0; 3]), noise(4.0, [2.0, 0.0, 0.0]));
        assert_eq!(here[3..7], there[5..9]);
    }

    #[test]
    fn min_and_max_hold_for_the_old_values_too() {
        let values = [
            ("name", text("P")),
            ("range", text("min_max")),
            ("operation", text("max")),
            ("min_value", Value::Float(3.0)),
            ("max_value", Value::Float(3.0)),
        ];
        let grid = cooked(&values);
        assert!(grid.positions().iter().all(|point| point.min_element() >= 3.0));
    }
}
