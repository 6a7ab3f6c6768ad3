//! Bringing nodes of older versions to the version of their type.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Level;
use crate::declaration::{Migration, NodeType};
use crate::document::{Name, Node, Setting};
use crate::path::NodePath;
use crate::value::Value;

type Values = BTreeMap<String, Value>;

/// The nodes of a text that were brought to the version of their type.
#[derive(Default)]
pub(super) struct Migrations {
    brought: HashMap<NodePath, Brought>,
    /// For each promoted parameter the parameter of an inner node that it leads to in the end, as
    /// it was called when it was saved.
    leads_to: HashMap<(NodePath, Name), (NodePath, Name)>,
}

/// How one node was brought along.
struct Brought {
    saved: Values,
    steps: Vec<Migration>,
}

impl Migrations {
    /// Brings the parameters of a node to the version of its type, one version at a time. The
    /// result says what happened; none where there was nothing to do. Expressions go to the new
    /// names of their parameters, and stay as they are.
    pub(super) fn bring(
        &mut self,
        path: &NodePath,
        node: &mut Node,
        node_type: &NodeType,
    ) -> Option<(Level, String)> {
        let (saved, known) = (node.version, node_type.version);
        if saved > known {
            let message = format!(
                "saved as version {saved} of \"{}\", and this program knows version {known}; \
                 kept untouched, and not cooked",
                node_type.id
            );
            return Some((Level::Warning, message));
        }
        if saved == known {
            return None;
        }
        let steps = (saved..known).map(|version| {
            node_type.migrations.iter().find(|migration| migration.from == version).copied()
        });
        let values = node.parameters.iter().filter_map(|(id, setting)| match setting {
            Setting::Value(value) => Some((id.to_string(), value.clone())),
            Setting::Expression(_) => None,
        });
        let brought = steps
            .collect::<Option<Vec<_>>>()
            .map(|steps| Brought { saved: values.collect(), steps });
        let Some((brought, values)) = brought.and_then(|b| b.values().map(|values| (b, values)))
        else {
            let message = format!(
                "saved as version {saved} of \"{}\", which cannot be brought to version {known}; \
                 its parameters are kept as they are: check them",
                node_type.id
            );
            return Some((Level::Warning, message));
        };
        let old = std::mem::take(&mut node.parameters);
        for (id, setting) in old {
            if matches!(setting, Setting::Expression(_)) {
                node.parameters.insert(brought.renamed(&id), setting);
            }
        }
        let check = match node.parameters.is_empty() {
            true => "",
            false => "; its expressions stay as they were: check them",
        };
        for (id, value) in values {
            node.parameters.entry(id.into()).or_insert(Setting::Value(value));
        }
        node.version = known;
        self.brought.insert(path.clone(), brought);
        let message = format!("brought from version {saved} to version {known}{check}");
        Some((Level::Information, message))
    }

    /// Brings the promoted parameters of a subnet along with the nodes in it.
    pub(super) fn follow(&mut self, path: &NodePath, node: &mut Node) {
        if self.brought.is_empty() {
            return;
        }
        for promotion in &mut node.promoted {
            if let Some((inner, parameter)) = promotion.targets.first() {
                let target = (path.inside(inner), parameter.clone());
                let end = self.leads_to.get(&target).cloned().unwrap_or(target);
                if let (Some(Setting::Value(value)), Some(brought)) =
                    (&mut promotion.value, self.brought.get(&end.0))
                    && let Some(new) = brought.value(&end.1, value)
                {
                    *value = new;
                }
                self.leads_to.insert((path.clone(), promotion.id.clone()), end);
            }
            for (inner, parameter) in &mut promotion.targets {
                if let Some(brought) = self.brought.get(&path.inside(inner)) {
                    *parameter = brought.renamed(parameter);
                }
            }
        }
    }
}

impl Brought {
    /// What a parameter is called now.
    fn renamed(&self, parameter: &str) -> Name {
        let renamed = self.steps.iter().fold(parameter, |parameter, step| {
            let found = step.renamed.iter().find(|(old, _)| *old == parameter);
            found.map_or(parameter, |(_, new)| new)
        });
        renamed.into()
    }

    /// The saved values as the type has them now; none where a migration fails, which is one
    /// node's trouble.
    fn values(&self) -> Option<Values> {
        self.brought(self.saved.clone())
    }

    /// What the value of one parameter would be now, had it been saved with the node.
    fn value(&self, parameter: &str, value: &Value) -> Option<Value> {
        let mut values = self.saved.clone();
        values.insert(parameter.to_owned(), value.clone());
        self.brought(values)?.remove(&*self.renamed(parameter))
    }

    fn brought(&self, mut values: Values) -> Option<Values> {
        for step in &self.steps {
            catch_unwind(AssertUnwindSafe(|| (step.migrate)(&mut values))).ok()?;
            for (old, new) in step.renamed {
                if let Some(value) = values.remove(*old) {
                    values.insert((*new).to_owned(), value);
                }
            }
        }
        Some(values)
    }
}
