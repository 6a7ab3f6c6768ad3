//! The tree that a source text is read into, before names and types are known.

use crate::diagnostic::Span;
use crate::types::Type;

/// A type as it is written. Functions of the table may leave it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Known(Type),
    /// `T`: a float or a vector of any size, the same wherever it stands.
    Tuple,
    /// `E`: any type that is no array, the same wherever it stands; or an array of it.
    Item {
        is_array: bool,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    pub kind: ExprKind,
    pub span: Span,
    /// Of the tree below: what walks it recursively must not run out of stack.
    pub depth: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    Int(i32),
    Float(f32),
    Text(String),
    Name(String),
    Attribute {
        prefix: String,
        name: String,
    },
    Dollar(String),
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// The operator is the one before `=`, or nothing.
    Assign(&'static str, Box<Expr>, Box<Expr>),
    /// `++` and `--`, before or after.
    Step {
        target: Box<Expr>,
        by: i32,
        gives_old: bool,
    },
    Ternary(Box<Expr>, Box<Expr>, Box<Expr>),
    Call {
        name: String,
        name_span: Span,
        arguments: Vec<Expr>,
    },
    Cast(Type, Box<Expr>),
    Member(Box<Expr>, String),
    Index(Box<Expr>, Box<Expr>),
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// `{a, b, c}`
    List(Vec<Expr>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StmtKind {
    Declare(Vec<Declared>),
    Expression(Expr),
    If(Expr, Box<Stmt>, Option<Box<Stmt>>),
    While(Expr, Box<Stmt>),
    Do(Box<Stmt>, Expr),
    For { first: Vec<Stmt>, condition: Option<Expr>, step: Vec<Expr>, body: Box<Stmt> },
    Foreach { index: Option<String>, item: Declared, array: Expr, body: Box<Stmt> },
    Break,
    Continue,
    Return(Option<Expr>),
    Block(Vec<Stmt>),
}

/// A variable that a statement makes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Declared {
    pub name: String,
    pub span: Span,
    pub written: Written,
    pub value: Option<Expr>,
}

/// A function that a source text defines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FunctionDefinition {
    pub name: String,
    pub span: Span,
    pub result: Written,
    pub parameters: Vec<ParameterDefinition>,
    /// Whether any number of further values may follow.
    pub is_variadic: bool,
    /// None for those of the table that are written in Rust.
    pub body: Option<Vec<Stmt>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ParameterDefinition {
    pub name: String,
    pub written: Written,
    /// Written with `&`: the function gives something back through it.
    pub gives_back: bool,
}

/// A whole source text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Source {
    pub functions: Vec<FunctionDefinition>,
    pub statements: Vec<Stmt>,
}
