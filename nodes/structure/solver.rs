//! Solver: runs its network once for each frame, on what came out of the frame before.

use geometry::ops::each::{PartValue, marked};
use graph::{Cook, Looping, NodeError, NodeType, Outputs, Parameter, Pass, Reads, Role, WireValue};

use super::passes;
use crate::wires::GeometryWire;

const START: Parameter<i64> = Parameter::integer("start_frame", "Start Frame", 1)
    .at_least(-1_000_000.0)
    .at_most(1_000_000.0)
    .soft(0.0, 100.0)
    .help("Up to this frame the input comes out as it is.");
const SUBSTEPS: Parameter<i64> = Parameter::integer("substeps", "Substeps", 1)
    .at_least(1.0)
    .at_most(1000.0)
    .soft(1.0, 10.0)
    .help("How many times the network is run for each frame.");

/// The most frames that are solved.
const LONGEST: i64 = 1_000_000;

/// The declaration of Solver.
pub const NODE: NodeType = NodeType {
    id: "solver",
    label: "Solver",
    category: "structure",
    aliases: &["Simulation Zone", "Simulation", "Feedback over Frames", "Grow", "DOP Network"],
    help: "Runs the network inside it once for each frame after the start frame: the first \
           Subnet Input gives the loop's first input at the start frame, and then what came out \
           of the first Subnet Output the frame before. Inner nodes and further inputs are cooked \
           at each of these frames. Every frame is kept, so that stepping forward costs one step.",
    parameters: &[START.declaration, SUBSTEPS.declaration],
    reads: Reads { frame: true, ..Reads::NOTHING },
    role: Role::Loop,
    looping: Looping { shown, feedback: true, frames: true, ..Looping::BLANK },
    cook,
    ..NodeType::BLANK
};

/// The frame that is asked for, no earlier than the start.
fn wanted(cook: &Cook<'_>) -> (i64, i64) {
    let start = cook.get(START);
    let frame = cook.frame().floor();
    (start, (frame as i64).clamp(start, start.saturating_add(LONGEST)))
}

/// The geometry at the start.
fn initial(cook: &Cook<'_>, start: i64) -> Result<WireValue, NodeError> {
    let nothing = || WireValue::new::<GeometryWire>(passes::nothing().clone());
    Ok(cook.inside()?.input_at(start)?.unwrap_or_else(nothing))
}

fn pass(cook: &Cook<'_>, value: &WireValue, frame: i64, start: i64, substep: i64) -> Pass {
    let substeps = cook.get(SUBSTEPS);
    let iteration = ((frame - start - 1).max(0) * substeps + substep) as u32;
    let iterations = iteration + 1;
    let input = value.get::<GeometryWire>().map_or_else(
        || value.clone(),
        |geometry| {
            let number = PartValue::Number(frame as f32);
            WireValue::new::<GeometryWire>(marked(geometry.clone(), iteration, iterations, number))
        },
    );
    let frame = Some(frame as f64);
    Pass { input: Some(input), iteration, iterations, frame, ..Pass::default() }
}

/// The results at a frame: from the nearest frame before that was kept, or from the start. All
/// frames on the way are kept up to `last_kept`.
fn at(
    cook: &Cook<'_>,
    start: i64,
    frame: i64,
    last_kept: i64,
) -> Result<Vec<WireValue>, NodeError> {
    let inside = cook.inside()?;
    let kept = (start + 1..=frame).rev().find_map(|frame| Some((frame, inside.kept(frame)?)));
    let (mut done, mut values) = match kept {
        Some(kept) => kept,
        None => (start, vec![initial(cook, start)?; inside.output_count()]),
    };
    let (first, steps) = (done, frame - done);
    while done < frame {
        done += 1;
        for substep in 0..cook.get(SUBSTEPS) {
            let Some(before) = values.first() else { return Ok(values) };
            values = inside.run(&pass(cook, before, done, start, substep))?;
        }
        values = values.into_iter().map(passes::unmarked_value).collect();
        if done <= last_kept {
            inside.keep(done, &values);
        }
        cook.task().set_steps((done - first) as u32, steps as u32);
    }
    Ok(values)
}

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let (start, frame) = wanted(cook);
    // The evaluator keeps what comes out.
    Ok(Outputs::of(at(cook, start, frame, frame - 1)?))
}

/// The step that leads to this frame.
fn shown(cook: &Cook<'_>) -> Result<Pass, NodeError> {
    let (start, frame) = wanted(cook);
    let before = at(cook, start, (frame - 1).max(start), frame - 1)?;
    let first = before.first().ok_or_else(|| NodeError::message("nothing goes round"))?;
    Ok(pass(cook, first, frame, start, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use graph::{Budget, Context, Document, Evaluator, Request, project};

    /// A point that each frame moves by one, and further where the frame is; on it, the frame at
    /// which it began.
    fn growing() -> Document {
        let text = r#"(version: 1, nodes: {
            "point": (type: "line", parameters: {"points": 2}),
            "mark": (type: "wrangle", inputs: {"geometry": "point"},
                parameters: {"snippet": "f@born = @Frame;"}),
            "side": (type: "wrangle", inputs: {"geometry": "point"},
                parameters: {"snippet": "f@side = @Frame;"}),
            "solver": (type: "solver", inputs: {"before": "mark", "side": "side"},
                parameters: {"start_frame": 10},
                network: (nodes: {
                    "before": (type: "subnet_input"),
                    "side": (type: "subnet_input", parameters: {"number": 1}),
                    "step": (type: "wrangle", inputs: {"geometry": "before", "input1": "side"},
                        parameters: {"snippet":
                            "v@P.x += 1; f@sum += point(1, \"side\", 0); i@n = detail(0, \"iteration\");"}),
                    "out": (type: "subnet_output", inputs: {"input": "step"}),
                })),
        })"#;
        let opened = project::parse(text, &crate::library()).unwrap();
        assert!(opened.problems.is_empty(), "{:?}", opened.problems);
        opened.document
    }

    fn evaluator() -> Evaluator {
        Evaluator::new(crate::library(), Budget { cache: 1 << 26, memory: 1 << 30 })
    }

    fn moved(evaluator: &Evaluator, target: &str, frame: f64) -> (f32, u32, Vec<f32>) {
        let context = Context { frame, ..Context::default() };
        let request = Request { context, ..Request::new(target) };
        let cooked = evaluator.cook(&growing(), &request);
        let value = cooked.values[0].as_ref().map_err(ToString::to_string).unwrap();
        let geometry = value.get::<GeometryWire>().unwrap();
        let steps = cooked.report.node("/solver/step").map_or(0, |step| step.cooks);
        let first = |name| geometry.points().read::<f32>(name).map_or(-1.0, |values| values[0]);
        (geometry.positions()[0].x, steps, vec![first("born"), first("sum")])
    }

    #[test]
    fn each_frame_goes_on_from_the_one_before_and_inputs_follow_the_frame() {
        let evaluator = evaluator();
        let start = moved(&evaluator, "/solver", 3.0);
        assert_eq!(start.0, moved(&evaluator, "/point", 1.0).0);
        let (x, steps, values) = moved(&evaluator, "/solver", 14.0);
        assert_eq!((x - start.0, steps), (4.0, 4));
        assert_eq!(values, [10.0, 11.0 + 12.0 + 13.0 + 14.0], "live at each frame");
        let (x, steps, _) = moved(&evaluator, "/solver", 15.9);
        assert_eq!((x - start.0, steps), (5.0, 1), "one step on");
        let (x, steps, _) = moved(&evaluator, "/solver", 12.0);
        assert_eq!((x - start.0, steps), (2.0, 0), "kept on the way");
    }

    #[test]
    fn parameters_inside_see_the_frame_of_each_step() {
        let text = r#"(version: 1, nodes: {
            "point": (type: "line"),
            "solver": (type: "solver", inputs: {"before": "point"}, network: (nodes: {
                "before": (type: "subnet_input"),
                "far": (type: "transform", inputs: {"geometry": "before"},
                    parameters: {"translate": {"expression": "set($F, 0, 0)"}}),
                "out": (type: "subnet_output", inputs: {"input": "far"}),
            })),
        })"#;
        let document = project::parse(text, &crate::library()).unwrap().document;
        let evaluator = evaluator();
        let cooked = |frame| {
            let context = Context { frame, ..Context::default() };
            let request = Request { context, ..Request::new("/solver") };
            let cooked = evaluator.cook(&document, &request);
            let value = cooked.values[0].as_ref().map_err(ToString::to_string).unwrap();
            let steps = cooked.report.node("/solver/far").map_or(0, |step| step.cooks);
            (value.get::<GeometryWire>().unwrap().positions()[0].x, steps)
        };
        assert_eq!(cooked(4.0), (2.0 + 3.0 + 4.0, 3));
        assert_eq!(cooked(5.0), (14.0, 1), "what was kept does not depend on the frame now");
    }

    #[test]
    fn what_is_displayed_inside_is_the_step_to_this_frame() {
        let evaluator = evaluator();
        let start = moved(&evaluator, "/point", 1.0).0;
        assert_eq!(moved(&evaluator, "/solver/before", 14.0).0 - start, 3.0);
        assert_eq!(moved(&evaluator, "/solver/step", 14.0).0 - start, 4.0);
        assert_eq!(moved(&evaluator, "/solver", 14.0).1, 1, "what led there was kept");
    }
}
