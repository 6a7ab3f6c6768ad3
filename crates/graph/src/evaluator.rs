//! The evaluator: cooks what is asked for and what that needs, and nothing else.

use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use task::CancelToken;

use crate::cache::{Cache, Kept, Key, KeyHasher};
use crate::cook::Context;
use crate::declaration::{Library, Parameters, Wanted};
use crate::document::Document;
use crate::error::NodeError;
use crate::plan::{Endpoint, FastMap, Place, Plan, PlanNode};
use crate::report::{Activity, NodeReport, Report};
use crate::resource::{Resource, Resources};
use crate::run::Run;
use crate::wire::WireValue;

/// What an evaluator may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes that kept results may hold together.
    pub cache: u64,
    /// Bytes that one request of a node may take; more is refused before it is made.
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
    memory: u64,
}

impl Evaluator {
    /// An evaluator of these node types.
    pub fn new(library: Library, budget: Budget) -> Self {
        Self {
            library,
            plan: Mutex::default(),
            cache: Cache::new(budget.cache),
            resources: Resources::default(),
            memory: budget.memory,
        }
    }

    /// The node types that it knows.
    pub fn library(&self) -> &Library {
        &self.library
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

    /// Reads the evaluated parameters of a node. A node that does not cook (a subnet, one that is
    /// bypassed) has none.
    pub fn with_parameters<R>(
        &self,
        document: &Document,
        path: &str,
        read: impl FnOnce(Parameters<'_>) -> R,
    ) -> Result<R, NodeError> {
        let plan = self.plan_of(document);
        match plan.places.get(path) {
            Some(Place::Node(node)) => {
                let node = &plan.nodes[*node as usize];
                match &node.problem {
                    Some(problem) => Err(NodeError::message(problem)),
                    None => Ok(read(node.parameters())),
                }
            }
            Some(Place::Alias(_)) => Err(NodeError::message(format!("{path} does not cook"))),
            None => Err(NodeError::message(format!("there is no node at \"{path}\""))),
        }
    }

    fn plan_of(&self, document: &Document) -> Arc<Plan> {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        Plan::update(&mut plan, document, &self.library);
        plan.clone()
    }

    /// Cooks the targets of a request and what they need, on all cores. Runs on the calling
    /// thread and the threads of rayon's pool until everything is there, has failed, or the
    /// request is cancelled.
    pub fn cook(&self, document: &Document, request: &Request) -> Cooked {
        let start = Instant::now();
        let plan = self.plan_of(document);
        let inputs = Inputs::of(&plan, request, &self.resources);
        let targets: Vec<_> = request.targets.iter().map(|path| target(&plan, path)).collect();
        let endpoints: Vec<Endpoint> = targets.iter().flatten().copied().collect();
        let mut run = Run::prepare(&plan, &inputs, &self.cache, request, &endpoints);
        run.execute(self.memory);
        let values = targets.into_iter().map(|target| run.value(target.map_err(Arc::new)?));
        let values = values.collect();
        let report = Report { nodes: run.into_reports(), seconds: start.elapsed().as_secs_f64() };
        Cooked { values, report }
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
}

impl Inputs {
    fn of(plan: &Plan, request: &Request, resources: &Resources) -> Self {
        let mut inputs = Self {
            keys: Vec::with_capacity(plan.nodes.len()),
            wanted: FastMap::default(),
            files: FastMap::default(),
        };
        for index in 0..plan.nodes.len() {
            let key = inputs.key(plan, index as u32, request, resources);
            inputs.keys.push(key);
        }
        inputs
    }

    /// The key of a node whose inputs have theirs already.
    fn key(
        &mut self,
        plan: &Plan,
        index: u32,
        request: &Request,
        resources: &Resources,
    ) -> Option<Key> {
        let node = &plan.nodes[index as usize];
        let node_type = node.node_type.filter(|_| node.problem.is_none())?;
        let wanted = (node_type.wanted)(node.parameters(), node.wires.len());
        if wanted != Wanted::All {
            self.wanted.insert(index, wanted);
        }
        if !node.files.is_empty() {
            let folder = &request.context.project_folder;
            let files = node.files.iter();
            let files = files.map(|(id, path)| (*id, resources.file(&folder.join(path))));
            self.files.insert(index, files.collect());
        }
        let mut hasher = KeyHasher::default();
        node.own.hash(&mut hasher);
        for endpoint in self.sources(node, index) {
            (self.keys[endpoint.node as usize]?, endpoint.output).hash(&mut hasher);
        }
        for (input, _) in self.wanted_wires(node, index) {
            input.hash(&mut hasher);
        }
        for (_, file) in self.files.get(&index).into_iter().flatten() {
            file.state.hash(&mut hasher);
        }
        if node_type.reads.frame && (node_type.reads_frame)(node.parameters()) {
            request.context.frame.to_bits().hash(&mut hasher);
        }
        if node_type.reads.project_folder {
            request.context.project_folder.hash(&mut hasher);
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

    /// Where the values come from that a node wants: wires, then references.
    pub(crate) fn sources<'a>(
        &self,
        node: &'a PlanNode,
        index: u32,
    ) -> impl Iterator<Item = Endpoint> + use<'a> {
        let wires = self.wanted_wires(node, index).iter().map(|(_, endpoint)| *endpoint);
        wires.chain(node.references.iter().map(|(_, endpoint)| *endpoint))
    }
}

impl NodeReport {
    pub(crate) fn kept(path: &Arc<str>, kept: &Kept, cached: bool) -> Self {
        Self {
            path: path.clone(),
            seconds: kept.seconds,
            elements: kept.elements,
            bytes: kept.bytes,
            cached,
            warnings: kept.warnings.clone(),
            error: None,
        }
    }

    pub(crate) fn failed(path: &Arc<str>, error: Arc<NodeError>) -> Self {
        Self {
            path: path.clone(),
            seconds: 0.0,
            elements: 0,
            bytes: 0,
            cached: false,
            warnings: Vec::new(),
            error: Some(error),
        }
    }
}
