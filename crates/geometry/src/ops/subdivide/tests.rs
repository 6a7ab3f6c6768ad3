use glam::{Vec2, Vec3};
use task::CancelToken;

use super::*;
use crate::shapes::{self, assert_sound};
use crate::{Domain, PrimitiveKind};

const SCHEMES: [Scheme; 3] = [Scheme::CatmullClark, Scheme::Loop, Scheme::Linear];

fn run(geometry: &Geometry, settings: Subdivide) -> Geometry {
    subdivide(geometry, &Selection::All(0), &settings, &Task::unlimited()).unwrap()
}

fn levels(geometry: &Geometry, iterations: u32) -> Geometry {
    run(geometry, Subdivide { iterations, ..Subdivide::default() })
}

fn with_creases(mut shape: Geometry, sharpness: f32) -> Geometry {
    shape.table_mut(Domain::Vertex).write::<f32>(CREASE_WEIGHT).fill(sharpness);
    shape
}

fn close(a: Vec3, b: Vec3) -> bool {
    a.distance(b) < 1e-5
}

#[test]
fn the_cube_gets_the_points_of_the_masks() {
    let cube = levels(&shapes::cube(), 1);
    assert_eq!((cube.point_count(), cube.primitive_count()), (8 + 12 + 6, 24));
    let positions = cube.positions();
    let (vertices, rest) = positions.split_at(8);
    let (edges, faces) = rest.split_at(12);
    assert!(vertices.iter().all(|point| close(point.abs(), Vec3::splat(5.0 / 9.0))));
    assert!(edges.iter().all(|point| (point.length() - 0.75 * 2_f32.sqrt()).abs() < 1e-5));
    assert!(faces.iter().all(|point| (point.length() - 1.0).abs() < 1e-5));
    assert!((0..24).all(|face| cube.polygon_area_vector(face).dot(positions[face / 4 + 20]) > 0.0));
}

#[test]
fn points_converge_to_the_known_limit() {
    // Of a corner with n quads: (n² S + 4 sum of neighbours + sum across faces) / (n (n + 5)).
    let cube = levels(&shapes::cube(), 7);
    assert!(cube.positions()[..8].iter().all(|p| p.abs().distance(Vec3::splat(0.5)) < 1e-3));
    // Face points have valence 4 after one level, where the same formula holds.
    let once = levels(&shapes::cube(), 1);
    let face = 20;
    let around: Vec<usize> = (0..24).filter(|&q| once.topology().primitive(q)[2] == face).collect();
    let point = |quad: usize, corner: usize| {
        once.positions()[once.topology().primitive(quad)[corner] as usize]
    };
    let neighbours: Vec3 = around.iter().map(|&quad| point(quad, 1)).sum();
    let across: Vec3 = around.iter().map(|&quad| point(quad, 0)).sum();
    let limit = (16.0 * once.positions()[20] + 4.0 * neighbours + across) / 36.0;
    assert!(cube.positions()[20].distance(limit) < 1e-3, "{} {limit}", cube.positions()[20]);
}

#[test]
fn generations_agree_with_single_steps() {
    for (name, shape) in shapes::all()
        .into_iter()
        .filter(|(name, _)| !["points that are not numbers", "degenerate faces"].contains(name))
    {
        for scheme in SCHEMES {
            let settings = Subdivide { scheme, ..Subdivide::default() };
            let steps = (0..3).fold(shape.clone(), |shape, _| run(&shape, settings));
            let at_once = run(&shape, Subdivide { iterations: 3, ..settings });
            assert_eq!(steps.primitive_count(), at_once.primitive_count(), "{name} {scheme:?}");
            // The numbering of edges differs, places do not.
            let moments = |geometry: &Geometry| {
                let cubes = |sum: Vec3, point: &Vec3| sum + *point * *point * *point;
                let points = geometry.positions();
                [points.iter().sum::<Vec3>(), points.iter().fold(Vec3::ZERO, cubes)]
            };
            for (a, b) in moments(&steps).into_iter().zip(moments(&at_once)) {
                let rough = 1e-3 * (1.0 + at_once.point_count() as f32);
                assert!(a.distance(b) < rough, "{name} {scheme:?}: {a} {b}");
            }
            let area = steps.area();
            assert!((area - at_once.area()).abs() <= 1e-3 * area, "{name} {scheme:?}");
        }
    }
}

#[test]
fn closed_stays_closed_and_keeps_its_euler_number() {
    for shape in [shapes::cube(), shapes::sphere(9, 6), shapes::torus(8, 5)] {
        for scheme in SCHEMES {
            let settings = Subdivide { scheme, iterations: 3, ..Subdivide::default() };
            let result = run(&shape, settings);
            assert!(result.is_closed(), "{scheme:?}");
            assert_eq!(result.euler_number(), shape.euler_number(), "{scheme:?}");
            assert!(result.volume() > 0.3 * shape.volume());
        }
        let linear = run(&shape, Subdivide { scheme: Scheme::Linear, ..Subdivide::default() });
        assert_eq!(linear.positions()[..shape.point_count()], *shape.positions());
    }
}

#[test]
fn loop_places_the_points_of_its_masks() {
    // An octahedron: every point has valence 4.
    let positions = vec![Vec3::X, Vec3::Y, Vec3::Z, -Vec3::X, -Vec3::Y, -Vec3::Z];
    let faces =
        [[0, 1, 2], [1, 3, 2], [3, 4, 2], [4, 0, 2], [1, 0, 5], [3, 1, 5], [4, 3, 5], [0, 4, 5]];
    let shape = Geometry::new(Topology::uniform(6, 3, faces.concat()), positions);
    let result = run(&shape, Subdivide { scheme: Scheme::Loop, ..Subdivide::default() });
    assert_eq!((result.point_count(), result.primitive_count()), (18, 32));
    let beta = (0.625 - 0.375_f32 * 0.375) / 4.0;
    assert!(close(result.positions()[0], Vec3::X * (1.0 - 4.0 * beta)));
    // Between x and y: 3/8 of both, 1/8 of z and of -z.
    assert!(result.positions()[6..].iter().any(|&p| close(p, Vec3::new(0.375, 0.375, 0.0))));
    let quads = run(&shapes::cube(), Subdivide { scheme: Scheme::Loop, ..Subdivide::default() });
    assert_eq!(quads.primitive_count(), 12 * 4, "other polygons are triangulated");
}

#[test]
fn creases_stay_sharp_for_as_long_as_they_are() {
    let sharp = levels(&with_creases(shapes::cube(), 10.0), 4);
    assert_eq!(sharp.bounds().size(), Vec3::splat(2.0));
    assert!(sharp.positions().iter().all(|p| (p.abs().max_element() - 1.0).abs() < 1e-6));
    let once = levels(&with_creases(shapes::cube(), 1.0), 2);
    let expected = levels(
        &run(&shapes::cube(), Subdivide { scheme: Scheme::Linear, ..Subdivide::default() }),
        1,
    );
    // Sharp for one level, smooth for the next.
    assert!((once.area() - expected.area()).abs() < 1e-4);
    let half = levels(&with_creases(shapes::cube(), 0.5), 1);
    let (edge, corner) = (half.positions()[8].length(), half.positions()[0].abs());
    assert!((edge - 0.875 * 2_f32.sqrt()).abs() < 1e-5, "half of 0.75 and of 1: {edge}");
    assert!(close(corner, Vec3::splat(0.5 + 0.5 * 5.0 / 9.0)), "{corner}");
}

#[test]
fn one_creased_loop_makes_a_flat_rim_and_leaves_the_rest_smooth() {
    let mut cube = shapes::cube();
    let top = (0..6).find(|&face| cube.polygon_area_vector(face).y > 1.0).unwrap();
    let vertices = cube.topology().vertices(top);
    cube.table_mut(Domain::Vertex).write::<f32>(CREASE_WEIGHT)[vertices].fill(10.0);
    let result = levels(&cube, 4);
    assert_eq!(result.bounds().max.y, 1.0, "the rim stays in its plane");
    assert!(result.bounds().min.y > -0.9);
    // The rim itself is a smooth curve: a corner goes to (4 S + two neighbours) / 6.
    let corner = cube.topology().primitive(top)[0] as usize;
    let limit = result.positions()[corner].abs();
    assert!(limit.distance(Vec3::new(2.0 / 3.0, 1.0, 2.0 / 3.0)) < 0.01, "{limit}");
    let weights = result.vertices().read::<f32>(CREASE_WEIGHT).unwrap();
    assert_eq!(weights.iter().filter(|&&weight| weight == 10.0).count(), 4 * 16);
}

#[test]
fn corner_weights_hold_points() {
    let mut cube = shapes::cube();
    cube.table_mut(Domain::Point).write::<f32>(CORNER_WEIGHT)[2] = 10.0;
    cube.table_mut(Domain::Point).write::<f32>(CORNER_WEIGHT)[3] = 2.0;
    let result = levels(&cube, 2);
    assert_eq!(result.positions()[2], cube.positions()[2]);
    assert_eq!(result.positions()[3], cube.positions()[3]);
    assert_ne!(levels(&cube, 3).positions()[3], cube.positions()[3]);
    let after = result.points().read::<f32>(CORNER_WEIGHT).unwrap();
    assert_eq!(after[..4], [0.0, 0.0, 10.0, 0.0]);
    assert!(after[8..].iter().all(|&weight| weight == 0.0));
}

#[test]
fn two_levels_with_creases_are_one_level_twice() {
    let shape = with_creases(shapes::torus(5, 4), 1.6);
    let twice = levels(&levels(&shape, 1), 1);
    let at_once = levels(&shape, 2);
    assert!((twice.area() - at_once.area()).abs() < 1e-5);
    let sum = |geometry: &Geometry| -> f32 {
        geometry.vertices().read::<f32>(CREASE_WEIGHT).unwrap().iter().sum()
    };
    assert_eq!(sum(&twice), sum(&at_once));
}

#[test]
fn borders_are_smoothed_as_asked() {
    let square = shapes::grid(1, 1);
    let run = |borders| run(&square, Subdivide { borders, ..Subdivide::default() });
    assert_eq!(run(Borders::EdgesAndCorners).positions()[..4], *square.positions());
    let [corner, a, b] = [0, 1, 2].map(|i| square.positions()[i]);
    let rounded = run(Borders::Edges).positions()[0];
    assert!(close(rounded, corner * 0.75 + (a + b) * 0.125));
    let grid = shapes::grid(3, 3);
    let fixed = levels_with(&grid, Borders::Fixed);
    assert_eq!(fixed.positions()[1], grid.positions()[1]);
}

fn levels_with(geometry: &Geometry, borders: Borders) -> Geometry {
    run(geometry, Subdivide { borders, iterations: 2, ..Subdivide::default() })
}

#[test]
fn texture_coordinates_stay_on_their_seams() {
    // Every face of the cube is an island of its own, a unit square.
    let mut cube = shapes::cube();
    let uvs = cube.table_mut(Domain::Vertex).write::<Vec2>("uv");
    for (index, uv) in uvs.iter_mut().enumerate() {
        let corner = [Vec2::ZERO, Vec2::X, Vec2::ONE, Vec2::Y][index % 4];
        *uv = corner + Vec2::X * (index / 4) as f32;
    }
    let result = levels(&cube, 3);
    let uvs = result.vertices().read::<Vec2>("uv").unwrap();
    let piece = |vertex: usize| vertex / (4 * 64);
    for (vertex, uv) in uvs.iter().enumerate() {
        let inside = *uv - Vec2::X * piece(vertex) as f32;
        assert!(inside.cmpge(Vec2::ZERO).all() && inside.cmple(Vec2::ONE).all(), "{inside}");
    }
    let area = |corners: &[Vec2]| {
        let turn = |i: usize| corners[i].perp_dot(corners[(i + 1) % 4]);
        0.5 * (0..4).map(turn).sum::<f32>()
    };
    let total: f32 = uvs.chunks(4).map(area).sum();
    assert!((total - 6.0).abs() < 1e-4, "each island keeps its border: {total}");
}

#[test]
fn texture_coordinates_without_a_seam_are_smoothed_like_positions() {
    let mut grid = shapes::grid(5, 4);
    for (index, point) in grid.positions_mut().iter_mut().enumerate() {
        point.y = (index * 7 % 5) as f32;
    }
    let (corners, positions) = (grid.topology().corners().to_vec(), grid.positions().to_vec());
    let values = corners.iter().map(|&point| positions[point as usize]).collect();
    grid.table_mut(Domain::Vertex).set("rest", Column::new::<Vec3>(values));
    let result = levels_with(&grid, Borders::Fixed);
    let rest = result.vertices().read::<Vec3>("rest").unwrap();
    let points =
        result.topology().corners().iter().map(|&point| result.positions()[point as usize]);
    assert!(points.zip(rest).all(|(point, rest)| close(point, *rest)));
}

#[test]
fn attributes_of_all_domains_are_carried() {
    let shape = shapes::with_attributes(shapes::sphere(6, 4));
    for scheme in SCHEMES {
        let result = run(&shape, Subdivide { scheme, iterations: 2, ..Subdivide::default() });
        assert_sound(&result, true, "attributes");
        assert!(result.points().group("first_half").unwrap()[0]);
        let children = result.primitive_count()
            / run(&shape, Subdivide { scheme, iterations: 1, ..Subdivide::default() })
                .primitive_count();
        assert_eq!(children, 4);
        let pieces = result.primitives().read::<i32>("piece").unwrap();
        assert!(pieces.is_sorted(), "children lie where their parent lay");
        let area = |piece: usize| {
            let own = (0..result.primitive_count()).filter(|&f| pieces[f] as usize == piece);
            own.map(|face| result.polygon_area_vector(face).length()).sum::<f32>()
        };
        let whole = shape.polygon_area_vector(8).length();
        assert!((area(8) / whole - 0.8).abs() < 0.35, "{scheme:?} {} {whole}", area(8));
        assert_eq!(result.detail(), shape.detail());
        let names = result.points().get("name").and_then(Column::texts).unwrap();
        assert_eq!(names.get(1), "p1");
    }
}

#[test]
fn a_choice_is_subdivided_without_cracks() {
    let cube = shapes::with_attributes(shapes::cube());
    let top = Selection::Some((0..6).map(|face| face == 3).collect());
    for scheme in SCHEMES {
        let settings = Subdivide { scheme, iterations: 3, ..Subdivide::default() };
        let result = subdivide(&cube, &top, &settings, &Task::unlimited()).unwrap();
        assert!(result.is_closed(), "{scheme:?}");
        assert_eq!(result.euler_number(), 2);
        // Loop cuts the square, and rounds the two corners that then have two faces.
        let off = (result.volume() - 8.0).abs();
        assert!(scheme == Scheme::Loop || off < 1e-6, "{scheme:?}: corners stay, {off}");
        let pieces = result.primitives().read::<i32>("piece").unwrap();
        assert_eq!(pieces[pieces.len() - 5..], [0, 1, 2, 4, 5]);
        let uvs = result.vertices().read::<Vec2>("uv").unwrap();
        let last = result.topology().vertices(result.primitive_count() - 1);
        assert_eq!(last.len(), 4 + 7);
        assert!(uvs[last].iter().all(|uv| uv.cmpge(Vec2::ZERO).all() && uv.cmple(Vec2::ONE).all()));
    }
}

#[test]
fn polylines_follow_the_edges_they_run_along() {
    let corners = vec![0, 1, 4, 3, 1, 2, 5, 4, 0, 1, 2];
    let kinds = vec![PrimitiveKind::Polygon, PrimitiveKind::Polygon, PrimitiveKind::Polyline];
    let topology = Topology::new(6, vec![0, 4, 8, 11], corners, kinds);
    let positions = (0..6).map(|i| Vec3::new((i % 3) as f32, (i / 3) as f32, 0.0)).collect();
    let result = levels(&Geometry::new(topology, positions), 2);
    let line = result.topology().primitive(32);
    assert_eq!(line.len(), 2 * 4 + 1);
    let x: Vec<f32> = line.iter().map(|&point| result.positions()[point as usize].x).collect();
    assert!(x.is_sorted() && x[0] == 0.0 && x[8] == 2.0, "{x:?}");
    assert_eq!(result.topology().kind(32), PrimitiveKind::Polyline);
}

#[test]
fn no_shape_makes_it_panic() {
    for (name, shape) in shapes::all() {
        for shape in [shape.clone(), with_creases(shape, 1.3)] {
            for scheme in SCHEMES {
                for borders in [Borders::Edges, Borders::EdgesAndCorners, Borders::Fixed] {
                    let result = run(&shape, Subdivide { scheme, borders, iterations: 2 });
                    assert_sound(&result, !name.contains("not numbers"), name);
                }
            }
            let half = Selection::Some((0..shape.primitive_count()).map(|i| i % 2 == 0).collect());
            let task = Task::unlimited();
            let result = subdivide(&shape, &half, &Subdivide::default(), &task).unwrap();
            assert_sound(&result, !name.contains("not numbers"), name);
            let same = run(&shape, Subdivide { iterations: 0, ..Subdivide::default() });
            assert_eq!(same.content_hash(), shape.content_hash());
        }
    }
}

#[test]
fn a_fin_does_not_stop_the_surface_below_it() {
    let fin = levels(&shapes::non_manifold(), 2);
    assert_eq!(fin.positions()[0], shapes::non_manifold().positions()[0]);
    assert_sound(&fin, true, "fin");
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let shape = shapes::with_attributes(shapes::sphere(24, 12));
    let hash = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| levels(&shape, 4).content_hash())
    };
    assert_eq!(hash(1), hash(3));
}

#[test]
fn it_can_be_cancelled_and_refuses_what_is_too_large() {
    let task = Task::unlimited();
    task.cancel_token().cancel();
    let cube = shapes::cube();
    let settings = Subdivide { iterations: 3, ..Subdivide::default() };
    assert_eq!(subdivide(&cube, &Selection::All(6), &settings, &task), Err(Stop::Cancelled));
    let small = Task::new(CancelToken::default(), 1 << 20);
    let settings = Subdivide { iterations: 12, ..Subdivide::default() };
    let refused = subdivide(&cube, &Selection::All(6), &settings, &small).unwrap_err();
    assert!(matches!(refused, Stop::TooLarge { .. }), "{refused}");
    let settings = Subdivide { iterations: u32::MAX, ..Subdivide::default() };
    let refused = subdivide(&cube, &Selection::All(6), &settings, &Task::unlimited());
    assert!(matches!(refused, Err(Stop::TooMany { .. })));
}
