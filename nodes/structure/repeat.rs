//! Repeat: runs its network again and again, each time on what came out.

use geometry::ops::each::{PartValue, marked};
use geometry::ops::pieces::PieceName;
use graph::{Cook, Looping, NodeError, NodeType, Outputs, Parameter, Pass, Role, WireValue};

use super::passes::{self, SINGLE_PASS, SINGLE_PASS_NUMBER};
use crate::wires::GeometryWire;

const ITERATIONS: Parameter<i64> = Parameter::integer("iterations", "Iterations", 3)
    .at_least(0.0)
    .at_most(1_000_000.0)
    .soft(0.0, 20.0)
    .help("How many times the network is run. With 0 the input comes out as it is.");

/// The declaration of Repeat.
pub const NODE: NodeType = NodeType {
    id: "repeat",
    label: "Repeat",
    category: "structure",
    aliases: &["For-Loop with Feedback", "Feedback Loop", "Repeat Zone", "Iterate", "While"],
    help: "Runs the network inside it again and again: the first Subnet Input gives the loop's \
           first input at first, and then what came out of the first Subnet Output the time \
           before. Its detail attributes iteration and numiterations say which time it is, \
           and expressions of parameters inside read $ITERATION and $ITERATIONS; further inputs \
           come in whole. What does not depend on the time is cooked once.",
    parameters: &[ITERATIONS.declaration, SINGLE_PASS.declaration, SINGLE_PASS_NUMBER.declaration],
    role: Role::Loop,
    looping: Looping {
        shown,
        shown_number: passes::shown_number,
        feedback: true,
        ..Looping::BLANK
    },
    cook,
    ..NodeType::BLANK
};

fn count(cook: &Cook<'_>) -> u32 {
    u32::try_from(cook.get(ITERATIONS)).unwrap_or(0)
}

/// What goes into the loop: the value at its first input, or nothing.
fn first(cook: &Cook<'_>) -> Result<WireValue, NodeError> {
    let nothing = || WireValue::new::<GeometryWire>(passes::nothing().clone());
    Ok(cook.inside()?.input().cloned().unwrap_or_else(nothing))
}

/// A pass on what came out of the one before. What is no geometry is passed on as it is.
fn pass(value: &WireValue, iteration: u32, iterations: u32) -> Pass {
    let input = value.get::<GeometryWire>().map_or_else(
        || value.clone(),
        |geometry| {
            let name = PartValue::Name(PieceName::Integer(iteration as i32));
            WireValue::new::<GeometryWire>(marked(geometry.clone(), iteration, iterations, name))
        },
    );
    Pass { input: Some(input), iteration, iterations, ..Pass::default() }
}

/// What comes out of so many iterations.
fn after(cook: &Cook<'_>, end: u32) -> Result<Vec<WireValue>, NodeError> {
    let inside = cook.inside()?;
    // Without any, the input comes out.
    let mut values = vec![first(cook)?; inside.output_count()];
    for iteration in 0..end {
        let Some(before) = values.first() else { break };
        values = inside.run(&pass(before, iteration, count(cook)))?;
        cook.task().set_steps(iteration + 1, end);
    }
    Ok(values)
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let iterations = count(cook);
    let end = passes::single(cook, iterations).map_or(iterations, |last| last + 1).min(iterations);
    Ok(Outputs::of(after(cook, end)?.into_iter().map(passes::unmarked_value).collect()))
}

fn shown(cook: &Cook<'_>) -> Result<Pass, NodeError> {
    let number = passes::single(cook, count(cook)).unwrap_or(0);
    let before = after(cook, number)?;
    let first = before.first().ok_or_else(|| NodeError::message("nothing goes round"))?;
    Ok(pass(first, number, count(cook)))
}
