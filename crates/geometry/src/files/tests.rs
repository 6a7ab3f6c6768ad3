//! What holds for every format: nothing that a file says makes a reader panic or take memory
//! that the file does not stand for, and what is written reads back.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use task::{CancelToken, Stop, Task};

use super::*;
use crate::{PrimitiveKind, Topology, material, shapes};

type Files = Vec<(String, Vec<u8>)>;

/// A file of each format in each of its forms, with everything that it can hold.
fn samples() -> Vec<(&'static str, Files)> {
    let mut shape = crate::ops::merge::merge(
        &[
            &shapes::with_attributes(shapes::cube()),
            &shapes::with_attributes(shapes::polylines()),
            &shapes::with_attributes(shapes::packed()),
        ],
        &Task::unlimited(),
    )
    .unwrap();
    material::assign(&mut shape, "red", &material::Material::default(), |i| i % 2 == 0);
    let write = |name: &'static str, text: bool| {
        let settings = WriteSettings { text, ..WriteSettings::default() };
        (name, write_bytes(name, &shape, settings, &Task::unlimited()).unwrap().0)
    };
    vec![
        write("a.obj", false),
        write("a.ply", false),
        write("a.ply", true),
        write("a.stl", false),
        write("a.stl", true),
        write("a.gltf", false),
        write("a.glb", false),
    ]
}

/// Reads bytes as a reader would that has little memory; the answer must be sound.
fn try_read(name: &str, bytes: &[u8], files: &[(String, Vec<u8>)]) -> Result<Loaded, FileError> {
    let beside = |wanted: &str| {
        let found = files.iter().find(|(name, _)| name == wanted);
        let missing = std::io::ErrorKind::NotFound.into();
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| FileError::system(Path::new(wanted), "read", &missing))
    };
    let task = Task::new(CancelToken::default(), 64 << 20);
    let result = read_bytes(Path::new(name), bytes, ReadSettings::default(), &beside, &task);
    match &result {
        Ok(loaded) => shapes::assert_sound(&loaded.geometry, false, name),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    result
}

/// Numbers that look random and are the same every time (SplitMix64, Steele et al. 2014).
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % below.max(1) as u64) as usize
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.next(bytes.len());
        let length = self.next(16).min(bytes.len() - at);
        match self.next(8) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << self.next(8),
            2 => bytes[at] = self.next(256) as u8,
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let copy = bytes[at..at + length].to_vec();
                let to = self.next(bytes.len());
                bytes.splice(to..to, copy);
            }
            5 => bytes[at..at + length].fill(0xFF),
            6 => {
                let numbers: [&[u8]; 6] =
                    [b"-1", b"4294967295", b"1e999", b"nan", b"99999999999999999999", b"0"];
                bytes.splice(at..at + length, numbers[self.next(6)].iter().copied());
            }
            _ => bytes[at..at + length].fill(b' '),
        }
    }
}

#[test]
fn no_mutation_of_any_file_makes_a_reader_panic() {
    let mut random = Random(7);
    for (name, files) in samples() {
        for _ in 0..400 {
            let mut files = files.clone();
            for _ in 0..=random.next(4) {
                let which = random.next(files.len());
                if !files[which].1.is_empty() {
                    random.mutate(&mut files[which].1);
                }
            }
            let _ = try_read(name, &files.last().unwrap().1, &files);
        }
    }
}

#[test]
fn files_cut_at_any_byte_are_refused_or_read() {
    for (name, files) in samples() {
        let bytes = &files.last().unwrap().1;
        let step = bytes.len() / 300 + 1;
        for end in (0..bytes.len()).step_by(step).chain(bytes.len().saturating_sub(50)..bytes.len())
        {
            let result = try_read(name, &bytes[..end], &files);
            if name == "a.glb" || name == "a.gltf" {
                assert!(result.is_err(), "{name} cut at {end}");
            }
        }
        assert!(try_read(name, bytes, &files).is_ok(), "{name}");
    }
}

#[test]
fn any_bytes_under_any_name_are_refused_or_read() {
    let mut random = Random(11);
    for name in ["a.obj", "a.ply", "a.stl", "a.gltf", "a.glb", "a", "a.txt"] {
        for length in [0, 1, 4, 83, 84, 85, 134, 1000] {
            let noise: Vec<u8> = (0..length).map(|_| random.next(256) as u8).collect();
            let _ = try_read(name, &noise, &[]);
            for start in [&b"ply\n"[..], b"glTF", b"solid ", b"{\"asset\":", b"v 0 0 0\n"] {
                let _ = try_read(name, &[start, &noise].concat(), &[]);
            }
        }
    }
}

#[test]
fn a_file_is_read_as_what_it_is() {
    for (name, files) in samples() {
        let bytes = &files.last().unwrap().1;
        let right = try_read(name, bytes, &files).unwrap().geometry;
        let nameless = try_read("mesh", bytes, &files).unwrap();
        assert!(nameless.geometry.content_hash() == right.content_hash(), "{name}");
        for wrong in ["a.ply", "a.glb", "a.gltf"] {
            let also_right = wrong.ends_with(&name[2..]) || (wrong, name) == ("a.gltf", "a.glb");
            if !also_right {
                let loaded = try_read(wrong, bytes, &files).unwrap();
                assert!(loaded.notes[0].contains("the extension says"), "{name} as {wrong}");
                assert!(loaded.geometry.content_hash() == right.content_hash());
            }
        }
    }
    let said = try_read("letter.txt", b"Dear all,\n", &[]).unwrap_err().to_string();
    assert!(said.contains("of a known format"), "{said}");
    assert!(try_read("empty.obj", b"", &[]).unwrap_err().to_string().contains("is empty"));
}

#[test]
fn files_on_the_disk_are_written_whole_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let task = Task::unlimited();
    for format in Format::ALL {
        let path = folder.path().join(format!("my mesh.{}", format.extension()));
        for _ in 0..2 {
            write(&path, &shapes::torus(12, 8), &task).unwrap();
        }
        let again = read(&path, &task).unwrap();
        assert!((again.volume() - shapes::torus(12, 8).volume()).abs() < 1e-4, "{format:?}");
        assert!(again.is_closed(), "{format:?}");
    }
    let names = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 6, "five files and the numbers of one of them");
    let missing = read(&folder.path().join("no.obj"), &task).unwrap_err().to_string();
    assert!(missing.contains("no.obj: cannot read") && missing.contains("Check the path"));
    let unknown = write(&folder.path().join("mesh.abc"), &shapes::cube(), &task).unwrap_err();
    assert!(unknown.to_string().contains("End the name with .obj"), "{unknown}");
    assert!(read(folder.path(), &task).unwrap_err().to_string().contains("not a folder"));
}

#[test]
fn the_files_that_a_file_names_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let task = Task::unlimited();
    let named = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let places = files_beside(&path, &task);
        let names = places.iter().map(|place| place.strip_prefix(folder.path()).unwrap());
        names.map(|name| name.to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let long = "v 0 0 0\n".repeat(300_000);
    let obj = format!("\u{FEFF}mtllib one.mtl\r\n# mtllib no.mtl\n{long}\tmtllib my two.mtl \r\n");
    assert_eq!(named("a.obj", obj.as_bytes()), ["my", "my two.mtl", "one.mtl", "two.mtl"]);
    assert_eq!(named("mac.obj", b"v 0 0 0\rmtllib mac.mtl\rv 0 0 0\r"), ["mac.mtl"]);
    assert_eq!(named("dos.obj", b"mtllib old\\a.mtl"), ["old/a.mtl", "old\\a.mtl"]);
    let gltf = br#"{"asset":{"version":"2.0"},"buffers":[{"byteLength":1,"uri":"my%20mesh.bin"},
        {"byteLength":1,"uri":"data:;base64,AA=="},{"byteLength":1,"uri":"https://a/b.bin"}]}"#;
    assert_eq!(named("a.gltf", gltf), ["my mesh.bin"]);
    assert_eq!(named("a.ply", b"ply\ncomment mtllib a.mtl\n"), [""; 0]);
    assert_eq!(files_beside(folder.path(), &task), [""; 0].map(PathBuf::from));

    let mut shape = shapes::torus(8, 8);
    material::assign(&mut shape, "red", &material::Material::default(), |_| true);
    for (extension, beside) in [("obj", "mtl"), ("gltf", "bin")] {
        let path = folder.path().join(format!("written.{extension}"));
        write(&path, &shape, &task).unwrap();
        let found = files_beside(&path, &task);
        assert_eq!(found, [path.with_extension(beside)]);
        assert!(found[0].exists());
    }
}

#[test]
#[cfg(unix)]
fn a_file_that_may_not_be_read_or_a_folder_that_may_not_be_written_to_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.obj");
    std::fs::write(&path, "v 0 0 0").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        eprintln!("skipped: this user may read and write everything");
        return;
    }
    let task = Task::unlimited();
    let said = read(&path, &task).unwrap_err().to_string();
    assert!(said.contains("secret.obj: cannot read") && said.contains("permissions"), "{said}");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let said = write(&folder.path().join("new.obj"), &shapes::cube(), &task).unwrap_err();
    assert!(said.to_string().contains("new.obj: cannot write here"), "{said}");
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_place_that_is_no_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let task = Task::unlimited();
    std::fs::write(folder.path().join("file"), "").unwrap();
    for format in Format::ALL {
        let path = folder.path().join(format!("file/mesh.{}", format.extension()));
        let said = write(&path, &shapes::cube(), &task).unwrap_err().to_string();
        assert!(said.contains("mesh.") && said.contains("Check the path"), "{said}");
    }
}

#[test]
fn one_bad_line_among_a_million_is_named_quickly() {
    let mut text = "v 0.25 0.5 0.75\r\n".repeat(1_000_000);
    text.insert_str(text.len() / 2, "v 0,25 0,5 0,75\r\n");
    let begin = std::time::Instant::now();
    let said = try_read("a.obj", text.as_bytes(), &[]).unwrap_err().to_string();
    assert!(said.starts_with("a.obj, line 500001: \"0,25\" is not a number."), "{said}");
    // It takes 20 milliseconds; a test machine may be slow and busy, but not by so much.
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

#[test]
fn cancelling_and_limits_reach_every_reader_and_writer() {
    let cancelled = Task::unlimited();
    cancelled.cancel_token().cancel();
    let small = Task::new(CancelToken::default(), 64);
    for (name, files) in samples() {
        let bytes = &files.last().unwrap().1;
        let beside =
            |wanted: &str| Ok(files.iter().find(|(name, _)| name == wanted).unwrap().1.clone());
        let read = |task: &Task| {
            read_bytes(Path::new(name), bytes, ReadSettings::default(), &beside, task)
        };
        assert_eq!(read(&cancelled).unwrap_err(), FileError::Stopped(Stop::Cancelled), "{name}");
        let refused = read(&small).unwrap_err();
        assert!(matches!(refused, FileError::Stopped(Stop::TooLarge { .. })), "{name} {refused}");
        let written = write_bytes(name, &shapes::torus(8, 8), WriteSettings::default(), &cancelled);
        assert_eq!(written.unwrap_err(), FileError::Stopped(Stop::Cancelled), "{name}");
    }
}

/// Points and faces of any kind.
fn any_geometry() -> impl Strategy<Value = Geometry> {
    let points = prop::collection::vec(prop::array::uniform3(-1e6_f32..1e6), 1..20);
    let faces =
        prop::collection::vec((prop::collection::vec(any::<u32>(), 2..7), any::<bool>()), 0..12);
    (points, faces).prop_map(|(points, faces)| {
        let count = points.len() as u32;
        let (mut offsets, mut corners, mut kinds) = (vec![0], Vec::new(), Vec::new());
        for (face, line) in faces {
            let line = line || face.len() < 3;
            corners.extend(face.iter().map(|corner| corner % count));
            offsets.push(corners.len() as u32);
            kinds.push(if line { PrimitiveKind::Polyline } else { PrimitiveKind::Polygon });
        }
        let topology = Topology::new(points.len(), offsets, corners, kinds);
        let points = points.into_iter().map(glam::Vec3::from).collect();
        shapes::with_attributes(Geometry::new(topology, points))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn geometry_survives_every_format(shape in any_geometry()) {
        for (name, text) in [("a.obj", false), ("a.ply", false), ("a.ply", true), ("a.glb", false)] {
            let settings = WriteSettings { text, ..WriteSettings::default() };
            let (files, _) = write_bytes(name, &shape, settings, &Task::unlimited()).unwrap();
            let again = try_read(name, &files.last().unwrap().1, &files).unwrap().geometry;
            let polygons = |geometry: &Geometry| {
                (0..geometry.primitive_count()).filter(|&p| geometry.topology().is_polygon(p)).count()
            };
            if name == "a.glb" {
                prop_assert_eq!(polygons(&again), shape.triangles().vertices.len());
                prop_assert_eq!(again.bounds(), shape.bounds());
            } else {
                prop_assert_eq!(again.positions(), shape.positions());
                prop_assert_eq!(polygons(&again), polygons(&shape));
            }
            if name == "a.obj" {
                prop_assert_eq!(again.topology(), shape.topology());
            }
        }
    }
}
