//! Module Assemble: modules as geometry, put into the cells.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::modules::{Assemble, Orientation, assemble};
use glam::Vec3;
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Required, TextKind,
};

use super::failed;
use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const CELLS: Required<GeometryWire> = Required::new("cells", "Cells");
const KIT: Required<GeometryWire> = Required::new("modules", "Modules");
const PIECE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "piece_attribute", "Piece Attribute", "name").help(
        "The text attribute on the primitives or points of the second input that says which \
         module they belong to.",
    );
const ORIENTATION: Parameter<Chosen<OrientationChoice>> =
    Parameter::menu("orientation", "Orientation").help(
        "How modules are turned. Modules are made with their front to +Z. With a copy for each \
         open side, corners get two copies, the left one mirrored.",
    );
const SCALE: Parameter<bool> = Parameter::toggle("scale", "Scale to Cells", true)
    .help("Scales modules from the size that they are made for to the size of the cells.");
const MODULE_SIZE: Parameter<[f32; 3]> = Parameter::vector3("module_size", "Module Size", [3.0; 3])
    .at_least(0.001)
    .soft(0.1, 10.0)
    .unit("m")
    .shown_when(&[SCALE.is(&["true"])])
    .help("The size of the cell that modules are made for, around the origin.");
const PACK: Parameter<bool> = Parameter::toggle("pack", "Pack and Instance", true)
    .help("Makes packed instances that share the modules; Unpack makes them real.");
const LEAVE_OUT: Parameter<Arc<str>> = Parameter::text("leave_out", "Without Geometry", "inside")
    .help("Names, with the wildcards * and ?, of modules that need no geometry: no warning.");

#[derive(Debug, Clone, Copy)]
struct OrientationChoice(Orientation);

impl Choices for OrientationChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("sides", "A Copy for Each Open Side"),
        Choice::new("cell", "One Copy to the Open Side"),
        Choice::new("attributes", "As Attributes Say"),
        Choice::new("fixed", "Not Turned"),
    ];
    const VALUES: &'static [Self] = &[
        Self(Orientation::Sides),
        Self(Orientation::Cell),
        Self(Orientation::Attributes),
        Self(Orientation::Fixed),
    ];
}

/// The declaration of Module Assemble.
pub const NODE: NodeType = NodeType {
    id: "module_assemble",
    label: "Module Assemble",
    category: "module",
    aliases: &["Copy to Points by Name", "Instance on Points", "Building Modules", "Kit"],
    help: "Puts geometry into cells by the name of their module, turned and mirrored to the open \
           sides and scaled to the cells. Pieces of the second input are told apart by their \
           name; the piece name_top is added where a cell is open above, and name_core once a \
           cell. The copies know their module and cell.",
    inputs: &[CELLS.declaration, KIT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[
        GROUP.declaration,
        PIECE.declaration,
        ORIENTATION.declaration,
        SCALE.declaration,
        MODULE_SIZE.declaration,
        PACK.declaration,
        LEAVE_OUT.declaration,
    ],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let cells = cook.input(CELLS)?;
    let chosen = selection(cook, GROUP, cells, Domain::Point)?;
    let Chosen(OrientationChoice(orientation)) = cook.get(ORIENTATION);
    let settings = Assemble {
        piece: cook.get(PIECE).trim().to_owned(),
        orientation,
        module_size: cook.get(SCALE).then(|| Vec3::from(cook.get(MODULE_SIZE))),
        pack: cook.get(PACK),
        leave_out: cook.get(LEAVE_OUT).to_string(),
    };
    let made = assemble(cook.input(KIT)?, cells, &chosen, &settings, cook.task());
    let made = made.map_err(failed)?;
    if !made.missing.is_empty() {
        let names = made.missing.join(", ");
        cook.warn(format!("the modules have no piece for {names}: these cells stay bare"));
    }
    Ok(Outputs::one::<GeometryWire>(made.geometry))
}

#[cfg(test)]
mod tests {
    use super::super::module_lattice;
    use super::*;
    use crate::testing::cook_geometry;
    use geometry::{Column, Geometry, Text, shapes};
    use graph::Value;

    /// Four cells, all walls.
    fn cells() -> Geometry {
        let counts = ["count_x", "count_y", "count_z"].map(|name| (name, Value::Integer(2)));
        let mut cells = cook_geometry(&module_lattice::NODE, &counts, &[]).unwrap();
        let names: Vec<&str> = {
            let occupied = cells.points().group("occupied").unwrap();
            occupied.iter().map(|&is_in| if is_in { "wall" } else { "empty" }).collect()
        };
        cells.table_mut(Domain::Point).set("module", Column::text(Text::from_strings(names)));
        cells
    }

    #[test]
    fn walls_stand_on_all_sides_at_the_size_of_the_cells() {
        let mut wall = shapes::polygon(&[[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]);
        wall.positions_mut().iter_mut().for_each(|point| point.z = 0.5);
        wall.table_mut(Domain::Primitive).set("name", Column::text(Text::from_strings(["wall"])));
        let values = [("module_size", Value::Vector3([1.0; 3])), ("pack", Value::Toggle(false))];
        let made = cook_geometry(&NODE, &values, &[&cells(), &wall]).unwrap();
        assert_eq!(made.primitive_count(), 16);
        assert!((made.area() - 4.0 * 36.0).abs() < 1e-3);
        assert!((made.bounds().size() - 6.0).abs().max_element() < 1e-4);
    }

    #[test]
    fn a_kit_without_names_is_refused() {
        let error = cook_geometry(&NODE, &[], &[&cells(), &shapes::cube()]).unwrap_err();
        assert!(error.to_string().contains("\"name\""), "{error}");
    }
}
