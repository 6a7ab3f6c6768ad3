use glam::Vec3;
use task::{CancelToken, Stop, Task};

use super::*;
use crate::{Domain, shapes};

fn resampled(geometry: &Geometry, settings: &Resample) -> Geometry {
    let all = Selection::All(geometry.primitive_count());
    resample(geometry, &all, settings, &Task::unlimited()).unwrap()
}

/// A polyline along x, through points at these places.
fn line(places: &[f32]) -> Geometry {
    let positions: Vec<Vec3> = places.iter().map(|&x| Vec3::X * x).collect();
    let count = positions.len() as u32;
    let kinds = vec![PrimitiveKind::Polyline];
    let topology = Topology::new(positions.len(), vec![0, count], (0..count).collect(), kinds);
    Geometry::new(topology, positions)
}

fn places(geometry: &Geometry) -> Vec<f32> {
    let corners = geometry.topology().corners();
    corners.iter().map(|&point| geometry.positions()[point as usize].x).collect()
}

fn by_length(length: f32) -> Resample {
    Resample { length: Some(length), ..Resample::default() }
}

fn by_count(segments: u32) -> Resample {
    Resample { length: None, segments: Some(segments), ..Resample::default() }
}

fn every_way() -> Vec<Resample> {
    let mut ways = Vec::new();
    for base in [by_length(0.3), by_count(5), Resample { segments: Some(4), ..by_length(0.01) }] {
        for bits in 0..16 {
            let on = |bit: u32| bits >> bit & 1 == 1;
            ways.push(Resample {
                by_edge: on(0),
                even: on(1),
                keep_last: on(2),
                closed: on(3),
                names: ResampleNames {
                    curve_u: "curveu".into(),
                    tangent: "tangentu".into(),
                    distance: "distance".into(),
                    curve_number: "curvenum".into(),
                },
                ..base.clone()
            });
        }
    }
    ways
}

#[test]
fn every_shape_survives_every_way() {
    for (name, shape) in shapes::all() {
        let finite = !name.contains("not numbers");
        for settings in every_way() {
            let what = format!("{name} {settings:?}");
            let new = resampled(&shape, &settings);
            shapes::assert_sound(&new, finite, &what);
            assert_eq!(new.primitive_count(), shape.primitive_count(), "{what}");
            assert_eq!(new.packed_count(), shape.packed_count(), "{what}");
            assert!(new.points().contains("mass") && new.vertices().contains("uv"), "{what}");
            let us = new.points().read::<f32>("curveu").unwrap_or(&[]);
            assert!(us.iter().all(|u| (0.0..=1.0).contains(u)), "{what}");
        }
    }
}

#[test]
fn steps_are_even_or_of_the_length_asked_for() {
    let curve = line(&[0.0, 0.1, 1.0]);
    assert_eq!(places(&resampled(&curve, &by_count(4))), [0.0, 0.25, 0.5, 0.75, 1.0]);
    assert_eq!(places(&resampled(&curve, &by_length(0.4))).len(), 4, "a third of a metre each");
    assert_eq!(places(&resampled(&curve, &by_length(0.25))).len(), 5, "whole steps fit");
    let uneven = Resample { even: false, ..by_length(0.4) };
    assert_eq!(places(&resampled(&curve, &uneven)), [0.0, 0.4, 0.8, 1.0]);
    let cut = Resample { keep_last: false, ..uneven.clone() };
    assert_eq!(places(&resampled(&curve, &cut)), [0.0, 0.4, 0.8]);
    let two = Resample { segments: Some(2), ..uneven };
    assert_eq!(places(&resampled(&curve, &two)), [0.0, 0.4, 0.8]);
    let edges = Resample { by_edge: true, ..by_count(2) };
    let expected = [0.0, 0.05, 0.1, 0.55, 1.0];
    let found = places(&resampled(&curve, &edges));
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
}

#[test]
fn closed_curves_stay_closed_and_can_be_opened() {
    let square = shapes::polygon(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]);
    let eight = resampled(&square, &by_count(8));
    assert_eq!((eight.point_count(), eight.area()), (8, 1.0));
    assert!(eight.topology().is_all_polygons());
    let open = resampled(&square, &Resample { closed: false, ..by_count(3) });
    assert_eq!(open.topology().kind(0), PrimitiveKind::Polyline);
    assert_eq!(open.positions()[3], Vec3::Y, "the last corner, without the way back");
}

#[test]
fn attributes_follow_the_curve() {
    let mut curve = line(&[0.0, 1.0, 4.0]);
    curve.table_mut(Domain::Point).set("mass", Column::new(vec![0.0_f32, 10.0, 40.0]));
    curve.table_mut(Domain::Point).set("id", Column::new(vec![1_i32, 2, 3]));
    curve
        .table_mut(Domain::Vertex)
        .set("uv", Column::new(vec![[0.0_f32, 0.0], [1.0, 0.0], [4.0, 0.0]]));
    let names = every_way()[0].names.clone();
    let new = resampled(&curve, &Resample { names, ..by_count(4) });
    assert_eq!(new.points().read::<f32>("mass").unwrap(), [0.0, 10.0, 20.0, 30.0, 40.0]);
    assert_eq!(new.points().read::<i32>("id").unwrap(), [1, 2, 2, 3, 3]);
    assert_eq!(new.vertices().read::<[f32; 2]>("uv").unwrap()[3], [3.0, 0.0]);
    assert_eq!(new.points().read::<f32>("curveu").unwrap(), [0.0, 0.25, 0.5, 0.75, 1.0]);
    assert_eq!(new.points().read::<f32>("distance").unwrap()[3], 3.0);
    assert_eq!(new.points().read::<Vec3>("tangentu").unwrap(), [Vec3::X; 5]);
}

#[test]
fn only_chosen_curves_are_divided_and_shared_points_stay() {
    let shape = shapes::polylines();
    let chosen = Selection::Some(vec![false, true, false, false]);
    let new = resample(&shape, &chosen, &by_count(10), &Task::unlimited()).unwrap();
    assert_eq!(new.topology().primitive(1).len(), 11);
    assert_eq!(new.topology().primitive(0).len(), 5);
    assert_eq!(new.point_count(), 8 + 11, "both of its points are used by others");
    let none = Resample { length: None, ..Resample::default() };
    assert_eq!(resampled(&shape, &none), shape);
}

#[test]
fn long_curves_are_divided_across_threads_as_on_one() {
    let curve = line(&(0..1000).map(|i| i as f32 + 0.3 * (i % 7) as f32).collect::<Vec<f32>>());
    let new = resampled(&curve, &by_count(100_000));
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(one_thread.install(|| resampled(&curve, &by_count(100_000))) == new);
    let length: f32 = curve.positions().windows(2).map(|p| p[0].distance(p[1])).sum();
    let steps = new.positions().windows(2).map(|p| p[0].distance(p[1]));
    let longest = steps.fold(0.0, f32::max);
    assert!((longest / (length / 100_000.0) - 1.0).abs() < 0.02, "{longest}");
    assert_eq!(new.positions().last(), curve.positions().last());
}

#[test]
fn stops_when_cancelled_or_too_large() {
    let curve = line(&[0.0, 1.0]);
    let all = Selection::All(1);
    let cancelled = Task::unlimited();
    cancelled.cancel_token().cancel();
    assert_eq!(resample(&curve, &all, &by_count(4), &cancelled), Err(Stop::Cancelled));
    let small = Task::new(CancelToken::default(), 1 << 20);
    let refused = resample(&curve, &all, &by_count(1 << 30), &small);
    assert!(matches!(refused, Err(Stop::TooLarge { .. })));
    let tiny = resample(&curve, &all, &by_length(1e-30), &Task::unlimited());
    assert!(matches!(tiny, Err(Stop::TooMany { .. })));
}
