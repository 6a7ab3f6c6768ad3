//! Writing what a node gives to files.

use std::path::Path;

use geometry::Geometry;
use geometry::files;
use graph::WireValue;
use nodes::GeometryWire;
use task::Task;

/// The geometry on a wire, or what is there instead.
pub fn geometry_of(value: &WireValue) -> Result<&Geometry, String> {
    value.get::<GeometryWire>().ok_or_else(|| format!("gives {}, not geometry", value.wire().id))
}

/// Writes geometry to a file of the format that its extension names. Gives what the format could
/// not hold.
pub fn write(
    path: &Path,
    geometry: &Geometry,
    task: &Task,
) -> Result<Vec<String>, files::FileError> {
    files::write(path, geometry, task)
}
