//! Writing glTF and GLB.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use task::{Stop, Task};

use super::container::{BINARY, CHUNK_HEADER, HEADER, JSON};
use super::json::{Accessor, Buffer, BufferView, Mesh, Node, Primitive, Root};
use super::vertices::{Vertices, is_exported, lines};
use super::{base64, nodes, surface};
use crate::files::output::Output;
use crate::files::{FileError, Writing};
use crate::material::{self, MATERIAL};
use crate::{Bounds, Column, Domain, Geometry};

/// Elements that are formatted at a time.
const GRAIN: usize = 1 << 15;

const FLOAT: u32 = 5126;
const UNSIGNED: u32 = 5125;
const FOR_VERTICES: u32 = 34962;
const FOR_INDICES: u32 = 34963;

/// A file in the making: its description, and how its numbers will be written.
pub struct Document<'a> {
    pub root: Root,
    pub task: &'a Task,
    pub notes: Vec<String>,
    path: &'a Path,
    blobs: Vec<Blob>,
    length: u64,
    materials: HashMap<String, usize>,
}

/// Appends the bytes of a range of elements.
type Format = Box<dyn Fn(Range<usize>, &mut Vec<u8>) + Sync>;

/// Numbers that are formatted when the file is written.
struct Blob {
    count: usize,
    format: Format,
}

/// Writes a GLB file, or a glTF file and the file of its numbers.
pub fn write(geometry: &Geometry, writing: &mut Writing<'_>, glb: bool) -> Result<(), FileError> {
    let stem = Path::new(writing.name).file_stem().unwrap_or(writing.name);
    let mut document = Document {
        root: Root::default(),
        task: writing.task,
        notes: Vec::new(),
        path: writing.path,
        blobs: Vec::new(),
        length: 0,
        materials: HashMap::new(),
    };
    document.root.asset.version = "2.0".to_owned();
    document.root.asset.generator = Some("Espalier".to_owned());
    nodes::add_scene(&mut document, geometry, &stem.to_string_lossy())?;
    writing.task.set_progress(0.4);
    writing.notes.append(&mut document.notes);
    let companion = (!glb && document.length > 0).then(|| writing.companion("bin"));
    if document.length > 0 {
        let uri = companion.as_deref().map(base64::percent_encoded);
        document.root.buffers = vec![Buffer { uri, byte_length: document.length }];
    }
    let mut json = serde_json::to_vec(&document.root).map_err(|error| {
        document.unwritable(format!("the description cannot be made: {error}"), "Report this")
    })?;
    if glb {
        return document.write_glb(&mut json, writing);
    }
    if let Some(name) = companion {
        let mut output = writing.staging.begin(name.as_ref(), writing.task)?;
        document.write_blobs(&mut output)?;
        writing.staging.finish(output)?;
    }
    let mut output = writing.staging.begin(writing.name, writing.task)?;
    output.write(&json)?;
    writing.staging.finish(output)
}

impl Document<'_> {
    /// The error that something cannot be written.
    pub fn unwritable(&self, cause: String, advice: &'static str) -> FileError {
        FileError::Unwritable { path: self.path.into(), cause, advice }
    }

    fn write_glb(&self, json: &mut Vec<u8>, writing: &mut Writing<'_>) -> Result<(), FileError> {
        json.resize(json.len().next_multiple_of(4), b' ');
        let binary = if self.length > 0 { CHUNK_HEADER as u64 + self.length } else { 0 };
        let total = (HEADER + CHUNK_HEADER + json.len()) as u64 + binary;
        let total = u32::try_from(total).map_err(|_| {
            let size = task::bytes_text(total);
            let cause = format!("the file would have {size}, and GLB ends at 4 GiB");
            self.unwritable(cause, "Write .gltf, or fewer elements")
        })?;
        let mut output = writing.staging.begin(writing.name, writing.task)?;
        output.write(b"glTF\x02\0\0\0")?;
        output.write(&total.to_le_bytes())?;
        output.write(&(json.len() as u32).to_le_bytes())?;
        output.write(&JSON)?;
        output.write(json)?;
        if self.length > 0 {
            output.write(&(self.length as u32).to_le_bytes())?;
            output.write(&BINARY)?;
            self.write_blobs(&mut output)?;
        }
        writing.staging.finish(output)
    }

    fn write_blobs(&self, output: &mut Output<'_>) -> Result<(), FileError> {
        for (done, blob) in self.blobs.iter().enumerate() {
            output.write_elements(blob.count, GRAIN, &blob.format)?;
            self.task.set_progress(0.4 + 0.6 * (done + 1) as f32 / self.blobs.len() as f32);
        }
        Ok(())
    }

    /// Adds a node; gives its number.
    pub fn add_node(&mut self, node: Node) -> Result<usize, Stop> {
        self.task.reserve(self.root.nodes.len() as u64 + 1, 512, "the nodes of this file")?;
        self.root.nodes.push(node);
        Ok(self.root.nodes.len() - 1)
    }

    /// Adds the mesh of a geometry without packed instances; none if it has nothing to show.
    pub fn add_mesh(
        &mut self,
        geometry: &Geometry,
        name: Option<String>,
    ) -> Result<Option<usize>, FileError> {
        self.task.check()?;
        self.refuse_what_is_no_place(geometry)?;
        let vertices = Arc::new(Vertices::of(geometry.clone(), self.task)?);
        let parts = self.parts(&vertices)?;
        if parts.is_empty() {
            return Ok(None);
        }
        self.note_left_out(&vertices);
        let count = vertices.count();
        let positions = vertices.clone();
        let position = self.add_accessor(count, 3, FLOAT, FOR_VERTICES, move |range, out| {
            positions.push_positions(range, out);
        });
        let bounds = Bounds::of(geometry.positions());
        self.root.accessors[position].min = Some(bounds.min.to_array().to_vec());
        self.root.accessors[position].max = Some(bounds.max.to_array().to_vec());
        let mut attributes = std::collections::BTreeMap::from([("POSITION".to_owned(), position)]);
        for attribute in &vertices.attributes {
            let (source, exported) = (vertices.clone(), attribute.clone());
            let format = move |range: Range<usize>, out: &mut Vec<u8>| {
                source.push_attribute(&exported, range, out);
            };
            let index = self.add_accessor(count, attribute.size, FLOAT, FOR_VERTICES, format);
            attributes.insert(attribute.semantic.clone(), index);
        }
        let mut primitives = Vec::with_capacity(parts.len());
        for part in parts {
            let material = part.material.map(|name| self.material(&name, geometry));
            let mode = Some(part.mode);
            let format = part.format;
            let indices = self.add_accessor(part.count, 1, UNSIGNED, FOR_INDICES, format);
            let (attributes, indices) = (attributes.clone(), Some(indices));
            primitives.push(Primitive { attributes, indices, material, mode });
        }
        self.root.meshes.push(Mesh { name, primitives });
        Ok(Some(self.root.meshes.len() - 1))
    }

    fn add_accessor(
        &mut self,
        count: usize,
        size: usize,
        component_type: u32,
        target: u32,
        format: impl Fn(Range<usize>, &mut Vec<u8>) + Sync + 'static,
    ) -> usize {
        let byte_length = (count * size * 4) as u64;
        self.root.buffer_views.push(BufferView {
            byte_offset: self.length,
            byte_length,
            target: Some(target),
            ..BufferView::default()
        });
        self.root.accessors.push(Accessor {
            buffer_view: Some(self.root.buffer_views.len() - 1),
            component_type,
            count: count as u64,
            kind: ["SCALAR", "VEC2", "VEC3", "VEC4"][size - 1].to_owned(),
            ..Accessor::default()
        });
        self.blobs.push(Blob { count, format: Box::new(format) });
        self.length += byte_length;
        self.root.accessors.len() - 1
    }

    /// The number of a material, added when it is first asked for.
    fn material(&mut self, name: &str, geometry: &Geometry) -> usize {
        if let Some(&known) = self.materials.get(name) {
            return known;
        }
        let material = material::read(geometry.detail(), name);
        let written = surface::written(name, &material);
        if written.extensions.emissive_strength.is_some() && self.root.extensions_used.is_empty() {
            self.root.extensions_used.push("KHR_materials_emissive_strength".to_owned());
        }
        self.root.materials.push(written);
        self.materials.insert(name.to_owned(), self.root.materials.len() - 1);
        self.root.materials.len() - 1
    }

    fn refuse_what_is_no_place(&self, geometry: &Geometry) -> Result<(), FileError> {
        let wrong = geometry.positions().iter().position(|position| !position.is_finite());
        wrong.map_or(Ok(()), |point| {
            let cause = format!("point {point} stands at no place in space");
            Err(self.unwritable(cause, "Remove what is not a number, for instance with Clean"))
        })
    }

    fn note_left_out(&mut self, vertices: &Vertices) {
        let geometry = vertices.geometry();
        let mut left_out = Vec::new();
        for domain in Domain::ALL {
            for (name, _) in geometry.table(domain).iter() {
                let known = is_exported(&vertices.attributes, domain, name)
                    || domain == Domain::Primitive
                        && matches!(
                            &**name,
                            "name" | MATERIAL | crate::PACKED_SOURCE | crate::PACKED_TRANSFORM
                        )
                    || domain == Domain::Detail && name.starts_with("material:");
                if !known {
                    left_out.push(format!("{} {name}", domain.name()));
                }
            }
        }
        let note = format!("left out, for glTF cannot hold them: {}", left_out.join(", "));
        if !left_out.is_empty() && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// What is drawn of a geometry: triangles and lines by material, and loose points.
    fn parts(&self, vertices: &Arc<Vertices>) -> Result<Vec<Part>, FileError> {
        let geometry = vertices.geometry();
        self.task.reserve(
            2 * geometry.vertex_count() as u64,
            16,
            "the triangles of this geometry",
        )?;
        let triangles = geometry.try_triangles(self.task)?;
        let mut parts = Vec::new();
        for (material, chosen) in by_material(geometry, &triangles.primitives) {
            let vertices = vertices.clone();
            let count = chosen.as_ref().map_or(triangles.vertices.len(), Vec::len);
            let format = move |range: Range<usize>, out: &mut Vec<u8>| {
                let triangles = vertices.geometry().triangles();
                push_triangles(range, out, |number| {
                    let triangle = chosen.as_ref().map_or(number, |list| list[number] as usize);
                    triangles.vertices[triangle].map(|vertex| vertices.of_vertex(vertex))
                });
            };
            if count > 0 {
                parts.push(Part { mode: 4, material, count: 3 * count, format: Box::new(format) });
            }
        }
        self.task.check()?;
        let lines = lines(vertices, self.task)?;
        let owners: Vec<u32> = lines.iter().map(|(primitive, _)| *primitive).collect();
        for (material, chosen) in by_material(geometry, &owners) {
            let indices: Vec<u32> = match chosen {
                None => lines.iter().flat_map(|(_, ends)| ends).copied().collect(),
                Some(list) => {
                    list.iter().flat_map(|&line| &lines[line as usize].1).copied().collect()
                }
            };
            parts.extend(Part::of_indices(1, material, indices));
        }
        parts.extend(Part::of_indices(0, None, vertices.loose()));
        Ok(parts)
    }
}

/// What one primitive of a mesh draws.
struct Part {
    mode: u32,
    material: Option<String>,
    /// Indices.
    count: usize,
    format: Format,
}

impl Part {
    fn of_indices(mode: u32, material: Option<String>, indices: Vec<u32>) -> Option<Self> {
        let count = indices.len();
        let format = move |range: Range<usize>, out: &mut Vec<u8>| {
            indices[range].iter().for_each(|index| out.extend_from_slice(&index.to_le_bytes()));
        };
        (count > 0).then(|| Self { mode, material, count, format: Box::new(format) })
    }
}

/// Appends the indices of a range, which may begin and end within triangles.
fn push_triangles(range: Range<usize>, out: &mut Vec<u8>, triangle: impl Fn(usize) -> [u32; 3]) {
    let mut index = range.start;
    while index < range.end {
        let corners = triangle(index / 3);
        let last = range.end.min(index / 3 * 3 + 3);
        for corner in &corners[index % 3..last - index / 3 * 3] {
            out.extend_from_slice(&corner.to_le_bytes());
        }
        index = last;
    }
}

/// The elements of each material, given the primitive of each element: all (`None`) where there
/// is but one material, which may be no material.
fn by_material(geometry: &Geometry, primitives: &[u32]) -> Vec<(Option<String>, Option<Vec<u32>>)> {
    let Some(names) = geometry.primitives().get(MATERIAL).and_then(Column::texts) else {
        return vec![(None, None)];
    };
    let mut lists: Vec<Vec<u32>> = vec![Vec::new(); names.strings.len()];
    for (element, &primitive) in primitives.iter().enumerate() {
        lists[names.indices[primitive as usize] as usize].push(element as u32);
    }
    let named = |(name, list): (&Arc<str>, Vec<u32>)| {
        let name = (!name.is_empty()).then(|| name.to_string());
        (!list.is_empty()).then_some((name, Some(list)))
    };
    names.strings.iter().zip(lists).filter_map(named).collect()
}
