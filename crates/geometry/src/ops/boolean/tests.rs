use glam::{Quat, Vec3};
use proptest::prelude::*;
use task::{CancelToken, Stop, Task};

use super::*;

mod carving;

use crate::ops::create::{Cuboid, cuboid};
use crate::{Column, PACKED_SOURCE, PrimitiveKind, Topology, shapes};

const ALL: [Operation; 5] = [
    Operation::Union,
    Operation::Intersect,
    Operation::AMinusB,
    Operation::BMinusA,
    Operation::Differences,
];

fn try_made(a: &Geometry, b: &Geometry, operation: Operation) -> Result<Geometry, BooleanError> {
    let settings = Boolean { operation, ..Boolean::default() };
    boolean(a, b, &settings, &Task::unlimited())
}

fn made(a: &Geometry, b: &Geometry, operation: Operation) -> Geometry {
    try_made(a, b, operation).unwrap_or_else(|error| panic!("{operation:?}: {error}"))
}

fn moved(mut geometry: Geometry, by: [f32; 3]) -> Geometry {
    geometry.positions_mut().iter_mut().for_each(|at| *at += Vec3::from(by));
    geometry
}

fn scaled(mut geometry: Geometry, by: f32) -> Geometry {
    geometry.positions_mut().iter_mut().for_each(|at| *at *= by);
    geometry
}

/// A box from a corner to another, with so many quads a side.
fn block(low: [f32; 3], high: [f32; 3], divisions: u32) -> Geometry {
    let (low, high) = (Vec3::from(low), Vec3::from(high));
    let settings = Cuboid {
        size: high - low,
        center: (low + high) * 0.5,
        divisions: [divisions; 3],
        ..Cuboid::default()
    };
    cuboid(&settings, &Task::unlimited()).unwrap()
}

/// Sound, closed if there is anything, and without polygons that have no area.
#[track_caller]
fn check(result: &Geometry, volume: f64, what: &str) {
    shapes::assert_sound(result, true, what);
    assert!(result.primitive_count() == 0 || result.is_closed(), "{what} is closed");
    let found = result.volume();
    assert!((found - volume).abs() <= 2e-6 * (1.0 + volume), "{what}: {found}, not {volume}");
    for polygon in 0..result.primitive_count() {
        let area = result.polygon_area_vector(polygon).length();
        let corners = result.topology().primitive(polygon);
        assert!(area > 1e-7, "{what}: polygon {polygon} of {} corners is flat", corners.len());
    }
}

/// The volumes of all operations follow from those of the inputs and of what they share.
#[track_caller]
fn check_all(a: &Geometry, b: &Geometry, common: f64, what: &str) -> [Geometry; 5] {
    let (of_a, of_b) = (a.volume(), b.volume());
    let volumes =
        [of_a + of_b - common, common, of_a - common, of_b - common, of_a + of_b - 2.0 * common];
    std::array::from_fn(|index| {
        let result = made(a, b, ALL[index]);
        check(&result, volumes[index], &format!("{what}: {:?}", ALL[index]));
        result
    })
}

fn counts(results: &[Geometry; 5]) -> [usize; 5] {
    results.each_ref().map(Geometry::primitive_count)
}

#[test]
fn overlapping_cubes_are_cut_into_as_few_polygons_as_can_be() {
    let (a, b) = (shapes::cube(), moved(shapes::cube(), [0.7, 0.3, 0.4]));
    let results = check_all(&a, &b, 1.3 * 1.7 * 1.6, "cubes");
    assert_eq!(counts(&results), [12, 6, 9, 9, 18]);
    assert_eq!(results.each_ref().map(Geometry::euler_number), [2, 2, 2, 2, 4]);
    let seam = results[2].points().group("abseampoints").unwrap();
    assert_eq!(seam.iter().filter(|&&member| member).count(), 6);
    assert_eq!(results[2].point_count(), 14);
}

#[test]
fn apart_and_nested_solids_stay_whole() {
    let (a, far) = (shapes::cube(), moved(shapes::torus(12, 8), [5.0, 0.0, 0.0]));
    let results = check_all(&a, &far, 0.0, "apart");
    assert_eq!(counts(&results), [102, 0, 6, 96, 102]);
    assert_eq!(results[2].positions(), a.positions());
    assert_eq!(results[2].topology(), a.topology());
    let inner = scaled(shapes::sphere(12, 6), 0.5);
    let results = check_all(&a, &inner, inner.volume(), "nested");
    assert_eq!(counts(&results), [6, 72, 78, 0, 78]);
    assert_eq!(results[2].euler_number(), 4, "a hollow cube");
    assert_eq!(results[1].positions(), inner.positions());
    let hollow = &results[2];
    let core = scaled(shapes::cube(), 0.2);
    check_all(hollow, &core, 0.0, "in the hollow");
    let bar = block([-2.0, -0.1, -0.1], [2.0, 0.1, 0.1], 1);
    let wall = made(&bar, hollow, Operation::Intersect);
    check(&wall, wall.volume(), "through the hollow");
    assert_eq!(wall.euler_number(), 4, "two walls");
}

#[test]
fn the_same_solid_twice_is_itself_or_nothing() {
    for (name, solid) in [
        ("cube", shapes::cube()),
        ("sphere", shapes::sphere(16, 8)),
        ("torus", shapes::torus(16, 8)),
        ("fine box", block([-1.0; 3], [1.0; 3], 5)),
    ] {
        let results = check_all(&solid, &solid, solid.volume(), name);
        let count = solid.primitive_count();
        assert_eq!(counts(&results), [count, count, 0, 0, 0], "{name}");
        assert_eq!(results[0].point_count(), solid.point_count(), "{name}");
        assert_eq!(results[1].point_count(), solid.point_count(), "{name}");
    }
}

#[test]
fn faces_in_one_plane_become_one() {
    let a = shapes::cube();
    for (by, common, polygons, what) in [
        ([2.0, 0.0, 0.0], 0.0, [10, 0, 6, 6, 12], "side by side"),
        ([1.0, 0.0, 0.0], 4.0, [10, 6, 6, 6, 12], "half way in"),
        ([1.0, 1.0, 0.0], 2.0, [12, 6, 8, 8, 16], "two planes the same"),
    ] {
        let results = check_all(&a, &moved(shapes::cube(), by), common, what);
        assert_eq!(counts(&results), polygons, "{what}");
    }
    for (low, high, common, what) in [
        ([-0.5, 0.0, -0.5], [0.5, 1.0, 0.5], 1.0, "flush pocket"),
        ([-0.5, 0.0, -0.5], [0.5, 2.0, 0.5], 1.0, "a peg"),
        ([-0.5, 1.0, -0.5], [0.5, 2.0, 0.5], 0.0, "a box on top"),
        ([-2.0, -0.5, -1.0], [2.0, 0.5, 1.0], 4.0, "a plank through"),
        ([-1.0, -0.5, -1.0], [1.0, 0.5, 1.0], 4.0, "a belt"),
    ] {
        let results = check_all(&a, &block(low, high, 1), common, what);
        let points = results[0].point_count();
        assert!(points <= 24, "{what}: {points} points");
    }
}

#[test]
fn solids_that_touch_at_an_edge_or_a_corner_stay_closed() {
    let a = shapes::cube();
    for by in [[2.0, 2.0, 0.0], [2.0, 2.0, 2.0], [2.0, 2.0, 1.0], [2.0, 1.0, 1.0]] {
        let b = moved(shapes::cube(), by);
        for operation in ALL {
            let result = made(&a, &b, operation);
            let volume = match operation {
                Operation::Union | Operation::Differences => 16.0,
                Operation::Intersect => 0.0,
                _ => 8.0,
            };
            assert!(result.primitive_count() == 0 || result.is_closed(), "{by:?} {operation:?}");
            assert!((result.volume() - volume).abs() < 1e-5, "{by:?} {operation:?}");
        }
    }
}

/// Boxes with corners on a grid of whole numbers share planes, edges and corners in every way.
#[test]
fn boxes_on_a_grid_have_the_volumes_of_their_cells() {
    let random = crate::random::Stream::new(11);
    let mut number = 0;
    let mut draw = |count: u64| {
        number += 1;
        random.bits(number) % count
    };
    for round in 0..150 {
        let mut spans = || -> [[f32; 3]; 2] {
            let spans = [0, 1, 2].map(|_| {
                let low = draw(4);
                [low as f32, (low + 1 + draw(3)) as f32]
            });
            [spans.map(|span| span[0]), spans.map(|span| span[1])]
        };
        let ([a_low, a_high], [b_low, b_high]) = (spans(), spans());
        let divisions = [1 + draw(3) as u32, 1 + draw(3) as u32];
        let (a, b) = (block(a_low, a_high, divisions[0]), block(b_low, b_high, divisions[1]));
        let common: f32 = (0..3)
            .map(|axis| (a_high[axis].min(b_high[axis]) - a_low[axis].max(b_low[axis])).max(0.0))
            .product();
        let what =
            format!("round {round}: {a_low:?} {a_high:?} {b_low:?} {b_high:?} {divisions:?}");
        for operation in ALL {
            let result = made(&a, &b, operation);
            assert!(result.primitive_count() == 0 || result.is_closed(), "{what} {operation:?}");
            let (of_a, of_b, common) = (a.volume(), b.volume(), f64::from(common));
            let volume = match operation {
                Operation::Union => of_a + of_b - common,
                Operation::Intersect => common,
                Operation::AMinusB => of_a - common,
                Operation::BMinusA => of_b - common,
                Operation::Differences => of_a + of_b - 2.0 * common,
            };
            assert!((result.volume() - volume).abs() < 1e-4, "{what} {operation:?}");
        }
    }
}

#[test]
fn many_pieces_are_sorted_by_where_they_lie() {
    let mut pieces = Vec::new();
    for x in 0..7 {
        for y in 0..7 {
            let by = [x as f32 * 0.5 - 1.5, y as f32 * 0.5 - 1.5, 0.01];
            pieces.push(moved(scaled(shapes::cube(), 0.1), by));
        }
    }
    let pieces = merge(&pieces.iter().collect::<Vec<_>>(), &Task::unlimited()).unwrap();
    let ball = scaled(shapes::sphere(32, 24), 1.4);
    let [union, common, left, ..] = ALL.map(|operation| made(&pieces, &ball, operation));
    for result in [&union, &common, &left] {
        assert!(result.is_closed());
    }
    assert!((common.volume() + left.volume() - pieces.volume()).abs() < 1e-5);
    assert!((union.volume() - ball.volume() - left.volume()).abs() < 1e-5);
    assert!(common.volume() > 20.0 * 0.008 && left.volume() > 10.0 * 0.008);
}

/// Attributes that are linear in space stay so on whatever is cut.
#[test]
fn attributes_lie_between_those_of_their_polygon() {
    let dressed = |shape: Geometry, add: f32| {
        let mut shape = shapes::with_attributes(shape);
        let places = shape.positions().to_vec();
        let at_vertices: Vec<Vec3> = shape
            .topology()
            .corners()
            .iter()
            .map(|&point| places[point as usize] * 2.0 + add)
            .collect();
        shape.table_mut(Domain::Point).set("rest", Column::new(places));
        shape.table_mut(Domain::Vertex).set("uv", Column::new(at_vertices));
        shape
    };
    let mut ball = shapes::sphere(24, 12);
    let turn = Quat::from_rotation_x(0.4);
    ball.positions_mut().iter_mut().for_each(|at| *at = turn * *at * 1.3);
    let (a, b) = (dressed(shapes::cube(), 0.0), dressed(ball, 1.0));
    for operation in ALL {
        let result = made(&a, &b, operation);
        let rest = result.points().read::<Vec3>("rest").unwrap();
        let near = |a: Vec3, b: Vec3| a.distance(b) < 1e-5;
        assert!(rest.iter().zip(result.positions()).all(|(&rest, &at)| near(rest, at)));
        let uv = result.vertices().read::<Vec3>("uv").unwrap();
        let topology = result.topology();
        let names = ["ainsideb", "aoutsideb"];
        let (mut of_a, mut of_b) = (0, 0);
        for primitive in 0..result.primitive_count() {
            let from_a = names
                .iter()
                .any(|name| result.primitives().group(name).is_some_and(|group| group[primitive]));
            *if from_a { &mut of_a } else { &mut of_b } += 1;
            let add = if from_a { 0.0 } else { 1.0 };
            for vertex in topology.vertices(primitive) {
                let at = result.positions()[topology.corners()[vertex] as usize];
                assert!(near(uv[vertex], at * 2.0 + add), "{operation:?} {primitive}");
            }
        }
        assert!(of_a > 0 && of_b > 0, "{operation:?}");
        let piece = result.primitives().read::<i32>("piece").unwrap();
        let odd = result.primitives().group("odd").unwrap();
        assert!(piece.iter().zip(odd).all(|(piece, &odd)| odd == (piece % 2 == 1)));
        for (domain, name) in [
            (Domain::Point, "Cd"),
            (Domain::Point, "name"),
            (Domain::Point, "first_half"),
            (Domain::Detail, "note"),
        ] {
            assert!(result.table(domain).contains(name), "{name}");
        }
    }
}

#[test]
fn what_only_one_input_has_takes_defaults_on_the_other() {
    let mut a = shapes::cube();
    a.table_mut(Domain::Primitive).set("grain", Column::new(vec![2.5_f32; 6]));
    let mut b = moved(shapes::cube(), [1.1, 0.9, 0.8]);
    b.table_mut(Domain::Point).write::<Vec3>("Cd").fill(Vec3::X);
    let result = made(&a, &b, Operation::AMinusB);
    let grain = result.primitives().read::<f32>("grain").unwrap();
    let inner = result.primitives().group("binsidea").unwrap();
    assert!(grain.iter().zip(inner).all(|(&grain, &inner)| grain == if inner { 0.0 } else { 2.5 }));
    let colours = result.points().read::<Vec3>("Cd").unwrap();
    let seam = result.points().group("abseampoints").unwrap();
    assert!(colours.iter().zip(seam).all(|(&colour, &seam)| !seam || colour == Vec3::X));
    assert_eq!(colours.iter().filter(|&&colour| colour == Vec3::ONE).count(), 7);
}

#[test]
fn normals_of_what_is_subtracted_point_into_it() {
    let mut ball = scaled(shapes::sphere(16, 8), 1.2);
    let normals: Vec<Vec3> = ball.positions().iter().map(|at| at.normalize()).collect();
    let at_vertices: Vec<Vec3> =
        ball.topology().corners().iter().map(|&point| normals[point as usize]).collect();
    ball.table_mut(Domain::Point).set("N", Column::new(normals));
    ball.table_mut(Domain::Vertex).set("N", Column::new(at_vertices));
    let carved = made(&shapes::cube(), &ball, Operation::AMinusB);
    let inner = carved.primitives().group("binsidea").unwrap();
    let normals = carved.vertices().read::<Vec3>("N").unwrap();
    let topology = carved.topology();
    for polygon in (0..carved.primitive_count()).filter(|&polygon| inner[polygon]) {
        for vertex in topology.vertices(polygon) {
            let at = carved.positions()[topology.corners()[vertex] as usize];
            assert!(normals[vertex].dot(at) < -1.0 && normals[vertex].is_normalized());
        }
    }
    let points = carved.points().read::<Vec3>("N").unwrap();
    let seam = carved.points().group("abseampoints").unwrap();
    assert!((0..seam.len()).all(|p| !seam[p] || points[p].dot(carved.positions()[p]) < -1.0));
}

#[test]
fn polygons_that_nothing_cuts_are_copied_as_they_are() {
    let a = shapes::with_attributes(shapes::torus(24, 12));
    let b = moved(scaled(shapes::cube(), 0.4), [1.0, 0.05, 0.03]);
    let result = made(&a, &b, Operation::AMinusB);
    check(&result, result.volume(), "a bitten torus");
    let piece = result.primitives().read::<i32>("piece").unwrap();
    let outside = result.primitives().group("aoutsideb").unwrap();
    let corners = |geometry: &Geometry, polygon: usize| -> Vec<Vec3> {
        let points = geometry.topology().primitive(polygon).iter();
        points.map(|&point| geometry.positions()[point as usize]).collect()
    };
    let same = (0..result.primitive_count()).filter(|&polygon| {
        outside[polygon] && corners(&result, polygon) == corners(&a, piece[polygon] as usize)
    });
    assert!(same.count() > 200);
}

#[test]
fn holes_fall_into_convex_polygons_or_triangles() {
    let bar = block([-0.3, -2.0, -0.3], [0.3, 2.0, 0.3], 1);
    let drilled = made(&shapes::cube(), &bar, Operation::AMinusB);
    check(&drilled, 8.0 - 0.72, "drilled");
    assert_eq!((drilled.point_count(), drilled.euler_number()), (16, 0));
    assert!(drilled.primitive_count() <= 4 + 4 + 2 * 5, "{}", drilled.primitive_count());
    let settings = Boolean { detriangulate: Detriangulate::Unchanged, ..Boolean::default() };
    let cut = boolean(&shapes::cube(), &bar, &settings, &Task::unlimited()).unwrap();
    check(&cut, 8.0 - 0.72, "in triangles");
    let corners = |polygon: usize| cut.topology().primitive(polygon).len();
    let piece = |polygon: usize| corners(polygon) == 4;
    assert_eq!((0..cut.primitive_count()).filter(|&p| piece(p)).count(), 4, "the sides");
    assert!((0..cut.primitive_count()).all(|p| corners(p) <= 4));
}

#[test]
fn polygons_that_are_not_flat_are_cut_along_their_triangles() {
    let mut a = block([-1.0; 3], [1.0; 3], 4);
    let bumps = |at: Vec3| (at * 5.0).map(f32::sin) * 0.1;
    a.positions_mut().iter_mut().for_each(|at| *at += bumps(*at));
    let b = moved(scaled(shapes::sphere(16, 8), 0.8), [0.9, 0.8, 0.7]);
    let [union, common, left, right, _] = ALL.map(|operation| made(&a, &b, operation));
    for result in [&union, &common, &left, &right] {
        check(result, result.volume(), "bumps");
    }
    assert!((common.volume() + left.volume() - a.volume()).abs() < 1e-5);
    assert!((common.volume() + right.volume() - b.volume()).abs() < 1e-5);
    assert!((union.volume() - left.volume() - b.volume()).abs() < 1e-5);
}

#[test]
fn polylines_instances_and_loose_points_pass() {
    let solid = shapes::cube();
    let ball = moved(scaled(shapes::sphere(12, 6), 0.8), [1.0, 0.2, 0.1]);
    let mut loose = Geometry::from_points(vec![Vec3::splat(9.0)]);
    loose.table_mut(Domain::Point).set("mark", Column::new(vec![7_i32]));
    let lines = Topology::new(3, vec![0, 3], vec![0, 1, 2], vec![PrimitiveKind::Polyline]);
    let lines = Geometry::new(lines, vec![Vec3::ZERO, Vec3::X * 4.0, Vec3::Y]);
    let mut packed = shapes::packed();
    let keep: Vec<bool> = (0..4).map(|primitive| primitive < 3).collect();
    packed = extract::primitives(&packed, &keep, LoosePoints::Drop, &Task::unlimited()).unwrap();
    let join = |parts: &[&Geometry]| merge(parts, &Task::unlimited()).unwrap();
    let a = join(&[&solid, &lines, &packed, &loose]);
    let plain = made(&solid, &ball, Operation::AMinusB);
    let result = made(&a, &ball, Operation::AMinusB);
    assert_eq!(result.primitive_count(), plain.primitive_count() + 4);
    assert_eq!(result.point_count(), plain.point_count() + 3 + 3 + 1);
    assert_eq!(result.packed_count(), 3);
    let shown: Vec<_> = result.instances().map(|i| (i.position, i.matrix)).collect();
    assert_eq!(shown, a.instances().map(|i| (i.position, i.matrix)).collect::<Vec<_>>());
    let line = plain.primitive_count();
    assert_eq!(result.topology().kind(line), PrimitiveKind::Polyline);
    let ends = result.topology().primitive(line).iter().map(|&p| result.positions()[p as usize]);
    assert!(ends.eq([Vec3::ZERO, Vec3::X * 4.0, Vec3::Y]));
    assert!(result.points().read::<i32>("mark").unwrap().contains(&7));
    // What is subtracted leaves nothing but its polygons.
    let other = made(&ball, &a, Operation::AMinusB);
    assert_eq!((other.packed_count(), other.primitives().contains(PACKED_SOURCE)), (0, false));
    assert!(other.is_closed());
    let union = made(&ball, &a, Operation::Union);
    assert_eq!(union.packed_count(), 3);
    let alone = made(&join(&[&solid, &loose]), &ball, Operation::Union);
    assert!(alone.points().read::<i32>("mark").unwrap().contains(&7));
}

#[test]
fn nothing_is_an_empty_solid() {
    let (nothing, cube) = (Geometry::default(), shapes::with_attributes(shapes::cube()));
    for (operation, first, second) in [
        (Operation::Union, 6, 6),
        (Operation::Intersect, 0, 0),
        (Operation::AMinusB, 6, 0),
        (Operation::BMinusA, 0, 6),
        (Operation::Differences, 6, 6),
    ] {
        let results = [made(&cube, &nothing, operation), made(&nothing, &cube, operation)];
        assert_eq!(results.each_ref().map(Geometry::primitive_count), [first, second]);
        assert_eq!(made(&nothing, &nothing, operation).primitive_count(), 0);
    }
    let settings = Boolean { groups: BooleanGroups::none(), ..Boolean::default() };
    assert_eq!(boolean(&cube, &nothing, &settings, &Task::unlimited()).unwrap(), cube);
    // What is not closed can still have nothing taken from it.
    let grid = shapes::grid(3, 2);
    assert_eq!(boolean(&grid, &nothing, &settings, &Task::unlimited()).unwrap(), grid);
}

#[test]
fn what_is_wrong_with_an_input_is_said() {
    let cube = shapes::cube();
    let fails = |a: &Geometry, b: &Geometry| try_made(a, b, Operation::AMinusB).unwrap_err();
    let error = fails(&cube, &shapes::grid(3, 2));
    assert!(matches!(error, BooleanError::NotClosed { side: Side::B, open: 10, crowded: 0, .. }));
    assert!(error.to_string().starts_with("input B is not closed: 10 open edges, 0 edges"));
    let error = fails(&shapes::non_manifold(), &cube);
    assert!(matches!(error, BooleanError::NotClosed { side: Side::A, open: 9, crowded: 1, .. }));
    let error = try_made(&cube, &shapes::duplicates(), Operation::BMinusA).unwrap_err();
    assert!(matches!(error, BooleanError::NotClosed { side: Side::B, open: 24, .. }), "{error}");
    let error = fails(&shapes::not_numbers(), &cube);
    assert_eq!(error, BooleanError::NotFinite { side: Side::A, points: 2, first: 3 });
    let all = crate::Selection::All(6);
    let inverse = crate::ops::reverse::reverse(&cube, &all, &Task::unlimited()).unwrap();
    let error = fails(&cube, &inverse);
    assert!(matches!(error, BooleanError::InsideOut { side: Side::B, .. }), "{error}");
    let twice = [&cube, &moved(shapes::cube(), [0.5, 0.4, 0.3])].map(Clone::clone);
    let twice = merge(&twice.each_ref(), &Task::unlimited()).unwrap();
    let tool = moved(scaled(shapes::cube(), 0.1), [0.2, 0.2, 0.2]);
    let error = fails(&tool, &twice);
    assert!(matches!(error, BooleanError::CrossesItself { side: Side::B, .. }), "{error}");
    let needle = block([-3.0, 0.1, 0.1], [3.0, 0.15, 0.15], 1);
    let error = fails(&twice, &needle);
    assert!(matches!(error, BooleanError::CrossesItself { side: Side::A, .. }), "{error}");
    let groups = BooleanGroups { seam_points: "a b".to_owned(), ..BooleanGroups::default() };
    let settings = Boolean { groups, ..Boolean::default() };
    let error = boolean(&cube, &cube, &settings, &Task::unlimited()).unwrap_err();
    assert!(matches!(error, BooleanError::Group(_)));
}

#[test]
fn any_two_shapes_give_a_sound_result_or_say_what_is_wrong() {
    let mut shapes_now = shapes::all();
    shapes_now.push(("huge", scaled(shapes::cube(), 1e38)));
    shapes_now.push(("tiny", scaled(shapes::cube(), 1e-40)));
    shapes_now.push(("far", moved(shapes::sphere(8, 4), [1e9, -1e9, 3e9])));
    shapes_now.push(("pillow", pillow()));
    for (name, a) in &shapes_now {
        for (other, b) in &shapes_now {
            for operation in ALL {
                if let Ok(result) = try_made(a, b, operation) {
                    shapes::assert_sound(&result, false, &format!("{name} {operation:?} {other}"));
                }
            }
        }
    }
}

/// Two triangles back to back: closed and without volume.
fn pillow() -> Geometry {
    let places = vec![Vec3::ZERO, Vec3::X, Vec3::Y * 2.0];
    Geometry::new(Topology::uniform(3, 3, vec![0, 1, 2, 0, 2, 1]), places)
}

#[test]
fn one_thread_or_many_give_the_same_bytes() {
    let a = shapes::with_attributes(block([-1.0; 3], [1.0; 3], 16));
    let b = shapes::with_attributes(moved(shapes::sphere(64, 48), [0.3, 0.4, 0.5]));
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        // Copies, so that nothing that was derived before is used.
        let copy = |geometry: &Geometry| {
            let old = geometry.topology();
            let (offsets, corners) = (old.offsets().to_vec(), old.corners().to_vec());
            let topology = Topology::polygons(old.point_count(), offsets, corners);
            let tables = Domain::ALL.map(|domain| geometry.table(domain).clone());
            let [points, vertices, primitives, detail] = tables;
            Geometry::from_tables(topology, points, vertices, primitives, detail)
        };
        let (a, b) = (copy(&a), copy(&b));
        pool.install(|| ALL.map(|operation| made(&a, &b, operation).content_hash()))
    };
    assert_eq!(with(1), with(7));
}

#[test]
fn it_stops_when_cancelled_and_where_memory_ends() {
    let (a, b) = (shapes::cube(), shapes::sphere(64, 48));
    let cancelled = Task::unlimited();
    cancelled.cancel_token().cancel();
    let result = boolean(&a, &b, &Boolean::default(), &cancelled);
    assert_eq!(result, Err(BooleanError::Stop(Stop::Cancelled)));
    let small = Task::new(CancelToken::default(), 4096);
    let result = boolean(&a, &b, &Boolean::default(), &small);
    assert!(matches!(result, Err(BooleanError::Stop(Stop::TooLarge { .. }))), "{result:?}");
}

fn solids() -> Vec<Geometry> {
    vec![
        shapes::cube(),
        shapes::sphere(16, 8),
        shapes::torus(16, 8),
        block([-0.8; 3], [0.8; 3], 6),
        made(&shapes::cube(), &scaled(shapes::sphere(12, 6), 1.2), Operation::AMinusB),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_volumes_of_union_and_common_part_add_up_to_those_of_both(
        first in 0_usize..5,
        second in 0_usize..5,
        angles in prop::array::uniform3(-3.2_f32..3.2),
        by in prop::array::uniform3(-1.2_f32..1.2),
        turned in any::<bool>(),
    ) {
        let solids = solids();
        let turn = match turned {
            true => Quat::from_euler(glam::EulerRot::XYZ, angles[0], angles[1], angles[2]),
            false => Quat::IDENTITY,
        };
        let mut a = solids[first].clone();
        let mut b = moved(solids[second].clone(), by);
        // The same turn for both: planes that were the same are so but for rounding.
        a.positions_mut().iter_mut().for_each(|at| *at = turn * *at);
        let own = if first == second { turn } else { turn * turn };
        b.positions_mut().iter_mut().for_each(|at| *at = own * *at);
        let [union, common, left, right, _] = ALL.map(|operation| made(&a, &b, operation));
        for result in [&union, &common, &left, &right] {
            prop_assert!(result.primitive_count() == 0 || result.is_closed());
            shapes::assert_sound(result, true, "turned solids");
        }
        let close = |found: f64, wanted: f64| (found - wanted).abs() < 2e-5;
        let (of_a, of_b) = (a.volume(), b.volume());
        prop_assert!(close(union.volume() + common.volume(), of_a + of_b));
        prop_assert!(close(left.volume() + common.volume(), of_a));
        prop_assert!(close(right.volume() + common.volume(), of_b));
    }
}
