//! Loops: nodes that run a part of the graph many times.
//!
//! The plan holds the nodes inside a loop like any others: there they stand for one pass, the one
//! that is shown while the artist looks inside. The loop's own plan node comes after them and
//! knows which of them its result is made from. Those that depend on the pass become a
//! [`Program`], which the loop's cook runs once for each pass; what does not depend on it is
//! cooked once, beside the loop, and handed in.

mod desk;
mod inside;
mod place;
mod program;
mod tally;
#[cfg(test)]
mod tests;
mod varied;

pub use inside::Inside;
pub(crate) use inside::{Captured, Surroundings};
pub(crate) use program::{Program, Step};
pub(crate) use tally::{Tallies, failures};

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::cook::{Cook, Outputs};
use crate::declaration::{NodeType, Parameters};
use crate::error::NodeError;
use crate::plan::{Endpoint, PlanNode};
use crate::value::Value;
use crate::wire::WireValue;

/// What a type that runs a part of the graph many times says about its passes.
#[derive(Clone, Copy)]
pub struct Looping {
    /// The pass that is shown where a node inside is displayed. Reads the loop's parameters and
    /// [`Inside::input`].
    pub shown: fn(&Cook<'_>) -> Result<Pass, NodeError>,
    /// The number of that pass, from the loop's parameters: what expressions inside see of it.
    pub shown_number: fn(Parameters<'_>) -> u32,
    /// Whether a pass is given what came out of the one before. What is shown inside may then
    /// take passes to find out.
    pub feedback: bool,
    /// Whether passes are frames: then all that the loop's result is made from and that reads
    /// the frame, inside or outside, is cooked for each of them, and so is its first input. For
    /// types that read the frame and feed back.
    pub frames: bool,
    /// The node-path parameter that names what is run, for a type that holds no network.
    pub body: Option<&'static str>,
    /// The parameters of inner nodes that each pass sets, from the loop's own parameters: see
    /// [`Pass::settings`].
    pub varied: fn(Parameters<'_>) -> Vec<Varied>,
}

impl Looping {
    /// What a loop says unless it says otherwise: it divides its first input.
    pub const BLANK: Self = Self {
        shown: |_| Err(NodeError::Message("nothing is shown inside".to_owned())),
        shown_number: |_| 0,
        feedback: false,
        frames: false,
        body: None,
        varied: |_| Vec::new(),
    };
}

/// A parameter of a node that each pass of a loop sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Varied {
    /// The node's path, absolute or relative to the loop: `box1` is inside the loop, `../box1`
    /// beside it.
    pub node: String,
    /// The parameter's id; of a subnet, that of one of its promoted parameters.
    pub parameter: String,
}

/// What one pass is given.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    /// What the loop's first input is inside.
    pub input: Option<WireValue>,
    /// Its number, from 0.
    pub iteration: u32,
    /// How many passes there are.
    pub iterations: u32,
    /// The values of the parameters that [`Looping::varied`] names, in their order.
    pub settings: Vec<Value>,
    /// The frame that inner nodes see, where it is not that of the request.
    pub frame: Option<f64>,
    /// Whether its result is kept in the evaluator's cache, so that a later run that was given
    /// the same settings finds it. Only for passes without an input.
    pub is_kept: bool,
}

/// What a node of the plan does in a loop.
#[derive(Debug, Clone, Default)]
pub(crate) enum Part {
    /// Nothing of its own.
    #[default]
    Plain,
    /// It runs other nodes.
    Loop(Body),
    /// It stands for the first input of the loop around it, in the pass that is shown.
    Shown,
}

/// What a loop runs.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    /// The number of the loop inside which nodes can depend on the pass; none where any can.
    pub within: Option<u32>,
    /// Where the results come from.
    pub outputs: Vec<Endpoint>,
    /// Where the first input comes from, where it is cooked for a frame.
    pub initial: Option<Endpoint>,
    /// The node that stands for the first input.
    pub shown: Option<u32>,
}

impl PlanNode {
    /// Cooks the node. A panic becomes an error, and so does another number of outputs than it
    /// should have.
    pub(crate) fn run(&self, cook: &Cook<'_>) -> Result<Outputs, NodeError> {
        let (run, wanted): (fn(&Cook<'_>) -> _, usize) = match &self.part {
            Part::Plain => (cook.node_type.cook, cook.node_type.outputs.len()),
            Part::Loop(Body { within: None, .. }) => {
                (cook.node_type.cook, cook.node_type.outputs.len())
            }
            Part::Loop(body) => (cook.node_type.cook, body.outputs.len()),
            Part::Shown => (shown, 1),
        };
        let result = catch_unwind(AssertUnwindSafe(|| run(cook)));
        let outputs = result.map_err(|panic| NodeError::Panicked(panic_text(&*panic)))??;
        // Work that was cut short may have come back without saying so.
        cook.task.check()?;
        let given = outputs.values().len();
        if given == wanted {
            return Ok(outputs);
        }
        let text = format!("{wanted} outputs are declared, and {given} came");
        Err(NodeError::Panicked(text))
    }

    /// Makes a node that a type names by a path what the type runs, instead of something that
    /// is cooked for it.
    pub(crate) fn take_body(&mut self, node_type: &NodeType) {
        let Some(body) = node_type.looping.body else { return };
        let named = self.references.iter().position(|(id, _)| *id == body);
        let outputs = named.map(|at| self.references.remove(at).1).into_iter().collect();
        self.part = Part::Loop(Body { within: None, outputs, initial: None, shown: None });
    }
}

/// What the first input of a loop is inside, in the pass that is shown.
fn shown(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let input = (cook.node_type.looping.shown)(cook)?.input;
    let nothing = || NodeError::message("the loop has nothing to give to its input");
    Ok(Outputs::pass(input.ok_or_else(nothing)?))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
