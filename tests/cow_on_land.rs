//! A real project from mesh and height files to exports: the meshes of `../shared`, which lie
//! beside a working copy. Where they do not, these tests say so and end.

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use graph::{Budget, Context, Document, Evaluator, NodePath, Request, Setting, Value};
use support::{espalier, json, text};

/// Quads of the cow, whose faces have 732 corners, after three subdivisions, and of the land.
const COW: u64 = 732 * 16;
const LAND: u64 = 343 * 402;
const SPIKES: u64 = 50_000;

/// The project, if what it reads is there.
fn project() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("../shared/data");
    if data.join("meshes/spot_quads.obj").exists() && data.join("terrain").exists() {
        return Some(root.join("tests/projects/cow_on_land.ron"));
    }
    eprintln!("skipped: {} is not there", data.display());
    None
}

fn corner(info: &serde_json::Value, name: &str) -> [f64; 3] {
    let numbers = info["bounds"][name].as_array().expect("three numbers").iter();
    let numbers: Vec<f64> = numbers.map(|n| n.as_f64().expect("a number")).collect();
    numbers.try_into().expect("three numbers")
}

#[test]
fn every_export_holds_all_of_it_in_the_same_place() {
    let Some(project) = project() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let outs = ["glb", "obj", "ply"].map(|end| folder.path().join(format!("cow_on_land.{end}")));
    let mut arguments = vec!["cook", project.to_str().expect("a plain path"), "--json"];
    for out in &outs {
        arguments.extend(["--out", out.to_str().expect("a plain path")]);
    }
    let cooked = json(&espalier(&arguments));
    assert_eq!(cooked["packed"], SPIKES);
    assert_eq!(cooked["primitives"], COW + LAND + SPIKES);
    for out in &outs {
        let name = out.file_name().and_then(|name| name.to_str()).expect("named above");
        let file = json(&espalier(&["info", out.to_str().expect("a plain path"), "--json"]));
        for end in ["min", "max"] {
            let pairs = corner(&file, end).into_iter().zip(corner(&cooked, end));
            let same = pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-5);
            assert!(same, "{name}: {end} {:?}, not {:?}", corner(&file, end), corner(&cooked, end));
        }
        // Instances stay instances in glTF; other formats hold their four triangles each.
        let expected = match name.ends_with(".glb") {
            true => (SPIKES, 2 * (COW + LAND) + SPIKES),
            false => (0, COW + LAND + 4 * SPIKES),
        };
        let counts = [&file["packed"], &file["primitives"]].map(|n| n.as_u64().expect("a number"));
        assert_eq!((counts[0], counts[1]), expected, "{name}");
    }
}

#[test]
fn a_second_cook_reuses_what_did_not_change() {
    let Some(project) = project() else { return };
    let library = nodes::library();
    let opened = graph::project::load(&project, &library).expect("it opens");
    assert_eq!(opened.problems, []);
    let mut document = opened.document;
    let evaluator = Evaluator::new(library, Budget { cache: 4 << 30, memory: 16 << 30 });
    let folder: Arc<Path> = project.parent().expect("a folder").into();
    let cook = |document: &Document| -> Vec<String> {
        let context = Context { frame: 1.0, project_folder: folder.clone() };
        let targets = vec!["/all".to_owned()];
        let cooked = evaluator.cook(document, &Request { targets, context, ..Request::default() });
        assert!(cooked.values[0].is_ok(), "{:?}", cooked.values);
        let mut paths: Vec<_> = cooked.report.cooked().map(|node| node.path.to_string()).collect();
        paths.sort();
        paths
    };
    assert_eq!(cook(&document).len(), 12, "everything, at first");
    assert!(cook(&document).is_empty(), "nothing changed");
    let set = |document: &mut Document, node: &str, parameter: &str, value: Value| {
        let path = NodePath::parse(node).expect("a path");
        let node = document.node_mut(&path).expect("the project has it");
        node.parameters.insert(parameter.into(), Setting::Value(value))
    };
    let before = document.clone();
    set(&mut document, "/spike", "radius", Value::Float(0.02));
    assert_eq!(cook(&document), ["/all", "/spike", "/spikes"]);
    set(&mut document, "/land_below", "translate", Value::Vector3([0.0, -2.0, 0.0]));
    assert_eq!(cook(&document), ["/all", "/land", "/land_below"]);
    assert!(cook(&before).is_empty(), "what was there before is found again");
}

#[test]
fn the_trace_names_every_node_that_cooked() {
    let Some(project) = project() else { return };
    let output = espalier(&["cook", project.to_str().expect("a plain path"), "--trace"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let trace = text(&output.stderr);
    for node in ["/cow", "/cow_smooth", "/places", "/spikes", "/land", "/all"] {
        assert!(trace.contains(&format!("  {node}\n")), "{node} in {trace}");
    }
}
