//! One run over the nodes that a request needs and the cache does not have.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use task::{Memory, Stop, Task};

use crate::cache::{Cache, Kept, Key};
use crate::cook::{Cook, ends};
use crate::error::NodeError;
use crate::evaluator::{Inputs, Request};
use crate::loops::{Captured, Inside, Part, Surroundings, Tallies, failures};
use crate::plan::{Endpoint, FastMap, Plan, PlanNode};
use crate::report::NodeReport;
use crate::wire::WireValue;

type Outcome = Result<Arc<Kept>, Arc<NodeError>>;

/// A node that takes part in the run.
struct Step {
    node: u32,
    /// What came of it; given up as soon as nobody in the run needs it any more.
    outcome: Mutex<Option<Outcome>>,
    report: Mutex<Option<NodeReport>>,
    /// What became of the nodes inside it, of a loop.
    inside: Mutex<Arc<[NodeReport]>>,
    /// How many steps it still waits for.
    waits_for: AtomicU32,
    /// How many steps and targets still want its outcome.
    wanted_by: AtomicU32,
    /// The steps that wait for it, once for each of their wires.
    feeds: Vec<u32>,
    /// An earlier step with the same key, whose result is this one's too.
    twin: Option<u32>,
    /// Whether it was in the cache.
    cached: bool,
}

pub(crate) struct Run<'a> {
    plan: &'a Plan,
    inputs: &'a Inputs,
    cache: &'a Cache,
    request: &'a Request,
    steps: Vec<Step>,
    /// The step of each node of the plan that takes part.
    step_of: Vec<u32>,
    /// Steps for which there was no memory beside the others.
    postponed: Mutex<Vec<u32>>,
}

impl<'a> Run<'a> {
    /// Finds out which nodes have to run: from the targets upwards, as far as the cache does not
    /// have the result.
    pub(crate) fn prepare(
        plan: &'a Plan,
        inputs: &'a Inputs,
        cache: &'a Cache,
        request: &'a Request,
        targets: &[Endpoint],
    ) -> Self {
        let mut seen = vec![false; plan.nodes.len()];
        let mut stack: Vec<u32> = targets.iter().map(|target| target.node).collect();
        let mut needed: Vec<(u32, Option<Arc<Kept>>)> = Vec::new();
        while let Some(index) = stack.pop() {
            if std::mem::replace(&mut seen[index as usize], true) {
                continue;
            }
            let kept = inputs.keys[index as usize].and_then(|key| cache.get(key));
            if kept.is_none() {
                let node = &plan.nodes[index as usize];
                stack.extend(inputs.sources(node, index).map(|endpoint| endpoint.node));
            }
            needed.push((index, kept));
        }
        // The plan has inputs before what they feed.
        needed.sort_unstable_by_key(|(index, _)| *index);
        let mut run = Self {
            plan,
            inputs,
            cache,
            request,
            steps: Vec::with_capacity(needed.len()),
            step_of: vec![u32::MAX; plan.nodes.len()],
            postponed: Mutex::default(),
        };
        let mut by_key = FastMap::<Key, u32>::default();
        for (node, kept) in needed {
            run.add_step(node, kept, &mut by_key);
        }
        for target in targets {
            *run.steps[run.step_of[target.node as usize] as usize].wanted_by.get_mut() += 1;
        }
        run
    }

    fn add_step(&mut self, node: u32, kept: Option<Arc<Kept>>, by_key: &mut FastMap<Key, u32>) {
        let step = self.steps.len() as u32;
        self.step_of[node as usize] = step;
        let plan_node = &self.plan.nodes[node as usize];
        let mut sources = Vec::new();
        let mut twin = None;
        if kept.is_none() {
            if let Some(key) = self.inputs.keys[node as usize] {
                twin = by_key.get(&key).copied();
                by_key.entry(key).or_insert(step);
            }
            match twin {
                Some(twin) => sources.push(twin),
                None => {
                    let endpoints = self.inputs.sources(plan_node, node);
                    sources.extend(endpoints.map(|endpoint| self.step_of[endpoint.node as usize]));
                }
            }
        }
        let mut waits_for = 0;
        for source in sources {
            let source = &mut self.steps[source as usize];
            *source.wanted_by.get_mut() += 1;
            if !source.cached {
                source.feeds.push(step);
                waits_for += 1;
            }
        }
        let cached = kept.is_some();
        let report = kept.as_ref().map(|kept| NodeReport::kept(&plan_node.path, kept, true));
        let inside = kept.as_ref().map(|kept| kept.inside.clone()).unwrap_or_default();
        self.steps.push(Step {
            node,
            outcome: Mutex::new(kept.map(Ok)),
            report: Mutex::new(report),
            inside: Mutex::new(inside),
            waits_for: AtomicU32::new(waits_for),
            wanted_by: AtomicU32::new(0),
            feeds: Vec::new(),
            twin,
            cached,
        });
    }

    /// Runs every step, those that do not wait for each other at the same time; those for which
    /// there is no memory beside others come last, one by one.
    pub(crate) fn execute(&mut self, memory: &Arc<Memory>) {
        let run = &*self;
        let to_do = run.steps.iter().filter(|step| !step.cached);
        run.request.activity.begin(to_do.clone().count());
        let is_ready = |step: &&Step| step.waits_for.load(Ordering::Relaxed) == 0;
        let ready: Vec<u32> =
            to_do.filter(is_ready).map(|step| run.step_of[step.node as usize]).collect();
        if ready.is_empty() {
            return;
        }
        rayon::in_place_scope(|scope| {
            for step in ready {
                scope.spawn(move |scope| run.follow(step, memory, scope));
            }
        });
        loop {
            let Some(step) = lock(&run.postponed).pop() else { return };
            // Another request may still hold memory; this one holds none now, so that neither
            // waits for the other for ever.
            while !run.perform(step, memory) {
                std::thread::sleep(Duration::from_millis(2));
            }
            rayon::in_place_scope(|scope| run.go_on(step, memory, scope));
        }
    }

    /// Runs a step, then one that waited for it, and so on; hands further ones out.
    fn follow<'s>(&'s self, first: u32, memory: &'s Arc<Memory>, scope: &rayon::Scope<'s>) {
        if self.perform(first, memory) {
            self.go_on(first, memory, scope);
        } else {
            lock(&self.postponed).push(first);
        }
    }

    /// Runs what waited for a step alone.
    fn go_on<'s>(&'s self, done: u32, memory: &'s Arc<Memory>, scope: &rayon::Scope<'s>) {
        let mut next = Some(done);
        while let Some(step) = next.take() {
            for &fed in &self.steps[step as usize].feeds {
                if self.steps[fed as usize].waits_for.fetch_sub(1, Ordering::AcqRel) != 1 {
                    continue;
                }
                if next.is_none() {
                    next = Some(fed);
                } else {
                    scope.spawn(move |scope| self.follow(fed, memory, scope));
                }
            }
            if let Some(step) = next
                && !self.perform(step, memory)
            {
                lock(&self.postponed).push(step);
                return;
            }
        }
    }

    /// Runs one step. False where there was no memory for it beside what runs at the same time:
    /// then nothing has happened.
    fn perform(&self, index: u32, memory: &Arc<Memory>) -> bool {
        let step = &self.steps[index as usize];
        let node = &self.plan.nodes[step.node as usize];
        let activity = &self.request.activity;
        let task = Task::sharing(self.request.cancel.clone(), memory);
        activity.node_starts(&node.path, task.progress());
        let outcome = match step.twin {
            Some(twin) => self.outcome(twin),
            None => self.cook(step.node, node, &task, memory),
        };
        let is_crowded = matches!(
            outcome.as_ref().map_err(|error| &**error),
            Err(NodeError::Stop(Stop::Crowded { .. }))
        );
        activity.node_ends(&node.path, !is_crowded);
        if is_crowded {
            return false;
        }
        let report = match &outcome {
            Ok(kept) => {
                lock(&step.inside).clone_from(&kept.inside);
                NodeReport::kept(&node.path, kept, step.twin.is_some())
            }
            Err(error) => {
                *lock(&step.inside) = failures(error).into();
                NodeReport::failed(&node.path, error.clone())
            }
        };
        *lock(&step.report) = Some(report);
        *lock(&step.outcome) = Some(outcome);
        match step.twin {
            Some(twin) => self.release(twin),
            None => {
                for endpoint in self.inputs.sources(node, step.node) {
                    self.release(self.step_of[endpoint.node as usize]);
                }
            }
        }
        true
    }

    /// One less wants a step's outcome: the last one lets it go, so that a long chain does not
    /// hold every intermediate result beyond the cache's budget.
    fn release(&self, step: u32) {
        let step = &self.steps[step as usize];
        if step.wanted_by.fetch_sub(1, Ordering::AcqRel) == 1 {
            *lock(&step.outcome) = None;
        }
    }

    fn cook(&self, index: u32, node: &PlanNode, task: &Task, memory: &Arc<Memory>) -> Outcome {
        if let Some(problem) = &node.problem {
            return Err(problem.clone());
        }
        let node_type =
            node.node_type.ok_or_else(|| Arc::new(NodeError::UnknownType("none".to_owned())))?;
        if self.request.cancel.is_cancelled() {
            return Err(Arc::new(Stop::Cancelled.into()));
        }
        let wanted = self.inputs.wanted_wires(node, index);
        let mut wires = Vec::with_capacity(wanted.len());
        let mut counts = vec![0; node_type.inputs.len().max(1)];
        for &(input, endpoint) in wanted {
            wires.push(self.input_value(endpoint)?);
            counts[usize::from(input)] += 1;
        }
        let mut referenced = Vec::with_capacity(node.references.len());
        for &(id, endpoint) in &node.references {
            referenced.push((id, self.input_value(endpoint)?));
        }
        let program = self.inputs.programs.get(&index).cloned().unwrap_or_default();
        let captured: Vec<Captured> =
            program.captured.iter().map(|&endpoint| self.input_value(endpoint)).collect();
        let tallies = Tallies::default();
        let inside = Inside {
            around: Surroundings {
                plan: self.plan,
                inputs: self.inputs,
                cache: self.cache,
                context: &self.request.context,
                formulas: &self.plan.formulas,
                memory,
            },
            program: &program,
            structure: self.inputs.structures.get(&index).copied(),
            captured: &captured,
            input: wires.first(),
            task,
            tallies: &tallies,
        };
        let files = self.inputs.files.get(&index).map_or(&[][..], Vec::as_slice);
        let cook = Cook {
            node_type,
            parameters: node.parameters(),
            wires: &wires,
            ends: &ends(counts.into_iter()),
            referenced: &referenced,
            files,
            scripts: &node.scripts,
            published: self.inputs.published.get(&index),
            context: &self.request.context,
            task,
            warnings: RefCell::default(),
            inside: (!matches!(node.part, Part::Plain)).then_some(inside),
        };
        let start = Instant::now();
        let result = node.run(&cook);
        let seconds = start.elapsed().as_secs_f64();
        let warnings = cook.warnings.into_inner();
        let outputs = result.map_err(Arc::new)?;
        let inside = tallies.into_reports(self.plan);
        let kept = Arc::new(Kept::new(outputs, warnings, seconds).with_inside(inside));
        if let Some(key) = self.inputs.keys[index as usize] {
            self.cache.insert(key, kept.clone());
        }
        Ok(kept)
    }

    /// The value that a node upstream gives, or its error with its name.
    fn input_value(&self, endpoint: Endpoint) -> Result<WireValue, Arc<NodeError>> {
        self.value(endpoint).map_err(|error| match &*error {
            NodeError::Upstream { .. } | NodeError::Stop(Stop::Cancelled) => error,
            _ => {
                let path = self.plan.nodes[endpoint.node as usize].path.to_string();
                Arc::new(NodeError::Upstream { path, error })
            }
        })
    }

    fn outcome(&self, step: u32) -> Outcome {
        let outcome = lock(&self.steps[step as usize].outcome).clone();
        outcome.unwrap_or_else(|| Err(Arc::new(Stop::Cancelled.into())))
    }

    /// The value of an output.
    pub(crate) fn value(&self, endpoint: Endpoint) -> Result<WireValue, Arc<NodeError>> {
        let kept = self.outcome(self.step_of[endpoint.node as usize])?;
        let value = kept.outputs.values().get(endpoint.output as usize);
        value.cloned().ok_or_else(|| Arc::new(NodeError::message("there is no such output")))
    }

    /// What became of every node, inputs before what they feed. A node inside a loop that took
    /// part itself, as it is shown, is told of as such.
    pub(crate) fn into_reports(self) -> Vec<NodeReport> {
        let paths = self.steps.iter().map(|step| &self.plan.nodes[step.node as usize].path);
        let shown: FastMap<Arc<str>, ()> = paths.map(|path| (path.clone(), ())).collect();
        let mut reports = Vec::with_capacity(self.steps.len());
        for step in self.steps {
            let Some(report) = into_inner(step.report) else { continue };
            let inside = into_inner(step.inside);
            let inside = inside.iter().filter(|inner| !shown.contains_key(&inner.path));
            reports.extend(inside.map(|inner| {
                let cached = report.cached && inner.error.is_none();
                NodeReport { cached, ..inner.clone() }
            }));
            reports.push(report);
        }
        reports
    }
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::time::{Duration, Instant};

    use task::Stop;

    use crate::cook::Outputs;
    use crate::declaration::{Library, NodeType, OutputDeclaration};
    use crate::evaluator::{Budget, Evaluator, Request};
    use crate::parameter::Parameter;
    use crate::toys::{Draft, NumberWire, SUM, integer};
    use crate::{Document, NodeError};

    const BYTES: Parameter<i64> = Parameter::integer("bytes", "Bytes", 0);

    /// Bytes that nodes of the test below hold at this moment.
    static HELD: AtomicI64 = AtomicI64::new(0);

    /// Holds memory for a while; gives the most that was held by all together.
    static HOLD: NodeType = NodeType {
        id: "hold",
        outputs: &[OutputDeclaration::new::<NumberWire>("number", "Number")],
        parameters: &[BYTES.declaration],
        cook: |cook| {
            let bytes = cook.get(BYTES);
            cook.task().reserve(bytes as u64, 1, "what is held")?;
            HELD.fetch_add(bytes, Ordering::SeqCst);
            let (start, mut most) = (Instant::now(), 0);
            while start.elapsed() < Duration::from_millis(20) {
                most = most.max(HELD.load(Ordering::SeqCst));
                std::thread::yield_now();
            }
            HELD.fetch_sub(bytes, Ordering::SeqCst);
            Ok(Outputs::one::<NumberWire>(most))
        },
        ..NodeType::BLANK
    };

    /// Nodes that hold so many bytes each, and one that adds up what all give.
    fn holding(bytes: &[i64]) -> (Document, Vec<String>) {
        let names: Vec<String> = (0..bytes.len()).map(|index| format!("hold{index}")).collect();
        let mut draft = Draft::default();
        for (name, &bytes) in names.iter().zip(bytes) {
            draft = draft.node(name, &HOLD, &[], &[("bytes", integer(bytes))]);
        }
        let wires: Vec<(&str, &str)> = names.iter().map(|name| ("numbers", &**name)).collect();
        let paths = names.iter().map(|name| format!("/{name}")).collect();
        (draft.node("sum", &SUM, &wires, &[]).document(), paths)
    }

    #[test]
    fn nodes_that_run_at_the_same_time_share_the_memory() {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let library = Library::new([&HOLD, &SUM]);
        let evaluator = Evaluator::new(library, Budget { cache: 1 << 20, memory: 1000 });
        // Different amounts, for equal nodes cook once.
        let (document, mut targets) = holding(&[400, 401, 402, 700, 701, 90]);
        targets.push("/sum".to_owned());
        let request = Request { targets, ..Request::default() };
        let cooked = threads.install(|| evaluator.cook(&document, &request));
        for value in &cooked.values[..6] {
            let most = *value.as_ref().unwrap().get::<NumberWire>().unwrap();
            assert!(most <= 1000, "{most} bytes were held at the same time");
        }
        assert!(cooked.values[6].is_ok(), "what waited for them goes on");
        assert_eq!(cooked.report.nodes.len(), 7);
        assert_eq!(request.activity.counts(), (7, 7));
        let (document, _) = holding(&[1001]);
        let cooked = evaluator.cook(&document, &Request::new("/hold0"));
        let error = cooked.values[0].as_ref().unwrap_err();
        assert!(matches!(**error, NodeError::Stop(Stop::TooLarge { .. })), "{error}");
    }
}
