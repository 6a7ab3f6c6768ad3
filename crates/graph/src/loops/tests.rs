//! Loops over whole numbers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Looping, Pass, Varied};
use crate::declaration::{Library, NodeType, OutputDeclaration, Role};
use crate::evaluator::{Budget, Cooked, Evaluator, Request};
use crate::parameter::{Parameter, TextKind};
use crate::toys::{
    ADD, CONSTANT, Draft, NumberWire, PANIC, REFERENCE, SCALE, SLEEP, SUBNET_INPUT, SUBNET_OUTPUT,
    SUM, SWITCH, cooks, draft_node, integer, path, text,
};
use crate::{Cook, Document, NodeError, Outputs, Setting, Value, WireValue};

const COUNT: Parameter<i64> = Parameter::integer("count", "Count", 4).at_least(0.0);
const SHOWN: Parameter<i64> = Parameter::integer("shown", "Shown", 0);
const TARGET: Parameter<Arc<str>> = Parameter::text_of(TextKind::Node, "target", "Target", "");
const SETS: Parameter<Arc<str>> = Parameter::text("sets", "Sets", "");

fn count(cook: &Cook<'_>) -> u32 {
    cook.get(COUNT) as u32
}

/// A pass on the loop's input plus the iteration.
fn plus_iteration(cook: &Cook<'_>, iteration: i64) -> Result<Pass, NodeError> {
    let input = cook.inside()?.input().and_then(|value| value.get::<NumberWire>()).copied();
    let number = input.unwrap_or(0) + iteration;
    Ok(Pass {
        input: Some(WireValue::new::<NumberWire>(number)),
        iteration: iteration as u32,
        iterations: count(cook),
        ..Pass::default()
    })
}

/// Sums what comes out for its input plus 0, 1, 2 ...
const EACH: NodeType = NodeType {
    id: "each",
    parameters: &[COUNT.declaration, SHOWN.declaration],
    role: Role::Loop,
    looping: Looping {
        shown: |cook| plus_iteration(cook, cook.get(SHOWN)),
        shown_number: |parameters| parameters.get(SHOWN) as u32,
        ..Looping::BLANK
    },
    cook: |cook| {
        let inside = cook.inside()?;
        let passes: Vec<Pass> = (0..count(cook))
            .map(|i| plus_iteration(cook, i64::from(i)))
            .collect::<Result<_, _>>()?;
        let results = inside.each(count(cook), |i| Ok(passes[i as usize].clone()))?;
        let sum = |output: usize| {
            let numbers = results.iter().filter_map(|values| values[output].get::<NumberWire>());
            WireValue::new::<NumberWire>(numbers.sum::<i64>())
        };
        Ok(Outputs::of((0..inside.output_count()).map(sum).collect()))
    },
    ..NodeType::BLANK
};

/// Gives what comes out to the next pass.
const TIMES: NodeType = NodeType {
    id: "times",
    parameters: &[COUNT.declaration, SHOWN.declaration],
    role: Role::Loop,
    looping: Looping { shown: |cook| plus_iteration(cook, 0), ..Looping::BLANK },
    cook: |cook| {
        let inside = cook.inside()?;
        let mut pass = plus_iteration(cook, 0)?;
        for iteration in 0..count(cook) {
            pass.iteration = iteration;
            pass.input = inside.run(&pass)?.into_iter().next();
        }
        Ok(Outputs::of(pass.input.into_iter().collect()))
    },
    ..NodeType::BLANK
};

/// Sums what a node gives while a parameter, wherever it is, is set to 0, 1, 2 ...
const SWEEP: NodeType = NodeType {
    id: "sweep",
    outputs: &[OutputDeclaration::new::<NumberWire>("number", "Number")],
    parameters: &[COUNT.declaration, TARGET.declaration, SETS.declaration],
    looping: Looping {
        body: Some("target"),
        varied: |parameters| {
            let sets = parameters.get(SETS);
            let (node, parameter) = sets.split_once(' ').unwrap_or((&sets, ""));
            vec![Varied { node: node.to_owned(), parameter: parameter.to_owned() }]
        },
        ..Looping::BLANK
    },
    cook: |cook| {
        let results = cook.inside()?.each(count(cook), |iteration| {
            let settings = vec![Value::Integer(i64::from(iteration))];
            Ok(Pass { iteration, iterations: 0, settings, is_kept: true, ..Pass::default() })
        })?;
        let numbers = results.iter().filter_map(|values| values.first()?.get::<NumberWire>());
        Ok(Outputs::one::<NumberWire>(numbers.sum::<i64>()))
    },
    ..NodeType::BLANK
};

impl Draft {
    /// Adds a node that holds a network.
    fn holding(
        self,
        name: &str,
        node_type: &NodeType,
        wires: &[(&str, &str)],
        parameters: &[(&str, Setting)],
        inside: Self,
    ) -> Self {
        let mut node = draft_node(node_type, wires, parameters);
        node.network = Some(inside.document().root);
        self.put(name, node)
    }
}

fn evaluator() -> Evaluator {
    let toys = crate::toys::library();
    let library = Library::new(toys.iter().chain([&EACH, &TIMES, &SWEEP]));
    Evaluator::new(library, Budget { cache: 1 << 20, memory: 1 << 20 })
}

fn cook(evaluator: &Evaluator, document: &Document, target: &str) -> Cooked {
    evaluator.cook(document, &Request::new(target))
}

fn number(cooked: &Cooked) -> i64 {
    *cooked.values[0].as_ref().unwrap().get::<NumberWire>().unwrap()
}

fn named(counter: &str) -> (&str, Setting) {
    ("counter", text(counter))
}

/// in → sum with a constant 10 → out, in a loop whose input is 100.
fn looped(node_type: &NodeType, counter: &str, times: i64) -> Document {
    let inside = Draft::default()
        .node("in", &SUBNET_INPUT, &[], &[])
        .node("ten", &CONSTANT, &[], &[("value", integer(10)), named(&format!("{counter} ten"))])
        .node("sum", &SUM, &[("numbers", "in"), ("numbers", "ten")], &[named(counter)])
        .node("out", &SUBNET_OUTPUT, &[("in", "sum")], &[]);
    Draft::default()
        .node("start", &CONSTANT, &[], &[("value", integer(100))])
        .holding("loop", node_type, &[("in", "start")], &[("count", integer(times))], inside)
        .node("after", &SUM, &[("numbers", "loop")], &[])
        .document()
}

#[test]
fn every_pass_runs_what_depends_on_it_and_the_rest_cooks_once() {
    let (evaluator, document) = (evaluator(), looped(&EACH, "once", 4));
    let cooked = cook(&evaluator, &document, "/after");
    assert_eq!(number(&cooked), 4 * 110 + 1 + 2 + 3);
    assert_eq!((cooks("once"), cooks("once ten")), (4, 1));
    let inner = cooked.report.node("/loop/sum").unwrap();
    assert_eq!((inner.cooks, inner.elements, inner.cached), (4, 4, false));
    let again = cook(&evaluator, &document, "/after");
    assert_eq!((number(&again), cooks("once")), (446, 4), "kept");
    assert!(again.report.node("/loop/sum").is_none(), "nobody looked inside");
    assert_eq!(number(&cook(&evaluator, &looped(&EACH, "once", 0), "/after")), 0);
}

#[test]
fn feedback_goes_round() {
    assert_eq!(number(&cook(&evaluator(), &looped(&TIMES, "round", 3), "/after")), 130);
}

#[test]
fn what_is_inside_decides_the_key_and_positions_do_not() {
    let (evaluator, mut document) = (evaluator(), looped(&EACH, "inside", 2));
    assert_eq!(number(&cook(&evaluator, &document, "/loop")), 221);
    document.node_mut(&path("/loop/sum")).unwrap().position = [5.0, 5.0];
    cook(&evaluator, &document, "/loop");
    assert_eq!(cooks("inside"), 2);
    let ten = document.node_mut(&path("/loop/ten")).unwrap();
    ten.parameters.insert("value".into(), integer(20));
    assert_eq!(number(&cook(&evaluator, &document, "/loop")), 241);
    let start = document.node_mut(&path("/start")).unwrap();
    start.parameters.insert("value".into(), integer(0));
    assert_eq!(number(&cook(&evaluator, &document, "/loop")), 41);
}

#[test]
fn a_displayed_inner_node_shows_one_pass() {
    let (evaluator, mut document) = (evaluator(), looped(&EACH, "shown", 4));
    assert_eq!(number(&cook(&evaluator, &document, "/loop/sum")), 110);
    assert_eq!(cooks("shown"), 1, "one pass alone");
    let node = document.node_mut(&path("/loop")).unwrap();
    node.parameters.insert("shown".into(), integer(3));
    assert_eq!(number(&cook(&evaluator, &document, "/loop/sum")), 113);
    assert_eq!(number(&cook(&evaluator, &document, "/loop/in")), 103);
}

#[test]
fn loops_nest() {
    let innermost = Draft::default()
        .node("in", &SUBNET_INPUT, &[], &[])
        .node("outer", &REFERENCE, &[], &[("node", text("../../in"))])
        .node("sum", &SUM, &[("numbers", "in"), ("numbers", "outer")], &[named("nest")])
        .node("out", &SUBNET_OUTPUT, &[("in", "sum")], &[]);
    let inside = Draft::default()
        .node("in", &SUBNET_INPUT, &[], &[])
        .holding("inner", &EACH, &[("in", "in")], &[("count", integer(2))], innermost)
        .node("out", &SUBNET_OUTPUT, &[("in", "inner")], &[]);
    let document = Draft::default()
        .node("start", &CONSTANT, &[], &[("value", integer(1))])
        .holding("outer", &EACH, &[("in", "start")], &[("count", integer(3))], inside)
        .document();
    let evaluator = evaluator();
    // For x in 1, 2, 3: (x + x) + (x + 1 + x).
    let cooked = cook(&evaluator, &document, "/outer");
    assert_eq!((number(&cooked), cooks("nest")), (27, 6));
    assert_eq!(cooked.report.node("/outer/inner/sum").unwrap().cooks, 6);
    assert_eq!(cooked.report.node("/outer/inner").unwrap().cooks, 3);
    assert_eq!(number(&cook(&evaluator, &document, "/outer/inner/sum")), 2, "the first of each");
}

#[test]
fn further_inputs_and_outputs_pass_and_a_switch_chooses() {
    let inside = Draft::default()
        .node("in", &SUBNET_INPUT, &[], &[])
        .node("same", &SUBNET_INPUT, &[], &[("number", integer(1))])
        .node("broken", &PANIC, &[], &[])
        .node("add", &ADD, &[("a", "in"), ("b", "same")], &[named("further")])
        .node(
            "switch",
            &SWITCH,
            &[("inputs", "broken"), ("inputs", "add")],
            &[("index", integer(1))],
        )
        .node("out", &SUBNET_OUTPUT, &[("in", "switch")], &[])
        .node("second", &SUBNET_OUTPUT, &[("in", "same")], &[("number", integer(1))]);
    let document = Draft::default()
        .node("seven", &CONSTANT, &[], &[("value", integer(7))])
        .holding("loop", &EACH, &[("same", "seven")], &[("count", integer(3))], inside)
        .document();
    let evaluator = evaluator();
    assert_eq!(number(&cook(&evaluator, &document, "/loop")), 24);
    assert_eq!(number(&cook(&evaluator, &document, "/loop:second")), 21);
    assert_eq!(cooks("further"), 3, "both outputs come from one run");
}

#[test]
fn an_error_names_the_node_and_the_lowest_iteration() {
    let inside = Draft::default()
        .node("in", &SUBNET_INPUT, &[], &[])
        .node("broken", &PANIC, &[("other", "in")], &[])
        .node("out", &SUBNET_OUTPUT, &[("in", "broken")], &[]);
    let document = Draft::default()
        .holding("loop", &EACH, &[], &[("count", integer(100))], inside)
        .node("after", &SUM, &[("numbers", "loop")], &[])
        .document();
    let cooked = cook(&evaluator(), &document, "/after");
    let error = cooked.values[0].as_ref().unwrap_err().to_string();
    assert_eq!(
        error,
        "stopped by an error in /loop: iteration 0 of 100 (counted from 0), /loop/broken: the node \
         failed inside: the toy is broken. This is a defect of the program; your work is safe"
    );
    assert!(cooked.report.node("/loop/broken").unwrap().error.is_some());
}

#[test]
fn warnings_of_all_passes_come_once() {
    let exact = ("exact", Setting::Value(Value::Toggle(true)));
    let half = ("factor", Setting::Value(Value::Float(0.5)));
    let inside = Draft::default()
        .node("in", &SUBNET_INPUT, &[], &[])
        .node("half", &SCALE, &[("in", "in")], &[half, exact])
        .node("out", &SUBNET_OUTPUT, &[("in", "half")], &[]);
    let document =
        Draft::default().holding("loop", &EACH, &[], &[("count", integer(6))], inside).document();
    let cooked = cook(&evaluator(), &document, "/loop");
    let inner = cooked.report.node("/loop/half").unwrap();
    assert_eq!(inner.warnings, ["the result is rounded (3 times)"]);
}

#[test]
fn a_cancelled_loop_ends_soon() {
    let inside = Draft::default()
        .node("in", &SUBNET_INPUT, &[], &[])
        .node("sleep", &SLEEP, &[("in", "in")], &[("milliseconds", integer(5))])
        .node("out", &SUBNET_OUTPUT, &[("in", "sleep")], &[]);
    let document = Draft::default()
        .holding("loop", &EACH, &[], &[("count", integer(100_000))], inside)
        .document();
    let request = Request::new("/loop");
    let (evaluator, cancel, activity) =
        (evaluator(), request.cancel.clone(), request.activity.clone());
    let (cooked, stopped) = std::thread::scope(|scope| {
        let cooking = scope.spawn(|| evaluator.cook(&document, &request));
        while activity.fraction() == 0.0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        cancel.cancel();
        let start = Instant::now();
        (cooking.join().unwrap(), start.elapsed())
    });
    assert!(cooked.values[0].as_ref().unwrap_err().is_cancelled());
    assert!(stopped < Duration::from_millis(500), "{stopped:?}");
}

#[test]
fn a_sweep_sets_parameters_wherever_they_are_and_finds_what_it_did_before() {
    let document = |count: i64, sets: &str| {
        Draft::default()
            .node("two", &CONSTANT, &[], &[("value", integer(2)), named("sweep two")])
            .node("varied", &CONSTANT, &[], &[])
            .node("sum", &SUM, &[("numbers", "two"), ("numbers", "varied")], &[named("sweep")])
            .node(
                "sweep",
                &SWEEP,
                &[],
                &[("count", integer(count)), ("target", text("../sum")), ("sets", text(sets))],
            )
            .document()
    };
    let evaluator = evaluator();
    assert_eq!(number(&cook(&evaluator, &document(3, "../varied value"), "/sweep")), 9);
    assert_eq!((cooks("sweep"), cooks("sweep two")), (3, 1));
    assert_eq!(number(&cook(&evaluator, &document(5, "../varied value"), "/sweep")), 20);
    assert_eq!(cooks("sweep"), 5, "the first three were kept");
    let error = cook(&evaluator, &document(3, "../nothing value"), "/sweep");
    let error = error.values[0].as_ref().unwrap_err().to_string();
    assert_eq!(error, "there is no node at \"/nothing\" to be set");
}

#[test]
fn a_set_parameter_may_choose_what_is_cooked() {
    let document = Draft::default()
        .node("one", &CONSTANT, &[], &[("value", integer(1))])
        .node("other", &CONSTANT, &[], &[("value", integer(100))])
        .node("switch", &SWITCH, &[("inputs", "one"), ("inputs", "other")], &[])
        .node(
            "sweep",
            &SWEEP,
            &[],
            &[
                ("count", integer(3)),
                ("target", text("../switch")),
                ("sets", text("../switch index")),
            ],
        )
        .document();
    assert_eq!(number(&cook(&evaluator(), &document, "/sweep")), 201);
}

#[test]
fn a_new_loop_passes_its_input_on() {
    let evaluator = evaluator();
    let mut document = Document::default();
    let mut edit = document.edit(evaluator.library());
    let one = edit.add_node(&crate::NodePath::ROOT, "constant", [0.0; 2]).unwrap();
    let each = edit.add_node(&crate::NodePath::ROOT, "each", [0.0; 2]).unwrap();
    edit.connect(&one, "", &each, "input1").unwrap();
    edit.connect(&each, "output1", &each, "input1").unwrap_err();
    assert_eq!(number(&cook(&evaluator, &document, "/each1")), 1 + 2 + 3);
}

#[test]
fn expressions_follow_the_pass_and_the_key_follows_the_expression() {
    let document = |text: &str, other: &str| {
        let value = Setting::Expression(text.into());
        let inside = Draft::default()
            .node("in", &SUBNET_INPUT, &[], &[])
            .node("here", &CONSTANT, &[], &[("value", value), named("pass")])
            .node("there", &CONSTANT, &[], &[("value", Setting::Expression(other.into()))])
            .node("sum", &SUM, &[("numbers", "here"), ("numbers", "there")], &[])
            .node("out", &SUBNET_OUTPUT, &[("in", "sum")], &[]);
        Draft::default()
            .holding("loop", &EACH, &[], &[("count", integer(4)), ("shown", integer(2))], inside)
            .document()
    };
    let evaluator = evaluator();
    let sum = |document: &Document, target: &str| number(&cook(&evaluator, document, target));
    let squares = document("$ITERATION * $ITERATION", "0");
    assert_eq!(sum(&squares, "/loop"), 1 + 4 + 9);
    assert_eq!(sum(&squares, "/loop/here"), 4, "the pass that is shown");
    assert_eq!(sum(&document("$ITERATION", "0"), "/loop"), 6, "0 at first, as well");
    assert_eq!(sum(&document("$ITERATIONS", "ch(\"../here/value\") * 2"), "/loop"), 4 * 12);
    let chained = document("$ITERATION", "ch(\"../here/value\") * 10");
    assert_eq!(sum(&chained, "/loop"), 66);
    cook(&evaluator, &chained, "/loop");
    let later = Request {
        context: crate::Context { frame: 9.0, ..Default::default() },
        ..Request::new("/loop")
    };
    let before = cooks("pass");
    evaluator.cook(&chained, &later);
    assert_eq!(cooks("pass"), before, "nothing reads the frame");
    let framed = document("$ITERATION * 100 + $F", "0");
    assert_eq!(sum(&framed, "/loop"), 604);
    assert_eq!(number(&evaluator.cook(&framed, &later)), 636);
}

#[test]
fn a_set_parameter_is_seen_by_those_that_name_it() {
    let twice = Setting::Expression("ch(\"../varied/value\") * 2".into());
    let document = Draft::default()
        .node("varied", &CONSTANT, &[], &[("value", integer(50))])
        .node("twice", &CONSTANT, &[], &[("value", twice)])
        .node("sum", &SUM, &[("numbers", "twice"), ("numbers", "varied")], &[])
        .node(
            "sweep",
            &SWEEP,
            &[],
            &[("count", integer(3)), ("target", text("../sum")), ("sets", text("../varied value"))],
        )
        .document();
    assert_eq!(number(&cook(&evaluator(), &document, "/sweep")), 9);
}
