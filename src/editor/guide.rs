//! The guide's pages, the same as in docs/guide.

use egui::{RichText, Ui};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

use super::theme::{self, size};
use super::widgets;

/// A page of the guide.
struct Page {
    /// Its file, as links name it.
    file: &'static str,
    title: &'static str,
    text: &'static str,
}

macro_rules! pages {
    ($($file:literal, $title:literal;)*) => {
        &[$(Page {
            file: $file,
            title: $title,
            text: include_str!(concat!("../../docs/guide/", $file)),
        }),*]
    };
}

const PAGES: &[Page] = pages! {
    "first-steps.md", "First Steps";
    "network.md", "The Network";
    "parameters.md", "Parameters and Expressions";
    "viewport.md", "The Viewport";
    "spreadsheet.md", "The Spreadsheet";
    "learning.md", "Learning";
    "projects-and-files.md", "Projects and Files";
    "command-line.md", "The Command Line";
};

/// The page that is open.
#[derive(Default)]
pub struct Guide {
    page: usize,
    text: Option<(usize, String)>,
    cache: CommonMarkCache,
}

impl Guide {
    /// Draws the list of pages and the one that is open.
    pub fn show(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(4.0, 4.0);
            for (at, page) in PAGES.iter().enumerate() {
                if ui.selectable_label(at == self.page, page.title).clicked() {
                    self.page = at;
                }
            }
        });
        ui.add_space(4.0);
        if self.text.as_ref().is_none_or(|(page, _)| *page != self.page) {
            self.text = Some((self.page, shown(PAGES[self.page].text)));
        }
        for page in PAGES {
            self.cache.add_link_hook(page.file);
        }
        let Some((_, text)) = &self.text else { return };
        ui.scope(|ui| {
            let tokens = theme::tokens(ui);
            ui.visuals_mut().override_text_color = Some(tokens.text);
            CommonMarkViewer::new().show(ui, &mut self.cache, text);
        });
        let clicked = |page: &Page| self.cache.get_link_hook(page.file) == Some(true);
        if let Some(page) = PAGES.iter().position(clicked) {
            self.page = page;
        }
    }
}

/// A page without its pictures: they show the window that it is read in.
fn shown(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("!["));
    lines.collect::<Vec<_>>().join("\n")
}

/// A switch between two things to read.
pub fn switch(ui: &mut Ui, shows_guide: &mut bool) {
    ui.horizontal(|ui| {
        for (is_guide, name) in [(false, "This Node"), (true, "Guide")] {
            let text = RichText::new(name).font(theme::text(size::TEXT));
            let response = ui.selectable_label(*shows_guide == is_guide, text);
            widgets::named(
                &response,
                egui::WidgetType::Button,
                name,
                Some(*shows_guide == is_guide),
            );
            if response.clicked() {
                *shows_guide = is_guide;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_guide_is_in_it() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guide");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let mut pages: Vec<&str> = PAGES.iter().map(|page| page.file).collect();
        pages.sort_unstable();
        assert_eq!(pages, files);
    }

    #[test]
    fn pictures_are_left_out() {
        assert_eq!(shown("# A\n\n![b](c.png)\ntext"), "# A\n\ntext");
    }
}
