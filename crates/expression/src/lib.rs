//! The expression and wrangle language.
//!
//! One language, close to VEX, for the parameters of nodes (`ch("../grid/rows") * 2`), for group
//! fields (`@P.y > 1`) and for programs over all elements of a geometry (`@P += @N * noise(@P);`).
//! A text is read, its types are checked, and it is compiled to instructions that run on blocks
//! of elements: [`compile`] for programs, [`compile_value`] for what gives a value.
//!
//! The crate knows no geometry: a [`Scope`] says what attributes there are while a text is
//! compiled, and a [`Host`] gives their columns, neighbours and parameters while it runs.
//!
//! The same program over the same columns gives the same bytes on any machine and any number of
//! threads: elements are worked on in parallel, changes of other elements are collected and
//! given back in the order of the elements.

mod check;
mod code;
mod diagnostic;
mod functions;
mod host;
mod lower;
mod machine;
mod maths;
mod operation;
mod optimise;
mod parser;
mod program;
mod reference;
mod run;
mod scope;
mod single;
mod syntax;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod types;
mod uniform;
mod value;

pub use diagnostic::{Diagnostic, Diagnostics, Span, suggestion};
pub use functions::{FUNCTIONS, Function, reference};
pub use host::{Change, Column, Hit, Host, Mode, Nothing, Written};
pub use program::{Attribute, Program, compile, compile_value};
pub use reference::{Reference, mentions, references, rewritten};
pub use run::{Output, RunError, WrittenAttribute};
pub use scope::{Class, INPUTS, NoElements, Scope};
pub use tree::Channel;
pub use types::{Base, Type};
pub use value::{Array, Items, Value};
