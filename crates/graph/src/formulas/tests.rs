//! What expressions promise, on toy nodes.

use std::sync::Arc;

use crate::document::{Document, Promotion};
use crate::evaluator::{Budget, Evaluator, Request};
use crate::toys::{self, *};
use crate::{Context, NodeError, NodePath, Setting, SubnetTypes, Value};

fn evaluator() -> Evaluator {
    Evaluator::new(library(), Budget { cache: 1 << 30, memory: 1 << 30 })
}

fn expression(text: &str) -> Setting {
    Setting::Expression(text.into())
}

fn set(document: &mut Document, node: &str, parameter: &str, setting: Setting) {
    document.node_mut(&path(node)).unwrap().parameters.insert(parameter.into(), setting);
}

/// What a target gives at a frame: its number, or its error.
fn at(evaluator: &Evaluator, document: &Document, target: &str, frame: f64) -> Result<i64, String> {
    let context = Context { frame, ..Context::default() };
    let cooked = evaluator.cook(document, &Request { context, ..Request::new(target) });
    match &cooked.values[0] {
        Ok(value) => Ok(*value.get::<NumberWire>().unwrap()),
        Err(error) => Err(error.to_string()),
    }
}

fn given(evaluator: &Evaluator, document: &Document, target: &str) -> Result<i64, String> {
    at(evaluator, document, target, 1.0)
}

fn constant(value: Setting) -> [(&'static str, Setting); 1] {
    [("value", value)]
}

/// What each expression of a node gives.
fn values(document: &Document, node: &str) -> Vec<(String, Result<Value, Arc<str>>)> {
    let values = evaluator().expressions(document, node, 1.0).into_iter();
    values.map(|(id, value)| (id.to_string(), value)).collect()
}

#[test]
fn what_depends_on_a_changed_parameter_cooks_again_and_nothing_else() {
    let tag = |name: &str| text(&format!("formula_{name}"));
    let node = |value: Setting, name: &str| [("value", value), ("counter", tag(name))];
    let mut document = Draft::default()
        .node("a", &CONSTANT, &[], &node(integer(3), "a"))
        .node("b", &CONSTANT, &[], &node(expression("ch(\"../a/value\") * 2"), "b"))
        .node("c", &CONSTANT, &[], &node(expression("min(ch(\"../b/value\"), 10)"), "c"))
        .node("d", &CONSTANT, &[], &node(integer(5), "d"))
        .node("sum", &SUM, &[("numbers", "b"), ("numbers", "c"), ("numbers", "d")], &[])
        .document();
    let evaluator = evaluator();
    let counts = || ["b", "c", "d"].map(|name| toys::cooks(&format!("formula_{name}")));
    assert_eq!(given(&evaluator, &document, "/sum"), Ok(6 + 6 + 5));
    set(&mut document, "/a", "value", integer(6));
    assert_eq!(given(&evaluator, &document, "/sum"), Ok(12 + 10 + 5));
    assert_eq!(counts(), [2, 2, 1]);
    set(&mut document, "/a", "value", integer(7));
    assert_eq!(given(&evaluator, &document, "/sum"), Ok(14 + 10 + 5));
    assert_eq!(counts(), [3, 2, 1], "the value of c is the same as before");
    set(&mut document, "/b", "value", expression("ch(\"../d/value\")"));
    assert_eq!(given(&evaluator, &document, "/sum"), Ok(15), "another text, another parameter");
    set(&mut document, "/b", "value", integer(1));
    assert_eq!(given(&evaluator, &document, "/sum"), Ok(7), "no expression any more");
    set(&mut document, "/d", "value", expression("ch(\"../b/value\") + 1"));
    assert_eq!(given(&evaluator, &document, "/sum"), Ok(4), "a new expression");
}

#[test]
fn every_kind_of_parameter_takes_an_expression() {
    let document = Draft::default()
        .node(
            "all",
            &SCALE,
            &[],
            &[
                ("factor", expression("fit01(0.5, 0, 3)")),
                ("size", expression("{1, 2} * ch(\"factor\")")),
                ("center", expression("chv(\"../other/center\") + ch(\"../other/center.y\")")),
                ("corners", expression("set(ch(\"sizex\"), ch('size').y, chi(\"exact\"), $PI)")),
                ("exact", expression("ch(\"factor\") > 1")),
                ("rounding", expression("ch(\"factor\") > 1 ? \"down\" : \"nearest\"")),
            ],
        )
        .node("other", &SCALE, &[], &[("center", Value::Vector3([1.0, 2.0, 3.0]).into())])
        .node(
            "named",
            &CONSTANT,
            &[],
            &[("counter", expression("chs(\"../all/rounding\") + \"!\""))],
        )
        .node("turn", &SCALE, &[], &[("rounding", expression("chi(\"../all/exact\")"))])
        .document();
    let expected = [
        ("center", Value::Vector3([3.0, 4.0, 5.0])),
        ("corners", Value::Vector4([1.5, 3.0, 1.0, f64::from(std::f32::consts::PI)])),
        ("exact", Value::Toggle(true)),
        ("factor", Value::Float(1.5)),
        ("rounding", Value::Text("down".into())),
        ("size", Value::Vector2([1.5, 3.0])),
    ];
    let mut all = values(&document, "/all");
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let expected: Vec<_> = expected.map(|(id, value)| (id.to_owned(), Ok(value))).into();
    assert_eq!(all, expected);
    assert_eq!(values(&document, "/named")[0].1, Ok(Value::Text("down!".into())));
    assert_eq!(values(&document, "/turn")[0].1, Ok(Value::Text("down".into())), "by its number");
}

#[test]
fn a_mistake_names_the_parameter_the_place_and_what_was_meant() {
    let message = |text: &str| {
        let document = Draft::default()
            .node("grid", &SCALE, &[], &[])
            .node("a", &CONSTANT, &[], &constant(expression(text)))
            .document();
        given(&evaluator(), &document, "/a").unwrap_err()
    };
    let missing = message("1 + ch(\"../grd/factor\")");
    assert!(missing.starts_with("parameter \"value\": line 1, column 8: "), "{missing}");
    assert!(
        missing.contains("no node \"grd\" in /") && missing.contains("mean grid?"),
        "{missing}"
    );
    assert!(missing.contains("\n         ^^^^^^^^^^^^^^^"), "{missing}");
    let parameter = message("ch(\"../grid/factr\")");
    assert!(parameter.contains("/grid has no parameter \"factr\"; did you mean factor?"));
    assert!(message("mni(1, 2)").contains("did you mean min?"));
    assert!(message("@P.x").contains("no elements here"));
    assert!(message("ch(\"../grid/rounding\")").contains("read it with chs()"));
    assert!(message("ch(\"../../x\")").contains("above the root"));
    assert!(message("ch(\"/x\")").contains("/ is the root network"));
}

#[test]
fn a_cycle_is_reported_with_its_way_and_ends_when_it_is_cut() {
    let mut document = Draft::default()
        .node("a", &CONSTANT, &[], &constant(expression("ch(\"../b/value\") + 1")))
        .node("b", &CONSTANT, &[], &constant(expression("ch(\"../c/value\")")))
        .node("c", &CONSTANT, &[], &constant(integer(1)))
        .node("after", &CONSTANT, &[], &constant(expression("ch(\"../a/value\")")))
        .node("itself", &CONSTANT, &[], &constant(expression("ch(\"value\")")))
        .document();
    let evaluator = evaluator();
    assert_eq!(given(&evaluator, &document, "/a"), Ok(2));
    set(&mut document, "/c", "value", expression("ch(\"../a/value\")"));
    let message = given(&evaluator, &document, "/a").unwrap_err();
    assert!(message.contains("/a/value ← /b/value ← /c/value ← /a/value"), "{message}");
    let after = given(&evaluator, &document, "/after").unwrap_err();
    assert!(after.contains("/a/value has no value"), "{after}");
    let itself = given(&evaluator, &document, "/itself").unwrap_err();
    assert!(itself.contains("/itself/value ← /itself/value"), "{itself}");
    set(&mut document, "/b", "value", integer(4));
    assert_eq!(given(&evaluator, &document, "/after"), Ok(5));
    assert_eq!(given(&evaluator, &document, "/c"), Ok(5));
}

#[test]
fn the_frame_enters_the_key_of_what_reads_it_alone() {
    let tag = |name: &str| text(&format!("formula_frame_{name}"));
    let node = |value: Setting, name: &str| [("value", value), ("counter", tag(name))];
    let document = Draft::default()
        .node("moves", &CONSTANT, &[], &node(expression("$F * 2"), "moves"))
        .node("follows", &CONSTANT, &[], &node(expression("ch(\"../moves/value\")"), "follows"))
        .node("still", &CONSTANT, &[], &node(expression("2 + 3"), "still"))
        .node("slow", &CONSTANT, &[], &node(expression("floor($F / 10)"), "slow"))
        .node("sum", &SUM, &["moves", "follows", "still", "slow"].map(|it| ("numbers", it)), &[])
        .document();
    let evaluator = evaluator();
    assert_eq!(at(&evaluator, &document, "/sum", 3.0), Ok(6 + 6 + 5));
    assert_eq!(at(&evaluator, &document, "/sum", 4.0), Ok(8 + 8 + 5));
    assert_eq!(at(&evaluator, &document, "/sum", 3.0), Ok(17));
    let counts = ["moves", "follows", "still", "slow"];
    let counts = counts.map(|name| toys::cooks(&format!("formula_frame_{name}")));
    assert_eq!(counts, [2, 2, 1, 1]);
}

/// `/tower` promotes the value of `/tower/one` as `height`.
fn tower(height: Option<Setting>, one: Setting) -> Document {
    let inside = Draft::default().node("one", &CONSTANT, &[], &constant(one)).node(
        "two",
        &CONSTANT,
        &[],
        &constant(expression("ch(\"../height\") + ch(\"../one/value\")")),
    );
    let mut document = Draft::default()
        .subnet("tower", &[], inside)
        .node("wide", &CONSTANT, &[], &constant(integer(4)))
        .node("reads", &CONSTANT, &[], &constant(expression("ch(\"/tower/height\") * 100")))
        .document();
    document.node_mut(&path("/tower")).unwrap().promoted.push(Promotion {
        id: "height".into(),
        label: "Height".to_owned(),
        targets: vec![("one".into(), "value".into())],
        value: height,
    });
    document
}

#[test]
fn promoted_parameters_are_read_and_take_expressions() {
    let evaluator = evaluator();
    let both = |document: &Document| {
        ["/tower/two", "/reads"].map(|target| given(&evaluator, document, target).unwrap())
    };
    assert_eq!(both(&tower(None, integer(3))), [6, 300], "the inner node keeps its own");
    assert_eq!(both(&tower(Some(integer(7)), integer(3))), [14, 700]);
    let above = expression("ch(\"../wide/value\") + 1");
    let document = tower(Some(above), integer(3));
    assert_eq!(both(&document), [10, 500], "paths start from the subnet");
    assert_eq!(values(&document, "/tower"), [("height".to_owned(), Ok(Value::Integer(5)))]);
}

#[test]
fn moving_nodes_rewrites_the_expressions_that_name_them() {
    let library = library();
    let mut document = tower(Some(expression("ch(\"../wide/value\") + 1")), integer(3));
    let text_of = |document: &Document, node: &str| match &document
        .node(&path(node))
        .unwrap()
        .parameters["value"]
    {
        Setting::Expression(text) => text.to_string(),
        other => panic!("{other:?}"),
    };
    document.edit(&library).rename(&path("/wide"), "broad").unwrap();
    document.edit(&library).rename(&path("/tower"), "keep").unwrap();
    document.edit(&library).rename(&path("/keep/one"), "first").unwrap();
    assert_eq!(text_of(&document, "/reads"), "ch(\"/keep/height\") * 100");
    assert_eq!(text_of(&document, "/keep/two"), "ch(\"../height\") + ch(\"../first/value\")");
    assert_eq!(given(&evaluator(), &document, "/reads"), Ok(500));
    let types = SubnetTypes { subnet: "subnet", input: "subnet_input", output: "subnet_output" };
    let names = ["reads".into(), "keep".into()];
    document.edit(&library).collapse(&NodePath::ROOT, &names, types).unwrap();
    assert_eq!(given(&evaluator(), &document, "/subnet1/reads"), Ok(500));
    let setting = document.node(&path("/subnet1/keep")).unwrap().promoted[0].value.clone();
    assert_eq!(setting, Some(expression("ch(\"../../broad/value\") + 1")));
    document.edit(&library).remove_promotion(&path("/subnet1/keep"), "height").unwrap();
    assert_eq!(text_of(&document, "/subnet1/keep/first"), "ch(\"../../../broad/value\") + 1");
    assert_eq!(given(&evaluator(), &document, "/subnet1/keep/first"), Ok(5));
}

#[test]
fn a_node_path_can_be_an_expression() {
    let mut document = Draft::default()
        .node("which", &CONSTANT, &[], &constant(integer(1)))
        .node("n1", &CONSTANT, &[], &constant(integer(10)))
        .node("n2", &CONSTANT, &[], &constant(integer(20)))
        .node(
            "look",
            &REFERENCE,
            &[],
            &[("node", expression("\"../n\" + itoa(chi(\"../which/value\"))"))],
        )
        .document();
    let evaluator = evaluator();
    assert_eq!(given(&evaluator, &document, "/look"), Ok(10));
    set(&mut document, "/which", "value", integer(2));
    assert_eq!(given(&evaluator, &document, "/look"), Ok(20));
    set(&mut document, "/which", "value", integer(3));
    let error = given(&evaluator, &document, "/look").unwrap_err();
    assert!(error.contains("no node at \"../n3\""), "{error}");
}

#[test]
fn a_long_chain_is_no_danger() {
    let mut draft = Draft::default().node("n0", &CONSTANT, &[], &constant(integer(1)));
    for index in 1..5000 {
        let before = expression(&format!("ch(\"../n{}/value\") + 1", index - 1));
        draft = draft.node(&format!("n{index}"), &CONSTANT, &[], &constant(before));
    }
    let mut document = draft.document();
    let evaluator = evaluator();
    assert_eq!(given(&evaluator, &document, "/n4999"), Ok(5000));
    set(&mut document, "/n0", "value", integer(11));
    assert_eq!(given(&evaluator, &document, "/n4999"), Ok(5010));
    set(&mut document, "/n0", "value", expression("ch(\"../n4999/value\")"));
    assert!(given(&evaluator, &document, "/n4999").unwrap_err().contains("4988 more"));
}

#[test]
fn an_evaluator_that_saw_every_edit_gives_what_a_new_one_gives() {
    let mut document = tower(None, expression("ch(\"../../wide/value\")"));
    let old = evaluator();
    let edits: [(&str, Setting); 6] = [
        ("/wide", integer(9)),
        ("/reads", expression("ch(\"/wide/value\") + $F")),
        ("/wide", expression("nonsense")),
        ("/wide", expression("ch(\"../reads/value\")")),
        ("/reads", integer(2)),
        ("/tower/one", integer(5)),
    ];
    for (node, setting) in edits {
        set(&mut document, node, "value", setting);
        for target in ["/wide", "/reads", "/tower/two"] {
            for frame in [1.0, 2.0] {
                let new = at(&evaluator(), &document, target, frame);
                assert_eq!(at(&old, &document, target, frame), new, "{node} {target}");
            }
        }
    }
}

#[test]
fn errors_are_those_of_the_parameter() {
    let document =
        Draft::default().node("a", &CONSTANT, &[], &constant(expression("ch("))).document();
    let cooked = evaluator().cook(&document, &Request::new("/a"));
    let error = cooked.values[0].as_ref().unwrap_err();
    assert!(matches!(&**error, NodeError::Parameter { parameter, .. } if parameter == "value"));
}
