//! Writing what a node gives to files.

use std::path::Path;

use geometry::Geometry;
use geometry::files;
use graph::WireValue;
use nodes::{DatasetWire, GeometryWire, ModelWire};
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

/// Writes a dataset as a table (csv), or a model as a file of weights (safetensors).
pub fn write_other(path: &Path, value: &WireValue, task: &Task) -> Result<(), String> {
    let ends_in = |end: &str| path.extension().is_some_and(|it| it.eq_ignore_ascii_case(end));
    match (value.get::<DatasetWire>(), value.get::<ModelWire>()) {
        (Some(dataset), _) if ends_in("csv") => {
            learn::table::write(path, dataset, task).map_err(|error| error.to_string())
        }
        (_, Some(model)) if ends_in("safetensors") => {
            let bytes = model.to_bytes().map_err(|error| error.to_string())?;
            learn::write_file(path, &bytes).map_err(|error| error.to_string())
        }
        (Some(_), _) => Err("a dataset is written to a file that ends in .csv".to_owned()),
        (_, Some(_)) => Err("a model is written to a file that ends in .safetensors".to_owned()),
        _ => Err(format!("{} cannot be written to a file", value.wire().id)),
    }
}
