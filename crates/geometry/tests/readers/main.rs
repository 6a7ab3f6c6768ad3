//! Our readers beside those of other libraries, on files that we write and on files made by
//! hand: the same faces with the same positions and texture coordinates, bit for bit.

mod gltf;
mod obj;
mod ply;
mod stl;

use std::path::{Path, PathBuf};

use espalier_geometry::files::{FileError, ReadSettings, WriteSettings, read_bytes, write_bytes};
use espalier_geometry::ops::create::{Caps, Grid, Sphere, Torus, Tube, grid, sphere, torus, tube};
use espalier_geometry::{Column, Domain, Geometry};
use task::Task;

/// A corner: where it stands, and its texture coordinate, zero without one.
type Corner = ([f32; 3], [f32; 2]);

/// The corners of a face.
type Face = Vec<Corner>;

/// Shapes with quads, triangles and larger polygons, some with texture coordinates.
fn shapes() -> Vec<(&'static str, Geometry)> {
    let task = Task::unlimited();
    let cone = Tube { top_radius: 0.0, columns: 7, rows: 3, uvs: true, ..Tube::default() };
    let drum = Tube { caps: Caps::Polygon, consolidate: true, columns: 9, ..Tube::default() };
    vec![
        ("grid", grid(&Grid { rows: 4, columns: 3, ..Grid::default() }, &task).unwrap()),
        ("grid with uv", grid(&Grid { uvs: true, ..Grid::default() }, &task).unwrap()),
        ("sphere", sphere(&Sphere { uvs: true, ..Sphere::default() }, &task).unwrap()),
        ("torus", torus(&Torus { uvs: true, ..Torus::default() }, &task).unwrap()),
        ("cone", tube(&cone, &task).unwrap()),
        ("drum", tube(&drum, &task).unwrap()),
    ]
}

/// The files that we write of a geometry, the one asked for last.
fn written(name: &str, geometry: &Geometry, text: bool) -> Vec<(String, Vec<u8>)> {
    let settings = WriteSettings { text, ..WriteSettings::default() };
    write_bytes(name, geometry, settings, &Task::unlimited()).unwrap().0
}

/// What we read of a file, given the files beside it.
fn read(name: &str, bytes: &[u8], beside: &[(String, Vec<u8>)]) -> Geometry {
    let find = |wanted: &str| {
        let found = beside.iter().find(|(name, _)| name == wanted);
        let cause = format!("{wanted} is not there");
        let missing = FileError::Unwritable { path: wanted.into(), cause, advice: "" };
        found.map(|(_, bytes)| bytes.clone()).ok_or(missing)
    };
    let settings = ReadSettings::default();
    let task = Task::unlimited();
    read_bytes(Path::new(name), bytes, settings, &find, &task).unwrap().geometry
}

/// The faces of a geometry, with the texture coordinates of vertices or points.
fn faces(geometry: &Geometry) -> Vec<Face> {
    let uvs = |domain: Domain| {
        let column = geometry.table(domain).get("uv")?;
        Some((column, column.size()))
    };
    let value = |(column, size): (&Column, usize), index: usize| {
        let floats = column.floats().unwrap();
        [floats[index * size], floats[index * size + 1]]
    };
    let topology = geometry.topology();
    let corner = |vertex: usize| {
        let point = topology.corners()[vertex] as usize;
        let uv = match (uvs(Domain::Vertex), uvs(Domain::Point)) {
            (Some(column), _) => value(column, vertex),
            (None, Some(column)) => value(column, point),
            (None, None) => [0.0; 2],
        };
        (geometry.positions()[point].to_array(), uv)
    };
    let polygons = (0..topology.primitive_count()).filter(|&face| topology.is_polygon(face));
    polygons.map(|face| topology.vertices(face).map(corner).collect()).collect()
}

/// Compares faces, and says of the first that differs where it is.
#[track_caller]
fn assert_same(name: &str, ours: &[Face], theirs: &[Face]) {
    assert_eq!(ours.len(), theirs.len(), "{name}: number of faces");
    assert!(!ours.is_empty(), "{name} has no faces");
    for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        assert_eq!(ours, theirs, "{name}: face {index}");
    }
}

/// The meshes for trying things on that may lie beside the repository; none, with a word on it,
/// where they do not.
fn meshes_beside(test: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/meshes");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("{test}: skipped, for there is no {}", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "obj"));
    paths.sort();
    paths
}
