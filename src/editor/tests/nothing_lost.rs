//! Work survives what goes wrong: crashes, disks, closing, projects from elsewhere.

use egui::{Key, Modifiers, ViewportCommand};

use super::{CHAIN, Trial};

/// A project of a newer program, on a machine that lacks its mesh.
const FROM_ELSEWHERE: &str = r#"(
    version: 1,
    display: "smooth1",
    nodes: {
        "scan": (
            type: "file",
            position: [0, 0],
            parameters: {
                "file": "nowhere/scan.obj",
            },
        ),
        "smooth1": (
            type: "smooth",
            position: [0, 80],
            inputs: {
                "geometry": "scan",
            },
        ),
        "wonder": (
            type: "hologram",
            version: 3,
            position: [200, 0],
            parameters: {
                "depth": 0.5,
                "glow": (kind: "soft", of: [1, 2]),
            },
            inputs: {
                "light": "smooth1",
            },
        ),
    },
)
"#;

fn save(trial: &mut Trial) {
    trial.over_network();
    trial.press(Modifiers::COMMAND, Key::S);
}

#[test]
fn a_project_from_elsewhere_opens_shows_what_is_missing_and_is_saved_whole() {
    let mut trial = Trial::with_project(FROM_ELSEWHERE);
    assert!(trial.log().iter().any(|line| line.contains("/wonder") && line.contains("hologram")));
    let failure = trial.editor().session.results.failure.clone().unwrap();
    assert!(failure.contains("nowhere/scan.obj"), "{failure}");
    assert!(trial.sees("scan (File), failed"));
    assert!(trial.sees("wonder (hologram)"));
    trial.click_node("smooth1");
    trial.fill("Iterations", "3");
    save(&mut trial);
    trial.wait_for("the save", |editor| !editor.session.history.is_modified());
    let saved = std::fs::read_to_string(trial.file("project.ron")).unwrap();
    let wonder = |text: &str| text.split_once("\"wonder\"").unwrap().1.to_owned();
    assert_eq!(wonder(&saved), wonder(FROM_ELSEWHERE));
    assert!(saved.contains("nowhere/scan.obj") && saved.contains("\"iterations\": 3"));
}

#[test]
fn a_save_that_fails_says_so_and_keeps_the_old_file() {
    let mut trial = Trial::with_project(CHAIN);
    let path = trial.file("project.ron");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    trial.add("torus");
    save(&mut trial);
    trial.wait_for("the message", |editor| {
        let last = editor.session.log.entries().back();
        last.is_some_and(|entry| entry.text.contains("the file is as it was"))
    });
    assert!(trial.editor().session.history.is_modified());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), CHAIN);
}

#[test]
fn closing_with_unsaved_work_asks_first() {
    let mut trial = Trial::with_project(CHAIN);
    trial.close();
    assert!(trial.asked.contains(&ViewportCommand::Close), "nothing is unsaved");
    let mut trial = Trial::with_project(CHAIN);
    trial.add("torus");
    trial.close();
    assert!(trial.asked.contains(&ViewportCommand::CancelClose));
    assert!(trial.sees("Save the changes to project.ron?"));
    trial.click("Keep Working");
    assert!(!trial.sees("Keep Working") && !trial.asked.contains(&ViewportCommand::Close));
    trial.close();
    trial.click("Save");
    trial.wait_for("the save", |editor| !editor.session.history.is_modified());
    trial.steps(3);
    assert!(trial.asked.contains(&ViewportCommand::Close));
    assert!(std::fs::read_to_string(trial.file("project.ron")).unwrap().contains("torus1"));
}

#[test]
fn another_project_is_not_opened_over_unsaved_work() {
    let mut trial = Trial::with_project(CHAIN);
    trial.add("torus");
    trial.press(Modifiers::COMMAND, Key::N);
    assert!(trial.sees("Save the changes to project.ron?"));
    trial.click("Discard Changes");
    assert!(trial.nodes().is_empty());
}

#[test]
fn what_a_crash_left_is_offered_and_recovered_as_unsaved_work() {
    let mut trial = Trial::with_project(CHAIN);
    trial.editor_mut().preferences.autosave_seconds = Some(0);
    trial.add("torus");
    let runs = trial.file("settings/recovery");
    let side_file = |runs: &std::path::Path| {
        let run = std::fs::read_dir(runs).unwrap().next().unwrap().unwrap().path();
        (run.join("project.ron"), run)
    };
    let (file, run) = side_file(&runs);
    trial.wait_for("the side file", |_| {
        std::fs::read_to_string(&file).is_ok_and(|text| text.contains("torus1"))
    });
    // A crash frees the lock and tidies nothing up.
    let left = runs.join("left");
    std::fs::create_dir(&left).unwrap();
    for entry in std::fs::read_dir(&run).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), left.join(entry.file_name())).unwrap();
    }
    let folder = trial.end();
    let mut trial = Trial::in_folder(folder, [1600.0, 1000.0]);
    assert!(trial.sees("Recover project.ron?"), "{:?}", trial.names());
    trial.press(Modifiers::NONE, Key::Enter);
    trial.wait_for("what was left", |editor| editor.session.shown().nodes.contains_key("torus1"));
    assert!(trial.editor().session.history.is_modified());
    assert_eq!(trial.editor().session.file.as_deref(), Some(&*trial.file("project.ron")));
    assert!(!left.exists());
    assert_eq!(std::fs::read_to_string(trial.file("project.ron")).unwrap(), CHAIN);
}

#[test]
fn files_dropped_onto_the_window_are_opened_or_become_nodes() {
    let mut trial = Trial::new();
    let mesh = trial.file("mesh.obj");
    std::fs::write(&mesh, "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n").unwrap();
    trial.over_network();
    trial.drop_file(&mesh);
    trial.cooked();
    assert_eq!(trial.nodes(), ["file1"]);
    let shown = trial.editor().session.results.shown.as_ref().unwrap();
    assert_eq!(shown.geometry().unwrap().point_count(), 3);
    trial.press(Modifiers::COMMAND, Key::Z);
    let project = trial.file("dropped.ron");
    std::fs::write(&project, CHAIN).unwrap();
    trial.drop_file(&project);
    trial.wait_for("the project", |editor| editor.session.name() == "dropped.ron");
}
