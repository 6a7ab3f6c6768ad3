//! What a loop runs in each pass, found in the plan.

use std::hash::Hash;
use std::sync::Arc;

use super::Body;
use crate::cache::{Key, KeyHasher};
use crate::declaration::Wanted;
use crate::document::{Network, Node};
use crate::error::NodeError;
use crate::evaluator::Inputs;
use crate::parameter::{Kind, TextKind};
use crate::path::NodePath;
use crate::plan::{Endpoint, FastMap, Place, Plan};

/// The nodes that depend on the pass, inputs before what they feed, and what they are given.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub steps: Vec<Step>,
    /// What is the same in all passes: cooked once, and handed in.
    pub captured: Vec<Endpoint>,
    /// Where the results of a pass come from.
    pub outputs: Vec<Slot>,
    /// Where the first input comes from, where it is cooked for a frame.
    pub initial: Option<Slot>,
    /// What stands for the pass in the plan.
    pub shown: Option<u32>,
    /// Whether passes are frames.
    pub frames: bool,
    /// Whether a step reads the frame.
    pub reads_frame: bool,
    /// Why the parameters that passes set cannot be set.
    pub problem: Option<NodeError>,
    /// Whether what is cooked can differ from pass to pass.
    pub chooses: bool,
}

/// One node that every pass cooks.
#[derive(Debug)]
pub(crate) struct Step {
    /// Its place in the plan.
    pub node: u32,
    /// Its wires in the order of declared inputs.
    pub wires: Vec<(u16, Slot)>,
    /// What its node-path parameters name.
    pub references: Vec<(&'static str, Slot)>,
    /// Of a loop: what it runs, and where what it captures comes from.
    pub inside: Option<(Arc<Program>, Vec<Slot>)>,
    /// Its parameters that the pass sets: which, and which of the pass's settings.
    pub varied: Vec<(u16, u16)>,
}

/// Where a value comes from in a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// The pass itself.
    Pass,
    /// What was captured.
    Captured(u32),
    /// An earlier step and one of its outputs.
    Step { step: u32, output: u16 },
}

impl Program {
    /// The program of the loop at a place of the plan; all nodes before it are known to `inputs`.
    pub(crate) fn of(plan: &Plan, inputs: &Inputs, index: u32, body: &Body) -> Self {
        let node_type = plan.nodes[index as usize].node_type;
        let frames = node_type.is_some_and(|node_type| node_type.looping.frames);
        let mut program = Self { frames, shown: body.shown, ..Self::default() };
        let varied = varied(plan, index).unwrap_or_else(|problem| {
            program.problem = Some(problem);
            FastMap::default()
        });
        let mut builder = Builder {
            plan,
            inputs,
            within: body.within,
            program,
            steps: FastMap::default(),
            captured: FastMap::default(),
        };
        let results = body.outputs.iter().chain(&body.initial).copied();
        for node in builder.reached(results) {
            builder.add(node, varied.get(&node));
        }
        for &endpoint in &body.outputs {
            let slot = builder.slot(endpoint);
            builder.program.outputs.push(slot);
        }
        builder.program.initial = body.initial.map(|endpoint| builder.slot(endpoint));
        builder.program
    }

    /// Stands for all that a pass does but for what it is given; none if it cannot be named.
    /// `key_of` gives the keys of nodes that are no steps, and `frame` what frame steps see: none
    /// where that is left to the pass.
    pub(crate) fn structure(
        &self,
        plan: &Plan,
        inputs: &Inputs,
        frame: Option<f64>,
        key_of: &dyn Fn(u32) -> Option<Key>,
    ) -> Option<Key> {
        let mut own: FastMap<u32, Key> = FastMap::default();
        own.extend(self.shown.map(|shown| (shown, Key::of(&"the pass"))));
        let frame = frame.filter(|_| !self.frames);
        for step in &self.steps {
            let key_of = |node: u32| own.get(&node).copied().or_else(|| key_of(node));
            let key = inputs.hashed(plan, step.node, frame, !step.varied.is_empty(), &key_of)?;
            own.insert(step.node, key);
        }
        let mut hasher = KeyHasher::default();
        for slot in self.outputs.iter().chain(&self.initial) {
            let key = match *slot {
                Slot::Pass => Key::of(&"the pass"),
                Slot::Captured(index) => key_of(self.captured[index as usize].node)?,
                Slot::Step { step, .. } => *own.get(&self.steps[step as usize].node)?,
            };
            (key, slot).hash(&mut hasher);
        }
        Some(hasher.key())
    }
}

struct Builder<'a> {
    plan: &'a Plan,
    inputs: &'a Inputs,
    within: Option<u32>,
    program: Program,
    /// The step of each node that depends on the pass.
    steps: FastMap<u32, u32>,
    captured: FastMap<Endpoint, u32>,
}

impl Builder<'_> {
    /// Whether a node can depend on the pass.
    fn can_vary(&self, node: u32) -> bool {
        let Some(within) = self.within.filter(|_| !self.program.frames) else { return true };
        let mut around = self.plan.nodes[node as usize].around;
        while let Some(number) = around {
            if number == within {
                return true;
            }
            around = self.plan.loops[number as usize];
        }
        false
    }

    /// Whether a node stands for the first input of this very loop.
    fn is_pass(&self, node: u32) -> bool {
        self.program.shown == Some(node)
    }

    /// Whether a node reads the frame, by itself or inside.
    fn reads_frame(&self, node: u32) -> bool {
        let plan_node = &self.plan.nodes[node as usize];
        let inside = self.inputs.programs.get(&node).is_some_and(|program| program.reads_frame);
        inside || plan_node.reads_frame()
    }

    /// The nodes that the results are made from and that can depend on the pass, in order.
    fn reached(&self, results: impl Iterator<Item = Endpoint>) -> Vec<u32> {
        let mut seen: FastMap<u32, ()> = FastMap::default();
        let mut stack: Vec<u32> = results.map(|endpoint| endpoint.node).collect();
        while let Some(node) = stack.pop() {
            if self.can_vary(node) && !self.is_pass(node) && seen.insert(node, ()).is_none() {
                stack.extend(self.endpoints(node).map(|endpoint| endpoint.node));
            }
        }
        let mut reached: Vec<u32> = seen.into_keys().collect();
        reached.sort_unstable();
        reached
    }

    /// All that a node may read, whatever its parameters are.
    fn endpoints(&self, node: u32) -> impl Iterator<Item = Endpoint> {
        let plan_node = &self.plan.nodes[node as usize];
        let wires = plan_node.wires.iter().map(|(_, endpoint)| *endpoint);
        let inner = self.inputs.programs.get(&node).map(|program| &program.captured);
        let references = plan_node.references.iter().map(|(_, endpoint)| *endpoint);
        wires.chain(references).chain(inner.into_iter().flatten().copied())
    }

    fn varies(&self, node: u32) -> bool {
        self.is_pass(node) || self.steps.contains_key(&node)
    }

    /// Makes a node a step if it depends on the pass.
    fn add(&mut self, node: u32, varied: Option<&Vec<(u16, u16)>>) {
        let plan_node = &self.plan.nodes[node as usize];
        let reads = |builder: &Self, mut endpoints: Vec<Endpoint>| {
            endpoints.drain(..).any(|endpoint| builder.varies(endpoint.node))
        };
        let reads_frame = self.reads_frame(node);
        if varied.is_none()
            && !(reads_frame && self.program.frames)
            && !reads(self, self.inputs.sources(plan_node, node).collect())
        {
            return;
        }
        self.program.reads_frame |= reads_frame;
        let wires = match varied {
            // Which wire it wants may differ from pass to pass.
            Some(_) => &plan_node.wires[..],
            None => self.inputs.wanted_wires(plan_node, node),
        };
        let wires = wires.iter().map(|&(input, endpoint)| (input, self.slot(endpoint))).collect();
        let references = plan_node.references.iter();
        let references = references.map(|&(id, endpoint)| (id, self.slot(endpoint))).collect();
        let inside = self.inputs.programs.get(&node).map(|program| {
            let captured = program.captured.iter().map(|&endpoint| self.slot(endpoint)).collect();
            (program.clone(), captured)
        });
        let varied = varied.cloned().unwrap_or_default();
        self.program.chooses |= !varied.is_empty();
        self.steps.insert(node, self.program.steps.len() as u32);
        self.program.steps.push(Step { node, wires, references, inside, varied });
    }

    fn slot(&mut self, endpoint: Endpoint) -> Slot {
        if self.is_pass(endpoint.node) {
            return Slot::Pass;
        }
        if let Some(&step) = self.steps.get(&endpoint.node) {
            return Slot::Step { step, output: endpoint.output };
        }
        let next = self.program.captured.len() as u32;
        let slot = *self.captured.entry(endpoint).or_insert(next);
        if slot == next {
            self.program.captured.push(endpoint);
        }
        Slot::Captured(slot)
    }
}

/// For each node of the plan the parameters that a loop's passes set.
fn varied(plan: &Plan, index: u32) -> Result<FastMap<u32, Vec<(u16, u16)>>, NodeError> {
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

impl Step {
    /// The wires that are wanted with these parameters.
    pub(crate) fn wanted(&self, wanted: Wanted) -> &[(u16, Slot)] {
        match wanted {
            Wanted::All => &self.wires,
            Wanted::None => &[],
            Wanted::Wire(at) => self.wires.get(at..=at).unwrap_or(&[]),
        }
    }
}
