//! Training from the command line: the whole way from a project to weights and back.

mod support;

use std::path::{Path, PathBuf};

use support::{espalier, json, text};

/// A small project that learns, in a folder of its own.
fn project(folder: &Path) -> PathBuf {
    let path = folder.join("bend.ron");
    let nodes = r#"(version: 1, display: "guess", nodes: {
        "line": (type: "line", parameters: {"points": 64, "length": 2.0}),
        "bend": (type: "wrangle", inputs: {"geometry": "line"},
            parameters: {"snippet": "f@h = @P.y * @P.y; s@part = @P.y > 1 ? \"upper\" : \"lower\";"}),
        "rows": (type: "dataset_attributes", inputs: {"geometry": "bend"},
            parameters: {"inputs": "P", "targets": "h"}),
        "parts": (type: "dataset_attributes", inputs: {"geometry": "bend"},
            parameters: {"inputs": "P", "targets": "part"}),
        "learn": (type: "train_regressor", inputs: {"dataset": "rows"},
            parameters: {"hidden": "16", "epochs": 30, "batch": 16, "learning_rate": 0.02}),
        "sort": (type: "train_classifier", inputs: {"dataset": "parts"},
            parameters: {"hidden": "8", "epochs": 20, "batch": 16, "learning_rate": 0.02}),
        "guess": (type: "predict_attributes", inputs: {"geometry": "bend", "model": "learn"},
            parameters: {"names": "guess"}),
    })"#;
    std::fs::write(&path, nodes).unwrap();
    path
}

#[test]
fn a_project_is_trained_cooked_and_copied() {
    let folder = tempfile::tempdir().unwrap();
    let path = project(folder.path());
    let path = path.to_str().unwrap();
    let untrained = espalier(&["cook", path]);
    assert_eq!(untrained.status.code(), Some(1));
    let said = text(&untrained.stderr);
    assert!(said.contains("/learn: not trained yet: press Start"), "{said}");

    let learned = json(&espalier(&["train", path, "--node", "/learn", "--json"]));
    let first = &learned[0];
    assert_eq!((&first["node"], &first["epochs"]), (&"/learn".into(), &30.into()));
    let number = |value: &serde_json::Value| value[0].as_f64().unwrap();
    assert!(number(&first["errors"]) < 0.5 * number(&first["baseline_errors"]), "{first}");
    let weights = first["weights"].as_str().unwrap();
    assert!(folder.path().join(weights).is_file());
    assert!(std::fs::read_to_string(path).unwrap().contains(weights), "the project names them");
    let cooked = json(&espalier(&["cook", path, "--json"]));
    assert_eq!(cooked["warnings"], serde_json::json!([]));

    let again = json(&espalier(&["train", path, "--node", "/learn", "--json"]));
    assert_eq!(again[0]["weights_hash"], first["weights_hash"], "the same seed, the same weights");

    let elsewhere = tempfile::tempdir().unwrap();
    support::copy_folder(folder.path(), elsewhere.path());
    let copy = elsewhere.path().join("bend.ron");
    let copied = json(&espalier(&["cook", copy.to_str().unwrap(), "--json"]));
    assert_eq!(copied["hash"], cooked["hash"]);
}

#[test]
fn cook_with_train_trains_what_is_untrained_or_stale_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = project(folder.path());
    let path = path.to_str().unwrap();
    let files = || std::fs::read_dir(folder.path().join("weights")).unwrap().count();
    assert!(espalier(&["cook", path, "--train"]).status.success());
    let saved = std::fs::read_to_string(path).unwrap();
    assert!(saved.contains("weights/") && files() == 2, "weights, and a folder of checkpoints");
    assert!(espalier(&["cook", path, "--train"]).status.success());
    assert_eq!(std::fs::read_to_string(path).unwrap(), saved, "nothing was trained again");
    let stale = espalier(&["cook", path, "--set", "/line/points=50"]);
    assert!(text(&stale.stderr).contains("stale: the data changed"), "{}", text(&stale.stderr));
    let trained = espalier(&["cook", path, "--train", "--set", "/line/points=50"]);
    assert!(!text(&trained.stderr).contains("stale"), "{}", text(&trained.stderr));
    assert_eq!(std::fs::read_to_string(path).unwrap(), saved, "what was set is not kept");
}

#[test]
fn a_training_goes_on_where_it_ended_and_a_damaged_file_is_that_nodes_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = project(folder.path());
    let path = path.to_str().unwrap();
    let train = |more: &[&str]| {
        let arguments = [&["train", path, "--node", "/sort", "--json"], more].concat();
        espalier(&arguments)
    };
    // A constant rate, so that the steps do not depend on how many there shall be.
    let constant = ["--set", "/sort/schedule=constant"];
    let short = json(&train(&[&constant[..], &["--set", "/sort/epochs=4"]].concat()));
    assert_eq!(short[0]["epochs"], 4);
    let over = train(&["--continue"]);
    assert!(text(&over.stderr).contains("raise Epochs"), "{}", text(&over.stderr));
    let long = json(&train(&["--continue", "--set", "/sort/epochs=9"]));
    assert_eq!(long[0]["epochs"], 9);
    let whole = json(&train(&[]));
    assert_eq!(whole[0]["weights_hash"], long[0]["weights_hash"]);

    let weights = folder.path().join(whole[0]["weights"].as_str().unwrap());
    let mut bytes = std::fs::read(&weights).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(&weights, bytes).unwrap();
    let broken = espalier(&["cook", path, "--node", "/sort"]);
    let said = text(&broken.stderr);
    assert!(said.contains("/sort") && said.contains("is damaged"), "{said}");
}

#[test]
fn datasets_and_models_are_described_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = project(folder.path());
    let path = path.to_str().unwrap();
    let table = folder.path().join("rows.csv");
    let cook = espalier(&["cook", path, "--node", "/parts", "--out", table.to_str().unwrap()]);
    assert!(
        text(&cook.stdout).contains("64 rows, 3 inputs, part (2 classes)"),
        "{}",
        text(&cook.stdout)
    );
    let rows = std::fs::read_to_string(&table).unwrap();
    assert!(
        rows.starts_with("P[0],P[1],P[2],part:lower,part:upper\n") && rows.lines().count() == 65
    );
    let wrong = espalier(&["cook", path, "--node", "/parts", "--out", "rows.obj"]);
    assert!(text(&wrong.stderr).contains(".csv"), "{}", text(&wrong.stderr));
    let info = json(&espalier(&["info", path, "--node", "/rows", "--json"]));
    assert_eq!(info["kind"], "dataset");
    let none = espalier(&["train", path, "--node", "/line"]);
    assert!(text(&none.stderr).contains("no Train node"), "{}", text(&none.stderr));
}
