//! Named shapes that every operation is tried on, and what a test may ask of a result.

use std::f32::consts::TAU;
use std::sync::Arc;

use glam::Vec3;

use crate::{Column, Data, Domain, Geometry, PrimitiveKind, Text, Topology};

/// Every small shape with its name. All carry a group, a text and a `Cd` attribute where they
/// have elements to carry them.
pub fn all() -> Vec<(&'static str, Geometry)> {
    let shapes = vec![
        ("empty", Geometry::default()),
        ("one point", Geometry::from_points(vec![Vec3::new(1.0, 2.0, 3.0)])),
        ("one triangle", polygon(&[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])),
        ("open grid", grid(6, 4)),
        ("cube", cube()),
        ("concave polygon", concave()),
        ("sphere", sphere(16, 8)),
        ("torus", torus(16, 8)),
        ("non-manifold edge", non_manifold()),
        ("bow-tie", bow_tie()),
        ("duplicate points", duplicates()),
        ("degenerate faces", degenerate()),
        ("polylines", polylines()),
        ("packed cubes", packed()),
        ("points that are not numbers", not_numbers()),
    ];
    shapes.into_iter().map(|(name, shape)| (name, with_attributes(shape))).collect()
}

/// A grid of a million quads.
pub fn million() -> Geometry {
    grid(1000, 1000)
}

/// One polygon in the plane z = 0.
pub fn polygon(corners: &[[f32; 2]]) -> Geometry {
    let count = corners.len();
    let positions = corners.iter().map(|&[x, y]| Vec3::new(x, y, 0.0)).collect();
    Geometry::new(Topology::uniform(count, count.max(1), (0..count as u32).collect()), positions)
}

/// A polygon of 8 corners like a U, so that its ends cannot see each other.
pub fn concave() -> Geometry {
    let corners = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]];
    polygon(&corners.map(|[x, y]| [x as f32, y as f32]))
}

/// Quads in the plane y = 0 facing up, a metre each.
pub fn grid(columns: usize, rows: usize) -> Geometry {
    wrapped(columns, rows, false, false, |u, v| {
        Vec3::new(u * columns as f32, 0.0, -v * rows as f32)
    })
}

/// Six quads around the origin, two metres wide.
pub fn cube() -> Geometry {
    let positions = (0..8).map(|corner: u32| {
        Vec3::from([0, 1, 2].map(|axis| if corner >> axis & 1 == 0 { -1.0 } else { 1.0 }))
    });
    let faces =
        [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]];
    Geometry::new(Topology::uniform(8, 4, faces.concat()), positions.collect())
}

/// A sphere of radius 1 with a ring of triangles at each pole.
pub fn sphere(segments: usize, rings: usize) -> Geometry {
    let mut positions = vec![Vec3::Y];
    for ring in 1..rings {
        let (ring_sin, ring_cos) = (ring as f32 / rings as f32 * TAU / 2.0).sin_cos();
        for segment in 0..segments {
            let (sin, cos) = (segment as f32 / segments as f32 * TAU).sin_cos();
            positions.push(Vec3::new(ring_sin * cos, ring_cos, -ring_sin * sin));
        }
    }
    positions.push(Vec3::NEG_Y);
    let at = |ring: usize, segment: usize| (1 + (ring - 1) * segments + segment % segments) as u32;
    let last = positions.len() as u32 - 1;
    let (mut offsets, mut corners) = (vec![0], Vec::new());
    for ring in 0..rings {
        for segment in 0..segments {
            if ring == 0 {
                corners.extend([0, at(1, segment), at(1, segment + 1)]);
            } else if ring + 1 == rings {
                corners.extend([at(ring, segment), last, at(ring, segment + 1)]);
            } else {
                corners.extend([
                    at(ring, segment),
                    at(ring + 1, segment),
                    at(ring + 1, segment + 1),
                    at(ring, segment + 1),
                ]);
            }
            offsets.push(corners.len() as u32);
        }
    }
    Geometry::new(Topology::polygons(positions.len(), offsets, corners), positions)
}

/// A torus around Y of radii 1 and 0.4.
pub fn torus(columns: usize, rows: usize) -> Geometry {
    wrapped(columns, rows, true, true, |u, v| {
        let ((u_sin, u_cos), (v_sin, v_cos)) = ((u * TAU).sin_cos(), (v * TAU).sin_cos());
        let radius = 1.0 + 0.4 * v_cos;
        Vec3::new(radius * u_cos, 0.4 * v_sin, -radius * u_sin)
    })
}

/// Three quads on one edge, like a fan.
pub fn non_manifold() -> Geometry {
    let positions = [
        [0, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
        [1, 1, 0],
        [-1, 0, 1],
        [-1, 1, 1],
        [-1, 0, -1],
        [-1, 1, -1],
    ];
    let positions = positions.map(|p| Vec3::from(p.map(|value| value as f32))).to_vec();
    let corners = vec![0, 2, 3, 1, 0, 1, 5, 4, 0, 1, 7, 6];
    Geometry::new(Topology::uniform(8, 4, corners), positions)
}

/// Two triangles that share one point, and a quad that crosses itself.
pub fn bow_tie() -> Geometry {
    let positions = [[0, 0], [-1, 1], [-1, -1], [1, -1], [1, 1], [3, 0], [4, 1], [4, 0], [3, 1]];
    let positions = positions.map(|[x, y]| Vec3::new(x as f32, y as f32, 0.0)).to_vec();
    let corners = vec![0, 1, 2, 0, 3, 4, 5, 6, 7, 8];
    Geometry::new(Topology::polygons(9, vec![0, 3, 6, 10], corners), positions)
}

/// A cube whose faces share no points: four points at every corner but one place.
pub fn duplicates() -> Geometry {
    let cube = cube();
    let corners = cube.topology().corners();
    let positions = corners.iter().map(|&point| cube.positions()[point as usize]).collect();
    Geometry::new(Topology::uniform(24, 4, (0..24).collect()), positions)
}

/// Faces without area: corners in one place, in a line, repeated, too few; and one good face.
pub fn degenerate() -> Geometry {
    let positions = vec![Vec3::ZERO, Vec3::X, Vec3::X * 2.0, Vec3::Y, Vec3::ZERO, Vec3::ZERO];
    let offsets = vec![0, 3, 6, 10, 12, 13, 13, 16];
    let corners = vec![0, 1, 2, 0, 4, 5, 0, 1, 1, 3, 0, 1, 2, 0, 1, 3];
    Geometry::new(Topology::polygons(6, offsets, corners), positions)
}

/// A zigzag, a single segment, a chain of one point, and a triangle among them.
pub fn polylines() -> Geometry {
    let positions = (0..8).map(|i| Vec3::new(i as f32, (i % 2) as f32, 0.5 * i as f32)).collect();
    let kinds = vec![
        PrimitiveKind::Polyline,
        PrimitiveKind::Polyline,
        PrimitiveKind::Polygon,
        PrimitiveKind::Polyline,
    ];
    let corners = vec![0, 1, 2, 3, 4, 3, 4, 5, 6, 0, 7];
    Geometry::new(Topology::new(8, vec![0, 5, 7, 10, 11], corners, kinds), positions)
}

/// Three packed cubes, turned and scaled, and one polygon.
pub fn packed() -> Geometry {
    let positions = (0..6).map(|i| Vec3::new(3.0 * i as f32, 0.0, (i % 2) as f32)).collect();
    let mut kinds = vec![PrimitiveKind::Packed; 3];
    kinds.push(PrimitiveKind::Polygon);
    let topology = Topology::new(6, vec![0, 1, 2, 3, 6], vec![0, 1, 2, 3, 4, 5], kinds);
    let mut geometry = Geometry::new(topology, positions);
    let table = geometry.table_mut(Domain::Primitive);
    table.set(crate::PACKED_SOURCE, Column::new(vec![0_i32, 0, 0, -1]));
    let matrices = table.write::<[f32; 9]>(crate::PACKED_TRANSFORM);
    matrices[1] = glam::Mat3::from_rotation_y(0.7).to_cols_array();
    matrices[2] = glam::Mat3::from_diagonal(Vec3::new(1.0, 2.0, 0.5)).to_cols_array();
    geometry.with_packed(vec![Arc::new(with_attributes(cube()))])
}

/// A cube with a corner that is not a number and one at infinity.
pub fn not_numbers() -> Geometry {
    let mut cube = cube();
    cube.positions_mut()[3] = Vec3::new(f32::NAN, 0.0, 1.0);
    cube.positions_mut()[5] = Vec3::new(0.0, f32::INFINITY, 0.0);
    cube
}

/// The shape with attributes of every kind: point `Cd`, `mass` and text `name`, vertex `uv`,
/// primitive `piece` and group `odd`, point group `first_half`, detail `note`.
pub fn with_attributes(mut shape: Geometry) -> Geometry {
    let count = shape.point_count();
    let points = shape.table_mut(Domain::Point);
    let colours = points.write::<Vec3>("Cd");
    for (index, colour) in colours.iter_mut().enumerate() {
        *colour = Vec3::new(index as f32 / count as f32, 0.5, 0.25);
    }
    let names = Text::from_strings((0..count).map(|index| format!("p{}", index % 3)));
    points.set("name", Column::text(names));
    points.set("mass", Column::new((0..count).map(|index| index as f32).collect::<Vec<f32>>()));
    points.set("first_half", Column::group((0..count).map(|index| index * 2 < count).collect()));
    let vertices = shape.table_mut(Domain::Vertex);
    for (index, uv) in vertices.write::<[f32; 2]>("uv").iter_mut().enumerate() {
        *uv = [(index % 4 / 2) as f32, ((index + 1) % 4 / 2) as f32];
    }
    let primitives = shape.table_mut(Domain::Primitive);
    let numbers = 0..primitives.len();
    primitives.set("piece", Column::new(numbers.clone().map(|i| i as i32).collect::<Vec<i32>>()));
    primitives.set("odd", Column::group(numbers.map(|i| i % 2 == 1).collect()));
    let note = Text::from_strings(["made for tests"]);
    shape.table_mut(Domain::Detail).set("note", Column::text(note));
    shape
}

/// Panics unless tables fit, packed sources exist, and every float is finite (if `finite`).
pub fn assert_sound(geometry: &Geometry, finite: bool, what: &str) {
    let topology = geometry.topology();
    let offsets = topology.offsets();
    assert!(offsets.windows(2).all(|pair| pair[0] <= pair[1]), "{what}: offsets rise");
    for domain in Domain::ALL {
        for (name, column) in geometry.table(domain).iter() {
            assert_eq!(column.len(), geometry.count(domain), "{what}: {} {name}", domain.name());
            if let (true, Data::Float(values)) = (finite, column.data()) {
                assert!(values.iter().all(|value| value.is_finite()), "{what}: {name} is finite");
            }
        }
    }
    assert_eq!(geometry.instances().count(), geometry.packed_count(), "{what}: packed sources");
}

/// A net of quads over the unit square, bent by `place`, each way open or closed to a ring.
fn wrapped(
    columns: usize,
    rows: usize,
    close_u: bool,
    close_v: bool,
    place: impl Fn(f32, f32) -> Vec3,
) -> Geometry {
    let across = if close_u { columns } else { columns + 1 };
    let along = if close_v { rows } else { rows + 1 };
    let mut positions = Vec::with_capacity(across * along);
    for row in 0..along {
        for column in 0..across {
            positions.push(place(column as f32 / columns as f32, row as f32 / rows as f32));
        }
    }
    let at = |column: usize, row: usize| (row % along * across + column % across) as u32;
    let mut corners = Vec::with_capacity(columns * rows * 4);
    for row in 0..rows {
        for column in 0..columns {
            let (c, r) = (column + 1, row + 1);
            corners.extend([at(column, row), at(c, row), at(c, r), at(column, r)]);
        }
    }
    Geometry::new(Topology::uniform(positions.len(), 4, corners), positions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_shapes_face_outwards_and_have_the_volume_they_should() {
        let torus = torus(64, 32);
        let sphere = sphere(64, 32);
        for (shape, volume, euler) in [
            (cube(), 8.0, 2),
            (sphere, f64::from(TAU) * 2.0 / 3.0, 2),
            (torus, f64::from(TAU * TAU) * 0.5 * 0.16, 0),
        ] {
            assert!(shape.is_closed());
            assert_eq!(shape.euler_number(), euler);
            assert!((shape.volume() / volume - 1.0).abs() < 0.02, "{} {volume}", shape.volume());
        }
        assert!(
            !grid(2, 2).is_closed() && !non_manifold().is_closed() && !duplicates().is_closed()
        );
        assert!(grid(2, 2).polygon_area_vector(0).y > 0.0);
        assert_eq!(concave().area(), 7.0);
    }

    #[test]
    fn every_shape_is_sound_and_can_be_asked_everything() {
        for (name, shape) in all() {
            assert_sound(&shape, !name.contains("not numbers"), name);
            let again = all().into_iter().find(|(other, _)| *other == name).unwrap().1;
            assert_eq!(shape.content_hash(), again.content_hash(), "{name}");
            let _ = (shape.bounds(), shape.area(), shape.volume(), shape.is_closed());
            let _ = (shape.triangles(), shape.topology().edges(), shape.euler_number());
        }
        let packed = packed();
        assert_eq!(packed.volume(), 24.0);
        assert_eq!(packed.bounds().min.x, -1.0);
    }
}
