//! The network under the pointer.

use egui::{Key, Modifiers, PointerButton, vec2};

use super::{CHAIN, Trial};

/// A box, a grid and what copies the one to the points of the other.
const APART: &str = r#"(
    version: 1,
    display: "box1",
    nodes: {
        "box1": (type: "box", position: [-160, 0]),
        "grid1": (type: "grid", position: [160, 0]),
        "copies": (type: "copy_to_points", position: [0, 160]),
        "peak1": (type: "peak", position: [300, 160]),
    },
)"#;

fn source(trial: &Trial, node: &str, input: &str) -> Option<String> {
    trial.node(node).wires(input).first().map(|source| source.node.to_string())
}

#[test]
fn a_wire_is_dragged_from_socket_to_socket() {
    let mut trial = Trial::with_project(APART);
    let (from, to) = (trial.output("box1", "geometry"), trial.input("copies", "geometry"));
    trial.drag(from, to);
    assert_eq!(source(&trial, "/copies", "geometry").as_deref(), Some("box1"));
    // From an input back to an output.
    let (from, to) = (trial.input("copies", "points"), trial.output("grid1", "geometry"));
    trial.drag(from, to);
    assert_eq!(source(&trial, "/copies", "points").as_deref(), Some("grid1"));
}

#[test]
fn a_wire_dropped_on_a_node_takes_its_first_free_input() {
    let mut trial = Trial::with_project(APART);
    for (from, input) in [("box1", "geometry"), ("grid1", "points")] {
        let at = trial.output(from, "geometry");
        let onto = trial.node_place("copies").center() + vec2(0.0, 4.0);
        trial.drag(at, onto);
        assert_eq!(source(&trial, "/copies", input).as_deref(), Some(from));
    }
}

#[test]
fn a_wire_dropped_on_the_canvas_searches_for_what_fits() {
    let mut trial = Trial::with_project(APART);
    let from = trial.output("box1", "geometry");
    trial.drag(from, from + vec2(-40.0, 120.0));
    assert!(trial.sees("Find a node"));
    assert!(!trial.sees("Add Torus"), "a torus takes no geometry");
    trial.type_text("subdivide");
    trial.press(Modifiers::NONE, Key::Enter);
    assert_eq!(source(&trial, "/subdivide1", "geometry").as_deref(), Some("box1"));
}

#[test]
fn a_wire_to_what_it_is_made_from_is_refused_with_a_message() {
    let mut trial = Trial::with_project(CHAIN);
    let from = trial.output("peak1", "geometry");
    let onto = trial.node_place("transform1").center() + vec2(0.0, 4.0);
    trial.drag(from, onto);
    let log = trial.log();
    assert!(log.last().unwrap().contains("cannot be made from its own result"), "{log:?}");
    assert_eq!(source(&trial, "/transform1", "geometry").as_deref(), Some("box1"));
}

#[test]
fn nodes_are_moved_selected_and_dropped_on_wires() {
    let mut trial = Trial::with_project(CHAIN);
    trial.add("sphere");
    trial.press(Modifiers::NONE, Key::H);
    let at = trial.node_place("box1").center();
    trial.drag(at, at + vec2(60.0, 0.0));
    assert!(trial.node("/box1").position[0] > 20.0);
    assert_eq!(trial.editor().session.selection.last.as_deref(), Some("box1"));
    // A box drawn around two of them.
    let first = trial.node_place("transform1").left_top() - vec2(30.0, 12.0);
    let last = trial.node_place("peak1").right_bottom() + vec2(10.0, 12.0);
    trial.drag(first, last);
    let names: Vec<_> = trial.editor().session.selection.names.iter().map(|it| &**it).collect();
    assert_eq!(names, ["peak1", "transform1"]);
}

#[test]
fn an_unwired_node_dropped_on_a_wire_goes_between() {
    let mut trial = Trial::with_project(&CHAIN.replace("[0, 160]", "[0, 300]").replace(
        "\"peak1\": (",
        "\"smooth1\": (type: \"smooth\", position: [220, 80]),\n        \"peak1\": (",
    ));
    let at = trial.node_place("smooth1").center();
    let above = trial.node_place("transform1").center();
    let below = trial.node_place("peak1").center();
    trial.drag(at, above + (below - above) * 0.5);
    assert_eq!(source(&trial, "/peak1", "geometry").as_deref(), Some("smooth1"));
    assert_eq!(source(&trial, "/smooth1", "geometry").as_deref(), Some("transform1"));
}

#[test]
fn wires_are_cut_with_y_and_nodes_taken_out_with_alt() {
    let mut trial = Trial::with_project(CHAIN);
    let above = trial.node_place("box1").center();
    let below = trial.node_place("transform1").center();
    let middle = above + (below - above) * 0.5;
    trial.hover_at(middle - vec2(50.0, 0.0));
    trial.key(Key::Y, true);
    trial.drag(middle - vec2(50.0, 0.0), middle + vec2(50.0, 2.0));
    trial.key(Key::Y, false);
    assert_eq!(source(&trial, "/transform1", "geometry"), None);
    trial.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(source(&trial, "/transform1", "geometry").as_deref(), Some("box1"));
    let at = trial.node_place("transform1").center();
    trial.holding(Modifiers::ALT, |trial| trial.drag(at, at + vec2(150.0, 0.0)));
    assert_eq!(source(&trial, "/peak1", "geometry").as_deref(), Some("box1"));
    assert_eq!(source(&trial, "/transform1", "geometry"), None);
}

#[test]
fn an_alt_click_on_a_wire_sets_a_dot() {
    let mut trial = Trial::with_project(CHAIN);
    let above = trial.node_place("box1").center();
    let below = trial.node_place("transform1").center();
    let middle = above + (below - above) * 0.5;
    trial.holding(Modifiers::ALT, |trial| trial.click_at(middle));
    assert_eq!(source(&trial, "/transform1", "geometry").as_deref(), Some("dot1"));
    assert_eq!(source(&trial, "/dot1", "input").as_deref(), Some("box1"));
}

#[test]
fn flags_are_set_by_their_zones_and_keys() {
    let mut trial = Trial::with_project(CHAIN);
    let place = trial.node_place("box1");
    trial.click_at(place.right_center() - vec2(6.0, 0.0));
    assert_eq!(trial.document().root.display.as_deref(), Some("box1"));
    trial.click_at(place.left_center() + vec2(6.0, 0.0));
    assert!(trial.node("/box1").bypass);
    trial.click_node("transform1");
    trial.press(Modifiers::NONE, Key::R);
    assert_eq!(trial.document().root.display.as_deref(), Some("transform1"));
    assert!(trial.sees("transform1 (Transform), displayed"));
    assert!(trial.sees("box1 (Box), bypassed"));
}

#[test]
fn subnets_are_entered_with_a_double_click_and_left_by_the_way_above() {
    let mut trial = Trial::with_project(CHAIN);
    trial.over_network();
    trial.press(Modifiers::COMMAND, Key::A);
    trial.press(Modifiers::SHIFT, Key::C);
    let at = trial.node_place("subnet1").center();
    trial.double_click_at(at);
    assert_eq!(trial.editor().session.network.to_string(), "/subnet1");
    assert!(trial.nodes().contains(&"box1".to_owned()));
    trial.click("Outermost network");
    assert!(trial.editor().session.network.is_root());
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_places_stay_true() {
    let mut trial = Trial::with_project(CHAIN);
    let before = trial.node_place("transform1");
    trial.scroll(before.center(), -180.0);
    let after = trial.node_place("transform1");
    assert!(after.width() < before.width() * 0.8);
    assert!((after.center() - before.center()).length() < 4.0);
    trial.click_node("box1");
    assert_eq!(trial.editor().session.selection.last.as_deref(), Some("box1"));
}

#[test]
fn a_right_click_searches_and_offers_what_can_be_done_with_a_node() {
    let mut trial = Trial::with_project(CHAIN);
    let free = trial.over_network();
    trial.click_with(free, PointerButton::Secondary);
    assert!(trial.sees("Find a node"));
    trial.press(Modifiers::NONE, Key::Escape);
    let at = trial.node_place("box1").center();
    trial.click_with(at, PointerButton::Secondary);
    trial.click("Bypass");
    assert!(trial.node("/box1").bypass);
}

#[test]
fn nodes_travel_between_two_windows() {
    let mut trial = Trial::with_project(CHAIN);
    trial.click_node("peak1");
    trial.event(egui::Event::Copy);
    trial.step();
    let text = trial.copied().to_owned();
    let mut other = Trial::new();
    other.over_network();
    other.event(egui::Event::Paste(text));
    other.step();
    assert_eq!(other.nodes(), ["peak1"]);
    other.event(egui::Event::Paste("just words".to_owned()));
    other.step();
    assert!(other.log().last().unwrap().contains("this text holds no nodes"));
}

#[test]
fn a_node_added_where_another_lies_goes_below_it() {
    let mut trial = Trial::new();
    for name in ["box", "extrude", "peak"] {
        trial.add(name);
    }
    let places = ["box1", "extrude1", "peak1"].map(|name| trial.node_place(name));
    assert!(places.windows(2).all(|pair| pair[0].max.y < pair[1].min.y));
}

#[test]
fn a_middle_click_tells_all_about_a_node() {
    let mut trial = Trial::with_project(CHAIN);
    let at = trial.node_place("transform1").center();
    trial.click_with(at, PointerButton::Middle);
    trial.cooked();
    assert!(trial.sees("point attributes"), "{:?}", trial.names());
    trial.press(Modifiers::NONE, Key::Escape);
    assert!(!trial.sees("point attributes"));
}

#[test]
fn a_box_moves_its_nodes_and_is_written_on_and_deleted() {
    let mut trial = Trial::with_project(APART);
    trial.click_node("copies");
    trial.press(Modifiers::SHIFT, Key::O);
    trial.type_text("copies");
    trial.press(Modifiers::NONE, Key::Enter);
    trial.steps(3);
    let title = trial.remark("box1").left_top() + vec2(40.0, 10.0);
    trial.drag(title, title + vec2(30.0, 24.0));
    let moved = trial.node("/copies").position;
    assert!(moved[0] > 20.0 && moved[1] > 170.0, "{moved:?}");
    assert_eq!(trial.node("/box1").position, [-160.0, 0.0]);
    let title = trial.remark("box1").left_top() + vec2(40.0, 10.0);
    trial.click_at(title);
    trial.press(Modifiers::NONE, Key::Delete);
    assert!(trial.document().root.remarks.is_empty());
    // One step for the move, one for the deletion.
    trial.press(Modifiers::COMMAND, Key::Z);
    trial.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(trial.node("/copies").position, [0.0, 160.0]);
}

#[test]
fn a_corner_sizes_a_note() {
    let mut trial = Trial::with_project(CHAIN);
    let at = trial.node_place("peak1").left_bottom() + vec2(-100.0, 30.0);
    trial.hover_at(at);
    trial.press(Modifiers::SHIFT, Key::P);
    trial.press(Modifiers::NONE, Key::Escape);
    let before = trial.document().root.remarks["note1"].size;
    let corner = trial.remark("note1").right_bottom() - vec2(5.0, 5.0);
    trial.drag(corner, corner + vec2(40.0, -200.0));
    let after = trial.document().root.remarks["note1"].size;
    assert!(after[0] > before[0] + 20.0);
    assert_eq!(after[1], graph::Remark::LEAST[1]);
}

/// A wire that carries something that no node of the library takes.
struct WordsWire;

impl graph::WireType for WordsWire {
    type Value = String;
    const ID: &'static str = "words";
    const COLOUR: [u8; 3] = [200, 200, 200];

    fn blocks(_: &String, _: &mut dyn FnMut(usize, u64)) {}

    fn elements(value: &String) -> u64 {
        value.len() as u64
    }

    fn summary(value: &String) -> String {
        value.clone()
    }
}

static WORDS: graph::NodeType = graph::NodeType {
    id: "words",
    label: "Words",
    category: "create",
    help: "Gives words.",
    outputs: &[graph::OutputDeclaration::new::<WordsWire>("words", "Words")],
    ..graph::NodeType::BLANK
};

#[test]
fn a_wire_of_the_wrong_type_is_refused_and_says_why() {
    let mut trial = Trial::with_project(APART);
    let types = nodes::ALL.iter().copied().chain([&WORDS]);
    trial.editor_mut().session.library = graph::Library::new(types);
    trial.editor_mut().edit("Add Words", |edit| {
        Ok(vec![edit.add_node(&graph::NodePath::ROOT, "words", [-300.0, 160.0])?])
    });
    trial.steps(2);
    trial.over_network();
    trial.press(Modifiers::NONE, Key::H);
    let from = trial.output("words1", "words");
    let onto = trial.node_place("copies").center() + vec2(0.0, 4.0);
    trial.drag(from, onto);
    assert_eq!(trial.log().last().unwrap(), "copies has nothing that takes words");
    // While it is over a socket, it is told at the pointer; let go there, in the log.
    let to = trial.input("copies", "geometry");
    trial.hover_at(from);
    trial.steps(2);
    trial.button(from, PointerButton::Primary, true);
    for part in 1..=6 {
        trial.hover_at(from + (to - from) * part as f32 / 6.0);
    }
    trial.steps(2);
    assert!(trial.sees("copies takes geometry, and this wire carries words"));
    trial.button(to, PointerButton::Primary, false);
    trial.steps(3);
    let log = trial.log();
    assert!(log.last().unwrap().contains("takes geometry"), "{log:?}");
    assert!(trial.node("/copies").inputs.is_empty());
}
