//! Compiled programs.

use std::sync::Arc;

use crate::check::Checker;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parser::{parse_expression, parse_statements};
use crate::scope::{Class, Scope};
use crate::tree::{Channel, Tree};
use crate::types::Type;
use crate::{lower, optimise};

/// A source text, checked and compiled. It can run on any number of threads, over any geometry
/// that has the attributes that it was compiled for.
#[derive(Debug)]
pub struct Program {
    pub(crate) source: Arc<str>,
    pub(crate) tree: Tree,
    pub(crate) code: Code,
    pub(crate) class: Option<Class>,
    pub(crate) result: Option<Type>,
    /// Whether it is nothing but operations on a few single numbers.
    pub(crate) is_plain: bool,
}

/// An attribute that a program uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it is a group.
    pub is_group: bool,
    /// The type that the program gives it.
    pub kind: Type,
    /// Whether the program writes it.
    pub is_written: bool,
}

/// Compiles a program of statements, such as a wrangle.
pub fn compile(source: &str, scope: &dyn Scope) -> Result<Program, Diagnostics> {
    let source: Arc<str> = source.into();
    let parsed = parse_statements(&source).map_err(|mistake| located(&source, vec![mistake]))?;
    let tree = Checker::program(scope, &parsed, None).map_err(|all| located(&source, all))?;
    Ok(Program::new(source, tree, scope.class(), None))
}

/// Compiles what gives a value: an expression, or statements that return it.
pub fn compile_value(
    source: &str,
    expected: Type,
    scope: &dyn Scope,
) -> Result<Program, Diagnostics> {
    let source: Arc<str> = source.into();
    let tree = match parse_expression(&source) {
        Ok(expression) => Checker::single(scope, &expression, expected),
        // With a semicolon it is meant as statements: then their mistake is the one to show.
        Err(mistake) => match parse_statements(&source) {
            Ok(parsed) if !parsed.statements.is_empty() => {
                Checker::program(scope, &parsed, Some(expected))
            }
            Err(of_statements) if source.contains(';') => Err(vec![of_statements]),
            _ => Err(vec![mistake]),
        },
    };
    let tree = tree.map_err(|all| located(&source, all))?;
    Ok(Program::new(source, tree, scope.class(), Some(expected)))
}

fn located(source: &Arc<str>, mut list: Vec<Diagnostic>) -> Diagnostics {
    list.sort_by_key(|mistake| mistake.span.start);
    Diagnostics::new(source, list)
}

impl Program {
    fn new(source: Arc<str>, tree: Tree, class: Option<Class>, result: Option<Type>) -> Self {
        let (instructions, code) = lower::lower(&tree);
        let code = optimise::finish(instructions, code);
        let is_plain = crate::single::is_plain(&code);
        Self { source, tree, code, class, result, is_plain }
    }

    /// The source text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The attributes of the elements that it reads or writes.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute> {
        self.tree.attributes.iter().map(|attribute| Attribute {
            name: attribute.name.clone(),
            is_group: attribute.is_group,
            kind: self.tree.variables[attribute.variable],
            is_written: attribute.is_written,
        })
    }

    /// The parameters that it reads, with where their paths stand in the source text.
    pub fn channels(&self) -> &[Channel] {
        &self.tree.channels
    }

    /// Whether it reads the frame or the time.
    pub fn reads_frame(&self) -> bool {
        self.tree.reads_frame
    }

    /// Whether it reads the iteration of the loop around.
    pub fn reads_iteration(&self) -> bool {
        self.tree.reads_iteration
    }

    /// Whether it has the same result for all elements, whatever their attributes.
    pub fn is_even(&self) -> bool {
        use crate::code::{Argument, Object, Operand, Register};
        match &self.code.result {
            Some(Argument::Numbers(_, operands)) => {
                operands.iter().all(|operand| !matches!(operand, Operand::In(Register::Varying(_))))
            }
            Some(Argument::Object(object)) => matches!(object, Object::Uniform(_)),
            None => false,
        }
    }
}
