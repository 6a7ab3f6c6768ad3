//! What a node's result is made from, and cycles in that.

use std::collections::HashMap;

use crate::declaration::{Library, Role};
use crate::document::{Document, Node};
use crate::path::NodePath;
use crate::ports;

impl Document {
    /// The nodes that a node's result is made from: at its wires, named by its node-path
    /// parameters, inside it if it is a subnet, and at the wires of the subnet that it stands for
    /// an input of. Each of them exists; one may come twice.
    pub fn dependencies(&self, path: &NodePath, library: &Library) -> Vec<NodePath> {
        let (Ok(node), Some(around)) = (self.node(path), path.parent()) else { return Vec::new() };
        let mut found = Vec::new();
        self.wired(&around, node.all_wires().map(|(_, source)| source), &mut found);
        let named = self.references(path, library).into_iter().map(|(_, target)| target);
        found.extend(named.filter(|target| self.node(target).is_ok()));
        let role = library.get(&node.type_id).map(|node_type| node_type.role);
        if role.is_some_and(Role::holds_network) {
            found.extend(inner_results(path, node, library));
        }
        if role == Some(Role::SubnetInput)
            && let (Ok(subnet), Some(outside), Some(name)) =
                (self.node(&around), around.parent(), path.name())
        {
            self.wired(&outside, subnet.wires(name), &mut found);
        }
        found
    }

    fn wired<'a>(
        &self,
        network: &NodePath,
        sources: impl IntoIterator<Item = &'a crate::Source>,
        found: &mut Vec<NodePath>,
    ) {
        let Ok(nodes) = self.network(network) else { return };
        let there = sources.into_iter().filter(|source| nodes.nodes.contains_key(&source.node));
        found.extend(there.map(|source| network.child(&source.node)));
    }

    /// A cycle through one of these nodes, as the path from a node back to itself: each is made
    /// from the next. None if there is none.
    pub fn find_cycle(&self, through: &[NodePath], library: &Library) -> Option<Vec<NodePath>> {
        let graph = Reached::from(self, through, library);
        if graph.has_no_cycle() {
            return None;
        }
        let cycle = (0..graph.starts).find_map(|start| graph.cycle_through(start))?;
        Some(cycle.into_iter().map(|index| graph.paths[index].clone()).collect())
    }
}

/// The inner nodes whose results are the subnet's.
fn inner_results(path: &NodePath, node: &Node, library: &Library) -> Vec<NodePath> {
    let Some(network) = &node.network else { return Vec::new() };
    let outputs = ports::ports(node, library).outputs;
    let inner = outputs
        .iter()
        .filter_map(|output| ports::subnet_output(network, &output.id, library))
        .filter(|name| network.nodes.contains_key(*name));
    inner.map(|name| path.child(name)).collect()
}

/// A cycle as messages show it: `/a ← /b ← /a`.
pub fn cycle_text(cycle: &[NodePath]) -> String {
    let paths: Vec<String> = cycle.iter().map(NodePath::to_string).collect();
    paths.join(" ← ")
}

/// Cycles of the document: one through each node, unless another of them goes through it.
pub(crate) fn all_cycles(
    document: &Document,
    nodes: &[NodePath],
    library: &Library,
) -> Vec<Vec<NodePath>> {
    let graph = Reached::from(document, nodes, library);
    if graph.has_no_cycle() {
        return Vec::new();
    }
    let mut seen = vec![false; graph.paths.len()];
    let mut cycles = Vec::new();
    for start in 0..graph.paths.len() {
        if seen[start] {
            continue;
        }
        if let Some(cycle) = graph.cycle_through(start) {
            cycle.iter().for_each(|&index| seen[index] = true);
            cycles.push(cycle.into_iter().map(|index| graph.paths[index].clone()).collect());
        }
    }
    cycles
}

/// The nodes that some nodes are made from, as numbers.
struct Reached {
    /// How many of the first were asked for.
    starts: usize,
    paths: Vec<NodePath>,
    dependencies: Vec<Vec<usize>>,
}

impl Reached {
    fn from(document: &Document, starts: &[NodePath], library: &Library) -> Self {
        let mut paths = Vec::new();
        let mut numbers: HashMap<NodePath, usize> = HashMap::new();
        let mut number = |path: NodePath, paths: &mut Vec<NodePath>| {
            *numbers.entry(path).or_insert_with_key(|path| {
                paths.push(path.clone());
                paths.len() - 1
            })
        };
        for path in starts {
            number(path.clone(), &mut paths);
        }
        let starts = paths.len();
        let mut dependencies = Vec::new();
        while let Some(path) = paths.get(dependencies.len()).cloned() {
            let found = document.dependencies(&path, library);
            dependencies.push(found.into_iter().map(|path| number(path, &mut paths)).collect());
        }
        Self { starts, paths, dependencies }
    }

    /// Takes away what nothing is made from, again and again. What stays is on a cycle, or
    /// upstream of one.
    fn has_no_cycle(&self) -> bool {
        let mut users = vec![0_usize; self.paths.len()];
        self.dependencies.iter().flatten().for_each(|&index| users[index] += 1);
        let mut free: Vec<usize> = (0..users.len()).filter(|&index| users[index] == 0).collect();
        let mut taken = 0;
        while let Some(index) = free.pop() {
            taken += 1;
            for &dependency in &self.dependencies[index] {
                users[dependency] -= 1;
                if users[dependency] == 0 {
                    free.push(dependency);
                }
            }
        }
        taken == self.paths.len()
    }

    /// The shortest way from a node back to itself.
    fn cycle_through(&self, start: usize) -> Option<Vec<usize>> {
        let mut user = vec![None; self.paths.len()];
        let mut seen = std::collections::VecDeque::from([start]);
        while let Some(index) = seen.pop_front() {
            for &dependency in &self.dependencies[index] {
                if dependency == start {
                    let mut cycle = vec![start];
                    let mut step = Some(index);
                    while let Some(index) = step {
                        cycle.push(index);
                        step = user[index];
                    }
                    cycle.reverse();
                    return Some(cycle);
                }
                if user[dependency].is_none() {
                    user[dependency] = Some(index);
                    seen.push_back(dependency);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toys::{ADD, CONSTANT, Draft, REFERENCE, SUBNET_INPUT, SUBNET_OUTPUT, SUM};
    use crate::toys::{library, path, text};

    fn cycle(document: &Document, through: &str) -> Option<String> {
        document.find_cycle(&[path(through)], &library()).map(|cycle| cycle_text(&cycle))
    }

    #[test]
    fn a_cycle_of_wires_is_found_from_its_nodes_alone() {
        let document = Draft::default()
            .node("a", &SUM, &[("numbers", "b")], &[])
            .node("b", &ADD, &[("a", "c"), ("b", "a")], &[])
            .node("c", &CONSTANT, &[], &[])
            .node("after", &SUM, &[("numbers", "a")], &[])
            .node("itself", &SUM, &[("numbers", "itself")], &[])
            .document();
        assert_eq!(cycle(&document, "/a").as_deref(), Some("/a ← /b ← /a"));
        assert_eq!(cycle(&document, "/b").as_deref(), Some("/b ← /a ← /b"));
        assert_eq!(cycle(&document, "/itself").as_deref(), Some("/itself ← /itself"));
        assert_eq!(cycle(&document, "/c"), None);
        assert_eq!(cycle(&document, "/after"), None, "downstream of a cycle, not on it");
    }

    #[test]
    fn a_cycle_through_a_subnet_and_a_path_is_found() {
        let inside = Draft::default()
            .node("in", &SUBNET_INPUT, &[], &[])
            .node("look", &REFERENCE, &[], &[("node", text("../../after"))])
            .node("sum", &SUM, &[("numbers", "in"), ("numbers", "look")], &[])
            .node("out", &SUBNET_OUTPUT, &[("in", "sum")], &[]);
        let document = Draft::default()
            .node("one", &CONSTANT, &[], &[])
            .subnet("tower", &[("in", "one")], inside)
            .node("after", &SUM, &[("numbers", "tower")], &[])
            .document();
        let found = "/after ← /tower ← /tower/out ← /tower/sum ← /tower/look ← /after";
        assert_eq!(cycle(&document, "/after").as_deref(), Some(found));
        assert_eq!(cycle(&document, "/tower/in"), None);
        assert_eq!(
            document.dependencies(&path("/tower/in"), &library()),
            [path("/one")],
            "an inner input is made from what is wired outside"
        );
    }
}
