//! Loops in the plan: their place after the nodes inside them.

use std::sync::Arc;

use super::{Body, Part};
use crate::declaration::Role;
use crate::document::Name;
use crate::flatten::{Entry, Flattener, Flattening};
use crate::plan::{Endpoint, FastMap, Place, PlanNode};
use crate::ports::ports;

impl Flattener<'_> {
    /// The entry of a name inside a subnet.
    pub(crate) fn inside(&self, subnet: usize, name: &str) -> Option<usize> {
        let path = format!("{}/{name}", self.entries[subnet].path);
        self.by_path.get(path.as_str()).copied()
    }

    /// What is wired to the subnet's input that a subnet-input node stands for.
    pub(crate) fn outer_source(&self, entry: usize) -> Option<(usize, Arc<str>)> {
        let parent = self.entries[entry].parent?;
        let name = self.entries[entry].path.rsplit('/').next()?;
        let source = self.entries[parent].node.inputs.get(name)?.first()?;
        Some((self.beside(parent, source)?, source.output.clone()))
    }

    /// Gives a loop its number, before what is inside it is listed.
    pub(crate) fn number_loop(&mut self, entry: usize) {
        if self.role(entry) == Role::Loop {
            self.entries[entry].number = Some(self.out.loops.len() as u32);
            self.out.loops.push(self.entries[entry].around);
        }
    }

    /// Evaluates what is inside loops for the pass that each of them shows.
    pub(crate) fn show_passes(&mut self) {
        if !self.out.formulas.follow_anything() {
            return;
        }
        for entry in 0..self.entries.len() {
            let Entry { number: Some(number), node_type: Some(node_type), .. } =
                self.entries[entry]
            else {
                continue;
            };
            let mut node = self.blank(entry);
            let overrides = self.entries[entry].overrides.as_ref();
            let Flattening { defaults, formulas, .. } = &mut self.out;
            node.set_parameters(&self.entries[entry].node, overrides, defaults, formulas);
            let shown = (node_type.looping.shown_number)(node.parameters());
            self.out.formulas.show_pass(number, shown);
        }
    }

    /// The first input of a loop: the one whose value differs from pass to pass.
    fn divided_input(&self, entry: usize) -> Option<Name> {
        let inputs = ports(&self.entries[entry].node, self.library).inputs;
        inputs.into_iter().next().map(|input| input.id)
    }

    /// Whether an inner node stands for the first input of a loop.
    pub(crate) fn is_divided(&self, entry: usize) -> bool {
        let Entry { parent: Some(parent), path, .. } = &self.entries[entry] else { return false };
        self.role(*parent) == Role::Loop
            && self.divided_input(*parent).as_deref() == path.rsplit('/').next()
    }

    /// What is wired to the first input of a loop.
    fn divided_source(&self, entry: usize) -> Option<(usize, Arc<str>)> {
        let input = self.divided_input(entry)?;
        let source = self.entries[entry].node.inputs.get(&input)?.first()?;
        Some((self.beside(entry, source)?, source.output.clone()))
    }

    /// What has to have its place before the node that stands inside a loop for its first input:
    /// where passes feed back, all that they have in common, as what is shown may take passes.
    pub(crate) fn divided_dependencies(&self, entry: usize) -> Vec<usize> {
        let outer = self.outer_source(entry).map(|(source, _)| source);
        let mut all: Vec<usize> = outer.into_iter().collect();
        let parent = self.entries[entry].parent;
        let looping = parent.and_then(|parent| self.entries[parent].node_type);
        if !looping.is_some_and(|node_type| node_type.looping.feedback) {
            return all;
        }
        let inner: Vec<usize> = (0..self.entries.len())
            .filter(|&inner| inner != entry && self.is_inside(inner, parent))
            .collect();
        let mut users: FastMap<usize, Vec<usize>> = FastMap::default();
        let mut used = Vec::new();
        for &user in &inner {
            for dependency in self.dependencies(user) {
                users.entry(dependency).or_default().push(user);
                used.push(dependency);
            }
        }
        let mut depends: FastMap<usize, ()> = [(entry, ())].into_iter().collect();
        let mut open = vec![entry];
        while let Some(next) = open.pop() {
            for &user in users.get(&next).map_or(&[][..], Vec::as_slice) {
                if depends.insert(user, ()).is_none() {
                    open.push(user);
                }
            }
        }
        all.extend(inner.into_iter().chain(used).filter(|other| !depends.contains_key(other)));
        all
    }

    /// Whether an entry lies in a subnet, at any depth.
    fn is_inside(&self, entry: usize, subnet: Option<usize>) -> bool {
        let mut around = self.entries[entry].parent;
        while let Some(parent) = around {
            if around == subnet {
                return true;
            }
            around = self.entries[parent].parent;
        }
        false
    }

    pub(crate) fn loop_dependencies(&self, entry: usize) -> Vec<usize> {
        let inner = self.subnet_outputs(entry).into_iter().map(|(_, source)| source);
        inner.chain(self.divided_source(entry).map(|(source, _)| source)).collect()
    }

    /// The node of a loop, or of what it shows inside, with its parameters; and its first input.
    fn loop_node(&mut self, entry: usize, of: usize) -> (PlanNode, Option<Endpoint>) {
        let mut node = self.blank(entry);
        node.node_type = self.entries[of].node_type;
        let overrides = self.entries[of].overrides.as_ref();
        // The parameters are those of the loop, wherever the node stands.
        let own = std::mem::replace(&mut node.path, self.entries[of].path.clone());
        let Flattening { defaults, formulas, .. } = &mut self.out;
        node.set_parameters(&self.entries[of].node, overrides, defaults, formulas);
        node.path = own;
        let source = self.divided_source(of);
        let initial = match source.map(|(source, output)| self.endpoint(source, &output)) {
            Some(Ok(endpoint)) => endpoint,
            None => None,
            Some(Err(error)) => {
                node.problem = Some(Arc::new(error));
                None
            }
        };
        if !self.counts_frames(of) {
            node.wires.extend(initial.map(|endpoint| (0, endpoint)));
        }
        (node, initial)
    }

    fn counts_frames(&self, entry: usize) -> bool {
        self.entries[entry].node_type.is_some_and(|node_type| node_type.looping.frames)
    }

    /// Places what stands inside a loop for its first input.
    pub(crate) fn place_shown(&mut self, entry: usize) {
        let Some(of) = self.entries[entry].parent else { return };
        let (mut node, _) = self.loop_node(entry, of);
        node.part = Part::Shown;
        self.push(entry, node);
    }

    /// Places a loop, whose inner nodes have their places.
    pub(crate) fn place_loop(&mut self, entry: usize) {
        let (mut node, initial) = self.loop_node(entry, entry);
        let initial = initial.filter(|_| self.counts_frames(entry));
        let index = self.out.nodes.len() as u32;
        let (mut outputs, mut aliases) = (Vec::new(), Vec::new());
        for (id, source) in self.subnet_outputs(entry) {
            let inner = self.endpoint(source, "").unwrap_or_default();
            let own = Endpoint { node: index, output: outputs.len() as u16 };
            aliases.push((id, inner.map(|_| own)));
            outputs.extend(inner);
        }
        let within = self.entries[entry].number;
        let shown = self.divided_input(entry).and_then(|input| self.inside(entry, &input));
        let shown = shown.and_then(|shown| match self.entries[shown].place {
            Some(Place::Node(node)) => Some(node),
            _ => None,
        });
        node.part = Part::Loop(Body { within, outputs, initial, shown });
        self.push(entry, node);
        self.entries[entry].place = Some(Place::Alias(aliases));
    }
}
