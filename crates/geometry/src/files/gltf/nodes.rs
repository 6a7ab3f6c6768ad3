//! The nodes of a scene, written: what stands where.

use std::collections::HashMap;
use std::sync::Arc;

use glam::{Mat3, Quat, Vec3};
use task::Stop;

use super::json::{Node, Scene};
use super::write::Document;
use crate::files::FileError;
use crate::files::flat::{note_of_stubs, without_stubs};
use crate::ops::extract::{self, LoosePoints};
use crate::ops::unpack::{Unpack, unpack};
use crate::{Column, Geometry, Instance, PrimitiveKind, Selection, Text};

/// Work on names stops being worth it where names times primitives are more than this.
const MOST_NAMING: usize = 1 << 27;

/// Adds a scene that shows a geometry. `name` is that of what has no name of its own.
pub fn add_scene(
    document: &mut Document<'_>,
    geometry: &Geometry,
    name: &str,
) -> Result<(), FileError> {
    let mut meshes = HashMap::new();
    let mut first = Vec::new();
    let own = real(geometry, document)?;
    for (piece_name, piece) in named_pieces(&own, document)? {
        let node_name = if piece_name.is_empty() { name } else { &piece_name };
        if let Some(mesh) = document.add_mesh(&piece, Some(node_name.to_owned()))? {
            let name = Some(node_name.to_owned());
            first.push(document.add_node(Node { name, mesh: Some(mesh), ..Node::default() })?);
        }
    }
    // What stands below a node, or in the scene itself.
    let mut waiting: Vec<(Arc<Geometry>, Option<usize>)> = vec![(Arc::new(geometry.clone()), None)];
    while let Some((parent, node)) = waiting.pop() {
        let names = parent.primitives().get("name").and_then(Column::texts);
        for instance in parent.instances() {
            let child = add_instance(document, &parent, &instance, names, &mut meshes)?;
            match node {
                Some(node) => document.root.nodes[node].children.push(child.node),
                None => first.push(child.node),
            }
            if child.has_instances {
                waiting.push((instance.geometry.clone(), Some(child.node)));
            }
        }
    }
    document.root.scenes = vec![Scene { nodes: first }];
    document.root.scene = Some(0);
    Ok(())
}

struct Added {
    node: usize,
    /// Whether nodes are to be added below it.
    has_instances: bool,
}

fn add_instance(
    document: &mut Document<'_>,
    parent: &Geometry,
    instance: &Instance<'_>,
    names: Option<&Text>,
    meshes: &mut HashMap<*const Geometry, Option<usize>>,
) -> Result<Added, FileError> {
    let name = names.map(|names| names.get(instance.primitive).to_owned());
    let name = name.filter(|name| !name.is_empty());
    if !instance.position.is_finite() || !instance.matrix.is_finite() {
        return Err(document.unwritable(
            format!("packed instance {} stands at no place in space", instance.primitive),
            "Remove what is not a number, for instance with Clean",
        ));
    }
    let Some([translation, scale]) = moved_and_scaled(instance) else {
        // What a node cannot express is written as a mesh of its own, where it stands.
        let task = document.task;
        let mut only = vec![false; parent.primitive_count()];
        only[instance.primitive] = true;
        let alone = extract::primitives(parent, &only, LoosePoints::Drop, task)?;
        let settings = Unpack { deep: true, names: String::new() };
        let real = unpack(&alone, &Selection::All(1), &settings, task)?;
        let mesh = document.add_mesh(&real, name.clone())?;
        let node = document.add_node(Node { name, mesh, ..Node::default() })?;
        return Ok(Added { node, has_instances: false });
    };
    let inside = instance.geometry;
    let mesh = match meshes.get(&Arc::as_ptr(inside)) {
        Some(&mesh) => mesh,
        None => {
            let own = real(inside, document)?;
            let mesh = document.add_mesh(&own, name.clone())?;
            meshes.insert(Arc::as_ptr(inside), mesh);
            mesh
        }
    };
    let turned = Mat3::from_cols(
        instance.matrix.x_axis / scale.x,
        instance.matrix.y_axis / scale.y,
        instance.matrix.z_axis / scale.z,
    );
    let rotation = Quat::from_mat3(&turned).normalize();
    let node = document.add_node(Node {
        name,
        mesh,
        translation: (translation != Vec3::ZERO).then_some(translation.to_array()),
        rotation: (rotation != Quat::IDENTITY).then_some(rotation.to_array()),
        scale: (scale != Vec3::ONE).then_some(scale.to_array()),
        ..Node::default()
    })?;
    Ok(Added { node, has_instances: inside.packed_count() > 0 })
}

/// Where an instance stands and how it is scaled along its own axes, if it is not sheared or
/// flattened.
fn moved_and_scaled(instance: &Instance<'_>) -> Option<[Vec3; 2]> {
    let [x, y, z] = [instance.matrix.x_axis, instance.matrix.y_axis, instance.matrix.z_axis];
    let lengths = Vec3::new(x.length(), y.length(), z.length());
    let square = |a: Vec3, b: Vec3, lengths: f32| a.dot(b).abs() <= 1e-5 * lengths;
    let fits = lengths.min_element() > 1e-20
        && lengths.is_finite()
        && square(x, y, lengths.x * lengths.y)
        && square(y, z, lengths.y * lengths.z)
        && square(z, x, lengths.z * lengths.x);
    let mirrored = (x / lengths.x).cross(y / lengths.y).dot(z) < 0.0;
    // A mirror image is one axis the other way round.
    let scale = if mirrored { lengths * Vec3::new(-1.0, 1.0, 1.0) } else { lengths };
    fits.then_some([instance.position, scale])
}

/// The geometry without packed instances and their points, and without stubs.
fn real(geometry: &Geometry, document: &mut Document<'_>) -> Result<Geometry, Stop> {
    let topology = geometry.topology();
    let task = document.task;
    let is_real: Vec<bool> = (0..topology.primitive_count())
        .map(|primitive| topology.kind(primitive) != PrimitiveKind::Packed)
        .collect();
    let unpacked = extract::primitives(geometry, &is_real, LoosePoints::DropFreed, task)?;
    let (whole, left_out) = without_stubs(&unpacked, task)?;
    document.notes.extend(note_of_stubs(left_out));
    Ok(whole)
}

/// The geometry in pieces by the primitive text `name`, loose points with the first.
fn named_pieces(
    geometry: &Geometry,
    document: &mut Document<'_>,
) -> Result<Vec<(String, Geometry)>, FileError> {
    let whole = |name: &str| Ok(vec![(name.to_owned(), geometry.clone())]);
    let Some(names) = geometry.primitives().get("name").and_then(Column::texts) else {
        return whole("");
    };
    let mut distinct: Vec<&str> = Vec::new();
    let mut seen = vec![false; names.strings.len()];
    for &index in names.indices.iter() {
        if !std::mem::replace(&mut seen[index as usize], true) {
            let name = &*names.strings[index as usize];
            if !distinct.contains(&name) {
                distinct.push(name);
            }
        }
        if distinct.len().saturating_mul(geometry.primitive_count()) > MOST_NAMING {
            document.notes.push("there are too many names for a mesh each: all is one".to_owned());
            return whole("");
        }
    }
    if let [] | [_] = distinct[..] {
        return whole(distinct.first().unwrap_or(&""));
    }
    let mut pieces = Vec::with_capacity(distinct.len());
    for (index, name) in distinct.into_iter().enumerate() {
        let keep: Vec<bool> =
            (0..geometry.primitive_count()).map(|primitive| names.get(primitive) == name).collect();
        let loose = if index == 0 { LoosePoints::DropFreed } else { LoosePoints::Drop };
        let piece = extract::primitives(geometry, &keep, loose, document.task)?;
        pieces.push((name.to_owned(), piece));
    }
    Ok(pieces)
}
