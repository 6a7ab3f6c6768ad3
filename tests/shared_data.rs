//! A large project on real data that lies beside the repository, in ../shared/data: a mesh is
//! smoothed and covered with instances, and stands on land made from a map of heights. Where the
//! data is not there, the tests say so and are skipped.

mod support;

use std::path::{Path, PathBuf};

use graph::{Budget, Evaluator, NodePath, Request, Setting, Value};
use support::{espalier, json, text};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects/cow_on_land.ron")
}

/// Whether the data is there; says so if it is not.
fn has_data(test: &str) -> bool {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let needed = ["meshes/spot_quads.obj", "terrain/jacksboro_dem_m.png"];
    let missing = needed.iter().map(|name| data.join(name)).find(|path| !path.exists());
    if let Some(path) = &missing {
        eprintln!("{test}: skipped, for there is no {}", path.display());
    }
    missing.is_none()
}

#[test]
fn the_project_is_as_the_program_saves_it() {
    let library = nodes::library();
    let opened = graph::project::load(&project(), &library).expect("it opens");
    assert_eq!(opened.problems, []);
    let saved = graph::project::to_text(&opened.document, &library).expect("finite numbers");
    assert_eq!(saved, std::fs::read_to_string(project()).expect("it can be read"));
}

#[test]
fn one_cook_writes_the_same_thing_in_three_formats() {
    if !has_data("one cook, three formats") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let outs: Vec<PathBuf> =
        ["glb", "obj", "ply"].map(|end| folder.path().join("cow").with_extension(end)).into();
    let project = project();
    let mut arguments = vec!["cook", project.to_str().expect("a plain path"), "--json"];
    for out in &outs {
        arguments.extend(["--out", out.to_str().expect("a plain path")]);
    }
    let cooked = json(&espalier(&arguments));
    // 732 corners make as many quads, which are split twice; the tetrahedra; and the cells
    // between 403 x 344 points.
    let (cow, land) = (732 * 16, 402 * 343);
    assert_eq!(cooked["packed"], 50_000);
    assert_eq!(cooked["primitives"], cow + 50_000 + land);
    let read = |path: &Path| json(&espalier(&["info", path.to_str().expect("plain"), "--json"]));
    for out in &outs {
        let read = read(out);
        for corner in ["min", "max"] {
            for axis in 0..3 {
                let value = |description: &serde_json::Value| {
                    description["bounds"][corner][axis].as_f64().expect("a number")
                };
                let apart = (value(&read) - value(&cooked)).abs();
                assert!(apart < 1e-5, "{} {corner} {axis}: {apart}", out.display());
            }
        }
        if out.extension().is_some_and(|end| end == "glb") {
            assert_eq!(read["packed"], 50_000, "instances that share a mesh");
            assert_eq!(read["primitives"], 2 * cow + 50_000 + 2 * land, "triangles");
        } else {
            assert_eq!(read["primitives"], cow + 4 * 50_000 + land);
            assert_eq!(read["points"], cow + 2 + 4 * 50_000 + 403 * 344);
        }
    }
    // The land is as high above its lowest place as the map says: 0.6 mm to the metre.
    let target = ["cook", arguments[1], "--node", "/land", "--json"];
    let land = json(&espalier(&target));
    let height = |corner: &str| land["bounds"][corner][1].as_f64().expect("a number");
    let metres = (height("max") - height("min")) / 0.0006;
    assert!((metres - metres.round()).abs() < 0.05, "{metres}");
    assert!((100.0..1000.0).contains(&metres), "{metres}");
}

#[test]
fn a_second_cook_does_only_what_changed() {
    if !has_data("a second cook") {
        return;
    }
    let library = nodes::library();
    let mut document = graph::project::load(&project(), &library).expect("it opens").document;
    let evaluator = Evaluator::new(library, Budget { cache: 2 << 30, memory: 2 << 30 });
    let mut request = Request::new("/all");
    request.context.project_folder = project().parent().expect("a folder").into();
    let mut cook = |node: &str, parameter: &str, value: f64| {
        let path = NodePath::parse(node).expect("a path");
        let node = document.node_mut(&path).expect("a node of the project");
        node.parameters.insert(parameter.into(), Setting::Value(Value::Float(value)));
        let cooked = evaluator.cook(&document, &request);
        assert!(cooked.values[0].is_ok(), "{:?}", cooked.values[0]);
        let mut names: Vec<String> =
            cooked.report.cooked().map(|report| report.path.to_string()).collect();
        names.sort();
        (names, cooked.report.nodes.len())
    };
    let (first, all) = cook("/spike", "radius", 0.01);
    assert_eq!((first.len(), all), (12, 12), "{first:?}");
    // What lies upstream of what is there is not even looked at.
    assert_eq!(cook("/spike", "radius", 0.02).0, ["/all", "/spike", "/spikes"]);
    assert_eq!(cook("/relief", "distance", 0.001).0, ["/all", "/land", "/land_below", "/relief"]);
    assert_eq!(
        cook("/relief", "distance", 0.0006).0,
        ["/all"],
        "the land of before is still there"
    );
    assert_eq!(cook("/spike", "radius", 0.01).0, [""; 0], "and so is everything of the beginning");
}

#[test]
fn a_missing_file_is_said_with_the_node_that_names_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let moved = folder.path().join("moved.ron");
    std::fs::copy(project(), &moved).expect("a copy");
    let output = espalier(&["cook", moved.to_str().expect("a plain path")]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("spot_quads.obj") || said.contains("jacksboro_dem_m.png"), "{said}");
    assert!(said.contains("no such file"), "{said}");
}
