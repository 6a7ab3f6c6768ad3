//! Programs and expressions over the elements of a geometry.
//!
//! A program reads attributes, neighbours and other inputs as they came in. Attributes that it
//! assigns are written whole; others keep what they have. New attributes have their name's
//! default in elements that the program did not run for. What it asks for besides is done
//! afterwards, in the order of the elements: first points, primitives and corners are added, then
//! attributes and groups are set, then elements are removed.

mod changes;
mod host;
mod scope;
#[cfg(test)]
mod tests;

use expression::{Output, Program, RunError, Value, Written};
use task::{Stop, Task};

use crate::{Column, Domain, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, Selection, Text};
pub use host::GeometryHost;
pub use scope::GeometryScope;

/// The parameters that `ch()` and `chramp()` read.
pub trait Parameters: Sync {
    /// The value at a path.
    fn parameter(&self, path: &str) -> Option<Value>;

    /// The value of a ramp at a place from 0 to 1; that of a curve three times.
    fn ramp(&self, path: &str, place: f32) -> Option<[f32; 3]>;
}

/// No parameters.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoParameters;

impl Parameters for NoParameters {
    fn parameter(&self, _: &str) -> Option<Value> {
        None
    }

    fn ramp(&self, _: &str, _: f32) -> Option<[f32; 3]> {
        None
    }
}

/// Where a program runs.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The frame, as `$F`.
    pub frame: f32,
    /// Frames in a second.
    pub frames_per_second: f32,
    /// The parameters that it can read.
    pub parameters: &'a dyn Parameters,
}

impl Default for Surroundings<'_> {
    fn default() -> Self {
        Self { frame: 1.0, frames_per_second: 24.0, parameters: &NoParameters }
    }
}

/// Why a program gave no geometry.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Cancelled, or refused for want of memory.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// It went wrong, and where.
    #[error(transparent)]
    Run(RunError),
    /// It wrote what the geometry is made of.
    #[error("@{name} of a {domain} cannot be written: {instead}")]
    Reserved {
        /// The attribute.
        name: String,
        /// What the program runs over.
        domain: &'static str,
        /// What to do.
        instead: &'static str,
    },
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Stop(stop) => Self::Stop(stop),
            failed => Self::Run(failed),
        }
    }
}

/// What came of a program.
#[derive(Debug, Clone)]
pub struct Wrangled {
    /// The first input, changed.
    pub geometry: Geometry,
    /// What the program wants to tell, and what it asked for in vain.
    pub warnings: Vec<String>,
}

/// Runs a program, which was compiled for `scope`, over the chosen elements of the first input.
pub fn wrangle(
    scope: &GeometryScope<'_>,
    program: &Program,
    chosen: &Selection,
    surroundings: Surroundings<'_>,
    task: &Task,
) -> Result<Wrangled, Error> {
    check_targets(scope, program)?;
    let host = GeometryHost::new(scope, program, surroundings, task);
    let selected = match chosen {
        Selection::All(_) => None,
        Selection::Some(members) => Some(members.as_slice()),
    };
    let output = program.run(&host, selected, task)?;
    host.stopped()?;
    let mut geometry = scope.first().clone();
    let mut warnings = output.warnings;
    let table = geometry.table_mut(scope.domain);
    for attribute in output.attributes {
        table.set(&attribute.name, column(attribute.values));
    }
    let geometry = changes::applied(geometry, output.changes, &mut warnings, task)?;
    Ok(Wrangled { geometry, warnings })
}

/// The value of an expression for every element of the first input: floats, ints or text.
pub fn values(
    scope: &GeometryScope<'_>,
    expression: &Program,
    surroundings: Surroundings<'_>,
    task: &Task,
) -> Result<Column, Error> {
    let host = GeometryHost::new(scope, expression, surroundings, task);
    let Output { values, .. } = expression.run(&host, None, task)?;
    host.stopped()?;
    Ok(column(values.unwrap_or(Written::Ints(Vec::new()))))
}

/// Refuses to write what the geometry is made of.
fn check_targets(scope: &GeometryScope<'_>, program: &Program) -> Result<(), Error> {
    for attribute in program.attributes().filter(|attribute| attribute.is_written) {
        let instead = match (&*attribute.name, scope.domain) {
            ("P", Domain::Vertex | Domain::Primitive) => {
                "run over points, or use setpointattrib(0, \"P\", point, place)"
            }
            (PACKED_SOURCE | PACKED_TRANSFORM, Domain::Primitive) => {
                "it belongs to the geometry itself"
            }
            _ => continue,
        };
        let (name, domain) = (attribute.name.to_string(), scope.domain.name());
        return Err(Error::Reserved { name, domain, instead });
    }
    Ok(())
}

/// What a program wrote as a column.
fn column(values: Written) -> Column {
    match values {
        Written::Floats(values, size) => Column::floats_of_size(values, size),
        Written::Ints(values) => Column::new(values),
        Written::Bools(members) => Column::group(members),
        Written::Texts(texts) => Column::text(Text::from_strings(texts)),
    }
}
