//! The graph: node declarations, the document, the evaluator with its cache, the project file,
//! undo. It knows no kind of value and no node by name.

mod cache;
mod cook;
mod declaration;
mod dependencies;
mod document;
mod edit;
mod error;
mod evaluator;
#[cfg(test)]
mod evaluator_tests;
mod flatten;
mod format;
mod formulas;
mod history;
mod loops;
mod parameter;
mod parse;
mod path;
mod plan;
mod ports;
pub mod project;
mod promotion;
#[cfg(test)]
mod properties;
mod ramp;
mod raw;
mod references;
mod remark;
mod report;
mod resource;
mod run;
#[cfg(test)]
mod toys;
mod value;
mod wire;

pub use cook::{Channels, Context, Cook, Field, Outputs, run_node};
pub use declaration::{
    Arity, InputDeclaration, Library, Many, Migration, NodeType, Optional, OutputDeclaration,
    Parameters, Reads, Required, Role, Wanted,
};
pub use dependencies::cycle_text;
pub use document::{
    Document, LookupError, Name, Network, Node, Promotion, Setting, Source, UnknownParts,
    ViewSection,
};
pub use edit::{Carried, DEEPEST, Edit, EditError, Flag, SubnetTypes, check_name};
pub use error::NodeError;
pub use evaluator::{Budget, Cooked, Evaluated, Evaluator, Request};
pub use format::{FORMAT_VERSION, FormatError, Level, Problem};
pub use history::History;
pub use loops::{Inside, Looping, Pass, Varied};
pub use parameter::{
    Choice, Choices, Chosen, Condition, Kind, Limits, Parameter, ParameterDeclaration, TextKind,
};
pub use path::{NodePath, PathError};
pub use ports::{InputPort, OutputPort, Ports, ports, subnet_output};
pub use ramp::{Between, Ramp, Stop};
pub use raw::{Raw, RawFields};
pub use remark::{Remark, RemarkKind};
pub use report::{Activity, NodeReport, Report};
pub use resource::{FilesBeside, Published, Resource, Resources};
pub use value::{Readable, Value};
pub use wire::{Wire, WireType, WireValue};
