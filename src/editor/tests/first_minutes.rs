//! What an artist does first, by names and keys alone.

use egui::{Key, Modifiers};

use super::{CHAIN, Trial};

#[test]
fn the_first_five_minutes() {
    let mut trial = Trial::new();
    assert!(trial.sees("Open a Project…"), "an empty window has a start page");
    trial.press(Modifiers::COMMAND, Key::N);
    trial.add("box");
    assert_eq!(trial.nodes(), ["box1"]);
    trial.add("extr");
    assert_eq!(trial.nodes(), ["box1", "extrude1"]);
    assert_eq!(&*trial.node("/extrude1").wires("geometry")[0].node, "box1");
    assert_eq!(trial.document().root.display.as_deref(), Some("extrude1"));
    trial.cooked();
    assert!(trial.sees("Label of Distance"));
    trial.fill("Distance", "0.75");
    let distance = |trial: &Trial| trial.node("/extrude1").parameters.get("distance").cloned();
    let set = Some(graph::Setting::Value(graph::Value::Float(0.75)));
    assert_eq!(distance(&trial), set);
    trial.over_network();
    trial.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(distance(&trial), None);
    trial.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(distance(&trial), set);
    trial.press(Modifiers::COMMAND, Key::S);
    let folder = trial.folder.path().display().to_string();
    trial.fill("Folder", &folder);
    trial.fill("File name", "first.ron");
    let path = trial.file("first.ron");
    trial.wait_for("the save", |editor| !editor.session.history.is_modified());
    let before = trial.document().clone();
    trial.press(Modifiers::COMMAND, Key::N);
    assert!(trial.nodes().is_empty());
    trial.open(&path);
    assert_eq!(*trial.document(), before);
    trial.cooked();
    let shown = trial.editor().session.results.shown.as_ref().unwrap();
    assert!(shown.geometry().unwrap().bounds().size().x > 1.5);
}

#[test]
fn an_example_is_opened_from_the_start_page() {
    let mut trial = Trial::new();
    trial.click("Open carved");
    trial.wait_for("the example", |editor| editor.session.name() == "carved.ron");
    assert!(!trial.nodes().is_empty());
}

#[test]
fn a_project_that_is_opened_twice_and_saved_is_the_same_file() {
    let mut trial = Trial::with_project(CHAIN);
    let path = trial.file("project.ron");
    let save = |trial: &mut Trial| {
        let saves =
            |trial: &Trial| trial.log().iter().filter(|line| line.starts_with("Saved")).count();
        let before = saves(trial);
        trial.over_network();
        trial.press(Modifiers::COMMAND, Key::S);
        trial.wait_for("the save", move |editor| {
            let entries = editor.session.log.entries().iter();
            entries
                .filter(|it| it.text.starts_with("Saved"))
                .map(|it| it.times as usize)
                .sum::<usize>()
                > before
        });
        std::fs::read_to_string(&path).unwrap()
    };
    let first = save(&mut trial);
    trial.press(Modifiers::COMMAND, Key::N);
    let path = trial.file("project.ron");
    trial.open(&path);
    trial.add("torus");
    trial.press(Modifiers::COMMAND, Key::Z);
    let second = save(&mut trial);
    assert_eq!(first, second);
}
