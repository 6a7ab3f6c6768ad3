//! Adding, removing and renaming nodes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{DEEPEST, Edit, EditError, check_name, unique_name};
use crate::declaration::Role;
use crate::document::{Name, Network, Node, Source};
use crate::path::NodePath;
use crate::ports::ports;

/// How far input and output of a new loop are drawn from the middle.
const INSIDE_APART: f32 = 120.0;

impl Edit<'_> {
    /// Adds a node of a type, named after it: `box1`. The first node of a network is displayed.
    pub fn add_node(
        &mut self,
        network: &NodePath,
        type_id: &str,
        position: [f32; 2],
    ) -> Result<NodePath, EditError> {
        let node_type = self.node_type(type_id)?;
        let mut node = Node { position, ..Node::new(node_type) };
        if node_type.role.holds_network() {
            node.network = Some(Arc::new(self.first_inside(node_type.role)));
        }
        let name = unique_name(self.document.network(network)?, type_id);
        self.add(network, name, node)
    }

    /// What a new node holds: nothing, and in a loop what stands for its input and its output.
    fn first_inside(&self, role: Role) -> Network {
        let mut inside = Network::default();
        if role != Role::Loop {
            return inside;
        }
        let mut before = None;
        for (role, name, y) in [
            (Role::SubnetInput, "input1", -INSIDE_APART),
            (Role::SubnetOutput, "output1", INSIDE_APART),
        ] {
            let Some(node_type) = self.library.iter().find(|it| it.role == role) else { continue };
            let mut node = Node { position: [0.0, y], ..Node::new(node_type) };
            if let (Some(source), Some(input)) = (before, node_type.inputs.first()) {
                node.inputs.insert(input.id.into(), vec![Source::first(source)]);
            }
            inside.nodes.insert(name.into(), node.into());
            inside.display = Some(name.into());
            before = Some(name);
        }
        inside
    }

    /// Adds a node under a name that is free.
    pub(super) fn add(
        &mut self,
        network: &NodePath,
        name: Name,
        node: Node,
    ) -> Result<NodePath, EditError> {
        self.all_or_none(|edit| {
            let path = edit.add_unchecked(network, name, node)?;
            // Some path may have named this node before it was there.
            edit.refuse_cycle_around(&path)?;
            Ok(path)
        })
    }

    /// The same, without looking for cycles.
    pub(super) fn add_unchecked(
        &mut self,
        network: &NodePath,
        name: Name,
        node: Node,
    ) -> Result<NodePath, EditError> {
        let path = network.child(&name);
        check_name(&name)?;
        if self.document.node(&path).is_ok() {
            return Err(EditError::taken(network, &name));
        }
        if node.position.iter().any(|number| !number.is_finite()) {
            return Err(EditError::NotFinite(path));
        }
        let inside = node.network.as_deref().map_or(0, |inside| 1 + super::depth(inside));
        if network.names().len() + inside > DEEPEST {
            return Err(EditError::TooDeep);
        }
        let nodes = self.network_mut(network)?;
        nodes.nodes.insert(name.clone(), Arc::new(node));
        nodes.display.get_or_insert(name);
        Ok(path)
    }

    /// Removes nodes with their wires. With `bridge`, what was wired to a removed node is wired
    /// to that node's first input instead, where the kinds fit. The display flag moves likewise.
    pub fn remove(
        &mut self,
        network: &NodePath,
        names: &[Name],
        bridge: bool,
    ) -> Result<(), EditError> {
        let removed: BTreeSet<Name> = self.selected(network, names)?.into_iter().collect();
        self.all_or_none(|edit| {
            for name in &removed {
                edit.refuse_locked(&network.child(name))?;
            }
            edit.unwire(network, &removed, bridge)?;
            let before = edit.document.network(network)?.clone();
            for name in &removed {
                edit.drop_ports_outside(network, name)?;
                let nodes = edit.network_mut(network)?;
                nodes.nodes.remove(name);
            }
            if let Some(shown) = before.display.as_ref().filter(|shown| removed.contains(*shown)) {
                let next = edit.source_before(&before, shown, &removed);
                edit.network_mut(network)?.display = next.map(|source| source.node);
            }
            edit.drop_promotions(network, &removed)?;
            if network.is_root() { Ok(()) } else { edit.refuse_cycle_around(network) }
        })
    }

    /// Takes a node out of its chain: what was wired to it is wired to its first input instead,
    /// where the kinds fit, and the node has no wires any more.
    pub fn detach(&mut self, path: &NodePath) -> Result<(), EditError> {
        let (network, name) = parts(path)?;
        self.refuse_locked(path)?;
        self.all_or_none(|edit| {
            edit.unwire(&network, &BTreeSet::from([name]), true)?;
            let node = edit.document.node_mut(path)?;
            node.inputs.clear();
            node.disabled.clear();
            Ok(())
        })
    }

    /// Gives a node another name. Wires, promotions and node paths that name it follow.
    pub fn rename(&mut self, path: &NodePath, name: &str) -> Result<NodePath, EditError> {
        let (network, old) = parts(path)?;
        self.refuse_locked(path)?;
        check_name(name)?;
        let (renamed, name) = (network.child(name), Name::from(name));
        if renamed == *path {
            return Ok(renamed);
        }
        if self.document.node(&renamed).is_ok() {
            return Err(EditError::taken(&network, &name));
        }
        self.all_or_none(|edit| {
            edit.document.prepare_move(edit.library, |any| any.moved(path, &renamed));
            edit.rename_port_outside(&network, &old, &name)?;
            let nodes = edit.network_mut(&network)?;
            let node = nodes.nodes.remove(&old);
            nodes.nodes.extend(node.map(|node| (name.clone(), node)));
            rename_sources(nodes, &old, &name);
            if nodes.display.as_ref() == Some(&old) {
                nodes.display = Some(name);
            }
            edit.refuse_cycle_around(&renamed)?;
            Ok(renamed)
        })
    }

    /// Takes away the wires from nodes to others of their network, or bridges them.
    fn unwire(
        &mut self,
        network: &NodePath,
        removed: &BTreeSet<Name>,
        bridge: bool,
    ) -> Result<(), EditError> {
        let before = self.document.network(network)?.clone();
        for (name, node) in &before.nodes {
            if removed.contains(name)
                || !node.all_wires().any(|(_, source)| removed.contains(&source.node))
            {
                continue;
            }
            let taken = ports(node, self.library);
            let mut inputs = node.inputs.clone();
            for (id, wires) in &mut inputs {
                let wanted = taken.input(id).map(|input| input.wire);
                let kept = wires.drain(..).filter_map(|source| {
                    if !removed.contains(&source.node) {
                        return Some(source);
                    }
                    let next = self.source_before(&before, &source.node, removed);
                    let next = next.filter(|_| bridge)?;
                    let given = ports(before.nodes.get(&next.node)?, self.library);
                    let given = given.output(&next.output)?.wire;
                    let fits = wanted.is_some_and(|wanted| wanted.accepts(given));
                    (fits && next.node != *name).then_some(next)
                });
                *wires = kept.collect();
            }
            inputs.retain(|_, wires| !wires.is_empty());
            self.document.node_mut(&network.child(name))?.inputs = inputs;
        }
        Ok(())
    }

    /// What a removed node's first wire leads to, over other removed nodes.
    fn source_before(
        &self,
        network: &Network,
        name: &Name,
        removed: &BTreeSet<Name>,
    ) -> Option<Source> {
        let mut name = name.clone();
        // Each step leads to another removed node, unless the wires go round.
        for _ in 0..=removed.len() {
            let node = network.nodes.get(&name)?;
            let inputs = ports(node, self.library).inputs;
            let source = inputs.iter().find_map(|input| node.wires(&input.id).first())?;
            if !removed.contains(&source.node) {
                return network.nodes.contains_key(&source.node).then(|| source.clone());
            }
            name = source.node.clone();
        }
        None
    }

    /// The role of a node within the subnet around it.
    fn role(&self, path: &NodePath) -> Option<Role> {
        let node = self.document.node(path).ok()?;
        Some(self.library.get(&node.type_id)?.role)
    }

    /// Takes away the wires of the surrounding subnet to the port that an inner node stands for.
    fn drop_ports_outside(&mut self, network: &NodePath, name: &Name) -> Result<(), EditError> {
        let role = self.role(&network.child(name));
        let (Some(outside), Some(subnet)) = (network.parent(), network.name()) else {
            return Ok(());
        };
        match role {
            Some(Role::SubnetInput) => {
                self.document.node_mut(network)?.inputs.remove(name);
            }
            Some(Role::SubnetOutput) => {
                let from = Source { node: subnet.clone(), output: name.clone() };
                retain_wires(self.network_mut(&outside)?, |source| *source != from);
            }
            _ => {}
        }
        Ok(())
    }

    fn rename_port_outside(
        &mut self,
        network: &NodePath,
        old: &Name,
        new: &Name,
    ) -> Result<(), EditError> {
        let role = self.role(&network.child(old));
        let (Some(outside), Some(subnet)) = (network.parent(), network.name()) else {
            return Ok(());
        };
        match role {
            Some(Role::SubnetInput) => {
                let inputs = &mut self.document.node_mut(network)?.inputs;
                inputs.remove(new);
                let wires = inputs.remove(old);
                inputs.extend(wires.map(|wires| (new.clone(), wires)));
                let disabled = &mut self.document.node_mut(network)?.disabled;
                let sources = disabled.remove(old);
                disabled.extend(sources.map(|sources| (new.clone(), sources)));
            }
            Some(Role::SubnetOutput) => {
                let (from, to) = (
                    Source { node: subnet.clone(), output: old.clone() },
                    Source { node: subnet.clone(), output: new.clone() },
                );
                change_sources(self.network_mut(&outside)?, |source| {
                    (*source == from).then(|| to.clone())
                });
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes removed nodes out of the promotions of the subnets around them.
    fn drop_promotions(
        &mut self,
        network: &NodePath,
        removed: &BTreeSet<Name>,
    ) -> Result<(), EditError> {
        let mut subnet = network.clone();
        while let Some(outside) = subnet.parent() {
            let gone = |inner: &Name| {
                removed.iter().any(|name| subnet.inside(inner).is_within(&network.child(name)))
            };
            if self
                .document
                .node(&subnet)?
                .promoted
                .iter()
                .any(|it| it.targets.iter().any(|(inner, _)| gone(inner)))
            {
                let promoted = &mut self.document.node_mut(&subnet)?.promoted;
                promoted.iter_mut().for_each(|it| it.targets.retain(|(inner, _)| !gone(inner)));
                promoted.retain(|it| !it.targets.is_empty());
            }
            subnet = outside;
        }
        Ok(())
    }
}

/// The network of a node and its name.
pub(super) fn parts(path: &NodePath) -> Result<(NodePath, Name), EditError> {
    match (path.parent(), path.name()) {
        (Some(network), Some(name)) => Ok((network, name.clone())),
        _ => Err(crate::document::LookupError::Root.into()),
    }
}

/// Replaces wires of a network: `change` gives the new source of those that change.
pub(super) fn change_sources(network: &mut Network, change: impl Fn(&Source) -> Option<Source>) {
    for node in network.nodes.values_mut() {
        if node.all_wires().any(|(_, source)| change(source).is_some()) {
            let node = Arc::make_mut(node);
            for source in node.inputs.values_mut().flatten() {
                if let Some(changed) = change(source) {
                    *source = changed;
                }
            }
            for sources in node.disabled.values_mut() {
                let changed = |source: Source| change(&source).unwrap_or(source);
                *sources = std::mem::take(sources).into_iter().map(changed).collect();
            }
        }
    }
}

fn rename_sources(network: &mut Network, old: &Name, new: &Name) {
    change_sources(network, |source| {
        (source.node == *old).then(|| Source { node: new.clone(), output: source.output.clone() })
    });
}

/// Keeps only some wires of a network.
fn retain_wires(network: &mut Network, keep: impl Fn(&Source) -> bool) {
    for node in network.nodes.values_mut() {
        if !node.all_wires().all(|(_, source)| keep(source)) {
            let inputs = &mut Arc::make_mut(node).inputs;
            inputs.values_mut().for_each(|wires| wires.retain(&keep));
            inputs.retain(|_, wires| !wires.is_empty());
        }
    }
}
