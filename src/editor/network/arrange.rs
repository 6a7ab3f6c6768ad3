//! Nodes put in order along their wires.

use egui_graph::{LayoutNode, LayoutParams};
use graph::Name;

use super::NetworkPanel;
use crate::editor::session::Session;

impl NetworkPanel {
    /// Where the selected nodes, or all, stand in order. Their middle stays where it is.
    pub fn laid_out(&self, session: &Session, _: &egui::Context) -> Vec<(Name, [f32; 2])> {
        let chosen = &session.selection.names;
        let nodes: Vec<_> = self
            .scene
            .nodes
            .iter()
            .filter(|node| chosen.len() < 2 || chosen.contains(&node.name))
            .collect();
        let sized = nodes.iter().map(|node| {
            // Names stand beside the nodes: they need room, too.
            let size = node.size + egui::vec2(100.0, 0.0);
            let at = |index: usize, of: usize| node.socket(index, of);
            let (inputs, outputs) = (node.ports.inputs.len(), node.ports.outputs.len());
            let layout = LayoutNode::new(size)
                .input_offsets((0..inputs).map(|index| at(index, inputs)).collect())
                .output_offsets((0..outputs).map(|index| at(index, outputs)).collect());
            (node.id, layout)
        });
        let ids: std::collections::HashSet<_> = nodes.iter().map(|node| node.id).collect();
        let edges = self.scene.wires.iter().map(|wire| (wire.from, wire.to));
        let edges = edges.filter(|(from, to)| ids.contains(&from.0) && ids.contains(&to.0));
        let params = LayoutParams::new(egui::Direction::TopDown)
            .layer_gap(44.0)
            .node_gap(24.0)
            .straighten_edges(true);
        let layout = egui_graph::layout(sized, edges, params);
        let before = middle(nodes.iter().map(|node| node.node.position));
        let placed = nodes.iter().filter_map(|node| {
            let at = layout.get(&node.id)?;
            Some((node.name.clone(), [at.x + node.size.x / 2.0, at.y]))
        });
        let placed: Vec<(Name, [f32; 2])> = placed.collect();
        let after = middle(placed.iter().map(|(_, at)| *at));
        let by = [before[0] - after[0], before[1] - after[1]];
        placed
            .into_iter()
            .map(|(name, at)| (name, [(at[0] + by[0]).round(), (at[1] + by[1]).round()]))
            .collect()
    }
}

fn middle(places: impl Iterator<Item = [f32; 2]>) -> [f32; 2] {
    let bounds = places.map(|[x, y]| egui::Rect::from_pos(egui::pos2(x, y)));
    bounds.reduce(egui::Rect::union).map_or([0.0; 2], |bounds| bounds.center().into())
}
