//! From syntax to the checked tree: names, types, conversions, and functions put in where they
//! are called.

mod access;
mod attribute;
mod call;
mod convert;
mod expression;
mod operator;
mod overload;
mod special;
mod statement;

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Span};
use crate::scope::Scope;
use crate::syntax::{FunctionDefinition, Source, Written};
use crate::tree::{Expression, Statement, Tree, VariableId};
use crate::types::{Base, Type};

type Checked<T> = Result<T, Diagnostic>;

/// Statements and expressions that a program may grow to when its functions are put in where
/// they are called.
const MOST_NODES: usize = 100_000;

/// How deep functions may call each other, and trees may be nested together with them.
const MOST_CALLS: usize = 24;
const MOST_DEPTH: usize = 120;

/// Mistakes that are listed before the rest is passed over.
const MOST_MISTAKES: usize = 10;

pub(crate) struct Checker<'a> {
    scope: &'a dyn Scope,
    tree: Tree,
    /// Functions of the source text, by name.
    functions: HashMap<String, Vec<Arc<FunctionDefinition>>>,
    frame: Frame,
    /// The names of the functions that are being put in, the outermost first.
    calls: Vec<String>,
    mistakes: Vec<Diagnostic>,
    nodes: usize,
    depth: usize,
    /// Where the function of the table that is being put in was called: its own text is nobody's.
    called_at: Option<Span>,
}

/// What can be named in the function that is being checked.
#[derive(Default)]
struct Frame {
    /// Variables by name, the innermost block last.
    names: Vec<HashMap<String, (VariableId, Type)>>,
    /// What `return` gives, and where to.
    result: Option<(Type, VariableId)>,
    loops: usize,
    /// What `T` and `E` stand for.
    tuple: Option<Type>,
    item: Option<Base>,
}

impl<'a> Checker<'a> {
    fn new(scope: &'a dyn Scope) -> Self {
        let mut frame = Frame::default();
        frame.names.push(HashMap::new());
        Self {
            scope,
            tree: Tree::default(),
            functions: HashMap::new(),
            frame,
            calls: Vec::new(),
            mistakes: Vec::new(),
            nodes: 0,
            depth: 0,
            called_at: None,
        }
    }

    /// Checks a program. With a type it must return a value of that type.
    pub(crate) fn program(
        scope: &'a dyn Scope,
        source: &Source,
        result: Option<Type>,
    ) -> Result<Tree, Vec<Diagnostic>> {
        let mut checker = Self::new(scope);
        checker.define(&source.functions);
        if let Some(ty) = result {
            let variable = checker.new_variable(ty);
            checker.frame.result = Some((ty, variable));
            checker.tree.result = Some(variable);
        }
        let mut body = Vec::new();
        if let Some((ty, variable)) = checker.frame.result {
            let value = Expression::default_of(ty, Span::default());
            body.push(Statement::Assign { variable, components: None, value });
        }
        let statements = checker.statements(&source.statements);
        let region = checker.new_region();
        body.push(Statement::Scope(region, statements));
        checker.tree.body = body;
        let returns = source.statements.iter().any(statement::returns_value);
        if result.is_some() && !returns && checker.mistakes.is_empty() {
            let message = "the value must be given with return";
            checker.mistakes.push(Diagnostic::new(Span::default(), message));
        }
        checker.finish()
    }

    /// Checks a single expression whose value is wanted as a type.
    pub(crate) fn single(
        scope: &'a dyn Scope,
        expression: &crate::syntax::Expr,
        ty: Type,
    ) -> Result<Tree, Vec<Diagnostic>> {
        let mut checker = Self::new(scope);
        let variable = checker.new_variable(ty);
        checker.tree.result = Some(variable);
        let value = checker.expression(expression, Some(ty));
        match value.and_then(|value| checker.convert(value, ty, expression.span)) {
            Ok(value) => {
                checker.tree.body.push(Statement::Assign { variable, components: None, value });
            }
            Err(mistake) => checker.mistakes.push(mistake),
        }
        checker.finish()
    }

    fn finish(self) -> Result<Tree, Vec<Diagnostic>> {
        if self.mistakes.is_empty() { Ok(self.tree) } else { Err(self.mistakes) }
    }

    /// Takes in the functions of the text, and checks those that nobody may call.
    fn define(&mut self, functions: &[FunctionDefinition]) {
        for function in functions {
            let list = self.functions.entry(function.name.clone()).or_default();
            let parameters = |f: &FunctionDefinition| -> Vec<Written> {
                f.parameters.iter().map(|parameter| parameter.written).collect()
            };
            if list.iter().any(|other| parameters(other) == parameters(function)) {
                let message =
                    format!("there are two functions {} of the same types", function.name);
                self.mistakes.push(Diagnostic::new(function.span, message));
            }
            list.push(Arc::new(function.clone()));
        }
        for function in functions {
            self.check_alone(function);
        }
    }

    /// A new variable without a name.
    fn new_variable(&mut self, ty: Type) -> VariableId {
        self.tree.variables.push(ty);
        self.tree.variables.len() - 1
    }

    /// The number of a new loop or scope.
    fn new_region(&mut self) -> usize {
        self.tree.regions += 1;
        self.tree.regions - 1
    }

    /// A new variable with a name, seen from here to the end of the block.
    fn declare(&mut self, name: &str, ty: Type) -> VariableId {
        let variable = self.new_variable(ty);
        if let Some(names) = self.frame.names.last_mut() {
            names.insert(name.to_owned(), (variable, ty));
        }
        variable
    }

    fn lookup(&self, name: &str) -> Option<(VariableId, Type)> {
        self.frame.names.iter().rev().find_map(|names| names.get(name)).copied()
    }

    /// The type that is written, where open types stand for something.
    fn written(&self, written: Written) -> Type {
        match written {
            Written::Known(ty) => ty,
            Written::Tuple => self.frame.tuple.unwrap_or(Type::FLOAT),
            Written::Item { is_array } => {
                Type { base: self.frame.item.unwrap_or(Base::Float), is_array }
            }
        }
    }

    fn mistake<T>(&self, span: Span, message: impl Into<String>) -> Checked<T> {
        Err(Diagnostic::new(self.called_at.unwrap_or(span), message))
    }

    /// Counts a node of the tree, and refuses programs that grow without bounds.
    fn grow(&mut self, span: Span) -> Checked<()> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message =
                "the program is too large with its functions put in where they are called";
            return self.mistake(span, message);
        }
        Ok(())
    }
}
