//! The evaluator: cooks what is asked for and what that needs, and nothing else.

use std::hash::Hash;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use task::{CancelToken, Memory, Task};

use crate::cache::{Cache, Key, KeyHasher};
use crate::cook::Context;
use crate::declaration::{Library, NodeType, Parameters, Wanted};
use crate::document::{Document, Name};
use crate::error::NodeError;
use crate::formulas::{Followed, Following};
use crate::loops::{Part, Program, Step};
use crate::plan::{Endpoint, FastMap, Place, Plan, PlanNode};
use crate::report::{Activity, Report};
use crate::resource::{Published, Resource, Resources};
use crate::run::Run;
use crate::value::Value;
use crate::wire::WireValue;

/// What an evaluator may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes that kept results may hold together.
    pub cache: u64,
    /// Bytes that all nodes that run at the same time may ask for; more is refused before it is
    /// made.
    pub memory: u64,
}

/// One request to cook.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Paths of nodes, each as `/tower/extrude1` for the first output or
    /// `/tower/split1:rest` for another.
    pub targets: Vec<String>,
    /// Frame and project folder.
    pub context: Context,
    /// Ends the cook early.
    pub cancel: CancelToken,
    /// Where the running cook can be watched.
    pub activity: Activity,
}

impl Request {
    /// A request for one target.
    pub fn new(target: impl Into<String>) -> Self {
        Self { targets: vec![target.into()], ..Self::default() }
    }
}

/// What a request gave.
#[derive(Debug)]
pub struct Cooked {
    /// For each target its value, or why there is none.
    pub values: Vec<Result<WireValue, Arc<NodeError>>>,
    /// What became of every node that was needed.
    pub report: Report,
}

/// Cooks documents. It keeps results from one request to the next, so that only what changed
/// runs again. All methods may be called from several threads.
#[derive(Debug)]
pub struct Evaluator {
    library: Library,
    plan: Mutex<Arc<Plan>>,
    cache: Cache,
    resources: Resources,
    memory: Arc<Memory>,
}

impl Evaluator {
    /// An evaluator of these node types.
    pub fn new(library: Library, budget: Budget) -> Self {
        Self {
            library,
            plan: Mutex::default(),
            cache: Cache::new(budget.cache),
            resources: Resources::default(),
            memory: Memory::new(budget.memory),
        }
    }

    /// The node types that it knows.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What lies outside the documents: for jobs that publish what they make.
    pub fn resources(&self) -> &Resources {
        &self.resources
    }

    /// Bytes and number of the results that are kept.
    pub fn cached(&self) -> (u64, usize) {
        (self.cache.bytes(), self.cache.len())
    }

    /// Changes how many bytes kept results may hold together.
    pub fn set_cache_budget(&self, bytes: u64) {
        self.cache.set_budget(bytes);
    }

    /// Forgets every result.
    pub fn clear_cache(&self) {
        self.cache.clear();
    }

    /// The plan of a document at a frame.
    fn plan(&self, document: &Document, frame: f64) -> Arc<Plan> {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        Plan::update(&mut plan, document, &self.library, frame);
        plan.clone()
    }

    /// The expressions of a node's parameters, or of a subnet's promoted ones, by the parameter's
    /// id: what each gives at a frame, or what is wrong with it.
    pub fn expressions(
        &self,
        document: &Document,
        path: &str,
        frame: f64,
    ) -> Vec<(Name, Result<Value, Arc<str>>)> {
        self.plan(document, frame).formulas.of_node(path)
    }

    /// The parameters of the node that a target names, as its cook is given them: for work that
    /// is done with a node's result besides cooking, such as writing it to a file. A bypassed
    /// node has none: its target names what comes in. Expressions are evaluated at a frame.
    pub fn parameters(
        &self,
        document: &Document,
        path: &str,
        frame: f64,
    ) -> Result<Evaluated, Arc<NodeError>> {
        let plan = self.plan(document, frame);
        let node = &plan.nodes[target(&plan, path).map_err(Arc::new)?.node as usize];
        let no_cook = || Arc::new(NodeError::message(format!("{path} does not cook itself")));
        match (&node.problem, node.node_type) {
            (Some(problem), _) => Err(problem.clone()),
            (None, Some(node_type)) if *node.path == *path => {
                Ok(Evaluated { node_type, values: node.values.clone() })
            }
            _ => Err(no_cook()),
        }
    }

    /// Cooks the targets of a request and what they need, on all cores. Runs on the calling
    /// thread and the threads of rayon's pool until everything is there, has failed, or the
    /// request is cancelled.
    pub fn cook(&self, document: &Document, request: &Request) -> Cooked {
        let start = Instant::now();
        let plan = self.plan(document, request.context.frame);
        let task = Task::sharing(request.cancel.clone(), &self.memory);
        let inputs = Inputs::of(&plan, request, &self.resources, &task);
        let targets: Vec<_> = request.targets.iter().map(|path| target(&plan, path)).collect();
        let endpoints: Vec<Endpoint> = targets.iter().flatten().copied().collect();
        let mut run = Run::prepare(&plan, &inputs, &self.cache, request, &endpoints);
        run.execute(&self.memory);
        let values = targets.into_iter().map(|target| run.value(target.map_err(Arc::new)?));
        let values = values.collect();
        let report = Report { nodes: run.into_reports(), seconds: start.elapsed().as_secs_f64() };
        Cooked { values, report }
    }
}

/// The type of a node and its parameters, evaluated.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The type.
    pub node_type: &'static NodeType,
    values: Arc<[Value]>,
}

impl Evaluated {
    /// The parameters, as a cook would be given them.
    pub fn parameters(&self) -> Parameters<'_> {
        Parameters { declarations: self.node_type.parameters, values: &self.values }
    }
}

/// The node and output that a target names.
fn target(plan: &Plan, target: &str) -> Result<Endpoint, NodeError> {
    let (path, output) = target.split_once(':').unwrap_or((target, ""));
    let missing = || NodeError::message(format!("there is no node at \"{path}\""));
    let no_output = || NodeError::message(format!("{path} has no output \"{output}\""));
    match plan.places.get(path).ok_or_else(missing)? {
        Place::Node(node) => {
            let declared = plan.nodes[*node as usize].node_type.map_or(&[][..], |t| t.outputs);
            let index = match output {
                "" => 0,
                _ => declared.iter().position(|d| d.id == output).ok_or_else(no_output)?,
            };
            Ok(Endpoint { node: *node, output: index as u16 })
        }
        Place::Alias(outputs) => {
            let mut named = outputs.iter().filter(|(id, _)| output.is_empty() || &**id == output);
            let unwired = || NodeError::message(format!("{path} gives nothing: it is not wired"));
            match named.next() {
                Some((_, endpoint)) => endpoint.ok_or_else(unwired),
                None if output.is_empty() => Err(unwired()),
                None => Err(no_output()),
            }
        }
    }
}

/// For each node of a plan what it reads, as far as this request goes.
pub(crate) struct Inputs {
    /// The key of each node's result; none if it cannot have one.
    pub keys: Vec<Option<Key>>,
    /// The wires that each node wants cooked, where that is not simply all of them.
    pub wanted: FastMap<u32, Wanted>,
    /// The files of each node that reads any.
    pub files: FastMap<u32, Vec<(&'static str, Arc<Resource>)>>,
    /// What is published for each node that reads that.
    pub published: FastMap<u32, Published>,
    /// What each loop runs.
    pub programs: FastMap<u32, Arc<Program>>,
    /// What stands for all that a loop's passes do but for what each is given.
    pub structures: FastMap<u32, Key>,
    /// Whether any parameter follows the frame or a pass, and where there are loops, which.
    pub any_follow: bool,
    pub following: Following,
    project_folder: Arc<Path>,
}

/// The key of the result of a loop over frames at one of them.
pub(crate) fn frame_key(base: Key, frame: f64) -> Key {
    Key::of(&("frame", base, frame.floor().to_bits()))
}

impl Inputs {
    fn of(plan: &Plan, request: &Request, resources: &Resources, task: &Task) -> Self {
        let mut inputs = Self {
            keys: vec![None; plan.nodes.len()],
            wanted: FastMap::default(),
            files: FastMap::default(),
            published: FastMap::default(),
            programs: FastMap::default(),
            structures: FastMap::default(),
            any_follow: plan.formulas.follow_anything(),
            following: Following::default(),
            project_folder: request.context.project_folder.clone(),
        };
        for (index, node) in plan.nodes.iter().enumerate() {
            inputs.look(node, index as u32, request, resources, task);
        }
        let has_loops = plan.nodes.iter().any(|node| matches!(node.part, Part::Loop(_)));
        if inputs.any_follow && has_loops {
            inputs.following = plan.formulas.following(Followed::Anything);
        }
        for (index, node) in plan.nodes.iter().enumerate() {
            let (Part::Loop(body), Some(node_type)) = (&node.part, node.node_type) else {
                continue;
            };
            let program = Arc::new(Program::of(plan, &inputs, index as u32, body));
            // What is shown inside may take passes.
            let shown = body.shown.filter(|_| node_type.looping.feedback);
            inputs.programs.extend(shown.map(|shown| (shown, program.clone())));
            inputs.programs.insert(index as u32, program);
        }
        for index in 0..plan.nodes.len() {
            inputs.keys[index] = inputs.key(plan, index as u32, request);
        }
        inputs
    }

    /// Finds out which wires a node wants, and looks at its files.
    fn look(
        &mut self,
        node: &PlanNode,
        index: u32,
        request: &Request,
        resources: &Resources,
        task: &Task,
    ) {
        let Some(node_type) = node.node_type.filter(|_| node.problem.is_none()) else { return };
        let wanted = (node_type.wanted)(node.parameters(), node.wires.len());
        if wanted != Wanted::All {
            self.wanted.insert(index, wanted);
        }
        if !node.files.is_empty() {
            let folder = &request.context.project_folder;
            let look = |path| resources.file(&folder.join(path), node_type.files_beside, task);
            let files = node.files.iter().map(|(id, path)| (*id, look(path)));
            self.files.insert(index, files.collect());
        }
        let published = node_type.reads.published.then(|| resources.published(&node.path));
        self.published.extend(published.flatten().map(|published| (index, published)));
    }

    /// The key of a node whose inputs have theirs already.
    fn key(&mut self, plan: &Plan, index: u32, request: &Request) -> Option<Key> {
        let node = &plan.nodes[index as usize];
        let node_type = node.node_type?;
        let frame = request.context.frame;
        let frames = node_type.looping.frames;
        let seen = Some(frame).filter(|_| !frames);
        let key_of = |node: u32| self.keys[node as usize];
        let base = self.base(plan, index, seen, None, &key_of)?;
        if let Some(program) = self.programs.get(&index) {
            let structure = match frames {
                true => Some(base),
                false => program.structure(plan, self, seen, &key_of),
            };
            self.structures.extend(structure.map(|structure| (index, structure)));
        }
        let is_shown = matches!(node.part, Part::Shown);
        Some(match frames {
            true if is_shown => Key::of(&(frame_key(base, frame), is_shown)),
            true => frame_key(base, frame),
            false => Key::of(&(base, is_shown)),
        })
    }

    /// Stands for a node with what it reads: `key_of` gives the keys of other nodes, and `frame`
    /// what it sees, if that is not left open. As a `step` of a loop it is what
    /// it is in all passes.
    pub(crate) fn hashed(
        &self,
        plan: &Plan,
        index: u32,
        frame: Option<f64>,
        step: Option<&Step>,
        key_of: &dyn Fn(u32) -> Option<Key>,
    ) -> Option<Key> {
        let base = self.base(plan, index, frame, step, key_of)?;
        Some(Key::of(&(base, matches!(plan.nodes[index as usize].part, Part::Shown))))
    }

    /// The same, but that a loop and what it shows inside are not told apart.
    fn base(
        &self,
        plan: &Plan,
        index: u32,
        frame: Option<f64>,
        step: Option<&Step>,
        key_of: &dyn Fn(u32) -> Option<Key>,
    ) -> Option<Key> {
        let node = &plan.nodes[index as usize];
        let node_type = node.node_type.filter(|_| node.problem.is_none())?;
        let mut hasher = KeyHasher::default();
        let followers = step.map(|step| &step.followers);
        // Parameters may differ from pass to pass; what they are made from does not.
        followers.and_then(|it| it.own).unwrap_or(node.own).hash(&mut hasher);
        let all_wires = step.is_some_and(Step::is_set);
        let wires = if all_wires { &node.wires[..] } else { self.wanted_wires(node, index) };
        for &(input, endpoint) in wires {
            (key_of(endpoint.node)?, endpoint.output, input).hash(&mut hasher);
        }
        for (_, endpoint) in &node.references {
            (key_of(endpoint.node)?, endpoint.output).hash(&mut hasher);
        }
        if let Some(program) = self.programs.get(&index) {
            program.structure(plan, self, frame, key_of)?.hash(&mut hasher);
        }
        for (_, file) in self.files.get(&index).into_iter().flatten() {
            file.state.hash(&mut hasher);
        }
        if let Some(published) = self.published.get(&index) {
            published.number.hash(&mut hasher);
        }
        if node.reads_frame() || followers.is_some_and(|it| it.reads_frame) {
            frame.map(f64::to_bits).hash(&mut hasher);
        }
        if node_type.reads.project_folder {
            self.project_folder.hash(&mut hasher);
        }
        Some(hasher.key())
    }

    /// The wires of a node that it wants cooked.
    pub(crate) fn wanted_wires<'a>(&self, node: &'a PlanNode, index: u32) -> &'a [(u16, Endpoint)] {
        match self.wanted.get(&index) {
            None | Some(Wanted::All) => &node.wires,
            Some(Wanted::None) => &[],
            Some(&Wanted::Wire(at)) => node.wires.get(at..=at).unwrap_or(&[]),
        }
    }

    /// Where the values come from that a node wants: wires, then references, then what the passes
    /// of a loop have in common.
    pub(crate) fn sources<'a>(
        &'a self,
        node: &'a PlanNode,
        index: u32,
    ) -> impl Iterator<Item = Endpoint> + use<'a> {
        let wires = self.wanted_wires(node, index).iter().map(|(_, endpoint)| *endpoint);
        let captured = self.programs.get(&index).map(|program| &program.captured[..]);
        let captured = captured.unwrap_or(&[]).iter().copied();
        wires.chain(node.references.iter().map(|(_, endpoint)| *endpoint)).chain(captured)
    }
}
