use std::f32::consts::TAU;

use glam::Vec3;
use proptest::prelude::*;
use task::{CancelToken, Stop, Task};

use super::*;
use crate::{Column, Domain, Topology, shapes};

fn swept(backbones: &Geometry, sections: Option<&Geometry>, settings: &Sweep) -> Geometry {
    let all = Selection::All(backbones.primitive_count());
    sweep(backbones, &all, sections, settings, &Task::unlimited()).unwrap()
}

fn curve(points: Vec<Vec3>, kind: PrimitiveKind) -> Geometry {
    let count = points.len() as u32;
    let topology = Topology::new(points.len(), vec![0, count], (0..count).collect(), vec![kind]);
    Geometry::new(topology, points)
}

fn polyline(points: Vec<Vec3>) -> Geometry {
    curve(points, PrimitiveKind::Polyline)
}

/// A knot that comes back to its start turned.
fn knot(count: usize) -> Geometry {
    let point = |index: usize| {
        let angle = index as f32 / count as f32 * TAU;
        let radius = 2.0 + (3.0 * angle).cos();
        Vec3::new(radius * (2.0 * angle).cos(), (3.0 * angle).sin(), radius * (2.0 * angle).sin())
    };
    curve((0..count).map(point).collect(), PrimitiveKind::Polygon)
}

fn capped() -> Sweep {
    Sweep { caps: true, uvs: Uvs::Unit, ..Sweep::default() }
}

#[test]
fn every_shape_is_swept_along_every_shape() {
    for (name, backbones) in shapes::all() {
        for (other, sections) in shapes::all() {
            let what = format!("{other} along {name}");
            let finite = !what.contains("not numbers");
            for pairing in [Pairing::All, Pairing::Cycle] {
                let settings = Sweep { pairing, twist_degrees: [10.0, 90.0], ..capped() };
                let surface = swept(&backbones, Some(&sections), &settings);
                shapes::assert_sound(&surface, finite, &what);
                let kept = surface.points().contains("mass") && surface.vertices().contains("uv");
                assert!(kept || surface.primitive_count() == 0, "{what}");
            }
        }
        for built_in in [
            BuiltIn::SquareTube { width: 0.2 },
            BuiltIn::Ribbon { width: 0.2, columns: 0 },
            BuiltIn::RoundTube { radius: -1.0, columns: 0 },
        ] {
            let surface = swept(&backbones, None, &Sweep { built_in, ..capped() });
            shapes::assert_sound(&surface, !name.contains("not numbers"), name);
        }
    }
}

#[test]
fn a_straight_tube_has_the_volume_it_should() {
    let line = polyline((0..5).map(|i| Vec3::new(0.0, 0.0, -(i as f32))).collect());
    let built_in = BuiltIn::SquareTube { width: 0.5 };
    let tube = swept(&line, None, &Sweep { built_in, ..capped() });
    assert!(tube.is_closed());
    assert_eq!((tube.point_count(), tube.primitive_count(), tube.euler_number()), (20, 18, 2));
    assert!((tube.volume() - 1.0).abs() < 1e-5, "{}", tube.volume());
    assert_eq!(tube.primitives().group("caps").unwrap()[15..], [false, true, true]);
    assert_eq!(tube.primitives().group("sides").unwrap()[15..], [true, false, false]);
    let open = swept(&line, None, &Sweep { built_in, ..Sweep::default() });
    assert_eq!((open.primitive_count(), open.euler_number()), (16, 0));
}

#[test]
fn ribbons_face_up() {
    let line = polyline(vec![Vec3::ZERO, Vec3::X, Vec3::new(2.0, 0.0, 1.0)]);
    let built_in = BuiltIn::Ribbon { width: 1.0, columns: 2 };
    let ribbon = swept(&line, None, &Sweep { built_in, ..capped() });
    assert_eq!((ribbon.point_count(), ribbon.primitive_count()), (9, 4));
    assert!((0..4).all(|face| ribbon.polygon_area_vector(face).y > 0.0));
}

#[test]
fn a_closed_curve_meets_itself_without_a_seam() {
    let knot = knot(200);
    let tube = swept(&knot, None, &Sweep::default());
    assert!(tube.is_closed() && tube.volume() > 0.0);
    assert_eq!((tube.euler_number(), tube.point_count()), (0, 1600));
    // From row to row the cross-section turns by the same small angle, over the seam too.
    let positions = tube.positions();
    let spoke = |row: usize| (positions[row % 200 * 8] - knot.positions()[row % 200]).normalize();
    let turns: Vec<f32> = (0..200).map(|row| spoke(row).angle_between(spoke(row + 1))).collect();
    assert!(turns.iter().all(|turn| *turn < 0.2), "{turns:?}");
}

#[test]
fn frames_do_not_turn_around_the_curve() {
    // Along a helix a fixed up vector would turn; a rotation-minimising frame ends where the
    // solid angle says, and is the same when the curve is divided more finely.
    let helix = |count: usize| {
        let point = |index: usize| {
            let angle = index as f32 / (count - 1) as f32 * TAU;
            Vec3::new(angle.cos(), 0.3 * angle, angle.sin())
        };
        polyline((0..count).map(point).collect())
    };
    let settings = Sweep { built_in: BuiltIn::SquareTube { width: 0.1 }, ..Sweep::default() };
    let end = |count: usize| {
        let tube = swept(&helix(count), None, &settings);
        let last = &tube.positions()[tube.point_count() - 4..];
        (last[0] - last[3]).normalize()
    };
    assert!(end(200).angle_between(end(3000)) < 0.02);
}

#[test]
fn scale_roll_and_twist_follow_points_and_parameters() {
    let mut line = polyline(vec![Vec3::ZERO, Vec3::Z, Vec3::Z * 2.0]);
    let built_in = BuiltIn::Ribbon { width: 2.0, columns: 1 };
    let right = |surface: &Geometry, row: usize| surface.positions()[2 * row].truncate();
    let plain = Sweep { built_in, ..Sweep::default() };
    let near = |a: glam::Vec2, b: [f32; 2]| assert!(a.distance(b.into()) < 1e-5, "{a}");
    near(right(&swept(&line, None, &plain), 1), [1.0, 0.0]);
    let twisted = Sweep { twist_degrees: [0.0, 180.0], scale: 2.0, ..plain.clone() };
    let twisted = swept(&line, None, &twisted);
    near(right(&twisted, 1), [0.0, 2.0]);
    near(right(&twisted, 2), [-2.0, 0.0]);
    line.table_mut(Domain::Point).set("roll", Column::new(vec![0.0_f32, 0.0, -90.0]));
    line.table_mut(Domain::Point).set("pscale", Column::new(vec![1.0_f32, 3.0, 1.0]));
    let given = swept(&line, None, &plain);
    near(right(&given, 1), [3.0, 0.0]);
    near(right(&given, 2), [0.0, -1.0]);
    assert!(!given.points().contains("pscale"));
    line.table_mut(Domain::Point).set("up", Column::new(vec![Vec3::X; 3]));
    let up = Sweep { up: Up::Attribute("up".into()), roll_degrees: 0.0, ..plain };
    near(right(&swept(&line, None, &up), 0), [0.0, -1.0]);
}

#[test]
fn sections_in_any_plane_and_direction_face_outwards() {
    let line = polyline(vec![Vec3::ZERO, Vec3::Y, Vec3::Y * 2.0]);
    for (plane, axes) in
        [(SectionPlane::Xy, [0, 1]), (SectionPlane::Yz, [1, 2]), (SectionPlane::Zx, [2, 0])]
    {
        for clockwise in [false, true] {
            let mut corners = vec![[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
            if clockwise {
                corners.reverse();
            }
            let place = |[a, b]: [f32; 2]| {
                let mut point = Vec3::ZERO;
                (point[axes[0]], point[axes[1]]) = (a, b);
                point
            };
            let section = curve(corners.into_iter().map(place).collect(), PrimitiveKind::Polygon);
            for plane in [plane, SectionPlane::Automatic] {
                let tube = swept(&line, Some(&section), &Sweep { plane, ..capped() });
                assert!((tube.volume() - 4.0).abs() < 1e-4, "{plane:?} {}", tube.volume());
            }
        }
    }
}

#[test]
fn attributes_and_texture_coordinates_run_along_and_around() {
    let mut line = polyline(vec![Vec3::ZERO, Vec3::Z, Vec3::Z * 4.0]);
    line.table_mut(Domain::Point).set("mass", Column::new(vec![1.0_f32, 2.0, 3.0]));
    line.table_mut(Domain::Primitive).set("piece", Column::new(vec![7_i32]));
    let mut square = shapes::polygon(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]);
    square.table_mut(Domain::Point).set("mass", Column::new(vec![9.0_f32; 4]));
    square.table_mut(Domain::Point).set("corner", Column::new(vec![0_i32, 1, 2, 3]));
    let tube = swept(&line, Some(&square), &capped());
    assert_eq!(tube.points().read::<f32>("mass").unwrap()[3..5], [1.0, 2.0]);
    assert_eq!(tube.points().read::<i32>("corner").unwrap()[3..5], [3, 0]);
    assert_eq!(tube.primitives().read::<i32>("piece").unwrap(), [7; 10]);
    let uvs = tube.vertices().read::<[f32; 2]>("uv").unwrap();
    assert_eq!(uvs[12..16], [[0.75, 0.0], [1.0, 0.0], [1.0, 0.25], [0.75, 0.25]]);
    assert_eq!(uvs[36..40], [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]], "the last cap");
    let metres = swept(&line, Some(&square), &Sweep { uvs: Uvs::Metres, ..capped() });
    assert_eq!(metres.vertices().read::<[f32; 2]>("uv").unwrap()[14], [4.0, 1.0]);
}

#[test]
fn cross_sections_take_turns_or_all_go() {
    let mut lines = shapes::polylines();
    lines = crate::ops::extract::points(
        &lines,
        &[true, true, true, true, true, false, false, false],
        crate::ops::extract::Losing::Shrink,
        &Task::unlimited(),
    )
    .unwrap();
    let sections = shapes::grid(3, 1);
    let curves = curves(&lines).len();
    let one = swept(&lines, Some(&sections), &Sweep { pairing: Pairing::Cycle, ..capped() });
    let all = swept(&lines, Some(&sections), &capped());
    let caps = |surface: &Geometry| {
        surface.primitives().group("caps").unwrap().iter().filter(|&&member| member).count()
    };
    assert_eq!(caps(&all), 3 * caps(&one));
    assert!(curves > 0);
}

proptest! {
    #[test]
    fn capped_tubes_are_closed_and_right_side_out(
        steps in proptest::collection::vec((-1.0_f32..1.0, 0.3_f32..1.0, -1.0_f32..1.0), 2..40),
    ) {
        let mut at = Vec3::ZERO;
        let points = steps.into_iter().map(|(x, y, z)| {
            at += Vec3::new(x, y, z);
            at
        });
        let built_in = BuiltIn::RoundTube { radius: 0.01, columns: 7 };
        let tube = swept(&polyline(points.collect()), None, &Sweep { built_in, ..capped() });
        prop_assert!(tube.is_closed());
        prop_assert_eq!(tube.euler_number(), 2);
        prop_assert!(tube.volume() > 0.0);
        let first = &tube.positions()[..7];
        let middle = first.iter().sum::<Vec3>() / 7.0;
        prop_assert!(first.iter().all(|point| (point.distance(middle) - 0.01).abs() < 1e-4));
    }
}

#[test]
fn the_same_on_one_thread() {
    let knot = knot(5000);
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = one_thread.install(|| swept(&knot, None, &capped()));
    assert!(alone == swept(&knot, None, &capped()));
}

#[test]
fn stops_when_cancelled_or_too_large() {
    let knot = knot(1000);
    let all = Selection::All(1);
    let cancelled = Task::unlimited();
    cancelled.cancel_token().cancel();
    assert_eq!(sweep(&knot, &all, None, &capped(), &cancelled), Err(Stop::Cancelled));
    let small = Task::new(CancelToken::default(), 50_000);
    let refused = sweep(&knot, &all, None, &capped(), &small);
    assert!(matches!(refused, Err(Stop::TooLarge { .. })));
    let built_in = BuiltIn::RoundTube { radius: 1.0, columns: u32::MAX };
    let refused = sweep(&knot, &all, None, &Sweep { built_in, ..capped() }, &small);
    assert!(refused.is_err());
}
