//! What is wrong with single nodes of a document that was read. Nothing is changed: the nodes
//! show it, and the rest works.

use super::{Level, Problem};
use crate::declaration::{Arity, Library};
use crate::dependencies::cycle_text;
use crate::document::{Document, Network, Node};
use crate::path::NodePath;
use crate::ports::{Ports, ports};

/// Looks at every node of a document.
pub(super) fn check(document: &Document, library: &Library) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut warn = |path: &NodePath, message: String| {
        problems.push(Problem { path: path.clone(), level: Level::Warning, message });
    };
    check_display(&NodePath::ROOT, &document.root, &mut warn);
    for (path, node) in document.nodes() {
        if let Some(network) = &node.network {
            check_display(&path, network, &mut warn);
        }
        let around = path.parent().and_then(|around| document.network(&around).ok());
        if library.get(&node.type_id).is_none() {
            let message = format!(
                "the node type \"{}\" is not known to this program; the node is kept, and not \
                 cooked",
                node.type_id
            );
            warn(&path, message);
        } else {
            check_promotions(document, library, &path, node, &mut warn);
        }
        if let Some(around) = around {
            check_wires(library, around, &path, node, &mut warn);
        }
    }
    for cycle in cycles(document, library) {
        warn(&cycle[0], format!("the node is made from its own result: {}", cycle_text(&cycle)));
    }
    problems
}

fn check_display(path: &NodePath, network: &Network, warn: &mut impl FnMut(&NodePath, String)) {
    if let Some(name) = network.display.as_ref().filter(|name| !network.nodes.contains_key(*name)) {
        warn(path, format!("the displayed node \"{name}\" is missing"));
    }
}

fn check_wires(
    library: &Library,
    around: &Network,
    path: &NodePath,
    node: &Node,
    warn: &mut impl FnMut(&NodePath, String),
) {
    if node.inputs.is_empty() {
        return;
    }
    let Ports { inputs, .. } = ports(node, library);
    for (id, wires) in &node.inputs {
        let Some(input) = inputs.iter().find(|input| input.id == *id) else {
            warn(path, format!("wires come to \"{id}\", which is no input of the node"));
            continue;
        };
        if wires.len() > 1 && input.arity != Arity::Many {
            warn(path, format!("the input \"{id}\" takes one wire, and has {}", wires.len()));
        }
        for source in wires {
            let name = &source.node;
            let Some(from) = around.nodes.get(name) else {
                warn(path, format!("a wire comes from \"{name}\", and there is no such node"));
                continue;
            };
            // What the outputs of an unknown type are, nobody knows.
            if library.get(&from.type_id).is_none() {
                continue;
            }
            match ports(from, library).output(&source.output) {
                None => {
                    let output = &source.output;
                    warn(
                        path,
                        format!("a wire comes from \"{name}:{output}\", which is no output"),
                    );
                }
                Some(output) if !input.wire.accepts(output.wire) => {
                    let (wanted, given) = (input.wire.id, output.wire.id);
                    warn(
                        path,
                        format!("the input \"{id}\" takes {wanted}, and \"{name}\" gives {given}"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}

fn check_promotions(
    document: &Document,
    library: &Library,
    path: &NodePath,
    node: &Node,
    warn: &mut impl FnMut(&NodePath, String),
) {
    for promotion in &node.promoted {
        for (inner, parameter) in &promotion.targets {
            let target = path.inside(inner);
            let is_there = target != *path
                && document.parameter_declaration(&target, parameter, library).is_some();
            if !is_there {
                let id = &promotion.id;
                warn(path, format!("\"{id}\" sets \"{inner}/{parameter}\", which is not there"));
            }
        }
    }
}

/// One cycle of each group of nodes that are made from each other.
fn cycles(document: &Document, library: &Library) -> Vec<Vec<NodePath>> {
    let all: Vec<NodePath> = document.nodes().map(|(path, _)| path).collect();
    crate::dependencies::all_cycles(document, &all, library)
}
