//! glTF 2.0, as `.gltf` with its numbers beside it and as `.glb`.
//!
//! | in the file | in the geometry |
//! | --- | --- |
//! | `POSITION` | points; the transforms of nodes are applied |
//! | `NORMAL`, `TEXCOORD_n`, `COLOR_0` | point `N`, `uv`, `uv2` …, `Cd` and `Alpha` |
//! | `_NAME` | a point attribute `NAME`, floats, or integers where they are not normalised |
//! | triangles, strips, fans | polygons of three corners |
//! | lines, strips, loops | polylines; lines that follow each other make one |
//! | points | points |
//! | a mesh that several nodes show, or `EXT_mesh_gpu_instancing` | packed instances of one geometry |
//! | names of nodes (or of their meshes) | primitive text `name` |
//! | materials | primitive text `material` and their properties: see [`crate::material`] |
//!
//! Texture coordinates run upwards here and downwards in glTF: `v` becomes `1 - v`. Points stay
//! as the file has them, apart at seams. Skins, animations, cameras, lights and images are passed
//! over; meshes compressed with Draco or meshopt are refused with what to do.
//!
//! Written are polygons as triangles, polylines as lines, loose points as points, packed
//! instances as nodes that share one mesh (where a transform shears, which a node cannot, the
//! mesh is written apart). Points whose vertices differ are split. `Cd`, `Alpha`, `N` and `uv`
//! are taken from vertices, points, primitives or the detail, in this order; floats of points and
//! vertices up to four values are written as `_NAME`. Normals are brought to unit length.
//!
//! Source: Khronos Group, "glTF 2.0 Specification", 2.0.1.

mod accessor;
mod base64;
mod buffers;
mod container;
mod json;
mod mesh;
mod nodes;
mod scene;
mod surface;
mod vertices;
mod write;

#[cfg(test)]
mod tests;

use super::Reading;
use super::error::{Fault, Place};
use crate::Geometry;
use json::Root;

pub(super) use write::write;

/// Extensions that a file may require without any loss here.
const UNDERSTOOD: [&str; 5] = [
    "KHR_mesh_quantization",
    "EXT_mesh_gpu_instancing",
    "KHR_materials_emissive_strength",
    "KHR_materials_unlit",
    "KHR_texture_transform",
];

/// Extensions without which meshes cannot be read.
const COMPRESSION: [&str; 2] = ["KHR_draco_mesh_compression", "EXT_meshopt_compression"];

/// Reads a glTF or GLB file.
pub(super) fn read(bytes: &[u8], reading: &mut Reading<'_>) -> Result<Geometry, Fault> {
    let container = container::open(bytes)?;
    let root: Root = serde_json::from_slice(container.json).map_err(|error| {
        let place = match container.binary_file {
            true => Place::Byte(container.json_begin as u64),
            false => Place::Line(error.line() as u64),
        };
        let advice = "The file is damaged, or no glTF: export it again";
        Fault::at(place, format!("the description cannot be read: {error}"), advice)
    })?;
    check_version(&root)?;
    note_what_is_passed_over(&root, reading)?;
    let buffers = buffers::load(&root, container.binary, reading)?;
    reading.task.set_progress(0.2);
    scene::read(&root, &buffers, reading)
}

/// The names of the files that hold the numbers.
pub(super) fn files_named(bytes: &[u8]) -> Vec<String> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Buffers {
        buffers: Vec<json::Buffer>,
    }
    let Ok(container) = container::open(bytes) else { return Vec::new() };
    let described: Buffers = serde_json::from_slice(container.json).unwrap_or_default();
    let uris = described.buffers.iter().filter_map(|buffer| buffer.uri.as_deref());
    uris.filter_map(buffers::file_name).collect()
}

fn check_version(root: &Root) -> Result<(), Fault> {
    if root.asset.version.starts_with("2.") || root.asset.version == "2" {
        return Ok(());
    }
    let cause = format!("this is glTF of version \"{}\"", root.asset.version);
    Err(Fault::at(Place::Whole, cause, "Only glTF 2 can be read: export it as that"))
}

fn note_what_is_passed_over(root: &Root, reading: &mut Reading<'_>) -> Result<(), Fault> {
    for extension in &root.extensions_required {
        if COMPRESSION.contains(&extension.as_str()) {
            let cause = format!("its meshes are compressed with {extension}");
            return Err(Fault::at(Place::Whole, cause, "Export it again without compression"));
        }
        if !UNDERSTOOD.contains(&extension.as_str()) {
            reading.notes.push(format!("the file needs {extension}, which was passed over"));
        }
    }
    let counts = [
        ("skins", root.skins.len()),
        ("animations", root.animations.len()),
        ("images", root.images.len()),
    ];
    let passed: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(what, count)| format!("{count} {what}"))
        .collect();
    if !passed.is_empty() {
        reading.notes.push(format!("passed over: {}", passed.join(", ")));
    }
    Ok(())
}
