//! An editor without a window, used as a person uses it: by names, pointer and keys.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand, Rect, Vec2, ViewportCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use graph::{Budget, Document, NodePath};

use crate::editor::app::{Beginning, Editor};
use crate::editor::commands::Command;
use crate::editor::panes::Pane;
use crate::editor::theme;

/// Longer than anything takes on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// So short that a click is no long press, and a drag no throw.
pub(super) const STEP: f32 = 1.0 / 60.0;

/// An editor that is drawn nowhere.
pub struct Trial {
    harness: Harness<'static, Editor>,
    /// Settings, and room for files.
    pub folder: tempfile::TempDir,
    copied: Option<String>,
    /// What the editor asked the window for.
    pub asked: Vec<ViewportCommand>,
    pub(super) modifiers: Modifiers,
}

/// A file on its way onto the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

impl Trial {
    /// An editor with an empty project.
    pub fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), [1600.0, 1000.0])
    }

    /// An editor whose settings and recovered work are those of a folder.
    pub fn in_folder(folder: tempfile::TempDir, size: [f32; 2]) -> Self {
        let beginning = Beginning {
            budget: Budget { cache: 1 << 28, memory: 1 << 30 },
            settings_folder: Some(folder.path().join("settings")),
            wake: Arc::new(|| {}),
        };
        let mut editor = Editor::new(beginning).unwrap();
        editor.preferences.system_dialogs = false;
        let mut has_fonts = false;
        let draw = move |ui: &mut egui::Ui, editor: &mut Editor| {
            if !std::mem::replace(&mut has_fonts, true) {
                theme::apply(ui.ctx());
                return;
            }
            editor.ui(ui);
        };
        let harness = Harness::builder()
            .with_size(Vec2::from(size))
            .with_step_dt(STEP)
            .with_max_steps(8)
            .with_wait_for_pending_images(false)
            .build_ui_state(draw, editor);
        let mut trial =
            Self { harness, folder, copied: None, asked: Vec::new(), modifiers: Modifiers::NONE };
        trial.steps(2);
        trial
    }

    /// An editor with a project of this text open, cooked as far as it is displayed.
    pub fn with_project(text: &str) -> Self {
        let mut trial = Self::new();
        let path = trial.file("project.ron");
        std::fs::write(&path, text).unwrap();
        trial.open(&path);
        trial
    }

    /// Opens a project, and waits until it is there and has cooked.
    pub fn open(&mut self, path: &Path) {
        self.editor_mut().open(path.to_owned());
        let path = path.to_owned();
        self.wait_for("the project to open", |editor| {
            editor.session.file.as_deref() == Some(&*path)
        });
        self.cooked();
    }

    /// A file of this trial.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn editor(&self) -> &Editor {
        self.harness.state()
    }

    pub fn editor_mut(&mut self) -> &mut Editor {
        self.harness.state_mut()
    }

    pub fn document(&self) -> &Document {
        self.editor().session.document()
    }

    /// The names of the nodes in the network that is shown.
    pub fn nodes(&self) -> Vec<String> {
        self.editor().session.shown().nodes.keys().map(ToString::to_string).collect()
    }

    /// The node at a path.
    pub fn node(&self, path: &str) -> &graph::Node {
        self.document().node(&NodePath::parse(path).unwrap()).unwrap()
    }

    /// What the log says, the newest last.
    pub fn log(&self) -> Vec<String> {
        self.editor().session.log.entries().iter().map(|entry| entry.text.clone()).collect()
    }

    /// What was copied last.
    pub fn copied(&self) -> &str {
        self.copied.as_deref().expect("nothing was copied")
    }

    /// Asks to close the window, as its button does.
    pub fn close(&mut self) {
        let root = self.harness.input_mut().viewports.get_mut(&egui::ViewportId::ROOT);
        root.expect("there is a window").events.push(egui::ViewportEvent::Close);
        self.steps(4);
    }

    /// Drops a file onto the window.
    pub fn drop_file(&mut self, path: &Path) {
        let file = Dropped(path.to_owned());
        self.harness.input_mut().dropped_files.push(Arc::new(file));
        self.steps(3);
    }

    /// Ends the program in order; gives its folder.
    pub fn end(self) -> tempfile::TempDir {
        let Self { harness, folder, .. } = self;
        drop(harness);
        folder
    }

    /// Draws one frame.
    pub fn step(&mut self) {
        self.harness.step();
        let output = self.harness.output();
        for command in &output.platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                self.copied = Some(text.clone());
            }
        }
        let viewports = output.viewport_output.values();
        self.asked.extend(viewports.flat_map(|viewport| viewport.commands.iter().cloned()));
    }

    /// Draws some frames: what is asked for in one is there in the next.
    pub fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.step();
        }
    }

    /// Draws frames until something is so.
    #[track_caller]
    pub fn wait_for(&mut self, what: &str, is_so: impl Fn(&Editor) -> bool) {
        let start = Instant::now();
        loop {
            self.step();
            if is_so(self.editor()) {
                self.steps(2);
                return;
            }
            assert!(start.elapsed() < PATIENCE, "waited for {what}; log: {:?}", self.log());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until nothing cooks, and all results are shown.
    #[track_caller]
    pub fn cooked(&mut self) {
        self.steps(2);
        self.wait_for("the cook to end", Editor::is_idle);
    }

    /// An event, and the frame that it comes in.
    pub fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.step();
    }

    /// Several events that come in one frame, as on a slow machine.
    pub fn together(&mut self, events: &[Event]) {
        self.harness.input_mut().events.extend_from_slice(events);
        self.step();
    }

    // By name.

    /// Where everything with this name is: buttons, fields and rows before mere text.
    fn places(&self, name: &str) -> Vec<Rect> {
        let mut found: Vec<(bool, Rect)> = self
            .harness
            .query_all_by_label(name)
            .filter(|node| node.accesskit_node().bounding_box().is_some())
            .map(|node| (node.accesskit_node().role() == Role::Label, node.rect()))
            .collect();
        found.sort_by_key(|(is_text, _)| *is_text);
        found.into_iter().map(|(_, rect)| rect).collect()
    }

    /// Whether something with this name is drawn.
    pub fn sees(&self, name: &str) -> bool {
        self.harness.query_all_by_label(name).next().is_some()
    }

    /// Whether something whose name holds this is drawn.
    pub fn sees_part(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// Every name that is drawn.
    pub fn names(&self) -> Vec<String> {
        let all = self.harness.query_all_by(|_| true);
        let name = |node: egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        };
        all.filter_map(name).filter(|name| !name.is_empty()).collect()
    }

    /// What can be pressed and has no name.
    pub fn nameless(&self) -> Vec<(Role, Rect)> {
        let pressed = [Role::Button, Role::CheckBox, Role::ComboBox, Role::Slider, Role::TextInput];
        let all = self.harness.query_all_by(move |node| {
            pressed.contains(&node.role())
                && node.label().is_none_or(|name| name.trim().is_empty())
                && node.labelled_by().next().is_none()
        });
        all.map(|node| (node.accesskit_node().role(), node.rect())).collect()
    }

    /// Where the thing with this name is on the screen; waits until it is there, and at rest: a
    /// window takes its place only when it knows its size.
    #[track_caller]
    pub fn place(&mut self, name: &str) -> Rect {
        let start = Instant::now();
        let mut before = None;
        loop {
            let place = self.places(name).first().copied();
            if let Some(place) = place.filter(|place| before == Some(*place)) {
                return place;
            }
            before = place;
            let names = self.names();
            assert!(start.elapsed() < PATIENCE / 6, "there is no \"{name}\" among {names:?}");
            self.step();
        }
    }

    #[track_caller]
    pub fn click(&mut self, name: &str) {
        let at = self.place(name).center();
        self.click_at(at);
    }

    /// Clicks on the first thing whose name holds this.
    #[track_caller]
    pub fn click_part(&mut self, part: &str) {
        let node = self.harness.query_all_by_label_contains(part).next();
        let at = node.unwrap_or_else(|| panic!("nothing is named {part}")).rect().center();
        self.click_at(at);
    }

    /// Brings a panel to the front by its tab.
    #[track_caller]
    pub fn tab(&mut self, pane: Pane) {
        // A menu may have the same name; menus come first.
        let places = self.places(pane.name());
        let at = places.last().unwrap_or_else(|| panic!("{pane:?} has no tab")).center();
        self.click_at(at);
    }

    /// Runs a command as an artist does who knows its name.
    #[track_caller]
    pub fn command(&mut self, command: &'static Command) {
        self.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        self.type_text(command.name);
        self.press(Modifiers::NONE, Key::Enter);
        self.steps(3);
    }

    /// Puts other text into a field, as with a double click or Ctrl+A.
    #[track_caller]
    pub fn fill(&mut self, name: &str, text: &str) {
        self.click(name);
        self.press(Modifiers::COMMAND, Key::A);
        self.type_text(text);
        self.press(Modifiers::NONE, Key::Enter);
        self.steps(3);
    }
}
