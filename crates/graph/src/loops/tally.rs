//! What became of the nodes inside a loop, over all passes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::error::NodeError;
use crate::plan::Plan;
use crate::report::NodeReport;

/// What is counted of one node.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub cooks: u32,
    pub nanoseconds: u64,
    pub elements: u64,
    /// How often each warning was given.
    pub warnings: BTreeMap<String, u32>,
}

/// What is counted of all nodes, by their place in the plan.
#[derive(Debug, Default)]
pub(crate) struct Tallies(Mutex<BTreeMap<u32, Tally>>);

impl Tallies {
    pub(crate) fn add(&self, node: u32, tally: Tally) {
        if tally.cooks == 0 && tally.warnings.is_empty() {
            return;
        }
        let mut tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = tallies.entry(node).or_default();
        sum.cooks += tally.cooks;
        sum.nanoseconds += tally.nanoseconds;
        sum.elements += tally.elements;
        for (warning, count) in tally.warnings {
            *sum.warnings.entry(warning).or_default() += count;
        }
    }

    /// A report of each node, inputs before what they feed.
    pub(crate) fn into_reports(self, plan: &Plan) -> Vec<NodeReport> {
        let tallies = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let reports = tallies.into_iter().map(|(node, tally)| NodeReport {
            path: plan.nodes[node as usize].path.clone(),
            seconds: tally.nanoseconds as f64 * 1e-9,
            elements: tally.elements,
            bytes: 0,
            cached: false,
            cooks: tally.cooks,
            warnings: tally.warnings.into_iter().map(said).collect(),
            error: None,
        });
        reports.collect()
    }
}

/// A warning with how often it was given.
fn said((warning, count): (String, u32)) -> String {
    if count == 1 { warning } else { format!("{warning} ({count} times)") }
}

/// Reports of the nodes inside a loop that an error of the loop names.
pub(crate) fn failures(error: &NodeError) -> Vec<NodeReport> {
    let (mut found, mut error) = (Vec::new(), error);
    while let NodeError::Iteration { path, iteration, iterations, error: inner } = error {
        // The report has the path already.
        let said = format!("iteration {iteration} of {iterations} (counted from 0): {inner}");
        let own = std::sync::Arc::new(NodeError::Message(said));
        found.push(NodeReport::failed(&path.as_str().into(), own));
        error = inner;
    }
    found
}
