//! Wires pulled with the pointer: from a socket to a socket, onto a node, or onto empty canvas.
//! Nodes dropped on wires.

use egui::{Pos2, Rect, Ui};
use egui_graph::SocketKind;
use egui_graph::node::EdgeEvent;
use graph::{Name, Wire};

use super::scene::{Drawn, Scene, WireId, fitting_input};
use super::search::Search;
use super::{Frame, NetworkPanel};
use crate::editor::action::{Action, Actions};
use crate::editor::log::Level;
use crate::editor::session::Session;

pub use egui_graph::node::EdgeEvent as Event;

/// A wire being pulled.
#[derive(Debug, Clone)]
pub struct Pull {
    /// The node that it starts at.
    pub node: Name,
    /// Which socket there.
    pub kind: SocketKind,
    /// The id of the input or output.
    pub port: Name,
    /// What flows along it.
    pub wire: &'static Wire,
    /// Where it was begun on the screen.
    begun: Pos2,
}

/// Shorter pulls are clicks.
const LEAST_PULL: f32 = 12.0;

impl NetworkPanel {
    /// Takes what was done with wires in this frame.
    pub(super) fn take_wires(
        &mut self,
        ui: &Ui,
        frame: &Frame,
        session: &Session,
        actions: &mut Actions,
    ) {
        let pointer = ui.input(|input| input.pointer.latest_pos()).unwrap_or_default();
        for (index, event) in &frame.events {
            let node = &self.scene.nodes[*index];
            match *event {
                EdgeEvent::Started { kind, index } => self.pull = begin(node, kind, index, pointer),
                // An end at a socket of the same kind is a drop on its node: it is cancelled, too.
                EdgeEvent::Ended { kind, .. }
                    if self.pull.as_ref().is_some_and(|pull| pull.kind == kind) => {}
                EdgeEvent::Ended { kind, index } => {
                    if let (Some(pull), Some(port)) = (self.pull.take(), port(node, kind, index)) {
                        join(&pull, &node.name, &port, session, actions);
                    }
                }
                EdgeEvent::Cancelled => {
                    if let Some(pull) = self.pull.take() {
                        self.dropped(pull, pointer, frame, session, actions);
                    }
                }
            }
        }
        if self.pull.is_some() && !ui.input(|input| input.pointer.primary_down()) {
            self.pull = None;
        }
        self.say_what_does_not_fit(ui, frame);
    }

    /// A wire dropped beside all sockets: onto a node, or onto the canvas.
    fn dropped(
        &mut self,
        pull: Pull,
        pointer: Pos2,
        frame: &Frame,
        session: &Session,
        actions: &mut Actions,
    ) {
        let target = frame.responses.iter().find(|(_, response)| response.contains_pointer);
        let Some((index, _)) = target else {
            let on_canvas = self.rect.is_some_and(|rect| rect.contains(pointer));
            if on_canvas && pointer.distance(pull.begun) > LEAST_PULL {
                self.search = Some(Search::new(self.pointer, pointer, Some(pull)));
            }
            return;
        };
        let node = &self.scene.nodes[*index];
        if node.name == pull.node {
            return;
        }
        let port = match pull.kind {
            SocketKind::Output => fitting_input(node, pull.wire),
            SocketKind::Input => {
                let fits = |output: &&graph::OutputPort| pull.wire.accepts(output.wire);
                node.ports.outputs.iter().find(fits).map(|output| output.id.clone())
            }
        };
        match port {
            Some(port) => join(&pull, &node.name, &port, session, actions),
            None => {
                let text = format!("{} has nothing that takes {}", node.name, pull.wire.id);
                actions.push(Action::Tell(Level::Warning, text));
            }
        }
    }

    /// While a wire is over a socket that does not take it, says so at the pointer.
    fn say_what_does_not_fit(&self, ui: &Ui, frame: &Frame) {
        let (Some(pull), Some(dragged)) = (&self.pull, &frame.dragged) else { return };
        if dragged.end_socket.is_none() {
            return;
        }
        let Some((node, other)) = socket_at(ui, &self.scene, dragged.end_pos, pull.kind) else {
            return;
        };
        let (given, wanted) = match pull.kind {
            SocketKind::Output => (pull.wire, other),
            SocketKind::Input => (other, pull.wire),
        };
        if !wanted.accepts(given) {
            let text = format!("{node} takes {}, and this wire carries {}", wanted.id, given.id);
            let id = egui::Id::new("wire does not fit");
            egui::Tooltip::always_open(
                ui.ctx().clone(),
                ui.layer_id(),
                id,
                egui::PopupAnchor::Pointer,
            )
            .show(|ui| ui.label(text));
        }
    }

    /// Takes nodes that were dragged to another place.
    pub(super) fn take_moves(
        &mut self,
        response: &egui_graph::GraphResponse<()>,
        frame: &Frame,
        session: &Session,
        actions: &mut Actions,
    ) {
        if !response.nodes_moved {
            return;
        }
        let moved = self.scene.nodes.iter().filter_map(|node| {
            let body = node.body(*self.view.layout.get(&node.id)?);
            let place = [body.center_top().x.round(), body.min.y.round()];
            (place != node.node.position).then(|| (node.name.clone(), place))
        });
        let moved: Vec<(Name, [f32; 2])> = moved.collect();
        let network = session.network.clone();
        let onto = self.wire_under(&moved, frame);
        let step =
            if moved.len() == 1 { format!("Move {}", moved[0].0) } else { "Move".to_owned() };
        let detach = std::mem::take(&mut self.detaches);
        actions.edit(step, move |edit| {
            edit.all_or_none(|edit| {
                edit.move_nodes(&network, &moved)?;
                for (name, _) in moved.iter().filter(|_| detach) {
                    edit.detach(&network.child(name))?;
                }
                if let (Some(wire), [(name, _)]) = (onto, &moved[..]) {
                    edit.insert_on_wire(&network.child(name), &wire.to, &wire.input, wire.place)?;
                }
                Ok(())
            })
        });
    }

    /// The wire that a single, unwired node was dropped on.
    fn wire_under(&self, moved: &[(Name, [f32; 2])], frame: &Frame) -> Option<WireId> {
        let [(name, place)] = moved else { return None };
        let node = self.scene.node(name)?;
        let feeds = |wire: &super::scene::DrawnWire| wire.from.0 == node.id || wire.to.0 == node.id;
        if self.scene.wires.iter().any(feeds) || node.ports.inputs.is_empty() {
            return None;
        }
        let middle = Pos2::new(place[0], place[1] + node.size.y / 2.0);
        let rect = Rect::from_center_size(middle, node.size);
        let crossed =
            frame.lines.all.iter().find(|(_, line)| line.iter().any(|at| rect.contains(*at)));
        crossed.map(|(wire, _)| wire.clone())
    }
}

fn begin(node: &Drawn, kind: SocketKind, index: usize, begun: Pos2) -> Option<Pull> {
    let wire = match kind {
        SocketKind::Input => node.ports.inputs.get(index)?.wire,
        SocketKind::Output => node.ports.outputs.get(index)?.wire,
    };
    Some(Pull { node: node.name.clone(), kind, port: port(node, kind, index)?, wire, begun })
}

fn port(node: &Drawn, kind: SocketKind, index: usize) -> Option<Name> {
    match kind {
        SocketKind::Input => node.ports.inputs.get(index).map(|port| port.id.clone()),
        SocketKind::Output => node.ports.outputs.get(index).map(|port| port.id.clone()),
    }
}

/// Asks for a wire between the start of a pull and another port.
fn join(pull: &Pull, node: &Name, port: &Name, session: &Session, actions: &mut Actions) {
    let (start, end) = (session.path(&pull.node), session.path(node));
    let (begun, ended) = (pull.port.clone(), port.clone());
    let (from, output, to, input) = match pull.kind {
        SocketKind::Output => (start, begun, end, ended),
        SocketKind::Input => (end, ended, start, begun),
    };
    actions.edit("Wire", move |edit| edit.connect(&from, &output, &to, &input));
}

/// The node and kind of wire of the socket at a place on the graph, opposite to a kind.
fn socket_at(ui: &Ui, scene: &Scene, at: Pos2, not: SocketKind) -> Option<(Name, &'static Wire)> {
    egui_graph::with_graph_memory(ui.ctx(), super::graph_id(), |memory| {
        scene.nodes.iter().find_map(|node| {
            let sockets = memory.node_sockets().get(&node.id)?;
            let wire = match not {
                SocketKind::Output => {
                    let (index, ..) = sockets.inputs().find(|(_, place, _)| *place == at)?;
                    node.ports.inputs.get(index)?.wire
                }
                SocketKind::Input => {
                    let (index, ..) = sockets.outputs().find(|(_, place, _)| *place == at)?;
                    node.ports.outputs.get(index)?.wire
                }
            };
            Some((node.name.clone(), wire))
        })
    })
}
