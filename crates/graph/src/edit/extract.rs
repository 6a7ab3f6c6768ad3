//! A subnet extracted: its nodes put in its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::nodes::{change_sources, parts};
use super::subnet::Frame;
use super::{Edit, EditError, unique_name};
use crate::declaration::{Library, Role};
use crate::document::{Name, Network, Node, Promotion, Source};
use crate::path::NodePath;
use crate::ports::{InputPort, ports, subnet_output};
use crate::remark::Remark;

impl Edit<'_> {
    /// Puts the nodes of a subnet in its place, and the subnet away. What it promoted goes to
    /// the inner nodes. Wires that only joined because a port takes anything are taken away. Gives
    /// the paths of what was inside.
    pub fn extract(&mut self, path: &NodePath) -> Result<Vec<NodePath>, EditError> {
        let (network, name) = parts(path)?;
        self.refuse_locked(path)?;
        let subnet = self.document.node(path)?.clone();
        if subnet.network.is_none() {
            return Err(EditError::NotSubnet(path.clone()));
        }
        self.all_or_none(|edit| {
            for promotion in &subnet.promoted {
                edit.settle(path, promotion)?;
                edit.aim_past(path, promotion)?;
            }
            let subnet = edit.document.node(path)?.clone();
            let inside = subnet.network.as_deref().cloned().unwrap_or_default();
            let passage = Passage::of(edit, &network, &name, &subnet, &inside)?;
            let library = edit.library;
            edit.document.prepare_move(library, |any| passage.new_path(any));
            // What is inside was rewritten just now.
            let inside = edit.document.network(path)?.clone();
            let outside = edit.network_mut(&network)?;
            let before = outside.clone();
            outside.nodes.remove(&name);
            let shown = outside.display.take_if(|shown| *shown == name);
            change_sources(outside, |source| passage.outer_source(source));
            drop_missing(outside, &name);
            for (old, new) in &passage.renamed {
                let Some(node) = inside.nodes.get(old) else { continue };
                let mut node = Node::clone(node);
                passage.rewire(&mut node);
                node.position =
                    std::array::from_fn(|axis| node.position[axis] + passage.offset[axis]);
                outside.nodes.insert(new.clone(), node.into());
            }
            let remarks: Vec<_> = inside.remarks.values().map(|it| Remark::clone(it)).collect();
            if shown.is_some() {
                outside.display = passage.outputs.get("").cloned().flatten().map(|it| it.node);
            }
            drop_misfits(outside, &before, library);
            edit.take_remarks(&network, remarks, passage.offset)?;
            let paths: Vec<NodePath> =
                passage.renamed.values().map(|new| network.child(new)).collect();
            edit.refuse_cycle(&paths)?;
            Ok(paths)
        })
    }

    /// Lets the promotions of subnets further out that set this promotion of `subnet` set its
    /// targets themselves.
    fn aim_past(&mut self, subnet: &NodePath, promotion: &Promotion) -> Result<(), EditError> {
        let mut around = subnet.parent();
        while let Some(outer) = around.filter(|around| !around.is_root()) {
            let aims =
                |(inner, id): &(Name, Name)| outer.inside(inner) == *subnet && *id == promotion.id;
            if self.document.node(&outer)?.promoted.iter().any(|it| it.targets.iter().any(aims)) {
                for outer_promotion in &mut self.document.node_mut(&outer)?.promoted {
                    let targets = outer_promotion.targets.iter().flat_map(|target| {
                        if !aims(target) {
                            return vec![target.clone()];
                        }
                        let past = promotion.targets.iter().filter_map(|(inner, parameter)| {
                            let inner = subnet.inside(inner).within(&outer)?;
                            Some((Name::from(inner), parameter.clone()))
                        });
                        past.collect()
                    });
                    outer_promotion.targets = targets.collect();
                }
            }
            around = outer.parent();
        }
        Ok(())
    }
}

/// Takes away wires from a node that is not there any more.
fn drop_missing(network: &mut Network, gone: &Name) {
    for node in network.nodes.values_mut() {
        if node.all_wires().any(|(_, source)| source.node == *gone) {
            let inputs = &mut Arc::make_mut(node).inputs;
            inputs.values_mut().for_each(|wires| wires.retain(|source| source.node != *gone));
            inputs.retain(|_, wires| !wires.is_empty());
        }
    }
}

/// Takes away wires that are new since `before` and do not fit: what stands for a port takes
/// anything, so that a misfit shows only when it is away.
fn drop_misfits(network: &mut Network, before: &Network, library: &Library) {
    let after = network.clone();
    let fits = |input: Option<&InputPort>, source: &Source| {
        let from = after.nodes.get(&source.node).map(|from| ports(from, library));
        let given = from.as_ref().and_then(|ports| ports.output(&source.output));
        input.zip(given).is_none_or(|(input, given)| input.wire.accepts(given.wire))
    };
    for (name, node) in &after.nodes {
        let old = before.nodes.get(name).filter(|old| old.type_id == node.type_id);
        let is_old =
            |id: &Name, source: &Source| old.is_some_and(|old| old.wires(id).contains(source));
        let taken = ports(node, library);
        let stays =
            |id: &Name, source: &Source| is_old(id, source) || fits(taken.input(id), source);
        if !node.all_wires().all(|(id, source)| stays(id, source))
            && let Some(node) = network.nodes.get_mut(name)
        {
            let inputs = &mut Arc::make_mut(node).inputs;
            inputs.iter_mut().for_each(|(id, wires)| wires.retain(|source| stays(id, source)));
            inputs.retain(|_, wires| !wires.is_empty());
        }
    }
}

/// How the inside of a subnet maps to the network around it, once extracted.
struct Passage {
    network: NodePath,
    subnet: Name,
    /// The new names of inner nodes that stay: those that stand for ports do not.
    renamed: BTreeMap<Name, Name>,
    /// What is wired to each input of the subnet, by the inner node that stands for it.
    inputs: BTreeMap<Name, Option<Source>>,
    /// What each output of the subnet gives, in the names outside. The empty one is the first.
    outputs: BTreeMap<Name, Option<Source>>,
    offset: [f32; 2],
}

impl Passage {
    fn of(
        edit: &Edit<'_>,
        network: &NodePath,
        name: &Name,
        subnet: &Node,
        inside: &Network,
    ) -> Result<Self, EditError> {
        let role = |node: &Node| edit.library.get(&node.type_id).map(|node_type| node_type.role);
        let mut around = Network::clone(edit.document.network(network)?);
        around.nodes.remove(name);
        let mut passage = Self {
            network: network.clone(),
            subnet: name.clone(),
            renamed: BTreeMap::new(),
            inputs: BTreeMap::new(),
            outputs: BTreeMap::new(),
            offset: [0.0; 2],
        };
        for (inner, node) in &inside.nodes {
            match role(node) {
                Some(Role::SubnetInput) => {
                    let wire = subnet.wires(inner).first().cloned();
                    passage.inputs.insert(inner.clone(), wire);
                }
                Some(Role::SubnetOutput) => {}
                _ => {
                    let is_free = !around.nodes.contains_key(inner);
                    let new = if is_free { inner.clone() } else { unique_name(&around, inner) };
                    around.nodes.insert(new.clone(), node.clone());
                    passage.renamed.insert(inner.clone(), new);
                }
            }
        }
        let ids = ports(subnet, edit.library).outputs.into_iter().map(|output| output.id);
        for id in ids.chain(["".into()]) {
            let Some(inner) = subnet_output(inside, &id, edit.library) else { continue };
            let source = match inside.nodes.get(inner) {
                Some(node) if role(node) == Some(Role::SubnetOutput) => {
                    node.all_wires().next().and_then(|(_, source)| passage.inner_source(source))
                }
                _ => passage.inner_source(&Source::first(inner)),
            };
            passage.outputs.insert(id, source);
        }
        let mut kept = inside.clone();
        kept.nodes.retain(|name, _| passage.renamed.contains_key(name));
        let center = Frame::around(&kept).center();
        let offset = std::array::from_fn(|axis| subnet.position[axis] - center[axis]);
        if offset.iter().all(|number: &f32| number.is_finite()) {
            passage.offset = offset;
        }
        Ok(passage)
    }

    /// What a wire inside comes from, as a wire outside.
    fn inner_source(&self, source: &Source) -> Option<Source> {
        match (self.inputs.get(&source.node), self.renamed.get(&source.node)) {
            (Some(outside), _) => outside.clone().filter(|it| it.node != self.subnet),
            (None, Some(new)) => Some(Source { node: new.clone(), output: source.output.clone() }),
            (None, None) => None,
        }
    }

    /// What a wire from the subnet comes from, once the subnet is away.
    fn outer_source(&self, source: &Source) -> Option<Source> {
        if source.node != self.subnet {
            return None;
        }
        self.outputs.get(&source.output).cloned().flatten()
    }

    fn rewire(&self, node: &mut Node) {
        for wires in node.inputs.values_mut() {
            *wires = wires.iter().filter_map(|source| self.inner_source(source)).collect();
        }
        node.inputs.retain(|_, wires| !wires.is_empty());
    }

    /// Where a path leads afterwards; that of a port leads to what it stood for.
    fn new_path(&self, path: &NodePath) -> NodePath {
        let subnet = self.network.child(&self.subnet);
        if !path.is_within(&subnet) {
            return path.clone();
        }
        let stands_for = |source: Option<&Option<Source>>| {
            source.and_then(Option::as_ref).map(|source| self.network.child(&source.node))
        };
        let found = match path.names().get(subnet.names().len()) {
            None => stands_for(self.outputs.get("")),
            Some(inner) => match self.renamed.get(inner) {
                Some(new) => Some(path.moved(&subnet.child(inner), &self.network.child(new))),
                None => stands_for(self.inputs.get(inner).or_else(|| self.outputs.get(inner))),
            },
        };
        found.unwrap_or_else(|| path.clone())
    }
}
