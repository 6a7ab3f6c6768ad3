use super::*;
use crate::random::Stream;
use crate::{Column, shapes};
use glam::Mat3;
use proptest::prelude::*;

fn run(geometry: &Geometry, merge_degrees: Option<f32>) -> Geometry {
    let settings = ConvexHull { selection: None, merge_degrees };
    convex_hull(geometry, &settings, &Task::unlimited()).unwrap()
}

/// Panics unless a hull is closed, convex, and holds every finite point.
fn assert_hull(hull: &Geometry, around: &[Vec3], what: &str) {
    if hull.primitive_count() < 4 {
        return;
    }
    assert!(hull.is_closed(), "{what}: closed");
    assert_eq!(hull.euler_number(), 2, "{what}: like a sphere");
    assert!(hull.volume() >= 0.0, "{what}: faces outwards");
    let at = |corner: u32| hull.positions()[corner as usize].as_dvec3();
    let triangles = hull.topology().offsets().windows(2).all(|pair| pair[1] - pair[0] == 3);
    for face in (0..hull.primitive_count()).filter(|_| triangles) {
        let [a, b, c] = *hull.topology().primitive(face) else { panic!("a triangle") };
        for point in around.iter().filter(|point| point.is_finite()) {
            let outside = above([at(a), at(b), at(c)], point.as_dvec3()) > 0.0;
            assert!(!outside, "{what}: {point} is outside");
        }
    }
}

#[test]
fn every_shape_has_a_hull_around_all_its_points() {
    for (name, shape) in shapes::all() {
        for merge in [None, Some(0.1), Some(f32::NAN), Some(1e9)] {
            let hull = run(&shape, merge);
            shapes::assert_sound(&hull, true, name);
            let around = if shape.packed().is_empty() { shape.positions() } else { &[] };
            assert_hull(&hull, around, name);
        }
    }
    let counts = |name: &str, merge| {
        let shape = shapes::all().into_iter().find(|(other, _)| *other == name).unwrap().1;
        let hull = run(&shape, merge);
        (hull.point_count(), hull.primitive_count())
    };
    assert_eq!(counts("empty", None), (0, 0));
    assert_eq!(counts("one point", None), (1, 0));
    assert_eq!(counts("one triangle", None), (3, 1));
    assert_eq!(counts("open grid", None), (4, 1), "flat");
    assert_eq!(counts("concave polygon", None), (4, 1));
    assert_eq!(counts("cube", None), (8, 12));
    assert_eq!(counts("cube", Some(0.0)), (8, 6));
    assert_eq!(counts("duplicate points", Some(0.0)), (8, 6));
    assert_eq!(counts("points that are not numbers", None).0, 6);
    let line = Geometry::from_points((0..5).map(|i| Vec3::splat(i as f32 * 0.1)).collect());
    let hull = run(&line, None);
    assert_eq!((hull.point_count(), hull.topology().kind(0)), (2, PrimitiveKind::Polyline));
}

#[test]
fn volume_and_attributes_are_those_of_the_points() {
    let hull = run(&shapes::with_attributes(shapes::torus(64, 32)), None);
    // Around a torus: a disk's prism and half a torus outside of it.
    let (big, small) = (1.0_f64, 0.4_f64);
    let pi = std::f64::consts::PI;
    let expected = pi * big * big * 2.0 * small
        + pi * pi * small * small * big
        + 4.0 / 3.0 * pi * small.powi(3);
    assert!((hull.volume() / expected - 1.0).abs() < 0.01, "{} {expected}", hull.volume());
    assert!(hull.points().contains("Cd") && hull.points().group("first_half").is_some());
    assert!(hull.detail().contains("note"));
    let packed = run(&shapes::packed(), None);
    assert!(packed.volume() > 24.0, "instances are inside");
}

#[test]
fn a_cube_full_of_points_in_its_faces_and_edges_merges_to_six_faces() {
    let mut points = Vec::new();
    for index in 0..7 * 7 * 7 {
        points.push(Vec3::new((index % 7) as f32, (index / 7 % 7) as f32, (index / 49) as f32));
    }
    points.extend_from_within(..);
    let hull = run(&Geometry::from_points(points.clone()), None);
    assert_hull(&hull, &points, "grid of points");
    let merged = run(&Geometry::from_points(points.clone()), Some(0.0));
    assert_eq!((merged.point_count(), merged.primitive_count()), (8, 6));
    assert!(merged.is_closed());
    assert_eq!(merged.volume(), 216.0);
    // Turned, and far away: rounding moves the points off the faces and edges.
    let turn = Mat3::from_rotation_y(0.3) * Mat3::from_rotation_x(1.1);
    for offset in [Vec3::ZERO, Vec3::new(40.0, -7.0, 100.0)] {
        let turned = points.iter().map(|&point| turn * point + offset).collect();
        let merged = run(&Geometry::from_points(turned), Some(0.5));
        assert_eq!((merged.point_count(), merged.primitive_count()), (8, 6), "at {offset}");
        assert!(merged.is_closed());
        assert!((merged.volume() - 216.0).abs() < 0.01, "{}", merged.volume());
    }
}

#[test]
fn a_selection_bounds_what_the_hull_is_around() {
    let cube = shapes::cube();
    let chosen = Selection::parse("0-3", &cube, Domain::Point).unwrap();
    let settings = ConvexHull { selection: Some(&chosen), merge_degrees: None };
    let hull = convex_hull(&cube, &settings, &Task::unlimited()).unwrap();
    assert_eq!((hull.point_count(), hull.primitive_count()), (4, 1));
    let packed = shapes::packed();
    let chosen = Selection::parse("0", &packed, Domain::Point).unwrap();
    let settings = ConvexHull { selection: Some(&chosen), merge_degrees: Some(0.0) };
    let hull = convex_hull(&packed, &settings, &Task::unlimited()).unwrap();
    assert_eq!((hull.point_count(), hull.volume()), (8, 8.0));
    assert!(hull.points().groups().all(|(name, _)| &**name != "hull_points"));
}

#[test]
fn points_of_a_million_faces_and_points_of_a_ball_are_quick_and_cancelled() {
    let random = Stream::new(2);
    let direction = |index: u64| {
        let unit = |axis| random.unit(3 * index + axis) - 0.5;
        Vec3::new(unit(0), unit(1), unit(2)).normalize_or(Vec3::X)
    };
    let points: Vec<Vec3> = (0..4000).map(direction).collect();
    let hull = run(&Geometry::from_points(points.clone()), None);
    assert_eq!(hull.point_count(), 4000, "every point of a ball's surface is in use");
    assert_eq!(hull.primitive_count(), 2 * 4000 - 4);
    assert!(hull.is_closed());
    let stopped = Task::unlimited();
    stopped.cancel_token().cancel();
    let error = convex_hull(&shapes::cube(), &ConvexHull::default(), &stopped).unwrap_err();
    assert_eq!(error, Stop::Cancelled);
    let small = Task::new(task::CancelToken::default(), 1000);
    let refused = convex_hull(&Geometry::from_points(points), &ConvexHull::default(), &small);
    assert!(matches!(refused, Err(Stop::TooLarge { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Coordinates from few values make many points that are equal, in line and in plane;
    /// one axis is nearly flat.
    #[test]
    fn points_in_bad_positions_have_hulls(
        places in prop::collection::vec((0..4_i8, 0..4_i8, 0..3_i8), 0..60),
        thin in prop::sample::select(vec![1.0_f32, 1e-7, 1e-30, 0.1]),
        shear in prop::sample::select(vec![0.0_f32, 0.1, 1e-8]),
        merge in prop::option::of(0.0_f32..2.0),
    ) {
        let points: Vec<Vec3> = places
            .iter()
            .map(|&(x, y, z)| {
                let (x, y, z) = (f32::from(x) * 0.1, f32::from(y) * 0.3, f32::from(z));
                Vec3::new(x, y + shear * x, z * thin + shear * y * x)
            })
            .collect();
        let geometry = Geometry::from_points(points.clone());
        let hull = run(&geometry, merge);
        shapes::assert_sound(&hull, true, "random points");
        if merge.is_none() {
            assert_hull(&hull, &points, "random points");
        } else if hull.primitive_count() > 3 {
            prop_assert!(hull.is_closed());
        }
        let mut again = geometry;
        again.table_mut(Domain::Point).set("extra", Column::new(vec![0_i32; points.len()]));
        prop_assert_eq!(run(&again, merge).primitive_count(), hull.primitive_count());
    }
}
