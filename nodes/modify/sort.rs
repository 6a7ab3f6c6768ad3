//! Sort: points or primitives in another order.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::sort::{SortBy, sort};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, attribute_failed, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const CLASS: Parameter<Chosen<Of>> =
    Parameter::menu("class", "Elements").help("Whether points or primitives are sorted.");
const BY: Parameter<Chosen<ByChoice>> = Parameter::menu("by", "Sort By").help(
    "What decides the order. Primitives stand where the mean of their points is; elements that \
     are equal keep their order.",
);
const DIRECTION: Parameter<[f32; 3]> =
    Parameter::vector3("direction", "Direction", [0.0, 1.0, 0.0])
        .shown_when(&[BY.is(&["direction"])])
        .help("What lies further along it comes later.");
const PLACE: Parameter<[f32; 3]> = Parameter::vector3("near_point", "Near Point", [0.0; 3])
    .unit("m")
    .shown_when(&[BY.is(&["proximity"])])
    .help("What is nearer to it comes sooner.");
const ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attribute", "Attribute", "id")
        .shown_when(&[BY.is(&["attribute"])])
        .help("Lesser values come sooner; texts go by the alphabet, and members of a group last.");
const COMPONENT: Parameter<i64> = Parameter::integer("component", "Component", 0)
    .at_least(0.0)
    .soft(0.0, 3.0)
    .shown_when(&[BY.is(&["attribute"])])
    .help("Which of the attribute's numbers is compared, counted from 0.");
const SEED: Parameter<i64> = Parameter::integer("seed", "Seed", 0)
    .soft(0.0, 100.0)
    .shown_when(&[BY.is(&["random"])])
    .help("Another number gives another order.");
const SHIFT: Parameter<i64> = Parameter::integer("offset", "Offset", 1)
    .soft(-10.0, 10.0)
    .shown_when(&[BY.is(&["shift"])])
    .help("How many places elements move on; those at the end come first.");
const REVERSE: Parameter<bool> =
    Parameter::toggle("reverse", "Reverse", false).help("Turns the order round.");

#[derive(Clone, Copy)]
struct Of(Domain);

impl Choices for Of {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("point", "Points"), Choice::new("primitive", "Primitives")];
    const VALUES: &'static [Self] = &[Self(Domain::Point), Self(Domain::Primitive)];
}

#[derive(Clone, Copy)]
enum ByChoice {
    X,
    Y,
    Z,
    Direction,
    Proximity,
    Attribute,
    Random,
    Shift,
}

impl Choices for ByChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("x", "X"),
        Choice::new("y", "Y"),
        Choice::new("z", "Z"),
        Choice::new("direction", "Along Direction"),
        Choice::new("proximity", "Proximity to Point"),
        Choice::new("attribute", "Attribute"),
        Choice::new("random", "Random"),
        Choice::new("shift", "Shift"),
    ];
    const VALUES: &'static [Self] = &[
        Self::X,
        Self::Y,
        Self::Z,
        Self::Direction,
        Self::Proximity,
        Self::Attribute,
        Self::Random,
        Self::Shift,
    ];
}

/// The declaration of Sort.
pub const NODE: NodeType = NodeType {
    id: "sort",
    label: "Sort",
    category: "modify",
    aliases: &["Sort Elements", "Reorder", "Shuffle", "Point Sort", "Primitive Sort"],
    help: "Puts points or primitives into another order: along an axis, by an attribute, by how \
           near they are to a place, or by chance. Only the elements of the group change places \
           among each other.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        CLASS.declaration,
        BY.declaration,
        DIRECTION.declaration,
        PLACE.declaration,
        ATTRIBUTE.declaration,
        COMPONENT.declaration,
        SEED.declaration,
        SHIFT.declaration,
        REVERSE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let Chosen(Of(domain)) = cook.get(CLASS);
    let chosen = selection(cook, GROUP, geometry, domain)?;
    let Chosen(by) = cook.get(BY);
    let by = match by {
        ByChoice::X => SortBy::Along(Vec3::X),
        ByChoice::Y => SortBy::Along(Vec3::Y),
        ByChoice::Z => SortBy::Along(Vec3::Z),
        ByChoice::Direction => SortBy::Along(cook.get(DIRECTION).into()),
        ByChoice::Proximity => SortBy::Near(cook.get(PLACE).into()),
        ByChoice::Attribute => {
            let component = usize::try_from(cook.get(COMPONENT)).unwrap_or(0);
            SortBy::Attribute(cook.get(ATTRIBUTE).trim().into(), component)
        }
        ByChoice::Random => SortBy::Random(cook.get(SEED).cast_unsigned()),
        ByChoice::Shift => SortBy::Shift(cook.get(SHIFT)),
    };
    let sorted = sort(geometry, domain, &by, cook.get(REVERSE), &chosen, cook.task());
    Ok(Outputs::one::<GeometryWire>(sorted.map_err(attribute_failed)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text, vector};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn points_and_primitives_are_sorted() {
        let grid = shapes::with_attributes(shapes::grid(3, 1));
        let first = |values: &[(&str, Value)]| {
            let sorted = cook_geometry(&NODE, values, &[&grid]).unwrap();
            (sorted.positions()[0].x, sorted.primitives().read::<i32>("piece").unwrap()[0])
        };
        assert_eq!(first(&[("reverse", Value::Toggle(true))]), (3.0, 0));
        let primitives = ("class", text("primitive"));
        let near =
            [primitives.clone(), ("by", text("proximity")), ("near_point", vector([3.0; 3]))];
        assert_eq!(first(&near), (0.0, 2));
        let by_piece = [
            primitives,
            ("by", text("attribute")),
            ("attribute", text("piece")),
            ("reverse", Value::Toggle(true)),
        ];
        assert_eq!(first(&by_piece), (0.0, 2));
    }
}
