use std::path::Path;
use std::sync::Arc;

use glam::{Mat3, Vec3};
use task::Task;

use crate::files::{FileError, Loaded, ReadSettings, WriteSettings, read_bytes, write_bytes};
use crate::material::{self, Material};
use crate::{
    Column, Domain, Geometry, PACKED_SOURCE, PACKED_TRANSFORM, PrimitiveKind, Text, Topology,
    shapes,
};

fn load(bytes: &[u8]) -> Result<Loaded, FileError> {
    load_with(bytes, &[])
}

fn load_with(bytes: &[u8], files: &[(String, Vec<u8>)]) -> Result<Loaded, FileError> {
    let beside = |wanted: &str| {
        let found = files.iter().find(|(name, _)| name == wanted);
        let missing = std::io::ErrorKind::NotFound.into();
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| FileError::system(Path::new(wanted), "read", &missing))
    };
    read_bytes(Path::new("a.gltf"), bytes, ReadSettings::default(), &beside, &Task::unlimited())
}

fn error(bytes: &[u8]) -> String {
    load(bytes).unwrap_err().to_string()
}

fn written(geometry: &Geometry) -> (Vec<u8>, Vec<String>) {
    let settings = WriteSettings::default();
    let (mut files, notes) = write_bytes("a.glb", geometry, settings, &Task::unlimited()).unwrap();
    assert_eq!(files.len(), 1);
    (files.pop().unwrap().1, notes)
}

fn round_trip(geometry: &Geometry) -> Geometry {
    load(&written(geometry).0).unwrap().geometry
}

/// A file of one mesh whose numbers stand in the description.
fn with_mesh(primitive: &str, accessors: &str, bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, i| bits << 8 | u32::from(*three.get(i).unwrap_or(&0)));
        (0..4).for_each(|i| text.push(char::from(DIGITS[(bits >> (18 - 6 * i) & 63) as usize])));
    }
    let length = bytes.len();
    format!(
        r#"{{"asset":{{"version":"2.0"}},"nodes":[{{"mesh":0}}],"meshes":[{{"primitives":[{primitive}]}}],
        "accessors":[{accessors}],"bufferViews":[{{"buffer":0,"byteLength":{length}}},
        {{"buffer":0,"byteLength":{length},"byteStride":16}}],
        "buffers":[{{"byteLength":{length},"uri":"data:application/octet-stream;base64,{text}"}}]}}"#
    )
    .into_bytes()
}

/// Six points, and in every sixteen bytes four after each.
fn six_points() -> Vec<u8> {
    let positions = [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2]];
    let mut bytes = Vec::new();
    for [x, y] in positions {
        [x as f32, y as f32, 0.0].iter().for_each(|value: &f32| bytes.extend(value.to_le_bytes()));
        bytes.extend([x as u8 * 255, y as u8, 0, 255]);
    }
    bytes
}

const POSITIONS: &str = r#"{"bufferView":1,"componentType":5126,"count":6,"type":"VEC3"}"#;

#[test]
fn closed_shapes_keep_their_volume() {
    for shape in [shapes::cube(), shapes::torus(16, 8), shapes::concave()] {
        let again = round_trip(&shape);
        assert_eq!(again.point_count(), shape.point_count());
        assert_eq!(again.primitive_count(), shape.triangles().vertices.len());
        assert_eq!(again.positions(), shape.positions());
        assert!((again.volume() - shape.volume()).abs() < 1e-4);
        assert_eq!(again.is_closed(), shape.is_closed());
    }
}

#[test]
fn every_shape_is_written_and_read() {
    for (name, shape) in shapes::all() {
        let task = Task::unlimited();
        let result = write_bytes("a.gltf", &shape, WriteSettings::default(), &task);
        if name.contains("not numbers") {
            let said = result.unwrap_err().to_string();
            assert!(said.contains("point 3 stands at no place in space"), "{said}");
            continue;
        }
        let (files, _) = result.unwrap();
        let again = load_with(&files.last().unwrap().1, &files).unwrap().geometry;
        shapes::assert_sound(&again, true, name);
        assert!((again.area() - shape.area()).abs() < 1e-4 * shape.area().max(1.0), "{name}");
        if shape.primitive_count() == 0 {
            assert_eq!(again.positions(), shape.positions(), "{name}");
        }
        let (old, new) = (shape.bounds(), again.bounds());
        let near = (old.min - new.min).length() + (old.max - new.max).length() < 1e-4;
        assert!(near || shape.point_count() == 0, "{name} {old:?} {new:?}");
    }
}

#[test]
fn attributes_of_points_and_vertices_survive() {
    let mut shape = shapes::with_attributes(shapes::torus(8, 6));
    let count = shape.point_count();
    let points = shape.table_mut(Domain::Point);
    points.set("orient", Column::floats_of_size((0..4 * count).map(|i| i as f32).collect(), 4));
    points.set("id", Column::new((0..count as i32).collect::<Vec<i32>>()));
    points.write::<f32>("Alpha").iter_mut().for_each(|alpha| *alpha = 0.25);
    shape.table_mut(Domain::Vertex).write::<Vec3>("N").fill(Vec3::new(0.0, 2.0, 0.0));
    let (bytes, notes) = written(&shape);
    assert_eq!(
        notes,
        ["left out, for glTF cannot hold them: point first_half, point name, primitive odd, \
          primitive piece, detail note"]
    );
    let again = load(&bytes).unwrap().geometry;
    assert!(again.point_count() > count, "points are apart where uv differ");
    let points = again.points();
    assert!(points.read::<Vec3>("N").unwrap().iter().all(|&normal| normal == Vec3::Y));
    assert_eq!(points.read::<f32>("Alpha").unwrap()[0], 0.25);
    // Every new point has the values of the old point with its number.
    let ids = points.read::<f32>("id").unwrap();
    let (old, new) =
        (shape.points().read::<Vec3>("Cd").unwrap(), points.read::<Vec3>("Cd").unwrap());
    for (point, &id) in ids.iter().enumerate() {
        assert_eq!(new[point], old[id as usize]);
        assert_eq!(again.positions()[point], shape.positions()[id as usize]);
        assert_eq!(points.read::<[f32; 4]>("orient").unwrap()[point][0], 4.0 * id);
    }
    // Every corner of a triangle has the uv of the vertex that it comes from.
    let uvs = points.read::<[f32; 2]>("uv").unwrap();
    let old_uvs = shape.vertices().read::<[f32; 2]>("uv").unwrap();
    for (corner, vertex) in
        again.topology().corners().iter().zip(shape.triangles().vertices.iter().flatten())
    {
        assert_eq!(uvs[*corner as usize], old_uvs[*vertex as usize]);
    }
}

#[test]
fn materials_polylines_and_loose_points_survive() {
    let mut shape = shapes::polylines();
    let red = Material {
        base_colour: [1.0, 0.0, 0.0, 0.5],
        emission: [3.0, 0.0, 0.0],
        ..Material::default()
    };
    material::assign(&mut shape, "red", &red, |primitive| primitive == 2);
    material::assign(&mut shape, "wire", &Material::default(), |primitive| primitive == 0);
    let again = round_trip(&shape);
    assert_eq!(material::read(again.detail(), "red"), red);
    let names = again.primitives().get("material").and_then(Column::texts).unwrap();
    let found: Vec<_> = (0..again.primitive_count())
        .map(|primitive| {
            (
                again.topology().kind(primitive),
                again.topology().vertices(primitive).len(),
                names.get(primitive),
            )
        })
        .collect();
    use PrimitiveKind::{Polygon, Polyline};
    assert_eq!(found, [(Polygon, 3, "red"), (Polyline, 2, ""), (Polyline, 5, "wire")]);
    assert_eq!(again.point_count(), 8, "a point of a chain of one is no less a point");
}

#[test]
fn packed_instances_share_one_mesh() {
    let shape = shapes::packed();
    let (bytes, _) = written(&shape);
    let description = String::from_utf8_lossy(&bytes);
    assert_eq!(description.matches("\"primitives\"").count(), 2, "the cube and the polygon");
    let again = load(&bytes).unwrap().geometry;
    assert_eq!((again.packed_count(), again.packed().len()), (3, 1));
    let matrices = |geometry: &Geometry| {
        geometry
            .instances()
            .map(|instance| (instance.matrix, instance.position))
            .collect::<Vec<_>>()
    };
    for (old, new) in matrices(&shape).iter().zip(matrices(&again)) {
        assert!(old.0.abs_diff_eq(new.0, 1e-6) && old.1 == new.1, "{old:?} {new:?}");
    }
}

/// One instance of a shape.
fn instance(inside: Geometry, matrix: Mat3, position: Vec3) -> Geometry {
    let topology = Topology::new(1, vec![0, 1], vec![0], vec![PrimitiveKind::Packed]);
    let mut geometry = Geometry::new(topology, vec![position]);
    let primitives = geometry.table_mut(Domain::Primitive);
    primitives.set(PACKED_SOURCE, Column::new(vec![0_i32]));
    primitives.set(PACKED_TRANSFORM, Column::floats_of_size(matrix.to_cols_array().to_vec(), 9));
    primitives.set("name", Column::text(Text::from_strings(["placed"])));
    geometry.with_packed(vec![Arc::new(inside)])
}

#[test]
fn mirrored_sheared_and_nested_instances_stand_where_they_should() {
    let mirrored = Mat3::from_diagonal(Vec3::new(-1.0, 2.0, 1.0));
    let sheared = Mat3::from_cols(Vec3::X, Vec3::new(0.5, 1.0, 0.0), Vec3::Z);
    let turned = Mat3::from_rotation_x(0.3) * Mat3::from_diagonal(Vec3::new(1.0, -2.0, 3.0));
    for matrix in [mirrored, sheared, turned, Mat3::ZERO] {
        let one = instance(shapes::cube(), matrix, Vec3::new(5.0, 0.0, 0.0));
        let again = round_trip(&one);
        let near = |a: Vec3, b: Vec3| (a - b).length() < 1e-4;
        assert!(near(again.bounds().min, one.bounds().min), "{matrix}");
        assert!(near(again.bounds().max, one.bounds().max), "{matrix}");
        assert!(
            (again.volume() - 8.0 * f64::from(matrix.determinant().abs())).abs() < 1e-3,
            "{matrix} {}",
            again.volume()
        );
        let nested = instance(one, Mat3::from_rotation_z(0.5), Vec3::Y);
        let again = round_trip(&nested);
        assert!((again.volume() - 8.0 * f64::from(matrix.determinant().abs())).abs() < 1e-3);
        assert!(again.bounds().size().length() - nested.bounds().size().length() < 1e-3);
    }
    let named = round_trip(&instance(shapes::cube(), Mat3::IDENTITY, Vec3::X));
    assert_eq!(named.primitives().get("name").and_then(Column::texts).unwrap().get(0), "placed");
}

#[test]
fn names_become_nodes() {
    let mut shape = shapes::cube();
    let names = Text::from_strings(["side", "side", "top", "side", "top", "side"]);
    shape.table_mut(Domain::Primitive).set("name", Column::text(names));
    let again = round_trip(&shape);
    let names = again.primitives().get("name").and_then(Column::texts).unwrap();
    assert_eq!((0..12).filter(|&triangle| names.get(triangle) == "top").count(), 4);
    assert_eq!(again.area(), 24.0);
}

#[test]
fn all_modes_and_types_are_read() {
    let primitive = |mode: u32, more: &str| {
        format!(r#"{{"attributes":{{"POSITION":0,"COLOR_0":1,"_ID":2}},"mode":{mode}{more}}}"#)
    };
    let accessors = format!(
        r#"{POSITIONS},{{"bufferView":1,"byteOffset":12,"componentType":5121,"normalized":true,"count":6,"type":"VEC4"}},
        {{"bufferView":1,"byteOffset":13,"componentType":5121,"count":6,"type":"SCALAR"}},
        {{"bufferView":0,"byteOffset":12,"componentType":5121,"count":1,"type":"SCALAR"}},
        {{"bufferView":1,"componentType":5126,"count":6,"type":"VEC3","sparse":{{"count":1,
          "indices":{{"bufferView":0,"byteOffset":13,"componentType":5121}},"values":{{"bufferView":0,"byteOffset":80}}}}}}"#
    );
    let read =
        |primitive: &str| load(&with_mesh(primitive, &accessors, &six_points())).unwrap().geometry;
    let corners = |mode| read(&primitive(mode, "")).topology().corners().to_vec();
    assert_eq!(corners(4), [0, 1, 2, 3, 4, 5]);
    assert_eq!(corners(5), [0, 1, 2, 2, 1, 3, 2, 3, 4, 4, 3, 5]);
    assert_eq!(corners(6), [0, 1, 2, 0, 2, 3, 0, 3, 4, 0, 4, 5]);
    assert_eq!(corners(3), [0, 1, 2, 3, 4, 5]);
    assert_eq!(corners(2), [0, 1, 2, 3, 4, 5, 0]);
    assert_eq!(corners(1), [0, 1, 2, 3, 4, 5]);
    let strip = read(&primitive(5, ""));
    assert_eq!(strip.area(), 2.0);
    assert!((0..4).all(|triangle| strip.polygon_area_vector(triangle).z > 0.0));
    let points = read(&primitive(0, ""));
    assert_eq!((points.point_count(), points.primitive_count()), (6, 0));
    assert_eq!(points.points().read::<Vec3>("Cd").unwrap()[1], Vec3::new(1.0, 0.0, 0.0));
    assert_eq!(points.points().read::<i32>("ID").unwrap(), [0, 0, 1, 1, 2, 2]);
    let indexed = read(&primitive(0, r#","indices":3"#));
    assert_eq!(indexed.positions(), [Vec3::ZERO], "points that are not drawn are none");
    let sparse = read(r#"{"attributes":{"POSITION":4},"mode":0}"#);
    assert_eq!(sparse.positions()[0], Vec3::new(1.0, 2.0, 0.0));
}

#[test]
fn instancing_and_transforms_are_read() {
    let mut text = String::from_utf8(with_mesh(
        r#"{"attributes":{"POSITION":0}}"#,
        &format!(r#"{POSITIONS},{{"bufferView":1,"componentType":5126,"count":6,"type":"VEC3"}}"#),
        &six_points(),
    ))
    .unwrap();
    text = text.replace(
        r#""nodes":[{"mesh":0}]"#,
        r#""nodes":[{"children":[1],"translation":[0,0,5]},{"mesh":0,"scale":[2,2,2],"name":"tree",
        "extensions":{"EXT_mesh_gpu_instancing":{"attributes":{"TRANSLATION":1}}}}],
        "extensionsRequired":["EXT_mesh_gpu_instancing"]"#,
    );
    let loaded = load(text.as_bytes()).unwrap();
    assert_eq!(loaded.notes, [""; 0]);
    assert_eq!(loaded.geometry.packed_count(), 6);
    let last = loaded.geometry.instances().last().unwrap();
    assert_eq!(last.position, Vec3::new(2.0, 4.0, 5.0));
    assert_eq!(last.matrix, Mat3::from_diagonal(Vec3::splat(2.0)));
}

#[test]
fn numbers_beside_the_file_are_found() {
    let shape = shapes::torus(8, 8);
    let (files, _) =
        write_bytes("my mesh.gltf", &shape, WriteSettings::default(), &Task::unlimited()).unwrap();
    assert_eq!(files[0].0, "my mesh.bin");
    assert_eq!(load_with(&files[1].1, &files).unwrap().geometry.positions(), shape.positions());
    assert!(error(&files[1].1).contains("my mesh.bin: cannot read"));
}

#[test]
fn mistakes_are_named() {
    let mesh =
        |primitive: &str, accessors: &str| error(&with_mesh(primitive, accessors, &six_points()));
    let position = r#"{"attributes":{"POSITION":0}}"#;
    let wrong = |from: &str, to: &str| mesh(position, &POSITIONS.replace(from, to));
    assert!(wrong("\"count\":6", "\"count\":7").contains("accessor 0 promises 7 elements"));
    assert!(wrong("\"count\":6", "\"count\":4000000000").contains("promises 4000000000"));
    assert!(wrong("\"bufferView\":1", "\"bufferView\":9").contains("promises 6 elements"));
    assert!(wrong("5126", "5124").contains("unknown type 5124"));
    assert!(wrong("VEC3", "MAT4").contains("kind \"MAT4\""));
    assert!(wrong("VEC3", "VEC2").contains("not of three numbers"));
    assert!(
        mesh(r#"{"attributes":{"POSITION":3}}"#, POSITIONS).contains("accessor 3 is asked for")
    );
    let zeroes = r#"{"componentType":5126,"count":3000000000,"type":"VEC3"}"#;
    assert!(mesh(position, zeroes).contains("promises 3000000000"));
    let indices = format!(
        r#"{POSITIONS},{{"bufferView":0,"byteOffset":16,"componentType":5123,"count":6,"type":"SCALAR"}}"#
    );
    assert!(
        mesh(r#"{"attributes":{"POSITION":0},"indices":1}"#, &indices)
            .contains("names point 16256")
    );
    assert!(
        mesh(r#"{"attributes":{"POSITION":0},"mode":9}"#, POSITIONS).contains("unknown mode 9")
    );

    let file = |nodes: &str| {
        format!(r#"{{"asset":{{"version":"2.0"}},"nodes":[{nodes}],"scenes":[{{"nodes":[0]}}]}}"#)
    };
    let cycle = file(r#"{"children":[1]},{"children":[0]}"#);
    assert!(error(cycle.as_bytes()).contains("node 0 stands below itself"));
    assert!(error(file(r#"{"children":[7]}"#).as_bytes()).contains("node 7 is asked for"));
    assert!(error(file(r#"{"mesh":2}"#).as_bytes()).contains("mesh 2 is asked for"));
    assert!(error(b"{\n\"nodes\": [}").contains("a.gltf, line 2: the description cannot be read"));
    assert!(error(br#"{"asset":{"version":"1.0"}}"#).contains("version \"1.0\""));
    let draco =
        br#"{"asset":{"version":"2.0"},"extensionsRequired":["KHR_draco_mesh_compression"]}"#;
    assert!(error(draco).contains("without compression"));
    let glb = written(&shapes::cube()).0;
    assert!(error(&glb[..glb.len() - 1]).contains("shorter than it says"));
    assert!(error(&glb[..6]).contains("shorter than it says"));
    let web = br#"{"asset":{"version":"2.0"},"bufferViews":[{"buffer":0}],"buffers":[{"byteLength":1,"uri":"https://a/b.bin"}]}"#;
    assert!(error(web).contains("Only files beside this one"));
}

#[test]
fn deep_hierarchies_are_walked() {
    let count = 100_000;
    let mut nodes = String::new();
    for node in 0..count {
        nodes += &format!(r#"{{"children":[{}],"translation":[0,0,1]}},"#, node + 1);
    }
    let mesh =
        String::from_utf8(with_mesh(r#"{"attributes":{"POSITION":0}}"#, POSITIONS, &six_points()))
            .unwrap();
    let text =
        mesh.replace(r#""nodes":[{"mesh":0}]"#, &format!(r#""nodes":[{nodes}{{"mesh":0}}]"#));
    let deep = load(text.as_bytes()).unwrap().geometry;
    assert_eq!(deep.bounds().max.z, count as f32);
}
