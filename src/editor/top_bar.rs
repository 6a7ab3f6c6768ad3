//! The bar at the top: menus, the project, frames, what goes on.

use egui::{Align, Layout, RichText, Sense};
use egui_phosphor::regular as icon;

use super::action::{Action, Actions};
use super::app::Editor;
use super::commands::{self, Menu};
use super::panes::Pane;
use super::theme::{self, size};
use super::widgets;

const HEIGHT: f32 = 36.0;

/// Draws the bar.
pub fn show(editor: &mut Editor, ui: &mut egui::Ui, actions: &mut Actions) {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::NONE.fill(tokens.head).inner_margin(egui::Margin::symmetric(8, 0));
    egui::Panel::top("top bar").exact_size(HEIGHT).show_separator_line(false).frame(frame).show(
        ui,
        |ui| {
            let whole = ui.max_rect();
            ui.horizontal_centered(|ui| {
                menus(editor, ui, actions);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    status(editor, ui, actions);
                    ui.add_space(12.0);
                    frames(editor, ui, actions);
                });
            });
            title(editor, ui, whole);
        },
    );
}

fn menus(editor: &Editor, ui: &mut egui::Ui, actions: &mut Actions) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for menu in Menu::ALL {
        let tokens = theme::tokens(ui);
        let label = RichText::new(menu.name()).color(tokens.text);
        ui.menu_button(label, |ui| {
            ui.set_min_width(220.0);
            for command in commands::ALL.iter().filter(|command| command.menu == menu) {
                if command.begins_group {
                    ui.separator();
                }
                let refusal = (command.refusal)(editor);
                let keys = commands::shortcut_text(command, &editor.preferences);
                let name = named_step(editor, command);
                let button = egui::Button::new(name).shortcut_text(keys);
                let response = ui.add_enabled(refusal.is_none(), button);
                let response = response.on_hover_text(command.help);
                let response = match refusal {
                    Some(reason) => response.on_disabled_hover_text(reason),
                    None => response,
                };
                if response.clicked() {
                    actions.run(command);
                }
            }
            match menu {
                Menu::View => panels(ui, actions),
                Menu::File => recent(editor, ui, actions),
                _ => {}
            }
        });
    }
}

/// A command's name; undo and redo say what they would undo and do again.
fn named_step(editor: &Editor, command: &commands::Command) -> String {
    let step = match command.id {
        "undo" => editor.session.history.undo_name(),
        "redo" => editor.session.history.redo_name(),
        _ => None,
    };
    step.map_or_else(|| command.name.to_owned(), |step| format!("{} {step}", command.name))
}

fn panels(ui: &mut egui::Ui, actions: &mut Actions) {
    ui.separator();
    ui.menu_button("Show Panel", |ui| {
        for pane in Pane::ALL {
            if ui.button(pane.name()).clicked() {
                actions.push(Action::Show(pane));
            }
        }
    });
}

fn recent(editor: &Editor, ui: &mut egui::Ui, actions: &mut Actions) {
    if editor.preferences.recent.is_empty() {
        return;
    }
    ui.separator();
    ui.menu_button("Open Recent", |ui| {
        for path in &editor.preferences.recent {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                actions.push(Action::OpenFile(path.clone()));
            }
        }
    });
}

fn title(editor: &Editor, ui: &egui::Ui, bar: egui::Rect) {
    let tokens = theme::tokens(ui);
    let name = editor.session.name();
    let galley = ui.painter().layout_no_wrap(name, theme::strong(size::TEXT), tokens.text);
    let at = egui::Align2::CENTER_CENTER.align_size_within_rect(galley.size(), bar);
    if editor.session.history.is_modified() {
        ui.painter().circle_filled(at.right_center() + egui::vec2(12.0, 1.0), 3.0, tokens.warning);
    }
    ui.painter().galley(at.min, galley, tokens.text);
}

fn frames(editor: &mut Editor, ui: &mut egui::Ui, actions: &mut Actions) {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::NONE.fill(tokens.field).corner_radius(size::FIELD_CORNER);
    frame.show(ui, |ui| {
        ui.set_height(size::ROW);
        ui.spacing_mut().item_spacing.x = 0.0;
        let last = editor.timeline.last;
        ui.add_space(8.0);
        ui.label(RichText::new(format!("/ {last}")).font(theme::mono(12.0)).color(tokens.second));
        let mut now = editor.session.frame;
        ui.scope(|ui| {
            ui.visuals_mut().widgets.inactive.weak_bg_fill = tokens.field;
            ui.visuals_mut().widgets.inactive.bg_stroke = egui::Stroke::NONE;
            let number =
                egui::DragValue::new(&mut now).speed(0.2).range(1.0..=last).max_decimals(0);
            let response = ui.add(number).on_hover_text("Frame");
            widgets::named(&response, egui::WidgetType::DragValue, "Frame", None);
        });
        if now != editor.session.frame {
            actions.push(Action::SetFrame(now.round()));
        }
        ui.label(RichText::new("frame").font(theme::mono(12.0)).color(tokens.quiet));
        ui.add_space(8.0);
        let playing = editor.timeline.is_playing();
        if widgets::icon_button(ui, icon::SKIP_FORWARD, "Last Frame").clicked() {
            actions.push(Action::SetFrame(last));
        }
        let play = if playing { (icon::PAUSE, "Pause") } else { (icon::PLAY, "Play") };
        if widgets::icon_button(ui, play.0, play.1).clicked() {
            editor.timeline.toggle();
        }
        if widgets::icon_button(ui, icon::SKIP_BACK, "First Frame").clicked() {
            actions.push(Action::SetFrame(1.0));
        }
    });
}

fn status(editor: &Editor, ui: &mut egui::Ui, actions: &mut Actions) {
    let tokens = theme::tokens(ui);
    ui.label(RichText::new(editor.device.as_str()).color(tokens.quiet));
    ui.add_space(12.0);
    let (colour, text, hover) = cook_state(editor, tokens);
    let response =
        ui.add(egui::Label::new(RichText::new(text).color(tokens.second)).sense(Sense::click()));
    let (dot, _) = ui.allocate_exact_size(egui::vec2(12.0, size::ROW), Sense::hover());
    ui.painter().circle_filled(dot.center(), 4.0, colour);
    if response.on_hover_text(hover).clicked() {
        actions.push(Action::Show(Pane::Performance));
    }
    if let Some(what) = editor.files.running() {
        ui.add_space(12.0);
        ui.label(RichText::new(format!("{what}…")).color(tokens.second));
        ui.add(egui::Spinner::new().size(14.0).color(tokens.accent));
    }
}

fn cook_state(editor: &Editor, tokens: &theme::Tokens) -> (egui::Color32, String, String) {
    if let Some(running) = editor.running() {
        // What takes no time to speak of would only flicker.
        if running.since.elapsed().as_millis() > 150 {
            let (done, total) = running.activity.counts();
            let names = running.activity.progress().into_iter().map(|(path, progress)| {
                match progress.steps() {
                    Some((done, total)) => format!("{path} ({done} of {total} iterations)"),
                    None => path.to_string(),
                }
            });
            let names: Vec<String> = names.collect();
            let percent = running.activity.fraction() * 100.0;
            let hover =
                format!("{done} of {total} nodes; now {}. Escape stops it.", names.join(", "));
            return (tokens.accent, format!("cooking {percent:.0} %"), hover);
        }
    }
    match (&editor.session.results.failure, &editor.session.results.shown) {
        (Some(failure), _) => (tokens.error, "failed".to_owned(), failure.clone()),
        (None, Some(shown)) => {
            let text = format!("cooked {}", widgets::duration(shown.seconds));
            (tokens.good, text, "From the last change to its result".to_owned())
        }
        (None, None) => (tokens.quiet, "idle".to_owned(), "Nothing is displayed".to_owned()),
    }
}
