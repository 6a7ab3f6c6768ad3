//! Nodes that each break one rule: what the loop says about them proves that it would notice.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use espalier_nodes::GeometryWire;
use geometry::{Geometry, shapes};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    ParameterDeclaration, Required,
};

use crate::cooking::Limits;
use crate::{alone, cooking, declarations};

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const AMOUNT: Parameter<f32> =
    Parameter::float("amount", "Amount", 1.0).at_least(0.0).help("How much of it there is.");
const MODE: Parameter<Chosen<Mode>> = Parameter::menu("mode", "Mode").help("How it is made.");

#[derive(Clone, Copy)]
struct Mode;

impl Choices for Mode {
    const OPTIONS: &'static [Choice] = &[Choice::new("one", "One")];
    const VALUES: &'static [Self] = &[Self];
}

/// Nothing is wrong with this one. It borrows the file and the category of Color.
const GOOD: NodeType = NodeType {
    id: "color",
    label: "Color",
    category: "attribute",
    aliases: &["Colour"],
    help: "Passes on what comes in.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[AMOUNT.declaration, MODE.declaration],
    cook: |cook| Ok(Outputs::one::<GeometryWire>(cook.input(INPUT)?.clone())),
    ..NodeType::BLANK
};

/// A memory limit and times that a toy breaks quickly.
const STRICT: Limits = Limits {
    time: Duration::from_millis(30),
    patience: Duration::from_secs(2),
    memory: 1 << 20,
    held: 64 << 20,
};

#[track_caller]
fn assert_noticed(complaints: &[String], expected: &str) {
    assert!(
        complaints.iter().any(|complaint| complaint.contains(expected)),
        "\"{expected}\" is not among {complaints:#?}"
    );
}

#[track_caller]
fn assert_declaration_noticed(node: NodeType, expected: &str) {
    assert_noticed(&declarations::complaints(&[&node]), expected);
}

#[track_caller]
fn assert_parameter_noticed(parameter: ParameterDeclaration, expected: &str) {
    // A test's parameters may be leaked.
    let parameters = vec![parameter, AMOUNT.declaration, MODE.declaration].leak();
    assert_declaration_noticed(NodeType { parameters, ..GOOD }, expected);
}

#[test]
fn nothing_is_said_against_a_good_node() {
    let _alone = alone();
    static NODE: NodeType = GOOD;
    assert_eq!(declarations::complaints(&[&NODE]), [""; 0]);
    assert_eq!(cooking::complaints(&NODE, Limits::default()), [""; 0]);
}

#[test]
fn what_a_declaration_lacks_is_noticed() {
    assert_noticed(&declarations::complaints(&[&GOOD, &GOOD]), "two of node \"color\"");
    let bad = assert_declaration_noticed;
    bad(NodeType { id: "Color", ..GOOD }, "not snake_case");
    bad(NodeType { id: "colour", ..GOOD }, "not in a file of its name");
    bad(NodeType { category: "colour", ..GOOD }, "no folder for its category");
    bad(NodeType { label: "", ..GOOD }, "label is missing");
    bad(NodeType { aliases: &[], ..GOOD }, "no search aliases");
    bad(NodeType { help: "", ..GOOD }, "help is not a sentence");
    bad(NodeType { version: 0, ..GOOD }, "versions begin at 1");
    bad(NodeType { inputs: &[INPUT.declaration; 2], ..GOOD }, "two of input \"geometry\"");
    bad(NodeType { parameters: &[AMOUNT.declaration; 2], ..GOOD }, "two of parameter \"amount\"");
}

#[test]
fn what_a_parameter_lacks_is_noticed() {
    let bad = assert_parameter_noticed;
    let good = || Parameter::float("size", "Size", 1.0).help("How large it is.");
    bad(Parameter::float("size", "Size", 1.0).declaration, "help is not a sentence");
    bad(Parameter::float("Size", "Size", 1.0).declaration, "not snake_case");
    bad(good().at_least(2.0).declaration, "default is outside its hard range");
    bad(good().at_least(2.0).at_most(1.0).declaration, "hard range is empty");
    bad(good().at_least(0.0).soft(-1.0, 1.0).declaration, "slider leaves the hard range");
    bad(good().soft(1.0, 1.0).declaration, "slider has no span");
    bad(Parameter::toggle("size", "Size", true).soft(0.0, 1.0).declaration, "kind has no range");
    let when = |condition: &'static [graph::Condition]| good().shown_when(condition).declaration;
    bad(when(const { &[MODE.is(&["two"])] }), "which that never is");
    bad(when(const { &[MODE.is(&[])] }), "never shown");
    bad(when(const { &[AMOUNT.is(&["1"])] }), "which that never is");
    bad(when(&[graph::Condition { parameter: "none", is: &["a"] }]), "which does not exist");
    const TWICE: &[Choice] = &[Choice::new("one", "One"), Choice::new("one", "Two")];
    let menu = ParameterDeclaration { kind: graph::Kind::Menu(TWICE, 2), ..MODE.declaration };
    bad(ParameterDeclaration { id: "menu", ..menu }, "two of option \"one\"");
    bad(ParameterDeclaration { id: "menu", ..menu }, "default is not an option");
}

/// What the loop says about a node that cooks like this, within strict limits.
fn cooked(node: &'static NodeType) -> Vec<String> {
    let _alone = alone();
    cooking::complaints(node, STRICT)
}

#[test]
fn a_panic_at_an_extreme_is_noticed() {
    fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
        let amount = cook.get(AMOUNT);
        assert!(amount > 0.0, "an amount of nothing");
        (GOOD.cook)(cook)
    }
    static NODE: NodeType = NodeType { cook, ..GOOD };
    assert_noticed(&cooked(&NODE), "cube with [(\"amount\", Float(0.0))]: panics: an amount");
}

#[test]
fn a_panic_on_one_shape_is_noticed() {
    fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
        let _ = cook.input(INPUT)?.positions()[0];
        (GOOD.cook)(cook)
    }
    static NODE: NodeType = NodeType { cook, ..GOOD };
    assert_noticed(&cooked(&NODE), "empty in \"geometry\": panics: index out of bounds");
}

#[test]
fn another_result_the_second_time_is_noticed() {
    static COOKED: AtomicUsize = AtomicUsize::new(0);
    fn cook(_: &Cook<'_>) -> Result<Outputs, NodeError> {
        let columns = COOKED.fetch_add(1, Ordering::Relaxed) % 10 + 1;
        Ok(Outputs::one::<GeometryWire>(shapes::grid(columns, 1)))
    }
    static NODE: NodeType = NodeType { cook, ..GOOD };
    assert_noticed(&cooked(&NODE), "another result the second time");
}

#[test]
fn memory_that_was_not_asked_for_is_noticed() {
    fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
        let bytes = if cook.get(AMOUNT) > 1e9 { 128 << 20 } else { 0 };
        std::hint::black_box(vec![0_u8; bytes]);
        (GOOD.cook)(cook)
    }
    static NODE: NodeType = NodeType { cook, ..GOOD };
    let found = cooked(&NODE);
    assert_noticed(&found, "its limit is 1.0 MiB");
    assert!(found.iter().all(|complaint| complaint.contains("Float(1e30)")), "{found:?}");
}

#[test]
fn work_that_cannot_be_cancelled_is_noticed() {
    fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
        let stubborn = cook.input(INPUT)?.point_count() == 1;
        std::thread::sleep(Duration::from_millis(if stubborn { 2500 } else { 0 }));
        (GOOD.cook)(cook)
    }
    static NODE: NodeType = NodeType { cook, ..GOOD };
    assert_noticed(&cooked(&NODE), "one point in \"geometry\": went on for");
}

#[test]
fn outputs_that_are_not_declared_are_noticed() {
    fn cook(_: &Cook<'_>) -> Result<Outputs, NodeError> {
        Ok(Outputs::one::<GeometryWire>(Geometry::default()).and::<GeometryWire>(shapes::cube()))
    }
    static NODE: NodeType = NodeType { cook, ..GOOD };
    assert_noticed(&cooked(&NODE), "gives 2 outputs");
}

#[test]
fn a_parameter_that_is_read_but_not_declared_is_noticed() {
    fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
        let _ = cook.get(AMOUNT);
        (GOOD.cook)(cook)
    }
    static NODE: NodeType = NodeType { parameters: &[], cook, ..GOOD };
    assert_noticed(&cooked(&NODE), "\"amount\" is not declared");
}
