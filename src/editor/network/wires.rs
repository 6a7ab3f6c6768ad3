//! Wires between nodes.

use std::collections::{BTreeSet, HashSet};

use egui::{Pos2, Shape, Stroke, Ui};
use egui_graph::EdgesCtx;
use egui_graph::edge::{Edge, EdgeShape};

use super::scene::{Scene, WireId};
use crate::editor::theme;

/// How wires run: straight down where they can.
pub const SHAPE: EdgeShape = EdgeShape::Flow { curvature: 0.45, min_span: 44.0 };

/// The wires of a frame.
#[derive(Default)]
pub struct Lines {
    /// The line of each on the graph.
    pub all: Vec<(WireId, Vec<Pos2>)>,
    /// The one that was clicked.
    pub clicked: Option<WireId>,
}

/// Draws the wires.
pub fn show(
    context: &mut EdgesCtx,
    ui: &mut Ui,
    scene: &Scene,
    selected: &mut BTreeSet<WireId>,
) -> Lines {
    let dark = ui.visuals().dark_mode;
    let mut lines = Lines { all: Vec::with_capacity(scene.wires.len()), clicked: None };
    let mut drawn = HashSet::new();
    for wire in &scene.wires {
        // Two wires between the same sockets lie on each other: one is enough.
        if !drawn.insert((wire.from, wire.to)) {
            continue;
        }
        let colour = theme::wire(wire.colour, dark);
        let colour = if wire.is_quiet || wire.is_off { colour.gamma_multiply(0.4) } else { colour };
        let mut is_selected = selected.contains(&wire.id);
        let was_selected = is_selected;
        let mut line = Vec::new();
        let response = Edge::new(wire.from, wire.to, &mut is_selected)
            .shape(SHAPE)
            .distance_per_point(6.0)
            .stroke(Stroke::new(2.0, colour))
            .hovered_stroke(Stroke::new(3.0, colour))
            .selected_stroke(Stroke::new(4.0, colour))
            .show_with(context, ui, |ui, look| {
                if wire.is_off {
                    ui.painter().extend(Shape::dashed_line(look.points, look.stroke, 6.0, 6.0));
                } else {
                    ui.painter().add(Shape::line(look.points.to_vec(), look.stroke));
                }
                line = look.points.to_vec();
            });
        if response.clicked() {
            lines.clicked = Some(wire.id.clone());
        }
        if is_selected != was_selected {
            if is_selected {
                selected.insert(wire.id.clone());
            } else {
                selected.remove(&wire.id);
            }
        }
        lines.all.push((wire.id.clone(), line));
    }
    lines
}
