//! One pass after another, on one thread.

use std::cell::RefCell;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

use task::{Stop, Task};

use super::Pass;
use super::inside::{Captured, Inside, Surroundings};
use super::program::{Slot, Step};
use super::tally::Tally;
use crate::cache::{Kept, Key, KeyHasher};
use crate::cook::{Context, Cook, Outputs};
use crate::declaration::{Parameters, Wanted};
use crate::error::NodeError;
use crate::formulas::{Formulas, Moment, Script};
use crate::plan::PlanNode;
use crate::value::Value;
use crate::wire::WireValue;

/// Where one thread runs passes, one after another.
pub(super) struct Desk<'a> {
    inside: &'a Inside<'a>,
    task: Task,
    /// The results of the steps of the pass that runs.
    values: Vec<Option<Outputs>>,
    /// Parameters of steps as the pass sets them; those of the plan where it sets none.
    parameters: Vec<Option<Vec<Value>>>,
    /// Room for the wires of the step that runs, and where those of each input end.
    wires: Vec<WireValue>,
    ends: Vec<u32>,
    /// Expressions as this pass sees them, where steps follow it.
    formulas: Option<Formulas>,
    /// Texts that steps run as this pass sees them.
    scripts: Vec<Option<Vec<Script>>>,
    tallies: Vec<Tally>,
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        let steps = &self.inside.program.steps;
        for (step, tally) in steps.iter().zip(self.tallies.drain(..)) {
            self.inside.tallies.add(step.node, tally);
        }
    }
}

impl<'a> Desk<'a> {
    pub(super) fn new(inside: &'a Inside<'a>, task: Task) -> Self {
        let steps = inside.program.steps.len();
        Self {
            inside,
            task,
            values: vec![None; steps],
            parameters: vec![None; steps],
            wires: Vec::new(),
            ends: Vec::new(),
            formulas: (inside.program.any_follow || !inside.program.set.is_empty())
                .then(|| inside.around.formulas.clone()),
            scripts: vec![None; steps],
            tallies: vec![Tally::default(); steps],
        }
    }

    pub(super) fn run(&mut self, pass: &Pass) -> Result<Vec<WireValue>, NodeError> {
        self.task.check()?;
        let program = self.inside.program;
        let key = self.key(pass);
        if let Some(kept) = key.and_then(|key| self.inside.around.cache.get(key)) {
            return Ok(kept.outputs.values().to_vec());
        }
        let start = Instant::now();
        let outputs = self.results(pass, &program.outputs)?;
        if let Some(key) = key {
            let kept =
                Kept::new(Outputs(outputs.clone()), Vec::new(), start.elapsed().as_secs_f64());
            self.inside.around.cache.insert(key, Arc::new(kept));
        }
        Ok(outputs)
    }

    /// Runs the steps of a pass that some results are made from, and gives these.
    pub(super) fn results(
        &mut self,
        pass: &Pass,
        wanted: &[Slot],
    ) -> Result<Vec<WireValue>, NodeError> {
        if let Some(problem) = &self.inside.program.problem {
            return Err(problem.clone());
        }
        let ran = self.run_steps(pass, wanted);
        let results =
            ran.and_then(|()| wanted.iter().map(|&slot| self.value(slot, pass)).collect());
        self.values.fill(None);
        results
    }

    /// The key of the results of a pass that are to be kept.
    fn key(&self, pass: &Pass) -> Option<Key> {
        let structure = self.inside.structure?;
        if !pass.is_kept || pass.input.is_some() {
            return None;
        }
        let mut hasher = KeyHasher::default();
        ("pass", structure, pass.iteration, pass.iterations).hash(&mut hasher);
        pass.settings.hash(&mut hasher);
        Some(hasher.key())
    }

    fn run_steps(&mut self, pass: &Pass, results: &[Slot]) -> Result<(), NodeError> {
        let program = self.inside.program;
        self.evaluate(pass);
        for (index, step) in program.steps.iter().enumerate() {
            if step.followers.scripts {
                let scripts = self.scripts_of(step);
                self.scripts[index] = Some(scripts.map_err(|error| self.named(step, pass, error))?);
            }
            if step.is_set() {
                let set = self.parameters_of(step, pass);
                self.parameters[index] = Some(set.map_err(|error| self.named(step, pass, error))?);
            }
        }
        let some = program.chooses || program.initial.is_some();
        let wanted = some.then(|| self.wanted(results));
        for (index, step) in program.steps.iter().enumerate() {
            if wanted.as_ref().is_none_or(|wanted| wanted[index]) {
                let outputs = self.step(index, step, pass);
                let outputs = outputs.map_err(|error| self.named(step, pass, error))?;
                self.values[index] = Some(outputs);
            }
        }
        Ok(())
    }

    /// Evaluates the expressions that follow the pass.
    fn evaluate(&mut self, pass: &Pass) {
        let Some(formulas) = &mut self.formulas else { return };
        let program = self.inside.program;
        for (path, id, setting) in &program.set {
            if let Some(value) = pass.settings.get(usize::from(*setting)) {
                formulas.set_value(path, id, value);
            }
        }
        let frame = pass.frame.unwrap_or(self.inside.around.context.frame);
        let moment = Moment { frame, iteration: [pass.iteration, pass.iterations] };
        formulas.pass(&program.follows, moment, pass.frame.is_some());
    }

    /// The texts that a step runs, as this pass sees them.
    fn scripts_of(&self, step: &Step) -> Result<Vec<Script>, NodeError> {
        let Some(formulas) = &self.formulas else { return Ok(self.node(step).scripts.to_vec()) };
        let scripts = formulas.scripts(&self.node(step).path).into_iter();
        let scripts = scripts.map(|(parameter, script)| {
            script.map_err(|message| NodeError::Parameter {
                parameter: parameter.to_owned(),
                message: message.to_string(),
            })
        });
        scripts.collect()
    }

    fn node(&self, step: &Step) -> &'a PlanNode {
        &self.inside.around.plan.nodes[step.node as usize]
    }

    /// An error with the node and the iteration that it comes from.
    fn named(&self, step: &Step, pass: &Pass, error: NodeError) -> NodeError {
        match error {
            NodeError::Stop(Stop::Cancelled | Stop::Crowded { .. })
            | NodeError::Upstream { .. } => error,
            error => NodeError::Iteration {
                path: self.node(step).path.to_string(),
                iteration: pass.iteration,
                iterations: pass.iterations,
                error: Arc::new(error),
            },
        }
    }

    fn parameters_of(&self, step: &Step, pass: &Pass) -> Result<Vec<Value>, NodeError> {
        let node = self.node(step);
        let mut values = node.values.to_vec();
        let declared = node.parameters().declarations;
        for &(parameter, cell) in &step.followers.parameters {
            let Some(formulas) = &self.formulas else { continue };
            let value = formulas.cell(cell).clone();
            values[parameter as usize] = value.map_err(|message| NodeError::Parameter {
                parameter: declared[parameter as usize].id.to_owned(),
                message: message.to_string(),
            })?;
        }
        for &(parameter, setting) in &step.varied {
            let Some(setting) = pass.settings.get(setting as usize) else { continue };
            let declared = &declared[parameter as usize];
            values[parameter as usize] = declared.accept(setting).map_err(|message| {
                NodeError::Parameter { parameter: declared.id.to_owned(), message }
            })?;
        }
        Ok(values)
    }

    fn parameters(&self, index: usize, step: &Step) -> Parameters<'_> {
        let parameters = self.node(step).parameters();
        let set = self.parameters[index].as_deref();
        Parameters { values: set.unwrap_or(parameters.values), ..parameters }
    }

    /// Which of a step's wires are wanted; of a step that the pass does not set, only those that
    /// are wanted were taken into the program.
    fn choice(&self, index: usize, step: &Step) -> Wanted {
        match self.node(step).node_type {
            Some(node_type) if self.parameters[index].is_some() => {
                (node_type.wanted)(self.parameters(index, step), step.wires.len())
            }
            _ => Wanted::All,
        }
    }

    /// The steps that some results of this pass are made from.
    fn wanted(&self, results: &[Slot]) -> Vec<bool> {
        let program = self.inside.program;
        let mut wanted = vec![false; program.steps.len()];
        let want = |wanted: &mut Vec<bool>, slot: Slot| {
            if let Slot::Step { step, .. } = slot {
                wanted[step as usize] = true;
            }
        };
        results.iter().for_each(|&slot| want(&mut wanted, slot));
        for (index, step) in program.steps.iter().enumerate().rev() {
            if wanted[index] {
                let wires = step.wanted(self.choice(index, step)).iter().map(|(_, slot)| *slot);
                let references = step.references.iter().map(|(_, slot)| *slot);
                let inner = step.inside.iter().flat_map(|(_, captured)| captured.iter().copied());
                for slot in wires.chain(references).chain(inner) {
                    want(&mut wanted, slot);
                }
            }
        }
        wanted
    }

    fn value(&self, slot: Slot, pass: &Pass) -> Result<WireValue, NodeError> {
        let nothing = || NodeError::message("there is no such output");
        match slot {
            Slot::Pass => {
                let nothing = || NodeError::message("the loop has nothing to give to its input");
                pass.input.clone().ok_or_else(nothing)
            }
            Slot::Captured(index) => match &self.inside.captured[index as usize] {
                Ok(value) => Ok(value.clone()),
                Err(error) => Err(NodeError::clone(error)),
            },
            Slot::Step { step, output } => {
                let outputs = self.values[step as usize].as_ref().ok_or_else(nothing)?;
                outputs.values().get(output as usize).cloned().ok_or_else(nothing)
            }
        }
    }

    fn step(&mut self, index: usize, step: &Step, pass: &Pass) -> Result<Outputs, NodeError> {
        let node = self.node(step);
        if let Some(problem) = &node.problem {
            return Err(NodeError::clone(problem));
        }
        let unknown = || NodeError::UnknownType("none".to_owned());
        let node_type = node.node_type.ok_or_else(unknown)?;
        let mut wires = std::mem::take(&mut self.wires);
        let mut ends = std::mem::take(&mut self.ends);
        wires.clear();
        ends.clear();
        ends.resize(node_type.inputs.len().max(1), 0);
        for &(input, slot) in step.wanted(self.choice(index, step)) {
            wires.push(self.value(slot, pass)?);
            ends[usize::from(input)..].fill(wires.len() as u32);
        }
        let references = step.references.iter();
        let references: Vec<(&'static str, WireValue)> = references
            .map(|&(id, slot)| Ok((id, self.value(slot, pass)?)))
            .collect::<Result<_, NodeError>>()?;
        let captured = step.inside.iter().flat_map(|(_, slots)| slots);
        let captured: Vec<Captured> =
            captured.map(|&slot| self.value(slot, pass).map_err(Arc::new)).collect();
        let own_context =
            pass.frame.map(|frame| Context { frame, ..self.inside.around.context.clone() });
        let context = own_context.as_ref().unwrap_or(self.inside.around.context);
        let formulas = self.formulas.as_ref().unwrap_or(self.inside.around.formulas);
        let around = Surroundings { context, formulas, ..self.inside.around };
        let files = around.inputs.files.get(&step.node).map_or(&[][..], Vec::as_slice);
        let cook = Cook {
            node_type,
            parameters: self.parameters(index, step),
            wires: &wires,
            ends: &ends,
            referenced: &references,
            files,
            published: around.inputs.published.get(&step.node),
            scripts: self.scripts[index].as_deref().unwrap_or(&node.scripts),
            context,
            task: &self.task,
            warnings: RefCell::default(),
            inside: step.inside.as_ref().map(|(program, _)| Inside {
                around,
                program,
                structure: None,
                captured: &captured,
                input: wires.first(),
                task: &self.task,
                tallies: self.inside.tallies,
            }),
        };
        let start = Instant::now();
        let result = node.run(&cook);
        let nanoseconds = start.elapsed().as_nanos() as u64;
        let warnings = cook.warnings.into_inner();
        self.count(index, nanoseconds, &result, warnings);
        (self.wires, self.ends) = (wires, ends);
        result
    }

    fn count(
        &mut self,
        index: usize,
        nanoseconds: u64,
        result: &Result<Outputs, NodeError>,
        warnings: Vec<String>,
    ) {
        let tally = &mut self.tallies[index];
        tally.nanoseconds += nanoseconds;
        if let Ok(outputs) = result {
            tally.cooks += 1;
            tally.elements += outputs.values().iter().map(WireValue::elements).sum::<u64>();
        }
        for warning in warnings {
            *tally.warnings.entry(warning).or_default() += 1;
        }
    }
}
