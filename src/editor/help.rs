//! What the selected node does, from its declaration.

use egui::{RichText, Ui};
use graph::{Arity, NodeType};

use super::action::{Action, Actions};
use super::examples::Examples;
use super::guide::{self, Guide};
use super::session::Session;
use super::theme::{self, size};
use super::widgets;

/// What the help remembers between frames.
#[derive(Default)]
pub struct HelpPanel {
    shows_guide: bool,
    guide: Guide,
}

impl HelpPanel {
    /// Shows the guide from now on.
    pub fn open_guide(&mut self) {
        self.shows_guide = true;
    }

    /// Draws the panel.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        examples: &Examples,
        actions: &mut Actions,
    ) {
        let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(12, 4));
        let panel = egui::Panel::top("help bar").frame(frame).show_separator_line(false);
        panel.show(ui, |ui| guide::switch(ui, &mut self.shows_guide));
        if self.shows_guide {
            widgets::scrolled(ui, "guide", |ui| self.guide.show(ui));
        } else {
            of_node(ui, session, examples, actions);
        }
    }
}

/// What the selected node does.
fn of_node(ui: &mut Ui, session: &Session, examples: &Examples, actions: &mut Actions) {
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
        examples_ui(ui, node_type, examples, actions);
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

/// Projects that use the node, a click away.
fn examples_ui(ui: &mut Ui, node_type: &NodeType, examples: &Examples, actions: &mut Actions) {
    let found: Vec<_> = examples.of_type(node_type.id).take(3).collect();
    if found.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        let tokens = theme::tokens(ui);
        ui.label(RichText::new("See it in").color(tokens.second));
        for path in found {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let response = ui.link(&*stem).on_hover_text("Opens this example project");
            let name = format!("Open the example {stem}");
            widgets::named(&response, egui::WidgetType::Link, &name, None);
            if response.clicked() {
                actions.push(Action::OpenFile(path.clone()));
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
