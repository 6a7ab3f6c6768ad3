//! What cooked last, as panels show it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use geometry::Geometry;
use graph::{Name, NodeError, NodePath, NodeReport, Report, Value, WireValue};
use nodes::GeometryWire;

/// The value of a displayed node.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The path of the node.
    pub path: String,
    /// What it gives.
    pub value: WireValue,
    /// Seconds from request to result.
    pub seconds: f64,
}

impl Shown {
    /// The geometry, if it is one.
    pub fn geometry(&self) -> Option<&Geometry> {
        self.value.get::<GeometryWire>()
    }
}

/// Results by node.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// What the displayed node gives; the last that cooked, while a newer one cooks.
    pub shown: Option<Shown>,
    /// The number of the request that gave it: an older one never replaces a newer.
    pub number: u64,
    /// Ghosts beside it: the template nodes.
    pub templates: Vec<(String, WireValue)>,
    /// Why the displayed node gives nothing.
    pub failure: Option<String>,
    /// The newest report of each node.
    reports: BTreeMap<Arc<str>, NodeReport>,
    /// The report of the last cook of the displayed node, in cooking order.
    pub last: Report,
    /// What nodes that are looked at give, by path.
    values: HashMap<String, WireValue>,
    /// What the expressions of the selected node give.
    pub expressions: Expressions,
}

/// What the expressions of one node give.
#[derive(Debug, Clone, Default)]
pub struct Expressions {
    /// The path of the node.
    pub path: String,
    /// By the parameter's id the value, or what is wrong.
    pub values: Vec<(Name, Result<Value, Arc<str>>)>,
}

impl Results {
    /// The report of a node.
    pub fn report(&self, path: &str) -> Option<&NodeReport> {
        self.reports.get(path)
    }

    /// What a node gives, if it was looked at.
    pub fn value(&self, path: &str) -> Option<&WireValue> {
        let shown = self.shown.as_ref().filter(|shown| shown.path == path);
        self.values.get(path).or(shown.map(|shown| &shown.value))
    }

    /// What a node gives as geometry, if it was looked at.
    pub fn geometry(&self, path: &str) -> Option<&Geometry> {
        self.value(path)?.get::<GeometryWire>()
    }

    /// What the expression of a parameter gave last, or what is wrong with it.
    pub fn expression(&self, path: &NodePath, id: &str) -> Option<&Result<Value, Arc<str>>> {
        if self.expressions.path != path.to_string() {
            return None;
        }
        let values = &self.expressions.values;
        values.iter().find(|(parameter, _)| **parameter == *id).map(|(_, value)| value)
    }

    /// Takes over the reports of a cook.
    pub fn take_reports(&mut self, report: &Report) {
        for node in &report.nodes {
            let cancelled = node.error.as_ref().is_some_and(|error| error.is_cancelled());
            if !cancelled {
                self.reports.insert(node.path.clone(), node.clone());
            }
        }
    }

    /// Takes over the values of nodes that are looked at; the others are forgotten.
    pub fn take_values(&mut self, values: Vec<(String, Result<WireValue, Arc<NodeError>>)>) {
        let given = values.into_iter().filter_map(|(path, value)| Some((path, value.ok()?)));
        self.values = given.collect();
    }

    /// Forgets nodes that are no longer there.
    pub fn keep(&mut self, is_there: impl Fn(&str) -> bool) {
        self.reports.retain(|path, _| is_there(path));
    }
}
