use std::path::Path;

use glam::Vec3;
use task::Task;

use crate::files::{FileError, Loaded, ReadSettings, WriteSettings, read_bytes, write_bytes};
use crate::{Column, Domain, Geometry, shapes};

fn load(bytes: &[u8]) -> Result<Loaded, FileError> {
    let none = |_: &str| unreachable!();
    read_bytes(Path::new("a.ply"), bytes, ReadSettings::default(), &none, &Task::unlimited())
}

fn written(geometry: &Geometry, text: bool) -> (Vec<u8>, Vec<String>) {
    let settings = WriteSettings { text, ..WriteSettings::default() };
    let (mut files, notes) = write_bytes("a.ply", geometry, settings, &Task::unlimited()).unwrap();
    (files.pop().unwrap().1, notes)
}

const POINTS: &str = "ply\nformat ascii 1.0\ncomment made by hand\nelement vertex 4\n\
                      property double x\nproperty float y\nproperty int z\n";

#[test]
fn a_text_file_is_read_with_everything_it_has() {
    let text = format!(
        "{POINTS}property uchar red\nproperty uchar green\nproperty uchar blue\n\
         property uchar alpha\nproperty float s\nproperty float t\nproperty short quality\n\
         property float force_0\nproperty float force_1\nproperty float force_2\n\
         property uchar group_top\n\
         element face 2\nproperty list uchar uint vertex_index\nproperty int piece\n\
         element edge 2\nproperty int vertex1\nproperty int vertex2\nelement camera 1\n\
         property float f\nend_header\n\
         0 0 0 255 0 128 255 0 0 -7 1 2 3 1\n1 0 0 0 0 0 0 1 0 8 1 2 3 0\n\
         1 1 1 0 0 0 51 1 1 9 1 2 3 0\n\n0 1.5e0 0 0 0 0 255 0 1 10 4 5 6 1\n\
         4 0 1 2 3 5\n3 0 1 2 6\n0 3\n3 1\n3.5\n"
    );
    let Loaded { geometry, notes } = load(text.as_bytes()).unwrap();
    assert_eq!(geometry.positions()[3], Vec3::new(0.0, 1.5, 0.0));
    let colours = geometry.points().read::<Vec3>("Cd").unwrap();
    assert!((colours[0] - Vec3::new(1.0, 0.0, 0.215_86)).length() < 1e-4);
    assert_eq!(geometry.points().read::<f32>("Alpha").unwrap(), [1.0, 0.0, 0.2, 1.0]);
    assert_eq!(geometry.points().read::<[f32; 2]>("uv").unwrap()[2], [1.0, 1.0]);
    assert_eq!(geometry.points().read::<i32>("quality").unwrap(), [-7, 8, 9, 10]);
    assert_eq!(geometry.points().read::<[f32; 3]>("force").unwrap()[3], [4.0, 5.0, 6.0]);
    assert_eq!(geometry.points().group("top").unwrap(), [true, false, false, true]);
    assert_eq!(geometry.primitives().read::<i32>("piece").unwrap(), [5, 6, 0]);
    assert_eq!(geometry.topology().primitive(2), [0, 3, 1], "two edges make one polyline");
    assert_eq!(notes, ["1 of \"camera\" were passed over"]);
}

#[test]
fn rows_need_not_be_lines() {
    let text = format!("{POINTS}end_header\n0 0 0 1 1\n1 2\n2 2 3\n3 3");
    let geometry = load(text.as_bytes()).unwrap().geometry;
    assert_eq!(geometry.positions()[3], Vec3::splat(3.0));
    let marked = format!("\u{FEFF}{text}").replace("end_header\n", "end_header\r\n");
    assert_eq!(load(marked.as_bytes()).unwrap().geometry, geometry);
}

#[test]
fn both_byte_orders_and_lists_of_any_type_are_read() {
    let mut file = b"ply\r\nformat binary_big_endian 1.0\r\nelement vertex 3\r\n\
        property float x\r\nproperty float y\r\nproperty double z\r\nelement face 2\r\n\
        property uchar flags\r\nproperty list ushort short vertex_indices\r\n\
        property list uchar float texcoord\r\nend_header\r\n"
        .to_vec();
    for (x, y, z) in [(0_f32, 0_f32, 0.5_f64), (1.0, 0.0, 0.5), (0.0, 1.0, 0.5)] {
        file.extend(x.to_be_bytes().into_iter().chain(y.to_be_bytes()).chain(z.to_be_bytes()));
    }
    for corners in [&[0_i16, 1, 2][..], &[2, 1, 0, 1]] {
        file.push(7);
        file.extend((corners.len() as u16).to_be_bytes());
        corners.iter().for_each(|corner| file.extend(corner.to_be_bytes()));
        file.push(2 * corners.len() as u8);
        (0..2 * corners.len()).for_each(|number| file.extend((number as f32).to_be_bytes()));
    }
    let geometry = load(&file).unwrap().geometry;
    assert_eq!(geometry.positions()[1], Vec3::new(1.0, 0.0, 0.5));
    assert_eq!(geometry.topology().primitive(1), [2, 1, 0, 1]);
    assert_eq!(geometry.primitives().read::<i32>("flags").unwrap(), [7, 7]);
    let uvs = geometry.vertices().read::<[f32; 2]>("uv").unwrap();
    assert_eq!((uvs[2], uvs[3]), ([4.0, 5.0], [0.0, 1.0]));
}

#[test]
fn every_shape_survives_in_text_and_binary() {
    for (name, mut shape) in shapes::all() {
        let count = shape.point_count();
        let orient = Column::floats_of_size((0..4 * count).map(|i| i as f32 * 0.1).collect(), 4);
        shape.table_mut(Domain::Point).set("orient", orient);
        for text in [false, true] {
            let (bytes, _) = written(&shape, text);
            let loaded = load(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
            let again = loaded.geometry;
            shapes::assert_sound(&again, false, name);
            if name == "packed cubes" || name == "degenerate faces" {
                continue;
            }
            if name != "polylines" {
                assert_eq!(again.topology(), shape.topology(), "{name}");
            } else {
                assert_eq!(again.primitive_count(), 3, "a chain of one point is none");
            }
            let bits = |geometry: &Geometry, attribute: &str| {
                let column = geometry.points().get(attribute).unwrap();
                column.floats().unwrap().iter().map(|value| value.to_bits()).collect::<Vec<_>>()
            };
            for attribute in ["P", "mass", "orient"] {
                assert_eq!(bits(&again, attribute), bits(&shape, attribute), "{name} {attribute}");
            }
            assert_eq!(again.points().group("first_half"), shape.points().group("first_half"));
            let (old, new) = (
                shape.points().read::<Vec3>("Cd").unwrap(),
                again.points().read::<Vec3>("Cd").unwrap(),
            );
            let near = |(old, new): (&Vec3, &Vec3)| (*old - *new).abs().max_element() < 0.005;
            assert!(old.iter().zip(new).all(near), "{name}");
            if name == "cube" || name == "torus" {
                assert_eq!(again.vertices().get("uv"), shape.vertices().get("uv"));
                assert_eq!(again.primitives(), shape.primitives());
            }
        }
    }
}

#[test]
fn colours_beyond_bytes_are_written_as_floats() {
    let mut shape = shapes::cube();
    shape.table_mut(Domain::Point).write::<Vec3>("Cd")[0] = Vec3::new(4.0, -1.0, 0.1);
    let again = load(&written(&shape, false).0).unwrap().geometry;
    let colour = again.points().read::<Vec3>("Cd").unwrap()[0];
    assert!((colour - Vec3::new(4.0, -1.0, 0.1)).length() < 1e-5);
}

#[test]
fn vertex_values_that_agree_are_written_for_points() {
    let mut shape = shapes::cube();
    shape.table_mut(Domain::Vertex).write::<Vec3>("N").fill(Vec3::Y);
    let agreeing = load(&written(&shape, false).0).unwrap().geometry;
    assert_eq!(agreeing.points().read::<Vec3>("N").unwrap(), [Vec3::Y; 8]);
    shape.table_mut(Domain::Vertex).write::<Vec3>("N")[0] = Vec3::X;
    let (_, notes) = written(&shape, false);
    assert_eq!(notes, ["left out, for PLY cannot hold them: vertex N"]);
}

#[test]
fn large_polygons_have_wide_lists() {
    let corners: Vec<[f32; 2]> =
        (0..300).map(|i| [(i as f32 * 0.02).cos(), (i as f32 * 0.02).sin()]).collect();
    let shape = shapes::with_attributes(shapes::polygon(&corners));
    let again = load(&written(&shape, false).0).unwrap().geometry;
    assert_eq!(again.topology(), shape.topology());
}

#[test]
fn mistakes_are_named_with_their_place() {
    let error = |text: &str| load(text.as_bytes()).unwrap_err().to_string();
    let face = format!(
        "{POINTS}element face 1\nproperty list uchar int vertex_indices\nend_header\n{}",
        "0 0 0\n".repeat(4)
    );
    assert!(
        error(&format!("{face}3 0 1 4\n"))
            .contains("names point 4, counted from 0, and there are 4")
    );
    assert!(error(&format!("{face}3 0 1 -1\n")).contains("names point -1"));
    assert!(error(&format!("{face}3 0 x 1\n")).contains("a.ply, line 15: \"x\" is not a number"));
    assert!(error(&face).contains("the file is too short"), "{}", error(&face));
    let commas = format!("{POINTS}end_header\n{}", "0 0,5 1\n".repeat(4));
    assert!(error(&commas).contains("line 9: \"0,5\" is not a number"), "{}", error(&commas));
    assert!(
        error(&format!("{POINTS}end_header\n0.000000 0.000000 0.000000\n1 1 1\n"))
            .contains("promises 4 lines, and 2")
    );
    assert!(error(&POINTS.replace("4", "99999999999")).contains("has no end"));
    let absurd = format!("{}end_header\n1 2 3", POINTS.replace(" 4\n", " 4000000000\n"));
    assert!(error(&absurd).contains("promises 4000000000 of \"vertex\""));
    assert!(error("ply\nformat text 1.0\n").contains("line 2: \"text\" is no format of PLY"));
    assert!(
        error("ply\nformat ascii 1.0\nelement face 0\nend_header\n")
            .contains("no element \"vertex\"")
    );
    let huge_list = b"ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\n\
        property float y\nproperty float z\nelement face 1\nproperty list uint int vertex_indices\n\
        end_header\n000011112222\xFF\xFF\xFF\xFF3333";
    let said = load(huge_list).unwrap_err().to_string();
    assert!(said.contains("the file ends within \"face\" 0 of 1"), "{said}");
}
