//! The five regular solids, and the soccer ball.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use glam::{Vec2, Vec3};
use task::{Stop, Task};

use super::turn;
use crate::{Column, Domain, Geometry, Topology};

/// A solid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Solid {
    /// 4 triangles.
    #[default]
    Tetrahedron,
    /// 6 squares.
    Cube,
    /// 8 triangles.
    Octahedron,
    /// 20 triangles.
    Icosahedron,
    /// 12 pentagons.
    Dodecahedron,
    /// 12 pentagons and 20 hexagons.
    SoccerBall,
}

/// What a solid is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Platonic {
    /// Which one.
    pub solid: Solid,
    /// Metres from its middle to every point.
    pub radius: f32,
    /// Its middle.
    pub center: Vec3,
    /// Whether to make texture coordinates: each face alone, in the middle of the square.
    pub uvs: bool,
}

impl Default for Platonic {
    fn default() -> Self {
        Self { solid: Solid::default(), radius: 1.0, center: Vec3::ZERO, uvs: false }
    }
}

/// A regular solid, or a soccer ball with its primitive groups `pentagons` and `hexagons`.
pub fn platonic(settings: &Platonic, task: &Task) -> Result<Geometry, Stop> {
    task.check()?;
    let (points, topology) = match settings.solid {
        Solid::Tetrahedron => tetrahedron(),
        Solid::Cube => dual(octahedron()),
        Solid::Octahedron => octahedron(),
        Solid::Icosahedron => icosahedron(),
        Solid::Dodecahedron => dual(icosahedron()),
        Solid::SoccerBall => truncated(icosahedron()),
    };
    let radius = settings.radius.abs();
    let place = |point: Vec3| settings.center + radius * point.normalize_or_zero();
    let mut geometry = Geometry::new(topology, points.into_iter().map(place).collect());
    if settings.uvs {
        let uvs = Column::new(face_uvs(geometry.topology()));
        geometry.table_mut(Domain::Vertex).set("uv", uvs);
    }
    if settings.solid == Solid::SoccerBall {
        for (name, size) in [("pentagons", 5), ("hexagons", 6)] {
            let topology = geometry.topology();
            let members = (0..topology.primitive_count())
                .map(|primitive| topology.primitive(primitive).len() == size)
                .collect();
            geometry.table_mut(Domain::Primitive).set(name, Column::group(members));
        }
    }
    Ok(geometry)
}

/// Each face as a regular polygon that stands on its first edge.
fn face_uvs(topology: &Topology) -> Vec<Vec2> {
    let faces = (0..topology.primitive_count()).map(|face| topology.primitive(face).len());
    let corners = faces.flat_map(|size| (0..size).map(move |corner| (corner, size)));
    let uv = |(corner, size): (usize, usize)| {
        let angle = TAU * corner as f32 / size as f32 - FRAC_PI_2 - PI / size as f32;
        Vec2::splat(0.5) + 0.5 * Vec2::from_angle(angle)
    };
    corners.map(uv).collect()
}

/// A ring of points on the unit sphere, to the right seen from outside.
fn ring(count: usize, height: f32, offset: f64) -> impl Iterator<Item = Vec3> {
    (0..count).map(move |index| {
        let flat = turn((index as f64 + offset) / count as f64) * (1.0 - height * height).sqrt();
        Vec3::new(flat.x, height, -flat.y)
    })
}

fn tetrahedron() -> (Vec<Vec3>, Topology) {
    let mut points = vec![Vec3::Y];
    points.extend(ring(3, -1.0 / 3.0, 0.0));
    (points, Topology::uniform(4, 3, vec![0, 1, 2, 0, 2, 3, 0, 3, 1, 1, 3, 2]))
}

fn octahedron() -> (Vec<Vec3>, Topology) {
    let mut points = vec![Vec3::Y];
    points.extend(ring(4, 0.0, 0.5));
    points.push(Vec3::NEG_Y);
    let mut corners = Vec::new();
    for index in 0..4 {
        let (this, next) = (1 + index, 1 + (index + 1) % 4);
        corners.extend([0, this, next, this, 5, next]);
    }
    (points, Topology::uniform(6, 3, corners))
}

/// The icosahedron of radius 1 with its first point up.
pub(super) fn icosahedron() -> (Vec<Vec3>, Topology) {
    let height = 0.2_f32.sqrt();
    let mut points = vec![Vec3::Y];
    points.extend(ring(5, height, 0.0));
    points.extend(ring(5, -height, 0.5));
    points.push(Vec3::NEG_Y);
    let mut corners = Vec::new();
    for index in 0..5 {
        let next = (index + 1) % 5;
        let (upper, next_upper, lower, next_lower) = (1 + index, 1 + next, 6 + index, 6 + next);
        corners.extend([0, upper, next_upper, upper, lower, next_upper]);
        corners.extend([lower, next_lower, next_upper, lower, 11, next_lower]);
    }
    (points, Topology::uniform(12, 3, corners))
}

/// The half-edges that leave each point of a closed mesh of triangles, counter-clockwise.
fn leaving(topology: &Topology, point: usize) -> Vec<u32> {
    let mut around = vec![topology.vertices_of_point().of(point)[0]];
    while let Some(&last) = around.last() {
        let arriving = if last.is_multiple_of(3) { last + 2 } else { last - 1 };
        match topology.edges().twin(arriving) {
            Some(next) if next != around[0] => around.push(next),
            _ => break,
        }
    }
    around
}

/// A face for each point, a point for each face.
fn dual((points, topology): (Vec<Vec3>, Topology)) -> (Vec<Vec3>, Topology) {
    let middle = |face: usize| -> Vec3 {
        topology.primitive(face).iter().map(|&point| points[point as usize]).sum()
    };
    let faces = topology.primitive_count();
    let (mut offsets, mut corners) = (vec![0], Vec::new());
    for point in 0..points.len() {
        corners.extend(leaving(&topology, point).iter().map(|half_edge| half_edge / 3));
        offsets.push(corners.len() as u32);
    }
    ((0..faces).map(middle).collect(), Topology::polygons(faces, offsets, corners))
}

/// Every point cut off where a third of each edge is gone: a point for each half-edge, near its
/// start.
fn truncated((points, topology): (Vec<Vec3>, Topology)) -> (Vec<Vec3>, Topology) {
    let ends = |half_edge: usize| {
        let next = topology.next_vertices()[half_edge] as usize;
        [half_edge, next].map(|vertex| points[topology.corners()[vertex] as usize])
    };
    let (mut offsets, mut corners) = (vec![0], Vec::new());
    for point in 0..points.len() {
        corners.extend(leaving(&topology, point));
        offsets.push(corners.len() as u32);
    }
    for face in 0..topology.primitive_count() {
        for half_edge in topology.vertices(face) {
            corners.push(half_edge as u32);
            corners.extend(topology.edges().twin(half_edge as u32));
        }
        offsets.push(corners.len() as u32);
    }
    let count = topology.vertex_count();
    let place = |half_edge| {
        let [from, to] = ends(half_edge);
        from.lerp(to, 1.0 / 3.0)
    };
    ((0..count).map(place).collect(), Topology::polygons(count, offsets, corners))
}
