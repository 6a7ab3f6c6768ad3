//! The editor: one project, its panels, and what goes on in the background.

use std::path::PathBuf;
use std::sync::Arc;

use egui_notify::Toasts;
use graph::{Budget, Edit, EditError, Evaluator, NodePath};

use super::action::{Action, Actions};
use super::asked::Asked;
use super::commands;
use super::cook::{Cooking, Running, Wake};
use super::files::Files;
use super::keymap::Keymap;
use super::log::Level;
use super::palette::Palette;
use super::panels::PanelStates;
use super::panes::{self, Arrangement, Pane};
use super::preferences::Preferences;
use super::recovery::{Found, Recovery};
use super::session::Session;
use super::timeline::Timeline;
use crate::training::Training;

/// The editor. [`Editor::ui`] draws it into any window, or into none in tests.
pub struct Editor {
    /// The project.
    pub session: Session,
    /// What the artist set.
    pub preferences: Preferences,
    /// How the panels lie.
    pub arrangement: Arrangement,
    /// What panels remember between frames.
    pub panels: PanelStates,
    /// The search over commands.
    pub palette: Palette,
    /// The list of keys.
    pub keymap: Keymap,
    /// Files being chosen, read and written.
    pub files: Files,
    pub(super) cooking: Cooking,
    pub(super) training: Training,
    /// Bytes that a training may hold.
    pub(super) memory: u64,
    pub(super) toasts: Toasts,
    pub(super) asked: Option<Asked>,
    hovered: Option<Pane>,
    places: Vec<(Pane, egui::Rect)>,
    used: Pane,
    pasted: Option<String>,
    pub(super) dragging: bool,
    /// Frames that play.
    pub timeline: Timeline,
    /// What the window is drawn with.
    pub device: String,
    /// Whether the preferences are shown.
    pub shows_preferences: bool,
    /// The projects that come with the program.
    pub examples: super::examples::Examples,
    pub(super) default_cache: u64,
    pub(super) recovery: Option<Recovery>,
    pub(super) found: Vec<Found>,
    pub(super) settings_folder: Option<PathBuf>,
    pub(super) wants_to_close: bool,
    pub(super) may_close: bool,
}

/// How an editor begins.
pub struct Beginning {
    /// What cooking may use.
    pub budget: Budget,
    /// Where the user's settings are kept; none to keep none.
    pub settings_folder: Option<PathBuf>,
    /// Wakes the window.
    pub wake: Wake,
}

impl Editor {
    /// An editor with an empty project.
    pub fn new(beginning: Beginning) -> std::io::Result<Self> {
        let preferences = Preferences::load(beginning.settings_folder.as_deref());
        let mut budget = beginning.budget;
        let default_cache = budget.cache;
        let settings = beginning.settings_folder.as_deref();
        budget.cache = preferences.cache_bytes.unwrap_or(budget.cache);
        let library = nodes::library();
        let evaluator = Arc::new(Evaluator::new(library.clone(), budget));
        let saved = preferences.arrangement.clone().filter(panes::is_whole);
        Ok(Self {
            session: Session::new(library),
            arrangement: saved.unwrap_or_else(panes::default_arrangement),
            preferences,
            panels: PanelStates::default(),
            palette: Palette::default(),
            keymap: Keymap::default(),
            files: Files::new(budget.memory, beginning.wake.clone()),
            training: Training::start(evaluator.clone(), beginning.wake.clone())?,
            memory: budget.memory,
            cooking: Cooking::start(evaluator, beginning.wake)?,
            toasts: Toasts::default()
                .with_anchor(egui_notify::Anchor::BottomLeft)
                .with_margin(egui::vec2(16.0, 16.0)),
            asked: None,
            hovered: None,
            places: Vec::new(),
            used: Pane::Network,
            pasted: None,
            dragging: false,
            timeline: Timeline::default(),
            device: String::new(),
            shows_preferences: false,
            examples: super::examples::Examples::find(),
            default_cache,
            found: settings.map(Recovery::found).unwrap_or_default(),
            recovery: settings.and_then(Recovery::begin),
            settings_folder: beginning.settings_folder,
            wants_to_close: false,
            may_close: false,
        })
    }

    /// Gives a context the look; to be done once, before anything is drawn.
    pub fn prepare(context: &egui::Context) {
        super::theme::apply(context);
    }

    /// Draws everything, and does what was asked for.
    pub fn ui(&mut self, ui: &mut egui::Ui) {
        let context = ui.ctx().clone();
        self.follow_preferences(&context);
        self.take_results();
        self.take_training();
        self.take_files(&context);
        if let Some(frame) = self.timeline.now(self.session.frame) {
            self.session.frame = frame;
            context.request_repaint();
        }
        self.take_input(&context);
        let mut actions = Actions::default();
        self.window_ui(ui, &mut actions);
        self.overlays_ui(&context, &mut actions);
        for action in actions.take() {
            self.run(action, &context);
        }
        self.ask_for_cook();
        if let Some(recovery) = &mut self.recovery {
            recovery.follow(&self.session, self.preferences.autosave_seconds);
        }
        self.show_toasts(&context);
        self.close_if_wanted(&context);
    }

    /// The panel that keys belong to: under the pointer, or used last.
    pub fn active_pane(&self) -> Pane {
        self.hovered.unwrap_or(self.used)
    }

    /// Whether something stands over the window that takes all keys.
    pub fn is_asking(&self) -> bool {
        self.palette.is_open()
            || self.files.is_asking()
            || !self.found.is_empty()
            || self.panels.network.is_searching()
            || self.panels.network.is_renaming()
            || self.panels.network.is_writing()
            || self.keymap.is_listening()
    }

    /// Whether nothing cooks.
    pub fn is_idle(&self) -> bool {
        self.cooking.is_idle()
    }

    /// The cook that goes on.
    pub fn running(&self) -> Option<Running> {
        self.cooking.running()
    }

    /// Keeps what the artist set, before the window is gone.
    pub fn end(&mut self) {
        self.preferences.arrangement = Some(self.arrangement.clone());
        if let Some(folder) = &self.settings_folder
            && let Err(error) = self.preferences.save(folder)
        {
            eprintln!("espalier: the settings were not saved: {error}");
        }
    }

    /// Ends the cook that goes on.
    pub fn stop_cooking(&mut self) {
        self.cooking.cancel();
        self.session.log.tell(Level::Information, "Cooking was stopped; the last result stays");
    }

    /// Changes the document; what is refused is told.
    pub fn edit(
        &mut self,
        step: &str,
        change: impl FnOnce(&mut Edit<'_>) -> Result<Vec<NodePath>, EditError> + 'static,
    ) {
        if let Err(error) = self.session.edit(step, None, Box::new(change)) {
            self.session.log.tell(Level::Warning, error.to_string());
        }
    }

    /// The text that was pasted in this frame.
    pub fn take_pasted(&mut self, _: &egui::Context) -> Option<String> {
        self.pasted.take()
    }

    fn take_input(&mut self, context: &egui::Context) {
        self.pasted = context.input(|input| {
            input.events.iter().find_map(|event| match event {
                egui::Event::Paste(text) => Some(text.clone()),
                _ => None,
            })
        });
        // Keys that come in one frame with a move belong to where the pointer went.
        let is_over = |at: egui::Pos2| {
            let layer = context.layer_id_at(at);
            layer.is_none_or(|layer| layer.order == egui::Order::Background)
        };
        if let Some(at) = context.pointer_latest_pos().filter(|at| is_over(*at)) {
            let place = self.places.iter().find(|(_, place)| place.contains(at));
            self.hovered = place.map(|(pane, _)| *pane);
        }
        if context.input(|input| input.pointer.any_pressed())
            && let Some(pane) = self.hovered
        {
            self.used = pane;
        }
        for command in commands::listen(self, context) {
            self.run(Action::Run(command), context);
        }
        let dropped = context.input(|input| input.raw.dropped_files.clone());
        for file in dropped {
            self.open_dropped(file.path().to_owned());
        }
    }

    fn window_ui(&mut self, ui: &mut egui::Ui, actions: &mut Actions) {
        let tokens = super::theme::tokens(ui);
        ui.painter().rect_filled(ui.max_rect(), 0.0, tokens.ground);
        super::top_bar::show(self, ui, actions);
        let frame = egui::Frame::NONE.inner_margin(egui::Margin::same(4)).fill(tokens.ground);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            let mut arrangement =
                std::mem::replace(&mut self.arrangement, Arrangement::empty("panels"));
            let mut panels = panes::Panels {
                show: |ui: &mut egui::Ui, pane| self.pane_ui(ui, pane, actions),
                hovered: None,
                places: Vec::new(),
            };
            arrangement.ui(&mut panels, ui);
            let (hovered, places) = (panels.hovered, panels.places);
            (self.hovered, self.places) = (hovered, places);
            self.arrangement = arrangement;
        });
    }

    fn overlays_ui(&mut self, context: &egui::Context, actions: &mut Actions) {
        if let Some(command) = self.palette_ui(context) {
            actions.run(command);
        }
        self.keymap.show(context, &mut self.preferences);
        self.preferences_ui(context);
        self.recovery_ui(context);
        self.files_ui(context, actions);
    }

    fn run(&mut self, action: Action, context: &egui::Context) {
        match action {
            Action::Run(command) => match (command.refusal)(self) {
                None => (command.run)(self, context),
                Some(_) if command == &commands::CANCEL => {}
                Some(reason) => {
                    let text = format!("{}: {reason}", command.name);
                    self.session.log.tell(Level::Warning, text);
                }
            },
            Action::Edit { step, gesture, change } => {
                self.dragging = gesture.is_some();
                if let Err(error) = self.session.edit(&step, gesture.as_deref(), change) {
                    self.session.log.tell(Level::Warning, error.to_string());
                }
            }
            Action::EndGesture => {
                self.session.history.end_gesture();
                self.dragging = false;
                // What was left to end during the drag is not waited for any longer.
                self.asked = None;
            }
            Action::Select(selection) => {
                self.session.selection = selection;
                self.session.settle();
            }
            Action::ChooseElement(element) => self.session.element = element,
            Action::Enter(network) => self.session.enter(network),
            Action::GoTo(path) => {
                if let Some(around) = path.parent() {
                    self.session.enter(around);
                    let name = path.name().cloned();
                    self.session.selection =
                        name.map(super::session::Selection::one).unwrap_or_default();
                    self.session.settle();
                    self.panels.network.frame_selected();
                }
            }
            Action::GoToStep(step) => {
                self.session.history.go_to(step);
                self.session.settle();
            }
            Action::OpenFile(path) => self.unless_unsaved(super::files::Leaving::Open(path)),
            Action::Browse { path, parameter, writes } => {
                let purpose = super::files::Purpose::Parameter { path, parameter, writes };
                self.ask_for_file(purpose, context);
            }
            Action::LookAt(path) => self.session.looked_at = path,
            Action::Train(node, request) => self.train(&node, request),
            Action::SetFrame(frame) => self.session.frame = frame,
            Action::Show(pane) => panes::bring_to_front(&mut self.arrangement, pane),
            Action::Copy(text) => context.copy_text(text),
            Action::CopyReference(copied) => {
                context.copy_text(copied.absolute());
                self.session.copied = Some(copied);
            }
            Action::Tell(level, text) => self.session.log.tell(level, text),
            Action::ClearLog => self.session.log.clear(),
        }
    }

    fn take_results(&mut self) {
        if let Some(expressions) = self.cooking.take_expressions() {
            self.session.results.expressions = expressions;
        }
        for done in self.cooking.take_results() {
            let session = &mut self.session;
            session.results.take_reports(&done.report);
            let document = session.history.document();
            session
                .results
                .keep(|path| NodePath::parse(path).is_ok_and(|path| document.node(&path).is_ok()));
            if done.is_displayed {
                super::targets::take_displayed(session, done);
            } else {
                session.results.take_values(done.values);
            }
        }
    }

    fn show_toasts(&mut self, context: &egui::Context) {
        for entry in self.session.log.take_fresh() {
            let seconds = if entry.level == Level::Information { 4 } else { 8 };
            let toast = match entry.level {
                Level::Information => self.toasts.info(entry.text),
                Level::Warning => self.toasts.warning(entry.text),
                Level::Error => self.toasts.error(entry.text),
            };
            toast.duration(Some(std::time::Duration::from_secs(seconds)));
        }
        self.toasts.show(context);
    }

    fn follow_preferences(&mut self, context: &egui::Context) {
        let theme = match self.preferences.look {
            super::preferences::Look::Dark => egui::Theme::Dark,
            super::preferences::Look::Light => egui::Theme::Light,
        };
        if context.theme() != theme {
            context.set_theme(theme);
            context.request_repaint();
        }
        if (context.zoom_factor() - self.preferences.scale).abs() > 0.01 {
            context.set_zoom_factor(self.preferences.scale);
        }
    }
}
