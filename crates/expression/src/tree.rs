//! The tree after names and types are known: functions are put in where they are called, every
//! conversion is written out, and what is left is variables, operations and control flow.

use std::sync::Arc;

use crate::diagnostic::Span;
use crate::functions::Native;
use crate::operation::{Binary, Unary};
use crate::scope::Class;
use crate::types::{Base, Type};

/// A variable by its place in [`Tree::variables`].
pub(crate) type VariableId = usize;

/// A checked program.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The types of all variables, attributes among them.
    pub variables: Vec<Type>,
    pub attributes: Vec<AttributeVariable>,
    /// The columns that are read.
    pub sources: Vec<Source>,
    pub body: Vec<Statement>,
    /// The variable that holds the value of an expression.
    pub result: Option<VariableId>,
    pub channels: Vec<Channel>,
    /// The number of loops and scopes.
    pub regions: usize,
    /// Whether points or primitives are added: their numbers are given out in element order.
    pub adds_elements: bool,
    /// Whether the frame or the time is read.
    pub reads_frame: bool,
    /// Whether the iteration of a loop is read.
    pub reads_iteration: bool,
}

/// An attribute of the elements that the program runs over, and the variable that stands for it.
#[derive(Debug, Clone)]
pub(crate) struct AttributeVariable {
    pub name: Arc<str>,
    pub is_group: bool,
    pub variable: VariableId,
    pub source: usize,
    pub is_written: bool,
}

/// A column that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub input: usize,
    pub class: Class,
    pub name: Arc<str>,
    pub is_group: bool,
    pub kind: Type,
}

/// A parameter that is named by a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The path as it is written.
    pub path: Arc<str>,
    /// Where the path stands, with its quotes.
    pub span: Span,
    /// The type that it is read as; none of a ramp.
    pub kind: Option<Type>,
}

#[derive(Debug, Clone)]
pub(crate) enum Statement {
    /// Sets a variable, or only some of its components.
    Assign {
        variable: VariableId,
        components: Option<Vec<u8>>,
        value: Expression,
    },
    /// Calls what gives back more than one thing, or changes something.
    Call {
        call: Call,
        results: Vec<VariableId>,
    },
    If {
        condition: Expression,
        then: Vec<Statement>,
        otherwise: Vec<Statement>,
    },
    Loop(Loop),
    /// A function's body: `Return` leaves it. The number is its own among loops and scopes.
    Scope(usize, Vec<Statement>),
    Break,
    Continue,
    Return,
}

#[derive(Debug, Clone)]
pub(crate) struct Loop {
    /// Its own number among loops and scopes.
    pub region: usize,
    /// None: for ever.
    pub condition: Option<Expression>,
    /// Whether the body runs once before the condition is asked.
    pub is_body_first: bool,
    pub body: Vec<Statement>,
    pub step: Vec<Statement>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub kind: Kind,
    pub ty: Type,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// The bits of each component.
    Numbers(Vec<u32>),
    Text(Arc<str>),
    Variable(VariableId),
    /// On each component.
    Unary(Unary, Box<Expression>),
    /// On each pair of components; a single number is paired with every component.
    Binary(Binary, Box<Expression>, Box<Expression>),
    /// The second where the first is not 0, else the third: both are worked out.
    Select(Box<Expression>, Box<Expression>, Box<Expression>),
    /// Other components of a value: see [`Pick`].
    Arrange(Box<Expression>, Vec<Pick>),
    /// The components of several values, one after another.
    Join(Vec<Expression>),
    /// Does something first.
    Block(Vec<Statement>, Box<Expression>),
    Call(Box<Call>),
    Global(Global),
    /// One element of a column.
    Read(usize, Box<Expression>),
}

/// What a component of a new value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Pick {
    /// A component of the old one.
    Component(u8),
    /// 0.
    Zero,
    /// 1.
    One,
}

/// A call of a function that is written in Rust.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub native: Native,
    pub arguments: Vec<Expression>,
    /// The base of the function's open type, where it has one.
    pub item: Base,
    pub span: Span,
}

/// A value that comes from where the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Global {
    /// The number of the element.
    Element,
    /// The number of elements of a class of the first input.
    Count(Class),
    Frame,
    Time,
    FramesPerSecond,
    /// The number of the pass of the loop around, and how many there are.
    Iteration,
    Iterations,
    /// A parameter by its place in [`Tree::channels`], and the component.
    Channel(usize),
}

impl Expression {
    pub(crate) fn float(value: f32) -> Self {
        Self { kind: Kind::Numbers(vec![value.to_bits()]), ty: Type::FLOAT }
    }

    pub(crate) fn int(value: i32) -> Self {
        Self { kind: Kind::Numbers(vec![value.cast_unsigned()]), ty: Type::INT }
    }

    pub(crate) fn text(value: &str) -> Self {
        Self { kind: Kind::Text(value.into()), ty: Type::TEXT }
    }

    pub(crate) fn variable(variable: VariableId, ty: Type) -> Self {
        Self { kind: Kind::Variable(variable), ty }
    }

    /// Zero, no text, no items.
    pub(crate) fn default_of(ty: Type, span: Span) -> Self {
        let kind = if ty.is_array {
            let native = Native::Lane(crate::functions::empty_array);
            Kind::Call(Box::new(Call { native, arguments: Vec::new(), item: ty.base, span }))
        } else if ty.base == Base::Text {
            Kind::Text("".into())
        } else {
            Kind::Numbers(vec![0; ty.components()])
        };
        Self { kind, ty }
    }

    pub(crate) fn unary(operation: Unary, operand: Self, ty: Type) -> Self {
        Self { kind: Kind::Unary(operation, Box::new(operand)), ty }
    }

    pub(crate) fn binary(operation: Binary, left: Self, right: Self, ty: Type) -> Self {
        Self { kind: Kind::Binary(operation, Box::new(left), Box::new(right)), ty }
    }
}
