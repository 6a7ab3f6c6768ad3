//! Every node cooked with every shape and every extreme: an error is fine; a panic, another
//! result the second time, much memory or no end is not.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{OnceLock, mpsc};
use std::time::{Duration, Instant};

use espalier_nodes::{DatasetWire, GeometryWire, ModelWire};
use geometry::{Geometry, shapes};
use graph::{
    Arity, Kind, NodeError, NodeType, Outputs, ParameterDeclaration, TextKind, Value, Wire,
    WireValue, run_node,
};
use learn::{Column, Dataset, Goal, Model, Settings, Trainer};
use task::{CancelToken, Task};

use crate::memory;

/// What a single cook may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time after which it is cancelled: long work is fine, as long as it ends when asked to.
    pub time: Duration,
    /// Time in which it has to end then. Far more than it should need: the machine may be busy.
    pub patience: Duration,
    /// The memory limit of its task, in bytes.
    pub memory: u64,
    /// Bytes held at most in fact: several arrays may each be as large as the limit.
    pub held: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_millis(200),
            patience: Duration::from_secs(3),
            memory: 64 << 20,
            held: 1 << 30,
        }
    }
}

/// Parameters that differ from their defaults, and what comes in.
struct Case {
    name: String,
    values: Vec<(&'static str, Value)>,
    inputs: Vec<Vec<WireValue>>,
}

/// What is wrong with how a node cooks; empty if nothing is.
pub fn complaints(node: &'static NodeType, limits: Limits) -> Vec<String> {
    let mut complaints = Vec::new();
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    for case in shape_cases(node).into_iter().chain(extreme_cases(node)) {
        if let Err(complaint) = try_case(node, &case, limits, &one_thread) {
            complaints.push(format!("{}, {}: {complaint}", node.id, case.name));
        }
    }
    complaints
}

/// Every shape in each input in turn, a cube in the others; and in all of them.
fn shape_cases(node: &NodeType) -> Vec<Case> {
    let cube = shapes::with_attributes(shapes::cube());
    let mut cases = vec![Case {
        name: "nothing wired".to_owned(),
        values: Vec::new(),
        inputs: vec![Vec::new(); node.inputs.len()],
    }];
    for (shape_name, shape) in shapes::all() {
        for input in 0..node.inputs.len() {
            let mut inputs = wires(node, &cube);
            inputs[input] = wires(node, &shape)[input].clone();
            let name = format!("{shape_name} in \"{}\"", node.inputs[input].id);
            cases.push(Case { name, values: Vec::new(), inputs });
        }
        if node.inputs.len() > 1 {
            let name = format!("{shape_name} in all inputs");
            cases.push(Case { name, values: Vec::new(), inputs: wires(node, &shape) });
        }
    }
    cases
}

/// Every parameter at its extremes, one at a time, where it is shown.
fn extreme_cases(node: &NodeType) -> Vec<Case> {
    const SHAPES: [&str; 5] =
        ["empty", "cube", "polylines", "packed cubes", "points that are not numbers"];
    let shapes: Vec<_> = shapes::all().into_iter().filter(|(n, _)| SHAPES.contains(n)).collect();
    assert_eq!(shapes.len(), SHAPES.len(), "the shapes are there by these names");
    let mut cases = Vec::new();
    for parameter in node.parameters {
        for value in extremes(parameter) {
            for (shape_name, shape) in &shapes {
                let mut values = shown(node, parameter);
                values.push((parameter.id, value.clone()));
                let name = format!("{shape_name} with {values:?}");
                cases.push(Case { name, values, inputs: wires(node, shape) });
                if node.inputs.is_empty() {
                    break;
                }
            }
        }
    }
    cases
}

/// The values of other parameters for which a parameter is shown.
fn shown(node: &NodeType, parameter: &ParameterDeclaration) -> Vec<(&'static str, Value)> {
    let mut values = Vec::new();
    for condition in parameter.shown_when {
        let other = node.parameter(condition.parameter).expect("declarations are checked apart");
        let default = other.default_value();
        let holds = match &default {
            Value::Toggle(on) => condition.is.contains(&if *on { "true" } else { "false" }),
            Value::Text(id) => condition.is.contains(&&**id),
            _ => false,
        };
        if !holds {
            let value = match other.kind {
                Kind::Toggle(_) => Value::Toggle(condition.is[0] == "true"),
                _ => Value::Text(condition.is[0].into()),
            };
            values.push((other.id, value));
        }
    }
    values
}

fn extremes(parameter: &ParameterDeclaration) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|&text| Value::Text(text.into())).collect();
    let numbers = || {
        let (hard, soft) = (parameter.hard, parameter.soft);
        let ends = [hard.min.or(Some(-1e30)), hard.max.or(Some(1e30)), soft.min, soft.max];
        let mut numbers: Vec<f64> = ends.into_iter().flatten().chain([0.0, -1.0, 1.0]).collect();
        numbers.sort_by(f64::total_cmp);
        numbers.dedup();
        numbers
    };
    let vectors = |make: fn(f64) -> Value, one: Value| {
        numbers().into_iter().map(make).chain([one]).collect::<Vec<_>>()
    };
    match parameter.kind {
        Kind::Toggle(default) => vec![Value::Toggle(!default)],
        Kind::Button => vec![Value::Toggle(true)],
        Kind::Integer(_) => numbers().into_iter().map(|n| Value::Integer(n as i64)).collect(),
        Kind::Float(_) => numbers().into_iter().map(Value::Float).collect(),
        Kind::Vector2(_) => vectors(|n| Value::Vector2([n; 2]), Value::Vector2([0.0, 1.0])),
        Kind::Vector3(_) | Kind::Colour(_) => {
            vectors(|n| Value::Vector3([n; 3]), Value::Vector3([0.0, 1.0, 0.0]))
        }
        Kind::Vector4(_) => {
            vectors(|n| Value::Vector4([n; 4]), Value::Vector4([0.0, 1.0, 0.0, 0.0]))
        }
        Kind::CurveRamp(_) => vec![ramp(false)],
        Kind::ColourRamp(_) => vec![ramp(true)],
        Kind::Menu(options, _) => options.iter().map(|o| Value::Text(o.id.into())).collect(),
        Kind::Text(kind, _) => match kind {
            TextKind::Group => texts(&["", "first_half", "odd", "0", "^*", "nothing_like_it", "!"]),
            TextKind::Attribute => texts(&[
                "",
                "P",
                "Cd",
                "name",
                "mass",
                "piece",
                "uv",
                "odd",
                "note",
                "new",
                "*",
                "N",
                "packed_source packed_transform",
                "3 + 4",
            ]),
            TextKind::FileToRead | TextKind::FileToWrite => {
                texts(&["", "/there/is/no/such/file.obj", "."])
            }
            TextKind::Node => texts(&["", "/nowhere", ".."]),
            TextKind::Code => texts(&["", "@P = @P;", "((((", "@Cd = 1/0; é"]),
            TextKind::Plain => texts(&["", " ", "a", "P", "*", "a b:0 c:-1 d:nan", "é\n\u{0}—"]),
        },
    }
}

/// A ramp that jumps, beyond what is usual.
fn ramp(is_colour: bool) -> Value {
    let stops = [(0.3, -1e30), (0.3, 1e30), (0.9, 0.0)];
    let stops =
        stops.map(|(place, value)| graph::Stop::height(place, value, graph::Between::Smooth));
    Value::Ramp(graph::Ramp::new(stops, is_colour).expect("finite stops").into())
}

/// A shape on every input that takes geometry; twice where an input takes many. Its places as
/// rows where a dataset is taken, and a network that learned from places where a model is.
fn wires(node: &NodeType, shape: &Geometry) -> Vec<Vec<WireValue>> {
    let geometry = WireValue::new::<GeometryWire>(shape.clone());
    let wires = node.inputs.iter().map(|input| {
        let count = if input.arity == Arity::Many { 2 } else { 1 };
        if input.wire.accepts(Wire::of::<GeometryWire>()) {
            vec![geometry.clone(); count]
        } else if input.wire.accepts(Wire::of::<DatasetWire>()) {
            vec![WireValue::new::<DatasetWire>(rows(shape)); count]
        } else if input.wire.accepts(Wire::of::<ModelWire>()) {
            vec![WireValue::new::<ModelWire>(model().clone()); count]
        } else {
            Vec::new()
        }
    });
    wires.collect()
}

/// The places of a shape, with a class of each.
fn rows(shape: &Geometry) -> Dataset {
    let places = shape.points().get("P").and_then(|column| column.floats()).unwrap_or(&[]);
    let places = Column::numbers("P", 3, places.to_vec()).expect("three numbers each");
    let kinds = (0..places.rows()).map(|row| if row % 2 == 0 { "even" } else { "odd" });
    let kinds = Column::texts("kind", kinds);
    Dataset::new(vec![places], vec![kinds]).expect("columns of one length")
}

/// A network that was trained a little.
fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        let settings = Settings { hidden: vec![4], epochs: 2, ..Settings::new(Goal::Classes) };
        let task = Task::unlimited();
        let mut trainer = Trainer::new(&rows(&shapes::cube()), &settings, &task).expect("rows");
        trainer.run(&task, |_| Ok(())).expect("it learns");
        trainer.newest()
    })
}

/// Cooks twice, the second time on one thread: their number must not show in the result.
fn try_case(
    node: &'static NodeType,
    case: &Case,
    limits: Limits,
    one_thread: &rayon::ThreadPool,
) -> Result<(), String> {
    let first = cook(node, case, limits)?;
    if first.as_ref().is_err_and(NodeError::is_cancelled) {
        return Ok(());
    }
    let second = one_thread.install(|| cook(node, case, limits))?;
    match (first, second) {
        (Ok(first), Ok(second)) => {
            check_outputs(node, &first)?;
            if hashes(&first) == hashes(&second) {
                Ok(())
            } else {
                Err("gives another result the second time".to_owned())
            }
        }
        (_, Err(error)) if error.is_cancelled() => Ok(()),
        (Err(first), Err(second)) if first.to_string() == second.to_string() => Ok(()),
        (first, second) => {
            let text = |result: Result<Outputs, NodeError>| {
                result.map_or_else(|error| error.to_string(), |_| "a result".to_owned())
            };
            Err(format!("gives first {}, then {}", text(first), text(second)))
        }
    }
}

/// One cook within limits; the outer error says what it did that no node may do.
fn cook(
    node: &'static NodeType,
    case: &Case,
    limits: Limits,
) -> Result<Result<Outputs, NodeError>, String> {
    let cancel = CancelToken::default();
    let task = Task::new(cancel.clone(), limits.memory);
    memory::take_peak();
    let start = Instant::now();
    let result = std::thread::scope(|scope| {
        let (done, wait) = mpsc::channel::<()>();
        scope.spawn(move || {
            if wait.recv_timeout(limits.time) == Err(mpsc::RecvTimeoutError::Timeout) {
                cancel.cancel();
            }
        });
        let run = || run_node(node, &case.values, &case.inputs, &task);
        let result = catch_unwind(AssertUnwindSafe(run));
        drop(done);
        result
    });
    let (took, held) = (start.elapsed(), memory::take_peak());
    // A panic first: printing where it came from takes time and memory of its own.
    let result = result.map_err(|panic| format!("panics: {}", message_of(&*panic)))?;
    if took > limits.time + limits.patience {
        return Err(format!("went on for {took:.1?} after it was cancelled"));
    }
    if held > limits.held {
        let (held, limit) = (task::bytes_text(held as u64), task::bytes_text(limits.memory));
        return Err(format!("it, or a node beside it, held {held}; its limit is {limit}"));
    }
    Ok(result.map(|(outputs, _)| outputs))
}

fn message_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

fn check_outputs(node: &NodeType, outputs: &Outputs) -> Result<(), String> {
    if outputs.values().len() != node.outputs.len() {
        return Err(format!("gives {} outputs", outputs.values().len()));
    }
    for (declared, value) in node.outputs.iter().zip(outputs.values()) {
        if !declared.wire.accepts(value.wire()) {
            return Err(format!("gives {} as \"{}\"", value.wire().id, declared.id));
        }
        if let Some(geometry) = value.get::<GeometryWire>() {
            let sound = || shapes::assert_sound(geometry, false, declared.id);
            catch_unwind(AssertUnwindSafe(sound))
                .map_err(|panic| format!("gives unsound geometry: {}", message_of(&*panic)))?;
        }
    }
    Ok(())
}

/// What stands for the content of each output.
fn hashes(outputs: &Outputs) -> Vec<(String, u64)> {
    let hash = |value: &WireValue| {
        let geometry = value.get::<GeometryWire>().map(Geometry::content_hash);
        let dataset = value.get::<DatasetWire>().map(|dataset| dataset.hash().to_string());
        (format!("{} {dataset:?}", value.summary()), geometry.unwrap_or(0))
    };
    outputs.values().iter().map(hash).collect()
}
