//! The inputs and outputs of a node: declared by its type, or made by what a subnet holds.

use crate::declaration::{Arity, Library, NodeType, Role};
use crate::document::{Name, Network, Node, Setting};
use crate::value::Value;
use crate::wire::Wire;

/// The parameter of subnet inputs and outputs that gives their order.
pub(crate) const NUMBER: &str = "number";

/// An input of a node.
#[derive(Debug, Clone)]
pub struct InputPort {
    /// The name in files: the declared id, or the name of the inner node that stands for it.
    pub id: Name,
    /// What artists see.
    pub label: Name,
    /// The kind of value that it takes.
    pub wire: &'static Wire,
    /// How many wires it takes.
    pub arity: Arity,
}

/// An output of a node.
#[derive(Debug, Clone)]
pub struct OutputPort {
    /// The name in files: the declared id, or the name of the inner node that stands for it.
    /// Empty for the output of a subnet that gives its displayed node.
    pub id: Name,
    /// What artists see.
    pub label: Name,
    /// The kind of value that it gives.
    pub wire: &'static Wire,
}

/// The inputs and outputs of a node, in the order of the sockets.
#[derive(Debug, Clone, Default)]
pub struct Ports {
    /// The inputs.
    pub inputs: Vec<InputPort>,
    /// The outputs.
    pub outputs: Vec<OutputPort>,
}

impl Ports {
    /// The input of an id.
    pub fn input(&self, id: &str) -> Option<&InputPort> {
        self.inputs.iter().find(|input| &*input.id == id)
    }

    /// The place of an output; the empty id is the first.
    pub fn output_index(&self, id: &str) -> Option<usize> {
        match id {
            "" if self.outputs.is_empty() => None,
            "" => Some(0),
            id => self.outputs.iter().position(|output| &*output.id == id),
        }
    }

    /// The output of an id; the empty id is the first.
    pub fn output(&self, id: &str) -> Option<&OutputPort> {
        self.output_index(id).map(|index| &self.outputs[index])
    }
}

/// The inputs and outputs of a node.
///
/// A subnet has an input for each inner node that stands for one, ordered by that node's
/// parameter `number` and then by name, and outputs likewise; without any, its output is its
/// displayed node. A node of an unknown type has the inputs that are wired and one output.
pub fn ports(node: &Node, library: &Library) -> Ports {
    let Some(node_type) = library.get(&node.type_id) else { return unknown_ports(node) };
    if node_type.role.holds_network() {
        return subnet_ports(node.network.as_deref().unwrap_or(&Network::default()), library);
    }
    let inputs = node_type.inputs.iter().map(|input| InputPort {
        id: input.id.into(),
        label: input.label.into(),
        wire: input.wire,
        arity: input.arity,
    });
    let outputs = node_type.outputs.iter().map(|output| OutputPort {
        id: output.id.into(),
        label: output.label.into(),
        wire: output.wire,
    });
    Ports { inputs: inputs.collect(), outputs: outputs.collect() }
}

/// The inner node that gives an output of a subnet; the empty id is the first output.
pub fn subnet_output<'a>(
    network: &'a Network,
    output: &str,
    library: &Library,
) -> Option<&'a Name> {
    let outputs = standing_for(network, Role::SubnetOutput, library);
    match output {
        "" => outputs.first().copied().or(network.display.as_ref()),
        id => outputs.into_iter().find(|name| &***name == id),
    }
}

fn subnet_ports(network: &Network, library: &Library) -> Ports {
    let inputs = standing_for(network, Role::SubnetInput, library);
    let inputs = inputs.into_iter().map(|name| InputPort {
        id: name.clone(),
        label: name.clone(),
        wire: Wire::ANY,
        arity: Arity::Optional,
    });
    let outputs = standing_for(network, Role::SubnetOutput, library);
    let mut outputs: Vec<OutputPort> = outputs
        .into_iter()
        .map(|name| OutputPort { id: name.clone(), label: name.clone(), wire: Wire::ANY })
        .collect();
    if outputs.is_empty() {
        outputs.push(only_output());
    }
    Ports { inputs: inputs.collect(), outputs }
}

fn unknown_ports(node: &Node) -> Ports {
    let inputs = node.inputs.keys().map(|id| InputPort {
        id: id.clone(),
        label: id.clone(),
        wire: Wire::ANY,
        arity: Arity::Many,
    });
    Ports { inputs: inputs.collect(), outputs: vec![only_output()] }
}

fn only_output() -> OutputPort {
    OutputPort { id: "".into(), label: "Output".into(), wire: Wire::ANY }
}

/// The names of the inner nodes of a role, in the order of their number and name.
fn standing_for<'a>(network: &'a Network, role: Role, library: &Library) -> Vec<&'a Name> {
    let mut found: Vec<(i64, &Name)> = Vec::new();
    for (name, node) in &network.nodes {
        if let Some(node_type) = library.get(&node.type_id)
            && node_type.role == role
        {
            found.push((number(node, node_type), name));
        }
    }
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

fn number(node: &Node, node_type: &NodeType) -> i64 {
    let declared = || node_type.parameter(NUMBER).map(|parameter| parameter.default_value());
    let set = node.parameters.get(NUMBER).and_then(|setting| match setting {
        Setting::Value(value) => Some(value.clone()),
        Setting::Expression(_) => None,
    });
    match set.or_else(declared) {
        Some(Value::Integer(number)) => number,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toys::{
        CONSTANT, Draft, SCALE, SUBNET_INPUT, SUBNET_OUTPUT, integer, library, path,
    };

    fn ids<'a>(ids: impl IntoIterator<Item = &'a Name>) -> Vec<&'a str> {
        ids.into_iter().map(|id| &**id).collect()
    }

    #[test]
    fn a_subnet_has_the_ports_that_stand_inside_it() {
        let inside = Draft::default()
            .node("last", &SUBNET_INPUT, &[], &[("number", integer(2))])
            .node("b", &SUBNET_INPUT, &[], &[])
            .node("a", &SUBNET_INPUT, &[], &[])
            .node("z", &SUBNET_OUTPUT, &[("in", "a")], &[("number", integer(-1))])
            .node("y", &SUBNET_OUTPUT, &[("in", "b")], &[]);
        let document = Draft::default().subnet("tower", &[], inside).document();
        let tower = document.node(&path("/tower")).unwrap();
        let ports = ports(tower, &library());
        assert_eq!(ids(ports.inputs.iter().map(|input| &input.id)), ["a", "b", "last"]);
        assert_eq!(ids(ports.outputs.iter().map(|output| &output.id)), ["z", "y"]);
        assert_eq!((ports.output_index(""), ports.output_index("y")), (Some(0), Some(1)));
        let network = tower.network.as_ref().unwrap();
        let given = |output: &str| subnet_output(network, output, &library()).map(|name| &**name);
        assert_eq!((given(""), given("y"), given("x")), (Some("z"), Some("y"), None));
    }

    #[test]
    fn a_subnet_without_outputs_gives_its_displayed_node() {
        let inside = Draft::default().node("one", &CONSTANT, &[], &[]).display("one");
        let document = Draft::default().subnet("tower", &[], inside).document();
        let tower = document.node(&path("/tower")).unwrap();
        assert_eq!(ports(tower, &library()).outputs.len(), 1);
        let network = tower.network.as_ref().unwrap();
        assert_eq!(subnet_output(network, "", &library()).map(|name| &**name), Some("one"));
    }

    #[test]
    fn an_ordinary_node_has_what_its_type_declares_and_an_unknown_one_what_is_wired() {
        let mut node = Node::new(&SCALE);
        assert_eq!(ports(&node, &library()).outputs.len(), 2);
        node.inputs.insert("mesh".into(), Vec::new());
        node.type_id = "from_the_future".into();
        let unknown = ports(&node, &library());
        assert_eq!(ids(unknown.inputs.iter().map(|input| &input.id)), ["mesh"]);
        assert!(unknown.output("").is_some() && unknown.input("mesh").is_some());
    }
}
