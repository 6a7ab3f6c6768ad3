//! Properties of documents: whatever edits are made, and whatever text is read, the rules hold,
//! what is cooked follows the document alone, and nothing panics.

use proptest::prelude::*;

use crate::document::{Document, Name, Setting};
use crate::edit::{Flag, SubnetTypes};
use crate::path::NodePath;
use crate::ports::ports;
use crate::toys::{NumberWire, WordWire, library};
use crate::value::Value;
use crate::{Budget, EditError, Evaluator, History, Library, Request, WireValue, project};

const TYPES: [&str; 11] = [
    "constant",
    "add",
    "sum",
    "scale",
    "length",
    "switch",
    "reference",
    "subnet",
    "subnet_input",
    "subnet_output",
    "sleep",
];
const SUBNET: SubnetTypes<'_> =
    SubnetTypes { subnet: "subnet", input: "subnet_input", output: "subnet_output" };

/// The kinds of edits that are tried.
const KINDS: u8 = 22;

/// An edit by numbers, which are taken as places among what there is.
type Choice = (u8, [usize; 4], f64);

struct Chooser<'a> {
    document: &'a Document,
    library: &'a Library,
    numbers: [usize; 4],
}

impl Chooser<'_> {
    fn pick<T: Clone>(&self, number: usize, among: &[T]) -> Option<T> {
        among.get(self.numbers[number] % among.len().max(1)).cloned()
    }

    fn network(&self, number: usize) -> NodePath {
        let nodes = self.document.nodes();
        let subnets = nodes.filter(|(_, node)| node.network.is_some()).map(|(path, _)| path);
        let networks: Vec<NodePath> = std::iter::once(NodePath::ROOT).chain(subnets).collect();
        self.pick(number, &networks).unwrap_or_default()
    }

    fn node(&self, number: usize) -> NodePath {
        let paths: Vec<NodePath> = self.document.nodes().map(|(path, _)| path).collect();
        self.pick(number, &paths).unwrap_or_default()
    }

    /// A node that has a parameter of this id, at least so deep.
    fn node_with(&self, parameter: &str, depth: usize, number: usize) -> NodePath {
        let paths = self.document.nodes().map(|(path, _)| path);
        let has = |path: &NodePath| {
            path.names().len() >= depth
                && self.document.parameter_declaration(path, parameter, self.library).is_some()
        };
        let paths: Vec<NodePath> = paths.filter(has).collect();
        self.pick(number, &paths).unwrap_or_default()
    }

    fn sibling(&self, of: &NodePath, number: usize) -> NodePath {
        let network = of.parent().unwrap_or_default();
        let Ok(nodes) = self.document.network(&network) else { return NodePath::ROOT };
        let names: Vec<Name> = nodes.nodes.keys().cloned().collect();
        self.pick(number, &names).map_or(NodePath::ROOT, |name| network.child(&name))
    }

    fn some_of(&self, network: &NodePath, number: usize) -> Vec<Name> {
        let Ok(nodes) = self.document.network(network) else { return Vec::new() };
        let bits = self.numbers[number];
        let names = nodes.nodes.keys().enumerate();
        names
            .filter(|(place, _)| bits >> (place % 16) & 1 == 1)
            .map(|(_, name)| name.clone())
            .collect()
    }

    fn input(&self, of: &NodePath, number: usize) -> Name {
        let inputs = self.document.node(of).map(|node| ports(node, self.library).inputs);
        let ids: Vec<Name> = inputs.into_iter().flatten().map(|input| input.id).collect();
        self.pick(number, &ids).unwrap_or_default()
    }

    fn output(&self, of: &NodePath, number: usize) -> Name {
        let outputs = self.document.node(of).map(|node| ports(node, self.library).outputs);
        let ids: Vec<Name> = outputs.into_iter().flatten().map(|output| output.id).collect();
        self.pick(number, &ids).unwrap_or_default()
    }
}

/// Makes an edit. Many are refused, which is as good.
fn make(document: &mut Document, library: &Library, choice: &Choice) -> Result<(), EditError> {
    let (kind, numbers, number) = (choice.0, choice.1, choice.2);
    let before = document.clone();
    let chooser = Chooser { document: &before, library, numbers };
    let mut edit = document.edit(library);
    match kind % KINDS {
        0..3 => drop(edit.add_node(
            &chooser.network(0),
            TYPES[numbers[1] % TYPES.len()],
            [number as f32; 2],
        )?),
        4..8 => {
            let to = chooser.node(0);
            let from = chooser.sibling(&to, 1);
            edit.connect(&from, &chooser.output(&from, 2), &to, &chooser.input(&to, 3))?;
        }
        8 => {
            let node = chooser.node(0);
            let wired: Vec<Name> = before.node(&node)?.inputs.keys().cloned().collect();
            let input = chooser.pick(1, &wired).unwrap_or_default();
            edit.disconnect(&node, &input, numbers[2] % 3)?;
        }
        9 => {
            let network = chooser.network(0);
            edit.remove(&network, &chooser.some_of(&network, 1), numbers[2] % 2 == 0)?;
        }
        10 => drop(edit.rename(&chooser.node(0), ["a", "b1", "tower", "größe"][numbers[1] % 4])?),
        11 | 12 => {
            let node = chooser.node_with("node", 1, 0);
            let target = chooser.node(1);
            let text =
                if numbers[2] % 2 == 0 { target.to_string() } else { target.relative_to(&node) };
            edit.set_parameter(&node, "node", Value::Text(text.into()).into())?;
        }
        13 => edit.set_parameter(
            &chooser.node_with("factor", 1, 0),
            "factor",
            Value::Float(number).into(),
        )?,
        14 => {
            let expression = Setting::Expression("\"$F\"\n* 2".into());
            edit.set_parameter(&chooser.node_with("value", 1, 0), "value", expression)?;
        }
        15 => {
            let network = chooser.network(0);
            edit.collapse(&network, &chooser.some_of(&network, 1), SUBNET)?;
        }
        16 => drop(edit.extract(&chooser.network(0))?),
        17 => {
            let network = chooser.network(0);
            let copied = before.copy(&network, &chooser.some_of(&network, 1), library)?;
            edit.paste(&chooser.network(2), &copied, [1.0; 2])?;
        }
        18 => {
            let network = chooser.network(0);
            edit.duplicate(&network, &chooser.some_of(&network, 1), [1.0; 2])?;
        }
        3 | 19 => {
            let parameter = ["factor", "node", "number", "value"][numbers[1] % 4];
            edit.promote(&chooser.node_with(parameter, 2, 0), parameter, "Promoted")?;
        }
        20 => {
            let subnets = before.nodes().filter(|(_, node)| !node.promoted.is_empty());
            let subnets: Vec<NodePath> = subnets.map(|(path, _)| path).collect();
            let node = chooser.pick(0, &subnets).unwrap_or_default();
            let promoted = before.node(&node)?.promoted.iter().map(|it| it.id.clone());
            let promoted: Vec<Name> = promoted.collect();
            let id = chooser.pick(1, &promoted).unwrap_or_default();
            match numbers[2] % 3 {
                0 => edit.remove_promotion(&node, &id)?,
                1 => edit.set_parameter(&node, &id, Value::Integer(number as i64).into())?,
                _ => {
                    let text = chooser.node(3).relative_to(&node);
                    edit.set_parameter(&node, &id, Value::Text(text.into()).into())?;
                }
            }
        }
        _ => {
            let node = chooser.node(0);
            match numbers[1] % 4 {
                0 => edit.detach(&node)?,
                1 => edit.insert_on_wire(&node, &chooser.sibling(&node, 2), "numbers", 0)?,
                2 => edit.set_flag(&[node], Flag::Bypass, true)?,
                _ => edit.set_display(&chooser.network(0), None)?,
            }
        }
    }
    Ok(())
}

/// What must hold after every edit of a sound document.
fn assert_sound(document: &Document, library: &Library) {
    for (path, node) in document.nodes() {
        let around = document.network(&path.parent().unwrap()).unwrap();
        let inputs = ports(node, library).inputs;
        for (input, source) in node.all_wires() {
            let input = inputs.iter().find(|port| port.id == *input);
            let input = input.unwrap_or_else(|| panic!("{path} has a wire to no input"));
            let from = around.nodes.get(&source.node);
            let from = from.unwrap_or_else(|| panic!("{path} has a wire from nowhere: {source:?}"));
            let ports = ports(from, library);
            let output = ports.output(&source.output);
            let output = output.unwrap_or_else(|| panic!("{path}: no output {source:?}"));
            assert!(input.wire.accepts(output.wire), "{path} has a wire that does not fit");
        }
        assert!(node.inputs.values().all(|wires| !wires.is_empty()));
    }
    let all: Vec<NodePath> = document.nodes().map(|(path, _)| path).collect();
    assert_eq!(document.find_cycle(&all, library), None);
    let text = project::to_text(document, library).unwrap();
    let opened = project::parse(&text, library).unwrap();
    assert_eq!(opened.document, *document);
    assert_eq!(opened.problems, []);
    assert_eq!(project::to_text(&opened.document, library).unwrap(), text);
}

/// Makes edits one after the other, and counts by kind those that were not refused.
fn make_all(choices: &[Choice], made: &mut [u32]) {
    let library = library();
    let mut document = Document::default();
    let mut history = History::new(document.clone());
    for choice in choices {
        let before = document.clone();
        match make(&mut document, &library, choice) {
            Ok(()) => made[usize::from(choice.0 % KINDS)] += 1,
            Err(_) => assert_eq!(document, before, "a refused edit changed something"),
        }
        history.push("Edit", document.clone());
    }
    assert_sound(&document, &library);
    while history.undo().is_some() {
        assert_sound(history.document(), &library);
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn edits_keep_the_rules() {
    let choice = (any::<u8>(), prop::array::uniform4(0..100_000_usize), -1e9..1e9);
    let mut made = [0; KINDS as usize];
    let counted = std::cell::RefCell::new(&mut made);
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let outcome = runner.run(&prop::collection::vec(choice, 1..60), |choices| {
        make_all(&choices, &mut counted.borrow_mut()[..]);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    assert!(made.iter().all(|&count| count > 0), "some kind of edit is always refused: {made:?}");
}

/// What every node of a document gives, as text. Nodes that sleep do not.
fn results(evaluator: &Evaluator, document: &Document) -> Vec<String> {
    let mut document = document.clone();
    let paths: Vec<NodePath> = document.nodes().map(|(path, _)| path).collect();
    for path in &paths {
        let node = document.node_mut(path).unwrap();
        let milliseconds = Setting::Value(Value::Integer(0));
        if &*node.type_id == "sleep" {
            node.parameters.insert("milliseconds".into(), milliseconds.clone());
        }
        for promotion in &mut node.promoted {
            promotion.value = promotion.value.take().map(|_| milliseconds.clone());
        }
    }
    let targets = paths.iter().map(ToString::to_string).collect();
    let cooked = evaluator.cook(&document, &Request { targets, ..Request::default() });
    let text = |value: &Result<WireValue, _>| match value {
        Ok(value) => {
            let number = value.get::<NumberWire>().map(ToString::to_string);
            number.or_else(|| value.get::<WordWire>().cloned()).unwrap_or_default()
        }
        Err(error) => format!("{error}"),
    };
    cooked.values.iter().map(text).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, ..config() })]

    #[test]
    fn an_evaluator_that_saw_every_edit_gives_what_a_new_one_gives(
        choices in prop::collection::vec(
            (any::<u8>(), prop::array::uniform4(0..100_000_usize), -1e9..1e9), 1..40
        ),
    ) {
        let budget = Budget { cache: 1 << 20, memory: 1 << 20 };
        let mut document = Document::default();
        let mut history = History::new(document.clone());
        let old = Evaluator::new(library(), budget);
        for choice in &choices {
            let _ = make(&mut document, &library(), choice);
            history.push("Edit", document.clone());
            prop_assert_eq!(
                results(&old, &document),
                results(&Evaluator::new(library(), budget), &document)
            );
        }
        while history.undo().is_some() {
            let document = history.document();
            let new = Evaluator::new(library(), budget);
            prop_assert_eq!(results(&old, document), results(&new, document));
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn numbers_and_texts_come_back_to_the_bit(
        numbers in prop::array::uniform4(any::<f64>()),
        integer: i64,
        word: String,
        position: [f32; 2],
    ) {
        let library = library();
        let mut document = Document::default();
        let mut edit = document.edit(&library);
        let scale = edit.add_node(&NodePath::ROOT, "scale", [0.0; 2]).unwrap();
        let constant = edit.add_node(&NodePath::ROOT, "constant", [0.0; 2]).unwrap();
        let numbers = numbers.map(|number| if number.is_finite() { number } else { 0.5 });
        edit.set_parameter(&scale, "corners", Value::Vector4(numbers).into()).unwrap();
        edit.set_parameter(&constant, "value", Value::Integer(integer).into()).unwrap();
        edit.set_parameter(&constant, "counter", Value::Text(word.as_str().into()).into()).unwrap();
        edit.set_comment(&constant, &format!("{word}\n\"#{word}")).unwrap();
        let position = position.map(|number| if number.is_finite() { number } else { 0.0 });
        edit.move_nodes(&NodePath::ROOT, &[("scale1".into(), position)]).unwrap();
        let text = project::to_text(&document, &library).unwrap();
        let opened = project::parse(&text, &library).unwrap();
        assert_eq!(project::to_text(&opened.document, &library).unwrap(), text);
        assert_eq!(opened.document, document);
    }

    #[test]
    fn a_spoilt_text_never_panics(
        places in prop::collection::vec((any::<prop::sample::Index>(), 0..9_u8, any::<prop::sample::Index>()), 1..12),
    ) {
        let library = library();
        let whole = project::to_text(&crate::format::everything(), &library).unwrap();
        let mut letters: Vec<char> = whole.chars().collect();
        for (place, kind, other) in &places {
            let (place, other) = (place.index(letters.len()), other.index(letters.len()));
            match kind {
                0 => drop(letters.remove(place)),
                1 => letters.insert(place, letters[other]),
                2 => letters.swap(place, other),
                3 => letters[place] = ['(', '"', '{', ']', '9', '-', ':', '/', '\u{0}'][other % 9],
                4 if place + 40 < letters.len() => drop(letters.drain(place..place + 40)),
                // A line twice, or somewhere else: names double, wires lead astray.
                5..=8 => {
                    let text: String = letters.iter().collect();
                    let mut lines: Vec<&str> = text.lines().collect();
                    let (from, to) = (place % lines.len(), other % lines.len());
                    let line = if *kind < 7 { lines[from] } else { lines.remove(from) };
                    lines.insert(to, line);
                    letters = lines.join("\n").chars().collect();
                }
                _ => {}
            }
        }
        let spoilt: String = letters.into_iter().collect();
        if let Ok(opened) = project::parse(&spoilt, &library) {
            let text = project::to_text(&opened.document, &library).unwrap();
            let again = project::parse(&text, &library).unwrap();
            assert_eq!(project::to_text(&again.document, &library).unwrap(), text, "from {spoilt}");
        }
        let _ = Document::default().edit(&library).paste(&NodePath::ROOT, &spoilt, [0.0; 2]);
    }

    #[test]
    fn any_text_at_all_never_panics(text: String, ron in "[(){}\\[\\]:,\"a-c0-9./r#\n ]{0,60}") {
        let library = library();
        let _ = project::parse(&text, &library);
        let _ = project::parse(&ron, &library);
        let _ = project::parse(&format!("(version: 1, nodes: {{\"a\": {ron}}})"), &library);
        let _ = project::parse(&format!("(version: 1, nodes: {{\"a\": (type: \"sum\", {ron})}})"), &library);
    }
}
