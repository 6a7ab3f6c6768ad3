//! The nodes of a scene, read: where its meshes stand.

use std::collections::HashMap;
use std::sync::Arc;

use glam::{DMat4, DQuat, DVec3, Mat3, Vec3};
use task::{Stop, Task};

use super::accessor::array;
use super::buffers::Buffers;
use super::json::{Instancing, Node, Root};
use super::{mesh, surface};
use crate::files::Reading;
use crate::files::error::{ABSURD, Fault, Place};
use crate::material::{self, MATERIAL};
use crate::{
    Column, Domain, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind, Text, Topology, ops,
};

/// A mesh at a place.
struct Placement {
    mesh: usize,
    matrix: DMat4,
    name: Arc<str>,
}

/// The geometry of the scene that the file shows first.
pub fn read(
    root: &Root,
    buffers: &Buffers<'_>,
    reading: &mut Reading<'_>,
) -> Result<Geometry, Fault> {
    let placements = placements(root, buffers, reading)?;
    let mut uses = HashMap::<usize, usize>::new();
    placements.iter().for_each(|placement| *uses.entry(placement.mesh).or_default() += 1);
    let materials = surface::names(root);
    let mut shared = HashMap::<usize, Arc<Geometry>>::new();
    let mut parts: Vec<Geometry> = Vec::new();
    let mut total = 0;
    let mut at = 0;
    while let Some(placement) = placements.get(at) {
        reading.task.check()?;
        reading.task.set_progress(0.2 + 0.7 * at as f32 / placements.len() as f32);
        let mesh = placement.mesh;
        if uses[&mesh] == 1 {
            let geometry = mesh::read(root, buffers, mesh, &materials, reading)?;
            total += geometry.point_count() as u64 + 2 * geometry.vertex_count() as u64;
            reading.task.reserve(total, 12, "the meshes of this file")?;
            parts.push(placed(geometry, placement, reading.task)?);
            at += 1;
            continue;
        }
        // Instances that follow each other are one part.
        let run = placements[at..].iter().take_while(|placement| uses[&placement.mesh] > 1).count();
        for placement in &placements[at..at + run] {
            if let std::collections::hash_map::Entry::Vacant(entry) = shared.entry(placement.mesh) {
                let geometry = mesh::read(root, buffers, placement.mesh, &materials, reading)?;
                entry.insert(Arc::new(with_materials(geometry, root, &materials)));
            }
        }
        parts.push(instances(&placements[at..at + run], &shared));
        at += run;
    }
    let merged = ops::merge::merge(&parts.iter().collect::<Vec<_>>(), reading.task)?;
    Ok(with_materials(merged, root, &materials))
}

/// The geometry with the properties of the materials that it names.
fn with_materials(mut geometry: Geometry, root: &Root, names: &[String]) -> Geometry {
    let used = geometry.primitives().get(MATERIAL).and_then(Column::texts).cloned();
    let detail = geometry.table_mut(Domain::Detail);
    for name in used.iter().flat_map(|text| text.strings.iter()) {
        if let Some(index) = names.iter().position(|known| **known == **name) {
            material::write(detail, name, &surface::read(&root.materials[index]));
        }
    }
    geometry
}

/// A mesh that is shown once, moved to where it stands.
fn placed(geometry: Geometry, placement: &Placement, task: &Task) -> Result<Geometry, Stop> {
    let matrix = placement.matrix;
    let linear = glam::DMat3::from_mat4(matrix);
    let mut geometry =
        if linear.determinant() < 0.0 { mesh::reversed(&geometry, task)? } else { geometry };
    if matrix != DMat4::IDENTITY {
        for position in geometry.positions_mut() {
            *position = matrix.transform_point3(position.as_dvec3()).as_vec3();
        }
        let cofactors = glam::DMat3::from_cols(
            linear.y_axis.cross(linear.z_axis),
            linear.z_axis.cross(linear.x_axis),
            linear.x_axis.cross(linear.y_axis),
        ) * linear.determinant().signum();
        let points = geometry.table_mut(Domain::Point);
        if points.contains("N") {
            for normal in points.write::<Vec3>("N") {
                *normal = (cofactors * normal.as_dvec3()).normalize_or_zero().as_vec3();
            }
        }
    }
    set_names(&mut geometry, std::iter::repeat(&placement.name));
    Ok(geometry)
}

/// Packed instances of meshes that are shown more than once.
fn instances(placements: &[Placement], shared: &HashMap<usize, Arc<Geometry>>) -> Geometry {
    let count = placements.len();
    let mut sources: Vec<usize> = placements.iter().map(|placement| placement.mesh).collect();
    sources.sort_unstable();
    sources.dedup();
    let positions = placements.iter().map(|placement| placement.matrix.w_axis.truncate().as_vec3());
    let kinds = vec![PrimitiveKind::Packed; count];
    let corners = (0..count as u32).collect();
    let topology = Topology::new(count, (0..=count as u32).collect(), corners, kinds);
    let mut geometry = Geometry::new(topology, positions.collect());
    let primitives = geometry.table_mut(Domain::Primitive);
    let source = |placement: &Placement| {
        sources.binary_search(&placement.mesh).map_or(-1, |source| source as i32)
    };
    primitives.set(PACKED_SOURCE, Column::new(placements.iter().map(source).collect::<Vec<i32>>()));
    let matrix =
        |placement: &Placement| Mat3::from_mat4(placement.matrix.as_mat4()).to_cols_array();
    let matrices: Vec<[f32; 9]> = placements.iter().map(matrix).collect();
    primitives.write::<[f32; 9]>(PACKED_TRANSFORM).copy_from_slice(&matrices);
    set_names(&mut geometry, placements.iter().map(|placement| &placement.name));
    let packed: Vec<Arc<Geometry>> = sources.iter().map(|mesh| shared[mesh].clone()).collect();
    geometry.with_packed(packed)
}

fn set_names<'a>(geometry: &mut Geometry, names: impl Iterator<Item = &'a Arc<str>> + Clone) {
    let primitives = geometry.table_mut(Domain::Primitive);
    let count = primitives.len();
    if names.clone().take(count).any(|name| !name.is_empty()) {
        primitives.set("name", Column::text(Text::from_strings(names.take(count))));
    }
}

/// Every mesh of the scene with its place, in the order of a walk through the nodes.
fn placements(
    root: &Root,
    buffers: &Buffers<'_>,
    reading: &mut Reading<'_>,
) -> Result<Vec<Placement>, Fault> {
    let mut visited = vec![false; root.nodes.len()];
    let mut found = Vec::new();
    // Nodes to be visited, the next one last.
    let mut waiting: Vec<(usize, DMat4)> =
        first_nodes(root).into_iter().rev().map(|node| (node, DMat4::IDENTITY)).collect();
    while let Some((index, parent)) = waiting.pop() {
        let wrong = |what: &str| Fault::at(Place::Whole, format!("node {index} {what}"), ABSURD);
        let node = root.nodes.get(index).ok_or_else(|| wrong("is asked for, and is not there"))?;
        if std::mem::replace(&mut visited[index], true) {
            return Err(wrong("stands below itself, or below two others: nodes must be a tree"));
        }
        let matrix = parent * local_matrix(node);
        if let Some(mesh) = node.mesh {
            let own = node.name.as_deref();
            let of_mesh = || root.meshes.get(mesh).and_then(|mesh| mesh.name.as_deref());
            let name: Arc<str> = own.or_else(of_mesh).unwrap_or("").into();
            match &node.extensions.instancing {
                None => found.push(Placement { mesh, matrix, name }),
                Some(instancing) => {
                    for instance in instance_matrices(root, buffers, instancing, reading)? {
                        let (matrix, name) = (matrix * instance, name.clone());
                        found.push(Placement { mesh, matrix, name });
                    }
                }
            }
            reading.task.reserve(found.len() as u64, 256, "the instances of this file")?;
        }
        waiting.extend(node.children.iter().rev().map(|&child| (child, matrix)));
    }
    Ok(found)
}

/// The nodes of the scene that the file shows first; without scenes all that are no children.
fn first_nodes(root: &Root) -> Vec<usize> {
    if let Some(scene) = root.scenes.get(root.scene.unwrap_or(0)).or(root.scenes.first()) {
        return scene.nodes.clone();
    }
    let mut is_child = vec![false; root.nodes.len()];
    for &child in root.nodes.iter().flat_map(|node| &node.children) {
        if let Some(slot) = is_child.get_mut(child) {
            *slot = true;
        }
    }
    (0..root.nodes.len()).filter(|&node| !is_child[node]).collect()
}

fn local_matrix(node: &Node) -> DMat4 {
    if let Some(matrix) = node.matrix {
        return DMat4::from_cols_array(&matrix.map(f64::from));
    }
    from_parts(
        node.translation.unwrap_or_default(),
        node.rotation.unwrap_or([0.0, 0.0, 0.0, 1.0]),
        node.scale.unwrap_or([1.0; 3]),
    )
}

fn from_parts(translation: [f32; 3], rotation: [f32; 4], scale: [f32; 3]) -> DMat4 {
    let rotation = DQuat::from_array(rotation.map(f64::from));
    // A rotation that is none turns nothing.
    let length = rotation.length();
    let rotation = if length > 0.0 { rotation / length } else { DQuat::IDENTITY };
    let [translation, scale] = [translation, scale].map(|v| DVec3::from(v.map(f64::from)));
    let turned = glam::DMat3::from_quat(rotation) * glam::DMat3::from_diagonal(scale);
    DMat4::from_mat3_translation(turned, translation)
}

/// The places of `EXT_mesh_gpu_instancing`.
fn instance_matrices(
    root: &Root,
    buffers: &Buffers<'_>,
    instancing: &Instancing,
    reading: &Reading<'_>,
) -> Result<Vec<DMat4>, Fault> {
    let task = reading.task;
    let numbers = |name: &str, size: usize| {
        let Some(&accessor) = instancing.attributes.get(name) else { return Ok(None) };
        let values = array(root, buffers, accessor)?;
        if values.size != size {
            let cause = format!("the {name} of instances is not of {size} numbers");
            return Err(Fault::at(Place::Whole, cause, ABSURD));
        }
        Ok(Some(values.floats(task)?))
    };
    let translations = numbers("TRANSLATION", 3)?;
    let rotations = numbers("ROTATION", 4)?;
    let scales = numbers("SCALE", 3)?;
    let count = |values: &Option<Vec<f32>>, size: usize| {
        values.as_ref().map_or(usize::MAX, |values| values.len() / size)
    };
    let least = count(&translations, 3).min(count(&rotations, 4)).min(count(&scales, 3));
    let least = if least == usize::MAX { 0 } else { least };
    task.reserve(least as u64, 128, "the instances of this file")?;
    fn tuple<const N: usize>(
        values: &Option<Vec<f32>>,
        index: usize,
        default: [f32; N],
    ) -> [f32; N] {
        let found = values.as_ref().and_then(|values| values.as_chunks::<N>().0.get(index));
        found.copied().unwrap_or(default)
    }
    let matrix = |index: usize| {
        from_parts(
            tuple(&translations, index, [0.0; 3]),
            tuple(&rotations, index, [0.0, 0.0, 0.0, 1.0]),
            tuple(&scales, index, [1.0; 3]),
        )
    };
    Ok((0..least).map(matrix).collect())
}
