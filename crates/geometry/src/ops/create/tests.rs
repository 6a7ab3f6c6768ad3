//! What every made geometry promises.

use std::f64::consts::PI;

use glam::{Vec2, Vec3};
use proptest::prelude::*;
use task::{CancelToken, Stop, Task};

use super::*;
use crate::{Geometry, PrimitiveKind, shapes};

fn free() -> Task {
    Task::unlimited()
}

const FACES: [Connectivity; 3] =
    [Connectivity::Quads, Connectivity::Triangles, Connectivity::AlternatingTriangles];

/// Panics unless the polygons bound a volume, face outwards and have this Euler number.
fn assert_closed(geometry: &Geometry, euler: i64, volume: f64, what: &str) {
    shapes::assert_sound(geometry, true, what);
    assert!(geometry.is_closed(), "{what} is closed");
    assert_eq!(geometry.euler_number(), euler, "{what}");
    let is = geometry.volume();
    assert!((is / volume - 1.0).abs() < 1e-3, "{what}: the volume is {is}, not {volume}");
    let used = geometry.topology().vertices_of_point();
    assert!((0..used.len()).all(|point| !used.of(point).is_empty()), "{what}: no loose points");
}

/// Panics unless `uv` goes counter-clockwise in every polygon, and its area is as given.
fn assert_uvs(geometry: &Geometry, area: f32, what: &str) {
    let uvs = geometry.vertices().read::<Vec2>("uv").expect("uv was asked for");
    let mut sum = 0.0;
    for primitive in 0..geometry.primitive_count() {
        let uvs = &uvs[geometry.topology().vertices(primitive)];
        let own: f32 =
            uvs.windows(2).map(|pair| 0.5 * (pair[0] - uvs[0]).perp_dot(pair[1] - uvs[0])).sum();
        assert!(own > 0.0, "{what}: the face {primitive} is mirrored: {uvs:?}");
        sum += own;
    }
    assert!((sum - area).abs() < 1e-3, "{what}: uv cover {sum}, not {area}");
}

#[test]
fn boxes_are_closed() {
    for divisions in [[1, 1, 1], [3, 1, 1], [1, 4, 1], [1, 1, 5], [2, 3, 4], [0, 7, 2]] {
        let settings = Cuboid {
            size: Vec3::new(2.0, -3.0, 4.0),
            center: Vec3::new(1.0, 2.0, 3.0),
            divisions,
            groups: true,
            uvs: true,
            ..Cuboid::default()
        };
        let made = cuboid(&settings, &free()).unwrap();
        assert_closed(&made, 2, 24.0, &format!("{divisions:?}"));
        assert_uvs(&made, 6.0, "box");
        assert_eq!(made.bounds().min, Vec3::new(0.0, 0.5, 1.0));
        for (name, normal) in [("left", Vec3::NEG_X), ("top", Vec3::Y), ("front", Vec3::Z)] {
            let members = made.primitives().group(name).unwrap();
            for (face, &member) in members.iter().enumerate() {
                let facing = made.polygon_area_vector(face).normalize().dot(normal) > 0.9;
                assert_eq!(facing, member, "{name}");
            }
        }
        let split = cuboid(&Cuboid { consolidate: false, ..settings }, &free()).unwrap();
        assert!(!split.is_closed());
        assert_eq!(split.primitive_count(), made.primitive_count());
        assert_eq!(split.volume().round(), 24.0);
        assert_uvs(&split, 6.0, "box in six sides");
    }
    assert_eq!(cuboid(&Cuboid::default(), &free()).unwrap().point_count(), 8);
}

#[test]
fn spheres_are_closed_and_nearly_as_large_as_they_should() {
    for axis in [Axis::X, Axis::Y, Axis::Z] {
        for connectivity in FACES {
            let settings = Sphere {
                radius: Vec3::new(1.0, -2.0, 3.0),
                rows: 100,
                columns: 100,
                axis,
                connectivity,
                uvs: true,
                ..Sphere::default()
            };
            let made = sphere(&settings, &free()).unwrap();
            assert_closed(&made, 2, 4.0 / 3.0 * PI * 6.0 * 0.9988, "sphere");
            assert!(made.bounds().max.abs_diff_eq(Vec3::new(1.0, 2.0, 3.0), 1e-3));
        }
    }
    let least = Sphere { rows: 0, columns: 0, uvs: true, ..Sphere::default() };
    let least = sphere(&least, &free()).unwrap();
    assert_eq!((least.point_count(), least.primitive_count()), (5, 6));
    assert_eq!(least.euler_number(), 2);
    // A pole's row of triangles covers half of its cells.
    let made = sphere(&Sphere { uvs: true, ..Sphere::default() }, &free()).unwrap();
    assert_eq!((made.point_count(), made.primitive_count()), (11 * 24 + 2, 12 * 24));
    assert_uvs(&made, 11.0 / 12.0, "sphere");
}

#[test]
fn icospheres_are_closed_and_even() {
    for frequency in 1..8 {
        for axis in [Axis::X, Axis::Y] {
            let settings = Icosphere { frequency, axis, uvs: true, ..Icosphere::default() };
            let made = icosphere(&settings, &free()).unwrap();
            let square = (frequency * frequency) as usize;
            assert_eq!(
                (made.point_count(), made.primitive_count()),
                (10 * square + 2, 20 * square)
            );
            assert_closed(&made, 2, made.volume(), "icosphere");
            assert!(made.volume() > 2.5 && made.volume() < 4.0 / 3.0 * PI);
            assert!(made.positions().iter().all(|at| (at.length() - 1.0).abs() < 1e-6));
            let lengths: Vec<f32> = made
                .topology()
                .edges()
                .points
                .iter()
                .map(|&[a, b]| made.positions()[a as usize].distance(made.positions()[b as usize]))
                .collect();
            let longest = lengths.iter().copied().fold(0.0, f32::max);
            assert!(lengths.iter().all(|&length| length > 0.7 * longest), "{frequency}");
            let uvs = made.vertices().read::<Vec2>("uv").unwrap();
            for triangle in uvs.chunks_exact(3) {
                let across = triangle.iter().map(|uv| uv.x);
                let span = across.clone().fold(0.0, f32::max) - across.fold(9.0, f32::min);
                assert!(span < 0.5, "no triangle goes around the whole sphere: {triangle:?}");
            }
        }
    }
    let fine = icosphere(&Icosphere { frequency: 40, uvs: true, ..Icosphere::default() }, &free());
    // All but half of the rows at the poles.
    assert_uvs(&fine.unwrap(), 0.9928, "icosphere");
}

#[test]
fn tori_are_closed_and_have_a_hole() {
    for axis in [Axis::X, Axis::Y, Axis::Z] {
        for connectivity in FACES {
            let settings = Torus {
                ring_radius: 2.0,
                section_radius: 0.5,
                rows: 90,
                columns: 90,
                axis,
                connectivity,
                uvs: true,
                ..Torus::default()
            };
            let made = torus(&settings, &free()).unwrap();
            assert_closed(&made, 0, 2.0 * PI * PI * 2.0 * 0.25 * 0.9984, "torus");
            assert_uvs(&made, 1.0, "torus");
        }
    }
    let least = torus(&Torus { rows: 0, columns: 0, ..Torus::default() }, &free()).unwrap();
    assert_eq!((least.point_count(), least.primitive_count(), least.euler_number()), (9, 9, 0));
}

#[test]
fn tubes_and_cones_with_caps_are_closed() {
    for (top, bottom, ends) in [(0.5, 0.5, 2), (1.0, 0.25, 2), (0.0, 1.0, 1), (1.0, -0.0, 1)] {
        for (caps, rows) in [(Caps::Polygon, 2), (Caps::Triangles, 5), (Caps::Polygon, 3)] {
            for (connectivity, axis) in FACES.into_iter().zip([Axis::X, Axis::Y, Axis::Z]) {
                let settings = Tube {
                    top_radius: top,
                    bottom_radius: bottom,
                    height: 3.0,
                    rows,
                    columns: 120,
                    axis,
                    connectivity,
                    caps,
                    groups: true,
                    uvs: true,
                    ..Tube::default()
                };
                let what = format!("{settings:?}");
                let made = tube(&settings, &free()).unwrap();
                let (a, b) = (f64::from(top), f64::from(bottom.abs()));
                let volume = PI * 3.0 / 3.0 * (a * a + a * b + b * b) * 0.9995;
                assert_closed(&made, 2, volume, &what);
                let cones = if ends == 1 { 0.5 / (rows - 1) as f32 } else { 0.0 };
                assert_uvs(&made, 1.0 - cones + ends as f32 * PI as f32 / 4.0 * 0.9995, &what);
                let count = |name| {
                    let members = made.primitives().group(name).unwrap().iter();
                    members.filter(|&&member| member).count()
                };
                let cap = if caps == Caps::Polygon { 1 } else { 120 };
                assert_eq!(count("top"), if top == 0.0 { 0 } else { cap });
                assert_eq!(count("bottom"), if bottom == 0.0 { 0 } else { cap });
                assert_eq!(count("side"), made.primitive_count() - ends * cap);

                let split = tube(&Tube { consolidate: false, ..settings.clone() }, &free());
                let split = split.unwrap();
                assert!(!split.is_closed(), "{what}");
                assert_eq!(split.point_count(), made.point_count() + ends * 120);
                assert!((split.volume() - made.volume()).abs() < 1e-4);
                let open = tube(&Tube { caps: Caps::None, ..settings }, &free()).unwrap();
                assert_eq!(open.euler_number(), 2 - ends as i64, "{what}");
            }
        }
    }
}

#[test]
fn grids_face_their_plane_and_are_numbered_from_the_lowest_corner() {
    for (plane, normal, last) in [
        (Plane::Xy, Vec3::Z, Vec3::new(1.5, 2.0, 0.0)),
        (Plane::Yz, Vec3::X, Vec3::new(0.0, 1.5, 2.0)),
        (Plane::Zx, Vec3::Y, Vec3::new(1.5, 0.0, 2.0)),
    ] {
        for connectivity in FACES {
            let settings = Grid {
                size: Vec2::new(3.0, 4.0),
                rows: 5,
                columns: 7,
                plane,
                connectivity,
                uvs: true,
                ..Grid::default()
            };
            let made = grid(&settings, &free()).unwrap();
            shapes::assert_sound(&made, true, "grid");
            assert_eq!(made.point_count(), 35);
            assert_eq!(made.positions()[34], last);
            assert_eq!(made.positions()[0], -last);
            assert_eq!(made.euler_number(), 1);
            assert!((made.area() - 12.0).abs() < 1e-5);
            for face in 0..made.primitive_count() {
                let facing = made.polygon_area_vector(face).normalize();
                assert!(facing.abs_diff_eq(normal, 1e-5), "{plane:?} faces {facing}");
            }
            assert_uvs(&made, 1.0, "grid");
        }
    }
}

#[test]
fn nets_can_be_lines_or_points() {
    let count = |geometry: &Geometry| {
        shapes::assert_sound(geometry, true, "net");
        (geometry.point_count(), geometry.primitive_count(), geometry.vertex_count())
    };
    let flat = |connectivity| {
        grid(&Grid { rows: 3, columns: 4, connectivity, uvs: true, ..Grid::default() }, &free())
    };
    assert_eq!(count(&flat(Connectivity::Rows).unwrap()), (12, 3, 12));
    assert_eq!(count(&flat(Connectivity::Columns).unwrap()), (12, 4, 12));
    assert_eq!(count(&flat(Connectivity::RowsAndColumns).unwrap()), (12, 7, 24));
    assert_eq!(count(&flat(Connectivity::Points).unwrap()), (12, 0, 0));
    let globe = |connectivity| {
        let settings = Sphere { rows: 5, columns: 6, connectivity, uvs: true, ..Sphere::default() };
        sphere(&settings, &free()).unwrap()
    };
    let parallels = globe(Connectivity::Rows);
    assert_eq!(count(&parallels), (20, 3, 21));
    assert_eq!(parallels.topology().kind(0), PrimitiveKind::Polyline);
    assert_eq!(parallels.topology().primitive(1), [7, 8, 9, 10, 11, 12, 7]);
    let meridians = globe(Connectivity::Columns);
    assert_eq!(count(&meridians), (20, 6, 30));
    assert_eq!(meridians.topology().primitive(1), [0, 2, 8, 14, 19]);
    let both = Torus { rows: 3, columns: 4, ..Torus::default() };
    let both = torus(&Torus { connectivity: Connectivity::RowsAndColumns, ..both }, &free());
    assert_eq!(count(&both.unwrap()), (12, 7, 3 * 5 + 4 * 4));
    let capped = Tube { caps: Caps::Polygon, connectivity: Connectivity::Rows, ..Tube::default() };
    assert_eq!(count(&tube(&capped, &free()).unwrap()), (24, 2, 26));
}

#[test]
fn circles_and_arcs_go_counter_clockwise() {
    for (plane, normal) in [(Plane::Xy, Vec3::Z), (Plane::Yz, Vec3::X), (Plane::Zx, Vec3::Y)] {
        let settings = Circle { plane, uvs: true, ..Circle::default() };
        let whole = circle(&settings, &free()).unwrap();
        assert_eq!((whole.point_count(), whole.vertex_count()), (12, 12));
        assert!(whole.polygon_area_vector(0).abs_diff_eq(normal * 3.0, 1e-5));
        assert_uvs(&whole, 0.75, "circle");
        let back = circle(&Circle { reverse: true, ..settings.clone() }, &free()).unwrap();
        assert!(back.polygon_area_vector(0).abs_diff_eq(normal * -3.0, 1e-5));

        let quarter = Circle { divisions: 4, angles: [0.0, 90.0], ..settings };
        let arc = |arc, kind| circle(&Circle { arc, kind, ..quarter.clone() }, &free()).unwrap();
        let open = arc(Arc::Open, PrimitiveKind::Polygon);
        assert_eq!(open.topology().kind(0), PrimitiveKind::Polyline);
        assert_eq!(open.topology().primitive(0), [0, 1, 2, 3, 4]);
        let chord = arc(Arc::Chord, PrimitiveKind::Polygon);
        let slice = arc(Arc::Slice, PrimitiveKind::Polygon);
        assert_eq!((chord.vertex_count(), slice.vertex_count()), (5, 6));
        assert_eq!(slice.positions()[5], Vec3::ZERO);
        assert!((slice.area() - chord.area() - 0.5).abs() < 1e-6);
        let line = arc(Arc::Slice, PrimitiveKind::Polyline);
        assert_eq!(line.topology().primitive(0), [0, 1, 2, 3, 4, 5, 0]);
    }
}

#[test]
fn a_line_has_its_points_at_equal_distances() {
    let settings = Line { origin: Vec3::X, direction: Vec3::Y * 9.0, length: 2.0, points: 5 };
    let made = line(&settings, &free()).unwrap();
    assert_eq!(made.topology().primitive(0), [0, 1, 2, 3, 4]);
    assert_eq!(made.topology().kind(0), PrimitiveKind::Polyline);
    assert_eq!(made.positions()[3], Vec3::new(1.0, 1.5, 0.0));
    let nowhere = line(&Line { direction: Vec3::ZERO, ..settings }, &free()).unwrap();
    assert!(nowhere.positions().iter().all(|&at| at == Vec3::X));
}

#[test]
fn solids_are_regular() {
    let root = |value: f64| value.sqrt();
    // Volumes in a sphere of radius 1.
    let dodecahedron =
        8.0 * (15.0 + 7.0 * root(5.0)) / (root(3.0) * (1.0 + root(5.0))).powi(3) * 2.0;
    let edge = 4.0 / root(58.0 + 18.0 * root(5.0));
    for (solid, points, faces, volume) in [
        (Solid::Tetrahedron, 4, 4, 8.0 * root(3.0) / 27.0),
        (Solid::Cube, 8, 6, 8.0 * root(3.0) / 9.0),
        (Solid::Octahedron, 6, 8, 4.0 / 3.0),
        (Solid::Icosahedron, 12, 20, 2.536_15),
        (Solid::Dodecahedron, 20, 12, dodecahedron),
        (Solid::SoccerBall, 60, 32, (125.0 + 43.0 * root(5.0)) / 4.0 * edge.powi(3)),
    ] {
        let settings = Platonic { solid, uvs: true, ..Platonic::default() };
        let made = platonic(&settings, &free()).unwrap();
        assert_eq!((made.point_count(), made.primitive_count()), (points, faces), "{solid:?}");
        assert_closed(&made, 2, volume, &format!("{solid:?}"));
        let length = |&[a, b]: &[u32; 2]| {
            made.positions()[a as usize].distance(made.positions()[b as usize])
        };
        let edges = &made.topology().edges().points;
        let first = length(&edges[0]);
        assert!(edges.iter().all(|edge| (length(edge) - first).abs() < 1e-5), "{solid:?}");
        let uvs = made.vertices().read::<Vec2>("uv").unwrap();
        assert!(uvs.iter().all(|uv| (*uv - 0.5).length() < 0.5001), "{solid:?}");
    }
}

/// Everything that can be made, with the most elements that it may have.
fn make_all(count: u32, number: f32, task: &Task) -> Vec<Result<Geometry, Stop>> {
    let size = Vec3::splat(number);
    let mut made = vec![
        cuboid(&Cuboid { size, divisions: [count; 3], ..Cuboid::default() }, task),
        cuboid(
            &Cuboid { divisions: [count; 3], consolidate: false, uvs: true, ..Cuboid::default() },
            task,
        ),
        icosphere(&Icosphere { radius: size, frequency: count, ..Icosphere::default() }, task),
        line(&Line { direction: size, points: count, ..Line::default() }, task),
        circle(&Circle { angles: [number; 2], divisions: count, ..Circle::default() }, task),
    ];
    for connectivity in [Connectivity::Quads, Connectivity::RowsAndColumns] {
        let (rows, columns) = (count, count);
        made.extend([
            grid(
                &Grid { size: Vec2::splat(number), rows, columns, connectivity, ..Grid::default() },
                task,
            ),
            sphere(
                &Sphere { radius: size, rows, columns, connectivity, ..Sphere::default() },
                task,
            ),
            torus(
                &Torus { ring_radius: number, rows, columns, connectivity, ..Torus::default() },
                task,
            ),
            tube(
                &Tube {
                    top_radius: number,
                    rows,
                    columns,
                    connectivity,
                    caps: Caps::Triangles,
                    consolidate: false,
                    ..Tube::default()
                },
                task,
            ),
        ]);
    }
    made
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_numbers_panic(count in 0_u32..9, number in prop::num::f32::ANY) {
        for made in make_all(count, number, &free()) {
            shapes::assert_sound(&made.unwrap(), false, "made");
        }
    }
}

#[test]
fn too_much_is_refused_and_a_cancelled_task_stops() {
    let limited = Task::new(CancelToken::default(), 1 << 12);
    for made in make_all(1 << 10, 1.0, &limited) {
        assert!(matches!(made, Err(Stop::TooLarge { .. })), "{made:?}");
    }
    for made in make_all(u32::MAX, 1.0, &free()) {
        assert!(matches!(made, Err(Stop::TooMany { .. } | Stop::TooLarge { .. })), "{made:?}");
    }
    let cancelled = free();
    cancelled.cancel_token().cancel();
    for made in make_all(4, 1.0, &cancelled) {
        assert_eq!(made, Err(Stop::Cancelled));
    }
}
