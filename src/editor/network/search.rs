//! The search for a node to add: fuzzy by name, alias and category, with keys only if wanted.

use egui::{Align2, Area, Id, Key, Order, Pos2, RichText, Sense, Ui};
use egui_graph::SocketKind;
use graph::{Arity, Edit, EditError, Name, NodePath, NodeType, Role, ports};

use super::NetworkPanel;
use super::pull::Pull;
use crate::editor::action::Actions;
use crate::editor::session::Session;
use crate::editor::theme::{self, size};
use crate::editor::widgets;

/// The search, where it was opened.
#[derive(Debug)]
pub struct Search {
    /// Where the node is put on the graph.
    at: Pos2,
    /// Where the search stands on the screen.
    screen: Pos2,
    /// The wire that it was opened with.
    pull: Option<Pull>,
    wanted: String,
    chosen: usize,
    fresh: bool,
}

impl Search {
    /// A search at a place on the graph and on the screen.
    pub fn new(at: Pos2, screen: Pos2, pull: Option<Pull>) -> Self {
        Self { at, screen, pull, wanted: String::new(), chosen: 0, fresh: true }
    }
}

const WIDTH: f32 = 300.0;
const HEIGHT: f32 = 340.0;

impl NetworkPanel {
    /// Draws the search, and asks for the node that is chosen.
    pub(super) fn search_ui(&mut self, ui: &Ui, session: &Session, actions: &mut Actions) {
        let (Some(search), Some(rect)) = (&mut self.search, self.rect) else { return };
        let found = found(session, &search.wanted, search.pull.as_ref());
        let keys = Keys::take(ui);
        if keys.escape {
            self.search = None;
            return;
        }
        let fresh = std::mem::take(&mut search.fresh);
        search.chosen = keys.moved(search.chosen, found.len());
        let mut chosen = keys.enter.then(|| found.get(search.chosen).copied()).flatten();
        // It stays inside the panel.
        let most = rect.max - egui::vec2(WIDTH + 24.0, HEIGHT + 60.0);
        let at = search.screen.min(most).max(rect.min);
        let area = Area::new(Id::new("add node")).order(Order::Foreground).fixed_pos(at);
        let shown = area.show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).inner_margin(8.0).show(ui, |ui| {
                ui.set_width(WIDTH);
                let field = widgets::text_line(&mut search.wanted)
                    .hint_text("Find a node")
                    .desired_width(f32::INFINITY);
                let response = ui.add(field);
                widgets::named(&response, egui::WidgetType::TextEdit, "Find a node", None);
                if fresh || !response.has_focus() {
                    response.request_focus();
                }
                if response.changed() {
                    search.chosen = 0;
                }
                ui.add_space(-2.0);
                let list =
                    egui::ScrollArea::vertical().max_height(HEIGHT).min_scrolled_height(HEIGHT);
                list.show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (at, node_type) in found.iter().enumerate() {
                        let is_chosen = at == search.chosen;
                        let row = row(ui, node_type, is_chosen);
                        if row.clicked() {
                            chosen = Some(node_type);
                        }
                        if is_chosen && (keys.any() || response.changed()) {
                            row.scroll_to_me(None);
                        }
                    }
                    if found.is_empty() {
                        let tokens = theme::tokens(ui);
                        ui.label(RichText::new("No node has such a name").color(tokens.quiet));
                    }
                });
                if let Some(node_type) = found.get(search.chosen) {
                    help(ui, node_type);
                }
            });
        });
        let outside = ui.input(|input| input.pointer.any_pressed())
            && !shown.response.contains_pointer()
            && !fresh;
        if let Some(node_type) = chosen {
            search.at = free_place(&self.scene, search.at);
            add(node_type, search, session, actions);
            self.search = None;
        } else if outside {
            self.search = None;
        }
    }
}

/// The keys that move through the list.
struct Keys {
    up: bool,
    down: bool,
    enter: bool,
    escape: bool,
}

impl Keys {
    fn take(ui: &Ui) -> Self {
        ui.input_mut(|input| {
            let mut key = |key| input.consume_key(egui::Modifiers::NONE, key);
            Self {
                up: key(Key::ArrowUp),
                down: key(Key::ArrowDown) || key(Key::Tab),
                enter: key(Key::Enter),
                escape: key(Key::Escape),
            }
        })
    }

    fn any(&self) -> bool {
        self.up || self.down
    }

    fn moved(&self, from: usize, rows: usize) -> usize {
        let rows = rows.max(1);
        let step = usize::from(self.down) + if self.up { rows - 1 } else { 0 };
        (from.min(rows - 1) + step) % rows
    }
}

/// The types that match, the nearest first; only those that a pulled wire fits to.
fn found(session: &Session, wanted: &str, pull: Option<&Pull>) -> Vec<&'static NodeType> {
    let inside = !session.network.is_root();
    let mut found: Vec<(u32, &str, &str, &'static NodeType)> = session
        .library
        .iter()
        .filter(|it| inside || !matches!(it.role, Role::SubnetInput | Role::SubnetOutput))
        .filter(|it| pull.is_none_or(|pull| fits(it, pull)))
        .filter_map(|it| Some((rank(it, wanted)?, it.category, it.label, it)))
        .collect();
    found.sort_by_key(|(rank, category, label, _)| (*rank, *category, *label));
    found.into_iter().map(|(.., it)| it).collect()
}

fn rank(node_type: &NodeType, wanted: &str) -> Option<u32> {
    let label = widgets::rank(node_type.label, wanted);
    let id = widgets::rank(node_type.id, wanted).map(|rank| rank + 5);
    let aliases = node_type.aliases.iter().filter_map(|alias| widgets::rank(alias, wanted));
    let alias = aliases.min().map(|rank| rank + 20);
    let category = node_type.category.starts_with(&wanted.trim().to_lowercase()).then_some(300);
    [label, id, alias, category].into_iter().flatten().min()
}

fn fits(node_type: &NodeType, pull: &Pull) -> bool {
    // A loop takes and gives anything; a subnet gives what is put into it.
    if node_type.role == Role::Loop {
        return true;
    }
    match pull.kind {
        SocketKind::Output => node_type.inputs.iter().any(|input| input.wire.accepts(pull.wire)),
        SocketKind::Input => {
            node_type.role == Role::Subnet
                || node_type.outputs.iter().any(|output| pull.wire.accepts(output.wire))
        }
    }
}

fn row(ui: &mut Ui, node_type: &'static NodeType, is_chosen: bool) -> egui::Response {
    let tokens = theme::tokens(ui);
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), 26.0), Sense::click());
    let name = format!("Add {}", node_type.label);
    widgets::named(&response, egui::WidgetType::Button, &name, Some(is_chosen));
    let painter = ui.painter();
    if is_chosen || response.hovered() {
        let fill = if is_chosen { tokens.selected } else { tokens.hover };
        painter.rect_filled(rect, size::FIELD_CORNER, fill);
    }
    let strip = egui::Rect::from_min_size(rect.min + egui::vec2(8.0, 7.0), egui::vec2(3.0, 12.0));
    painter.rect_filled(strip, 1.5, theme::category(node_type.category, ui.visuals().dark_mode));
    let left = rect.left_center() + egui::vec2(20.0, 0.0);
    let right = rect.right_center() - egui::vec2(8.0, 0.0);
    let text = theme::text(size::TEXT);
    painter.text(left, Align2::LEFT_CENTER, node_type.label, text, tokens.text);
    let small = theme::text(size::SMALL);
    painter.text(right, Align2::RIGHT_CENTER, node_type.category, small, tokens.quiet);
    response
}

fn help(ui: &mut Ui, node_type: &NodeType) {
    let tokens = theme::tokens(ui);
    ui.separator();
    let first = node_type.help.split_once(". ").map_or(node_type.help, |(first, _)| first);
    let text = format!("{}.", first.trim_end_matches('.'));
    ui.add(egui::Label::new(RichText::new(text).small().color(tokens.second)).wrap());
}

/// A place at which a new node lies on no other: below those in the way.
fn free_place(scene: &super::Scene, mut at: Pos2) -> Pos2 {
    const NEW: egui::Vec2 = egui::vec2(130.0, 36.0);
    const GAP: f32 = 44.0;
    // Each step goes further down, so that the lowest node ends it.
    loop {
        let new = egui::Rect::from_min_size(at - egui::vec2(NEW.x / 2.0, 3.0), NEW);
        let nodes = scene.nodes.iter();
        let mut others = nodes.map(|node| egui::Rect::from_min_size(node.corner(), node.size));
        let Some(other) = others.rfind(|other| other.intersects(new)) else { return at };
        at.y = other.max.y + GAP;
    }
}

/// Asks for a node of a type, wired to what was pulled or else to what is selected.
fn add(node_type: &'static NodeType, search: &Search, session: &Session, actions: &mut Actions) {
    let network = session.network.clone();
    let at = [search.at.x.round(), search.at.y.round()];
    let pull = search.pull.clone();
    let feeding: Vec<Name> = match (&pull, &session.selection.last) {
        (None, Some(last)) => {
            let others = session.selection.names.iter().filter(|name| *name != last);
            std::iter::once(last).chain(others).cloned().collect()
        }
        _ => Vec::new(),
    };
    let shown = session.shown().display.clone();
    let library = session.library.clone();
    actions.add(format!("Add {}", node_type.label), move |edit| {
        edit.all_or_none(|edit| {
            let node = edit.add_node(&network, node_type.id, at)?;
            let fed = match &pull {
                Some(pull) => {
                    wire_pulled(edit, &network, &node, pull, &library)?;
                    (pull.kind == SocketKind::Output).then(|| pull.node.clone())
                }
                None => wire_selected(edit, &network, &node, &feeding, &library)?,
            };
            // What is added to the displayed node is to be seen.
            if fed.is_some() && fed == shown {
                edit.set_display(&network, node.name().map(|name| &**name))?;
            }
            Ok(vec![node])
        })
    });
}

fn wire_pulled(
    edit: &mut Edit<'_>,
    network: &NodePath,
    node: &NodePath,
    pull: &Pull,
    library: &graph::Library,
) -> Result<(), EditError> {
    let ports = ports(edit.document().node(node)?, library);
    let other = network.child(&pull.node);
    match pull.kind {
        SocketKind::Output => {
            match ports.inputs.iter().find(|input| input.wire.accepts(pull.wire)) {
                Some(input) => edit.connect(&other, &pull.port, node, &input.id),
                None => Ok(()),
            }
        }
        SocketKind::Input => {
            match ports.outputs.iter().find(|output| pull.wire.accepts(output.wire)) {
                Some(output) => edit.connect(node, &output.id, &other, &pull.port),
                None => Ok(()),
            }
        }
    }
}

/// Wires the selected nodes to the inputs of a new one, in order. Gives the first of them.
fn wire_selected(
    edit: &mut Edit<'_>,
    network: &NodePath,
    node: &NodePath,
    feeding: &[Name],
    library: &graph::Library,
) -> Result<Option<Name>, EditError> {
    let inputs = ports(edit.document().node(node)?, library).inputs;
    let mut free = inputs.iter();
    let mut many = None;
    let mut first = None;
    for name in feeding {
        let from = network.child(name);
        let outputs = ports(edit.document().node(&from)?, library).outputs;
        let Some(output) = outputs.first() else { continue };
        let input = match many {
            Some(input) => input,
            None => match free.find(|input| input.wire.accepts(output.wire)) {
                Some(input) => input,
                None => break,
            },
        };
        many = (input.arity == Arity::Many).then_some(input);
        edit.connect(&from, &output.id, node, &input.id)?;
        first.get_or_insert_with(|| name.clone());
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(wanted: &str) -> &'static str {
        let session = Session::new(nodes::library());
        found(&session, wanted, None).first().map_or("", |it| it.label)
    }

    #[test]
    fn nodes_are_found_by_name_alias_and_letters() {
        assert_eq!(best("box"), "Box");
        assert_eq!(best("cube"), "Box");
        assert_eq!(best("ctp"), "Copy to Points");
        assert_eq!(best("scat"), "Scatter");
        assert_eq!(best("xform"), "Transform");
        assert_eq!(best("subd"), "Subdivide");
    }

    #[test]
    fn a_category_lists_its_nodes_and_inner_ports_are_only_offered_inside() {
        let mut session = Session::new(nodes::library());
        let of = |session: &Session, wanted: &str| {
            found(session, wanted, None).iter().map(|it| it.id).collect::<Vec<_>>()
        };
        assert!(of(&session, "create").contains(&"torus"));
        assert!(!of(&session, "").contains(&"subnet_input"));
        session.network = NodePath::parse("/subnet1").unwrap();
        assert!(of(&session, "").contains(&"subnet_input"));
    }
}
