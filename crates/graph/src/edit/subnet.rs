//! A selection collapsed into a subnet.

use std::collections::{BTreeMap, BTreeSet};

use super::nodes::change_sources;
use super::{Edit, EditError, unique_name};
use crate::declaration::{NodeType, Role};
use crate::document::{Name, Network, Node, Setting, Source};
use crate::path::NodePath;
use crate::ports::NUMBER;
use crate::value::Value;

/// The node types that a subnet is built from.
#[derive(Debug, Clone, Copy)]
pub struct SubnetTypes<'a> {
    /// The subnet itself.
    pub subnet: &'a str,
    /// What stands for an input inside it.
    pub input: &'a str,
    /// What stands for an output inside it.
    pub output: &'a str,
}

/// How far above and below the nodes the inputs and outputs of a new subnet are drawn.
const MARGIN: f32 = 120.0;

impl Edit<'_> {
    /// Puts nodes into a new subnet in their place. It gets an input for each output that wires
    /// came from, and an output for each inner output that wires go to. Paths follow. Nodes that
    /// stand for ports of the network around stay outside.
    pub fn collapse(
        &mut self,
        network: &NodePath,
        names: &[Name],
        types: SubnetTypes<'_>,
    ) -> Result<NodePath, EditError> {
        let selected = self.selected(network, names)?.into_iter();
        let selected: BTreeSet<Name> =
            selected.filter(|name| !self.is_port(&network.child(name))).collect();
        if selected.is_empty() {
            return Err(EditError::NothingSelected);
        }
        let subnet_type = self.node_type(types.subnet)?;
        let (input_type, output_type) =
            (self.node_type(types.input)?, self.node_type(types.output)?);
        let around = self.document.network(network)?;
        let name = unique_name(around, types.subnet);
        let path = network.child(&name);
        self.all_or_none(|edit| {
            let moved = |any: &NodePath| {
                let inner = any.names().get(network.names().len());
                let is_moved =
                    any.is_within(network) && inner.is_some_and(|it| selected.contains(it));
                if is_moved { any.moved(network, &path) } else { any.clone() }
            };
            edit.document.prepare_move(edit.library, moved);
            let outside = edit.network_mut(network)?;
            let mut inside = Network::default();
            for name in &selected {
                inside.nodes.extend(outside.nodes.remove(name).map(|node| (name.clone(), node)));
            }
            let frame = Frame::around(&inside);
            let inputs = take_inputs(&mut inside, &selected, input_type, frame);
            inside.display = outside.display.take_if(|shown| selected.contains(shown));
            let shown = inside.display.clone();
            give_outputs(outside, &mut inside, &name, output_type, frame);
            if inside.display.is_none() {
                inside.display = last(&inside, &selected);
            }
            let mut node = Node::new(subnet_type);
            node.position = frame.center();
            node.inputs = inputs;
            node.network = Some(inside.into());
            if shown.is_some() {
                outside.display = Some(name.clone());
            }
            edit.add(network, name, node)
        })
    }

    fn is_port(&self, path: &NodePath) -> bool {
        let node = self.document.node(path).ok();
        let node_type = node.and_then(|node| self.library.get(&node.type_id));
        node_type.is_some_and(|it| matches!(it.role, Role::SubnetInput | Role::SubnetOutput))
    }
}

/// The rectangle that nodes are drawn in.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    min: [f32; 2],
    max: [f32; 2],
}

impl Frame {
    pub(super) fn around(network: &Network) -> Self {
        let mut positions = network.nodes.values().map(|node| node.position);
        let first = positions.next().unwrap_or_default();
        positions.fold(Self { min: first, max: first }, |frame, position| Self {
            min: std::array::from_fn(|axis| frame.min[axis].min(position[axis])),
            max: std::array::from_fn(|axis| frame.max[axis].max(position[axis])),
        })
    }

    /// Halves first, so that no sum overflows.
    pub(super) fn center(self) -> [f32; 2] {
        std::array::from_fn(|axis| self.min[axis] / 2.0 + self.max[axis] / 2.0)
    }
}

/// A node that stands for a port; `place` is its place among those of its kind.
fn stand_in(node_type: &NodeType, place: usize, position: [f32; 2]) -> Node {
    let mut node = Node { position, ..Node::new(node_type) };
    let number = Value::Integer(place as i64 + 1);
    if node_type.parameter(NUMBER).is_some_and(|declared| declared.default_value() != number) {
        node.parameters.insert(NUMBER.into(), Setting::Value(number));
    }
    node
}

/// Gives the inside a node for each output outside that wires come from, and wires it there.
/// The result is the wires of the subnet.
fn take_inputs(
    inside: &mut Network,
    selected: &BTreeSet<Name>,
    node_type: &NodeType,
    frame: Frame,
) -> BTreeMap<Name, Vec<Source>> {
    let wires = inside.nodes.values().flat_map(|node| node.all_wires());
    let from_outside: BTreeSet<Source> = wires
        .map(|(_, source)| source.clone())
        .filter(|source| !selected.contains(&source.node))
        .collect();
    let mut inputs = BTreeMap::new();
    let mut inner = BTreeMap::new();
    for (place, source) in from_outside.into_iter().enumerate() {
        let name = unique_name(inside, "input");
        let position = [frame.min[0] + place as f32 * MARGIN, frame.min[1] - MARGIN];
        inside.nodes.insert(name.clone(), stand_in(node_type, place, position).into());
        inner.insert(source.clone(), Source::first(&name));
        inputs.insert(name, vec![source]);
    }
    change_sources(inside, |source| inner.get(source).cloned());
    inputs
}

/// Gives the inside a node for each of its outputs that wires go to, and wires those to the
/// subnet `name`. The displayed node's comes first, so that the subnet displays as it did.
fn give_outputs(
    outside: &mut Network,
    inside: &mut Network,
    name: &Name,
    node_type: &NodeType,
    frame: Frame,
) {
    let wires = outside.nodes.values().flat_map(|node| node.all_wires());
    let mut given: Vec<Source> = wires
        .map(|(_, source)| source.clone())
        .filter(|source| inside.nodes.contains_key(&source.node))
        .collect();
    given.sort();
    given.dedup();
    if let Some(shown) = inside.display.as_deref().map(Source::first) {
        given.retain(|source| *source != shown);
        given.insert(0, shown);
    }
    let mut outer = BTreeMap::new();
    for (place, source) in given.into_iter().enumerate() {
        let port = unique_name(inside, "output");
        let position = [frame.min[0] + place as f32 * MARGIN, frame.max[1] + MARGIN];
        let mut node = stand_in(node_type, place, position);
        if let Some(input) = node_type.inputs.first() {
            node.inputs.insert(input.id.into(), vec![source.clone()]);
        }
        inside.nodes.insert(port.clone(), node.into());
        outer.insert(source, Source { node: name.clone(), output: port });
    }
    change_sources(outside, |source| outer.get(source).cloned());
}

/// A selected node that feeds no other: what an artist would display.
fn last(inside: &Network, selected: &BTreeSet<Name>) -> Option<Name> {
    let feeds = |name: &Name| {
        let mut wires = inside.nodes.values().flat_map(|node| node.all_wires());
        wires.any(|(_, source)| source.node == *name)
    };
    selected.iter().find(|name| !feeds(name)).cloned()
}
