use geometry::{Column, Domain, Geometry};
use graph::{Budget, Document, Evaluator, Request, project};

use crate::GeometryWire;

fn cooked(document: &Document, target: &str) -> Result<Geometry, String> {
    let evaluator = Evaluator::new(crate::library(), Budget { cache: 1 << 26, memory: 1 << 30 });
    let result = evaluator.cook(document, &Request::new(target));
    let value = result.values[0].as_ref().map_err(ToString::to_string)?;
    Ok(value.get::<GeometryWire>().unwrap().clone())
}

/// A grid of four faces, on which a loop runs; `inside` stands between its input and output.
fn looped(kind: &str, parameters: &str, inside: &str) -> Document {
    let text = format!(
        r#"(version: 1, nodes: {{
            "grid": (type: "grid", parameters: {{"rows": 3, "columns": 3}}),
            "piece": (type: "connectivity", inputs: {{"geometry": "grid"}}),
            "loop": (type: "{kind}", inputs: {{"in": "piece"}}, parameters: {{{parameters}}},
                network: (nodes: {{
                    "in": (type: "subnet_input"),
                    {inside}
                    "out": (type: "subnet_output", inputs: {{"input": "last"}}),
                }})),
        }})"#
    );
    let opened = project::parse(&text, &crate::library()).unwrap();
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
    opened.document
}

const MOVED: &str = r#"
    "last": (type: "wrangle", inputs: {"geometry": "in"},
        parameters: {"snippet": "v@P.y += 1 + detail(0, \"iteration\"); f@of = detail(0, \"numiterations\");"}),"#;

fn heights(geometry: &Geometry) -> Vec<f32> {
    let mut heights: Vec<f32> = geometry.positions().iter().map(|point| point.y).collect();
    heights.dedup();
    heights
}

#[test]
fn each_part_knows_which_it_is_and_all_are_merged() {
    let points = cooked(&looped("for_each", "", MOVED), "/loop").unwrap();
    assert_eq!((points.point_count(), points.primitive_count()), (9, 0));
    assert_eq!(heights(&points), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(points.points().read::<f32>("of"), Some(&[9.0; 9][..]));
    assert!(!points.detail().contains("iteration"), "only inside");
    let faces = cooked(&looped("for_each", r#""over": "primitives""#, MOVED), "/loop").unwrap();
    assert_eq!((faces.point_count(), faces.primitive_count()), (16, 4));
    assert_eq!(heights(&faces), [1.0, 2.0, 3.0, 4.0]);
    let pieces = cooked(&looped("for_each", r#""over": "pieces""#, MOVED), "/loop").unwrap();
    assert_eq!((pieces.point_count(), heights(&pieces)), (9, vec![1.0]));
    let numbers = r#""over": "numbers", "iterations": 2"#;
    let numbers = cooked(&looped("for_each", numbers, MOVED), "/loop").unwrap();
    assert_eq!((numbers.primitive_count(), heights(&numbers)), (8, vec![1.0, 2.0]));
}

#[test]
fn one_pass_can_be_looked_at() {
    let one = r#""over": "primitives", "single_pass": true, "single_pass_number": 2"#;
    let document = looped("for_each", one, MOVED);
    assert_eq!(heights(&cooked(&document, "/loop").unwrap()), [3.0]);
    assert_eq!(heights(&cooked(&document, "/loop/last").unwrap()), [3.0]);
    let part = cooked(&document, "/loop/in").unwrap();
    assert_eq!(part.detail().read::<i32>("value"), Some(&[2][..]));
}

#[test]
fn a_missing_piece_attribute_is_said_at_its_parameter() {
    let values = r#""over": "pieces", "piece_attribute": "roof""#;
    let error = cooked(&looped("for_each", values, MOVED), "/loop").unwrap_err();
    assert!(error.starts_with("parameter \"piece_attribute\": there is no"), "{error}");
}

#[test]
fn what_goes_round_is_worked_on_again() {
    let repeated = |times: &str| cooked(&looped("repeat", times, MOVED), "/loop").unwrap();
    assert_eq!(heights(&repeated("")), [1.0 + 2.0 + 3.0]);
    assert_eq!(heights(&repeated(r#""iterations": 0"#)), [0.0]);
    let single = r#""single_pass": true, "single_pass_number": 1"#;
    assert_eq!(heights(&repeated(single)), [3.0], "up to that one");
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let document = looped("for_each", r#""over": "primitives""#, MOVED);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let expected = one.install(|| cooked(&document, "/loop").unwrap());
    for threads in [2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| cooked(&document, "/loop").unwrap()), expected);
    }
    let piece = expected.table(Domain::Primitive).get("class").map(Column::len);
    assert_eq!(piece, Some(4), "attributes stay");
}
