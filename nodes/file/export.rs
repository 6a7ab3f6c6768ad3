//! Export: geometry for a file, written when asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use geometry::Geometry;
use geometry::files::{self, Format, WriteSettings};
use graph::{
    Choice, Choices, Chosen, Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter,
    Parameters, Required, TextKind,
};
use task::Task;

use super::failed;
use crate::wires::GeometryWire;

const INPUT: Required<GeometryWire> = Required::new("geometry", "Geometry");
const FILE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::FileToWrite, "file", "Output File", "")
        .help("The file to write. A path without a folder begins at the project's folder.");
const FORMAT: Parameter<Chosen<FormatChoice>> = Parameter::menu("format", "Format")
    .help("The format of the file; by default that of the name's ending.");
const TEXT: Parameter<bool> = Parameter::toggle("text", "As Text", false)
    .help("Writes PLY and STL as text, which people can read and which takes more room.");

/// A menu of formats.
#[derive(Debug, Clone, Copy)]
struct FormatChoice(Option<Format>);

impl Choices for FormatChoice {
    const OPTIONS: &'static [Choice] = &[
        Choice::new("name", "From Name"),
        Choice::new("obj", "OBJ"),
        Choice::new("ply", "PLY"),
        Choice::new("stl", "STL"),
        Choice::new("gltf", "glTF"),
        Choice::new("glb", "GLB"),
    ];
    const VALUES: &'static [Self] = &[
        Self(None),
        Self(Some(Format::Obj)),
        Self(Some(Format::Ply)),
        Self(Some(Format::Stl)),
        Self(Some(Format::Gltf)),
        Self(Some(Format::Glb)),
    ];
}

/// The declaration of Export.
pub const NODE: NodeType = NodeType {
    id: "export",
    label: "Export",
    category: "file",
    aliases: &["ROP Geometry", "Geometry ROP", "Save", "Write", "Export OBJ", "Export glTF"],
    help: "Says where geometry is to be written and passes it on. Nothing is written while the \
           graph cooks: only when it is asked for, in the window or on the command line. OBJ and \
           PLY keep polygons of any number of corners; STL and glTF have triangles. glTF keeps \
           packed instances as nodes that share a mesh; the others make them real.",
    inputs: &[INPUT.declaration],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[FILE.declaration, FORMAT.declaration, TEXT.declaration],
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    Ok(Outputs::one::<GeometryWire>(cook.shared(INPUT)?))
}

/// Writes the geometry of an Export node as its parameters say. A relative path begins at
/// `folder`. Gives notes on what the format could not hold.
pub fn write(
    parameters: Parameters<'_>,
    geometry: &Geometry,
    folder: &Path,
    task: &Task,
) -> Result<Vec<String>, NodeError> {
    let file = parameters.get(FILE);
    if file.trim().is_empty() {
        let (parameter, message) = (FILE.declaration.id.to_owned(), "name a file".to_owned());
        return Err(NodeError::Parameter { parameter, message });
    }
    let Chosen(FormatChoice(format)) = parameters.get(FORMAT);
    let settings = WriteSettings { format, text: parameters.get(TEXT) };
    files::write_with(&path(parameters, folder), geometry, settings, task).map_err(failed)
}

/// The file that an Export node names. A relative path begins at `folder`.
pub fn path(parameters: Parameters<'_>, folder: &Path) -> PathBuf {
    folder.join(&*parameters.get(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;

    #[test]
    fn cooking_passes_on_and_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cube.obj");
        let values = [("file", text(path.to_str().unwrap()))];
        let passed = cook_geometry(&NODE, &values, &[&shapes::cube()]).unwrap();
        assert_eq!(passed, shapes::cube());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
