//! How long a large project takes to be read and written.
//!
//! `cargo run --release -p espalier-graph --example open_speed [NODES]`

#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use std::fmt::Write as _;
use std::time::Instant;

use espalier_graph::{
    Library, NodeType, OutputDeclaration, Parameter, Required, WireType, project,
};

struct NumberWire;

impl WireType for NumberWire {
    type Value = i64;
    const ID: &'static str = "number";
    const COLOUR: [u8; 3] = [0; 3];

    fn blocks(_: &i64, _: &mut dyn FnMut(usize, u64)) {}

    fn elements(_: &i64) -> u64 {
        1
    }

    fn summary(value: &i64) -> String {
        value.to_string()
    }
}

const IN: Required<NumberWire> = Required::new("geometry", "Geometry");

static MOVE: NodeType = NodeType {
    id: "move",
    inputs: &[IN.declaration],
    outputs: &[OutputDeclaration::new::<NumberWire>("geometry", "Geometry")],
    parameters: &[
        Parameter::vector3("translate", "Translate", [0.0; 3]).declaration,
        Parameter::float("scale", "Scale", 1.0).declaration,
        Parameter::text("group", "Group", "").declaration,
        Parameter::toggle("invert", "Invert", false).declaration,
    ],
    ..NodeType::BLANK
};

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let library = Library::new([&MOVE]);
    let mut text = "(version: 1, nodes: {".to_owned();
    for index in 0..count {
        let before = if index % 50 == 0 {
            String::new()
        } else {
            format!(r#", inputs: {{"geometry": ["move{}"]}}"#, index - 1)
        };
        let _ = write!(
            text,
            r#""move{index}": (type: "move", position: [{}, {index}], parameters: {{
                "translate": [0.5, {index}, -1.25], "scale": 1.5, "group": "side*", "invert": true
            }}{before}),"#,
            index % 7,
        );
    }
    text.push_str("})");
    let opened = project::parse(&text, &library).expect("it was written above");
    assert!(opened.problems.is_empty(), "{:?}", opened.problems.first());
    let saved = project::to_text(&opened.document, &library).expect("finite numbers");
    for _ in 0..3 {
        let start = Instant::now();
        let opened = project::parse(&saved, &library).expect("it was saved above");
        let reading = start.elapsed();
        let start = Instant::now();
        let written = project::to_text(&opened.document, &library).expect("finite numbers");
        let writing = start.elapsed();
        assert_eq!(written, saved);
        let megabytes = saved.len() as f64 / 1e6;
        println!(
            "{count} nodes, {megabytes:.1} MB: read in {reading:.3?}, written in {writing:.3?}"
        );
    }
}
