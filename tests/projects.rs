//! Every example project opens, cooks, is what its golden says, and is saved as it was.
//!
//! With `UPDATE_GOLDENS=1` the goldens are written anew.

mod support;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use support::{copy_folder, espalier, espalier_with, json, projects, text};

/// Whether a project has nodes that learn.
fn learns(project: &Path) -> bool {
    std::fs::read_to_string(project).expect("it can be read").contains("type: \"train_")
}

/// The example projects as they are to be cooked: those that learn in a copy of the folder, where
/// they are trained once.
fn ready() -> &'static [PathBuf] {
    static READY: OnceLock<(tempfile::TempDir, Vec<PathBuf>)> = OnceLock::new();
    let (_, ready) = READY.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy_folder(projects()[0].parent().expect("a folder"), folder.path());
        let trained = projects().into_iter().map(|project| {
            if !learns(&project) {
                return project;
            }
            let copy = folder.path().join(project.file_name().expect("a file"));
            let train = espalier(&["train", copy.to_str().expect("a plain path")]);
            assert!(train.status.success(), "{}: {}", copy.display(), text(&train.stderr));
            copy
        });
        let trained = trained.collect();
        (folder, trained)
    });
    ready
}

/// What the displayed node gives, without what depends on the machine: its last bits and its time,
/// and where something was learned all that follows from the last bits of a network.
fn description(project: &Path) -> String {
    let path = project.to_str().expect("a plain path");
    let listing = json(&espalier(&["info", path, "--json"]));
    let display = listing["display"].as_str().expect("an example displays a node").to_owned();
    let output = espalier(&["info", path, "--node", &format!("/{display}")]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = text(&output.stdout);
    let learned = if learns(project) { &["area", "bounds", "volume"][..] } else { &[] };
    let lines = lines.lines().filter(|line| {
        !line.starts_with("hash") && !learned.iter().any(|what| line.starts_with(what))
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn there_are_examples() {
    assert!(projects().len() >= 6);
}

#[test]
fn every_example_is_sound_and_is_what_its_golden_says() {
    for (project, ready) in projects().into_iter().zip(ready()) {
        let path = ready.to_str().expect("a plain path");
        let check = espalier(&["check", path]);
        assert!(check.status.success(), "{path}: {}", text(&check.stderr));
        let golden = project.with_extension("golden.txt");
        let now = description(ready);
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            std::fs::write(&golden, &now).expect("the golden is written");
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(now, expected, "{path}: UPDATE_GOLDENS=1 cargo test --test projects");
    }
}

#[test]
fn opening_and_saving_an_example_changes_nothing() {
    let library = nodes::library();
    for project in projects() {
        let opened = graph::project::load(&project, &library).expect("it opens");
        assert_eq!(opened.problems, [], "{}", project.display());
        let saved = graph::project::to_text(&opened.document, &library).expect("finite numbers");
        let file = std::fs::read_to_string(&project).expect("it can be read");
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            std::fs::write(&project, &saved).expect("the project is written");
        } else {
            assert_eq!(saved, file, "{}: not as the program saves it", project.display());
        }
    }
}

#[test]
fn one_thread_or_several_give_the_same_bytes() {
    for project in ready() {
        let path = project.to_str().expect("a plain path");
        let hash = |threads| {
            let cook = ["cook", path, "--json"];
            json(&espalier_with(&cook, &[("RAYON_NUM_THREADS", threads)]))["hash"].clone()
        };
        assert_eq!(hash("1"), hash("5"), "{path}");
    }
}
