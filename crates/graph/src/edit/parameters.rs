//! Setting and promoting parameters.

use super::nodes::parts;
use super::{Edit, EditError};
use crate::document::{Name, Node, Promotion, Setting};
use crate::parameter::{Kind, ParameterDeclaration, TextKind};
use crate::path::NodePath;
use crate::references::carried;
use crate::value::Value;

impl Edit<'_> {
    /// Sets a parameter of a node, or a promoted one of a subnet. A value is brought into the
    /// declared range; one equal to the default is not stored.
    pub fn set_parameter(
        &mut self,
        path: &NodePath,
        parameter: &str,
        setting: Setting,
    ) -> Result<(), EditError> {
        let declaration = self.declaration(path, parameter)?;
        let bad = |reason| EditError::BadSetting { path: path.clone(), reason };
        let setting = match setting {
            _ if declaration.kind == Kind::Button => {
                return Err(bad(format!("\"{parameter}\" is a button; it holds no value")));
            }
            Setting::Value(value) => Setting::Value(declaration.accept(&value).map_err(bad)?),
            expression @ Setting::Expression(_) => expression,
        };
        self.refuse_locked(path)?;
        self.all_or_none(|edit| {
            let node = edit.document.node_mut(path)?;
            node.unknown.parameters.remove(parameter);
            if let Some(promotion) = promotion_mut(node, parameter) {
                promotion.value = Some(setting);
            } else if setting == Setting::Value(declaration.default_value()) {
                node.parameters.remove(parameter);
            } else {
                node.parameters.insert(parameter.into(), setting);
            }
            edit.refuse_cycle_by(path, declaration)
        })
    }

    /// Sets a parameter back to its default; a promoted one back to what the inner nodes say.
    pub fn reset(&mut self, path: &NodePath, parameter: &str) -> Result<(), EditError> {
        let node = self.document.node(path)?;
        let is_set = node.parameters.contains_key(parameter)
            || node.unknown.parameters.contains_key(parameter);
        if !is_set {
            self.declaration(path, parameter)?;
        }
        self.refuse_locked(path)?;
        self.all_or_none(|edit| {
            let node = edit.document.node_mut(path)?;
            node.unknown.parameters.remove(parameter);
            match promotion_mut(node, parameter) {
                Some(promotion) => promotion.value = None,
                None => drop(node.parameters.remove(parameter)),
            }
            match edit.declaration(path, parameter) {
                Ok(declaration) => edit.refuse_cycle_by(path, declaration),
                Err(_) => Ok(()),
            }
        })
    }

    /// Shows a parameter of a node as one of the subnet around it, and gives its id there. It
    /// keeps its value until the subnet sets it.
    pub fn promote(
        &mut self,
        path: &NodePath,
        parameter: &str,
        label: &str,
    ) -> Result<Name, EditError> {
        self.declaration(path, parameter)?;
        let (subnet, name) = parts(path)?;
        if subnet.is_root() {
            return Err(EditError::NotSubnet(subnet));
        }
        let node = self.document.node(&subnet)?;
        let id =
            free_id(parameter, |id| self.declaration(&subnet, id).is_ok() || is_kept(node, id));
        let promotion = Promotion {
            id: id.clone(),
            label: label.to_owned(),
            targets: vec![(name, parameter.into())],
            value: None,
        };
        self.unlocked_mut(&subnet)?.promoted.push(promotion);
        Ok(id)
    }

    /// Lets a promoted parameter of a subnet set one more parameter, of a node inside it that
    /// `inner` names, such as `tower/box1`.
    pub fn add_target(
        &mut self,
        subnet: &NodePath,
        id: &str,
        inner: &str,
        parameter: &str,
    ) -> Result<(), EditError> {
        let path = subnet.inside(inner);
        self.promotion(subnet, id)?;
        let declaration = self.declaration(&path, parameter)?;
        self.all_or_none(|edit| {
            let target = (Name::from(inner), Name::from(parameter));
            if let Some(promotion) = promotion_mut(edit.unlocked_mut(subnet)?, id)
                && !promotion.targets.contains(&target)
            {
                promotion.targets.push(target);
            }
            edit.refuse_cycle_by(&path, declaration)
        })
    }

    /// Changes what artists see of a promoted parameter.
    pub fn label_promotion(
        &mut self,
        subnet: &NodePath,
        id: &str,
        label: &str,
    ) -> Result<(), EditError> {
        self.promotion(subnet, id)?;
        if let Some(promotion) = promotion_mut(self.unlocked_mut(subnet)?, id) {
            promotion.label = label.to_owned();
        }
        Ok(())
    }

    /// Takes a promoted parameter away. What it was set to goes to the inner nodes, so that
    /// nothing cooks differently.
    pub fn remove_promotion(&mut self, subnet: &NodePath, id: &str) -> Result<(), EditError> {
        let promotion = self.promotion(subnet, id)?.clone();
        self.refuse_locked(subnet)?;
        self.all_or_none(|edit| {
            edit.settle(subnet, &promotion)?;
            edit.document.node_mut(subnet)?.promoted.retain(|it| *it.id != *id);
            Ok(())
        })
    }

    /// Writes what a promotion is set to into its targets.
    pub(super) fn settle(
        &mut self,
        subnet: &NodePath,
        promotion: &Promotion,
    ) -> Result<(), EditError> {
        let Some(setting) = &promotion.value else { return Ok(()) };
        for (inner, parameter) in &promotion.targets {
            let inner = subnet.inside(inner);
            let Ok(node) = self.document.node_mut(&inner) else { continue };
            let setting = carried(setting, subnet, &inner);
            match promotion_mut(node, parameter) {
                Some(promotion) => promotion.value = Some(setting),
                None => drop(node.parameters.insert(parameter.clone(), setting)),
            }
        }
        Ok(())
    }

    fn declaration(
        &self,
        path: &NodePath,
        parameter: &str,
    ) -> Result<&'static ParameterDeclaration, EditError> {
        self.document.node(path)?;
        let found = self.document.parameter_declaration(path, parameter, self.library);
        found.ok_or_else(|| EditError::NoParameter {
            path: path.clone(),
            parameter: parameter.to_owned(),
        })
    }

    fn promotion(&self, subnet: &NodePath, id: &str) -> Result<&Promotion, EditError> {
        self.document.node(subnet)?.promotion(id).ok_or_else(|| EditError::NoParameter {
            path: subnet.clone(),
            parameter: id.to_owned(),
        })
    }

    /// A node-path parameter is a wire: it may not make a node from itself.
    fn refuse_cycle_by(
        &self,
        path: &NodePath,
        declaration: &ParameterDeclaration,
    ) -> Result<(), EditError> {
        match declaration.kind {
            Kind::Text(TextKind::Node, _) => self.refuse_cycle(&self.subtree(path)),
            _ => Ok(()),
        }
    }
}

fn promotion_mut<'a>(node: &'a mut Node, id: &str) -> Option<&'a mut Promotion> {
    node.promoted.iter_mut().find(|promotion| &*promotion.id == id)
}

fn is_kept(node: &Node, id: &str) -> bool {
    node.promotion(id).is_some()
        || node.parameters.contains_key(id)
        || node.unknown.parameters.contains_key(id)
}

fn free_id(wanted: &str, is_taken: impl Fn(&str) -> bool) -> Name {
    let numbered = (2_u64..).map(|number| format!("{wanted}{number}"));
    let mut ids = std::iter::once(wanted.to_owned()).chain(numbered);
    ids.find(|id| !is_taken(id)).unwrap_or_default().into()
}

/// A value as a setting.
impl From<Value> for Setting {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}
