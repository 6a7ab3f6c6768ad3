//! What nodes are set to: handed down by subnets, and given by expressions.

use super::Flattener;
use crate::formulas::Formulas;
use crate::path::NodePath;

impl Flattener<'_> {
    /// Hands what a subnet's promoted parameters are set to down to the nodes that they set.
    pub(super) fn hand_down(&mut self, subnet: usize) {
        let node = self.entries[subnet].node.clone();
        for promotion in &node.promoted {
            let overrides = self.entries[subnet].overrides.as_ref();
            let from_above = overrides.and_then(|overrides| overrides.get(&promotion.id));
            let own = || {
                let path = self.entries[subnet].path.clone();
                promotion.value.clone().map(|setting| (setting, path))
            };
            let Some(setting) = from_above.cloned().or_else(own) else { continue };
            for (target, parameter) in &promotion.targets {
                let path = format!("{}/{target}", self.entries[subnet].path);
                if let Some(&entry) = self.by_path.get(path.as_str()) {
                    let overrides = self.entries[entry].overrides.get_or_insert_default();
                    // The outermost subnet comes first and decides.
                    overrides.entry(parameter.clone()).or_insert_with(|| setting.clone());
                }
            }
        }
    }

    /// Takes in the parameters that are expressions, and the texts that name parameters.
    pub(super) fn collect_formulas(&mut self) {
        for entry in &self.entries {
            let Some(node_type) = entry.node_type else { continue };
            let from_above = entry.overrides.iter().flatten();
            let from_above = from_above.map(|(id, (setting, from))| (id, setting, from));
            let own = entry.node.parameters.iter().filter(|(id, _)| {
                entry.overrides.as_ref().is_none_or(|overrides| !overrides.contains_key(*id))
            });
            let own = own.map(|(id, setting)| (id, setting, &entry.path));
            for (id, setting, from) in from_above.chain(own) {
                let Some(declaration) = node_type.parameter(id) else { continue };
                if Formulas::is_wanted(declaration, setting)
                    && let Ok(at) = NodePath::parse(from)
                {
                    let (path, id) = (&entry.path, id.clone());
                    let cell = self.out.formulas.add(path, id, declaration, Some(setting), at);
                    self.out.formulas.put_inside(cell, entry.around);
                }
            }
        }
    }
}
