//! From nested networks to one flat list of nodes, inputs before what they feed.

mod handed;

use std::sync::Arc;

use crate::cache::Key;
use crate::declaration::{Library, NodeType, Role};
use crate::document::{Document, Name, Network, Node, Setting, Source};
use crate::error::NodeError;
use crate::formulas::{Formulas, World};
use crate::loops::Part;
use crate::parameter::{Kind, TextKind};
use crate::path::NodePath;
use crate::plan::{Defaults, Endpoint, FastMap, Place, PlanNode};

/// A node of the document, wherever it lies.
pub(crate) struct Entry {
    pub path: Arc<str>,
    pub node: Arc<Node>,
    pub node_type: Option<&'static NodeType>,
    /// The entry of the subnet that it lies in.
    pub parent: Option<usize>,
    /// The number of the innermost loop around it.
    pub around: Option<u32>,
    /// Its own number, of a loop.
    pub number: Option<u32>,
    pub overrides: Option<Overrides>,
    pub place: Option<Place>,
}

/// What subnets set a node's parameters to, each with the path of the subnet.
pub(crate) type Overrides = FastMap<Name, (Setting, Arc<str>)>;

/// The result of flattening.
#[derive(Default)]
pub(crate) struct Flattening {
    pub nodes: Vec<PlanNode>,
    pub places: FastMap<Arc<str>, Place>,
    pub defaults: Defaults,
    pub formulas: Formulas,
    /// For each loop the one around it.
    pub loops: Vec<Option<u32>>,
}

pub(crate) struct Flattener<'a> {
    pub library: &'a Library,
    pub entries: Vec<Entry>,
    pub by_path: FastMap<Arc<str>, usize>,
    pub out: Flattening,
}

impl Flattening {
    /// `formulas` are those of the version before, without anything in them yet.
    pub(crate) fn of(document: &Document, library: &Library, formulas: Formulas) -> Self {
        let mut flattener = Flattener {
            library,
            entries: Vec::new(),
            by_path: FastMap::default(),
            out: Self { formulas, ..Self::default() },
        };
        flattener.collect(&document.root);
        // Values come first: some of them name nodes.
        flattener.collect_formulas();
        flattener.out.formulas.solve(World { document, library });
        flattener.show_passes();
        flattener.out.formulas.solve(World { document, library });
        flattener.sort_and_place();
        let mut out = flattener.out;
        for entry in flattener.entries {
            out.places.extend(entry.place.map(|place| (entry.path, place)));
        }
        out
    }
}

impl Flattener<'_> {
    /// Lists the nodes of all networks, a subnet before what lies in it, and hands the values of
    /// promoted parameters down.
    fn collect(&mut self, root: &Network) {
        self.collect_network(root, None);
        let mut next = 0;
        while next < self.entries.len() {
            if let Some(network) = self.entries[next].node.network.clone() {
                self.number_loop(next);
                self.collect_network(&network, Some(next));
            }
            next += 1;
        }
        // Every node is listed by now: a promotion may reach into a subnet of its subnet.
        for entry in 0..self.entries.len() {
            self.hand_down(entry);
        }
    }

    fn collect_network(&mut self, network: &Network, parent: Option<usize>) {
        let prefix = parent.map_or("".into(), |parent| self.entries[parent].path.clone());
        let around = parent.map(|parent| &self.entries[parent]);
        let around = around.and_then(|parent| parent.number.or(parent.around));
        for (name, node) in &network.nodes {
            let path: Arc<str> = format!("{prefix}/{name}").into();
            self.by_path.insert(path.clone(), self.entries.len());
            self.entries.push(Entry {
                path,
                node: node.as_it_cooks(),
                node_type: self.library.get(&node.type_id),
                parent,
                around,
                number: None,
                overrides: None,
                place: None,
            });
        }
    }

    /// The entry beside another one that a wire names.
    pub(crate) fn beside(&self, entry: usize, source: &Source) -> Option<usize> {
        let prefix = self.entries[entry].parent.map_or("", |parent| &self.entries[parent].path);
        self.by_path.get(format!("{prefix}/{}", source.node).as_str()).copied()
    }

    fn first_wire(&self, entry: usize) -> Option<(usize, Arc<str>)> {
        let node = &self.entries[entry].node;
        let declared = self.entries[entry].node_type.map_or(&[][..], |node_type| node_type.inputs);
        let mut declared = declared.iter().filter_map(|input| node.inputs.get(input.id));
        // A subnet declares no inputs of its own: the first by name stands for them.
        let wires = declared.next().or_else(|| node.inputs.values().next())?;
        let source = wires.first()?;
        Some((self.beside(entry, source)?, source.output.clone()))
    }

    /// The outputs of a subnet in order, each with the entry whose value it gives.
    pub(crate) fn subnet_outputs(&self, subnet: usize) -> Vec<(Arc<str>, usize)> {
        let Some(network) = &self.entries[subnet].node.network else { return Vec::new() };
        let ports = crate::ports::ports(&self.entries[subnet].node, self.library);
        let named = ports.outputs.into_iter().filter_map(|output| {
            let name =
                if output.id.is_empty() { network.display.clone()? } else { output.id.clone() };
            Some((output.id, self.inside(subnet, &name)?))
        });
        named.collect()
    }

    pub(crate) fn role(&self, entry: usize) -> Role {
        self.entries[entry].node_type.map_or(Role::Cooks, |node_type| node_type.role)
    }

    fn is_bypassed(&self, entry: usize) -> bool {
        self.entries[entry].node.bypass && self.first_wire(entry).is_some()
    }

    /// The entries that an entry's value is made from.
    pub(crate) fn dependencies(&self, entry: usize) -> Vec<usize> {
        let node = &self.entries[entry].node;
        if self.is_bypassed(entry) {
            return self.first_wire(entry).into_iter().map(|(source, _)| source).collect();
        }
        match self.role(entry) {
            Role::Subnet => {
                self.subnet_outputs(entry).into_iter().map(|(_, source)| source).collect()
            }
            Role::Loop => self.loop_dependencies(entry),
            Role::SubnetInput if self.is_divided(entry) => self.divided_dependencies(entry),
            Role::SubnetInput => self.outer_source(entry).into_iter().map(|(e, _)| e).collect(),
            Role::SubnetOutput => self.first_wire(entry).into_iter().map(|(e, _)| e).collect(),
            Role::Cooks => {
                let wires = node.inputs.values().flatten();
                let mut all: Vec<usize> =
                    wires.filter_map(|source| self.beside(entry, source)).collect();
                all.extend(self.references(entry).into_iter().filter_map(|(_, _, e)| e));
                all
            }
        }
    }

    /// The node-path parameters that are set: id, text, and the entry that they name.
    fn references(&self, entry: usize) -> Vec<(&'static str, String, Option<usize>)> {
        let Some(node_type) = self.entries[entry].node_type else { return Vec::new() };
        let is_path = |kind: &Kind| matches!(kind, Kind::Text(TextKind::Node, _));
        let declared = node_type.parameters.iter().filter(|declared| is_path(&declared.kind));
        let overrides = self.entries[entry].overrides.as_ref();
        declared
            .filter_map(|declared| {
                let from_above = overrides.and_then(|overrides| overrides.get(declared.id));
                let own = || self.entries[entry].node.parameters.get(declared.id);
                let from_above = from_above.map(|(setting, _)| setting);
                let value = match from_above.or_else(own)? {
                    Setting::Value(value) => value,
                    Setting::Expression(_) => {
                        let path = &self.entries[entry].path;
                        self.out.formulas.value(path, declared.id)?.as_ref().ok()?
                    }
                };
                let text = value.as_text().filter(|text| !text.is_empty())?.to_owned();
                let here = NodePath::parse(&self.entries[entry].path).ok()?;
                let path = here.join(&text).ok().map(|path| path.to_string());
                let named = path.and_then(|path| self.by_path.get(path.as_str()).copied());
                Some((declared.id, text, named))
            })
            .collect()
    }

    /// Walks from every entry to what it depends on, with a stack of its own so that a long
    /// chain cannot exhaust the thread's; places each entry after its dependencies.
    fn sort_and_place(&mut self) {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.entries.len()];
        let mut stack: Vec<(usize, Vec<usize>)> = Vec::new();
        for start in 0..self.entries.len() {
            if marks[start] != Mark::New {
                continue;
            }
            marks[start] = Mark::Open;
            stack.push((start, self.dependencies(start)));
            while let Some((entry, waiting)) = stack.last_mut() {
                let entry = *entry;
                let Some(next) = waiting.pop() else {
                    if self.entries[entry].place.is_none() {
                        self.place(entry);
                    }
                    marks[entry] = Mark::Done;
                    stack.pop();
                    continue;
                };
                match marks[next] {
                    Mark::Done => {}
                    Mark::New => {
                        marks[next] = Mark::Open;
                        let dependencies = self.dependencies(next);
                        stack.push((next, dependencies));
                    }
                    Mark::Open => {
                        let from = stack.iter().position(|(open, _)| *open == next).unwrap_or(0);
                        let ring: Vec<usize> = stack[from..].iter().map(|(e, _)| *e).collect();
                        self.place_cycle(&ring);
                    }
                }
            }
        }
    }

    /// Every entry of a ring becomes a node that says so.
    fn place_cycle(&mut self, ring: &[usize]) {
        let mut names: Vec<&str> = ring.iter().rev().map(|&e| &*self.entries[e].path).collect();
        names.extend(names.first().copied());
        let error = Arc::new(NodeError::Cycle(names.join(" → ")));
        for &entry in ring {
            if self.entries[entry].place.is_none() {
                let mut node = self.blank(entry);
                node.problem = Some(error.clone());
                self.push(entry, node);
            }
        }
    }

    pub(crate) fn blank(&self, entry: usize) -> PlanNode {
        PlanNode {
            path: self.entries[entry].path.clone(),
            node_type: self.entries[entry].node_type,
            values: Arc::new([]),
            own: Key::default(),
            wires: Vec::new(),
            references: Vec::new(),
            files: Vec::new(),
            scripts: Arc::default(),
            problem: None,
            around: self.entries[entry].around,
            part: Part::Plain,
        }
    }

    pub(crate) fn push(&mut self, entry: usize, node: PlanNode) {
        self.entries[entry].place = Some(Place::Node(self.out.nodes.len() as u32));
        self.out.nodes.push(node);
    }

    pub(crate) fn endpoint(
        &self,
        entry: usize,
        output: &str,
    ) -> Result<Option<Endpoint>, NodeError> {
        let path = &self.entries[entry].path;
        let no_output = || NodeError::message(format!("{path} has no output \"{output}\""));
        match &self.entries[entry].place {
            Some(Place::Node(node)) => {
                let declared = self.entries[entry].node_type.map_or(&[][..], |t| t.outputs);
                let index = match output {
                    "" => Some(0),
                    _ => declared.iter().position(|declared| declared.id == output),
                };
                // A node that cannot cook at all says so itself, whatever is asked of it.
                let failed = self.out.nodes[*node as usize].problem.is_some();
                let index = index.or(failed.then_some(0)).ok_or_else(no_output)?;
                Ok(Some(Endpoint { node: *node, output: index as u16 }))
            }
            Some(Place::Alias(outputs)) => {
                let mut named =
                    outputs.iter().filter(|(id, _)| output.is_empty() || &**id == output);
                match named.next() {
                    Some((_, endpoint)) => Ok(*endpoint),
                    None if output.is_empty() => Ok(None),
                    None => Err(no_output()),
                }
            }
            None => Ok(None),
        }
    }

    fn place(&mut self, entry: usize) {
        if self.is_bypassed(entry) {
            return self.place_alias(entry, self.first_wire(entry));
        }
        match self.role(entry) {
            Role::SubnetInput if self.is_divided(entry) => self.place_shown(entry),
            Role::SubnetInput => self.place_alias(entry, self.outer_source(entry)),
            Role::Loop => self.place_loop(entry),
            Role::SubnetOutput => self.place_alias(entry, self.first_wire(entry)),
            Role::Subnet => {
                let outputs = self.subnet_outputs(entry).into_iter();
                let outputs =
                    outputs.map(|(id, source)| (id, self.endpoint(source, "").unwrap_or_default()));
                self.entries[entry].place = Some(Place::Alias(outputs.collect()));
            }
            Role::Cooks => self.place_node(entry),
        }
    }

    /// An entry that passes on a value; as whichever output it is asked for.
    fn place_alias(&mut self, entry: usize, source: Option<(usize, Arc<str>)>) {
        let endpoint = match source.map(|(source, output)| self.endpoint(source, &output)) {
            Some(Ok(endpoint)) => endpoint,
            None => None,
            Some(Err(error)) => {
                let mut node = self.blank(entry);
                node.problem = Some(Arc::new(error));
                return self.push(entry, node);
            }
        };
        let outputs = self.entries[entry].node_type.map_or(&[][..], |node_type| node_type.outputs);
        let mut aliases: Vec<_> =
            outputs.iter().map(|output| (Arc::from(output.id), endpoint)).collect();
        if aliases.is_empty() {
            aliases.push(("".into(), endpoint));
        }
        self.entries[entry].place = Some(Place::Alias(aliases));
    }

    fn place_node(&mut self, entry: usize) {
        let mut node = self.blank(entry);
        let source = self.entries[entry].node.clone();
        let Some(node_type) = node.node_type else {
            node.problem = Some(Arc::new(NodeError::UnknownType(source.type_id.to_string())));
            return self.push(entry, node);
        };
        let overrides = self.entries[entry].overrides.as_ref();
        node.set_parameters(&source, overrides, &mut self.out.defaults, &self.out.formulas);
        for (index, input) in node_type.inputs.iter().enumerate() {
            for wire in source.inputs.get(input.id).into_iter().flatten() {
                match self.wire(entry, wire) {
                    Ok(Some(endpoint)) => node.wires.push((index as u16, endpoint)),
                    Ok(None) => {}
                    Err(error) => node.problem = Some(Arc::new(error)),
                }
            }
        }
        for (id, text, named) in self.references(entry) {
            let found = match named {
                Some(named) => self.endpoint(named, ""),
                None => Err(NodeError::Parameter {
                    parameter: id.to_owned(),
                    message: format!("there is no node at \"{text}\""),
                }),
            };
            match found {
                Ok(endpoint) => node.references.extend(endpoint.map(|endpoint| (id, endpoint))),
                Err(error) => node.problem = Some(Arc::new(error)),
            }
        }
        node.take_body(node_type);
        self.push(entry, node);
    }

    fn wire(&self, entry: usize, source: &Source) -> Result<Option<Endpoint>, NodeError> {
        let Some(from) = self.beside(entry, source) else {
            let message =
                format!("a wire comes from \"{}\", and there is no such node", source.node);
            return Err(NodeError::message(message));
        };
        self.endpoint(from, &source.output)
    }
}
