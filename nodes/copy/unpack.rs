//! Unpack: packed instances made real.

use std::sync::Arc;

use geometry::Domain;
use geometry::ops::unpack::{Unpack, unpack};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, Required, TextKind};

use crate::fields::{GROUP, selection};
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const DEEP: Parameter<bool> = Parameter::toggle("unpack_nested", "Unpack Nested Instances", false)
    .help("Unpacks what is packed inside instances too, however deep.");
const TRANSFER: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::Attribute, "transfer_attributes", "Transfer Attributes", "*")
        .help(
            "Attributes and groups that elements take over from their instance in place of their \
             own: points from its point, primitives from its primitive. Names with the wildcards \
             * and ?; ^ takes away.",
        );

/// The declaration of Unpack.
pub const NODE: NodeType = NodeType {
    id: "unpack",
    label: "Unpack",
    category: "copy",
    aliases: &["Realize Instances", "Make Instances Real", "Expand"],
    help: "Makes packed instances real: each becomes a copy of what it shows, moved, turned and \
           scaled, with every attribute turned as it should be. What is not packed stays as it is.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[GROUP.declaration, DEEP.declaration, TRANSFER.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let geometry = cook.input(INPUT)?;
    let chosen = selection(cook, GROUP, geometry, Domain::Primitive)?;
    let settings = Unpack { deep: cook.get(DEEP), names: cook.get(TRANSFER).to_string() };
    let real = unpack(geometry, &chosen, &settings, cook.task())?;
    Ok(Outputs::one::<GeometryWire>(real))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::Value;

    #[test]
    fn chosen_instances_become_real() {
        let packed = shapes::packed();
        let real = cook_geometry(&NODE, &[], &[&packed]).unwrap();
        assert_eq!((real.packed_count(), real.primitive_count()), (0, 19));
        let one = cook_geometry(&NODE, &[("group", text("1"))], &[&packed]).unwrap();
        assert_eq!((one.packed_count(), one.primitive_count()), (2, 9));
    }

    #[test]
    fn nested_instances_are_unpacked_when_asked() {
        let nested = shapes::packed().with_packed(vec![Arc::new(shapes::packed())]);
        let once = cook_geometry(&NODE, &[], &[&nested]).unwrap();
        assert_eq!(once.packed_count(), 9);
        let deep = [("unpack_nested", Value::Toggle(true))];
        let deep = cook_geometry(&NODE, &deep, &[&nested]).unwrap();
        assert_eq!(deep.packed_count(), 0);
    }
}
