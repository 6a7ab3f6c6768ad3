//! How long heavy nodes go on after they were cancelled.
//!
//! Each case cooks once to its end, then again and again, each time cancelled at another moment;
//! the longest time from the cancel to the return counts. Where other programs keep the cores
//! busy, the processor time that all threads took in between counts if it is less. What a node's
//! inputs have derived is built anew each time.
//!
//! `cargo bench --bench cancel [-- CASE...]` prints a line a case, the slowest moment in brackets,
//! and fails where a case takes longer than the limit.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use geometry::{Geometry, files};
use graph::{Budget, Document, Evaluator, NodePath, Request, project};
use nodes::GeometryWire;
use task::{CancelToken, Task};

#[path = "../src/memory.rs"]
mod memory;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long a cancelled node may go on.
const LIMIT: Duration = Duration::from_millis(50);

/// How often each case is cancelled.
const MOMENTS: u32 = 14;

/// What the nodes work on: a million quads with attributes, two million triangles, and others.
const INPUTS: &str = r#"
    "ball": (type: "sphere", parameters: {"rows": 1001, "columns": 1000, "uvs": true}),
    "facing": (type: "normal", inputs: {"geometry": "ball"}, parameters: {"class": "point"}),
    "coloured": (type: "color", inputs: {"geometry": "facing"}, parameters: {"color_type": "random"}),
    "big": (type: "group_create", inputs: {"geometry": "coloured"}, parameters: {
        "group_name": "half", "use_random": true}),
    "triangles": (type: "sphere", parameters: {"type": "icosphere", "frequency": 316}),
    "flat": (type: "grid", parameters: {"rows": 1000, "columns": 1000, "uvs": true}),
    "hills": (type: "mountain", inputs: {"geometry": "flat"}),
    "soup": (type: "facet", inputs: {"geometry": "ball"}, parameters: {"unique_points": true}),
    "places": (type: "grid", parameters: {"rows": 500, "columns": 500, "connectivity": "points"}),
    "cube": (type: "box"),
    "curves": (type: "grid", parameters: {"rows": 1000, "columns": 1000, "connectivity": "rows"}),
    "instances": (type: "copy_to_points", inputs: {"geometry": "cube", "points": "places"},
        parameters: {"pack": true}),
    "small": (type: "sphere", parameters: {"rows": 21, "columns": 25}),
    "pieces": (type: "copy_to_points", inputs: {"geometry": "cube", "points": "places"}),
    "classes": (type: "connectivity", inputs: {"geometry": "pieces"}),
"#;

/// Name, type, inputs and parameters of each node that is cancelled.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("grid", "grid", "", r#""rows": 3000, "columns": 3000, "uvs": true"#),
    ("sphere", "sphere", "", r#""rows": 2000, "columns": 2000, "uvs": true"#),
    ("icosphere", "sphere", "", r#""type": "icosphere", "frequency": 450, "uvs": true"#),
    ("tube", "tube", "", r#""rows": 2000, "columns": 2000, "end_caps": "triangles", "uvs": true"#),
    ("torus", "torus", "", r#""rows": 2000, "columns": 2000, "uvs": true"#),
    (
        "box",
        "box",
        "",
        r#""divisions_x": 700, "divisions_y": 700, "divisions_z": 700, "uvs": true"#,
    ),
    ("circle", "circle", "", r#""divisions": 8000000, "uvs": true"#),
    ("line", "line", "", r#""points": 8000000"#),
    ("subdivide", "subdivide", r#""geometry": "big""#, ""),
    ("subdivide part", "subdivide", r#""geometry": "big""#, r#""group": "half""#),
    ("subdivide loop", "subdivide", r#""geometry": "triangles""#, r#""algorithm": "loop""#),
    ("subdivide bilinear", "subdivide", r#""geometry": "big""#, r#""algorithm": "bilinear""#),
    ("subdivide deep", "subdivide", r#""geometry": "small""#, r#""iterations": 6"#),
    ("extrude", "extrude", r#""geometry": "big""#, r#""inset": 0.0001, "output_back": true"#),
    (
        "extrude each",
        "extrude",
        r#""geometry": "big""#,
        r#""divide_into": "individual", "inset": 0.0001, "output_back": true"#,
    ),
    ("extrude part", "extrude", r#""geometry": "big""#, r#""group": "half", "divisions": 2"#),
    ("scatter", "scatter", r#""geometry": "big""#, r#""count": 2000000"#),
    (
        "scatter distance",
        "scatter",
        r#""geometry": "big""#,
        r#""count": 2000000, "least_distance": 0.003"#,
    ),
    (
        "scatter relax",
        "scatter",
        r#""geometry": "big""#,
        r#""count": 500000, "relax_iterations": 5"#,
    ),
    ("fuse", "fuse", r#""geometry": "soup""#, ""),
    ("fuse wide", "fuse", r#""geometry": "soup""#, r#""snap_distance": 0.01"#),
    ("fuse grid", "fuse", r#""geometry": "soup""#, r#""snap_to": "grid""#),
    ("clean", "clean", r#""geometry": "soup""#, r#""remove_unused_attributes": true"#),
    ("clean orient", "clean", r#""geometry": "big""#, r#""orient_polygons": true"#),
    ("smooth", "smooth", r#""geometry": "big""#, ""),
    ("normal vertex", "normal", r#""geometry": "big""#, ""),
    ("normal point", "normal", r#""geometry": "big""#, r#""class": "point", "group": "half""#),
    ("normal area", "normal", r#""geometry": "big""#, r#""class": "point", "weighting": "area""#),
    ("normal detail", "normal", r#""geometry": "big""#, r#""class": "detail""#),
    ("ray", "ray", r#""geometry": "hills", "target": "big""#, r#""both_directions": true"#),
    (
        "ray nearest",
        "ray",
        r#""geometry": "hills", "target": "big""#,
        r#""method": "closest", "attributes": "*""#,
    ),
    (
        "transfer",
        "attribute_transfer",
        r#""geometry": "hills", "source": "big""#,
        r#""vertices": "*", "primitives": "*""#,
    ),
    (
        "transfer nearest",
        "attribute_transfer",
        r#""geometry": "hills", "source": "big""#,
        r#""method": "nearest", "max_sample_count": 8, "vertices": "*", "primitives": "*""#,
    ),
    ("convex hull", "convex_hull", r#""geometry": "hills""#, ""),
    ("convex hull ball", "convex_hull", r#""geometry": "triangles""#, ""),
    ("convex hull flat", "convex_hull", r#""geometry": "flat""#, ""),
    ("copy to points", "copy_to_points", r#""geometry": "cube", "points": "places""#, ""),
    (
        "copy to points packed",
        "copy_to_points",
        r#""geometry": "cube", "points": "hills""#,
        r#""pack": true"#,
    ),
    (
        "copy pieces",
        "copy_to_points",
        r#""geometry": "classes", "points": "classes""#,
        r#""use_piece": true, "piece_attribute": "class""#,
    ),
    (
        "copy and transform",
        "copy_transform",
        r#""geometry": "big""#,
        r#""total_number": 4, "rotate": [0.0, 10.0, 0.0]"#,
    ),
    (
        "pack",
        "pack",
        r#""geometry": "classes""#,
        r#""pack_by": "attribute", "name_attribute": "class""#,
    ),
    ("unpack", "unpack", r#""geometry": "instances""#, ""),
    ("resample", "resample", r#""geometry": "curves""#, r#""length": 0.003, "use_tangent": true"#),
    (
        "resample edges",
        "resample",
        r#""geometry": "curves""#,
        r#""use_length": false, "use_segments": true, "segments": 3, "edge": true"#,
    ),
    ("sweep", "sweep", r#""backbones": "curves""#, r#""uvs": "unit""#),
    ("connectivity", "connectivity", r#""geometry": "pieces""#, ""),
    (
        "connectivity points",
        "connectivity",
        r#""geometry": "big""#,
        r#""connectivity_type": "point", "attribute_type": "text""#,
    ),
    ("connectivity uv", "connectivity", r#""geometry": "big""#, r#""use_seams": true"#),
    ("measure area", "measure", r#""geometry": "big""#, ""),
    (
        "measure pieces",
        "measure",
        r#""geometry": "classes""#,
        r#""measure": "volume", "accumulate": "piece""#,
    ),
    ("measure curvature", "measure", r#""geometry": "big""#, r#""measure": "curvature""#),
    ("measure instances", "measure", r#""geometry": "instances""#, ""),
    (
        "mountain",
        "mountain",
        r#""geometry": "big""#,
        r#""basis": "worley_f2_f1", "animated": true"#,
    ),
    ("mountain normals", "mountain", r#""geometry": "ball""#, ""),
    ("peak", "peak", r#""geometry": "big""#, ""),
    ("clip", "clip", r#""geometry": "big""#, r#""direction": [1.0, 0.3, 0.2], "fill": true"#),
    ("clip both", "clip", r#""geometry": "hills""#, r#""keep": "all", "fill": true"#),
    ("triangulate", "triangulate", r#""geometry": "big""#, ""),
    ("mirror", "mirror", r#""geometry": "big""#, ""),
    ("reverse", "reverse", r#""geometry": "big""#, ""),
    (
        "facet cusp",
        "facet",
        r#""geometry": "hills""#,
        r#""cusp_polygons": true, "cusp_angle": 1.0, "post_normals": true"#,
    ),
    (
        "facet unique",
        "facet",
        r#""geometry": "big""#,
        r#""unique_points": true, "make_planar": true, "remove_inline": true"#,
    ),
    ("delete", "delete", r#""geometry": "big""#, r#""use_random": true"#),
    (
        "delete points",
        "delete",
        r#""geometry": "big""#,
        r#""group_type": "point", "use_random": true"#,
    ),
    (
        "delete borders",
        "delete",
        r#""geometry": "hills""#,
        r#""use_edges": true, "edge_type": "angle""#,
    ),
    (
        "delete inside",
        "delete",
        r#""geometry": "hills", "bounding": "triangles""#,
        r#""use_bounding": true, "bounding_type": "object""#,
    ),
    ("split", "split", r#""geometry": "big""#, r#""group": "half""#),
    (
        "group facing",
        "group_create",
        r#""geometry": "big""#,
        r#""group_type": "point", "use_normal": true"#,
    ),
    (
        "group attribute",
        "group_create",
        r#""geometry": "big""#,
        r#""use_attribute": true, "attribute": "Cd""#,
    ),
    (
        "group combine",
        "group_combine",
        r#""geometry": "big""#,
        r#""group_type": "point", "group_a": "half", "operation_ab": "union", "group_b": "0-900000:2""#,
    ),
    (
        "attribute create",
        "attribute_create",
        r#""geometry": "big""#,
        r#""size": 16, "group": "half""#,
    ),
    ("attribute noise", "attribute_noise", r#""geometry": "big""#, r#""class": "vertex""#),
    (
        "attribute promote",
        "attribute_promote",
        r#""geometry": "big""#,
        r#""name": "*", "method": "median", "delete_original": false"#,
    ),
    (
        "attribute promote up",
        "attribute_promote",
        r#""geometry": "big""#,
        r#""name": "uv", "from_class": "vertex", "to_class": "point", "method": "mode""#,
    ),
    (
        "attribute randomize",
        "attribute_randomize",
        r#""geometry": "big""#,
        r#""class": "vertex", "distribution": "custom_discrete", "name": "tree""#,
    ),
    ("color", "color", r#""geometry": "big""#, r#""color_type": "ramp", "attribute": "P""#),
    ("material", "material", r#""geometry": "big""#, r#""group": "half""#),
    ("bound", "bound", r#""geometry": "big""#, r#""type": "sphere", "group": "half""#),
    ("match size", "match_size", r#""geometry": "big""#, r#""scale_to_fit": "inside""#),
    (
        "transform",
        "transform",
        r#""geometry": "big""#,
        r#""rotate": [1.0, 2.0, 3.0], "group": "half", "group_type": "primitive""#,
    ),
    (
        "transform instances",
        "transform",
        r#""geometry": "instances""#,
        r#""rotate": [1.0, 2.0, 3.0]"#,
    ),
    ("merge", "merge", r#""inputs": ["big", "classes", "triangles", "instances"]"#, ""),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let fits = |name: &str, wanted: &str| {
        name.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|w| fits(name, w));
    memory::keep_freed_for_a_while();
    let threads = rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global();
    threads.expect("the worker threads start");
    let mut slow = Vec::new();
    let mut report = |name: &str, outcome: Outcome| {
        if outcome.longest > LIMIT {
            slow.push(name.to_owned());
        }
        print(&format!(
            "{name:24} {:8.1} ms whole, cancelled within {:6.1} ms ({:.0} % into it){}\n",
            millis(outcome.whole),
            millis(outcome.longest),
            100.0 * outcome.moment,
            if outcome.longest > LIMIT { "  TOO LONG" } else { "" },
        ));
    };
    for (name, node_type, inputs, parameters) in CASES {
        if is_wanted(name) {
            report(name, node(node_type, inputs, parameters));
        }
    }
    if FORMATS.iter().any(|format| is_wanted(&format!("file {format}"))) {
        let mesh = mesh();
        let folder = tempfile::tempdir().expect("a temporary folder");
        for format in FORMATS.iter().filter(|format| is_wanted(&format!("file {format}"))) {
            let path = folder.path().join(format!("mesh.{format}"));
            report(&format!("file {format} write"), writing(&mesh, &path));
            report(&format!("file {format} read"), reading(&path));
            report(&format!("file {format} node"), file_node(&path));
        }
    }
    if !slow.is_empty() {
        print(&format!("{} of the cases take too long: {}\n", slow.len(), slow.join(", ")));
        std::process::exit(1);
    }
}

const FORMATS: &[&str] = &["obj", "ply", "stl", "gltf", "glb"];

fn print(text: &str) {
    std::io::stdout().write_all(text.as_bytes()).expect("somebody reads this");
}

fn millis(time: Duration) -> f64 {
    1000.0 * time.as_secs_f64()
}

/// What came of a case.
struct Outcome {
    whole: Duration,
    longest: Duration,
    /// When the cancel came after which it took longest, as a part of the whole.
    moment: f64,
}

/// Times `work`, which is done by the calling thread after each `prepare`.
fn measure(mut prepare: impl FnMut(), mut work: impl FnMut(CancelToken) -> bool) -> Outcome {
    prepare();
    let start = Instant::now();
    assert!(work(CancelToken::default()), "a cook that nobody cancels comes to its end");
    let whole = start.elapsed();
    let mut outcome = Outcome { whole, longest: Duration::ZERO, moment: 0.0 };
    for moment in 0..MOMENTS {
        // Not quite even steps, so that two runs do not see the same moments only.
        let part = (f64::from(moment) + f64::from(moment * 7 % 10) / 10.0) / f64::from(MOMENTS);
        prepare();
        let cancel = CancelToken::default();
        let token = cancel.clone();
        let canceller = std::thread::spawn(move || {
            std::thread::sleep(whole.mul_f64(part));
            token.cancel();
            (Instant::now(), processor_time())
        });
        let finished = work(cancel);
        let (end, worked) = (Instant::now(), processor_time());
        let (cancelled, before) = canceller.join().expect("it only sleeps");
        let waited = end.saturating_duration_since(cancelled);
        let took = worked.zip(before).map_or(waited, |(w, b)| w.saturating_sub(b).min(waited));
        if !finished && took > outcome.longest {
            (outcome.longest, outcome.moment) = (took, part);
        }
    }
    outcome
}

/// What all threads that live have worked so far, where the system tells (as Linux does).
fn processor_time() -> Option<Duration> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        sum += text.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(sum))
}

fn open(nodes: &str) -> (Document, Evaluator) {
    let library = nodes::library();
    let text = format!("(version: 1, nodes: {{{nodes}}})");
    let opened = project::parse(&text, &library).unwrap_or_else(|error| panic!("{error}"));
    let warnings: Vec<_> =
        opened.problems.iter().filter(|p| p.level == graph::Level::Warning).collect();
    assert!(warnings.is_empty(), "{warnings:?}");
    let budget = Budget { cache: 8 << 30, memory: 16 << 30 };
    (opened.document, Evaluator::new(library, budget))
}

fn node(node_type: &str, inputs: &str, parameters: &str) -> Outcome {
    let mut text = INPUTS.to_owned();
    let _ = write!(
        text,
        r#""node": (type: "{node_type}", inputs: {{{inputs}}}, parameters: {{{parameters}}}),"#
    );
    let (document, evaluator) = open(&text);
    cooking(&document, &evaluator)
}

/// Cooks the node, with everything that it needs cooked before.
fn cooking(document: &Document, evaluator: &Evaluator) -> Outcome {
    let node = document.node(&NodePath::parse("/node").expect("a path")).expect("written above");
    let sources = node.inputs.values().flatten().map(|source| format!("/{}", source.node));
    let upstream = Request { targets: sources.collect(), ..Request::default() };
    let prepare = || {
        evaluator.clear_cache();
        for value in evaluator.cook(document, &upstream).values {
            value.unwrap_or_else(|error| panic!("{error}"));
        }
    };
    measure(prepare, |cancel| {
        let request = Request { cancel, ..Request::new("/node") };
        let cooked = evaluator.cook(document, &request);
        match &cooked.values[0] {
            Ok(_) => true,
            Err(_) if request.cancel.is_cancelled() => false,
            Err(error) => panic!("{error}"),
        }
    })
}

fn mesh() -> Geometry {
    let (document, evaluator) = open(INPUTS);
    let cooked = evaluator.cook(&document, &Request::new("/big"));
    let value = cooked.values[0].as_ref().unwrap_or_else(|error| panic!("{error}"));
    value.get::<GeometryWire>().expect("geometry").clone()
}

fn finished<T>(result: Result<T, files::FileError>) -> bool {
    match result {
        Ok(_) => true,
        Err(files::FileError::Stopped(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

fn writing(mesh: &Geometry, path: &Path) -> Outcome {
    // A written mesh has derived nothing yet: its topology is copied for each time.
    let outcome =
        measure(|| (), |cancel| finished(files::write(path, mesh, &Task::new(cancel, u64::MAX))));
    assert!(path.exists());
    outcome
}

fn reading(path: &Path) -> Outcome {
    measure(|| (), |cancel| finished(files::read(path, &Task::new(cancel, u64::MAX))))
}

fn file_node(path: &Path) -> Outcome {
    let path = path.display();
    let (document, evaluator) =
        open(&format!(r#""node": (type: "file", parameters: {{"file": "{path}"}}),"#));
    // The evaluator remembers a file's hash: each time a new one is asked.
    let library = evaluator.library().clone();
    let budget = Budget { cache: 8 << 30, memory: 16 << 30 };
    let fresh = || Evaluator::new(library.clone(), budget);
    measure(
        || (),
        |cancel| {
            let request = Request { cancel, ..Request::new("/node") };
            let cooked = fresh().cook(&document, &request);
            match &cooked.values[0] {
                Ok(_) => true,
                Err(_) if request.cancel.is_cancelled() => false,
                Err(error) => panic!("{error}"),
            }
        },
    )
}
