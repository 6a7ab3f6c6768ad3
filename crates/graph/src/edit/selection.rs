//! Copying nodes: as text, which travels between windows, and in place.

use std::collections::BTreeMap;

use super::{Edit, EditError, unique_name};
use crate::declaration::Library;
use crate::document::{Document, Name, Network, Node, Source};
use crate::format::{Pieces, read_nodes, write_nodes};
use crate::path::NodePath;

impl Document {
    /// Nodes of a network as text: with the wires between them, without those from outside.
    pub fn copy(
        &self,
        network: &NodePath,
        names: &[Name],
        library: &Library,
    ) -> Result<String, EditError> {
        let copied = self.pick(network, names, false)?;
        write_nodes(network, &copied, library).map_err(|error| EditError::NotFinite(error.path))
    }

    fn pick(
        &self,
        network: &NodePath,
        names: &[Name],
        keep_wires: bool,
    ) -> Result<Network, EditError> {
        let mut picked = Network::default();
        for name in names {
            let node = self.node(&network.child(name))?;
            picked.nodes.insert(name.clone(), node.clone());
        }
        if picked.nodes.is_empty() {
            return Err(EditError::NothingSelected);
        }
        if !keep_wires {
            drop_wires(&mut picked);
        }
        Ok(picked)
    }
}

impl Edit<'_> {
    /// Adds the nodes in a text that [`Document::copy`] gave, or in that of a whole project,
    /// moved by `offset`. Names are made unique; what the nodes say of each other follows.
    pub fn paste(
        &mut self,
        network: &NodePath,
        text: &str,
        offset: [f32; 2],
    ) -> Result<Vec<NodePath>, EditError> {
        let mut pieces = read_nodes(text, self.library)
            .map_err(|error| EditError::NotNodes(error.to_string()))?;
        drop_wires(&mut pieces.nodes);
        self.insert(network, pieces, offset)
    }

    /// Adds copies of nodes beside them, moved by `offset`. Wires from other nodes are kept.
    pub fn duplicate(
        &mut self,
        network: &NodePath,
        names: &[Name],
        offset: [f32; 2],
    ) -> Result<Vec<NodePath>, EditError> {
        let nodes = self.document.pick(network, names, true)?;
        self.insert(network, Pieces { from: network.clone(), nodes }, offset)
    }

    fn insert(
        &mut self,
        network: &NodePath,
        pieces: Pieces,
        offset: [f32; 2],
    ) -> Result<Vec<NodePath>, EditError> {
        let Pieces { from, nodes } = pieces;
        let mut taken = Network::clone(self.document.network(network)?);
        let mut renamed: BTreeMap<Name, Name> = BTreeMap::new();
        for (name, node) in &nodes.nodes {
            let is_free = !taken.nodes.contains_key(name);
            let new = if is_free { name.clone() } else { unique_name(&taken, name) };
            taken.nodes.insert(new.clone(), node.clone());
            renamed.insert(name.clone(), new);
        }
        let new_path = |path: &NodePath| {
            let inner = path.is_within(&from).then(|| path.names().get(from.names().len()));
            match inner.flatten().and_then(|name| Some((name, renamed.get(name)?))) {
                Some((old, new)) => path.moved(&from.child(old), &network.child(new)),
                None => path.clone(),
            }
        };
        let nodes = rewritten(&from, nodes, self.library, new_path)?;
        self.all_or_none(|edit| {
            let mut paths = Vec::new();
            // All nodes first, so that wires lead to nodes that are there.
            for (old, node) in &nodes.nodes {
                let mut node = Node::clone(node);
                let renamed_source = |source: Source| match renamed.get(&source.node) {
                    Some(new) => Source { node: new.clone(), ..source },
                    None => source,
                };
                for wires in node.inputs.values_mut() {
                    *wires = std::mem::take(wires).into_iter().map(renamed_source).collect();
                }
                for wires in node.disabled.values_mut() {
                    *wires = std::mem::take(wires).into_iter().map(renamed_source).collect();
                }
                node.position = std::array::from_fn(|axis| node.position[axis] + offset[axis]);
                paths.push(edit.add_unchecked(network, renamed[old].clone(), node)?);
            }
            let through: Vec<NodePath> = paths.iter().flat_map(|path| edit.subtree(path)).collect();
            edit.refuse_cycle(&through)?;
            if !network.is_root() {
                edit.refuse_cycle_around(network)?;
            }
            Ok(paths)
        })
    }
}

/// The nodes, with what they say of each other by path as it will be.
fn rewritten(
    from: &NodePath,
    nodes: Network,
    library: &Library,
    new_path: impl Fn(&NodePath) -> NodePath,
) -> Result<Network, EditError> {
    // A document of its own, in which the nodes have the paths that they were copied from.
    let mut document = Document { root: nodes.into(), ..Document::default() };
    for name in from.names().iter().rev() {
        let mut around = Network::default();
        let node = Node { network: Some(document.root), ..Node::of("", 1) };
        around.nodes.insert(name.clone(), node.into());
        document.root = around.into();
    }
    document.prepare_move(library, new_path);
    Ok(Network::clone(document.network(from)?))
}

/// Takes away wires from nodes that are not in the network.
fn drop_wires(network: &mut Network) {
    let names: Vec<Name> = network.nodes.keys().cloned().collect();
    for node in network.nodes.values_mut() {
        let stays = |name: &Name| names.binary_search(name).is_ok();
        if !node.all_wires().all(|(_, source)| stays(&source.node)) {
            let inputs = &mut std::sync::Arc::make_mut(node).inputs;
            inputs.values_mut().for_each(|wires| wires.retain(|source| stays(&source.node)));
            inputs.retain(|_, wires| !wires.is_empty());
        }
    }
}
