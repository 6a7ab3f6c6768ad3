//! Edits of a document. Each keeps the rules: names are unique, wires join nodes that are there
//! and fit, no node is made from itself, settings are of the declared kind. An edit that is
//! refused changes nothing.

mod error;
mod extract;
mod look;
mod names;
mod nodes;
mod parameters;
mod remarks;
mod selection;
mod subnet;
#[cfg(test)]
mod tests;
mod wires;

pub use error::EditError;
pub use look::Flag;
pub use names::check_name;
pub use remarks::Carried;
pub use subnet::SubnetTypes;

use crate::declaration::{Library, NodeType};
use crate::dependencies::cycle_text;
use crate::document::{Document, Name, Network, Node};
use crate::path::NodePath;
use crate::ports::{Ports, ports};

pub(crate) use names::{unique_name, usable_name};

/// The most subnets within subnets. `ron` reads 128 levels of nesting, and counts five for each
/// subnet; what is left is for what a node holds.
pub const DEEPEST: usize = 16;

/// Edits a document: see [`Document::edit`].
pub struct Edit<'a> {
    document: &'a mut Document,
    library: &'a Library,
}

impl Document {
    /// Edits of this document, whose node types are in `library`.
    pub fn edit<'a>(&'a mut self, library: &'a Library) -> Edit<'a> {
        Edit { document: self, library }
    }
}

impl Edit<'_> {
    /// Runs several changes as one: if any is refused, none is made.
    pub fn all_or_none<T>(
        &mut self,
        changes: impl FnOnce(&mut Edit<'_>) -> Result<T, EditError>,
    ) -> Result<T, EditError> {
        let mut changed = self.document.clone();
        let result = changes(&mut Edit { document: &mut changed, library: self.library })?;
        *self.document = changed;
        Ok(result)
    }

    /// The document as it is by now.
    pub fn document(&self) -> &Document {
        self.document
    }

    fn node_type(&self, id: &str) -> Result<&'static NodeType, EditError> {
        self.library.get(id).ok_or_else(|| EditError::UnknownType(id.to_owned()))
    }

    fn network_mut(&mut self, path: &NodePath) -> Result<&mut Network, EditError> {
        Ok(self.document.network_mut(path)?)
    }

    /// A node whose settings are to be changed.
    fn unlocked_mut(&mut self, path: &NodePath) -> Result<&mut Node, EditError> {
        let node = self.document.node_mut(path)?;
        if node.locked { Err(EditError::Locked(path.clone())) } else { Ok(node) }
    }

    fn refuse_locked(&self, path: &NodePath) -> Result<(), EditError> {
        if self.document.node(path)?.locked { Err(EditError::Locked(path.clone())) } else { Ok(()) }
    }

    fn ports(&self, path: &NodePath) -> Result<Ports, EditError> {
        Ok(ports(self.document.node(path)?, self.library))
    }

    /// Refuses what has been done if one of these nodes is made from its own result now.
    fn refuse_cycle(&self, through: &[NodePath]) -> Result<(), EditError> {
        match self.document.find_cycle(through, self.library) {
            Some(cycle) => Err(EditError::Cycle(cycle_text(&cycle))),
            None => Ok(()),
        }
    }

    /// The same for everything in a node, and the subnets around it, whose results may have
    /// changed with it.
    fn refuse_cycle_around(&self, path: &NodePath) -> Result<(), EditError> {
        let mut through = self.subtree(path);
        let mut around = path.parent();
        while let Some(subnet) = around.filter(|around| !around.is_root()) {
            around = subnet.parent();
            through.push(subnet);
        }
        self.refuse_cycle(&through)
    }

    /// A node and all nodes inside it.
    fn subtree(&self, path: &NodePath) -> Vec<NodePath> {
        let mut found = vec![path.clone()];
        let mut next = 0;
        while let Some(path) = found.get(next).cloned() {
            if let Ok(network) = self.document.network(&path) {
                found.extend(network.nodes.keys().map(|name| path.child(name)));
            }
            next += 1;
        }
        found
    }

    /// The nodes of a selection: in one network, each there, each once, in the order of names.
    fn selected(&self, network: &NodePath, names: &[Name]) -> Result<Vec<Name>, EditError> {
        let mut selected = names.to_vec();
        selected.sort();
        selected.dedup();
        for name in &selected {
            self.document.node(&network.child(name))?;
        }
        if selected.is_empty() { Err(EditError::NothingSelected) } else { Ok(selected) }
    }
}

/// How many subnets are nested in a network, itself not counted.
pub(crate) fn depth(network: &Network) -> usize {
    let inside = network.nodes.values().filter_map(|node| node.network.as_deref());
    inside.map(|network| 1 + depth(network)).max().unwrap_or(0)
}
