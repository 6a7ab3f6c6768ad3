//! The parameters that a loop's passes set, found in the plan.

use crate::document::{Network, Node};
use crate::error::NodeError;
use crate::parameter::{Kind, TextKind};
use crate::path::NodePath;
use crate::plan::{FastMap, Place, Plan};

/// For each node of the plan the parameters that a loop's passes set.
pub(super) fn varied(plan: &Plan, index: u32) -> Result<FastMap<u32, Vec<(u16, u16)>>, NodeError> {
    let mut found = FastMap::<u32, Vec<(u16, u16)>>::default();
    let node = &plan.nodes[index as usize];
    let Some(node_type) = node.node_type else { return Ok(found) };
    for (setting, varied) in (node_type.looping.varied)(node.parameters()).iter().enumerate() {
        let here = NodePath::parse(&node.path).map_err(NodeError::message)?;
        let target = here.join(&varied.node).map_err(NodeError::message)?;
        for (path, parameter) in targets(plan, &target, &varied.parameter)? {
            let (node, parameter) = variable(plan, &path, &parameter)?;
            found.entry(node).or_default().push((parameter, setting as u16));
        }
    }
    Ok(found)
}

/// A parameter as the parameters of nodes that cook: a promoted one stands for others.
fn targets(
    plan: &Plan,
    path: &NodePath,
    parameter: &str,
) -> Result<Vec<(NodePath, String)>, NodeError> {
    let document_node = lookup(plan.root(), path);
    let node = document_node
        .ok_or_else(|| NodeError::message(format!("there is no node at \"{path}\" to be set")))?;
    let Some(promotion) = node.promoted.iter().find(|it| *it.id == *parameter) else {
        return Ok(vec![(path.clone(), parameter.to_owned())]);
    };
    let mut found = Vec::new();
    for (inner, parameter) in &promotion.targets {
        let inner = path.inside(inner);
        // A promotion leads inwards, so that this ends.
        if inner.names().len() > path.names().len() {
            found.extend(targets(plan, &inner, parameter)?);
        }
    }
    Ok(found)
}

fn lookup<'a>(root: &'a Network, path: &NodePath) -> Option<&'a Node> {
    let (last, around) = path.names().split_last()?;
    let mut network = root;
    for name in around {
        network = network.nodes.get(name)?.network.as_deref()?;
    }
    network.nodes.get(last).map(|node| &**node)
}

fn variable(plan: &Plan, path: &NodePath, id: &str) -> Result<(u32, u16), NodeError> {
    let refuse = |why: &str| NodeError::message(format!("\"{id}\" of {path} cannot be set: {why}"));
    let Some(&Place::Node(node)) = plan.places.get(path.to_string().as_str()) else {
        return Err(refuse("the node does not cook itself"));
    };
    let declared = plan.nodes[node as usize].node_type.map_or(&[][..], |it| it.parameters);
    let place = declared.iter().position(|parameter| parameter.id == id);
    let place = place.ok_or_else(|| refuse("it has no such parameter"))?;
    match declared[place].kind {
        Kind::Text(TextKind::Node | TextKind::FileToRead, _) => {
            Err(refuse("what it names would have to be read anew for each pass"))
        }
        _ => Ok((node, place as u16)),
    }
}
