//! Training as it goes: losses as they fall, how good it is, how long it takes.

use egui::{RichText, Sense, Ui, vec2};
use egui_plot::{Corner, Legend, Line, Plot, PlotPoints};
use graph::NodePath;
use learn::{Epoch, ModelInfo, Progress};
use nodes::ModelWire;

use super::action::{Action, Actions};
use super::learning::Request;
use super::session::Session;
use super::theme::{self, size};
use super::widgets;
use crate::training::{Phase, State};

/// Draws the panel.
pub fn show(ui: &mut Ui, session: &Session, actions: &mut Actions) {
    let Some(node) = chosen(session) else {
        widgets::empty(
            ui,
            "Add a Train Classifier or Train Regressor node and press Start to see it learn.",
        );
        return;
    };
    let progress = session.job(&node).and_then(|job| job.progress.clone());
    let progress = progress.or_else(|| {
        let value = session.results.value(&node.to_string())?;
        Some(of_model(value.get::<ModelWire>()?.info()))
    });
    let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        header(ui, session, &node, progress.as_ref(), actions);
        let height = (ui.available_height() - 4.0).max(80.0);
        ui.horizontal_top(|ui| {
            let half = (ui.available_width() * 0.5 - 16.0).max(120.0);
            ui.allocate_ui(vec2(half, height), |ui| plot(ui, progress.as_ref(), height));
            ui.add_space(16.0);
            ui.vertical(|ui| {
                numbers(ui, session, &node, progress.as_ref());
                ui.add_space(8.0);
                ui.horizontal_wrapped(|ui| buttons(ui, session, &node, actions));
            });
        });
    });
}

/// The Train node that is selected, or else the newest job's.
fn chosen(session: &Session) -> Option<NodePath> {
    let selected = session.current().filter(|path| session.is_train_node(path));
    let going_on = || session.jobs.iter().rfind(|job| job.phase.is_going_on());
    let newest = || going_on().or(session.jobs.last()).map(|job| job.node.clone());
    let any = || session.shown().nodes.keys().map(|name| session.path(name));
    let any = || any().find(|path| session.is_train_node(path));
    selected.or_else(newest).or_else(any)
}

/// What is known of a model, as training would show it.
fn of_model(info: &ModelInfo) -> Progress {
    let history = info.history.clone();
    let loss = |epoch: &Epoch| epoch.validation.unwrap_or(epoch.training);
    let best = history.get(info.epoch.wrapping_sub(1)).map(|epoch| (info.epoch, loss(epoch)));
    Progress {
        architecture: info.architecture.text(),
        epochs: info.settings.epochs.max(history.len()),
        fraction: 1.0,
        best,
        metrics: info.metrics.clone(),
        baseline: info.baseline.clone(),
        training_rows: info.training_rows,
        held_out_rows: info.metrics.rows,
        seconds: 0.0,
        seconds_left: None,
        is_finished: true,
        notes: info.notes.clone(),
        history,
    }
}

fn header(
    ui: &mut Ui,
    session: &Session,
    node: &NodePath,
    progress: Option<&Progress>,
    actions: &mut Actions,
) {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        let name = node.name().map_or("", |name| name);
        let title = RichText::new(name).font(theme::strong(size::TITLE)).color(tokens.text);
        if ui.add(egui::Label::new(title).sense(Sense::click())).clicked() {
            actions.push(Action::GoTo(node.clone()));
        }
        if let Some(progress) = progress {
            ui.label(RichText::new(&progress.architecture).color(tokens.second));
        }
        let state = session.training_state(node);
        ui.label(RichText::new(state.text()).color(state_colour(&state, tokens)));
        for job in session.jobs.iter().filter(|job| job.node != *node && job.phase.is_going_on()) {
            let text = format!("{}: {}", job.node, session.training_state(&job.node).text());
            if ui.small_button(text).clicked() {
                actions.push(Action::GoTo(job.node.clone()));
            }
        }
    });
    ui.add_space(4.0);
}

/// The colour of a state, beside its word.
pub fn state_colour(state: &State, tokens: &theme::Tokens) -> egui::Color32 {
    match state {
        State::Untrained | State::Queued => tokens.quiet,
        State::Trained => tokens.good,
        State::Stale => tokens.warning,
        State::Training(_) => tokens.learned,
        State::Diverged | State::Failed => tokens.error,
    }
}

fn plot(ui: &mut Ui, progress: Option<&Progress>, height: f32) {
    let tokens = theme::tokens(ui);
    let line = |name: &str, values: Vec<[f64; 2]>, colour| {
        Line::new(name, PlotPoints::from(values)).color(colour).width(2.0)
    };
    let history = progress.map_or(&[][..], |progress| &progress.history);
    let epochs = progress.map_or(1, |progress| progress.epochs);
    let at = |index: usize| (index + 1) as f64;
    let training = history.iter().enumerate().map(|(i, it)| [at(i), f64::from(it.training)]);
    let held_out =
        history.iter().enumerate().filter_map(|(i, it)| Some([at(i), f64::from(it.validation?)]));
    Plot::new("losses")
        .height(height)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .include_x(0.0)
        .include_x(epochs as f64)
        .include_y(0.0)
        .legend(Legend::default().position(Corner::RightTop))
        .show(ui, |plot| {
            plot.line(line("training loss", training.collect(), tokens.learned));
            plot.line(line(
                "validation loss",
                held_out.collect(),
                theme::category("dataset", true),
            ));
        });
}

fn numbers(ui: &mut Ui, session: &Session, node: &NodePath, progress: Option<&Progress>) {
    let tokens = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 4.0;
    match session.job(node).map(|job| &job.phase) {
        Some(Phase::Failed(message) | Phase::Diverged(message)) => {
            let icon = egui_phosphor::regular::WARNING_OCTAGON;
            super::parameters::note(ui, icon, message, tokens.error);
        }
        Some(Phase::Waiting) => row(ui, "state", "waits for the job before it"),
        Some(Phase::Gathering) => row(ui, "state", "makes the examples"),
        _ => {}
    }
    let Some(progress) = progress else {
        let report = session.results.report(&node.to_string());
        let text = report.and_then(|report| report.error.as_ref()).map(ToString::to_string);
        let text = text
            .unwrap_or_else(|| "Start trains it anew; Continue goes on where it ended.".to_owned());
        ui.label(RichText::new(text).color(tokens.second));
        return;
    };
    row(ui, "epoch", &format!("{} / {}", progress.history.len(), progress.epochs));
    if let Some(last) = progress.history.last() {
        let best = progress
            .best
            .map_or(String::new(), |(epoch, loss)| format!("  best {loss:.4} @ {epoch}"));
        let name = if last.validation.is_some() { "validation loss" } else { "training loss" };
        let loss = last.validation.unwrap_or(last.training);
        row(ui, name, &format!("{loss:.4}{best}"));
    }
    if let Some(accuracy) = progress.metrics.accuracy.filter(|_| progress.metrics.rows > 0) {
        let baseline = progress.baseline.accuracy;
        let baseline =
            baseline.map_or(String::new(), |it| format!("  baseline {:.1} %", it * 100.0));
        row(ui, "accuracy", &format!("{:.1} %{baseline}", accuracy * 100.0));
    } else if let Some(error) = progress.metrics.errors.first() {
        let baseline = progress.baseline.errors.first();
        let baseline = baseline.map_or(String::new(), |it| format!("  baseline {it:.4}"));
        row(ui, "mean error", &format!("{error:.4}{baseline}"));
    }
    let (training, held_out) = (progress.training_rows, progress.held_out_rows);
    let count = |rows: usize| widgets::count(rows as u64);
    row(ui, "rows", &format!("{} train · {} validation", count(training), count(held_out)));
    if progress.seconds > 0.0 {
        let left =
            progress.seconds_left.map(|left| format!("  about {} left", widgets::duration(left)));
        let time = widgets::duration(progress.seconds);
        row(ui, "time", &format!("{time}{}", left.unwrap_or_default()));
    }
    for note in &progress.notes {
        super::parameters::note(ui, egui_phosphor::regular::WARNING, note, tokens.warning);
    }
    bar(ui, progress.fraction);
}

fn row(ui: &mut Ui, name: &str, value: &str) {
    super::info::line(ui, name, value);
}

fn bar(ui: &mut Ui, fraction: f32) {
    let tokens = theme::tokens(ui);
    ui.add_space(4.0);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width().min(360.0), 5.0), Sense::hover());
    widgets::named(&response, egui::WidgetType::ProgressIndicator, "Training progress", None);
    ui.painter().rect_filled(rect, 2.5, tokens.field);
    let done = rect.with_max_x(rect.min.x + rect.width() * fraction);
    ui.painter().rect_filled(done, 2.5, tokens.learned);
}

/// Start, Stop, Continue and Reset of a Train node.
pub fn buttons(ui: &mut Ui, session: &Session, node: &NodePath, actions: &mut Actions) {
    let is_going_on = session.job(node).is_some_and(|job| job.phase.is_going_on());
    let has_weights = session.has_weights(node);
    let was_begun = has_weights || session.job(node).is_some();
    let all = [
        (Request::Start, "Start", !is_going_on, "Trains in the background, from the beginning"),
        (Request::Stop, "Stop", is_going_on, "Ends training and keeps what was learned"),
        (
            Request::Continue,
            "Continue",
            !is_going_on,
            "Goes on where training stopped, or from the last weights",
        ),
        (Request::Reset, "Reset", was_begun, "Forgets the weights and what was learned"),
    ];
    for (request, name, is_enabled, help) in all {
        let response = ui.add_enabled(is_enabled, egui::Button::new(name)).on_hover_text(help);
        if response.clicked() {
            actions.push(Action::Train(node.clone(), request));
        }
    }
}

/// A word on a Train node for the parameters: its state.
pub fn state_ui(ui: &mut Ui, session: &Session, node: &NodePath) {
    let tokens = theme::tokens(ui);
    let state = session.training_state(node);
    let colour = state_colour(&state, tokens);
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, size::ROW), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.0, colour);
    ui.label(RichText::new(state.text()).color(colour));
}
