//! What names nodes by their paths: parameters, and expressions in them; and keeping that right
//! when nodes change their paths.

use crate::declaration::Library;
use crate::document::{Document, Name, Node, Setting};
use crate::formulas::split;
use crate::parameter::{Kind, ParameterDeclaration, TextKind};
use crate::path::NodePath;
use crate::value::Value;

/// Whether a parameter names a node.
fn names_a_node(declaration: &ParameterDeclaration) -> bool {
    matches!(declaration.kind, Kind::Text(TextKind::Node, _))
}

fn text(setting: &Setting) -> Option<&str> {
    match setting {
        Setting::Value(value) => value.as_text(),
        Setting::Expression(_) => None,
    }
}

impl Document {
    /// The paths that node-path parameters of a node name, by the parameter's id, whether or not
    /// there is such a node. Parameters that name nothing, or no path, are left out.
    pub fn references(&self, path: &NodePath, library: &Library) -> Vec<(&'static str, NodePath)> {
        let Ok(node) = self.node(path) else { return Vec::new() };
        let Some(node_type) = library.get(&node.type_id) else { return Vec::new() };
        let mut declarations = node_type.parameters.iter().filter(|it| names_a_node(it)).peekable();
        if declarations.peek().is_none() {
            return Vec::new();
        }
        let overrides = self.overrides(path);
        let named = declarations.filter_map(|declaration| {
            let id = declaration.id;
            let setting = overrides.get(id).or_else(|| node.parameters.get(id))?;
            Some((id, path.join(text(setting)?).ok()?))
        });
        named.collect()
    }

    /// Rewrites what names nodes by path, as a preparation of moving them: every node is still at
    /// its old path, and `new_path` says where it will be. Covers node-path parameters, absolute
    /// and relative, what expressions and programs name, and the targets of promotions; a target
    /// that leaves its subnet is dropped.
    pub(crate) fn prepare_move(
        &mut self,
        library: &Library,
        new_path: impl Fn(&NodePath) -> NodePath,
    ) {
        let mut changed: Vec<(NodePath, Node)> = Vec::new();
        for (path, node) in self.nodes() {
            let mut new_node = None;
            self.rewrite_settings(&path, node, library, &new_path, &mut new_node);
            rewrite_promotions(&path, node, &new_path, &mut new_node);
            changed.extend(new_node.map(|new_node| (path, new_node)));
        }
        for (path, new_node) in changed {
            if let Ok(node) = self.node_mut(&path) {
                // The network inside may have been rewritten already.
                let network = node.network.take();
                *node = Node { network, ..new_node };
            }
        }
    }

    fn rewrite_settings(
        &self,
        path: &NodePath,
        node: &Node,
        library: &Library,
        new_path: &impl Fn(&NodePath) -> NodePath,
        new_node: &mut Option<Node>,
    ) {
        let node_type = library.get(&node.type_id);
        for (id, setting) in &node.parameters {
            let declaration = node_type.and_then(|node_type| node_type.parameter(id));
            if let Some(setting) = moved_setting(setting, declaration, path, path, new_path) {
                let new_node = new_node.get_or_insert_with(|| node.clone());
                new_node.parameters.insert(id.clone(), setting);
            }
        }
        for (index, promotion) in node.promoted.iter().enumerate() {
            let (Some(setting), Some((inner, _))) = (&promotion.value, promotion.targets.first())
            else {
                continue;
            };
            let declaration = self.parameter_declaration(path, &promotion.id, library);
            let inner = path.inside(inner);
            if let Some(setting) = moved_setting(setting, declaration, path, &inner, new_path) {
                let new_node = new_node.get_or_insert_with(|| node.clone());
                new_node.promoted[index].value = Some(setting);
            }
        }
    }
}

/// A setting with the paths in it written anew; none if it stays as it is. Paths of expressions
/// start `at` a node, those of values at the node `inner` whose parameter it is.
fn moved_setting(
    setting: &Setting,
    declaration: Option<&ParameterDeclaration>,
    at: &NodePath,
    inner: &NodePath,
    new_path: &impl Fn(&NodePath) -> NodePath,
) -> Option<Setting> {
    let moved_text = |text: &str, at: &NodePath| {
        expression::rewritten(text, |path| {
            let (node, parameter) = split(path);
            Some(format!("{}/{parameter}", moved_path(node, at, new_path)?))
        })
    };
    match setting {
        Setting::Expression(text) => {
            moved_text(text, at).map(|text| Setting::Expression(text.into()))
        }
        Setting::Value(value) => {
            let (text, declaration) = (value.as_text()?, declaration?);
            let moved = if names_a_node(declaration) {
                moved_path(text, inner, new_path)
            } else if declaration.is_run() {
                moved_text(text, inner)
            } else {
                None
            };
            moved.map(|text| Setting::Value(Value::Text(text.into())))
        }
    }
}

/// A path that is written at a node, anew; none if it stays as it is.
fn moved_path(
    written: &str,
    at: &NodePath,
    new_path: &impl Fn(&NodePath) -> NodePath,
) -> Option<String> {
    let (from, target) = (new_path(at), new_path(&at.join(written).ok()?));
    if from.join(written).as_ref() == Ok(&target) {
        return None;
    }
    let absolute = written.trim_start().starts_with('/');
    Some(if absolute { target.to_string() } else { target.relative_to(&from) })
}

/// An expression that is to mean at one node what it means at another.
pub(crate) fn carried(setting: &Setting, from: &NodePath, to: &NodePath) -> Setting {
    let Setting::Expression(text) = setting else { return setting.clone() };
    let carried = expression::rewritten(text, |path| {
        let (node, parameter) = split(path);
        let is_relative = !node.starts_with('/');
        let target = from.join(node).ok().filter(|_| is_relative)?;
        Some(format!("{}/{parameter}", target.relative_to(to)))
    });
    Setting::Expression(carried.map_or_else(|| text.clone(), Into::into))
}

fn rewrite_promotions(
    path: &NodePath,
    node: &Node,
    new_path: &impl Fn(&NodePath) -> NodePath,
    new_node: &mut Option<Node>,
) {
    let subnet = new_path(path);
    for (index, promotion) in node.promoted.iter().enumerate() {
        let targets = promotion.targets.iter().filter_map(|(inner, parameter)| {
            let inner = new_path(&path.inside(inner)).within(&subnet)?;
            Some((Name::from(inner), parameter.clone()))
        });
        let targets: Vec<(Name, Name)> = targets.collect();
        if targets != promotion.targets {
            new_node.get_or_insert_with(|| node.clone()).promoted[index].targets = targets;
        }
    }
}
