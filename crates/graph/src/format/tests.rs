//! Project texts: what they look like, what is kept, what is refused.

use super::*;
use crate::declaration::{Library, Migration, NodeType};
use crate::document::{Document, Node, Promotion, Setting};
use crate::parameter::Parameter;
use crate::path::NodePath;
use crate::raw::Raw;
use crate::remark::{Remark, RemarkKind};
use crate::toys::{
    ADD, CONSTANT, Draft, REFERENCE, SCALE, SUBNET_INPUT, SUBNET_OUTPUT, SUM, integer, library,
    path, text,
};
use crate::value::Value;

fn read(text: &str) -> (Document, Vec<String>) {
    let (document, problems) = read_document(text, &library()).unwrap();
    (document, problems.iter().map(Problem::to_string).collect())
}

fn refused(text: &str) -> String {
    read_document(text, &library()).unwrap_err().to_string()
}

fn written(document: &Document) -> String {
    write_document(document, &library()).unwrap()
}

/// A document with one of everything.
pub(crate) fn everything() -> Document {
    let inside = Draft::default()
        .node("base", &SUBNET_INPUT, &[], &[])
        .node("scale1", &SCALE, &[("in", "base")], &[])
        .node("result", &SUBNET_OUTPUT, &[("in", "scale1")], &[])
        .node("word", &SUBNET_OUTPUT, &[("in", "scale1:word")], &[("number", integer(1))])
        .display("scale1");
    let mut document = Draft::default()
        .node("constant1", &CONSTANT, &[], &[("value", integer(-7))])
        .node("look", &REFERENCE, &[], &[("node", text("../tower"))])
        .subnet("tower", &[("base", "constant1")], inside)
        .node("sum1", &SUM, &[("numbers", "tower:result"), ("numbers", "look")], &[])
        .display("sum1")
        .document();
    let scale = document.node_mut(&path("/tower/scale1")).unwrap();
    for (id, value) in [
        ("factor", Value::Float(2.0)),
        ("size", Value::Vector2([1.0, 1e-7])),
        ("center", Value::Vector3([0.1, -0.0, 1e300])),
        ("corners", Value::Vector4([1.0, 2.0, 3.0, 4.5])),
        ("exact", Value::Toggle(true)),
        ("rounding", Value::Text("down".into())),
    ] {
        scale.parameters.insert(id.into(), Setting::Value(value));
    }
    scale.comment = "Twice,\n\t\"rounded\" \\down".to_owned();
    scale.bypass = true;
    let constant = document.node_mut(&path("/constant1")).unwrap();
    constant.parameters.insert("counter".into(), Setting::Expression("\"a\" + $F".into()));
    constant.position = [-12.5, 0.1];
    constant.colour = Some([255, 0, 10]);
    constant.comment = "a\rb\u{7}".to_owned();
    (constant.template, constant.locked) = (true, true);
    document.node_mut(&path("/tower")).unwrap().promoted.push(Promotion {
        id: "factor".into(),
        label: "Factor".to_owned(),
        targets: vec![("scale1".into(), "factor".into())],
        value: Some(Setting::Value(Value::Float(3.0))),
    });
    let library = library();
    let mut edit = document.edit(&library);
    edit.set_wire_disabled(&path("/sum1"), "numbers", 1, true).unwrap();
    let mut note = Remark::new(RemarkKind::Note, [4.0, -8.5], [120.0, 40.0]);
    note.text = "Made by\nhand".to_owned();
    let mut frame = Remark::new(RemarkKind::Box, [0.0, 0.0], [200.0, 80.0]);
    frame.colour = Some([1, 2, 3]);
    edit.add_remark(&NodePath::ROOT, frame).unwrap();
    edit.add_remark(&NodePath::ROOT, note).unwrap();
    document.view.insert("camera".into(), Raw::of(&vec![(1, 2.5), (3, 4.0)]).unwrap());
    document
}

#[test]
fn a_project_reads_well() {
    let expected = r##"(
    version: 1,
    display: "sum1",
    nodes: {
        "constant1": (
            type: "constant",
            position: [-12.5, 0.1],
            comment: "a\rb\u{7}",
            colour: [255, 0, 10],
            template: true,
            locked: true,
            parameters: {
                "counter": {"expression": "\"a\" + $F"},
                "value": -7,
            },
        ),
        "look": (
            type: "reference",
            position: [0, 0],
            parameters: {
                "node": "../tower",
            },
        ),
        "sum1": (
            type: "sum",
            position: [0, 0],
            inputs: {
                "numbers": ["tower:result", "look"],
            },
            disabled: {
                "numbers": "look",
            },
        ),
        "tower": (
            type: "subnet",
            position: [0, 0],
            inputs: {
                "base": "constant1",
            },
            promoted: {
                "factor": (
                    label: "Factor",
                    targets: ["scale1/factor"],
                    value: 3.0,
                ),
            },
            network: (
                display: "scale1",
                nodes: {
                    "base": (
                        type: "subnet_input",
                        position: [0, 0],
                    ),
                    "result": (
                        type: "subnet_output",
                        position: [0, 0],
                        inputs: {
                            "in": "scale1",
                        },
                    ),
                    "scale1": (
                        type: "scale",
                        position: [0, 0],
                        comment: r#"Twice,
	"rounded" \down"#,
                        bypass: true,
                        parameters: {
                            "center": [0.1, -0.0, 1e300],
                            "corners": [1, 2, 3, 4.5],
                            "exact": true,
                            "factor": 2.0,
                            "rounding": "down",
                            "size": [1, 1e-7],
                        },
                        inputs: {
                            "in": "base",
                        },
                    ),
                    "word": (
                        type: "subnet_output",
                        position: [0, 0],
                        parameters: {
                            "number": 1,
                        },
                        inputs: {
                            "in": "scale1:word",
                        },
                    ),
                },
            ),
        ),
    },
    remarks: {
        "box1": (
            type: "box",
            position: [0, 0],
            size: [200, 80],
            colour: [1, 2, 3],
        ),
        "note1": (
            type: "note",
            position: [4, -8.5],
            size: [120, 40],
            text: r#"Made by
hand"#,
        ),
    },
    view: (
        camera: [
            (1, 2.5),
            (3, 4.0),
        ],
    ),
)
"##;
    let document = everything();
    assert_eq!(written(&document), expected);
    let (again, problems) = read(expected);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(again, document);
    let center = |document: &Document| match &document
        .node(&path("/tower/scale1"))
        .unwrap()
        .parameters["center"]
    {
        Setting::Value(value) => value.numbers()[1].to_bits(),
        Setting::Expression(_) => 0,
    };
    assert_eq!(center(&again), (-0.0_f64).to_bits());
}

#[test]
fn what_a_newer_program_wrote_is_kept_letter_for_letter() {
    let newer = r#"(
    version: 1,
    nodes: {
        "broken": 5,
        "cloth1": (
            type: "cloth",
            version: 12,
            position: [1, 2],
            parameters: {
                "ramp": [(0, 1.0), (1, Some(0x2))],
                "stiff": 1e400,
                "threads": 12,
                "weave": Plain(3),
            },
            inputs: {
                "mesh": ["scale1:new_output", "scale1"],
            },
            disabled_inputs: ["mesh"], // why not
            pinned: Some((
                at: {1: 'x'},
            )),
        ),
        "scale1": (
            type: "scale",
            position: [0, 0],
            parameters: {
                "factor": {"channel": [0, 1]},
                "spin": [1, 2],
            },
        ),
    },
    boxes: {"box1": (holds: ["cloth1"])},
    view: (
        panels: Split(0.5, [Viewport, Network]),
    ),
)
"#;
    let (document, problems) = read(newer);
    let again = written(&document);
    assert_eq!(again.replace(" // why not", ""), newer.replace(" // why not", ""));
    assert_eq!(read(&again).0, document);
    for expected in [
        "/broken: this is not a node; it is kept as text",
        "/cloth1: the node type \"cloth\" is not known to this program; the node is kept, and not cooked",
        "/scale1: the parameter \"spin\" is not known; it is kept",
        "/scale1: the parameter \"factor\" holds nothing that this program can read; it is kept, and the default is used",
        "/cloth1: a wire comes from \"scale1:new_output\", which is no output",
    ] {
        assert!(problems.iter().any(|problem| problem == expected), "{expected} in {problems:#?}");
    }
}

#[test]
fn a_remark_of_another_kind_is_kept_and_a_field_of_one_too() {
    let newer = r#"(
    version: 1,
    nodes: {
    },
    remarks: {
        "note1": (
            type: "note",
            position: [1, 2],
            size: [100, 50],
            slant: 3.5,
        ),
        "arrow1": (type: "arrow", from: "a"),
    },
)
"#;
    let (document, problems) = read(newer);
    assert_eq!(problems, ["/: the remark \"arrow1\" is kept as text"]);
    assert_eq!(document.root.remarks["note1"].size, [100.0, 50.0]);
    assert_eq!(written(&document), newer);
}

#[test]
fn a_bad_node_is_a_problem_of_its_own() {
    let (document, problems) = read(
        r#"(version: 1, display: "gone", nodes: {
            "a b": (type: "sum", position: [NaN, 0], inputs: {"numbers": ["a b", 5]}),
            "add1": (type: "add", colour: "red", inputs: {"a": ["one", "one"], "c": "one", "b": "missing"}),
            "length1": (type: "length", inputs: {"word": "one"}),
            "notype": (position: [0, 0]),
            "one": (type: "constant", parameters: {"value": "many", "value": 2}, fine: 1, fine: 2),
            "one": (type: "constant", parameters: {"value": 3.0}),
            "tower": (type: "subnet", promoted: {"height": (targets: ["no/value", "x"])}),
        })"#,
    );
    let expected = [
        "/: \"a b\" cannot be a node's name; it is \"a_b\" now",
        "/a_b: a wire to \"numbers\" is not text; it is left out",
        "/a_b: its position cannot be read; it is left out",
        "/add1: its colour cannot be read; it is left out",
        "/notype: the node has no type; it is kept as text",
        "/one: the parameter \"value\" is set twice; the first one counts",
        "/one: \"fine\" is written twice; the first one counts",
        "/one: \"value\" takes a whole number, not text",
        "/: two nodes are named \"one\"; one is \"one1\" now",
        "/tower: a target of \"height\" is not as node/parameter",
        "/: the displayed node \"gone\" is missing",
        "/add1: the input \"a\" takes one wire, and has 2",
        "/add1: a wire comes from \"missing\", and there is no such node",
        "/add1: wires come to \"c\", which is no input of the node",
        "/length1: the input \"word\" takes word, and \"one\" gives number",
        "/tower: \"height\" sets \"no/value\", which is not there",
        "/a_b: the node is made from its own result: /a_b ← /a_b",
    ];
    assert_eq!(problems, expected);
    assert_eq!(document.node(&path("/one1")).unwrap().parameters["value"], integer(3));
    let again = written(&document);
    assert_eq!(written(&read(&again).0), again, "what was kept stays");
}

#[test]
fn an_unreadable_text_says_where_and_what_to_do() {
    assert_eq!(
        refused("(\n    version: 1,\n    nodes: {\n        \"a\" (type: \"sum\"),\n    },\n)"),
        "4:12: Expected colon; correct the text there, or open an older copy of the file"
    );
    assert!(refused("").starts_with("1:1: "));
    assert!(refused("(version: 1, nodes: 5)").starts_with("1:21: "));
    assert!(refused("(version: 1, nodes: {}").contains("correct the text"));
    assert!(refused("(nodes: {})").contains("this is not a project"));
    assert!(refused("(version: \"one\")").starts_with("1:11: the version must be"));
    let newer = refused("(version: 2, nodes: Anything[5])");
    assert!(newer.starts_with("1:"), "not even RON: {newer}");
    let newer = refused("(version: 2, nodes: [5])");
    assert!(
        newer.contains("version 2") && newer.contains("newer version of the program"),
        "{newer}"
    );
}

#[test]
fn line_ends_of_another_system_change_nothing() {
    let document = everything();
    let text = format!("\u{feff}{}", written(&document).replace('\n', "\r\n"));
    assert_eq!(read(&text).0, document);
}

#[test]
fn deep_texts_are_refused_and_deep_subnets_cut() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{\"a\":", "}"),
        ("Some(", ")"),
        ("(a:", ")"),
        ("a(", ")"),
        ("/*", "*/"),
        ("#![", "]"),
    ] {
        for times in [200, 30_000] {
            let bomb = format!("{}1{}", open.repeat(times), close.repeat(times));
            refused(&bomb);
            refused(&format!("(version: 1, nodes: {{\"a\": {bomb}}})"));
            refused(&open.repeat(times));
        }
    }
    let mut nested = "(type: \"constant\")".to_owned();
    for _ in 0..crate::DEEPEST {
        nested = format!("(type: \"subnet\", network: (nodes: {{\"a\": {nested}}}))");
    }
    let (document, problems) = read(&format!("(version: 1, nodes: {{\"a\": {nested}}})"));
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(read(&written(&document)).0, document);
    let deeper = format!("(type: \"subnet\", network: (nodes: {{\"a\": {nested}}}))");
    let (document, problems) = read(&format!("(version: 1, nodes: {{\"a\": {deeper}}})"));
    assert!(problems[0].contains("16 deep at most"), "{problems:?}");
    assert_eq!(read(&written(&document)).0, document);
}

/// A toy whose parameter was called `size`, in centimetres, before it was `radius`, in metres.
const RING: NodeType = NodeType {
    id: "ring",
    version: 3,
    parameters: &[Parameter::float("radius", "Radius", 1.0).declaration],
    migrations: &[
        Migration { from: 1, migrate: |_| {}, renamed: &[("size", "radius")] },
        Migration {
            from: 2,
            migrate: |parameters| {
                if let Some(Value::Float(radius)) = parameters.get_mut("radius") {
                    *radius /= 100.0;
                }
            },
            renamed: &[],
        },
    ],
    ..NodeType::BLANK
};

/// A toy whose old versions cannot be read: its migration is broken.
const WHEEL: NodeType = NodeType {
    id: "wheel",
    version: 2,
    parameters: &[Parameter::float("radius", "Radius", 1.0).declaration],
    migrations: &[Migration { from: 1, migrate: |_| panic!("broken"), renamed: &[] }],
    ..NodeType::BLANK
};

const OLD: &str = r#"(
    version: 1,
    nodes: {
        "newer": (type: "ring", version: 4, position: [0, 0], parameters: {"radius": "wide"}),
        "old": (type: "ring", position: [0, 0], parameters: {"size": 250.0, "spokes": {"expression": "$F"}}),
        "moving": (type: "ring", position: [0, 0], parameters: {"size": {"expression": "$F"}}),
        "older": (type: "wheel", position: [0, 0], parameters: {"radius": 7.0}),
        "middle": (type: "ring", version: 2, position: [0, 0], parameters: {"radius": 50.0}),
        "plain": (type: "ring", position: [0, 0]),
    },
)
"#;

#[test]
fn nodes_of_older_versions_are_brought_along() {
    let library = Library::new([&RING, &WHEEL]);
    let (document, problems) = read_document(OLD, &library).unwrap();
    let node = |name: &str| Node::clone(&document.root.nodes[name]);
    let float = |value: f64| Setting::Value(Value::Float(value));
    assert_eq!((node("old").version, &node("old").parameters["radius"]), (3, &float(2.5)));
    assert_eq!(node("old").parameters["spokes"], Setting::Expression("$F".into()));
    assert_eq!(node("moving").parameters["radius"], Setting::Expression("$F".into()));
    assert_eq!(node("middle").parameters["radius"], float(0.5));
    assert_eq!((node("older").version, &node("older").parameters["radius"]), (1, &float(7.0)));
    assert_eq!((node("newer").version, &node("newer").parameters["radius"]), (4, &text("wide")));
    let message = |name: &str| {
        let found = problems.iter().find(|problem| problem.path == path(name)).unwrap();
        (found.level, found.message.as_str())
    };
    let (level, migrated) = message("/old");
    assert_eq!(level, Level::Information);
    assert_eq!(
        migrated,
        "brought from version 1 to version 3; its expressions stay as they were: check them"
    );
    assert_eq!(message("/plain").1, "brought from version 1 to version 3");
    assert!(message("/older").1.contains("cannot be brought to version 2"));
    assert!(message("/newer").1.contains("this program knows version 3"));
    let saved = write_document(&document, &library).unwrap();
    assert!(saved.contains("\"radius\": 2.5") && saved.contains("\"radius\": \"wide\""));
    let (again, _) = read_document(&saved, &library).unwrap();
    assert_eq!(again, document);
}

#[test]
fn promoted_parameters_follow_the_nodes_that_they_lead_to() {
    const TEXT: &str = r#"(version: 1, nodes: {"outer": (type: "subnet",
        promoted: {"wide": (targets: ["inner/width"], value: 300.0)},
        network: (nodes: {"inner": (type: "subnet",
            promoted: {"width": (targets: ["ring/size", "other/size"], value: 200.0)},
            network: (nodes: {
                "ring": (type: "ring", parameters: {"size": 100.0}),
                "other": (type: "ring", version: 3),
            }),
        )}),
    )})"#;
    let library = Library::new([&RING, &crate::toys::SUBNET]);
    let (document, _) = read_document(TEXT, &library).unwrap();
    let float = |value: f64| Some(Setting::Value(Value::Float(value)));
    let promotion =
        |at: &str, id: &str| document.node(&path(at)).unwrap().promotion(id).unwrap().clone();
    let width = promotion("/outer/inner", "width");
    let targets: Vec<&str> = width.targets.iter().map(|(_, parameter)| &**parameter).collect();
    assert_eq!(targets, ["radius", "size"], "what was not brought along keeps its name");
    assert_eq!(width.value, float(2.0));
    let wide = promotion("/outer", "wide");
    assert_eq!(*wide.targets[0].1, *"width");
    assert_eq!(wide.value, float(3.0));
}

#[test]
fn only_what_differs_from_the_default_is_written() {
    let document = Draft::default()
        .node("constant1", &CONSTANT, &[], &[("value", integer(0)), ("counter", text(""))])
        .document();
    assert!(!written(&document).contains("parameters"));
}

#[test]
fn a_long_list_of_wires_gets_a_line_each() {
    let mut draft = Draft::default();
    let names: Vec<String> = (10..40).map(|number| format!("constant{number}")).collect();
    let wires: Vec<(&str, &str)> = names.iter().map(|name| ("numbers", name.as_str())).collect();
    for name in &names {
        draft = draft.node(name, &CONSTANT, &[], &[]);
    }
    let document = draft.node("sum1", &SUM, &wires, &[]).node("add1", &ADD, &[], &[]).document();
    let text = written(&document);
    assert!(text.contains("\"numbers\": [\n                    \"constant10\",\n"), "{text}");
    assert_eq!(read(&text).0, document);
}

#[test]
fn numbers_that_are_not_finite_are_not_written() {
    let mut document = everything();
    let node = document.node_mut(&path("/look")).unwrap();
    node.parameters.insert("x".into(), Setting::Value(Value::Vector2([0.0, f64::NAN])));
    let error = write_document(&document, &library()).unwrap_err();
    assert_eq!(error.to_string(), "/look: \"x\" is not a finite number; set it anew");
}
