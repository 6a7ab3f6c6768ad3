//! Pack: geometry as packed instances.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::pack::{Pack, PackBy, Pivot, pack};
use geometry::ops::pieces::PiecesError;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const BY: Parameter<Chosen<By>> =
    Parameter::menu("pack_by", "Pack").help("What becomes one packed instance each.");
const NAME_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "name_attribute", "Name Attribute", "name")
        .shown_when(const { &[BY.is(&["attribute"])] })
        .help(
            "An integer or text attribute of primitives or points; each of its values becomes \
             one instance that carries it.",
        );
const GROUPS: Parameter<Arc<str>> = Parameter::text("piece_groups", "Piece Groups", "*")
    .shown_when(const { &[BY.is(&["groups"])] })
    .help(
        "Primitive groups by name, with the wildcards * and ?; ^ takes away. Each becomes \
             one instance with its name in the attribute name; the rest is not packed.",
    );
const PIVOT: Parameter<Chosen<PivotChoice>> = Parameter::menu("pivot", "Pivot Location")
    .help("Where the point of an instance is, around which it is turned and scaled.");
const TRANSFER: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "transfer_attributes", "Transfer Attributes", "").help(
        "Attributes and groups that instances get from the first point and the first primitive \
         of what they hold: names with the wildcards * and ?; ^ takes away.",
    );

/// What becomes one instance each.
#[derive(Debug, Clone, Copy)]
enum By {
    Whole,
    Attribute,
    Groups,
}

impl Choices for By {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("whole", "All as One"),
        Choice::new("attribute", "Pieces by Attribute"),
        Choice::new("groups", "Pieces by Primitive Group"),
    ];
    const VALUES: &'static [Self] = &[Self::Whole, Self::Attribute, Self::Groups];
}

/// Where the pivot is.
#[derive(Debug, Clone, Copy)]
struct PivotChoice(Pivot);

impl Choices for PivotChoice {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("centroid", "Centroid"), Choice::new("origin", "Origin")];
    const VALUES: &'static [Self] = &[Self(Pivot::Center), Self(Pivot::Origin)];
}

/// The declaration of Pack.
pub const NODE: NodeType = NodeType {
    id: "pack",
    label: "Pack",
    category: "copy",
    aliases: &["Geometry to Instance", "Collapse", "Assemble"],
    help: "Packs geometry into packed instances: one point each that shows what is inside, to be \
           moved, copied and drawn as one thing. Everything becomes one, or each piece becomes \
           one. Primitives outside the group stay as they are.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        BY.declaration,
        NAME_ATTRIBUTE.declaration,
        GROUPS.declaration,
        PIVOT.declaration,
        TRANSFER.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let Chosen(by) = cook.get(BY);
    let Chosen(PivotChoice(pivot)) = cook.get(PIVOT);
    let by = match by {
        By::Whole => PackBy::Whole,
        By::Attribute => PackBy::Attribute(cook.get(NAME_ATTRIBUTE).trim().to_owned()),
        By::Groups => PackBy::Groups(cook.get(GROUPS).to_string()),
    };
    let settings = Pack { by, pivot, names: cook.get(TRANSFER).to_string() };
    let packed = pack(geometry, &chosen, &settings, cook.task()).map_err(|error| match error {
        PiecesError::Stop(stop) => stop.into(),
        PiecesError::Missing(_) | PiecesError::WrongType { .. } => NodeError::Parameter {
            parameter: NAME_ATTRIBUTE.declaration.id.to_owned(),
            message: error.to_string(),
        },
    })?;
    Ok(Outputs::one::<GeometryWire>(packed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use glam::Vec3;

    #[test]
    fn all_becomes_one_or_each_piece_does() {
        let cube = shapes::with_attributes(shapes::cube());
        let one = cook_geometry(&NODE, &[], &[&cube]).unwrap();
        assert_eq!((one.packed_count(), one.positions()), (1, &[Vec3::ZERO][..]));
        let values = [
            ("pack_by", text("attribute")),
            ("name_attribute", text("piece")),
            ("transfer_attributes", text("odd")),
        ];
        let six = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert_eq!(six.packed_count(), 6);
        assert_eq!(six.positions()[0], Vec3::NEG_X);
        assert_eq!(six.primitives().group("odd").unwrap()[..2], [false, true]);
        let values = [("pack_by", text("groups")), ("piece_groups", text("odd"))];
        let odd = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert_eq!((odd.packed_count(), odd.primitive_count()), (1, 4));
    }

    #[test]
    fn a_missing_attribute_is_named() {
        let values = [("pack_by", text("attribute")), ("name_attribute", text("part"))];
        let error = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap_err();
        assert!(error.to_string().contains("\"part\""), "{error}");
    }
}
