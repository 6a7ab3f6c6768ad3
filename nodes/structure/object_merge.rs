//! Object Merge: what another node gives, by its path.

use std::sync::Arc;

use geometry::Geometry;
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, TextKind};

use crate::wires::GeometryWire;

const PATH: Parameter<Arc<str>> = Parameter::text_of(TextKind::Node, "path", "Object", "")
    .help("The path of a node: /tower/extrude1 from the top, ../grid1 for one beside this one.");

/// The declaration of Object Merge.
pub const NODE: NodeType = NodeType {
    id: "object_merge",
    label: "Object Merge",
    category: "structure",
    aliases: &["Object Info", "Reference", "Fetch"],
    help: "Gives what another node gives, named by its path instead of a wire: from inside \
           another subnet, or across a wide graph. It cooks again when that node changes. With \
           no path it gives nothing.",
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[PATH.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    match cook.referenced(PATH) {
        None => Ok(Outputs::one::<GeometryWire>(Geometry::default())),
        Some(value) if value.get::<GeometryWire>().is_some() => Ok(Outputs::pass(value.clone())),
        Some(value) => Err(NodeError::Parameter {
            parameter: PATH.declaration.id.to_owned(),
            message: format!("that node gives {}, not geometry", value.wire().id),
        }),
    }
}
