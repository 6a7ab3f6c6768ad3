//! What the evaluator promises, on toy nodes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::document::{Document, Node};
use crate::evaluator::{Budget, Cooked, Evaluator, Request};
use crate::toys::{self, *};
use crate::{NodeError, Setting, Value};

fn evaluator() -> Evaluator {
    Evaluator::new(library(), Budget { cache: 1 << 30, memory: 1 << 30 })
}

fn number(cooked: &Cooked) -> i64 {
    match &cooked.values[0] {
        Ok(value) => *value.get::<NumberWire>().unwrap(),
        Err(error) => panic!("{error}"),
    }
}

fn error(cooked: &Cooked) -> &NodeError {
    cooked.values[0].as_ref().unwrap_err()
}

fn cook(evaluator: &Evaluator, document: &Document, target: &str) -> Cooked {
    evaluator.cook(document, &Request::new(target))
}

fn set(document: &mut Document, node: &str, parameter: &str, value: Setting) {
    document.node_mut(&path(node)).unwrap().parameters.insert(parameter.into(), value);
}

fn constant(counter: &str, value: i64) -> [(&'static str, Setting); 2] {
    [("value", integer(value)), ("counter", text(counter))]
}

#[test]
fn only_what_is_downstream_of_a_change_cooks_again_and_undo_finds_the_old_result() {
    let tag = |name: &str| format!("downstream_{name}");
    let before = Draft::default()
        .node("a", &CONSTANT, &[], &constant(&tag("a"), 1))
        .node("b", &CONSTANT, &[], &constant(&tag("b"), 2))
        .node("sum", &ADD, &[("a", "a"), ("b", "b")], &[("counter", text(&tag("sum")))])
        .node("end", &SLEEP, &[("in", "sum")], &[("counter", text(&tag("end")))])
        .document();
    let evaluator = evaluator();
    assert_eq!(number(&cook(&evaluator, &before, "/end")), 3);
    let mut after = before.clone();
    set(&mut after, "/b", "value", integer(5));
    let cooked = cook(&evaluator, &after, "/end");
    assert_eq!(number(&cooked), 6);
    assert_eq!(["a", "b", "sum", "end"].map(|name| cooks(&tag(name))), [1, 2, 2, 2]);
    assert!(cooked.report.node("/a").unwrap().cached);
    assert!(!cooked.report.node("/b").unwrap().cached);
    assert_eq!(number(&cook(&evaluator, &before, "/end")), 3);
    assert_eq!(["a", "b", "sum", "end"].map(|name| cooks(&tag(name))), [1, 2, 2, 2]);
}

#[test]
fn positions_comments_and_other_nodes_dirty_nothing() {
    let before = Draft::default().node("a", &CONSTANT, &[], &constant("positions", 1)).document();
    let evaluator = evaluator();
    cook(&evaluator, &before, "/a");
    let mut after = before.clone();
    let node = after.node_mut(&path("/a")).unwrap();
    node.position = [4.0, 5.0];
    node.comment = "a number".to_owned();
    node.colour = Some([1, 2, 3]);
    node.template = true;
    let network = Arc::make_mut(&mut after.root);
    network.nodes.insert("other".into(), Arc::new(Node::new(&CONSTANT)));
    network.display = Some("other".into());
    let cooked = cook(&evaluator, &after, "/a");
    assert!(cooked.report.node("/a").unwrap().cached);
    assert_eq!(cooks("positions"), 1);
}

#[test]
fn identical_nodes_cook_once_even_in_one_run() {
    let document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("identical", 4))
        .node("b", &CONSTANT, &[], &constant("identical", 4))
        .node("sum", &SUM, &[("numbers", "a"), ("numbers", "b")], &[])
        .document();
    assert_eq!(number(&cook(&evaluator(), &document, "/sum")), 8);
    assert_eq!(cooks("identical"), 1);
}

#[test]
fn a_switch_cooks_only_the_chosen_branch() {
    let mut document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("switch_a", 1))
        .node("b", &PANIC, &[], &[])
        .node("c", &CONSTANT, &[], &constant("switch_c", 3))
        .node("switch", &SWITCH, &[("inputs", "a"), ("inputs", "b"), ("inputs", "c")], &[])
        .document();
    let evaluator = evaluator();
    set(&mut document, "/switch", "index", integer(2));
    assert_eq!(number(&cook(&evaluator, &document, "/switch")), 3);
    assert_eq!((cooks("switch_a"), cooks("switch_c")), (0, 1));
    set(&mut document, "/a", "value", integer(7));
    let cooked = cook(&evaluator, &document, "/switch");
    assert!(cooked.report.node("/switch").unwrap().cached, "the other branch is nothing to it");
}

#[test]
fn independent_branches_cook_at_the_same_time() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let mut draft = Draft::default().node("a", &CONSTANT, &[], &constant("branches", 1));
    let wires: Vec<(&str, &str)> = ["s1", "s2", "s3", "s4"].map(|name| ("numbers", name)).to_vec();
    for (index, (_, name)) in wires.iter().enumerate() {
        let milliseconds = [("milliseconds", integer(200 + index as i64))];
        draft = draft.node(name, &SLEEP, &[("in", "a")], &milliseconds);
    }
    let document = draft.node("sum", &SUM, &wires, &[]).document();
    let start = Instant::now();
    assert_eq!(number(&pool.install(|| cook(&evaluator(), &document, "/sum"))), 4);
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_millis(780), "in a row it would take 806 ms: {elapsed:?}");
}

#[test]
fn a_cancelled_cook_ends_soon_and_is_no_error_to_keep() {
    let document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("cancelled", 1))
        .node("slow", &SLEEP, &[("in", "a")], &[("milliseconds", integer(10_000))])
        .node("after", &SLEEP, &[("in", "slow")], &[("counter", text("cancelled_after"))])
        .document();
    let evaluator = evaluator();
    let request = Request::new("/after");
    let start = Instant::now();
    let cooked = std::thread::scope(|scope| {
        let cooking = scope.spawn(|| evaluator.cook(&document, &request));
        while request.activity.fraction() < 0.334 {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(&*request.activity.running()[0].0, "/slow");
        request.cancel.cancel();
        cooking.join().unwrap()
    });
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(error(&cooked).is_cancelled());
    assert_eq!(cooks("cancelled_after"), 0);
    let mut quick = document.clone();
    set(&mut quick, "/slow", "milliseconds", integer(0));
    assert_eq!(number(&cook(&evaluator, &quick, "/after")), 1);
}

#[test]
fn errors_stop_what_is_downstream_and_name_whose_they_are() {
    let document = Draft::default()
        .node("a", &CONSTANT, &[], &[])
        .node("broken", &PANIC, &[("other", "a")], &[])
        .node("next", &SLEEP, &[("in", "broken")], &[("counter", text("errors_next"))])
        .node("last", &SLEEP, &[("in", "next")], &[])
        .node("alone", &ADD, &[("a", "a")], &[])
        .node("unknown", &SLEEP, &[("in", "nowhere")], &[])
        .document();
    let evaluator = evaluator();
    let cooked = cook(&evaluator, &document, "/last");
    assert_eq!(
        error(&cooked).to_string(),
        "stopped by an error in /broken: the node failed inside: the toy is broken. This is a \
         defect of the program; your work is safe"
    );
    assert_eq!(cooks("errors_next"), 0);
    let own = cooked.report.node("/broken").unwrap().error.clone().unwrap();
    assert!(matches!(*own, NodeError::Panicked(_)));
    let message = |target: &str| error(&cook(&evaluator, &document, target)).to_string();
    assert_eq!(message("/alone"), "the input \"b\" needs a wire");
    assert_eq!(message("/unknown"), "a wire comes from \"nowhere\", and there is no such node");
    assert_eq!(message("/none"), "there is no node at \"/none\"");
    assert_eq!(message("/a:rest"), "/a has no output \"rest\"");
}

#[test]
fn the_other_values_of_a_request_come_though_one_fails() {
    let document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("values", 1))
        .node("broken", &PANIC, &[], &[])
        .document();
    let targets = vec!["/broken".to_owned(), "/a".to_owned()];
    let cooked = evaluator().cook(&document, &Request { targets, ..Request::default() });
    assert!(cooked.values[0].is_err() && cooked.values[1].is_ok());
}

#[test]
fn cycles_are_errors_of_the_nodes_in_them() {
    let document = Draft::default()
        .node("a", &SLEEP, &[("in", "b")], &[])
        .node("b", &REFERENCE, &[], &[("node", text("../c"))])
        .subnet(
            "c",
            &[],
            Draft::default().node("d", &REFERENCE, &[], &[("node", text("/a"))]).display("d"),
        )
        .node("after", &SLEEP, &[("in", "a")], &[])
        .node("fine", &CONSTANT, &[], &[])
        .document();
    let evaluator = evaluator();
    let cooked = cook(&evaluator, &document, "/after");
    let text = error(&cooked).to_string();
    assert!(text.contains("part of a cycle"), "{text}");
    assert!(["/a", "/b", "/c", "/c/d"].iter().all(|name| text.contains(name)), "{text}");
    assert_eq!(number(&cook(&evaluator, &document, "/fine")), 0);
}

#[test]
fn subnets_open_pass_values_in_and_out_and_hand_promoted_parameters_down() {
    let inside = Draft::default()
        .node("in1", &SUBNET_INPUT, &[], &[("number", integer(0))])
        .node("in2", &SUBNET_INPUT, &[], &[("number", integer(1))])
        .node("factor", &CONSTANT, &[], &constant("subnets", 10))
        .node("sum", &SUM, &[("numbers", "in1"), ("numbers", "in2"), ("numbers", "factor")], &[])
        .node("total", &SUBNET_OUTPUT, &[("in", "sum")], &[("number", integer(0))])
        .node("second", &SUBNET_OUTPUT, &[("in", "in2")], &[("number", integer(1))]);
    let mut document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("subnets", 1))
        .node("b", &CONSTANT, &[], &constant("subnets", 2))
        .subnet("tower", &[("in1", "a"), ("in2", "b")], inside)
        .node("end", &SUM, &[("numbers", "tower"), ("numbers", "tower:second")], &[])
        .document();
    let evaluator = evaluator();
    assert_eq!(number(&cook(&evaluator, &document, "/end")), 15);
    assert_eq!(number(&cook(&evaluator, &document, "/tower:second")), 2);
    assert_eq!(number(&cook(&evaluator, &document, "/tower/sum")), 13);
    let promotion = crate::Promotion {
        id: "height".into(),
        label: "Height".to_owned(),
        targets: vec![("factor".into(), "value".into())],
        value: Some(integer(100)),
    };
    document.node_mut(&path("/tower")).unwrap().promoted.push(promotion);
    assert_eq!(number(&cook(&evaluator, &document, "/end")), 105);
}

#[test]
fn the_outermost_subnet_decides_a_promoted_parameter_however_deep_it_lies() {
    let inner = Draft::default()
        .node("one", &CONSTANT, &[], &constant("deep", 1))
        .node("two", &CONSTANT, &[], &constant("deep", 2))
        .node("sum", &SUM, &[("numbers", "one"), ("numbers", "two")], &[])
        .display("sum");
    let outer = Draft::default().subnet("inner", &[], inner).display("inner");
    let mut document = Draft::default().subnet("outer", &[], outer).document();
    let promotion = |id: &str, target: (&str, &str), value| crate::Promotion {
        id: id.into(),
        label: id.to_owned(),
        targets: vec![(target.0.into(), target.1.into())],
        value: Some(integer(value)),
    };
    let inner = document.node_mut(&path("/outer/inner")).unwrap();
    inner.promoted.push(promotion("first", ("one", "value"), 10));
    inner.promoted.push(promotion("second", ("two", "value"), 20));
    assert_eq!(number(&cook(&evaluator(), &document, "/outer")), 30);
    let outer = document.node_mut(&path("/outer")).unwrap();
    outer.promoted.push(promotion("through", ("inner", "first"), 100));
    outer.promoted.push(promotion("straight", ("inner/two", "value"), 200));
    assert_eq!(number(&cook(&evaluator(), &document, "/outer")), 300);
    for (name, value) in [("one", 100), ("two", 200)] {
        let overrides = document.overrides(&path("/outer/inner").child(name));
        assert_eq!(overrides["value"], integer(value), "as the evaluator has it");
    }
}

#[test]
fn a_bypassed_node_passes_its_first_input_on() {
    let mut document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("bypass", 4))
        .node(
            "triple",
            &SCALE,
            &[("in", "a")],
            &[("factor", Setting::Value(crate::Value::Float(3.0)))],
        )
        .node("end", &SUM, &[("numbers", "triple")], &[])
        .document();
    let evaluator = evaluator();
    assert_eq!(number(&cook(&evaluator, &document, "/end")), 12);
    document.node_mut(&path("/triple")).unwrap().bypass = true;
    assert_eq!(number(&cook(&evaluator, &document, "/end")), 4);
}

#[test]
fn what_a_node_names_by_path_is_an_input_like_any_other() {
    let mut document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("reference", 4))
        .node("same", &REFERENCE, &[], &[("node", text("../a"))])
        .document();
    let evaluator = evaluator();
    assert_eq!(number(&cook(&evaluator, &document, "/same")), 4);
    set(&mut document, "/a", "value", integer(5));
    assert_eq!(number(&cook(&evaluator, &document, "/same")), 5);
    set(&mut document, "/same", "node", text("../gone"));
    let cooked = cook(&evaluator, &document, "/same");
    assert!(error(&cooked).to_string().contains("there is no node at \"../gone\""));
}

#[test]
fn only_declared_context_enters_the_key() {
    let document = Draft::default()
        .node("frame", &FRAME, &[], &[("counter", text("context_frame"))])
        .node("still", &CONSTANT, &[], &constant("context_still", 10))
        .node("sum", &ADD, &[("a", "frame"), ("b", "still")], &[])
        .document();
    let evaluator = evaluator();
    for (frame, sum) in [(1.0, 11), (2.0, 12), (1.0, 11)] {
        let mut request = Request::new("/sum");
        request.context.frame = frame;
        assert_eq!(number(&evaluator.cook(&document, &request)), sum);
    }
    assert_eq!((cooks("context_frame"), cooks("context_still")), (2, 1));
}

#[test]
fn what_reads_the_frame_only_with_some_parameters_cooks_once_with_others() {
    let still = Setting::Value(Value::Toggle(true));
    let document = Draft::default()
        .node("frame", &FRAME, &[], &[("counter", text("frame_held")), ("still", still)])
        .document();
    let evaluator = evaluator();
    for frame in [1.0, 2.0, 3.0] {
        let mut request = Request::new("/frame");
        request.context.frame = frame;
        assert_eq!(number(&evaluator.cook(&document, &request)), 0);
    }
    assert_eq!(cooks("frame_held"), 1);
}

#[test]
fn a_long_chain_cooks_and_the_cache_stays_within_its_budget() {
    let mut draft = Draft::default().node("n0", &CONSTANT, &[], &constant("chain", 1));
    let names: Vec<String> = (0..20_000).map(|index| format!("n{index}")).collect();
    for pair in names.windows(2) {
        draft = draft.node(&pair[1], &SUM, &[("numbers", &pair[0])], &[]);
    }
    let document = draft.document();
    let evaluator = Evaluator::new(library(), Budget { cache: 800, memory: 1 << 30 });
    assert_eq!(number(&cook(&evaluator, &document, "/n19999")), 1);
    assert!(evaluator.cached().0 <= 800, "{:?}", evaluator.cached());
}

#[test]
fn parameters_out_of_kind_and_expressions_are_errors_of_their_node() {
    let mut document =
        Draft::default().node("a", &CONSTANT, &[], &[("value", text("five"))]).document();
    let evaluator = evaluator();
    let cooked = cook(&evaluator, &document, "/a");
    assert_eq!(
        error(&cooked).to_string(),
        "parameter \"value\": \"value\" takes a whole number, not text"
    );
    set(&mut document, "/a", "value", Setting::Expression("$Q".into()));
    assert!(error(&cook(&evaluator, &document, "/a")).to_string().contains("there is no $Q"));
    set(&mut document, "/a", "value", integer(2));
    assert_eq!(number(&cook(&evaluator, &document, "/a")), 2, "mended");
    document.node_mut(&path("/a")).unwrap().version = 9;
    assert!(matches!(error(&cook(&evaluator, &document, "/a")), NodeError::TooNew { .. }));
}

#[test]
fn warnings_come_again_with_the_kept_result() {
    let document = Draft::default()
        .node("a", &CONSTANT, &[], &constant("warnings", 1))
        .node(
            "scale",
            &SCALE,
            &[("in", "a")],
            &[
                ("factor", Setting::Value(crate::Value::Float(1.5))),
                ("exact", Setting::Value(crate::Value::Toggle(true))),
            ],
        )
        .document();
    let evaluator = evaluator();
    for cached in [false, true] {
        let cooked = cook(&evaluator, &document, "/scale");
        let report = cooked.report.node("/scale").unwrap();
        assert_eq!(
            (report.cached, &report.warnings[..]),
            (cached, &["the result is rounded".to_owned()][..])
        );
    }
    assert_eq!(toys::cooks("warnings"), 1);
}
