//! Parameters of inner nodes that subnets show as their own.

use std::collections::BTreeMap;

use crate::declaration::Library;
use crate::document::{Document, Name, Node, Promotion, Setting};
use crate::parameter::ParameterDeclaration;
use crate::path::NodePath;

impl Node {
    /// The promoted parameter of an id.
    pub fn promotion(&self, id: &str) -> Option<&Promotion> {
        self.promoted.iter().find(|promotion| &*promotion.id == id)
    }
}

impl Document {
    /// The parameters of a node that subnets around it set. A promoted parameter can itself be
    /// promoted; where several subnets set one parameter, the outermost does. The path in a
    /// node-path parameter starts from the node itself, as if it were set there.
    pub fn overrides(&self, path: &NodePath) -> BTreeMap<Name, Setting> {
        let overrides = self.overrides_from(path).into_iter();
        overrides.map(|(parameter, (setting, _))| (parameter, setting)).collect()
    }

    /// What a parameter of a node is set to, by the node itself, by its promotion or by a subnet
    /// around it; and the node at which the paths in an expression start.
    pub(crate) fn setting(&self, path: &NodePath, parameter: &str) -> Option<(Setting, NodePath)> {
        if let Some((setting, from)) = self.overrides_from(path).remove(parameter) {
            return Some((setting, from));
        }
        let node = self.node(path).ok()?;
        let promoted = node.promotion(parameter).and_then(|promotion| promotion.value.as_ref());
        let setting = node.parameters.get(parameter).or(promoted)?;
        Some((setting.clone(), path.clone()))
    }

    /// The same as [`Document::overrides`], each with the subnet that sets it.
    fn overrides_from(&self, path: &NodePath) -> BTreeMap<Name, (Setting, NodePath)> {
        let mut reaching: Vec<Reaching> = Vec::new();
        let mut around = NodePath::ROOT;
        let mut network = Some(&self.root);
        for name in path.names() {
            let Some(node) = network.and_then(|network| network.nodes.get(name)) else { break };
            around = around.child(name);
            if around != *path {
                reach_inside(&mut reaching, &around, node, path);
            }
            network = node.network.as_ref();
        }
        let mut overrides = BTreeMap::new();
        for reach in reaching {
            if reach.target == *path {
                overrides.entry(reach.parameter).or_insert((reach.setting, reach.from));
            }
        }
        overrides
    }

    /// The declaration of a parameter: the type's, or, for a promoted one, its first target's.
    pub fn parameter_declaration(
        &self,
        path: &NodePath,
        parameter: &str,
        library: &Library,
    ) -> Option<&'static ParameterDeclaration> {
        let node = self.node(path).ok()?;
        let node_type = library.get(&node.type_id)?;
        if let Some(declaration) = node_type.parameter(parameter) {
            return Some(declaration);
        }
        let (inner, parameter) = node.promotion(parameter)?.targets.first()?;
        let inner = path.inside(inner);
        // A target lies deeper than its promotion, so that this ends.
        if inner == *path { None } else { self.parameter_declaration(&inner, parameter, library) }
    }
}

/// A parameter that a subnet sets, and which subnet.
struct Reaching {
    target: NodePath,
    parameter: Name,
    setting: Setting,
    from: NodePath,
}

/// Adds what the promotions of a subnet set on the way to `path`.
fn reach_inside(reaching: &mut Vec<Reaching>, subnet: &NodePath, node: &Node, path: &NodePath) {
    for promotion in &node.promoted {
        let from_outside = reaching
            .iter()
            .find(|reach| reach.target == *subnet && reach.parameter == promotion.id)
            .map(|reach| (&reach.setting, &reach.from));
        let own = || promotion.value.as_ref().map(|setting| (setting, subnet));
        let Some((setting, from)) = from_outside.or_else(own) else { continue };
        let (setting, from) = (setting.clone(), from.clone());
        for (inner, parameter) in &promotion.targets {
            let target = subnet.inside(inner);
            if path.is_within(&target) && target != *subnet {
                let (setting, from) = (setting.clone(), from.clone());
                reaching.push(Reaching { target, parameter: parameter.clone(), setting, from });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toys::{CONSTANT, Draft, integer, library, path};

    fn promotion(id: &str, target: (&str, &str), value: Option<Setting>) -> Promotion {
        Promotion {
            id: id.into(),
            label: id.to_owned(),
            targets: vec![(target.0.into(), target.1.into())],
            value,
        }
    }

    /// `/outer/inner/one`, whose value is promoted by `inner`, and by `outer` from there.
    fn nested(outer: Option<Setting>, inner: Option<Setting>) -> Document {
        let one = Draft::default().node("one", &CONSTANT, &[], &[("value", integer(1))]);
        let mut document = Draft::default()
            .subnet("outer", &[], Draft::default().subnet("inner", &[], one))
            .document();
        let node = document.node_mut(&path("/outer/inner")).unwrap();
        node.promoted.push(promotion("height", ("one", "value"), inner));
        let node = document.node_mut(&path("/outer")).unwrap();
        node.promoted.push(promotion("tall", ("inner", "height"), outer));
        document
    }

    #[test]
    fn the_outermost_subnet_that_sets_a_parameter_wins() {
        let one = path("/outer/inner/one");
        let value = |document: &Document| document.overrides(&one).remove("value");
        assert_eq!(value(&nested(None, None)), None);
        assert_eq!(value(&nested(None, Some(integer(2)))), Some(integer(2)));
        let mut both = nested(Some(integer(3)), Some(integer(2)));
        assert_eq!(value(&both), Some(integer(3)));
        let direct = promotion("direct", ("inner/one", "value"), Some(integer(4)));
        both.node_mut(&path("/outer")).unwrap().promoted.insert(0, direct);
        assert_eq!(value(&both), Some(integer(4)));
    }

    #[test]
    fn a_promoted_parameter_is_declared_by_its_target() {
        let document = nested(None, None);
        let declaration = |id: &str| {
            document.parameter_declaration(&path("/outer"), id, &library()).map(|found| found.id)
        };
        assert_eq!(declaration("tall"), Some("value"));
        assert_eq!(declaration("short"), None);
    }

    #[test]
    fn a_promotion_of_nothing_or_of_itself_is_harmless() {
        let mut document = nested(None, None);
        let outer = document.node_mut(&path("/outer")).unwrap();
        outer.promoted.push(promotion("itself", ("", "itself"), Some(integer(4))));
        outer.promoted.push(promotion("gone", ("no/such", "value"), Some(integer(4))));
        let declaration = document.parameter_declaration(&path("/outer"), "itself", &library());
        assert!(declaration.is_none());
        assert!(document.overrides(&path("/outer/inner/one")).is_empty());
    }
}
