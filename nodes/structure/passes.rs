//! What the loops share: the pass that is looked at, and what is made of the results.

use std::sync::LazyLock;

use geometry::Geometry;
use geometry::ops::each::unmarked;
use geometry::ops::merge::merge;
use graph::{Cook, NodeError, Outputs, Parameter, Parameters, WireValue};
use task::Task;

use crate::wires::GeometryWire;

/// Whether only one pass is run.
pub const SINGLE_PASS: Parameter<bool> = Parameter::toggle("single_pass", "Single Pass", false)
    .help("Runs one iteration only, to look at it. Inner nodes that are displayed show it too.");
/// Which one.
pub const SINGLE_PASS_NUMBER: Parameter<i64> =
    Parameter::integer("single_pass_number", "Iteration", 0)
        .at_least(0.0)
        .soft(0.0, 100.0)
        .shown_when(&[SINGLE_PASS.is(&["true"])])
        .help("Which iteration, counted from 0. Beyond the last, the last one is.");

/// The only pass to be run, of so many.
pub fn single(cook: &Cook<'_>, count: u32) -> Option<u32> {
    let number = u32::try_from(cook.get(SINGLE_PASS_NUMBER)).unwrap_or(u32::MAX);
    cook.get(SINGLE_PASS).then_some(number.min(count.saturating_sub(1)))
}

/// The pass that is shown inside.
pub fn shown_number(parameters: Parameters<'_>) -> u32 {
    match parameters.get(SINGLE_PASS) {
        true => u32::try_from(parameters.get(SINGLE_PASS_NUMBER)).unwrap_or(u32::MAX),
        false => 0,
    }
}

/// The geometry at the loop's first input; none if nothing is wired.
pub fn input<'a>(cook: &'a Cook<'_>) -> Result<Option<&'a Geometry>, NodeError> {
    let Some(value) = cook.inside()?.input() else { return Ok(None) };
    let wrong =
        || NodeError::message(format!("the first input takes geometry, not {}", value.wire().id));
    value.get::<GeometryWire>().map(Some).ok_or_else(wrong)
}

/// A geometry of nothing.
pub fn nothing() -> &'static Geometry {
    static NOTHING: LazyLock<Geometry> = LazyLock::new(Geometry::default);
    &NOTHING
}

/// Each output with the results of all passes merged. What is no geometry can come out of a
/// single pass only.
pub fn merged(
    results: Vec<Vec<WireValue>>,
    outputs: usize,
    task: &Task,
) -> Result<Outputs, NodeError> {
    let merged = (0..outputs).map(|output| {
        if let [only] = &results[..] {
            return Ok(unmarked_value(only[output].clone()));
        }
        let geometries = results.iter().map(|values| {
            let value = &values[output];
            value.get::<GeometryWire>().ok_or_else(|| {
                let kind = value.wire().id;
                NodeError::message(format!(
                    "the results of all iterations are merged, and {kind} cannot be: let the \
                     loop give geometry"
                ))
            })
        });
        let geometries: Vec<&Geometry> = geometries.collect::<Result<_, _>>()?;
        Ok(WireValue::new::<GeometryWire>(unmarked(merge(&geometries, task)?)))
    });
    Ok(Outputs::of(merged.collect::<Result<_, NodeError>>()?))
}

/// A result without the detail attributes that a pass was told.
pub fn unmarked_value(value: WireValue) -> WireValue {
    match value.get::<GeometryWire>() {
        Some(geometry) => WireValue::new::<GeometryWire>(unmarked(geometry.clone())),
        None => value,
    }
}
