//! What the evaluator itself costs: a chain of nodes that do next to nothing.
//!
//! `cargo run --release -p espalier-graph --example chain_speed`

#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use std::sync::Arc;
use std::time::Instant;

use espalier_graph::{
    Budget, Cook, Document, Evaluator, Library, Network, Node, NodeError, NodeType,
    OutputDeclaration, Outputs, Parameter, Request, Required, Setting, Source, Value, WireType,
};

struct Number;

impl WireType for Number {
    type Value = i64;
    const ID: &'static str = "number";
    const COLOUR: [u8; 3] = [0; 3];

    fn blocks(value: &i64, visit: &mut dyn FnMut(usize, u64)) {
        visit(std::ptr::from_ref(value) as usize, 8);
    }

    fn elements(_: &i64) -> u64 {
        1
    }

    fn summary(value: &i64) -> String {
        value.to_string()
    }
}

const OUT: OutputDeclaration = OutputDeclaration::new::<Number>("number", "Number");
const IN: Required<Number> = Required::new("in", "In");
const STEP: Parameter<i64> = Parameter::integer("step", "Step", 1);

static START: NodeType = NodeType {
    id: "start",
    outputs: &[OUT],
    parameters: &[STEP.declaration],
    cook: |cook| Ok(Outputs::one::<Number>(cook.get(STEP))),
    ..NodeType::BLANK
};
static ADD: NodeType = NodeType {
    id: "add",
    inputs: &[IN.declaration],
    outputs: &[OUT],
    parameters: &[STEP.declaration],
    cook: |cook: &Cook<'_>| -> Result<Outputs, NodeError> {
        Ok(Outputs::one::<Number>(cook.input(IN)? + cook.get(STEP)))
    },
    ..NodeType::BLANK
};

fn main() {
    const COUNT: usize = 1000;
    let mut network = Network::default();
    network.nodes.insert("n0000".into(), Arc::new(Node::new(&START)));
    for index in 1..COUNT {
        let mut node = Node::new(&ADD);
        node.parameters.insert("step".into(), Setting::Value(Value::Integer(2)));
        let source = Source::first(&format!("n{:04}", index - 1));
        node.inputs.insert("in".into(), vec![source]);
        network.nodes.insert(format!("n{index:04}").into(), Arc::new(node));
    }
    let mut document = Document { root: Arc::new(network), ..Document::default() };
    let library = Library::new([&START, &ADD]);
    let evaluator = Evaluator::new(library, Budget { cache: 1 << 30, memory: 1 << 30 });
    let last = format!("n{:04}", COUNT - 1);
    let request = Request::new(format!("/{last}"));
    for (label, changed) in [("all dirty", "n0000"), ("the last one dirty", &last)] {
        let mut seconds: Vec<f64> = (0..50)
            .map(|value| {
                let root = Arc::make_mut(&mut document.root);
                let node = Arc::make_mut(root.nodes.get_mut(changed).expect("made above"));
                node.parameters.insert("step".into(), Setting::Value(Value::Integer(value + 10)));
                let start = Instant::now();
                let cooked = evaluator.cook(&document, &request);
                assert!(cooked.values[0].is_ok());
                start.elapsed().as_secs_f64()
            })
            .collect();
        seconds.sort_by(f64::total_cmp);
        println!("{COUNT} nodes, {label}: {:.1} µs", seconds[seconds.len() / 2] * 1e6);
    }
}
