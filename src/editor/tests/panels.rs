//! Every panel is there by its name and shows what it is for.

use egui::accesskit::Role;
use egui::{Key, Modifiers};

use super::{CHAIN, Trial};
use crate::editor::panes::Pane;

/// Something that a panel shows of the chain.
const SHOWN: &[(Pane, &str)] = &[
    (Pane::Viewport, ""),
    (Pane::Network, "Outermost network"),
    (Pane::Parameters, "Label of Distance"),
    (Pane::Help, "Also known as"),
    (Pane::Info, "Comment"),
    (Pane::Spreadsheet, "Sort by P.x"),
    (Pane::Training, "press Start to see it learn"),
    (Pane::Log, "Opened "),
    (Pane::Performance, "Go to /peak1"),
    (Pane::History, "Open"),
];

#[test]
fn every_panel_is_reached_by_its_name_and_shows_something() {
    let mut trial = Trial::with_project(CHAIN);
    trial.click_node("peak1");
    trial.cooked();
    for pane in Pane::ALL {
        let shown = SHOWN.iter().find(|(it, _)| *it == pane);
        let (_, shown) = shown.unwrap_or_else(|| panic!("{pane:?} needs a line in SHOWN"));
        trial.tab(pane);
        assert!(trial.sees_part(shown), "{pane:?}: {shown} among {:?}", trial.names());
    }
}

#[test]
fn a_panel_that_was_closed_comes_back_from_the_menu() {
    let mut trial = Trial::with_project(CHAIN);
    let arrangement = &mut trial.editor_mut().arrangement;
    let log = arrangement.tiles.find_pane(&Pane::Log).unwrap();
    arrangement.remove_recursively(log);
    trial.steps(2);
    assert!(!trial.sees("Log"));
    trial.click("View");
    trial.click_part("Show Panel");
    trial.click("Log");
    assert!(trial.sees_part("Opened "));
}

#[test]
fn what_can_be_pressed_has_a_name() {
    let mut trial = Trial::with_project(CHAIN);
    trial.click_node("peak1");
    trial.cooked();
    let mut nameless = Vec::new();
    for pane in Pane::ALL {
        trial.tab(pane);
        nameless.extend(trial.nameless().into_iter().map(|what| (pane, what)));
    }
    trial.press(Modifiers::NONE, Key::F1);
    nameless.extend(trial.nameless().into_iter().map(|what| (Pane::Help, what)));
    assert_eq!(nameless, Vec::<(Pane, (Role, egui::Rect))>::new());
}

#[test]
fn preferences_are_changed_by_name_and_kept() {
    let mut trial = Trial::new();
    trial.press(Modifiers::COMMAND, Key::Comma);
    trial.click("Light");
    trial.click("Blender");
    trial.press(Modifiers::COMMAND, Key::Comma);
    trial.editor_mut().end();
    let read = crate::editor::preferences::Preferences::load(Some(&trial.file("settings")));
    assert_eq!(read.look, crate::editor::preferences::Look::Light);
    assert_eq!(read.navigation, crate::editor::preferences::Navigation::Blender);
}

#[test]
fn a_row_of_the_spreadsheet_is_chosen_sorted_and_copied() {
    let mut trial = Trial::with_project(CHAIN);
    trial.cooked();
    let table = trial.place("point table");
    trial.click_at(table.left_top() + egui::vec2(120.0, 5.0 + 21.0 * 2.0));
    assert_eq!(trial.editor().session.element, Some((geometry::Domain::Point, 2)));
    trial.click("Sort by P.x");
    trial.wait_for("the order", |editor| !editor.panels.spreadsheet.is_working());
    trial.click("Copy");
    let lines: Vec<String> = trial.copied().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "point,P.x,P.y,P.z");
    assert_eq!(lines.len(), 9);
    let x = |line: &str| line.split(',').nth(1).unwrap().parse::<f32>().unwrap();
    assert!(lines[1..].windows(2).all(|pair| x(&pair[0]) <= x(&pair[1])));
}

#[test]
fn rows_are_filtered_gone_to_and_their_columns_hidden() {
    let mut trial = Trial::with_project(CHAIN);
    trial.cooked();
    trial.fill("Filter", "@P.y > 0 && @P.x > 0");
    trial.wait_for("the filter", |editor| !editor.panels.spreadsheet.is_working());
    trial.click("Copy");
    assert_eq!(trial.copied().lines().count(), 3);
    trial.fill("Filter", "@P.y >");
    trial.wait_for("the mistake", |editor| !editor.panels.spreadsheet.is_working());
    assert!(trial.sees_part("1:") || trial.sees_part("column"), "{:?}", trial.names());
    trial.fill("Filter", "");
    trial.fill("Go to element", "5");
    assert_eq!(trial.editor().session.element, Some((geometry::Domain::Point, 5)));
    trial.fill("Go to element", "99");
    assert_eq!(trial.log().last().unwrap(), "There is no point 99");
    trial.click("Columns");
    trial.click("P");
    assert!(!trial.sees("Sort by P.x"));
}

#[test]
fn the_help_of_a_node_leads_to_an_example_and_the_guide() {
    let mut trial = Trial::with_project(CHAIN);
    trial.click_node("box1");
    trial.tab(Pane::Help);
    trial.click("Guide");
    trial.click("The Network");
    assert!(trial.sees_part("Values flow from top to bottom"));
    trial.click("This Node");
    trial.click("Open the example imported");
    trial.wait_for("the example", |editor| editor.session.name() == "imported.ron");
}

#[test]
fn a_drag_on_a_slider_is_one_step() {
    let mut trial = Trial::with_project(CHAIN);
    trial.click_node("peak1");
    trial.cooked();
    let slider = trial.place("Distance slider");
    let before = trial.editor().session.history.steps().len();
    trial.drag(slider.center(), slider.center() + egui::vec2(60.0, 0.0));
    assert!(trial.node("/peak1").parameters.contains_key("distance"));
    assert_eq!(trial.editor().session.history.steps().len(), before + 1);
    trial.click_at(slider.center() - egui::vec2(40.0, 0.0));
    trial.click_at(slider.center() - egui::vec2(60.0, 0.0));
    assert_eq!(trial.editor().session.history.steps().len(), before + 3);
}

#[test]
fn a_key_in_the_frame_of_a_move_belongs_to_where_the_pointer_went() {
    let mut trial = Trial::with_project(CHAIN);
    let free = trial.over_network();
    trial.hover_at(egui::pos2(300.0, 300.0));
    trial.steps(2);
    trial.together(&[
        egui::Event::PointerMoved(free),
        egui::Event::Key {
            key: Key::Tab,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        },
    ]);
    trial.steps(2);
    assert!(trial.sees("Find a node"));
}

#[test]
fn a_step_of_the_history_is_gone_back_to() {
    let mut trial = Trial::with_project(CHAIN);
    trial.add("torus");
    trial.add("sphere");
    trial.click("History");
    trial.click("Add Torus");
    assert_eq!(trial.nodes(), ["box1", "peak1", "torus1", "transform1"]);
}
