//! The start page: what an empty window offers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use egui::{Align2, Rect, RichText, Sense, Ui, vec2};
use egui_phosphor::regular as icon;

use super::action::{Action, Actions};
use super::commands;
use super::preferences::Preferences;
use super::theme::{self, size};
use super::widgets;

/// The projects that come with the program, and which node types each of them uses.
pub struct Examples {
    all: Vec<PathBuf>,
    texts: Arc<OnceLock<Vec<String>>>,
}

impl Examples {
    /// Those in the folder; they are read in the background.
    pub fn find() -> Self {
        let all = examples();
        let texts = Arc::new(OnceLock::new());
        let (paths, read) = (all.clone(), texts.clone());
        rayon::spawn(move || {
            let text = |path: &PathBuf| std::fs::read_to_string(path).unwrap_or_default();
            // Nobody else sets it.
            let _ = read.set(paths.iter().map(text).collect());
        });
        Self { all, texts }
    }

    /// All of them, by name.
    pub fn all(&self) -> &[PathBuf] {
        &self.all
    }

    /// Those that use a node type.
    pub fn of_type(&self, type_id: &str) -> impl Iterator<Item = &PathBuf> {
        let field = format!("type: \"{type_id}\"");
        let texts = self.texts.get().map_or(&[][..], Vec::as_slice);
        let uses = self.all.iter().zip(texts).filter(move |(_, text)| text.contains(&field));
        uses.map(|(path, _)| path)
    }
}

fn examples() -> Vec<PathBuf> {
    let Some(folder) = folder() else { return Vec::new() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| super::files::is_project(path)).collect();
    found.sort();
    found
}

/// The folder with the example projects: beside the program, or in the source tree.
fn folder() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let beside = program.parent()?;
    let places = [
        beside.join("projects"),
        beside.join("../share/espalier/projects"),
        beside.join("../Resources/projects"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("projects"),
    ];
    places.into_iter().find(|folder| folder.is_dir())
}

const WIDTH: f32 = 520.0;

/// Draws the page in the middle of a panel.
pub fn show(ui: &mut Ui, examples: &[PathBuf], preferences: &Preferences, actions: &mut Actions) {
    let whole = ui.available_rect_before_wrap();
    let width = WIDTH.min(whole.width() - 32.0);
    let height = 420.0_f32.min(whole.height() - 16.0);
    let rect = Rect::from_center_size(whole.center(), vec2(width, height));
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        let tokens = theme::tokens(ui);
        ui.label(RichText::new("Espalier").font(theme::strong(22.0)).color(tokens.text));
        let text = "Press Tab over the network to add a node, or begin with one of these.";
        ui.label(RichText::new(text).color(tokens.second));
        ui.add_space(8.0);
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.horizontal(|ui| {
                if ui.button("Open a Project…").clicked() {
                    actions.run(&commands::OPEN);
                }
            });
            if !preferences.recent.is_empty() {
                section(ui, "Recent");
                for path in preferences.recent.iter().take(5) {
                    if entry(ui, path, icon::CLOCK_COUNTER_CLOCKWISE).clicked() {
                        actions.push(Action::OpenFile(path.clone()));
                    }
                }
            }
            if !examples.is_empty() {
                section(ui, "Examples");
                for path in examples {
                    if entry(ui, path, icon::CUBE).clicked() {
                        actions.push(Action::OpenFile(path.clone()));
                    }
                }
            }
        });
    });
}

fn section(ui: &mut Ui, title: &str) {
    let tokens = theme::tokens(ui);
    ui.add_space(10.0);
    ui.label(RichText::new(title).font(theme::strong(size::TEXT)).color(tokens.text));
    ui.add_space(-4.0);
}

fn entry(ui: &mut Ui, path: &Path, symbol: &str) -> egui::Response {
    let tokens = theme::tokens(ui);
    let wide = vec2(ui.available_width(), 26.0);
    let (rect, response) = ui.allocate_exact_size(wide, Sense::click());
    ui.add_space(-6.0);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    widgets::named(&response, egui::WidgetType::Button, &format!("Open {stem}"), None);
    let painter = ui.painter_at(rect);
    if response.hovered() {
        painter.rect_filled(rect, size::FIELD_CORNER, tokens.hover);
    }
    let left = rect.left_center() + vec2(8.0, 0.0);
    painter.text(left, Align2::LEFT_CENTER, symbol, theme::icon(15.0), tokens.accent);
    let at = left + vec2(24.0, 0.0);
    painter.text(at, Align2::LEFT_CENTER, stem, theme::text(size::TEXT), tokens.text);
    let folder = path.parent().unwrap_or(Path::new("")).display().to_string();
    let right = rect.right_center() - vec2(8.0, 0.0);
    let clip = painter.with_clip_rect(rect.with_min_x(rect.min.x + 180.0));
    clip.text(right, Align2::RIGHT_CENTER, folder, theme::mono(size::SMALL), tokens.quiet);
    response
}
