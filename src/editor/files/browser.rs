//! A file browser of the program's own, where the system has no dialog to offer.

use std::path::{Path, PathBuf};

use egui::{Key, RichText, Sense, Ui, WidgetType};
use egui_phosphor::regular as icon;

use super::Purpose;
use super::dialogs;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// A folder being looked through.
pub struct Browser {
    purpose: Purpose,
    folder: PathBuf,
    typed_folder: String,
    name: String,
    entries: Vec<Entry>,
    problem: Option<String>,
    all_kinds: bool,
    asks_to_replace: bool,
    fresh: bool,
}

struct Entry {
    name: String,
    is_folder: bool,
    bytes: u64,
}

/// What the artist says.
pub enum Answer {
    /// Nothing yet.
    None,
    /// A file.
    Chosen(PathBuf),
    /// No file after all.
    Closed,
}

impl Browser {
    /// A browser that begins at a place: a folder, or a file in one to write.
    pub fn new(purpose: Purpose, place: &Path) -> Self {
        let writes = dialogs::writes(&purpose);
        let (folder, name) = match place.parent().filter(|_| writes && !place.is_dir()) {
            Some(folder) => (folder.to_owned(), place.file_name()),
            None => (place.to_owned(), None),
        };
        let name = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut browser = Self {
            purpose,
            typed_folder: String::new(),
            folder: PathBuf::new(),
            name,
            entries: Vec::new(),
            problem: None,
            all_kinds: false,
            asks_to_replace: false,
            fresh: true,
        };
        browser.go_to(folder);
        browser
    }

    /// What the file is for.
    pub fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// Draws the browser.
    pub fn show(&mut self, context: &egui::Context) -> Answer {
        let mut answer = Answer::None;
        let modal = egui::Modal::new("files".into()).show(context, |ui| {
            ui.set_width(620.0);
            let tokens = theme::tokens(ui);
            let title = dialogs::title(&self.purpose);
            ui.label(RichText::new(title).font(theme::strong(size::TITLE)).color(tokens.text));
            self.folder_ui(ui);
            if let Some(chosen) = self.entries_ui(ui) {
                answer = chosen;
            }
            if let Some(chosen) = self.name_ui(ui) {
                answer = chosen;
            }
        });
        if modal.should_close() && matches!(answer, Answer::None) { Answer::Closed } else { answer }
    }

    fn folder_ui(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            let above = self.folder.parent().map(Path::to_owned);
            if widgets::icon_button(ui, icon::ARROW_UP, "Folder above").clicked()
                && let Some(above) = above
            {
                self.go_to(above);
            }
            if widgets::icon_button(ui, icon::HOUSE, "Home folder").clicked()
                && let Some(home) = std::env::home_dir()
            {
                self.go_to(home);
            }
            let field = widgets::text_line(&mut self.typed_folder)
                .font(theme::mono(12.0))
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            widgets::named(&response, WidgetType::TextEdit, "Folder", None);
            if response.lost_focus() && Path::new(&self.typed_folder) != self.folder {
                self.go_to(PathBuf::from(&self.typed_folder));
            }
        });
        if let Some(problem) = &self.problem {
            let tokens = theme::tokens(ui);
            ui.label(RichText::new(problem).color(tokens.error));
        }
    }

    fn entries_ui(&mut self, ui: &mut Ui) -> Option<Answer> {
        let tokens = theme::tokens(ui);
        let mut answer = None;
        let mut into = None;
        let frame = egui::Frame::NONE.fill(tokens.field).corner_radius(size::FIELD_CORNER);
        frame.show(ui, |ui| {
            ui.set_height(300.0);
            let shown: Vec<&Entry> =
                self.entries.iter().filter(|entry| self.is_wanted(entry)).collect();
            let area = egui::ScrollArea::vertical().auto_shrink([false, false]);
            area.show_rows(ui, 24.0, shown.len(), |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for entry in &shown[rows] {
                    let response = row(ui, entry, entry.name == self.name);
                    if entry.is_folder && (response.double_clicked() || response.clicked()) {
                        into = Some(self.folder.join(&entry.name));
                    } else if response.double_clicked() {
                        answer = Some(Answer::Chosen(self.folder.join(&entry.name)));
                    } else if response.clicked() {
                        into = Some(PathBuf::from(&entry.name));
                    }
                }
            });
        });
        match into {
            Some(folder) if folder.is_absolute() || folder.components().count() > 1 => {
                self.go_to(folder)
            }
            Some(name) => self.name = name.to_string_lossy().into_owned(),
            None => {}
        }
        // A file that is to be written over is asked about first.
        if answer.is_some() && dialogs::writes(&self.purpose) {
            self.asks_to_replace = true;
            return None;
        }
        answer
    }

    fn name_ui(&mut self, ui: &mut Ui) -> Option<Answer> {
        let writes = dialogs::writes(&self.purpose);
        let mut answer = None;
        let mut entered = false;
        ui.horizontal(|ui| {
            ui.label("Name");
            let field =
                widgets::text_line(&mut self.name).font(theme::mono(12.0)).desired_width(300.0);
            let response = ui.add(field);
            widgets::named(&response, WidgetType::TextEdit, "File name", None);
            if std::mem::take(&mut self.fresh) {
                response.request_focus();
            }
            if response.changed() {
                self.asks_to_replace = false;
            }
            entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.checkbox(&mut self.all_kinds, "All files");
        });
        let target = self.folder.join(self.name.trim());
        if self.asks_to_replace {
            let tokens = theme::tokens(ui);
            let text = format!("{} is there already. Replace it?", self.name);
            ui.label(RichText::new(text).color(tokens.warning));
        }
        ui.horizontal(|ui| {
            let verb = match (&self.purpose, self.asks_to_replace) {
                (_, true) => "Replace",
                (Purpose::Open, _) => "Open",
                (Purpose::Save | Purpose::Picture, _) => "Save",
                (Purpose::Export, _) => "Export",
                (Purpose::Parameter { .. }, _) => "Choose",
            };
            let is_named = !self.name.trim().is_empty();
            let pressed = ui.add_enabled_ui(is_named, |ui| widgets::primary_button(ui, verb)).inner;
            if (pressed.clicked() || entered) && is_named {
                answer = self.decide(target, writes);
            }
            if ui.button("Cancel").clicked() {
                answer = Some(Answer::Closed);
            }
        });
        answer
    }

    fn decide(&mut self, target: PathBuf, writes: bool) -> Option<Answer> {
        if target.is_dir() {
            self.name.clear();
            self.go_to(target);
            return None;
        }
        if writes && target.exists() && !self.asks_to_replace {
            self.asks_to_replace = true;
            return None;
        }
        if !writes && !target.is_file() {
            self.problem = Some(format!("{} is not there", target.display()));
            return None;
        }
        Some(Answer::Chosen(target))
    }

    fn is_wanted(&self, entry: &Entry) -> bool {
        if entry.is_folder || self.all_kinds {
            return true;
        }
        let extension = Path::new(&entry.name).extension();
        let extension = extension.map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
        let mut wanted = dialogs::filters(&self.purpose).iter().flat_map(|(_, kinds)| *kinds);
        wanted.any(|kind| *kind == extension)
    }

    fn go_to(&mut self, folder: PathBuf) {
        match std::fs::read_dir(&folder) {
            Ok(entries) => {
                let entries = entries.flatten().filter_map(|entry| {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    let data = std::fs::metadata(entry.path()).ok()?;
                    let is_hidden = name.starts_with('.');
                    (!is_hidden).then(|| Entry {
                        name,
                        is_folder: data.is_dir(),
                        bytes: data.len(),
                    })
                });
                self.entries = entries.collect();
                self.entries.sort_by_key(|entry| (!entry.is_folder, entry.name.to_lowercase()));
                self.folder = std::fs::canonicalize(&folder).unwrap_or(folder);
                self.problem = None;
            }
            Err(error) => self.problem = Some(format!("{}: {error}", folder.display())),
        }
        self.typed_folder = self.folder.display().to_string();
        self.asks_to_replace = false;
    }
}

fn row(ui: &mut Ui, entry: &Entry, is_chosen: bool) -> egui::Response {
    let tokens = theme::tokens(ui);
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), 24.0), Sense::click());
    widgets::named(&response, WidgetType::Button, &entry.name, Some(is_chosen));
    let painter = ui.painter_at(rect);
    if is_chosen || response.hovered() {
        let fill = if is_chosen { tokens.selected } else { tokens.hover };
        painter.rect_filled(rect, size::FIELD_CORNER, fill);
    }
    let (symbol, colour) =
        if entry.is_folder { (icon::FOLDER, tokens.accent) } else { (icon::FILE, tokens.quiet) };
    let left = rect.left_center() + egui::vec2(10.0, 0.0);
    let align = egui::Align2::LEFT_CENTER;
    painter.text(left, align, symbol, theme::icon(15.0), colour);
    let at = left + egui::vec2(22.0, 0.0);
    painter.text(at, align, &entry.name, theme::text(size::TEXT), tokens.text);
    if !entry.is_folder {
        let right = rect.right_center() - egui::vec2(12.0, 0.0);
        let bytes = task::bytes_text(entry.bytes);
        painter.text(right, egui::Align2::RIGHT_CENTER, bytes, theme::mono(11.0), tokens.quiet);
    }
    response
}
