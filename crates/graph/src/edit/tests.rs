//! What edits do, and what they refuse.

use super::*;
use crate::document::{Setting, Source};
use crate::project;
use crate::toys::{
    ADD, CONSTANT, Draft, LENGTH, REFERENCE, SCALE, SUBNET_INPUT, SUBNET_OUTPUT, SUM, integer,
    library, path, text,
};
use crate::value::Value;

const ROOT: NodePath = NodePath::ROOT;

fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(|&name| name.into()).collect()
}

/// The wires of a node as text: `input<name:output`.
fn wires(document: &Document, node: &str) -> Vec<String> {
    let node = document.node(&path(node)).unwrap();
    let wires = node.all_wires().map(|(input, source)| {
        let colon = if source.output.is_empty() { "" } else { ":" };
        format!("{input}<{}{colon}{}", source.node, source.output)
    });
    wires.collect()
}

fn setting(document: &Document, node: &str, parameter: &str) -> Option<Setting> {
    document.node(&path(node)).unwrap().parameters.get(parameter).cloned()
}

/// What an edit says that is refused; it must have changed nothing.
fn refusal<T: std::fmt::Debug>(
    document: &Document,
    edit: impl FnOnce(&mut Edit<'_>) -> Result<T, EditError>,
) -> String {
    let mut edited = document.clone();
    let error = edit(&mut edited.edit(&library())).unwrap_err();
    assert_eq!(edited, *document, "a refused edit changed something");
    error.to_string()
}

/// `one` and `two` into `add`, that into `sum`, which is displayed.
fn chain() -> Document {
    Draft::default()
        .node("one", &CONSTANT, &[], &[("value", integer(1))])
        .node("two", &CONSTANT, &[], &[("value", integer(2))])
        .node("add", &ADD, &[("a", "one"), ("b", "two")], &[])
        .node("scale", &SCALE, &[("in", "add")], &[])
        .node("sum", &SUM, &[("numbers", "scale:number"), ("numbers", "one")], &[])
        .display("sum")
        .document()
}

#[test]
fn a_graph_is_built_by_edits() {
    let (mut document, library) = (Document::default(), library());
    let mut edit = document.edit(&library);
    let one = edit.add_node(&ROOT, "constant", [0.0, 0.0]).unwrap();
    let two = edit.add_node(&ROOT, "constant", [100.0, 0.0]).unwrap();
    let sum = edit.add_node(&ROOT, "sum", [0.0, 100.0]).unwrap();
    edit.connect(&one, "", &sum, "numbers").unwrap();
    edit.connect_at(&two, "number", &sum, "numbers", 0).unwrap();
    edit.set_parameter(&one, "value", integer(5)).unwrap();
    edit.set_display(&ROOT, Some("sum1")).unwrap();
    edit.set_flag(std::slice::from_ref(&one), Flag::Template, true).unwrap();
    edit.move_nodes(&ROOT, &[("sum1".into(), [7.0, 8.0])]).unwrap();
    edit.set_comment(&sum, "both").unwrap();
    edit.set_colour(std::slice::from_ref(&sum), Some([1, 2, 3])).unwrap();
    assert_eq!([&one, &two].map(NodePath::to_string), ["/constant1", "/constant2"]);
    assert_eq!(wires(&document, "/sum1"), ["numbers<constant2", "numbers<constant1"]);
    document.edit(&library).reorder_wire(&sum, "numbers", 0, 1).unwrap();
    assert_eq!(wires(&document, "/sum1"), ["numbers<constant1", "numbers<constant2"]);
    document.edit(&library).disconnect(&sum, "numbers", 0).unwrap();
    document.edit(&library).disconnect(&sum, "numbers", 0).unwrap();
    assert!(document.node(&sum).unwrap().inputs.is_empty());
    assert!(
        refusal(&document, |edit| edit.add_node(&ROOT, "spline", [0.0; 2]))
            .contains("no node type \"spline\"")
    );
    assert!(
        refusal(&document, |edit| edit.add_node(&ROOT, "sum", [f32::NAN; 2])).contains("finite")
    );
    assert!(
        refusal(&document, |edit| edit.disconnect(&sum, "numbers", 0)).contains("no wire number 0")
    );
}

#[test]
fn the_first_node_of_a_network_is_displayed() {
    let mut document = Document::default();
    document.edit(&library()).add_node(&ROOT, "constant", [0.0; 2]).unwrap();
    document.edit(&library()).add_node(&ROOT, "constant", [0.0; 2]).unwrap();
    assert_eq!(document.root.display.as_deref(), Some("constant1"));
}

#[test]
fn wires_that_do_not_fit_are_refused_with_both_names() {
    let mut document = chain();
    document.edit(&library()).add_node(&ROOT, "length", [0.0; 2]).unwrap();
    let connect = |from: &str, output: &str, to: &str, input: &str| {
        refusal(&document, |edit| edit.connect(&path(from), output, &path(to), input))
    };
    assert_eq!(
        connect("/one", "", "/length1", "word"),
        "/one gives number, and the input \"word\" of /length1 takes word"
    );
    assert_eq!(connect("/one", "x", "/add", "a"), "/one has no output \"x\"; it has number");
    assert_eq!(connect("/one", "", "/add", "c"), "/add has no input \"c\"; it has a, b");
    assert!(connect("/gone", "", "/add", "a").contains("no node \"gone\" in /"));
    assert_eq!(
        connect("/sum", "", "/add", "a"),
        "a node cannot be made from its own result: /add ← /sum ← /scale ← /add"
    );
    assert_eq!(
        connect("/add", "", "/add", "a"),
        "a node cannot be made from its own result: /add ← /add"
    );
    document.edit(&library()).connect(&path("/scale"), "word", &path("/length1"), "word").unwrap();
    assert_eq!(wires(&document, "/length1"), ["word<scale:word"]);
    document.edit(&library()).connect(&path("/two"), "", &path("/add"), "a").unwrap();
    assert_eq!(wires(&document, "/add"), ["a<two", "b<two"], "the wire that was there is replaced");
}

#[test]
fn removing_keeps_the_chain_wired_if_asked() {
    let mut bridged = chain();
    bridged.edit(&library()).remove(&ROOT, &names(&["scale", "add"]), true).unwrap();
    assert_eq!(wires(&bridged, "/sum"), ["numbers<one", "numbers<one"]);
    let mut cut = chain();
    cut.edit(&library()).remove(&ROOT, &names(&["scale"]), false).unwrap();
    assert_eq!(wires(&cut, "/sum"), ["numbers<one"]);
    let mut shown = chain();
    shown.edit(&library()).remove(&ROOT, &names(&["sum"]), true).unwrap();
    assert_eq!(shown.root.display.as_deref(), Some("scale"));
    let mut detached = chain();
    detached.edit(&library()).detach(&path("/add")).unwrap();
    assert_eq!(wires(&detached, "/scale"), ["in<one"]);
    assert!(wires(&detached, "/add").is_empty());
    let refused = refusal(&chain(), |edit| edit.remove(&ROOT, &names(&["one", "gone"]), true));
    assert!(refused.contains("\"gone\""));
    assert!(
        refusal(&chain(), |edit| edit.remove(&ROOT, &[], true)).contains("nothing is selected")
    );
}

#[test]
fn a_bridge_that_does_not_fit_is_not_built() {
    let mut document = Draft::default()
        .node("one", &CONSTANT, &[], &[])
        .node("scale", &SCALE, &[("in", "one")], &[])
        .node("length", &LENGTH, &[("word", "scale:word")], &[])
        .document();
    document.edit(&library()).remove(&ROOT, &names(&["scale"]), true).unwrap();
    assert!(wires(&document, "/length").is_empty());
}

#[test]
fn a_node_is_inserted_on_a_wire() {
    let mut document = chain();
    let mut edit_library = library();
    let mut edit = document.edit(&edit_library);
    let middle = edit.add_node(&ROOT, "scale", [0.0; 2]).unwrap();
    edit.insert_on_wire(&middle, &path("/sum"), "numbers", 0).unwrap();
    assert_eq!(wires(&document, "/sum"), ["numbers<scale1:number", "numbers<one"]);
    assert_eq!(wires(&document, "/scale1"), ["in<scale:number"]);
    edit_library = library();
    let length = document.edit(&edit_library).add_node(&ROOT, "length", [0.0; 2]).unwrap();
    let refused =
        refusal(&document, |edit| edit.insert_on_wire(&length, &path("/sum"), "numbers", 0));
    assert_eq!(refused, "/length1 has no input that takes number");
    let refused =
        refusal(&document, |edit| edit.insert_on_wire(&middle, &path("/scale1"), "in", 0));
    assert!(refused.contains("own result"), "{refused}");
}

/// A subnet with an input and an output, nodes that name each other by path, a promotion.
fn tower() -> Document {
    let inside = Draft::default()
        .node("base", &SUBNET_INPUT, &[], &[])
        .node("scale", &SCALE, &[("in", "base")], &[("factor", Value::Float(2.0).into())])
        .node("look", &REFERENCE, &[], &[("node", text("../../one"))])
        .node("both", &SUM, &[("numbers", "scale:number"), ("numbers", "look")], &[])
        .node("top", &SUBNET_OUTPUT, &[("in", "both")], &[])
        .display("both");
    let mut document = Draft::default()
        .node("one", &CONSTANT, &[], &[("value", integer(1))])
        .subnet("tower", &[("base", "one")], inside)
        .node("sum", &SUM, &[("numbers", "tower:top"), ("numbers", "one")], &[])
        .node("absolute", &REFERENCE, &[], &[("node", text("/tower/scale"))])
        .node("relative", &REFERENCE, &[], &[("node", text("../tower/scale"))])
        .display("sum")
        .document();
    document.edit(&library()).promote(&path("/tower/scale"), "factor", "Factor").unwrap();
    document
}

#[test]
fn a_rename_reaches_wires_ports_paths_and_promotions() {
    let library = library();
    let mut document = tower();
    document.edit(&library).rename(&path("/one"), "first").unwrap();
    assert_eq!(setting(&document, "/tower/look", "node"), Some(text("../../first")));
    assert_eq!(wires(&document, "/tower"), ["base<first"]);
    document.edit(&library).rename(&path("/tower"), "house").unwrap();
    assert_eq!(setting(&document, "/absolute", "node"), Some(text("/house/scale")));
    assert_eq!(setting(&document, "/relative", "node"), Some(text("../house/scale")));
    assert_eq!(setting(&document, "/house/look", "node"), Some(text("../../first")));
    assert_eq!(wires(&document, "/sum"), ["numbers<house:top", "numbers<first"]);
    document.edit(&library).rename(&path("/house/scale"), "grow").unwrap();
    let house = document.node(&path("/house")).unwrap();
    assert_eq!(house.promoted[0].targets, [("grow".into(), "factor".into())]);
    assert_eq!(setting(&document, "/relative", "node"), Some(text("../house/grow")));
    document.edit(&library).rename(&path("/house/base"), "ground").unwrap();
    document.edit(&library).rename(&path("/house/top"), "roof").unwrap();
    assert_eq!(wires(&document, "/house"), ["ground<first"]);
    assert_eq!(wires(&document, "/sum"), ["numbers<house:roof", "numbers<first"]);
    document.edit(&library).rename(&path("/sum"), "total").unwrap();
    assert_eq!(document.root.display.as_deref(), Some("total"));
    assert!(
        refusal(&document, |edit| edit.rename(&path("/total"), "first"))
            .contains("already has a node")
    );
    assert!(refusal(&document, |edit| edit.rename(&path("/total"), "a/b")).contains("letters"));
}

#[test]
fn a_rename_that_closes_a_cycle_is_refused() {
    let document = Draft::default()
        .node("look", &REFERENCE, &[], &[("node", text("../later"))])
        .node("sum", &SUM, &[("numbers", "look")], &[])
        .document();
    assert!(
        refusal(&document, |edit| edit.rename(&path("/sum"), "later"))
            .contains("/later ← /look ← /later")
    );
    let set = |edit: &mut Edit<'_>| edit.set_parameter(&path("/look"), "node", text("../sum"));
    assert!(refusal(&document, set).contains("/look ← /sum ← /look"));
}

#[test]
fn parameters_are_set_within_their_declaration() {
    let (mut document, library) = (chain(), library());
    let scale = path("/scale");
    let mut edit = document.edit(&library);
    edit.set_parameter(&scale, "factor", integer(500)).unwrap();
    assert_eq!(setting(&document, "/scale", "factor"), Some(Value::Float(100.0).into()));
    document.edit(&library).set_parameter(&scale, "factor", Value::Float(1.0).into()).unwrap();
    assert_eq!(setting(&document, "/scale", "factor"), None, "the default is not stored");
    let expression = Setting::Expression("$F / 24".into());
    document.edit(&library).set_parameter(&scale, "factor", expression.clone()).unwrap();
    assert_eq!(setting(&document, "/scale", "factor"), Some(expression));
    document.edit(&library).reset(&scale, "factor").unwrap();
    assert_eq!(setting(&document, "/scale", "factor"), None);
    let set =
        |id: &str, value: Setting| refusal(&document, |edit| edit.set_parameter(&scale, id, value));
    assert_eq!(set("factor", text("big")), "/scale: \"factor\" takes a number, not text");
    assert!(set("rounding", text("up")).contains("it has nearest, down"));
    assert!(set("factor", Value::Float(f64::NAN).into()).contains("finite"));
    assert_eq!(set("speed", integer(1)), "/scale has no parameter \"speed\"");
}

#[test]
fn a_locked_node_is_protected() {
    let mut document = chain();
    let scale = path("/scale");
    document.edit(&library()).set_flag(std::slice::from_ref(&scale), Flag::Locked, true).unwrap();
    let expected = "/scale is locked; unlock it to change it";
    assert_eq!(
        refusal(&document, |edit| edit.set_parameter(&scale, "exact", Value::Toggle(true).into())),
        expected
    );
    assert_eq!(refusal(&document, |edit| edit.connect(&path("/one"), "", &scale, "in")), expected);
    assert_eq!(refusal(&document, |edit| edit.disconnect(&scale, "in", 0)), expected);
    assert_eq!(refusal(&document, |edit| edit.remove(&ROOT, &names(&["scale"]), true)), expected);
    assert_eq!(refusal(&document, |edit| edit.rename(&scale, "other")), expected);
}

#[test]
fn a_promoted_parameter_is_set_on_the_subnet_and_settles_when_removed() {
    let (mut document, library) = (tower(), library());
    let (tower, scale) = (path("/tower"), path("/tower/scale"));
    let factor = |document: &Document| document.overrides(&scale).get("factor").cloned();
    assert_eq!(factor(&document), None, "until it is set, the inner node keeps its own");
    document.edit(&library).set_parameter(&tower, "factor", integer(700)).unwrap();
    assert_eq!(factor(&document), Some(Value::Float(100.0).into()));
    document.edit(&library).reset(&tower, "factor").unwrap();
    assert_eq!(factor(&document), None);
    let again = document.edit(&library).promote(&scale, "factor", "Again").unwrap();
    assert_eq!(&*again, "factor2");
    document.edit(&library).add_target(&tower, "factor2", "look", "node").unwrap();
    document.edit(&library).label_promotion(&tower, "factor2", "Twice").unwrap();
    document.edit(&library).remove(&tower, &names(&["look"]), false).unwrap();
    assert_eq!(document.node(&tower).unwrap().promotion("factor2").unwrap().targets.len(), 1);
    document.edit(&library).set_parameter(&tower, "factor", integer(3)).unwrap();
    document.edit(&library).remove_promotion(&tower, "factor").unwrap();
    assert_eq!(setting(&document, "/tower/scale", "factor"), Some(Value::Float(3.0).into()));
    assert!(
        refusal(&document, |edit| edit.promote(&path("/one"), "value", ""))
            .contains("not a subnet")
    );
    assert!(
        refusal(&document, |edit| edit.set_parameter(&tower, "factor", integer(1)))
            .contains("no parameter")
    );
}

#[test]
fn ports_leave_with_their_inner_nodes() {
    let mut document = tower();
    document.edit(&library()).remove(&path("/tower"), &names(&["base", "top"]), false).unwrap();
    assert!(wires(&document, "/tower").is_empty());
    assert_eq!(wires(&document, "/sum"), ["numbers<one"]);
    document.edit(&library()).connect(&path("/tower"), "", &path("/sum"), "numbers").unwrap();
    let refused =
        refusal(&document, |edit| edit.set_parameter(&path("/tower/look"), "node", text("/sum")));
    assert_eq!(
        refused,
        "a node cannot be made from its own result: /tower/look ← /sum ← /tower ← /tower/both ← /tower/look"
    );
}

const TYPES: SubnetTypes<'_> =
    SubnetTypes { subnet: "subnet", input: "subnet_input", output: "subnet_output" };

#[test]
fn a_selection_is_collapsed_and_extracted_again() {
    let (mut document, library) = (chain(), library());
    let mut edit = document.edit(&library);
    let look = edit.add_node(&ROOT, "reference", [0.0; 2]).unwrap();
    edit.set_parameter(&look, "node", text("../scale")).unwrap();
    let before = document.clone();
    let mut edit = document.edit(&library);
    let subnet = edit.collapse(&ROOT, &names(&["add", "scale"]), TYPES).unwrap();
    assert_eq!(subnet.to_string(), "/subnet1");
    assert_eq!(wires(&document, "/subnet1"), ["input1<one", "input2<two"]);
    assert_eq!(wires(&document, "/subnet1/add"), ["a<input1", "b<input2"]);
    assert_eq!(wires(&document, "/subnet1/output1"), ["in<scale:number"]);
    assert_eq!(wires(&document, "/sum"), ["numbers<subnet1:output1", "numbers<one"]);
    assert_eq!(setting(&document, "/reference1", "node"), Some(text("../subnet1/scale")));
    let paths = document.edit(&library).extract(&subnet).unwrap();
    assert_eq!(paths.iter().map(NodePath::to_string).collect::<Vec<_>>(), ["/add", "/scale"]);
    assert_eq!(document, before);
    let refused = refusal(&document, |edit| edit.collapse(&ROOT, &names(&["add", "sum"]), TYPES));
    assert!(refused.contains("own result"), "the scale between them stayed outside: {refused}");
    assert!(refusal(&document, |edit| edit.extract(&path("/sum"))).contains("not a subnet"));
}

#[test]
fn a_collapsed_display_stays_displayed() {
    let (mut document, library) = (chain(), library());
    let before = document.clone();
    document.edit(&library).collapse(&ROOT, &names(&["sum", "scale"]), TYPES).unwrap();
    assert_eq!(document.root.display.as_deref(), Some("subnet1"));
    let subnet = document.node(&path("/subnet1")).unwrap().network.clone().unwrap();
    assert_eq!(crate::subnet_output(&subnet, "", &library).map(|name| &**name), Some("output1"));
    assert_eq!(wires(&document, "/subnet1/output1"), ["in<sum"]);
    document.edit(&library).extract(&path("/subnet1")).unwrap();
    assert_eq!(document, before);
}

#[test]
fn an_extracted_subnet_leaves_what_it_did() {
    let (mut document, library) = (tower(), library());
    document.edit(&library).set_parameter(&path("/tower"), "factor", integer(5)).unwrap();
    document.edit(&library).rename(&path("/tower/scale"), "tower").unwrap();
    document.edit(&library).rename(&path("/tower/both"), "one").unwrap();
    document.edit(&library).extract(&path("/tower")).unwrap();
    assert_eq!(
        wires(&document, "/tower"),
        ["in<one"],
        "the inner scale, now in the subnet's place"
    );
    assert_eq!(setting(&document, "/tower", "factor"), Some(Value::Float(5.0).into()));
    assert_eq!(wires(&document, "/one1"), ["numbers<tower:number", "numbers<look"]);
    assert_eq!(wires(&document, "/sum"), ["numbers<one1", "numbers<one"]);
    assert_eq!(setting(&document, "/look", "node"), Some(text("../one")));
    assert_eq!(setting(&document, "/absolute", "node"), Some(text("/tower")));
}

#[test]
fn outer_promotions_follow_into_and_out_of_subnets() {
    let (mut document, library) = (tower(), library());
    let (tower, scale) = (path("/tower"), path("/tower/scale"));
    let target =
        |document: &Document| document.node(&tower).unwrap().promoted[0].targets[0].0.to_string();
    let inner =
        document.edit(&library).collapse(&tower, &names(&["scale", "base"]), TYPES).unwrap();
    assert_eq!(target(&document), "subnet1/scale");
    assert!(document.node(&path("/tower/base")).is_ok(), "a port stays where it is");
    document.edit(&library).promote(&inner.child("scale"), "exact", "Exact").unwrap();
    document.edit(&library).promote(&inner, "exact", "Exact").unwrap();
    document.edit(&library).set_parameter(&tower, "exact", Value::Toggle(true).into()).unwrap();
    document.edit(&library).extract(&inner).unwrap();
    assert_eq!(target(&document), "scale");
    assert_eq!(document.overrides(&scale)["exact"], Value::Toggle(true).into());
}

#[test]
fn a_copy_travels_as_text() {
    let (document, library) = (tower(), library());
    let copied =
        document.copy(&ROOT, &names(&["tower", "absolute", "relative"]), &library).unwrap();
    let mut other = tower();
    let pasted = other.edit(&library).paste(&ROOT, &copied, [10.0, 20.0]).unwrap();
    let pasted: Vec<String> = pasted.iter().map(NodePath::to_string).collect();
    assert_eq!(pasted, ["/absolute1", "/relative1", "/tower1"]);
    assert!(wires(&other, "/tower1").is_empty(), "wires from outside stay behind");
    assert_eq!(wires(&other, "/tower1/scale"), ["in<base"]);
    assert_eq!(setting(&other, "/absolute1", "node"), Some(text("/tower1/scale")));
    assert_eq!(setting(&other, "/relative1", "node"), Some(text("../tower1/scale")));
    assert_eq!(setting(&other, "/tower1/look", "node"), Some(text("../../one")));
    assert_eq!(other.node(&path("/tower1")).unwrap().position, [10.0, 20.0]);
    let inside = other.edit(&library).paste(&path("/tower"), &copied, [0.0; 2]).unwrap();
    assert_eq!(inside[2], path("/tower/tower"));
    assert_eq!(setting(&other, "/tower/absolute", "node"), Some(text("/tower/tower/scale")));
    assert_eq!(setting(&other, "/tower/relative", "node"), Some(text("../tower/scale")));
    assert!(
        refusal(&other, |edit| edit.paste(&ROOT, "hello", [0.0; 2])).contains("holds no nodes")
    );
    assert!(refusal(&other, |edit| edit.paste(&ROOT, &copied, [f32::NAN; 2])).contains("finite"));
    let whole = project::to_text(&document, &library).unwrap();
    assert_eq!(Document::default().edit(&library).paste(&ROOT, &whole, [0.0; 2]).unwrap().len(), 5);
}

#[test]
fn a_duplicate_keeps_its_wires() {
    let (mut document, library) = (chain(), library());
    document.edit(&library).duplicate(&ROOT, &names(&["add", "scale"]), [0.0; 2]).unwrap();
    assert_eq!(wires(&document, "/add1"), ["a<one", "b<two"]);
    assert_eq!(wires(&document, "/scale1"), ["in<add1"]);
    assert!(
        refusal(&document, |edit| edit.duplicate(&ROOT, &[], [0.0; 2]))
            .contains("nothing is selected")
    );
}

#[test]
fn subnets_cannot_be_nested_without_end() {
    let (mut document, library) = (Document::default(), library());
    let mut network = ROOT;
    for _ in 0..DEEPEST {
        network = document.edit(&library).add_node(&network, "subnet", [0.0; 2]).unwrap();
    }
    document.edit(&library).add_node(&network, "constant", [0.0; 2]).unwrap();
    assert!(
        refusal(&document, |edit| edit.add_node(&network, "subnet", [0.0; 2])).contains("16 deep")
    );
    let copied = document.copy(&ROOT, &names(&["subnet1"]), &library).unwrap();
    assert!(
        refusal(&document, |edit| edit.paste(&path("/subnet1"), &copied, [0.0; 2]))
            .contains("16 deep")
    );
    let refused = refusal(&document, |edit| edit.collapse(&network, &names(&["constant1"]), TYPES));
    assert!(refused.contains("16 deep"));
    let text = project::to_text(&document, &library).unwrap();
    assert_eq!(project::parse(&text, &library).unwrap().document, document);
}

#[test]
fn several_edits_are_all_made_or_none() {
    let document = chain();
    refusal(&document, |edit| {
        edit.all_or_none(|edit| {
            edit.rename(&path("/one"), "first")?;
            edit.rename(&path("/one"), "second")
        })
    });
}

#[test]
fn a_wire_that_is_switched_off_carries_nothing_and_follows_its_node() {
    let library = library();
    let mut document = Draft::default()
        .node("constant1", &CONSTANT, &[], &[("value", integer(3))])
        .node("constant2", &CONSTANT, &[], &[("value", integer(4))])
        .node("sum1", &SUM, &[("numbers", "constant1"), ("numbers", "constant2")], &[])
        .document();
    let mut edit = document.edit(&library);
    edit.set_wire_disabled(&path("/sum1"), "numbers", 0, true).unwrap();
    edit.rename(&path("/constant1"), "three").unwrap();
    let sum = document.node(&path("/sum1")).unwrap();
    assert!(sum.is_disabled("numbers", &Source::first("three")));
    assert_eq!(sum.as_it_cooks().wires("numbers"), [Source::first("constant2")]);
    assert_eq!(sum.wires("numbers").len(), 2);
    let mut edit = document.edit(&library);
    edit.set_wire_disabled(&path("/sum1"), "numbers", 0, false).unwrap();
    assert!(edit.set_wire_disabled(&path("/sum1"), "numbers", 7, true).is_err());
    assert!(document.node(&path("/sum1")).unwrap().disabled.is_empty());
}
