//! What is known of a dataset or a model, for the Info panel.

use egui::{RichText, Ui};
use graph::WireValue;
use learn::{Dataset, Goal, Model};
use nodes::{DatasetWire, ModelWire};

use super::info::line;
use super::theme::{self, size};
use super::widgets;

/// Draws what can be said of a value, if it is one of these.
pub fn show(ui: &mut Ui, value: &WireValue) {
    if let Some(dataset) = value.get::<DatasetWire>() {
        dataset_ui(ui, dataset);
    }
    if let Some(model) = value.get::<ModelWire>() {
        model_ui(ui, model);
    }
}

fn title(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space(8.0);
    ui.label(RichText::new(text).font(theme::strong(size::TEXT)).color(tokens.text));
}

fn dataset_ui(ui: &mut Ui, dataset: &Dataset) {
    line(ui, "rows", &widgets::count(dataset.rows() as u64));
    if dataset.validation().is_some() {
        line(ui, "held out", &widgets::count(dataset.validation_rows() as u64));
    }
    if let Some((_, names)) = dataset.sources() {
        line(ui, "sources", &widgets::count(names.len() as u64));
    }
    line(ui, "hash", &dataset.hash().to_string());
    for (name, columns) in [("Inputs", dataset.inputs()), ("Targets", dataset.targets())] {
        title(ui, name);
        for column in columns {
            let names: Vec<&str> = column.names().iter().map(|name| &**name).collect();
            let what = match names.len() {
                0 => format!("float × {}", column.size),
                _ => names.join(", "),
            };
            line(ui, &column.name, &what);
        }
    }
}

fn model_ui(ui: &mut Ui, model: &Model) {
    let info = model.info();
    line(ui, "network", &info.architecture.text());
    line(ui, "parameters", &widgets::count(model.parameters().len() as u64));
    line(ui, "epoch", &format!("{} of {}", info.epoch, info.history.len()));
    line(ui, "rows", &widgets::count(info.training_rows as u64));
    line(ui, "held out", &widgets::count(info.metrics.rows as u64));
    line(ui, "made", &format!("{} with {}", info.date, info.program));
    line(ui, "data", &info.data.to_string());
    line(ui, "seed", &info.settings.seed.to_string());
    for (name, fields) in [("Inputs", &info.inputs), ("Targets", &info.targets)] {
        title(ui, name);
        for field in fields {
            let what = match field.classes.len() {
                0 => format!("float × {}", field.size),
                _ => field.classes.join(", "),
            };
            line(ui, &field.name, &what);
        }
    }
    match info.settings.goal {
        Goal::Classes => confusion(ui, model),
        Goal::Numbers => errors(ui, model),
    }
}

/// For each true class how often it was taken for which.
fn confusion(ui: &mut Ui, model: &Model) {
    let info = model.info();
    let (counts, names) = (&info.metrics.confusion, model.classes());
    if info.metrics.rows == 0 || counts.len() != names.len() {
        return;
    }
    title(ui, "Held-out rows: true class, and what it was taken for");
    for (name, counts) in names.iter().zip(counts) {
        let all: u32 = counts.iter().sum();
        let mut taken: Vec<(u32, &str)> =
            counts.iter().copied().zip(names.iter().map(String::as_str)).collect();
        taken.retain(|(count, _)| *count > 0);
        taken.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let share = |count: u32| f64::from(count) / f64::from(all.max(1)) * 100.0;
        let parts: Vec<String> = taken
            .iter()
            .take(4)
            .map(|(count, name)| format!("{name} {:.1} %", share(*count)))
            .collect();
        line(ui, name, &parts.join("  "));
    }
}

fn errors(ui: &mut Ui, model: &Model) {
    let info = model.info();
    if info.metrics.rows == 0 {
        return;
    }
    title(ui, "Held-out rows: mean error, and that of the mean");
    let mut pairs = info.metrics.errors.iter().zip(&info.baseline.errors);
    for target in &info.targets {
        for at in 0..target.size {
            let Some((own, other)) = pairs.next() else { return };
            let name = match target.size {
                1 => target.name.clone(),
                _ => format!("{}[{at}]", target.name),
            };
            line(ui, &name, &format!("{own:.5}  {other:.5}"));
        }
    }
}
