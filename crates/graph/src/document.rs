//! The document: the one graph that everything else is drawn, cooked and saved from.
//!
//! Everything is shared: a clone of a [`Document`] is a snapshot, and an edit copies only the
//! path to what it changes. Edits keep the rules that no type can.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::declaration::NodeType;
use crate::path::NodePath;
use crate::raw::RawFields;
use crate::remark::Remark;
use crate::value::Value;

/// The name of a node, input, output or parameter.
pub type Name = Arc<str>;

/// What the interface keeps in a project: panel layout, camera. Never read by a cook.
pub type ViewSection = RawFields;

/// A project.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Document {
    /// The network that everything is in.
    pub root: Arc<Network>,
    /// What the interface keeps.
    pub view: ViewSection,
    /// Sections that a newer program wrote, kept and written back.
    pub unknown: RawFields,
}

/// Nodes and what of them is shown.
#[derive(Clone, Default, Debug)]
pub struct Network {
    /// The nodes. A name is unique in its network and is the node's identity.
    pub nodes: BTreeMap<Name, Arc<Node>>,
    /// The node with the display flag.
    pub display: Option<Name>,
    /// Notes, and boxes around nodes, by name. They never reach a cook.
    pub remarks: BTreeMap<Name, Arc<Remark>>,
    /// Nodes of a file that could not be read, kept and written back.
    pub unreadable: RawFields,
    /// Remarks of a file that could not be read, kept and written back.
    pub unreadable_remarks: RawFields,
    /// Sections that a newer program wrote, kept and written back.
    pub unknown: RawFields,
}

// Versions of a document share most nodes: those need no look inside.
impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        let same_nodes = || {
            let same = |(a, b): (&Arc<Node>, &Arc<Node>)| Arc::ptr_eq(a, b) || a == b;
            self.nodes.keys().eq(other.nodes.keys())
                && self.nodes.values().zip(other.nodes.values()).all(same)
        };
        self.display == other.display
            && self.remarks == other.remarks
            && self.unreadable_remarks == other.unreadable_remarks
            && self.unreadable == other.unreadable
            && self.unknown == other.unknown
            && same_nodes()
    }
}

/// One node.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The id of its type, which may be unknown to this program.
    pub type_id: Name,
    /// The version of the type that its parameters are written for.
    pub version: u32,
    /// What differs from the defaults, and parameters that its type does not know.
    pub parameters: BTreeMap<Name, Setting>,
    /// The wires of each input, in their order.
    pub inputs: BTreeMap<Name, Vec<Source>>,
    /// Wires among them that are switched off, by input. One that is there no more counts for
    /// nothing.
    pub disabled: BTreeMap<Name, BTreeSet<Source>>,
    /// The network inside, of a subnet.
    pub network: Option<Arc<Network>>,
    /// The parameters of inner nodes that a subnet shows as its own, in the order of the pane.
    pub promoted: Vec<Promotion>,
    /// Whether the node passes its first input on instead of cooking.
    pub bypass: bool,
    /// Whether it is shown as a ghost besides the displayed node.
    pub template: bool,
    /// Whether the node is protected: its settings, inputs and name cannot be edited. Its result
    /// is not frozen: it cooks again when what it is made from changes.
    pub locked: bool,
    /// Where it is drawn.
    pub position: [f32; 2],
    /// What the artist wrote about it.
    pub comment: String,
    /// The colour that it is drawn in, as sRGB, if not its category's.
    pub colour: Option<[u8; 3]>,
    /// What a newer program wrote about it, kept and written back.
    pub unknown: UnknownParts,
}

/// Parts of a node that this program cannot read.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct UnknownParts {
    /// Fields.
    pub fields: RawFields,
    /// Parameters whose value is of no kind known here. The default stands in for them.
    pub parameters: RawFields,
}

/// Where a wire comes from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Source {
    /// A node of the same network.
    pub node: Name,
    /// Its output; empty for the first.
    pub output: Name,
}

/// What a parameter is set to.
#[derive(Clone, PartialEq, Debug)]
pub enum Setting {
    /// A value.
    Value(Value),
    /// The text of an expression.
    Expression(Arc<str>),
}

/// A parameter of inner nodes that a subnet shows as its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Promotion {
    /// The name in files, unique in the subnet.
    pub id: Name,
    /// What artists see.
    pub label: String,
    /// The inner nodes, each as a path from inside the subnet such as `box1` or `tower/box1`,
    /// with the parameter of each.
    pub targets: Vec<(Name, Name)>,
    /// What the targets are set to; without it, each keeps its own.
    pub value: Option<Setting>,
}

impl Source {
    /// The first output of a node.
    pub fn first(node: &str) -> Self {
        Self { node: node.into(), output: "".into() }
    }
}

impl Node {
    /// A node of a type, with its defaults.
    pub fn new(node_type: &NodeType) -> Self {
        Self::of(node_type.id, node_type.version)
    }

    /// A node of a type known by its id.
    pub fn of(type_id: &str, version: u32) -> Self {
        Self {
            type_id: type_id.into(),
            version,
            parameters: BTreeMap::new(),
            inputs: BTreeMap::new(),
            disabled: BTreeMap::new(),
            network: None,
            promoted: Vec::new(),
            bypass: false,
            template: false,
            locked: false,
            position: [0.0; 2],
            comment: String::new(),
            colour: None,
            unknown: UnknownParts::default(),
        }
    }

    /// The wires of an input.
    pub fn wires(&self, input: &str) -> &[Source] {
        self.inputs.get(input).map_or(&[], Vec::as_slice)
    }

    /// Whether a wire of an input is switched off.
    pub fn is_disabled(&self, input: &str, source: &Source) -> bool {
        self.disabled.get(input).is_some_and(|sources| sources.contains(source))
    }

    /// The node as it cooks: without wires that are switched off.
    pub(crate) fn as_it_cooks(self: &Arc<Self>) -> Arc<Self> {
        if !self.all_wires().any(|(input, source)| self.is_disabled(input, source)) {
            return self.clone();
        }
        let mut node = Self::clone(self);
        for (input, wires) in &mut node.inputs {
            wires.retain(|source| !self.is_disabled(input, source));
        }
        node.inputs.retain(|_, wires| !wires.is_empty());
        node.into()
    }

    /// All wires, with the input of each.
    pub fn all_wires(&self) -> impl Iterator<Item = (&Name, &Source)> {
        self.inputs.iter().flat_map(|(input, wires)| wires.iter().map(move |wire| (input, wire)))
    }
}

/// Why a path names no node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// A part of the path is not there.
    #[error("there is no node \"{missing}\" in {network} (looking for {path})")]
    Missing {
        /// The path that was asked for.
        path: NodePath,
        /// The network in which the search ended.
        network: NodePath,
        /// The first part that is missing.
        missing: Name,
    },
    /// The path leads into a node that holds no network.
    #[error("{0} is not a subnet: nothing is inside it")]
    NotSubnet(NodePath),
    /// The path names the root network where a node is asked for.
    #[error("/ is the root network, not a node")]
    Root,
}

impl Document {
    /// The network at a path: the root, or the one inside a subnet.
    pub fn network(&self, path: &NodePath) -> Result<&Arc<Network>, LookupError> {
        self.network_at(path, path.names().len())
    }

    /// The node at a path.
    pub fn node(&self, path: &NodePath) -> Result<&Arc<Node>, LookupError> {
        let depth = path.names().len().checked_sub(1).ok_or(LookupError::Root)?;
        child(self.network_at(path, depth)?, path, depth)
    }

    /// The network at a path, to be changed: what is shared with other documents is copied.
    pub fn network_mut(&mut self, path: &NodePath) -> Result<&mut Network, LookupError> {
        self.network(path)?;
        self.network_mut_at(path, path.names().len())
    }

    /// The node at a path, to be changed: what is shared with other documents is copied.
    pub fn node_mut(&mut self, path: &NodePath) -> Result<&mut Node, LookupError> {
        self.node(path)?;
        let depth = path.names().len().checked_sub(1).ok_or(LookupError::Root)?;
        child_mut(self.network_mut_at(path, depth)?, path, depth)
    }

    /// The network that the first `depth` names of a path lead to.
    fn network_at(&self, path: &NodePath, depth: usize) -> Result<&Arc<Network>, LookupError> {
        let mut network = &self.root;
        for depth in 0..depth {
            let node = child(network, path, depth)?;
            network = node.network.as_ref().ok_or_else(|| not_subnet(path, depth))?;
        }
        Ok(network)
    }

    fn network_mut_at(
        &mut self,
        path: &NodePath,
        depth: usize,
    ) -> Result<&mut Network, LookupError> {
        let mut network = Arc::make_mut(&mut self.root);
        for depth in 0..depth {
            let inside = child_mut(network, path, depth)?.network.as_mut();
            network = inside.map(Arc::make_mut).ok_or_else(|| not_subnet(path, depth))?;
        }
        Ok(network)
    }

    /// Every node with its path, each subnet before what is inside it, in the order of names.
    pub fn nodes(&self) -> impl Iterator<Item = (NodePath, &Arc<Node>)> {
        let mut open = vec![(NodePath::ROOT, self.root.nodes.iter())];
        std::iter::from_fn(move || {
            loop {
                let (around, rest) = open.last_mut()?;
                let Some((name, node)) = rest.next() else {
                    open.pop();
                    continue;
                };
                let path = around.child(name);
                if let Some(network) = &node.network {
                    open.push((path.clone(), network.nodes.iter()));
                }
                return Some((path, node));
            }
        })
    }
}

fn prefix(path: &NodePath, length: usize) -> NodePath {
    path.names()[..length].iter().cloned().collect()
}

fn not_subnet(path: &NodePath, depth: usize) -> LookupError {
    LookupError::NotSubnet(prefix(path, depth + 1))
}

fn missing(path: &NodePath, depth: usize) -> LookupError {
    let (network, missing) = (prefix(path, depth), path.names()[depth].clone());
    LookupError::Missing { path: path.clone(), network, missing }
}

fn child<'a>(
    network: &'a Network,
    path: &NodePath,
    depth: usize,
) -> Result<&'a Arc<Node>, LookupError> {
    network.nodes.get(&path.names()[depth]).ok_or_else(|| missing(path, depth))
}

fn child_mut<'a>(
    network: &'a mut Network,
    path: &NodePath,
    depth: usize,
) -> Result<&'a mut Node, LookupError> {
    let node = network.nodes.get_mut(&path.names()[depth]);
    node.map(Arc::make_mut).ok_or_else(|| missing(path, depth))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tower() -> Document {
        let mut document = Document::default();
        let mut tower = Node::of("subnet", 1);
        let mut inside = Network::default();
        inside.nodes.insert("extrude1".into(), Arc::new(Node::of("extrude", 1)));
        tower.network = Some(Arc::new(inside));
        let root = Arc::make_mut(&mut document.root);
        root.nodes.insert("tower".into(), Arc::new(tower));
        root.nodes.insert("box1".into(), Arc::new(Node::of("box", 1)));
        document
    }

    fn path(text: &str) -> NodePath {
        NodePath::parse(text).unwrap()
    }

    #[test]
    fn a_missing_node_is_named_with_where_the_search_ended() {
        let document = tower();
        assert_eq!(&*document.node(&path("/tower/extrude1")).unwrap().type_id, "extrude");
        let message = |text: &str| document.node(&path(text)).unwrap_err().to_string();
        assert_eq!(
            message("/tower/grid1"),
            "there is no node \"grid1\" in /tower (looking for /tower/grid1)"
        );
        assert_eq!(
            message("/house/roof/tile"),
            "there is no node \"house\" in / (looking for /house/roof/tile)"
        );
        assert_eq!(message("/box1/a"), "/box1 is not a subnet: nothing is inside it");
        assert_eq!(message("/"), "/ is the root network, not a node");
    }

    #[test]
    fn a_change_copies_only_the_path_to_it() {
        let before = tower();
        let mut after = before.clone();
        after.node_mut(&path("/tower/extrude1")).unwrap().comment = "tall".to_owned();
        assert_ne!(before, after);
        assert!(before.node(&path("/tower/extrude1")).unwrap().comment.is_empty());
        let box1 = path("/box1");
        assert!(Arc::ptr_eq(before.node(&box1).unwrap(), after.node(&box1).unwrap()));
        assert!(after.node_mut(&path("/tower/none")).is_err());
    }

    #[test]
    fn every_node_is_visited_once() {
        let paths: Vec<String> = tower().nodes().map(|(path, _)| path.to_string()).collect();
        assert_eq!(paths, ["/box1", "/tower", "/tower/extrude1"]);
    }
}
