//! The network: nodes and wires, drawn from the document on `egui_graph`. What the artist does
//! comes out as actions.

mod arrange;
mod body;
mod gestures;
mod info;
mod menu;
mod overlay;
mod overview;
mod places;
mod pull;
mod remark_text;
mod remarks;
mod rename;
mod scene;
mod search;
mod view;
mod wires;

use std::collections::{BTreeSet, HashMap, HashSet};

use egui::{Pos2, Rect, Ui};
use egui_graph::{Graph, NodeId};
use graph::{Name, NodePath};

use super::action::{Action, Actions};
use super::cook::Running;
use super::session::{Selection, Session};
use super::theme;

use rename::Rename;
use scene::Scene;
use search::Search;

pub use remarks::kind_name;
pub use scene::WireId;

/// What the network remembers between frames.
#[derive(Default)]
pub struct NetworkPanel {
    view: egui_graph::View,
    /// The part of each network that was last seen.
    seen: HashMap<NodePath, Rect>,
    /// The network of the last frame.
    network: Option<NodePath>,
    scene: Scene,
    framing: Option<view::Framing>,
    wires: BTreeSet<WireId>,
    search: Option<Search>,
    wants_search: bool,
    rename: Option<Rename>,
    pull: Option<pull::Pull>,
    remarks: remarks::Remarks,
    told: Option<info::Told>,
    /// The panel on the screen.
    rect: Option<Rect>,
    /// The pointer on the graph, where it was last over the panel.
    pointer: Pos2,
    /// Whether the nodes that are dragged are to be taken out of their wires.
    detaches: bool,
    shaking: gestures::Shaking,
    /// The line along which wires are being cut, on the screen.
    cut: Option<Vec<Pos2>>,
}

/// What was seen of the graph in one frame.
struct Frame {
    layer: egui::LayerId,
    responses: Vec<(usize, body::NodeResponse)>,
    lines: wires::Lines,
    events: Vec<(usize, pull::Event)>,
    dragged: Option<egui_graph::EdgeInProgress>,
}

impl NetworkPanel {
    /// Draws the network.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        running: Option<&Running>,
        actions: &mut Actions,
    ) {
        view::breadcrumbs(ui, session, actions);
        let rect = ui.available_rect_before_wrap();
        self.rect = Some(rect);
        if rect.width() < 8.0 || rect.height() < 8.0 {
            return;
        }
        self.follow(session, ui);
        self.place_nodes(ui);
        self.move_view(ui, session, rect);
        let shift = give_shift_as_ctrl(ui);
        let (response, frame) = self.graph_ui(ui, session, actions);
        ui.input_mut(|input| input.modifiers = shift);
        self.note_pointer(ui, frame.layer, rect);
        self.note_detaching(ui, &frame);
        self.cut_wires(ui, &frame, rect, actions);
        self.take_dots(ui, &frame, session, actions);
        self.take_selection(&response, actions);
        self.take_moves(&response, &frame, session, actions);
        self.take_node_clicks(&frame, session, actions);
        self.take_wires(ui, &frame, session, actions);
        let typed = self.remarks.typed.as_ref().map(|typed| typed.name.clone());
        let seen =
            overlay::Seen { layout: &self.view.layout, frame: &frame, typed: typed.as_ref() };
        overlay::paint(ui, &self.scene, &seen, session, running, rect);
        if self.scene.nodes.is_empty() && session.shown().remarks.is_empty() {
            overlay::hint(ui, rect);
        }
        self.overview_ui(ui, frame.layer, session, rect);
        menu::canvas(&response.response, session, self, actions);
        if std::mem::take(&mut self.wants_search) {
            self.search = Some(Search::new(self.pointer, self.screen_pointer(ui, rect), None));
        }
        self.search_ui(ui, session, actions);
        self.rename_ui(ui, session, actions);
        self.remark_text_ui(ui, session, actions);
        self.telling_ui(ui, session, actions);
    }

    /// Opens the search for a node at the pointer.
    pub fn open_search(&mut self) {
        self.wants_search = true;
    }

    /// Whether the search for a node is open.
    pub fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    /// Whether a name is being typed.
    pub fn is_renaming(&self) -> bool {
        self.rename.is_some()
    }

    /// Lets the artist type another name for a node.
    pub fn begin_rename(&mut self, path: &NodePath) {
        self.rename = path.name().map(|name| Rename::new(path.clone(), name));
    }

    /// The wires that are chosen.
    pub fn selected_wires(&self) -> &BTreeSet<WireId> {
        &self.wires
    }

    /// Takes the wires that are chosen; none is chosen afterwards.
    pub fn take_selected_wires(&mut self) -> BTreeSet<WireId> {
        std::mem::take(&mut self.wires)
    }

    /// The pointer on the graph.
    pub fn pointer(&self) -> [f32; 2] {
        self.pointer.into()
    }

    /// Follows what is shown: another network, another version of the document.
    fn follow(&mut self, session: &Session, ui: &Ui) {
        if self.network.as_ref() != Some(&session.network) {
            if let Some(before) = self.network.replace(session.network.clone()) {
                self.seen.insert(before, self.view.scene_rect);
            }
            match self.seen.get(&session.network) {
                Some(seen) => self.view.scene_rect = *seen,
                None => self.framing = Some(view::Framing::All),
            }
            self.view.layout.clear();
            self.wires.clear();
        }
        self.scene.follow(session, ui);
        let scene = &self.scene;
        self.wires.retain(|wire| scene.wires.iter().any(|drawn| drawn.id == *wire));
        if self.rename.as_ref().is_some_and(|rename| session.document().node(&rename.path).is_err())
        {
            self.rename = None;
        }
    }

    /// Puts nodes where the document has them, except while the artist drags them.
    fn place_nodes(&mut self, ui: &Ui) {
        let held =
            ui.input(|input| input.pointer.primary_down() || input.pointer.primary_released());
        let drags = held && !self.remarks.is_dragging();
        let scene = &self.scene;
        self.view.layout.retain(|id, _| scene.index.contains_key(id));
        for node in &self.scene.nodes {
            let at = self.view.layout.entry(node.id).or_insert(node.held_corner());
            if !drags {
                *at = node.held_corner();
            }
        }
    }

    fn graph_ui(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        actions: &mut Actions,
    ) -> (egui_graph::GraphResponse<()>, Frame) {
        let id = graph_id();
        let is_near = self.scale() >= overlay::LABELS_FROM;
        let selected: HashSet<NodeId> =
            session.selection.names.iter().filter_map(|name| self.scene.id(name)).collect();
        let mut frame = Frame {
            layer: ui.layer_id(),
            responses: Vec::with_capacity(self.scene.nodes.len()),
            lines: wires::Lines::default(),
            events: Vec::new(),
            dragged: None,
        };
        let (scene, wires, remarks) = (&self.scene, &mut self.wires, &mut self.remarks);
        let tokens = theme::tokens(ui);
        let response = ui.scope(|ui| {
            // Socket spacing, reach and the dots follow the style.
            ui.spacing_mut().interact_size = egui::vec2(14.0, 14.0);
            ui.visuals_mut().window_corner_radius = egui::CornerRadius::same(6);
            ui.visuals_mut().widgets.noninteractive.bg_stroke.color = tokens.dots;
            Graph::from_id(id)
                .background(false)
                .dot_grid_step(24.0)
                .zoom_range(view::ZOOM)
                .selected_nodes(selected)
                .snap(None)
                .align_threshold(6.0)
                .show(&mut self.view, ui, |ui, show| {
                    frame.layer = ui.layer_id();
                    remarks.show(ui, session, actions);
                    show.nodes(ui, |context, ui| {
                        for (index, node) in scene.nodes.iter().enumerate() {
                            let response = body::show(context, ui, node, session, is_near);
                            frame.events.extend(response.event.map(|event| (index, event)));
                            frame.responses.push((index, response));
                        }
                    })
                    .edges(ui, |context, ui| {
                        frame.lines = wires::show(context, ui, scene, wires);
                        frame.dragged = context.in_progress(ui);
                    });
                })
        });
        (response.inner, frame)
    }

    fn note_pointer(&mut self, ui: &Ui, layer: egui::LayerId, rect: Rect) {
        let pointer = ui.input(|input| input.pointer.latest_pos());
        if let Some(pointer) = pointer.filter(|pointer| rect.contains(*pointer)) {
            let from_global = ui.ctx().layer_transform_from_global(layer).unwrap_or_default();
            self.pointer = from_global * pointer;
        }
    }

    fn screen_pointer(&self, ui: &Ui, rect: Rect) -> Pos2 {
        let pointer = ui.input(|input| input.pointer.latest_pos());
        pointer.filter(|pointer| rect.contains(*pointer)).unwrap_or(rect.center())
    }

    fn take_selection(&mut self, response: &egui_graph::GraphResponse<()>, actions: &mut Actions) {
        if let Some(selected) = &response.selection_changed {
            let names = selected.iter().filter_map(|id| self.scene.name(*id));
            actions.push(Action::Select(Selection::of(names.cloned())));
        }
    }

    fn take_node_clicks(&mut self, frame: &Frame, session: &Session, actions: &mut Actions) {
        for (index, response) in &frame.responses {
            let node = &self.scene.nodes[*index];
            let path = session.path(&node.name);
            if response.pressed {
                // The node pressed last is the one whose parameters are shown.
                let mut selection = session.selection.clone();
                if selection.names.contains(&node.name) {
                    selection.last = Some(node.name.clone());
                    actions.push(Action::Select(selection));
                }
            }
            if response.double_clicked && node.node.network.is_some() {
                actions.push(Action::Enter(path.clone()));
            }
            if let Some(flag) = response.flag {
                body::set_flag(flag, &path, &node.node, session, actions);
            }
        }
        if let Some((index, response)) =
            frame.responses.iter().find(|(_, response)| response.response.is_some())
        {
            let node = &self.scene.nodes[*index];
            if let Some(response) = &response.response {
                menu::node(response, node, session, actions);
                info::on_hover(response, node, session);
                let told = info::on_middle_click(response, node, session, actions);
                self.told = told.or(self.told.take());
            }
        }
    }
}

/// The graph's id in egui's memory.
pub fn graph_id() -> egui::Id {
    egui_graph::id("network")
}

/// `egui_graph` adds to the selection with Ctrl; here, as everywhere, it is Shift. Gives the
/// modifiers as they were.
fn give_shift_as_ctrl(ui: &Ui) -> egui::Modifiers {
    ui.input_mut(|input| {
        let before = input.modifiers;
        if before.shift {
            input.modifiers.shift = false;
            input.modifiers.ctrl = true;
        }
        before
    })
}

/// The name under which a node is found by those who cannot see it.
pub fn accessible_name(name: &Name, label: &str) -> String {
    format!("{name} ({label})")
}
