//! PLY beside ply-rs.

use ply_rs_bw::parser::Parser;
use ply_rs_bw::ply::{DefaultElement, Property};

use crate::{Face, assert_same, faces, meshes_beside, read, shapes, written};

fn number(element: &DefaultElement, name: &str) -> Option<f32> {
    element.get(name).and_then(Property::to_f32_lossy)
}

/// A list as numbers; the indices of a list are whole.
fn list(property: &Property) -> Vec<f64> {
    match property {
        Property::ListChar(list) => list.iter().copied().map(f64::from).collect(),
        Property::ListUChar(list) => list.iter().copied().map(f64::from).collect(),
        Property::ListShort(list) => list.iter().copied().map(f64::from).collect(),
        Property::ListUShort(list) => list.iter().copied().map(f64::from).collect(),
        Property::ListInt(list) => list.iter().copied().map(f64::from).collect(),
        Property::ListUInt(list) => list.iter().copied().map(f64::from).collect(),
        Property::ListFloat(list) => list.iter().copied().map(f64::from).collect(),
        Property::ListDouble(list) => list.clone(),
        other => panic!("{other:?} is no list"),
    }
}

fn theirs(bytes: &[u8]) -> Vec<Face> {
    let ply = Parser::<DefaultElement>::new().read_ply(&mut &bytes[..]).unwrap();
    let points = &ply.payload["vertex"];
    let face = |element: &DefaultElement| {
        let names = ["vertex_indices", "vertex_index"];
        let corners = list(names.iter().find_map(|name| element.get(*name)).unwrap());
        let uvs = element.get("texcoord").map(list);
        let corner = |(at, &index): (usize, &f64)| {
            let point = &points[index as usize];
            let position = ["x", "y", "z"].map(|axis| number(point, axis).unwrap());
            let own = || Some([number(point, "s")?, number(point, "t")?]);
            let of_corner = uvs.as_ref().map(|uvs| [uvs[2 * at] as f32, uvs[2 * at + 1] as f32]);
            (position, of_corner.or_else(own).unwrap_or_default())
        };
        corners.iter().enumerate().map(corner).collect()
    };
    ply.payload["face"].iter().map(face).collect()
}

#[test]
fn what_we_write_is_read_alike() {
    for (name, shape) in shapes() {
        for text in [false, true] {
            let bytes = written("a.ply", &shape, text).pop().unwrap().1;
            let ours = faces(&read("a.ply", &bytes, &[]));
            assert_same(name, &ours, &theirs(&bytes));
            assert_same(name, &ours, &faces(&shape));
        }
    }
}

/// Three points and two faces, with numbers of every type, as bytes of either order.
fn binary(big_endian: bool) -> Vec<u8> {
    let order = if big_endian { "big" } else { "little" };
    let mut file = format!(
        "ply\nformat binary_{order}_endian 1.0\ncomment by hand\nelement vertex 3\n\
         property uchar flag\nproperty double x\nproperty float y\nproperty short z\n\
         property float s\nproperty float t\nelement face 2\nproperty int id\n\
         property list ushort uint vertex_index\nend_header\n"
    )
    .into_bytes();
    let mut push = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        if big_endian {
            bytes.reverse();
        }
        file.extend(bytes);
    };
    for (x, y, z) in [(0.1_f64, 0.25_f32, -3_i16), (1e-3, 1e7, 300), (-0.5, 0.0, 0)] {
        push(&[7]);
        push(&x.to_le_bytes());
        push(&y.to_le_bytes());
        push(&z.to_le_bytes());
        push(&0.75_f32.to_le_bytes());
        push(&y.to_le_bytes());
    }
    for corners in [&[0_u32, 1, 2][..], &[2, 1, 0, 1]] {
        push(&(-1_i32).to_le_bytes());
        push(&(corners.len() as u16).to_le_bytes());
        corners.iter().for_each(|corner| push(&corner.to_le_bytes()));
    }
    file
}

#[test]
fn files_made_by_hand_are_read_alike() {
    let text = "ply\nformat ascii 1.0\nobj_info by hand\nelement vertex 4\nproperty float x\n\
                property float y\nproperty float z\nproperty uchar red\nelement face 2\n\
                property list uchar int vertex_indices\nend_header\n0 0 0 255\n1e0 0 0 1\n\
                0.1 -1.5e-3 2 3\n 7 8 9 0\n3 0 1 2\n4 3 2 1 0\n";
    let files = [
        ("text", text.as_bytes().to_vec()),
        ("little-endian", binary(false)),
        ("big-endian", binary(true)),
    ];
    for (name, bytes) in files {
        assert_same(name, &faces(&read("a.ply", &bytes, &[])), &theirs(&bytes));
    }
}

#[test]
fn meshes_beside_the_repository_are_read_alike() {
    for path in meshes_beside("PLY beside ply-rs") {
        let mesh = read("a.obj", &std::fs::read(&path).unwrap(), &[]);
        for text in [false, true] {
            let bytes = written("a.ply", &mesh, text).pop().unwrap().1;
            let ours = faces(&read("a.ply", &bytes, &[]));
            assert_same(&path.display().to_string(), &ours, &theirs(&bytes));
            assert_same(&path.display().to_string(), &ours, &faces(&mesh));
        }
    }
}
