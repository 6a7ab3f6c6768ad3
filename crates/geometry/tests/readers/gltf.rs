//! glTF beside the gltf crate, which also checks what it is given.

use espalier_geometry::Geometry;
use espalier_geometry::ops::unpack::{Unpack, unpack};
use espalier_geometry::{Column, PrimitiveKind, Selection, Topology};
use glam::{Mat3, Mat4, Vec3};
use task::Task;

use crate::{Face, assert_same, faces, meshes_beside, read, shapes, written};

/// The triangles of the scene where they stand, with `v` upwards as ours.
fn theirs(bytes: &[u8], beside: &[(String, Vec<u8>)]) -> Vec<Face> {
    let file = ::gltf::Gltf::from_slice(bytes).unwrap();
    let buffers: Vec<&[u8]> = file
        .buffers()
        .map(|buffer| match buffer.source() {
            ::gltf::buffer::Source::Bin => file.blob.as_deref().unwrap(),
            ::gltf::buffer::Source::Uri(uri) => {
                &beside.iter().find(|(name, _)| name == uri).unwrap().1
            }
        })
        .collect();
    let mut faces = Vec::new();
    let scene = file.default_scene().or(file.scenes().next()).unwrap();
    let mut waiting: Vec<_> = scene.nodes().map(|node| (node, Mat4::IDENTITY)).collect();
    waiting.reverse();
    while let Some((node, parent)) = waiting.pop() {
        let matrix = parent * Mat4::from_cols_array_2d(&node.transform().matrix());
        for primitive in node.mesh().iter().flat_map(|mesh| mesh.primitives()) {
            faces.extend(triangles(&primitive, &buffers, matrix));
        }
        let children: Vec<_> = node.children().collect();
        waiting.extend(children.into_iter().rev().map(|child| (child, matrix)));
    }
    faces
}

fn triangles(primitive: &::gltf::Primitive<'_>, buffers: &[&[u8]], matrix: Mat4) -> Vec<Face> {
    assert_eq!(primitive.mode(), ::gltf::mesh::Mode::Triangles);
    let reader = primitive.reader(|buffer| Some(buffers[buffer.index()]));
    let place = |position| matrix.transform_point3(Vec3::from_array(position)).to_array();
    let positions: Vec<[f32; 3]> = reader.read_positions().unwrap().map(place).collect();
    let uvs: Vec<[f32; 2]> = match reader.read_tex_coords(0) {
        Some(uvs) => uvs.into_f32().map(|[u, v]| [u, 1.0 - v]).collect(),
        None => vec![[0.0; 2]; positions.len()],
    };
    let indices: Vec<u32> = match reader.read_indices() {
        Some(indices) => indices.into_u32().collect(),
        None => (0..positions.len() as u32).collect(),
    };
    let corner = |&index: &u32| (positions[index as usize], uvs[index as usize]);
    indices.chunks_exact(3).map(|triangle| triangle.iter().map(corner).collect()).collect()
}

/// Our triangles, packed instances made real.
fn ours(name: &str, bytes: &[u8], beside: &[(String, Vec<u8>)]) -> Vec<Face> {
    let read = read(name, bytes, beside);
    let all = Selection::All(read.primitive_count());
    let settings = Unpack { deep: true, names: String::new() };
    faces(&unpack(&read, &all, &settings, &Task::unlimited()).unwrap())
}

#[test]
fn what_we_write_is_read_alike() {
    for (name, shape) in shapes() {
        for file in ["a.glb", "a.gltf"] {
            let files = written(file, &shape, false);
            let bytes = &files.last().unwrap().1;
            assert_same(name, &ours(file, bytes, &files), &theirs(bytes, &files));
        }
    }
}

/// Instances of a shape that are moved, turned and scaled.
fn instances(inside: Geometry) -> Geometry {
    let count = 5;
    let kinds = vec![PrimitiveKind::Packed; count];
    let corners = (0..count as u32).collect();
    let topology = Topology::new(count, (0..=count as u32).collect(), corners, kinds);
    let positions = (0..count).map(|i| Vec3::new(i as f32, 0.1, -0.5 * i as f32)).collect();
    let mut geometry = Geometry::new(topology, positions);
    let primitives = geometry.table_mut(espalier_geometry::Domain::Primitive);
    primitives.set(espalier_geometry::PACKED_SOURCE, Column::new(vec![0_i32; count]));
    let matrix = |i: usize| {
        let turned = Mat3::from_rotation_y(0.3 * i as f32) * Mat3::from_rotation_x(0.2);
        (turned * Mat3::from_diagonal(Vec3::new(1.0, 2.0, 0.5))).to_cols_array()
    };
    let matrices = (0..count).flat_map(matrix).collect();
    let column = Column::floats_of_size(matrices, 9);
    primitives.set(espalier_geometry::PACKED_TRANSFORM, column);
    geometry.with_packed(vec![std::sync::Arc::new(inside)])
}

#[test]
fn instances_stand_in_the_same_places() {
    for (name, shape) in shapes() {
        let files = written("a.glb", &instances(shape), false);
        let bytes = &files.last().unwrap().1;
        let (ours, theirs) = (ours("a.glb", bytes, &files), theirs(bytes, &files));
        assert_near(name, &ours, &theirs);
    }
}

/// Positions of transformed points are rounded along different ways.
#[track_caller]
fn assert_near(name: &str, ours: &[Face], theirs: &[Face]) {
    assert_eq!(ours.len(), theirs.len(), "{name}");
    for (ours, theirs) in ours.iter().flatten().zip(theirs.iter().flatten()) {
        let apart = (Vec3::from_array(ours.0) - Vec3::from_array(theirs.0)).length();
        assert!(apart < 1e-5 && ours.1 == theirs.1, "{name}: {ours:?} {theirs:?}");
    }
}

/// A GLB file of a description and numbers.
fn glb(description: &str, numbers: &[u8]) -> Vec<u8> {
    let mut json = description.as_bytes().to_vec();
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut numbers = numbers.to_vec();
    numbers.resize(numbers.len().next_multiple_of(4), 0);
    let length = 12 + 8 + json.len() + 8 + numbers.len();
    let mut file = b"glTF\x02\0\0\0".to_vec();
    file.extend((length as u32).to_le_bytes());
    for (kind, chunk) in [(b"JSON", &json), (b"BIN\0", &numbers)] {
        file.extend((chunk.len() as u32).to_le_bytes());
        file.extend(kind);
        file.extend(chunk);
    }
    file
}

/// Six points in lines of 24 bytes, with texture coordinates as parts of 65,535 after each; then
/// six indices of two bytes, then a sparse index and its position.
fn numbers() -> Vec<u8> {
    let mut bytes = Vec::new();
    for [x, y] in [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2]] {
        let position = [x as f32 * 0.1, y as f32, 0.25];
        position.iter().for_each(|value: &f32| bytes.extend(value.to_le_bytes()));
        [x * 65_535, y * 20_000]
            .iter()
            .for_each(|&value| bytes.extend((value as u16).to_le_bytes()));
        bytes.extend([9; 8]);
    }
    [0_u16, 1, 2, 2, 1, 3].iter().for_each(|index| bytes.extend(index.to_le_bytes()));
    bytes.extend(4_u32.to_le_bytes());
    [7.0_f32, 8.0, 9.0].iter().for_each(|value| bytes.extend(value.to_le_bytes()));
    bytes
}

fn by_hand(nodes: &str, primitive: &str, more: &str) -> Vec<u8> {
    let numbers = numbers();
    let position = |more: &str| {
        format!(
            r#"{{"bufferView":0,"componentType":5126,"count":6,"type":"VEC3",
            "min":[0,0,0.25],"max":[0.1,2,0.25]{more}}}"#
        )
    };
    let sparse = r#","sparse":{"count":1,"indices":{"bufferView":2,"componentType":5125},
        "values":{"bufferView":3}}"#;
    let description = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{nodes}],
        "meshes":[{{"primitives":[{primitive}]}}],"accessors":[{},
        {{"bufferView":0,"byteOffset":12,"componentType":5123,"normalized":true,"count":6,"type":"VEC2"}},
        {{"bufferView":1,"componentType":5123,"count":6,"type":"SCALAR"}},{}],
        "bufferViews":[{{"buffer":0,"byteLength":144,"byteStride":24}},
        {{"buffer":0,"byteOffset":144,"byteLength":12}},{{"buffer":0,"byteOffset":156,"byteLength":4}},
        {{"buffer":0,"byteOffset":160,"byteLength":12}}],
        "buffers":[{{"byteLength":{}}}]{more}}}"#,
        position(""),
        position(sparse),
        numbers.len()
    );
    glb(&description, &numbers)
}

#[test]
fn files_made_by_hand_are_read_alike() {
    let plain = r#"{"mesh":0}"#;
    let interleaved = r#"{"attributes":{"POSITION":0,"TEXCOORD_0":1}}"#;
    let indexed = r#"{"attributes":{"POSITION":0,"TEXCOORD_0":1},"indices":2}"#;
    let sparse = r#"{"attributes":{"POSITION":3}}"#;
    let both = format!("{indexed},{sparse}");
    let files = [
        ("not indexed, interleaved", by_hand(plain, interleaved, "")),
        ("indexed", by_hand(plain, indexed, "")),
        ("sparse", by_hand(plain, sparse, "")),
        ("two primitives", by_hand(plain, &both, "")),
    ];
    for (name, bytes) in files {
        assert_same(name, &ours("a.glb", &bytes, &[]), &theirs(&bytes, &[]));
    }
}

#[test]
fn nodes_move_what_is_below_them() {
    let indexed = r#"{"attributes":{"POSITION":0,"TEXCOORD_0":1},"indices":2}"#;
    let nodes = r#"{"children":[1,2],"translation":[1,2,3],"rotation":[0,0.70710678,0,0.70710678]},
        {"mesh":0,"scale":[2,1,0.5]},
        {"matrix":[0,1,0,0,-1,0,0,0,0,0,1,0,5,0,0,1],"children":[3]},{"mesh":0}"#;
    let bytes = by_hand(nodes, indexed, "");
    assert_near("nodes", &ours("a.glb", &bytes, &[]), &theirs(&bytes, &[]));
}

#[test]
fn meshes_beside_the_repository_are_read_alike() {
    for path in meshes_beside("glTF beside the gltf crate") {
        let mesh = read("a.obj", &std::fs::read(&path).unwrap(), &[]);
        let files = written("a.glb", &mesh, false);
        let bytes = &files.last().unwrap().1;
        let name = path.display().to_string();
        assert_same(&name, &ours("a.glb", bytes, &files), &theirs(bytes, &files));
    }
}
