//! One benchmark case, timed as Blender's are in `blender.py`: prints a JSON line with the median
//! seconds and what came out. `compare.py` runs both side by side.
//!
//! `cargo bench --bench cases -- CASE [--reps N]`

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use geometry::{Geometry, files};
use graph::{Budget, Document, Evaluator, NodePath, Request, Setting, Value, project};
use nodes::GeometryWire;
use task::Task;

#[path = "../src/memory.rs"]
mod memory;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A graph, the node to cook, and the parameter that makes everything dirty.
struct Case {
    name: &'static str,
    target: &'static str,
    touch: (&'static str, &'static str),
}

const GRID_10_M: &str = r#""size": [10.0, 10.0]"#;

/// As many corners as the peer's monkey of 500 faces: after one subdivision as many quads.
const BALL: &str =
    r#""ball": (type: "sphere", parameters: {"type": "mesh", "rows": 22, "columns": 24}),"#;

fn cases() -> Vec<(Case, String)> {
    let case = |name, nodes: String, target, touch| (Case { name, target, touch }, nodes);
    let touched = |grid: &str| {
        format!(
            r#""grid": (type: "grid", parameters: {{{GRID_10_M}, {grid}}}),
            "touch": (type: "transform", inputs: {{"geometry": "grid"}}),"#
        )
    };
    let copies = |pack: bool| {
        touched(r#""rows": 316, "columns": 316"#)
            + &format!(
                r#""cube": (type: "box"),
                "copy": (type: "copy_to_points", inputs: {{"geometry": "cube", "points": "touch"}},
                    parameters: {{"pack": {pack}}}),"#
            )
    };
    let scatter = |settings: &str| {
        touched(r#""rows": 200, "columns": 200"#)
            + &format!(
                r#""scatter": (type: "scatter", inputs: {{"geometry": "touch"}},
                    parameters: {{{settings}}}),"#
            )
    };
    let mut chain = r#""n0000": (type: "box"),"#.to_owned();
    for index in 1..=1000 {
        let _ = write!(
            chain,
            r#""n{index:04}": (type: "transform", inputs: {{"geometry": "n{:04}"}},
                parameters: {{"translate": [0.001, 0.0, 0.0]}}),"#,
            index - 1
        );
    }
    // Each line is as long as the one before, and a little longer; the first one changes, and
    // only the last one cooks.
    let mut lengths = r#""p00000": (type: "line"),"#.to_owned();
    for index in 1..10_000 {
        let _ = write!(
            lengths,
            r#""p{index:05}": (type: "line", parameters: {{"length":
                {{"expression": "ch(\"../p{:05}/length\") + 0.001"}}}}),"#,
            index - 1
        );
    }
    let offset = ("/touch", "translate");
    vec![
        case(
            "subdivide",
            format!(
                r#"{BALL}
                "touch": (type: "transform", inputs: {{"geometry": "ball"}}),
                "smooth": (type: "subdivide", inputs: {{"geometry": "touch"}},
                    parameters: {{"iterations": 6}}),"#
            ),
            "/smooth",
            offset,
        ),
        case(
            "grid_noise",
            format!(
                r#""grid": (type: "grid", parameters: {{{GRID_10_M}, "rows": 1000, "columns": 1000}}),
                "touch": (type: "mountain", inputs: {{"geometry": "grid"}},
                    parameters: {{"octaves": 5.0, "animated": true, "recompute_normals": false}}),"#
            ),
            "/touch",
            ("/touch", "amplitude"),
        ),
        case(
            "scatter",
            scatter(r#""generate_by": "density", "density": 10000.0"#),
            "/scatter",
            offset,
        ),
        case(
            "scatter_distance",
            scatter(r#""generate_by": "density", "density": 10000.0, "least_distance": 0.02"#),
            "/scatter",
            offset,
        ),
        case("copy_real", copies(false), "/copy", offset),
        case("copy_packed", copies(true), "/copy", offset),
        case(
            "extrude",
            touched(r#""rows": 501, "columns": 501"#)
                + r#""extrude": (type: "extrude", inputs: {"geometry": "touch"},
                    parameters: {"divide_into": "individual", "distance": 0.01}),"#,
            "/extrude",
            offset,
        ),
        case(
            "boolean",
            r#""cube": (type: "box", parameters: {"size": [1.5, 1.5, 1.5], "divisions_x": 64, "divisions_y": 64, "divisions_z": 64}),
            "touch": (type: "transform", inputs: {"geometry": "cube"}),
            "ball": (type: "sphere", parameters: {"type": "icosphere", "frequency": 64, "radius": [0.9, 0.9, 0.9]}),
            "cut": (type: "boolean", inputs: {"a": "touch", "b": "ball"},
                parameters: {"operation": "subtract"}),"#
                .to_owned(),
            "/cut",
            offset,
        ),
        case(
            "for_each",
            touched(r#""rows": 100, "columns": 100"#)
                + r#""cubes": (type: "for_each", inputs: {"point": "touch"}, network: (nodes: {
                    "point": (type: "subnet_input"),
                    "cube": (type: "box", parameters: {"size": [0.05, 0.05, 0.05]}),
                    "move": (type: "copy_to_points", inputs: {"geometry": "cube", "points": "point"}),
                    "moved": (type: "subnet_output", inputs: {"input": "move"}),
                })),"#,
            "/cubes",
            offset,
        ),
        case("chain_all", chain.clone(), "/n1000", ("/n0001", "translate")),
        case("chain_last", chain, "/n1000", ("/n1000", "translate")),
        case("expressions", lengths, "/p09999", ("/p00000", "length")),
    ]
}

fn main() {
    memory::keep_freed_for_a_while();
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let mut reps = 5;
    if let Some(at) = arguments.iter().position(|argument| argument == "--reps") {
        reps = arguments.get(at + 1).and_then(|text| text.parse().ok()).unwrap_or(reps);
        arguments.truncate(at);
    }
    let threads = rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global();
    threads.expect("the worker threads start");
    let graphs = cases();
    for name in arguments {
        if let Some((case, nodes)) = graphs.iter().find(|(case, _)| case.name == name) {
            run_graph(case, nodes, reps);
        } else if let Some((format, way)) = name.split_once('_') {
            run_file(&name, format, way == "write", reps);
        } else {
            eprintln!("there is no case \"{name}\"");
            std::process::exit(2);
        }
    }
}

fn open(nodes: &str) -> (Document, Evaluator) {
    let library = nodes::library();
    let text = format!("(version: 1, nodes: {{{nodes}}})");
    let opened = project::parse(&text, &library).unwrap_or_else(|error| panic!("{error}"));
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
    // Small enough that later repetitions drop what earlier ones left, as in a long day's work.
    let budget = Budget { cache: 256 << 20, memory: 16 << 30 };
    (opened.document, Evaluator::new(library, budget))
}

fn run_graph(case: &Case, nodes: &str, reps: usize) {
    let (mut document, evaluator) = open(nodes);
    let (path, parameter) = case.touch;
    let path = NodePath::parse(path).expect("written above");
    let mut seconds = Vec::new();
    let mut last = Geometry::default();
    for rep in 0..=reps {
        let touch = 0.001 * (rep + 1) as f64;
        let declaration = document.parameter_declaration(&path, parameter, evaluator.library());
        let value = match declaration.expect("the case names a parameter").default_value() {
            Value::Vector3(_) => Value::Vector3([touch, 0.0, 0.0]),
            _ => Value::Float(1.0 + touch),
        };
        let node = document.node_mut(&path).expect("the case names a node");
        node.parameters.insert(parameter.into(), Setting::Value(value));
        let request = Request::new(case.target);
        let start = Instant::now();
        let cooked = evaluator.cook(&document, &request);
        let elapsed = start.elapsed().as_secs_f64();
        match &cooked.values[0] {
            Ok(value) => last = value.get::<GeometryWire>().expect("geometry").clone(),
            Err(error) => panic!("{error}"),
        }
        // The first cook warms up.
        if rep > 0 {
            seconds.push(elapsed);
        }
    }
    report(case.name, seconds, &last);
}

fn run_file(name: &str, format: &str, write: bool, reps: usize) {
    let (document, evaluator) = open(&format!(
        r#"{BALL} "smooth": (type: "subdivide", inputs: {{"geometry": "ball"}},
            parameters: {{"iterations": 6}}),"#
    ));
    let cooked = evaluator.cook(&document, &Request::new("/smooth"));
    let mesh = cooked.values[0].as_ref().expect("the mesh cooks");
    let mesh = mesh.get::<GeometryWire>().expect("geometry").clone();
    drop((cooked, evaluator));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(format!("mesh.{format}"));
    let task = Task::unlimited();
    let store = |mesh: &Geometry, path: &Path| {
        files::write(path, mesh, &task).unwrap_or_else(|error| panic!("{error}"));
    };
    store(&mesh, &path);
    let mut seconds = Vec::new();
    let mut last = mesh.clone();
    for _ in 0..reps {
        let start = Instant::now();
        if write {
            store(&mesh, &path);
        } else {
            last = files::read(&path, &task).unwrap_or_else(|error| panic!("{error}"));
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    report(name, seconds, &last);
}

fn report(name: &str, mut seconds: Vec<f64>, geometry: &Geometry) {
    seconds.sort_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    let (points, faces) = (geometry.point_count(), geometry.primitive_count());
    let line = serde_json::json!({
        "case": name, "seconds": median, "points": points, "faces": faces,
    });
    eprintln!("{name}: {median:.5} s, {points} points, {faces} faces");
    std::io::Write::write_all(&mut std::io::stdout(), format!("{line}\n").as_bytes())
        .expect("somebody reads this");
}
