//! What expressions in parameters, groups and programs do in a graph of real nodes.

use geometry::Geometry;
use glam::Vec3;

use crate::testing::cook_project;

const GRID: &str =
    r#""grid": (type: "grid", parameters: {"rows": 3, "columns": 4, "size": [3, 2]}),"#;

fn cooked(nodes: &str, target: &str) -> Geometry {
    at_frame(nodes, target, 1.0)
}

fn at_frame(nodes: &str, target: &str, frame: f64) -> Geometry {
    let nodes = format!("{GRID}{nodes}");
    cook_project(&nodes, target, frame).unwrap_or_else(|error| panic!("{error}"))
}

fn heights(geometry: &Geometry) -> Vec<f32> {
    geometry.positions().iter().map(|point| point.y).collect()
}

#[test]
fn parameters_follow_other_nodes_and_the_frame() {
    let nodes = r#""move": (type: "transform", inputs: {"geometry": "grid"}, parameters: {
        "translate": {"expression": "set(0, chi(\"../grid/rows\") + $F, chv(\"../grid/size\").x)"}}),"#;
    let moved = at_frame(nodes, "/move", 10.0);
    assert_eq!((moved.positions()[0].y, moved.bounds().center().z), (13.0, 3.0));
}

#[test]
fn extrude_and_peak_take_a_value_for_each_element() {
    let nodes = r#"
        "up": (type: "extrude", inputs: {"geometry": "grid"}, parameters: {
            "divide_into": "individual",
            "distance": {"expression": "@primnum * ch(\"../grid/sizex\") / 3"}}),
        "waves": (type: "peak", inputs: {"geometry": "grid"}, parameters: {
            "use_direction": true, "distance": {"expression": "@P.x + $F"}}),"#;
    let towers = cooked(nodes, "/up");
    let mut tops = heights(&towers);
    tops.sort_by(f32::total_cmp);
    tops.dedup();
    assert_eq!(tops, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let waves = at_frame(nodes, "/waves", 2.0);
    assert!(waves.positions().iter().all(|point| (point.y - (point.x + 2.0)).abs() < 1e-6));
}

#[test]
fn a_mistake_over_elements_is_the_parameter_s() {
    let nodes = format!(
        r#"{GRID} "up": (type: "extrude", inputs: {{"geometry": "grid"}}, parameters: {{
            "distance": {{"expression": "@primnum + nosuch"}}}}),"#
    );
    let error = cook_project(&nodes, "/up", 1.0).unwrap_err().to_string();
    assert!(error.starts_with("parameter \"distance\": line 1, column 12"), "{error}");
    let nodes = nodes.replace("@primnum + nosuch", "@primnum + ch('../grid/row')");
    let error = cook_project(&nodes, "/up", 1.0).unwrap_err().to_string();
    assert!(error.contains("has no parameter \"row\"; did you mean rows?"), "{error}");
}

#[test]
fn copies_and_points_are_scaled_and_strewn_by_expression() {
    let nodes = r#"
        "box": (type: "box"),
        "copies": (type: "copy_to_points", inputs: {"geometry": "box", "points": "grid"},
            parameters: {"scale": {"expression": "@ptnum == 0 ? 1 : 0.1"}}),
        "points": (type: "scatter", inputs: {"geometry": "grid"}, parameters: {
            "generate_by": "density", "density": {"expression": "@P.x > 0 ? 300 : 0"}}),"#;
    let copies = cooked(nodes, "/copies");
    let edge =
        |copy: usize| copies.positions()[copy * 8].distance(copies.positions()[copy * 8 + 1]);
    assert!((edge(0) - 10.0 * edge(1)).abs() < 1e-5);
    let points = cooked(nodes, "/points");
    assert!(points.point_count() > 500);
    assert!(points.positions().iter().all(|point| point.x > -0.51));
}

#[test]
fn groups_take_expressions_with_parameters_and_the_frame() {
    let nodes = r#"
        "right": (type: "delete", inputs: {"geometry": "grid"}, parameters: {
            "group": "@P.x > ch(\"../grid/sizex\") / 6", "group_type": "primitive"}),
        "some": (type: "delete", inputs: {"geometry": "grid"}, parameters: {
            "group": "0-3 @ptnum == $F", "group_type": "point"}),"#;
    assert_eq!(cooked(nodes, "/right").primitive_count(), 4);
    assert_eq!(at_frame(nodes, "/some", 7.0).point_count(), 12 - 5);
    assert_eq!(at_frame(nodes, "/some", 3.0).point_count(), 12 - 4);
}

#[test]
fn programs_read_parameters_and_ramps() {
    let nodes = r#"
        "remap": (type: "attribute_remap", inputs: {"geometry": "grid"}, parameters: {
            "original_name": "P", "new_name": "rest",
            "ramp": {"curve": [(0, 1, "constant"), (0.5, 3, "linear"), (1, 5, "linear")]}}),
        "code": (type: "wrangle", inputs: {"geometry": "grid"}, parameters: {"snippet":
            "@P.y = ch(\"../grid/rows\") + chramp('../remap/ramp', @ptnum / 11.0) + @Frame;"}),
        "size": (type: "box", parameters: {
            "size": {"expression": "chramp('../remap/ramp', 0.75)"}}),"#;
    let code = at_frame(nodes, "/code", 100.0);
    assert_eq!((code.positions()[0].y, code.positions()[11].y), (104.0, 108.0));
    let size = cooked(nodes, "/size");
    assert_eq!(size.bounds().max, Vec3::splat(2.0));
}

#[test]
fn attributes_are_created_by_expression() {
    let nodes = r#"
        "one": (type: "attribute_create", version: 2, inputs: {"geometry": "grid"}, parameters: {
            "name": "weight", "group": "@ptnum < 6",
            "value": {"expression": "@ptnum * 2"}, "default": [7, 0, 0, 0]}),
        "colour": (type: "attribute_create", version: 2, inputs: {"geometry": "one"}, parameters: {
            "name": "Cd", "type": "color", "color": {"expression": "{1, 0, 0} * @weight"}}),"#;
    let made = cooked(nodes, "/colour");
    let weights = made.points().read::<f32>("weight").unwrap();
    assert_eq!(weights[4..8], [8.0, 10.0, 7.0, 7.0]);
    assert_eq!(made.points().read::<Vec3>("Cd").unwrap()[5], Vec3::new(10.0, 0.0, 0.0));
}
