//! What the tests of nodes share.

use geometry::Geometry;
use graph::{NodeError, NodeType, Value, WireValue, run_node};
use task::Task;

use crate::GeometryWire;

/// The first output of a node cooked on its own, as geometry. The `i`-th geometry goes to the
/// `i`-th input; where an input takes many, the last one takes the rest.
pub fn cook_geometry(
    node_type: &'static NodeType,
    values: &[(&str, Value)],
    inputs: &[&Geometry],
) -> Result<Geometry, NodeError> {
    let outputs = cook_all(node_type, values, inputs)?;
    Ok(outputs[0].clone())
}

/// All outputs of a node cooked on its own, as geometry.
pub fn cook_all(
    node_type: &'static NodeType,
    values: &[(&str, Value)],
    inputs: &[&Geometry],
) -> Result<Vec<Geometry>, NodeError> {
    let mut wires = vec![Vec::new(); node_type.inputs.len()];
    let last = wires.len().saturating_sub(1);
    for (index, &geometry) in inputs.iter().enumerate() {
        wires[index.min(last)].push(WireValue::new::<GeometryWire>(geometry.clone()));
    }
    let (outputs, _) = run_node(node_type, values, &wires, &Task::unlimited())?;
    let geometries = outputs.values().iter().filter_map(|value| value.get::<GeometryWire>());
    Ok(geometries.cloned().collect())
}

/// A text value, for text, menus, groups.
pub fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Three numbers.
pub fn vector(values: [f64; 3]) -> Value {
    Value::Vector3(values)
}
