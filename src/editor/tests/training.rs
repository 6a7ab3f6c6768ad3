//! Networks that learn while the window is used.

use graph::NodePath;

use super::Trial;
use crate::editor::learning::Request;
use crate::editor::panes::Pane;
use crate::training::State;

/// A line that a network learns to bend.
const LEARNING: &str = r#"(
    version: 1,
    display: "guess",
    nodes: {
        "line": (type: "line", position: [0, 0], parameters: {"points": 64, "length": 2.0}),
        "bend": (type: "wrangle", position: [0, 80], inputs: {"geometry": "line"},
            parameters: {"snippet": "f@h = @P.y * @P.y;"}),
        "rows": (type: "dataset_attributes", position: [200, 160], inputs: {"geometry": "bend"},
            parameters: {"inputs": "P", "targets": "h"}),
        "learn": (type: "train_regressor", position: [200, 240], inputs: {"dataset": "rows"},
            parameters: {"hidden": "16", "epochs": 30, "batch": 16, "learning_rate": 0.02}),
        "guess": (type: "predict_attributes", position: [0, 320],
            inputs: {"geometry": "bend", "model": "learn"}, parameters: {"names": "guess"}),
    },
)"#;

fn learn() -> NodePath {
    NodePath::parse("/learn").unwrap()
}

fn state(trial: &Trial) -> State {
    trial.editor().session.training_state(&learn())
}

#[test]
fn a_network_is_started_shown_undone_and_reset() {
    let mut trial = Trial::with_project(LEARNING);
    assert_eq!(state(&trial), State::Untrained);
    assert!(trial.editor().session.results.failure.as_ref().unwrap().contains("not trained yet"));
    trial.click_node("learn");
    trial.cooked();
    trial.click("Start");
    trial.wait_for("the network to be trained", |editor| {
        editor.session.training_state(&learn()) == State::Trained
    });
    trial.cooked();
    assert!(
        trial.sees_part("best epoch") || trial.log().iter().any(|it| it.contains("is trained"))
    );
    let shown = trial.editor().session.results.geometry("/guess").unwrap();
    assert!(shown.points().contains("guess"));
    trial.tab(Pane::Training);
    for what in ["3 → 16 → 1", "30 / 30", "baseline", "51 train · 13 validation"] {
        assert!(trial.sees_part(what), "{what} among {:?}", trial.names());
    }
    trial.tab(Pane::Info);
    assert!(trial.sees_part("regressor 3 → 16 → 1"), "{:?}", trial.names());
    assert_eq!(trial.editor().session.history.undo_name(), Some("Train learn"));

    trial.editor_mut().train(&learn(), Request::Reset);
    trial.cooked();
    assert_eq!(state(&trial), State::Untrained);
    trial.editor_mut().session.history.undo();
    trial.cooked();
    assert_eq!(state(&trial), State::Trained, "undo brings the weights back");
}

#[test]
fn a_network_that_is_stopped_keeps_what_it_learned_and_goes_on() {
    let mut trial = Trial::with_project(&LEARNING.replace("\"epochs\": 30", "\"epochs\": 100000"));
    trial.editor_mut().train(&learn(), Request::Start);
    trial.wait_for("some epochs to pass", |editor| {
        let job = editor.session.jobs.first();
        let progress = job.and_then(|job| job.progress.as_ref());
        progress.is_some_and(|progress| progress.history.len() > 3)
    });
    assert!(matches!(state(&trial), State::Training(_)));
    trial.editor_mut().train(&learn(), Request::Stop);
    trial.wait_for("training to stop", |editor| editor.session.has_weights(&learn()));
    trial.cooked();
    assert_eq!(state(&trial), State::Trained);
    let epochs = trial.editor().session.jobs[0].progress.as_ref().unwrap().history.len();
    trial.editor_mut().train(&learn(), Request::Continue);
    trial.wait_for("training to go on", |editor| {
        let progress = editor.session.jobs[0].progress.as_ref();
        progress.is_some_and(|progress| progress.history.len() > epochs)
    });
    trial.editor_mut().train(&learn(), Request::Stop);
    trial.wait_for("training to stop", |editor| !editor.session.jobs[0].phase.is_going_on());
}

#[test]
fn a_dataset_is_looked_at_in_the_spreadsheet() {
    let mut trial = Trial::with_project(LEARNING);
    trial.click_node("rows");
    trial.cooked();
    trial.tab(Pane::Spreadsheet);
    for what in ["Rows  64", "Sort by P.x", "Sort by h"] {
        assert!(trial.sees_part(what), "{what} among {:?}", trial.names());
    }
}

#[test]
fn a_project_without_a_file_is_saved_before_it_learns() {
    let mut trial = Trial::new();
    let network = NodePath::ROOT;
    trial.editor_mut().edit("Add", move |edit| {
        Ok(vec![edit.add_node(&network, "train_classifier", [0.0, 0.0])?])
    });
    let node = trial.editor().session.current().unwrap();
    trial.editor_mut().train(&node, Request::Start);
    trial.steps(2);
    assert!(
        trial.log().iter().any(|it| it.contains("Save the project first")),
        "{:?}",
        trial.log()
    );
}
