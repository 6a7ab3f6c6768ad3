//! What a change costs among parameters that are expressions: 10,000 of them, each naming the one
//! before, of which the first changes, or the last, or the text of one in the middle.
//!
//! `cargo run --release -p espalier-graph --example expressions_speed`

#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use std::sync::Arc;
use std::time::Instant;

use espalier_graph::{
    Budget, Document, Evaluator, Library, Network, Node, NodeType, OutputDeclaration, Outputs,
    Parameter, Request, Setting, Value, WireType,
};

struct Number;

impl WireType for Number {
    type Value = f32;
    const ID: &'static str = "number";
    const COLOUR: [u8; 3] = [0; 3];

    fn blocks(_: &f32, _: &mut dyn FnMut(usize, u64)) {}

    fn elements(_: &f32) -> u64 {
        1
    }

    fn summary(value: &f32) -> String {
        value.to_string()
    }
}

const LENGTH: Parameter<f32> = Parameter::float("length", "Length", 1.0);
const CENTER: Parameter<[f32; 3]> = Parameter::vector3("center", "Center", [0.0; 3]);

static LINE: NodeType = NodeType {
    id: "line",
    outputs: &[OutputDeclaration::new::<Number>("number", "Number")],
    parameters: &[CENTER.declaration, LENGTH.declaration],
    cook: |cook| Ok(Outputs::one::<Number>(cook.get(LENGTH))),
    ..NodeType::BLANK
};

const COUNT: usize = 10_000;

fn main() {
    let name = |index: usize| format!("n{index:05}");
    let mut network = Network::default();
    for index in 0..COUNT {
        let mut node = Node::new(&LINE);
        if let Some(before) = index.checked_sub(1) {
            let text = format!("ch(\"../{}/length\") + 0.001", name(before));
            node.parameters.insert("length".into(), Setting::Expression(text.into()));
        }
        network.nodes.insert(name(index).into(), Arc::new(node));
    }
    let mut document = Document { root: Arc::new(network), ..Document::default() };
    let library = Library::new([&LINE]);
    let evaluator = Evaluator::new(library, Budget { cache: 1 << 30, memory: 1 << 30 });
    let request = Request::new(format!("/{}", name(COUNT - 1)));
    let last = |document: &Document| {
        let start = Instant::now();
        let cooked = evaluator.cook(document, &request);
        let seconds = start.elapsed().as_secs_f64();
        (seconds, *cooked.values[0].as_ref().expect("it cooks").get::<Number>().expect("a number"))
    };
    let (seconds, value) = last(&document);
    println!("all new: {:.2} ms, the last is {value}", seconds * 1e3);
    for (what, node) in [("first", 0), ("one in the middle", COUNT / 2), ("last", COUNT - 1)] {
        let mut times = Vec::new();
        for turn in 0..21 {
            let setting = if node == 0 {
                Setting::Value(Value::Float(f64::from(turn) + 2.0))
            } else {
                let text = format!("ch(\"../{}/length\") * 1.0{turn}", name(node - 1));
                Setting::Expression(text.into())
            };
            let root = Arc::make_mut(&mut document.root);
            let changed = root.nodes.get_mut(name(node).as_str()).expect("it was made above");
            Arc::make_mut(changed).parameters.insert("length".into(), setting);
            times.push(last(&document).0);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "{what} changed: {:.2} ms (median of 21, least {:.2})",
            times[10] * 1e3,
            times[0] * 1e3
        );
    }
}
