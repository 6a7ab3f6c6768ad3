//! Wiring nodes.

use super::nodes::parts;
use super::{Edit, EditError};
use crate::declaration::Arity;
use crate::document::{Name, Source};
use crate::path::NodePath;
use crate::ports::{InputPort, OutputPort};

impl Edit<'_> {
    /// Wires an output to an input. The empty output is the first. An input for one wire loses
    /// the wire that it had; one that takes many gets it as its last.
    pub fn connect(
        &mut self,
        from: &NodePath,
        output: &str,
        to: &NodePath,
        input: &str,
    ) -> Result<(), EditError> {
        self.connect_at(from, output, to, input, usize::MAX)
    }

    /// The same, at a place among the wires of an input that takes many.
    pub fn connect_at(
        &mut self,
        from: &NodePath,
        output: &str,
        to: &NodePath,
        input: &str,
        place: usize,
    ) -> Result<(), EditError> {
        let ((network, from_name), (other, _)) = (parts(from)?, parts(to)?);
        if network != other {
            return Err(EditError::OtherNetwork { from: from.clone(), to: to.clone() });
        }
        let given = self.output(from, output)?;
        let taken = self.input(to, input)?;
        if !taken.wire.accepts(given.wire) {
            return Err(EditError::WrongWire {
                from: from.clone(),
                given: given.wire.id,
                to: to.clone(),
                input: input.to_owned(),
                wanted: taken.wire.id,
            });
        }
        self.refuse_locked(to)?;
        let source = Source { node: from_name, output: self.output_to_store(from, &given)? };
        self.all_or_none(|edit| {
            let node = edit.document.node_mut(to)?;
            if let Some(disabled) = node.disabled.get_mut(input) {
                disabled.remove(&source);
            }
            node.disabled.retain(|_, sources| !sources.is_empty());
            let wires = node.inputs.entry(taken.id).or_default();
            if taken.arity == Arity::Many {
                wires.insert(place.min(wires.len()), source);
            } else {
                *wires = vec![source];
            }
            // In a subnet, the node that stands for the input is made from the wire too.
            let inner = to.child(input);
            let inner = edit.document.node(&inner).is_ok().then_some(inner);
            let through: Vec<NodePath> = inner.into_iter().chain([to.clone()]).collect();
            edit.refuse_cycle(&through)
        })
    }

    /// Takes away the wire at a place among the wires of an input.
    pub fn disconnect(
        &mut self,
        path: &NodePath,
        input: &str,
        place: usize,
    ) -> Result<(), EditError> {
        let wires = self.document.node(path)?.wires(input).len();
        if place >= wires {
            let (path, input) = (path.clone(), input.to_owned());
            return Err(EditError::NoWire { path, input, place });
        }
        let node = self.unlocked_mut(path)?;
        if wires == 1 {
            node.inputs.remove(input);
        } else if let Some(wires) = node.inputs.get_mut(input) {
            wires.remove(place);
        }
        Ok(())
    }

    /// Switches the wire at a place among the wires of an input off or on. While it is off, the
    /// node cooks as if it were not there.
    pub fn set_wire_disabled(
        &mut self,
        path: &NodePath,
        input: &str,
        place: usize,
        off: bool,
    ) -> Result<(), EditError> {
        let source = self.document.node(path)?.wires(input).get(place).cloned();
        let source = source.ok_or_else(|| EditError::NoWire {
            path: path.clone(),
            input: input.to_owned(),
            place,
        })?;
        let disabled = &mut self.unlocked_mut(path)?.disabled;
        if off {
            disabled.entry(input.into()).or_default().insert(source);
        } else if let Some(sources) = disabled.get_mut(input) {
            sources.remove(&source);
        }
        disabled.retain(|_, sources| !sources.is_empty());
        Ok(())
    }

    /// Moves a wire to another place among the wires of its input.
    pub fn reorder_wire(
        &mut self,
        path: &NodePath,
        input: &str,
        place: usize,
        new_place: usize,
    ) -> Result<(), EditError> {
        let wires = self.document.node(path)?.wires(input).len();
        if let Some(place) = [place, new_place].into_iter().find(|&place| place >= wires) {
            let (path, input) = (path.clone(), input.to_owned());
            return Err(EditError::NoWire { path, input, place });
        }
        if let Some(wires) = self.unlocked_mut(path)?.inputs.get_mut(input) {
            let wire = wires.remove(place);
            wires.insert(new_place, wire);
        }
        Ok(())
    }

    /// Puts a node into a wire: what came over the wire comes into the node's first input that
    /// takes it, and the node's first output that fits goes on.
    pub fn insert_on_wire(
        &mut self,
        node: &NodePath,
        to: &NodePath,
        input: &str,
        place: usize,
    ) -> Result<(), EditError> {
        let (network, _) = parts(node)?;
        let source = self.document.node(to)?.wires(input).get(place).cloned();
        let source = source.ok_or_else(|| EditError::NoWire {
            path: to.clone(),
            input: input.to_owned(),
            place,
        })?;
        let from = network.child(&source.node);
        let given = self.output(&from, &source.output)?;
        let taken = self.input(to, input)?;
        let ports = self.ports(node)?;
        let nothing = || EditError::NothingFits { path: node.clone(), given: given.wire.id };
        let first = ports.inputs.iter().find(|port| port.wire.accepts(given.wire));
        let first = first.ok_or_else(nothing)?;
        let result = ports.outputs.iter().find(|port| taken.wire.accepts(port.wire));
        let result = result.ok_or_else(nothing)?;
        self.all_or_none(|edit| {
            edit.disconnect(to, input, place)?;
            edit.connect(&from, &source.output, node, &first.id)?;
            edit.connect_at(node, &result.id, to, input, place)
        })
    }

    fn output(&self, path: &NodePath, id: &str) -> Result<OutputPort, EditError> {
        let ports = self.ports(path)?;
        ports.output(id).cloned().ok_or_else(|| EditError::NoOutput {
            path: path.clone(),
            output: id.to_owned(),
            known: list(ports.outputs.iter().map(|output| &output.id)),
        })
    }

    fn input(&self, path: &NodePath, id: &str) -> Result<InputPort, EditError> {
        let ports = self.ports(path)?;
        ports.input(id).cloned().ok_or_else(|| EditError::NoInput {
            path: path.clone(),
            input: id.to_owned(),
            known: list(ports.inputs.iter().map(|input| &input.id)),
        })
    }

    /// The output as wires store it: empty for the only one that a type declares, which keeps
    /// files short; by its name where others are, or may come, before it.
    fn output_to_store(&self, path: &NodePath, output: &OutputPort) -> Result<Name, EditError> {
        let node = self.document.node(path)?;
        let node_type = self.library.get(&node.type_id);
        let is_only = node_type.is_some_and(|it| !it.role.holds_network() && it.outputs.len() == 1);
        Ok(if is_only { "".into() } else { output.id.clone() })
    }
}

fn list<'a>(ids: impl Iterator<Item = &'a Name>) -> String {
    let ids: Vec<&str> = ids.map(|id| &**id).collect();
    if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
}
