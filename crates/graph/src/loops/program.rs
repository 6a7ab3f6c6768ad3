//! What a loop runs in each pass, found in the plan.

use std::hash::Hash;
use std::sync::Arc;

use super::varied::varied;
use super::{Body, Part};
use crate::cache::{Key, KeyHasher};
use crate::declaration::Wanted;
use crate::error::NodeError;
use crate::evaluator::Inputs;
use crate::formulas::{Followed, Following};
use crate::plan::{Endpoint, FastMap, Plan};

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
    /// The parameters that read the pass themselves; and whether any step follows one.
    pub follows: Vec<u32>,
    pub any_follow: bool,
    /// What passes set, as the path of the node and the parameter, in their order.
    pub set: Vec<(Arc<str>, &'static str, u16)>,
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
    /// What of it follows a pass or the frame.
    pub followers: Followers,
}

/// The parameters of a node that follow a pass or the frame.
#[derive(Debug, Default)]
pub(crate) struct Followers {
    /// Which, and their cells.
    pub parameters: Vec<(u16, u32)>,
    /// Whether texts that it runs do.
    pub scripts: bool,
    /// Whether any of them reads the frame.
    pub reads_frame: bool,
    /// Stands for type and parameters, where any follow.
    pub own: Option<Key>,
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
        for (&node, settings) in &varied {
            let plan_node = &plan.nodes[node as usize];
            let declared = plan_node.parameters().declarations;
            let set = settings.iter().map(|&(parameter, setting)| {
                (plan_node.path.clone(), declared[parameter as usize].id, setting)
            });
            program.set.extend(set);
        }
        program.set.sort_unstable();
        let formulas = &plan.formulas;
        let mut follows = match body.within {
            Some(number) if frames => formulas.following(Followed::Frames(number)),
            Some(number) => formulas.following(Followed::Pass(number)),
            None => {
                let set = program.set.iter();
                let cells = set.filter_map(|(path, id, _)| formulas.cell_of(path, id));
                formulas.following_from(cells.collect())
            }
        };
        program.follows = std::mem::take(&mut follows.first);
        let mut builder = Builder {
            plan,
            inputs,
            within: body.within,
            follows,
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
            let key = inputs.hashed(plan, step.node, frame, Some(step), &key_of)?;
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
    /// The parameters that follow the pass.
    follows: Following,
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
        let reads_frame = self.reads_frame(node);
        let depends = varied.is_some()
            || self.follows(node)
            || (reads_frame && self.program.frames)
            || self.inputs.sources(plan_node, node).any(|source| self.varies(source.node));
        if !depends {
            return;
        }
        self.program.reads_frame |= reads_frame;
        let followers = self.followed(node);
        let is_set = varied.is_some() || !followers.parameters.is_empty();
        self.program.reads_frame |= followers.reads_frame;
        let wires = match is_set {
            // Which wire it wants may differ from pass to pass.
            true => &plan_node.wires[..],
            false => self.inputs.wanted_wires(plan_node, node),
        };
        let wires = wires.iter().map(|&(input, endpoint)| (input, self.slot(endpoint))).collect();
        let references = plan_node.references.iter();
        let references = references.map(|&(id, endpoint)| (id, self.slot(endpoint))).collect();
        let inside = self.inputs.programs.get(&node).map(|program| {
            let captured = program.captured.iter().map(|&endpoint| self.slot(endpoint)).collect();
            (program.clone(), captured)
        });
        let varied = varied.cloned().unwrap_or_default();
        self.program.chooses |= is_set;
        self.program.any_follow |= followers.own.is_some()
            || inside
                .as_ref()
                .is_some_and(|(program, _): &(Arc<Program>, Vec<Slot>)| program.any_follow);
        self.steps.insert(node, self.program.steps.len() as u32);
        self.program.steps.push(Step { node, wires, references, inside, varied, followers });
    }

    /// The path under which a node's parameters are known.
    fn parameter_path(&self, node: u32) -> &str {
        let node = &self.plan.nodes[node as usize];
        match node.part {
            // Its parameters are those of the loop around it.
            Part::Shown => node.path.rsplit_once('/').map_or("", |(around, _)| around),
            _ => &node.path,
        }
    }

    /// Whether parameters of a node, or of a step of a loop that it is, follow this loop's pass.
    fn follows(&self, node: u32) -> bool {
        if self.follows.by_node.is_empty() {
            return false;
        }
        let inside = self.inputs.programs.get(&node);
        self.follows.by_node.contains_key(self.parameter_path(node))
            || inside.is_some_and(|inside| inside.steps.iter().any(|step| self.follows(step.node)))
    }

    /// What of a node follows anything.
    fn followed(&self, node: u32) -> Followers {
        let formulas = &self.plan.formulas;
        let path = self.parameter_path(node);
        let lists = [&self.inputs.following, &self.follows].map(|all| all.by_node.get(path));
        let mut cells: Vec<u32> = lists.into_iter().flatten().flatten().copied().collect();
        cells.sort_unstable();
        cells.dedup();
        if cells.is_empty() {
            return Followers::default();
        }
        let plan_node = &self.plan.nodes[node as usize];
        let declared = plan_node.parameters().declarations;
        let mut found = Followers::default();
        let mut values = plan_node.values.to_vec();
        let mut hasher = KeyHasher::default();
        for cell in cells {
            let (id, is_run) = formulas.parameter(cell);
            let (signature, reads_frame) = formulas.signature(cell);
            signature.hash(&mut hasher);
            found.reads_frame |= reads_frame;
            found.scripts |= is_run;
            let place = declared.iter().position(|declared| declared.id == id);
            if let Some(place) = place.filter(|_| !is_run) {
                values[place] = declared[place].default_value();
                found.parameters.push((place as u16, cell));
            }
        }
        let node_type = plan_node.node_type.map(|it| (it.id, it.version));
        (node_type, &values).hash(&mut hasher);
        if !found.scripts {
            plan_node.scripts.hash(&mut hasher);
        }
        found.own = Some(hasher.key());
        found
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

impl Step {
    /// Whether the pass sets any of its parameters.
    pub(crate) fn is_set(&self) -> bool {
        !(self.varied.is_empty() && self.followers.parameters.is_empty())
    }

    /// The wires that are wanted with these parameters.
    pub(crate) fn wanted(&self, wanted: Wanted) -> &[(u16, Slot)] {
        match wanted {
            Wanted::All => &self.wires,
            Wanted::None => &[],
            Wanted::Wire(at) => self.wires.get(at..=at).unwrap_or(&[]),
        }
    }
}
