//! Every command does what it says, when it is looked up by its name. A command that is added
//! needs a line in [`CHECKS`].

use egui::{Key, Modifiers, ViewportCommand};

use super::{CHAIN, Trial, viewport};
use crate::editor::commands::{self as all, ALL, Command, Menu};
use crate::editor::panes::{self, Pane};
use crate::editor::preferences::Look;
use crate::editor::session::Selection;

/// What shows that a command has done its work.
pub type Check = fn(&mut Trial);

const CHECKS: &[(&Command, Check)] = &[
    (&all::NEW, |trial| {
        trial.command(&all::NEW);
        assert!(trial.nodes().is_empty() && trial.editor().session.file.is_none());
    }),
    (&all::OPEN, |trial| {
        let other = CHAIN.replace("box1", "cube");
        std::fs::write(trial.file("other.ron"), other).unwrap();
        trial.command(&all::OPEN);
        trial.fill("File name", "other.ron");
        trial.wait_for("the other project", |editor| {
            editor.session.shown().nodes.contains_key("cube")
        });
    }),
    (&all::SAVE, |trial| {
        rename_box(trial);
        trial.command(&all::SAVE);
        trial.wait_for("the save", |editor| !editor.session.history.is_modified());
        let text = std::fs::read_to_string(trial.file("project.ron")).unwrap();
        assert!(text.contains("\"cube\": ("));
    }),
    (&all::SAVE_AS, |trial| {
        trial.command(&all::SAVE_AS);
        trial.fill("File name", "copy");
        let copy = trial.file("copy.ron");
        trial.wait_for("the copy", |editor| editor.session.file.as_deref() == Some(&*copy));
        assert!(copy.is_file());
    }),
    (&all::EXPORT, |trial| {
        trial.command(&all::EXPORT);
        trial.fill("File name", "mesh.ply");
        let mesh = trial.file("mesh.ply");
        trial.wait_for("the mesh", |_| mesh.is_file());
        trial.wait_for("the message", |editor| {
            editor.session.log.entries().iter().any(|entry| entry.text.starts_with("Exported"))
        });
    }),
    (&all::QUIT, |trial| {
        trial.command(&all::QUIT);
        trial.step();
        assert!(trial.asked.contains(&ViewportCommand::Close));
    }),
    (&all::UNDO, |trial| {
        rename_box(trial);
        trial.command(&all::UNDO);
        assert!(trial.nodes().contains(&"box1".to_owned()));
    }),
    (&all::REDO, |trial| {
        rename_box(trial);
        trial.command(&all::UNDO);
        trial.command(&all::REDO);
        assert!(trial.nodes().contains(&"cube".to_owned()));
    }),
    (&all::CUT, |trial| {
        select(trial, &["box1"]);
        trial.command(&all::CUT);
        assert!(trial.copied().contains("\"box1\": ("));
        assert_eq!(trial.nodes(), ["peak1", "transform1"]);
    }),
    (&all::COPY, |trial| {
        select(trial, &["box1", "transform1"]);
        trial.command(&all::COPY);
        assert!(trial.copied().contains("\"transform1\": ("));
    }),
    (&all::PASTE, |trial| {
        select(trial, &["box1"]);
        trial.command(&all::COPY);
        trial.command(&all::PASTE);
        assert!(trial.asked.contains(&ViewportCommand::RequestPaste));
        // The system answers.
        let text = trial.copied().to_owned();
        trial.over_network();
        trial.event(egui::Event::Paste(text));
        trial.step();
        assert_eq!(trial.nodes(), ["box1", "box2", "peak1", "transform1"]);
    }),
    (&all::DUPLICATE, |trial| {
        select(trial, &["transform1"]);
        trial.command(&all::DUPLICATE);
        assert_eq!(&*trial.node("/transform2").wires("geometry")[0].node, "box1");
    }),
    (&all::DELETE, |trial| {
        select(trial, &["transform1"]);
        trial.command(&all::DELETE);
        assert_eq!(&*trial.node("/peak1").wires("geometry")[0].node, "box1");
    }),
    (&all::SELECT_ALL, |trial| {
        trial.command(&all::SELECT_ALL);
        assert_eq!(trial.editor().session.selection.names.len(), 3);
    }),
    (&all::SELECT_NONE, |trial| {
        select(trial, &["box1"]);
        trial.command(&all::SELECT_NONE);
        assert!(trial.editor().session.selection.names.is_empty());
    }),
    (&all::PREFERENCES, |trial| {
        trial.command(&all::PREFERENCES);
        assert!(trial.sees("Preferences") && trial.sees("Houdini"));
    }),
    (&all::ADD_NODE, |trial| {
        trial.command(&all::ADD_NODE);
        assert!(trial.sees("Find a node") && trial.sees("Add Torus"));
    }),
    (&all::RENAME, |trial| {
        rename_box(trial);
        assert_eq!(&*trial.node("/transform1").wires("geometry")[0].node, "cube");
    }),
    (&all::DISPLAY, |trial| {
        select(trial, &["box1"]);
        trial.command(&all::DISPLAY);
        assert_eq!(trial.document().root.display.as_deref(), Some("box1"));
    }),
    (&all::BYPASS, |trial| {
        select(trial, &["box1", "peak1"]);
        trial.command(&all::BYPASS);
        assert!(trial.node("/box1").bypass && trial.node("/peak1").bypass);
        trial.command(&all::BYPASS);
        assert!(!trial.node("/box1").bypass && !trial.node("/peak1").bypass);
    }),
    (&all::TEMPLATE, |trial| {
        select(trial, &["box1"]);
        trial.command(&all::TEMPLATE);
        assert!(trial.node("/box1").template);
    }),
    (&all::LOCK, |trial| {
        select(trial, &["box1"]);
        trial.command(&all::LOCK);
        assert!(trial.node("/box1").locked);
        trial.command(&all::DELETE);
        assert!(trial.log().iter().any(|line| line.contains("/box1 is locked")));
    }),
    (&all::DISABLE_WIRES, |trial| {
        let above = trial.node_place("box1").center();
        let below = trial.node_place("transform1").center();
        trial.click_at(above + (below - above) * 0.5);
        trial.command(&all::DISABLE_WIRES);
        trial.cooked();
        let node = trial.node("/transform1");
        assert!(node.is_disabled("geometry", &node.wires("geometry")[0]));
        assert!(trial.editor().session.results.failure.is_some(), "nothing comes in");
        trial.command(&all::DISABLE_WIRES);
        trial.cooked();
        assert!(trial.editor().session.results.failure.is_none());
    }),
    (&all::ENTER, |trial| {
        collapse(trial);
        trial.command(&all::ENTER);
        assert_eq!(trial.editor().session.network.to_string(), "/subnet1");
    }),
    (&all::UP, |trial| {
        collapse(trial);
        trial.command(&all::ENTER);
        trial.command(&all::UP);
        assert!(trial.editor().session.network.is_root());
        assert_eq!(trial.editor().session.selection.last.as_deref(), Some("subnet1"));
    }),
    (&all::COLLAPSE, |trial| {
        collapse(trial);
        assert_eq!(trial.nodes(), ["peak1", "subnet1"]);
        assert!(trial.document().node(&graph::NodePath::parse("/subnet1/box1").unwrap()).is_ok());
    }),
    (&all::LAY_OUT, |trial| {
        let moved = [("box1".into(), [300.0, 500.0]), ("peak1".into(), [-200.0, -90.0])];
        trial.editor_mut().edit("Move", move |edit| {
            edit.move_nodes(&graph::NodePath::ROOT, &moved).map(|()| Vec::new())
        });
        trial.steps(2);
        trial.command(&all::LAY_OUT);
        let at = ["/box1", "/transform1", "/peak1"].map(|path| trial.node(path).position);
        assert!(at.windows(2).all(|pair| pair[0][1] < pair[1][1] && pair[0][0] == pair[1][0]));
    }),
    (&all::EXPORT_NODE, |trial| {
        select(trial, &["peak1"]);
        trial.add("export");
        trial.command(&all::EXPORT_NODE);
        trial.wait_for("what is missing to be told", |editor| {
            editor.session.log.entries().iter().any(|entry| entry.text.starts_with("/export1"))
        });
        trial.fill("Output File", "written.obj");
        trial.command(&all::EXPORT_NODE);
        let file = trial.file("written.obj");
        trial.wait_for("the file", |_| file.is_file());
    }),
    (&all::FRAME_ALL, |trial| {
        let at = trial.over_network();
        trial.drag_along(&[at, at + egui::vec2(900.0, 0.0)], egui::PointerButton::Middle);
        let shown = trial.editor().panels.network.rect_on_screen().unwrap();
        assert!(!shown.intersects(trial.node_place("box1")));
        trial.command(&all::FRAME_ALL);
        assert!(shown.contains_rect(trial.node_place("box1")));
        assert!(shown.contains_rect(trial.node_place("peak1")));
    }),
    (&all::FRAME_SELECTED, |trial| {
        let at = trial.over_network();
        trial.drag_along(&[at, at + egui::vec2(900.0, 0.0)], egui::PointerButton::Middle);
        select(trial, &["peak1"]);
        trial.command(&all::FRAME_SELECTED);
        let shown = trial.editor().panels.network.rect_on_screen().unwrap();
        assert!((shown.center() - trial.node_place("peak1").center()).length() < 80.0);
    }),
    (&all::VIEW_SELECTED, |trial| {
        select(trial, &["peak1"]);
        trial.command(&all::VIEW_SELECTED);
        assert!(trial.editor().session.results.shown.is_some());
    }),
    (&all::SAVE_PICTURE, |trial| {
        // Nothing is drawn on a graphics card here: it says so.
        trial.command(&all::SAVE_PICTURE);
        assert!(trial.log().last().unwrap().contains("the viewport has no picture"));
    }),
    (&all::CANCEL, |trial| {
        let slow = r#"(version: 1, display: "b", nodes: {
            "g": (type: "grid", parameters: {"rows": 1500, "columns": 1500}),
            "a": (type: "mountain", inputs: {"geometry": "g"}, parameters: {"octaves": 12}),
            "b": (type: "smooth", inputs: {"geometry": "a"}, parameters: {"iterations": 400}),
        })"#;
        std::fs::write(trial.file("slow.ron"), slow).unwrap();
        let path = trial.file("slow.ron");
        trial.editor_mut().open(path);
        trial.wait_for("the cook to begin", |editor| editor.running().is_some());
        trial.command(&all::CANCEL);
        trial.wait_for("the cook to end", |editor| editor.is_idle());
        assert!(trial.log().iter().any(|line| line.contains("Cooking was stopped")));
    }),
    (&all::LIGHT_OR_DARK, |trial| {
        trial.command(&all::LIGHT_OR_DARK);
        assert_eq!(trial.editor().preferences.look, Look::Light);
        trial.command(&all::LIGHT_OR_DARK);
        assert_eq!(trial.editor().preferences.look, Look::Dark);
    }),
    (&all::LARGER, |trial| {
        trial.command(&all::LARGER);
        assert_eq!(trial.editor().preferences.scale, 1.1);
    }),
    (&all::SMALLER, |trial| {
        trial.command(&all::SMALLER);
        assert_eq!(trial.editor().preferences.scale, 0.9);
    }),
    (&all::RESET_PANELS, |trial| {
        panes::bring_to_front(&mut trial.editor_mut().arrangement, Pane::Log);
        trial.step();
        trial.command(&all::RESET_PANELS);
        assert!(trial.sees("point table"), "the spreadsheet is in front again");
    }),
    (&all::PALETTE, |trial| {
        trial.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        assert!(trial.sees("Find a command"));
    }),
    (&all::GUIDE, |trial| {
        trial.command(&all::GUIDE);
        assert!(trial.sees("First Steps") && trial.sees_part("A box, extruded"));
    }),
    (&all::ADD_NOTE, |trial| {
        trial.over_network();
        trial.command(&all::ADD_NOTE);
        trial.type_text("by hand");
        trial.press(Modifiers::COMMAND, Key::Enter);
        trial.steps(2);
        assert_eq!(trial.document().root.remarks["note1"].text, "by hand");
    }),
    (&all::ADD_BOX, |trial| {
        select(trial, &["box1", "transform1"]);
        trial.command(&all::ADD_BOX);
        trial.type_text("the start");
        trial.press(Modifiers::NONE, Key::Enter);
        trial.steps(2);
        let frame = &trial.document().root.remarks["box1"];
        assert_eq!(frame.text, "the start");
        assert!(frame.contains(trial.node("/transform1").position));
        assert!(!frame.contains(trial.node("/peak1").position));
    }),
    (&all::KEYS, |trial| {
        trial.command(&all::KEYS);
        assert!(trial.sees("Keys of Undo"));
    }),
];

fn select(trial: &mut Trial, names: &[&str]) {
    let names = names.iter().map(|name| graph::Name::from(*name));
    trial.editor_mut().session.selection = Selection::of(names);
    trial.step();
}

fn rename_box(trial: &mut Trial) {
    select(trial, &["box1"]);
    trial.command(&all::RENAME);
    trial.type_text("cube");
    trial.press(Modifiers::NONE, Key::Enter);
}

fn collapse(trial: &mut Trial) {
    select(trial, &["box1", "transform1"]);
    trial.command(&all::COLLAPSE);
}

/// Every check.
fn checks() -> impl Iterator<Item = &'static (&'static Command, Check)> {
    CHECKS.iter().chain(viewport::CHECKS)
}

fn check(menu: Menu) {
    for (command, check) in checks().filter(|(command, _)| command.menu == menu) {
        eprintln!("{}", command.id);
        check(&mut Trial::with_project(CHAIN));
    }
}

#[test]
fn every_command_has_a_check() {
    let without = ALL.iter().filter(|command| !checks().any(|(it, _)| it == *command));
    assert_eq!(without.map(|command| command.id).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn commands_for_files_do_what_they_say() {
    check(Menu::File);
}

#[test]
fn commands_for_edits_do_what_they_say() {
    check(Menu::Edit);
}

#[test]
fn commands_for_nodes_do_what_they_say() {
    check(Menu::Node);
}

#[test]
fn commands_for_the_window_do_what_they_say() {
    for menu in Menu::ALL {
        if !matches!(menu, Menu::File | Menu::Edit | Menu::Node) {
            check(menu);
        }
    }
}

#[test]
fn every_command_stands_in_its_menu() {
    let mut trial = Trial::with_project(CHAIN);
    for menu in Menu::ALL {
        trial.click(menu.name());
        for command in ALL.iter().filter(|command| command.menu == menu) {
            assert!(trial.sees_part(command.name), "{} in {}", command.name, menu.name());
        }
        trial.press(Modifiers::NONE, Key::Escape);
        trial.steps(3);
    }
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut trial = Trial::new();
    trial.command(&all::DUPLICATE);
    assert_eq!(trial.log().last().unwrap(), "Duplicate: select a node first");
    trial.command(&all::EXPORT);
    assert!(trial.log().last().unwrap().contains("no node is displayed"));
}

#[test]
fn keys_can_be_changed_and_are_kept() {
    let mut trial = Trial::with_project(CHAIN);
    trial.press(Modifiers::NONE, Key::F1);
    trial.fill("Find a command by name", "Select All");
    trial.fill("Keys of Select All", "Ctrl+Shift+K");
    trial.press(Modifiers::NONE, Key::F1);
    trial.over_network();
    trial.press(Modifiers::COMMAND, Key::A);
    assert!(trial.editor().session.selection.names.is_empty());
    trial.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    assert_eq!(trial.editor().session.selection.names.len(), 3);
    trial.editor_mut().end();
    let settings = std::fs::read_to_string(trial.file("settings/settings.ron")).unwrap();
    assert!(settings.contains("\"select_all\": \"Ctrl+Shift+K\""), "{settings}");
}
