//! The function table: the one source of names, types, help and examples. Functions that can be
//! said in the language itself are; they are put in where they are called.

mod array;
mod geometry;
mod matrix;
mod noise;
mod number;
mod parameter;
mod reference;
mod text;
mod vector;
mod write;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::machine::Lane;
use crate::operation::{Binary, Unary};
use crate::parser::parse_table_function;
use crate::scope::Class;
use crate::syntax::FunctionDefinition;
use crate::types::Type;

pub(crate) use array::{array_item, array_length, array_of, array_set, array_slice, empty_array};
pub(crate) use parameter::ramp;
pub use reference::reference;
pub(crate) use text::{text_item, text_joined, text_of, text_order, text_slice};

/// A function that runs element by element.
pub(crate) type LaneFunction = fn(&mut Lane<'_, '_>) -> Result<(), String>;

/// A function that runs on many elements at once: arguments and results component by component.
pub(crate) type BlockFunction = fn(&[&[u32]], &mut [&mut [u32]]);

/// What is written in Rust.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Native {
    Lane(LaneFunction),
    /// One that changes something.
    Effect(LaneFunction),
    /// One that adds points or primitives, and gives their numbers.
    Adds(LaneFunction),
    Block(BlockFunction),
}

impl Native {
    pub(crate) fn has_effect(self) -> bool {
        matches!(self, Self::Effect(_) | Self::Adds(_))
    }
}

/// How a function does what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    /// It is written in the language.
    Source,
    Unary(Unary),
    Binary(Binary),
    Native(Native),
    /// Its types follow from more than its arguments' types.
    Special(Special),
}

/// Functions that the checker knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    Read(Class),
    InGroup(Class),
    Has(Class),
    Channel(Type),
    Ramp,
    Set,
    Array,
    Component,
}

/// A function of the language.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What it does, for an artist.
    pub help: &'static str,
    /// Examples with what they give, at the first point of a square with corners at 0 and 1.
    pub examples: &'static [(&'static str, &'static str)],
    pub(crate) forms: &'static [Form],
}

impl Function {
    /// What it takes and gives, as it is declared: one line for each form.
    pub fn headers(&self) -> impl Iterator<Item = &'static str> {
        let header = |form: &'static Form| form.text.split('{').next().unwrap_or("").trim();
        self.forms.iter().map(header)
    }
}

/// One way to call a function.
#[derive(Debug)]
pub(crate) struct Form {
    /// Its header; with its body if it is written in the language.
    pub text: &'static str,
    pub body: Body,
}

/// A form in the language itself.
const fn source(text: &'static str) -> Form {
    Form { text, body: Body::Source }
}

const fn unary(text: &'static str, operation: Unary) -> Form {
    Form { text, body: Body::Unary(operation) }
}

const fn binary(text: &'static str, operation: Binary) -> Form {
    Form { text, body: Body::Binary(operation) }
}

const fn lane(text: &'static str, function: LaneFunction) -> Form {
    Form { text, body: Body::Native(Native::Lane(function)) }
}

const fn effect(text: &'static str, function: LaneFunction) -> Form {
    Form { text, body: Body::Native(Native::Effect(function)) }
}

const fn adds(text: &'static str, function: LaneFunction) -> Form {
    Form { text, body: Body::Native(Native::Adds(function)) }
}

const fn block(text: &'static str, function: BlockFunction) -> Form {
    Form { text, body: Body::Native(Native::Block(function)) }
}

const fn special(text: &'static str, special: Special) -> Form {
    Form { text, body: Body::Special(special) }
}

/// Every function, by category, in the order of the reference.
pub const FUNCTIONS: &[(&str, &[Function])] = &[
    ("Numbers", number::FUNCTIONS),
    ("Vectors", vector::FUNCTIONS),
    ("Matrices and rotations", matrix::FUNCTIONS),
    ("Noise and random numbers", noise::FUNCTIONS),
    ("Arrays", array::FUNCTIONS),
    ("Text", text::FUNCTIONS),
    ("Parameters", parameter::FUNCTIONS),
    ("Reading geometry", geometry::FUNCTIONS),
    ("Writing geometry", write::FUNCTIONS),
];

type Forms = Vec<(Arc<FunctionDefinition>, Body)>;

/// Parsed headers and bodies by name.
static PARSED: LazyLock<HashMap<&'static str, Forms>> = LazyLock::new(|| {
    let all = FUNCTIONS.iter().flat_map(|(_, functions)| functions.iter());
    let mut parsed = HashMap::new();
    for function in all.chain(matrix::HIDDEN).chain(noise::HIDDEN) {
        let form = |form: &Form| {
            let definition = parse_table_function(form.text)
                .unwrap_or_else(|mistake| panic!("{}: {}", form.text, mistake.message));
            (Arc::new(definition), form.body)
        };
        let before = parsed.insert(function.name, function.forms.iter().map(form).collect());
        assert!(before.is_none(), "the function {} is twice in the table", function.name);
    }
    parsed
});

/// The forms of a function.
pub(crate) fn find(name: &str) -> Option<&'static Forms> {
    PARSED.get(name)
}

/// The checker's own way to check a function, if it has one.
pub(crate) fn special_of(name: &str) -> Option<Special> {
    match find(name)?.first()?.1 {
        Body::Special(special) => Some(special),
        _ => None,
    }
}

/// All names, for suggestions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().flat_map(|(_, functions)| functions.iter().map(|function| function.name))
}

/// The headers of a function, for messages.
pub(crate) fn usage(name: &str) -> String {
    let mut all = FUNCTIONS.iter().flat_map(|(_, functions)| functions.iter());
    let headers = all
        .find(|function| function.name == name)
        .map(|function| function.headers().collect::<Vec<_>>().join(" or "));
    headers.unwrap_or_default()
}
