//! What of a network is drawn: made anew only when the network has changed.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Color32, Pos2, Rect, Vec2};
use egui_graph::NodeId;
use graph::{Arity, Name, Network, Node, NodePath, NodeType, Ports, ports};

use crate::editor::session::Session;
use crate::editor::theme::{self, size};

/// The height of a node.
pub const HEIGHT: f32 = 30.0;
/// The least width of a node.
const WIDTH: f32 = 116.0;
/// How far apart sockets are at least.
const SOCKET_GAP: f32 = 24.0;

/// How far the part of a node that is dragged begins inside it, above and below: there, sockets
/// are pressed.
const INSET: f32 = 3.0;

/// A wire, by where it ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WireId {
    /// The node that it leads to.
    pub to: NodePath,
    /// The input there.
    pub input: Name,
    /// The place among the wires of the input.
    pub place: usize,
}

/// A node as it is drawn.
pub struct Drawn {
    pub id: NodeId,
    pub name: Name,
    pub node: Arc<Node>,
    /// None if this program does not know it.
    pub node_type: Option<&'static NodeType>,
    pub ports: Ports,
    pub label: String,
    pub category: &'static str,
    pub size: Vec2,
    pub is_displayed: bool,
}

impl Drawn {
    /// The upper left corner. Documents hold the middle of the upper side, so that nodes of
    /// different width stand in line.
    pub fn corner(&self) -> Pos2 {
        let [x, y] = self.node.position;
        Pos2::new(x - self.size.x / 2.0, y)
    }

    /// The upper left corner of the part by which it is held.
    pub fn held_corner(&self) -> Pos2 {
        self.corner() + Vec2::new(0.0, INSET)
    }

    /// The size of the part by which it is held.
    pub fn held_size(&self) -> Vec2 {
        self.size - Vec2::new(0.0, 2.0 * INSET)
    }

    /// The whole node, where it is held at a corner.
    pub fn body(&self, held: Pos2) -> Rect {
        Rect::from_min_size(held - Vec2::new(0.0, INSET), self.size)
    }

    /// How far from the left a socket lies, one of so many on its side.
    pub fn socket(&self, index: usize, count: usize) -> f32 {
        self.size.x * (index as f32 + 1.0) / (count as f32 + 1.0)
    }

    /// Whether it only leads a wire round a corner: a Null that is called a dot.
    pub fn is_dot(&self) -> bool {
        is_dot(&self.name, &self.node)
    }

    /// Whether it learns or has learned: such nodes have a shape of their own.
    pub fn is_learned(&self) -> bool {
        matches!(self.category, "learn" | "learned")
    }
}

/// A wire as it is drawn.
pub struct DrawnWire {
    pub id: WireId,
    pub from: (NodeId, usize),
    pub to: (NodeId, usize),
    pub colour: [u8; 3],
    /// Whether what it leads from is out of work.
    pub is_quiet: bool,
    /// Whether it is switched off.
    pub is_off: bool,
}

/// Nodes and wires of a network.
#[derive(Default)]
pub struct Scene {
    network: Option<(NodePath, Arc<Network>)>,
    pub nodes: Vec<Drawn>,
    pub wires: Vec<DrawnWire>,
    pub index: HashMap<NodeId, usize>,
    names: HashMap<Name, usize>,
}

impl Scene {
    /// Makes it anew if the network has changed.
    pub fn follow(&mut self, session: &Session, ui: &egui::Ui) {
        let Ok(network) = session.document().network(&session.network) else { return };
        let is_same = self
            .network
            .as_ref()
            .is_some_and(|(path, before)| *path == session.network && Arc::ptr_eq(before, network));
        if is_same {
            return;
        }
        self.network = Some((session.network.clone(), network.clone()));
        self.nodes =
            network.nodes.iter().map(|(name, node)| drawn(name, node, session, ui)).collect();
        self.index = self.nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
        self.names =
            self.nodes.iter().enumerate().map(|(at, node)| (node.name.clone(), at)).collect();
        self.wires = self.nodes.iter().flat_map(|node| self.wires_to(node, session)).collect();
    }

    /// The id of a node.
    pub fn id(&self, name: &Name) -> Option<NodeId> {
        self.node(name).map(|node| node.id)
    }

    /// The name of a node.
    pub fn name(&self, id: NodeId) -> Option<&Name> {
        self.index.get(&id).map(|at| &self.nodes[*at].name)
    }

    /// The node of a name.
    pub fn node(&self, name: &Name) -> Option<&Drawn> {
        self.names.get(name).map(|at| &self.nodes[*at])
    }

    fn wires_to(&self, to: &Drawn, session: &Session) -> Vec<DrawnWire> {
        let mut wires = Vec::new();
        for (at, port) in to.ports.inputs.iter().enumerate() {
            for (place, source) in to.node.wires(&port.id).iter().enumerate() {
                let Some(from) = self.node(&source.node) else { continue };
                let Some(output) = from.ports.output_index(&source.output) else { continue };
                let given = from.ports.outputs[output].wire;
                // What gives anything is drawn as what the input takes.
                let wire = if given.id == "any" { port.wire } else { given };
                wires.push(DrawnWire {
                    id: WireId { to: session.path(&to.name), input: port.id.clone(), place },
                    from: (from.id, output),
                    to: (to.id, at),
                    colour: wire.colour,
                    is_quiet: from.node.bypass && place > 0,
                    is_off: to.node.is_disabled(&port.id, source),
                });
            }
        }
        wires
    }
}

/// The side of a dot.
const DOT: f32 = 16.0;

fn is_dot(name: &Name, node: &Node) -> bool {
    *node.type_id == *nodes::structure::null::NODE.id && name.starts_with("dot")
}

fn drawn(name: &Name, node: &Arc<Node>, session: &Session, ui: &egui::Ui) -> Drawn {
    let node_type = session.library.get(&node.type_id);
    let ports = ports(node, &session.library);
    let label = node_type.map_or_else(|| node.type_id.to_string(), |it| it.label.to_owned());
    let font = theme::text(size::TEXT);
    let text = ui.painter().layout_no_wrap(label.clone(), font, Color32::WHITE).size().x;
    let sockets = ports.inputs.len().max(ports.outputs.len()).max(1) - 1;
    let width = WIDTH.max(text + 40.0).max(sockets as f32 * SOCKET_GAP + 40.0);
    Drawn {
        id: NodeId::new((session.network.to_string(), &**name)),
        name: name.clone(),
        node: node.clone(),
        node_type,
        ports,
        label,
        category: node_type.map_or("", |it| it.category),
        // Even widths keep the middle on whole points.
        size: match is_dot(name, node) {
            true => Vec2::splat(DOT),
            false => Vec2::new((width / 2.0).ceil() * 2.0, HEIGHT),
        },
        is_displayed: session.shown().display.as_ref() == Some(name),
    }
}

/// The input that a value fits into best: a free one first, then one that is taken.
pub fn fitting_input(node: &Drawn, given: &'static graph::Wire) -> Option<Name> {
    let fits = || node.ports.inputs.iter().filter(|port| port.wire.accepts(given));
    let is_free = |port: &&graph::InputPort| {
        port.arity == Arity::Many || node.node.wires(&port.id).is_empty()
    };
    fits().find(is_free).or_else(|| fits().next()).map(|port| port.id.clone())
}
