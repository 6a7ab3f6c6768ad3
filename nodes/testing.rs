//! What the tests of nodes share.

use std::sync::Arc;

use geometry::Geometry;
use graph::{
    Budget, Context, Evaluator, NodeError, NodeType, Request, Value, WireValue, project, run_node,
};
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

/// What a node of a project gives at a frame; the project is written as in its file.
pub fn cook_project(nodes: &str, target: &str, frame: f64) -> Result<Geometry, Arc<NodeError>> {
    let library = crate::library();
    let text = format!("(version: 1, nodes: {{{nodes}}})");
    let opened = project::parse(&text, &library).unwrap_or_else(|error| panic!("{error}"));
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
    let evaluator = Evaluator::new(library, Budget { cache: 1 << 28, memory: 1 << 30 });
    let context = Context { frame, ..Context::default() };
    let request = Request { context, ..Request::new(target) };
    let value = evaluator.cook(&opened.document, &request).values.remove(0)?;
    Ok(value.get::<GeometryWire>().expect("geometry").clone())
}

/// A text value, for text, menus, groups.
pub fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Three numbers.
pub fn vector(values: [f64; 3]) -> Value {
    Value::Vector3(values)
}

/// The first output of a node cooked on its own, of a kind. Geometry goes to its inputs as in
/// [`cook_geometry`].
pub fn cook_value<W: graph::WireType<Value: Clone>>(
    node_type: &'static NodeType,
    values: &[(&str, Value)],
    inputs: &[&Geometry],
) -> Result<W::Value, NodeError> {
    let wires =
        inputs.iter().map(|&geometry| vec![WireValue::new::<GeometryWire>(geometry.clone())]);
    let wires: Vec<_> = wires.collect();
    let (outputs, _) = run_node(node_type, values, &wires, &Task::unlimited())?;
    Ok(outputs.values()[0].get::<W>().expect("of this kind").clone())
}
