//! Measure: area, perimeter, volume and curvature as attributes.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::measure::{Curvature, CurvatureKind, Extent, Measure, Quantity};
use geometry::ops::measure::{curvature, measure};
use geometry::ops::pieces::PiecesError;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use crate::fields::{GROUP, filled, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const MEASURE: Parameter<Chosen<What>> = Parameter::menu("measure", "Measure").help(
    "Area, perimeter (along a curve its length) and volume are measured on primitives, \
     curvature on points.",
);
const ACCUMULATE: Parameter<Chosen<Over>> = Parameter::menu("accumulate", "Accumulate")
    .shown_when(&[MEASURE.is(&["area", "perimeter", "volume"])])
    .help("Whether each primitive has its own measure, that of its piece, or the whole has one.");
const PIECE_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "piece_attribute", "Piece Attribute", "class")
        .shown_when(&[MEASURE.is(&["area", "perimeter", "volume"]), ACCUMULATE.is(&["piece"])])
        .help("The integer or text attribute of primitives whose value names their piece.");
const CURVATURE_TYPE: Parameter<Chosen<Bend>> = Parameter::menu("curvature_type", "Curvature Type")
    .shown_when(&[MEASURE.is(&["curvature"])])
    .help(
        "Gaussian is 0 on what can be unrolled, and less than 0 on saddles; mean is above 0 \
             where the surface bulges outwards.",
    );
const ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "attribute", "Attribute Name", "")
        .help("The name of the float attribute. Empty takes the name of what is measured.");
const TOTAL_ATTRIBUTE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "total_attribute", "Total Attribute", "")
        .shown_when(&[MEASURE.is(&["area", "perimeter", "volume"])])
        .help("A name for a detail attribute with the sum of all. Empty for none.");

#[derive(Clone, Copy)]
enum What {
    Size(Quantity, &'static str),
    Curvature,
}

impl Choices for What {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("area", "Area"),
        Choice::new("perimeter", "Perimeter"),
        Choice::new("volume", "Volume"),
        Choice::new("curvature", "Curvature"),
    ];
    const VALUES: &'static [Self] = &[
        Self::Size(Quantity::Area, "area"),
        Self::Size(Quantity::Perimeter, "perimeter"),
        Self::Size(Quantity::Volume, "volume"),
        Self::Curvature,
    ];
}

#[derive(Clone, Copy)]
enum Over {
    Element,
    Piece,
    Throughout,
}

impl Choices for Over {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("element", "Per Element"),
        Choice::new("piece", "Per Piece"),
        Choice::new("throughout", "Throughout"),
    ];
    const VALUES: &'static [Self] = &[Self::Element, Self::Piece, Self::Throughout];
}

#[derive(Clone, Copy)]
struct Bend(CurvatureKind);

impl Choices for Bend {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("mean", "Mean"),
        Choice::new("gaussian", "Gaussian"),
        Choice::new("greatest", "Greatest Principal"),
        Choice::new("least", "Least Principal"),
    ];
    const VALUES: &'static [Self] = &[
        Self(CurvatureKind::Mean),
        Self(CurvatureKind::Gaussian),
        Self(CurvatureKind::Greatest),
        Self(CurvatureKind::Least),
    ];
}

/// The declaration of Measure.
pub const NODE: NodeType = NodeType {
    id: "measure",
    label: "Measure",
    category: "attribute",
    aliases: &["Face Area", "Curve Length", "Edge Length", "Curvature", "Area", "Volume"],
    help: "Writes the area, perimeter or volume of primitives, of pieces or of the whole into an \
           attribute, or the curvature at points. Packed geometry is measured as it stands. The \
           group bounds which primitives are measured.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        MEASURE.declaration,
        ACCUMULATE.declaration,
        PIECE_ATTRIBUTE.declaration,
        CURVATURE_TYPE.declaration,
        ATTRIBUTE.declaration,
        TOTAL_ATTRIBUTE.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let (attribute, total) = (cook.get(ATTRIBUTE), cook.get(TOTAL_ATTRIBUTE));
    let result = match cook.get(MEASURE) {
        Chosen(What::Curvature) => {
            let Chosen(Bend(kind)) = cook.get(CURVATURE_TYPE);
            let attribute = filled(&attribute).unwrap_or("curvature");
            curvature(geometry, &Curvature { kind, attribute }, cook.task())?
        }
        Chosen(What::Size(quantity, name)) => {
            let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
            let piece = cook.get(PIECE_ATTRIBUTE);
            let settings = Measure {
                quantity,
                extent: match cook.get(ACCUMULATE) {
                    Chosen(Over::Element) => Extent::Each,
                    Chosen(Over::Piece) => Extent::Piece(piece.trim()),
                    Chosen(Over::Throughout) => Extent::Whole,
                },
                attribute: filled(&attribute).unwrap_or(name),
                total: filled(&total),
                selection: (!chosen.is_all()).then_some(&chosen),
            };
            measure(geometry, &settings, cook.task()).map_err(|error| match error {
                PiecesError::Stop(stop) => stop.into(),
                other => NodeError::message(other),
            })?
        }
    };
    Ok(Outputs::one::<GeometryWire>(result))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    #[test]
    fn what_is_measured_lands_where_it_belongs() {
        let cube = shapes::cube();
        let area = cook_geometry(&NODE, &[], &[&cube]).unwrap();
        assert_eq!(area.primitives().read::<f32>("area"), Some(&[4.0; 6][..]));
        let values = [("measure", text("volume")), ("accumulate", text("throughout"))];
        let volume = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert_eq!(volume.detail().read::<f32>("volume"), Some(&[8.0][..]));
        let values = [("measure", text("curvature")), ("attribute", text("bend"))];
        let bend = cook_geometry(&NODE, &values, &[&cube]).unwrap();
        assert!(bend.points().read::<f32>("bend").unwrap().iter().all(|&bend| bend > 0.0));
    }
}
