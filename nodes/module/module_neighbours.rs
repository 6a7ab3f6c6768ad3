//! Module Neighbours: what stands beside each cell, as attributes to learn from.

use std::sync::Arc;

use geometry::ops::modules::{Classes, Neighbours, neighbours};
use graph::{
    Cook, Many, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required, TextKind,
};

use super::failed;
use crate::wires::GeometryWire;

const CELLS: Required<GeometryWire> = Required::new("cells", "Cells");
const KNOWN: Many<GeometryWire> = Many::new("known", "Modules from");
const ROW: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "row", "Row Attribute", "neighbours").help(
        "The attribute for one row of zeros and ones: for each of +x, -x, +y, -y, +z, -z a one \
         for the module there, outside or unknown. Empty writes none.",
    );
const HEIGHT: Parameter<bool> = Parameter::toggle("height", "Height", true)
    .help("The row ends with the height of the cell in its mass, from 0 to 1.");
const ALONG: Parameter<bool> = Parameter::toggle("along", "Place Along Facade", true)
    .help("The row ends with the place along the facade, from 0 at the left to 1.");
const PREFIX: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "prefix", "Text Attributes", "beside").help(
        "The first part of the names of seven more attributes: texts such as beside_right for \
         what stands at each side, which training can hide one by one, and beside_filled, six \
         numbers that say where anything stands. Empty writes none.",
    );

/// The declaration of Module Neighbours.
pub const NODE: NodeType = NodeType {
    id: "module_neighbours",
    label: "Module Neighbours",
    category: "module",
    aliases: &["One-Hot", "ML Example", "Neighbor Table", "Encode Neighbours"],
    help: "Writes for each cell which modules stand in its six neighbours: as one row of zeros \
           and ones for a table, and as text for each side. Together with the module of the cell \
           that is what a network learns from which module belongs where. Modules are numbered \
           in alphabetical order.",
    inputs: &[CELLS.declaration, KNOWN.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Cells")],
    parameters: &[ROW.declaration, HEIGHT.declaration, ALONG.declaration, PREFIX.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let cells = cook.input(CELLS)?;
    let known = cook.many(KNOWN)?;
    let sources = if known.is_empty() { vec![cells] } else { known };
    let classes = Classes::of(sources, cook.task()).map_err(failed)?;
    let settings = Neighbours {
        row: cook.get(ROW).trim().to_owned(),
        height: cook.get(HEIGHT),
        along: cook.get(ALONG),
        prefix: cook.get(PREFIX).trim().to_owned(),
    };
    for name in [&settings.row, &settings.prefix] {
        let is_free = name.is_empty() || geometry::ops::attribute::is_valid_name(name);
        if !is_free || name == "P" {
            return Err(NodeError::message(format!(
                "\"{name}\" cannot be the name of an attribute"
            )));
        }
    }
    let written = neighbours(cells, &classes, &settings, cook.task()).map_err(failed)?;
    Ok(Outputs::one::<GeometryWire>(written))
}

#[cfg(test)]
mod tests {
    use super::super::module_lattice;
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::{Column, Domain, Text};

    #[test]
    fn rows_are_as_long_as_the_modules_that_are_known() {
        let cells = cook_geometry(&module_lattice::NODE, &[], &[]).unwrap();
        let own = cook_geometry(&NODE, &[], &[&cells]).unwrap();
        assert_eq!(own.points().get("neighbours").unwrap().size(), 6 * (1 + 2) + 2);
        let mut known = cells.clone();
        let names = (0..cells.point_count()).map(|cell| ["wall", "door", "roof"][cell % 3]);
        let names = Column::text(Text::from_strings(names));
        known.table_mut(Domain::Point).set("module", names);
        let values = [("height", graph::Value::Toggle(false)), ("prefix", text("near"))];
        let other = cook_geometry(&NODE, &values, &[&cells, &known]).unwrap();
        assert_eq!(other.points().get("neighbours").unwrap().size(), 6 * (4 + 2) + 1);
        assert!(other.points().contains("near_above"));
        let error = cook_geometry(&NODE, &[("row", text("P"))], &[&cells]).unwrap_err();
        assert!(error.to_string().contains("\"P\" cannot"), "{error}");
    }
}
