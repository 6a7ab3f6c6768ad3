//! From the paths in texts to parameters.

use std::sync::Arc;

use expression::suggestion;

use super::cell::Source;
use super::{Formulas, World};
use crate::document::{LookupError, Name};
use crate::parameter::Kind;
use crate::path::NodePath;

/// The node and the parameter that a path names when it is written at a node: `rows`, `./rows`,
/// `../grid/rows`, `/tower/grid/rows`.
pub(crate) fn split(path: &str) -> (&str, &str) {
    match path.trim().rsplit_once('/') {
        Some(("", parameter)) => ("/", parameter),
        Some((node, parameter)) => (node, parameter),
        None => (".", path.trim()),
    }
}

/// `translate.x`, `translatex`, `colourr`: the parameter, and which of its numbers.
fn component(id: &str) -> Option<(&str, u8)> {
    let letter = id.chars().next_back()?;
    let part = "xyzw".find(letter).or_else(|| "rgba".find(letter))?;
    let stem = &id[..id.len() - 1];
    Some((stem.strip_suffix('.').unwrap_or(stem), part as u8))
}

fn numbers(kind: Kind) -> u8 {
    match kind {
        Kind::Vector2(_) => 2,
        Kind::Vector3(_) | Kind::Colour(_) => 3,
        Kind::Vector4(_) => 4,
        _ => 1,
    }
}

impl Formulas {
    /// Joins everything that is loose to what it names.
    pub(super) fn attach(&mut self, world: World<'_>) {
        while let Some(index) = self.loose.pop() {
            let cell = &self.cells[index as usize];
            let (at, names) = (cell.at.clone(), cell.names());
            let mut sources = Vec::with_capacity(names.len());
            for (path, span) in names {
                let found = self.named(world, &at, &path).map_err(Arc::from);
                if let Ok((source, _)) = &found {
                    self.cells[*source as usize].users.push(index);
                }
                sources.push(Source { path, span, found });
            }
            self.cells[index as usize].sources = sources;
        }
    }

    /// Takes a cell away from what it names.
    pub(super) fn detach(&mut self, index: u32) {
        for source in std::mem::take(&mut self.cells[index as usize].sources) {
            if let Ok((source, _)) = source.found {
                let users = &mut self.cells[source as usize].users;
                if let Some(place) = users.iter().position(|&user| user == index) {
                    users.swap_remove(place);
                }
            }
        }
    }

    /// The cell of what a path names.
    fn named(
        &mut self,
        world: World<'_>,
        at: &NodePath,
        path: &str,
    ) -> Result<(u32, Option<u8>), String> {
        let (node, parameter) = split(path);
        let mut node = at.join(node).map_err(|error| error.to_string())?;
        let (mut id, mut part) = (Name::from(parameter), None);
        loop {
            let text: Arc<str> = node.to_string().into();
            if let Some(found) = self.find(&text, &id) {
                return Ok((found, part));
            }
            let inner = world.document.node(&node).map_err(|error| lookup(world, &error))?;
            let declared = world.document.parameter_declaration(&node, &id, world.library);
            let Some(declaration) = declared else {
                let numbers_of = |stem: &str| {
                    let declared = world.document.parameter_declaration(&node, stem, world.library);
                    declared.map_or(0, |declaration| numbers(declaration.kind))
                };
                match component(&id).filter(|&(stem, part)| part < numbers_of(stem)) {
                    Some((stem, of_stem)) if part.is_none() => {
                        (id, part) = (stem.into(), Some(of_stem));
                        continue;
                    }
                    _ => return Err(no_parameter(world, &node, &id)),
                }
            };
            if numbers(declaration.kind) == 1 {
                part = None;
            }
            if let Some((setting, at)) = world.document.setting(&node, &id) {
                return Ok((self.add(&text, id, declaration, Some(&setting), at), part));
            }
            match inner.promotion(&id).and_then(|promotion| promotion.targets.first()) {
                // Until the subnet sets it, the inner node keeps its own.
                Some((target, parameter)) if node.inside(target) != node => {
                    (node, id) = (node.inside(target), parameter.clone());
                }
                _ => return Ok((self.add(&text, id, declaration, None, node), part)),
            }
        }
    }
}

fn lookup(world: World<'_>, error: &LookupError) -> String {
    let near = match error {
        LookupError::Missing { network, missing, .. } => {
            let around = world.document.network(network);
            let names = around.map(|around| around.nodes.keys().map(|name| &**name));
            names.map_or_else(|_| String::new(), |names| suggestion(missing, names))
        }
        _ => String::new(),
    };
    format!("{error}{near}")
}

fn no_parameter(world: World<'_>, path: &NodePath, id: &str) -> String {
    let Ok(node) = world.document.node(path) else { return format!("there is no {path}") };
    let Some(node_type) = world.library.get(&node.type_id) else {
        return format!("the node type \"{}\" of {path} is not known", node.type_id);
    };
    let declared = node_type.parameters.iter().map(|declaration| declaration.id);
    let promoted = node.promoted.iter().map(|promotion| &*promotion.id);
    let known: Vec<&str> = declared.chain(promoted).collect();
    let near = suggestion(id, known.iter().copied());
    let there = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let hint = if near.is_empty() { format!("; it has {there}") } else { near };
    format!("{path} has no parameter \"{id}\"{hint}")
}
