//! The declaration of a node type: the one place that the evaluator, the file format, the
//! interface, the command line and the documentation read.

use std::fmt;
use std::marker::PhantomData;

use crate::cook::{Cook, Outputs};
use crate::error::NodeError;
use crate::loops::Looping;
use crate::parameter::ParameterDeclaration;
use crate::resource::FilesBeside;
use crate::value::Value;
use crate::wire::{Wire, WireType};

/// How many wires an input takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// Exactly one.
    Required,
    /// One or none.
    Optional,
    /// Any number, in the order of wiring.
    Many,
}

/// All that is said about an input.
#[derive(Debug, Clone, Copy)]
pub struct InputDeclaration {
    /// The name in files. It never changes.
    pub id: &'static str,
    /// What artists see.
    pub label: &'static str,
    /// The kind of value that it takes.
    pub wire: &'static Wire,
    /// How many wires it takes.
    pub arity: Arity,
}

/// All that is said about an output.
#[derive(Debug, Clone, Copy)]
pub struct OutputDeclaration {
    /// The name in files. It never changes.
    pub id: &'static str,
    /// What artists see.
    pub label: &'static str,
    /// The kind of value that it gives.
    pub wire: &'static Wire,
}

impl OutputDeclaration {
    /// An output of a kind of value.
    pub const fn new<W: WireType>(id: &'static str, label: &'static str) -> Self {
        Self { id, label, wire: Wire::of::<W>() }
    }
}

macro_rules! inputs {
    ($($(#[$doc:meta])* $name:ident => $arity:ident),*) => {$(
        $(#[$doc])*
        pub struct $name<W> {
            /// All that is said about it.
            pub declaration: InputDeclaration,
            read_as: PhantomData<fn() -> W>,
        }

        impl<W> Clone for $name<W> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<W> Copy for $name<W> {}

        impl<W: WireType> $name<W> {
            /// An input of this kind of value.
            pub const fn new(id: &'static str, label: &'static str) -> Self {
                let declaration =
                    InputDeclaration { id, label, wire: Wire::of::<W>(), arity: Arity::$arity };
                Self { declaration, read_as: PhantomData }
            }
        }
    )*};
}

inputs! {
    /// An input without which the node cannot cook.
    Required => Required,
    /// An input that may stay unwired.
    Optional => Optional,
    /// An input that takes any number of wires.
    Many => Many
}

/// What a node reads besides its inputs and parameters; it enters the cache key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reads {
    /// The current frame.
    pub frame: bool,
    /// The folder of the project file.
    pub project_folder: bool,
    /// What a job of the program last published for the node.
    pub published: bool,
}

impl Reads {
    /// Nothing besides.
    pub const NOTHING: Self = Self { frame: false, project_folder: false, published: false };
}

/// Which of its wired inputs a node wants cooked, decided from its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    All,
    /// Only the wire at this place among all wires of all inputs.
    Wire(usize),
    /// None.
    None,
}

/// What part a node type plays in the structure of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It cooks.
    Cooks,
    /// It holds a network, whose result is its own.
    Subnet,
    /// It holds a network that it runs many times: its cook is given [`Cook::inside`].
    Loop,
    /// It stands, inside a subnet, for one of the subnet's inputs.
    SubnetInput,
    /// It stands, inside a subnet, for one of the subnet's outputs.
    SubnetOutput,
}

impl Role {
    /// Whether nodes of this role hold a network.
    pub const fn holds_network(self) -> bool {
        matches!(self, Self::Subnet | Self::Loop)
    }
}

/// Brings the parameters of a node that an older version saved to the next version.
#[derive(Clone, Copy)]
pub struct Migration {
    /// The version that the parameters come from.
    pub from: u32,
    /// Changes values in place, under their old ids. Only what was saved is there: what had its
    /// default is not.
    pub migrate: fn(&mut std::collections::BTreeMap<String, Value>),
    /// Old and new ids of parameters: what is under an old one after that goes to the new one,
    /// and so do expressions and promotions.
    pub renamed: &'static [(&'static str, &'static str)],
}

/// The parameters of a node, evaluated and brought to their declared kinds and ranges.
#[derive(Debug, Clone, Copy)]
pub struct Parameters<'a> {
    pub(crate) declarations: &'a [ParameterDeclaration],
    pub(crate) values: &'a [Value],
}

impl Parameters<'_> {
    /// The value of a declared parameter.
    ///
    /// Panics if the node does not declare it: a mistake in the node's file, caught by the test
    /// that cooks every node.
    pub fn get<T: crate::Readable>(&self, parameter: crate::Parameter<T>) -> T {
        let id = parameter.declaration.id;
        let index = self.declarations.iter().position(|declaration| declaration.id == id);
        let value = index.and_then(|index| T::read(&self.values[index]));
        value.unwrap_or_else(|| panic!("parameter \"{id}\" is not declared as it is read"))
    }
}

/// A kind of node. Node files make one constant of it, with [`NodeType::BLANK`] for the rest.
#[derive(Clone, Copy)]
pub struct NodeType {
    /// The name in files. It never changes.
    pub id: &'static str,
    /// Raised when the meaning of what files store changes; a migration brings old files along.
    pub version: u32,
    /// What artists see.
    pub label: &'static str,
    /// Where the menu lists it: "create", "modify", "copy", "attribute" ...
    pub category: &'static str,
    /// What else it is searched by: its names in Houdini and Blender.
    pub aliases: &'static [&'static str],
    /// What it does, in one paragraph for an artist.
    pub help: &'static str,
    /// Its inputs, in the order of the sockets.
    pub inputs: &'static [InputDeclaration],
    /// Its outputs, in the order of the sockets.
    pub outputs: &'static [OutputDeclaration],
    /// Its parameters, in the order of the pane.
    pub parameters: &'static [ParameterDeclaration],
    /// What it reads besides.
    pub reads: Reads,
    /// Whether it reads the frame with these parameters, where it declares that it may: what is
    /// not animated is not cooked again when the frame changes.
    pub reads_frame: fn(Parameters<'_>) -> bool,
    /// The files that its cook reads together with a file that a parameter names: their content
    /// enters the cache key too.
    pub files_beside: FilesBeside,
    /// Its part in the structure.
    pub role: Role,
    /// What a type of the role [`Role::Loop`] says about its passes.
    pub looping: Looping,
    /// Which inputs it wants, from its parameters and the number of its wires.
    pub wanted: fn(Parameters<'_>, usize) -> Wanted,
    /// The work: reads inputs and parameters, gives outputs. Nothing else may influence it.
    pub cook: fn(&Cook<'_>) -> Result<Outputs, NodeError>,
    /// One for each older version that can still be read.
    pub migrations: &'static [Migration],
}

impl NodeType {
    /// What a node type is unless it says otherwise.
    pub const BLANK: Self = Self {
        id: "",
        version: 1,
        label: "",
        category: "",
        aliases: &[],
        help: "",
        inputs: &[],
        outputs: &[],
        parameters: &[],
        reads: Reads::NOTHING,
        reads_frame: |_| true,
        files_beside: |_, _| Vec::new(),
        role: Role::Cooks,
        looping: Looping::BLANK,
        wanted: |_, _| Wanted::All,
        cook: |_| Err(NodeError::Message("this node type cannot be cooked".to_owned())),
        migrations: &[],
    };

    /// The declaration of a parameter.
    pub fn parameter(&self, id: &str) -> Option<&'static ParameterDeclaration> {
        self.parameters.iter().find(|parameter| parameter.id == id)
    }
}

impl fmt::Debug for NodeType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NodeType({} v{})", self.id, self.version)
    }
}

/// The node types that a program knows, by id.
#[derive(Debug, Clone, Default)]
pub struct Library {
    types: std::collections::BTreeMap<&'static str, &'static NodeType>,
}

impl Library {
    /// A library of these types. Panics if two have one id.
    pub fn new(types: impl IntoIterator<Item = &'static NodeType>) -> Self {
        let mut library = Self::default();
        for node_type in types {
            let before = library.types.insert(node_type.id, node_type);
            assert!(before.is_none(), "two node types have the id \"{}\"", node_type.id);
        }
        library
    }

    /// The type of an id.
    pub fn get(&self, id: &str) -> Option<&'static NodeType> {
        self.types.get(id).copied()
    }

    /// All types, by id.
    pub fn iter(&self) -> impl Iterator<Item = &'static NodeType> {
        self.types.values().copied()
    }
}
