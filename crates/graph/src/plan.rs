//! The document made flat for cooking: every node that cooks, inputs before what they feed, with
//! subnets opened, bypassed nodes stepped over, and parameters evaluated.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::path::PathBuf;
use std::sync::Arc;

use rapidhash::fast::RapidHasher;

use crate::cache::Key;
use crate::declaration::{Library, NodeType, Parameters};
use crate::document::{Document, Network, Node, Setting};
use crate::error::NodeError;
use crate::flatten::{Flattening, Overrides};
use crate::formulas::{Formulas, Script, World};
use crate::loops::Part;
use crate::parameter::{Kind, TextKind};
use crate::value::Value;

pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<RapidHasher<'static>>>;

/// Where a value comes from: a node of the plan and one of its outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Endpoint {
    pub node: u32,
    pub output: u16,
}

/// One node to cook.
#[derive(Debug, Clone)]
pub(crate) struct PlanNode {
    pub path: Arc<str>,
    pub node_type: Option<&'static NodeType>,
    pub values: Arc<[Value]>,
    /// The hash of type, version and parameters.
    pub own: Key,
    /// The wires in the order of declared inputs: which input, and from where.
    pub wires: Vec<(u16, Endpoint)>,
    /// What node-path parameters name.
    pub references: Vec<(&'static str, Endpoint)>,
    /// File parameters with what they name, not yet resolved against the project's folder.
    pub files: Vec<(&'static str, PathBuf)>,
    /// Texts that it runs, with what they name.
    pub scripts: Arc<[Script]>,
    /// Why it cannot cook at all.
    pub problem: Option<Arc<NodeError>>,
    /// The number of the innermost loop around it.
    pub around: Option<u32>,
    /// What it does in a loop.
    pub part: Part,
}

impl PlanNode {
    pub(crate) fn parameters(&self) -> Parameters<'_> {
        let declarations = self.node_type.map_or(&[][..], |node_type| node_type.parameters);
        Parameters { declarations, values: &self.values }
    }

    /// Whether it reads the frame with the parameters that it has.
    pub(crate) fn reads_frame(&self) -> bool {
        let declares = self.node_type.is_some_and(|node_type| {
            node_type.reads.frame && (node_type.reads_frame)(self.parameters())
        });
        declares || self.scripts.iter().any(|script| script.reads_frame)
    }

    /// Evaluates the node's parameters. `overrides` come from promoted parameters of subnets.
    pub(crate) fn set_parameters(
        &mut self,
        node: &Node,
        overrides: Option<&Overrides>,
        defaults: &mut Defaults,
        formulas: &Formulas,
    ) {
        let Some(node_type) = self.node_type else { return };
        self.problem = version_problem(node, node_type).map(Arc::new);
        let mut values = defaults.of(node_type);
        if !node.parameters.is_empty() || overrides.is_some() {
            let mut changed = values.to_vec();
            for (declaration, value) in node_type.parameters.iter().zip(&mut changed) {
                let overriding = overrides.and_then(|overrides| overrides.get(declaration.id));
                let overriding = overriding.map(|(setting, _)| setting);
                let setting = overriding.or_else(|| node.parameters.get(declaration.id));
                let evaluated = match setting {
                    None => continue,
                    Some(Setting::Value(given)) => declaration.accept(given),
                    Some(Setting::Expression(_)) => {
                        match formulas.value(&self.path, declaration.id) {
                            Some(value) => value.clone().map_err(|message| message.to_string()),
                            None => continue,
                        }
                    }
                };
                match evaluated {
                    Ok(evaluated) => *value = evaluated,
                    Err(message) => self.fail(declaration.id, message),
                }
            }
            values = changed.into();
        }
        self.values = values;
        self.set_scripts(formulas);
        self.finish();
    }

    fn fail(&mut self, parameter: &str, message: String) {
        let parameter = parameter.to_owned();
        self.problem = Some(Arc::new(NodeError::Parameter { parameter, message }));
    }

    fn set_scripts(&mut self, formulas: &Formulas) {
        let mut scripts = Vec::new();
        for (parameter, script) in formulas.scripts(&self.path) {
            match script {
                Ok(script) => scripts.push(script),
                Err(message) => self.fail(parameter, message.to_string()),
            }
        }
        if !(scripts.is_empty() && self.scripts.is_empty()) {
            self.scripts = scripts.into();
        }
    }

    /// What follows from the values.
    fn finish(&mut self) {
        let Some(node_type) = self.node_type else { return };
        self.own = Key::of(&(node_type.id, node_type.version, &self.values[..], &self.scripts[..]));
        self.files.clear();
        for (declaration, value) in node_type.parameters.iter().zip(self.values.iter()) {
            if let (true, Some(text)) = (declaration.is_file_to_read(), value.as_text())
                && !text.is_empty()
            {
                self.files.push((declaration.id, PathBuf::from(text)));
            }
        }
    }
}

fn version_problem(node: &Node, node_type: &NodeType) -> Option<NodeError> {
    (node.version > node_type.version).then(|| NodeError::TooNew {
        id: node_type.id.to_owned(),
        saved: node.version,
        known: node_type.version,
    })
}

/// The default values of node types, made once for each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defaults(FastMap<&'static str, Arc<[Value]>>);

impl Defaults {
    fn of(&mut self, node_type: &'static NodeType) -> Arc<[Value]> {
        let make = || {
            let defaults = node_type.parameters.iter();
            defaults.map(crate::ParameterDeclaration::default_value).collect()
        };
        self.0.entry(node_type.id).or_insert_with(make).clone()
    }
}

/// What a path in the document stands for in the plan.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A node that cooks.
    Node(u32),
    /// A subnet, a bypassed node …: for each of its outputs where the value comes from, the
    /// first output first; nothing where it is not wired.
    Alias(Vec<(Arc<str>, Option<Endpoint>)>),
}

/// A node of the root network of which only parameters have changed.
struct Change {
    index: u32,
    old: Arc<Node>,
    new: Arc<Node>,
}

/// The flat form of one version of a document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    root: Arc<Network>,
    /// Inputs before what they feed.
    pub nodes: Vec<PlanNode>,
    pub places: FastMap<Arc<str>, Place>,
    /// For each loop the one around it.
    pub loops: Vec<Option<u32>>,
    /// For each node of the root network, in its order, its place among `nodes`.
    root_nodes: Vec<Option<u32>>,
    defaults: Defaults,
    pub formulas: Formulas,
}

impl Plan {
    /// Brings the plan to a version of the document and a frame, with as little work as the
    /// change allows.
    pub(crate) fn update(this: &mut Arc<Self>, document: &Document, library: &Library, frame: f64) {
        let is_same_frame = this.formulas.frame() == frame || !this.formulas.are_animated();
        if Arc::ptr_eq(&this.root, &document.root) && is_same_frame {
            return;
        }
        if let Some(changed) = this.changed_parameters(&document.root) {
            let plan = Arc::make_mut(this);
            if plan.patch(&changed, World { document, library }, frame) {
                plan.root = document.root.clone();
                return;
            }
        }
        let formulas = Formulas::after(&this.formulas, frame);
        let flat = Flattening::of(document, library, formulas);
        let root_nodes = document.root.nodes.keys().map(|name| {
            match flat.places.get(format!("/{name}").as_str()) {
                Some(&Place::Node(index)) => Some(index),
                _ => None,
            }
        });
        *this = Arc::new(Self {
            root: document.root.clone(),
            root_nodes: root_nodes.collect(),
            nodes: flat.nodes,
            places: flat.places,
            loops: flat.loops,
            defaults: flat.defaults,
            formulas: flat.formulas,
        });
    }

    /// Takes over changed parameters, and what follows from them by expressions. False where
    /// only a new plan can: where something stops being wrong, or another node is named.
    fn patch(&mut self, changed: &[Change], world: World<'_>, frame: f64) -> bool {
        self.formulas.set_frame(frame);
        for change in changed {
            let node = &self.nodes[change.index as usize];
            if let Some(node_type) = node.node_type {
                self.formulas.edit(&node.path, node_type, &change.old, &change.new);
            }
        }
        let mut patched: Vec<u32> = Vec::new();
        for cell in self.formulas.solve(world) {
            let find = |path: &str, id: &str| {
                let Some(&Place::Node(index)) = self.places.get(path) else { return None };
                let declared = self.nodes[index as usize].node_type?.parameters;
                let place = declared.iter().position(|declaration| declaration.id == id)?;
                Some((index, place as u16))
            };
            let Some((index, place)) = self.formulas.place(cell, find) else {
                // A loop has its parameters in more than one place.
                let path = self.formulas.path(cell);
                if matches!(self.places.get(path), Some(Place::Alias(_))) && self.is_loop(path) {
                    return false;
                }
                continue;
            };
            let (declaration, value) = self.formulas.at(cell);
            let node = &mut self.nodes[index as usize];
            let is_path = matches!(declaration.kind, Kind::Text(TextKind::Node, _));
            let (Ok(value), false, true) = (value, is_path, node.problem.is_none()) else {
                return false;
            };
            if self.formulas.is_script(cell) {
                node.set_scripts(&self.formulas);
            } else {
                let values = Arc::make_mut(&mut node.values);
                if let Some(slot) = values.get_mut(usize::from(place)) {
                    *slot = value.clone();
                }
            }
            patched.push(index);
        }
        patched.dedup();
        patched.into_iter().for_each(|index| self.nodes[index as usize].finish());
        for change in changed {
            let node = &mut self.nodes[change.index as usize];
            node.set_parameters(&change.new, None, &mut self.defaults, &self.formulas);
        }
        true
    }

    /// Whether a loop is at a path.
    fn is_loop(&self, path: &str) -> bool {
        self.nodes.iter().any(|node| *node.path == *path && matches!(node.part, Part::Loop(_)))
    }

    /// The network that it was made from.
    pub(crate) fn root(&self) -> &Network {
        &self.root
    }

    /// The nodes of the root network that differ from the plan's version, if they differ in
    /// nothing but plain parameters; none if the structure changed.
    fn changed_parameters(&self, root: &Network) -> Option<Vec<Change>> {
        if self.root.nodes.len() != root.nodes.len() || self.root.display != root.display {
            return None;
        }
        let mut changed = Vec::new();
        let pairs = self.root.nodes.iter().zip(&root.nodes).zip(&self.root_nodes);
        for (((old_name, old), (name, new)), index) in pairs {
            if Arc::ptr_eq(old, new) && Arc::ptr_eq(old_name, name) {
                continue;
            }
            if old_name != name || !self.same_but_for_parameters(old, new, *index) {
                return None;
            }
            let change = |index| Change { index, old: old.clone(), new: new.clone() };
            changed.extend(index.map(change));
        }
        Some(changed)
    }

    fn same_but_for_parameters(&self, old: &Node, new: &Node, index: Option<u32>) -> bool {
        let same = old.type_id == new.type_id
            && old.version == new.version
            && old.inputs == new.inputs
            && old.disabled == new.disabled
            && old.bypass == new.bypass;
        if !same || old.network.is_some() || new.network.is_some() {
            return false;
        }
        let Some(index) = index else { return old.parameters == new.parameters };
        // A node-path parameter is a wire.
        let node = &self.nodes[index as usize];
        // A problem may come from a wire, and only a new plan finds out whether it is gone.
        node.problem.is_none()
            && node.node_type.is_some_and(|node_type| {
                node_type.parameters.iter().all(|declaration| {
                    !matches!(declaration.kind, Kind::Text(TextKind::Node, _))
                        || old.parameters.get(declaration.id) == new.parameters.get(declaration.id)
                })
            })
    }
}
