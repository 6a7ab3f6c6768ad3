//! OBJ beside tobj.

use crate::{Face, assert_same, faces, meshes_beside, read, shapes, written};

/// What tobj reads. It keeps lines apart from faces in no other way than their two corners.
fn theirs(bytes: &[u8]) -> Vec<Face> {
    let options = tobj::LoadOptions::default();
    let no_materials = |_: &std::path::Path| Ok(Default::default());
    let (models, _) = tobj::load_obj_buf(&mut &bytes[..], &options, no_materials).unwrap();
    let mut faces = Vec::new();
    for mesh in models.into_iter().map(|model| model.mesh) {
        let corner = |at: usize| {
            let point = mesh.indices[at] as usize;
            let position: [f32; 3] = mesh.positions[3 * point..][..3].try_into().unwrap();
            let uv = match mesh.texcoord_indices.get(at) {
                Some(&uv) => mesh.texcoords[2 * uv as usize..][..2].try_into().unwrap(),
                None => [0.0; 2],
            };
            (position, uv)
        };
        let mut begin = 0;
        let triangles = vec![3; mesh.indices.len() / 3];
        let arities = if mesh.face_arities.is_empty() { &triangles } else { &mesh.face_arities };
        for &arity in arities {
            let end = begin + arity as usize;
            faces.push((begin..end).map(corner).collect());
            begin = end;
        }
    }
    faces
}

#[test]
fn what_we_write_is_read_alike() {
    for (name, shape) in shapes() {
        let files = written("a.obj", &shape, false);
        let bytes = &files.last().unwrap().1;
        let ours = faces(&read("a.obj", bytes, &files));
        assert_same(name, &ours, &theirs(bytes));
        assert_same(name, &ours, &faces(&shape));
    }
}

#[test]
fn files_made_by_hand_are_read_alike() {
    let five = "v 0 0 0\nv 1.5 0 -2e-3\nv 1 1 +0.1\nv 0 1 .5\nv 0.30000001192092896 0.1 1e10\n";
    let uvs = "vt 0.1 0.9\nvt 1 0\nvt .25 1\nvt 0 1\n";
    let normals = "vn 0 0 1\nvn 0 1 0\n";
    let files = [
        ("quads and triangles", format!("{five}f 1 2 3 4\nf 1 2 3\nf 5 4 3 2 1\n")),
        (
            "negative indices",
            format!("{five}{uvs}f -5/-4 -4/-3 -3/-2 -2/-1\nv 9 9 9\nvt 7 7\nf -1/-1 -2/-3 -3/-1\n"),
        ),
        ("uv", format!("{five}{uvs}f 1/1 2/2 3/3 4/4\nf 4/1 3/2 2/3\n")),
        ("uv and normals", format!("{five}{uvs}{normals}f 1/1/1 2/2/1 3/3/2\n")),
        ("normals", format!("{five}{normals}f 1//1 2//2 3//1\n")),
        ("groups", format!("o one\n{five}g a b\nf 1 2 3\nusemtl red\nf 1 3 4\no two\nf 1 2 5\n")),
        ("windows", format!("# made by hand\n{five}f 1 2 3\n\nf 1 3 4\n").replace('\n', "\r\n")),
        ("blanks", format!("  {five}\n\t f  1   2 3  \n\nf\t1 3 4\n")),
        ("later points", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nv 5 5 5\nf 1 2 4\n".to_owned()),
    ];
    for (name, text) in files {
        let ours = faces(&read("a.obj", text.as_bytes(), &[]));
        assert_same(name, &ours, &theirs(text.as_bytes()));
    }
}

#[test]
fn meshes_beside_the_repository_are_read_alike() {
    for path in meshes_beside("OBJ beside tobj") {
        let bytes = std::fs::read(&path).unwrap();
        let ours = faces(&read("a.obj", &bytes, &[]));
        assert_same(&path.display().to_string(), &ours, &theirs(&bytes));
    }
}
