use std::path::Path;

use glam::Vec3;
use task::{CancelToken, Stop, Task};

use crate::files::{
    FileError, Format, Loaded, ReadSettings, WriteSettings, read_bytes, write_bytes,
};
use crate::{Column, Domain, Geometry, Text, shapes};

fn load_with(bytes: &[u8], settings: ReadSettings) -> Result<Loaded, FileError> {
    let none = |_: &str| unreachable!();
    read_bytes(Path::new("a.stl"), bytes, settings, &none, &Task::unlimited())
}

fn read(bytes: &[u8]) -> Geometry {
    load_with(bytes, ReadSettings::default()).unwrap().geometry
}

fn error(bytes: &[u8]) -> String {
    load_with(bytes, ReadSettings::default()).unwrap_err().to_string()
}

fn written(geometry: &Geometry, text: bool) -> (Vec<u8>, Vec<String>) {
    let settings = WriteSettings { text, ..WriteSettings::default() };
    let (mut files, notes) = write_bytes("a.stl", geometry, settings, &Task::unlimited()).unwrap();
    (files.pop().unwrap().1, notes)
}

#[test]
fn closed_shapes_stay_closed_in_binary_and_text() {
    for shape in [shapes::cube(), shapes::torus(16, 8), shapes::sphere(16, 8)] {
        for text in [false, true] {
            let again = read(&written(&shape, text).0);
            assert!(again.is_closed());
            assert_eq!(again.point_count(), shape.point_count());
            assert_eq!(again.primitive_count(), shape.triangles().vertices.len());
            assert!((again.volume() - shape.volume()).abs() < 1e-4);
            assert_eq!(again.bounds(), shape.bounds());
        }
    }
}

#[test]
fn corners_stay_apart_if_the_settings_say_so() {
    let bytes = written(&shapes::cube(), false).0;
    let apart = load_with(&bytes, ReadSettings { merge_corners: false }).unwrap().geometry;
    assert_eq!((apart.point_count(), apart.primitive_count()), (36, 12));
}

#[test]
fn every_shape_is_written_and_read() {
    for (name, shape) in shapes::all() {
        for text in [false, true] {
            let again = read(&written(&shape, text).0);
            shapes::assert_sound(&again, false, name);
            if shape.packed().is_empty() {
                let count = shape.triangles().vertices.len();
                let stubs = name == "degenerate faces";
                assert!(again.primitive_count() == count || stubs, "{name} {text}");
            }
        }
    }
}

#[test]
fn names_and_spare_bytes_survive_where_they_can() {
    let mut shape = shapes::cube();
    let names = Text::from_strings(["a", "a", "b c", "b c", "", "a"]);
    let primitives = shape.table_mut(Domain::Primitive);
    primitives.set("name", Column::text(names));
    primitives.set("stl_attribute", Column::new(vec![0, 1, 2, 3, 65_535, 70_000]));
    let again = read(&written(&shape, true).0);
    let names = again.primitives().get("name").and_then(Column::texts).unwrap();
    assert_eq!([0, 4, 8, 10].map(|triangle| names.get(triangle)), ["a", "b c", "", "a"]);
    let (binary, notes) = written(&shape, false);
    assert_eq!(notes, ["left out, for the format cannot hold them: primitive name"]);
    let values = read(&binary).primitives().read::<i32>("stl_attribute").unwrap().to_vec();
    assert_eq!(values, [0, 0, 1, 1, 2, 2, 3, 3, 65_535, 65_535, 65_535, 65_535]);
}

#[test]
fn binary_files_may_begin_like_text_and_end_late() {
    let mut bytes = written(&shapes::cube(), false).0;
    bytes[..11].copy_from_slice(b"solid thing");
    assert_eq!(Format::of_content(&bytes), Some(Format::Stl));
    assert_eq!(read(&bytes).primitive_count(), 12);
    let mut longer = written(&shapes::cube(), false).0;
    longer.extend(b"anything");
    assert_eq!(read(&longer).primitive_count(), 12);
}

#[test]
fn text_of_any_case_and_spacing_is_read() {
    let text = "SOLID Part 1\r\n  Facet Normal 0 0 1\r\nOUTER LOOP\r\nVertex 0 0 0\r\n\
                vertex 1e0 +0 0 vertex 0 1 0\r\nEndLoop\r\nend facet\r\nENDFACET\r\nend solid";
    let geometry = read(text.as_bytes());
    assert_eq!(geometry.positions(), [Vec3::ZERO, Vec3::X, Vec3::Y]);
    let none = read(b"solid nothing\nendsolid nothing\n");
    assert_eq!((none.point_count(), none.primitive_count()), (0, 0));
}

#[test]
fn mistakes_are_named_with_their_place() {
    let facet = "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\n\
                 endloop\nendfacet\n";
    let text = format!("solid a\n{}", facet.repeat(30_000));
    let broken = format!("{text}{}{text}", facet.replace("1 0 0", "1 0 x"));
    let said = error(broken.as_bytes());
    assert!(
        said.starts_with("a.stl, line 210005: a vertex needs three numbers, not \"x\""),
        "{said}"
    );
    assert!(error(&text.as_bytes()[..text.len() - 10]).contains("the file ends within this facet"));
    let four = facet.replace("endloop", "vertex 1 1 1\nendloop");
    assert!(error(format!("solid\n{four}").as_bytes()).contains("line 9: a facet with 4 vertices"));
    assert!(error(b"solid\nvertex 0 0 0\n").contains("outside of any facet"));
    assert!(error(b"solid\nfoo\n").contains("\"foo\" is no word of an STL file"));
    let binary = written(&shapes::cube(), false).0;
    let said = error(&binary[..binary.len() - 1]);
    assert!(
        said.contains("byte 683: the header promises 12 triangles, and 11 are there"),
        "{said}"
    );
    assert!(error(&binary[..50]).contains("too short"));
    let mut absurd = binary.clone();
    absurd[80..84].fill(0xFF);
    assert!(error(&absurd).contains("promises 4294967295 triangles"));
}

#[test]
fn limits_are_heeded() {
    let bytes = written(&shapes::torus(64, 64), false).0;
    let small = Task::new(CancelToken::default(), 10_000);
    let none = |_: &str| unreachable!();
    let result = read_bytes(Path::new("a.stl"), &bytes, ReadSettings::default(), &none, &small);
    assert!(matches!(result, Err(FileError::Stopped(Stop::TooLarge { .. }))));
}
