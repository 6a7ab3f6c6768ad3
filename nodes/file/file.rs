//! File: geometry from a file.

use std::sync::Arc;

use geometry::files::{self, ReadSettings};
use graph::{Cook, NodeError, NodeType, OutputDeclaration, Outputs, Parameter, TextKind};

use super::failed;
use crate::wires::GeometryWire;

const FILE: Parameter<Arc<str>> =
    Parameter::text_of(TextKind::FileToRead, "file", "Geometry File", "")
        .help("The file to read: OBJ, PLY, STL, glTF or GLB.");
const MERGE: Parameter<bool> = Parameter::toggle("merge_corners", "Merge STL Corners", true).help(
    "STL files store triangles one by one. With this, corners in exactly the same place become \
     one point, so that the surface holds together.",
);

/// The declaration of File.
pub const NODE: NodeType = NodeType {
    id: "file",
    label: "File",
    category: "file",
    aliases: &["File", "Import", "Import OBJ", "Import PLY", "Import STL", "Import glTF", "Load"],
    help: "Reads geometry from a file, with its normals, texture coordinates, colours, groups, \
           names and materials as attributes; meshes that a glTF file shows several times become \
           packed instances. It reads again when the file changes, or one that it names: the \
           materials of an OBJ, the numbers of a glTF. What a file has and geometry cannot hold \
           is said in a warning.",
    inputs: &[],
    outputs: &[OutputDeclaration::new::<GeometryWire>("geometry", "Geometry")],
    parameters: &[FILE.declaration, MERGE.declaration],
    files_beside: files::files_beside,
    cook,
    ..NodeType::BLANK
};

fn cook(cook: &Cook<'_>) -> Result<Outputs, NodeError> {
    let file = cook.file(FILE)?;
    let settings = ReadSettings { merge_corners: cook.get(MERGE) };
    let loaded = files::load(&file.path, settings, cook.task()).map_err(failed)?;
    loaded.notes.into_iter().for_each(|note| cook.warn(note));
    Ok(Outputs::one::<GeometryWire>(loaded.geometry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cook_geometry, text};
    use geometry::shapes;
    use graph::{Value, run_node};
    use task::Task;

    fn path_text(path: &std::path::Path) -> Value {
        text(path.to_str().unwrap())
    }

    #[test]
    fn a_file_becomes_geometry() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cube.stl");
        files::write(&path, &shapes::cube(), &Task::unlimited()).unwrap();
        let read = cook_geometry(&NODE, &[("file", path_text(&path))], &[]).unwrap();
        assert_eq!((read.point_count(), read.primitive_count()), (8, 12));
        let apart = [("file", path_text(&path)), ("merge_corners", Value::Toggle(false))];
        assert_eq!(cook_geometry(&NODE, &apart, &[]).unwrap().point_count(), 36);
    }

    #[test]
    fn a_file_that_the_file_names_cooks_it_again_when_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let obj = "\u{FEFF}mtllib old\\a b.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl red\nf 1 2 3\n";
        std::fs::write(folder.path().join("mesh.obj"), obj).unwrap();
        std::fs::create_dir(folder.path().join("old")).unwrap();
        let text = r#"(version: 1, nodes: {
            "file": (type: "file", parameters: {"file": "mesh.obj"}),
        })"#;
        let library = crate::library();
        let document = graph::project::parse(text, &library).unwrap().document;
        let budget = graph::Budget { cache: 1 << 20, memory: 1 << 20 };
        let evaluator = graph::Evaluator::new(library, budget);
        let mut request = graph::Request::new("/file");
        request.context.project_folder = folder.path().into();
        let red = || {
            let cooked = evaluator.cook(&document, &request);
            let geometry = cooked.values[0].as_ref().unwrap().get::<GeometryWire>().unwrap();
            let material = geometry::material::read(geometry.detail(), "red");
            (material.base_colour[0], cooked.report.nodes[0].cached)
        };
        assert!(!red().1);
        for (level, colour) in [("0.25", 0.25), ("0.5", 0.5)] {
            let materials = folder.path().join("old/a b.mtl");
            std::fs::write(materials, format!("# {level}\nnewmtl red\nKd {level} 0 0\n")).unwrap();
            assert_eq!(red(), (colour, false), "the materials changed");
            assert_eq!(red(), (colour, true), "nothing changed");
        }
    }

    #[test]
    fn what_is_passed_over_is_a_warning_and_what_is_wrong_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mesh.obj");
        let run = || run_node(&NODE, &[("file", path_text(&path))], &[], &Task::unlimited());
        std::fs::write(&path, "v 0 0 0\nbevel on\n").unwrap();
        assert!(run().unwrap().1[0].contains("\"bevel\" was passed over"));
        std::fs::write(&path, "v 0 0 0\nf 1 2 3\n").unwrap();
        let said = run().unwrap_err().to_string();
        assert!(said.contains("mesh.obj, line 2: a corner names point 2"), "{said}");
        let said = cook_geometry(&NODE, &[], &[]).unwrap_err().to_string();
        assert!(said.contains("choose a file"), "{said}");
    }
}
