//! What a node's cook function is given, and what it gives back.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

use task::Task;

use crate::declaration::{Many, NodeType, Optional, Parameters, Required};
use crate::error::NodeError;
use crate::formulas::Script;
use crate::loops::Inside;
use crate::parameter::Parameter;
use crate::resource::{Published, Resource};
use crate::value::{Readable, Value};
use crate::wire::{WireType, WireValue};

/// What a cook may read besides inputs and parameters, where its type declares so.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// The current frame.
    pub frame: f64,
    /// The folder of the project file, which relative file paths start from.
    pub project_folder: Arc<Path>,
}

impl Default for Context {
    fn default() -> Self {
        Self { frame: 1.0, project_folder: Path::new("").into() }
    }
}

/// The values of a node's outputs, in the order of their declaration.
#[derive(Debug, Clone)]
pub struct Outputs(pub(crate) Vec<WireValue>);

impl Outputs {
    /// A single output.
    pub fn one<W: WireType>(value: impl Into<Arc<W::Value>>) -> Self {
        Self(vec![WireValue::new::<W>(value)])
    }

    /// A single output that passes on what came in, of whatever kind.
    pub fn pass(value: WireValue) -> Self {
        Self(vec![value])
    }

    /// Outputs that are not declared one by one: those of a loop.
    pub fn of(values: Vec<WireValue>) -> Self {
        Self(values)
    }

    /// Adds the next output.
    pub fn and<W: WireType>(mut self, value: impl Into<Arc<W::Value>>) -> Self {
        self.0.push(WireValue::new::<W>(value));
        self
    }

    /// The values.
    pub fn values(&self) -> &[WireValue] {
        &self.0
    }
}

/// What a text can read besides the geometry that it runs over: the parameters that it names,
/// and the frame.
#[derive(Debug, Clone, Copy)]
pub struct Channels<'a> {
    values: &'a [(Arc<str>, Value)],
    frame: f64,
}

/// A parameter that an expression over elements may give.
#[derive(Debug, Clone, Copy)]
pub enum Field<'a, T> {
    /// The same for all elements.
    Same(T),
    /// The text of an expression, and what it can read.
    Expression(&'a str, Channels<'a>),
}

impl<'a> Channels<'a> {
    /// The value of what the text names by this path.
    pub fn get(self, path: &str) -> Option<&'a Value> {
        self.values.iter().find(|(named, _)| **named == *path).map(|(_, value)| value)
    }

    /// The frame.
    pub fn frame(self) -> f64 {
        self.frame
    }
}

/// One run of a node: its inputs, parameters, context, task; and a place for warnings.
pub struct Cook<'a> {
    pub(crate) node_type: &'static NodeType,
    pub(crate) parameters: Parameters<'a>,
    /// The values of the wires, input after input.
    pub(crate) wires: &'a [WireValue],
    /// Where the wires of each input end.
    pub(crate) ends: &'a [u32],
    /// What node-path parameters name, by the parameter's id.
    pub(crate) referenced: &'a [(&'static str, WireValue)],
    /// What file parameters name, by the parameter's id.
    pub(crate) files: &'a [(&'static str, Arc<Resource>)],
    /// Texts that it runs, with what they name.
    pub(crate) scripts: &'a [Script],
    /// What is published for the node.
    pub(crate) published: Option<&'a Published>,
    pub(crate) context: &'a Context,
    pub(crate) task: &'a Task,
    pub(crate) warnings: RefCell<Vec<String>>,
    /// The network that a loop runs.
    pub(crate) inside: Option<Inside<'a>>,
}

impl Cook<'_> {
    /// The value of a parameter.
    pub fn get<T: Readable>(&self, parameter: Parameter<T>) -> T {
        self.parameters.get(parameter)
    }

    /// All parameters.
    pub fn parameters(&self) -> Parameters<'_> {
        self.parameters
    }

    /// The cancel token, progress and memory limit of this run.
    pub fn task(&self) -> &Task {
        self.task
    }

    /// The current frame; only for types that declare that they read it, with parameters with
    /// which they do.
    pub fn frame(&self) -> f64 {
        let declared = self.node_type.reads.frame && (self.node_type.reads_frame)(self.parameters);
        assert!(declared, "{} does not declare the frame", self.node_type.id);
        self.context.frame
    }

    /// What the text of a parameter can read: of code, of a group field.
    pub fn channels<T>(&self, parameter: Parameter<T>) -> Channels<'_> {
        let script = self.script(parameter.declaration.id);
        // Who does not read the frame is not told it: the result would not follow it.
        let reads_frame = script.is_some_and(|script| script.reads_frame);
        Channels {
            values: script.map_or(&[], |script| &script.channels),
            frame: if reads_frame { self.context.frame } else { Context::default().frame },
        }
    }

    /// A parameter that is declared per element: its value, or the expression over elements that
    /// gives it.
    pub fn field<T: Readable>(&self, parameter: Parameter<T>) -> Field<'_, T> {
        let script = self.script(parameter.declaration.id);
        match script.and_then(|script| script.expression.as_deref()) {
            Some(text) => Field::Expression(text, self.channels(parameter)),
            None => Field::Same(self.get(parameter)),
        }
    }

    fn script(&self, id: &str) -> Option<&Script> {
        self.scripts.iter().find(|script| script.parameter == id)
    }

    /// The folder of the project; only for types that declare that they read it.
    pub fn project_folder(&self) -> &Path {
        assert!(
            self.node_type.reads.project_folder,
            "{} does not declare the project folder",
            self.node_type.id
        );
        &self.context.project_folder
    }

    /// What a job of the program last published for this node, if it did; only for types that
    /// declare that they read it.
    pub fn published<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        assert!(self.node_type.reads.published, "{} does not declare it", self.node_type.id);
        self.published?.value.clone().downcast().ok()
    }

    /// Says something that the artist should know; the graph goes on.
    pub fn warn(&self, message: impl Into<String>) {
        self.warnings.borrow_mut().push(message.into());
    }

    /// The value of a required input.
    pub fn input<W: WireType>(&self, input: Required<W>) -> Result<&W::Value, NodeError> {
        let id = input.declaration.id;
        let value = self.wires(id).first().ok_or(NodeError::MissingInput(id))?;
        typed::<W>(id, value)
    }

    /// The value of a required input, to be held.
    pub fn shared<W: WireType>(&self, input: Required<W>) -> Result<Arc<W::Value>, NodeError> {
        let id = input.declaration.id;
        let value = self.wires(id).first().ok_or(NodeError::MissingInput(id))?;
        typed::<W>(id, value)?;
        value.shared::<W>().ok_or(NodeError::MissingInput(id))
    }

    /// The value of an optional input.
    pub fn optional<W: WireType>(
        &self,
        input: Optional<W>,
    ) -> Result<Option<&W::Value>, NodeError> {
        let id = input.declaration.id;
        self.wires(id).first().map(|value| typed::<W>(id, value)).transpose()
    }

    /// The values of an input that takes many.
    pub fn many<W: WireType>(&self, input: Many<W>) -> Result<Vec<&W::Value>, NodeError> {
        let id = input.declaration.id;
        self.wires(id).iter().map(|value| typed::<W>(id, value)).collect()
    }

    /// The values on all wires of an input, of whatever kind.
    pub fn wires(&self, input: &str) -> &[WireValue] {
        let index = self.node_type.inputs.iter().position(|declared| declared.id == input);
        let Some(index) = index else { return &[] };
        let end = |index: usize| self.ends.get(index).map_or(0, |&end| end as usize);
        let start = index.checked_sub(1).map_or(0, end);
        self.wires.get(start..end(index)).unwrap_or(&[])
    }

    /// The network inside a loop, to be run.
    pub fn inside(&self) -> Result<&Inside<'_>, NodeError> {
        let outside = || NodeError::message("a loop can only be cooked as a part of a graph");
        self.inside.as_ref().ok_or_else(outside)
    }

    /// The output of the node that a node-path parameter names; none if it names none.
    pub fn referenced(&self, parameter: Parameter<Arc<str>>) -> Option<&WireValue> {
        let id = parameter.declaration.id;
        self.referenced.iter().find(|(name, _)| *name == id).map(|(_, value)| value)
    }

    /// The file that a parameter names. An empty path or a file that cannot be read is an error
    /// that says so.
    pub fn file(&self, parameter: Parameter<Arc<str>>) -> Result<&Resource, NodeError> {
        let id = parameter.declaration.id;
        let found = self.files.iter().find(|(name, _)| *name == id);
        let resource = found.map(|(_, resource)| resource).ok_or_else(|| NodeError::Parameter {
            parameter: id.to_owned(),
            message: "choose a file".to_owned(),
        })?;
        match &resource.state {
            Ok(_) => Ok(resource),
            Err(message) => {
                Err(NodeError::File { path: resource.path.clone(), message: message.clone() })
            }
        }
    }
}

fn typed<'a, W: WireType>(
    input: &'static str,
    value: &'a WireValue,
) -> Result<&'a W::Value, NodeError> {
    value.get::<W>().ok_or(NodeError::WrongWire { input, wanted: W::ID, given: value.wire().id })
}

/// Where the wires of each input end, from how many each has.
pub(crate) fn ends(counts: impl Iterator<Item = usize>) -> Vec<u32> {
    let sums = counts.scan(0, |sum, count| {
        *sum += count as u32;
        Some(*sum)
    });
    sums.collect()
}

/// Runs one node outside any graph: for tests of nodes and small tools.
///
/// `values` are parameters that differ from their defaults; `inputs` has a list of wires for
/// each declared input, and may be shorter. File parameters are read from the disk; node-path
/// parameters name nothing. Gives the outputs and the warnings.
pub fn run_node(
    node_type: &'static NodeType,
    values: &[(&str, Value)],
    inputs: &[Vec<WireValue>],
    task: &Task,
) -> Result<(Outputs, Vec<String>), NodeError> {
    let mut parameters = Vec::with_capacity(node_type.parameters.len());
    let mut files = Vec::new();
    for declaration in node_type.parameters {
        let given = values.iter().find(|(id, _)| *id == declaration.id);
        let value = match given {
            Some((_, value)) => declaration.accept(value).map_err(|message| {
                NodeError::Parameter { parameter: declaration.id.to_owned(), message }
            })?,
            None => declaration.default_value(),
        };
        if let (true, Some(text)) = (declaration.is_file_to_read(), value.as_text())
            && !text.is_empty()
        {
            let beside = node_type.files_beside;
            let file = crate::Resources::default().file(Path::new(text), beside, task);
            files.push((declaration.id, file));
        }
        parameters.push(value);
    }
    let inputs = &inputs[..inputs.len().min(node_type.inputs.len())];
    let wires: Vec<WireValue> = inputs.iter().flatten().cloned().collect();
    let counts = inputs.iter().map(Vec::len).chain(std::iter::repeat(0));
    let cook = Cook {
        node_type,
        parameters: Parameters { declarations: node_type.parameters, values: &parameters },
        wires: &wires,
        ends: &ends(counts.take(node_type.inputs.len())),
        referenced: &[],
        files: &files,
        scripts: &[],
        published: None,
        context: &Context::default(),
        task,
        warnings: RefCell::default(),
        inside: None,
    };
    let outputs = (node_type.cook)(&cook)?;
    Ok((outputs, cook.warnings.into_inner()))
}
