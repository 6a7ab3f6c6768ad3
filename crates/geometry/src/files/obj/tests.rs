use std::path::Path;

use task::{CancelToken, Stop, Task};

use crate::files::{FileError, Loaded, ReadSettings, WriteSettings, read_bytes, write_bytes};
use crate::material::{self, Material};
use crate::{Column, Domain, Geometry, PrimitiveKind, shapes};

fn load(text: &str) -> Result<Loaded, FileError> {
    let beside = |name: &str| match name {
        "two words.mtl" => Ok(b"newmtl red\nKd 1 0 0".to_vec()),
        _ => Err(FileError::system(Path::new(name), "read", &std::io::ErrorKind::NotFound.into())),
    };
    let task = Task::unlimited();
    read_bytes(Path::new("a.obj"), text.as_bytes(), ReadSettings::default(), &beside, &task)
}

fn read(text: &str) -> Geometry {
    load(text).unwrap().geometry
}

fn error(text: &str) -> String {
    load(text).unwrap_err().to_string()
}

const THREE: &str = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";

#[test]
fn polygons_and_polylines_keep_their_order() {
    let text =
        format!("{THREE}v 1 1 0 # here\r\nf 1 2 4 3\nl 1 2\n\n# end\nf -3 -2 -1 # back\nl 4 3 2 1");
    let read = read(&text);
    let topology = read.topology();
    assert_eq!(topology.primitive(0), [0, 1, 3, 2]);
    assert_eq!(topology.primitive(2), [1, 2, 3]);
    let kinds = [PrimitiveKind::Polygon, PrimitiveKind::Polyline];
    assert_eq!(topology.kinds(), [kinds, kinds].concat());
}

#[test]
fn corners_find_their_uvs_and_normals() {
    let text = format!(
        "{THREE}vt 0.5 0.25\nvt 1\nvn 0 0 1\nf 1/1/1 2//1 3/-1\nf 1 2 3\nvt 9 9\nf 1/-1 2/ 3//"
    );
    let read = read(&text);
    let uvs = read.vertices().read::<[f32; 2]>("uv").unwrap();
    assert_eq!(uvs[..3], [[0.5, 0.25], [0.0, 0.0], [1.0, 0.0]]);
    assert_eq!(uvs[6], [9.0, 9.0]);
    let normals = read.vertices().read::<[f32; 3]>("N").unwrap();
    assert_eq!(normals[1], [0.0, 0.0, 1.0]);
    assert_eq!(normals[2..], [[0.0; 3]; 7]);
    assert!(self::read("v 0 0 0\nvt 1 2 3\nf 1/1").vertices().read::<[f32; 3]>("uv").is_some());
}

#[test]
fn statements_hold_until_the_next_one() {
    let text = format!(
        "mtllib two words.mtl\n{THREE}g a b\nusemtl red\nf 1 2 3\ng b\ns 2\nf 1 2 3\n\
         o my object\ng\nusemtl (null)\ns off\nf 1 2 3\n"
    );
    let read = read(&text);
    let primitives = read.primitives();
    assert_eq!(primitives.group("a"), Some(&[true, false, false][..]));
    assert_eq!(primitives.group("b"), Some(&[true, true, false][..]));
    assert_eq!(primitives.read::<i32>("smoothing"), Some(&[0, 2, 0][..]));
    let text = |name: &str, at| primitives.get(name).and_then(Column::texts).unwrap().get(at);
    assert_eq!((text("material", 1), text("material", 2)), ("red", ""));
    assert_eq!((text("name", 1), text("name", 2)), ("", "my object"));
    assert_eq!(material::read(read.detail(), "red").base_colour, [1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn a_group_named_like_an_attribute_does_not_replace_it() {
    let read = read(&format!("{THREE}o thing\ng name\nf 1 2 3"));
    assert!(read.primitives().get("name").and_then(Column::texts).is_some());
    assert!(read.primitives().group("name_group").is_some());
}

#[test]
fn what_is_missing_beside_the_file_is_noted() {
    let loaded = load(&format!("mtllib gone.mtl\n{THREE}usemtl red\nf 1 2 3")).unwrap();
    assert!(loaded.notes[0].contains("gone.mtl"), "{:?}", loaded.notes);
    let loaded = load(&format!("{THREE}curv 1 2\ncurv 2 3\nf 1 2 3")).unwrap();
    assert_eq!(loaded.notes, ["line 4: \"curv\" was passed over, as are others like it"]);
}

#[test]
fn colours_are_decoded_from_srgb() {
    let read = read("v 0 0 0 0.5 1 0\nv 0 0 0\nv 0 0 0 1\nv 0 0 0 0 0 0 0.5\n");
    let colours = read.points().read::<[f32; 3]>("Cd").unwrap();
    assert!((colours[0][0] - 0.214_041).abs() < 1e-5);
    assert_eq!(colours[1], [1.0; 3], "a point without a colour is white");
    assert_eq!(read.points().read::<f32>("Alpha"), Some(&[1.0, 1.0, 1.0, 0.5][..]));
}

#[test]
fn line_ends_names_and_marks_of_any_kind_are_read() {
    let read = |bytes: &[u8]| {
        let none = |_: &str| unreachable!();
        let task = Task::unlimited();
        read_bytes(Path::new("a.OBJ"), bytes, ReadSettings::default(), &none, &task)
    };
    let old_mac = read(b"v 0 0 0\rv 1 0 0\rv 0 1 0\rf 1 2 3\r").unwrap().geometry;
    assert_eq!(old_mac.primitive_count(), 1);
    let marked = read(b"\xEF\xBB\xBFv 0 0 0\no W\xFCrfel\nl 1 \\\r\n 1\n").unwrap().geometry;
    let names = marked.primitives().get("name").and_then(Column::texts).unwrap();
    assert_eq!(names.get(0), "Würfel");
    assert_eq!(marked.vertex_count(), 2);
}

#[test]
fn mistakes_are_named_with_their_line() {
    let mut text = THREE.repeat(100_000);
    text.push_str("f 1 2 x\n");
    text.push_str(&"f 1 2 3\n".repeat(300_000));
    let said = error(&text);
    assert!(said.starts_with("a.obj, line 300001: \"x\" does not fit a corner."), "{said}");
    let outside = text.replace("2 x", "2 300001");
    let said = error(&outside);
    assert!(said.starts_with("a.obj, line 300001: a corner names point 300001, and"), "{said}");
    let said = error(&format!("{THREE}f 1 2 -4"));
    assert!(said.contains("line 4: a corner names point 1 before the file's first"), "{said}");
    assert!(error(&format!("{THREE}f 1 2 0")).contains("does not fit a corner"));
    assert!(error(&format!("{THREE}f 1/1 2 3")).contains("names texture coordinate 1, and"));
    assert!(error("v 1 2").contains("a position needs 3 numbers and has 2"));
    assert!(error("v 1,5 2 3").contains("\"1,5\" is not a number"));
    assert!(error("v 0 0 0\nf").contains("line 2: a face without corners"));
    assert!(error("once upon a time\nthere was a mesh\n").contains("no line of this file"));
    assert!(error("").contains("the file is empty"));
}

#[test]
fn groups_beyond_all_measure_become_text() {
    let mut text = THREE.to_owned();
    for face in 0..20_000 {
        text.push_str(&format!("g face{face}\nf 1 2 3\n"));
    }
    let loaded = load(&text).unwrap();
    assert_eq!(loaded.geometry.primitives().groups().count(), 0);
    assert!(loaded.geometry.primitives().contains("groups") && !loaded.notes.is_empty());
}

/// What is written reads back with the same points, primitives and supported attributes.
#[test]
fn every_shape_survives() {
    for (name, mut shape) in shapes::all() {
        material::assign(&mut shape, "red paint", &Material::default(), |i| i % 2 == 0);
        let task = Task::unlimited();
        let (files, _) = write_bytes("a.obj", &shape, WriteSettings::default(), &task).unwrap();
        let beside = |wanted: &str| {
            let found = files.iter().find(|(name, _)| name == wanted);
            Ok(found.unwrap_or_else(|| panic!("{name}: {wanted}")).1.clone())
        };
        let bytes = &files.last().unwrap().1;
        let settings = ReadSettings::default();
        let again = read_bytes(Path::new("a.obj"), bytes, settings, &beside, &task);
        if name == "empty" {
            assert!(again.is_ok(), "{name}");
            continue;
        }
        let again = again.unwrap().geometry;
        shapes::assert_sound(&again, false, name);
        let bits = |geometry: &Geometry| {
            geometry.positions().iter().map(|p| p.to_array().map(f32::to_bits)).collect::<Vec<_>>()
        };
        if name == "packed cubes" || name == "degenerate faces" || name == "polylines" {
            continue;
        }
        assert_eq!(bits(&again), bits(&shape), "{name}");
        assert_eq!(again.topology(), shape.topology(), "{name}");
        if shape.primitive_count() == 0 {
            continue;
        }
        for (domain, attribute) in [
            (Domain::Vertex, "uv"),
            (Domain::Primitive, "odd"),
            (Domain::Detail, "material:red paint:roughness"),
        ] {
            if attribute == "odd" && shape.primitive_count() < 2 {
                continue;
            }
            let (old, new) =
                (shape.table(domain).get(attribute), again.table(domain).get(attribute));
            assert_eq!(old, new, "{name} {attribute}");
        }
        let colours =
            |geometry: &Geometry| geometry.points().read::<glam::Vec3>("Cd").unwrap().to_vec();
        let far =
            colours(&again).iter().zip(colours(&shape)).any(|(a, b)| (*a - b).length() > 1e-6);
        assert!(!far, "{name}");
    }
}

#[test]
fn what_is_left_out_is_said() {
    let shape = shapes::with_attributes(shapes::cube());
    let (_, notes) =
        write_bytes("a.obj", &shape, WriteSettings::default(), &Task::unlimited()).unwrap();
    let expected = "left out, for the format cannot hold them: point first_half, mass, name; \
                    primitive piece; detail note";
    assert_eq!(notes, [expected]);
}

#[test]
fn limits_and_cancelling_are_heeded() {
    let text = "v 0 0 0\n".repeat(10_000);
    let none = |_: &str| unreachable!();
    let settings = ReadSettings::default();
    let read = |task: &Task| read_bytes(Path::new("a.obj"), text.as_bytes(), settings, &none, task);
    let small = Task::new(CancelToken::default(), 1000);
    assert!(matches!(read(&small), Err(FileError::Stopped(Stop::TooLarge { .. }))));
    let cancelled = Task::unlimited();
    cancelled.cancel_token().cancel();
    assert_eq!(read(&cancelled).unwrap_err(), FileError::Stopped(Stop::Cancelled));
    let written = write_bytes("a.obj", &shapes::cube(), WriteSettings::default(), &cancelled);
    assert_eq!(written.unwrap_err(), FileError::Stopped(Stop::Cancelled));
}
