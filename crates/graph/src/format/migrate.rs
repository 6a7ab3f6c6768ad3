//! Bringing nodes of older versions to the version of their type.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Level;
use crate::declaration::NodeType;
use crate::document::{Node, Setting};
use crate::value::Value;

/// Brings the parameters of a node to the version of its type, one version at a time. The result
/// says what happened; none where there was nothing to do. Expressions stay as they are.
pub(super) fn migrate(node: &mut Node, node_type: &NodeType) -> Option<(Level, String)> {
    let (saved, known) = (node.version, node_type.version);
    if saved > known {
        let message = format!(
            "saved as version {saved} of \"{}\", and this program knows version {known}; kept \
             untouched, and not cooked",
            node_type.id
        );
        return Some((Level::Warning, message));
    }
    if saved == known {
        return None;
    }
    let mut values: BTreeMap<String, Value> = BTreeMap::new();
    for (id, setting) in &node.parameters {
        if let Setting::Value(value) = setting {
            values.insert(id.to_string(), value.clone());
        }
    }
    for version in saved..known {
        let step = node_type.migrations.iter().find(|migration| migration.from == version);
        // A defect in a migration is one node's trouble.
        let done = step.is_some_and(|step| {
            catch_unwind(AssertUnwindSafe(|| (step.migrate)(&mut values))).is_ok()
        });
        if !done {
            let message = format!(
                "saved as version {saved} of \"{}\", which cannot be brought to version {known}; \
                 its parameters are kept as they are: check them",
                node_type.id
            );
            return Some((Level::Warning, message));
        }
    }
    node.parameters.retain(|_, setting| matches!(setting, Setting::Expression(_)));
    let has_expressions = !node.parameters.is_empty();
    for (id, value) in values {
        node.parameters.entry(id.into()).or_insert(Setting::Value(value));
    }
    node.version = known;
    let check =
        if has_expressions { "; its expressions stay as they were: check them" } else { "" };
    Some((Level::Information, format!("brought from version {saved} to version {known}{check}")))
}
