//! What the selected node does, from its declaration.

use egui::{RichText, Ui};
use graph::Arity;

use super::session::Session;
use super::theme::{self, size};
use super::widgets;

/// Draws the panel.
pub fn show(ui: &mut Ui, session: &Session) {
    let current = session.current();
    let node = current.as_ref().and_then(|path| session.document().node(path).ok());
    let Some(node) = node else {
        widgets::empty(ui, "Select a node to read what it does.");
        return;
    };
    let Some(node_type) = session.library.get(&node.type_id) else {
        widgets::empty(
            ui,
            "This program does not know the type of this node. It is kept as it is.",
        );
        return;
    };
    widgets::scrolled(ui, "help", |ui| {
        let tokens = theme::tokens(ui);
        ui.horizontal(|ui| {
            title(ui, node_type.label);
            ui.label(RichText::new(node_type.category).color(tokens.quiet));
        });
        paragraph(ui, node_type.help);
        if !node_type.aliases.is_empty() {
            let text = format!("Also known as {}.", node_type.aliases.join(", "));
            ui.add(egui::Label::new(RichText::new(text).color(tokens.quiet)).wrap());
        }
        if !node_type.inputs.is_empty() {
            title(ui, "Inputs");
            for input in node_type.inputs {
                let arity = match input.arity {
                    Arity::Required => "",
                    Arity::Optional => ", not needed",
                    Arity::Many => ", any number",
                };
                entry(ui, input.label, &format!("{}{arity}", input.wire.id));
            }
        }
        if !node_type.parameters.is_empty() {
            title(ui, "Parameters");
            for parameter in node_type.parameters {
                entry(ui, parameter.label, parameter.help);
            }
        }
    });
}

fn title(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui);
    ui.label(RichText::new(text).font(theme::strong(size::TITLE)).color(tokens.text));
}

fn paragraph(ui: &mut Ui, text: &str) {
    let tokens = theme::tokens(ui);
    ui.add(egui::Label::new(RichText::new(text).color(tokens.text)).wrap());
}

fn entry(ui: &mut Ui, name: &str, text: &str) {
    let tokens = theme::tokens(ui);
    let mut job = egui::text::LayoutJob::default();
    job.append(name, 0.0, egui::TextFormat::simple(theme::strong(size::TEXT), tokens.text));
    job.append(text, 10.0, egui::TextFormat::simple(theme::text(size::TEXT), tokens.second));
    ui.add(egui::Label::new(job).wrap());
}
