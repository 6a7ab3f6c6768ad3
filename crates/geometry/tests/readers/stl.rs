//! STL beside stl_io.

use std::io::Cursor;

use crate::{Face, assert_same, faces, meshes_beside, read, shapes, written};

fn theirs(bytes: &[u8]) -> Vec<Face> {
    let mesh = stl_io::read_stl(&mut Cursor::new(bytes)).unwrap();
    let corner = |&index: &usize| {
        let vertex = mesh.vertices[index];
        ([vertex[0], vertex[1], vertex[2]], [0.0; 2])
    };
    mesh.faces.iter().map(|face| face.vertices.iter().map(corner).collect()).collect()
}

#[test]
fn what_we_write_is_read_alike() {
    for (name, shape) in shapes() {
        for text in [false, true] {
            let bytes = written("a.stl", &shape, text).pop().unwrap().1;
            assert_same(name, &faces(&read("a.stl", &bytes, &[])), &theirs(&bytes));
        }
    }
}

#[test]
fn files_made_by_hand_are_read_alike() {
    let text = "solid by hand\n facet normal 0 0 1\n  outer loop\n   vertex 0 0 0\n   vertex 1e0 \
                0 -1.5e-3\n   vertex 0.1 1 0\n  endloop\n endfacet\n facet normal 0 0 0\n  outer \
                loop\n   vertex 0.1 1 0\n   vertex 1 0 -0.0015\n   vertex 2 2 2\n  endloop\n \
                endfacet\nendsolid by hand\n";
    let mut binary = vec![b' '; 80];
    binary.extend(2_u32.to_le_bytes());
    for number in 0..2_u8 {
        for value in 0..12 {
            binary.extend((f32::from(number) + 0.1 * value as f32).to_le_bytes());
        }
        binary.extend([number, 0]);
    }
    for (name, bytes) in [("text", text.as_bytes()), ("binary", &binary)] {
        assert_same(name, &faces(&read("a.stl", bytes, &[])), &theirs(bytes));
    }
}

#[test]
fn meshes_beside_the_repository_are_read_alike() {
    for path in meshes_beside("STL beside stl_io") {
        let mesh = read("a.obj", &std::fs::read(&path).unwrap(), &[]);
        for text in [false, true] {
            let bytes = written("a.stl", &mesh, text).pop().unwrap().1;
            let name = path.display().to_string();
            assert_same(&name, &faces(&read("a.stl", &bytes, &[])), &theirs(&bytes));
        }
    }
}
