//! Modules on a lattice of cells: making cells, filling them from examples, showing them.

mod learned;
pub mod module_assemble;
pub mod module_lattice;
pub mod module_neighbours;
pub mod module_place;
#[cfg(test)]
mod testing;
pub mod wave_function_collapse;

use std::sync::Arc;

use geometry::Geometry;
use geometry::ops::modules::{Class, Classes, Error, Lattice, Rules};
use graph::{Cook, Many, NodeError, Parameter, TextKind};

use crate::wires::GeometryWire;

/// The examples that a node learns from.
const EXAMPLES: Many<GeometryWire> = Many::new("examples", "Examples");

/// Whether examples count in every turn.
const TURNED: Parameter<bool> = Parameter::toggle("turned", "Also Turned", true).help(
    "What stands beside something in one level direction may in all four, as if every example \
     were there in each turn and mirrored. Off, directions are told apart.",
);

/// The cells whose module stays.
const FIXED: Parameter<Arc<str>> = Parameter::text_of(TextKind::Group, "fixed", "Fixed Cells", "")
    .help(
        "Cells whose module stays if they have one; others are filled. Empty means all, ^* none. \
         Cells that are empty stay so.",
    );

/// What chance begins with.
const SEED: Parameter<i64> =
    Parameter::integer("seed", "Seed", 0).soft(0.0, 100.0).help("Another seed, another result.");

/// How wild the draws are.
const TEMPERATURE: Parameter<f32> =
    Parameter::float("temperature", "Temperature", 1.0).at_least(0.0).soft(0.0, 2.0).help(
        "1 draws modules as often as the examples have them, less prefers the likelier ones, 0 \
         always takes the likeliest.",
    );

/// How often all is drawn anew.
const PASSES: Parameter<i64> = Parameter::integer("passes", "Passes", 0)
    .at_least(0.0)
    .at_most(1000.0)
    .soft(0.0, 10.0)
    .help("How often every cell is drawn anew once all are filled.");

/// An error of the modules as the node's.
fn failed(error: Error) -> NodeError {
    match error {
        Error::Stop(stop) => stop.into(),
        other => NodeError::message(other),
    }
}

/// The rules that the examples of a node show.
fn rules_of(cook: &Cook<'_>, examples: Many<GeometryWire>) -> Result<Rules, NodeError> {
    let examples = cook.many(examples)?;
    let task = cook.task();
    let classes = Classes::of(examples.iter().copied(), task).map_err(failed)?;
    let read = |example: &&Geometry| -> Result<(Lattice, Vec<Class>), Error> {
        Ok((Lattice::of(example, task)?, classes.read(example, task)?))
    };
    let cells: Result<Vec<_>, Error> = examples.iter().map(read).collect();
    let turned = cook.get(TURNED);
    Rules::of(classes.clone(), &cells.map_err(failed)?, turned, task).map_err(failed)
}
