//! Parameters that are expressions: each is joined to the parameters that it names, and evaluated
//! after them. What nothing names and no expression gives has no place here.
//!
//! Compiled programs and the joints are kept from one version of the document to the next, so
//! that a change costs what depends on it.

mod cell;
mod find;
mod pass;
mod solve;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use expression::{Diagnostics, Span};

use crate::declaration::{Library, NodeType};
use crate::document::{Document, Name, Node, Setting};
use crate::parameter::ParameterDeclaration;
use crate::path::NodePath;
use crate::plan::FastMap;
use crate::value::Value;
use cell::{Cell, Content, Programs};
pub(crate) use find::split;
pub(crate) use pass::{Followed, Following, Moment};

/// A text of a node that its cook runs: an expression over elements, a program, a group field;
/// with the values of the parameters that it names.
#[derive(Debug, Clone, PartialEq, Hash)]
pub(crate) struct Script {
    /// The parameter that holds it.
    pub parameter: &'static str,
    /// The expression, where the parameter's value is something else.
    pub expression: Option<Arc<str>>,
    /// What it names, by the path as it is written.
    pub channels: Vec<(Arc<str>, Value)>,
    /// Whether it reads the frame.
    pub reads_frame: bool,
}

/// The value of an expression, or what is wrong with it.
pub(crate) type Evaluated = Result<Value, Arc<str>>;

/// Where parameters are looked for.
#[derive(Clone, Copy)]
pub(crate) struct World<'a> {
    pub document: &'a Document,
    pub library: &'a Library,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Formulas {
    cells: Vec<Cell>,
    by_node: FastMap<Arc<str>, Vec<u32>>,
    programs: Programs,
    /// Cells that are to be evaluated.
    dirty: Vec<u32>,
    /// Cells that are not joined to what they name.
    loose: Vec<u32>,
    frame: f64,
    /// Whether any depends on the frame, where that is known.
    animated: OnceLock<bool>,
}

impl Formulas {
    /// None yet; programs that `older` has compiled are not compiled again.
    pub(crate) fn after(older: &Self, frame: f64) -> Self {
        Self { programs: older.programs.aged(), frame, ..Self::default() }
    }

    /// Whether a setting of a parameter belongs here without anything naming it.
    pub(crate) fn is_wanted(declaration: &ParameterDeclaration, setting: &Setting) -> bool {
        match setting {
            Setting::Expression(_) => true,
            Setting::Value(value) => {
                declaration.is_run()
                    && value.as_text().is_some_and(|text| {
                        !expression::references(text).is_empty() || expression::mentions(text).1
                    })
            }
        }
    }

    /// Takes in a parameter; paths in its expression start from `at`.
    pub(crate) fn add(
        &mut self,
        path: &Arc<str>,
        id: Name,
        declaration: &'static ParameterDeclaration,
        setting: Option<&Setting>,
        at: NodePath,
    ) -> u32 {
        let index = self.cells.len() as u32;
        self.animated = OnceLock::new();
        let content = Content::new(declaration, setting, &mut self.programs);
        self.cells.push(Cell::new(path.clone(), id, declaration, content, at));
        self.by_node.entry(path.clone()).or_default().push(index);
        self.dirty.push(index);
        self.loose.push(index);
        index
    }

    /// Takes over what a node of the root network is set to now.
    pub(crate) fn edit(&mut self, path: &Arc<str>, node_type: &NodeType, old: &Node, new: &Node) {
        for declaration in node_type.parameters {
            let setting = new.parameters.get(declaration.id);
            if setting == old.parameters.get(declaration.id) {
                continue;
            }
            match self.find(path, declaration.id) {
                Some(index) => self.set(index, setting),
                None => {
                    let wanted = setting.filter(|it| Self::is_wanted(declaration, it));
                    if let (Some(setting), Ok(at)) = (wanted, NodePath::parse(path)) {
                        self.add(path, declaration.id.into(), declaration, Some(setting), at);
                    }
                }
            }
        }
    }

    fn set(&mut self, index: u32, setting: Option<&Setting>) {
        self.detach(index);
        self.animated = OnceLock::new();
        let cell = &mut self.cells[index as usize];
        cell.content = Content::new(cell.declaration, setting, &mut self.programs);
        self.dirty.push(index);
        self.loose.push(index);
    }

    /// Evaluates everything that depends on the frame at another one.
    pub(crate) fn set_frame(&mut self, frame: f64) {
        if self.frame != frame {
            self.frame = frame;
            let cells = self.cells.iter().enumerate();
            self.dirty.extend(
                cells.filter(|(_, cell)| cell.reads_frame()).map(|(index, _)| index as u32),
            );
        }
    }

    /// The frame that they are evaluated at.
    pub(crate) fn frame(&self) -> f64 {
        self.frame
    }

    /// Whether any depends on the frame.
    pub(crate) fn are_animated(&self) -> bool {
        *self.animated.get_or_init(|| self.cells.iter().any(Cell::reads_frame))
    }

    fn find(&self, path: &str, id: &str) -> Option<u32> {
        let cells = self.by_node.get(path)?;
        cells.iter().copied().find(|&index| *self.cells[index as usize].id == *id)
    }

    /// The value of a parameter that is an expression; none of one over elements.
    pub(crate) fn value(&self, path: &str, id: &str) -> Option<&Evaluated> {
        let cell = &self.cells[self.find(path, id)? as usize];
        (!cell.is_over_elements()).then_some(&cell.value)
    }

    /// What the cook of a node runs; the error of a text that names what is not there.
    pub(crate) fn scripts(&self, path: &str) -> Vec<(&'static str, Result<Script, Arc<str>>)> {
        let cells = self.by_node.get(path).into_iter().flatten();
        let cells = cells.map(|&index| &self.cells[index as usize]);
        cells.filter_map(|cell| Some((cell.declaration.id, cell.script()?))).collect()
    }

    /// The expressions of a node by the parameter's id, with what they give.
    pub(crate) fn of_node(&self, path: &str) -> Vec<(Name, Evaluated)> {
        let cells = self.by_node.get(path).into_iter().flatten();
        let cells = cells.map(|&index| &self.cells[index as usize]);
        let shown = cells.filter(|cell| cell.is_expression());
        shown.map(|cell| (cell.id.clone(), cell.shown())).collect()
    }

    /// The path of the node of a cell.
    pub(crate) fn path(&self, index: u32) -> &str {
        &self.cells[index as usize].path
    }

    /// The parameter and the value of a cell.
    pub(crate) fn at(&self, index: u32) -> (&'static ParameterDeclaration, &Evaluated) {
        let cell = &self.cells[index as usize];
        (cell.declaration, &cell.value)
    }

    /// The node of the plan that a cell belongs to, and which of its parameters it is; `find`
    /// finds them by the path and the parameter's id when they are asked for first.
    pub(crate) fn place(
        &mut self,
        index: u32,
        find: impl Fn(&str, &str) -> Option<(u32, u16)>,
    ) -> Option<(u32, u16)> {
        let cell = &mut self.cells[index as usize];
        cell.place = cell.place.or_else(|| find(&cell.path, &cell.id));
        cell.place
    }

    /// Whether a cell is a text that a cook runs.
    pub(crate) fn is_script(&self, index: u32) -> bool {
        self.cells[index as usize].is_run()
    }
}

/// A mistake in a text as an error shows it: with line, column and a caret.
fn shown(text: &str, span: Span, message: impl Into<String>) -> Arc<str> {
    Diagnostics::single(text, span, message).to_string().into()
}
