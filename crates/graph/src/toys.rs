//! Small node types on whole numbers, for the tests of this crate.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::declaration::{
    Arity, InputDeclaration, Library, Many, NodeType, Optional, OutputDeclaration, Reads, Required,
    Role, Wanted,
};
use crate::document::{Document, Name, Network, Node, Setting, Source};
use crate::error::NodeError;
use crate::parameter::{Choice, Choices, Chosen, Parameter, TextKind};
use crate::path::NodePath;
use crate::value::Value;
use crate::wire::{Wire, WireType};
use crate::{Cook, Outputs};

/// A whole number on a wire.
pub struct NumberWire;

impl WireType for NumberWire {
    type Value = i64;
    const ID: &'static str = "number";
    const COLOUR: [u8; 3] = [255, 200, 0];

    fn blocks(value: &i64, visit: &mut dyn FnMut(usize, u64)) {
        visit(std::ptr::from_ref(value) as usize, size_of::<i64>() as u64);
    }

    fn elements(_: &i64) -> u64 {
        1
    }

    fn summary(value: &i64) -> String {
        value.to_string()
    }
}

/// Text on a wire: what fits no number.
pub struct WordWire;

impl WireType for WordWire {
    type Value = String;
    const ID: &'static str = "word";
    const COLOUR: [u8; 3] = [0, 200, 255];

    fn blocks(value: &String, visit: &mut dyn FnMut(usize, u64)) {
        visit(value.as_ptr() as usize, value.capacity() as u64);
    }

    fn elements(value: &String) -> u64 {
        value.len() as u64
    }

    fn summary(value: &String) -> String {
        value.clone()
    }
}

const NUMBER_OUT: OutputDeclaration = OutputDeclaration::new::<NumberWire>("number", "Number");
const IN: Required<NumberWire> = Required::new("in", "In");
const FIRST: Required<NumberWire> = Required::new("a", "A");
const SECOND: Required<NumberWire> = Required::new("b", "B");
const OTHER: Optional<NumberWire> = Optional::new("other", "Other");
const NUMBERS: Many<NumberWire> = Many::new("numbers", "Numbers");
const WORD: Required<WordWire> = Required::new("word", "Word");

const VALUE: Parameter<i64> = Parameter::integer("value", "Value", 0);
const COUNTER: Parameter<std::sync::Arc<str>> = Parameter::text("counter", "Counter", "");
const INDEX: Parameter<i64> = Parameter::integer("index", "Index", 0).at_least(0.0);
const MILLISECONDS: Parameter<i64> =
    Parameter::integer("milliseconds", "Milliseconds", 10).at_least(0.0);
const NODE_PATH: Parameter<std::sync::Arc<str>> =
    Parameter::text_of(TextKind::Node, "node", "Node", "");
const STILL: Parameter<bool> = Parameter::toggle("still", "Still", false);
const ORDER: Parameter<i64> = Parameter::integer("number", "Number", 0);
const FACTOR: Parameter<f32> = Parameter::float("factor", "Factor", 1.0).at_most(100.0);
const CENTER: Parameter<[f32; 3]> = Parameter::vector3("center", "Center", [0.0; 3]);
const SIZE: Parameter<[f32; 2]> = Parameter::vector2("size", "Size", [1.0; 2]);
const CORNERS: Parameter<[f32; 4]> = Parameter::vector4("corners", "Corners", [0.0; 4]);
const EXACT: Parameter<bool> = Parameter::toggle("exact", "Exact", false);
const ROUNDING: Parameter<Chosen<Rounding>> = Parameter::menu("rounding", "Rounding");

/// How a number is made whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rounding {
    /// To the nearest.
    Nearest,
    /// To the next below.
    Down,
}

impl Choices for Rounding {
    const OPTIONS: &'static [Choice] =
        &[Choice::new("nearest", "Nearest"), Choice::new("down", "Down")];
    const VALUES: &'static [Self] = &[Self::Nearest, Self::Down];
}

/// Gives its parameter. Counts its cooks: see [`cooks`].
pub const CONSTANT: NodeType = NodeType {
    id: "constant",
    label: "Constant",
    outputs: &[NUMBER_OUT],
    parameters: &[VALUE.declaration, COUNTER.declaration],
    cook: |cook| {
        count(cook);
        Ok(Outputs::one::<NumberWire>(cook.get(VALUE)))
    },
    ..NodeType::BLANK
};

/// Adds two numbers. Counts its cooks.
pub const ADD: NodeType = NodeType {
    id: "add",
    label: "Add",
    inputs: &[FIRST.declaration, SECOND.declaration],
    outputs: &[NUMBER_OUT],
    parameters: &[COUNTER.declaration],
    cook: |cook| {
        count(cook);
        let sum = cook.input(FIRST)?.wrapping_add(*cook.input(SECOND)?);
        Ok(Outputs::one::<NumberWire>(sum))
    },
    ..NodeType::BLANK
};

/// Adds all that is wired in. Counts its cooks.
pub const SUM: NodeType = NodeType {
    id: "sum",
    label: "Sum",
    inputs: &[NUMBERS.declaration],
    outputs: &[NUMBER_OUT],
    parameters: &[COUNTER.declaration],
    cook: |cook| {
        count(cook);
        let sum =
            cook.many(NUMBERS)?.into_iter().fold(0_i64, |sum, number| sum.wrapping_add(*number));
        Ok(Outputs::one::<NumberWire>(sum))
    },
    ..NodeType::BLANK
};

/// Multiplies, with a parameter of every kind; has two outputs: the whole part and the word.
pub const SCALE: NodeType = NodeType {
    id: "scale",
    label: "Scale",
    inputs: &[IN.declaration, OTHER.declaration],
    outputs: &[NUMBER_OUT, OutputDeclaration::new::<WordWire>("word", "Word")],
    parameters: &[
        FACTOR.declaration,
        SIZE.declaration,
        CENTER.declaration,
        CORNERS.declaration,
        EXACT.declaration,
        ROUNDING.declaration,
    ],
    cook: |cook| {
        let other = cook.optional(OTHER)?.copied().unwrap_or_default();
        let scaled = (*cook.input(IN)? + other) as f64 * f64::from(cook.get(FACTOR));
        let Chosen(rounding) = cook.get(ROUNDING);
        let whole = match rounding {
            Rounding::Nearest => scaled.round(),
            Rounding::Down => scaled.floor(),
        };
        if cook.get(EXACT) && whole != scaled {
            cook.warn("the result is rounded");
        }
        Ok(Outputs::one::<NumberWire>(whole as i64).and::<WordWire>(scaled.to_string()))
    },
    ..NodeType::BLANK
};

/// Gives the length of a word.
pub const LENGTH: NodeType = NodeType {
    id: "length",
    label: "Length",
    inputs: &[WORD.declaration],
    outputs: &[NUMBER_OUT],
    cook: |cook| Ok(Outputs::one::<NumberWire>(cook.input(WORD)?.len() as i64)),
    ..NodeType::BLANK
};

/// Passes on the wire that its parameter chooses; only that one is cooked.
pub const SWITCH: NodeType = NodeType {
    id: "switch",
    label: "Switch",
    inputs: &[any_input("inputs", Arity::Many)],
    outputs: &[ANY_OUT],
    parameters: &[INDEX.declaration],
    wanted: |parameters, wires| {
        let index = usize::try_from(parameters.get(INDEX)).unwrap_or(0);
        if wires == 0 { Wanted::None } else { Wanted::Wire(index.min(wires - 1)) }
    },
    cook: |cook| {
        let chosen = cook.wires("inputs").first();
        Ok(Outputs::pass(chosen.ok_or(NodeError::MissingInput("inputs"))?.clone()))
    },
    ..NodeType::BLANK
};

/// Passes a number on after a while; can be cancelled in between. Counts its cooks.
pub const SLEEP: NodeType = NodeType {
    id: "sleep",
    label: "Sleep",
    inputs: &[IN.declaration],
    outputs: &[NUMBER_OUT],
    parameters: &[MILLISECONDS.declaration, COUNTER.declaration],
    cook: |cook| {
        count(cook);
        let milliseconds = u64::try_from(cook.get(MILLISECONDS)).unwrap_or(0);
        let (start, whole) = (Instant::now(), Duration::from_millis(milliseconds));
        while start.elapsed() < whole {
            cook.task().check()?;
            cook.task().set_progress(start.elapsed().as_secs_f32() / whole.as_secs_f32());
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Outputs::one::<NumberWire>(*cook.input(IN)?))
    },
    ..NodeType::BLANK
};

/// Panics.
pub const PANIC: NodeType = NodeType {
    id: "panic",
    label: "Panic",
    inputs: &[OTHER.declaration],
    outputs: &[NUMBER_OUT],
    cook: |_| panic!("the toy is broken"),
    ..NodeType::BLANK
};

/// Gives the number of the node that its parameter names.
pub const REFERENCE: NodeType = NodeType {
    id: "reference",
    label: "Reference",
    outputs: &[NUMBER_OUT],
    parameters: &[NODE_PATH.declaration],
    cook: |cook| match cook.referenced(NODE_PATH).and_then(|value| value.get::<NumberWire>()) {
        Some(number) => Ok(Outputs::one::<NumberWire>(*number)),
        None => Err(NodeError::message("name a node that gives a number")),
    },
    ..NodeType::BLANK
};

/// Gives the current frame, or 0 where it stands still.
pub const FRAME: NodeType = NodeType {
    id: "frame",
    label: "Frame",
    outputs: &[NUMBER_OUT],
    parameters: &[COUNTER.declaration, STILL.declaration],
    reads: Reads { frame: true, ..Reads::NOTHING },
    reads_frame: |parameters| !parameters.get(STILL),
    cook: |cook| {
        count(cook);
        let frame = if cook.get(STILL) { 0.0 } else { cook.frame() };
        Ok(Outputs::one::<NumberWire>(frame as i64))
    },
    ..NodeType::BLANK
};

/// Holds a network.
pub const SUBNET: NodeType =
    NodeType { id: "subnet", label: "Subnet", role: Role::Subnet, ..NodeType::BLANK };

/// Stands for an input of the subnet around it.
pub const SUBNET_INPUT: NodeType = NodeType {
    id: "subnet_input",
    label: "Subnet Input",
    outputs: &[ANY_OUT],
    parameters: &[ORDER.declaration],
    role: Role::SubnetInput,
    ..NodeType::BLANK
};

/// Stands for an output of the subnet around it.
pub const SUBNET_OUTPUT: NodeType = NodeType {
    id: "subnet_output",
    label: "Subnet Output",
    inputs: &[any_input("in", Arity::Required)],
    parameters: &[ORDER.declaration],
    role: Role::SubnetOutput,
    ..NodeType::BLANK
};

const ANY_OUT: OutputDeclaration = OutputDeclaration { id: "out", label: "Out", wire: Wire::ANY };

const fn any_input(id: &'static str, arity: Arity) -> InputDeclaration {
    InputDeclaration { id, label: "In", wire: Wire::ANY, arity }
}

/// All of them.
pub fn library() -> Library {
    Library::new([
        &CONSTANT,
        &ADD,
        &SUM,
        &SCALE,
        &LENGTH,
        &SWITCH,
        &SLEEP,
        &PANIC,
        &REFERENCE,
        &FRAME,
        &SUBNET,
        &SUBNET_INPUT,
        &SUBNET_OUTPUT,
    ])
}

static COOKS: Mutex<Option<HashMap<String, u32>>> = Mutex::new(None);

/// How often nodes with this text in their parameter `counter` have cooked. Every test takes a
/// text of its own.
pub fn cooks(counter: &str) -> u32 {
    let mut cooks = COOKS.lock().unwrap_or_else(PoisonError::into_inner);
    cooks.get_or_insert_default().get(counter).copied().unwrap_or(0)
}

fn count(cook: &Cook<'_>) {
    let mut cooks = COOKS.lock().unwrap_or_else(PoisonError::into_inner);
    *cooks.get_or_insert_default().entry(cook.get(COUNTER).to_string()).or_default() += 1;
}

/// A path, for short.
pub fn path(text: &str) -> NodePath {
    NodePath::parse(text).unwrap()
}

/// A whole number as a setting.
pub fn integer(value: i64) -> Setting {
    Setting::Value(Value::Integer(value))
}

/// A text as a setting.
pub fn text(value: &str) -> Setting {
    Setting::Value(Value::Text(value.into()))
}

/// Builds a network by hand: no rule is checked.
#[derive(Default)]
pub struct Draft(Network);

impl Draft {
    /// Adds a node with wires as (input, source) and parameters. A source is the name of a node,
    /// or `name:output`.
    pub fn node(
        self,
        name: &str,
        node_type: &NodeType,
        wires: &[(&str, &str)],
        parameters: &[(&str, Setting)],
    ) -> Self {
        self.put(name, draft_node(node_type, wires, parameters))
    }

    /// Adds a subnet with what is in it.
    pub fn subnet(self, name: &str, wires: &[(&str, &str)], inside: Self) -> Self {
        let mut node = draft_node(&SUBNET, wires, &[]);
        node.network = Some(inside.0.into());
        self.put(name, node)
    }

    /// Puts the display flag on a node.
    pub fn display(mut self, name: &str) -> Self {
        self.0.display = Some(name.into());
        self
    }

    /// The document of this network.
    pub fn document(self) -> Document {
        Document { root: self.0.into(), ..Document::default() }
    }

    /// Adds a node as it is.
    pub fn put(mut self, name: &str, node: Node) -> Self {
        self.0.nodes.insert(name.into(), node.into());
        self
    }
}

/// A node with wires and parameters.
pub fn draft_node(
    node_type: &NodeType,
    wires: &[(&str, &str)],
    parameters: &[(&str, Setting)],
) -> Node {
    let mut node = Node::new(node_type);
    for &(input, source) in wires {
        let (name, output) = source.split_once(':').unwrap_or((source, ""));
        let source = Source { node: name.into(), output: output.into() };
        node.inputs.entry(input.into()).or_default().push(source);
    }
    node.parameters =
        parameters.iter().map(|(id, setting)| (Name::from(*id), setting.clone())).collect();
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_node;
    use crate::wire::WireValue;
    use task::Task;

    #[test]
    fn toys_cook() {
        let one = || WireValue::new::<NumberWire>(1);
        let add = run_node(&ADD, &[], &[vec![one()], vec![one()]], &Task::unlimited());
        assert_eq!(add.unwrap().0.values()[0].get::<NumberWire>(), Some(&2));
        let factor = ("factor", Value::Float(2.5));
        let exact = ("exact", Value::Toggle(true));
        let scale = run_node(&SCALE, &[factor, exact], &[vec![one()]], &Task::unlimited());
        let (outputs, warnings) = scale.unwrap();
        assert_eq!(outputs.values()[1].summary(), "2.5");
        assert_eq!(warnings, ["the result is rounded"]);
        let counter = [("counter", Value::Text("toys_cook".into()))];
        run_node(&CONSTANT, &counter, &[], &Task::unlimited()).unwrap();
        assert_eq!(cooks("toys_cook"), 1);
    }
}
